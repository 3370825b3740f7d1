"""The pages of the built site, by name, and what stands in their markup."""

import collections
import functools
import re
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
PAGES = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html"))
CHAPTERS = [name for name in PAGES if name.startswith("chapters/")]
FRAMED = [*CHAPTERS, "search.html"]  # with the bar and the map of the course
SHOWN = [*FRAMED, "404.html"]  # index.html only leads to the first page
CHAPTER = "chapters/ch01_relu_neuron.html"
LANDING = "chapters/intro.html"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1350, "height": 900}


class Markup(HTMLParser):
    """The elements of a page, with attributes, the text of title and headings, and its scripts."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, str]] = []
        self.scripts: list[str] = []  # those that stand in it
        self._inside: str | None = None
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag == "script" and not {"src", "type"}.intersection(dict(attributes)):
            self._inside = tag
            self.scripts.append("")
        if tag == "title" or re.fullmatch("h[1-6]", tag):
            self._inside = tag
            self.texts.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = None

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside:
            self.texts[-1] = (self._inside, self.texts[-1][1] + data)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.elements if name == tag]

    def meta(self, name: str) -> str:
        found = [m for m in self.all("meta") if name in (m.get("name"), m.get("property"))]
        return found[0].get("content", "") if found else ""

    @functools.cached_property
    def ids(self) -> collections.Counter[str]:
        return collections.Counter(a["id"] for _, a in self.elements if "id" in a)

    @property
    def links(self) -> list[str]:
        linking = [a for tag, a in self.elements if tag in ("a", "link", "img", "script")]
        return [a[key] for a in linking for key in ("href", "src") if a.get(key)]


@functools.cache
def read(file: Path) -> Markup:
    """Return the markup of a file, which is parsed once."""
    return Markup(file.read_text("utf-8"))
