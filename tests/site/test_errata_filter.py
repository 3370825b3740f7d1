"""The filter of the errata, and the addresses of its entries on the page."""

from collections.abc import Iterator

import pytest
from errata_entries import ADDRESSES, VERDICT_LINE, entries
from in_browser import HTML, light_markup, plant, put_in_place_of
from pages import SITE
from playwright.sync_api import Page

PAGE = "chapters/errata.html"

SHOWN = """() => [...document.querySelectorAll("p.erratum [id]")]
  .filter((address) => address.parentElement.checkVisibility()).map((address) => address.id)"""
EMPTY_GROUPS = """() => [...document.querySelectorAll("article > section > section")]
  .filter((group) => group.querySelector("p.erratum") && group.checkVisibility())
  .filter((group) => ![...group.querySelectorAll("p.erratum")].some((p) => p.checkVisibility()))
  .map((group) => group.id)"""
TITLE_TOP = """(id) => document.getElementById(id).closest("section")
  .querySelector("h3").getBoundingClientRect().top"""


def expected(**choice: str) -> list[str]:
    """The addresses of the entries with this verdict and chapter."""
    found = [VERDICT_LINE.search(text) for text, _ in entries()]
    wanted = (choice.get("verdict"), choice.get("chapter"))
    return [
        line[3]
        for line in found
        if all(value in (None, line[group]) for group, value in enumerate(wanted, start=1))
    ]


def differences(page: Page, what: str, **choice: str) -> list[str]:
    """Return where the page differs from what this choice should show."""
    wanted, found = expected(**choice), []
    if page.evaluate(SHOWN) != wanted:
        found.append(f"{what}: other entries are shown")
    if page.evaluate(EMPTY_GROUPS):
        found.append(f"{what}: a heading stands without entries")
    words = page.locator(".errata-filter [aria-live]").inner_text()
    if words != f"{len(wanted)} of {len(ADDRESSES)} entries":
        found.append(f"{what}: it says {words}")
    for name in ("chapter", "verdict"):
        chosen = page.locator(f".errata-filter [name={name}] :checked").all_inner_texts()
        if chosen != [choice.get(name, "all")]:
            found.append(f"{what}: the {name} shows another choice")
    return found


def misses(page: Page, what: str, address: str) -> list[str]:
    """Return a sentence if the title of the entry is not at the top of the window."""
    return [f"{what}: no title"] * (not 40 < page.evaluate(TITLE_TOP, address) < 200)


# A jump within the page is over when the browser has said so.
JUMP = """hash => new Promise(resolve => {
  addEventListener("hashchange", () => requestAnimationFrame(resolve), { once: true });
  location.hash = hash;
})"""


def filter_faults(page: Page, url: str) -> Iterator[str]:
    """Use the filter as a reader does and yield what goes wrong."""
    page.goto(url)
    yield from differences(page, "at first")
    page.get_by_role("combobox", name="Verdict").select_option("imprecise")
    yield from differences(page, "verdict", verdict="imprecise")
    page.get_by_role("combobox", name="Chapter").select_option("3")
    both = {"verdict": "imprecise", "chapter": "3"}
    yield from differences(page, "both", **both)
    page.reload()
    yield from differences(page, "reloaded", **both)
    page.get_by_role("combobox", name="Verdict").select_option("all")
    yield from differences(page, "chapter", chapter="3")

    page.goto(f"{url}?verdict=nonsense&chapter=99&other=1")
    yield from differences(page, "foreign query")

    page.goto("about:blank")
    page.goto(f"{url}?verdict=right#one-seed")
    yield from differences(page, "link to a hidden entry")
    yield from misses(page, "link to a hidden entry", "one-seed")
    page.get_by_role("combobox", name="Verdict").select_option("right")
    page.evaluate(JUMP, "relu-range")
    yield from differences(page, "jump to a hidden entry")
    yield from misses(page, "jump to a hidden entry", "relu-range")
    page.goto("about:blank")
    page.goto(f"{url}?verdict=wrong#one-seed")
    yield from differences(page, "link to an entry that is shown", verdict="wrong")


@pytest.fixture(scope="module")
def light(browser, site_url) -> str:
    """The page without the formulas and cells, between which the filter does not look."""
    return light_markup(browser, f"{site_url}/{PAGE}", ".math, .cell")


@pytest.mark.parametrize("place", ["http", "file"])
def test_the_filter(place, page, site, site_url):
    root = site_url if place == "http" else site.as_uri()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    assert list(filter_faults(page, f"{root}/{PAGE}")) == []
    assert complaints == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("hidden = !fits(line)", "hidden = false", "verdict: other entries"),
        ("group.hidden = ", "group.ready = ", "verdict: a heading stands"),
        ("lines.filter(fits).length", "lines.length", "verdict: it says"),
        ('write("");', "", "reloaded: "),
        ("includes(value) ? value", "length ? value", "foreign query: "),
        ("form.reset();", "", "link to a hidden entry: other entries"),
        ("    follow();\n", "", "jump to a hidden entry: no title"),
        ('addEventListener("popstate"', 'addEventListener("nothing"', "jump to a hidden"),
        ('if (!target?.closest("[hidden]")) return;', "", "link to an entry that is shown"),
    ],
)
def test_a_fault_of_the_filter_is_seen(old, new, fault, page, site_url, light):
    plant(page, "pages/errata.js", old, new)
    put_in_place_of(page, "errata.html", light, HTML)
    found = filter_faults(page, f"{site_url}/{PAGE}")  # up to the one that is looked for
    assert any(problem.startswith(fault) for problem in found)


def test_without_a_fault_the_light_page_passes(page, site_url, light):
    put_in_place_of(page, "errata.html", light, HTML)
    assert list(filter_faults(page, f"{site_url}/{PAGE}")) == []


def test_the_filter_by_keyboard(page, site_url):
    page.goto(f"{site_url}/{PAGE}")
    page.get_by_role("combobox", name="Chapter").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.wait_for_url("**?verdict=wrong")
    assert differences(page, "typed", verdict="wrong") == []


def test_the_titles_link_to_the_addresses(page, site_url):
    page.goto(f"{site_url}/{PAGE}")
    titles = page.locator("section:has(> p.erratum) > h3 > .headerlink")
    assert titles.evaluate_all("links => links.map(link => link.hash.slice(1))") == ADDRESSES


@pytest.mark.parametrize("address", [ADDRESSES[0], ADDRESSES[20], ADDRESSES[-1]])
@pytest.mark.parametrize("width", [390, 1350])
def test_an_address_leads_to_the_title_without_javascript_too(address, width, browser, site_url):
    for script in (True, False):
        page = browser.new_page(
            java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        page.goto(f"{site_url}/{PAGE}#{address}")
        title = page.locator(f"section:has(> p.erratum #{address}) > h3")
        assert 40 < title.bounding_box()["y"] < 200
        page.close()


@pytest.mark.parametrize("part", ["one-neuron", "theory"])
def test_the_filter_does_not_cover_the_title_of_a_part(part, page, site_url):
    page.goto(f"{site_url}/{PAGE}#{part}")
    covered = page.locator(".errata-filter").bounding_box()
    title = page.locator(f"section#{part} > h2").bounding_box()
    assert title["y"] >= covered["y"] + covered["height"]


HIDDEN = """() => {
  const { bottom } = document.querySelector(".errata-filter").getBoundingClientRect();
  const e = document.activeElement;
  const isCovered = !e.closest(".errata-filter") && e.getBoundingClientRect().top < bottom;
  return isCovered ? e.outerHTML.slice(0, 80) : null;
}"""


def covered(page: Page, url: str) -> list[str]:
    """Return what the filter lies on: a title led to by its own anchor, and what has the focus."""
    page.goto("about:blank")
    page.goto(f"{url}#deep-tanh-with-xavier")
    title = page.locator("section#deep-tanh-with-xavier > h3").bounding_box()
    filter_ = page.locator(".errata-filter").bounding_box()
    found = ["a heading"] * (title["y"] < filter_["y"] + filter_["height"])
    page.locator(".prev-next a").first.focus()
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        found += filter(None, [page.evaluate(HIDDEN)])
    return found


def test_the_filter_covers_nothing_that_is_led_to(page, site_url):
    assert covered(page, f"{site_url}/{PAGE}") == []
    put_in_place_of(page, "errata.css", unpadded(), "text/css")
    found = covered(page, f"{site_url}/{PAGE}")
    assert found[0] == "a heading"
    assert len(found) > 1


def unpadded() -> str:
    """The style sheet of the page without the room for the filter."""
    sheet = (SITE / "_static" / "pages" / "errata.css").read_text("utf-8")
    assert "scroll-padding-top" in sheet
    return sheet.replace("scroll-padding-top", "--padding")


def test_without_javascript_every_entry_stands(browser, site_url):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site_url}/{PAGE}")
    lines = page.locator("p.erratum").all()
    assert len(lines) == len(ADDRESSES)
    assert all(line.is_visible() for line in lines)
    assert page.locator(".errata-filter").count() == 0
    page.close()


def test_other_pages_have_no_filter(page, site_url):
    page.goto(f"{site_url}/chapters/notation.html")
    assert page.locator(".errata-filter").count() == 0
