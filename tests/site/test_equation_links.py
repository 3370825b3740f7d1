"""References to equations: each is a link to the right formula, which is shown beside it."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

import nbformat
import pytest
from in_browser import go_to, plant
from pages import CHAPTER, CHAPTERS, DESK, PHONE, ROOT, SITE, read
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(ROOT / "_ext"))

from equation_links import REFERENCE

CURES = "chapters/ch10_cures.html"  # refers to chapter 8
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}

# The sources and the pages -----------------------------------------------------------------


class References(HTMLParser):
    """The numbers in brackets in the prose of a page: what is linked, and what is not."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.linked: list[tuple[str, str]] = []
        self.loose: list[str] = []
        self.carried: list[str] = []
        self._open: list[tuple[str, dict]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        if tag == "template":
            self.carried.append(dict(attributes)["data-of"])
        if tag not in VOID:
            self._open.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        inside = {tag for tag, _ in self._open}
        classes = " ".join(a.get("class") or "" for _, a in self._open)
        if "katex" in classes or inside & {"template", "pre", "code", "script", "style"}:
            return
        for number in REFERENCE.findall(text):
            if "equation" in classes.split():
                self.linked.append((number, self._open[-1][1]["href"]))
            else:
                self.loose.append(number)


def references_of(name: str) -> References:
    return References((SITE / name).read_text("utf-8"))


def numbers_of(source: Path) -> list[str]:
    """Return the references in the prose of a source, in order: no formula, no code."""
    if source.suffix == ".md":
        prose = source.read_text("utf-8")
    else:
        cells = nbformat.read(source, as_version=4).cells
        prose = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    prose = re.sub(r"```.*?```|\$\$.*?\$\$", "", prose, flags=re.DOTALL)
    return REFERENCE.findall(re.sub(r"`[^`\n]*`|\$[^$]*\$", "", prose))


NOTEBOOKS = [name for name in CHAPTERS if (ROOT / name).with_suffix(".ipynb").exists()]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_reference_of_the_text_is_a_link(name):
    page = references_of(name)
    assert page.loose == []
    in_text = numbers_of((ROOT / name).with_suffix(".ipynb"))
    linked = [number for number, _ in page.linked]
    for number in in_text:
        linked.remove(number)
    captions = re.findall(r"<figcaption>.*?</figcaption>", (SITE / name).read_text("utf-8"))
    assert linked == REFERENCE.findall("".join(captions))


def test_the_course_has_the_references_that_are_tested():
    assert sum(len(references_of(name).linked) for name in CHAPTERS) > 250


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_reference_leads_to_the_formula_of_its_number(name):
    for number, address in references_of(name).linked:
        page, anchor = urldefrag(address)
        target = SITE / "chapters" / page if page else SITE / name
        assert anchor == f"eq-{number}"
        formula = target.read_text("utf-8").split(f'<div class="math" id="{anchor}">')[1]
        assert rf"\tag{{{number}}}" in formula[: formula.index("</math>")]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_carries_what_it_refers_to_elsewhere_and_nothing_else(name):
    page = references_of(name)
    marks = [a["href"] for a in read(SITE / name).all("a") if a.get("class") == "claim"]
    elsewhere = {address for _, address in page.linked if not address.startswith("#")} | {*marks}
    assert sorted(page.carried) == sorted(elsewhere)


@pytest.mark.parametrize(
    ("body", "loose"),
    [
        ("<p>By (8.14) it is", ["8.14"]),
        ('<p><a class="equation reference" href="#eq-8.14">(8.14)</a> says', []),
        ("<pre>(8.14)</pre><code>(8.14)</code><p>(0.85), (1.05) and (1.5, 2)</p>", []),
    ],
)
def test_a_reference_that_is_no_link_is_seen(body, loose):
    assert References(body).loose == loose


# In a browser ------------------------------------------------------------------------------

SHOWN = "document.querySelector('.glimpse-equation').matches(':popover-open')"
TOPS = "[...document.querySelectorAll('article *')].map(e => e.getBoundingClientRect().top)"
OUTSIDE = """() => {
  const box = document.querySelector(".glimpse-equation").getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect();
  return box.left < 0 || box.right > innerWidth || box.top < bar.bottom || box.bottom > innerHeight;
}"""
CUT_OFF = """() => [...document.querySelectorAll(".glimpse div.math")]
  .some(box => box.scrollWidth > box.clientWidth + 1)"""


def rest(page: Page) -> None:
    """Leave the pointer for longer than the script waits, on a busy machine too."""
    page.clock.run_for(1000)


def glimpse_faults(page: Page, url: str) -> Iterator[str]:
    """Use a reference as a reader does, by pointer and by keyboard; yield what goes wrong."""
    page.clock.install()
    link = go_to(page, url, 'a.equation[href$="ch08_he_initialisation.html#eq-8.9"]')
    tops = page.evaluate(TOPS)
    link.hover()
    rest(page)
    page.evaluate("document.fonts.ready")
    if not page.evaluate(SHOWN):
        yield "pointed at: nothing is shown"
        return
    if page.evaluate("document.querySelector('.glimpse .katex-tag').textContent") != "(8.9)":
        yield "pointed at: another equation"
    if page.evaluate(TOPS) != tops:
        yield "pointed at: the text moves"
    if page.evaluate(OUTSIDE):
        yield "pointed at: outside the window"
    if page.evaluate(CUT_OFF):
        yield "pointed at: cut off"
    page.locator(".glimpse-equation").hover()
    rest(page)
    if not page.evaluate(SHOWN):
        yield "pointer on the glimpse: it goes"
    page.mouse.move(2, 300)
    rest(page)
    if page.evaluate(SHOWN):
        yield "pointer gone: it stays"
    link.hover()
    rest(page)
    page.keyboard.press("Escape")
    if page.evaluate(SHOWN):
        yield "Escape: it stays"
    page.mouse.move(2, 300)
    rest(page)

    page.keyboard.press("Tab")
    link.evaluate("link => link.focus({ focusVisible: true })")
    if not page.evaluate(SHOWN):
        yield "focused: nothing is shown"
    page.locator(".bar-title").focus()
    if page.evaluate(SHOWN):
        yield "focus gone: it stays"

    link = go_to(page, url, 'a.equation[href^="#"]')
    link.hover()
    rest(page)
    repeated = page.evaluate("[...document.querySelectorAll('.glimpse [id]')].length")
    if not page.evaluate(SHOWN) or repeated:
        yield "of this page: not shown, or with its id"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_equation_is_shown_beside_its_reference(size, page, site_url):
    page.set_viewport_size(size)
    assert list(glimpse_faults(page, f"{site_url}/{CURES}")) == []


def test_it_is_shown_on_a_page_opened_from_a_file(page):
    assert list(glimpse_faults(page, (SITE / CURES).as_uri())) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("if (link) after(REST", "if (!link) after(REST", "pointed at: nothing"),
        ("carried.content.cloneNode(true)", "document.querySelector('div.math').cloneNode(true)",
         "pointed at: another"),
        ("shown = link;", "shown = link; link.style.fontSize = '3em';",
         "pointed at: the text moves"),
        ("`${scrollX + Math.max", "`${500 + Math.max", "pointed at: outside"),
        ("(clientWidth - 1) / scrollWidth", "1", "pointed at: cut off"),
        ("if (box.contains(event.target))", "if (false)", "pointer on the glimpse"),
        ("|| hide());", ");", "pointer gone"),
        ('"Escape" && shown', '"Esc" && shown', "Escape"),
        ("if (link?.matches", "if (!link?.matches", "focused"),
        ("event.target === shown && hide()", "event", "focus gone"),
        ('["id", "tab', '["tab', "of this page"),
    ],
)  # fmt: skip
def test_a_fault_of_the_script_is_seen(old, new, fault, page, site_url):
    plant(page, "glimpses.js", old, new)
    page.set_viewport_size(PHONE)
    found = glimpse_faults(page, f"{site_url}/{CURES}")
    assert any(problem.startswith(fault) for problem in found)


def test_a_tap_follows_the_link(browser: Browser, site_url):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.clock.install()
    link = go_to(page, f"{site_url}/{CHAPTER}", 'a.equation[href^="#"]')
    address = link.get_attribute("href")
    link.tap()
    page.wait_for_url(f"**{address}")
    rest(page)
    assert not page.evaluate(SHOWN)
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_formula_is_below_the_bar_and_marked(size, page, site_url):
    page.set_viewport_size(size)
    go_to(page, f"{site_url}/{CURES}", 'a.equation[href*="#eq-8.9"]').click()
    page.wait_for_url("**#eq-8.9")
    page.wait_for_load_state()
    formula = page.locator('[id="eq-8.9"]')
    assert 60 < formula.bounding_box()["y"] < 200
    assert formula.evaluate("formula => getComputedStyle(formula).animationName") == "found"


def test_without_script_a_reference_is_a_link(browser: Browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/{CURES}")
    page.locator('a.equation[href*="#eq-8.4"]').first.click()
    page.wait_for_url("**/ch08_he_initialisation.html#eq-8.4")
    context.close()
