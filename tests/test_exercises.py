import contextlib
import dataclasses
import io
import math
import re
import reprlib
import sys
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from oracles import ORACLES

from tools.exercises import EXERCISES, check
from tools.exercises.checker import STEP_LIMIT, Exercise, Mistake, Outcome, examine

CASES = [
    pytest.param(exercise, mistake, id=f"{exercise.id}: {mistake.name}")
    for exercise in EXERCISES.values()
    for mistake in exercise.mistakes
]
each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def answers_of(answer):
    """The arguments of check for an answer as it is declared."""
    return (answer,) if callable(answer) else answer


def filled(answer):
    """A declared mistake as a reader could hand it in: 1234.5 for each value that may be any."""
    parts = answers_of(answer)
    return tuple(1234.5 if part is None else part for part in parts)


@each_exercise
def test_oracle_passes(exercise):
    verdict = examine(exercise, *answers_of(ORACLES[exercise.id]))
    assert verdict.outcome is Outcome.RIGHT, verdict.text
    assert exercise.right.split()[0] in verdict.text


@each_exercise
def test_declaration_is_whole(exercise):
    assert exercise.id == next(i for i, e in EXERCISES.items() if e is exercise)
    assert callable(exercise.answer) == bool(exercise.cases)
    assert len(answers_of(exercise.answer)) == len(exercise.names)
    assert exercise.mistakes
    for mistake in exercise.mistakes:
        assert callable(mistake.answer) == callable(exercise.answer)
        assert mistake.hint[0].islower() or mistake.hint.startswith("dL/"), mistake.hint
        assert mistake.hint[-1] in ".?", mistake.hint


@pytest.mark.parametrize(("exercise", "mistake"), CASES)
def test_mistake_gets_its_own_hint(exercise, mistake):
    verdict = examine(exercise, *filled(mistake.answer))
    assert verdict.outcome is Outcome.WRONG
    assert verdict.mistake is mistake
    assert " ".join(mistake.hint.split()) in " ".join(verdict.text.split())


@each_exercise
def test_hints_differ(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert len(set(hints)) == len(hints)


@each_exercise
def test_no_two_mistakes_overlap(exercise):
    # Twice the tolerance apart, so that no answer lies within the tolerance of two of them.
    def outputs(answer):
        if callable(answer):
            made = [answer(*case) for case in exercise.cases]
            values = [v for m in made for v in (m if isinstance(m, tuple) else (m,))]
            return [part for value in values for part in np.ravel(value)]
        return answer

    def apart(left, right):
        return any(
            abs(float(a) - float(b)) > 2 * (exercise.atol + exercise.rtol * max(abs(a), abs(b)))
            for a, b in zip(left, right, strict=True)
            if a is not None and b is not None
        )

    all_outputs = [outputs(a) for a in (exercise.answer, *(m.answer for m in exercise.mistakes))]
    for index, left in enumerate(all_outputs):
        for right in all_outputs[:index]:
            assert apart(left, right), (left, right)


# What must not happen: a traceback, or the solution in the message.


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


@pytest.mark.parametrize(("exercise", "mistake"), CASES)
def test_mistake_does_not_reveal_the_solution(exercise, mistake):
    handed_in = filled(mistake.answer)
    assert_keeps_solution(exercise, examine(exercise, *handed_in).text, handed_in)


class Hostile:
    """Raises whatever one asks it."""

    def __getattribute__(self, name):
        raise RuntimeError("hostile")

    def __repr__(self):
        raise RuntimeError("hostile")

    __str__ = __float__ = __len__ = __iter__ = __eq__ = __call__ = __hash__ = __array__ = __repr__


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


def endless_recursion(*args):
    return endless_recursion(*args)


def endless_loop(*_args):
    while True:
        pass


def leaves(*_args):
    raise SystemExit(3)


def interrupted(*_args):
    raise KeyboardInterrupt


def divides(x, *_args):
    return 1 / (x - x)


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
@pytest.mark.parametrize("index", range(len(GARBAGE)))
def test_garbage_gets_words(exercise, index):
    garbage = GARBAGE[index]
    handed_in = (garbage,) * len(exercise.names)
    with np.errstate(all="ignore"):
        verdict = examine(exercise, *handed_in)
    assert verdict.outcome is not Outcome.RIGHT
    assert len(verdict.text) > 40
    assert "Traceback" not in verdict.text
    assert max(map(len, verdict.text.splitlines())) <= 72 or " " not in verdict.text
    builtin = type(garbage) in (int, float, complex, str, bytes, list, tuple, set)
    numeric = issubclass(type(garbage), (np.generic, np.ndarray, Fraction))
    given = ()
    if builtin or numeric:
        with contextlib.suppress(ValueError, RuntimeError):  # some cannot be written
            given = numbers_in(reprlib.repr(garbage))
    assert_keeps_solution(exercise, verdict.text, given)


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


def said(exercise, *answers):
    return " ".join(examine(EXERCISES[exercise], *answers).text.split())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((2.2, 0.6), "Wanted 3 answers, as in check("),
        (((2.2, 0.6, 0.0),), "got 1"),
        ((2.2, ..., 0.0), "Not answered yet. Replace each ... by"),
        (("2.2", 0.6, 0), "w_new is '2.2' (str); wanted a number"),
        ((2.2, [0.6], 0), "b_new is [0.6] (list); wanted a number"),
        ((2.2, 0.6, True), "loss is True (bool); wanted a number"),
        ((2.2, 0.6, math.nan), "loss is nan; wanted a finite number"),
        ((2.2, 0.6, 1j), "loss is 1j (complex); wanted a number"),
        ((10**400, 0.6, 0), "w_new is too large for a float"),
        ((np.array([2.2]), 0.6, 0), "w_new is an array of shape (1,); wanted a number"),
        ((None, 0.6, 0), "w_new is None; wanted a number"),
        ((Hostile(), 0.6, 0), "w_new is an object of type Hostile; wanted a number"),
        ((2.2, 0.9, 0), "Wrong: b_new = 0.9. Hint: this one is new"),
    ],
)
def test_words_for_values(answers, words):
    assert words in said("ch01.step_both", *answers)


def test_right_values_of_any_number_type_pass():
    for answers in [
        (2.2, 0.6, 0),
        (Fraction(11, 5), np.array(0.6), np.int64(0)),
        (2.2 + 1e-12, np.float32(0.6), 1e-31),
    ]:
        assert said("ch01.step_both", *answers).startswith("Right.")


def raises_in_second_line(_z):
    nothing = []
    return nothing[3]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda z: len(z) == 1, "is_dead(np.array([-1. , -2. , -0.5])) returned False"),
        (endless_loop, "does not come to an end"),
        (endless_recursion, "calls itself without an end"),
        (leaves, "raised SystemExit: 3"),
        (interrupted, "was interrupted"),
        (lambda: 1, "takes 0 positional arguments but 1 was given"),
        (raises_in_second_line, "raised IndexError: list index out of range (in its line 3)"),
        (changes_argument, "changed its input; work on a copy"),
        (retypes_argument, "changed its input; work on a copy"),
        (lambda _: ..., "Not answered yet. is_dead returned Ellipsis"),
        (lambda _: None, "Not answered yet. is_dead returned None"),
        (lambda z: None if z[0] > 3 else z.max() <= 0, "returned a value that is None"),
        (lambda z: z <= 0, "an array of shape (3,); wanted True or False"),
        (lambda _: 1, "is 1 (int); wanted True or False"),
        (True, "is True (bool); wanted the function itself"),
    ],
)
def test_words_for_functions(function, words):
    assert words in said("ch01.is_dead", function)


def test_first_failing_input_is_shown_even_if_a_later_one_raises():
    def answer(z):
        return bool(np.any(z <= 0)) if z.size < 100 else 1 / 0

    text = said("ch01.is_dead", answer)
    assert "is_dead(np.array([ 1., -1., 2.])) returned True" in text
    # It was not tried on every input, so no mistake can be told for certain.
    assert "this one is new" in text


def test_later_argument_is_fresh():
    # What the function keeps or changes must not reach the next call or the exercise itself.
    exercise = EXERCISES["ch01.is_dead"]
    before = [case[0].copy() for case in exercise.cases]
    examine(exercise, changes_argument)
    assert all(map(np.array_equal, before, [case[0] for case in exercise.cases]))
    assert said("ch01.is_dead", lambda z: bool((z <= 0).all())).startswith("Right.")


def test_tracing_is_put_back():
    before = sys.gettrace()
    examine(EXERCISES["ch01.is_dead"], endless_loop)
    assert sys.gettrace() is before


def test_step_limit_leaves_room():
    def slow(z):
        for _ in range(STEP_LIMIT // 200):
            z = z + 0.0
        return bool((z <= 0).all())

    assert said("ch01.is_dead", slow).startswith("Right.")


SQUARE = Exercise(
    id="ch00.square",
    title="Square",
    statement="Square each entry.",
    names=("square",),
    answer=lambda z: z**2,
    cases=((np.array([[1.0, -0.0], [3.0, 5.0]]),), (np.zeros((0, 2)),), (np.array(2.0),)),
    mistakes=(Mistake("double", lambda z: 2 * z, "this doubles."),),
    right="",
)
MATRIX = Exercise(
    id="ch00.matrix",
    title="Matrix",
    statement="Which matrix?",
    names=("M",),
    answer=(np.array([[1.0, 2.0], [3.0, 4.0]]),),
    mistakes=(Mistake("transposed", (np.array([[1.0, 3.0], [2.0, 4.0]]),), "this is transposed."),),
    right="",
)


def test_arrays_from_a_function():
    assert examine(SQUARE, lambda z: z * z).outcome is Outcome.RIGHT
    assert examine(SQUARE, lambda z: z + z).mistake.name == "double"
    assert "of shape (4,); wanted a NumPy array of shape (2, 2)" in " ".join(
        examine(SQUARE, lambda z: z.ravel() ** 2).text.split()
    )
    assert "returned [[2., 1.], [4., 6.]]" in " ".join(
        examine(SQUARE, lambda z: z + 1).text.split()
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([[1, 2], [3, 4]], "(list); wanted a NumPy array of shape (2, 2)"),
        (np.ones((2, 3)), "of shape (2, 3); wanted a NumPy array of shape (2, 2)"),
        (np.array([[1, 2], [3, 4]], dtype=complex), "is an array of complex128"),
        (np.ones((2, 2), dtype=bool), "is an array of bool"),
        (np.array([[1.0, 2.0], [math.nan, 4.0]]), "is nan at index (1, 0)"),
        (np.array([[1, 3], [2, 4]]), "this is transposed."),
        (np.array([[1, 2], [3, 4]]), "Right."),
        (np.array([[-1e308, 2], [3, 4]]), "this one is new"),
    ],
)
def test_arrays(answer, words):
    assert words in " ".join(examine(MATRIX, answer).text.split())


def test_huge_values_compare_without_a_warning():
    huge = dataclasses.replace(MATRIX, answer=(np.array([1.7e308]),), mistakes=())
    assert examine(huge, np.array([-1.7e308])).outcome is Outcome.WRONG


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
