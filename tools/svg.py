"""Turn a matplotlib figure into clean SVG that a page can hold inline."""

import copy
import io
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure

# The widths that matplotlib lays text out with are DejaVu Sans's; Verdana's are the nearest.
FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif"

# CSS pixels that the smallest label needs: a page's style sheet lets no figure shrink further.
LEGIBLE = 9

_RC = {
    "image.composite_image": True,
    "savefig.bbox": "standard",
    "svg.fonttype": "none",
    "svg.hashsalt": "life-of-a-gradient",
    "svg.image_inline": True,
}
_DECIMAL = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_REFERENCE = re.compile(r"(?<=url\(#)[^)]+")
_FONT_SHORTHAND = re.compile(
    r"(?:(?P<style>italic|oblique) )?(?:(?P<variant>small-caps) )?(?:(?P<weight>\d+) )?"
    r"(?P<size>[\d.]+px) (?P<family>.*)"
)
_NOT_NUMBERS = {"id", "href"}


def figure_tree(fig: Figure) -> ET.Element:
    """Draw a figure as a small, transparent SVG tree that follows the page's text colour.

    The same figure gives the same tree, whatever the caller's settings for saving. Tags and
    attributes carry no namespace, style declarations become attributes, so that the page's CSS
    outranks them, black becomes ``currentColor`` and numbers have at most two decimals.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure to draw; it is neither changed nor closed.

    Returns
    -------
    tree : xml.etree.ElementTree.Element
        The ``svg`` element: ``viewBox`` in points, ``width`` and ``height`` in CSS pixels. Its
        CSS variable ``--legible`` is the least width at which every label can be read.

    Raises
    ------
    TypeError
        If ``fig`` is not a Figure.

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
    buffer = io.StringIO()
    with mpl.rc_context(_RC):
        fig.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return _clean(ET.fromstring(buffer.getvalue()))  # noqa: S314 - matplotlib's own output


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
    tree = with_prefix(tree, prefix)
    tree.attrib = {"role": "img", "aria-label": label, **tree.attrib}
    return ET.tostring(tree, encoding="unicode")


def with_prefix(tree: ET.Element, prefix: str) -> ET.Element:
    """Copy a tree with the prefix before every id and every reference to one.

    Examples
    --------
    >>> tree = ET.fromstring('<svg><clipPath id="c"/><g clip-path="url(#c)"/></svg>')
    >>> print(ET.tostring(with_prefix(tree, "a-"), encoding="unicode"))
    <svg><clipPath id="a-c" /><g clip-path="url(#a-c)" /></svg>
    """
    tree = copy.deepcopy(tree)
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name == "id":
                element.set(name, prefix + value)
            elif name == "href" and value.startswith("#"):
                element.set(name, f"#{prefix}{value[1:]}")
            else:
                element.set(name, _REFERENCE.sub(lambda found: prefix + found[0], value))
    return tree


def _clean(root: ET.Element) -> ET.Element:
    """Reduce matplotlib's SVG document to what shows."""
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        attributes = {name.rpartition("}")[2]: text for name, text in element.attrib.items()}
        element.attrib = _attributes(attributes)
        element.tail = None
        if element.text is not None and not element.text.strip(" \n"):
            element.text = None
    _drop(root, {"metadata", "style"})
    _drop_unreferenced_ids(root)
    box = root.attrib["viewBox"]
    width, height = box.split()[2:]
    root.attrib = {
        "viewBox": box,
        "width": _points_to_pixels(width),
        "height": _points_to_pixels(height),
        "fill": "currentColor",  # matplotlib leaves out black, the default
        "font-family": FONT_FAMILY,
        "stroke-linecap": "butt",  # these two stand for the dropped style element
        "stroke-linejoin": "round",
    }
    sizes = [float(text.get("font-size").removesuffix("px")) for text in _labels(root)]
    if sizes:
        legible = min(float(width) * LEGIBLE / min(sizes), float(root.get("width")))
        root.set("style", f"--legible: {legible:.0f}px")
    return root


def _labels(root: ET.Element) -> list[ET.Element]:
    """List the texts that say their own size; formulas do not."""
    return [text for text in root.iter("text") if "font-size" in text.attrib]


def _attributes(attributes: dict[str, str]) -> dict[str, str]:
    """Style declarations as attributes, colours that follow the theme, short numbers."""
    declarations = attributes.pop("style", "").split(";")
    pairs = [entry.split(":", 1) for entry in declarations if ":" in entry]
    merged = attributes | _font({name.strip(): value.strip() for name, value in pairs})
    short = {name: _short(name, value) for name, value in merged.items()}
    if re.match(r"rotate\(0[ )]", short.get("transform", "")):
        del short["transform"]
    return short


def _font(style: dict[str, str]) -> dict[str, str]:
    """Split the shorthand of older matplotlibs; keep of the families a generic one, if special."""
    if "font" in style:
        parts = _FONT_SHORTHAND.fullmatch(style.pop("font")).groupdict()
        style = {f"font-{name}": value for name, value in parts.items() if value} | style
    generic = style.pop("font-family", "").rpartition(",")[2].strip()
    if generic in {"serif", "monospace", "cursive", "fantasy"}:
        style["font-family"] = generic
    return style


def _short(name: str, value: str) -> str:
    """One attribute with black as currentColor and with at most two decimals."""
    if name in _NOT_NUMBERS or "url(" in value:
        return value
    if value in {"#000000", "black"}:
        return "currentColor"
    if name == "d":
        value = re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(value.split()))
    if name == "transform" and re.search("matrix|scale", value):
        return value  # factors, where two decimals are too few
    return re.sub(r"(?<![\d.])-0(?![\d.])", "0", _DECIMAL.sub(_two_decimals, value))


def _two_decimals(found: re.Match) -> str:
    """Round the number found and drop trailing zeros."""
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")


def _points_to_pixels(points: str) -> str:
    """Points (72 to the inch) as CSS pixels (96 to the inch)."""
    return f"{float(points) * 96 / 72:.2f}".rstrip("0").rstrip(".")


def _drop(root: ET.Element, tags: set[str]) -> None:
    """Remove the elements with these tags, and the definitions that are left empty."""
    for parent in list(root.iter()):
        for child in list(parent):
            _drop(child, tags)
            if child.tag in tags or (child.tag == "defs" and not len(child)):
                parent.remove(child)


def _drop_unreferenced_ids(root: ET.Element) -> None:
    """Keep only the ids that something in the tree points to."""
    values = [(name, value) for element in root.iter() for name, value in element.attrib.items()]
    wanted = {value[1:] for name, value in values if name == "href"}
    wanted.update(found for _, value in values for found in _REFERENCE.findall(value))
    for element in root.iter():
        if element.get("id") not in wanted:
            element.attrib.pop("id", None)
