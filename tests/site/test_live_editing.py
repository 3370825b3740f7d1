"""What a reader changes: kept, restored, taken home, and never lost to a book that goes on."""

import json

import nbformat
import pytest
from chapter_cells import CHAPTERS, NOTEBOOKS, load
from live_page import CHAPTER, EXPLORED, FIRST, Played, cell, edit, id_of
from pages import CHAPTER as PAGE
from pages import SITE, read

STORE = "cells:/chapters/ch01_relu_neuron"
BOOK = next(code.source for code in load(CHAPTERS / CHAPTER).cells if FIRST in code.source)


@pytest.fixture
def open_kept(browser, site_url):
    """Open the chapter in a browser that keeps some changes; `before` runs before its scripts."""
    contexts = []

    def open_kept(kept=None, before=""):
        context = browser.new_context(accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if kept is not None:
            text = json.dumps(kept)
            page.add_init_script(f"localStorage['{STORE}'] ??= {json.dumps(text)}")
        page.add_init_script(before)
        return Played.opened(page, f"{site_url}/{PAGE}").page

    yield open_kept
    for context in contexts:
        context.close()


def kept(page):
    return json.loads(page.evaluate(f"localStorage['{STORE}'] ?? '{{}}'"))


def note(page):
    return cell(page, FIRST).locator(".live-note > span").inner_text()


def downloaded(page, tmp_path):
    """Take the reader's copy home; return it after a check that it is a notebook."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my copy").first.click()
    assert download.value.suggested_filename == CHAPTER
    download.value.save_as(tmp_path / CHAPTER)
    notebook = load(tmp_path / CHAPTER)
    nbformat.validate(json.loads((tmp_path / CHAPTER).read_text("utf-8")))
    return notebook


@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS if path.stem != "intro"])
def test_the_page_runs_the_code_of_the_notebook(name):
    sources = {code.id: code.source for code in load(CHAPTERS / f"{name}.ipynb").cells}
    inputs = read(SITE / "chapters" / f"{name}.html").tree.find_class("cell_input")
    assert len(inputs) > 5
    for code in inputs:
        shown = code.find(".//pre").text_content()
        assert shown.strip("\n") == sources[code.get("id").removeprefix("cell-")].strip("\n")


def test_a_change_is_kept_as_it_is_typed_and_restored(open_kept):
    page = open_kept()
    field = edit(cell(page, FIRST))
    assert field.input_value() == BOOK
    assert note(page) == "As in the book."
    field.press("Control+End")
    field.type("\nprint(x)")
    assert note(page) == "Yours, kept in this browser."
    assert kept(page) == {id_of(FIRST): {"source": f"{BOOK}\nprint(x)", "printed": BOOK}}
    page.reload()
    assert cell(page, FIRST).locator("textarea").input_value() == f"{BOOK}\nprint(x)"
    cell(page, FIRST).get_by_role("button", name="Restore").click()
    assert cell(page, FIRST).locator("pre").inner_text().strip() == BOOK
    assert (
        cell(page, FIRST)
        .get_by_role("button", name="Change")
        .evaluate("button => button === document.activeElement")
    )
    assert kept(page) == {}


def test_a_change_of_a_cell_that_the_book_has_changed_is_kept_and_both_are_shown(open_kept):
    mine = {"source": "mine = 1", "printed": "an older cell"}
    page = open_kept({id_of(FIRST): mine})
    code = cell(page, FIRST)
    assert "has changed since" in note(page)
    assert code.locator("textarea").input_value() == "mine = 1"
    code.get_by_text("The book's cell, as it is now").click()
    assert code.locator("pre").inner_text().strip() == BOOK
    code.locator("textarea").fill("mine = 2")
    assert kept(page) == {id_of(FIRST): mine | {"source": "mine = 2"}}
    page.reload()
    assert "has changed since" in note(page)
    cell(page, FIRST).get_by_role("button", name="Restore").click()
    assert cell(page, FIRST).locator("pre").inner_text().strip() == BOOK
    assert not cell(page, FIRST).locator("details, .live-note").count()


def test_a_change_of_a_cell_that_is_as_it_was_is_not_said_to_be_old(open_kept):
    page = open_kept({id_of(FIRST): {"source": "mine = 1", "printed": BOOK}})
    assert note(page) == "Yours, kept in this browser."
    assert not cell(page, FIRST).locator("details").count()


def test_a_change_of_a_cell_that_is_gone_is_offered_until_it_is_forgotten(open_kept, tmp_path):
    page = open_kept({"0123abcd": {"source": "lost = 1", "printed": "before"}})
    fold = page.locator(".live-gone")
    fold.get_by_text("no longer in the book").click()
    assert fold.locator("pre").inner_text() == "lost = 1"
    copy = downloaded(page, tmp_path)
    assert (copy.cells[-1].id, copy.cells[-1].source) == ("0123abcd", "lost = 1")
    fold.get_by_role("button", name="Forget it").click()
    assert not fold.count()
    assert kept(page) == {}
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_copy_is_the_notebook_with_the_cells_of_the_reader(open_kept, tmp_path):
    page = open_kept({id_of(FIRST): {"source": "mine = '½'\n", "printed": BOOK}})
    copy = downloaded(page, tmp_path)
    book = load(CHAPTERS / CHAPTER)
    differing = [
        k for k, (own, its) in enumerate(zip(copy.cells, book.cells, strict=True)) if own != its
    ]
    assert [copy.cells[k].id for k in differing] == [id_of(FIRST)]
    assert copy.cells[differing[0]].source == "mine = '½'\n"
    assert copy.metadata == book.metadata


def test_a_copy_that_cannot_be_made_says_so(open_kept):
    page = open_kept({id_of(FIRST): {"source": "mine", "printed": BOOK}})
    page.route("**/*.ipynb", lambda route: route.abort())
    page.get_by_role("button", name="Download my copy").click()
    page.locator(".live-note").get_by_text("The notebook could not be fetched").wait_for()
    page.get_by_role("status").get_by_text("The notebook could not be fetched").wait_for()
    assert cell(page, FIRST).locator("textarea").input_value() == "mine"


FULL = "Storage.prototype.setItem = () => { throw new DOMException('full') }"


def test_a_browser_that_keeps_nothing_is_said_to(open_kept):
    page = open_kept(before=FULL)
    edit(cell(page, FIRST)).fill("mine = 1")
    assert note(page) == "Yours, while this page is open: this browser could not keep it."


def test_a_change_in_another_tab_is_shown_and_not_written_over(open_kept):
    page = open_kept()
    mine = edit(cell(page, FIRST))
    other = page.context.new_page()
    other.goto(page.url)
    edit(cell(other, FIRST)).fill("theirs = 1")
    edit(cell(other, EXPLORED)).fill("theirs = 2")
    cell(page, EXPLORED).locator("textarea").wait_for()
    assert mine.input_value() == BOOK  # which has the focus
    mine.blur()
    edit(cell(other, FIRST)).fill("theirs = 3")
    page.wait_for_function("field => field.value === 'theirs = 3'", arg=mine.element_handle())
    cell(other, FIRST).get_by_role("button", name="Restore").click()
    page.wait_for_function("note => note.textContent === 'As in the book.'", arg=noted(page))
    assert kept(page).keys() == {id_of(EXPLORED)}


def noted(page):
    return cell(page, FIRST).locator(".live-note > span").element_handle()


@pytest.mark.parametrize("damaged", ["{", "3", "null", '{"a": 1, "b": {"source": 2}}'])
def test_what_is_kept_and_no_change_is_left_aside(open_kept, damaged):
    page = open_kept(before=f"localStorage['{STORE}'] = {json.dumps(damaged)}")
    page.get_by_role("button", name="Run the code").wait_for()
    assert not page.locator(".live-field, .live-gone").count()
