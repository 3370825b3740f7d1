"""Every wrong program that can be made from a right one by one change fails on some case."""

import copy
import dataclasses
import functools
import math
import re
import signal
import warnings

import numpy as np
import pytest
from chapter_cells import BLOCK, NOTEBOOKS, exercises_in, load
from equivalent_mutants import ANYWHERE, EQUIVALENT
from mutants import WRAPPINGS, WRAPPINGS_OF_MATRICES, mutants
from right_programs import PROGRAMS
from wrapped import wrapped

from tools.activations import relu
from tools.exercises import EXERCISES
from tools.exercises.checker import Outcome, _agrees_on, examine
from tools.exercises.reading import read

FUNCTIONS = [id_ for id_, exercise in EXERCISES.items() if callable(exercise.answer)]
each_function = pytest.mark.parametrize("id_", FUNCTIONS)


@functools.cache
def worked_solutions():
    return {
        exercise.id: BLOCK.search(solution.source)[1]
        for path in NOTEBOOKS
        for exercise, _, _, solution in exercises_in(load(path))
    }


def sources_of(id_):
    """A right program to be changed in every part, and one in its structure only, if any."""
    worked, other = worked_solutions()[id_], PROGRAMS[id_]
    # The worked solutions of these two also look at what changes nothing.
    if id_ == "ch12.chi":
        return other, ""
    return (other, worked) if id_ == "ch03.chain_gradients" else (worked, other)


def made_from(source, name):
    """The function of this name, with what its chapter gives it."""
    u = np.arange(-80, 81) / 10
    density = np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi) / 10
    there = {"np": np, "math": math, "relu": relu, "u": u, "density": density}
    with warnings.catch_warnings(action="ignore", category=SyntaxWarning):  # as of True[0]
        exec(source, there)  # noqa: S102
    return there[name]


def wrong_programs(exercise):
    """Pairs of a description and a function, made from the two right programs."""
    (name,) = exercise.names
    thoroughly, in_structure = sources_of(exercise.id)
    wrappings = WRAPPINGS
    if any(np.ndim(argument) == 2 for argument in exercise.cases[0]):
        wrappings += WRAPPINGS_OF_MATRICES
    for description, source in (*mutants(thoroughly, wrappings), *mutants(in_structure)):
        yield description, made_from(source, name)
    right = made_from(thoroughly, name)
    yield from wrapped(right, exercise.cases[0], exercise.wants[0])


class TookTooLongError(BaseException):
    """Not an Exception, which a mutant might be told apart by."""


def give_up(*_):
    raise TookTooLongError


def passes(exercise, function):
    """Whether the checker would say Right; a program that raises or takes long fails."""
    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.3)
    try:
        with np.errstate(all="ignore"):
            pairs = zip(exercise.cases, exercise.wants, strict=True)
            return all(passes_on(exercise, function, *pair) for pair in pairs)
    except (Exception, TookTooLongError):
        return False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def passes_on(exercise, function, case, want):
    arguments = [np.copy(a) if isinstance(a, np.ndarray) else copy.copy(a) for a in case]
    value = read(function(*arguments), want)
    return all(map(np.array_equal, arguments, case)) and _agrees_on(exercise, value, want)


def fits(pattern, description):
    """Whether a description is that of a row of the list, in which three dots are anything."""
    parts = map(re.escape, pattern.split("…"))
    return re.fullmatch(".*".join(parts), description)


def patterns_of(id_):
    rows = [*ANYWHERE.values(), *EQUIVALENT.get(id_, {}).values()]
    return [pattern for row in rows for pattern in row]


@functools.cache
def survivors(id_):
    exercise = EXERCISES[id_]
    return [what for what, function in wrong_programs(exercise) if passes(exercise, function)]


@each_function
def test_right_programs_pass(id_):
    exercise = EXERCISES[id_]
    for source in (worked_solutions()[id_], PROGRAMS[id_]):
        function = made_from(source, *exercise.names)
        assert passes(exercise, function)
        assert examine(exercise, function).outcome is Outcome.RIGHT


@each_function
def test_wrong_programs_fail(id_):
    assert len(list(wrong_programs(EXERCISES[id_]))) > 60
    patterns = patterns_of(id_)
    assert [what for what in survivors(id_) if not any(fits(p, what) for p in patterns)] == []


@each_function
def test_list_of_equivalent_programs_is_not_too_long(id_):
    own = [pattern for row in EQUIVALENT.get(id_, {}).values() for pattern in row]
    assert [p for p in own if not any(fits(p, what) for what in survivors(id_))] == []


def test_checker_agrees_on_survivors_and_on_others():
    # `passes` stops early; the checker itself must say the same.
    exercise = EXERCISES["ch06.tied_weights"]
    for _, function in list(wrong_programs(exercise))[::20]:
        said_right = examine(exercise, function).outcome is Outcome.RIGHT
        assert said_right == passes(exercise, function)


@pytest.mark.parametrize(
    ("id_", "kept", "survivor"),
    [
        ("ch01.is_dead", lambda z: 0 not in z, "line 2: z <= 0 -> z < 0"),
        (
            "ch02.sigmoid_step",
            lambda x, w, b, *_: abs(w * x + b) < 5,
            "line 2: 1 / (1 + np.exp(-(w * x + b))) -> np.clip(1 / (1 + np.exp(-(w * x + b))), "
            "1e-05, 1 - 1e-05)",
        ),
        (
            "ch06.missing_transpose",
            lambda A, W, dZ: A.shape == W.shape == dZ.shape,
            "wrong where argument 0 is not square",
        ),
        (
            "ch12.chi",
            lambda _, sb2: sb2 > 0,
            "line 4: for _ in range(200): -> for _ in list(range(200))[:20]:",
        ),
    ],
)
def test_cases_taken_away_let_wrong_programs_pass(id_, kept, survivor):
    exercise = EXERCISES[id_]
    fewer = tuple(case for case in exercise.cases if kept(*case))
    program = dict(wrong_programs(exercise))[survivor]
    assert passes(dataclasses.replace(exercise, cases=fewer), program)
    assert not passes(exercise, program)
