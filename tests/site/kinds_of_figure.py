"""Small figures of many kinds, for comparing what a page shows with matplotlib's PNG."""

import functools
from collections.abc import Callable
from types import MappingProxyType

import matplotlib as mpl
import matplotlib.patheffects as effects
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

SIZE = (2.5, 1.875)  # inches: 240 x 180 pixels
DPI = 96  # pixels to the inch, as in CSS

FORMULAS = {
    "letters with indices": r"$w_1^{(2)} x_i + b^2$",
    "prime": r"$f'(x) + g''$",
    "calligraphic": r"$\mathcal{L}(\mathcal{N})$",
    "blackboard": r"$\mathbb{E}[X],\ \mathbb{R}^n$",
    "fraktur": r"$\mathfrak{A}\,\mathfrak{g}$",
    "typewriter": r"$\mathtt{relu}$",
    "bold": r"$\mathbf{W}\mathbf{x}$",
    "upright": r"$\mathrm{Var}\,\sin x$",
    "greek": r"$\alpha\beta\gamma\delta\Omega\Sigma\varepsilon$",
    "sum": r"$\sum_{i=1}^n x_i$",
    "product": r"$\prod_{l=1}^L w_l$",
    "integral": r"$\int_0^1 x\,dx$",
    "fraction": r"$\frac{\partial L}{\partial w}$",
    "brackets": r"$\left(\frac{a}{b}\right)^2$",
    "tall brackets": r"$\left\{\left[\frac{\frac{a}{b}}{\frac{c}{d}}\right]\right\}$",
    "root": r"$\sqrt{2/n} + \sqrt[3]{x}$",
    "accents": r"$\hat{y}\ \bar{x}\ \tilde{z}\ \dot{a}\ \vec{v}$",
    "wide accents": r"$\widehat{xyz}\ \overline{abc}$",
    "signs": r"$a \leq b \neq c \in D \to \infty$",
    "nabla": r"$\nabla L \cdot \|w\|_2 \times 3$",
    "minus": r"$-3 - x \pm 10^{-8}$",
    "words around": r"loss $L(w) = \frac{1}{2}w^2$ falls",
}

KINDS: dict[str, Callable[[], Figure]] = {}


def kind(style: str | dict = "default", size: tuple = SIZE, **axes: object) -> Callable:
    """Keep a function that draws on axes under its name, as a function that makes its figure."""

    def keep(draw):
        KINDS[draw.__name__.replace("_", " ")] = functools.partial(_figure, draw, style, size, axes)
        return draw

    return keep


def _figure(draw, style, size, axes, face=MappingProxyType({})):
    with plt.style.context(["default", {"font.size": 9}, style, face]):
        fig = Figure(figsize=size, dpi=DPI)
        draw(fig.add_subplot(**axes))
    return fig


def _formula(text, face=MappingProxyType({})):
    with mpl.rc_context(face):
        fig = Figure(figsize=(SIZE[0], 0.75), dpi=DPI)
        fig.text(0.5, 0.5, text, fontsize=18, ha="center", va="center")
    return fig


KINDS |= {
    f"formula with {name}": functools.partial(_formula, text) for name, text in FORMULAS.items()
}

X = np.linspace(0, 1, 41)
GRID = np.add.outer(np.sin(6 * X), np.cos(5 * X))


def picture(transparent=True):
    """A colour image, whose alpha grows from left to right."""
    rows, columns = np.mgrid[0:1:12j, 0:1:16j]
    alpha = columns if transparent else np.ones_like(rows)
    return np.dstack([rows, 0.2 + 0 * rows, 1 - rows, alpha])


@kind()
def lines(ax):
    ax.plot(X, X**2, X, X**3, X, -X)


@kind()
def dashes(ax):
    for k, style in enumerate(["--", "-.", ":", (0, (5, 1, 1, 1)), (3, (8, 4))]):
        ax.plot([0, 1], [k, k + 1], linestyle=style, lw=2)


@kind()
def markers(ax):
    for k, marker in enumerate("o^sDxX+*|_"):
        ax.plot(X[::8], k + X[::8], marker, mfc="none" if k % 2 else None, ms=5)


@kind()
def scatter(ax):
    ax.scatter(X, X**2, s=60 * X + 5, c=X, alpha=0.5, edgecolors="black")


@kind()
def bars(ax):
    ax.bar(["a", "b", "c"], [1, 3, -2], yerr=0.5, capsize=4, color=["C0", "C1", "0.5"])
    ax.axhline(0, color="black", lw=0.8)


@kind()
def histogram(ax):
    ax.hist(np.sin(50 * X), bins=8, edgecolor="white")


@kind()
def stairs(ax):
    ax.stairs([1, 3, 2, 5], fill=True, alpha=0.4)
    ax.stairs([2, 1, 4, 3], baseline=None, color="black")


@kind()
def band(ax):
    ax.fill_between(X, X - 0.2, X + 0.3, alpha=0.25, lw=0)
    ax.plot(X, X)


@kind()
def hatches(ax):
    ax.bar([0, 1, 2], [3, 2, 1], hatch=["//", "xx", "oo"], facecolor="none", edgecolor="black")
    ax.bar([3, 4], [2, 3], hatch="\\\\", color="C1", edgecolor="C0")


@kind()
def faint_areas_with_edges(ax):
    ax.bar([0, 1], [3, 2], color="C1", edgecolor="black", linewidth=6, alpha=0.3)
    ax.plot(X, 3 * X, "s", ms=9, mew=3, mec="black", alpha=0.3)


@kind()
def faint_hatches(ax):
    ax.bar([2, 3], [3, 2], hatch="xx", color="C1", edgecolor="C0", alpha=0.5)
    ax.fill_between([3.5, 5], [3, 2], hatch="..", edgecolor="C0", facecolor="C1", alpha=0.4)
    ax.bar([5], [2], hatch="/", color="C1", edgecolor="C0", alpha=0.5, linewidth=0)


@kind()
def sharp_corners(ax):
    for k, join in enumerate(["miter", "round", "bevel"]):
        ax.plot([0, 0.5, 0.1], [k, k + 0.7, k + 1], lw=4, solid_joinstyle=join)
    ax.add_patch(mpl.patches.Polygon([(0.65, 0), (0.7, 2), (0.75, 0)], fill=False, lw=3))
    ax.set(xlim=(-0.1, 0.8), ylim=(-0.5, 3.5))


@kind()
def error_bars(ax):
    ax.errorbar(X[::8], X[::8], yerr=0.1, xerr=0.05, fmt="o", capsize=3)


@kind()
def log_axes(ax):
    ax.loglog(10 ** (4 * X - 2), 10 ** (-8 * X))
    ax.grid(alpha=0.3)


@kind()
def minor_log_labels(ax):
    ax.semilogy(X, 1 + 2 * X)


@kind()
def minus_signs_and_offset(ax):
    ax.plot(-X, 1e-7 * X)


@kind()
def formula_ticks(ax):
    ax.plot(X, X)
    ax.set_xticks([0, 0.5, 1], ["$0$", r"$\frac{\pi}{2}$", r"$\pi$"])


@kind()
def legend(ax):
    ax.plot(X, X, label="$x$ falls")
    ax.plot(X, 1 - X, "--", label="1 - x")
    ax.legend(title="lines", shadow=True)


@kind()
def arrows(ax):
    ax.annotate("peak", (0.8, 0.8), (0.1, 0.3), arrowprops={"arrowstyle": "->"})
    ax.annotate("", (0.9, 0.1), (0.2, 0.1), arrowprops={"facecolor": "red", "shrink": 0.05})


@kind()
def transparent_picture(ax):
    ax.plot([-0.5, 15.5], [0, 11], color="black", lw=3)
    ax.imshow(picture(), zorder=3)


@kind()
def pictures_over_each_other(ax):
    ax.imshow(picture(transparent=False), extent=(0, 10, 0, 10))
    ax.imshow(picture(), extent=(5, 15, 5, 15), alpha=0.5)
    ax.set(xlim=(0, 15), ylim=(0, 15))


@kind()
def masked_picture(ax):
    ax.set_facecolor("0.8")
    ax.imshow(np.ma.masked_greater(GRID, 0.7), cmap="magma", alpha=0.6, aspect="auto")


@kind()
def turned_picture(ax):
    turn = mpl.transforms.Affine2D().rotate_deg(30)
    ax.imshow(picture(), interpolation="none", transform=turn + ax.transData)
    ax.set(xlim=(-8, 16), ylim=(-2, 20))


@kind()
def mesh(ax):
    shown = ax.pcolormesh(X, X, GRID, cmap="gray", rasterized=True)
    ax.figure.colorbar(shown)


@kind()
def contours(ax):
    ax.contourf(X, X, GRID, alpha=0.5)
    ax.clabel(ax.contour(X, X, GRID, levels=4, colors="black"), fontsize=7)


@kind()
def quiver(ax):
    ax.quiver(*np.mgrid[0:4, 0:4], *np.mgrid[-1:2:4j, -2:1:4j], color="C3")


@kind()
def twin_axes(ax):
    ax.plot(X, X)
    other = ax.twinx()
    other.plot(X, 100 * X**2, "C1--")
    other.spines[:].set_visible(False)  # they lie on the first ones


@kind()
def inset_over_lines(ax):
    ax.plot(X, X, X, 1 - X, lw=3)
    ax.inset_axes((0.3, 0.3, 0.4, 0.4)).plot(X, np.sin(9 * X), color="black")


@kind()
def axes_over_axes(ax):
    ax.plot(X, X, lw=3)
    ax.figure.add_axes((0.4, 0.4, 0.2, 0.2)).plot(X, 1 - X)


@kind(projection="polar")
def polar(ax):
    ax.plot(6 * X, X)
    ax.fill(3 * X, 0.6 * X, alpha=0.3)


@kind(projection="3d")
def three_dimensions(ax):
    ax.plot_surface(*np.meshgrid(X[::5], X[::5]), GRID[::5, ::5], cmap="viridis")


@kind()
def turned_and_aligned_texts(ax):
    ax.text(0.1, 0.1, "up", rotation=90, fontsize=12)
    ax.text(0.5, 0.5, "turned", rotation=30, ha="center", rotation_mode="anchor", fontsize=12)
    ax.text(1, 1, "two\nlines", ha="right", va="top", fontsize=12, linespacing=1.5)
    ax.text(0.4, 0, r"$\frac{a}{b}$ turned", rotation=-30, color="C3")


@kind()
def text_in_a_box(ax):
    ax.plot(X, X, lw=4)
    ax.text(0.5, 0.5, "box", bbox={"facecolor": "white", "boxstyle": "round"}, ha="center")
    ax.text(0.2, 0.8, "faint", alpha=0.4, fontsize=14)


@kind()
def fonts(ax):
    ax.set_axis_off()
    for k, options in enumerate(
        [
            {"weight": "bold"},
            {"style": "italic"},
            {"weight": "bold", "style": "italic"},
            {"variant": "small-caps"},
        ]
    ):
        ax.text(0, k / 4, "a < b & c", fontsize=13, **options)


@kind()
def wide_spaces(ax):
    ax.set_axis_off()
    ax.text(0, 0.2, "a      b", fontsize=14)
    ax.text(1, 0.7, "c   ", fontsize=14, ha="right")


@kind()
def faint_line(ax):
    ax.plot(X, X, color="black", lw=3, alpha=0.05)


@kind()
def faintest_lines(ax):
    ax.plot(X, np.multiply.outer(X, np.linspace(0.9, 1, 60)), color="black", lw=3, alpha=0.004)


@kind(style="dark_background")
def dark_style(ax):
    ax.plot(X, X, color="white")
    ax.bar([0.2, 0.6], [0.5, 0.8], 0.1, color="black", edgecolor="yellow")
    ax.set_title("dark")


@kind(style="ggplot")
def grey_axes(ax):
    ax.plot(X, X)
    ax.set_title("$L(w)$")


@kind(style={"figure.facecolor": "#ffeecc", "axes.facecolor": "none"})
def coloured_paper(ax):
    ax.plot(X, X, color="black", lw=3)


@kind(style={"mathtext.fontset": "cm"})
def another_font_for_formulas(ax):
    ax.text(0.1, 0.4, r"$a_1 + \sum_i x_i$", fontsize=14, math_fontfamily="cm")


@kind()
def black_and_white(ax):
    ax.hist(np.sin(50 * X), bins=8, color="black", edgecolor="white")
    ax.text(0, 3, "box", bbox={"facecolor": "white"}, ha="center", fontsize=14)
    ax.inset_axes((0.2, 0.4, 0.2, 0.4)).plot(X, np.sin(9 * X), color="black")


@kind()
def path_effects(ax):
    halo = [effects.withStroke(linewidth=4, foreground="yellow")]
    ax.plot(X, X, path_effects=[effects.SimpleLineShadow(), effects.Normal()])
    ax.text(0.2, 0.6, "halo", fontsize=16, path_effects=halo)


@kind()
def clipped(ax):
    circle = mpl.patches.Circle((0.5, 0.5), 0.4, transform=ax.transAxes)
    ax.imshow(picture(transparent=False), clip_path=circle, extent=(0, 1, 0, 1))
    ax.plot([0, 1], [0, 3], lw=5)
    ax.text(0.8, 0.8, "cut here", clip_on=True, fontsize=14)
    ax.set(xlim=(0, 1), ylim=(0, 1))


@kind()
def colours_given_by_numbers(ax):
    segments = np.stack([np.c_[X[:-1], X[:-1]], np.c_[X[1:], X[1:]]], 1)
    ax.add_collection(mpl.collections.LineCollection(segments, array=X[1:], linewidths=4))


@kind()
def box_and_violin(ax):
    ax.boxplot([X, X**2])
    ax.violinplot([X, X**2], positions=[3, 4])


@kind()
def spans_and_steps(ax):
    ax.axvspan(0.2, 0.4, alpha=0.12, color="C3", lw=0)
    ax.step(X[::5], X[::5], where="mid", drawstyle="steps-mid")
    ax.stem(X[::5], 1 - X[::5])


@kind()
def gaps_and_extremes(ax):
    y = np.where((X > 0.4) & (X < 0.6), np.nan, X)
    ax.plot(X, y, lw=2)
    ax.plot([0.1, 0.9], [-1e9, 1e9], color="C3")
    ax.set_ylim(0, 1)


@kind()
def table(ax):
    ax.set_axis_off()
    ax.table([["1", "2"], ["3", "4"]], colLabels=["x", "y"], loc="center")


@kind(style={"axes.spines.top": False, "axes.spines.right": False, "xtick.direction": "in"})
def spines_and_titles(ax):
    ax.set(title="left", xlabel="x (dimensionless)", ylabel=r"$\sigma(z)$")
    ax.xaxis.set_major_formatter("{x:.1f} s")
    ax.figure.suptitle("above all", weight="bold")
