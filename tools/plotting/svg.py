"""Turn a matplotlib figure into clean SVG that a page can hold inline."""

import contextlib
import copy
import functools
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from tools.plotting import page_type
from tools.plotting.compact import compact
from tools.plotting.renderer import svg_canvas, ticks_kept

# CSS pixels that the smallest label needs: a page's style sheet lets no figure shrink further.
LEGIBLE = 9

# White follows the theme as black does: the page's paper, JupyterLab's, or white itself.
PAPER = "var(--paper,var(--jp-layout-color0,#fff))"

_RC = {
    "image.composite_image": False,  # one image of many would mix their transparency wrongly
    "svg.fonttype": "none",
    "svg.hashsalt": "life-of-a-gradient",
    "svg.image_inline": True,
}
_THEMED = {"#000000": "currentColor", "black": "currentColor", "#ffffff": PAPER, "white": PAPER}
_UNTHEMED = "color: #000; --paper: #fff"
_DECIMAL = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"(?<=url\(#)[^)]+")
_FONT_SHORTHAND = re.compile(
    r"(?:(?P<style>italic|oblique) )?(?:(?P<variant>small-caps) )?(?:(?P<weight>\d+) )?"
    r"(?P<size>[\d.]+px) (?P<family>.*)"
)
_NOT_NUMBERS = {"id", "href"}
_FAINT = {"opacity", "fill-opacity", "stroke-opacity", "stroke-width"}
_NOT_SHOWN = {"metadata", "style"}


class Layout:
    """Where the axes of the last frame stand, and the room that their labels take there.

    Most of the time that a figure takes is its layout. Frames whose labels need the same room at
    the same place share it.
    """

    def __init__(self):
        self.grid = self.places = self.extents = None

    def arrange(self, fig: Figure) -> None:
        """Lay a figure out, as its engine would or as the last frame's engine has."""
        engine = fig.get_layout_engine()
        if engine is None or not fig.axes:
            return
        grid = _grid(fig)
        in_layout = [ax.get_in_layout() for ax in fig.axes]
        if grid is not None and grid == self.grid:
            for ax, place in zip(fig.axes, self.places, strict=True):
                ax.set_position(place)
            if _extents(fig) == self.extents:
                return
            for ax, is_in in zip(fig.axes, in_layout, strict=True):
                ax.set_in_layout(is_in)  # setting a position takes it out
        engine.execute(fig)
        if grid is not None:
            self.grid, self.extents = grid, _extents(fig)
            self.places = [ax.get_position(original=True) for ax in fig.axes]


def _grid(fig):
    """List all that a layout hangs on but the room for labels; None if it moves more than axes."""
    specs = [ax.get_subplotspec() for ax in fig.axes]
    if None in specs or fig.texts or fig.legends or fig.subfigs:
        return None
    engine = fig.get_layout_engine()
    return type(engine), engine.get(), tuple(fig.get_size_inches()), list(map(repr, specs))


def _extents(fig):
    """List the room that each axes takes with its labels."""
    renderer = fig.canvas.get_renderer()
    boxes = (ax.get_tightbbox(renderer, for_layout_only=True) for ax in fig.axes)
    return [None if box is None else box.extents.tolist() for box in boxes]


def figure_tree(fig: Figure, layout: Layout | None = None) -> ET.Element:
    """Draw a figure as a small SVG tree that shows what matplotlib's PNG shows.

    The same figure gives the same tree, whatever the caller's settings for saving. Tags and
    attributes carry no namespace, style declarations become attributes, so that the page's CSS
    outranks them, and coordinates have at most two decimals. Black becomes ``currentColor`` and
    white the page's paper; a figure whose backgrounds are white is transparent and follows the
    page's theme. One with other backgrounds, or a colour map that ends in black or white, keeps
    its colours in all themes.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure to draw; it is laid out, else neither changed nor closed.
    layout : Layout, optional
        What the frames of one figure share. Their lines keep every point, so that they have the
        same points in all frames.

    Returns
    -------
    tree : xml.etree.ElementTree.Element
        The ``svg`` element: ``viewBox`` in points, ``width`` and ``height`` in CSS pixels. Its
        CSS variable ``--legible`` is the least width at which every label can be read.

    Raises
    ------
    TypeError
        If ``fig`` is not a Figure.
    ValueError
        If it has what no SVG of a page can show: Gouraud shading, an ``agg_filter``, text that is
        set by LaTeX, or a control character.

    Examples
    --------
    >>> fig = Figure(figsize=(2, 1))
    >>> line = fig.subplots().plot([0, 1], [0, 1], color="black")
    >>> tree = figure_tree(fig)
    >>> tree.get("viewBox"), tree.get("width"), tree.get("height"), tree.get("style")
    ('0 0 144 72', '192', '96', '--legible: 130px')
    """
    if not isinstance(fig, Figure):
        raise TypeError(f"wanted a matplotlib Figure, got {type(fig).__name__}: return `fig`")
    themed = all(map(_is_paper, _backgrounds(fig))) and not any(map(_maps_to_ends, fig.axes))
    with (
        mpl.rc_context(_RC),
        svg_canvas(fig, simplifies=layout is None) as canvas,
        ticks_kept(fig),
        _hidden(_backgrounds(fig) if themed else []) as hidden,
    ):
        (layout or Layout()).arrange(fig)
        for ax in _axes_over_others(fig):
            ax.patch.set_visible(ax.patch.get_visible() or ax.patch in hidden)
        engine = fig.get_layout_engine()
        if engine is None:
            fig.draw(canvas.renderer)
        else:
            fig.set_layout_engine("none")  # or drawing would lay out again
            fig.draw(canvas.renderer)
            fig.set_layout_engine(engine)
        canvas.renderer.finalize()
    tree = _clean(ET.fromstring(canvas.buffer.getvalue()))  # noqa: S314 - matplotlib's own output
    if not themed:
        add_style(tree, _UNTHEMED)
    return tree


def _backgrounds(fig):
    """List the backgrounds of a figure and of all that stands in it."""
    owners = [fig, *fig.axes]
    for owner in owners:
        owners.extend(getattr(owner, "subfigs", None) or getattr(owner, "child_axes", []))
    return [owner.patch for owner in owners]


def _is_paper(patch):
    """Whether a background is white or lets all through."""
    *colour, alpha = patch.get_facecolor()
    return not patch.get_visible() or alpha == 0 or colour == [1, 1, 1]


def _maps_to_ends(ax):
    """Whether numbers are shown as black or white, which no theme may turn."""
    for shown in ax.collections:
        if shown.get_array() is not None:
            colours = shown.to_rgba(shown.get_array())
            sums = colours[..., :3].sum(-1)
            if (((sums == 0) | (sums == 3)) & (colours[..., 3] > 0)).any():
                return True
    return False


@contextlib.contextmanager
def _hidden(patches):
    """Hide those of the patches that are shown, and yield them."""
    shown = [patch for patch in patches if patch.get_visible()]
    for patch in shown:
        patch.set_visible(False)
    try:
        yield shown
    finally:
        for patch in shown:
            patch.set_visible(True)


def _axes_over_others(fig):
    """List the axes whose background covers something: insets, and axes over axes."""
    drawn = sorted(fig.axes, key=lambda ax: ax.get_zorder())
    over = [
        ax for place, ax in enumerate(drawn) if any(_overlap(ax, other) for other in drawn[:place])
    ]
    insets = [inset for ax in drawn for inset in ax.child_axes]
    for inset in insets:
        insets.extend(inset.child_axes)
    return over + insets


def _overlap(ax, other):
    """Whether two axes share more than an edge."""
    shared = Bbox.intersection(ax.bbox, other.bbox)
    return shared is not None and min(shared.size) > 1


def inline_svg(tree: ET.Element, *, prefix: str, label: str) -> str:
    """Write a tree of `figure_tree` as markup for the body of an HTML page.

    Parameters
    ----------
    tree : xml.etree.ElementTree.Element
        The ``svg`` element; it is left as it is.
    prefix : str
        Put before every id and every reference to one, to keep figures of one page apart.
    label : str
        The accessible name: one sentence that says what one sees.

    Returns
    -------
    markup : str
        The ``svg`` element with ``role="img"``, without XML declaration and namespaces.

    Examples
    --------
    >>> tree = ET.fromstring('<svg><path id="p"/><use href="#p"/></svg>')
    >>> print(inline_svg(tree, prefix="fig1-", label="a < b"))
    <svg role="img" aria-label="a &lt; b"><path id="fig1-p" /><use href="#fig1-p" /></svg>
    """
    tree = copy.deepcopy(tree)
    compact(tree)
    add_prefix(tree, prefix)
    tree.attrib = {"role": "img", "aria-label": label, **tree.attrib}
    return ET.tostring(tree, encoding="unicode")


def add_style(tree: ET.Element, declarations: str) -> None:
    """Add CSS declarations to those that an element has.

    Examples
    --------
    >>> tree = ET.fromstring('<svg style="color: red"/>')
    >>> add_style(tree, "height: auto")
    >>> tree.get("style")
    'color: red; height: auto'
    """
    tree.set("style", "; ".join(filter(None, [tree.get("style"), declarations])))


def add_prefix(tree: ET.Element, prefix: str) -> None:
    """Put a prefix before every id of a tree and every reference to one.

    Examples
    --------
    >>> tree = ET.fromstring('<svg><clipPath id="c"/><g clip-path="url(#c)"/></svg>')
    >>> add_prefix(tree, "a-")
    >>> print(ET.tostring(tree, encoding="unicode"))
    <svg><clipPath id="a-c" /><g clip-path="url(#a-c)" /></svg>
    """
    _replace_ids(tree, prefix.__add__)


def _clean(root: ET.Element) -> ET.Element:
    """Reduce matplotlib's SVG document to what shows."""
    _clean_element(root)
    _number_ids(root)
    box = root.attrib["viewBox"]
    width, height = box.split()[2:]
    root.attrib = {
        "viewBox": box,
        "width": _points_to_pixels(width),
        "height": _points_to_pixels(height),
        "fill": "currentColor",  # matplotlib leaves out black, the default
        "font-family": page_type.font_family(),
        "stroke-linecap": "butt",  # these two stand for the dropped style element
        "stroke-linejoin": "round",
    }
    sizes = [float(text.get("font-size").removesuffix("px")) for text in _labels(root)]
    if sizes:
        legible = min(float(width) * LEGIBLE / min(sizes), float(root.get("width")))
        add_style(root, f"--legible: {legible:.0f}px")
    return root


def _clean_element(element: ET.Element) -> None:
    """Clean an element and what is in it."""
    element.tag = _local(element.tag)
    element.attrib = _attributes({_local(name): text for name, text in element.attrib.items()})
    element.tail = None
    if element.text is not None and not element.text.strip(" \n"):
        element.text = None
    for child in list(element):
        tag = _local(child.tag)
        if tag not in _NOT_SHOWN:
            _clean_element(child)
        if tag in _NOT_SHOWN or (tag == "defs" and not len(child)):
            element.remove(child)


def _number_ids(root: ET.Element) -> None:
    """Give numbers to the ids that something points to, and drop the others.

    Matplotlib's hang on what is drawn there, which differs from frame to frame.
    """
    values = [item for element in root.iter() for item in element.attrib.items()]
    wanted = {value[1:] for name, value in values if name == "href"}
    wanted.update(found for _, value in values for found in _REFERENCE.findall(value))
    ids = [value for name, value in values if name == "id" and value in wanted]
    numbers = {value: f"{number}" for number, value in enumerate(ids)}
    for element in root.iter():
        if element.get("id") not in numbers:
            element.attrib.pop("id", None)
    _replace_ids(root, numbers.get)


def _replace_ids(tree: ET.Element, replace: Callable[[str], str]) -> None:
    """Replace every id and every reference to one."""
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, replace(value))
            elif name == "href" and value.startswith("#"):
                element.set(name, "#" + replace(value[1:]))
            elif "url(#" in value:
                element.set(name, _REFERENCE.sub(lambda found: replace(found[0]), value))


def _local(name: str) -> str:
    """Return a tag or the name of an attribute without its namespace."""
    return name.rpartition("}")[2]


def _labels(root: ET.Element) -> list[ET.Element]:
    """List the texts that say their own size; formulas do not."""
    return [text for text in root.iter("text") if "font-size" in text.attrib]


def _attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Style declarations as attributes, colours that follow the theme, short numbers."""
    merged = attributes | _declarations(attributes.pop("style", ""))
    short = {name: _short(name, value) for name, value in merged.items()}
    if re.match(r"rotate\(0[ )]", short.get("transform", "")):
        del short["transform"]
    return short


@functools.lru_cache(maxsize=4096)
def _declarations(style: str) -> dict[str, str]:
    """Style declarations by their name."""
    pairs = [entry.split(":", 1) for entry in style.split(";") if ":" in entry]
    return _font({name.strip(): value.strip() for name, value in pairs})


def _font(style: dict[str, str]) -> dict[str, str]:
    """Split the shorthand of older matplotlibs, and drop what no PNG shows.

    These are small capitals, and of the families all but KaTeX's and special generic ones.
    """
    if "font" in style:
        parts = _FONT_SHORTHAND.fullmatch(style.pop("font")).groupdict()
        style = {f"font-{name}": value for name, value in parts.items() if value} | style
    style.pop("font-variant", None)
    first, *_, last = [name.strip(" '") for name in style.pop("font-family", "").split(",")] * 2
    if first in page_type.SYMBOLS:
        style["font-family"] = first
    elif last in {"serif", "monospace", "cursive", "fantasy"}:
        style["font-family"] = last
    return style


@functools.lru_cache(maxsize=4096)
def _short(name: str, value: str) -> str:
    """One attribute with the theme's black and white, and with few decimals."""
    if name in _NOT_NUMBERS or "url(" in value:
        return value
    if value in _THEMED:
        return _THEMED[value]
    if name == "d":
        value = re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(value.split()))
    if name == "transform" and re.search("matrix|scale", value):
        return value  # factors, where two decimals are too few
    decimals = 4 if name in _FAINT else 2
    value = _DECIMAL.sub(lambda found: _rounded(found[0], decimals), value)
    return re.sub(r"(?<![\d.])-0(?![\d.])", "0", value)


def _rounded(number: str | float, decimals: int) -> str:
    """Round a number and drop trailing zeros."""
    return f"{float(number):.{decimals}f}".rstrip("0").rstrip(".")


def _points_to_pixels(points: str) -> str:
    """Points (72 to the inch) as CSS pixels (96 to the inch)."""
    return _rounded(float(points) * 96 / 72, 2)
