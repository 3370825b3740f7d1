"""What the tests of the exercises share: answers as a reader could hand them in."""

import warnings

import numpy as np
import pytest

from tools.exercises import EXERCISES
from tools.exercises.checker import examine

each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
each_mistake = pytest.mark.parametrize(
    ("exercise", "mistake"),
    [
        pytest.param(exercise, mistake, id=f"{exercise.id}: {mistake.name}")
        for exercise in EXERCISES.values()
        for mistake in exercise.mistakes
    ],
)


def answers_of(answer):
    """The arguments of check for an answer as it is declared."""
    return (answer,) if callable(answer) else answer


def filled(answer):
    """A declared mistake as a reader could hand it in: 1234.5 for each value that may be any."""
    parts = answers_of(answer)
    return tuple(1234.5 if part is None else part for part in parts)


def said(exercise, *answers):
    """The words of the checker, on one line."""
    exercise = EXERCISES[exercise] if isinstance(exercise, str) else exercise
    return " ".join(examine(exercise, *answers).text.split())


# What nobody should hand in.


class Hostile:
    """Raises whatever one asks it."""

    def __getattribute__(self, name):
        raise RuntimeError("hostile")

    def __repr__(self):
        raise RuntimeError("hostile")

    __str__ = __float__ = __len__ = __iter__ = __eq__ = __call__ = __hash__ = __array__ = __repr__


def endless_recursion(*args):
    return endless_recursion(*args)


def endless_loop(*_args):
    while True:
        pass


def leaves(*_args):
    raise SystemExit(3)


def interrupted(*_args):
    raise KeyboardInterrupt


def changes_argument(z, *_args):
    if isinstance(z, np.ndarray):
        z[...] = 1
    return 1.0


def retypes_argument(z, *_args):
    if isinstance(z, np.ndarray):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # since NumPy 2.5
            z.dtype = "V8"
    return 1.0
