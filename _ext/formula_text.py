"""A formula of a page in one line of text, for who cannot see it: made of its MathML."""

from xml.etree.ElementTree import Element  # or lxml's, which is alike

# What stands around a formula's parts where they are more than one sign.
OPEN, CLOSE = "(", ")"
SPACED = set("=<>≤≥≈≠≪≫∈→⟶↦∼≲+−")
# What is said of a sign above a letter.
ACCENTS = {"^": "hat", "~": "tilde", "ˉ": "bar", "‾": "bar", "˙": "dot"}


def text_of(math: Element) -> str:
    """Return the text of an element of MathML, such as (dL)/(w_1) = 3."""
    return " ".join(_text(math).replace("\u2061", "").split())  # which says "of" without a sign


def words_of(node: Element) -> str:
    """Return the text of an element of a page, with its formulas in words."""
    return " ".join(_words(node).split())


def _words(node: Element) -> str:
    """Return the text of an element, in which a formula stands twice: as MathML and as drawn."""
    if node.tag == "math":
        return text_of(node)
    if "katex-html" in node.get("class", "").split():
        return ""
    return (node.text or "") + "".join(_words(child) + (child.tail or "") for child in node)


def _text(node: Element) -> str:
    """Return the text of an element, with what stands around it."""
    parts = [_text(child) for child in node]
    match node.tag:
        case "mo" if not parts:  # some relations are made of others
            sign = (node.text or "").strip()
            return f" {sign} " if sign in SPACED else sign
        case "mfrac":
            return "/".join(map(_grouped, parts))
        case "mover" if node.get("accent") == "true":
            sign = parts[1].strip()
            return f"{_grouped(parts[0])} {ACCENTS.get(sign, sign)} "
        case "msub" | "munder":
            return f"{parts[0].rstrip()}_{_grouped(parts[1])}"
        case "msup" | "mover":
            return f"{parts[0].rstrip()}^{_grouped(parts[1])}"
        case "msubsup" | "munderover":
            return f"{parts[0].rstrip()}_{_grouped(parts[1])}^{_grouped(parts[2])}"
        case "msqrt":
            return f"√{_grouped(''.join(parts))}"
        case "mroot":
            return f"{_grouped(parts[1])}√{_grouped(parts[0])}"
        case "mspace":
            return " "
        case "mtd":
            return "".join(parts) + " "
        case "mtr":
            return "".join(parts) + "; "
        case "mtable":
            return "".join(parts).rstrip("; ")
    return (node.text or "") + "".join(parts)


def _grouped(text: str) -> str:
    """Return a text in brackets, unless it is one sign or a number."""
    text = text.strip()
    return text if len(text) == 1 or text.isdecimal() else f"{OPEN}{text}{CLOSE}"
