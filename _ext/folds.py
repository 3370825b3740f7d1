"""What is folded on a page: code, what goes deeper, and the checks. Notebooks stay as they are.

Every code cell stands behind a mark in the margin; in a chapter's core the short ones are open.
Under `## Deeper` a section shows its question and its first paragraph, which answers it, and
`## Check it` shows how many checks it makes. folds.js opens what a link leads into.
"""

import ast
import json
import re
from collections.abc import Iterator

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

import course
import exercise_forms

logger = logging.getLogger(__name__)

SHORT_LINES = 12  # of a cell that teaches
END_OF_CORE = re.compile(r"^## (Deeper|Summary|Exercises|Check it)$", re.MULTILINE)


# Code, before the page is read -------------------------------------------------------------


def fold_code(app: Sphinx, docname: str, source: list[str]) -> None:
    """Tag the code cells of a notebook that is being read: folded, and open if they are short."""
    if docname not in app.course_chapters:
        return
    notebook = json.loads(source[0])
    short = short_cells(notebook["cells"]) if course.chapter_number(docname) else []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code" or exercise_forms.CHECK.search("".join(cell["source"])):
            continue
        tags = cell["metadata"].setdefault("tags", [])
        tags += ["short"] * any(cell is other for other in short)
        tags += ["hide-input"] * (not {"hide-input", "hide-cell"}.intersection(tags))
    source[0] = json.dumps(notebook)


def short_cells(cells: list[dict]) -> list[dict]:
    """Return the cells whose code a reader sees at first: short ones of the core, not hidden."""
    return [
        cell
        for cell in core(cells)
        if cell["cell_type"] == "code"
        and not {"hide-input", "hide-cell"}.intersection(cell["metadata"].get("tags", []))
        and len("".join(cell["source"]).strip().splitlines()) <= SHORT_LINES
    ]


def core(cells: list[dict]) -> Iterator[dict]:
    """Go through the cells of a chapter's core, which comes before all that can be skipped."""
    for cell in cells:
        if cell["cell_type"] == "markdown" and END_OF_CORE.search("".join(cell["source"])):
            return
        yield cell


def open_code(translator, node: HideCodeCellNode) -> None:
    """Begin the fold of a cell's code, whose mark is drawn by the style sheet."""
    is_open = " open" * node.get("is_open", False)
    translator.body.append(
        f'<details class="hide"{is_open}><summary title="Show or hide the code">'
        '<span class="unseen">Code</span></summary>'
    )


# Sections, when the page is written --------------------------------------------------------


class Fold(nodes.Element):
    """What a page shows below a line of its own; `about` is the rest of its name when heard."""


def open_section(translator, node: Fold) -> None:
    """Begin a fold with the line that stands for it."""
    about = node["about"] and f'<span class="unseen">: {translator.encode(node["about"])}</span>'
    translator.body.append(
        f'<details class="fold {node["kind"]}">'
        f"<summary>{translator.encode(node['line'])}{about}</summary>"
    )


def close_fold(translator, _node: nodes.Element) -> None:
    """End a fold."""
    translator.body.append("</details>")


class FoldSections(SphinxPostTransform):
    """Join neighbouring cells without output, and fold what goes deeper and what checks."""

    default_priority = 300  # after the folds of the cells' code are made
    formats = ("html",)

    def run(self, **_options) -> None:
        """Change the page."""
        for cell in list(self.document.findall(lambda node: is_element(node, "cell_code"))):
            cell[0]["is_open"] = is_short(cell)
            join_with_next(cell)
        for section in self.document.findall(nodes.section):
            if title_of(section) == "Check it":
                fold(section, 1, "check", checks_line(section), "")
            elif title_of(section) == "Deeper":
                for question in section.findall(nodes.section):
                    if question.parent is section:
                        fold_deeper(question)


def is_element(node: nodes.Node, kind: str) -> bool:
    """Whether a node is a code cell, or of one the source, as myst-nb names them."""
    return isinstance(node, nodes.container) and node.get("nb_element") == kind


def is_short(cell: nodes.container) -> bool:
    """Whether the code of a cell is to be seen at first."""
    return "tag_short" in cell["classes"]


def join_with_next(cell: nodes.container) -> None:
    """Let a folded cell without output share the fold of the cell below it, if that has one."""
    below = cell.next_node(descend=False, siblings=True)
    if below is None or not is_element(below, "cell_code") or len(cell) != 1:
        return
    if all(isinstance(one[0], HideCodeCellNode) and not is_short(one) for one in (cell, below)):
        cell.parent.remove(cell)
        below[0].insert(0, cell[0].children)


def title_of(section: nodes.section) -> str:
    """Return the heading of a section."""
    return section.next_node(nodes.title).astext()


def fold_deeper(section: nodes.section) -> None:
    """Fold a section below the first paragraph, which must be there."""
    for place, node in enumerate(section[1:], 1):
        if isinstance(node, nodes.paragraph) and says_something(node):
            fold(section, place + 1, "deeper", "Read on", title_of(section))
            return
        if not isinstance(node, (nodes.raw, nodes.target, nodes.paragraph)):
            break
    logger.warning(
        "Wanted a paragraph that answers %r right below it, got none: what goes deeper is "
        "folded under its answer",
        title_of(section),
        location=section,
    )


def says_something(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph has words, not only an address as raw HTML."""
    return any(not isinstance(text.parent, nodes.raw) for text in paragraph.findall(nodes.Text))


def fold(section: nodes.section, place: int, kind: str, line: str, about: str) -> None:
    """Put all of a section from a place on into a fold, if there is anything."""
    inner = section[place:]
    if inner:
        section.children = section[:place]
        section += Fold("", *inner, kind=kind, line=line, about=about)


def checks_line(section: nodes.section) -> str:
    """Return the line that says how many checks the cells of a section make."""
    sources = section.findall(lambda node: is_element(node, "cell_code_source"))
    number = sum(checks_in(source.astext()) for source in sources)
    if not number:
        logger.warning("Wanted assert statements under Check it, got none", location=section)
    return f"{number} checks, all of which hold at every build"


def checks_in(source: str) -> int:
    """Return the number of assert statements of a cell, each counted once, in a loop too."""
    return sum(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(source)))


def setup(app: Sphinx) -> dict:
    """Register the steps; the forms of exercises are put in place before code is folded."""
    app.add_node(HideCodeCellNode, override=True, html=(open_code, close_fold))
    app.add_node(Fold, html=(open_section, close_fold))
    app.add_post_transform(FoldSections)
    app.connect("source-read", fold_code, priority=700)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
