"""Makes one page of all pages of the site, as paper wants it: it is read from front to back.

Set-up and what only draws are left out, folds are open, solutions stand at the end of a chapter,
and what a reader would touch says how it stands and where it can be touched.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import yaml
from lxml import etree
from lxml.etree import _Element as Element
from lxml.html.builder import E

import assets
import course
import formula_text
from commands import ROOT

# What a reader of paper has no use for.
NEEDLESS = [
    ".eyebrow", ".headerlink", "script", "template", ".narrow", "figure > a[download]",
    ".elsewhere", ".hero-control", "#to-take-along", ".on-screen",
]  # fmt: skip
# Attributes by which elements refer to others by their ids.
REFERRING = ("for", "aria-labelledby", "aria-describedby")
IN_SVG = re.compile(r"url\(#")
HIDDEN = {"hide-input", "hide-cell", "remove-input", "remove-cell"}

SHORT_LINES = 14  # of code that no page's end divides

IN_EVERY_CHAPTER = {"Summary", "Check it", "Sources"}

HOW_TO_ANSWER = "Write your answers down."
WHERE_SOLUTIONS = " Worked solutions stand at the end of the chapter."


class Heading(NamedTuple):
    """An entry of the outline: how deep it stands, its words, and its id in the book."""

    level: int
    title: str
    anchor: str


@dataclass
class Page:
    """A page of the site on its way into the book."""

    name: str  # such as chapters/ch03_exploding_chain
    part: str
    article: Element
    number: int | None = None
    headings: list[Heading] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What its ids begin with: ch03 of a chapter."""
        return PurePosixPath(self.name).name.split("_")[0]

    @property
    def title(self) -> str:
        """Its heading."""
        return self.headings[0].title


def read_pages(site: Path, wanted: list[str] | None = None) -> list[Page]:
    """Read the pages of the site in the order of _toc.yml, or those whose names are wanted."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    listed = [("", toc["root"])]
    listed += [(part["caption"], one["file"]) for part in toc["parts"] for one in part["chapters"]]
    pages = []
    for part, name in listed:
        if wanted is None or PurePosixPath(name).name in wanted:
            markup = (site / f"{name}.html").read_text("utf-8")
            (article,) = lxml.html.document_fromstring(markup).cssselect("article")
            pages.append(Page(name, part, article, course.chapter_number(name)))
    return pages


# One page ------------------------------------------------------------------------------------


def prepare(page: Page, site: Path, address: str | None) -> None:
    """Make of a page a chapter on paper."""
    article = page.article
    source = site / "_sources" / f"{page.name}.ipynb"
    leave_out_hidden_code(article, hidden_cells(source) if source.exists() else set())
    for needless in article.cssselect(", ".join(NEEDLESS)):
        needless.drop_tree()
    for figure in article.cssselect("figure.explore"):
        say_where_it_stands(figure, place_of(page, figure.get("id"), address))
    for exercise in article.cssselect("form.exercise"):
        name_answers(exercise)
    for introduction in article.cssselect("#exercises > p"):
        if introduction.text_content().startswith("Type your answers"):
            where = WHERE_SOLUTIONS if article.cssselect("details.solution") else ""
            introduction.getparent().replace(introduction, E.p(f"{HOW_TO_ANSWER}{where}"))
    for code in article.cssselect("pre"):
        if code.text_content().count("\n") <= SHORT_LINES:
            code.set("class", "whole")
    gather_solutions(article)
    open_folds(article)
    name_pictures(article)
    if not page.part:
        tell_from_title_page(article)


def hidden_cells(notebook: Path) -> set[str]:
    """Return the ids of the cells whose code is no reading: set-up, and what only draws."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return {cell["id"] for cell in cells if HIDDEN.intersection(cell["metadata"].get("tags", []))}


def leave_out_hidden_code(article: Element, hidden: set[str]) -> None:
    """Remove the code of cells, and the cells that are empty then."""
    for code in article.cssselect(".cell_input[id]"):
        if code.get("id").removeprefix("cell-") in hidden:
            code.drop_tree()
    for fold in article.cssselect("details.hide"):
        fold.find("summary").drop_tree()
        fold.drop_tag()
    for cell in article.cssselect(".cell"):
        if not cell.cssselect(".cell_input, .cell_output"):
            cell.drop_tree()


def place_of(page: Page, anchor: str, address: str | None) -> str:
    """Say where a figure can be moved: its address, or its page where the course has none."""
    return f"{address or ''}{page.name}.html#{anchor}"


def say_where_it_stands(figure: Element, place: str) -> None:
    """Put the values of a figure's controls in the place of the controls."""
    (controls,) = figure.cssselect("fieldset")
    values = []
    for control in controls.cssselect(".explore-control"):
        label = control.find("label").text_content()
        values.append(f"{label} = {value_of(control)}")
    at = E.p({"class": "explore-start"}, "At ", ", ".join(values), ". It moves at ")
    shown = E.span({"class": "address"}, place)
    at.append(E.a(shown, href=place) if place.startswith("https:") else shown)
    at[-1].tail = "."
    controls.drop_tree()
    figure.append(at)


def value_of(control: Element) -> str:
    """Return at which value a control of a figure stands."""
    for text in control.cssselect(".explore-value, option[selected]"):
        return text.text_content()
    (box,) = control.cssselect("[type=checkbox]")
    return "yes" if box.get("checked") is not None else "no"


def name_answers(form: Element) -> None:
    """Put the names of the answers, each with a line to write on, in the place of a form."""
    names = [answer.find(".//code").text_content() for answer in form.cssselect(".answer")]
    lines = [E.span(E.code(name), " = ", E.span({"class": "blank"})) for name in names]
    form.getparent().replace(form, E.p({"class": "answers"}, *lines))


def gather_solutions(article: Element) -> None:
    """Move the worked solutions to the end of the chapter, each below the title of its exercise."""
    solutions = article.cssselect("details.solution")
    if not solutions:
        return
    gathered = E.section({"id": "worked-solutions"}, E.h2("Worked solutions"))
    for solution in solutions:
        section = next(solution.iterancestors("section"))
        name = f"solution-of-{section.get('id')}"
        title = section.find("h3").text_content().strip()
        solution.find("summary").drop_tree()
        solution.getparent().replace(
            solution, E.p({"class": "to-solution"}, E.a("Worked solution", href=f"#{name}"))
        )
        solution.tag, solution.attrib["class"] = "div", "solution"
        gathered.append(E.section({"id": name}, E.h3(title), solution))
    article.find("section").append(gathered)


def open_folds(article: Element) -> None:
    """Put what is folded into the text; a line that named it stays where it says something."""
    for fold in article.cssselect("details"):
        line = fold.find("summary")
        kinds = fold.get("class", "").split()
        if "deeper" in kinds:
            line.drop_tree()
        else:
            line.tag = "p"
            line.set("class", "fold-line")
        if "fold" in kinds:
            fold.drop_tag()
        else:
            fold.tag = "div"
            fold.set("class", " ".join(["unfolded", *kinds]))


def name_pictures(article: Element) -> None:
    """Give each formula its text as a picture's, and the name of a view to what is drawn there.

    The browser tags what it draws, if that is not hidden from who listens.
    """
    for view in article.cssselect(".explore-view"):
        drawing = view.find("svg")
        for name in ("role", "aria-label"):
            drawing.set(name, view.attrib.pop(name))
    for formula in article.cssselect(".katex"):
        heard, drawn = formula.find_class("katex-mathml"), formula.find_class("katex-html")
        if not heard:
            continue  # a part of a formula that may break: its first part says all of it
        formula.set("role", "img")
        formula.set("aria-label", formula_text.text_of(heard[0].find("math")))
        heard[0].drop_tree()
        del drawn[0].attrib["aria-hidden"]
    for drawing in article.cssselect("svg[role][aria-hidden]"):
        del drawing.attrib["aria-hidden"]


def keep_alone(page: Page, part: str) -> None:
    """Keep of a page one section, as if it were all."""
    (section,) = page.article.xpath(".//*[@id=$name]", name=part)
    for use in section.cssselect("use"):  # what is drawn as elsewhere
        if not section.xpath(".//*[@id=$name]", name=use.get("href")[1:]):
            (drawn,) = page.article.xpath(".//*[@id=$name]", name=use.get("href")[1:])
            use.getparent().replace(use, E.path(dict(use.attrib) | {"d": drawn.get("d")}))
    (whole,) = page.article.findall("section")
    whole.getparent().replace(whole, E.section(section))


def tell_from_title_page(article: Element) -> None:
    """Give the first page another heading: its own, and its first paragraphs, are the title."""
    section = article.find("section")
    heading = section.find("h1")
    for paragraph in list(heading.itersiblings("p"))[:2]:
        paragraph.drop_tree()
    section.replace(heading, E.h1("Before you begin"))


# All pages -----------------------------------------------------------------------------------


def join(pages: list[Page], address: str | None) -> None:
    """Let ids be one of their kind in the book, and links lead to them."""
    known = {f"{page.name}.html": page.key for page in pages}
    for page in pages:
        for element in page.article.iter(etree.Element):
            if element.get("id"):
                element.set("id", f"{page.key}--{element.get('id')}")
            for name in REFERRING:
                if element.get(name):
                    names = (f"{page.key}--{one}" for one in element.get(name).split())
                    element.set(name, " ".join(names))
            for name, value in element.items():
                if "url(#" in value:
                    element.set(name, IN_SVG.sub(f"url(#{page.key}--", value))
            if element.tag == "use":
                element.set("href", f"#{page.key}--{element.get('href')[1:]}")
        page.article.set("id", page.key)
        collect_headings(page)
        for link in page.article.cssselect("a[href]"):
            lead(link, page, known, address)


def lead(link: Element, page: Page, known: dict[str, str], address: str | None) -> None:
    """Let a link lead into the book or to the web; one that can do neither becomes text."""
    target = link.get("href")
    if urlsplit(target).scheme:
        return
    path, anchor = urldefrag(urljoin(f"{page.name}.html", target))
    if path in known:
        link.set("href", f"#{known[path]}--{anchor}" if anchor else f"#{known[path]}")
    elif address:
        link.set("href", f"{address}{path}#{anchor}" if anchor else f"{address}{path}")
    else:
        link.drop_tag()


def collect_headings(page: Page) -> None:
    """Note the headings of a page as the outline shows them, and give each an address."""
    for heading in page.article.cssselect("h1, h2, h3"):
        section = heading.getparent()
        title = " ".join(heading_text(heading).split())
        level = int(heading.tag[1])
        if level == 1:
            title = f"{page.number}  {title}" if page.number else title
        anchor = page.key if level == 1 else section.get("id")
        page.headings.append(Heading(level, title, anchor))


def heading_text(node: Element) -> str:
    """Return the words of a heading, its formulas as their text."""
    if node.get("role") == "img":
        return node.get("aria-label")
    inside = "".join(heading_text(child) + (child.tail or "") for child in node)
    return (node.text or "") + inside


# The book ------------------------------------------------------------------------------------


class About(NamedTuple):
    """What the title page says."""

    title: str
    author: str
    version: str
    date: str
    address: str | None


def own_rules(page: Page) -> str:
    """Return the style sheet that a page alone has, for its chapter and the ids there."""
    file = ROOT / "_static" / assets.OWN / f"{PurePosixPath(page.name).name}.css"
    if not file.exists():
        return ""
    ids = {name.removeprefix(f"{page.key}--") for name in page.article.xpath(".//@id")}

    def named(found: re.Match) -> str:
        return f"#{page.key}--{found[1]}" if found[1] in ids else found[0]

    return f".page-{page.key} {{ {re.sub(r'#([a-z][a-z-]*)', named, assets.shortened(file))} }}\n"


def running_head(page: Page) -> str:
    """Return the rules for the head of a chapter's pages."""
    title = json.dumps(page.title, ensure_ascii=False)
    return (
        f".page-{page.key} {{ page: {page.key} }}\n"
        f"@page {page.key} {{ @top-left {{ content: {title} }} }}\n"
    )


def write_book(
    pages: list[Page], about: About, styles: str, front: str, numbers: dict[str, int]
) -> str:
    """Return the page that is printed; `numbers` are the pages on which anchors stand, if known."""
    rules = "".join(running_head(page) + own_rules(page) for page in pages)
    chapters = "".join(chapter_markup(page) for page in pages)
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="light" data-whole><head>'
        f'<meta charset="utf-8"><title>{html.escape(about.title)}</title>'
        f'<meta name="author" content="{html.escape(about.author)}">'
        f"{styles}<style>{rules}</style></head><body><main>{front}"
        f"{contents(pages, numbers)}{chapters}</main></body></html>"
    )


def write_sheet(page: Page, about: About, styles: str) -> str:
    """Return the page that is printed as one sheet."""
    return (
        f'<!DOCTYPE html><html lang="en" data-theme="light" data-whole><head>'
        f'<meta charset="utf-8"><title>{html.escape(about.title)}</title>{styles}'
        f"<style>{own_rules(page)}</style></head><body><main>"
        f'<div class="page-{page.key}">{lxml.html.tostring(page.article, encoding="unicode")}</div>'
        f"</main></body></html>"
    )


def say_pages(pages: list[Page], numbers: dict[str, int]) -> None:
    """Let the links to worked solutions say on which page these stand."""
    for page in pages:
        for link in page.article.cssselect(".to-solution a"):
            link.text = f"Worked solution: page {numbers[link.get('href')[1:]]}"


def chapter_markup(page: Page) -> str:
    """Return a chapter with what stands above its title."""
    number = f"Chapter {page.number}" if page.number else ""
    eyebrow = " · ".join(filter(None, [page.part, number]))
    above = f'<p class="chapter-eyebrow">{html.escape(eyebrow)}</p>' if eyebrow else ""
    body = lxml.html.tostring(page.article, encoding="unicode")
    body = re.sub(r"(<article[^>]*>)", lambda start: start[1] + above, body, count=1)
    return f'<div class="page-{page.key}">{body}</div>'


def contents(pages: list[Page], numbers: dict[str, int]) -> str:
    """Return the table of contents: parts, chapters and their sections."""
    lines = []
    for page, part in zip(pages, new_parts(pages), strict=True):
        if part:
            lines.append(f'<p class="contents-part">{html.escape(part)}</p>')
        listed = [heading for heading in page.headings if is_in_contents(page, heading)]
        lines += [contents_line(heading, numbers.get(heading.anchor)) for heading in listed]
    # Links that nobody sees let the file name the places of all headings.
    rest = (heading for page in pages for heading in page.headings)
    unseen = "".join(f'<a href="#{heading.anchor}"></a>' for heading in rest)
    return f'<nav class="contents"><h1>Contents</h1>{"".join(lines)}{unseen}</nav>'


def is_in_contents(page: Page, heading: Heading) -> bool:
    """Whether the table of contents has a heading: chapters, and what is told apart by its name."""
    if page.name.endswith("references"):  # where every source has a heading
        return heading.level == 1
    return heading.level <= 2 and heading.title not in IN_EVERY_CHAPTER


def new_parts(pages: list[Page]) -> Iterator[str]:
    """Yield for each page its part if that begins with it, else nothing."""
    before = ""
    for page in pages:
        yield page.part if page.part != before else ""
        before = page.part


def contents_line(heading: Heading, number: int | None) -> str:
    """Return a line of the table of contents."""
    shown = "" if number is None else f"{number}"
    return (
        f'<p class="contents-{heading.level}"><a href="#{heading.anchor}">'
        f"<span>{html.escape(heading.title)}</span><span>{shown}</span></a></p>"
    )
