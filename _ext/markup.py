"""What Sphinx makes of a page's text: tables in boxes, addresses, no numbers."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform


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


def name_addresses(app: Sphinx, doctree: nodes.document) -> None:
    """Let a Markdown link lead to an id of raw HTML: an entry of the errata has such an address."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for html in doctree.findall(nodes.raw):
        for name in re.findall(r'<span id="([\w-]+)">', html.astext()):
            slugs[name] = (html.line, name, name)


def number_no_figures(_app: Sphinx, config: Config) -> None:
    """Spare each build a walk through all pages, to number figures that no page refers to.

    Jupyter Book's extension for LaTeX asks for it, whatever _config.yml says.
    """
    config.numfig = False


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.add_post_transform(ScrollWideTables)
    app.connect("doctree-read", name_addresses)
    app.connect("config-inited", number_no_figures, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
