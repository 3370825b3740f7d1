"""A copy without the worked solutions: no file of it has them, and all else is there."""

import json
import sys

import pytest
from chapter_cells import BLOCK, NOTEBOOKS, exercises_in, load
from small_book import ROOT, Book

sys.path.insert(0, str(ROOT / "_ext"))

import solutions  # after the path that finds it

FOLD = """<details class="{0}">
<summary>{0}</summary>

Add them: {1}.

```python
{1} = 4
```

</details>"""
HINT, SOLUTION = FOLD.format("hint", "hinted"), FOLD.format("solution", "unfolded")


@pytest.fixture
def book(tmp_path):
    """A published book with an exercise, whose notebook has hint, stub and solution."""
    book = Book(tmp_path)
    config = book.folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace("OWNER", "someone"), "utf-8")
    of_a_function = 'from tools.exercises import check\ncheck("ch01.is_dead", ...)'
    book.write(f"# Sums\n\nAdd.\n\n{HINT}", "four = ...", of_a_function, page="sums")
    file = book.folder / "chapters" / "sums.ipynb"
    notebook = json.loads(file.read_text("utf-8"))
    cell = {"cell_type": "markdown", "id": "solution", "metadata": {}, "source": SOLUTION}
    notebook["cells"].append(cell)
    file.write_text(json.dumps(notebook), "utf-8")
    return book


def built(book: Book, **environment: str) -> dict[str, bytes]:
    status, log = book.build(**environment)
    assert status == 0, log
    return book.site()


def having(site: dict[str, bytes], word: str) -> list[str]:
    """Return the files of a site that have a word."""
    return sorted(name for name, content in site.items() if word.encode() in content)


EVERYWHERE = ["_sources/chapters/sums.ipynb", "_static/search-index.js", "chapters/sums.html"]


def test_a_copy_without_solutions_has_them_nowhere_and_all_else(book):
    whole = built(book)
    assert having(whole, "unfolded") == having(whole, "hinted") == EVERYWHERE
    # From the foot of the page, and from an exercise that wants a function.
    assert whole["chapters/sums.html"].count(b"colab.research.google.com") == 2

    copy = built(book, SOLUTIONS="no")
    assert copy.keys() == whole.keys()
    assert having(copy, "unfolded") == []
    assert having(copy, "hinted") == EVERYWHERE
    assert having(copy, "colab.research.google.com") == []
    download = json.loads(copy["_sources/chapters/sums.ipynb"])
    assert [cell["id"] for cell in download["cells"]] == ["cell0", "cell1", "cell2"]

    assert built(book) == whole
    assert book.runs("sums") == 1


def test_without_make_a_copy_forgets_the_solutions_too(book):
    command = [f"{sys.prefix}/bin/jupyter-book", "build", ".", "-W", "-n", "--keep-going"]
    for setting, files in {"yes": EVERYWHERE, "no": []}.items():
        status, log = book.run(*command, SOLUTIONS=setting)
        assert status == 0, log
        assert having(book.site(), "unfolded") == files


def test_another_setting_is_refused_in_one_sentence(book):
    status, log = book.build(SOLUTIONS="none")
    assert status == 1
    assert log.strip() == "Wanted SOLUTIONS=yes or SOLUTIONS=no, got SOLUTIONS=none"


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_every_solution_goes_and_nothing_else(file):
    text = file.read_text("utf-8")
    left = solutions.without_solutions(text)
    cells, kept = (json.loads(each)["cells"] for each in (text, left))
    answers = [solution for _, _, _, solution in exercises_in(load(file))]
    assert [cell for cell in cells if cell not in kept] == [
        cell for cell in cells if cell["id"] in {solution.id for solution in answers}
    ]
    for solution in answers:
        source = solution.source.rstrip()
        assert source.startswith('<details class="solution">')
        assert source.endswith("</details>")
        assert source.count("<details") == 1  # so the cell holds the solution alone
        assert BLOCK.search(source)[1] not in "".join("".join(cell["source"]) for cell in kept)
    assert "Worked solution" not in left
