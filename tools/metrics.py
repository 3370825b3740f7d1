"""Measures of how far two gradients are apart, each with its norm and its zeros named."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tools._inputs import real_pair


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
        Dimensionless where the truth is not zero; 0.1 means ten percent.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, or if the shapes differ.

    Examples
    --------
    >>> mape([1.5, 0.25], [1.0, 0.0])  # (0.5 relative + 0.25 absolute) / 2
    0.375
    """
    prediction, truth = real_pair(prediction, truth)
    error = np.abs(prediction - truth)
    scale = np.where(truth == 0, 1.0, np.abs(truth))
    return float(np.mean(error / scale))


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
        all-zero prediction and inf for any other.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, or if the shapes differ.

    Examples
    --------
    >>> relative_frobenius_error([[3.0, 4.0]], [[0.0, 4.0]])
    0.75
    >>> relative_frobenius_error([1.0, 0.0], [0.0, 0.0])
    inf
    """
    prediction, truth = real_pair(prediction, truth)
    largest = np.max(np.abs(truth))
    if largest == 0:
        return 0.0 if np.all(prediction == 0) else float("inf")
    # Divided first, since squares of exploded gradients overflow.
    error = np.linalg.norm((prediction / largest - truth / largest).ravel())
    return float(error / np.linalg.norm((truth / largest).ravel()))


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

    Examples
    --------
    >>> largest_absolute_error([1.0, 5.0], [1.5, 3.0])
    2.0
    """
    prediction, truth = real_pair(prediction, truth)
    return float(np.max(np.abs(prediction - truth)))


@dataclass(frozen=True)
class Comparison:
    """What `compare` found; printed, it reads as one sentence.

    Attributes
    ----------
    verdict : str
        "exact" (every bit agrees), "close" or "different".
    largest_difference : float
        The largest absolute difference, in the unit of the gradients.
    where : tuple of int
        Index of the largest difference; empty for scalars.
    """

    verdict: str
    largest_difference: float
    where: tuple[int, ...]

    @property
    def agrees(self) -> bool:
        """Whether the two are exact or close."""
        return self.verdict != "different"

    def __repr__(self) -> str:
        if self.verdict == "exact":
            return "exact: no difference"
        at = f", at {list(self.where)}" if self.where else ""
        return f"{self.verdict}: largest difference {self.largest_difference:.1e}{at}"


def compare(first: ArrayLike, second: ArrayLike, *, tolerance: float = 1e-9) -> Comparison:
    """Compare two gradients that should be the same.

    Parameters
    ----------
    first, second : array_like, same shape
        Two computations of one gradient. Finite real numbers, at least one entry.
    tolerance : float
        The two are close if the largest difference is at most ``tolerance`` times the largest
        absolute value in either; so small entries beside large ones are compared loosely.

    Returns
    -------
    comparison : Comparison
        Verdict, largest difference and its index.

    Raises
    ------
    TypeError, ValueError
        If an argument is not numeric, not finite or empty, or if the shapes differ.

    Examples
    --------
    >>> compare([1.0, 0.1 + 0.2], [1.0, 0.3])
    close: largest difference 5.6e-17, at [1]
    >>> compare(8.0, 4.0).agrees
    False
    """
    first, second = real_pair(first, second)
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
    return Comparison(verdict, largest, tuple(int(index) for index in where))
