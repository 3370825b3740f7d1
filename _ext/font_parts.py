"""The letters that the pages use, each font's in a file of their own.

A page loads a font whole only for a letter that is missing there, as a reader may type it.
"""

import io
import itertools
import json
import re
from pathlib import Path

import fontTools

import kept

ASCII = "".join(map(chr, range(0x20, 0x7F)))
WORDS = ASCII + "\u00a0±²³·¹¼½×áäé÷ü\u2009–’“”•…′⁄−∕"
MATHS = "\u00a0±×ˉ˙ΓΔΠΦ\u2005\u2009\u200a–’“”…′ℓ←→↦∂∇∈−∗√∞∣∥∫∼≈≤≥⊗⊙⊤⋅⋯⟨⟩⟶⟺\ue020"
DELIMITERS = "()[]{}"

# What draws the digits of fractions, which few pages have.
FRACTIONS = "source-serif-4-fractions"

# Parts for letters that few pages have. Of these fonts no page loads the whole.
RARE = {
    FRACTIONS: "12368⁄",
    "source-serif-4-latin-ext-400-normal": "Ż",
    "source-serif-4-latin-ext-600-normal": "ŁŻ",
    "source-serif-4-greek-400-normal": "Φηχ",
}

# The characters of each part: what is drawn of a font on any page.
PARTS = {
    "source-serif-4-latin-400-normal": WORDS,
    "source-serif-4-latin-600-normal": WORDS,
    "source-serif-4-latin-400-italic": WORDS,
    **RARE,
    "KaTeX_Main-Regular": ASCII + MATHS,
    "KaTeX_Main-Bold": "1",
    "KaTeX_Math-Italic": ASCII + "αβγδεζηθκλμξπρςστφχψωϕ",
    "KaTeX_AMS-Regular": "ER≲",
    "KaTeX_SansSerif-Regular": "T",
    "KaTeX_Size1-Regular": DELIMITERS + "/∏∑∫",
    "KaTeX_Size2-Regular": DELIMITERS + "∏∑∫",
    "KaTeX_Size3-Regular": DELIMITERS,
    "KaTeX_Size4-Regular": DELIMITERS + "⎧⎨⎩",
}

# A part of Source Serif may not bear the name that its licence reserves.
OWN_NAME = "Life of a Gradient"
NAMES = {1: OWN_NAME, 3: OWN_NAME, 4: OWN_NAME, 6: OWN_NAME.replace(" ", "")}  # by their ids

RULE = re.compile(r"@font-face\{[^}]*url\(fonts/([\w-]+)\.woff2\)[^}]*\}")


def write_parts(folder: Path) -> dict[str, tuple[str, str]]:
    """Write beside each font of a folder its part; return the characters of the part and others."""
    fonts = {name: folder / f"{name}.woff2" for name in PARTS}
    made_of = [fontTools.version.encode(), Path(__file__).read_bytes()]
    made_of += [font.read_bytes() for font in fonts.values()]
    parts = kept.kept_or_made("fonts", b"".join(made_of), lambda: make_parts(fonts))
    letters = json.loads(parts.pop("letters"))
    for name, part in parts.items():
        (folder / f"{name}.part.woff2").write_bytes(part)
    return letters


def make_parts(fonts: dict[str, Path]) -> dict[str, bytes]:
    """Return the parts of fonts, by their names, and in a table the characters of each."""
    parts, letters = {}, {}
    for name, file in fonts.items():
        parts[name], *letters[name] = make_part(file, PARTS[name])
    return parts | {"letters": json.dumps(letters).encode()}


def make_part(file: Path, characters: str) -> tuple[bytes, str, str]:
    """Return the part of a font that has some of its characters, these, and the others."""
    from fontTools import subset  # a tenth of a second, which most builds save

    options = subset.Options(
        flavor="woff2",
        hinting=not file.stem.startswith("KaTeX"),  # its hints take a fifth of those files
        layout_features=["frac"] if file.stem == FRACTIONS else ["kern", "liga", "tnum"],
        recalc_timestamp=False,
        bidi_closure=False,
    )
    font = subset.load_font(file, options)
    there = sorted(map(chr, font.getBestCmap()))
    part = subset.Subsetter(options)
    part.populate(text=characters)
    part.subset(font)
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID]
    written = io.BytesIO()
    subset.save_font(font, written, options)
    inside = "".join(letter for letter in there if letter in characters)
    return written.getvalue(), inside, "".join(letter for letter in there if letter not in inside)


def with_parts(css: str, letters: dict[str, tuple[str, str]]) -> str:
    """Put, for each font that has a part, a rule for the part and one for the others' font."""

    def divided(rule: re.Match) -> str:
        whole, name = rule[0], rule[1]
        if name not in letters:
            return whole
        part = whole.replace(f"{name}.woff2", f"{name}.part.woff2")
        rules = list(zip((part, whole), map(unicode_range, letters[name]), strict=True))
        rules = rules[:1] if name in RARE else rules
        return "".join(f"{one[:-1]};unicode-range:{ranges}}}" for one, ranges in rules)

    return RULE.sub(divided, css)


def unicode_range(characters: str) -> str:
    """Return characters as CSS names them."""
    codes = sorted(map(ord, characters))
    runs = itertools.groupby(enumerate(codes), lambda pair: pair[1] - pair[0])
    spans = [[code for _, code in run] for _, run in runs]
    return ",".join(f"U+{span[0]:X}" + f"-{span[-1]:X}" * (len(span) > 1) for span in spans)
