"""Figures with controls, and a page to put them on: for the tests and the benchmark."""

import builtins
import contextlib
import functools
import json
import os
import shutil
from pathlib import Path
from unittest import mock

import numpy as np
from matplotlib.figure import Figure
from run_notebook import without_magics

from tools.plotting import explorable as module
from tools.plotting import explore

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "_static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:"
ACTIVATIONS = {
    "ReLU": lambda z: np.maximum(z, 0),
    "sigmoid": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "tanh": np.tanh,
    "linear": lambda z: z,
}


# Cells of a notebook: a figure that follows two controls.
DRAW = """
from warnings import warn
from matplotlib.figure import Figure
from tools.plotting import explore

def draw(w=1, b=1):
    fig = Figure(figsize=(2, 1))
    fig.subplots().plot([0, w], [0, b])
    return fig
"""
EXPLORE = "explore(draw, w=(1, 3), b=[1, 2])"


def draw_parabola(w=3.0):
    """L(w) = (2 w + 1 - 5)^2 with its tangent at w."""
    fig = Figure(figsize=(6.4, 4))
    ax = fig.subplots()
    weights = np.linspace(-1, 5, 61)
    ax.plot(weights, (2 * weights - 4) ** 2, color="#0077bb")
    slope = 4 * (2 * w - 4)
    ax.plot([w - 1, w + 1], (2 * w - 4) ** 2 + np.array([-slope, slope]), color="#d1541b")
    ax.plot([w], [(2 * w - 4) ** 2], "o", color="black")
    ax.set(xlim=(-1, 5), ylim=(-5, 36), xlabel="w", ylabel="L", title=f"slope {slope:.1f}")
    return fig


def alt_parabola(w):
    return f"At w = {w:g} the loss is {(2 * w - 4) ** 2:.2f} and its slope {4 * (2 * w - 4):.1f}."


def draw_chain(k=1.4, depth=5):
    """Sizes of the gradient in a chain of layers, on steady axes; not too wide for a phone."""
    fig = Figure(figsize=(4.8, 3.6))
    ax = fig.subplots()
    layers = np.arange(1, 11)
    sizes = np.where(layers <= depth, (depth - layers) * np.log10(k), np.nan)
    ax.plot(layers, sizes, "o-", color="#0077bb")
    ax.axhline(np.log10(k) * (depth - 1), color="#d1541b", linestyle="--")
    ax.set(xlim=(0.5, 10.5), ylim=(-7, 7), xlabel="layer", ylabel="log10 |dL/dz|")
    ax.set_title(f"{k:.2f}^{depth - 1} = {k ** (depth - 1):.3g}")
    return fig


def alt_chain(k, depth):
    return f"Through {depth} layers of weight {k:g} the gradient grows by {k ** (depth - 1):.3g}."


def draw_histogram(activation="ReLU", spread=1.0):
    """Histogram of 20 000 activations."""
    fig = Figure(figsize=(6.4, 4))
    ax = fig.subplots()
    z = spread * np.random.default_rng(0).standard_normal(20_000)
    counts, edges = np.histogram(ACTIVATIONS[activation](z), bins=80, range=(-3, 3))
    ax.stairs(counts, edges, fill=True, color="#0077bb")
    ax.set(xlim=(-3, 3), ylim=(0, 4000), xlabel="a", ylabel="count", title=activation)
    return fig


FIGURES = {
    "parabola": (draw_parabola, {"w": (0.0, 4.0, 0.1), "alt": alt_parabola, "play": "w"}),
    "chain": (
        draw_chain,
        {
            "k": (0.2, 3.8, 0.2),
            "depth": (1, 10),
            "alt": alt_chain,
            "labels": {"k": "weight k"},
            "units": {"depth": "layers"},
        },
    ),
    "histogram": (
        draw_histogram,
        {"activation": list(ACTIVATIONS), "spread": (0.2, 2.0, 0.2)},
    ),
}


@contextlib.contextmanager
def book_build():
    """The environment of a kernel that builds one page of the book; yields what it shows."""
    shown = []
    with (
        mock.patch.dict(os.environ, LIFE_OF_A_GRADIENT_BOOK="1"),
        mock.patch.object(module, "display", lambda bundle, **_: shown.append(bundle)),
        mock.patch.object(module, "_numbers", iter(range(1, 100))),
        mock.patch.object(module, "_page_bytes", {}),
    ):
        yield shown


@functools.cache
def markup(*names):
    """The HTML of some of the figures, as one build of a page makes it."""
    with book_build() as shown:
        for name in names:
            draw, options = FIGURES[name]
            explore(draw, **options)
    return tuple(bundle["text/html"] for bundle in shown)


class Found(Exception):  # noqa: N818 - it is none
    """The first call of explore in a chapter."""


def chapter_figure(number):
    """Run a chapter up to its first explorable figure; return what draws it, and its options."""

    def stop(draw, **options):
        raise Found(draw, options)

    [path] = ROOT.glob(f"chapters/ch{number:02}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    with (
        contextlib.chdir(path.parent),
        contextlib.redirect_stdout(None),
        mock.patch("tools.plotting.explore", stop),
        mock.patch("tools.plotting.style.display"),
        mock.patch.object(builtins, "display", print, create=True),
    ):
        names = {"__name__": "__main__"}
        try:
            for cell in cells:
                if cell["cell_type"] == "code":
                    exec(without_magics("".join(cell["source"])), names)  # noqa: S102 - our own
        except Found as found:
            return found.args
    raise ValueError(f"{path.name} calls explore nowhere")


def write_page(folder, figures, theme="light"):
    """Write an HTML page with its script and style sheet; return its path."""
    for name in ("explore.js", "course.css", "explore.css"):
        shutil.copy(STATIC / name, folder)
    page = folder / "page.html"
    page.write_text(
        f"""<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Explorable figures</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="course.css"><link rel="stylesheet" href="explore.css">
<script src="explore.js"></script>
<style>main {{ max-width: calc(var(--measure) + 2.2rem); margin: auto; padding: 0 1.1rem; }}</style>
</head><body><main><article><h1>Explorable figures</h1>
{"".join(figures)}
</article></main></body></html>""",
        encoding="utf-8",
    )
    return page


def draw_all_kinds(mode="line", grid=False, x=1.0, n=3):
    """Texts, attributes, whole contents and absent attributes change here."""
    fig = Figure(figsize=(4, 3))
    ax = fig.subplots()
    ax.plot([0, x], [0, 1], "o-" if mode == "points" else "-", color="#0077bb")
    ax.grid(grid)
    for k in range(n):
        ax.text(k / 4, 0.5, f"a < {k}", color="black" if k % 2 else "#d1541b")
    ax.set(xlim=(0, 2), ylim=(0, 1.2), title=f"x = {x:g} & {mode}")
    fig.text(0.02, 0.92, "grid", color="black" if grid else "#d1541b")
    return fig


ALL_KINDS = {"mode": ["line", "points"], "grid": False, "x": (0.0, 2.0, 0.5), "n": (1, 4)}


@functools.cache
def all_kinds():
    with book_build() as shown:
        explore(draw_all_kinds, **ALL_KINDS)
    return shown[0]["text/html"]
