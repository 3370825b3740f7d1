"""A page that is come back to shows what its controls say, though the browser sets these back."""

import pytest
from in_browser import plant
from listening import listening_copy, unpacked_archive
from pages import CHAPTER, LANDING
from playwright.sync_api import Page
from way_back import ANSWER, CHOOSE, FOLLOWING, FOUND, SAY_AGAIN, SLIDER, UNSAID

ERRATA = "chapters/errata.html"

# As WebKit does with a page that it kept.
SET_BACK = """() => {
  for (const field of document.querySelectorAll("input")) {
    field.value = field.defaultValue;
    field.checked = field.defaultChecked;
  }
  for (const menu of document.querySelectorAll("select")) {
    for (const option of menu.options) option.selected = option.defaultSelected;
  }
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""


def contradictions(page: Page, url: str) -> list[str]:
    """Use a page, set its controls back, and return what then shows what they do not say."""
    page.goto(url)
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    for slider in page.locator(SLIDER).all()[:1]:
        slider.press("End")
    for kind in (".predict form", "form.exercise"):
        for form in page.locator(kind).all()[:1]:
            form.evaluate(ANSWER)
    page.evaluate(f"() => {{ {CHOOSE} }}")
    page.evaluate(SET_BACK)
    page.wait_for_timeout(400)
    shown = page.evaluate(FOLLOWING)
    page.evaluate(f"() => {{ {SAY_AGAIN} }}")
    found = page.evaluate(UNSAID)
    return found + ["another figure"] * (page.evaluate(FOLLOWING) != shown)


@pytest.mark.parametrize("name", [CHAPTER, LANDING, ERRATA, FOUND])
def test_a_page_says_what_its_controls_say(name, page, site_url):
    assert contradictions(page, f"{site_url}/{name}") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        ("course.js", "[0, 300].forEach", "[].forEach", CHAPTER),
        ("explore.js", "frame() === shown || show()", "null", CHAPTER),
        ("predict.js", "question.fill()", "null", CHAPTER),
        ("exercises.js", "form.isEmpty", "false", CHAPTER),
        ("pages/intro.js", '"page-shown"', '"nothing"', LANDING),
        ("pages/errata.js", '"page-shown"', '"nothing"', ERRATA),
        ("pages/search.js", '"page-shown"', '"nothing"', FOUND),
    ],
)
def test_what_does_not_follow_is_seen(file, old, new, name, page, site_url):
    plant(page, file, old, new)
    assert contradictions(page, f"{site_url}/{name}") != []


def test_an_answer_that_is_set_back_is_said_once(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    form = page.locator(".predict form").first
    form.evaluate(ANSWER)
    tags = page.locator(".predict-yours").count()
    page.evaluate(SET_BACK)
    page.wait_for_timeout(400)
    assert page.locator(".predict-yours").count() == tags


def test_what_is_typed_meanwhile_stays(page, site_url):
    page.goto(f"{site_url}/{FOUND}")
    field = page.locator(".search-form input")
    field.fill("dropout")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.wait_for_timeout(400)
    assert field.input_value() == "dropout"


def test_the_archive_works_from_a_disk(page, site, tmp_path):
    assert site.is_dir()
    root = unpacked_archive(listening_copy(tmp_path / "copy"), tmp_path).as_uri()
    page.goto(f"{root}/index.html")
    page.wait_for_url(f"{root}/{LANDING}")
    for name in (LANDING, f"{CHAPTER}#check-it", ERRATA, FOUND):
        assert contradictions(page, f"{root}/{name}") == []
        assert page.evaluate("window.heard") == []
