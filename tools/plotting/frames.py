"""Keep many similar SVG trees as one of them and a table of what changes in the others."""

import copy
import itertools
import json
import operator
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Sequence

# A number that can be written again from an integer: no leading zeros and no minus before zero.
NUMBER = re.compile(r"(?:-(?=[1-9]|0\.[0-9]*[1-9]))?(?:[1-9][0-9]{0,6}|0)(?:\.[0-9]{1,6})?")

# The digits of a base64 VLQ, as in source maps: five bits each, and one that says "go on".
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

# Differences along a row of numbers: of neighbours (up to four times), or of x and of y alone.
_ALONG_ROWS = ((), (1,), (1, 1), (1, 1, 1), (1, 1, 1, 1), (2,), (2, 2), (4,))


def encode(trees: Sequence[ET.Element], start: int = 0) -> dict[str, list]:
    """List what differs between the trees: the slots, and their text in every frame.

    The trees are walked side by side. An attribute that is not the same in all of them becomes a
    slot; where the text or the kinds of children differ, the element's whole content does. Texts
    of a slot that differ in their numbers alone are kept as integers, and these as differences
    from the text before or the number before, whichever is shortest after compression.

    Parameters
    ----------
    trees : sequence of xml.etree.ElementTree.Element, length n >= 1
        One tree per frame, all with the same tag at the root; they are left as they are.
    start : int, 0 <= start < n
        The frame that `decode` will be given.

    Returns
    -------
    table : dict
        Fit for JSON. ``table["slots"]`` is a list of ``[path, name, texts, column]``: the child
        indices that lead to the element, the attribute's name or None for the content, the texts
        that occur, and a place in ``table["columns"]``. A column is n indices into the texts, as
        `pack` writes them; slots that change together share it. Among the texts, None is an
        attribute that is absent, and ``[words, places, decimals, rows]`` stands for as many texts
        as it has rows:

        - the words between the numbers, or 0 for those of the start frame's attribute;
        - for every number, packed, which of a row's numbers stands there: 1, 2, ..., or 0 where
          it stays as it is in the start frame;
        - the decimals of all or of each of a row's numbers: at most d, or -d for always d;
        - the rows one after the other, without their decimal points, packed.

    Raises
    ------
    ValueError
        If there is no tree, or the tags at the root differ.

    Examples
    --------
    >>> trees = [ET.fromstring(f'<svg><path d="M{x} 0"/></svg>') for x in (1, 2, 1)]
    >>> table = encode(trees)
    >>> table["slots"], table["columns"]
    ([[[0], 'd', ['M1 0', 'M2 0'], 0]], [['ACA']])
    >>> ET.tostring(decode(trees[0], table, frame=1))
    b'<svg><path d="M2 0" /></svg>'
    """
    tags = sorted({tree.tag for tree in trees})
    if len(tags) != 1:
        raise ValueError(f"wanted trees with one tag at the root, got {tags}")
    slots, columns = {}, {}
    for place, path, name, short, column in _slots(list(_differences(trees, ())), start):
        slots[place] = [list(path), name, short, columns.setdefault(column, len(columns))]
    return {
        "slots": [slots[place] for place in sorted(slots)],
        "columns": [_pack_column(column) for column in columns],
    }


def decode(tree: ET.Element, table: dict[str, list], frame: int) -> ET.Element:
    """Rebuild one frame from the start frame and the table of `encode`.

    Parameters
    ----------
    tree : xml.etree.ElementTree.Element
        The start frame; it is left as it is.
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
    columns = [unpack(column) for column in table["columns"]]
    for path, name, short, column in table["slots"]:
        element = tree
        for child in path:
            element = element[child]
        text = _lengthen(short, name and element.get(name))[columns[column][frame]]
        if name is None:
            _set_content(element, text)
        elif text is None:
            element.attrib.pop(name, None)
        else:
            element.set(name, text)
    return tree


def pack(numbers: Iterable[int], lags: Sequence[int] = ()) -> list:
    """Write integers as text: after differences at each of the lags, digits of base64 VLQ.

    Examples
    --------
    >>> pack([10, 20, 30, 41], lags=[1, 1])
    ['UAAC', 1, 1]
    >>> unpack(['UAAC', 1, 1])
    [10, 20, 30, 41]
    """
    numbers = list(numbers)
    for lag in lags:
        numbers[lag:] = map(operator.sub, numbers[lag:], numbers[: max(len(numbers) - lag, 0)])
    code = []
    for number in numbers:
        rest = 2 * abs(number) + (number < 0)
        while rest >= 32:
            code.append(DIGITS[32 + rest % 32])
            rest //= 32
        code.append(DIGITS[rest])
    return ["".join(code), *lags]


def unpack(packed: list) -> list[int]:
    """Read what `pack` wrote."""
    code, *lags = packed
    numbers, value, factor = [], 0, 1
    for character in code:
        digit = DIGITS.index(character)
        value += digit % 32 * factor
        factor *= 32
        if digit < 32:
            numbers.append(-(value // 2) if value % 2 else value // 2)
            value, factor = 0, 1
    for lag in lags:
        for place in range(lag, len(numbers)):
            numbers[place] += numbers[place - lag]
    return numbers


def _slots(differences, start):
    """Yield (place, path, name, short form of the texts, column) for each of the differences.

    Frames with the same text are a class. A slot is kept with its own classes or with the finer
    ones of another slot, if it takes less to keep a text twice than to keep another column.
    """
    together = {}
    for place, (path, name, texts) in enumerate(differences):
        seen = {}
        classes = tuple(seen.setdefault(text, len(seen)) for text in texts)
        together.setdefault(classes, []).append((place, path, name, texts))
    kept = []
    for own in sorted(together, key=max, reverse=True):
        finer = [other for other in kept if _refines(other, own)]
        choices = []
        for classes in [own, *finer[-1:]]:
            slots = []
            for place, path, name, texts in together[own]:
                order, short = _shorten(classes, texts, name, start)
                column = tuple(map({k: new for new, k in enumerate(order)}.get, classes))
                slots.append((place, path, name, short, column))
            columns = [] if classes in kept else {column for *_, column in slots}
            parts = [short for *_, short, _ in slots], [_pack_column(c) for c in sorted(columns)]
            choices.append((_size(parts), classes, slots))
        _, classes, slots = min(choices, key=operator.itemgetter(0))
        if classes not in kept:
            kept.append(classes)
        yield from slots


def _refines(finer, classes):
    """Whether each of the finer classes of frames lies in one of the classes."""
    return len(set(zip(finer, classes, strict=True))) == 1 + max(finer)


def _shorten(classes, texts, name, start):
    """Return the classes of frames in a new order, and the short form of their texts."""
    texts_of = dict(zip(classes, texts, strict=True))
    families = {}
    for kind in sorted(texts_of):
        text = texts_of[kind]
        words = None if text is None else tuple(NUMBER.split(text))
        families.setdefault(words, []).append(kind)
    order, short = [], []
    for words, family in families.items():
        order += family
        forms = [[texts_of[kind] for kind in family]]
        if words is not None and len(family) > 1:
            at_start = name is not None and classes[start] in family
            forms += ([form] for form in _forms(words, forms[0], at_start))
        short += _shortest(forms)
    return order, short


def _pack_column(column):
    """Write a column with the lag that suits it: the frames of the last control recur."""
    count = len(column)
    lags = [(), (1,), *((lag,) for lag in range(2, count) if count % lag == 0)]
    return _shortest(pack(column, lag) for lag in lags)


def _forms(words, family, at_start):
    """Yield the ways to write texts that differ in their numbers as words and integers."""
    columns = list(zip(*map(NUMBER.findall, family), strict=True))
    decimals = _decimals(columns)
    if None in decimals or len(set(family)) == 1:
        return
    taken, places, between = {}, [], [words[0]]
    for k, column in enumerate(columns):
        if len(set(column)) > 1:
            integers = tuple(_integer(number, decimals[k]) for number in column)
            places.append(1 + taken.setdefault((integers, decimals[k]), len(taken)))
            between.append(words[k + 1])
        elif at_start:
            places.append(0)
        else:
            between[-1] += column[0] + words[k + 1]
    numbers = list(itertools.chain(*zip(*(integers for integers, _ in taken), strict=True)))
    each = [decimals for _, decimals in taken]
    head = [
        0 if at_start else between,
        _shortest(pack(places, lags) for lags in [(), (1,), (2,), (4,)]),
        each[0] if len(set(each)) == 1 else each,
    ]
    for down, along in itertools.product(range(3), _ALONG_ROWS):
        yield [*head, pack(numbers, (len(taken),) * down + along)]


def _decimals(columns):
    """Return for every column of numbers the decimals: at most d, -d for always d, or None."""
    lengths = [[len(number.partition(".")[2]) for number in column] for column in columns]
    padded = [any("." in x and x[-1] == "0" for x in column) for column in columns]
    most = max((max(each) for each, pad in zip(lengths, padded, strict=True) if not pad), default=0)
    return [
        most if not pad else -each[0] if len(set(each)) == 1 else None
        for each, pad in zip(lengths, padded, strict=True)
    ]


def _integer(number, decimals):
    """Read a number's text without its decimal point."""
    whole, _, fraction = number.partition(".")
    return int(whole + fraction.ljust(abs(decimals), "0"))


def _number(integer, decimals):
    """Write what `_integer` has read."""
    text = f"{integer / 10 ** abs(decimals):.{abs(decimals)}f}"
    return text.rstrip("0").rstrip(".") if decimals > 0 else text


def _lengthen(short, start):
    """List the texts of a slot from their short form and the start frame's text."""
    texts = []
    for form in short:
        if form is None or isinstance(form, str):
            texts.append(form)
            continue
        words, places, decimals, rows = form
        places = unpack(places)
        width = max(places)
        each = decimals if isinstance(decimals, list) else [decimals] * width
        kept = NUMBER.findall(start) if words == 0 else []
        words, numbers = words or NUMBER.split(start), unpack(rows)
        for row in range(0, len(numbers), width):
            written = [
                _number(numbers[row + place - 1], each[place - 1]) if place else kept[k]
                for k, place in enumerate(places)
            ]
            texts.append("".join(itertools.chain(*zip(words, [*written, ""], strict=True))))
    return texts


def _shortest(forms):
    """Return the form that takes least after compression."""
    return min(forms, key=_size)


def _size(form):
    """Count the bytes that a form takes after compression."""
    return len(zlib.compress(json.dumps(form, separators=(",", ":")).encode()))


def _differences(elements, path):
    """Yield (path, name, value in every frame) wherever these n parallel elements differ."""
    for name in dict.fromkeys(name for element in elements for name in element.attrib):
        values = tuple(element.get(name) for element in elements)
        if len(set(values)) > 1:
            yield path, name, values
    if len({_outline(element) for element in elements}) > 1:
        yield path, None, tuple(_content(element) for element in elements)
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
