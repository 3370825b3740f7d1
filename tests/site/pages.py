"""The pages of the built site, by name, and what stands in their markup."""

import collections
import functools
from pathlib import Path

import lxml.etree
import lxml.html

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build" / "html"
PAGES = sorted(file.relative_to(SITE).as_posix() for file in SITE.rglob("*.html"))
CHAPTERS = [name for name in PAGES if name.startswith("chapters/")]
FRAMED = [*CHAPTERS, "search.html"]  # with the bar and the map of the course
SHOWN = [*FRAMED, "404.html"]  # index.html only leads to the first page
CHAPTER = "chapters/ch01_relu_neuron.html"
LANDING = "chapters/intro.html"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1350, "height": 900}


class Markup:
    """The elements of a page, with attributes, the text of title and headings, and its scripts."""

    def __init__(self, markup: str) -> None:
        self.tree = lxml.html.document_fromstring(markup)
        titles = self.tree.iter("title", "h1", "h2", "h3", "h4", "h5", "h6")
        self.texts = [(title.tag, title.text_content()) for title in titles]

    @functools.cached_property
    def elements(self) -> list[tuple[str, dict[str, str]]]:
        return [(e.tag, dict(e.attrib)) for e in self.tree.iter(lxml.etree.Element)]

    @property
    def scripts(self) -> list[str]:
        """Those that stand in the page."""
        inside = self.tree.xpath("//script[not(@src) and not(@type)]")
        return [script.text_content() for script in inside]

    def all(self, tag: str) -> list[dict]:
        return [dict(element.attrib) for element in self.tree.iter(tag)]

    def meta(self, name: str) -> str:
        found = [m for m in self.all("meta") if name in (m.get("name"), m.get("property"))]
        return found[0].get("content", "") if found else ""

    @functools.cached_property
    def ids(self) -> collections.Counter[str]:
        return collections.Counter(self.tree.xpath("//@id"))

    @property
    def links(self) -> list[str]:
        linking = self.tree.iter("a", "link", "img", "script")
        return [e.get(key) for e in linking for key in ("href", "src") if e.get(key)]


@functools.cache
def read(file: Path) -> Markup:
    """Return the markup of a file, which is parsed once."""
    return Markup(file.read_text("utf-8"))
