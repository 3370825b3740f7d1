"""What is folded on the pages, against their notebooks: code, what goes deeper, the checks."""

import re
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup
from chapter_cells import NOTEBOOKS, load
from folded_book import build, write
from pages import CHAPTERS, SITE
from small_book import ROOT, Book

sys.path.insert(0, str(ROOT / "_ext"))

import folds
from exercise_forms import CHECK

END_OF_CORE = re.compile(r"^## (Deeper|Summary|Check it)$", re.MULTILINE)

# Pages against their notebooks --------------------------------------------------------------


def problems(notebook, markup: str, is_chapter: bool = True) -> list[str]:
    """Return what a page does not fold as its notebook says."""
    page = BeautifulSoup(markup, "html.parser").article
    return [
        *deeper_problems(notebook, page),
        *check_problems(notebook, page),
        *code_problems(notebook, page, is_chapter),
    ]


def texts(notebook, part: str) -> list[str]:
    """Return the Markdown and the code of a part, from its heading to the next of its kind."""
    whole = "\n".join(
        cell.source if cell.cell_type == "markdown" else f"```code\n{cell.source}\n```"
        for cell in notebook.cells
    )
    return re.findall(rf"^## {part}$(.*?)(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)


def deeper_problems(notebook, page) -> list[str]:
    found = []
    deeper = "".join(texts(notebook, "Deeper"))
    questions = re.findall(r"^### (.+)$", deeper, re.MULTILINE)
    section = page.find(id="deeper")
    shown = section.find_all("section", recursive=False) if section else []
    if len(shown) != len(questions):
        found.append(f"{len(questions)} questions go deeper, the page shows {len(shown)}")
    for one in shown:
        heading, *rest = one.find_all(recursive=False)
        name = heading.find(string=True)
        if [heading.name, *(tag.name for tag in rest)] != ["h3", "p", "details"]:
            found.append(f"not a question, its answer and a fold: {name}")
        elif name not in one.details.summary.text:
            found.append(f"the fold is not named after its question: {name}")
    return found


def check_problems(notebook, page) -> list[str]:
    parts = texts(notebook, "Check it")
    section = page.find(id="check-it")
    if not parts:
        return ["the page has checks of its own"] if section else []
    if not section or [tag.name for tag in section.find_all(recursive=False)] != ["h2", "details"]:
        return ["Check it is not a heading and a fold"]
    code = re.findall(r"^```code\n(.*?)\n```$", parts[0], re.MULTILINE | re.DOTALL)
    number = len(re.findall(r"^\s*assert\b", "\n".join(code), re.MULTILINE))
    said = section.details.summary.text
    return [] if said.split()[0] == str(number) else [f"{number} checks, and the line says {said}"]


def code_problems(notebook, page, is_chapter: bool) -> list[str]:
    found, is_core = [], is_chapter
    shown = {text_of(pre): pre for pre in page.select(".cell_input pre")}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            is_core = is_core and not END_OF_CORE.search(cell.source)
            continue
        if "remove-cell" in cell.metadata.get("tags", []):
            continue
        lines = cell.source.strip().splitlines()
        pre = shown.get("\n".join(line.rstrip() for line in lines))
        if CHECK.search(cell.source):
            if pre is not None and pre.find_parent("details"):
                found.append(f"an exercise is folded: {lines[0]}")
            continue
        fold = pre and pre.find_parent("details", class_="hide")
        is_hidden = "hide-input" in cell.metadata.get("tags", [])
        wanted = is_core and len(lines) <= 12 and not is_hidden
        if not fold or fold.summary.text != "Code":
            found.append(f"not behind a mark: {lines[0]}")
        elif fold.has_attr("open") != wanted:
            found.append(f"{'closed' if wanted else 'open'}: {lines[0]}")
    return found


def text_of(pre) -> str:
    return "\n".join(line.rstrip() for line in pre.text.strip().splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_folds_as_its_notebook_says(path):
    markup = (SITE / "chapters" / f"{path.stem}.html").read_text("utf-8")
    assert problems(load(path), markup, path.stem.startswith("ch")) == []


def test_no_page_has_a_line_for_each_cell():
    for name in CHAPTERS:
        assert "Show the code<" not in (SITE / name).read_text("utf-8")


def test_the_asserts_of_a_cell_are_counted():
    assert folds.checks_in("for x in y:\n    assert x\nassert y, 'assert z'") == 2
    assert folds.checks_in("x = 1  # assert") == 0


# A small book with all of it ----------------------------------------------------------------


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    return build(tmp_path_factory.mktemp("folds"))


@pytest.fixture(scope="module")
def notebook(book):
    return nbformat.read(book.folder / "chapters" / "ch01_fold.ipynb", as_version=4)


def test_a_small_book_folds_as_it_says(book, notebook):
    assert problems(notebook, book.page("ch01_fold")) == []
    page = BeautifulSoup(book.page("ch01_fold"), "html.parser").article
    assert [summary.text for summary in page.select("details.fold > summary")] == [
        "Read on: Why is x 1?",
        "Read on: Why else?",
        "2 checks, all of which hold at every build",
    ]
    # Three neighbours, the last with the output, share one mark.
    assert [len(fold.select("pre")) for fold in page.select("details.hide")] == [3, 1, 1, 1, 1, 1]
    assert [fold.has_attr("open") for fold in page.select("details.hide")].index(True) == 1


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ('<section id="why-else">', '<div id="why-else">', "2 questions go deeper, the page shows"),
        ("<p>Because it is.</p>", "", "not a question, its answer and a fold: Why is "),
        (": Why else?</span>", "</span>", "the fold is not named after its question: Why else?"),
        ('<details class="fold check">', "<div>", "Check it is not a heading and a fold"),
        ("2 checks, all", "3 checks, all", "2 checks, and the line says 3"),
        ('<details class="hide" open>', '<details class="hide">', "closed: short = 12"),
        ('<details class="hide">', '<details class="hide" open>', "open: import math"),
        ('<details class="hide">', "<div>", "not behind a mark: import math"),
    ],
)
def test_a_fault_of_a_page_is_seen(old, new, seen, book, notebook):
    markup = book.page("ch01_fold")
    assert old in markup
    found = problems(notebook, markup.replace(old, new, 1))
    assert any(problem.startswith(seen) for problem in found), found


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (["## Deeper\n\nLine.", "### Why?", ["1 + 1"]], "Wanted a paragraph that answers 'Why?'"),
        (["## Deeper\n\nLine.", '### Why?\n\n<span id="a"></span>'], "Wanted a paragraph"),
        (["## Check it\n\nText.", ["1 + 1"]], "Wanted assert statements under Check it"),
    ],
)
def test_the_build_refuses_what_it_cannot_fold(fault, said, tmp_path):
    book = Book(tmp_path)
    write(book, "ch01_fold", ["# Title\n\nText.", *fault])
    status, log = book.build()
    assert status != 0
    assert said in log
