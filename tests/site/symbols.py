"""Which symbols a text uses before it says what they mean, judged against the notation.

A text is a list of blocks: paragraphs, items of lists, rows of tables, headings, displayed
formulas. A formula is MathML as KaTeX writes it. Each symbol must be defined where it is first
used. It counts as defined there if, in this block or in one that a displayed formula or a heading
joins to it,

- it is the first cell of a row of a table, and words stand in another cell,
- or it stands alone on the left of an equals sign, and symbols on the right,
- or a word of its meaning in the notation stands in the text: "weight" for w, "depth" for D,
- or it is a name and stands in the text as a word: ReLU.

A letter with an index is a symbol of its own, whatever the index: wᵢ stands for w_1, w_l, w_ij. An
index that is a word, a star or a prime makes another symbol. The letters of an index, or of a
power, are symbols too, but not the one that a sum runs over. A derivative dL/dw consists of L and
w; dw alone is a symbol. What everybody brings along from school is `SCHOOL`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

Node = ElementTree.Element

SCHOOL = {"max", "min", "ln", "log", "exp", "sin", "cos", "tan", "lim", "ℝ", "π", "e", "i", "∞"}
OPERATORS = {"∥": "‖·‖", "‖": "‖·‖", "⊙": "⊙", "⊗": "⊗", "∼": "∼", "∇": "∇"}
UNSEEN = {"annotation", "mspace", "mphantom", "mtext"}
BOXES = {"math", "semantics", "mrow", "mstyle", "mpadded", "mtr", "mtd"}
BIG = {"∑", "∏", "max", "min", "lim"}
EQUAL = {"=", "≡", "≔", ":="}
RELATIONS = EQUAL | {"<", ">", "≤", "≥", "∈", "→", "≠"}

# Words of a meaning that say nothing about it.
EMPTY = set(
    "the and for with that what which from this its all any are not but one two each other into "
    "in of to by at as is or an on be it up if no than then after before behind between under "
    "over where same number numbers short own chapter chapters exercise counts errata variable "
    "variables first second last scalar".split()
)


@dataclass(frozen=True)
class Block:
    """A piece of text: its kind, the heading above it, and cells of strings and formulas."""

    kind: str  # "text", "row", "heading" or "display"
    heading: str
    cells: list[list[str | Node]]

    @property
    def formulas(self) -> list[Node]:
        return [piece for cell in self.cells for piece in cell if not isinstance(piece, str)]

    @property
    def text(self) -> str:
        """Return the words, with … for each formula."""
        pieces = [piece if isinstance(piece, str) else "…" for cell in self.cells for piece in cell]
        return " ".join("".join(pieces).split())


@dataclass(frozen=True)
class Undefined:
    """A symbol that is used before it is defined, and where."""

    symbol: str
    heading: str
    text: str
    later: str | None  # the heading under which it is defined after all

    def __str__(self) -> str:
        later = "nowhere in the core" if self.later is None else f'only under "{self.later}"'
        return f'{self.symbol}: under "{self.heading}", "{self.text[:70]}"; defined {later}'


# Formulas ----------------------------------------------------------------------------------


def parse(mathml: str) -> Node:
    """Read a formula, without the unseen sign behind a name, which KaTeX puts into indices too."""
    return ElementTree.fromstring(re.sub("<mo[^>]*>\u2061</mo>", "", mathml))


def tag(node: Node) -> str:
    return node.tag.rpartition("}")[2]


def text(node: Node) -> str:
    return "".join(node.itertext()).strip()


def flat(*nodes: Node) -> list[Node]:
    """Return what stands side by side, out of the boxes around it."""
    found = []
    for node in nodes:
        if tag(node) in BOXES:
            found += flat(*node)
        elif tag(node) not in UNSEEN and text(node):
            found.append(node)
    return found


def lines(formula: Node) -> list[list[Node]]:
    """Return the lines of a formula, each as what stands side by side."""
    row = flat(formula)
    if len(row) == 1 and tag(row[0]) == "mtable":
        return [line for table_row in row[0] for line in lines(table_row)]
    return [row]


def is_differential(node: Node) -> bool:
    """Say whether this is the d of dL, or that of d²L."""
    if tag(node) == "msup":
        return is_differential(flat(node[0])[0])
    return tag(node) == "mi" and text(node) == "d" and node.get("mathvariant") == "normal"


def letter(node: Node) -> str:
    """Return the name of an identifier."""
    doubled = {"R": "ℝ", "E": "𝔼", "P": "ℙ"}
    is_doubled = node.get("mathvariant") == "double-struck"
    return doubled.get(text(node), text(node)) if is_doubled else text(node)


def is_school(node: Node) -> bool:
    """Say whether a sign has one meaning everywhere: upright e is Euler's number, e is not."""
    name = letter(node)
    upright = node.get("mathvariant") == "normal" or len(name) > 1 or name in "πℝ∞"
    return upright and (name in SCHOOL or not any(map(str.isalpha, name)))


def is_word(index: list[Node]) -> bool:
    """Say whether an index is a word or a star, and so makes a symbol of its own."""
    return bool(index) and all(
        tag(node) == "mo" or (tag(node) == "mi" and len(text(node)) > 1) for node in index
    )


def indexed(base: Node, index: Node) -> Iterator[str]:
    """Yield the symbols of a base with something at its foot."""
    row, worded = flat(base), text(index)
    if text(base) in BIG:
        return
    if len(row) != 1 or tag(row[0]) != "mi" or is_school(row[0]):
        yield from symbols(row)
        yield from symbols(flat(index))
    elif not flat(index) or is_word(flat(index)):
        yield f"{letter(row[0])}_{worded}"
    else:
        yield f"{letter(row[0])}ᵢ"
        yield from symbols(flat(index))


def raised(base: Node, power: Node) -> Iterator[str]:
    """Yield the symbols of a base with something at its head."""
    row, mark = flat(base), text(power)
    if mark in ("T", "𝖳", "⊤"):
        yield "ᵀ"
        yield from symbols(row)
    elif set(mark) <= set("′∗*") and len(row) == 1:
        (first, *others) = symbols(row) or [""]
        yield first + mark.replace("∗", "*")
        yield from others
    else:
        yield from symbols(row)
        yield from symbols(flat(power))


def of_node(node: Node) -> Iterator[str]:
    """Yield the symbols of one node."""
    kind, children = tag(node), list(node)
    if kind == "mi":
        if not is_school(node):
            yield letter(node)
    elif kind == "mo":
        if text(node) in OPERATORS:
            yield OPERATORS[text(node)]
    elif kind == "msub":
        yield from indexed(*children)
    elif kind == "msup":
        yield from raised(*children)
    elif kind == "msubsup":
        yield from indexed(*children[:2])
        if not set(text(children[2])) <= set("′∗*"):
            yield from symbols(flat(children[2]))
    elif kind == "mover" and len(text(children[1])) == 1 and tag(flat(children[0])[0]) == "mi":
        yield text(children[0]) + {"^": "\u0302", "~": "\u0303", "ˉ": "\u0304", "˙": "\u0307"}.get(
            text(children[1]), text(children[1])
        )
    elif kind == "mfrac" and all(flat(child) and is_differential(flat(child)[0]) for child in node):
        for child in children:
            yield from symbols(flat(child)[1:])
    elif kind in ("munder", "munderover") and text(children[0]) in BIG:
        for child in children[1:]:
            yield from symbols(flat(child))
    else:
        for child in children:
            yield from symbols(flat(child))


def symbols(row: list[Node]) -> list[str]:
    """Return the symbols of what stands side by side, in order."""
    whole = {
        place
        for slash in range(1, len(row) - 1)
        if text(row[slash]) == "/" and is_differential(row[slash + 1])
        for place in (slash + 1, max((k for k in range(slash) if is_differential(row[k])), default=0))
    }
    found, place = [], 0
    while place < len(row):
        if is_differential(row[place]):
            after = symbols(row[place + 1 : place + 2])
            if place not in whole and after and "∫" not in map(text, row):
                after[0] = f"d{after[0]}"
            found += after
            place += 2
        else:
            found += of_node(row[place])
            place += 1
    return found


def split(row: list[Node], marks: set[str]) -> list[list[Node]]:
    """Split what stands side by side at some operators outside brackets."""
    parts, depth = [[]], 0
    for node in row:
        sign = text(node) if tag(node) == "mo" else ""
        depth += (sign in "([{" and sign != "") - (sign in ")]}" and sign != "")
        if sign in marks and depth == 0:
            parts.append([])
        else:
            parts[-1].append(node)
    return parts


def summed(formula: Node) -> set[str]:
    """Return the letters that sums and products run over."""
    found = set()
    for node in formula.iter():
        if tag(node) in ("munder", "munderover", "msub", "msubsup") and text(node[0]) in BIG:
            found |= set(symbols(split(flat(node[1]), RELATIONS)[0]))
    return found


def equations(formula: Node) -> Iterator[tuple[str, set[str]]]:
    """Yield each symbol that an equation defines, and the arguments that it names for that."""
    for line in lines(formula):
        for clause in split(line, {",", ";"}):
            left, *right = split(clause, EQUAL)
            if not any(map(symbols, right)):  # a number is a value, not a meaning
                continue
            head = left[:2] if left and is_differential(left[0]) else left[:1]
            rest = left[len(head) :]
            powers = [node for node in head if tag(node) == "msup"]
            if any(not set(text(node[1])) <= set("′∗*") for node in powers):
                continue
            names = symbols(head)
            if names and (not rest or (text(rest[0]) == "(" and text(rest[-1]) == ")")):
                yield names[0], set(symbols(rest))


def uses(formula: Node) -> list[str]:
    """Return the symbols that a formula uses, without those that serve it alone."""
    own = summed(formula)
    for _, arguments in equations(formula):
        own |= arguments
    return [name for line in lines(formula) for name in symbols(line) if name not in own]


# The notation ------------------------------------------------------------------------------


def leading(formula: Node) -> str | None:
    """Return the symbol that a formula of the notation is about."""
    row = lines(formula)[0]
    is_sign = tag(row[0]) in ("mi", "msub", "msup", "msubsup", "mover") or text(row[0]) in OPERATORS
    is_derivative = is_differential(row[0]) and any(map(is_differential, row[1:]))
    found = symbols(row) if is_sign and not is_derivative else []
    return found[0] if found else None


def words(sentence: str) -> set[str]:
    """Return the words that carry a meaning, without the s of a plural."""
    found = re.findall(r"[a-zé]+(?:-[a-zé]+)*", sentence.lower())
    return {re.sub(r"s$", "", word) for word in found if len(word) > 2} - EMPTY


def meanings(rows: list[tuple[list[list[str | Node]], set[int] | None]], chapter: int) -> dict:
    """Return the words that tell what each symbol means in a chapter.

    A row has its cells, symbols first, and the chapters that it names, or None for all.
    """
    own, lent = {}, {}
    for (signs, meaning, *_), chapters in rows:
        if chapters is not None and chapter not in chapters:
            continue
        formulas = [piece for piece in signs if not isinstance(piece, str)]
        told = " ".join(piece for piece in meaning if isinstance(piece, str))
        if len(formulas) == 1:
            told = told.partition(";")[0]
        for name in filter(None, map(leading, formulas)):
            own.setdefault(name, set()).update(words(told))
        for piece in meaning:
            if not isinstance(piece, str) and (name := leading(piece)):
                lent.setdefault(name, set()).update(words(told))
    return lent | own


# The text ----------------------------------------------------------------------------------


def joined(blocks: list[Block], place: int) -> list[Block]:
    """Return a block with those that it is read together with."""
    near = [blocks[place]]
    after = blocks[place + 1 : place + 2]
    if blocks[place].kind == "display":
        near += blocks[max(place - 1, 0) : place]
    if blocks[place].kind in ("display", "heading") or (after and after[0].kind == "display"):
        near += after
    return near


def is_told(symbol: str, block: Block, meaning: set[str]) -> bool:
    """Say whether a block tells what a symbol means."""
    if block.kind == "row":
        first, others = block.cells[0], block.cells[1:]
        named = [leading(piece) for piece in first if not isinstance(piece, str)]
        explained = any(isinstance(piece, str) and words(piece) for cell in others for piece in cell)
        if symbol in named and explained:
            return True
    if any(symbol == name for formula in block.formulas for name, _ in equations(formula)):
        return True
    return bool(words(block.text) & (meaning | (words(symbol) if len(symbol) > 2 else set())))


def undefined(blocks: list[Block], meaning: dict[str, set[str]]) -> list[Undefined]:
    """Return the symbols that are used before they are defined."""
    found, met = [], set()
    for place, block in enumerate(blocks):
        for symbol in (name for formula in block.formulas for name in uses(formula)):
            if symbol in met:
                continue
            met.add(symbol)
            known = meaning.get(symbol) or meaning.get(symbol.removesuffix("ᵢ"), set())
            if any(is_told(symbol, near, known) for near in joined(blocks, place)):
                continue
            uses_it = (other for other in blocks[place:] if symbol in sum(map(uses, other.formulas), []))
            later = next((b.heading for b in uses_it if is_told(symbol, b, known)), None)
            found.append(Undefined(symbol, block.heading, block.text, later))
    return found
