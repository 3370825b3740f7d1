"""tools.plotting.style: the one way to show a figure, on the page and in a kernel."""

import io

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from contrast import contrast
from IPython.display import HTML, Image, Markdown
from matplotlib.figure import Figure
from run_notebook import run

from tools.plotting import style


@pytest.fixture
def displayed(monkeypatch):
    shown = []
    monkeypatch.setattr(style, "display", lambda *objects: shown.extend(objects))
    return shown


def draw():
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], **style.ACTIVATION_STYLE["relu"])
    return fig


def test_the_page_gets_inline_svg_with_alt_text_and_caption(displayed, monkeypatch):
    monkeypatch.setenv("LIFE_OF_A_GRADIENT_BOOK", "1")
    style.show(draw(), alt='A line from "0" to 1', caption="It rises.")
    style.show(draw(), alt="Another line", caption="It rises too.")
    first, second = (output.data for output in displayed)
    assert isinstance(displayed[0], HTML)
    assert 'role="img" aria-label="A line from &quot;0&quot; to 1"' in first
    assert "<figcaption>It rises.</figcaption>" in first
    assert first.split('id="')[1].split('"')[0] != second.split('id="')[1].split('"')[0]


def pixels(image):
    """Return the pixels of what is displayed."""
    assert isinstance(image, Image)
    return plt.imread(io.BytesIO(image.data))


@pytest.mark.parametrize("backend", ["agg", "pdf", "pgf", "ps", "svg", "template", "none"])
def test_a_kernel_gets_the_figure_and_the_caption(backend, displayed):
    before = plt.get_backend()
    plt.switch_backend("agg" if backend == "none" else backend)
    fig = Figure() if backend == "none" else plt.figure()
    fig.subplots().plot([0, 1], [0, 1], color="red")
    style.show(fig, alt="A line", caption="It rises.")
    plt.switch_backend(before)
    seen = pixels(displayed[0])
    assert np.all(seen[..., :3] == [1, 0, 0], axis=-1).sum() > 100
    assert displayed[0]._repr_mimebundle_()[1]["image/png"] == {"alt": "A line"}
    assert isinstance(displayed[1], Markdown)
    assert displayed[1].data == "*It rises.*"


@pytest.mark.parametrize("backend", ["", "svg"])
def test_a_kernel_shows_a_figure_that_pyplot_does_not_know(backend, tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", backend)
    cell = (
        "from matplotlib.figure import Figure\nfrom tools.plotting import show\n"
        "show(Figure(), alt='Nothing.', caption='Nothing.')"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    assert run(notebook, tmp_path) == []


def test_a_shown_figure_is_closed(displayed):
    style.show(draw(), alt="A line", caption="It rises.")
    assert displayed
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"alt": " ", "caption": "x"}, ValueError, "sentence for alt, got ' '"),
        ({"alt": "x", "caption": None}, ValueError, "sentence for caption, got None"),
    ],
)
def test_a_figure_without_words_is_refused(arguments, error, message):
    fig = draw()
    with pytest.raises(error, match=message):
        style.show(fig, **arguments)
    plt.close(fig)


def test_axes_are_refused():
    fig = draw()
    with pytest.raises(TypeError, match="wanted a matplotlib Figure, got Axes"):
        style.show(fig.axes[0], alt="x", caption="x")
    plt.close(fig)


def test_the_course_style_is_in_the_sheet():
    with plt.rc_context():
        style.use_course_style()
        assert plt.rcParams["legend.frameon"] is False


def test_the_course_style_leaves_out_the_readers_own():
    looks = []
    for own in ({}, {"text.usetex": True, "axes.facecolor": "black", "text.color": "white"}):
        with plt.rc_context(), plt.style.context(["default", own]):
            style.use_course_style()
            looks.append(dict(plt.rcParams))
    assert looks[0] == looks[1]


def test_colours_and_line_styles_are_those_of_the_book():
    looks = {name: (s["color"], s["linestyle"]) for name, s in style.ACTIVATION_STYLE.items()}
    assert looks == {
        "relu": ("#0077bb", "-"),
        "sigmoid": ("#d1541b", "--"),
        "tanh": ("#118860", "-."),
        "linear": ("#b5489a", ":"),
    }


def test_initialisations_are_told_apart_and_seen_on_light_and_dark():
    styles = style.INITIALISATION_STYLE.values()
    for look in styles:
        assert contrast(look["color"], "#fdfcf9") >= 3
        assert contrast(look["color"], "#15171a") >= 3
    looks = [*styles, *style.ACTIVATION_STYLE.values()]
    colors = [look["color"] for look in looks] + [style.GRADIENT_COLOR]
    assert len(set(colors)) == len(colors)
    for key in ("linestyle", "label"):
        assert len({look[key] for look in styles}) == len(styles)
