"""How many digits of an answer are wanted: the sentence that says so, and what follows from it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Places:
    """So many digits after the point, for answers that may be 0; a bare int is significant ones."""

    count: int


EXACT = "exactly"  # a whole number, or a value that has an end or is a fraction

Digits = int | Places | str

# An exact answer may have been through 32 bits, whose rounding is half of this at most.
_EXACT_RELATIVE = 2.0**-23
_EXACT_ZERO = 1e-9
_EXACT_AT_MOST = 1e-3  # for large whole numbers, which could be meant to be rounded
# The decimal fraction that is rounded half up lies half a unit away, give or take its own rounding.
_SLACK = 1 + 1e-6

_WORDS = {2: "two", 3: "three", 4: "four", 6: "six", 12: "twelve"}


def of_each(digits: Digits | tuple[Digits, ...], count: int) -> tuple[Digits, ...]:
    """Give each of so many answers its own digits."""
    return digits if isinstance(digits, tuple) else (digits,) * count


def tolerance(want: float | np.ndarray, digits: Digits) -> np.ndarray:
    """Say how far an answer may lie from the true value.

    Parameters
    ----------
    want : float or ndarray
        The true value, or one for each entry.
    digits : int, Places or EXACT
        How many digits are wanted.

    Returns
    -------
    tolerance : ndarray, shape of `want`
        Half a unit in the last digit that is wanted, so that the true value rounded to these
        digits is right and one unit more is not. Exact answers may have been rounded to 32 bits.

    Examples
    --------
    >>> float(tolerance(106.7, 3))  # 107 is right, 108 and 106 are not
    0.5000005
    """
    size = np.abs(np.asarray(want, dtype=float))
    if digits is EXACT:
        return np.where(size > 0, np.minimum(_EXACT_RELATIVE * size, _EXACT_AT_MOST), _EXACT_ZERO)
    if isinstance(digits, Places):
        return np.full(size.shape, _SLACK * 0.5 * 10.0**-digits.count)
    # The logarithm of 0 is never asked for: 0 has no significant digit.
    exponent = np.floor(np.log10(size, out=np.zeros_like(size), where=size > 0))
    return np.where(size > 0, _SLACK * 0.5 * 10.0 ** (exponent - (digits - 1)), 0.0)


def sentence(names: tuple[str, ...], digits: Digits | tuple[Digits, ...]) -> str:
    """Say in the words of a statement how many digits are wanted.

    Examples
    --------
    >>> sentence(("gain",), 3)
    'Three significant digits are wanted.'
    >>> sentence(("p_one", "p_ten", "deepest"), (3, 3, EXACT))
    '`p_one` and `p_ten` are wanted to three significant digits, `deepest` exactly.'
    """
    if not isinstance(digits, tuple):
        if digits is EXACT:
            return "Exact values are wanted." if len(names) > 1 else "The exact value is wanted."
        return f"{_count(digits).capitalize()} are wanted."
    groups: dict[Digits, list[str]] = {}
    for name, wanted in zip(names, digits, strict=True):
        groups.setdefault(wanted, []).append(f"`{name}`")
    parts = []
    for wanted, members in groups.items():
        verb = "" if parts else " are wanted" if len(members) > 1 else " is wanted"
        how = EXACT if wanted is EXACT else f"to {_count(wanted)}"
        parts.append(f"{' and '.join(members)}{verb} {how}")
    return f"{', '.join(parts)}."


def _count(digits: int | Places) -> str:
    """Name a number of digits in words."""
    if isinstance(digits, Places):
        return f"{_WORDS[digits.count]} digits after the point"
    return f"{_WORDS[digits]} significant digits"
