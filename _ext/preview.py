"""The picture that messengers and social networks show beside a link to the course."""

import io
import tempfile
from importlib import metadata
from pathlib import Path

from sphinx.application import Sphinx

import faces
import kept
import landing
import stylesheet

CUT = "source-serif-4-latin-600-normal.woff2"


def text_face(folder: Path):
    """Return the site's text face as matplotlib takes it, in a file in the folder."""
    from matplotlib.font_manager import FontProperties

    file = folder / "source-serif-4.ttf"
    faces.write_cut(CUT, file)
    return FontProperties(fname=str(file))


def write_preview(app: Sphinx) -> None:
    """Write the picture into the site, as it was kept or as it is drawn now."""
    file = Path(app.outdir) / "_static" / "preview.png"
    title = app.config.html_title
    picture = kept.kept_or_made("preview", made_of(title), lambda: {file.name: small_png(title)})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture[file.name])


def made_of(title: str) -> bytes:
    """Return all that decides how the picture looks."""
    sources = [Path(module.__file__).read_bytes() for module in (faces, landing)]
    font = (stylesheet.FACE / "files" / CUT).with_suffix(".woff").read_bytes()
    versions = [metadata.version(name) for name in ("matplotlib", "numpy", "pillow", "fonttools")]
    words = "\0".join([title, *versions]).encode()
    return b"\0".join([words, Path(__file__).read_bytes(), *sources, font])


def small_png(title: str) -> bytes:
    """Draw the picture in few colours."""
    # Half a second, which a build that draws nothing saves; so do the functions that it calls.
    import matplotlib as mpl
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder, mpl.rc_context():
        mpl.rcdefaults()  # a user's settings must not reach the picture
        picture = draw_preview(title, text_face(Path(folder)))
    # A palette of 64 colours looks the same and takes a quarter of the bytes.
    small = io.BytesIO()
    Image.open(picture).quantize(64).save(small, format="PNG", optimize=True)
    return small.getvalue()


def draw_preview(title: str, face) -> io.BytesIO:
    """Return the picture as PNG, 1200 by 630 pixels, in all its colours."""
    from matplotlib.figure import Figure

    fig = Figure(figsize=(12, 6.3), dpi=100, facecolor="#fdfcf9")
    ax = fig.add_axes(
        (0, 0, 1, 0.7), xlim=(landing.DEPTH, 0), ylim=(-landing.HEIGHT, landing.HEIGHT)
    )
    ax.axis("off")
    for is_he, sizes in landing.networks():
        style = {"alpha": 1.0, "lw": 2.0} if is_he else {"alpha": 0.3, "lw": 1.2}
        ax.plot(sizes, color="#0077bb", **style)
    fig.text(0.06, 0.8, title, font=face, size=58, color="#22262b")
    fig.text(0.063, 0.71, "Backpropagation through ReLU", font=face, size=25, color="#5d6570")
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png")
    return buffer


def setup(app: Sphinx) -> dict:
    """Register the step."""
    app.connect("builder-inited", write_preview)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
