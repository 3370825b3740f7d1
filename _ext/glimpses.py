"""What a page shows beside a link: a formula or a claim, of another page too.

Pages opened from files cannot fetch, so that each carries what it shows of others, in templates at
its end. Whoever offers a glimpse and whoever mentions it name it by its anchor, one of its kind in
the book.
"""

import html
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from page_records import PageRecords

offered = PageRecords("glimpses")  # anchors and their contents
mentioned = PageRecords("mentions")  # sets of anchors


class Glimpse(NamedTuple):
    """Where an anchor stands and what is shown of it."""

    docname: str
    content: list[nodes.Node]

    @property
    def look(self) -> tuple[str, str]:
        """What two glimpses that show the same have in common."""
        return self.docname, "".join(node.pformat() for node in self.content)


def offer(env: BuildEnvironment, anchor: str, *content: nodes.Node) -> None:
    """Let other pages show this content of the page that is being read."""
    copies = [node.deepcopy() for node in content]
    for copy in copies:
        for node in copy.findall():
            node.document = None  # the environment would keep all of it
    offered.of(env).setdefault(env.docname, []).append((anchor, copies))


def mention(env: BuildEnvironment, anchor: str) -> None:
    """Remember that the page that is being read shows a glimpse."""
    mentioned.of(env).setdefault(env.docname, set()).add(anchor)


def all_of(env: BuildEnvironment) -> dict[str, Glimpse]:
    """Return every glimpse by its anchor."""
    return {
        anchor: Glimpse(docname, content)
        for docname, contents in sorted(offered.of(env).items())
        for anchor, content in contents
    }


def carry(transform: SphinxPostTransform, uri: str, glimpse: Glimpse) -> None:
    """Let the page that is being written carry what stands elsewhere, for links to its address."""
    if glimpse.docname != transform.env.docname:
        begin, end = f'<template data-of="{html.escape(uri)}">', "</template>"
        transform.document += [
            nodes.raw("", begin, format="html"),
            *(node.deepcopy() for node in glimpse.content),
            nodes.raw("", end, format="html"),
        ]


def rewrite_where_glimpses_change(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages that mention what looks or stands otherwise than in the last build."""
    looks = {anchor: glimpse.look for anchor, glimpse in all_of(env).items()}
    before, env.course_looks = getattr(env, "course_looks", looks), looks
    changed = {anchor for anchor in before | looks if before.get(anchor) != looks.get(anchor)}
    return sorted(page for page, anchors in mentioned.of(env).items() if anchors & changed)


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    offered.connect(app)
    mentioned.connect(app)
    app.connect("env-updated", rewrite_where_glimpses_change)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
