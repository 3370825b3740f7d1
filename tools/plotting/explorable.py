"""Figures with controls that answer on a page without a kernel, and live in a notebook."""

import contextlib
import gc
import gzip
import html
import inspect
import itertools
import json
import math
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from typing import Any

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.figure import Figure

from tools import in_page, on_page
from tools.plotting.controls import Control, check_names, finer, read_controls, read_presets
from tools.plotting.frames import encode
from tools.plotting.phone import page_trees
from tools.plotting.svg import Layout, add_style, figure_tree, inline_svg

MAX_FRAMES = 200
MAX_FIGURE_BYTES = 25_000
MAX_PAGE_BYTES = 100_000

_numbers = itertools.count(1)
_page_bytes: dict[str, int] = {}
# The figures that `redraw` draws, by the id of their element.
_live: dict[str, Callable[[list[int], str | None], ET.Element]] = {}


def explore(
    draw: Callable,
    *,
    alt: Callable[..., str] | None = None,
    page: Iterable[str] | None = None,
    play: str | None = None,
    presets: dict[str, dict[str, Any]] | None = None,
    labels: dict[str, str] | None = None,
    units: dict[str, str] | None = None,
    **controls: Any,
) -> None:
    """Show a figure whose parameters the reader moves.

    In a notebook this is `ipywidgets.interact`. When the book is built, every combination of
    values is drawn, and the page holds the first figure and what changes in the others, so that
    it answers without a kernel and without a network. Where the page runs this cell itself, all
    controls move, in finer steps, and each figure is drawn when it is asked for.

    Parameters
    ----------
    draw : callable
        Takes the controls by name and returns a new matplotlib Figure. Its defaults are the start
        values. Steady axes make a figure that can be compared, and a small page.
    alt : callable, optional
        Takes some or all of the controls and returns one sentence that says what one sees at these
        values: the figure's accessible name and its caption. Without it the values stand there.
    page : iterable of str, optional
        The controls that move on the page; the others keep their start value there, and move in
        a kernel. All of them, if left out.
    play : str, optional
        A control on the page that is worth watching move: it gets a play button.
    presets : dict of str to dict, optional
        What is worth trying: for each button its name, and the values that it gives to some or
        all of the controls on the page.
    labels : dict, optional
        What stands beside a control, by its name; the name itself, if left out.
    units : dict, optional
        The unit of a control, by its name.
    **controls
        What `ipywidgets.interact` takes, ``(lo, hi)``, ``(lo, hi, step)``, a list, a dict, a bool,
        or a `log_range`. Ordered values have sliders: so has a list of three or more numbers, each
        larger than the one before. Other lists and dicts are menus. Of a range of floats and of a
        `log_range` draw must take the values between as well, which finer steps ask for; where it
        cannot, give the list.

    Raises
    ------
    TypeError
        If draw does not take a control, or returns no Figure, or alt no sentence, or a preset is
        no dict.
    ValueError
        If a range is empty, a step does not fit, a start value or a preset's is not on it, or the
        page would hold more than 200 frames, 25 kB for this figure or 100 kB for all (gzip).
    RuntimeError
        If draw or alt raises; the message names the values.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> def draw(w=3.0, eta=0.1):
    ...     fig = Figure()
    ...     _ = fig.subplots().plot([w, w - eta * 8 * w], [0, 1])
    ...     return fig
    >>> explore(draw, w=(0.5, 5.2, 0.25))
    Traceback (most recent call last):
    ValueError: w=(0.5, 5.2, 0.25): steps of 0.25 do not lead from 0.5 to 5.2; 0.247368 would
    >>> explore(draw, w=(0, 5), eta=(0.05, 0.3, 0.05), presets={"Too far": {"eta": 0.33}})
    Traceback (most recent call last):
    ValueError: preset 'Too far' sets eta=0.33, which is not one of 0.05, 0.10, 0.15, 0.20, \
0.25, 0.30: change the preset or the control
    """
    parsed = read_controls(draw, controls, labels, units)
    if in_page():
        parsed = {name: finer(control) for name, control in parsed.items()}
    if not parsed:
        raise ValueError("explore wants at least one control, such as w=(0, 5, 0.5)")
    names = list(parsed) if page is None else list(page)
    check_names("page", names, parsed)
    if play is not None:
        sliders = [name for name in names if "slider" in parsed[name].kind]
        check_names("play", [play], sliders)
    places = read_presets({} if presets is None else presets, parsed)
    for preset, values in places.items():
        check_names(f"preset {preset!r}", values, names)
    if not on_page():
        _interact(draw, alt, parsed, places)
        return
    number = next(_numbers)
    if in_page():
        markup = _live_markup(draw, alt, parsed, play, places, f"live-explore-{number}")
    else:
        markup = _page_markup(draw, alt, parsed, names, play, places, f"explore-{number}")
        _spend(f"figure {number} ({_name(draw)})", markup)
    display({"text/html": markup}, raw=True)


def redraw(figure: str, places: list[int], only: str | None = None) -> str:
    """Draw a figure that a page runs itself, with its controls at some places.

    Parameters
    ----------
    figure : str
        The id of the element that `explore` showed.
    places : list of int
        For each control the number of its value, counted from 0.
    only : {"wide", "narrow"}, optional
        The layout that the page shows; of a figure that has two, only this is drawn.

    Returns
    -------
    markup : str
        The view, whose ``aria-label`` is the sentence on it.

    Raises
    ------
    KeyError
        If there is no such figure.
    RuntimeError
        If its function raises.

    Examples
    --------
    >>> redraw("live-explore-7", [0, 0])
    Traceback (most recent call last):
    KeyError: 'no figure live-explore-7 was shown'
    """
    if figure not in _live:
        raise KeyError(f"no figure {figure} was shown")
    return ET.tostring(_live[figure](places, only), encoding="unicode")


def forget(figures: Iterable[str]) -> None:
    """Forget figures that a page ran and shows no more, and the arrays that they are drawn from.

    Parameters
    ----------
    figures : iterable of str
        The ids of the elements that `explore` showed; others are none of its.

    Examples
    --------
    >>> forget(["live-explore-7"])
    """
    for figure in figures:
        _live.pop(figure, None)


def _page_markup(draw, alt, controls, names, play, presets, prefix):
    """Write the start frame, its controls and the table of the other frames as HTML."""
    moving = [controls[name] for name in names]
    sizes = [len(control.values) for control in moving]
    if math.prod(sizes) > MAX_FRAMES:
        raise ValueError(
            f"{_name(draw)}: {' x '.join(map(str, sizes))} = {math.prod(sizes)} frames, at most "
            f"{MAX_FRAMES} fit a page: make the steps of {' or '.join(names)} larger, or name "
            f"fewer controls, as in page=({names[0]!r},); the others then move in a kernel only"
        )
    start = {name: control.values[control.start] for name, control in controls.items()}
    views, layouts = [], (Layout(), Layout())
    with _garbage_left_longer():
        for values in itertools.product(*(control.values for control in moving)):
            frame = start | dict(zip(names, values, strict=True))
            fig, sentence = _draw(draw, alt, controls, frame)
            views.append(_view(page_trees(fig, f"{prefix}-", layouts), sentence))
    place = 0
    for control in moving:
        place = place * len(control.values) + control.start
    table = encode(views, start=place)
    return _figure_markup(views[place], table, moving, play, presets, prefix)


def _live_markup(draw, alt, controls, play, presets, prefix):
    """Write the start frame and its controls as HTML; `redraw` draws the others."""
    layouts = Layout(), Layout()

    def view(places, only=None):
        pairs = zip(controls.items(), places, strict=True)
        frame = {name: control.values[place] for (name, control), place in pairs}
        fig, sentence = _draw(draw, alt, controls, frame)
        return _view(page_trees(fig, f"{prefix}-", layouts, only), sentence)

    _live[prefix] = view
    moving = list(controls.values())
    start = view([control.start for control in moving])
    return _figure_markup(start, {"live": True}, moving, play, presets, prefix)


def _figure_markup(view, table, controls, play, presets, prefix):
    """Write a view, its controls and what the script of the page is told of them as HTML."""
    names = [control.name for control in controls]
    table["texts"] = [  # a menu shows its own
        [_with_unit(control, text) for text in control.texts] if "slider" in control.kind else None
        for control in controls
    ]
    table["play"] = None if play is None else names.index(play)
    table["presets"] = [
        [[names.index(name), place] for name, place in places.items()]
        for places in presets.values()
    ]
    buttons = '<button type="button" class="explore-reset">Reset</button>'
    if play is not None:
        buttons = '<button type="button" class="explore-play">Play</button>' + buttons
    return (
        f'<figure class="explore" id="{prefix}" style="--width: {view[0].get("width")}px">\n'
        f"{ET.tostring(view, encoding='unicode')}\n"
        f'<fieldset disabled aria-label="Controls of the figure">\n'
        f"{_presets_markup(presets, {c.name: c for c in controls}, prefix)}"
        f"{''.join(_control_markup(control, prefix) for control in controls)}"
        f'<div class="explore-buttons">{buttons}</div>\n</fieldset>\n'
        f'<figcaption aria-live="polite">{html.escape(view.get("aria-label"))}</figcaption>\n'
        f'<script type="application/json">{_json(table)}</script>\n</figure>'
    )


def _view(trees, sentence):
    """Put the layouts of one frame into one element, which bears their name."""
    view = ET.Element("div", {"class": "explore-view", "role": "img", "aria-label": sentence})
    for tree in trees:
        tree.set("aria-hidden", "true")
        view.append(tree)
    return view


def _presets_markup(presets, controls, prefix):
    """Write a button for each preset; one is pressed while the controls stand as it sets them."""
    if not presets:
        return ""
    buttons = []
    for name, places in presets.items():
        stands = all(controls[control].start == place for control, place in places.items())
        buttons.append(
            f'<button type="button" class="explore-preset" aria-pressed="{str(stands).lower()}">'
            f"{html.escape(name)}</button>"
        )
    return (
        f'<div class="explore-presets" role="group" aria-labelledby="{prefix}-presets">'
        f'<span id="{prefix}-presets">Try</span>{"".join(buttons)}</div>\n'
    )


def _control_markup(control: Control, prefix: str) -> str:
    """Write one control as a row: label, native control, value."""
    name = f"{prefix}-{control.name}"
    label = f'<label for="{name}">{html.escape(control.label)}</label>'
    text = html.escape(_with_unit(control, control.texts[control.start]))
    if control.kind == "checkbox":
        checked = " checked" if control.start else ""
        field = f'<input type="checkbox" id="{name}" autocomplete="off"{checked}>'
    elif control.kind == "menu":
        options = "".join(
            f"<option{' selected' if place == control.start else ''}>"
            f"{html.escape(_with_unit(control, text))}</option>"
            for place, text in enumerate(control.texts)
        )
        field = f'<select id="{name}" autocomplete="off">{options}</select>'
    else:
        # The readout is hidden from screen readers, which announce aria-valuetext.
        field = (
            f'<input type="range" id="{name}" min="0" max="{len(control.values) - 1}" '
            f'value="{control.start}" aria-valuetext="{text}" autocomplete="off">'
            f'<span class="explore-value" aria-hidden="true">{text}</span>'
        )
    return f'<div class="explore-control">{label}{field}</div>\n'


def _interact(draw, alt, controls, presets):
    """Show the figure with ipywidgets and return their container."""
    from ipywidgets import Box, interact  # takes half a second, which the book's build can save

    prefix = f"explore-{next(_numbers)}-"

    def show_frame(**values):
        fig, sentence = _draw(draw, alt, controls, values)
        tree = figure_tree(fig)
        add_style(tree, "max-width: 100%; height: auto")
        markup = inline_svg(tree, prefix=prefix, label=sentence)
        display({"text/html": markup, "text/plain": sentence}, raw=True)

    widgets = {name: _widget(control) for name, control in controls.items()}
    interact(show_frame, **widgets)
    if presets:
        buttons = [_preset_button(name, presets[name], controls, widgets) for name in presets]
        row = Box(buttons, layout={"flex_flow": "row wrap"})
        show_frame.widget.children = (row, *show_frame.widget.children)
    return show_frame.widget


def _preset_button(name, places, controls, widgets):
    """Make a button that sets the widgets, which redraw the figure."""
    from ipywidgets import Button

    def set_widgets(_):
        for control, place in places.items():
            if hasattr(widgets[control], "index"):
                widgets[control].index = place
            else:
                widgets[control].value = controls[control].values[place]

    button = Button(description=name, layout={"width": "auto"})
    button.on_click(set_widgets)
    return button


def _widget(control: Control):
    """Make the control that ipywidgets.interact would make, with our label and digits."""
    from ipywidgets import Dropdown, SelectionSlider, interactive

    if control.kind in {"menu", "text slider"}:
        kind = Dropdown if control.kind == "menu" else SelectionSlider
        options = list(zip(control.texts, control.values, strict=True))
        widget = kind(options=options, index=control.start)
    else:
        start = control.values[control.start]
        widget = interactive.widget_from_abbrev(control.abbreviation, start)
    if control.kind == "slider":
        decimals = len(control.texts[0].partition(".")[2])
        widget.readout_format = f".{decimals}f"
    widget.description = f"{control.label} ({control.unit})" if control.unit else control.label
    widget.style.description_width = "initial"
    widget.layout.width = "28em"
    return widget


def _draw(draw, alt, controls, values):
    """Draw one frame; return its figure and its sentence."""
    where = ", ".join(controls[name].text(value) for name, value in values.items())
    with _no_figure_left_open():
        fig = _call(draw, values, where)
        if not isinstance(fig, Figure):
            raise TypeError(
                f"{_name(draw)} at {where}: wanted a matplotlib Figure, got "
                f"{type(fig).__name__}; end the function with `return fig`"
            )
    sentence = where if alt is None else _call(alt, values, where)
    if not isinstance(sentence, str) or not sentence.strip():
        raise TypeError(f"{_name(alt)} at {where}: wanted a sentence, got {sentence!r}")
    return fig, sentence


def _call(function, values, where):
    """Call a function with those of the values that it takes; an error names the values."""
    parameters = inspect.signature(function).parameters
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        values = {name: value for name, value in values.items() if name in parameters}
    try:
        return function(**values)
    except Exception as error:
        raise RuntimeError(
            f"{_name(function)} failed at {where}: {type(error).__name__}: {error}"
        ) from error


@contextlib.contextmanager
def _no_figure_left_open():
    """Close the pyplot figures that are opened inside."""
    before = set(plt.get_fignums())
    try:
        yield
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


@contextlib.contextmanager
def _garbage_left_longer():
    """Look for garbage once in a few figures: a fifth of their time goes into the search."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _spend(name, markup):
    """Hold a figure and the page, which is this process, to their budgets."""
    size = len(gzip.compress(markup.encode(), mtime=0))
    if size > MAX_FIGURE_BYTES:
        raise ValueError(
            f"{name} takes {size / 1000:.1f} kB (gzip), at most {MAX_FIGURE_BYTES / 1000:g}: draw "
            "fewer frames, fewer points a line, or keep the axes and the number of lines steady"
        )
    _page_bytes[name] = size
    total = sum(_page_bytes.values())
    if total > MAX_PAGE_BYTES:
        sizes = ", ".join(f"{key} {value / 1000:.1f}" for key, value in _page_bytes.items())
        raise ValueError(
            f"the page's figures take {total / 1000:.1f} kB (gzip), at most "
            f"{MAX_PAGE_BYTES / 1000:g}: {sizes}"
        )


def _with_unit(control, text):
    """Write a value as the reader sees it."""
    return f"{text} {control.unit}" if control.unit else text


def _json(table):
    """Write JSON that no script element ends early."""
    return json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _name(draw):
    """Say what to call a function in an error."""
    return getattr(draw, "__name__", type(draw).__name__)
