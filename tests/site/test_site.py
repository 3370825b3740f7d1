"""Every page from a file, and what it asks of others; each fault in the browser is seen."""

import pytest
from pages import LANDING, PAGES, SHOWN
from visit import broken_pictures, listen, settle


def watch(page, url: str) -> list[str]:
    """Open a page and return what is wrong: requests abroad, messages, missing files and names."""
    heard = listen(page, url)
    page.goto(url)  # until every file that the page names has come or failed
    if url.endswith("/index.html"):
        page.wait_for_url(f"**/{LANDING}")
    settle(page)
    return heard + broken_pictures(page)


@pytest.mark.parametrize("name", sorted({*PAGES} - {*SHOWN}))
def test_page_is_self_contained_and_silent(name, page, site_url):
    """The others are watched while they are visited."""
    assert watch(page, f"{site_url}/{name}") == []


@pytest.mark.parametrize("name", PAGES)
def test_page_works_from_a_file(name, page, site):
    assert watch(page, (site / name).as_uri()) == []


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
def test_a_fault_in_the_browser_is_seen(fault, seen, page, written):
    problems = watch(page, written(fault))
    assert any(problem.startswith(seen) for problem in problems)


def test_a_faultless_page_passes(page, written):
    assert watch(page, written("<p id=a>Hello</p>")) == []
