"""The lean theme, and what its templates show beside the text."""

import re
from pathlib import Path
from urllib.parse import urlencode

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.environment.adapters.toctree import TocTree

import assets
import solutions
from address import is_published

THEME = Path(__file__).parent / "theme"


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
                    "questions": app.env.metadata[docname].get("questions", {}),
                }
                for docname in part.files()
                if docname in app.env.titles  # Sphinx warns of a page that does not exist
            ],
        }
        for part in app.env.external_site_map.root.subtrees
    ]


def lead(doctree: nodes.document | None) -> str | None:
    """Return the first paragraph of a page, which also describes it to search engines."""
    paragraph = doctree and doctree.next_node(nodes.paragraph)
    return " ".join(paragraph.astext().split()) if paragraph else None


def sections(app: Sphinx, pagename: str) -> str:
    """Return the list of a page's sections; of what lies below them only the questions of Deeper.

    The page's own title is left out: it is the top of the page.
    """
    title = TocTree(app.env).get_toc_for(pagename, app.builder).next_node(nodes.list_item)
    below = children(title, nodes.bullet_list)
    if not below:
        return ""
    for section in children(below[0], nodes.list_item):
        is_deeper = section.next_node(nodes.reference).astext() == "Deeper"
        for questions in children(section, nodes.bullet_list):
            for question in questions:
                question.children = question[:1]
            if not is_deeper:
                section.remove(questions)
    return app.builder.render_partial(below[0])["fragment"]


def children(node: nodes.Element, kind: type) -> list[nodes.Element]:
    """Return the children of a node that are of one kind."""
    return [child for child in node if isinstance(child, kind)]


def colab_url(config: Config, docname: str) -> str | None:
    """Return where a notebook runs on Colab; None while the course has no address.

    None too in a copy without the worked solutions: Colab opens the notebook of the repository.
    """
    options = config.html_theme_options
    if not (is_published(options["repository_url"]) and solutions.are_shown()):
        return None
    slug = options["repository_url"].removeprefix("https://github.com/")
    base = options["launch_buttons"]["colab_url"]
    return f"{base}/github/{slug}/blob/{options['repository_branch']}/{docname}.ipynb"


def add_page_context(app: Sphinx, pagename: str, _template: str, context: dict, doctree) -> None:
    """Give the theme's templates what they show beside the text."""
    options = app.config.html_theme_options
    repository = options["repository_url"]
    published = is_published(repository)
    # Sphinx's own list would add scripts that no page here needs.
    listed = app.config.html_js_files
    scripts = [*assets.common(listed), *assets.own(listed, pagename)]
    early_script = assets.early_script(Path(app.srcdir) / "_static")
    context |= {
        "is_published": published,
        "course_map": course_map(app),
        "chapter_number": chapter_number(pagename),
        "colab_url": colab_url(app.config, pagename),
        "report_url": f"{repository}/issues/new?"
        + urlencode({"title": f"Error in {pagename}", "body": f"Page: {context.get('pageurl')}\n"}),
        "description": lead(doctree),
        "root_url": app.config.html_baseurl if published else "/",
        "stylesheets": ["style.css", *assets.own(app.config.html_css_files, pagename)],
        "early_script": early_script,
        "early_digest": assets.digest(early_script),
        "scripts": [name for name in scripts if name not in assets.EARLY],
        "has_code": doctree is not None and doctree.next_node(HideCodeCellNode) is not None,
        "sections": sections(app, pagename) if context.get("display_toc") else "",
    }


def rewrite_all_if_titles_change(_app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name every page when a title, an address or a number has changed that other pages show."""
    outline = {
        name: (
            env.titles[name].astext(),
            list(env.metadata[name].get("myst_slugs", {})),
            env.metadata[name].get("questions"),
        )
        for name in sorted(env.titles)
    }
    before, env.course_outline = getattr(env, "course_outline", outline), outline
    return [] if before == outline else sorted(outline)


def setup(app: Sphinx) -> dict:
    """Register the theme and the steps of the build."""
    app.add_html_theme("course", str(THEME))
    app.connect("env-updated", rewrite_all_if_titles_change)
    app.connect("html-page-context", add_page_context)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
