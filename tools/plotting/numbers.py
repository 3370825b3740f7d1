"""How numbers are written in figures and in what is said of them."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(exponent: int) -> str:
    """Write a power of ten with raised digits, which need no formula.

    Parameters
    ----------
    exponent : int
        Any whole number.

    Returns
    -------
    text : str
        "10" and the exponent; labels of ticks and captions take it as it is.

    Raises
    ------
    TypeError
        If the exponent is no whole number.

    Examples
    --------
    >>> power_of_ten(-12)
    '10⁻¹²'
    """
    if int(exponent) != exponent:
        raise TypeError(f"wanted a whole exponent, got {exponent!r}: round it")
    return f"10{str(int(exponent)).translate(_RAISED)}"
