"""Measures of how far two gradients are apart, each with its norm and its zeros named.

Arguments may be whatever NumPy can read as real numbers: arrays of any precision, lists, columns
of a table, decimals. They are read as float64, the type of all results.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools._inputs import read_number, read_numbers, read_pair, to_float64


def mape(prediction: ArrayLike, truth: ArrayLike) -> float:
    """Return the mean absolute percentage error, as a fraction.

    An entry counts relative to the truth where the truth is not zero, and absolutely where it
    is; the mean runs over all entries. A sparse truth makes this measure blind: chapter 5 shows
    an all-zero Jacobian that scores 0.0025.

    Parameters
    ----------
    prediction, truth : array_like, same shape
        Finite real numbers, at least one entry.

    Returns
    -------
    error : float
        Dimensionless where the truth is not zero; 0.1 means ten percent. inf if the sum over
        the entries is beyond float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, or if the shapes differ.

    References
    ----------
    Taught in chapter 5, as a measure that a sparse truth makes blind.

    Examples
    --------
    >>> mape([1.5, 0.25], [1.0, 0.0])  # (0.5 relative + 0.25 absolute) / 2
    0.375
    """
    prediction, truth = read_pair(prediction, truth)
    with np.errstate(over="ignore"):
        error = np.abs(prediction - truth)
        scale = np.where(truth == 0, 1.0, np.abs(truth))
        # Where the difference overflows, the ratio need not.
        ratio = np.where(np.isinf(error), np.abs(prediction / scale - truth / scale), error / scale)
        return float(np.mean(ratio))


def relative_frobenius_error(prediction: ArrayLike, truth: ArrayLike) -> float:
    """Return the Frobenius norm of the difference, relative to the norm of the truth.

    Parameters
    ----------
    prediction, truth : array_like, same shape
        Finite real numbers, at least one entry; any number of axes.

    Returns
    -------
    error : float
        ``||prediction - truth|| / ||truth||``, dimensionless. An all-zero truth gives 0.0 for an
        all-zero prediction and inf for any other; inf as well if the quotient is beyond float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, or if the shapes differ.

    References
    ----------
    Taught in chapter 5.

    Examples
    --------
    >>> relative_frobenius_error([[3.0, 4.0]], [[0.0, 4.0]])
    0.75
    >>> relative_frobenius_error([1.0, 0.0], [0.0, 0.0])
    inf
    """
    prediction, truth = read_pair(prediction, truth)
    largest = np.max(np.abs(truth))
    if largest == 0:
        return 0.0 if np.all(prediction == 0) else float("inf")
    with np.errstate(over="ignore"):  # divided first, since a difference can overflow
        error = euclidean_norm(prediction / largest - truth / largest)
    return error / euclidean_norm(truth / largest)


def largest_absolute_error(prediction: ArrayLike, truth: ArrayLike) -> float:
    """Return the largest absolute difference, the maximum norm of the error.

    Parameters
    ----------
    prediction, truth : array_like, same shape
        Finite real numbers, at least one entry.

    Returns
    -------
    error : float
        In the unit of the arguments; nothing is divided, so a truth of zero is no special case.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, or if the shapes differ.

    References
    ----------
    Taught in chapter 5.

    Examples
    --------
    >>> largest_absolute_error([1.0, 5.0], [1.5, 3.0])
    2.0
    """
    prediction, truth = read_pair(prediction, truth)
    with np.errstate(over="ignore"):
        return float(np.max(np.abs(prediction - truth)))


def euclidean_norm(*arrays: ArrayLike) -> float:
    """Return the Euclidean norm of all entries of one array, or of several together.

    It is computed in float64 and scaled by a power of two, so that no square overflows or
    vanishes: entries of 1e-200 or 1e200 count, whatever the type they come in.

    Parameters
    ----------
    *arrays : array_like
        Real numbers; any shapes, empty ones too.

    Returns
    -------
    norm : float
        In the unit of the arguments, 0.0 for no entries. NaN if an entry is NaN; else inf if one
        is infinite, or if the norm itself is beyond float64.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric.

    References
    ----------
    Used by `tools.training.gradient_norm` and `tools.diagnostics.gradient_flow`, chapter 11.

    Examples
    --------
    >>> euclidean_norm([3e-200, 0.0], [[4e-200]])
    5e-200
    """
    arrays = [to_float64(read_numbers(array, "argument of the norm")) for array in arrays]
    with np.errstate(over="ignore"):
        squares = sum((array**2).sum() for array in arrays)
    if 2.0**-900 < squares < math.inf:  # no square that counts has vanished or overflowed
        return float(np.sqrt(squares))
    largest = np.max([np.max(np.abs(array), initial=0.0) for array in arrays], initial=0.0)
    if not 0 < largest < math.inf:
        return float(largest)
    _, exponent = math.frexp(largest)
    squares = sum((np.ldexp(array, -exponent) ** 2).sum() for array in arrays)
    with np.errstate(over="ignore"):
        return float(np.ldexp(np.sqrt(squares), exponent))


@dataclass(frozen=True)
class Comparison:
    """What `compare` found; printed, it reads as one sentence.

    The sentence on two that are close says how far apart they may be: how far they are is a matter
    of rounding, which differs from machine to machine.

    Attributes
    ----------
    verdict : str
        "exact" (every bit agrees, as float64), "close" or "different".
    largest_difference : float
        The largest absolute difference, in the unit of the gradients; inf beyond float64.
    where : tuple of int
        Index of the largest difference; empty for scalars.
    tolerance : float
        What the difference may be if the two are close, as a part of the largest absolute value.
    """

    verdict: str
    largest_difference: float
    where: tuple[int, ...]
    tolerance: float

    @property
    def agrees(self) -> bool:
        """Whether the two are exact or close."""
        return self.verdict != "different"

    def __repr__(self) -> str:
        if self.verdict == "exact":
            return "exact: no difference"
        if self.verdict == "close":
            return f"close: within {self.tolerance:g} of the largest value"
        at = f", at {list(self.where)}" if self.where else ""
        return f"different: largest difference {self.largest_difference:.1e}{at}"


def compare(first: ArrayLike, second: ArrayLike, *, tolerance: float = 1e-9) -> Comparison:
    """Compare two gradients that should be the same.

    Parameters
    ----------
    first, second : array_like, same shape
        Two computations of one gradient. Finite real numbers, at least one entry.
    tolerance : float
        The two are close if the largest difference is at most ``tolerance`` times the largest
        absolute value in either; so small entries beside large ones are compared loosely. Finite
        and >= 0.

    Returns
    -------
    comparison : Comparison
        Verdict, largest difference and its index.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, if the shapes differ, or if the
        tolerance is negative or not finite.

    References
    ----------
    Used in every chapter, from chapter 1 on.

    Examples
    --------
    >>> compare([1.0, 0.1 + 0.2], [1.0, 0.3])
    close: within 1e-09 of the largest value
    >>> compare(8.0, 4.0).agrees
    False
    """
    first, second = read_pair(first, second)
    tolerance = read_number(tolerance, "a finite tolerance >= 0", lambda t: 0 <= t < math.inf)
    with np.errstate(over="ignore"):
        difference = np.abs(first - second)
    where = np.unravel_index(np.argmax(difference), difference.shape)
    largest = float(difference[where])
    scale = float(max(np.max(np.abs(first)), np.max(np.abs(second))))
    if largest == 0:
        verdict = "exact"
    elif largest <= tolerance * scale:
        verdict = "close"
    else:
        verdict = "different"
    return Comparison(verdict, largest, tuple(int(index) for index in where), tolerance)
