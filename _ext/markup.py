"""What Sphinx makes of a page's text: tables in boxes, addresses, code, no numbers."""

import functools
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape

from docutils import nodes
from ipython_pygments_lexers import IPython3Lexer
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Number, Operator, String, Token
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.transforms.post_transforms import SphinxPostTransform

import formula_text


class ScrollWideTables(SphinxPostTransform):
    """Put every table into a box that scrolls, so that the page itself never does."""

    default_priority = 500
    formats = ("html",)

    def run(self, **_options) -> None:
        """Wrap the tables."""
        for table in list(self.document.findall(nodes.table)):
            box = nodes.container(classes=["scroll"])
            table.replace_self(box)
            box += table


# What stands on a page as it was written: code, and the TeX of formulas.
VERBATIM = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block)


class DrawFractions(SphinxPostTransform):
    """Write a fraction that the text face does not have, such as ⅙, as it draws those: 1⁄6."""

    default_priority = 500
    formats = ("html",)

    def run(self, **_options) -> None:
        """Put each into an element, for which the style sheet asks for a fraction."""
        for text in list(self.document.findall(nodes.Text)):
            first, *others = re.split(r"([⅐-⅞])", text)
            if others and not isinstance(text.parent, VERBATIM):
                pieces = [nodes.Text(first)]
                for sign, rest in zip(others[::2], others[1::2], strict=True):
                    digits = unicodedata.normalize("NFKC", sign)
                    pieces += [nodes.inline("", digits, classes=["fraction"]), nodes.Text(rest)]
                text.parent.replace(text, pieces)


# A magic, a command of the system, a question.
FOR_IPYTHON = re.compile(r"^\s*[%!?]|\?\s*$|=\s*[%!]", re.MULTILINE)


class CellLexer(Lexer):
    """Reads a cell as Python, in two thirds of the time, unless a line of it is for IPython."""

    def get_tokens_unprocessed(self, text: str) -> Iterator:
        """Hand the cell on."""
        lexer = IPython3Lexer if FOR_IPYTHON.search(text) else PythonLexer
        return lexer().get_tokens_unprocessed(text)


HEADING = re.compile(r'<h(\d)>((?:(?!</h\d>).)*?)<a class="headerlink" href="#([^"]*)"', re.DOTALL)

# The kinds of words of code that the style sheet shows, and as which: the first that fits.
SHOWN = {
    Comment: Comment,
    String.Doc: Comment,
    Keyword: Keyword,
    Operator.Word: Keyword,
    String: String,
    Number: Number,
}


class QuietCode(HtmlFormatter):
    """Marks the words of code that are shown otherwise than the rest, and no others."""

    def format_unencoded(self, tokensource, outfile) -> None:
        """Write the words, each as what it is shown as."""
        shown = ((shown_as(kind), text) for kind, text in tokensource)
        super().format_unencoded(shown, outfile)


@functools.cache
def shown_as(kind: Token) -> Token:
    """Return the kind that stands for a kind on a page."""
    return next((SHOWN[wanted] for wanted in SHOWN if kind in wanted), Token.Text)


def name_addresses(app: Sphinx, doctree: nodes.document) -> None:
    """Let a Markdown link lead to an id of raw HTML: an entry of the errata has such an address."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for html in doctree.findall(nodes.raw):
        for name in re.findall(r'<span id="([\w-]+)">', html.astext()):
            slugs[name] = (html.line, name, name)


def name_headings(_app: Sphinx, _page: str, _template: str, context: dict, _doctree) -> None:
    """Let the name of a heading be its title, without the link that stands in it."""
    if "body" in context:
        context["body"] = HEADING.sub(named_heading, context["body"])


def named_heading(heading: re.Match) -> str:
    """Return the start of a heading with its name: where it has formulas, in words.

    Firefox leaves formulas out of the name that an element gives to another.
    """
    level, title, anchor = heading.groups()
    name = f'aria-labelledby="{anchor}-title"'
    if "<math" in title:
        words = formula_text.words_of(ET.fromstring(f"<i>{title}</i>"))  # noqa: S314  # our own
        name = f'aria-label="{escape(words)}"'
    return (
        f'<h{level} {name}><span id="{anchor}-title">{title}</span>'
        f'<a class="headerlink" href="#{anchor}"'
    )


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    PygmentsBridge.html_formatter = QuietCode
    app.add_lexer("ipython3", CellLexer)
    app.add_post_transform(ScrollWideTables)
    app.add_post_transform(DrawFractions)
    app.connect("doctree-read", name_addresses)
    app.connect("html-page-context", name_headings)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
