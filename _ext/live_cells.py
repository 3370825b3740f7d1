"""Lets a page run its cells: names them, and copies what runs them into the site.

live_files.py gathers the files. _static/live.js offers to run; then live/cells.js and run.js are
what the reader touches, and live/worker.js runs Python. Nothing of these is loaded before.
"""

import json
import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

import folds
import live_files
import live_packs

FOLDER = "live"
# The book is built without it where npm's packages or Pyodide's are not to be had, or Node cannot
# run what compiles them.
UNAVAILABLE = (ExtensionError, live_files.UnavailableError, live_packs.CompilationError)


def copy_files(app: Sphinx) -> None:
    """Copy what runs Python into the site; without it the pages do not offer to run.

    Why not is printed, in one line: build.py, which keeps Sphinx quiet, finds it and says it last.
    """
    folder = Path(app.outdir) / FOLDER
    app.course_is_live = True
    try:
        live_files.write_files(folder)
    except UNAVAILABLE as error:
        app.course_is_live = False
        shutil.rmtree(folder, ignore_errors=True)  # an earlier build may have had them
        print(f"The pages do not run their code: {str(error).strip().splitlines()[-1]}")


def read_all_if_that_changed(app: Sphinx, env: BuildEnvironment, *_changes: set) -> list[str]:
    """Name every page when the last build had the files, or had not, unlike this one."""
    before, env.course_was_live = getattr(env, "course_was_live", None), app.course_is_live
    return [] if before == app.course_is_live else sorted(env.found_docs)


def keep_ids(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the id of each code cell of a notebook where the page's nodes keep it.

    Those that take long in a page say in their metadata how many seconds, and a notebook that takes
    much memory there how many megabytes: that goes there too.
    """
    if docname not in app.course_chapters:
        return
    notebook = json.loads(source[0])
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in code:
        cell["metadata"]["cell_id"] = cell["id"]
    seconds = {cell["id"]: cell["metadata"].get("seconds") for cell in code}
    app.env.metadata[docname]["seconds"] = {id_: s for id_, s in seconds.items() if s}
    app.env.metadata[docname]["megabytes"] = notebook["metadata"].get("megabytes", 0)
    source[0] = json.dumps(notebook)


class NameCells(SphinxPostTransform):
    """Name the code of each cell by the cell's id."""

    default_priority = 290  # before cells share a fold
    formats = ("html",)

    def run(self, **_options) -> None:
        """Change the page."""
        for cell in self.document.findall(lambda node: folds.is_element(node, "cell_code")):
            for code in cell.findall(lambda node: folds.is_element(node, "cell_code_source")):
                code["ids"].append(f"cell-{cell['cell_metadata']['cell_id']}")


def add_context(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    """Tell the template whether a page can run its code, and what takes long or much."""
    context["is_live"] = app.course_is_live and pagename in app.course_chapters
    if context["is_live"]:
        about = app.env.metadata[pagename]
        context["cell_seconds"] = json.dumps(about["seconds"])
        context["page_megabytes"] = about["megabytes"]
        context["live_version"] = live_files.scripts_version()


def setup(app: Sphinx) -> dict:
    """Register the steps; names are given before forms and folds take cells apart."""
    app.connect("builder-inited", copy_files)
    app.connect("env-get-outdated", read_all_if_that_changed)
    app.connect("source-read", keep_ids, priority=590)
    app.connect("html-page-context", add_context)
    app.add_post_transform(NameCells)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
