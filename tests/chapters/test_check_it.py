"""Check it stands behind the exercises, and looks at the chapter all the same, not at answers."""

import ast
import dis
import re
import types
from collections.abc import Iterator

import nbformat
import pytest
from chapter_cells import BLOCK, CHAPTERS, NOTEBOOKS, load

PARTS = re.compile(r"^## (Exercises|Check it|Sources)$", re.MULTILINE)
ORDER = re.compile(r"^## (Summary|Exercises|Check it|Sources)$", re.MULTILINE)


def statements(notebook) -> Iterator[tuple[str, ast.stmt]]:
    """Go through what a notebook runs, worked solutions too, with the part that it is in."""
    part = ""
    for cell in notebook.cells:
        programs = [cell.source]
        if cell.cell_type == "markdown":
            part = (PARTS.findall(cell.source) or [part])[-1]
            programs = BLOCK.findall(cell.source) if part == "Exercises" else []
        for program in programs:
            yield from ((part, one) for one in ast.parse(program.replace("%pip", "pass  # ")).body)


def names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the names of the notebook that a statement may read, and those that it binds."""
    read, bound = set(), set()
    whole = compile(ast.Module([statement], []), "cell", "exec")
    waiting = [whole]
    while waiting:
        code = waiting.pop()
        waiting += [one for one in code.co_consts if isinstance(one, types.CodeType)]
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
                read.add(step.argval)
            if step.opname == "STORE_NAME" and code is whole:
                bound.add(step.argval)
    return read, bound


def taken_for_the_chapter(notebook) -> set[str]:
    """Return the names that Check it reads, itself or in a function, and an exercise has bound."""
    needs, of_exercises, found = {}, set(), set()
    for part, statement in statements(notebook):
        read, bound = names(statement)
        if part == "Check it":
            waiting, seen = list(read - bound), set(bound)
            while waiting:
                name = waiting.pop()
                if name not in seen:
                    seen.add(name)
                    waiting += needs.get(name, ())
            found |= (seen - bound) & of_exercises
            of_exercises -= bound
        elif part == "Exercises":
            of_exercises |= bound
        is_function = isinstance(statement, ast.FunctionDef)
        needs |= dict.fromkeys(bound, read if is_function else ())
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_check_it_reads_nothing_that_an_exercise_has_bound(path):
    assert taken_for_the_chapter(load(path)) == set()


@pytest.mark.parametrize("path", sorted(CHAPTERS.glob("ch*.ipynb")), ids=lambda path: path.stem)
def test_a_chapter_ends_in_one_order(path):
    texts = [cell.source for cell in load(path).cells if cell.cell_type == "markdown"]
    ends = [end for text in texts for end in ORDER.findall(text)]
    assert ends == ["Summary", "Exercises", "Check it", "Sources"]


@pytest.mark.parametrize(
    ("chapter", "exercise", "check", "found"),
    [
        ("a = 2", "b = ...", "assert a == 2", set()),
        ("a = 2", "a = ...", "assert a == 2", {"a"}),
        ("a = 2", "a = ...", "a = 3; assert a == 3", set()),
        ("a = 2", "a = ...", "assert all(a for a in [2])", set()),
        ("a = 2", "for a in [1]: pass", "for a in [2]: assert a", set()),
        ("def f(): return a\na = 2", "a = ...", "assert f() == 2", {"a"}),
        ("def f(): return a\na = 2", "def f(): ...", "assert f() == 2", {"f"}),
        ("a = 2", "def f():\n    a = 1", "assert a == 2", set()),
    ],
)
def test_a_name_of_an_exercise_is_seen_in_check_it(chapter, exercise, check, found):
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    cells = [code(chapter), text("## Exercises"), code(exercise), text("## Check it"), code(check)]
    assert taken_for_the_chapter(nbformat.v4.new_notebook(cells=cells)) == found
    cells[2] = text(f"```python\n{exercise}\n```")
    assert taken_for_the_chapter(nbformat.v4.new_notebook(cells=cells)) == found
