"""Keep many similar SVG trees as one of them and a table of what changes in the others."""

import copy
import functools
import itertools
import json
import operator
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Sequence

import numpy as np

from tools.plotting.lattice import find_lattice, lattice_number

# A number that can be written again from an integer: no leading zeros and no minus before zero.
NUMBER = re.compile(r"(?:-(?=[1-9]|0\.[0-9]*[1-9]))?(?:[1-9][0-9]{0,6}|0)(?:\.[0-9]{1,6})?")

# The characters that JSON and a script element hold as they are. The first 61 end a number, the
# others say "go on", so that most numbers are one character. The smallest are 0 to 9: the drawing
# is full of these, and what is frequent anyway takes fewest bits.
DIGITS = (
    "0123456789!#$%&'()*+,-./:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"
)
LAST = 61

# How many ways of writing numbers are compressed to find the shortest.
TRIED = 24

# Differences along the numbers of one text: of neighbours (up to four times), of x and of y alone.
_ALONG = ((), (1,), (1, 1), (1, 1, 1), (1, 1, 1, 1), (2,), (4,))


def encode(trees: Sequence[ET.Element], start: int = 0) -> dict[str, list]:
    """List what differs between the trees: the slots, and their text in every frame.

    The trees are walked side by side. An attribute that is not the same in all of them becomes a
    slot; where the text or the kinds of children differ, the element's whole content does. Texts
    of a slot that differ in their numbers alone are kept as integers, and these as differences
    from earlier texts or earlier numbers, whichever adds least to the compressed page.

    Parameters
    ----------
    trees : sequence of xml.etree.ElementTree.Element, length n >= 1
        One tree per frame, all with the same tag at the root; they are left as they are.
    start : int, 0 <= start < n
        The frame that `decode` will be given.

    Returns
    -------
    table : dict
        Fit for JSON. ``table["slots"]`` is a list of ``[place, name, texts, column]``: the
        element's place in the order of the document, the attribute's name or None for the
        content, the texts that occur, and a place in ``table["columns"]``. A column is n indices
        into the texts, as `pack` writes them; slots that change together share it. Among the
        texts, None is an attribute that is absent, and ``[words, places, decimals, numbers]``,
        which up to three more items may follow, stands for many texts:

        - the words between the numbers, or 0 for those of the start frame's attribute;
        - for every number, packed, which of a text's own numbers stands there: 1, 2, ..., or 0
          where it stays as it is in the start frame;
        - the decimals of all or of each of the own numbers: at most d, or -d for always d;
        - the own numbers without their decimal points, packed, text by text;
        - 1 if they stand place by place instead: the first of every text, the second, ...;
        - a step and an origin, if a packed k stands for origin + k step, rounded.

    Raises
    ------
    ValueError
        If there is no tree, or the tags at the root differ.

    Examples
    --------
    >>> trees = [ET.fromstring(f'<svg><path d="M{x} 0"/></svg>') for x in (1, 2, 1)]
    >>> table = encode(trees)
    >>> table["slots"], table["columns"]
    ([[1, 'd', ['M1 0', 'M2 0'], 0]], [['020']])
    >>> ET.tostring(decode(trees[0], table, frame=1))
    b'<svg><path d="M2 0" /></svg>'
    """
    tags = sorted({tree.tag for tree in trees})
    if len(tags) != 1:
        raise ValueError(f"wanted trees with one tag at the root, got {tags}")
    places = {element: place for place, element in enumerate(trees[start].iter())}
    slots, columns, page = {}, {}, _Page(trees[start])
    differences = list(_differences(trees, start))
    for k, element, name, short, column in _slots(differences, start, page):
        slots[k] = [places[element], name, short, columns.setdefault(column, len(columns))]
    return {
        "slots": [slots[k] for k in sorted(slots)],
        "columns": [_pack_column(column, page) for column in columns],
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
    elements = list(tree.iter())
    for place, name, short, column in table["slots"]:
        element = elements[place]
        text = _lengthen(short, name and element.get(name))[columns[column][frame]]
        if name is None:
            _set_content(element, text)
        elif text is None:
            element.attrib.pop(name, None)
        else:
            element.set(name, text)
    return tree


def pack(numbers: Iterable[int], lags: Sequence[int] = ()) -> list:
    """Write integers as text: after differences at each of the lags, variable-length digits.

    Examples
    --------
    >>> pack([10, 20, 30, 41], lags=[1, 1])
    [',002', 1, 1]
    >>> unpack([',002', 1, 1])
    [10, 20, 30, 41]
    """
    numbers = list(numbers)
    for lag in lags:
        numbers[lag:] = map(operator.sub, numbers[lag:], numbers[: max(len(numbers) - lag, 0)])
    return ["".join(map(_digits, numbers)), *lags]


@functools.lru_cache(maxsize=4096)
def _digits(number):
    """Write one integer."""
    rest = 2 * number if number >= 0 else -2 * number - 1
    digits = ""
    while rest >= LAST:
        rest, digit = divmod(rest - LAST, len(DIGITS) - LAST)
        digits += DIGITS[LAST + digit]
    return digits + DIGITS[rest]


def unpack(packed: list) -> list[int]:
    """Read what `pack` wrote."""
    code, *lags = packed
    numbers, value, factor = [], 0, 1
    for character in code:
        digit = DIGITS.index(character)
        value += digit * factor
        factor *= len(DIGITS) - LAST
        if digit < LAST:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value, factor = 0, 1
    for lag in lags:
        for place in range(lag, len(numbers)):
            numbers[place] += numbers[place - lag]
    return numbers


class _Page:
    """What stands on the page so far, to tell what a form adds to it after compression.

    A form is cheap if its strings occurred before or its characters are the frequent ones.
    """

    def __init__(self, start):
        self._compressor = zlib.compressobj()
        self._compressor.compress(ET.tostring(start))

    def add(self, form):
        """Write a form to the page."""
        self._compressor.compress(_bytes(form))

    def size(self, form):
        """Count the bytes of the page with the form, but for a constant."""
        copy = self._compressor.copy()
        return len(copy.compress(_bytes(form))) + len(copy.flush())

    def shortest(self, forms):
        """Return the form that adds least."""
        return min(forms, key=self.size)


def _bytes(form):
    """Write a form nearly as the page does."""
    return json.dumps(form, separators=(",", ":")).encode()


def _slots(differences, start, page):
    """Yield (place, element, name, short form of the texts, column) for each of the differences.

    Frames with the same text are a class. A slot is kept with its own classes or with the finer
    ones of another slot, if it takes less to keep a text twice than to keep another column.
    """
    together = {}
    for place, (element, name, texts) in enumerate(differences):
        seen = {}
        classes = tuple(seen.setdefault(text, len(seen)) for text in texts)
        together.setdefault(classes, []).append((place, element, name, texts))
    kept = []
    for own in sorted(together, key=max, reverse=True):
        finer = [other for other in kept if _refines(other, own)]
        choices = []
        for classes in [own, *finer[-1:]]:
            slots = []
            for place, element, name, texts in together[own]:
                order, short = _shorten(classes, texts, name, start, page)
                column = tuple(map({k: new for new, k in enumerate(order)}.get, classes))
                slots.append((place, element, name, short, column))
            columns = [] if classes in kept else {column for *_, column in slots}
            parts = [short for *_, short, _ in slots]
            parts += [_pack_column(column, page) for column in sorted(columns)]
            choices.append((page.size(parts), classes, slots, parts))
        _, classes, slots, parts = min(choices, key=operator.itemgetter(0))
        page.add(parts)
        if classes not in kept:
            kept.append(classes)
        yield from slots


def _refines(finer, classes):
    """Whether each of the finer classes of frames lies in one of the classes."""
    return len(set(zip(finer, classes, strict=True))) == 1 + max(finer)


def _shorten(classes, texts, name, start, page):
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
            forms += ([form] for form in _forms(words, forms[0], at_start, page))
        short += page.shortest(forms)
    return order, short


def _pack_column(column, page):
    """Write a column with the lag that suits it: the frames of the last control recur."""
    lags = [[], *([lag] for lag in _divisors(len(column)))]
    return page.shortest(pack(column, each) for each in lags)


def _forms(words, family, at_start, page):
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
    each = [decimals for _, decimals in taken]
    head = [
        0 if at_start else between,
        page.shortest(pack(places, lags) for lags in [(), (1,), (2,), (4,)]),
        each[0] if len(set(each)) == 1 else each,
    ]
    for packed in _packings([integers for integers, _ in taken]):
        yield head + packed


def _divisors(count):
    """List after how many of the frames a control may start again."""
    return [divisor for divisor in range(1, count) if count % divisor == 0]


def _packings(columns):
    """Yield the likeliest short ways to write what stands at each place in all texts.

    `encode` explains them. There are hundreds; those with the lowest entropy are tried.
    """
    height, width = len(columns[0]), len(columns)
    across = [(), *((lag,) * times for lag in _divisors(height) for times in (1, 2))]
    ways = []
    for written, *lattice in filter(None, [(columns,), find_lattice(columns)]):
        by_place = np.array(written)  # (width, height)
        by_text = by_place.T
        for texts, places in itertools.product(across, _ALONG):
            lags = [*(lag * width for lag in texts), *places]
            ways.append((by_text.ravel(), lags, lattice and [0, *lattice]))
            lags = [*texts, *(lag * height for lag in places)]
            ways.append((by_place.ravel(), lags, [1, *lattice]))
    bits = _entropies(np.array([_differences_of(numbers, lags) for numbers, lags, _ in ways]))
    for way in np.argsort(bits, kind="stable")[:TRIED]:
        numbers, lags, rest = ways[way]
        yield [pack(numbers.tolist(), lags), *rest]


def _differences_of(numbers, lags):
    """Return what `pack` would write of numbers."""
    for lag in lags:
        numbers = np.concatenate([numbers[:lag], numbers[lag:] - numbers[:-lag]])
    return numbers


def _entropies(rows):
    """Return for each row the bits that its numbers need if each is coded by itself."""
    count, width = rows.shape
    ordered = np.sort(rows)
    is_last = np.ones(rows.shape, bool)  # of those that are equal
    is_last[:, :-1] = ordered[:, 1:] != ordered[:, :-1]
    ends = np.flatnonzero(is_last)
    times = np.diff(ends, prepend=-1)
    return np.bincount(ends // width, times * np.log2(width / times), count)


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
        words, places, decimals, packed, *more = form
        by_place, step, origin = [*more, *[0, 1, 0][len(more) :]]
        places = unpack(places)
        width = max(places)
        each = decimals if isinstance(decimals, list) else [decimals] * width
        kept = NUMBER.findall(start) if words == 0 else []
        words = words or NUMBER.split(start)
        numbers = [lattice_number(k, step, origin) for k in unpack(packed)]
        height = len(numbers) // width
        down, along = (1, height) if by_place else (width, 1)
        for row in range(height):
            written = [
                _number(numbers[row * down + (place - 1) * along], each[place - 1])
                if place
                else kept[k]
                for k, place in enumerate(places)
            ]
            texts.append("".join(itertools.chain(*zip(words, [*written, ""], strict=True))))
    return texts


def _differences(elements, start):
    """Yield (start frame's element, name, value in every frame) where n parallel ones differ."""
    for name in dict.fromkeys(name for element in elements for name in element.attrib):
        values = tuple(element.get(name) for element in elements)
        if len(set(values)) > 1:
            yield elements[start], name, values
    if len({_outline(element) for element in elements}) > 1:
        yield elements[start], None, tuple(_content(element) for element in elements)
    else:
        for children in zip(*elements, strict=True):
            yield from _differences(children, start)


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
