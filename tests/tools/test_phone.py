"""The layout for a phone: what stands where, and which figures get one."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from tools.plotting import phone


def panels(rows, columns, layout="constrained", **options):
    fig = Figure(figsize=(7, 3.4 * rows), layout=layout)
    axes = fig.subplots(rows, columns, squeeze=False, **options)
    for place, ax in enumerate(axes.flat):
        ax.plot([0, 1], [0, 10**place])
        ax.set(xlabel="x", title=f"panel {place}")
    axes[0, 0].set_ylabel("y")
    return fig


def boxes(fig):
    """Where the axes stand, from 0 to 1, after the layout."""
    fig.draw_without_rendering()
    return [ax.get_position() for ax in fig.axes]


@pytest.mark.parametrize(
    ("rows", "columns", "then"),
    [(1, 2, (2, 1)), (1, 3, (3, 1)), (2, 2, (2, 2)), (2, 3, (3, 2)), (3, 3, (9, 1))],
)
def test_a_row_becomes_a_column_and_a_grid_keeps_two(rows, columns, then):
    fig = panels(rows, columns)
    phone.lay_out(fig)
    grid = fig.axes[0].get_gridspec()
    assert (grid.nrows, grid.ncols) == then
    assert [ax.get_title() for ax in fig.axes] == [f"panel {k}" for k in range(rows * columns)]
    assert [ax.get_subplotspec().num1 for ax in fig.axes] == list(range(rows * columns))
    width, height = fig.get_size_inches()
    assert width == 4.8
    assert height == pytest.approx(then[0] * 2.75)
    places = boxes(fig)
    if then[1] == 1:
        assert all(a.y0 > b.y1 for a, b in itertools.pairwise(places))
        assert all(box.width > 0.75 for box in places)


def test_a_panel_gets_the_labels_that_it_left_to_its_neighbour():
    fig = panels(1, 2, sharey=True)
    left, right = fig.axes
    assert not right.yaxis.get_tick_params()["labelleft"]
    phone.lay_out(fig)
    assert right.yaxis.get_tick_params()["labelleft"]
    assert right.get_ylabel() == left.get_ylabel() == "y"
    own = panels(1, 2)
    phone.lay_out(own)
    assert own.axes[1].get_ylabel() == ""


def test_one_panel_keeps_its_height():
    fig = panels(1, 1)
    phone.lay_out(fig)
    assert fig.get_size_inches().tolist() == [4.8, 3.4]


@pytest.mark.parametrize("extra", ["none", "over others", "across two cells"])
def test_panels_of_other_kinds_stay_where_they_are(extra):
    fig = Figure(figsize=(7, 4))
    if extra == "none":
        fig.add_axes((0.1, 0.2, 0.3, 0.4))
    elif extra == "over others":
        fig.subplots(1, 2)
        fig.add_axes((0.1, 0.2, 0.3, 0.4))
    else:
        fig.subplot_mosaic("AA;BC")
    specs = [ax.get_subplotspec() for ax in fig.axes]
    phone.lay_out(fig)
    assert [ax.get_subplotspec() for ax in fig.axes] == specs
    assert fig.get_size_inches().tolist() == [4.8, 4]


def test_margins_set_by_hand_are_laid_out_anew():
    fig = panels(1, 2, layout="none")
    fig.subplots_adjust(left=0.02, right=0.98)
    phone.lay_out(fig)
    assert all(box.x0 > 0.05 for box in boxes(fig))


def test_a_long_title_is_wrapped():
    fig = panels(1, 1)
    title = fig.axes[0].set_title("a title that is far too long for a phone " * 2, loc="left")
    note = fig.axes[0].text(0, 0, "a note")
    phone.lay_out(fig)
    fig.draw_without_rendering()
    assert title.get_window_extent().x1 <= fig.bbox.x1
    assert not note.get_wrap()


def test_the_page_gets_a_second_drawing_only_where_a_phone_needs_it():
    wide, narrow = phone.page_trees(panels(1, 2), "f-")
    assert (wide.get("class"), narrow.get("class")) == ("wide", "narrow")
    assert [tree.get("width") for tree in (wide, narrow)] == ["672", "460.8"]
    ids = [element.get("id") for tree in (wide, narrow) for element in tree.iter()]
    ids = [name for name in ids if name]
    assert len(ids) == len(set(ids)) > 3
    assert all(name.startswith("f-") for name in ids)
    fig = Figure(figsize=(4.8, 3))
    fig.subplots().plot(np.arange(3))
    [only] = phone.page_trees(fig, "f-")
    assert only.get("class") is None


@pytest.mark.parametrize(("only", "place"), [("wide", 0), ("narrow", 1)])
def test_of_two_layouts_one_can_be_drawn_alone(only, place):
    both = phone.page_trees(panels(1, 2), "f-")
    [alone] = phone.page_trees(panels(1, 2), "f-", only=only)
    assert alone.get("class") is None
    assert alone.get("viewBox") == both[place].get("viewBox")
    assert len([*alone.iter()]) == len([*both[place].iter()])
    [small] = phone.page_trees(Figure(figsize=(4, 3)), "f-", only=only)
    assert small.get("viewBox") == "0 0 288 216"


def test_there_is_no_third_layout():
    with pytest.raises(ValueError, match="only is 'wide', 'narrow' or None, not 'phone'"):
        phone.page_trees(panels(1, 2), "f-", only="phone")
