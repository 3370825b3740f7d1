"""A figure's second layout, for a phone: as wide as its text, the panels of a row in a column."""

import xml.etree.ElementTree as ET

from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.text import Text

from tools.plotting.svg import Layout, add_prefix, figure_tree

# Inches: 346 points, which a phone shows within 355 CSS pixels, so that 11 points stay 11 pixels.
WIDTH = 4.8

# Inches that a panel takes at most when it stands below another.
PANEL_HEIGHT = 2.75


def is_wider(fig: Figure) -> bool:
    """Tell whether a phone would have to shrink a figure.

    Examples
    --------
    >>> is_wider(Figure(figsize=(7, 3.4))), is_wider(Figure(figsize=(4.8, 6)))
    (True, False)
    """
    return bool(fig.get_figwidth() > WIDTH)


def lay_out(fig: Figure) -> None:
    """Give a figure the layout for a phone.

    A row of panels becomes a column; of a grid with an even number of panels two columns stay.
    Panels that shared an axis with the one beside them get its labels.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure; its size and its panels are changed.

    Examples
    --------
    >>> fig = Figure(figsize=(7, 3.4))
    >>> left, right = fig.subplots(1, 2, sharey=True)
    >>> lay_out(fig)
    >>> fig.get_size_inches().tolist(), right.get_subplotspec().rowspan.start
    ([4.8, 5.5], 1)
    """
    height = fig.get_figheight()
    panels = _panels(fig)
    if panels:
        grid = panels[0].get_gridspec()
        columns = 2 if grid.nrows > 1 and len(panels) % 2 == 0 else 1
        rows = len(panels) // columns
        height = rows * min(height / grid.nrows, PANEL_HEIGHT)
        stacked = GridSpec(rows, columns, figure=fig)
        for place, ax in enumerate(panels):
            ax.set_subplotspec(stacked[divmod(place, columns)])
            if place % columns == 0:
                _label(ax, panels)
    for ax in fig.axes:
        for title in set(ax.get_children()).difference(ax.texts):
            if isinstance(title, Text):
                title.set_wrap(True)
    fig.set_size_inches(WIDTH, height)
    if all(ax.get_subplotspec() for ax in fig.axes):
        fig.set_layout_engine("constrained")  # margins that were set by hand were for another size


def page_trees(
    fig: Figure,
    prefix: str,
    layouts: tuple[Layout | None, Layout | None] = (None, None),
    only: str | None = None,
) -> list[ET.Element]:
    """Draw a figure for the page, and once more for a phone if that would have to shrink it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        The figure; one that is too wide is left with the layout for a phone.
    prefix : str
        Put before every id.
    layouts : tuple of two Layout, optional
        What the frames of one figure share, as `figure_tree` takes it.
    only : {"wide", "narrow"}, optional
        The only layout to draw.

    Returns
    -------
    trees : list of xml.etree.ElementTree.Element
        One ``svg``, or two of the classes ``wide`` and ``narrow``; the style sheet shows one.

    Raises
    ------
    ValueError
        If there is no such layout.

    Examples
    --------
    >>> [tree.get("class") for tree in page_trees(Figure(figsize=(7, 3.4)), "figure1-")]
    ['wide', 'narrow']
    >>> [tree.get("viewBox") for tree in page_trees(Figure(figsize=(4, 3)), "figure1-")]
    ['0 0 288 216']
    """
    if only not in {None, "wide", "narrow"}:
        raise ValueError(f"only is 'wide', 'narrow' or None, not {only!r}")
    if only == "narrow" and is_wider(fig):
        lay_out(fig)
        layouts = layouts[1:]
    trees = [figure_tree(fig, layouts[0])]
    if only is None and is_wider(fig):
        lay_out(fig)
        trees.append(figure_tree(fig, layouts[1]))
        for tree, name in zip(trees, ("wide", "narrow"), strict=True):
            tree.set("class", name)
    for tree in trees:
        add_prefix(tree, prefix + ("narrow-" if tree.get("class") == "narrow" else ""))
    return trees


def _panels(fig):
    """List the panels of a grid with one in each cell and more than one column."""
    specs = [ax.get_subplotspec() for ax in fig.axes]
    if not specs or None in specs:
        return []
    grid = specs[0].get_gridspec()
    cells = [(spec.get_gridspec(), spec.num1, spec.num2) for spec in specs]
    is_full = cells == [(grid, place, place) for place in range(grid.nrows * grid.ncols)]
    return fig.axes if is_full and grid.ncols > 1 else []


def _label(ax, panels):
    """Show at a panel what it left to the one beside it, with which it shares its vertical axis."""
    shared = [other for other in panels if ax.get_shared_y_axes().joined(ax, other)]
    if len(shared) > 1:
        ax.yaxis.set_tick_params(which="both", labelleft=True)
        ax.set_ylabel(ax.get_ylabel() or next(filter(None, (o.get_ylabel() for o in shared)), ""))
