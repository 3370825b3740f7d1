"""Makes the PDFs of the course from its site, in _build/paper: python _ext/paper.py.

The book, and what fits on one page: the formula sheet, the tree of chapter 14 and the checklist.
"""

import html
import sys
import tempfile
import time
from pathlib import Path

import lxml.html
import yaml
from playwright.sync_api import Browser

import paper_book
import paper_pdf
from address import is_published
from build import SITE
from commands import ROOT, alone, unwritable
from offers import BOOK, PAPER, PRINTED_FROM, mark
from paper_book import About, Page
from paper_pdf import Entry

STYLES = Path(__file__).parent / "paper"

# What prints on one page: its file, the page of the site and the id of what is printed there.
SHEETS = {
    "formula-sheet.pdf": ("notation", "formula-sheet"),
    "tree.pdf": ("ch14_debug_a_network", "the-tree-on-one-page"),
    "checklist.pdf": ("ch11_train_deep_network", "what-is-wrong-with-my-network"),
}

SUBJECT = "Backpropagation through ReLU, from one neuron to thirty layers"

IMPRINT = """\
<section class="imprint"><h2>Licence</h2>
<p>Text and figures: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>. You may
share and adapt them, also commercially, if you give credit, link to the licence and say what you
changed. Code: MIT, as below.</p>
<h2>What is not on paper</h2>
<p>{online} There every figure with controls moves, exercises are checked, and each chapter is a
notebook that runs. Left out here are the cells that set a chapter up or only draw; the notebooks
have them. A number in brackets leads to its formula.</p>
<h2>MIT licence</h2>
{mit}
<p>Set in Source Serif 4 (SIL Open Font License 1.1) and the fonts of KaTeX (MIT).</p></section>"""


def about_course() -> About:
    """Return what the title page says, from the files that say it first."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    published = is_published(config["repository"]["url"])
    return About(
        title=config["title"],
        author=config["author"],
        version=citation["version"],
        date=f"{citation['date-released']:%B %Y}",
        address=config["html"]["baseurl"] if published else None,
    )


def front(about: About) -> str:
    """Return the title page, with the landing page's picture, and the imprint behind it."""
    landing = lxml.html.parse(SITE / "chapters" / "intro.html").getroot()
    (picture,) = landing.cssselect(".hero svg")
    lead = landing.cssselect("h1 + p")[0].text_content()
    mit = mit_licence((ROOT / "LICENSE").read_text("utf-8"))
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in mit.split("\n\n"))
    online = "The course is a site."
    if about.address:
        online = f'The course is a site: <a href="{about.address}">{about.address}</a>.'
    return (
        f'<section class="title-page"><h1>{html.escape(about.title)}</h1>'
        f'<p class="lead">{html.escape(" ".join(lead.split()))}</p>'
        f"<figure>{lxml.html.tostring(picture, encoding='unicode')}</figure>"
        f'<p class="author">{html.escape(about.author)}</p>'
        f'<p class="author">Version {about.version}, {about.date}</p></section>'
        f"{IMPRINT.format(online=online, mit=paragraphs)}"
    )


def mit_licence(text: str) -> str:
    """Return the licence of the code, which stands below its name in the file of licences."""
    _, name, licence = text.partition("MIT License\n\n")
    if not name:
        raise ValueError("LICENSE has no line 'MIT License' with the licence below it: write it")
    return licence


def make_book(browser: Browser, pages: list[Page], about: About, file: Path) -> None:
    """Print pages of the site as one file.

    The browser does not know on which page a heading will stand, so it prints twice: what the
    first print tells stands in the table of contents of the second.
    """
    for page in pages:
        paper_book.prepare(page, SITE, about.address)
    paper_book.join(pages, about.address)
    styles, before = style_links("book.css"), front(about)
    numbers: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "book.html", Path(folder) / "book.pdf"
        for _ in range(2):
            source.write_text(paper_book.write_book(pages, about, styles, before, numbers), "utf-8")
            paper_pdf.print_page(browser, source.as_uri(), printed)
            numbers = paper_pdf.page_numbers(printed)
            paper_book.say_pages(pages, numbers)
        told = {"Title": about.title, "Author": about.author, "Subject": SUBJECT}
        paper_pdf.finish(printed, file, told, outline(pages))


def style_links(name: str) -> str:
    """Return links to the style sheets: the site's, and one for paper."""
    files = [SITE / "_static" / "style.css", STYLES / name]
    return "".join(f'<link rel="stylesheet" href="{file.as_uri()}">' for file in files)


def outline(pages: list[Page]) -> list[Entry]:
    """Return the outline of the book: parts, chapters, sections and what these hold."""
    entries = []
    for page, part in zip(pages, paper_book.new_parts(pages), strict=True):
        if part:
            entries.append(Entry(0, part, page.key))
        below = 1 if page.part else 0
        entries += [
            Entry(heading.level - 1 + below, heading.title, heading.anchor)
            for heading in page.headings
        ]
    return entries


def sheet(name: str, about: About) -> Page:
    """Return the part of a page of the site that stands on a sheet."""
    page_name, part = SHEETS[name]
    (page,) = paper_book.read_pages(SITE, [page_name])
    paper_book.prepare(page, SITE, about.address)
    paper_book.keep_alone(page, part)
    paper_book.join([page], about.address)
    return page


def make_sheet(browser: Browser, name: str, about: About, file: Path) -> None:
    """Print a part of a page of the site on one page."""
    page = sheet(name, about)
    with tempfile.TemporaryDirectory() as folder:
        source, printed = Path(folder) / "sheet.html", Path(folder) / "sheet.pdf"
        source.write_text(paper_book.write_sheet(page, about, style_links("sheet.css")), "utf-8")
        paper_pdf.print_page(browser, source.as_uri(), printed)
        title = f"{page.headings[0].title}: {about.title}"
        paper_pdf.finish(printed, file, {"Title": title, "Author": about.author}, [])


def main() -> int | str:
    """Make the files; return an exit status or the reason why not."""
    start = time.monotonic()
    try:
        with alone("paper"), paper_pdf.printing() as browser:
            PAPER.mkdir(exist_ok=True)
            PRINTED_FROM.unlink(missing_ok=True)
            printed_from, about = mark(), about_course()  # a new site meanwhile is another
            make_book(browser, paper_book.read_pages(SITE), about, PAPER / BOOK)
            for name in SHEETS:
                make_sheet(browser, name, about, PAPER / name)
            PRINTED_FROM.write_text(printed_from, "utf-8")
    except paper_pdf.NoBrowserError as error:
        return str(error)
    except OSError as error:
        return unwritable(error)
    print(f"Printed the book in {time.monotonic() - start:.0f} s: {PAPER / BOOK}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
