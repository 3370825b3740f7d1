"""Matplotlib's SVG renderer, taught what a page can show."""

import contextlib
import functools
import io
import re
import unicodedata

import matplotlib as mpl
import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.font_manager import fontManager, get_font
from matplotlib.textpath import TextToPath

from tools.plotting import page_type

_FONT_SETTINGS = [key for key in mpl.rcParams if key.startswith(("font.", "mathtext."))]
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML
_NO_GLYPH = 0xA4  # what mathtext sets for a sign that neither its font nor the fallback has
_SPACE_THAT_COLLAPSES = re.compile(r"^ | $|(?<= ) ")


class Renderer(RendererSVG):
    """Draws what a page can show, measures a text once for all figures, keeps points if wanted."""

    def __init__(self, *args, simplifies, **options):
        super().__init__(*args, **options)
        self.simplifies = simplifies
        self.is_sharp, self.hatch_alpha = False, 1
        self.dpi = self.image_dpi  # figimage asks for it
        self.fonts = tuple(str(mpl.rcParams[key]) for key in _FONT_SETTINGS)
        self._text2path = _text_to_path(self.fonts)

    def draw_path(self, gc, path, transform, rgbFace=None):
        """Draw a line or an area."""
        path.should_simplify &= self.simplifies
        self.is_sharp = gc.get_joinstyle() == "miter" and _is_sharp(path, transform)
        if gc.get_hatch():
            # In one element a faint hatch would not lie on the area, but take its place.
            if rgbFace is not None:
                area = self._copy(gc)
                area.set_hatch(None)
                area.set_linewidth(0)
                super().draw_path(area, path, transform, rgbFace)
                rgbFace = None
            gc = self._copy(gc)
            *colour, self.hatch_alpha = gc.get_hatch_color()
            gc.set_hatch_color((*colour, 1))
        super().draw_path(gc, path, transform, rgbFace)
        self.is_sharp = False

    def _copy(self, gc):
        copied = self.new_gc()
        copied.copy_properties(gc)
        return copied

    def draw_path_collection(self, gc, *args, **options):
        """Draw many areas, hatched ones one by one."""
        if gc.get_hatch():
            RendererBase.draw_path_collection(self, gc, *args, **options)
        else:
            super().draw_path_collection(gc, *args, **options)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Draw a text as text, and as shapes a formula with signs that fonts of pages lack."""
        if _NO_CHARACTER.search(s):
            raise ValueError(f"the text {s!r} has a character that no page can hold")
        if ismath and not _is_writable(s, prop, self.fonts):
            with mpl.rc_context({"svg.fonttype": "path"}):
                super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        else:
            s = s if ismath else _SPACE_THAT_COLLAPSES.sub("\xa0", s)
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)

    def draw_gouraud_triangles(self, *_):
        """Refuse what matplotlib draws with a filter that browsers have dropped."""
        raise ValueError("no page shows Gouraud shading: leave out shading='gouraud'")

    def start_filter(self):
        """Refuse what would be drawn without its filter."""
        raise ValueError("an agg_filter cannot be drawn as SVG: draw the artist without it")

    def _get_style_dict(self, gc, rgbFace):
        """Return the declarations of an element, with what matplotlib's PNGs have beyond them."""
        style = super()._get_style_dict(gc, rgbFace)
        is_area, is_line = style.get("fill") != "none", "stroke" in style
        if is_area and is_line and "opacity" in style:  # the area shows through its edge
            style["fill-opacity"] = style["stroke-opacity"] = style.pop("opacity")
        if gc.get_hatch():
            style.pop("opacity", None)
            style.pop("fill-opacity", None)
            if self.hatch_alpha != 1:
                style["fill-opacity"] = f"{self.hatch_alpha:g}"
        if is_line and self.is_sharp:
            style["stroke-miterlimit"] = "10"  # as in the PNG
        if not is_line and not gc.get_antialiased():
            style["shape-rendering"] = "crispEdges"  # no seams between areas
        return style

    def get_text_width_height_descent(self, s, prop, ismath):
        """Return the size of a text in points."""
        if ismath == "TeX":
            raise ValueError("a text asks for LaTeX: set usetex to False, and mathtext sets it")
        return _measure(s, prop, ismath, self.fonts)

    def _get_font_height_metrics(self, prop):
        """Return ascent, descent and line gap of a font in points: newer matplotlibs ask here."""
        return _line_metrics(prop, self.fonts)


@functools.lru_cache
def _text_to_path(_fonts):
    """Return what sets formulas with some settings for fonts, and keeps them for all figures."""
    return TextToPath()


@functools.lru_cache(maxsize=4096)
def _measure(text, font, is_math, fonts):
    """Return the size of a text, which hangs on the settings for fonts, too."""
    return _text_to_path(fonts).get_text_width_height_descent(text, font, is_math)


@functools.lru_cache(maxsize=4096)
def _line_metrics(prop, _fonts):
    """Read from a font what every text in it is laid out with; Nones if the font does not say."""
    font = get_font(fontManager._find_fonts_by_props(prop))
    table = font.get_sfnt_table("OS/2")
    if table is None:
        return None, None, None
    scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * prop.get_size_in_points()
    ascent, descent = table["sTypoAscender"] * scale, -table["sTypoDescender"] * scale
    return ascent, descent, table["sTypoLineGap"] * scale


def _is_sharp(path, transform):
    """Whether browsers would cut off a corner: below 29 degrees, where 1 / sin(angle / 2) > 4."""
    for points in path.to_polygons(transform, closed_only=False) if len(path) > 2 else []:
        steps = np.diff(points @ [1, 1j])
        steps = steps[np.abs(steps) > 0.01]
        turns = np.roll(steps, -1) / steps
        if (turns.real < -0.875 * np.abs(turns)).any():
            return True
    return False


@functools.lru_cache(maxsize=4096)
def _is_writable(formula, font, fonts):
    """Whether a formula is nothing but signs of the fonts that a page has."""
    *_, glyphs, lines = _text_to_path(fonts).mathtext_parser.parse(formula, 72, font)
    if any(code == _NO_GLYPH for _, _, code, *_ in glyphs):
        raise ValueError(f"{formula!r} has a sign that its font lacks: set it as a formula, in $")
    families = page_type.families()
    return not lines and all(
        font.family_name in families and not unicodedata.combining(chr(code))
        for font, _, code, *_ in glyphs
    )


class _Canvas(FigureCanvasSVG):
    """Lays out and draws with one renderer, where savefig draws with a second one again."""

    def __init__(self, figure, simplifies):
        super().__init__(figure)
        self.buffer = io.StringIO()
        image_dpi, figure.dpi = figure.dpi, self.fixed_dpi
        self.renderer = Renderer(
            *figure.bbox.size,
            self.buffer,
            image_dpi=image_dpi,
            metadata={"Date": None},
            simplifies=simplifies,
        )

    def get_renderer(self):
        """Return the renderer to measure with."""
        return self.renderer


@contextlib.contextmanager
def svg_canvas(fig, *, simplifies):
    """Give a figure a canvas for SVG, for a while."""
    canvas, dpi = fig.canvas, fig.dpi
    try:
        yield _Canvas(fig, simplifies)
    finally:
        fig.set_canvas(canvas)
        fig.dpi = dpi


@contextlib.contextmanager
def ticks_kept(fig):
    """Let each axis find its ticks and their boxes once for a place and a range, for a while.

    Matplotlib finds them anew for every label, spine and title that asks where they are.
    """
    axes = [axis for ax in fig.axes for axis in (ax.xaxis, ax.yaxis)]
    for axis in axes:
        _keep_ticks(axis)
    try:
        yield
    finally:
        for axis in axes:
            del axis._update_ticks, axis._get_ticklabel_bboxes


def _keep_ticks(axis):
    """Shadow the methods of an axis that find its ticks and their labels' boxes."""
    find, measure = axis._update_ticks, axis._get_ticklabel_bboxes
    place = ticks = boxes = None

    def find_once():
        nonlocal place, ticks, boxes
        now = (*axis.get_view_interval(), *axis.axes.bbox.bounds)
        if now != place:
            place, ticks, boxes = now, find(), None
        return ticks

    def measure_once(shown, renderer):
        nonlocal boxes
        if shown is not ticks:
            return measure(shown, renderer)
        if boxes is None:
            boxes = measure(shown, renderer)
        return boxes

    axis._update_ticks, axis._get_ticklabel_bboxes = find_once, measure_once
