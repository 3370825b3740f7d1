"""Whatever is handed in gets words: no traceback, no endless wait, and never the solution."""

import contextlib
import math
import re
import reprlib
from fractions import Fraction

import numpy as np
import pytest
from exercise_answers import (
    Hostile,
    changes_argument,
    each_exercise,
    each_mistake,
    endless_loop,
    endless_recursion,
    filled,
    interrupted,
    leaves,
    retypes_argument,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tools.exercises import EXERCISES, running
from tools.exercises.checker import Exercise, Outcome, examine

# An interrupt that comes in the callback of a weak reference is lost there; the next one is not.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.05)


def numbers_in(text):
    return [float(token) for token in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", text)]


def assert_keeps_solution(exercise, text, given=()):
    """No number of the message is one of the solution's, unless the reader handed it in."""
    if callable(exercise.answer):
        source = " ".join(text.split())
        assert "np.all" not in source
        assert "z > 0" not in source
        return
    known = [float(value) for value in given if isinstance(value, (int, float))]
    text = re.sub(r"as in check\(.*|shape \(.*?\)", "", text, flags=re.DOTALL)
    for number in numbers_in(text):
        for secret in exercise.answer:
            close = math.isclose(number, secret, rel_tol=1e-3, abs_tol=1e-9)
            assert not close or any(math.isclose(number, k) for k in known), (number, text)


@each_mistake
def test_mistake_does_not_reveal_the_solution(exercise, mistake):
    handed_in = filled(mistake.answer)
    assert_keeps_solution(exercise, examine(exercise, *handed_in).text, handed_in)


class HostileFloat(float):
    def __float__(self):
        raise ValueError("hostile")

    __repr__ = __abs__ = __sub__ = __format__ = __float__


class HostileArray(np.ndarray):
    def __array_finalize__(self, obj):
        if obj is not None and obj.ndim == 7:
            raise ValueError("hostile")

    def __array_ufunc__(self, *args, **kwargs):
        raise ValueError("hostile")


def divides(x, *_args):
    return 1 / (x - x)


def generator(*_args):
    yield 1


looped = []
looped.append(looped)
GARBAGE = [
    None,
    "2.2",
    "",
    b"2",
    True,
    np.True_,
    2.2 + 0j,
    1j,
    np.complex128(1),
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**400),
    10**5000,  # too long even to be written
    [10**5000],
    Fraction(1, 3),
    np.float32(0.1),
    np.longdouble(1.5),
    np.array(2.5),
    np.array(math.nan),
    np.array(True),
    np.array("x"),
    np.array([]),
    np.array([1.0, 2.0]),
    np.ones((2, 2)),
    np.ma.masked_array([1.0], mask=[True]),
    np.ma.masked,
    np.datetime64("2020-01-01"),
    [2.2, 0.6],
    (2.2, 0.6, 0.0),
    [],
    (),
    {},
    {1, 2},
    looped,
    range(3),
    object(),
    int,
    Hostile,
    Hostile(),
    [Hostile()],
    HostileFloat(2.0),
    np.array([1.0]).view(HostileArray),
    np.array(1.0).view(HostileArray),
    Exercise,
    print,
    len,
    endless_recursion,
    endless_loop,
    leaves,
    interrupted,
    divides,
    changes_argument,
    retypes_argument,
    generator,
    np.linalg.inv,
    lambda: 1,
    lambda *args: args,
    lambda *_: None,
    lambda *_: "text",
    lambda *_: (math.nan, 1.0),
    lambda *_: (1.0, 2.0, 3.0),
    lambda *_: np.array([1.0, 2.0]),
    lambda *_: Hostile(),
    lambda *_: np.ones((2, 2), dtype=complex),
    lambda *_: endless_loop,
]


@each_exercise
def test_garbage_gets_words(exercise):
    for place, garbage in enumerate(GARBAGE):
        with np.errstate(all="ignore"):
            verdict = examine(exercise, *[garbage] * len(exercise.names))
        assert verdict.outcome is not Outcome.RIGHT, place
        assert len(verdict.text) > 40, place
        assert "Traceback" not in verdict.text, place
        widest = max(map(len, verdict.text.splitlines()))
        assert widest <= 72 or " " not in verdict.text, place
        assert_keeps_solution(exercise, verdict.text, numbers_of(garbage))


def numbers_of(garbage):
    """The numbers in what was handed in, if it can be written."""
    builtin = type(garbage) in (int, float, complex, str, bytes, list, tuple, set)
    numeric = issubclass(type(garbage), (np.generic, np.ndarray, Fraction))
    if builtin or numeric:
        with contextlib.suppress(ValueError, RuntimeError):
            return numbers_in(reprlib.repr(garbage))
    return []


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.binary(max_size=5)
    | st.fractions()
    | st.just(...)
    | npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, min_side=0)),
    lambda inner: (
        st.lists(inner, max_size=4) | st.tuples(inner, inner) | inner.map(lambda v: {0: v})
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    exercise=st.sampled_from(list(EXERCISES.values())),
    answers=st.lists(anything, max_size=4),
    as_function=st.booleans(),
)
def test_random_garbage_never_raises(exercise, answers, as_function):
    if as_function:
        answers = [lambda *_: answers[0] if answers else None]
    with np.errstate(all="ignore"):
        assert examine(exercise, *answers).text
