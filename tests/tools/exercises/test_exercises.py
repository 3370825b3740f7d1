"""The declarations of the exercises: whole, right by an oracle, their mistakes told apart."""

import contextlib
import dataclasses
import io
import re

import numpy as np
import pytest
from exercise_answers import answers_of, each_exercise, each_mistake, filled
from oracles import oracle

from tools.exercises import EXERCISES, check
from tools.exercises.checker import Outcome, _call, _read_returned, examine
from tools.exercises.precision import EXACT, Places, of_each, sentence, tolerance


def is_number(want):
    return not isinstance(want, (bool, np.bool_))


def digits_of(exercise):
    """The digits that are wanted, of each answer that is a number."""
    wants = exercise.wants[:1] if callable(exercise.answer) else exercise.wants
    return [
        d for d, w in zip(of_each(exercise.digits, len(wants)), wants, strict=True) if is_number(w)
    ]


def problems(exercise):
    """What is wrong with a declaration, in words."""
    digits = digits_of(exercise)
    said = sentence(exercise.names, exercise.digits)
    is_function = callable(exercise.answer)
    rules = {
        "cases belong to functions": is_function == bool(exercise.cases),
        "there is an answer for each name": len(answers_of(exercise.answer)) == len(exercise.names),
        "there are mistakes": len(exercise.mistakes) >= 4,
        "a mistake is of the kind of the answer": all(
            callable(mistake.answer) == is_function
            and len(answers_of(mistake.answer)) == len(exercise.names)
            for mistake in exercise.mistakes
        ),
        "a hint goes on after a colon": all(
            mistake.hint[0].islower() or mistake.hint.startswith("dL/")
            for mistake in exercise.mistakes
        ),
        "a hint is a sentence": all(mistake.hint[-1] in ".?" for mistake in exercise.mistakes),
        "hints differ": len({mistake.hint for mistake in exercise.mistakes})
        == len(exercise.mistakes),
        "the statement says how many digits are wanted": not digits
        or exercise.statement.endswith(said),
        "the statement says it once": exercise.statement.count("wanted")
        == (said.count("wanted") if digits else 0),
        "an exact answer of True or False needs no digits": bool(digits)
        or exercise.digits is EXACT,
        "the statement names the function": not is_function
        or f"{exercise.names[0]}(" in exercise.statement,
        "the statement says what it must take": not is_function
        or re.search(r"(?i)\b(any|at most|at least|up to)\b", exercise.statement),
    }
    return [rule for rule, holds in rules.items() if not holds]


@each_exercise
def test_declaration_is_whole(exercise):
    assert problems(exercise) == []


def replaced(id_, **fields):
    return dataclasses.replace(EXERCISES[id_], **fields)


def test_planted_faults_are_found():
    gentle, uneven = EXERCISES["ch03.gentle_chain"], EXERCISES["ch03.who_survives"]
    says = "the statement says how many digits are wanted"
    silent = gentle.statement.replace(" Three significant digits are wanted.", "")
    assert says in problems(dataclasses.replace(gentle, statement=silent))
    for wider in (2, 4, Places(3), EXACT, (3, 2)):
        assert says in problems(dataclasses.replace(gentle, digits=wider))
    assert says in problems(dataclasses.replace(uneven, digits=(3, 2, EXACT)))
    twice = f"Four digits are wanted. {gentle.statement}"
    assert "the statement says it once" in problems(dataclasses.replace(gentle, statement=twice))
    for id_, fields, rule in (
        ("ch01.is_dead", {"cases": ()}, "cases belong to functions"),
        ("ch01.is_dead", {"digits": 3}, "an exact answer of True or False needs no digits"),
        ("ch01.is_dead", {"statement": "Dead?"}, "the statement names the function"),
        (
            "ch01.is_dead",
            {"statement": "Write `is_dead(z)`."},
            "the statement says what it must take",
        ),
        ("ch03.gentle_chain", {"answer": (1.0,)}, "there is an answer for each name"),
        ("ch03.gentle_chain", {"mistakes": ()}, "there are mistakes"),
        (
            "ch03.gentle_chain",
            {"mistakes": uneven.mistakes},
            "a mistake is of the kind of the answer",
        ),
        ("ch03.gentle_chain", {"mistakes": 2 * gentle.mistakes}, "hints differ"),
    ):
        assert rule in problems(replaced(id_, **fields)), rule


@each_exercise
def test_oracle_passes(exercise):
    verdict = examine(exercise, *answers_of(oracle(exercise.id)))
    assert verdict.outcome is Outcome.RIGHT, verdict.text
    assert exercise.right.split()[0] in verdict.text


@each_mistake
def test_mistake_gets_its_own_hint(exercise, mistake):
    verdict = examine(exercise, *filled(mistake.answer))
    assert verdict.outcome is Outcome.WRONG
    assert verdict.mistake is mistake
    assert " ".join(mistake.hint.split()) in " ".join(verdict.text.split())


STOPPED = "stopped"


def outputs(exercise, answer):
    """The values of an answer, or what a function gives on each case until it stops."""
    if not callable(answer):
        return list(answer)
    made = []
    for case, want in zip(exercise.cases, exercise.wants, strict=True):
        value, trouble = _call(answer, case)
        if not trouble:
            value, trouble = _read_returned(value, want)
        made.append(STOPPED if trouble else value)
        if trouble:
            break
    return made


def apart(left, right, digits, floor):
    """Whether two values lie twice the tolerance apart, so that no answer agrees with both."""
    if left is None or right is None:
        return False
    if left is STOPPED or right is STOPPED:
        return left is not right
    if isinstance(left, tuple):
        return any(apart(*pair, digits, floor) for pair in zip(left, right, strict=True))
    left, right = np.asarray(left, float), np.asarray(right, float)
    allowed = tolerance(left, digits) + tolerance(right, digits) + 2 * floor
    return bool(np.any(np.abs(left - right) > allowed))


def overlaps(exercise):
    """The pairs of the right answer and the mistakes that one answer could agree with."""
    count = len(exercise.names)
    is_function = callable(exercise.answer)
    digits = of_each(exercise.digits, len(exercise.cases) if is_function else count)
    floor = exercise.floor if is_function else 0.0
    named = [("right", exercise.answer), *((m.name, m.answer) for m in exercise.mistakes)]
    made = [(name, outputs(exercise, answer)) for name, answer in named]
    return [
        (name, other)
        for index, (name, left) in enumerate(made)
        for other, right in made[:index]
        if not any(apart(a, b, d, floor) for a, b, d in zip(left, right, digits, strict=False))
    ]


@each_exercise
def test_no_two_mistakes_overlap(exercise):
    assert overlaps(exercise) == []


def test_planted_overlaps_are_found():
    gentle = EXERCISES["ch03.gentle_chain"]
    near = dataclasses.replace(gentle.mistakes[0], answer=(12_551.0, 106.8))
    assert ("the path factor for both", "right") in overlaps(
        dataclasses.replace(gentle, mistakes=(near,))
    )
    dead = EXERCISES["ch01.is_dead"]
    one_case = dataclasses.replace(dead, cases=dead.cases[:2])
    assert ("the corner counts as alive", "right") in overlaps(one_case)


def test_unknown_exercise_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'ch01.stepboth'(?s:.*)ch01\.step_both\n"):
        check("ch01.stepboth", 1)


def test_check_prints_and_returns_nothing():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert check("ch01.steps_to_target", ...) is None
    assert out.getvalue() == (
        "Not answered yet. Replace the ... by your answer and run the cell again.\n"
    )
