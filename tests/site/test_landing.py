"""The landing page: its slider moves the picture as networks with other weights would."""

import re
import sys

import numpy as np
import pytest
from pages import LANDING, ROOT

sys.path.insert(0, str(ROOT / "_ext"))

import landing

GAINS = [0.5, 2**-0.3, 1.0, 2**0.5, 2.0]


@pytest.mark.parametrize("gain", GAINS)
def test_larger_weights_only_shear_a_line(gain):
    he, other = (landing.gradient_sizes(np.random.default_rng(8), g) for g in (1.0, gain))
    layers = np.arange(landing.DEPTH + 1)
    assert other == pytest.approx(he + layers * np.log10(gain) / 2, abs=1e-12)


def ends(page) -> list[tuple[float, float]]:
    """Where the bold lines begin and end, in the picture's own coordinates."""
    bundle = page.locator(".bundle")
    numbers = re.findall(r"-?[\d.]+(?:e-?\d+)?", bundle.get_attribute("transform"))
    _, b, _, _, _, f = map(float, numbers)
    points = [line.get_attribute("points").split() for line in bundle.locator("polyline").all()]
    xy = [[tuple(map(float, point.split(","))) for point in (line[0], line[-1])] for line in points]
    return [tuple(y + b * x + f for x, y in pair) for pair in xy]


def test_the_slider_shears_the_bold_lines_by_keyboard(page, site_url):
    page.goto(f"{site_url}/{LANDING}")
    slider = page.get_by_role("slider", name="Size of the first weights")
    at_start = ends(page)
    for key, gain, words in [("End", 2.0, "longer"), ("Home", 0.5, "shorter")]:
        slider.press(key)
        assert words in page.locator(".hero-control output").inner_text()
        assert words in slider.get_attribute("aria-valuetext")
        rise = 200 * landing.DEPTH * np.log10(gain) / 2 / landing.HEIGHT
        for (loss, first), (same, moved) in zip(at_start, ends(page), strict=True):
            assert same == pytest.approx(loss, abs=1e-9)
            assert moved == pytest.approx(first - rise, abs=1e-9)
    assert "32,768 times shorter" in page.locator(".hero-control output").inner_text()


def test_the_picture_moves_on_a_screen_alone(page, site_url):
    page.goto(f"{site_url}/{LANDING}")
    moving = "getComputedStyle(document.querySelector('.hero svg')).animationName"
    assert page.evaluate(moving) == "flow-back"
    page.emulate_media(media="print")
    assert page.evaluate(moving) == "none"


def test_without_script_there_is_a_picture_and_no_dead_slider(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/{LANDING}")
    assert page.locator(".hero svg").is_visible()
    assert not page.get_by_role("slider").is_visible()
    context.close()
