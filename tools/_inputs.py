"""What inputs the functions of tools refuse, and how the sentence reads.

A message says what was wanted, what came and, where it helps, what to do. What reads returns an
array or a number of Python, to be used in place of what came; what checks returns nothing.
"""

import math
import numbers
import operator
import sys
from collections.abc import Callable, Iterable, Mapping, Set
from decimal import Decimal
from functools import lru_cache

import numpy as np
from autograd.extend import Box
from autograd.numpy.numpy_boxes import ArrayBox
from autograd.tracer import getval
from numpy.typing import ArrayLike


def read_any(values: ArrayLike, name: str) -> np.ndarray:
    """Read what NumPy can read, whatever is in it; an array is not copied."""
    if type(values) is np.ndarray:
        return values
    if hidden := int(np.ma.count_masked(values)) if isinstance(values, np.ma.MaskedArray) else 0:
        raise ValueError(
            f"wanted numbers as {name}, got {hidden} masked of {values.size}: fill them, or leave "
            "them out"
        )
    try:
        return np.asarray(values)
    except Exception as error:  # whatever a foreign type raises in its __array__
        if isinstance(error, ValueError) and "inhomogeneous" in str(error):
            raise ValueError(f"wanted an array as {name}, got rows of unequal length") from error
        raise TypeError(
            f"wanted an array as {name}, got {type(values).__name__}, which NumPy cannot read: "
            f"{error}"
        ) from error


def read_numbers(values: ArrayLike, name: str, *, kinds: str = "f") -> np.ndarray:
    """Read whatever NumPy can read as floats; float16, float32 and float64 keep their precision.

    Everything else becomes float64. With ``kinds="fc"`` complex numbers pass too.
    """
    array = read_any(values, name)
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return to_float64(array)
    if array.dtype.kind in kinds:
        return array
    if array.dtype.kind in "iu":
        return array.astype(np.float64)
    if array.dtype.kind == "O":
        return _from_objects(values, array, name)
    raise TypeError(f"wanted {_NUMBERS[kinds]} as {name}, got dtype {array.dtype}")


def read_finite(values: ArrayLike, name: str, *, kinds: str = "f") -> np.ndarray:
    """Read numbers as `read_numbers`, at least one and all of them finite."""
    array = read_numbers(values, name, kinds=kinds)
    if array.size == 0:
        raise ValueError(f"wanted at least one number as {name}, got shape {array.shape}")
    if not np.isfinite(array).all():
        nans, infinities = int(np.isnan(array).sum()), int(np.isinf(array).sum())
        raise ValueError(
            f"wanted finite numbers as {name}, got {nans} NaN and {infinities} infinite "
            f"of {array.size}"
        )
    return array


def read_pair(first: ArrayLike, second: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Read two arrays of one shape, finite, as float64."""
    first = to_float64(read_finite(first, "first argument"))
    second = to_float64(read_finite(second, "second argument"))
    if first.shape != second.shape:
        raise ValueError(
            f"wanted two arrays of one shape, got {_shape(first)} and {_shape(second)}: "
            "check for a forgotten transpose, sum or index"
        )
    return first, second


def to_float64(array: np.ndarray) -> np.ndarray:
    """Return the array as float64; what a wider type holds beyond it becomes infinite."""
    if array.dtype == np.float64:
        return array
    with np.errstate(over="ignore"):
        return array.astype(np.float64)


def read_outputs(values: ArrayLike, lowest: float, activation: str) -> np.ndarray:
    """Read outputs of an activation as `read_traceable`, real ones from a lowest value to 1."""
    array = read_traceable(values, "a")
    if not isinstance(array, Box) and array.dtype.kind == "f":
        outside = (array < lowest) | (array > 1)
        if outside.any():
            raise ValueError(
                f"wanted outputs of {activation} from {lowest:g} to 1 as a, "
                f"got {array[outside][0]}: pass what it returned, not what it was given"
            )
    return array


def read_traceable(values: ArrayLike, name: str, *, kinds: str = "fc") -> np.ndarray:
    """Read numbers as `read_numbers`; what autograd traces passes as it is."""
    return values if isinstance(values, Box) else read_numbers(values, name, kinds=kinds)


def read_number(value: float, wanted: str, fits: Callable[[float], bool]) -> float:
    """Read one real number that fits."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (numbers.Real, Decimal)):
        raise TypeError(f"wanted {wanted}, got {_came(value)}")
    try:
        number = float(value)
    except (OverflowError, ValueError):  # 10**400 and Decimal("sNaN")
        number = math.nan
    if not fits(number):
        raise ValueError(f"wanted {wanted}, got {value}")
    return number


def read_integer(value: int, wanted: str, fits: Callable[[int], bool]) -> int:
    """Read one integer that fits."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError("a bool is an integer to Python")
        number = operator.index(value)
    except TypeError as error:
        raise TypeError(f"wanted {wanted}, an integer; got {_came(value)}") from error
    if not (fits(number) and number <= sys.maxsize):
        raise ValueError(f"wanted {wanted}, got {value}")
    return number


def read_widths(fan_in: int, fan_out: int) -> tuple[int, int]:
    """Read the widths of a layer, which has at least one unit on either side."""
    wanted = (
        f"widths, integers of at least 1, got fan_in={fan_in}, fan_out={fan_out}: count the units "
        "entering and leaving the layer"
    )
    try:
        return tuple(read_integer(width, "", lambda n: n >= 1) for width in (fan_in, fan_out))
    except (TypeError, ValueError) as error:
        raise type(error)(f"wanted {wanted}") from error


def read_labels(labels: ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    """Read one class for each row of logits of a shape."""
    array = read_any(labels, "labels")
    if array.dtype.kind not in "iu":
        raise TypeError(f"wanted integers as labels, got dtype {array.dtype}")
    if len(shape) != 2 or array.shape != shape[:1] or array.size == 0:
        raise ValueError(
            f"wanted logits (m, K) and labels (m,), m >= 1; got {shape} and {array.shape}"
        )
    if array.min() < 0 or array.max() >= shape[1]:
        raise ValueError(
            f"wanted labels from 0 to {shape[1] - 1}, got {array.min()} to {array.max()}"
        )
    return array.astype(np.intp)


def read_list(values: Iterable, name: str) -> list:
    """Read a list, or whatever else yields one thing after the other."""
    wanted = f"wanted a list as {name}, got {type(values).__name__}"
    if isinstance(values, (str, bytes, Mapping, Set)):
        raise TypeError(wanted)
    try:
        return list(values)
    except Exception as error:  # whatever a foreign type raises when it is gone through
        raise TypeError(wanted) from error


def read_pairs(pairs: Iterable, names: tuple[str, str] = ("dW", "db")) -> list[tuple]:
    """Read a list of pairs of arrays, one pair for each layer."""
    check_pairs(pairs, names)
    return [
        tuple(
            read_numbers(array, f"{name} of layer {number}")
            for name, array in zip(names, pair, strict=True)
        )
        for number, pair in enumerate(pairs, 1)
    ]


def check_generator(rng: np.random.Generator) -> None:
    """Refuse what is no random generator."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"wanted a numpy.random.Generator as rng, got {_came(rng)}: "
            "pass np.random.default_rng(0)"
        )


def check_partner(rng: np.random.Generator | None, other: object, name: str) -> None:
    """Refuse a setting that draws without a generator, and what is no generator in any case."""
    if rng is None and other is not None:
        raise TypeError(f"wanted rng with {name}, got None: pass np.random.default_rng(0)")
    if rng is not None:
        check_generator(rng)


def check_floats(**arrays) -> None:
    """Refuse what is no array of floats, real or complex, or holds NaN."""
    for name, array in arrays.items():
        if not isinstance(array, _ARRAYS) or isinstance(array, _FALSE_ARRAYS):
            came = type(array).__name__
        elif array.dtype.kind not in "fc":
            came = f"dtype {array.dtype}"
        elif missing := _count_missing(getval(array)):
            raise ValueError(
                f"wanted numbers in {name}, got {missing} NaN of {array.size}: "
                "find the first computation that made one"
            )
        else:
            continue
        raise TypeError(
            f"wanted an array of floats as {name}, got {came}: use np.array(..., float)"
        )


_LAYER_SHAPES = {
    "A": ("m", "n_in"),
    "W": ("n_in", "n_out"),
    "b": ("n_out",),
    "dZ": ("m", "n_out"),
}


def check_layer(**arrays) -> None:
    """Refuse what `check_floats` refuses, and shapes that do not fit `_LAYER_SHAPES`."""
    check_floats(**arrays)
    shapes = {name: array.shape for name, array in arrays.items()}
    if (name := _misfit(*shapes.items())) is not None:
        raise ValueError(
            f"wanted {_listed({key: _LAYER_SHAPES[key] for key in arrays})}; "
            f"got {_listed(shapes)}: "
            f"{name} does not fit, check for a forgotten transpose or axis"
        )


@lru_cache  # of a network in training, the same shapes come at each step
def _misfit(*shapes: tuple[str, tuple[int, ...]]) -> str | None:
    """Return the name of the first array of a layer whose shape does not fit, if there is one."""
    sizes = {}
    for name, shape in shapes:
        wanted = _LAYER_SHAPES[name]
        if len(shape) != len(wanted) or any(
            sizes.setdefault(symbol, size) != size
            for symbol, size in zip(wanted, shape, strict=True)
        ):
            return name
    return None


def check_pairs(layers: list, names: tuple[str, str] = ("W", "b")) -> None:
    """Refuse what is no list of pairs; autograd's boxed lists and tuples have a length too."""
    pair_of = f"({', '.join(names)})"
    if not _is_sequence(layers):
        raise TypeError(f"wanted a list of {pair_of}, got {type(layers).__name__}")
    if len(layers) == 0:
        raise ValueError(f"wanted at least one layer {pair_of}, got an empty list")
    for number, pair in enumerate(layers, 1):
        if not _is_sequence(pair) or len(pair) != 2:
            raise TypeError(
                f"wanted a pair {pair_of} as layer {number}, got {type(pair).__name__}"
                f"{f' of {len(pair)}' if isinstance(pair, (tuple, list)) else ''}"
            )


class naming_layer:  # noqa: N801, quicker than a contextmanager, and read as one
    """Begin the message of an error inside with the number of the layer."""

    def __init__(self, number: int):
        self.number = number

    def __enter__(self):
        pass

    def __exit__(self, kind, error, traceback):
        if isinstance(error, (TypeError, ValueError)):
            raise kind(f"layer {self.number}: {error}") from error


_NUMBERS = {"f": "real numbers", "fc": "numbers"}
_ARRAYS = (np.ndarray, np.generic, ArrayBox)
# In these * means something else, or entries are hidden.
_FALSE_ARRAYS = (np.matrix, np.ma.MaskedArray)


def _count_missing(values: np.ndarray) -> int:
    """Count the NaN. The sum of the squares says whether there are any, in half the time."""
    return int(np.isnan(values).sum()) if np.isnan(np.vdot(values, values)) else 0


def _from_objects(values: ArrayLike, array: np.ndarray, name: str) -> np.ndarray:
    """Read decimals, fractions and integers beyond 64 bits as float64."""
    for entry in array.flat:
        if isinstance(entry, bool) or not isinstance(entry, (numbers.Real, Decimal)):
            inside = "" if array.ndim == 0 else f" with {type(entry).__name__} in it"
            raise TypeError(f"wanted real numbers as {name}, got {type(values).__name__}{inside}")
    try:
        return array.astype(np.float64)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"wanted numbers that float64 can hold as {name}: {error}") from error


def _is_sequence(values: object) -> bool:
    """Whether it is a list of things, and no array, text or mapping."""
    if type(values) in (list, tuple):
        return True
    return all(hasattr(values, name) for name in ("__len__", "__getitem__")) and not (
        hasattr(values, "dtype") or hasattr(values, "keys") or isinstance(values, (str, bytes))
    )


def _came(value: object) -> str:
    """Name what came instead of a number, by its type if it is nothing short."""
    return repr(value) if value is None or isinstance(value, (str, bool)) else type(value).__name__


def _listed(shapes):
    """Names with their shapes, as in A (m, n_in), b (n_out,)."""
    return ", ".join(
        f"{name} ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
        for name, shape in shapes.items()
    )


def _shape(array: np.ndarray) -> str:
    """Shape in words."""
    return f"shape {array.shape}" if array.shape else "a scalar"
