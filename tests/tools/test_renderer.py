"""What the renderer draws as text, as shapes, with limits, and what it refuses."""

import re
import xml.etree.ElementTree as ET
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser

from tools.plotting import svg
from tools.plotting.renderer import svg_canvas, ticks_kept
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


def test_a_formula_is_set_once_for_all_figures_of_the_same_fonts():
    def formula():
        fig = Figure()
        fig.text(0, 0, r"$\frac{1}{2}$")
        return markup(fig)

    dejavu, parsed = formula(), MathTextParser._parse_cached.cache_info().misses
    assert formula() == dejavu
    assert MathTextParser._parse_cached.cache_info().misses == parsed
    with mpl.rc_context({"mathtext.fontset": "cm"}):
        assert formula() != dejavu
    assert formula() == dejavu


@pytest.mark.parametrize("family", ["DejaVu Sans", "STIXGeneral", "monospace"])
@pytest.mark.parametrize("words", ["one", "one\ntwo\n\nthree"])
def test_lines_are_as_high_as_matplotlib_makes_them(family, words):
    fig = Figure()
    label = fig.text(0.2, 0.3, words, family=family, size=13.7)
    with svg_canvas(fig, simplifies=False) as canvas:
        own = label.get_window_extent(canvas.renderer).extents.tolist()
        stock = RendererSVG(*fig.bbox.size, StringIO())
        assert own == label.get_window_extent(stock).extents.tolist()


def crowded(scale="log"):
    fig = Figure(figsize=(6, 3), layout="constrained")
    left, right = fig.subplots(1, 2, sharey=True)
    left.set(xscale=scale, xlim=(1, 1e7), xlabel="x", title="two\nlines")
    right.set(aspect="equal", xlim=(0, 3), ylim=(0, 2000))
    right.tick_params("x", rotation=90)
    right.secondary_xaxis("top")
    left.inset_axes((0.5, 0.5, 0.4, 0.4)).plot([0, 1e-9], [0, 1])
    left.twinx().set_ylabel("other")
    return fig


def test_kept_ticks_change_no_drawing():
    kept = markup(crowded())
    with mock.patch.object(svg, "ticks_kept", nullcontext):
        assert markup(crowded()) == kept


def test_ticks_are_found_once_for_a_place_and_a_range():
    fig = Figure(figsize=(4, 3))
    ax = fig.subplots()

    def places():
        return [tick.get_loc() for tick in ax.xaxis._update_ticks()]

    with (
        ticks_kept(fig),
        mock.patch.object(ax.xaxis, "get_majorticklocs", wraps=ax.xaxis.get_majorticklocs) as found,
    ):
        assert places() == places() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 1])
        assert found.call_count == 1
        ax.set_xlim(0, 50)
        assert places() == pytest.approx([0, 10, 20, 30, 40, 50])
        ax.set_position([0.1, 0.1, 0.1, 0.8])
        assert places() == pytest.approx([0, 50])
    assert "_update_ticks" not in vars(ax.xaxis)


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
