"""The look of every page: axe, keyboard, width, outline, head; each check sees a planted fault."""

import itertools
import re
import struct
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

from tools.plotting import ACTIVATION_STYLE

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
PAGES = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html"))
CHAPTERS = [name for name in PAGES if name.startswith("chapters/")]
FRAMED = [*CHAPTERS, "search.html"]  # with the bar and the map of the course
SHOWN = [*FRAMED, "404.html"]  # index.html only leads to the first page
CHAPTER = "chapters/ch01_relu_neuron.html"
LANDING = "chapters/intro.html"
BASE = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))["html"]["baseurl"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1350, "height": 900}

OPEN_FOLDS = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"


class Head(HTMLParser):
    """The elements of a page, with attributes, and the text of its title and headings."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, str]] = []
        self._inside: str | None = None
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag == "title" or re.fullmatch("h[1-6]", tag):
            self._inside = tag
            self.texts.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] = (self._inside, self.texts[-1][1] + data)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.elements if name == tag]

    def meta(self, name: str) -> str:
        found = [m for m in self.all("meta") if name in (m.get("name"), m.get("property"))]
        return found[0].get("content", "") if found else ""


def head(name: str) -> Head:
    return Head((SITE / name).read_text("utf-8"))


@pytest.fixture
def written(tmp_path, serve):
    """Return a function that serves a page with a planted fault and gives its address."""

    def write(body: str, head: str = "") -> str:
        markup = (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>'
            f'<link rel="icon" href="data:,">{head}</head><body>{body}</body></html>'
        )
        (tmp_path / "page.html").write_text(markup, "utf-8")
        return f"{serve(tmp_path)}/page.html"

    return write


def lay_out(page) -> None:
    """Lay out every section with its folds open, not only those near the window."""
    page.evaluate(OPEN_FOLDS)
    page.add_style_tag(content="section { content-visibility: visible !important }")
    page.wait_for_timeout(150)  # in which the first fonts of the formulas are asked for
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_timeout(150)


# Accessibility -----------------------------------------------------------------------------


def violations(page) -> list[str]:
    """Return what axe-core finds, rule and place."""
    page.evaluate("document.getAnimations().forEach(animation => animation.finish())")
    # Formulas are thousands of elements in the colour of their text: half of the time.
    answer = Axe().run(page, {"exclude": [[".katex"]]}, {"resultTypes": ["violations"]})
    found = answer.response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", SHOWN)
def test_axe_finds_nothing_with_menu_and_folds_open(name, size, scheme, page, site_url):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    query = "?q=gradient" if name == "search.html" else ""
    page.goto(f"{site_url}/{name}{query}")
    lay_out(page)
    if size is PHONE and name != "404.html":
        page.get_by_role("button", name="Menu").click()
    assert violations(page) == []


def test_a_dark_page_on_a_light_system_is_accessible(page, site_url):
    page.emulate_media(color_scheme="light")
    page.goto(f"{site_url}/chapters/notation.html")
    page.get_by_role("button", name="Theme").click(click_count=2)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    assert violations(page) == []


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<main><h1>A</h1><p style='color:#999;background:#fff'>pale</p></main>", "color-contrast"),
        ("<main><h1>A</h1><button></button></main>", "button-name"),
        ("<main><h1>A</h1><input></main>", "label"),
        ("<main><h1>A</h1></main><p>outside</p>", "region"),
    ],
)
def test_axe_sees_a_fault(fault, rule, page, written):
    page.goto(written(fault))
    assert any(found.startswith(f"{rule}:") for found in violations(page))


# Nothing overflows, everything is reached --------------------------------------------------

# What may scroll, may be scrolled by keyboard.
UNREACHABLE = """
[...document.querySelectorAll("body *")]
  .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0)
  .filter(box => ["auto", "scroll"].includes(getComputedStyle(box).overflowX))
  .filter(box => box.tabIndex < 0 && !box.matches("input, nav"))
  .map(box => box.outerHTML.slice(0, 100))
"""


def overflow(page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("width", [320, 390, 700, 1350])
@pytest.mark.parametrize("name", SHOWN)
def test_only_boxes_inside_the_page_scroll_sideways(name, width, page, site_url):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site_url}/{name}")
    lay_out(page)
    assert overflow(page) <= 0
    assert page.evaluate(UNREACHABLE) == []


def test_a_wide_element_and_an_unreachable_box_are_seen(page, written):
    page.set_viewport_size(PHONE)
    page.goto(written("<p style='width: 600px'>wide</p>"))
    assert overflow(page) > 0
    page.goto(written("<div style='overflow: auto'><p style='width: 600px'>wide</p></div>"))
    assert overflow(page) <= 0
    assert len(page.evaluate(UNREACHABLE)) == 1


def code_scrolls(page, columns: int) -> bool:
    """Put a line of so many characters into the first cell and see whether it has to scroll."""
    script = """columns => {
      const pre = document.querySelector(".cell_input pre");
      pre.closest("details")?.setAttribute("open", "");
      pre.textContent = "0".repeat(columns);
      return pre.scrollWidth > pre.clientWidth;
    }"""
    return page.evaluate(script, columns)


def test_eighty_columns_of_code_fit(page, site_url):
    page.set_viewport_size(DESK)
    page.goto(f"{site_url}/{CHAPTER}")
    assert not code_scrolls(page, 80)
    assert code_scrolls(page, 100)


def test_a_line_of_text_has_about_seventy_characters(page, site_url):
    page.set_viewport_size(DESK)
    page.goto(f"{site_url}/{CHAPTER}")
    # The column over the mean width of a character: a last line may be short.
    script = """() => {
      const text = [...document.querySelectorAll("article > section > section > p")]
        .filter(p => !p.querySelector(".math") && p.textContent.length > 100);
      const range = document.createRange();
      const width = (node) => {
        if (node.nodeType !== Node.TEXT_NODE) {
          return [...node.childNodes].reduce((sum, child) => sum + width(child), 0);
        }
        range.selectNodeContents(node);
        return [...range.getClientRects()].reduce((sum, box) => sum + box.width, 0);
      };
      return text.map(p => p.clientWidth / (width(p) / p.textContent.length));
    }"""
    lengths = page.evaluate(script)
    assert len(lengths) > 3
    assert 62 < sum(lengths) / len(lengths) < 78


def overlapping_numbers(page) -> list[str]:
    """Return the formulas whose number lies on the formula."""
    script = """() => [...document.querySelectorAll(".katex-tag")].filter(tag => {
      const bases = tag.parentElement.querySelectorAll(":scope > .katex-base");
      const right = Math.max(...[...bases].map(base => base.getBoundingClientRect().right));
      return tag.querySelector(".text").getBoundingClientRect().left < right;
    }).map(tag => tag.textContent)"""
    return page.evaluate(script)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", CHAPTERS)
def test_the_number_of_a_formula_stands_beside_it(name, size, page, site_url):
    page.set_viewport_size(size)
    page.goto(f"{site_url}/{name}")
    assert overlapping_numbers(page) == []


def test_a_number_on_its_formula_is_seen(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/{CHAPTER}")
    page.add_style_tag(content=".katex-tag { position: absolute !important; right: 0 }")
    assert overlapping_numbers(page)


def stray_marks(page) -> list[str]:
    """Return the formulas whose closing punctuation stands on the next line."""
    script = """() => [...document.querySelectorAll("article .math")].filter(formula => {
      if (!formula.checkVisibility()) return false;
      const next = formula.nextSibling;
      if (next?.nodeType !== Node.TEXT_NODE || !/^[.,;:!?)]/.test(next.data)) return false;
      const range = document.createRange();
      range.setStart(next, 0);
      range.setEnd(next, 1);
      const parts = [...formula.querySelectorAll(".katex-base")];
      const bottom = Math.max(...parts.map(part => part.getBoundingClientRect().bottom));
      return range.getBoundingClientRect().top >= bottom - 6;
    }).map(formula => formula.querySelector("annotation").textContent)"""
    return page.evaluate(script)


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_line_begins_with_the_punctuation_of_a_formula(name, page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/{name}")
    lay_out(page)
    assert stray_marks(page) == []


def test_punctuation_on_the_next_line_is_seen(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/chapters/ch08_he_initialisation.html")
    page.add_style_tag(content=".glue, .katex-html { white-space: normal !important }")
    lay_out(page)
    assert stray_marks(page)


# Keyboard ----------------------------------------------------------------------------------

MISSED = """
[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled"))
  .filter(e => e.type !== "radio" || e === e.form?.elements[e.name]?.[0] || !e.form)
  .filter(e => !("visited" in e.dataset))
  .map(e => e.outerHTML)
"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  e.dataset.visited = "";
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { shown, inView, name: e.outerHTML.slice(0, 90) };
}"""


def tab_through(page) -> list[str]:
    """Walk the page by Tab; return what gets no visible focus and what is never reached."""
    problems = []
    for _ in range(2000):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        if not focused["shown"]:
            problems.append(f"no focus ring: {focused['name']}")
        if not focused["inView"]:
            problems.append(f"out of sight: {focused['name']}")
    missed = page.evaluate(MISSED)
    return problems + [f"not reached: {element[:90]}" for element in missed]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("name", SHOWN)
def test_everything_is_reached_by_tab_with_a_visible_focus(name, size, page, site_url):
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")
    query = "?q=gradient" if name == "search.html" else ""
    page.goto(f"{site_url}/{name}{query}")
    page.wait_for_timeout(50)
    assert tab_through(page) == []


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("<style>a:focus { outline: none }</style><a href='#'>x</a>", "no focus ring"),
        ("<a href='#' style='position: absolute; left: -99px; top: -99px'>x</a>", "out of sight"),
        ("<a href='#a'>x</a><button tabindex='-1'>x</button>", "not reached"),
    ],
)
def test_a_fault_of_the_keyboard_is_seen(fault, seen, page, written):
    page.goto(written(f"<style>:focus {{ outline: 3px solid }}</style>{fault}"))
    assert any(problem.startswith(seen) for problem in tab_through(page))


def test_the_first_tab_skips_to_the_text(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")


def test_the_menu_opens_and_closes_by_keyboard(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/{CHAPTER}")
    menu = page.get_by_role("navigation", name="Chapters")
    assert not menu.is_visible()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('#course-map')")
    page.keyboard.press("Escape")
    assert not menu.is_visible()


def test_folds_open_one_by_one_and_all_at_once(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    closed = "document.querySelectorAll('details.hide:not([open])').length"
    count = page.evaluate(closed)
    page.locator("details.hide > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(closed) == count - 1
    page.get_by_role("button", name="Show all code").press("Enter")
    assert page.evaluate(closed) == 0
    page.get_by_role("button", name="Hide all code").press("Enter")
    assert page.evaluate(closed) == count


# Search ------------------------------------------------------------------------------------


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_search_by_keyboard_leads_to_the_section(from_file, page, site_url, site):
    root = site.as_uri() if from_file else site_url
    page.goto(f"{root}/{CHAPTER}")
    page.keyboard.press("/")
    page.keyboard.type("subgradient")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=subgradient")
    assert page.get_by_role("status").inner_text().startswith("4 sections with")
    result = page.locator("#search-results a").first
    assert result.inner_text() == "What is the derivative at 0?"
    result.press("Enter")
    page.wait_for_url("**/ch01_relu_neuron.html#what-is-the-derivative-at-0")
    assert page.locator("#what-is-the-derivative-at-0").is_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_link_to_a_section_leads_right_to_it(size, page, site_url):
    page.set_viewport_size(size)
    page.goto(f"{site_url}/{CHAPTER}#check-it")
    top = "document.querySelector('#check-it > h2').getBoundingClientRect().top"
    assert 40 < page.evaluate(top) < 150
    page.goto(f"{site_url}/{CHAPTER}")
    assert page.evaluate(top) > 1000
    page.evaluate("document.querySelector('#check-it .headerlink').click()")
    assert 40 < page.evaluate(top) < 150


@pytest.mark.parametrize("query", ["xyzzy", "<b>bold</b>", "(", "ReLU xyzzy"])
def test_a_search_that_finds_nothing_says_so(query, page, site_url):
    page.goto(f"{site_url}/search.html")
    page.locator(".search-form input").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert page.get_by_role("status").inner_text().startswith(f"Nothing contains “{query}”.")
    assert page.locator("#search-results li").count() == 0


# Themes, motion, paper, no script ----------------------------------------------------------


def theme_at_first_body(page, url: str) -> str:
    """Return the theme that holds when the body begins, before anything is painted."""
    page.add_init_script(
        """new MutationObserver((_, watcher) => {
          if (!document.body) return;
          window.firstTheme = document.documentElement.dataset.theme;
          watcher.disconnect();
        }).observe(document, { childList: true, subtree: true })"""
    )
    page.goto(url)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.goto(url)
    return page.evaluate("firstTheme")


@pytest.mark.parametrize("name", FRAMED)
def test_a_remembered_theme_holds_before_the_first_paint(name, page, site_url):
    assert theme_at_first_body(page, f"{site_url}/{name}") == "dark"


def test_a_theme_that_comes_late_is_seen(page, written):
    late = "<script>onload = () => { document.documentElement.dataset.theme = 'dark' }</script>"
    assert theme_at_first_body(page, written("<p>x</p>", late)) != "dark"


def test_the_theme_button_goes_round_and_is_remembered(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    button = page.get_by_role("button", name="Theme")
    names = []
    for _ in range(3):
        names.append(button.inner_text().split()[-1])
        button.click()
    assert names == ["auto", "light", "dark"]
    button.click()
    page.reload()
    assert button.inner_text().split()[-1] == "light"
    active = "[...document.querySelectorAll('meta[name=theme-color]')].map(m => m.media)"
    assert page.evaluate(active) == ["all", "not all"]


MOTION = "document.getAnimations().filter(a => a.playState === 'running').length"


@pytest.mark.parametrize("name", FRAMED)
def test_reduced_motion_is_respected(name, page, site_url):
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site_url}/{name}")
    assert page.evaluate(MOTION) == 0


def test_motion_is_seen(page, site_url):
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{site_url}/{LANDING}")  # an animation that fills stays listed when it has ended
    assert page.evaluate("document.getAnimations().length") >= 1


def test_paper_shows_the_text_with_every_fold_open(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    folds = "document.querySelectorAll('article details:not([open])').length"
    closed = page.evaluate(folds)
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folds) == 0
    for frame in [".bar", ".course-map", ".on-this-page", ".prev-next"]:
        assert not page.locator(frame).is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folds) == closed > 0


@pytest.mark.parametrize("name", CHAPTERS)
def test_without_script_the_content_stands(name, browser, site_url):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site_url}/{name}")
    assert page.get_by_role("heading", level=1).is_visible()
    assert not page.locator(".theme-button").is_visible()
    page.get_by_role("button", name="Menu").click()
    assert page.get_by_role("navigation", name="Chapters").is_visible()
    context.close()


# The head ----------------------------------------------------------------------------------


ALSO_ALLOWED = {"style-src": ["'unsafe-inline'"], "img-src": ["data:"]}


def policy_problems(markup: str) -> list[str]:
    """Return what a strict Content-Security-Policy misses or would forbid on the page."""
    parsed = Head(markup)
    policies = [
        m["content"] for m in parsed.all("meta") if m.get("http-equiv") == "Content-Security-Policy"
    ]
    problems = [] if len(policies) == 1 else ["no policy"]
    rules = dict(
        (*rule.split(maxsplit=1), "")[:2] for policy in policies for rule in policy.split(";")
    )
    if rules.get("default-src") != "'none'":
        problems.append("default-src is not 'none'")
    for name, value in rules.items():
        if not set(value.split()) <= {"'none'", "'self'", *ALSO_ALLOWED.get(name, [])}:
            problems.append(f"{name} allows {value}")
    for tag, attributes in parsed.elements:
        if tag == "script" and "src" not in attributes and "json" not in attributes.get("type", ""):
            problems.append("inline script")
        problems += [f"handler {name}" for name in attributes if name.startswith("on")]
        if attributes.get("href", "").startswith("javascript:"):
            problems.append("javascript: link")
    first = [tag for tag, _ in parsed.elements if tag in ("script", "link", "style", "meta")][:2]
    if first != ["meta", "meta"]:
        problems.append("something loads before the policy")
    return problems


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_is_strict_and_kept(name):
    assert policy_problems((SITE / name).read_text("utf-8")) == []


POLICY = '<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{}">'


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("<p>x</p>", "no policy"),
        (POLICY.format("script-src 'self'"), "default-src"),
        (POLICY.format("default-src 'none'; script-src 'unsafe-inline'"), "script-src allows"),
        (POLICY.format("default-src 'none'; img-src https:"), "img-src allows"),
        (POLICY.format("default-src 'none'") + "<script>1</script>", "inline script"),
        (POLICY.format("default-src 'none'") + "<p onclick='x()'>x</p>", "handler onclick"),
        (POLICY.format("default-src 'none'") + "<a href='javascript:x'>x</a>", "javascript: link"),
        ("<script src='a.js'></script>" + POLICY.format("default-src 'none'"), "something loads"),
    ],
)
def test_a_fault_of_the_policy_is_seen(fault, seen):
    assert any(problem.startswith(seen) for problem in policy_problems(fault))


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


def metadata_problems(markup: str, name: str) -> list[str]:
    """Return what search engines and link previews would miss."""
    parsed = Head(markup)
    links = {link["rel"]: link.get("href", "") for link in parsed.all("link") if "rel" in link}
    titles = [text for tag, text in parsed.texts if tag == "title"]
    description = parsed.meta("description")
    checks = {
        "lang": parsed.all("html")[0].get("lang") == "en",
        "title": len(titles) == 1 and 5 <= len(titles[0]) <= 90,
        "description": 40 <= len(description) <= 400 and "$" not in description,
        "canonical": links.get("canonical") == BASE + name,
        "icon": bool(links.get("icon")),
        "og:title": bool(parsed.meta("og:title")),
        "og:description": parsed.meta("og:description") == description,
        "og:url": parsed.meta("og:url") == BASE + name,
        "og:image": parsed.meta("og:image") == f"{BASE}_static/preview.png",
        "twitter:card": parsed.meta("twitter:card") == "summary_large_image",
    }
    return [check for check, passed in checks.items() if not passed]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_says_what_it_is(name):
    assert metadata_problems((SITE / name).read_text("utf-8"), name) == []


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
def test_missing_metadata_are_seen(pattern, seen):
    markup = (SITE / CHAPTER).read_text("utf-8")
    faulty, count = re.subn(pattern, "", markup)
    assert count
    assert seen in metadata_problems(faulty, CHAPTER)


def test_every_page_has_its_own_title_and_description():
    titles = [head(name).texts[0] for name in CHAPTERS]
    descriptions = [head(name).meta("description") for name in CHAPTERS]
    assert len(set(titles)) == len(set(descriptions)) == len(CHAPTERS)


@pytest.mark.parametrize("name", ["404.html", "search.html", "index.html"])
def test_pages_beside_the_book_have_a_title_and_are_described_or_not_indexed(name):
    parsed = head(name)
    assert parsed.texts[0][1]
    assert parsed.all("html")[0]["lang"] == "en"
    assert parsed.meta("robots") == "noindex" or parsed.meta("description")


def test_the_preview_is_a_picture_of_the_size_that_is_said():
    data = (SITE / "_static" / "preview.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert struct.unpack(">II", data[16:24]) == (1200, 630)
    assert len(data) < 100_000
    assert (head(LANDING).meta("og:image:width"), head(LANDING).meta("og:image:height")) == (
        "1200",
        "630",
    )


def test_the_page_for_a_wrong_address_needs_no_other_file(browser, serve, tmp_path):
    deep = tmp_path / "some" / "where"
    deep.mkdir(parents=True)
    (deep / "404.html").write_bytes((SITE / "404.html").read_bytes())
    page = browser.new_page()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{serve(tmp_path)}/some/where/404.html")
    assert len([url for url in requests if not url.startswith("data:")]) == 1
    links = page.evaluate("[...document.links].map(link => link.getAttribute('href'))")
    assert links
    assert all((SITE / link.removeprefix(BASE)).is_file() for link in links)
    page.close()


def outline_problems(markup: str) -> list[str]:
    """Return breaks in the order of the headings."""
    levels = [int(tag[1]) for tag, _ in Head(markup).texts if tag != "title"]
    problems = [] if levels.count(1) == 1 and levels[0] == 1 else [f"h1: {levels.count(1)}"]
    jumps = itertools.pairwise(levels)
    return problems + [f"h{a} then h{b}" for a, b in jumps if b > a + 1]


@pytest.mark.parametrize("name", PAGES)
def test_headings_form_an_outline(name):
    assert outline_problems((SITE / name).read_text("utf-8")) == []


@pytest.mark.parametrize("fault", ["<h1>a</h1><h3>b</h3>", "<h2>a</h2>", "<h1>a</h1><h1>b</h1>"])
def test_a_broken_outline_is_seen(fault):
    assert outline_problems(fault)


# Pictures keep their place, and only what is used is sent ----------------------------------


def without_dimensions(markup: str) -> list[dict]:
    """Return the pictures for which a browser cannot keep the place free."""
    pictures = [(tag, a) for tag, a in Head(markup).elements if tag in ("img", "svg")]
    return [a for tag, a in pictures if not (tag == "svg" and "viewbox" in a) and "height" not in a]


@pytest.mark.parametrize("name", PAGES)
def test_pictures_have_dimensions(name):
    assert without_dimensions((SITE / name).read_text("utf-8")) == []


def test_a_picture_without_dimensions_is_seen():
    assert without_dimensions('<img src="a.png" alt="a"><svg></svg>') != []


def test_a_page_waits_for_one_style_sheet_and_one_small_script():
    for name in FRAMED:
        parsed = head(name)
        sheets = [link for link in parsed.all("link") if link.get("rel") == "stylesheet"]
        waited_for = [s["src"] for s in parsed.all("script") if "src" in s and "defer" not in s]
        assert len(sheets) == 1
        assert [Path(source).name for source in waited_for] == ["theme.js"]
    assert (SITE / "_static" / "theme.js").stat().st_size < 3000
    assert [file.name for file in (SITE / "_static").rglob("*.css")] == ["style.css"]


# Colours -----------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance of #rrggbb."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio of two colours."""
    bright, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def colours(scheme: int) -> dict[str, str]:
    """Return the colours that course.css names, in light (0) or dark (1)."""
    css = (ROOT / "_static" / "course.css").read_text("utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    return {name: pair[scheme] for name, *pair in found}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_line_colours_stand_out_from_the_paper(scheme):
    paper = colours(scheme)["paper"]
    ratios = {name: contrast(s["color"], paper) for name, s in ACTIVATION_STYLE.items()}
    assert min(ratios.values()) >= 3, ratios
    assert contrast(colours(scheme)["edge"], paper) >= 3
    assert contrast("#9ecae1" if scheme == 0 else "#1f3a5f", paper) < 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface", "tint", "warm"])
def test_text_colours_are_readable(ground, scheme):
    named = colours(scheme)
    text = ["ink", "muted", "accent", "right", "wrong"]
    ratios = {name: contrast(named[name], named[ground]) for name in text}
    assert min(ratios.values()) >= 4.5, ratios
    assert contrast(named["rule"], named[ground]) < 4.5


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


def test_places_that_repeat_a_colour_repeat_the_right_one():
    css = (ROOT / "_static" / "course.css").read_text("utf-8")
    for name, style in ACTIVATION_STYLE.items():
        assert f"--{name}: {style['color']};" in css
    papers = [colours(0)["paper"], colours(1)["paper"]]
    themes = [m["content"] for m in head(CHAPTER).all("meta") if m.get("name") == "theme-color"]
    assert themes == papers
    assert f"background: light-dark({papers[0]}, {papers[1]})" in (SITE / "404.html").read_text()
