"""The exercises as they stand in the chapters: whole, in order, and solved by what is printed."""

import itertools
import re

import pytest
from chapter_cells import BLOCK, CHAPTERS, CHECK, NOTEBOOKS, exercises_in, load, ran

from tools.exercises import EXERCISES


def problems(number, exercise, question, answer, solution):
    """What is wrong with the three cells of an exercise, in words."""
    names = CHECK.search(answer.source)[2]
    wanted = {
        "the question begins with its heading": question.source.startswith(
            f"### Exercise {number}: {exercise.title}\n"
        ),
        "the question holds the statement": f"\n\n{exercise.statement}\n\n" in question.source,
        "the hint folds out": re.search(
            r'\n\n<details class="hint">\n<summary>Hint</summary>\n\n.+\n\n</details>\Z',
            question.source,
            re.DOTALL,
        ),
        "check is given the declared names": names == ", ".join(exercise.names),
        "the answer is a stub": "..." in answer.source,
        "the solution folds out": re.match(
            r'<details class="solution">\n<summary>Worked solution</summary>\n\n.+\n\n</details>\Z',
            solution.source,
            re.DOTALL,
        ),
        "the solution has one Python block": len(BLOCK.findall(solution.source)) == 1,
        "a blank line stands before the block": "\n\n```python\n" in solution.source,
    }
    kinds = (question.cell_type, answer.cell_type, solution.cell_type)
    wanted["the cells are Markdown, code, Markdown"] = kinds == ("markdown", "code", "markdown")
    return [rule for rule, holds in wanted.items() if not holds]


def test_every_exercise_stands_in_its_chapter_once():
    found = [
        (path.stem.split("_")[0], exercise.id)
        for path in NOTEBOOKS
        for exercise, *_ in exercises_in(load(path))
    ]
    assert sorted(id_ for _, id_ in found) == sorted(EXERCISES)
    assert all(id_.startswith(f"{chapter}.") for chapter, id_ in found)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_of_an_exercise(path):
    for number, (exercise, *cells) in enumerate(exercises_in(load(path)), 1):
        assert problems(number, exercise, *cells) == [], exercise.id


def printed(cell):
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stub_is_unanswered_and_the_worked_solution_right(path):
    pairs = list(itertools.pairwise(ran(path)[0].cells))
    answered = [(stub, solved) for stub, solved in pairs if solved.id.endswith("-solved")]
    assert len(answered) == len(exercises_in(load(path)))
    for stub, solved in answered:
        assert printed(stub).startswith("Not answered yet."), stub.source
        assert printed(solved).startswith("Right."), solved.source


BROKEN = {
    "the question begins with its heading": ("question", "### Exercise 1", "### Exercise 7"),
    "the question holds the statement": ("question", "at once", "together"),
    "the hint folds out": ("question", "</details>", ""),
    "check is given the declared names": ("answer", "w_new, b_new, loss)", "w_new, b_new)"),
    "the answer is a stub": ("answer", "...", "2.2"),
    "the solution folds out": ("solution", "</summary>\n\n", "</summary>\n"),
    "the solution has one Python block": ("solution", "```python\n", "```\n"),
    "a blank line stands before the block": ("solution", "\n\n```python", "\n```python"),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_planted_fault_is_found(rule):
    exercise, *cells = exercises_in(load(CHAPTERS / "ch01_relu_neuron.ipynb"))[0]
    which, old, new = BROKEN[rule]
    cell = cells[("question", "answer", "solution").index(which)]
    assert old in cell.source
    cell.source = cell.source.replace(old, new)
    assert rule in problems(1, exercise, *cells)
