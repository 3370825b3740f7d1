"""The type of the built page, for its figures: the text's face for words, KaTeX's for symbols."""

import os
from pathlib import Path
from types import MappingProxyType

import matplotlib as mpl
from matplotlib.font_manager import fontManager

# The folder of font files that the book's build lays out with; the page's style sheet loads them.
VARIABLE = "LIFE_OF_A_GRADIENT_FACES"

TEXT = "Source Serif 4"
SYMBOLS = ("KaTeX_Main", "KaTeX_Math")

# What a page takes while it has no such font, or for a sign that it lacks: the widths of Verdana
# are the nearest to DejaVu Sans's, and style.css makes those of the others fit.
STAND_INS = MappingProxyType(
    {
        TEXT: "'Georgia stand-in','Times stand-in',serif",
        "DejaVu Sans": "Verdana,sans-serif",
    }
)

SETTINGS = MappingProxyType(
    {
        # For a sign that one of them lacks, a page takes the next, and so does matplotlib.
        "font.family": [TEXT, *SYMBOLS, "DejaVu Sans"],
        # Its letters are smaller than DejaVu Sans's at the same size, and narrower.
        "font.size": 12,
        "axes.titlesize": 12,
        "axes.labelsize": 12,
        "legend.fontsize": 11,
        "xtick.labelsize": 11,
        "ytick.labelsize": 11,
        "mathtext.fontset": "custom",
        "mathtext.rm": "KaTeX_Main",
        "mathtext.it": "KaTeX_Math:italic",
        "mathtext.bf": "KaTeX_Main:bold",
        "mathtext.bfit": "KaTeX_Math:italic:bold",
        "mathtext.cal": "KaTeX_Caligraphic",
        "mathtext.fallback": "stix",  # what it gives is drawn as shapes
    }
)


def settings() -> dict:
    """Return matplotlib's settings for the page's type; none where its font files are not given.

    Raises
    ------
    FileNotFoundError
        If the folder that the environment names holds no font files.

    Examples
    --------
    >>> settings()
    {}
    """
    folder = os.environ.get(VARIABLE)
    if folder is None:
        return {}
    files = sorted(map(str, Path(folder).glob("*.ttf")))
    if not files:
        raise FileNotFoundError(f"{VARIABLE} wants a folder of .ttf files, got {folder}")
    for file in set(files) - {entry.fname for entry in fontManager.ttflist}:
        fontManager.addfont(file)
    return dict(SETTINGS)


def families() -> tuple[str, ...]:
    """Return the fonts that a page has of those that matplotlib's settings ask for."""
    is_page = mpl.rcParams["font.family"][:1] == [TEXT]
    return (TEXT, *SYMBOLS) if is_page else ("DejaVu Sans",)


def font_family() -> str:
    """Return them as CSS wants them, and what stands in for them."""
    wanted = families()
    stand_ins = STAND_INS[wanted[0]]
    return ",".join([*(f"'{name}'" for name in wanted), stand_ins])
