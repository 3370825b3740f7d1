"""The links of every page lead somewhere, and no page loads what it does not use."""

from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from pages import CHAPTER, PAGES, SITE, read


def dead_links(site: Path, name: str) -> list[str]:
    """Return the links of a page that lead to no file or no anchor of the site."""
    file = site / name
    dead = []
    for link in read(file).links:
        path, anchor = urldefrag(link)
        if urlsplit(link).scheme in ("http", "https", "mailto", "data"):
            continue
        start = site if path.startswith("/") else file.parent
        target = (start / unquote(path).lstrip("/")).resolve() if path else file
        if target.is_dir():
            target /= "index.html"
        has_anchors = bool(anchor) and target.suffix == ".html"
        if not target.exists() or (has_anchors and unquote(anchor) not in read(target).ids):
            dead.append(link)
    return dead


def repeated_ids(file: Path) -> list[str]:
    return sorted(name for name, count in read(file).ids.items() if count > 1)


@pytest.fixture
def faulty(tmp_path):
    """Return a function that writes a page with a planted fault."""

    def write(body: str) -> Path:
        (tmp_path / "page.html").write_text(f"<!DOCTYPE html><title>x</title>{body}")
        return tmp_path

    return write


def test_there_are_pages():
    assert {"index.html", "404.html", "search.html", "chapters/intro.html"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name):
    assert dead_links(SITE, name) == []


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique(name):
    assert repeated_ids(SITE / name) == []


def test_formulas_are_rendered_and_readable_by_a_screen_reader():
    text = (SITE / CHAPTER).read_text("utf-8")
    assert text.count('class="katex-mathml"') > 50
    assert "katex-error" not in text


@pytest.mark.parametrize("leftover", ["thebe", "fontawesome", "require.js", "mathjax", "embed-amd"])
def test_no_page_loads_what_it_does_not_use(leftover):
    loading = [
        name for name in PAGES if any(leftover in link.lower() for link in read(SITE / name).links)
    ]
    assert loading == []


@pytest.mark.parametrize(
    ("fault", "dead"),
    [
        ('<a href="gone.html">x</a>', ["gone.html"]),
        ('<a href="/gone.html">x</a>', ["/gone.html"]),
        ('<a href="/page.html">x</a>', []),
        ('<a href="#gone">x</a>', ["#gone"]),
        ('<a href="page.html#gone">x</a>', ["page.html#gone"]),
        ('<img alt="x" src="gone.png">', ["gone.png"]),
        ('<a id="here" href="page.html#here">x</a>', []),
    ],
)
def test_a_dead_link_is_seen(fault, dead, faulty):
    assert dead_links(faulty(fault), "page.html") == dead


def test_a_repeated_id_is_seen(faulty):
    assert repeated_ids(faulty('<p id="a"></p><p id="a"></p>') / "page.html") == ["a"]
