"""Python in the page for everybody: axe in each of its states, fingers, phone and desk."""

import pytest
import visit
from axe_playwright_python.base import AXE_SCRIPT
from live_page import FIRST, Played, cell, edit
from pages import CHAPTER, DESK, PHONE

TARGETS = """() => axe.run(document, { runOnly: ["target-size"] }).then(found =>
  found.violations.flatMap(({ nodes }) => nodes.map(({ html }) => html.slice(0, 200))))"""


def bring(played: Played, state: str) -> None:
    """Bring the page into a state that a reader sees."""
    page = played.page
    visit.open_folds(page)
    if state == "shown":
        edit(cell(page, FIRST)).fill("mine = 1")
    played.run_all()
    played.tell("received", received=2e6, total=20e6, isKept=False)
    if state == "shown":
        played.start()
        played.answer({"text": f"{'wide ' * 50}\n"})
        played.answer({"error": "line 1: 1 / 0\nZeroDivisionError: division by zero"})


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def played(request, browser, site_url):
    context = browser.new_context(viewport=request.param, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    yield Played.opened(context.new_page(), f"{site_url}/{CHAPTER}")
    context.close()


@pytest.mark.parametrize("state", ["start", "shown"])
def test_axe_finds_nothing_in_any_state(state, played):
    bring(played, state)
    visit.settle(played.page)
    assert visit.misplaced(played.page) == []
    visit.digest(played.page)
    assert visit.violations(played.page) == []
    played.page.emulate_media(color_scheme="dark")
    assert visit.violations(played.page, only_colours=True) == []


SMALL = ".live-tools { gap: 0 } .live-tools > button { min-width: 0; min-height: 0; height: 1rem }"


def small_targets(page):
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(TARGETS)


def test_every_target_is_large_enough_for_a_finger(played):
    edit(cell(played.page, FIRST)).fill("mine = 1")
    played.run_all()
    assert small_targets(played.page) == []
    played.page.add_style_tag(content=SMALL)
    assert any(
        "live-tools" in html or "Run this cell" in html for html in small_targets(played.page)
    )


def test_the_buttons_of_a_cell_lie_on_no_code(played):
    page = played.page
    visit.open_folds(page)
    overlapping = """() => [...document.querySelectorAll(".live-tools")].filter(tools => {
      const [one, other] = [tools, tools.parentElement.querySelector(".highlight")]
        .map(node => node.getBoundingClientRect());
      return one.left < other.right && other.left < one.right
        && one.top < other.bottom && other.top < one.bottom;
    }).length"""
    assert page.evaluate(overlapping) == 0
    page.add_style_tag(
        content=".live-tools { inset: 0.2rem 0.2rem auto auto !important }"
        " .cell_input[id] { padding-top: 0 !important }"
    )
    assert page.evaluate(overlapping) > 10


def test_the_page_does_not_move_when_the_script_comes(browser, site_url):
    for size in (PHONE, DESK):
        page = browser.new_page(viewport=size)
        page.goto(f"{site_url}/{CHAPTER}")
        visit.settle(page)
        height = page.evaluate(visit.HEIGHT)
        page.evaluate(
            "document.querySelectorAll('.live-tools, .live-run').forEach(e => e.remove())"
        )
        assert page.evaluate(visit.HEIGHT) == height
        page.close()
