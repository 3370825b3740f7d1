"""The parts of the fonts: they draw what the whole fonts draw, under a name of their own."""

import re
import sys

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pages import CHAPTERS, ROOT, SITE, Markup

sys.path.insert(0, str(ROOT / "_ext"))

import font_parts  # after the path that finds it

FONTS = SITE / "_static" / "fonts"
SENTENCE = "AVATAR To. r. “f’s” fi fl 10½ (x) Lüwe LT Yes, We Kern; 1.7"


def both(name: str) -> tuple[TTFont, TTFont]:
    """Return a font and its part."""
    return TTFont(FONTS / f"{name}.woff2"), TTFont(FONTS / f"{name}.part.woff2")


def drawn(font: TTFont, code: int) -> tuple:
    """Return the width and the outline of a character."""
    name, glyphs = font.getBestCmap()[code], font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return glyphs[name].width, pen.value


@pytest.mark.parametrize("name", font_parts.PARTS)
def test_a_part_draws_its_letters_as_the_whole_font_does(name):
    whole, part = both(name)
    letters = set(part.getBestCmap())
    assert letters == set(map(ord, font_parts.PARTS[name])).intersection(whole.getBestCmap())
    assert [c for c in letters if drawn(part, c) != drawn(whole, c)] == []
    for measure in ("ascent", "descent", "lineGap"):
        assert getattr(part["hhea"], measure) == getattr(whole["hhea"], measure)


@pytest.mark.parametrize("name", font_parts.PARTS)
def test_a_part_has_a_name_of_its_own_and_says_whose_it_is(name):
    whole, part = both(name)
    named = {part["name"].getDebugName(number).replace(" ", "") for number in (1, 3, 4, 6)}
    assert named == {"LifeofaGradient"}
    assert part["name"].getDebugName(0) == whole["name"].getDebugName(0)


WIDTHS = """async ([names, sentence]) => {
  const drawing = document.createElement("canvas").getContext("2d");
  const width = async (file) => {
    const face = new FontFace(file.replace(/\\W/g, ""), `url(../_static/fonts/${file}.woff2)`);
    document.fonts.add(await face.load());
    drawing.font = `100px ${face.family}`;
    drawing.textRendering = "geometricPrecision";  // hints round widths, and a part has none
    return drawing.measureText(sentence).width;
  };
  return Promise.all(names.map(width));
}"""


def test_a_part_sets_a_sentence_as_the_whole_font_does(page, site_url):
    page.goto(f"{site_url}/chapters/references.html")
    for name in font_parts.PARTS:
        if name.startswith("source") and name not in font_parts.RARE:
            whole, part = page.evaluate(WIDTHS, [[name, f"{name}.part"], SENTENCE])
            assert whole == part > 1000


def test_a_font_and_its_part_share_its_letters_and_claim_no_others():
    css = (SITE / "_static" / "style.css").read_text("utf-8")
    rules = r"src:url\(fonts/([\w.-]+)\.woff2\)[^}]*;unicode-range:(?!U\+221A\})([^}]*)\}"
    ranges = dict(re.findall(rules, css))
    parts = {f"{name}.part" for name in font_parts.PARTS}
    assert ranges.keys() == parts | (font_parts.PARTS.keys() - font_parts.RARE.keys())
    for name in font_parts.PARTS:
        whole, part = (set(map(chr, font.getBestCmap())) for font in both(name))
        assert ranges[f"{name}.part"] == font_parts.unicode_range(part)
        if name in ranges:
            assert ranges[name] == font_parts.unicode_range(whole - part)


def test_characters_are_named_as_css_does():
    assert font_parts.unicode_range("cab±") == "U+61-63,U+B1"
    assert font_parts.unicode_range("1") == "U+31"


# Signs that no cut of the face has, and no other face that a page loads.
NOWHERE = set("∎▶✎")
# What is set in another face.
OTHERWISE = (
    "math, .katex, script, style, template, code, pre, nav, header, footer, figcaption, label, "
)
OTHERWISE += "legend, fieldset, svg, th, summary, textarea, .erratum, .eyebrow, .elsewhere"


def foreign(page: Markup) -> set[str]:
    """Return the letters of the running text that no part of the face has."""
    rare = "".join(font_parts.RARE.values())
    known = {*font_parts.WORDS, *rare, "√", "\n"}
    [article] = page.tree.cssselect("article")
    for e in article.cssselect(OTHERWISE):
        e.text = ""
        for child in list(e):
            e.remove(child)
    return set(article.text_content()) - known - NOWHERE


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_face_has_the_letters_of_the_text(name):
    assert foreign(Markup((SITE / name).read_text("utf-8"))) == set()


def test_a_letter_that_the_face_lacks_is_seen():
    assert foreign(Markup("<article><p>a ψ <code>ω</code> ξ</p></article>")) == {"ψ", "ξ"}
