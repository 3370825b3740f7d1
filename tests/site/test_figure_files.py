"""Each figure has a number, an address that stays, and a file that says what it is."""

import json
import re
import types
import xml.etree.ElementTree as ET
from pathlib import Path

import lxml.html
import pytest
from pages import CHAPTERS, SITE

import figures
from course import chapter_number

FIGURE = re.compile('<figure(?! class="hero")')
NUMBERED = [name for name in CHAPTERS if FIGURE.search((SITE / name).read_text("utf-8"))]
PAGE_ONLY = re.compile(r"var\(|currentColor|stand-in|--\w+:|aria-|class=")
NAMES = {
    "svg": "{http://www.w3.org/2000/svg}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
    "cc": "{http://creativecommons.org/ns#}",
    "rdf": "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
}


def faults_of_page(name: str, markup: str) -> list[str]:
    """Return what is wrong with the numbers and the files of a page's figures."""
    tree = lxml.html.document_fromstring(markup)
    chapter = chapter_number(name.removesuffix(".html"))
    wrong = []
    for count, figure in enumerate(tree.cssselect("figure:not(.hero)"), 1):
        number = f"{chapter}.{count}" if chapter else f"{count}"
        told = [link.text_content() for link in figure.findall("a")[:1]]
        if told != [f"Figure {number}"]:
            wrong.append(f"{number}: its number is {told}")
            continue
        anchor = figure.find("a").get("href").removeprefix("#")
        if anchor != figure.get("id") or len(tree.xpath("//*[@id=$id]", id=anchor)) != 1:
            wrong.append(f"{number}: its address leads elsewhere")
        (link,) = figure.cssselect("figure > a[download]")
        file = (SITE / name).parent / link.get("href")
        if file.is_file():
            wrong += [f"{number}: {fault}" for fault in faults_of_file(file, figure)]
        else:
            wrong.append(f"{number}: no file")
    return wrong


def faults_of_file(file: Path, figure: lxml.html.HtmlElement) -> list[str]:
    """Return what is wrong with the file of a figure."""
    text = file.read_text("utf-8")
    root = ET.fromstring(text)  # noqa: S314  # the course's own
    said = {
        "its title": root.findtext(f"{NAMES['svg']}title", ""),
        "its foot": root.findall(f"{NAMES['svg']}text")[-1].text,
    }
    number = figure.find("a").text_content()
    author = root.findtext(f".//{NAMES['cc']}Agent/{NAMES['dc']}title")
    wrong = [f"{part} does not name it" for part, words in said.items() if number not in words]
    if author not in said["its foot"] or "CC BY 4.0" not in said["its foot"]:
        wrong.append("its foot does not name author and licence")
    seen = next(e.get("aria-label") for e in figure.cssselect("[role=img]"))
    if root.findtext(f"{NAMES['svg']}desc") != seen:
        wrong.append("it does not say what one sees")
    caption = " ".join(figure.find("figcaption").text_content().split())
    if " ".join(root.find(f".//{NAMES['dc']}description").text.split()) != caption:
        wrong.append("its caption is another")
    licence = root.find(f".//{NAMES['cc']}license")
    if licence is None or "/by/4.0/" not in licence.get(f"{NAMES['rdf']}resource"):
        wrong.append("no licence")
    return wrong + [f"only a page knows {name}" for name in set(PAGE_ONLY.findall(text))]


@pytest.mark.parametrize("name", NUMBERED)
def test_each_figure_has_its_number_its_address_and_its_file(name):
    assert faults_of_page(name, (SITE / name).read_text("utf-8")) == []


def test_there_is_no_file_that_no_page_offers():
    files = {file.relative_to(SITE).as_posix() for file in (SITE / "figures").rglob("*.svg")}
    offered = set()
    for name in NUMBERED:
        offered |= set(re.findall(r'href="\.\./(figures/[^"]*)"', (SITE / name).read_text("utf-8")))
    assert files == offered
    assert len(files) > 100


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (r">Figure 5\.2<", ">Figure 5.9<", "its number is"),
        (r'<figure id="[^"]*"', "<figure", "its address leads elsewhere"),
        (r'href="#figure-', 'href="#x-', "its address leads elsewhere"),
        (r'href="\.\./figures/', 'href="../x/', "no file"),
        (r'aria-label="[^"]*" viewBox', 'aria-label="x" viewBox', "not say what one sees"),
        (r"</figcaption>", " x</figcaption>", "its caption is another"),
    ],
)
def test_a_fault_of_a_page_is_seen(old, new, seen):
    name = next(name for name in NUMBERED if "ch05" in name)
    markup, count = re.subn(old, new, (SITE / name).read_text("utf-8"))
    assert count
    assert any(seen in fault for fault in faults_of_page(name, markup))


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (r"<title>.*?</title>", "", "its title does not name it"),
        (r"Figure 5\.1 ·", "", "its foot does not name it"),
        (r"contributors ·", "", "its foot does not name author and licence"),
        (r" · CC BY 4\.0<", "<", "its foot does not name author and licence"),
        (r"<cc:license.*?/>", "", "no licence"),
        (r'fill="#000000"', 'fill="currentColor"', "only a page knows currentColor"),
    ],
)
def test_a_fault_of_a_file_is_seen(old, new, seen, tmp_path):
    name = next(name for name in NUMBERED if "ch05" in name)
    figure = lxml.html.parse(SITE / name).getroot().cssselect("figure")[0]
    file = (SITE / name).parent / figure.cssselect("a[download]")[0].get("href")
    text, count = re.subn(old, new, file.read_text("utf-8"), flags=re.DOTALL)
    assert count
    planted = tmp_path / "planted.svg"
    planted.write_text(text, "utf-8")
    assert seen in faults_of_file(planted, figure)


def test_an_address_stays_when_a_figure_comes_before_it(tmp_path):
    drawing = '<figure><svg aria-label="x" viewBox="0 0 9 9" font-family="serif"></svg>'
    shown = {"data": {"text/html": f"{drawing}<figcaption>y</figcaption></figure>"}}
    config = types.SimpleNamespace(
        html_theme_options={"repository_url": "https://github.com/someone/name"},
        html_baseurl="https://someone.github.io/name/",
        html_title="A course",
        author="Its authors",
    )
    page = "chapters/ch03_x"
    app = types.SimpleNamespace(course_chapters={page}, outdir=tmp_path, config=config)

    def named(*cells: tuple[str, int]) -> list[str]:
        cells = [{"id": name, "outputs": [shown] * count} for name, count in cells]
        source = [json.dumps({"cells": cells})]
        figures.name_figures(app, page, source)
        return re.findall(r'href=\\"#([\w-]+)\\">(Figure [\d.]+)<', source[0])

    assert named(("b", 2)) == [("figure-b", "Figure 3.1"), ("figure-b-2", "Figure 3.2")]
    later = [("figure-a", "Figure 3.1"), ("figure-b", "Figure 3.2"), ("figure-b-2", "Figure 3.3")]
    assert named(("a", 1), ("b", 2)) == later
    text = (tmp_path / "figures" / "ch03-b.svg").read_text("utf-8")
    assert "https://someone.github.io/name/chapters/ch03_x.html#figure-b<" in text
    figures.forget_files(app, None, page)
    assert list((tmp_path / "figures").iterdir()) == []


def width_of(file: Path) -> float:
    """Return how wide a file is drawn."""
    return float(ET.parse(file).getroot().get("width"))  # noqa: S314  # the course's own


def test_a_file_is_drawn_by_a_browser_without_a_word_and_its_foot_fits(page):
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    page.goto(min((SITE / "figures").rglob("*.svg"), key=width_of).as_uri())
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert page.evaluate("document.documentElement.getBBox().width") > 100
    foot, width = page.evaluate(
        """(() => {
          const root = document.documentElement;
          return [root.lastElementChild.getBBox().width, root.viewBox.baseVal.width];
        })()"""
    )
    assert 0.5 * width < foot < 0.98 * width
    assert heard == []
