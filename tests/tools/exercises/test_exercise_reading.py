"""Numbers of every type are read as the numbers they are; what is refused hears why."""

import dataclasses
import math
from decimal import Decimal
from fractions import Fraction

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from exercise_answers import Hostile, answers_of, each_exercise, said
from oracles import oracle

from tools.exercises.checker import Exercise, Mistake, Outcome, examine


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((2.2, 0.6), "Wanted 3 answers, as in check("),
        (((2.2, 0.6),), "Wanted 3 answers, as in check("),
        ((2.2,), "got 1"),
        ((2.2, ..., 0.0), "Not answered yet. Replace each ... by"),
        (("2.2", 0.6, 0), "w_new is '2.2' (str); wanted a number"),
        ((2.2, [0.6], 0), "b_new is [0.6] (list); wanted a number"),
        ((2.2, 0.6, True), "loss is True (bool); wanted a number"),
        ((2.2, 0.6, math.nan), "loss is nan; wanted a finite number"),
        ((2.2, 0.6, 1j), "loss is 1j (complex); wanted a real number"),
        ((10**400, 0.6, 0), "w_new is too large for a float"),
        ((np.array([2.2]), 0.6, 0), "w_new is an array of shape (1,); wanted a number"),
        ((None, 0.6, 0), "w_new is None; wanted a number"),
        ((Hostile(), 0.6, 0), "w_new is an object of type Hostile; wanted a number"),
        ((2.2, 0.9, 0), "Wrong: b_new = 0.9. Hint: this one is new"),
    ],
)
def test_words_for_values(answers, words):
    assert words in said("ch01.step_both", *answers)


def box_of(value):
    """The box in which autograd carries a number or an array."""
    kept = []

    def keep(inside):
        kept.append(inside)
        return anp.sum(inside)

    autograd.grad(keep)(np.asarray(value, float) if np.ndim(value) else float(value))
    return kept[0]


def in_list(value):
    return np.asarray(value).tolist()


def each(convert):
    """Convert each entry of an array, in nested lists."""

    def converted(value):
        return [converted(item) for item in value] if np.ndim(value) else convert(float(value))

    return converted


TYPES = {
    "float32": np.float32,
    "longdouble": np.longdouble,
    "0-d array": np.asarray,
    "list": in_list,
    "Fraction": each(Fraction),
    "Decimal": each(Decimal),
    "array of Fractions": lambda value: np.array(each(Fraction)(value), dtype=object),
    "list of float32": each(np.float32),
    "list of 0-d arrays": each(np.array),
    "box": box_of,
    "list of boxes": each(box_of),
}
each_type = pytest.mark.parametrize("convert", TYPES.values(), ids=TYPES)


def converted(value, convert):
    """An answer in another type; True and False stay as they are, a pair becomes a list."""
    if isinstance(value, (bool, np.bool_)):
        return np.array(value)
    if isinstance(value, tuple):
        return [converted(part, convert) for part in value]
    return convert(value)


@each_exercise
@each_type
def test_numbers_of_any_type_are_read(exercise, convert):
    answers = answers_of(oracle(exercise.id))
    if callable(exercise.answer):
        right = exercise.answer
        answers = [lambda *arguments: converted(right(*arguments), convert)]
    else:
        answers = [converted(answer, convert) for answer in answers]
    text = said(exercise, *answers)
    if convert in (TYPES["float32"], TYPES["list of float32"]) and exercise.id in NEED_64_BITS:
        assert NEED_64_BITS[exercise.id] in text
    else:
        assert text.startswith("Right."), text


# What 32 bits cannot hold.
NEED_64_BITS = {
    "ch05.stable_tanh": "numbers of 32 bits or fewer came back",
    "ch11.sample_loss": "is inf; wanted a finite number",
}


@each_exercise
def test_one_array_or_list_holds_all(exercise):
    if callable(exercise.answer):

        def in_one_array(*arguments):
            right = exercise.answer(*arguments)
            same = isinstance(right, tuple) and len({np.shape(part) for part in right}) == 1
            return np.array(right) if same else right

        assert said(exercise, in_one_array).startswith("Right.")
    elif len(exercise.names) > 1:
        for together in (tuple, list, np.array):
            assert said(exercise, together(exercise.answer)).startswith("Right.")


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
    assert "of shape (4,); wanted an array of shape (2, 2)" in " ".join(
        examine(SQUARE, lambda z: z.ravel() ** 2).text.split()
    )
    assert "returned [[2., 1.], [4., 6.]]" in " ".join(
        examine(SQUARE, lambda z: z + 1).text.split()
    )


@pytest.mark.parametrize(
    ("off_by", "words"), [(1e-5, "32 bits or fewer"), (1e-2, "this one is new")]
)
def test_bits_are_blamed_only_for_what_they_can_lose(off_by, words):
    verdict = examine(SQUARE, lambda z: ((1 + off_by) * z**2).astype(np.float32))
    assert words in verdict.text


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([[1, 2], [3, 4]], "Right."),
        (((1, 2), [3, Decimal(4)]), "Right."),
        (np.array([[1, 2], [3, Fraction(4)]]), "Right."),
        ([np.array([1, 2]), np.array([3.0, 4.0])], "Right."),
        ([[1, 2], [3]], "an item that is [3] (list), of length 1; wanted an array of shape (2, 2)"),
        ([[1, 2], [3, "4"]], "position 1 an item that has at position 1 an item that is '4' (str)"),
        ([[1, 2], [3, None]], "an item that is None; wanted a number"),
        ([[1, 2], [3, 4j]], "an item that is 4j (complex); wanted a real number"),
        ([[1, 2], [3, math.nan]], "an item that is nan; wanted a finite number"),
        ([1, 2], "an item that is 1 (int); wanted an array of shape (2, 2)"),
        (3.5, "is 3.5 (float); wanted an array of shape (2, 2)"),
        ("1234", "is '1234' (str); wanted an array of shape (2, 2)"),
        (np.ma.masked_array([[1, 2], [3, 4]], mask=[[0, 0], [0, 1]]), "has masked entries"),
        (np.ones((2, 3)), "of shape (2, 3); wanted an array of shape (2, 2)"),
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
