"""The markup of every page: policy, metadata, outline, dimensions; each fault is seen."""

import base64
import hashlib
import itertools
import re
import struct
import sys
from pathlib import Path

import pytest
from pages import CHAPTER, CHAPTERS, FRAMED, LANDING, PAGES, ROOT, SITE, Markup, read

sys.path.insert(0, str(ROOT / "_ext"))

import assets  # after the path that finds it

BASE = "https://someone.github.io/life-of-a-gradient/"

# To Firefox a file is not the same as another; no page of the web can send a form to one.
ALSO_ALLOWED = {
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "form-action": ["file:"],
}


def digest(script: str) -> str:
    """Return the hash by which a policy allows a script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def policy_problems(page: Markup) -> list[str]:
    """Return what a strict Content-Security-Policy misses or would forbid on the page."""
    policies = [
        m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    ]
    problems = [] if len(policies) == 1 else ["no policy"]
    rules = dict(
        (*rule.split(maxsplit=1), "")[:2] for policy in policies for rule in policy.split(";")
    )
    if rules.get("default-src") != "'none'":
        problems.append("default-src is not 'none'")
    also = ALSO_ALLOWED | {"script-src": [f"'{digest(script)}'" for script in page.scripts]}
    for name, value in rules.items():
        if not set(value.split()) <= {"'none'", "'self'", *also.get(name, [])}:
            problems.append(f"{name} allows {value}")
    if not set(also["script-src"]) <= set(rules.get("script-src", "").split()):
        problems.append("inline script")
    for tag, attributes in page.elements:
        if tag == "script" and attributes.get("type", "application/json") != "application/json":
            problems.append(f"script of type {attributes['type']}")
        problems += [f"handler {name}" for name in attributes if name.startswith("on")]
        if attributes.get("href", "").startswith("javascript:"):
            problems.append("javascript: link")
    first = [tag for tag, _ in page.elements if tag in ("script", "link", "style", "meta")][:2]
    if first != ["meta", "meta"]:
        problems.append("something loads before the policy")
    return problems


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_is_strict_and_kept(name):
    assert policy_problems(read(SITE / name)) == []


POLICY = '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{}">'


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("<p>x</p>", "no policy"),
        (POLICY.format("script-src 'self'"), "default-src"),
        (POLICY.format("default-src 'none'; script-src 'unsafe-inline'"), "script-src allows"),
        (POLICY.format("default-src 'none'; img-src https:"), "img-src allows"),
        (POLICY.format("default-src 'none'") + "<script>1</script>", "inline script"),
        (POLICY.format(f"script-src '{digest('1')}'") + "<script>2</script>", "inline script"),
        (POLICY.format(f"script-src '{digest('1')}'"), "script-src allows"),
        (POLICY.format("default-src 'none'") + "<script type='module'>1</script>", "script of"),
        (POLICY.format("default-src 'none'") + "<p onclick='x()'>x</p>", "handler onclick"),
        (POLICY.format("default-src 'none'") + "<a href='javascript:x'>x</a>", "javascript: link"),
        ("<script src='a.js'></script>" + POLICY.format("default-src 'none'"), "something loads"),
    ],
)
def test_a_fault_of_the_policy_is_seen(fault, seen):
    assert any(problem.startswith(seen) for problem in policy_problems(Markup(fault)))


def test_the_browser_enforces_the_policy(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    script = """() => new Promise(resolve => {
      document.addEventListener("securitypolicyviolation", e => resolve(e.effectiveDirective));
      const script = document.createElement("script");
      script.textContent = "window.planted = true";
      document.head.append(script);
    })"""
    assert page.evaluate(script) == "script-src-elem"
    assert page.evaluate("window.planted") is None


def metadata_problems(page: Markup, name: str) -> list[str]:
    """Return what search engines and link previews would miss."""
    links = {link["rel"]: link.get("href", "") for link in page.all("link") if "rel" in link}
    titles = [text for tag, text in page.texts if tag == "title"]
    description = page.meta("description")
    checks = {
        "lang": page.all("html")[0].get("lang") == "en",
        "title": len(titles) == 1 and 5 <= len(titles[0]) <= 90,
        "description": 40 <= len(description) <= 400 and "$" not in description,
        "canonical": links.get("canonical") == BASE + name,
        "icon": bool(links.get("icon")),
        "og:title": bool(page.meta("og:title")),
        "og:description": page.meta("og:description") == description,
        "og:url": page.meta("og:url") == BASE + name,
        "og:image": page.meta("og:image") == f"{BASE}_static/preview.png",
        "twitter:card": page.meta("twitter:card") == "summary_large_image",
    }
    return [check for check, passed in checks.items() if not passed]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_says_what_it_is(name, published):
    assert metadata_problems(read(published / name), name) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_site_without_an_address_links_to_none(name):
    page = read(SITE / name)
    addresses = [meta.get("content", "") for meta in page.all("meta")] + page.links
    assert [address for address in addresses if "OWNER" in address] == []
    assert page.links or name == "index.html"


@pytest.mark.parametrize(
    ("pattern", "seen"),
    [
        (' lang="en"', "lang"),
        ("<title>.*?</title>", "title"),
        ('<meta name="description".*?>', "description"),
        ('<link rel="canonical".*?>', "canonical"),
        ('<link rel="icon".*?>', "icon"),
        ('<meta property="og:title".*?>', "og:title"),
        ('<meta property="og:url".*?>', "og:url"),
        ('<meta property="og:image" .*?>', "og:image"),
        ('<meta name="twitter:card".*?>', "twitter:card"),
    ],
)
def test_missing_metadata_are_seen(pattern, seen, published):
    markup = (published / CHAPTER).read_text("utf-8")
    faulty, count = re.subn(pattern, "", markup)
    assert count
    assert seen in metadata_problems(Markup(faulty), CHAPTER)


def test_every_page_has_its_own_title_and_description():
    titles = [read(SITE / name).texts[0] for name in CHAPTERS]
    descriptions = [read(SITE / name).meta("description") for name in CHAPTERS]
    assert len(set(titles)) == len(set(descriptions)) == len(CHAPTERS)


@pytest.mark.parametrize("name", ["404.html", "search.html", "index.html"])
def test_pages_beside_the_book_have_a_title_and_are_described_or_not_indexed(name):
    page = read(SITE / name)
    assert page.texts[0][1]
    assert page.all("html")[0]["lang"] == "en"
    assert page.meta("robots") == "noindex" or page.meta("description")


def test_the_preview_is_a_picture_of_the_size_that_is_said(published):
    data = (SITE / "_static" / "preview.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert len(data) < 100_000
    said = [read(published / LANDING).meta(f"og:image:{side}") for side in ("width", "height")]
    assert said == ["1200", "630"]


@pytest.mark.parametrize("root", [BASE, "/"])
def test_the_page_for_a_wrong_address_needs_no_other_file(
    root, browser, serve, published, tmp_path
):
    site = published if root == BASE else SITE
    deep = tmp_path / "some" / "where"
    deep.mkdir(parents=True)
    (deep / "404.html").write_bytes((site / "404.html").read_bytes())
    page = browser.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{serve(tmp_path)}/some/where/404.html")
    assert len([url for url in requests if not url.startswith("data:")]) == 1
    links = page.evaluate("[...document.links].map(link => link.getAttribute('href'))")
    assert links
    assert all(link.startswith(root) for link in links)
    assert all((site / link.removeprefix(root)).is_file() for link in links)
    page.close()


def outline_problems(page: Markup) -> list[str]:
    """Return breaks in the order of the headings."""
    levels = [int(tag[1]) for tag, _ in page.texts if tag != "title"]
    problems = [] if levels.count(1) == 1 and levels[0] == 1 else [f"h1: {levels.count(1)}"]
    jumps = itertools.pairwise(levels)
    return problems + [f"h{a} then h{b}" for a, b in jumps if b > a + 1]


@pytest.mark.parametrize("name", PAGES)
def test_headings_form_an_outline(name):
    assert outline_problems(read(SITE / name)) == []


@pytest.mark.parametrize("fault", ["<h1>a</h1><h3>b</h3>", "<h2>a</h2>", "<h1>a</h1><h1>b</h1>"])
def test_a_broken_outline_is_seen(fault):
    assert outline_problems(Markup(fault))


# Pictures keep their place, and only what is used is sent ----------------------------------


def without_dimensions(page: Markup) -> list[dict]:
    """Return the pictures for which a browser cannot keep the place free."""
    pictures = [(tag, a) for tag, a in page.elements if tag in ("img", "svg")]
    return [a for tag, a in pictures if not (tag == "svg" and "viewbox" in a) and "height" not in a]


@pytest.mark.parametrize("name", PAGES)
def test_pictures_have_dimensions(name):
    assert without_dimensions(read(SITE / name)) == []


def test_a_picture_without_dimensions_is_seen():
    assert without_dimensions(Markup('<img src="a.png" alt="a"><svg></svg>')) != []


def test_code_is_marked_where_the_style_sheet_shows_it_otherwise_and_nowhere_else():
    css = (SITE / "_static" / "style.css").read_text("utf-8")
    shown = set(re.findall(r"^\.highlight \.(\w+) \{", css, re.MULTILINE))
    marks, texts = set(), set()
    for name in CHAPTERS:
        for code in re.findall(r"<pre>(.*?)</pre>", (SITE / name).read_text("utf-8"), re.DOTALL):
            found = re.findall(r'<span class="([^"]*)">([^<]*)', code)
            marks |= {mark for mark, _ in found}
            texts |= set(found)
    assert marks == shown == {"c", "k", "s", "m"}
    assert {("k", "import"), ("k", "in"), ("k", "None"), ("m", "0.5")} < texts
    assert not {text for _, text in texts} & {"np", "numpy", "=", "(", "range"}


# What stands beside each other on a desk stands below each other on a phone.
SIDE = re.compile(r"(?:^|[.;>(] ?)(?:left|right)[:,]|\b(?:left|right) panel", re.IGNORECASE)


def sided(markup: str) -> list[str]:
    """Return where words call a panel by its side, of figures that a phone lays out anew."""
    figures = re.findall(r"<figure.*?</figure>", markup, re.DOTALL)
    told = [
        words
        for figure in figures
        if 'class="narrow"' in figure
        for words in re.findall(r'aria-label="(.*?)"|<figcaption.*?>(.*?)</figcaption>', figure)
    ]
    return [found[0] for words in told for text in words for found in SIDE.finditer(text)]


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_words_call_a_panel_by_a_side_that_a_phone_changes(name):
    assert sided((SITE / name).read_text("utf-8")) == []


@pytest.mark.parametrize("words", ["Left: a line.", "A. Right, a line.", "In the left panel, one."])
def test_a_panel_called_by_its_side_is_seen(words):
    drawn = '<figure><svg class="narrow" aria-label="{}"></svg><figcaption>{}</figcaption></figure>'
    assert len(sided(drawn.format(words, "x"))) == len(sided(drawn.format("x", words))) == 1
    assert sided(drawn.format("It rises to the right.", "On the right flank.")) == []


def test_a_page_has_a_menu_and_a_choice_of_theme():
    for name in FRAMED:
        kinds = [button.get("class", "").split() for button in read(SITE / name).all("button")]
        for kind in ("menu-button", "theme-button"):
            assert sum(kind in classes for classes in kinds) == 1, name


def loaded(name: str) -> list[str]:
    """Return what a page loads of _static/pages/."""
    found = [link.partition("_static/pages/")[2] for link in read(SITE / name).links]
    return list(filter(None, found))


def test_a_page_waits_for_one_style_sheet_and_its_own_and_holds_a_small_script():
    for name in FRAMED:
        page = read(SITE / name)
        sheets = [link["href"] for link in page.all("link") if link.get("rel") == "stylesheet"]
        waited_for = [s["src"] for s in page.all("script") if "src" in s and "defer" not in s]
        early = assets.early_script(ROOT / "_static")
        own = [file for file in loaded(name) if file.endswith(".css")]
        assert [Path(sheet).name for sheet in sheets] == ["style.css", *own]
        assert waited_for == []
        assert page.scripts == [early]
        assert len(early) < 3000
    assert [file.name for file in (SITE / "_static").glob("*.css")] == ["style.css"]


def test_what_is_made_for_one_page_is_loaded_there_and_nowhere_else():
    there = sorted(file.name for file in (ROOT / "_static" / "pages").iterdir())
    pages = {file: Path(file).stem.partition("-")[0] for file in there}  # of search-find.js: search
    for name in FRAMED:
        own = [file for file in there if pages[file] == Path(name).stem]
        assert sorted(loaded(name)) == own, name
    assert set(pages.values()) <= {Path(name).stem for name in FRAMED}
