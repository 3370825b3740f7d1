"""Which symbols a text uses before it says what they mean, judged against the notation.

A text is a list of blocks: paragraphs, items of lists, rows of tables, headings, displayed
formulas; a formula is MathML as KaTeX writes it. Each symbol must be defined where it is first
used. It counts as defined there if, in this block or in one that a displayed formula or a heading
joins to it,

- a word of its meaning in `notation.md` stands: "weight" for w, "depth" for D;
- or it is the first cell of a row of a table, and words stand in another cell;
- or it stands alone on the left of an equals sign, and symbols on the right;
- or words introduce it: "let s be", "for all j", "c is the slope", "d is 2z" (`BEFORE`, `AFTER`);
- or it is a name, such as ReLU, and has stood in the text as a word.

A letter with an index is a symbol of its own, whatever the index: wᵢ stands for w_1, w_l and w_ij.
An index that is a word, a star or a dash makes another symbol, but f′(z) is the derivative of f.
The letters in an index or a power are symbols too, except those that a sum runs over. A derivative
dL/dw is made of L and w; dw alone is a symbol. What everybody brings from school is `SCHOOL`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

Node = ET.Element
Cell = list[str | Node]

SCHOOL = {"max", "min", "ln", "log", "exp", "sin", "cos", "tan", "lim", "ℝ", "π", "e", "i", "∞"}
OPERATORS = {"∥": "‖·‖", "‖": "‖·‖", "⊙": "⊙", "⊗": "⊗", "∼": "∼", "∇": "∇"}
ACCENTS = {"^": "\u0302", "~": "\u0303", "ˉ": "\u0304", "˙": "\u0307"}
DOUBLED = {"R": "ℝ", "E": "𝔼", "P": "ℙ"}
UNSEEN = {"mspace", "mphantom", "mtext"}
BOXES = {"math", "mrow", "mstyle", "mpadded", "mtr", "mtd"}
SIGNS = {"mi", "msub", "msup", "msubsup", "mover"}
BIG = {"∑", "∏", "max", "min", "lim"}
EQUAL = {"=", "≡", "≔", ":="}
RELATIONS = EQUAL | {"<", ">", "≤", "≥", "∈", "→", "≠"}

# Words of a meaning that say nothing about it.
EMPTY = set(
    re.findall(
        r"\w+",
        """the and for with that what which from this its all any are not but one two each other
        into than then after before behind between under over where same number short own chapter
        exercise count errata variable first second last scalar""",
    )
)
# Words for the same thing, of which the notation has the first.
ALSO = {
    "expectation": {"mean", "average"},
    "derivative": {"slope"},
    "neuron": {"unit"},
    "length": {"norm"},
}
# What a dash and a d stand for, where the notation has no row for the very symbol.
DASHED, DIFFERENTIAL = {"derivative", "slope"}, {"gradient", "derivative"}

BEFORE = re.compile(r"\b(let|fix|write|call|take|denote|for (all|any|every|each|some)) *$", re.I)
AFTER = re.compile(r"^ *(be|for|stands? for|means?|denotes?|is (the|a|an|our)|are the)\b")


@dataclass(frozen=True)
class Block:
    """A piece of text: its kind, the heading above it, and its cells."""

    kind: str  # "text", "row", "heading" or "display"
    heading: str
    cells: list[Cell]

    @property
    def formulas(self) -> list[Node]:
        return [piece for cell in self.cells for piece in cell if not isinstance(piece, str)]

    @property
    def words(self) -> str:
        """Return the text, with … for each formula."""
        return self._joined(lambda _: "…")

    def shown(self) -> str:
        """Return the text, with the signs of each formula."""
        return self._joined(lambda formula: f"${text(formula)}$")

    def _joined(self, write) -> str:
        cells = [[p if isinstance(p, str) else write(p) for p in cell] for cell in self.cells]
        return " ".join(" ".join("".join(cell) for cell in cells).split())


@dataclass(frozen=True)
class Undefined:
    """A symbol that is used before it is defined, and where."""

    symbol: str
    block: Block
    later: str | None  # the heading under which it is defined after all

    def __str__(self) -> str:
        first = next(f for f in self.block.formulas if self.symbol in uses(f))
        shown, used = self.block.shown(), f"${text(first)}$"
        place = max(0, shown.find(used) - 40)
        excerpt = shown[place : place + 80 + min(len(used), 60)]
        later = f'defined under "{self.later}"' if self.later else "defined nowhere in the core"
        return f'{self.symbol}  under "{self.block.heading}": {excerpt}  ({later})'


# Formulas ----------------------------------------------------------------------------------


def parse(mathml: str) -> Node:
    """Read a formula, without the unseen sign behind a name, which KaTeX puts into indices too."""
    return ET.fromstring(re.sub("<mo[^>]*>\u2061</mo>", "", mathml))  # noqa: S314  # ours


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
        return is_differential((flat(node[0]) or [node[1]])[0])
    return tag(node) == "mi" and text(node) == "d" and node.get("mathvariant") == "normal"


def is_mark(node: Node) -> bool:
    """Say whether an index or power is dashes or a star, which make another symbol."""
    return set(text(node)) <= set("′∗*")


def letter(node: Node) -> str:
    """Return the name of an identifier."""
    doubled = node.get("mathvariant") == "double-struck"
    return DOUBLED.get(text(node), text(node)) if doubled else text(node)


def is_school(node: Node) -> bool:
    """Say whether a sign has one meaning everywhere: upright e is Euler's number, e is not."""
    name = letter(node)
    upright = node.get("mathvariant") == "normal" or len(name) > 1 or name in "πℝ∞"
    return upright and (name in SCHOOL or not any(map(str.isalpha, name)))


def is_word(index: list[Node]) -> bool:
    """Say whether an index is a word or a sign, and so makes a symbol of its own."""
    return all(tag(node) == "mo" or (tag(node) == "mi" and len(text(node)) > 1) for node in index)


def indexed(base: Node, index: Node) -> list[str]:
    """Return the symbols of a base with something at its foot."""
    row, below = flat(base), flat(index)
    if text(base) in BIG or text(base) == "∫":
        return symbols(below)
    if text(base) in OPERATORS:
        return [OPERATORS[text(base)]]  # a norm keeps its meaning, whichever it is
    if len(row) != 1 or tag(row[0]) != "mi" or is_school(row[0]):
        return symbols(row) + symbols(below)
    if is_word(below):  # or one that is all in words, which flat() leaves out
        return [f"{letter(row[0])}_{text(index)}"]
    return [f"{letter(row[0])}ᵢ", *symbols(below)]


def raised(names: list[str], power: Node) -> list[str]:
    """Return the symbols of a base, whose own these are, with something at its head."""
    if text(power) in ("T", "𝖳", "⊤"):
        return ["ᵀ", *names]
    if is_mark(power) and names:
        return [names[0] + text(power).replace("∗", "*"), *names[1:]]
    return names + symbols(flat(power))


def of_node(node: Node) -> list[str]:
    """Return the symbols of one node."""
    kind, children = tag(node), list(node)
    if kind == "mi":
        return [] if is_school(node) else [letter(node)]
    if kind == "mo":
        return [OPERATORS[text(node)]] if text(node) in OPERATORS else []
    if kind == "msub":
        return indexed(*children)
    if kind == "msup":
        return raised(symbols(flat(children[0])), children[1])
    if kind == "msubsup":
        return raised(indexed(*children[:2]), children[2])
    if kind == "mover" and text(children[1]) in ACCENTS and len(text(children[0])) == 1:
        return [unicodedata.normalize("NFC", text(children[0]) + ACCENTS[text(children[1])])]
    parts = [flat(child) for child in children]
    if kind == "mfrac" and all(part and is_differential(part[0]) for part in parts):
        return symbols(parts[0][1:]) + symbols(parts[1][1:])
    return [name for part in parts for name in symbols(part)]


def is_applied_dash(node: Node, after: list[Node]) -> bool:
    """Say whether this is the f′ of f′(z), or tanh′: the derivative of a function."""
    if tag(node) != "msup" or not set(text(node[1])) <= {"′"}:
        return False
    return len(text(node[0])) > 1 or (bool(after) and text(after[0]) == "(")


def symbols(row: list[Node]) -> list[str]:
    """Return the symbols of what stands side by side, in order."""
    plain = set()  # places of the d that belong to a derivative or an integral
    for place in range(1, len(row) - 1):
        if text(row[place]) == "/" and is_differential(row[place + 1]):
            plain |= {place + 1, *[k for k in range(place) if is_differential(row[k])][-1:]}
    if any("∫" in text(node) for node in row):
        plain = set(range(len(row)))
    found, place = [], 0
    while place < len(row):
        if is_differential(row[place]):
            names = symbols(row[place + 1 : place + 2])
            found += names if place in plain or not names else [f"d{names[0]}", *names[1:]]
            place += 1
        elif is_applied_dash(row[place], row[place + 1 :]):
            found += symbols(flat(row[place][0]))
        else:
            found += of_node(row[place])
        place += 1
    return found


def split(row: list[Node], marks: set[str]) -> list[list[Node]]:
    """Split what stands side by side at some operators outside brackets."""
    parts, depth = [[]], 0
    for node in row:
        sign = text(node) if tag(node) == "mo" else ""
        depth += (sign in tuple("([{")) - (sign in tuple(")]}"))
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
            size = 2 if left and is_differential(left[0]) else 1
            head, rest = left[:size], left[size:]
            is_power = any(tag(node) == "msup" and not is_mark(node[1]) for node in head)
            if is_power or any(tag(node) not in SIGNS for node in head):
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


def leading(formula: Node) -> str | None:
    """Return the symbol that a formula is about: z of z = wx + b, none of 2z or dL/dw."""
    row = lines(formula)[0]
    if not row:
        return None
    is_sign = tag(row[0]) in SIGNS or text(row[0]) in OPERATORS
    is_derivative = is_differential(row[0]) and any(map(is_differential, row[1:]))
    found = symbols(row) if is_sign and not is_derivative else []
    return found[0] if found else None


# The notation ------------------------------------------------------------------------------


def words(sentence: str) -> set[str]:
    """Return the words that carry a meaning, without the s of a plural."""
    found = re.findall(r"[a-z]+(?:-[a-z]+)*", sentence.lower())
    return {re.sub("s$", "", word) for word in found if len(word) > 2} - EMPTY


def named_chapters(meaning: str) -> set[int] | None:
    """Return the chapters to which a meaning is limited: "in chapters 3 and 9: ..."."""
    limit = re.match(r"(?:in|with)\b[^:]*(?=:)", meaning)
    if not limit:
        return None
    spans = re.findall(r"(?:chapters?|and|,) (\d+)(?: to (\d+))?", limit[0])
    spans += [(chapter, "") for chapter in re.findall(r"\((\d+)\.\d+\)", limit[0])]
    return {n for first, last in spans for n in range(int(first), int(last or first) + 1)}


def shares(told: str, count: int) -> list[str]:
    """Return what a meaning says of each of so many symbols: its parts, or else all of it."""
    parts = told.split(";")
    if count == 1:
        return parts[:1]
    listed = parts[0].split(",")
    if len(listed) == count and all(len(part.split()) == 1 for part in listed[:-1]):
        parts = listed
    return parts if len(parts) == count and all(map(words, parts)) else [told] * count


def meanings(rows: list[Block], chapter: int) -> dict[str, set[str]]:
    """Return the words that tell what each symbol of the notation means in a chapter."""
    own, lent = {}, {}
    for signs, meaning in (row.cells[:2] for row in rows):
        told = "".join(piece if isinstance(piece, str) else " … " for piece in meaning).strip()
        chapters = named_chapters(told)
        if chapters is not None and chapter not in chapters:
            continue
        formulas = [piece for piece in signs if not isinstance(piece, str)]
        explained = [piece for piece in meaning if not isinstance(piece, str)]
        named = list(zip(formulas, shares(told, len(formulas)), strict=True))
        for found, pairs in ((own, named), (lent, [(formula, told) for formula in explained])):
            for formula, part in pairs:
                means = words(part)
                also = (ALSO.get(word, set()) for word in means)
                if name := leading(formula):
                    found.setdefault(name, set()).update(means, *also)
    return lent | own


def meaning_of(symbol: str, known: dict[str, set[str]]) -> set[str]:
    """Return the words of a symbol's row, or of the row of what it is made of."""
    bare = symbol.rstrip("′ᵢ").removeprefix("d")
    stem = symbol.rstrip("ᵢ")
    found = known.get(symbol) or known.get(stem) or known.get(f"{stem}ᵢ") or set()
    if symbol.endswith("′"):
        found = found | DASHED
    elif len(symbol) > 1 and symbol.startswith("d") and bare != symbol.rstrip("′ᵢ"):
        found = found | DIFFERENTIAL
    return found


# The text ----------------------------------------------------------------------------------


def joined(blocks: list[Block], place: int) -> list[Block]:
    """Return a block with those that it is read together with."""
    before, after = blocks[max(place - 1, 0) : place], blocks[place + 1 : place + 2]
    near = [blocks[place]]
    if blocks[place].kind == "display":
        near += before
    if blocks[place].kind in ("display", "heading") or any(b.kind == "display" for b in after):
        near += after
    return near


def is_introduced(symbol: str, cell: Cell) -> bool:
    """Say whether words around a formula introduce the symbol that it begins with."""
    for place, piece in enumerate(cell):
        if isinstance(piece, str) or leading(piece) != symbol:
            continue
        before, after = (
            part[0] if part and isinstance(part[0], str) else ""
            for part in (cell[place - 1 : place], cell[place + 1 : place + 2])
        )
        behind = [other for other in cell[place + 2 : place + 3] if not isinstance(other, str)]
        equal = after.strip() == "is" and any(map(uses, behind))
        alone = set(uses(piece)) == {symbol}
        if BEFORE.search(" ".join(before.split())) or (alone and (equal or AFTER.search(after))):
            return True
    return False


def is_told(symbol: str, block: Block, meaning: set[str]) -> bool:
    """Say whether a block tells what a symbol means."""
    first, *others = block.cells
    if block.kind == "row":
        named = {leading(piece) for piece in first if not isinstance(piece, str)}
        if symbol in named and any(words(p) for cell in others for p in cell if isinstance(p, str)):
            return True
    return (
        any(symbol == name for formula in block.formulas for name, _ in equations(formula))
        or any(is_introduced(symbol, cell) for cell in block.cells)
        or bool(words(block.words) & meaning)
    )


def undefined(blocks: list[Block], known: dict[str, set[str]]) -> list[Undefined]:
    """Return the symbols that a text uses before it defines them."""
    found, met, said = [], set(), set()
    for place, block in enumerate(blocks):
        said |= words(block.words)
        for symbol in (name for formula in block.formulas for name in uses(formula)):
            if symbol in met:
                continue
            met.add(symbol)
            meaning = meaning_of(symbol, known)
            is_name = len(symbol) > 2 and bool(words(symbol)) and words(symbol) <= said
            if is_name or any(is_told(symbol, near, meaning) for near in joined(blocks, place)):
                continue
            users = (b for b in blocks[place:] if any(symbol in uses(f) for f in b.formulas))
            later = next((b.heading for b in users if is_told(symbol, b, meaning)), None)
            found.append(Undefined(symbol, block, later))
    return found
