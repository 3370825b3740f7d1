"""What the course's own build needs: figures as HTML, an honest cache, and a lean theme."""

import hashlib
import os
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import urlencode

from sphinx.application import Sphinx
from sphinx.config import Config

THEME = Path(__file__).parent / "theme"


def fingerprint(source: Path) -> str:
    """Return a hash of what a chapter's outputs depend on besides the chapter itself."""
    digest = hashlib.sha256(sys.version.encode())
    files = [source / "constraints.txt", *sorted((source / "tools").rglob("*"))]
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(source).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def use_honest_cache(app: Sphinx, config: Config) -> None:
    """Keep executed chapters under the fingerprint, so that a change in tools/ executes them again.

    The cache itself looks at the code of a chapter only. The path is a configuration value that
    the environment depends on: a new one makes Sphinx read every page again.
    """
    caches = Path(app.outdir).parent / ".jupyter_cache"
    current = caches / fingerprint(Path(app.srcdir))
    config.nb_execution_cache_path = str(current)
    for other in caches.glob("*"):
        if other != current:
            shutil.rmtree(other) if other.is_dir() else other.unlink()


def chapter_number(docname: str) -> int | None:
    """Return 3 for chapters/ch03_exploding_chain, and None for a page that is no chapter."""
    match = re.search(r"/ch(\d+)_", docname)
    return int(match[1]) if match else None


def course_map(app: Sphinx) -> list[dict]:
    """Return the parts of _toc.yml with their pages, as the template lists them."""
    return [
        {
            "caption": part.caption,
            "pages": [
                {
                    "docname": docname,
                    "number": chapter_number(docname),
                    "title": app.env.titles[docname].astext(),
                }
                for docname in part.files()
            ],
        }
        for part in app.env.external_site_map.root.subtrees
    ]


def add_page_context(app: Sphinx, pagename: str, _template: str, context: dict, _doctree) -> None:
    """Give the theme's templates what they show beside the text."""
    options = app.config.html_theme_options
    repository, branch = options["repository_url"], options["repository_branch"]
    colab = options["launch_buttons"]["colab_url"]
    address = repository.removeprefix("https://")
    context |= {
        "course_map": course_map(app),
        "chapter_number": chapter_number(pagename),
        "colab_url": f"{colab}/{address.replace('.com', '', 1)}/blob/{branch}/{pagename}.ipynb",
        "report_url": f"{repository}/issues/new?"
        + urlencode({"title": f"Error in {pagename}", "body": f"Page: {context.get('pageurl')}\n"}),
        # Sphinx's own lists would add scripts that only its search page needs.
        "styles": ["katex/katex.css", *(name for name, _ in app.config.html_css_files)],
        "scripts": [name for name, _ in app.config.html_js_files if name != "theme.js"],
    }


def setup(app: Sphinx) -> dict:
    """Tell the kernels that they draw for the page, and register the steps of the build."""
    os.environ["LIFE_OF_A_GRADIENT_BOOK"] = "1"
    app.add_html_theme("course", str(THEME))
    app.connect("config-inited", use_honest_cache)
    app.connect("html-page-context", add_page_context)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
