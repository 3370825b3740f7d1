"""Makes of "([erratum](errata.ipynb#slug))" a quiet mark that opens the claim and its verdict."""

import html
import re
from urllib.parse import urldefrag

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

import glimpses

logger = logging.getLogger(__name__)

WORD = "erratum"
ENTRY = re.compile(r'^<p class="erratum" data-verdict="([a-z ]+)"[^>]*><span id="([\w-]+)">')
# What stands before the link: the bracket alone, or the end of what else is in it.
OPENING = re.compile(r"\s*\($|; $")
NAME = "A common claim about this, and its verdict"


def collect_claims(app: Sphinx, document: nodes.document) -> None:
    """Let other pages show the claims of this one, and note those that it mentions."""
    for line in document.findall(nodes.raw):
        if found := ENTRY.match(line.astext()):
            verdict, slug = found.groups()
            claim = line.previous_sibling()
            if not isinstance(claim, nodes.block_quote):
                logger.warning("no claim stands above the verdict of %s", slug, location=line)
                continue
            verdict = nodes.raw("", f"<p>Verdict: <b>{verdict}</b></p>", format="html")
            glimpses.offer(app.env, slug, claim, verdict)
    for link in document.findall(addnodes.pending_xref):
        if link.astext() == WORD:
            glimpses.mention(app.env, link.get("reftargetid"))


class MarkClaims(SphinxPostTransform):
    """Put marks in the place of the links to claims."""

    default_priority = 400
    formats = ("html",)

    def run(self, **_options) -> None:
        """Put the marks, and let the page carry the claims."""
        known = glimpses.all_of(self.env)
        used = {}
        for link in list(self.document.findall(nodes.reference)):
            if link.astext() != WORD:
                continue
            uri = link["refuri"]
            glimpse = known.get(urldefrag(uri).fragment)
            if glimpse is None:
                logger.warning("there is no claim at %s", uri, location=link)
            else:
                used[uri] = glimpse
                put_mark(link)
        for uri, glimpse in used.items():
            glimpses.carry(self, uri, glimpse)


def put_mark(link: nodes.reference) -> None:
    """Replace a link and the brackets around it, or move it behind what else is in them."""
    uri = html.escape(link["refuri"])
    mark = nodes.raw(
        "",
        f'<a class="claim" href="{uri}" aria-label="{NAME}"><span> ({WORD})</span></a>',
        format="html",
    )
    before, after = link.previous_sibling(), link.next_node(descend=False, siblings=True)
    opening = isinstance(before, nodes.Text) and OPENING.search(before)
    if not (opening and isinstance(after, nodes.Text) and after.startswith(")")):
        logger.warning("a link to a claim is written as (… [%s](…))", WORD, location=link)
        return
    stays = opening[0].startswith(";")
    parent = link.parent
    parent.replace(before, nodes.Text(before[: opening.start()] + ")" * stays))
    parent.replace(after, nodes.Text(after[1:]))
    link.replace_self(mark)


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.setup_extension("glimpses")
    app.connect("doctree-read", collect_claims)
    app.add_post_transform(MarkClaims)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
