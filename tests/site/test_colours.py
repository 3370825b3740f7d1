"""The colours that the style sheet names: readable, and the same wherever they are repeated."""

import re

import matplotlib as mpl
import pytest
from contrast import contrast
from pages import CHAPTER, ROOT, SITE, read

from tools.plotting import ACTIVATION_STYLE, GRADIENT_COLOR, ROLE_COLOR


def colours(scheme: int) -> dict[str, str]:
    """Return the colours that course.css names, in light (0) or dark (1)."""
    css = (ROOT / "_static" / "course.css").read_text("utf-8").partition("@media")[0]
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    return {name: pair[scheme] for name, *pair in found}


NAMED = """names => names.map(name => {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(--${name})`;
  const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  return "#" + [r, g, b].map(part => part.toString(16).padStart(2, "0")).join("");
})"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_contrast_gets_more(scheme, page, site_url):
    page.emulate_media(color_scheme=scheme, contrast="more")
    page.goto(f"{site_url}/{CHAPTER}")
    grounds = ["paper", "surface", "tint"]
    marks = ["ink", "muted", "accent", "right", "wrong", "rule", "edge"]

    def least() -> float:
        drawn = page.evaluate(NAMED, marks)
        return min(contrast(mark, on) for on in page.evaluate(NAMED, grounds) for mark in drawn)

    assert least() >= 7
    page.emulate_media(contrast="no-preference")
    assert least() < 2


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_line_colours_stand_out_from_the_paper(scheme):
    paper = colours(scheme)["paper"]
    drawn = {name: style["color"] for name, style in ACTIVATION_STYLE.items()} | ROLE_COLOR
    ratios = {name: contrast(colour, paper) for name, colour in drawn.items()}
    assert min(ratios.values()) >= 3, ratios
    assert contrast(colours(scheme)["edge"], paper) >= 3
    assert contrast("#9ecae1" if scheme == 0 else "#1f3a5f", paper) < 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface", "tint"])
def test_text_colours_are_readable(ground, scheme):
    named = colours(scheme)
    text = ["ink", "muted", "accent", "right", "wrong"]
    ratios = {name: contrast(named[name], named[ground]) for name in text}
    assert min(ratios.values()) >= 4.5, ratios
    assert contrast(named["rule"], named[ground]) < 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_words_in_the_colour_of_a_line_are_readable(scheme):
    css = (ROOT / "_static" / "course.css").read_text("utf-8")
    rules = re.findall(r'tspan\)\[fill="(#\w{6})"\].*light-dark\((#\w{6}), (#\w{6})\)', css)
    ratios = {line: contrast(pair[scheme], colours(scheme)["paper"]) for line, *pair in rules}
    assert {*ROLE_COLOR.values(), GRADIENT_COLOR} < set(ratios)
    assert min(ratios.values()) >= 4.5, ratios


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


def test_places_that_repeat_a_colour_repeat_the_right_one():
    css = (ROOT / "_static" / "course.css").read_text("utf-8")
    lines = [style["color"] for style in ACTIVATION_STYLE.values()]
    assert f"--relu: {lines[0]};" in css
    assert re.findall(r'tspan\)\[fill="(#\w{6})"\]', css) == [
        *lines, GRADIENT_COLOR, *ROLE_COLOR.values(),
    ]  # fmt: skip
    sheet = ROOT / "tools" / "plotting" / "course.mplstyle"
    cycle = mpl.rc_params_from_file(sheet, use_default_template=False)["axes.prop_cycle"]
    assert [f"#{colour.lstrip('#')}" for colour in cycle.by_key()["color"]] == lines
    papers = [colours(0)["paper"], colours(1)["paper"]]
    named = [m for m in read(SITE / CHAPTER).all("meta") if m.get("name") == "theme-color"]
    assert [m["content"] for m in named] == papers
    assert f"background: light-dark({papers[0]}, {papers[1]})" in (SITE / "404.html").read_text()
    preview = (ROOT / "_ext" / "preview.py").read_text("utf-8")
    assert re.findall("#[0-9a-f]{6}", preview) == [
        papers[0], lines[0], colours(0)["ink"], colours(0)["muted"],
    ]  # fmt: skip
