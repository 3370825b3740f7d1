"""Leaves the worked solutions out of a copy for a class, which SOLUTIONS=no asks for.

They go before a page is read, so that neither it nor the index of the search has them, and out of
the notebook that it offers. course.py leaves out the links to Colab, which has the whole notebook.
"""

import json
import os
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

SOLUTION = '<details class="solution">'


def are_shown() -> bool:
    """Whether the pages show the worked solutions; raise ExtensionError if the setting is odd."""
    setting = os.environ.get("SOLUTIONS") or "yes"
    if setting not in ("yes", "no"):
        raise ExtensionError(f"Wanted SOLUTIONS=yes or SOLUTIONS=no, got SOLUTIONS={setting}")
    return setting == "yes"


def without_solutions(notebook: str) -> str:
    """Return the text of a notebook without the cells that hold a worked solution."""
    content = json.loads(notebook)
    content["cells"] = [
        cell
        for cell in content["cells"]
        if cell["cell_type"] != "markdown" or SOLUTION not in "".join(cell["source"])
    ]
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def leave_out_of_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Take the solutions out of a notebook that is being read."""
    if app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = without_solutions(source[0])


def leave_out_of_downloads(app: Sphinx, error: Exception | None) -> None:
    """Take them out of the notebooks that the pages offer, copies of the files as they are."""
    if error is None:
        for file in (Path(app.outdir) / "_sources").rglob("*.ipynb"):
            file.write_text(without_solutions(file.read_text("utf-8")), "utf-8")


def setup(app: Sphinx) -> dict:
    """Register the steps, where they are wanted; each page is read again when that changes."""
    app.add_config_value("solutions_are_shown", are_shown(), "env")
    if not are_shown():
        app.connect("source-read", leave_out_of_page)
        app.connect("build-finished", leave_out_of_downloads)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
