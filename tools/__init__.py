"""Shared helpers of the course The Life of a Gradient, imported by its chapters."""

import os

# Tells the course's package from any other that is called tools.
DISTRIBUTION = "life-of-a-gradient"


def on_page() -> bool:
    """Tell whether the outputs are for the built page; elsewhere a live kernel shows them.

    Examples
    --------
    >>> on_page()
    False
    """
    return "LIFE_OF_A_GRADIENT_BOOK" in os.environ


def in_page() -> bool:
    """Tell whether the page itself runs this Python: its figures can be drawn anew at any time.

    Examples
    --------
    >>> in_page()
    False
    """
    return os.environ.get("LIFE_OF_A_GRADIENT_BOOK") == "live"
