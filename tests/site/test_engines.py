"""The site in Firefox and in Safari's engine: a sample here, all of it every week."""

import engine_visit
import engines
import pytest
from engine_visit import LONG, NOTATION, Visit, findings, findings_in_a_file, told
from listening import listening_copy, unpacked_archive
from live_page import OUTPUTS, PATIENCE
from pages import CHAPTER, LANDING, SHOWN
from selenium.webdriver.support.expected_conditions import text_to_be_present_in_element, url_to_be
from selenium.webdriver.support.wait import WebDriverWait

SAMPLE = [CHAPTER, ASKS := "chapters/five_answers.html"]  # short, with a bit of everything
REST = [name for name in SHOWN if name not in SAMPLE]


@pytest.fixture(scope="module")
def copy(site, tmp_path_factory):
    """A copy of the site that listens."""
    assert site.is_dir()
    return listening_copy(tmp_path_factory.mktemp("listening"))


@pytest.fixture(scope="module")
def copy_url(copy, serve):
    return serve(copy)


@pytest.fixture(scope="module")
def unpacked(copy, tmp_path_factory):
    """The copy as `make zip` packs it, unpacked."""
    return unpacked_archive(copy, tmp_path_factory.mktemp("unpacked"))


@pytest.fixture(scope="module", params=engines.there())
def driver(request):
    with engines.started(request.param) as driver:
        yield driver


@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_is_wrong_with_a_sample(name, driver, copy_url):
    assert list(findings(Visit(driver, copy_url), name)) == []


def test_the_archive_works_from_a_disk(driver, unpacked):
    visit = Visit(driver, unpacked.as_uri())
    driver.get(f"{visit.root}/index.html")
    WebDriverWait(driver, 30).until(url_to_be(f"{visit.root}/{LANDING}"))
    assert list(findings_in_a_file(visit, CHAPTER)) == []


@pytest.mark.scheduled
@pytest.mark.parametrize("name", REST)
def test_nothing_is_wrong_with_any_other_page(name, driver, unpacked, copy_url):
    assert list(findings(Visit(driver, copy_url), name)) == []
    assert list(findings_in_a_file(Visit(driver, unpacked.as_uri()), name)) == []


@pytest.mark.scheduled
def test_python_runs_in_the_page_and_gives_what_the_build_printed(driver, site_url):
    visit = Visit(driver, site_url)
    visit.open(CHAPTER)
    printed = visit.run(f"({OUTPUTS})()")
    driver.find_element("class name", "live-run").click()
    WebDriverWait(driver, PATIENCE / 1000).until(
        text_to_be_present_in_element(("class name", "live-status"), "Done")
    )
    assert visit.run(f"({OUTPUTS})()") == printed


ALL = FIREFOX, WEBKIT = engines.NAMES
ASKING = "chapters/ch03_exploding_chain.html"  # of formulas
BREAKS = ".breaks > .katex > .katex-html { white-space: normal; }"
RESTORED = "frame() === shown || show()"
ERRATA = "chapters/errata.html"
DARK_INK = "light-dark(#22262b, #e4e1da)"
LATE = "if (timer) stop(); setTimeout(() => missing.name);"  # an error beside what works

# What is changed in a file of the site, the page that shows it, and the check that sees it where.
PLANTED = [
    ("_static/course.js", '"use strict";', "console.log(1);", CHAPTER, "loading", ALL),
    ("_static/style.css", BREAKS, "", CHAPTER, "layout", [FIREFOX]),  # which WebKit may not survive
    ("_static/style.css", "overflow: auto hidden;", "", LONG, "layout", ALL),
    ("_static/style.css", "scroll-padding-top: var(--bar)", "", LONG, "deep_links", ALL),
    ("_static/explore.js", "textContent = text;", "title = text;", CHAPTER, "explorables", ALL),
    ("_static/explore.js", "if (timer) stop();", LATE, CHAPTER, "explorables", ALL),
    ("_static/explore.js", "of read().presets[k]", "of []", CHAPTER, "explorables", ALL),
    (
        "_static/explore.js",
        "options ? input.selectedIndex",
        "options ? 0",
        ASKS,
        "explorables",
        ALL,
    ),
    ("_static/explore.js", RESTORED, "null", CHAPTER, "back", [WEBKIT]),
    ("_static/exercises.js", "form.isEmpty", "false", CHAPTER, "back", [WEBKIT]),
    ("_static/pages/search.js", '"page-shown"', '"nothing"', "search.html", "back", [WEBKIT]),
    ("_static/course.js", '"overflow-anchor", "auto"', '"color", "red"', LONG, "way_up", [WEBKIT]),
    ("_static/style.css", DARK_INK, "#22262b", LONG, "theme", ALL),
    ("_static/predict.js", "textContent = won", "title = won", CHAPTER, "questions", ALL),
    ("_static/predict.js", "nameWithFormulas(radio, text);", "", ASKING, "names", ALL),
    (LONG, "aria-labelledby", "data-of", LONG, "names", [FIREFOX]),  # WebKit leaves titles out
    (ERRATA, 'h3 aria-label="', 'h3 title="', ERRATA, "names", ALL),
    (NOTATION, '"../_static/folds.js"', '""', NOTATION, "paper", [FIREFOX]),
    ("_static/search-index.js", "SECTIONS", "NOTHING", CHAPTER, "search", ALL),
]
SEEN = [
    (engine, *fault) for engine in engines.there() for *fault, where in PLANTED if engine in where
]


@pytest.mark.scheduled
@pytest.mark.parametrize(
    ("driver", "file", "old", "new", "name", "check"), SEEN, indirect=["driver"]
)
def test_a_planted_fault_is_seen(driver, file, old, new, name, check, copy, serve):
    whole = copy / file
    text = whole.read_text("utf-8")
    assert old in text
    whole.write_text(text.replace(old, new), "utf-8")
    try:
        visit = Visit(driver, serve(copy))  # at an address of its own: nothing is kept from before
        visit.open(name)
        assert list(told([getattr(engine_visit, check)], visit, name)) != []
    finally:
        whole.write_text(text, "utf-8")


@pytest.mark.scheduled
def test_a_form_that_a_file_may_not_send_is_seen(driver, copy):
    page = copy / CHAPTER
    text = page.read_text("utf-8")
    page.write_text(text.replace("form-action 'self' file:;", "form-action 'none';"), "utf-8")
    try:
        found = list(findings_in_a_file(Visit(driver, copy.as_uri()), CHAPTER))
    finally:
        page.write_text(text, "utf-8")
    assert "search: nothing is found" in found
