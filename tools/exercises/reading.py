"""Read whatever a reader hands in as the numbers it stands for, or say why it stands for none."""

import numbers
import reprlib
import types
from decimal import Decimal

import numpy as np
from autograd.tracer import getval

from tools.exercises.running import UnfitError, attempt, name_of
from tools.exercises.words import say


def read(answer: object, like: object) -> object:
    """Turn an answer into a bool, float, float array or tuple of these, as `like` is.

    Numbers of any type are read, 0-d arrays, the boxes of autograd, and lists or arrays for a
    tuple or an array. What is none of these raises an UnfitError whose message says why.
    """
    answer = getval(answer)
    if isinstance(like, tuple):
        return _read_tuple(answer, like)
    if isinstance(like, np.ndarray):
        return _read_array(answer, like.shape)
    if isinstance(like, (bool, np.bool_)):
        return _read_bool(answer)
    return _read_number(answer)


def _read_tuple(answer: object, like: tuple) -> tuple:
    """Read a tuple, list or array of as many items as `like` has."""
    if not _is_sequence(answer) or len(answer) != len(like):
        raise UnfitError(f"is {describe(answer)}; wanted a tuple of {len(like)}")
    items = []
    for position, pair in enumerate(zip(answer, like, strict=True)):
        try:
            items.append(read(*pair))
        except UnfitError as unfit:
            raise UnfitError(say("item", position=position, trouble=unfit)) from unfit
    return tuple(items)


def _read_array(answer: object, shape: tuple[int, ...]) -> np.ndarray:
    """Read a finite array of real numbers of this shape, or nested lists of them."""
    wanted = f"wanted an array of shape {shape}"
    if _is(answer, np.ma.MaskedArray) and np.ma.is_masked(answer):
        raise UnfitError(f"has masked entries; {wanted}")
    if not _is(answer, np.ndarray):
        return np.array(_read_nested(answer, shape, wanted), dtype=float).reshape(shape)
    if answer.shape != shape:
        raise UnfitError(f"is an array of shape {answer.shape}; {wanted}")
    if answer.dtype == object:
        return np.array([_read_number(getval(n)) for n in answer.ravel()], float).reshape(shape)
    if answer.dtype.kind not in "iuf":
        raise UnfitError(f"is an array of {answer.dtype}; {wanted} that holds real numbers")
    value = np.array(answer, dtype=float)
    if not np.isfinite(value).all():
        where = tuple(int(index) for index in np.argwhere(~np.isfinite(value))[0])
        raise UnfitError(f"is {value[where]} at index {where}; wanted finite numbers")
    return value


def _read_nested(answer: object, shape: tuple[int, ...], wanted: str) -> object:
    """Read lists in lists as deep as the shape is long."""
    answer = getval(answer)
    if not shape:
        return _read_number(answer)
    if not _is_sequence(answer):
        raise UnfitError(f"is {describe(answer)}; {wanted}")
    if len(answer) != shape[0]:
        raise UnfitError(f"is {describe(answer)}, of length {len(answer)}; {wanted}")
    items = []
    for position, item in enumerate(answer):
        try:
            items.append(_read_nested(item, shape[1:], wanted))
        except UnfitError as unfit:
            raise UnfitError(say("item", position=position, trouble=unfit)) from unfit
    return items


def _read_bool(answer: object) -> bool:
    """Read True or False; 1 and 0 are numbers."""
    scalar = _scalar(answer)
    if not _is(scalar, bool, np.bool_):
        raise UnfitError(f"is {describe(answer)}; wanted True or False")
    return bool(scalar)


def _read_number(answer: object) -> float:
    """Read a finite real number of any type."""
    scalar = _scalar(answer)
    if _is(scalar, numbers.Complex) and not _is(scalar, numbers.Real):
        raise UnfitError(f"is {describe(answer)}; wanted a real number")
    if _is(scalar, bool, np.bool_) or not _is(scalar, numbers.Real, Decimal):
        raise UnfitError(say("no number", what=describe(answer)))
    try:
        value = float(scalar)
    except OverflowError as error:
        raise UnfitError("is too large for a float") from error
    if not np.isfinite(value):
        raise UnfitError(say("not finite", what=value))
    return value


def _scalar(answer: object) -> object:
    """Unpack a 0-d array, which is a number in all but name."""
    return answer[()] if _is(answer, np.ndarray) and np.ndim(answer) == 0 else answer


def is_reduced_precision(answer: object) -> bool:
    """Tell whether an answer, or an item of it, has fewer than 64 bits."""
    if _is(answer, tuple, list):
        return any(map(is_reduced_precision, answer))
    narrow = (np.float16, np.float32)
    return _is(answer, *narrow) or (_is(answer, np.ndarray) and answer.dtype.type in narrow)


def _is_sequence(answer: object) -> bool:
    """Tell whether an answer has a length and items in an order."""
    return _is(answer, tuple, list) or (_is(answer, np.ndarray) and np.ndim(answer) > 0)


def _is(answer: object, *kinds: type) -> bool:
    """Tell by the true type; isinstance would ask the object, which may lie or raise."""
    return issubclass(type(answer), kinds)


def describe(answer: object) -> str:
    """Write an object of unknown kind on one line, with its type."""
    if answer is None:
        return "None"
    if _is(answer, np.ndarray):
        kind = "" if answer.dtype.kind in "iuf" else f" of {answer.dtype}"
        return f"an array{kind} of shape {answer.shape}"
    if type(answer) is types.FunctionType:
        return "a function"
    # The repr of other types may be long, or hold an address that differs from run to run.
    plain = type(answer) in (bool, int, float, complex, str, bytes, list, tuple, dict, set)
    shown, trouble = attempt(reprlib.repr, answer) if plain else (None, "not plain")
    kind = name_of(answer)
    return f"an object of type {kind}" if trouble else say("typed", what=shown, type=kind)


def show(value: object) -> str:
    """Write a value that was read, on one line."""
    if isinstance(value, tuple):
        return f"({', '.join(map(show, value))})"
    if isinstance(value, list):
        return f"[{', '.join(map(show, value))}]"
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=6, threshold=20, separator=", ")
        return " ".join(text.split())
    return str(value) if isinstance(value, bool) else f"{value:.10g}"


def show_call(name: str, case: tuple) -> str:
    """Write a call as one could type it."""
    shown = [f"np.{item!r}" if isinstance(item, np.ndarray) else repr(item) for item in case]
    return f"{name}({' '.join(', '.join(shown).split())})"
