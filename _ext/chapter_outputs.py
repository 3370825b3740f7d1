"""Puts the outputs that execution.py keeps into the chapters, and first runs those that need it."""

import gc
import json
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

import execution
from page_records import PageRecords

logger = logging.getLogger(__name__)

ENOUGH = 4  # processes: each costs a tenth of a second

keys = PageRecords("keys")  # of the outputs that a page shows


def run_chapters(app: Sphinx, env: BuildEnvironment, _added, _changed, _removed) -> list[str]:
    """Run the chapters whose outputs are not kept; name the pages whose outputs have changed."""
    root = Path(app.srcdir)
    files = {docname: Path(env.doc2path(docname)) for docname in sorted(env.found_docs)}
    chapters = {
        docname: execution.Chapter.read(file, root)
        for docname, file in files.items()
        if file.suffix == ".ipynb"
    }
    execution.execute(
        execution.stale(chapters.values()),
        done=lambda chapter: logger.info("ran %s", chapter.file.name),
    )
    app.course_chapters = chapters
    shown = keys.of(env)
    return [name for name, chapter in chapters.items() if shown.get(name) != chapter.key]


def put_outputs(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give a notebook that is being read what running it would give it."""
    chapter = app.course_chapters.get(docname)
    if chapter is None:
        return
    notebook = json.loads(source[0])
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell, outputs in zip(code, chapter.kept()["outputs"], strict=True):
        cell["outputs"] = outputs
    notebook["metadata"]["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    source[0] = json.dumps(notebook)
    keys.of(app.env)[docname] = chapter.key


def make_haste(app: Sphinx) -> None:
    """Let Sphinx use every core, for which Jupyter Book has no option, and look for no garbage."""
    app.parallel = min(execution.cores(), ENOUGH) + 1  # the process that shares out does little
    # It numbers sections, when all are read, and does not say so.
    app.extensions["sphinx_multitoc_numbering"].parallel_read_safe = True
    # There is little, and to go through the nodes of all pages for it takes a quarter of the time.
    gc.disable()


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    make_haste(app)
    app.connect("env-get-outdated", run_chapters)
    keys.connect(app)
    app.connect("source-read", put_outputs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
