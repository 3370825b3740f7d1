# ruff: noqa: S314 - the XML is made here
"""What is left of a figure as SVG, and that nothing else of the page reaches it."""

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tools.plotting.svg import PAPER, Layout, _attributes, _short, figure_tree, inline_svg


def busy_figure():
    fig = Figure(figsize=(4, 3))
    ax = fig.subplots()
    ax.plot([1, 2], [3, 4], "o--", color="#0077bb", label=r"$\alpha_1 x$")
    ax.fill_between([1, 2], [1, 2], hatch="/")
    ax.imshow(np.eye(2), extent=(1, 2, 2, 3), aspect="auto")
    ax.text(1.5, 2, "code", family="monospace", weight="bold")
    ax.set(xlabel="x (dimensionless)", ylabel="1 < 2 & 3", title="a")
    ax.legend()
    return fig


def values(tree):
    return [(name, value) for element in tree.iter() for name, value in element.attrib.items()]


def references(tree):
    hrefs = {text[1:] for name, text in values(tree) if name == "href" and text[0] == "#"}
    return hrefs | {ref for _, text in values(tree) for ref in re.findall(r"url\(#(.*?)\)", text)}


def test_tree_has_a_box_and_a_size():
    tree = figure_tree(Figure(figsize=(4, 3)))
    assert tree.tag == "svg"
    assert (tree.get("viewBox"), tree.get("width"), tree.get("height")) == (
        "0 0 288 216",
        "384",
        "288",
    )


def test_nothing_but_the_drawing_is_left():
    tree = figure_tree(busy_figure())
    assert {element.tag for element in tree.iter()} <= {
        *("svg", "g", "defs", "path", "use", "text", "tspan", "rect", "image", "pattern"),
        "clipPath",
    }
    assert not any(element.tail for element in tree.iter())
    assert all(
        element.text.strip() for element in tree.iter() if element.text not in {None, "\xa0"}
    )
    assert all("style" not in element.attrib for element in tree.iter() if element is not tree)


def test_ids_are_those_that_something_points_to():
    tree = figure_tree(busy_figure())
    ids = [value for name, value in values(tree) if name == "id"]
    assert len(ids) == len(set(ids)) > 3
    assert set(ids) == references(tree)


def test_black_follows_the_theme_and_colours_stay():
    tree = figure_tree(busy_figure())
    assert tree.get("fill") == "currentColor"
    colours = {value for name, value in values(tree) if name in {"fill", "stroke"}}
    assert "#0077bb" in colours
    assert colours.isdisjoint({"#000000", "black"})


def test_text_stays_text_and_takes_the_pages_font():
    tree = figure_tree(busy_figure())
    texts = {element.text: element for element in tree.iter("text")}
    assert {"x (dimensionless)", "1 < 2 & 3", "code"} <= set(texts)
    assert "font-family" not in texts["x (dimensionless)"].attrib
    assert texts["code"].get("font-family") == "monospace"
    assert texts["code"].get("font-weight") == "700"


@pytest.mark.parametrize(
    "style",
    [
        "font: italic 700 12.345px 'DejaVu Sans', 'Arial', sans-serif; text-anchor: end",
        "font-style: italic; font-weight: 700; font-size: 12.345px; "
        "font-family: 'DejaVu Sans', sans-serif; text-anchor: end",
    ],
    ids=["shorthand of older matplotlibs", "separate"],
)
def test_font_declarations_become_attributes(style):
    assert _attributes({"style": style}) == {
        "font-style": "italic",
        "font-weight": "700",
        "font-size": "12.35px",
        "text-anchor": "end",
    }


def test_same_figure_gives_the_same_bytes_and_settings_stay():
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": None, "savefig.bbox": "tight"}):
        before = dict(mpl.rcParams)
        first, second = (
            inline_svg(figure_tree(busy_figure()), prefix="f-", label="x") for _ in range(2)
        )
        assert dict(mpl.rcParams) == before
    assert first == second
    assert first == inline_svg(figure_tree(busy_figure()), prefix="f-", label="x")


def test_no_label_shrinks_below_nine_pixels():
    fig = Figure(figsize=(6, 4))  # 432 points, 576 pixels
    fig.text(0.5, 0.5, "large", fontsize=18)
    assert figure_tree(fig).get("style") == "--legible: 216px"
    fig.text(0.5, 0.2, "small", fontsize=9)
    assert figure_tree(fig).get("style") == "--legible: 432px"
    fig.text(0.5, 0.1, "tiny", fontsize=5)
    assert figure_tree(fig).get("style") == "--legible: 576px"
    assert "style" not in figure_tree(Figure()).attrib


def frame(top=1, title="one line", columns=1, ratios=None, suptitle=None):
    """A figure whose layout hangs on its labels, its title and its axes."""
    fig = Figure(figsize=(4, 3), layout="constrained")
    for ax in fig.subplots(1, columns, squeeze=False, width_ratios=ratios).flat:
        ax.plot([0, 1], [0, top])
        ax.set(xlim=(0, 1), ylim=(0, top), ylabel="loss", title=title)
    fig.suptitle(suptitle) if suptitle else None
    return fig


def markup(fig, layout=None):
    return inline_svg(figure_tree(fig, layout), prefix="", label="")


@pytest.fixture
def layouts(monkeypatch):
    """Count how often a figure is laid out."""
    engine, counted = mpl.layout_engine.ConstrainedLayoutEngine, []
    execute = engine.execute
    monkeypatch.setattr(engine, "execute", lambda *args: counted.append(args) or execute(*args))
    return counted


def test_frames_whose_labels_take_the_same_room_share_a_layout(layouts):
    layout = Layout()
    frames = [frame(title=title) for title in ("one line", "another", "one line")]
    shared = [markup(fig, layout) for fig in frames]
    assert len(layouts) == 1
    assert shared == [markup(frame(title=title)) for title in ("one line", "another", "one line")]


@pytest.mark.parametrize(
    "other",
    [
        {"top": 100_000},
        {"title": "two\nlines"},
        {"columns": 2},
        {"columns": 2, "ratios": [1, 3]},
        {"suptitle": "above all"},
    ],
    ids=str,
)
def test_frames_whose_labels_take_other_room_have_their_own_layout(layouts, other):
    layout = Layout()
    for options in ({}, other, {}, {"columns": 2}, other, other):
        assert markup(frame(**options), layout) == markup(frame(**options)), options
    assert len(layouts) > 6 + 2


def test_a_frame_keeps_every_point_and_a_figure_those_that_show():
    def line(tree):
        return max((path.get("d") for path in tree.iter("path")), key=len).count("L")

    figs = [Figure(), Figure()]
    for fig in figs:
        fig.subplots().plot(np.zeros(500))
    assert line(figure_tree(figs[0], Layout())) == 499
    assert line(figure_tree(figs[1])) < 10


@pytest.mark.parametrize("engine", ["constrained", "none"])
def test_a_figure_is_left_as_it_was(engine):
    fig = frame()
    fig.set_layout_engine(None if engine == "none" else engine)
    fig.dpi = 123
    before = fig.canvas, fig.get_layout_engine(), fig.axes[0].get_in_layout()
    with mpl.rc_context({"figure.constrained_layout.use": True}):
        figure_tree(fig, Layout())
    assert (fig.canvas, fig.get_layout_engine(), fig.axes[0].get_in_layout()) == before
    assert fig.dpi == 123
    assert fig.patch.get_visible()
    assert fig.axes[0].patch.get_visible()


def fills(fig):
    return [value for name, value in values(figure_tree(fig)) if name == "fill"]


def test_white_backgrounds_are_transparent():
    fig = Figure()
    fig.subplots(1, 2)[1].set_facecolor("none")
    assert set(fills(fig)) == {"currentColor", "none"}
    assert "style" in figure_tree(fig).attrib
    assert "--paper" not in figure_tree(fig).get("style")


def test_a_background_over_something_is_the_pages_paper():
    fig = Figure()
    left, right = fig.subplots(1, 2, gridspec_kw={"wspace": 0})
    assert PAPER not in fills(fig)  # they share no more than an edge
    inset = left.inset_axes((0.5, 0.5, 0.2, 0.2))
    assert fills(fig).count(PAPER) == 1
    inset.inset_axes((0.5, 0.5, 0.2, 0.2))
    fig.add_axes(right.get_position())
    assert fills(fig).count(PAPER) == 3
    left.twinx()
    assert fills(fig).count(PAPER) == 3


@pytest.mark.parametrize("owner", ["figure", "subfigure", "axes", "inset"])
def test_chosen_backgrounds_are_kept_with_all_colours(owner):
    fig = Figure(facecolor="red" if owner == "figure" else "white")
    part = fig.subfigures()
    part.set_facecolor("red" if owner == "subfigure" else "white")
    ax = part.subplots()
    ax.set_facecolor("red" if owner == "axes" else "white")
    ax.inset_axes((0, 0, 1, 1)).set_facecolor("red" if owner == "inset" else "white")
    assert "#ff0000" in fills(fig)
    assert figure_tree(fig).get("style").endswith("; color: #000; --paper: #fff")


def test_missing_numbers_are_not_shown_as_black():
    fig = Figure()
    fig.subplots().pcolormesh([[0, np.nan], [1, 2]])
    assert "--paper" not in figure_tree(fig).get("style")


@pytest.mark.parametrize(("colours", "is_kept"), [("gray", True), ("viridis", False)])
def test_numbers_shown_as_black_do_not_follow_the_theme(colours, is_kept):
    fig = Figure()
    fig.subplots().scatter([0, 1], [0, 1], c=[0, 1], cmap=colours)
    assert ("--paper" in figure_tree(fig).get("style")) == is_kept


def test_figure_tree_wants_a_figure():
    with pytest.raises(TypeError, match="wanted a matplotlib Figure, got NoneType"):
        figure_tree(None)


@given(st.floats(-1e4, 1e4))
def test_numbers_are_rounded_once_and_for_all(number):
    short = _short("x", f"{number:f}")
    assert abs(float(short) - number) <= 0.005 + 1e-6
    assert re.fullmatch(r"0|-?(?!0\d)\d+(\.\d?[1-9])?", short)
    assert short != "-0"
    assert _short("x", short) == short


def test_paths_are_packed_and_factors_kept():
    assert _short("d", "M 0 1.234567 \nL -0.001 3.5 \nz\n") == "M0 1.23L0 3.5z"
    assert _short("transform", "matrix(0.001234 0 0 1 2 3)") == "matrix(0.001234 0 0 1 2 3)"
    assert _short("stroke-opacity", "0.00392157") == "0.0039"
    assert _short("transform", "translate(1.234567 2)") == "translate(1.23 2)"
    assert _short("href", "data:image/png;base64,0.12345") == "data:image/png;base64,0.12345"


@given(prefix=st.from_regex(r"[a-z][a-z0-9]{0,5}-", fullmatch=True), label=st.text("a<>&\"'é ☃"))
def test_inline_svg_prefixes_every_id_and_escapes_the_label(prefix, label):
    tree = ET.fromstring(
        '<svg><defs><clipPath id="c"/><path id="p"/></defs>'
        '<use href="#p" clip-path="url(#c)"/><image href="data:,#p"/></svg>'
    )
    before = ET.tostring(tree)
    markup = inline_svg(tree, prefix=prefix, label=label)
    assert ET.tostring(tree) == before
    result = ET.fromstring(markup)
    assert {value for name, value in values(result) if name == "id"} == {prefix + "c", prefix + "p"}
    assert references(result) == {prefix + "c", prefix + "p"}
    assert result.find("image").get("href") == "data:,#p"
    assert (result.get("role"), result.get("aria-label")) == ("img", label)


def test_markup_holds_no_namespace_and_no_declaration():
    markup = inline_svg(figure_tree(busy_figure()), prefix="f-", label="x")
    assert markup.startswith('<svg role="img" aria-label="x" viewBox=')
    assert not re.search(r"xmlns|xlink|<\?xml|ns\d:|<!", markup)
