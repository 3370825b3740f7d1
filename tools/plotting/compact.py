"""Write a drawing in fewer characters, which draw the same."""

import re
import xml.etree.ElementTree as ET

_SEGMENT = re.compile(r"([MLQCz])([^MLQCz]*)")
_LEADING_ZERO = re.compile(r"^(-?)0(?=\.)")


def compact(tree: ET.Element) -> None:
    """Shorten a tree of `figure_tree`, whose coordinates have at most two decimals.

    Groups that say nothing are taken away from around what is in them, a ``use`` does not repeat
    what the path that it shows says itself, and the points of a path are told by their distances.

    Examples
    --------
    >>> tree = ET.fromstring('<svg><g><g><path d="M1 1L1.5 3"/></g></g></svg>')
    >>> compact(tree)
    >>> ET.tostring(tree)
    b'<svg><path d="M1 1l.5 2" /></svg>'
    """
    _unwrap(tree)
    shown = {path.get("id"): path for path in tree.iter("path")}
    for use in tree.iter("use"):
        path = shown.get(use.get("href").removeprefix("#"))
        if path is not None:
            use.attrib = {k: v for k, v in use.items() if not _says(path, k, v)}
    for path in tree.iterfind(".//path[@d]"):  # a line without points has none
        path.set("d", relative(path.get("d")))


def relative(d: str) -> str:
    """Write a path with every point, but for those that it moves to, as seen from the last one.

    Examples
    --------
    >>> relative("M10 20L12.5 19.75L15 19.5L15 20z")
    'M10 20l2.5-.25 2.5-.25 0 .5z'
    """
    written, last = [], ""
    start = place = [0, 0]
    for command, text in _SEGMENT.findall(d):
        points = [round(100 * float(number)) for number in text.split()]
        if command == "M":
            start = points
            written.append("M" + _join(points))
        elif command == "z":
            points = start
            written.append("z")
        else:
            steps = [number - place[k % 2] for k, number in enumerate(points)]
            written.append((" " if command == last else command.lower()) + _join(steps))
        place, last = points[-2:], command
    return "".join(written).replace(" -", "-")


def _join(hundredths):
    """Write numbers of hundredths as decimals."""
    return " ".join(map(_decimal, hundredths))


def _decimal(number):
    """Write a number of hundredths as a decimal."""
    text = f"{number / 100:.2f}".rstrip("0").rstrip(".")
    return _LEADING_ZERO.sub(r"\1", text)


def _says(path, name, value):
    """Whether a path says itself what it would inherit."""
    return name.startswith(("fill", "stroke")) and path.get(name) == value


def _unwrap(element):
    """Put what bare groups in an element hold in their place."""
    for child in element:
        _unwrap(child)
    element[:] = [
        inner
        for child in element
        for inner in (child if child.tag == "g" and not child.attrib else [child])
    ]
