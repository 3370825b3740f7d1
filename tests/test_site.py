"""The built site in a real browser, and its links; each check is shown a fault that it must see."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

SITE = Path(__file__).parent.parent / "_build" / "html"
PAGES = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html"))


# The pictures that a screen reader meets and has nothing to say about.
NAMELESS = """
[...document.querySelectorAll("img, svg")]
  .filter((picture) => !picture.closest("[aria-hidden=true]"))
  .filter((picture) => picture.localName === "img"
    ? !picture.alt.trim()
    : picture.getAttribute("role") !== "img" || !picture.getAttribute("aria-label"))
  .map((picture) => picture.outerHTML)
"""


def watch(page, url: str) -> list[str]:
    """Open a page and return what is wrong: requests abroad, messages, missing files and names."""
    problems = []
    own = "file:" if url.startswith("file:") else "/".join(url.split("/")[:3])

    def check_request(request) -> None:
        if not request.url.startswith((own, "data:", "blob:")):
            problems.append(f"requests another host: {request.url}")

    page.on("request", check_request)
    page.on("console", lambda message: problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
    page.on(
        "response",
        lambda answer: answer.status >= 400 and problems.append(f"missing: {answer.url}"),
    )
    page.on("requestfailed", lambda request: problems.append(f"failed: {request.url}"))
    page.goto(url)
    page.wait_for_load_state("networkidle")
    broken = "[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"
    problems += [f"broken image: {source}" for source in page.evaluate(broken)]
    return problems + [f"no name: {markup[:80]}" for markup in page.evaluate(NAMELESS)]


class Anatomy(HTMLParser):
    """The ids and links of a page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag: str, attributes: list) -> None:
        attributes = dict(attributes)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag in ("a", "link", "img", "script"):
            self.links += [attributes[key] for key in ("href", "src") if attributes.get(key)]


def dead_links(site: Path, name: str) -> list[str]:
    """Return the links of a page that lead to no file or no anchor of the site."""
    file = site / name
    dead = []
    for link in Anatomy(file).links:
        path, anchor = urldefrag(link)
        if urlsplit(link).scheme in ("http", "https", "mailto", "data"):
            continue
        target = (file.parent / unquote(path)).resolve() if path else file
        if target.is_dir():
            target /= "index.html"
        has_anchors = bool(anchor) and target.suffix == ".html"
        if not target.exists() or (has_anchors and unquote(anchor) not in Anatomy(target).ids):
            dead.append(link)
    return dead


def repeated_ids(file: Path) -> list[str]:
    ids = Anatomy(file).ids
    return sorted({name for name in ids if ids.count(name) > 1})


@pytest.fixture
def faulty(tmp_path):
    """Return a function that writes a page with a planted fault."""

    def write(body: str) -> Path:
        head = '<meta charset="utf-8"><link rel="icon" href="data:,">'
        page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
        (tmp_path / "page.html").write_text(page)
        return tmp_path

    return write


def test_there_are_pages():
    assert {"index.html", "404.html", "search.html", "chapters/intro.html"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page_is_self_contained_and_silent(name, page, site_url):
    assert watch(page, f"{site_url}/{name}") == []


@pytest.mark.parametrize("name", PAGES)
def test_page_works_from_a_file(name, page, site):
    assert watch(page, (site / name).as_uri()) == []


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name, site):
    assert dead_links(site, name) == []


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique(name, site):
    assert repeated_ids(site / name) == []


def test_formulas_are_rendered_and_readable_by_a_screen_reader(site):
    text = (site / "chapters/ch01_relu_neuron.html").read_text("utf-8")
    assert text.count('class="katex-mathml"') > 50
    assert "katex-error" not in text


@pytest.mark.parametrize("leftover", ["thebe", "fontawesome", "require.js", "mathjax", "embed-amd"])
def test_no_page_loads_what_it_does_not_use(leftover, site):
    loading = [
        name
        for name in PAGES
        if any(leftover in link.lower() for link in Anatomy(site / name).links)
    ]
    assert loading == []


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ('<img alt="x" src="http://127.0.0.2:9/x.png">', "requests another host"),
        ("<script>console.log('hello')</script>", "console: hello"),
        ("<script>nothing()</script>", "script error"),
        ('<script src="gone.js"></script>', "missing"),
        ('<img alt="x" src="gone.png">', "broken image"),
        ('<img alt="x" src="data:image/png;base64,AAAA">', "broken image"),
        ("<svg></svg>", "no name"),
        ('<svg role="img" aria-label=""></svg>', "no name"),
        ('<svg aria-label="x"></svg>', "no name"),
        ('<img src="data:,">', "no name"),
        ('<img src="data:," alt=" ">', "no name"),
    ],
)
def test_a_fault_in_the_browser_is_seen(fault, seen, faulty, page, serve):
    problems = watch(page, f"{serve(faulty(fault))}/page.html")
    assert any(problem.startswith(seen) for problem in problems)


def test_a_faultless_page_passes(faulty, page, serve):
    assert watch(page, f"{serve(faulty('<p id=a>Hello</p>'))}/page.html") == []


@pytest.mark.parametrize(
    ("fault", "dead"),
    [
        ('<a href="gone.html">x</a>', ["gone.html"]),
        ('<a href="#gone">x</a>', ["#gone"]),
        ('<a href="page.html#gone">x</a>', ["page.html#gone"]),
        ('<img alt="x" src="gone.png">', ["gone.png"]),
        ('<a id="here" href="page.html#here">x</a>', []),
    ],
)
def test_a_dead_link_is_seen(fault, dead, faulty):
    assert dead_links(faulty(fault), "page.html") == dead


def test_a_repeated_id_is_seen(faulty):
    assert repeated_ids(faulty('<p id="a"></p><p id="a"></p>') / "page.html") == ["a"]
