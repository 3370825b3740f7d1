"""References to equations and to claims: what fails a build, and which pages are written again."""

import pytest
from small_book import Book

ERRATA = """# Errata

## A title

> A claim of ${formula}$.

<p class="erratum" data-verdict="wrong" data-chapter="1"><span id="a-slug"></span>Verdict: <b>wrong</b></p>

A statement.
"""  # noqa: E501  # as the entries are written


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book in which one page refers to an equation, one to a claim, and one to nothing."""
    book = Book(tmp_path_factory.mktemp("book"))
    book.write("# One\n\nText.\n\n$$ x = 1 \\tag{1.1} $$\n\nMore.", page="ch01_one")
    book.write("# Two\n\nBy (1.1), not by `(1.9)` or $(1.9)$ or (0.85).", page="ch02_two")
    book.write("# Three\n\nA claim ([erratum](errata.ipynb#a-slug)).", page="ch03_three")
    book.write(ERRATA.replace("{formula}", "1"), page="errata")
    built(book)
    return book


def built(book: Book) -> str:
    status, log = book.build()
    assert status == 0, log
    return log


def written(book: Book) -> dict[str, int]:
    """Return when each page was written last."""
    pages = book.folder / "_build" / "work" / "_build" / "html" / "chapters"
    return {file.stem: file.stat().st_mtime_ns for file in pages.glob("*.html")}


def rewritten(book: Book) -> set[str]:
    """Build, and return the pages that were written, but for the root, which lists the others."""
    before = written(book)
    built(book)
    return {name for name, time in written(book).items() if time != before[name]} - {"intro"}


def test_a_reference_becomes_a_link_and_carries_its_equation(book):
    page = book.page("ch02_two")
    assert 'href="ch01_one.html#eq-1.1">(1.1)</a>' in page
    carried = page.split('<template data-of="ch01_one.html#eq-1.1">')[1].split("</template>")[0]
    assert "katex-html" in carried
    assert "<math" not in carried
    assert '<div class="math" id="eq-1.1">' in book.page("ch01_one")
    assert "not by <code" in page
    assert "(0.85)." in page


def test_a_claim_becomes_a_mark(book):
    page = book.page("ch03_three")
    assert 'A claim<a class="claim" href="errata.html#a-slug"' in page
    assert "</a>." in page
    carried = page.split('<template data-of="errata.html#a-slug">')[1].split("</template>")[0]
    assert "A claim of" in carried
    assert "Verdict: <b>wrong</b>" in carried


def test_pages_are_written_again_only_where_what_they_show_changes(book):
    book.write("# One\n\nText.\n\n$$ x = 1 \\tag{1.1} $$\n\nOther words.", page="ch01_one")
    assert rewritten(book) == {"ch01_one"}
    book.write("# One\n\nText.\n\n$$ x = 2 \\tag{1.1} $$\n\nOther words.", page="ch01_one")
    assert rewritten(book) == {"ch01_one", "ch02_two"}
    assert "2" in book.page("ch02_two").split("<template")[1]
    book.write(ERRATA.replace("{formula}", "2"), page="errata")
    assert rewritten(book) == {"errata", "ch03_three"}
    book.write(ERRATA.replace("{formula}", "2") + "\nMore.\n", page="errata")
    assert rewritten(book) == {"errata"}


def warnings_of(book: Book, **pages: str) -> list[str]:
    """Return the warnings of a build in which pages have other texts; put the old ones back."""
    files = {name: book.folder / "chapters" / f"{name}.ipynb" for name in pages}
    before = {name: file.read_bytes() for name, file in files.items()}
    for name, text in pages.items():
        book.write(text, page=name)
    status, log = book.build()
    for name, file in files.items():
        file.write_bytes(before[name])
    assert status != 0
    return [line for line in log.splitlines() if ": WARNING: " in line]


def test_an_equation_that_goes_is_missed_where_it_is_referred_to(book):
    """By a page that has not changed."""
    found = warnings_of(book, ch01_one="# One\n\n$$ x = 1 \\tag{1.2} $$")
    missed = "chapters/ch02_two.ipynb, cell 1, line 3: WARNING: there is no equation (1.1)"
    assert [warning[: len(missed)] for warning in found] == [missed]


def test_what_leads_nowhere_fails_the_build_with_its_place(book):
    found = warnings_of(
        book,
        ch02_two="# Two\n\nBy (1.9).\n\n- By (1.8)\n\n$$ y \\tag{1.1} $$",
        ch03_three="# Three\n\nSee [erratum](errata.ipynb#a-slug).\n\n"
        "Or ([erratum](errata.ipynb#b-slug)).",
        errata=ERRATA + ERRATA.replace("# Errata", "").replace("> A", "A").replace("a-sl", "b-sl"),
    )
    for place, message in [
        ("ch02_two.ipynb, cell 1, line 3", "there is no equation (1.9)"),
        ("ch02_two.ipynb, cell 1, line 5", "there is no equation (1.8)"),
        ("ch02_two.ipynb, cell 1, line 7", "chapters/ch01_one numbers a formula (1.1) too"),
        ("ch03_three.ipynb, cell 1, line 3", "a link to a claim is written as"),
        ("ch03_three.ipynb, cell 1, line 5", "there is no claim at errata.html#b-slug"),
        ("errata.ipynb, cell 1, line 16", "no claim stands above the verdict of b-slug"),
    ]:
        [warning] = [line for line in found if message in line]
        found.remove(warning)
        assert warning.startswith(f"chapters/{place}: WARNING")
    assert found == []
