"""What is right to the digits that a statement asks for is right, one unit more is not."""

import dataclasses
import functools
import re
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from chapter_cells import BLOCK, NOTEBOOKS, exercises_in, load

from tools.exercises import EXERCISES, precision
from tools.exercises.checker import Outcome, examine
from tools.exercises.precision import EXACT, Places, of_each

VALUES = [e for e in EXERCISES.values() if not callable(e.answer)]
FUNCTIONS = [e for e in EXERCISES.values() if callable(e.answer)]
each_of_values = pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.id)
each_function = pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda e: e.id)


def unit(want, digits):
    """One in the last digit that is wanted; in the last one there is, of an exact value."""
    want = Decimal(repr(float(want)))
    if digits is EXACT:
        return Decimal((0, (1,), min(want.normalize().as_tuple().exponent, 0)))
    if isinstance(digits, Places):
        return Decimal((0, (1,), -digits.count))
    return Decimal((0, (1,), want.adjusted() - (digits - 1)))


def numbers(exercise):
    """For each answer that is a number: its place, its value, the digits that are wanted."""
    digits = of_each(exercise.digits, len(exercise.names))
    places = enumerate(zip(exercise.answer, digits, strict=True))
    return [(i, want, d) for i, (want, d) in places if not isinstance(want, bool)]


def is_right(exercise, index, value):
    """Whether a value passes in its place, the others being right."""
    answers = list(exercise.answer)
    answers[index] = value
    return examine(exercise, *answers).outcome is Outcome.RIGHT


def faults(exercise):
    """Values that the checker takes and should not, or does not take and should."""
    found = []
    for index, want, digits in numbers(exercise):
        one, exact = unit(want, digits), Decimal(repr(float(want)))
        for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN):
            rounded = exact.quantize(one, rounding=rounding)
            should = {float(rounded): True, rounded: True, float(rounded + one): False}
            should |= {float(rounded - one): False, float(exact + 2 * one): False}
            if digits is not EXACT:
                should |= {float(exact + part * one / 100): part < 50 for part in (1, 49, 51)}
                should |= {float(exact - part * one / 100): part < 50 for part in (1, 49, 51)}
            found += [(index, v) for v, r in should.items() if is_right(exercise, index, v) != r]
    return found


@each_of_values
def test_rounded_is_right_and_one_unit_more_is_wrong(exercise):
    assert faults(exercise) == []


@each_of_values
def test_no_true_value_lies_halfway(exercise):
    # Else both its neighbours would be right, which are one unit apart.
    for _, want, digits in numbers(exercise):
        if digits is not EXACT:
            in_units = Decimal(repr(float(want))) / unit(want, digits)
            assert abs(in_units % 1 - Decimal("0.5")) > Decimal("1e-3")


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.5, 3])
def test_planted_tolerance_is_found(factor, monkeypatch):
    monkeypatch.setattr(precision, "_SLACK", factor)
    fresh = dataclasses.replace(EXERCISES["ch03.gentle_chain"])  # which has no tolerance yet
    assert faults(fresh) != []


ROUNDED = {int: lambda x, d: f"{x:.{d - 1}e}", Places: lambda x, d: f"{x:.{d.count}f}"}


def rounded(value, digits):
    """A value of a function, or each of its entries, to the digits that are wanted."""
    if isinstance(value, tuple):
        return tuple(rounded(part, digits) for part in value)
    if digits is EXACT or isinstance(value, bool):
        return value
    to_text = ROUNDED[type(digits)]
    return np.vectorize(lambda x: float(to_text(x, digits)), otypes=[float])(value)


def one_unit_more(value, digits):
    """The same with one unit more in the last digit of its largest entry, of the last of a pair."""
    if isinstance(value, tuple):
        return (*value[:-1], one_unit_more(value[-1], digits))
    if isinstance(value, bool):
        return not value
    if digits is EXACT:
        return value + 1
    more = np.array(value)
    place = np.unravel_index(np.argmax(np.abs(more)), more.shape)
    more[place] += float(unit(more[place], digits)) if more[place] else 1e-6
    return more


def answering(exercise, change):
    """A function that gives the right answers, all rounded, and changes that to one case."""
    known = [rounded(want, exercise.digits) for want in exercise.wants]
    calls = iter(range(len(known)))
    return lambda *_: change(next(calls), known)


@each_function
def test_rounded_function_is_right(exercise):
    verdict = examine(exercise, answering(exercise, lambda call, known: known[call]))
    assert verdict.outcome is Outcome.RIGHT, verdict.text


@each_function
def test_one_unit_more_on_any_case_is_wrong(exercise):
    for index, want in enumerate(exercise.wants):
        if want_is_lost_in(exercise.floor, want):
            continue

        def change(call, known, index=index, want=want):
            return one_unit_more(want, exercise.digits) if call == index else known[call]

        assert examine(exercise, answering(exercise, change)).outcome is not Outcome.RIGHT, index


def want_is_lost_in(floor, want):
    """Whether a unit of a true value is smaller than what counts as rounding."""
    last = want[-1] if isinstance(want, tuple) else want
    return bool(0 < np.max(np.abs(last)) < 1e6 * floor) or floor == np.max(np.abs(last)) == 0


# The numbers that a worked solution prints.

NUMBER = re.compile(
    r"(-?\d{1,3}(?:(?:\\,| )\d{3})+|-?\d+(?:\.\d+)?)(?: *\\cdot *10\^\{(-?\d+)\})?(?![\d.]*[\w{])"
)


@functools.cache
def texts():
    """The words of each worked solution, without its program."""
    return {
        exercise.id: BLOCK.sub("", solution.source)
        for path in NOTEBOOKS
        for exercise, _, _, solution in exercises_in(load(path))
    }


def printed(text):
    """The numbers of a text, those with a power of ten and grouped thousands included."""
    return [
        float(number.replace("\\,", "").replace(" ", "")) * 10.0 ** int(power or 0)
        for number, power in NUMBER.findall(text)
    ]


def is_meant(number, want, answers):
    """Whether a number is close to an answer, and closer than to any other."""
    closest = min(answers, key=lambda answer: abs(answer - number))
    return closest == want and abs(want) > 0 and abs(number - want) <= 0.01 * abs(want)


def misprints(exercise, text):
    """Answers that a solution does not print, and numbers it prints for them and are refused."""
    found = []
    for index, want, digits in numbers(exercise):
        if digits is EXACT:
            continue
        near = [n for n in printed(text) if is_meant(n, want, exercise.answer)]
        if want and not near:
            found.append((exercise.names[index], "not printed"))
        found += [(exercise.names[index], n) for n in near if not is_right(exercise, index, n)]
    return found


@each_of_values
def test_numbers_of_the_worked_solution_are_right(exercise):
    assert misprints(exercise, texts()[exercise.id]) == []


def test_planted_misprints_are_found():
    gentle = EXERCISES["ch03.gentle_chain"]
    text = texts()["ch03.gentle_chain"]
    assert misprints(gentle, text.replace("107", "106")) == [("path_factor", 106.0)]
    assert misprints(gentle, text.replace("107", "many")) == [("path_factor", "not printed")]
    assert misprints(gentle, text.replace("12\\,528", "12\\,460")) == [("gradient", 12460.0)]


@pytest.mark.parametrize(
    ("text", "numbers_there"),
    [
        ("$1.1^{99} \\approx 12\\,528.$", [12528.0]),
        ("$2^{-100} \\approx 7.89 \\cdot 10^{-31}$", [7.89e-31]),
        ("160 943 steps", [160943.0]),
        ("$= -0.0308.$", [-0.0308]),
    ],
)
def test_numbers_are_found_in_a_text(text, numbers_there):
    assert set(numbers_there) <= {float(f"{n:.6g}") for n in printed(text)}
