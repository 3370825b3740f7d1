r"""Makes of (8.14) a link to the formula with \tag{8.14}, wherever in the book that stands."""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

import glimpses

logger = logging.getLogger(__name__)

TAG = re.compile(r"\\tag\{([\d.]+)\}")
# No chapter is numbered 0 and no formula 08: (0.85) and (1.05) are numbers.
REFERENCE = re.compile(r"\(([1-9]\d?\.[1-9]\d?)\)")
CAPTION = "<figcaption>"

NOT_PROSE = (
    nodes.title,
    nodes.reference,
    addnodes.pending_xref,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
)


def anchor_of(number: str) -> str:
    """Return the anchor of a formula."""
    return f"eq-{number}"


def prose(node: nodes.Node) -> Iterator[nodes.Text]:
    """Yield the texts that speak to the reader: no code, no formula, no title, no link."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            yield child
        elif not isinstance(child, NOT_PROSE):
            yield from prose(child)


def figures(document: nodes.document) -> list[nodes.raw]:
    """Return the figures as HTML whose captions hold still; an explorable writes its own anew."""
    return [html for html in document.findall(nodes.raw) if html.astext().startswith("<figure id=")]


def collect_equations(app: Sphinx, document: nodes.document) -> None:
    """Give each numbered formula its anchor, and note the numbers that the page refers to."""
    for formula in document.findall(nodes.math_block):
        if found := TAG.search(formula.astext()):
            anchor = anchor_of(found[1])
            formula["ids"].append(anchor)
            glimpse = nodes.math_block("", formula.astext(), picture=True)
            glimpse.source, glimpse.line = formula.source, formula.line
            glimpses.offer(app.env, anchor, glimpse)
    texts = [
        *prose(document),
        *(html.astext().rpartition(CAPTION)[2] for html in figures(document)),
    ]
    for text in texts:
        for number in REFERENCE.findall(text):
            glimpses.mention(app.env, anchor_of(number))


def warn_of_equal_numbers(_app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each formula whose number another one has that comes before it."""
    first: dict[str, str] = {}
    for docname, contents in sorted(glimpses.offered.of(env).items()):
        for anchor, [glimpse, *_] in contents:
            number = anchor.removeprefix(anchor_of(""))
            if anchor in first and number != anchor:
                other = first[anchor]
                logger.warning("%s numbers a formula (%s) too", other, number, location=glimpse)
            first.setdefault(anchor, docname)


class LinkEquations(SphinxPostTransform):
    """Turn what refers to an equation into a link."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_options) -> None:
        """Link the references of the page, and let it carry the equations of other pages."""
        self.known = glimpses.all_of(self.env)
        self.used: dict[str, glimpses.Glimpse] = {}
        for text in list(prose(self.document)):
            parts = [
                self.link(part, text.parent) if place % 2 else nodes.Text(part)
                for place, part in enumerate(REFERENCE.split(text))
            ]
            if len(parts) > 1:
                text.parent.replace(text, parts)
        for html in figures(self.document):
            figure, mark, caption = html.astext().rpartition(CAPTION)
            parts = REFERENCE.split(caption)
            parts[1::2] = [self.link_html(number, html) for number in parts[1::2]]
            html[0] = nodes.Text(figure + mark + "".join(parts))
        for uri, glimpse in self.used.items():
            glimpses.carry(self, uri, glimpse)

    def address(self, number: str, place: nodes.Node) -> str | None:
        """Return where a formula stands as seen from this page; warn if it stands nowhere."""
        anchor = anchor_of(number)
        glimpse = self.known.get(anchor)
        if glimpse is None:
            logger.warning(
                "there is no equation (%s); an ordinary number does not stand alone in brackets",
                number,
                location=place,
            )
            return None
        here, there = self.env.docname, glimpse.docname
        page = "" if here == there else self.app.builder.get_relative_uri(here, there)
        uri = f"{page}#{anchor}"
        self.used[uri] = glimpse
        return uri

    def link(self, number: str, place: nodes.Node) -> nodes.Node:
        """Return a reference as a link."""
        uri = self.address(number, place)
        if uri is None:
            return nodes.Text(f"({number})")
        return nodes.reference("", f"({number})", refuri=uri, internal=True, classes=["equation"])

    def link_html(self, number: str, place: nodes.Node) -> str:
        """Return a reference in a caption as a link."""
        uri = self.address(number, place)
        return f'<a class="equation" href="{uri}">({number})</a>' if uri else f"({number})"


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.setup_extension("glimpses")
    app.connect("doctree-read", collect_equations)
    app.connect("env-updated", warn_of_equal_numbers)
    app.add_post_transform(LinkEquations)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
