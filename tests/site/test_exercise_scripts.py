"""The script of the pages and the checker in Python say the same to the same answers."""

import contextlib
import functools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typed_answers import Typist

from tools.exercises import EXERCISES, checker
from tools.exercises.checker import Exercise, Mistake, Outcome, examine

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from exercise_tables import ON_A_PAGE, table  # noqa: E402
from node_packages import NODE  # noqa: E402

COUNT = 2000

# Nothing in the course asks for an array today.
ARRAYS = Exercise(
    id="ch00.arrays",
    title="Two arrays and a bool",
    statement="",
    names=("W", "b", "is_square"),
    answer=(np.array([[1.0, -2.5, 1e-7], [0.0, 3.0, 1 / 3]]), np.array([0.5, 7e12]), False),
    digits=(3, 4, "exactly"),
    right="Both.",
    mistakes=(
        Mistake("turned", (-np.array([[1, -2.5, 1e-7], [0, 3, 1 / 3]]), None, False), "signs."),
        Mistake("swapped", (None, np.array([7e12, 0.5]), False), "swapped."),
    ),
)

EXERCISED = {e.id: e for e in (*EXERCISES.values(), ARRAYS) if not callable(e.answer)}

# Answers come in as a JSON file; what the script says goes out.
HARNESS = """
const { words, exercises } = checker.parsed(process.argv[2]);
const answers = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const said = Object.entries(answers).map(([id, typed]) =>
  [id, typed.map((texts) => checker.judge(exercises[id], texts, words))]);
process.stdout.write(JSON.stringify(Object.fromEntries(said)));
"""


def script(changes: tuple[tuple[str, str], ...] = ()) -> str:
    """The script of the pages, with some changes planted."""
    files = [ROOT / "_static" / name for name in ("arithmetic.js", "checker.js")]
    source = "".join(file.read_text("utf-8") for file in files)
    for old, new in changes:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


def said_by_script(source: str, ids: list[str], folder: Path) -> dict[str, list]:
    """What the script says to the answers of each exercise."""
    file = folder / "checker.js"
    file.write_text(source + HARNESS, "utf-8")
    answers = {id_: [texts for texts, _ in typed(id_)] for id_ in ids}
    done = subprocess.run(
        [NODE, file, table(EXERCISED[id_] for id_ in ids)],
        input=json.dumps(answers),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@functools.cache
def typed(id_: str) -> list[tuple[list, list]]:
    typist = Typist(EXERCISED[id_])
    return [typist.handed_in(answer) for answer in typist.answers(COUNT)]


@functools.cache
def said_by_python(id_: str) -> list[dict]:
    return [_verdict(EXERCISED[id_], values) for _, values in typed(id_)]


def _verdict(exercise: Exercise, values: list[object]) -> dict:
    found = examine(exercise, *values)
    place = exercise.mistakes.index(found.mistake) if found.mistake else -1
    lines = list(found.lines)
    if found.outcome is Outcome.UNANSWERED:  # a page has no dots to replace
        empty = [n for n, v in zip(exercise.names, values, strict=True) if v is ...]
        lines = [f"Not answered yet. {ON_A_PAGE['empty'].format(names=', '.join(empty))}"]
    return {"outcome": found.outcome.name, "lines": lines, "mistake": place}


@pytest.fixture(autouse=True)
def _unwatched(monkeypatch):
    """Numbers and texts do not compute for long, and a watch for each would."""
    monkeypatch.setattr(checker, "watched", contextlib.nullcontext)


def differences(source: str, ids: list[str], folder: Path) -> list[tuple]:
    """Where the script and Python say different things to an answer."""
    found = said_by_script(source, ids, folder)
    return [
        (id_, texts, here, there)
        for id_ in ids
        for (texts, _), here, there in zip(typed(id_), said_by_python(id_), found[id_], strict=True)
        if here != {key: there[key] for key in here}
    ]


def test_script_and_python_say_the_same(tmp_path):
    ids = list(EXERCISED)
    assert min(len(typed(id_)) for id_ in ids) >= COUNT
    assert differences(script(), ids, tmp_path)[:5] == []
