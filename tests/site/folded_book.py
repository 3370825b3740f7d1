"""A book of two pages that has all that is folded, and what its folds are in each mode of code."""

from pathlib import Path

import nbformat
from small_book import Book

TEXT = "A sentence that is long enough to take a line on a phone, and then some more of it."
LONG = "\n".join(f"long{k} = {k}" for k in range(13))
CELLS = [
    f"# Fold it\n\n{TEXT}",
    ["import math", "hide-input"],
    ["import ast", "hide-input"],
    ["print('a picture')", "hide-input"],
    f"## What is short?\n\n{TEXT}",
    ["short = 12\nprint(short)"],
    TEXT,
    [LONG],
    "Between.",
    ["hidden = 1\nprint(hidden)", "hide-input"],
    *[f"{TEXT} {TEXT} {TEXT}"] * 20,
    "## Deeper\n\nEach section below stands alone.",
    "### Why is $x$ 1?\n\nBecause it is.\n\nThe way to it is long.",
    ["inner = 2\nprint('far in')"],
    f'{TEXT}\n\n#### In small steps\n\n<span id="old-place"></span>\n\nA **needle** lies here.',
    "### Why else?\n\nFor no reason.\n\nNone at all.",
    "## Summary\n\nAll said.",
    "## Exercises\n\nWrite.",
    "## Check it\n\nBy another way.",
    ["assert short == 12\nfor k in (1, 2):\n    assert inner > 0"],
    "## Sources\n\nThey are many.",
    *[f"{TEXT} {TEXT} {TEXT}"] * 9,
]
OTHER = ["# Another page\n\n[There](ch01_fold.ipynb#old-place)", "## A part\n\nx", ["other = 1"]]


def write(book: Book, page: str, cells: list) -> None:
    """Write a notebook: a text is Markdown, a list is code and its tags."""
    book.write("# x", page=page)
    notebook = nbformat.v4.new_notebook()
    for number, cell in enumerate(cells):
        if isinstance(cell, str):
            notebook.cells.append(nbformat.v4.new_markdown_cell(cell, id=f"cell{number}"))
        else:
            code, *tags = cell
            metadata = {"tags": tags} if tags else {}
            notebook.cells.append(
                nbformat.v4.new_code_cell(code, id=f"cell{number}", metadata=metadata)
            )
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, book.folder / "chapters" / f"{page}.ipynb")


def build(folder: Path) -> Book:
    """Build the book."""
    book = Book(folder)
    write(book, "ch01_fold", CELLS)
    write(book, "ch02_other", OTHER)
    status, log = book.build()
    assert status == 0, log
    return book
