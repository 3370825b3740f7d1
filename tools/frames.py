"""Keep many similar SVG trees as one of them and a table of what changes in the others."""

import copy
import xml.etree.ElementTree as ET
from collections.abc import Sequence


def encode(trees: Sequence[ET.Element]) -> dict[str, list]:
    """List what differs between the trees: the slots, and their value in every frame.

    The trees are walked side by side. An attribute that is not the same in all of them becomes a
    slot; where the text or the kinds of children differ, the element's whole content does.

    Parameters
    ----------
    trees : sequence of xml.etree.ElementTree.Element, length n >= 1
        One tree per frame, all with the same tag at the root; they are left as they are.

    Returns
    -------
    table : dict
        Fit for JSON. ``table["slots"]`` is a list of ``[path, name, values, column]``: the child
        indices that lead to the element, the attribute's name or None for the content, the values
        that occur (None for an attribute that is absent), and a place in ``table["columns"]``.
        A column holds n indices into ``values``; slots that change together share it.

    Raises
    ------
    ValueError
        If there is no tree, or the tags at the root differ.

    Examples
    --------
    >>> trees = [ET.fromstring(f'<svg><path d="M{x} 0"/></svg>') for x in (1, 2, 1)]
    >>> table = encode(trees)
    >>> table["slots"], table["columns"]
    ([[[0], 'd', ['M1 0', 'M2 0'], 0]], [[0, 1, 0]])
    >>> ET.tostring(decode(trees[0], table, frame=1))
    b'<svg><path d="M2 0" /></svg>'
    """
    tags = sorted({tree.tag for tree in trees})
    if len(tags) != 1:
        raise ValueError(f"wanted trees with one tag at the root, got {tags}")
    slots, columns = [], {}
    for path, name, texts in _differences(trees, ()):
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        column = columns.setdefault(tuple(places[text] for text in texts), len(columns))
        slots.append([list(path), name, list(places), column])
    return {"slots": slots, "columns": [list(column) for column in columns]}


def decode(tree: ET.Element, table: dict[str, list], frame: int) -> ET.Element:
    """Rebuild one frame from any other and the table of `encode`.

    Parameters
    ----------
    tree : xml.etree.ElementTree.Element
        One of the trees that the table was made of; it is left as it is.
    table : dict
        What `encode` returned, or the same after a trip through JSON.
    frame : int, 0 <= frame < n
        The frame that is wanted.

    Returns
    -------
    tree : xml.etree.ElementTree.Element
        Equal to the frame in tags, attributes (their order aside), texts and children.
    """
    tree = copy.deepcopy(tree)
    for path, name, values, column in table["slots"]:
        value = values[table["columns"][column][frame]]
        element = tree
        for child in path:
            element = element[child]
        if name is None:
            _set_content(element, value)
        elif value is None:
            element.attrib.pop(name, None)
        else:
            element.set(name, value)
    return tree


def _differences(elements, path):
    """Yield (path, name, value in every frame) wherever these n parallel elements differ."""
    for name in dict.fromkeys(name for element in elements for name in element.attrib):
        values = [element.get(name) for element in elements]
        if len(set(values)) > 1:
            yield path, name, values
    if len({_outline(element) for element in elements}) > 1:
        yield path, None, [_content(element) for element in elements]
    else:
        for place, children in enumerate(zip(*elements, strict=True)):
            yield from _differences(children, (*path, place))


def _outline(element):
    """List what must agree before the children can be compared one by one."""
    return (element.text or "", *((child.tag, child.tail or "") for child in element))


def _content(element):
    """Write everything between an element's tags."""
    shell = ET.Element("x")
    shell.text = element.text or ""
    shell.extend(element)
    return ET.tostring(shell, encoding="unicode")[len("<x>") : -len("</x>")]


def _set_content(element, markup):
    """Replace everything between an element's tags."""
    shell = ET.fromstring(f"<x>{markup}</x>")  # noqa: S314 - written by _content
    element[:] = shell
    element.text = shell.text
