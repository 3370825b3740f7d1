"""The parts of the fonts: they draw what the whole fonts draw, under a name of their own."""

import re
import sys

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pages import ROOT, SITE

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
        if name.startswith("source"):
            whole, part = page.evaluate(WIDTHS, [[name, f"{name}.part"], SENTENCE])
            assert whole == part > 1000


def test_a_font_and_its_part_share_its_letters_and_claim_no_others():
    css = (SITE / "_static" / "style.css").read_text("utf-8")
    ranges = dict(re.findall(r"url\(fonts/([\w.-]+)\.woff2\)[^}]*;unicode-range:([^}]*)\}", css))
    assert ranges.keys() == {f"{name}{kind}" for name in font_parts.PARTS for kind in ("", ".part")}
    for name in font_parts.PARTS:
        whole, part = (set(map(chr, font.getBestCmap())) for font in both(name))
        assert ranges[f"{name}.part"] == font_parts.unicode_range(part)
        assert ranges[name] == font_parts.unicode_range(whole - part)


def test_characters_are_named_as_css_does():
    assert font_parts.unicode_range("cab±") == "U+61-63,U+B1"
    assert font_parts.unicode_range("1") == "U+31"
