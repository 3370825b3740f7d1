"""A long path that a page draws more than once is written once: curves, and KaTeX's roots."""

import collections
import itertools
import re

from sphinx.application import Sphinx

LONG = 100  # characters from which it is worth the other elements

PATH = re.compile(
    rf'<path(?P<before>[^>]*) d="(?P<d>[^"]{{{LONG},}})"(?P<after>[^>/]*)(?:/>|></path>)'
)
# The script of a figure that moves counts its elements; what is in a template is shown elsewhere.
APART = re.compile(r'(<figure class="explore".*?</figure>|<template.*?</template>)', re.DOTALL)


def share_paths(body: str) -> str:
    """Return a page's text in which all but the first of equal paths refer to the first."""
    pieces = APART.split(body)  # every other one is apart
    drawn = collections.Counter(
        found["d"] for piece in pieces[::2] for found in PATH.finditer(piece) if is_free(found)
    )
    numbers = itertools.count(1)
    names = {d: f"path-{next(numbers)}" for d, count in drawn.items() if count > 1}
    written = set()

    def shared(found: re.Match) -> str:
        d = found["d"]
        if d not in names or not is_free(found):
            return found[0]
        first = "" if d in written else f'<defs><path id="{names[d]}" d="{d}"/></defs>'
        written.add(d)
        return f'{first}<use href="#{names[d]}"{found["before"]}{found["after"]}/>'

    pieces[::2] = [PATH.sub(shared, piece) for piece in pieces[::2]]
    return "".join(pieces)


def is_free(path: re.Match) -> bool:
    """Whether a path has no name by which something else refers to it."""
    return " id=" not in path["before"] + path["after"]


def change_page(_app: Sphinx, _pagename: str, _template: str, context: dict, _doctree) -> None:
    """Change the text that the template gets."""
    if "body" in context:
        context["body"] = share_paths(context["body"])


def setup(app: Sphinx) -> dict:
    """Register the step."""
    app.connect("html-page-context", change_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
