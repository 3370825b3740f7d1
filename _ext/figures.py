"""Numbers the figures of a page, gives each an address that stays, and writes it as an SVG file.

The number counts along the page. The address is made of the id of the cell that shows the figure,
which stays when figures come and go before it.
"""

import html
import itertools
import json
import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

import course
import figure_files
from address import is_published

FOLDER = "figures"

# What tools/plotting writes: `show` without a class and an id, `explore` with both.
START = re.compile(r'<figure(?P<kind> class="explore")?(?: id="[^"]*")?')
FIGURE = re.compile(rf"{START.pattern}.*?</figure>", re.DOTALL)
DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
SEEN = re.compile(r'aria-label="([^"]*)"')
CAPTION = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL)


class Place(NamedTuple):
    """Where a figure stands: its number, its anchor, and its file as seen from its page."""

    number: str
    anchor: str
    file: str


def name_figures(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give the figures of a notebook that is being read their numbers, and write their files."""
    if docname not in app.course_chapters:
        return
    notebook = json.loads(source[0])
    chapter = course.chapter_number(docname)
    counted = itertools.count(1)
    for cell in notebook["cells"]:
        own = itertools.count(1)  # of the cell
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            markup = "".join(data.get("text/html", ""))

            def named(figure: re.Match, cell=cell, own=own) -> str:
                number = f"{chapter}.{next(counted)}" if chapter else f"{next(counted)}"
                name = cell["id"] + ("" if (k := next(own)) == 1 else f"-{k}")
                place = place_of(docname, number, name)
                write_file(app, docname, place, figure[0])
                return marked(figure[0], place)

            if "<figure" in markup:
                data["text/html"] = FIGURE.sub(named, markup)
    source[0] = json.dumps(notebook)


def place_of(docname: str, number: str, name: str) -> Place:
    """Return where a figure stands, by the number and the name that it has on its page."""
    up = "../" * docname.count("/")
    return Place(number, f"figure-{name}", f"{up}{FOLDER}/{page_of(docname)}-{name}.svg")


def page_of(docname: str) -> str:
    """Return what the files of a page begin with: ch03 of a chapter."""
    name = PurePosixPath(docname).name
    return name.partition("_")[0] if course.chapter_number(docname) else name


def marked(figure: str, place: Place) -> str:
    """Return the markup of a figure with its address, and number and file before its caption."""
    line = (
        f'<a href="#{place.anchor}">Figure {place.number}</a>'
        f'<a href="{place.file}" download>SVG</a>'
    )
    figure = START.sub(lambda start: f'<figure{start["kind"] or ""} id="{place.anchor}"', figure, 1)
    return figure.replace("<figcaption", f"{line}<figcaption", 1)


def write_file(app: Sphinx, docname: str, place: Place, figure: str) -> None:
    """Write a figure, an explorable as it stands at its start, into a file of the site."""
    published = is_published(app.config.html_theme_options["repository_url"])
    address = app.config.html_baseurl if published else None
    about = figure_files.About(
        title=f"Figure {place.number}",
        work=app.config.html_title,
        author=app.config.author,
        seen=html.unescape(SEEN.search(figure)[1]),
        caption=html.unescape(re.sub(r"<[^>]*>", "", CAPTION.search(figure)[1])),
        source=address and f"{address}{docname}.html#{place.anchor}",
    )
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    drawing = figure_files.complete(DRAWING.search(figure)[0], about)
    (folder / PurePosixPath(place.file).name).write_text(drawing, "utf-8")


def forget_files(app: Sphinx, _env: BuildEnvironment, docname: str) -> None:
    """Remove the files of a page that is read again or gone."""
    for file in (Path(app.outdir) / FOLDER).glob(f"{page_of(docname)}-*.svg"):
        file.unlink()


def setup(app: Sphinx) -> dict:
    """Register the steps; the outputs are put into the notebooks before figures are named."""
    app.connect("env-purge-doc", forget_files)
    app.connect("source-read", name_figures, priority=650)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
