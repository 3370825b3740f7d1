"""The picture of the landing page: gradients of many networks on their way back."""

import io
import tempfile
from pathlib import Path

import matplotlib as mpl
import matplotlib.font_manager as fm
import numpy as np
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from PIL import Image
from sphinx.application import Sphinx

from stylesheet import FACE

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


def networks() -> list[tuple[bool, np.ndarray]]:
    """Return (drawn with He initialisation?, sizes on the way back) for every line."""
    rng = np.random.default_rng(2015)
    gains = [*2.0 ** np.linspace(-1.0, 1.0, 60), *[1.0] * 9]
    return [(gain == 1.0, gradient_sizes(rng, gain)) for gain in gains]


def svg_paths() -> list[dict]:
    """Return the lines for a view box of 1000 by 400, the loss on the right."""
    x = np.linspace(1000, 0, DEPTH + 1)
    paths = []
    for is_he, sizes in networks():
        y = 200 - 200 * sizes / HEIGHT
        points = " ".join(f"{a:.0f},{b:.0f}" for a, b in zip(x, y, strict=True))
        paths.append({"is_he": is_he, "points": points})
    return paths


def text_face(folder: Path) -> fm.FontProperties:
    """Return the site's text face in a form that matplotlib reads, a file in the folder."""
    font = TTFont(FACE / "files" / "source-serif-4-latin-600-normal.woff")
    font.flavor = None
    ttf = folder / "source-serif-4.ttf"
    font.save(ttf)
    return fm.FontProperties(fname=str(ttf))


def write_preview(app: Sphinx) -> None:
    """Draw the picture that messengers and networks show beside a link, 1200 by 630 pixels."""
    file = Path(app.outdir) / "_static" / "preview.png"
    if file.exists() and file.stat().st_mtime > Path(__file__).stat().st_mtime:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, mpl.rc_context():
        mpl.rcdefaults()  # a user's settings must not reach the picture
        picture = draw_preview(app.config.html_title, text_face(Path(folder)))
    # A palette of 64 colours looks the same and takes a quarter of the bytes.
    Image.open(picture).quantize(64).save(file, optimize=True)


def draw_preview(title: str, face: fm.FontProperties) -> io.BytesIO:
    """Return the picture as PNG in all its colours."""
    fig = Figure(figsize=(12, 6.3), dpi=100, facecolor="#fdfcf9")
    ax = fig.add_axes((0, 0, 1, 0.7), xlim=(DEPTH, 0), ylim=(-HEIGHT, HEIGHT))
    ax.axis("off")
    for is_he, sizes in networks():
        style = {"alpha": 1.0, "lw": 2.0} if is_he else {"alpha": 0.3, "lw": 1.2}
        ax.plot(sizes, color="#0077bb", **style)
    fig.text(0.06, 0.8, title, font=face, size=58, color="#22262b")
    fig.text(0.063, 0.71, "Backpropagation through ReLU", font=face, size=25, color="#5d6570")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png")
    return buffer


def add_hero(app: Sphinx, page: str, _template: str, context: dict, _doctree) -> None:
    """Give the landing page its lines."""
    if page == app.config.root_doc:
        context["hero"] = svg_paths()


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.connect("builder-inited", write_preview)
    app.connect("html-page-context", add_hero)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
