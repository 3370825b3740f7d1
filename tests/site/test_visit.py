"""Every page in every state, by one visit each; a fault planted into one state is seen there."""

import collections
import itertools

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from pages import CHAPTER, FRAMED, LANDING, PHONE, SHOWN
from visit import digest, misplaced, open_folds, violations, visit
from weight import MOST, fonts_loaded_whole, weights


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_is_wrong_in_any_state(name, browser, site_url):
    query = "?q=gradient" if name == "search.html" else ""
    asked = set()
    assert visit(browser, f"{site_url}/{name}{query}", asked) == []
    if name in FRAMED:
        weighed = weights(asked, site_url)
        assert sum(weighed.values()) <= MOST, weighed
        assert fonts_loaded_whole(weighed) == set()


FAULTLESS = """<style>:focus { outline: 3px solid }</style>
<main><h1>A</h1><p>Some <a id='x' href='#x'>words</a> and <button>a button</button></p></main>
<header><button popovertarget=menu>Menu</button><nav popover id=menu>
<p style='color: #444; background: #fff'>A way</p></nav></header>"""


def only(*states: str, fault: str) -> list[str]:
    return [f"{state}: {fault}" for state in states]


PALE = "color-contrast: <p"
SCHEMES = ["1350 px, light", "1350 px, dark", "390 px, light", "390 px, dark"]


# The faults of a page do not touch each other.
PAGES_WITH_FAULTS = {
    "none": [],
    "when it is loaded": [
        ("<svg></svg>", ["on arrival: no name"]),
        (
            "<style>@keyframes k { to { opacity: .9 } } h1 { animation: k 9s infinite }</style>",
            ["on arrival: moves: k"],
        ),
        ("<script>console.log('hello')</script>", 2 * ["all the time: console: hello"]),
        (
            "<script>onresize = () => innerWidth === 320 && console.log('late')</script>",
            ["all the time: console: late"],
        ),
        (
            """<b class='theme-button'></b><script>onload = () => {
              document.documentElement.dataset.theme = localStorage.theme }</script>""",
            ["on return: the theme is None at first"],
        ),
    ],
    "by keyboard": [
        (
            "<style>@media (width < 400px) { #x:focus { outline: none } }</style>",
            ['Tab at 390 px: no focus ring: <a id="x'],
        ),
        (
            "<style>@media (width > 400px) { button:focus { outline-width: 1px } }</style>",
            only(*2 * ["Tab at 1350 px"], fault="no focus ring: <button"),
        ),
        (
            "<a id='late' href='#x'>late</a><script>late.tabIndex = innerWidth < 400 ? 0 : -1"
            "</script>",
            ['Tab at 1350 px: not reached: <a id="late'],
        ),
        (
            "<style>#x:focus { position: absolute; left: -999px }</style>",
            only("Tab at 390 px", "Tab at 1350 px", fault='out of sight: <a id="x'),
        ),
    ],
    "at one width, and to axe what has no colour in one scheme": [
        *[
            (
                f"<style>@media (width: {width}px) {{ h1 {{ width: 1400px }} }}</style>",
                [f"{width} px: {1408 - width} px wider than the window"],
            )
            for width in (700, 1350)
        ],
        (
            "<style>@media (width: 320px) { h1 { width: 1400px } }</style>",
            only("320 px", "spaced text", fault="1088 px wider than the window"),
        ),
        (
            "<div style='overflow: auto; width: 300px'><p style='width: 310px'>wide</p></div>",
            only(*("320 px", "390 px", "700 px", "1350 px"), fault="scrolls, but not by keyboard"),
        ),
        # It is the same in both schemes.
        (
            "<details><summary></summary>x</details>",
            only("1350 px, light", "390 px, light", fault="summary-name"),
        ),
    ],
    "with text as widely spaced as some readers need it": [
        (
            f"<p style='white-space: nowrap; font: 16px monospace'>{30 * 'x'}</p>",
            only("spaced text", fault=""),
        )
    ],
    "to axe in one scheme, where it is pale or shows, or with the menu open": [
        (
            """<style>@media (prefers-color-scheme: dark) { main p { color: #999 } }</style>""",
            only("1350 px, dark", "390 px, dark", fault=PALE),
        ),
        (
            "<style>@media (prefers-color-scheme: light) and (width > 400px) "
            "{ main p { color: #999 } }</style>",
            only("1350 px, light", fault=PALE),
        ),
        (
            "<style>nav p { color: #999 !important }</style>",
            only("390 px, light", "390 px, dark", fault=PALE),
        ),
        (
            "<style>@media (prefers-color-scheme: light) { details { display: none } }</style>"
            "<details><summary></summary>x</details>",
            only("1350 px, dark", "390 px, dark", fault="summary-name"),
        ),
    ],
    "to axe, one among many of its kind": [
        (
            9 * "<p>Some words</p>" + "<p style='color: #999'>pale</p>" + 9 * "<p>words</p>",
            only(*SCHEMES, fault=PALE),
        ),
        (
            f"<pre style='white-space: pre-wrap'>{3 * '<b>word</b> '}"
            f"<b style='color: #999'>pale</b>{3 * ' <b>word</b>'}</pre>",
            only(*SCHEMES, fault="color-contrast: <b"),
        ),
    ],
}


@pytest.mark.parametrize("faults", PAGES_WITH_FAULTS.values(), ids=PAGES_WITH_FAULTS)
def test_a_fault_is_seen_in_its_state_and_in_no_other(faults, browser, written):
    planted = "".join(fault for fault, _ in faults)
    wanted = sorted(itertools.chain.from_iterable(seen for _, seen in faults))
    found = sorted(visit(browser, written(FAULTLESS.replace("</main>", f"{planted}</main>"))))
    assert len(found) == len(wanted), found
    assert all(map(str.startswith, found, wanted)), found


# Pale text everywhere, and names and roles that are missing.
FAULTS = """() => {
  const style = document.createElement("style");
  style.textContent = "article *, a, button { color: #999 !important }";
  document.head.append(style);
  for (const e of document.querySelectorAll("article a, summary, h2")) e.replaceChildren();
  for (const e of document.querySelectorAll("figure")) e.setAttribute("role", "nonsense");
  for (const e of document.querySelectorAll("figure path")) e.setAttribute("tabindex", "0");
}"""


def test_axe_finds_in_the_digest_what_it_finds_on_the_page(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/chapters/five_answers.html")  # short, with a bit of everything
    open_folds(page)
    page.evaluate(FAULTS)
    whole = Axe().run(page, {"exclude": [[".katex"]]}).response["violations"]
    rules = {rule["id"]: len(rule["nodes"]) for rule in whole}
    digest(page)
    found = collections.Counter(problem.split(":")[0] for problem in violations(page))
    assert found.keys() == rules.keys() > {"color-contrast", "link-name", "aria-hidden-focus"}
    assert {rule for rule in found if found[rule] < rules[rule]} == {"color-contrast"}


# What only a page of the book shows ---------------------------------------------------------


def test_a_number_on_its_formula_is_seen(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/{CHAPTER}")
    page.add_style_tag(content=".katex-tag { position: absolute !important; right: 0 }")
    open_folds(page)
    assert any("the number lies on the formula" in found for found in misplaced(page))


def test_punctuation_on_the_next_line_is_seen(page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/chapters/ch08_he_initialisation.html")
    page.add_style_tag(content=".glue, .katex-html { white-space: normal !important }")
    open_folds(page)
    assert any(found.startswith("stray mark at") for found in misplaced(page))


@pytest.mark.parametrize(
    "place", ['x="-9" y="50"', 'x="50" y="104"', 'x="50" y="5"', 'x="90" y="50"']
)
def test_words_that_the_edge_of_a_drawing_cuts_off_are_seen(place, page, written):
    drawing = '<figure><svg role="img" aria-label="x" width="100" height="100">{}</svg></figure>'
    whole = '<text x="40" y="50">word</text>'
    page.goto(written(f"<article>{drawing.format(whole)}</article>"))
    assert misplaced(page) == []
    page.goto(written(f"<article>{drawing.format(f'<text {place}>word</text>')}</article>"))
    assert misplaced(page) == ["cut off: word"]


def test_motion_is_seen(page, site_url):
    page.emulate_media(reduced_motion="no-preference")
    page.goto(f"{site_url}/{LANDING}")  # an animation that fills stays listed when it has ended
    assert page.evaluate("document.getAnimations().length") >= 1


CROWDED = """axe.run(document, { runOnly: ["target-size"], resultTypes: ["violations"] })
  .then(({ violations }) => violations.length)"""


@pytest.mark.parametrize(("overflow", "crowded"), [("hidden", 0), ("visible", 1)])
def test_what_is_not_yet_laid_out_crowds_nothing(overflow, crowded, page, site_url):
    """Its marks and links stand, to who asks, where other sections are: unless that is cut off."""
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/chapters/ch08_he_initialisation.html")
    page.add_style_tag(content=f"article > section > section {{ overflow: {overflow} !important }}")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(CROWDED) == crowded


def test_a_dark_page_on_a_light_system_is_accessible(page, site_url):
    page.emulate_media(color_scheme="light")
    page.goto(f"{site_url}/chapters/notation.html")
    page.get_by_role("button", name="Theme").click(click_count=2)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    open_folds(page)
    digest(page)
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
