"""The cells of the chapters, and each chapter executed once for all tests that look at it."""

import functools
import re
import tempfile
from pathlib import Path

import nbformat
from run_notebook import run

from tools.exercises import EXERCISES

CHAPTERS = Path(__file__).parents[1] / "chapters"
NOTEBOOKS = sorted(CHAPTERS.glob("*.ipynb"))
CHECK = re.compile(r'^check\("([^"]+)", (.+)\)$', re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def load(path):
    return nbformat.read(path, as_version=4)


def exercises_in(notebook):
    """For each cell that calls check: its exercise, the cell before, itself and the cell after."""
    cells = notebook.cells
    return [
        (EXERCISES[CHECK.search(cell.source)[1]], cells[i - 1], cell, cells[i + 1])
        for i, cell in enumerate(cells)
        if cell.cell_type == "code" and CHECK.search(cell.source)
    ]


def with_solutions(notebook):
    """The notebook with a cell after each answer that runs the worked solution and checks it."""
    solved = notebook.copy()
    solved.cells = []
    after = {cell.id: (cell, solution) for _, _, cell, solution in exercises_in(notebook)}
    for cell in notebook.cells:
        solved.cells.append(cell)
        if cell.id in after:
            answer, solution = after[cell.id]
            source = f"{BLOCK.search(solution.source)[1]}\n\n{CHECK.search(answer.source)[0]}"
            solved.cells.append(nbformat.v4.new_code_cell(source, id=f"{cell.id}-solved"))
    return solved


@functools.cache
def ran(path):
    """The notebook with its solutions, run as in Jupyter in an empty folder, and what is wrong."""
    notebook = with_solutions(load(path))
    with tempfile.TemporaryDirectory() as folder:
        faults = run(notebook, folder)
    return notebook, faults
