"""What the tests of pages with figures share."""

import folded_book as folding
import pytest
from explorables import write_page
from small_book import Book


@pytest.fixture(scope="session")
def folded_book(tmp_path_factory) -> Book:
    """A book of two pages that has all that is folded."""
    return folding.build(tmp_path_factory.mktemp("folds"))


@pytest.fixture
def open_page(browser, tmp_path):
    """Open a page of figures in a fresh context; fail on an error or a request elsewhere."""
    contexts, complaints = [], []

    def open_page(*figures, theme="light", url=None, without="", **options):
        context = browser.new_context(**{"viewport": {"width": 1350, "height": 900}} | options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text))
        path = write_page(tmp_path, figures, theme)
        if without:  # a fault that is planted
            script = path.with_name("explore.js")
            assert without in script.read_text("utf-8")
            script.write_text(script.read_text("utf-8").replace(without, ""), "utf-8")
        start = url or path.parent.as_uri()
        page.on(
            "request",
            lambda request: (
                request.url.startswith((start, "data:")) or complaints.append(request.url)
            ),
        )
        page.goto(f"{start}/page.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
