"""The landing page and its picture: gradients of many networks on their way back."""

import functools

import numpy as np
from sphinx.application import Sphinx

DEPTH, WIDTH = 30, 64
HEIGHT = 4.8  # powers of ten that the picture shows above and below 0


def gradient_sizes(rng: np.random.Generator, gain: float) -> np.ndarray:
    """Send a gradient back through a fresh ReLU network; gain 1 is He initialisation.

    Parameters
    ----------
    rng : numpy.random.Generator
        The only source of randomness.
    gain : float
        What a layer does to the mean square: the weights have variance ``gain * 2 / WIDTH``.

    Returns
    -------
    sizes : ndarray, shape (DEPTH + 1,), float64, dimensionless
        log10 of the norm of dL/da over its first value, from the loss (0) back to the first layer.
    """
    a = rng.standard_normal(WIDTH)
    weights = rng.normal(0.0, np.sqrt(2 * gain / WIDTH), (DEPTH, WIDTH, WIDTH))
    active = []
    for W in weights:
        z = a @ W  # (WIDTH,)
        active.append(z > 0)
        a = np.maximum(z, 0) / np.linalg.norm(z)  # the scale of a does not reach the gradient
    gradient = rng.standard_normal(WIDTH)
    norms = [np.linalg.norm(gradient)]
    for W, gate in zip(weights[::-1], active[::-1], strict=True):
        gradient = (gradient * gate) @ W.T
        norms.append(np.linalg.norm(gradient))
    return np.log10(np.array(norms) / norms[0])


@functools.cache  # for the page and for the preview
def networks() -> list[tuple[bool, np.ndarray]]:
    """Return (drawn with He initialisation?, sizes on the way back) for every line."""
    rng = np.random.default_rng(2015)
    gains = [*2.0 ** np.linspace(-1.0, 1.0, 60), *[1.0] * 9]
    return [(gain == 1.0, gradient_sizes(rng, gain)) for gain in gains]


def svg_lines() -> dict[str, list[str]]:
    """Return the points of all lines for a view box of 1000 by 400, the loss on the right.

    Those of He initialisation are a bundle of their own, which the page's slider moves: weights
    times s leave every gate as it is and make each layer's factor s times as large, so that a
    line on the logarithmic axis is only sheared.
    """
    x = np.linspace(1000, 0, DEPTH + 1)
    lines = {"fan": [], "bundle": []}
    for is_he, sizes in networks():
        y = 200 - 200 * sizes / HEIGHT
        points = " ".join(f"{a:.0f},{b:.0f}" for a, b in zip(x, y, strict=True))
        lines["bundle" if is_he else "fan"].append(points)
    return lines


def choose_template(
    app: Sphinx, page: str, _template: str, context: dict, _doctree: object
) -> str | None:
    """Give the first page its lines; return the template that draws them."""
    if page != app.config.root_doc:
        return None
    context |= {"lines": svg_lines(), "depth": DEPTH, "height": HEIGHT}
    return "landing.html"


def setup(app: Sphinx) -> dict:
    """Register the step."""
    app.connect("html-page-context", choose_template)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
