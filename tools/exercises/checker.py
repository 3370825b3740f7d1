"""Tell right from wrong, and one foreseen mistake from another, without printing the solution."""

import copy
import numbers
import reprlib
import sys
import textwrap
import traceback
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

import numpy as np

# Bytecodes in one call of a reader's function: far above what an exercise needs, and passed in a
# second or two. Counted rather than timed, so that a verdict does not depend on the machine.
STEP_LIMIT = 5_000_000


@dataclass(frozen=True)
class Mistake:
    """A foreseen mistake.

    Parameters
    ----------
    name : str
        What went wrong, for the tests.
    answer : tuple or callable
        What a reader who makes it hands in; in a tuple, None stands for any value.
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
    cases : tuple of tuples
        For a function: the arguments it is tried on, in order, edge cases included.
    rtol, atol : float
        An answer agrees with `want` if it differs by at most ``atol + rtol * abs(want)``.
    """

    id: str
    title: str
    statement: str
    names: tuple[str, ...]
    answer: tuple | Callable
    mistakes: tuple[Mistake, ...]
    right: str
    cases: tuple[tuple, ...] = ()
    rtol: float = 1e-6
    atol: float = 1e-9


class Outcome(Enum):
    """How an answer fared."""

    RIGHT = "Right."
    UNANSWERED = "Not answered yet."
    UNREADABLE = "This cannot be checked yet."
    WRONG = "Not yet."


@dataclass(frozen=True)
class Verdict:
    """What the checker found, the words for the reader, and the mistake it knew, if any."""

    outcome: Outcome
    text: str
    mistake: Mistake | None = None


def examine(exercise: Exercise, *answers: object) -> Verdict:
    """Judge the answers to an exercise.

    Parameters
    ----------
    exercise : Exercise
        The exercise that was answered.
    *answers : object
        Whatever the reader handed in; nothing is trusted. A function is called with copies of
        the exercise's cases and stopped after `STEP_LIMIT` bytecodes, so an endless loop in Python
        ends; one in compiled code ends when the reader interrupts the kernel, and the verdict
        then names the input.

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
    if len(answers) != len(exercise.names):
        call = f'check("{exercise.id}", {", ".join(exercise.names)})'
        count = len(exercise.names)
        return _verdict(
            Outcome.UNREADABLE,
            f"Wanted {count} answer{'s' * (count > 1)}, as in {call}; got {len(answers)}.",
        )
    if any(answer is ... for answer in answers):
        each = "each ..." if len(answers) > 1 else "the ..."
        return _verdict(
            Outcome.UNANSWERED, f"Replace {each} by your answer and run the cell again."
        )
    judge = _judge_function if callable(exercise.answer) else _judge_values
    return judge(exercise, *answers)


def _judge_values(exercise: Exercise, *answers: object) -> Verdict:
    """Judge one value for each name."""
    values = []
    for name, answer, want in zip(exercise.names, answers, exercise.answer, strict=True):
        value, trouble = _attempt(_read, answer, want)
        if trouble:
            return _verdict(Outcome.UNREADABLE, f"{name} {trouble}.")
        values.append(value)

    right = [_agree(exercise, *pair) for pair in zip(values, exercise.answer, strict=True)]
    if all(right):
        return _verdict(Outcome.RIGHT, exercise.right)
    wrong = [
        f"{name} = {_show(value)}"
        for name, value, is_right in zip(exercise.names, values, right, strict=True)
        if not is_right
    ]
    mistake = next((m for m in exercise.mistakes if _agree(exercise, values, m.answer)), None)
    return _wrong(f"Wrong: {', '.join(wrong)}.", mistake)


def _judge_function(exercise: Exercise, function: object) -> Verdict:
    """Judge a function by the first of the exercise's cases on which it fails."""
    (name,) = exercise.names
    if not callable(function):
        came = f"{name} is {_describe(function)}; wanted the function itself."
        return _verdict(Outcome.UNREADABLE, came)

    wants = [exercise.answer(*copy.deepcopy(case)) for case in exercise.cases]
    values, stop = [], None
    for case, want in zip(exercise.cases, wants, strict=True):
        arguments = copy.deepcopy(case)
        value, trouble = _attempt(function, *arguments)
        if not values and not trouble and (value is None or value is ...):
            return _verdict(
                Outcome.UNANSWERED,
                f"{name} returned {value!r}. Write its body, end it with return, and run the "
                "cell again.",
            )
        # A reader may leave an array that cannot even be compared, so this is an attempt, too.
        if not trouble and not _attempt(_equal, arguments, case)[0]:
            trouble = "changed its input; work on a copy and leave the caller's data alone"
        if not trouble:
            value, trouble = _attempt(_read, value, want)
            trouble = trouble and f"returned a value that {trouble}"
        if trouble:
            stop = _verdict(Outcome.UNREADABLE, f"{_call(name, case)} {trouble}.")
            break
        values.append(value)

    for case, value, want in zip(exercise.cases, values, wants, strict=False):
        if not _agree(exercise, value, want):
            mistake = None if stop else _matching_function(exercise, values)
            return _wrong(f"{_call(name, case)} returned {_show(value)}.", mistake)
    return stop or _verdict(Outcome.RIGHT, exercise.right)


def _equal(arguments: tuple, case: tuple) -> bool:
    """Compare the arguments after a call with those before."""
    return all(map(np.array_equal, arguments, case))


def _matching_function(exercise: Exercise, values: list) -> Mistake | None:
    """Find the mistake that gives the reader's value on every case."""
    for mistake in exercise.mistakes:
        made = [mistake.answer(*copy.deepcopy(case)) for case in exercise.cases]
        if _agree(exercise, values, made):
            return mistake
    return None


class _UnfitError(Exception):
    """An answer of the wrong kind; the message continues a sentence that begins with its name."""


class _EndlessError(BaseException):
    """The reader's function ran past the step limit; not an Exception, which it might catch."""


def _attempt(function: Callable, *arguments: object) -> tuple[object, str]:
    """Run code that the reader may have written: (its value, "") or (None, what went wrong)."""
    try:
        with _step_limit():
            return function(*arguments), ""
    except _UnfitError as unfit:
        return None, str(unfit)
    except _EndlessError:
        return None, "does not come to an end; look for a loop that never stops"
    except RecursionError:
        return None, "calls itself without an end"
    except KeyboardInterrupt:
        return None, "was interrupted"
    # Whatever a reader's code raises is about that code, and belongs into the message.
    except BaseException as error:
        return None, f"raised {_name(error)}{_message(error)}{_place(error, function)}"


@contextmanager
def _step_limit() -> Iterator[None]:
    """Raise _EndlessError where the reader's code passes the step limit."""
    left = STEP_LIMIT

    def count(frame: types.FrameType, _event: str, _arg: object) -> Callable:
        nonlocal left
        frame.f_trace_opcodes = True  # `while True: pass` never reaches a new line
        left -= 1
        if left < 0:
            raise _EndlessError
        return count

    previous = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(previous)


def _read(answer: object, like: object) -> object:
    """Turn an answer into a bool, float, float array or tuple of these, as `like` is."""
    if isinstance(like, tuple):
        return _read_tuple(answer, like)
    if isinstance(like, np.ndarray):
        return _read_array(answer, like.shape)
    # A 0-d array is a number in all but name.
    scalar = answer[()] if _is(answer, np.ndarray) and np.ndim(answer) == 0 else answer
    if isinstance(like, (bool, np.bool_)):
        if not _is(scalar, bool, np.bool_):
            raise _UnfitError(f"is {_describe(answer)}; wanted True or False")
        return bool(scalar)
    if _is(scalar, bool, np.bool_) or not _is(scalar, numbers.Real):
        raise _UnfitError(f"is {_describe(answer)}; wanted a number")
    try:
        value = float(scalar)
    except OverflowError as error:
        raise _UnfitError("is too large for a float") from error
    if not np.isfinite(value):
        raise _UnfitError(f"is {value}; wanted a finite number")
    return value


def _read_tuple(answer: object, like: tuple) -> tuple:
    """Read a tuple or list of as many items as `like` has."""
    if not _is(answer, tuple, list) or len(answer) != len(like):
        raise _UnfitError(f"is {_describe(answer)}; wanted a tuple of {len(like)}")
    items = []
    for position, pair in enumerate(zip(answer, like, strict=True)):
        try:
            items.append(_read(*pair))
        except _UnfitError as unfit:
            raise _UnfitError(f"has at position {position} an item that {unfit}") from unfit
    return tuple(items)


def _read_array(answer: object, shape: tuple[int, ...]) -> np.ndarray:
    """Read a finite array of real numbers, shape `shape`."""
    wanted = f"wanted a NumPy array of shape {shape}"
    if not _is(answer, np.ndarray):
        raise _UnfitError(f"is {_describe(answer)}; {wanted}")
    if answer.shape != shape:
        raise _UnfitError(f"is an array of shape {answer.shape}; {wanted}")
    if answer.dtype.kind not in "iuf":
        raise _UnfitError(f"is an array of {answer.dtype}; {wanted} that holds real numbers")
    value = np.array(answer, dtype=float)
    if not np.isfinite(value).all():
        where = tuple(int(index) for index in np.argwhere(~np.isfinite(value))[0])
        raise _UnfitError(f"is {value[where]} at index {where}; wanted finite numbers")
    return value


def _is(answer: object, *kinds: type) -> bool:
    """Tell by the true type; isinstance would ask the object, which may lie or raise."""
    return issubclass(type(answer), kinds)


def _agree(exercise: Exercise, got: object, want: object) -> bool:
    """Compare within the exercise's tolerance; None agrees with anything."""
    if want is None:
        return True
    if isinstance(want, (tuple, list)):
        return all(_agree(exercise, *pair) for pair in zip(got, want, strict=True))
    if isinstance(want, (bool, np.bool_)):
        return got == bool(want)
    with np.errstate(over="ignore"):
        difference = np.abs(got - want)
    return bool(np.all(difference <= exercise.atol + exercise.rtol * np.abs(want)))


def _describe(answer: object) -> str:
    """Write an object of unknown kind on one line, with its type."""
    if answer is None:
        return "None"
    if _is(answer, np.ndarray):
        return f"an array of shape {answer.shape}"
    if type(answer) is types.FunctionType:
        return "a function"
    # The repr of other types may be long, or hold an address that differs from run to run.
    plain = type(answer) in (bool, int, float, complex, str, bytes, list, tuple, dict, set)
    shown, trouble = _attempt(reprlib.repr, answer) if plain else (None, "not plain")
    return f"an object of type {_name(answer)}" if trouble else f"{shown} ({_name(answer)})"


def _name(thing: object) -> str:
    """Name the type of a thing; type.__name__ itself, in case its class overrides it."""
    return type.__dict__["__name__"].__get__(type(thing))


def _message(error: BaseException) -> str:
    """Write the first line of an error's message after a colon, or nothing if there is none."""
    text, trouble = _attempt(str, error)
    lines = [] if trouble else text.splitlines()
    return f": {textwrap.shorten(lines[0], 120)}" if lines else ""


def _place(error: BaseException, function: Callable) -> str:
    """Say in which line of the reader's function an error arose."""
    if type(function) is not types.FunctionType or function is _read:
        return ""
    code = function.__code__
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code is code:
            return f" (in its line {line - code.co_firstlineno + 1})"
    return ""


def _show(value: object) -> str:
    """Write a value that was read, on one line."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_show, value))})"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=6, threshold=20, separator=", ")
        return " ".join(text.split())
    return str(value) if isinstance(value, bool) else f"{value:.10g}"


def _call(name: str, case: tuple) -> str:
    """Write a call as one could type it."""
    shown = [f"np.{item!r}" if isinstance(item, np.ndarray) else repr(item) for item in case]
    return f"{name}({' '.join(', '.join(shown).split())})"


def _wrong(found: str, mistake: Mistake | None) -> Verdict:
    """Put what came and the hint, if there is one, into a verdict."""
    hint = mistake.hint if mistake else "this one is new; the hint above the cell may help."
    return _verdict(Outcome.WRONG, found, f"Hint: {hint}", mistake=mistake)


def _verdict(outcome: Outcome, first: str, *more: str, mistake: Mistake | None = None) -> Verdict:
    """Wrap the lines so that a phone and a notebook show them whole."""
    lines = [f"{outcome.value} {first}".rstrip(), *more]
    text = "\n".join(textwrap.fill(line, 72, break_long_words=False) for line in lines)
    return Verdict(outcome, text, mistake)
