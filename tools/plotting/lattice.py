"""Numbers that are multiples of one step, rounded, as the heights of a histogram are."""

import math

import numpy as np


def lattice_number(k: int, step: float, origin: float) -> int:
    """Return origin + k step, rounded as the page's script does, halves up.

    Examples
    --------
    >>> lattice_number(3, 6.5, 0.0)
    20
    """
    return math.floor(origin + step * k + 0.5)


def find_lattice(columns: list) -> tuple | None:
    """Find a step and an origin, so that every number is origin + k step, rounded.

    The heights of a histogram are such numbers, and what moves evenly with a slider. The origin
    lies at the most frequent number. The step is at least three: near a finer one lies any number.

    Parameters
    ----------
    columns : list of sequences of int
        The numbers.

    Returns
    -------
    lattice : (list of lists of int, float, float) or None
        The k of every number, the step and the origin; None if there are none.

    Examples
    --------
    >>> find_lattice([[0, 7, 0, 13, 33], [0, 20, 27, 0, 7]])
    ([[0, 1, 0, 2, 5], [0, 3, 4, 0, 1]], 6.6, 0.2)
    """
    values, counts = np.unique(columns, return_counts=True)
    extent = int(values[-1] - values[0])
    if not 3 < len(values) < 1000 or extent > 10**5:
        return None
    mode = values[counts.argmax()]
    steps = np.arange(3, (extent + 1) // 3 + 1)[:, np.newaxis]
    for chosen in (slice(None, None, 1 + len(values) // 16), slice(None)):  # most fall with a few
        far = values[chosen] - values[0]
        steps = steps[abs(np.rint(far * steps / extent) * extent / steps - far).max(axis=1) <= 1]
    for k in np.rint((values - mode) * steps / extent).astype(int):
        rise, run = np.subtract.outer(values, values), np.subtract.outer(k, k)
        rise, run = rise[run > 0], run[run > 0]
        step = _roundest(((rise - 1) / run).max(), ((rise + 1) / run).min())
        if step is None:
            continue
        rest = values - step * k
        origin = _roundest(rest.max() - 0.5, rest.min() + 0.5)
        of = dict(zip(values.tolist(), k.tolist(), strict=True))
        if origin is not None and all(lattice_number(k, step, origin) == x for x, k in of.items()):
            return [[of[x] for x in column] for column in columns], step, origin
    return None


def _roundest(low, high):
    """Return a number of few digits between the two, or None."""
    middle = float(low + high) / 2
    numbers = (round(middle, digits) for digits in (None, *range(1, 7)))
    return next((number for number in numbers if low < number < high), None)
