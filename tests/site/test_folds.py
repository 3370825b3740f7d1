"""What is folded on the pages, against their notebooks: code, what goes deeper, the checks."""

import re
import sys

import nbformat
import pytest
from chapter_cells import NOTEBOOKS, load
from folded_book import write
from pages import CHAPTERS, SITE, Markup, read
from small_book import ROOT, Book

sys.path.insert(0, str(ROOT / "_ext"))

import folds
from exercise_forms import CHECK

END_OF_CORE = re.compile(r"^## (Deeper|Summary|Check it)$", re.MULTILINE)

# Pages against their notebooks --------------------------------------------------------------


def problems(notebook, page: Markup, is_chapter: bool = True) -> list[str]:
    """Return what a page does not fold as its notebook says."""
    [article] = page.tree.iter("article")
    return [
        *deeper_problems(notebook, article),
        *check_problems(notebook, article),
        *code_problems(notebook, article, is_chapter),
    ]


def texts(notebook, part: str) -> list[str]:
    """Return the Markdown and the code of a part, from its heading to the next of its kind."""
    whole = "\n".join(
        cell.source if cell.cell_type == "markdown" else f"```code\n{cell.source}\n```"
        for cell in notebook.cells
    )
    return re.findall(rf"^## {part}$(.*?)(?=^## |\Z)", whole, re.MULTILINE | re.DOTALL)


def deeper_problems(notebook, article) -> list[str]:
    found = []
    deeper = "".join(texts(notebook, "Deeper"))
    questions = re.findall(r"^### (.+)$", deeper, re.MULTILINE)
    shown = article.cssselect("#deeper > section")
    if len(shown) != len(questions):
        found.append(f"{len(questions)} questions go deeper, the page shows {len(shown)}")
    for one in shown:
        name = one[0].find("span").text
        if [part.tag for part in one] != ["h3", "p", "details"]:
            found.append(f"not a question, its answer and a fold: {name}")
        elif name not in one.find("details/summary").text_content():
            found.append(f"the fold is not named after its question: {name}")
    return found


def check_problems(notebook, article) -> list[str]:
    parts = texts(notebook, "Check it")
    sections = article.cssselect("#check-it")
    if not parts:
        return ["the page has checks of its own"] if sections else []
    if [part.tag for section in sections for part in section] != ["h2", "details"]:
        return ["Check it is not a heading and a fold"]
    code = re.findall(r"^```code\n(.*?)\n```$", parts[0], re.MULTILINE | re.DOTALL)
    number = len(re.findall(r"^\s*assert\b", "\n".join(code), re.MULTILINE))
    said = sections[0].find("details/summary").text_content()
    return [] if said.split()[0] == str(number) else [f"{number} checks, and the line says {said}"]


def code_problems(notebook, article, is_chapter: bool) -> list[str]:
    found, is_core = [], is_chapter
    shown = {text_of(pre): pre for pre in article.cssselect(".cell_input pre")}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            is_core = is_core and not END_OF_CORE.search(cell.source)
            continue
        if "remove-cell" in cell.metadata.get("tags", []):
            continue
        lines = cell.source.strip().splitlines()
        pre = shown.get("\n".join(line.rstrip() for line in lines))
        if CHECK.search(cell.source):
            if folds_around(pre):
                found.append(f"an exercise is folded: {lines[0]}")
            continue
        marks = [fold for fold in folds_around(pre) if fold.get("class") == "hide"]
        is_hidden = "hide-input" in cell.metadata.get("tags", [])
        wanted = is_core and len(lines) <= 12 and not is_hidden
        if not marks or marks[0].find("summary").text_content() != "Code":
            found.append(f"not behind a mark: {lines[0]}")
        elif ("open" in marks[0].attrib) != wanted:
            found.append(f"{'closed' if wanted else 'open'}: {lines[0]}")
    return found


def folds_around(pre) -> list:
    """Return the folds that a block stands in, the innermost first."""
    return [] if pre is None else list(pre.iterancestors("details"))


def text_of(pre) -> str:
    return "\n".join(line.rstrip() for line in pre.text_content().strip().splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_folds_as_its_notebook_says(path):
    page = read(SITE / "chapters" / f"{path.stem}.html")
    assert problems(load(path), page, path.stem.startswith("ch")) == []


def test_no_page_has_a_line_for_each_cell():
    for name in CHAPTERS:
        assert "Show the code<" not in (SITE / name).read_text("utf-8")


def test_the_asserts_of_a_cell_are_counted():
    assert folds.checks_in("for x in y:\n    assert x\nassert y, 'assert z'") == 2
    assert folds.checks_in("x = 1  # assert") == 0


# A small book with all of it ----------------------------------------------------------------


@pytest.fixture(scope="module")
def notebook(folded_book):
    return nbformat.read(folded_book.folder / "chapters" / "ch01_fold.ipynb", as_version=4)


def test_a_small_book_folds_as_it_says(folded_book, notebook):
    page = Markup(folded_book.page("ch01_fold"))
    assert problems(notebook, page) == []
    summaries = page.tree.cssselect("article details.fold > summary")
    assert [summary.text_content() for summary in summaries] == [
        "Read on: Why is x 1?",
        "Read on: Why else?",
        "2 checks, all of which hold at every build",
    ]
    # Three neighbours, the last with the output, share one mark.
    marks = page.tree.cssselect("article details.hide")
    assert [len(mark.cssselect("pre")) for mark in marks] == [3, 1, 1, 1, 1, 1]
    assert ["open" in mark.attrib for mark in marks].index(True) == 1


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
def test_a_fault_of_a_page_is_seen(old, new, seen, folded_book, notebook):
    markup = folded_book.page("ch01_fold")
    assert old in markup
    found = problems(notebook, Markup(markup.replace(old, new, 1)))
    assert any(problem.startswith(seen) for problem in found), found


DEEPER = "## Deeper\n\nLine."
REFUSED = {
    "ch01_words": ([DEEPER, "### Why?", ["1 + 1"]], "a paragraph that answers 'Why?'"),
    "ch02_mark": ([DEEPER, '### And?\n\n<span id="a"></span>'], "a paragraph that answers 'And?'"),
    "ch03_checks": (["## Check it\n\nText.", ["1 + 1"]], "assert statements under Check it"),
}


def test_the_build_refuses_what_it_cannot_fold(tmp_path):
    book = Book(tmp_path)
    for page, (fault, _) in REFUSED.items():
        write(book, page, ["# Title\n\nText.", *fault])
    status, log = book.build()
    assert status != 0
    for page, (_, wanted) in REFUSED.items():
        [line] = [line for line in log.splitlines() if line.startswith(f"chapters/{page}.ipynb, ")]
        assert f": WARNING: Wanted {wanted}" in line
