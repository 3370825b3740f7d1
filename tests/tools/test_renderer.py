"""What the renderer draws as text, as shapes, with limits, and what it refuses."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from tools.plotting.svg import figure_tree


def markup(fig):
    return ET.tostring(figure_tree(fig), encoding="unicode")


def places_of_labels():
    fig = Figure(figsize=(4, 2), layout="constrained")
    fig.subplots().set(title="one line", ylim=(0, 1000))
    return re.findall(r'x="(.*?)"', markup(fig))


def test_texts_are_measured_with_the_fonts_of_the_figure():
    sans = places_of_labels()
    with mpl.rc_context({"font.family": "monospace"}):
        assert places_of_labels() != sans
    assert places_of_labels() == sans


@pytest.mark.parametrize(
    ("formula", "is_text"),
    [
        (r"$\alpha x_1^2 - 3$", True),
        (r"$\mathdefault{2\times10^{-3}}$", True),
        (r"σ′$(z_1)$ $w_1$", True),
        (r"$\mathbf{W}\,\nabla L \leq \infty$", True),
        ("$x'$", False),
        (r"$\mathcal{L}$", False),
        (r"$\mathbb{E}$", False),
        (r"$\mathtt{x}$", False),
        (r"$\sum_i$", False),
        (r"$\frac{1}{2}$", False),
        (r"$\hat{x}$", False),
        (r"$\left(\frac{a}{b}\right)$", False),
    ],
)
def test_formulas_are_text_as_far_as_pages_have_the_signs(formula, is_text):
    fig = Figure()
    fig.text(0, 0, formula, color="red", alpha=0.5)
    tree = figure_tree(fig)
    assert bool(list(tree.iter("text"))) == is_text
    assert bool(list(tree.iter("use"))) != is_text
    group = next(tree.iter("text" if is_text else "use"))
    assert any(
        (element.get("fill"), element.get("opacity")) == ("#ff0000", "0.5")
        for element in tree.iter("g")
        if group in element.iter()
    )


@pytest.mark.parametrize(("height", "is_sharp"), [(0.7, False), (3, True)])
def test_only_a_sharp_corner_needs_a_limit(height, is_sharp):
    fig = Figure(figsize=(6, 6))
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 3), ylim=(0, 3))
    ax.fill([0, 0.5, 1], [0, height, 0], facecolor="none", edgecolor="red")
    assert ("stroke-miterlimit" in markup(fig)) == is_sharp


@pytest.mark.filterwarnings("ignore:Glyph 7")
def test_what_no_page_shows_is_refused():
    fig = Figure()
    fig.subplots().pcolormesh(np.eye(3), shading="gouraud")
    with pytest.raises(ValueError, match="no page shows Gouraud shading"):
        figure_tree(fig)
    fig = Figure()
    fig.text(0, 0, "x").set_agg_filter(lambda image, _: (image, 0, 0))
    with pytest.raises(ValueError, match="agg_filter cannot be drawn"):
        figure_tree(fig)
    fig = Figure()
    fig.text(0, 0, "bell\x07")
    with pytest.raises(ValueError, match="a character that no page can hold"):
        figure_tree(fig)
    fig = Figure()
    fig.text(0, 0, "x^2", usetex=True)
    with pytest.raises(ValueError, match="a text asks for LaTeX: set usetex to False"):
        figure_tree(fig)


@pytest.mark.parametrize("dpi", [72, 144])
def test_an_image_of_pixels_has_the_size_of_the_png(dpi):
    fig = Figure(dpi=dpi)
    fig.figimage(np.eye(36), 18, 0)
    image = next(figure_tree(fig).iter("image"))
    assert (float(image.get("width")), float(image.get("x"))) == (36 * 72 / dpi, 18 * 72 / dpi)


def test_one_module_draws_svg():
    tools = Path(__file__).parents[2] / "tools"
    drawing = re.compile(r"savefig\(|backend_svg")
    assert [path.name for path in tools.rglob("*.py") if drawing.search(path.read_text())] == [
        "renderer.py"
    ]
