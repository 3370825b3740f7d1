"""Tell right from wrong, and one foreseen mistake from another, without printing the solution."""

import copy
import functools
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from tools.exercises.precision import EXACT, Digits, Places, of_each, tolerance
from tools.exercises.reading import describe, is_reduced_precision, read, show, show_call
from tools.exercises.running import attempt, uses, watched
from tools.exercises.words import SENTENCES, say

_ROUNDING = 1e-12  # how far terms of order 1 that cancel may lie from 0


@dataclass(frozen=True)
class Target:
    """A value that an answer may have, and how far from it the answer may lie.

    Parameters
    ----------
    value : bool, float or ndarray
        In the units of the answer.
    tolerance : float or ndarray
        One for each entry of `value`; of a bool 0.
    """

    value: bool | float | np.ndarray
    tolerance: float | np.ndarray

    @classmethod
    def of(cls, value: object, digits: Digits, floor: float = 0.0) -> "Target":
        """Ask for so many digits of a value; a difference of `floor` is always rounding."""
        if isinstance(value, (bool, np.bool_)):
            return cls(bool(value), 0.0)
        number = np.asarray(value, dtype=float)
        return cls(number[()], np.maximum(tolerance(number, digits), floor)[()])

    def is_met(self, got: object) -> bool:
        """Compare what was read with it."""
        if isinstance(self.value, bool):
            return got == self.value
        with np.errstate(over="ignore"):
            return bool(np.all(np.abs(got - self.value) <= self.tolerance))


@dataclass(frozen=True)
class Mistake:
    """A foreseen mistake.

    Parameters
    ----------
    name : str
        What went wrong, in a few words: `results` hands it to whoever teaches.
    answer : tuple or callable
        What a reader who makes it hands in; in a tuple, None stands for any value. A function may
        raise or return NaN, which then is what a reader sees who makes the mistake.
    hint : str
        What that reader needs to hear; it begins in lower case and never holds the solution.
    """

    name: str
    answer: tuple | Callable
    hint: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An exercise: its question, its answer, and the mistakes one makes on the way.

    Parameters
    ----------
    id : str
        Chapter and name, such as ``"ch01.step_both"``.
    title, statement : str
        The heading and the question, Markdown, as they stand in the notebook.
    names : tuple of str
        What the notebook calls the answers, in the order they are handed in.
    answer : tuple or callable
        The reference: one bool, number or array for each name, or a function of the cases.
    mistakes : tuple of Mistake
        The first that agrees with the reader's answer gives the hint; no two may agree.
    right : str
        What is said to a right answer.
    digits : int, Places or EXACT, or a tuple with one of these for each name
        How many digits are wanted. The statement says it in the words of `precision.sentence`, and
        the tolerance follows from it.
    cases : tuple of tuples
        For a function: the arguments it is tried on, in order, edge cases included.
    floor : float
        For a function: a difference this small is rounding, as where terms cancel, whatever the
        digits.
    forbidden : frozenset of str
        For a function: the names of the functions that the statement rules out.
    """

    id: str
    title: str
    statement: str
    names: tuple[str, ...]
    answer: tuple | Callable
    mistakes: tuple[Mistake, ...]
    right: str
    digits: Digits | tuple[Digits, ...] = EXACT
    cases: tuple[tuple, ...] = ()
    floor: float = _ROUNDING
    forbidden: frozenset[str] = frozenset()

    @functools.cached_property
    def wants(self) -> tuple:
        """What the reference gives: the values themselves, or one value for each case."""
        if not callable(self.answer):
            return self.answer
        with np.errstate(all="ignore"):
            return tuple(self.answer(*copy.deepcopy(case)) for case in self.cases)

    @functools.cached_property
    def targets(self) -> tuple[Target, ...]:
        """Of answers that are values: what is right in each place."""
        return tuple(map(Target.of, self.answer, of_each(self.digits, len(self.names))))

    @functools.cached_property
    def mistaken(self) -> tuple[tuple[Target | None, ...], ...]:
        """Of answers that are values: what each mistake has in each place, None for anything."""
        digits = of_each(self.digits, len(self.names))
        return tuple(tuple(map(_mistaken, mistake.answer, digits)) for mistake in self.mistakes)


def _mistaken(made: object, digits: Digits) -> Target | None:
    """Ask for a mistake as a reader rounds it, where the answer is exact and the mistake is not."""
    if made is None:
        return None
    if digits is EXACT and isinstance(made, float) and not made.is_integer():
        digits = 4 if abs(made) < 100 else Places(2)
    return Target.of(made, digits)


class Outcome(Enum):
    """How an answer fared."""

    RIGHT = "Right."
    UNANSWERED = "Not answered yet."
    UNREADABLE = "This cannot be checked yet."
    WRONG = "Not yet."


@dataclass(frozen=True)
class Verdict:
    """What the checker found, its sentences for the reader, and the mistake it knew, if any."""

    outcome: Outcome
    lines: tuple[str, ...]
    mistake: Mistake | None = None

    @property
    def text(self) -> str:
        """The lines, wrapped so that a phone and a notebook show them whole."""
        return "\n".join(textwrap.fill(line, 72, break_long_words=False) for line in self.lines)


def examine(exercise: Exercise, *answers: object) -> Verdict:
    """Judge the answers to an exercise.

    Parameters
    ----------
    exercise : Exercise
        The exercise that was answered.
    *answers : object
        Whatever the reader handed in; nothing is trusted. A function is called with copies of
        the exercise's cases and stopped where it computes for `running.SECONDS`; compiled code
        ends when the reader interrupts the kernel, and the verdict then names the input.

    Returns
    -------
    verdict : Verdict
        Its text holds the reader's own values, never the solution.

    Examples
    --------
    >>> sum_of_two = Exercise(
    ...     id="ch00.sum", title="Add", statement="What is 2 + 2?", names=("total",), answer=(4.0,),
    ...     mistakes=(Mistake("product", (6.0,), "you seem to have taken 3 for a 2."),), right="",
    ... )
    >>> examine(sum_of_two, 6).mistake.name
    'product'
    >>> print(examine(sum_of_two, "four").text)
    This cannot be checked yet. total is 'four' (str); wanted a number.
    """
    names = exercise.names
    if len(answers) == 1 < len(names):
        answers = _unpacked(answers[0], len(names))
    if len(answers) != len(names):
        call = f'check("{exercise.id}", {", ".join(names)})'
        return _verdict(
            Outcome.UNREADABLE,
            f"Wanted {len(names)} answer{'s' * (len(names) > 1)}, as in {call}; "
            f"got {len(answers)}.",
        )
    if any(answer is ... for answer in answers):
        each = "each ..." if len(answers) > 1 else "the ..."
        return _verdict(
            Outcome.UNANSWERED, f"Replace {each} by your answer and run the cell again."
        )
    judge = _judge_function if callable(exercise.answer) else _judge_values
    with watched():
        return judge(exercise, *answers)


def _unpacked(answer: object, count: int) -> tuple:
    """Take one tuple, list or array of as many items as there are names for the answers."""
    if not issubclass(type(answer), (tuple, list, np.ndarray)):
        return (answer,)
    items, _ = attempt(tuple, answer)
    return items if items and len(items) == count else (answer,)


def _judge_values(exercise: Exercise, *answers: object) -> Verdict:
    """Judge one value for each name."""
    values = []
    for name, answer, want in zip(exercise.names, answers, exercise.wants, strict=True):
        value, trouble = attempt(read, answer, want)
        if trouble:
            return _verdict(Outcome.UNREADABLE, say("unreadable", name=name, trouble=trouble))
        values.append(value)

    right = [target.is_met(value) for target, value in zip(exercise.targets, values, strict=True)]
    if all(right):
        return _verdict(Outcome.RIGHT, exercise.right)
    wrong = [
        say("value", name=name, value=show(value.tolist() if np.ndim(value) else value))
        for name, value, is_right in zip(exercise.names, values, right, strict=True)
        if not is_right
    ]
    found = say("wrong", values=", ".join(wrong))
    return _wrong(found, _mistake_of_values(exercise, values))


def _mistake_of_values(exercise: Exercise, values: list) -> Mistake | None:
    """Find the mistake that gives these values, to the digits that are wanted."""
    for mistake, targets in zip(exercise.mistakes, exercise.mistaken, strict=True):
        pairs = zip(targets, values, strict=True)
        if all(target is None or target.is_met(value) for target, value in pairs):
            return mistake
    return None


def _judge_function(exercise: Exercise, function: object) -> Verdict:
    """Judge a function by the first of the exercise's cases on which it fails."""
    (name,) = exercise.names
    if not callable(function):
        came = f"{name} is {describe(function)}; wanted the function itself."
        return _verdict(Outcome.UNREADABLE, came)
    ruled_out = attempt(uses, function, exercise.forbidden)[0] if exercise.forbidden else None
    if ruled_out:
        return _verdict(
            Outcome.WRONG, f"{name} uses {ruled_out}, and the statement asks to do without it."
        )

    values, narrow, trouble = [], False, ""
    for case, want in zip(exercise.cases, exercise.wants, strict=True):
        value, trouble = _call(function, case)
        if not values and not trouble and (value is None or value is ...):
            return _verdict(
                Outcome.UNANSWERED,
                f"{name} returned {value!r}. Write its body, end it with return, and run the "
                "cell again.",
            )
        narrow = narrow or is_reduced_precision(value)
        if not trouble:
            value, trouble = _read_returned(value, want)
        if trouble:
            break
        values.append(value)

    wrong = [not _agrees_on(exercise, *pair) for pair in zip(values, exercise.wants, strict=False)]
    if not trouble and not any(wrong):
        return _verdict(Outcome.RIGHT, exercise.right)
    mistake = _mistake_of_function(exercise, values, bool(trouble))
    if not any(wrong):
        found = f"{show_call(name, exercise.cases[len(values)])} {trouble}."
        return _wrong(found, mistake) if mistake else _verdict(Outcome.UNREADABLE, found)
    first = wrong.index(True)
    found = f"{show_call(name, exercise.cases[first])} returned {show(values[first])}."
    if narrow and not (mistake or trouble) and _is_rounded(tuple(values), exercise.wants):
        return _verdict(Outcome.WRONG, found, say("hint", hint=_NARROW))
    return _wrong(found, mistake)


_NARROW = (
    "numbers of 32 bits or fewer came back, and they were rounded more than the digits that are "
    "wanted allow. Compute in 64 bits."
)


def _call(function: Callable, case: tuple) -> tuple[object, str]:
    """Call a function on copies of the arguments: what it returned, or what went wrong."""
    arguments = copy.deepcopy(case)
    value, trouble = attempt(function, *arguments)
    # A reader may leave an array that cannot even be compared, so this is an attempt, too.
    if not trouble and not attempt(_equal, arguments, case)[0]:
        trouble = "changed its input; work on a copy and leave the caller's data alone"
    return value, trouble


def _equal(arguments: tuple, case: tuple) -> bool:
    """Compare the arguments after a call with those before."""
    return all(map(np.array_equal, arguments, case))


def _read_returned(value: object, want: object) -> tuple[object, str]:
    """Read what a function returned as `want` is, or say why it cannot be read."""
    value, trouble = attempt(read, value, want)
    return value, trouble and f"returned a value that {trouble}"


def _mistake_of_function(exercise: Exercise, values: list, stopped: bool) -> Mistake | None:
    """Find the mistake that gives these values on the first cases, and then stops as well."""
    return next((m for m in exercise.mistakes if _is_made(m, exercise, values, stopped)), None)


def _is_made(mistake: Mistake, exercise: Exercise, values: list, stopped: bool) -> bool:
    """Run the mistake for as long as it does what the reader's function did."""
    for case, want, value in zip(exercise.cases, exercise.wants, [*values, None], strict=False):
        made, trouble = _call(mistake.answer, case)
        if not trouble:
            made, trouble = _read_returned(made, want)
        if value is None:
            return stopped and bool(trouble)
        if trouble or not _is_same_mistake(exercise, value, made, want):
            return False
    return True


def _is_same_mistake(exercise: Exercise, got: object, made: object, want: object) -> bool:
    """Compare with a mistake; where both lose their digits, they lose different ones."""
    if _agrees_on(exercise, got, made):
        return True
    if _agrees_on(exercise, got, want) or _agrees_on(exercise, made, want):
        return False
    return _agree(got, made, exercise.digits, _ROUNDING)


def _agrees_on(exercise: Exercise, got: object, want: object) -> bool:
    """Compare what a function returned on a case."""
    return _agree(got, want, exercise.digits, exercise.floor)


def _is_rounded(got: object, want: object) -> bool:
    """Tell whether each value is right to three digits of its largest entry, as 32 bits hold it."""
    if isinstance(want, tuple):
        return all(map(_is_rounded, got, want))
    largest = np.max(np.abs(want), initial=1e-35)  # what is smaller may be 0 in 32 bits
    return bool(np.all(np.abs(got - want) <= 1e-3 * largest))


def _agree(got: object, want: object, digits: Digits, floor: float) -> bool:
    """Compare what a function returned to so many digits."""
    if isinstance(want, tuple):
        return all(_agree(*pair, digits, floor) for pair in zip(got, want, strict=True))
    return Target.of(want, digits, floor).is_met(got)


def _wrong(found: str, mistake: Mistake | None) -> Verdict:
    """Put what came and the hint, if there is one, into a verdict."""
    hint = mistake.hint if mistake else SENTENCES["new"]
    return _verdict(Outcome.WRONG, found, say("hint", hint=hint), mistake=mistake)


def _verdict(outcome: Outcome, first: str, *more: str, mistake: Mistake | None = None) -> Verdict:
    """Begin with how the answer fared."""
    return Verdict(outcome, (f"{outcome.value} {first}".rstrip(), *more), mistake)
