"""The script of the pages and the checker in Python say the same to the same answers."""

import contextlib
import functools
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typed_answers import ARRAYS, Typist

from tools.exercises import EXERCISES, checker
from tools.exercises.checker import Exercise, Outcome, examine

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from exercise_tables import ON_A_PAGE, table  # noqa: E402
from node_packages import NODE  # noqa: E402

COUNT = 2000

EXERCISED = {e.id: e for e in (*EXERCISES.values(), ARRAYS) if not callable(e.answer)}

# Tells for each script the first answers to which it says something else than Python.
HARNESS = """
const { runInNewContext } = require("node:vm");
const { scripts, table, answers } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
function differences(script) {
  const checker = runInNewContext(script + "; checker");
  const { words, exercises } = checker.parsed(table);
  const found = [];
  for (const [id, texts, wanted] of answers) {
    const { outcome, lines, mistake } = checker.judge(exercises[id], texts, words);
    const said = [outcome, lines, mistake];
    if (JSON.stringify(said) !== JSON.stringify(wanted)) found.push([id, texts, said, wanted]);
    if (found.length === 5) break;
  }
  return found;
}
process.stdout.write(JSON.stringify(scripts.map((script) => {
  try {
    return differences(script);
  } catch (error) {
    return [error.stack];
  }
})));
"""


def script(*change: str) -> str:
    """The script of the pages, with a change planted."""
    files = [ROOT / "_static" / name for name in ("arithmetic.js", "checker.js")]
    source = "".join(file.read_text("utf-8") for file in files)
    if change:
        assert source.count(change[0]) == 1, change
    return source.replace(*change) if change else source


def differences(scripts: list[str], ids: list[str]) -> list[list]:
    """For each script, what it says differently from Python."""
    answers = [
        (id_, texts, wanted)
        for id_ in ids
        for (texts, _), wanted in zip(typed(id_), said_by_python(id_), strict=True)
    ]
    exercises = table(EXERCISED[id_] for id_ in ids)
    done = subprocess.run(
        [NODE, "--eval", HARNESS],
        input=json.dumps({"scripts": scripts, "table": exercises, "answers": answers}),
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
def said_by_python(id_: str) -> list[tuple]:
    return [_verdict(EXERCISED[id_], values) for _, values in typed(id_)]


def _verdict(exercise: Exercise, values: list[object]) -> tuple[str, list[str], int]:
    found = examine(exercise, *values)
    place = exercise.mistakes.index(found.mistake) if found.mistake else -1
    lines = list(found.lines)
    if found.outcome is Outcome.UNANSWERED:  # a page has no dots to replace
        empty = [n for n, v in zip(exercise.names, values, strict=True) if v is ...]
        lines = [f"Not answered yet. {ON_A_PAGE['empty'].format(names=', '.join(empty))}"]
    return found.outcome.name, lines, place


@pytest.fixture(autouse=True)
def _unwatched(monkeypatch):
    """Numbers and texts do not compute for long, and a watch for each would."""
    monkeypatch.setattr(checker, "watched", contextlib.nullcontext)


def test_script_and_python_say_the_same():
    ids = list(EXERCISED)
    assert min(len(typed(id_)) for id_ in ids) >= COUNT
    assert differences([script()], ids) == [[]]


# A difference of each kind, and answers that show it.
FAULTS = {
    "the tolerance is left out": ("<= Number(target[1])", "<= 0"),
    "the tolerance is open": ("<= Number(target[1])", "< Number(target[1])"),
    "the tolerance is doubled": ("<= Number(target[1])", "<= 2 * Number(target[1])"),
    "any value is none": ("targets === null ||", "targets !== null &&"),
    "truth is not compared": ("value === target[0]", "true"),
    "mistakes from the last": ("mistakes.findIndex", "mistakes.findLastIndex"),
    "nothing is empty": ("!text.trim()", "false"),
    "NaN is read": ("Number.isFinite(value);", "Math.abs(value) !== Infinity;"),
    "infinity is read": ("Number.isFinite(value);", "!Number.isNaN(value);"),
    "the place in an array": ("rest % length", "place % length"),
    "nine digits": ("size.toExponential(9)", "size.toExponential(8)"),
    "halfway goes up": ("halfway ?", "false ?"),
    "the sign of 0": ("|| Object.is(number, -0)", ""),
    "the border of small numbers": ("exponent < -4", "exponent < -5"),
    "the border of large numbers": ("exponent > 9", "exponent > 10"),
    "zeros at the end": ('digits.slice(1).replace(/0+$/, "")', "digits.slice(1)"),
    "the exponent has one digit": ('padStart(2, "0");', 'padStart(1, "0");'),
    "long texts are whole": ("whole.length <= 30", "whole.length <= 31"),
    "quotes": ('letters.includes("\'") &&', "false &&"),
    "invisible letters": ("/[\\p{C}\\p{Z}]/u", "/[\\p{Cc}]/u"),
    "a part of a sentence": ('filter(isWrong).join(", ")', 'filter(isWrong).join(" ")'),
    "the hint of another": ("mistakes[mistake][0]", "mistakes[0][0]"),
    "the veil": ("+ 31) % 62", "+ 30) % 62"),
    "the comma": ('number[0].replace(",", ".")', 'number[0].replace(",", "")'),
    "the minus of typography": ("[−–‐‑]", "[–‐‑]"),
    "the power first": ("base ** this.signed()", "base * this.signed()"),
    "the power binds less": ("? -this.signed() : this.signed();", "? -this.product() : 0;"),
    "division from the right": ("value /= this.signed()", "value /= this.product()"),
    "the percent": ("value /= 100", "value /= 1000"),
    "the superscript's sign": ('mark === "⁻" ? "-"', 'mark === "⁻" ? "+"'),
    "thin spaces": ("(?:[\\s_'’]\\d{3})+", "(?:[ _'’]\\d{3})+"),
    "a rest is left": ("if (this.rest) throw", "if (false) throw"),
    "properties are constants": ("CONSTANTS.has(name)", "name in Object.prototype"),
}
TELLING = ["ch00.arrays", "ch01.step_both", "ch03.who_survives", "ch11.read_plateau"]


def test_planted_differences_are_seen():
    found = differences([script(), *(script(*change) for change in FAULTS.values())], TELLING)
    seen = dict(zip(("", *FAULTS), found, strict=True))
    assert [fault for fault, shown in seen.items() if not shown] == [""]


def test_a_page_shows_no_answer_to_a_glance():
    for exercise in EXERCISED.values():
        text = table([exercise])
        shown = [exercise.right, *(mistake.hint for mistake in exercise.mistakes)]
        shown += [repr(float(x)) for value in exercise.answer for x in np.ravel(value)]
        assert [words for words in shown if len(words) > 3 and words in text] == []
