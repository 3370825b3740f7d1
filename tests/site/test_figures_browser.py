"""A page shows of each kind of figure what matplotlib's PNG shows."""

import base64
import io
import os
import re
import sys
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from kinds_of_figure import DPI, FORMULAS, KINDS, SIZE
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from tools.plotting import page_type
from tools.plotting.svg import figure_tree, inline_svg

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

import faces  # after the path that finds it

WIDTH, HEIGHT = (round(DPI * side) for side in SIZE)
COLUMNS = 10

# The PNG is drawn this many times as large, so that no line and no letter is moved to a pixel.
FINER = 4

# What differs may be this share of what is drawn, and this dark after a blur by one pixel.
MOST_IN_ALL, MOST_IN_ONE_PLACE = 0.03, 0.25

# The page's letters have hairlines thinner than a pixel, which browsers draw a little darker.
MOST_OF_HAIRLINES = 0.04

# A page loads no bold italic.
NOT_ON_PAGE = {"fonts"}

# Figures with backgrounds of their own, or a grey colour map, look the same on a dark page.
UNTHEMED = ["mesh", "dark style", "grey axes", "coloured paper"]

FACES = [
    ("DejaVu Sans", "DejaVuSans", "normal", 400),
    ("DejaVu Sans", "DejaVuSans-Bold", "normal", 700),
    ("DejaVu Sans", "DejaVuSans-Oblique", "oblique", 400),
    ("DejaVu Sans", "DejaVuSans-BoldOblique", "oblique", 700),
    ("another", "DejaVuSerif", "normal", 400),
    ("Source Serif 4", "source-serif-4-latin-400-normal", "normal", 400),
    ("Source Serif 4", "source-serif-4-latin-600-normal", "normal", 600),
    ("Source Serif 4", "source-serif-4-latin-400-italic", "italic", 400),
    ("KaTeX_Main", "KaTeX_Main-Regular", "normal", 400),
    ("KaTeX_Main", "KaTeX_Main-Bold", "normal", 700),
    ("KaTeX_Math", "KaTeX_Math-Italic", "italic", 400),
    ("KaTeX_Math", "KaTeX_Math-BoldItalic", "italic", 700),
]
STYLE = """
body { margin: 0; background: white; color: black; --paper: white; }
div { position: absolute; }
svg { display: block; text-rendering: geometricPrecision; }
.dark { background: black; color: white; --paper: black; }
.fonts svg { font-family: another; }
"""


def sub(pattern, replacement):
    """Return a change of markup, which must find what it changes."""

    def change(markup):
        markup, count = re.subn(pattern, replacement, markup)
        assert count, pattern
        return markup

    return change


def last(tag):
    """Return a change of markup that drops the last element of a kind."""
    return sub(rf"(?s)<{tag} (?!.*<{tag} )[^>]*/>", "")


def opaque(markup):
    """Change the images of a figure into ones without transparency."""

    def convert(found):
        with Image.open(io.BytesIO(base64.b64decode(found[1]))) as image:
            image.convert("RGB").save(written := io.BytesIO(), "png")
        return f'base64,{base64.b64encode(written.getvalue()).decode()}"'

    return sub(r'base64,([^"]*)"', convert)(markup)


FAULTS = {
    "a prime is missing": ("formula with prime", last("use")),
    "a letter is missing": (
        "formula with letters with indices",
        sub("w(?=[^<>]*</tspan>)", "\xa0"),
    ),
    "the letters have other sizes": (
        "formula with greek",
        sub(r"font-size=\"18px", 'font-size="15px'),
    ),
    "a formula stands two pixels off": (
        "formula with sum",
        sub(r"translate\(([\d.]+)", lambda found: f"translate({float(found[1]) + 1.5}"),
    ),
    "a sum is an empty box": ("formula with sum", last("use")),
    "a minus is missing": ("minus signs and offset", sub("−", "")),
    "an image is opaque": ("transparent picture", opaque),
    "one of two images is opaque": ("pictures over each other", opaque),
    "an image is missing": ("clipped", last("image")),
    "a faint line is missing": (
        "faint line",
        sub(r"stroke-opacity=\"0.05\"", 'stroke-opacity="0"'),
    ),
    "faintest lines are missing": (
        "faintest lines",
        sub(r"stroke-opacity=\"0.004\"", 'stroke-opacity="0"'),
    ),
    "a text is black in a dark style": (
        "dark style",
        sub(r"(<text [^>]*)fill=\"var[^\"]*\"", r"\1"),
    ),
    "a background is missing": ("grey axes", sub('fill="#e5e5e5"', 'fill="none"')),
    "nothing is clipped": ("clipped", sub(r"clip-path=\"url\(#[^\"]*\)\"", "")),
    "the dashes are others": (
        "dashes",
        sub(r"stroke-dasharray=\"[^\"]*\"", 'stroke-dasharray="9,2"'),
    ),
    "a line is solid": ("twin axes", sub(r"stroke-dasharray=\"[^\"]*\"", "")),
    "seams show between cells": ("mesh", sub("crispEdges", "auto")),
    "an inset lets lines through": ("inset over lines", sub(r"fill=\"var[^\"]*\"", 'fill="none"')),
    "a line has another colour": ("lines", sub("#2ca02c", "#d62728")),
    "wide spaces collapse": ("wide spaces", sub("\xa0", " ")),
    "a hatch is missing": ("hatches", sub(r"fill=\"url[^\"]*\"", 'fill="none"')),
    "a hatch fades twice": (
        "faint hatches",
        sub(r'(fill="url[^>]*fill-opacity=)"0.5', r'\1"0.25'),
    ),
    "an area ends at its edge": (
        "faint areas with edges",
        sub('fill-opacity="0.3" stroke-opacity', "opacity"),
    ),
    "corners are blunt": ("sharp corners", sub('stroke-miterlimit="10"', "")),
    "a text is not turned": ("turned and aligned texts", sub(r"rotate\(-90\)", "rotate(0)")),
}


FAULTS_IN_TYPE = {
    "words have another face": ("legend", sub("'Source Serif 4'", "another")),
    "symbols have another face": (
        "formula with letters with indices",
        sub('"KaTeX_Math"', '"another"'),
    ),
    "words are larger": ("spines and titles", sub(r'font-size="11px"', 'font-size="13px"')),
}


def png(name, face):
    """Draw a kind with matplotlib's Agg; return its pixels, from 0 to 1."""
    fig = KINDS[name](face=face)
    fig.dpi = FINER * DPI
    canvas = FigureCanvasAgg(fig)
    with mpl.rc_context(face):
        canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    height, width = (length // FINER for length in pixels.shape[:2])
    return pixels.reshape(height, FINER, width, FINER, 3).mean((1, 3))


@pytest.fixture(scope="module")
def page_faces(tmp_path_factory):
    """Write the page's faces into a folder, and let matplotlib draw with them."""
    folder = tmp_path_factory.mktemp("faces")
    faces.write_faces(folder)
    with mock.patch.dict(os.environ, {page_type.VARIABLE: str(folder)}):
        page_type.settings()
    return folder


def fonts(*folders):
    """Write CSS that gives the page the fonts that matplotlib draws with."""
    files = {file.stem: file for folder in folders for file in folder.glob("*.ttf")}
    return "".join(
        f"@font-face {{ font-family: '{family}'; font-style: {style}; font-weight: {weight}; "
        f"src: url(data:font/ttf;base64,"
        f"{base64.b64encode(files[name].read_bytes()).decode()}) }}"
        for family, name, style, weight in FACES
    )


def screenshots(browser, css, cells):
    """Show (class, markup) after (class, markup) on one page; return the pixels of each."""
    places = [divmod(place, COLUMNS) for place in range(len(cells))]
    body = "".join(
        f'<div class="{kind}" style="left: {x * WIDTH}px; top: {y * HEIGHT}px">{markup}</div>'
        for (y, x), (kind, markup) in zip(places, cells, strict=True)
    )
    size = {"width": COLUMNS * WIDTH, "height": (1 + places[-1][0]) * HEIGHT}
    page = browser.new_page(viewport=size)
    page.set_content(f"<!DOCTYPE html><meta charset=utf-8><style>{css}{STYLE}</style>{body}")
    page.evaluate("document.fonts.ready.then(() => null)")
    pixels = plt.imread(io.BytesIO(page.screenshot()))[..., :3]
    page.close()
    return [pixels[y * HEIGHT :, x * WIDTH :][:HEIGHT, :WIDTH] for y, x in places]


def blurred(pixels):
    """Blur by a Gaussian with a standard deviation of one pixel."""
    weights = np.exp(-0.5 * np.arange(-3, 4) ** 2)
    for axis in (0, 1):
        pixels = sum(
            w * np.roll(pixels, k, axis) for k, w in zip(range(-3, 4), weights, strict=True)
        )
    return pixels / weights.sum() ** 2


def distance(picture, other):
    """Return how far each pixel is from all those of the other within one pixel."""
    low = high = other
    for axis in (0, 1):
        low = np.min([np.roll(low, k, axis) for k in (-1, 0, 1)], axis=0)
        high = np.max([np.roll(high, k, axis) for k in (-1, 0, 1)], axis=0)
    return np.maximum(0, np.maximum(picture - high, low - picture)).max(-1)


def difference(wanted, shown):
    """Return the share of what is drawn that differs, and the most in one place."""
    shown = shown[: len(wanted)]
    drawn = np.abs(wanted - np.median(wanted, axis=(0, 1))).max(-1).sum()
    wanted, shown = blurred(wanted), blurred(shown)
    differs = np.maximum(distance(wanted, shown), distance(shown, wanted))
    return differs.sum() / drawn, differs.max()


def is_wrong(difference, kind):
    most = MOST_OF_HAIRLINES if kind.startswith("page") else MOST_IN_ALL
    return difference[0] > most or difference[1] > MOST_IN_ONE_PLACE


@pytest.fixture(scope="module")
def differences(browser, page_faces):
    """Compare all kinds, in both types, the planted faults, other fonts and dark pages at once."""
    wanted = {name: png(name, {}) for name in KINDS}
    markups = {
        name: inline_svg(figure_tree(draw()), prefix=f"{name.replace(' ', '-')}-", label=name)
        for name, draw in KINDS.items()
    }
    shapes = [name for name in markups if "formula with" in name and "<text" not in markups[name]]
    cells = {(name, ""): (wanted[name], markup) for name, markup in markups.items()}
    for fault, (name, change) in FAULTS.items():
        cells[fault, "fault"] = wanted[name], change(markups[name])
    with mpl.rc_context(page_type.SETTINGS):
        for name in sorted(KINDS.keys() - NOT_ON_PAGE):
            tree = figure_tree(KINDS[name](face=page_type.SETTINGS))
            markup = inline_svg(tree, prefix=f"page-{name.replace(' ', '-')}-", label=name)
            cells[name, "page"] = png(name, page_type.SETTINGS), markup
    for fault, (name, change) in FAULTS_IN_TYPE.items():
        picture, markup = cells[name, "page"]
        cells[fault, "page fault"] = picture, change(markup)
    cells |= {(name, "fonts"): (wanted[name], markups[name]) for name in shapes}
    cells |= {(name, "dark"): (wanted[name], markups[name]) for name in UNTHEMED}
    cells["black and white", "dark"] = 1 - wanted["black and white"], markups["black and white"]
    css = fonts(Path(mpl.get_data_path(), "fonts", "ttf"), page_faces)
    shown = screenshots(browser, css, [(kind, markup) for (_, kind), (_, markup) in cells.items()])
    return {
        key: difference(picture, seen)
        for (key, (picture, _)), seen in zip(cells.items(), shown, strict=True)
    }


def wrong(differences, kind):
    return {
        name: far for (name, of), far in differences.items() if of == kind and is_wrong(far, kind)
    }


def test_each_kind_looks_like_the_png(differences):
    assert len(KINDS) >= 40
    assert wrong(differences, "") == {}


def test_each_kind_looks_like_the_png_in_the_type_of_the_page(differences):
    assert wrong(differences, "page") == {}


def test_each_planted_fault_is_seen(differences):
    assert list(wrong(differences, "fault")) == list(FAULTS)
    assert list(wrong(differences, "page fault")) == list(FAULTS_IN_TYPE)


def test_formulas_with_rare_signs_need_no_font(differences):
    names = {name for name, kind in differences if kind == "fonts"}
    rare = ["prime", "calligraphic", "blackboard", "sum", "product", "integral", "tall brackets"]
    assert names >= {f"formula with {name}" for name in rare}
    assert names < {f"formula with {name}" for name in FORMULAS}
    assert wrong(differences, "fonts") == {}


def test_a_dark_page_turns_black_and_white_and_leaves_chosen_colours(differences):
    assert wrong(differences, "dark") == {}
