"""Formulas in a line of text: where it may end, and what stays on the line of a formula."""

import sys
from pathlib import Path

import lxml.html
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

import katex_math

import node_packages

TEX = r"a_1 + b_2 = c_3 \cdot d"  # four bases


@pytest.fixture(scope="module")
def rendered():
    node_packages.install_packages(katex_math.HERE)
    renderer = katex_math.KatexRenderer()
    yield renderer.render(TEX, display=False)
    renderer.close()


@pytest.mark.parametrize(("opening", "closing"), [("", ""), ("(", ""), ("", ")."), ("“(", ");")])
def test_marks_stand_alone_with_one_base(opening, closing, rendered):
    formula = lxml.html.fragment_fromstring(
        f"<span>{katex_math.breakable(rendered, opening, closing)}</span>"
    )
    seen = formula.cssselect(".katex-base")
    assert len(seen) == 4
    assert len(formula.cssselect(".katex-mathml")) == 1
    glued = formula.cssselect(".glue")
    assert len(glued) == bool(opening) + bool(closing)
    assert all(len(glue.cssselect(".katex-base")) == 1 for glue in glued)
    if opening:
        assert glued[0].text == opening
        assert glued[0].cssselect(".katex-base") == seen[:1]
    if closing:
        assert glued[-1][-1].tail == closing
        assert glued[-1].cssselect(".katex-base") == seen[-1:]
    bare = lxml.html.fragment_fromstring(f"<span>{rendered}</span>").text_content()
    assert formula.text_content() == f"{opening}{bare}{closing}"
