"""The look of every figure of the course, and the one way to show one."""

import io
import itertools
from pathlib import Path
from types import MappingProxyType

import matplotlib.pyplot as plt
from IPython.display import HTML, Image, Markdown, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tools import in_page, on_page
from tools.plotting import page_type
from tools.plotting.phone import page_trees
from tools.plotting.svg import add_style, inline_svg

# One colour and one line style per activation, through the whole course.
ACTIVATION_STYLE = MappingProxyType(
    {
        "relu": {"color": "#0077bb", "linestyle": "-", "label": "ReLU"},
        "sigmoid": {"color": "#d1541b", "linestyle": "--", "label": "sigmoid"},
        "tanh": {"color": "#118860", "linestyle": "-.", "label": "tanh"},
        "linear": {"color": "#b5489a", "linestyle": ":", "label": "linear"},
    }
)

# The same for initialisations, in colours and line styles of their own.
INITIALISATION_STYLE = MappingProxyType(
    {
        "he": {"color": "#569900", "linestyle": "-", "label": "He"},
        "orthogonal": {"color": "#a0742b", "linestyle": "--", "label": "orthogonal"},
        "lecun": {"color": "#3f8c94", "linestyle": "-.", "label": "LeCun"},
        "glorot": {"color": "#6759ff", "linestyle": (0, (5, 1, 1, 1, 1, 1)), "label": "Glorot"},
        "half_glorot": {
            "color": "#7a7a7a",
            "linestyle": (0, (1, 1)),
            "label": "1/(n_in + n_out)",
        },
        "uniform_default": {"color": "#756399", "linestyle": (0, (3, 1)), "label": "default"},
        "standard_normal": {"color": "#c43d6b", "linestyle": ":", "label": "N(0, 1)"},
    }
)

# A gradient that is drawn beside values; no activation has this colour.
GRADIENT_COLOR = "#8f62d9"

# The factors of a product of the chain rule, in drawings and, by \textcolor, in formulas.
ROLE_COLOR = MappingProxyType(
    {"error": "#c8102e", "gate": "#00798c", "weight": "#8a6200", "input": "#4a60c8"}
)

# Ids must be unique on a page, and a page is one kernel.
_figure_numbers = itertools.count(1)


def use_course_style() -> None:
    """Set matplotlib to the style sheet of the course and nothing else, for this kernel.

    What a reader's own matplotlibrc or style says is left out: a dark style would leave white
    letters on the white of a figure.

    Examples
    --------
    >>> with plt.rc_context():
    ...     use_course_style()
    ...     plt.rcParams["axes.spines.top"]
    False
    """
    plt.style.use(["default", Path(__file__).with_name("course.mplstyle"), page_type.settings()])


def show(fig: Figure, *, alt: str, caption: str) -> None:
    """Show a figure with what one sees and what it means, and close it.

    On the built page this is inline SVG that follows the theme, with ``alt`` as its accessible
    name; a figure that a phone would have to shrink is drawn once more, laid out for a phone. In a
    live kernel it is a PNG over its caption, whichever backend matplotlib has there.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure; it is closed afterwards.
    alt : str
        What one sees, for a reader who does not see it. Plain text.
    caption : str
        What the figure means. Plain text, without formulas in dollar signs.

    Raises
    ------
    TypeError
        If ``fig`` is not a Figure.
    ValueError
        If ``alt`` or ``caption`` is empty.

    Examples
    --------
    >>> show(Figure(), alt="", caption="The loss falls.")
    Traceback (most recent call last):
    ValueError: wanted a sentence for alt, got '': say what one sees
    """
    if not isinstance(fig, Figure):
        raise TypeError(f"wanted a matplotlib Figure, got {type(fig).__name__}: pass `fig`")
    for name, text, purpose in [("alt", alt, "sees"), ("caption", caption, "should read in it")]:
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"wanted a sentence for {name}, got {text!r}: say what one {purpose}")
    if on_page():
        prefix = f"{'live-' * in_page()}figure{next(_figure_numbers)}-"
        trees = page_trees(fig, prefix)
        for tree in trees:
            add_style(tree, f"--width: {tree.get('width')}px")  # which the page enlarges
        svgs = [inline_svg(tree, prefix="", label=alt) for tree in trees]
        display(HTML(f"<figure>{''.join(svgs)}<figcaption>{caption}</figcaption></figure>"))
    else:
        display(Image(_png(fig), metadata={"alt": alt}), Markdown(f"*{caption}*"))
    plt.close(fig)


def _png(fig):
    """Draw a figure; Jupyter's own way hangs on the backend, and on pyplot having been used."""
    buffer = io.BytesIO()
    FigureCanvasAgg(fig).print_figure(buffer, format="png", dpi=fig.dpi, bbox_inches="tight")
    return buffer.getvalue()
