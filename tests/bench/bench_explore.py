"""Compare explorable figures with PNGs and with a live kernel.

It prints three tables: the bytes of a figure beside those of Plotly's frames, the bytes of a figure
on the page in four encodings, and the time from a key press to the painted frame, on the page and
with ipywidgets.interact in a local JupyterLab.
"""

import base64
import contextlib
import gzip
import io
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from environments import create
from explorables import FIGURES, book_build, chapter_figure, markup, write_page
from lab import lab
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from playwright.sync_api import TimeoutError as NotSeen
from playwright.sync_api import sync_playwright

from chromium import FLAGS, find
from tools.plotting import explore
from tools.plotting.controls import read_controls
from tools.plotting.svg import figure_tree, inline_svg

MOVES = 20
TESTS = Path(__file__).parents[1]
PATHS = [str(TESTS), str(TESTS.parent)]
NO_CONTROL = {"alt", "play", "labels", "units", "page"}

# Resolves at the first frame painted after the key press that shows another figure.
WATCH = """([selector, attribute]) => {
  const look = () => document.querySelector(selector)?.getAttribute(attribute) ?? null;
  const before = look();
  window.painted = new Promise((resolve) => {
    addEventListener("keydown", (event) => {
      const wait = () => requestAnimationFrame(() => {
        const now = look();
        if (now === null || now === before) return wait();
        setTimeout(() => resolve(performance.now() - event.timeStamp));
      });
      wait();
    }, {capture: true, once: true});
  });
}"""
# The clock ticks every 0.1 ms, so each time is that of ten moves.
SCRIPT_TIME = """(times) => {
  const slider = document.querySelector("input[type=range]");
  return Array.from({length: times}, (_, k) => {
    const start = performance.now();
    for (let move = 10 * k; move < 10 * k + 10; move += 1) {
      slider.value = move % (+slider.max + 1);
      slider.dispatchEvent(new Event("input", {bubbles: true}));
    }
    return (performance.now() - start) / 10;
  });
}"""


TO_HTML = """
import json, sys
import plotly.graph_objects as go
figure = go.Figure(json.load(sys.stdin))
sys.stdout.write(figure.to_html(full_html=False, include_plotlyjs=False))
"""


def draw_wave(w=2.0):
    """A line of 137 points that changes everywhere with w."""
    fig = Figure(figsize=(6.4, 4))
    ax = fig.subplots()
    x = np.linspace(0, 10, 137)
    ax.plot(x, np.exp(-x / 5) * np.sin(w * x), color="#0077bb")
    ax.set(xlim=(0, 10), ylim=(-1, 1), xlabel="x", ylabel="y")
    return fig


def traces(fig):
    """List what a figure's axes show as Plotly's traces: lines, areas and texts, in points."""
    fig.dpi = 72
    fig.draw_without_rendering()
    shown = []
    for ax in fig.axes:
        for artist in (*ax.lines, *ax.patches, *ax.collections):
            is_line = artist in ax.lines
            colour = to_hex(artist.get_color() if is_line else np.atleast_2d(artist.get_fc())[0])
            style = {"line": {"color": colour}} if is_line else {"fillcolor": colour}
            paths = artist.get_paths() if artist in ax.collections else [artist.get_path()]
            for path in paths:
                points = artist.get_transform().transform(path.vertices).round(2)
                x, y = points.T.tolist()
                shown.append({"mode": "lines", "x": x, "y": y} | style)
        for text in (*ax.texts, ax.title):
            x, y = text.get_transform().transform(text.get_position()).round(2).tolist()
            style = {"textfont": {"size": text.get_size(), "color": to_hex(text.get_color())}}
            shown.append({"mode": "text", "x": [x], "y": [y], "text": [text.get_text()]} | style)
    return shown


def plotly(frames):
    """Return frames, each a sentence and traces, as Plotly's documentation does.

    The figure has a slider, and a frame all of each trace that is not the same in every frame.
    """
    sentences, drawings = zip(*frames, strict=True)
    columns = list(itertools.zip_longest(*drawings, fillvalue={}))
    moved = [k for k, column in enumerate(columns) if any(x != column[0] for x in column)]
    steps = [{"label": s, "method": "animate", "args": [[s]]} for s in map(str, range(len(frames)))]
    return {
        "data": [column[0] for column in columns],
        "layout": {"sliders": [{"steps": steps}], "title": {"text": sentences[0]}},
        "frames": [
            {
                "name": str(k),
                "traces": moved,
                "data": [columns[m][k] for m in moved],
                "layout": {"title": {"text": sentences[k]}},
            }
            for k in range(len(frames))
        ],
    }


def drawn(draw, options):
    """Yield the sentence and the traces of every frame that the page holds of a figure."""
    abbreviations = {key: value for key, value in options.items() if key not in NO_CONTROL}
    controls = read_controls(draw, abbreviations)
    names = options.get("page", controls)
    for values in itertools.product(*(controls[name].values for name in names)):
        frame = dict(zip(names, values, strict=True))
        fig = draw(**frame)
        yield options.get("alt", lambda **values: str(values))(**frame), traces(fig)
        plt.close(fig)


def beside_plotly(python):
    """Print the bytes of three figures, ours and Plotly's; the numbers have the same digits."""
    print("gzip kB of the figure alone            explore    Plotly    explore : Plotly")
    figures = {
        "a line that changes, 41 frames": (draw_wave, {"w": (1.0, 5.0, 0.1)}),
        "chapter 1's two sliders": chapter_figure(1),
        "chapter 8's histograms": chapter_figure(8),
    }
    for name, (draw, options) in figures.items():
        with book_build() as shown:
            explore(draw, **options)
        spec = json.dumps(plotly(list(drawn(draw, options))))
        html = subprocess.run(
            [python, "-c", TO_HTML], input=spec, stdout=subprocess.PIPE, text=True, check=True
        ).stdout
        ours, theirs = (
            len(gzip.compress(text.encode(), mtime=0)) / 1e3
            for text in (shown[0]["text/html"], html)
        )
        print(f"{name:38}{ours:8.1f}{theirs:10.1f}{ours / theirs:15.2f}")


def controls_of(name):
    """The controls of a figure, without what only explore understands."""
    return {key: value for key, value in FIGURES[name][1].items() if key not in NO_CONTROL}


def encodings(name):
    """Return the frames of a figure: this table, every SVG, every PNG as a page embeds it."""
    draw = FIGURES[name][0]
    controls = read_controls(draw, controls_of(name))
    svgs, pngs = [], []
    for values in itertools.product(*(control.values for control in controls.values())):
        fig = draw(**dict(zip(controls, values, strict=True)))
        svgs.append(inline_svg(figure_tree(fig), prefix="", label=""))
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png")
        pngs.append(base64.b64encode(buffer.getvalue()))
    return {
        "explore": markup(name)[0].encode(),
        "svg": "\n".join(svgs).encode(),
        "png": b"\n".join(pngs),
    }


def time_to_paint(page, handle, selector, attribute, keys=("ArrowLeft", "ArrowRight")):
    """Median milliseconds from a key press on a slider to the frame that shows the change."""
    there, back = keys
    times = []
    for move in range(MOVES):
        page.evaluate(WATCH, [selector, attribute])
        handle.press(there if move % 6 < 3 else back)
        times.append(page.evaluate("window.painted"))
    return statistics.median(times)


def time_page(browser, name, folder):
    """Return (script, input to paint) on the page, median milliseconds."""
    page = browser.new_page()
    page.goto(write_page(Path(folder), markup(name)).as_uri())
    script = statistics.median(page.evaluate(SCRIPT_TIME, MOVES))
    page.get_by_role("button", name="Reset").click()
    slider = page.locator("input[type=range]").first
    slider.focus()
    paint = time_to_paint(page, slider, ".explore-view", "aria-label")
    page.close()
    return script, paint


def time_kernel(browser, address):
    """Return the time from input to paint with ipywidgets.interact, median milliseconds."""
    page = browser.new_page()
    page.goto(address)
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
    handle = page.locator(".jp-OutputArea .noUi-handle").first
    ask = page.locator(".jp-Dialog .jp-mod-accept")
    for _ in range(12):  # JupyterLab asks for a kernel if the cell runs before it has one
        if ask.is_visible():
            ask.click()
        else:
            page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
            page.keyboard.press("Shift+Enter")
        with contextlib.suppress(NotSeen):
            handle.wait_for(timeout=10_000)
            break
    picture = ".jp-OutputArea-output img"
    page.locator(picture).first.wait_for(timeout=120_000)
    handle.focus()
    paint = time_to_paint(page, handle, picture, "src")
    page.close()
    return paint


def write_notebook(folder, name):
    """Write the notebook that shows a figure with ipywidgets.interact."""
    source = (
        "%matplotlib inline\n"
        "from ipywidgets import interact\n"
        f"from bench_explore import FIGURES, controls_of\n"
        f"interact(FIGURES[{name!r}][0], **controls_of({name!r}));"
    )
    cell = {
        "cell_type": "code",
        "id": "cell",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": source,
    }
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": [cell],
        "metadata": {"kernelspec": spec},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    Path(folder, f"{name}.ipynb").write_text(json.dumps(notebook))


def main():
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        beside_plotly(create(Path(folder), sys.executable, "plotly==7.1.0"))
    print("\nbytes, raw / gzip in kB     explore         every SVG       every PNG   PNG : explore")
    for name in FIGURES:
        sizes = {
            kind: (len(data), len(gzip.compress(data, mtime=0)))
            for kind, data in encodings(name).items()
        }
        cells = "".join(f"{raw / 1e3:9.1f} /{gz / 1e3:6.1f}" for raw, gz in sizes.values())
        print(f"{name:20}{cells}{sizes['png'][1] / sizes['explore'][1]:13.0f} x")
    print("\nmedian ms a move     script on the page   input to paint: page   kernel    ratio")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name in FIGURES:
            script, page = time_page(browser, name, folder)
            write_notebook(folder, name)
            with lab(Path(folder), PYTHONPATH=os.pathsep.join(PATHS)) as address:
                kernel = time_kernel(browser, address(f"{name}.ipynb"))
            print(f"{name:20}{script:19.3f}{page:23.1f}{kernel:9.1f}{kernel / page:7.0f} x")
        browser.close()


if __name__ == "__main__":
    main()
