# ruff: noqa: ARG001, ARG005, S314 - what a function takes is tested; the XML is made here
"""What explore shows on a page and in a notebook, within which limits."""

import gzip
import itertools
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from explorables import FIGURES, book_build, markup
from matplotlib.figure import Figure

from tools.plotting import explorable as module
from tools.plotting import explore, log_range
from tools.plotting.controls import read_controls, read_presets
from tools.plotting.frames import decode, unpack
from tools.plotting.phone import page_trees


def plain(w=1.0, depth=2):
    fig = Figure(figsize=(2, 1))
    fig.subplots().plot([0, w], [0, depth])
    return fig


def build(draw, **options):
    with book_build() as shown:
        explore(draw, **options)
    return shown[0]["text/html"]


def parts(html):
    """The start frame and the table of a figure on the page."""
    view = ET.fromstring(re.search(r"<div class=\"explore-view.*?</div>", html, re.DOTALL)[0])
    return view, json.loads(re.search(r"json\">(.*)</script>", html)[1])


def drawn(draw, sentence, **values):
    """The tree of a frame as the page holds it."""
    return module._view(page_trees(draw(**values), "explore-1-"), sentence)


def facts(tree):
    return tree.tag, tree.attrib, tree.text or "", [facts(child) for child in tree]


@pytest.mark.parametrize("name", FIGURES)
def test_every_frame_of_the_page_is_the_figure_itself(name):
    draw, options = FIGURES[name]
    options = dict(options)
    alt = options.pop("alt", None)
    html = markup(name)[0]
    view, table = parts(html)
    taken = {key: value for key, value in options.items() if isinstance(value, tuple | list)}
    controls = read_controls(draw, taken)
    grid = list(itertools.product(*(control.values for control in controls.values())))
    assert facts(view) == facts(drawn(draw, view.get("aria-label")))
    assert [svg.get("class") for svg in view] == ([None] if name == "chain" else ["wide", "narrow"])
    assert len(grid) == {"parabola": 41, "chain": 190, "histogram": 40}[name]
    for frame, values in enumerate(grid):
        values = dict(zip(controls, values, strict=True))
        rebuilt = decode(view, table, frame)
        sentence = rebuilt.get("aria-label") if alt is None else alt(**values)
        assert facts(rebuilt) == facts(drawn(draw, sentence, **values)), values


def test_page_shows_the_start_frame_once_as_html_alone():
    with book_build() as shown:
        assert explore(plain, w=(0.0, 2.0, 0.5), alt=lambda w: f"w is {w}.") is None
    assert [list(bundle) for bundle in shown] == [["text/html"]]
    view, table = parts(shown[0]["text/html"])
    assert view.get("aria-label") == "w is 1.0."
    assert '<figcaption aria-live="polite">w is 1.0.</figcaption>' in shown[0]["text/html"]
    assert facts(decode(view, table, 2)) == facts(view)


def test_controls_of_the_page():
    def draw(w=1.0, scheme="He", clip=True, eta=0.1, depth=3):
        return plain(w + len(scheme) + clip, eta)

    html = build(
        draw,
        w=(0.5, 1.5, 0.5),
        scheme=["Xavier", "He"],
        clip=False,
        eta=log_range(0.1, 1, 2),
        depth=(1, 9),
        page=("w", "scheme", "clip", "eta"),
        labels={"w": "weight <w>"},
        units={"eta": "1/s"},
        play="w",
    )
    assert '<label for="explore-1-w">weight &lt;w&gt;</label>' in html
    assert re.search(
        r'type="range" id="explore-1-w" min="0" max="2" value="1" aria-valuetext="1.0"', html
    )
    assert "<option>Xavier</option><option selected>He</option>" in html
    assert re.search(r'type="checkbox" id="explore-1-clip" autocomplete="off" checked>', html)
    assert 'aria-valuetext="0.1 1/s"' in html
    assert "explore-1-depth" not in html
    assert ">Play</button>" in html
    assert "depth = 3" in parts(html)[0].get("aria-label")
    assert len(unpack(parts(html)[1]["columns"][0])) == 3 * 2 * 2 * 3


def test_presets_of_the_page():
    presets = {"Flat & <deep>": {"depth": 3, "w": 0}, "As drawn": {"w": 1.0}}
    html = build(plain, w=(0.0, 2.0, 0.5), depth=(1, 3), presets=presets)
    assert (
        '<div class="explore-presets" role="group" aria-labelledby="explore-1-presets">'
        '<span id="explore-1-presets">Try</span>'
        '<button type="button" class="explore-preset" aria-pressed="false">Flat &amp; &lt;deep&gt;'
        '</button><button type="button" class="explore-preset" aria-pressed="true">As drawn'
        "</button></div>"
    ) in html
    assert parts(html)[1]["presets"] == [[[1, 2], [0, 0]], [[0, 2]]]
    assert "explore-preset" not in build(plain, w=(0.0, 2.0, 0.5))


def test_ids_of_one_page_differ():
    with book_build() as shown:
        explore(plain, w=(1, 3), depth=(1, 2))
        explore(plain, w=(1, 3), depth=(1, 2))
    pages = [bundle["text/html"] for bundle in shown]
    ids = [found for html in pages for found in re.findall(r'\bid="(.*?)"', html)]
    assert len(ids) == len(set(ids)) > 6
    for html in pages:
        fors = set(re.findall(r'for="(.*?)"', html)) | set(re.findall(r"url\(#(.*?)\)", html))
        assert fors <= set(ids)


def test_two_builds_give_the_same_bytes(tmp_path):
    script = """
import sys
from explorables import book_build, draw_histogram, explore
with book_build() as shown:
    explore(draw_histogram, activation=["ReLU", "tanh"], spread=(0.2, 1.0, 0.4))
sys.stdout.write(shown[0]["text/html"])
"""
    folders = os.pathsep.join(str(Path(__file__).parents[k]) for k in (1, 2))
    first, second = (
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            cwd=cwd,
            env={**os.environ, **settings, "PYTHONPATH": folders},
        ).stdout
        for cwd, settings in (
            (None, {"PYTHONHASHSEED": "1"}),
            (tmp_path, {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}),
        )
    )
    assert first == second
    assert len(first) > 10_000


def test_text_from_the_author_cannot_leave_its_place():
    html = build(plain, w=(0.0, 2.0), alt=lambda w: f"</script><b>{w}\u2028&", units={"w": "<i>"})
    assert html.count("</script>") == 1
    assert "<b>" not in html
    assert "<i>" not in html
    assert parts(html)[0].get("aria-label") == "</script><b>1.0\u2028&"


def test_frames_have_a_limit_with_a_way_out():
    message = (
        r"plain: 21 x 10 = 210 frames, at most 200 fit a page: make the steps of w or depth "
        r"larger, or name fewer controls, as in page=\('w',\)"
    )
    with pytest.raises(ValueError, match=message):
        build(plain, w=(0.0, 2.0), depth=(1, 10))
    _, table = parts(build(plain, w=(0.0, 2.0), depth=(1, 10), page=("w",)))
    assert {len(unpack(column)) for column in table["columns"]} == {21}


def test_a_figure_has_a_budget():
    def noise(seed=0):
        fig = Figure()
        fig.subplots().plot(np.random.default_rng(seed).standard_normal(3000))
        return fig

    with pytest.raises(
        ValueError, match=r"figure 1 \(noise\) takes [\d.]+ kB \(gzip\), at most 25"
    ):
        build(noise, seed=(0, 4))


def test_a_page_has_a_budget(monkeypatch):
    size = len(gzip.compress(build(plain, w=(1, 3)).encode()))
    monkeypatch.setattr(module, "MAX_PAGE_BYTES", 2.5 * size)
    with book_build() as shown:
        explore(plain, w=(1, 3))
        explore(plain, w=(1, 3))
        with pytest.raises(ValueError, match=r"the page's figures take .*figure 3 \(plain\) \d"):
            explore(plain, w=(1, 3))
    assert len(shown) == 2


def test_errors_of_draw_and_alt_name_the_values():
    def divide(w=1):
        return plain(1 / w)

    def lose(w=1):
        return plain() if w else None

    with pytest.raises(RuntimeError, match="divide failed at w = 0 m: ZeroDivisionError: division"):
        build(divide, w=(-1, 1), units={"w": "m"})
    with pytest.raises(TypeError, match="lose at w = 0: wanted a matplotlib Figure, got NoneType"):
        build(lose, w=(0, 1))
    with pytest.raises(RuntimeError, match="failed at w = 0: ZeroDivisionError"):
        build(plain, w=(0, 1), alt=lambda w: str(1 / w))
    with pytest.raises(TypeError, match="at w = 1: wanted a sentence, got None"):
        build(plain, w=(1, 2), alt=lambda w: None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "at least one control"),
        ({"w": (0, 2), "page": ["v"]}, "page names 'v', wanted some of w"),
        ({"w": (0, 2), "play": "depth"}, "play names 'depth', wanted some of w"),
        ({"w": [0, 1], "play": "w"}, "play names 'w'"),
        (
            {"w": (0, 2), "depth": (1, 3), "page": ["w"], "presets": {"deep": {"depth": 3}}},
            "preset 'deep' names 'depth', wanted some of w",
        ),
    ],
)
def test_keywords_must_name_controls(options, message):
    with pytest.raises(ValueError, match=message):
        explore(plain, **options)


def pyplot_figure(w=1.0, scheme="He"):
    fig, ax = plt.subplots()
    plt.figure()  # a stray one
    ax.plot([0, w], label=scheme)
    if w == 2:
        raise ValueError("too large")
    return fig


def test_no_figure_is_left_open():
    mine = plt.figure()
    before = plt.get_fignums()
    build(pyplot_figure, w=(0.0, 1.0))
    with pytest.raises(RuntimeError):
        build(pyplot_figure, w=(1.0, 2.0))
    assert plt.get_fignums() == before
    plt.close(mine)


@pytest.mark.filterwarnings("ignore:.*backend_inline. is deprecated")  # by ipywidgets 7 itself
def test_where_the_page_runs_it_a_figure_has_steps_between_and_is_drawn_when_asked(monkeypatch):
    draw, options = FIGURES["parabola"]
    monkeypatch.setenv("LIFE_OF_A_GRADIENT_BOOK", "live")
    monkeypatch.setattr(module, "_numbers", itertools.count(1))
    shown = []
    monkeypatch.setattr(module, "display", lambda bundle, **_: shown.append(bundle["text/html"]))
    explore(draw, **options, presets={"Steep": {"w": 4.0}})
    _, table = parts(shown[0])
    assert table["presets"] == [[[0, 200]]]
    assert table["texts"][0][149:152] == ["2.98", "3.00", "3.02"]
    view = ET.fromstring(module.redraw("live-explore-1", [151]))
    assert view.get("aria-label") == options["alt"](3.02)
    assert facts(view) == facts(
        module._view(page_trees(draw(3.02), "live-explore-1-"), options["alt"](3.02))
    )


def test_a_kernel_redraws_with_ipywidgets_own_controls(monkeypatch):
    shown = []
    monkeypatch.setattr(module, "display", lambda bundle, **_: shown.append(bundle))
    before = plt.get_fignums()
    controls = read_controls(
        pyplot_figure,
        {"w": (0.0, 1.5, 0.25), "scheme": ["Xavier", "He"]},
        labels={"w": "weight w"},
        units={"w": "mV"},
    )
    container = module._interact(pyplot_figure, lambda w, scheme: f"{scheme} {w}", controls, {})
    slider, menu = container.children[:2]
    assert isinstance(slider, ipywidgets.FloatSlider)
    assert isinstance(menu, ipywidgets.Dropdown)
    assert (slider.min, slider.max, slider.step, slider.value) == (0, 1.5, 0.25, 1)
    assert (slider.description, slider.readout_format) == ("weight w (mV)", ".2f")
    container.update()
    slider.value = 0.5
    menu.value = "Xavier"
    assert [bundle["text/plain"] for bundle in shown[-3:]] == ["He 1.0", "He 0.5", "Xavier 0.5"]
    assert all(bundle["text/html"].startswith("<svg") for bundle in shown)
    assert len({bundle["text/html"] for bundle in shown}) == 3
    assert plt.get_fignums() == before


@pytest.mark.filterwarnings("ignore:.*backend_inline. is deprecated")  # by ipywidgets 7 itself
def test_buttons_set_the_controls_in_a_kernel(monkeypatch):
    shown = []
    monkeypatch.setattr(module, "display", lambda bundle, **_: shown.append(bundle))
    controls = read_controls(
        pyplot_figure, {"w": (0.0, 1.5, 0.25), "scheme": {"X": "x", "H": "He"}}
    )
    presets = read_presets({"Small": {"w": 0.5, "scheme": "x"}, "One": {"w": 1}}, controls)
    sentence = lambda w, scheme: f"{scheme} {w}"  # noqa: E731
    container = module._interact(pyplot_figure, sentence, controls, presets)
    row, slider, menu = container.children[:3]
    small, one = row.children
    assert [small.description, one.description] == ["Small", "One"]
    container.update()
    small.click()
    assert (slider.value, menu.value, shown[-1]["text/plain"]) == (0.5, "x", "x 0.5")
    one.click()
    assert (slider.value, menu.value, shown[-1]["text/plain"]) == (1, "x", "x 1.0")


def test_a_log_range_moves_in_a_kernel():
    def draw(eta=0.1):
        return plain(eta)

    controls = read_controls(draw, {"eta": log_range(1e-3, 1)})
    widget = module._widget(controls["eta"])
    assert isinstance(widget, ipywidgets.SelectionSlider)
    assert widget.value == 0.1
    widget.index += 1
    assert widget.value == pytest.approx(10**-0.75)


def test_tiny_values_are_read_in_a_kernel():
    widget = module._widget(read_controls(lambda w: None, {"w": (1e-8, 5e-8, 1e-8)})["w"])
    assert [text for text, _ in widget.options] == ["1e-08", "2e-08", "3e-08", "4e-08", "5e-08"]


def test_a_kernel_moves_what_the_page_leaves_out(monkeypatch):
    moved = []
    monkeypatch.setattr(module, "_interact", lambda _, __, controls, ___: moved.extend(controls))
    monkeypatch.delenv("LIFE_OF_A_GRADIENT_BOOK", raising=False)
    explore(plain, w=(0.0, 20.0), depth=(1, 99), page=["w"])
    assert moved == ["w", "depth"]
