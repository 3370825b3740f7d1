"""The TeX of a page's formulas, for who copies text: a file that the page loads when it must.

As a script: a page opened from a file cannot fetch.
"""

import json
from pathlib import Path, PurePosixPath

from docutils import nodes
from sphinx.application import Sphinx

import assets

SCRIPT = Path(__file__).with_suffix(".js")


def write_formulas(app: Sphinx, pagename: str, _template: str, _context: dict, doctree) -> None:
    """Write the formulas of a page in their order, beside the script that puts them into a copy."""
    formulas = [] if doctree is None else list(doctree.findall(is_formula))
    if formulas:
        folder = Path(app.outdir) / "_static" / "tex"
        folder.mkdir(parents=True, exist_ok=True)
        data = json.dumps([formula.astext().strip() for formula in formulas], ensure_ascii=False)
        script = assets.shortened(SCRIPT).strip()
        file = folder / f"{PurePosixPath(pagename).name}.js"
        file.write_text(f"({script})({data}, document.currentScript.formulas);\n", "utf-8")


def is_formula(node: nodes.Node) -> bool:
    """Whether a node is shown as a formula."""
    return isinstance(node, (nodes.math, nodes.math_block))


def setup(app: Sphinx) -> dict:
    """Register the step."""
    app.connect("html-page-context", write_formulas)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
