"""Every frame of a figure with controls: as Python makes it, and as matplotlib draws it."""

import io
import json
import re
import xml.etree.ElementTree as ET

import matplotlib.pyplot as plt
import numpy as np
import pytest
from explorables import FIGURES, all_kinds, draw_all_kinds, markup

from tools.plotting.frames import decode, unpack
from tools.plotting.phone import page_trees

# Moves the controls through every combination; returns the frames that are not the wanted ones.
EVERY_FRAME = """(wanted) => {
  const inputs = [...document.querySelectorAll("fieldset input, fieldset select")];
  const size = (input) =>
    input.type === "checkbox" ? 2 : input.options ? input.options.length : +input.max + 1;
  return wanted.flatMap((markup, frame) => {
    let rest = frame;
    for (const input of [...inputs].reverse()) {
      const place = rest % size(input);
      rest = (rest - place) / size(input);
      if (input.type === "checkbox") input.checked = place;
      else if (input.options) input.selectedIndex = place;
      else input.value = place;
    }
    inputs[0].dispatchEvent(new Event("input", {bubbles: true}));
    const view = new DOMParser().parseFromString(markup, "text/html").querySelector("div");
    return document.querySelector("figure div").isEqualNode(view) ? [] : [frame];
  });
}"""


def pixels(png):
    return plt.imread(io.BytesIO(png))[..., :3]


def test_frames_are_their_own_svg_to_the_node_and_the_pixel(open_page):
    page = open_page(all_kinds())
    alone = open_page(all_kinds())
    svg = page.locator("svg").first
    for mode, grid, x, n in [
        ("line", False, 0, 1),
        ("points", True, 4, 4),
        ("line", True, 2, 2),
        ("points", False, 1, 3),
        ("line", False, 2, 3),
    ]:
        page.get_by_label("mode", exact=True).select_option(mode)
        page.get_by_label("grid", exact=True).set_checked(grid)
        page.get_by_label("x", exact=True).fill(str(x))
        page.get_by_label("n", exact=True).fill(str(n - 1))
        fig = draw_all_kinds(mode, grid, x / 2, n)
        [tree] = page_trees(fig, "explore-1-")
        tree.set("aria-hidden", "true")
        wanted = ET.tostring(tree, encoding="unicode")
        assert svg.evaluate(
            "(svg, wanted) => svg.isEqualNode("
            "  new DOMParser().parseFromString(wanted, 'text/html').querySelector('svg'))",
            wanted,
        )
        alone.eval_on_selector(".explore-view", "(e, svg) => { e.innerHTML = svg; }", wanted)
        got = svg.screenshot()
        assert got == alone.locator("svg").first.screenshot(), (mode, grid, x, n)


@pytest.mark.parametrize("name", [*FIGURES, "all kinds"])
def test_script_rebuilds_every_frame_as_python_does(open_page, name):
    html = all_kinds() if name == "all kinds" else markup(name)[0]
    view = re.search(r"<div class=\"explore-view.*?</div>", html, re.DOTALL)[0]
    table = json.loads(re.search(r"json\">(.*)</script>", html)[1])
    tree = ET.fromstring(view)  # noqa: S314 - made here
    frames = range(len(unpack(table["columns"][0])))
    wanted = [ET.tostring(decode(tree, table, frame), encoding="unicode") for frame in frames]
    wrong = open_page(html).evaluate(EVERY_FRAME, wanted)
    assert wrong == []
    assert len(frames) >= 40
    planted = view.replace('x="', 'x="1', 1)
    assert planted != view
    assert open_page(html).evaluate(EVERY_FRAME, [planted, *wanted[1:]]) == [0]


def blocks(image):
    """Means over blocks of 8 x 8 pixels, where antialiasing and fonts differ little."""
    height, width = (8 * (size // 8) for size in image.shape[:2])
    return image[:height, :width].reshape(height // 8, 8, width // 8, 8, 3).mean((1, 3))


def png_of(fig, width):
    """The pixels of a figure that is so many of them wide."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=width / fig.get_figwidth())
    return pixels(buffer.getvalue())


@pytest.mark.parametrize("name", FIGURES)
def test_frames_look_as_matplotlib_draws_them(open_page, name):
    draw, options = FIGURES[name]
    slider = next(key for key, value in options.items() if isinstance(value, tuple))
    page = open_page(markup(name)[0])
    page.locator("input[type=range]").first.press("Home")
    width = page.locator("svg").first.bounding_box()["width"]
    wanted = png_of(draw(**{slider: options[slider][0]}), width)
    start = png_of(draw(), width)
    got = pixels(page.locator("svg").first.screenshot())[: wanted.shape[0], : wanted.shape[1]]
    assert np.abs(blocks(got) - blocks(wanted)).max() < 0.25  # of 1, black against white
    assert np.abs(blocks(start) - blocks(wanted)).max() > 0.5
