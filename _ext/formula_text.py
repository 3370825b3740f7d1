"""A formula of a page in one line of text, for who cannot see it: made of its MathML."""

from lxml.etree import _Element as Element

# What stands around a formula's parts where they are more than one sign.
OPEN, CLOSE = "(", ")"
SPACED = set("=<>≤≥≈≠≪≫∈→⟶↦∼≲+−")


def text_of(math: Element) -> str:
    """Return the text of an element of MathML, such as (dL)/(w_1) = 3."""
    return " ".join(_text(math).replace("\u2061", "").split())  # which says "of" without a sign


def _text(node: Element) -> str:
    """Return the text of an element, with what stands around it."""
    parts = [_text(child) for child in node]
    match node.tag:
        case "mo" if not parts:  # some relations are made of others
            sign = (node.text or "").strip()
            return f" {sign} " if sign in SPACED else sign
        case "mfrac":
            return "/".join(map(_grouped, parts))
        case "msub" | "munder":
            return f"{parts[0]}_{_grouped(parts[1])}"
        case "msup" | "mover":
            return f"{parts[0]}^{_grouped(parts[1])}"
        case "msubsup" | "munderover":
            return f"{parts[0]}_{_grouped(parts[1])}^{_grouped(parts[2])}"
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
