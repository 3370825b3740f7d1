"""The questions to predict as they stand in the chapters; each planted fault is named."""

from pathlib import Path

import nbformat
import pytest
from predict_source import problems

CHAPTERS = Path(__file__).parents[2] / "chapters"
CHOICE = """\
<div class="predict">

**Predict first.** What is $2 + 2$?

1. 3
2. 4

<details>
<summary>Answer</summary>

1. Tempting if one of the twos is a one.
2. **Right.** Two and two make four.

</details>
</div>
"""
NUMBER = """\
<div class="predict">

**Predict first.** What is $2 + 2$?

<details>
<summary>Answer</summary>

- `4` **Right.** Two and two make four.
- `-4` Tempting if the sign is lost on the way.

</details>
</div>
"""


@pytest.mark.parametrize("path", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_questions_of_a_chapter(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown" and "predict" in cell.source:
            assert problems(cell.source) == [], cell.source


@pytest.mark.parametrize("source", [CHOICE, NUMBER, CHOICE + "\nText.\n\n" + NUMBER])
def test_sound_source(source):
    assert problems(source) == []


@pytest.mark.parametrize(
    ("source", "old", "new", "problem"),
    [
        (CHOICE, "</div>", "", "a <div> is not closed"),
        (CHOICE, "</details>", "", "a <details> is not closed"),
        (CHOICE, '<div class="predict">\n\n', '<div class="predict">\n', "does not begin with"),
        (CHOICE, "<div", "    <div", "on a line of its own"),
        (CHOICE, "**Predict first.**", "Predict first.", "does not begin with"),
        (CHOICE, "<summary>Answer</summary>", "", "one <details> with a <summary>"),
        (CHOICE, "</details>\n", "</details>\n\nMore.\n\n", "something follows"),
        (CHOICE, "</summary>\n\n", "</summary>\n", "one of reasons"),
        (CHOICE, "**Right.** ", "", "0 reasons are marked"),
        (CHOICE, "1. Tempting", "1. **Right.** Tempting", "2 reasons are marked"),
        (CHOICE, "**Right.** Two", "Two **Right.** two", "no reason begins with"),
        (CHOICE, "2. 4\n", "2. 4\n3. 5\n", "3 choices have 2 reasons"),
        (CHOICE, "1. Tempting if one of the twos is a one.\n2.", "1.", "fewer than two reasons"),
        (CHOICE, "Tempting if one of the twos is a one.", "Tempting.", "fewer than five words"),
        (
            CHOICE,
            "1. Tempting if one of the twos is a one.\n2.",
            "- Tempting if one of the twos is a one.\n-",
            "not numbered as the choices",
        ),
        (NUMBER, "`4` ", "", "begin with a number"),
        (NUMBER, "`4`", "`four`", "begin with a number"),
        (NUMBER, "`-4`", "`4.01`", "within 2 %"),
    ],
)
def test_a_planted_fault_is_found(source, old, new, problem):
    assert old in source
    assert any(problem in found for found in problems(source.replace(old, new)))
