"""Renders every formula with KaTeX during the build, so that no page needs a script for it.

Punctuation stays on the line of the formula that it touches.
"""

import functools
import json
import os
import re
import subprocess
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

import node_packages

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent / "katex"

BASE = '<span class="katex-base">'  # what KaTeX keeps on one line
MATHML = re.compile(r'<span class="katex-mathml">.*?</math></span>', re.DOTALL)  # to be heard
LONGEST_UNBROKEN = 16  # characters of TeX: z > 0 stays on one line, a longer formula may break

# What KaTeX puts around the bases of a formula that is only seen, and behind those of each.
SEEN, END = '<span class="katex"><span class="katex-html" aria-hidden="true">', "</span></span>"


class KatexRenderer:
    """A Node process that answers a line of JSON per formula, for each process that asks."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._asking = 0  # the process whose own it is

    @functools.cache  # noqa: B019  # one for the whole build, which has most formulas often
    def render(self, tex: str, *, display: bool) -> str:
        """Return KaTeX's HTML; raise ValueError with its message for a formula it cannot read."""
        if self._asking != os.getpid():
            self._asking = os.getpid()
            self._process = subprocess.Popen(  # noqa: S603  # both paths are the course's own
                [node_packages.NODE, HERE / "render.mjs"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
        self._process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise ExtensionError(f"KaTeX's Node process ended at the formula: {tex}")
        answer = json.loads(answer)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["html"]

    def close(self) -> None:
        """End the Node process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None
            self._asking = 0


renderer = KatexRenderer()


def write_formula(translator, formula: nodes.math | nodes.math_block) -> None:
    """Append the formula's HTML to the page, or warn with the file and line of the formula."""
    display = isinstance(formula, nodes.math_block)
    tex = formula.astext()
    if display and formula.get("number"):
        logger.warning(
            "number a formula with \\tag: a label reads as raw text in Jupyter", location=formula
        )
    try:
        html = renderer.render(tex, display=display)
    except ValueError as error:
        logger.warning("KaTeX cannot read the formula %r: %s", tex, error, location=formula)
        html = translator.encode(tex)
    if display:
        if formula.get("picture"):
            html = MATHML.sub("", html)
        anchor = "".join(f' id="{name}"' for name in formula["ids"])
        translator.body.append(f'<div class="math"{anchor}>{html}</div>')
    else:
        opening, closing = map(translator.encode, formula.get("marks", ("", "")))
        if len(tex) > LONGEST_UNBROKEN and html.count(BASE) > 1:
            html = breakable(html, opening, closing)
            html = f'<span class="math breaks">{html}</span>'
        else:
            html = f'{opening}<span class="math">{html}</span>{closing}'
            html = f'<span class="glue">{html}</span>' if opening or closing else html
        translator.body.append(html)
    raise nodes.SkipNode


def breakable(html: str, opening: str, closing: str) -> str:
    """Return a formula with the marks that touch it, in which a line may end between two bases.

    A mark stays with its base only if both stand alone in one element: elsewhere each engine has
    rules of its own.
    """
    start, *bases = html.removesuffix(END).split(BASE)
    bases = [BASE + base for base in bases]
    end = END
    if opening:
        start = f'<span class="glue">{opening}{start}{bases.pop(0)}{END}</span>{SEEN}'
    if closing:
        end = f'{END}<span class="glue">{SEEN}{bases.pop()}{END}{closing}</span>'
    return "".join([start, *bases, end])


class GlueMath(SphinxPostTransform):
    """Give each inline formula the brackets and punctuation that touch it, to keep on its line.

    Browsers may break a line on both sides of a formula, whatever stands there.
    """

    default_priority = 500
    formats = ("html",)

    def run(self, **_options) -> None:
        """Move the marks from the text into the formulas."""
        for formula in list(self.document.findall(nodes.math)):
            parent = formula.parent
            place = parent.index(formula)
            before, after = parent[:place], parent[place + 1 :]
            opening, closing = "", ""
            if before and isinstance(before[-1], nodes.Text):
                rest, opening = re.fullmatch(r"(.*?)([(\[“‘]*)", before[-1], re.DOTALL).groups()
                parent[place - 1] = nodes.Text(rest)
            if after and isinstance(after[0], nodes.Text):
                closing, rest = re.fullmatch(r"([^\w\s(\[“‘]*)(.*)", after[0], re.DOTALL).groups()
                parent[place + 1] = nodes.Text(rest)
            formula["marks"] = opening, closing


def install_katex(_app: Sphinx) -> None:
    """Fetch the pinned, integrity-checked package when it is missing."""
    node_packages.install_packages(HERE)


def setup(app: Sphinx) -> dict:
    """Register the renderer; `html_math_renderer: katex` selects it."""
    app.add_html_math_renderer(
        "katex", inline_renderers=(write_formula, None), block_renderers=(write_formula, None)
    )
    app.add_post_transform(GlueMath)
    app.connect("builder-inited", install_katex)
    app.connect("build-finished", lambda _app, _error: renderer.close())
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
