"""`make watch`: a page that is open shows a change soon after the file is written."""

import subprocess
import sys
from contextlib import contextmanager

from ports import free_port
from small_book import Book


@contextmanager
def watched(book: Book):
    """Watch a book; yield its address and the process."""
    command = [sys.executable, book.folder / "_ext" / "serve.py", "--watch", str(free_port())]
    process = subprocess.Popen(
        command, cwd=book.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process.stdout.readline().split()[4], process
    finally:
        process.terminate()
        process.communicate()


def test_an_open_page_follows_its_source_and_the_site_knows_nothing_of_it(tmp_path, page):
    book = Book(tmp_path / "book")
    status, log = book.build()
    assert status == 0, log
    with watched(book) as (address, process):
        page.goto(f"{address}chapters/intro.html")
        book.write("# A title\n\nOther words.\n", "1")
        page.get_by_text("Other words.").wait_for(timeout=120_000)
        assert book.runs() == 1
        style = book.folder / "_static" / "course.css"
        style.write_text(style.read_text() + "article p { color: rgb(1, 2, 3) !important }\n")
        colour = "getComputedStyle(document.querySelector('article p')).color"
        page.wait_for_function(f"() => {colour} === 'rgb(1, 2, 3)'", timeout=120_000)
        assert book.runs() == 1
        # A mistake is said in the terminal, the page stays; mended, the page follows again.
        book.write("# A title\n\n$\\fraq$\n", "1")
        while "The book was not built" not in process.stdout.readline():
            pass
        assert page.get_by_text("Other words.").count() == 1
        book.write("# A title\n\nMended.\n", "1")
        page.get_by_text("Mended.").wait_for(timeout=120_000)
    assert "/-/" not in book.page()
