"""An index of every section, for the search that runs in the reader's browser."""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from page_records import PageRecords

records = PageRecords("sections")  # lists of sections

# What would only blur a result: formulas as TeX source, code, the markup of figures.
UNSEARCHED = (nodes.math_block, nodes.literal_block, nodes.raw, nodes.title)


def section_text(section: nodes.section) -> str:
    """Return the words of a section without its subsections."""
    words = []

    def collect(node: nodes.Node) -> None:
        if isinstance(node, nodes.Text):
            words.append(node.astext())
        elif isinstance(node, nodes.math):
            words.append("…")
        elif not isinstance(node, (nodes.section, *UNSEARCHED)):
            for child in node.children:
                collect(child)
            if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline):
                words.append(" ")

    for child in section.children:
        collect(child)
    return " ".join("".join(words).split())


def numbers_of(section: nodes.section) -> str:
    """Return the numbers of the formulas of a section without its subsections."""
    own = (block for block in section.children if not isinstance(block, nodes.section))
    formulas = (formula for block in own for formula in block.findall(nodes.math_block))
    tags = (re.search(r"\\tag\{(.+?)\}", formula.astext()) for formula in formulas)
    return " ".join(tag[1] for tag in tags if tag)


def collect_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Remember the sections of a page that was read: anchor, title, text, numbers of formulas."""
    found = [
        [
            section["ids"][0],
            section.next_node(nodes.title).astext(),
            section_text(section),
            numbers_of(section),
        ]
        for section in doctree.findall(nodes.section)
    ]
    records.of(app.env)[app.env.docname] = found


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Write the index as a script: a page opened from a file cannot fetch."""
    if error is None:
        index = [
            [app.builder.get_target_uri(docname), *section]
            for docname, sections in sorted(records.of(app.env).items())
            for section in sections
        ]
        data = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        file = Path(app.outdir) / "_static" / "search-index.js"
        file.write_text(f"window.SECTIONS = {data};\n", "utf-8")


def replace_builtin_search(app: Sphinx) -> None:
    """Spare the build Sphinx's own index, which knows pages but no sections."""
    app.builder.search = False


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.connect("builder-inited", replace_builtin_search)
    app.connect("doctree-read", collect_sections)
    records.connect(app)
    app.connect("build-finished", write_index)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
