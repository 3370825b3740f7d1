"""What Sphinx makes of a page's text: tables in boxes, folds with names, addresses, no numbers."""

import re

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
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
        for name in re.findall(r'<span id="([\w-]+)"></span>', html.astext()):
            slugs[name] = (html.line, name, name)


def open_fold(translator, node: HideCodeCellNode) -> None:
    """Begin a fold whose summary is named by the words that it shows."""
    classes = " ".join(["hide", *node["classes"]])
    translator.body.append(
        f'<details class="{classes}"><summary>'
        f'<span class="collapsed">{translator.encode(node["prompt_show"])}</span>'
        f'<span class="expanded">{translator.encode(node["prompt_hide"])}</span></summary>'
    )


def close_fold(translator, _node: HideCodeCellNode) -> None:
    """End the fold."""
    translator.body.append("</details>")


def number_no_figures(_app: Sphinx, config: Config) -> None:
    """Spare each build a walk through all pages, to number figures that no page refers to.

    Jupyter Book's extension for LaTeX asks for it, whatever _config.yml says.
    """
    config.numfig = False


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.add_post_transform(ScrollWideTables)
    app.connect("doctree-read", name_addresses)
    app.connect("config-inited", number_no_figures, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
