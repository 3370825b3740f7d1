"""The colours that the style sheet names: readable, and the same wherever they are repeated."""

import re

import pytest
from pages import CHAPTER, ROOT, SITE, read

from tools.plotting import ACTIVATION_STYLE


def luminance(colour: str) -> float:
    """Return WCAG's relative luminance of #rrggbb."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio of two colours."""
    bright, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def colours(scheme: int) -> dict[str, str]:
    """Return the colours that course.css names, in light (0) or dark (1)."""
    css = (ROOT / "_static" / "course.css").read_text("utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    return {name: pair[scheme] for name, *pair in found}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_line_colours_stand_out_from_the_paper(scheme):
    paper = colours(scheme)["paper"]
    ratios = {name: contrast(s["color"], paper) for name, s in ACTIVATION_STYLE.items()}
    assert min(ratios.values()) >= 3, ratios
    assert contrast(colours(scheme)["edge"], paper) >= 3
    assert contrast("#9ecae1" if scheme == 0 else "#1f3a5f", paper) < 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface", "tint", "warm"])
def test_text_colours_are_readable(ground, scheme):
    named = colours(scheme)
    text = ["ink", "muted", "accent", "right", "wrong"]
    ratios = {name: contrast(named[name], named[ground]) for name in text}
    assert min(ratios.values()) >= 4.5, ratios
    assert contrast(named["rule"], named[ground]) < 4.5


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


def test_places_that_repeat_a_colour_repeat_the_right_one():
    css = (ROOT / "_static" / "course.css").read_text("utf-8")
    for name, style in ACTIVATION_STYLE.items():
        assert f"--{name}: {style['color']};" in css
    papers = [colours(0)["paper"], colours(1)["paper"]]
    named = [m for m in read(SITE / CHAPTER).all("meta") if m.get("name") == "theme-color"]
    assert [m["content"] for m in named] == papers
    assert f"background: light-dark({papers[0]}, {papers[1]})" in (SITE / "404.html").read_text()
