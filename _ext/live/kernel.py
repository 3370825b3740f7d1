"""Runs a page's cells in the reader's browser, as a kernel would: worker.js calls run and draw."""

import ast
import builtins
import io
import json
import linecache
import os
import pprint
import re
import sys
import sysconfig
import time
import traceback
import types
import warnings
from contextlib import redirect_stderr, redirect_stdout

PACKAGES = sysconfig.get_path("purelib")
os.environ |= {
    "LIFE_OF_A_GRADIENT_BOOK": "live",
    "LIFE_OF_A_GRADIENT_FACES": f"{PACKAGES}/faces",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": f"{PACKAGES}/settings",  # with the list of fonts
}

# What nobody can do anything about here: there is no 3D, and no window for a figure.
for warning in ("Unable to import Axes3D", "FigureCanvasAgg is non-interactive"):
    warnings.filterwarnings("ignore", warning)

MAGIC = re.compile(r"^(\s*)%.*$", re.MULTILINE)  # installs what a page has
FRAMES = 3  # of the reader's own, in an error
WIDTH = 80
BRACKETS = {dict: "{}", list: "[]", tuple: "()"}

_shown: list[dict[str, str]] = []
_printed = io.StringIO()


# What tools/ and the chapters ask of IPython, which would take five more megabytes ----------


class _Shown:
    """Something to show, of one kind."""

    def __init__(self, data: str) -> None:
        self.data = data


class HTML(_Shown):
    """Markup."""


class Pretty(_Shown):
    """Text."""


class Image(_Shown):
    """A picture, which no page shows: there figures are drawings."""


class Markdown(_Shown):
    """Text with marks, which stand as they are written."""


class _Handle:
    """A thing that was shown, in whose place another can be."""

    def __init__(self, shown: dict[str, str]) -> None:
        self._shown = shown

    def update(self, thing: object) -> None:
        """Show another thing there."""
        self._shown.clear()
        self._shown |= _output_of(thing)


def display(*things: object, raw: bool = False, display_id: object = None) -> _Handle | None:
    """Show things where the cell stands; return what changes the last if an id is asked for."""
    _keep_printed()
    for thing in things:
        if _is_figure(thing):
            _show_figure(thing)
        else:
            _shown.append({"html": thing["text/html"]} if raw else _output_of(thing))
    return _Handle(_shown[-1]) if display_id else None


def _output_of(thing: object) -> dict[str, str]:
    """Write what the page shows of a thing."""
    if isinstance(thing, HTML):
        return {"html": thing.data}
    if callable(markup := getattr(thing, "_repr_html_", None)):
        return {"html": markup()}
    return {"text": thing.data if isinstance(thing, Pretty | Markdown) else _formatted(thing)}


def _is_figure(thing: object) -> bool:
    """Whether a thing is a figure of matplotlib."""
    figure = sys.modules.get("matplotlib.figure")
    return figure is not None and isinstance(thing, figure.Figure)


def _show_figure(figure: object) -> None:
    """Show a figure of the reader's own and close it; those of the book say what one sees."""
    from tools.plotting import show

    show(figure, alt="A figure that does not say what it shows", caption="Your figure")


def _show_open_figures() -> None:
    """Show what was drawn with pyplot and is still open, as Jupyter does."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        for number in pyplot.get_fignums():
            _show_figure(pyplot.figure(number))


def _close_figures() -> None:
    """Close what was drawn before an error, or the next cell would show it."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


def _offer_display() -> None:
    """Put the module IPython.display where imports find it."""
    package, module = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    package.display = module
    package.get_ipython, package.version_info = lambda: None, (9, 0)  # which matplotlib asks for
    for thing in (display, HTML, Image, Markdown, Pretty):
        setattr(module, thing.__name__, thing)
    sys.modules |= {"IPython": package, "IPython.display": module}
    builtins.display = display  # as IPython does


def _formatted(value: object, indent: int = 0, column: int = 0) -> str:
    """Write a value as IPython would: what does not fit a line takes one for each of its parts."""
    if isinstance(value, (set, frozenset)):
        return pprint.pformat(value)
    whole, space = repr(value), "\n" + " " * indent
    kind = type(value)
    if column + len(whole) < WIDTH or kind not in BRACKETS:
        return space.join(whole.split("\n"))
    if kind is dict:
        keys = [f"{key!r}: " for key in value]
        inner, offsets = value.values(), map(len, keys)
    else:
        keys = [""] * len(value)
        inner, offsets = value, [0] * len(value)
    parts = [
        key + _formatted(part, indent + 1, indent + 1 + offset)
        for key, part, offset in zip(keys, inner, offsets, strict=True)
    ]
    opening, closing = BRACKETS[kind]
    return opening + f",{space} ".join(parts) + closing


# Cells -------------------------------------------------------------------------------------


def run(source: str, name: str) -> str:
    """Run a cell; return its outputs, its seconds and whether it failed as JSON."""
    _shown.clear()
    begun = time.perf_counter()
    with redirect_stdout(_printed), redirect_stderr(_printed):
        error = _error_of(_without_magics(source), f"<{name}>")
    _keep_printed()
    if error:
        _shown.append({"error": error})
    seconds = time.perf_counter() - begun
    return json.dumps({"outputs": _shown, "seconds": seconds, "failed": bool(error)})


def _without_magics(source: str) -> str:
    """Take out what only IPython understands; in what Python does, a line may begin with %."""
    try:
        ast.parse(source)
    except SyntaxError:
        return MAGIC.sub(r"\1pass", source)
    return source


def _error_of(source: str, file: str) -> str:
    """Run a cell's statements and show its last expression; return what went wrong."""
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope = sys.modules["__main__"].__dict__
    try:
        tree = ast.parse(source, file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, file, "exec"), scope)  # noqa: S102  # the reader's own code
        if last is not None:
            value = eval(compile(ast.Expression(last.value), file, "eval"), scope)  # noqa: S307
            if value is not None and not source.rstrip().endswith(";"):
                display(value)
        _show_open_figures()
    except BaseException as error:  # whatever the reader's code raises is told
        _close_figures()
        return _words(error, source, file)
    return ""


def _words(error: BaseException, source: str, file: str) -> str:
    """Say in which lines of the reader's code an error arose, and what it is."""
    notes = error.__dict__.pop("__notes__", [])
    told = "\n".join([traceback.format_exception_only(error)[-1].rstrip(), *notes])
    if isinstance(error, SyntaxError) and error.filename == file:
        places = [(error.lineno, (error.text or "").strip())]
    else:
        walked = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in walked if frame.filename.startswith("<cell")][-FRAMES:]
        places = [(frame.lineno, frame.line) for frame in own]
    lines = [f"line {number}: {text}" for number, text in places if number and source]
    return "\n".join([*lines, told])


def _keep_printed() -> None:
    """Put what was printed since the last output before the next one."""
    text = _printed.getvalue()
    _printed.seek(0)
    _printed.truncate()
    if text:
        _shown.append({"text": text})


def forget(figures: str) -> None:
    """Forget figures that the page shows no more, and the arrays that they are drawn from."""
    if explorable := sys.modules.get("tools.plotting.explorable"):
        explorable.forget(json.loads(figures))


def draw(figure: str, places: str, only: str) -> str:
    """Draw a layout of a figure with its controls at some places; return its view, or an error."""
    from tools.plotting.explorable import redraw

    try:
        return json.dumps({"view": redraw(figure, json.loads(places), only)})
    except Exception as error:  # whatever the reader's function raises is told
        return json.dumps({"error": f"{type(error).__name__}: {error}"})


_offer_display()
