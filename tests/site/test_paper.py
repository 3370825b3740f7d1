"""The PDFs: tags, outline, links, nothing cut off, no lonely heading; two prints are the same."""

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

import offers
import paper
import paper_book
import paper_pdf

SMALL = ["intro", "five_answers", "ch05_activation_jacobians"]
MOST = 15_000_000  # bytes
MILLIMETRE = 72 / 25.4  # in points

# The text of a page without its head and its number, as book.css has the margins.
HEAD, FOOT = 20 * MILLIMETRE, 18 * MILLIMETRE
# Its width between the margins of book.css, in CSS pixels.
WIDTH = round((210 - 2 * 17.5) / 25.4 * 96)
HEIGHT = round((297 - 22 - 20) / 25.4 * 96)


@pytest.fixture(scope="module")
def pages(site) -> list[paper_book.Page]:
    assert site == paper.SITE
    return paper_book.read_pages(site, SMALL)


@pytest.fixture(scope="module")
def printed(browser, pages, tmp_path_factory) -> Path:
    """Two chapters and the first page, printed."""
    file = tmp_path_factory.mktemp("paper") / "small.pdf"
    paper.make_book(browser, pages, paper.about_course(), file)
    return file


# What is wrong with a file -------------------------------------------------------------------


def kids(tag: pikepdf.Object) -> list[pikepdf.Dictionary]:
    """Return the tags below a tag."""
    below = tag.get("/K", [])
    below = list(below) if isinstance(below, pikepdf.Array) else [below]
    return [kid for kid in below if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def structure(tag: pikepdf.Dictionary) -> Iterator[pikepdf.Dictionary]:
    """Go through the tags below a tag."""
    waiting = kids(tag)
    while waiting:
        tag = waiting.pop()
        yield tag
        waiting += kids(tag)


def untagged(pdf: pikepdf.Pdf) -> list[str]:
    """Return what who listens to a file would miss."""
    if "/StructTreeRoot" not in pdf.Root or not pdf.Root.MarkInfo.Marked:
        return ["no tags"]
    missing = [] if pdf.Root.get("/Lang") == "en" else ["no language"]
    for tag in structure(pdf.Root.StructTreeRoot):
        # A figure with a caption holds its picture, which is a tag of its own.
        if tag.S == "/Figure" and not any("/Alt" in one for one in (tag, *structure(tag))):
            missing.append("a picture without a text")
    return missing


def dead_links(pdf: pikepdf.Pdf) -> list[str]:
    """Return the links of a file that lead nowhere, or to a file of this machine."""
    named = paper_pdf.destinations(pdf)
    dead = []
    for page in pdf.pages:
        for link in page.get("/Annots", []):
            target = str(link.get("/Dest", "")).removeprefix("/")
            address = str(link.A.URI) if "/A" in link and "/URI" in link.A else ""
            if not (target in named or re.match("https?://", address)):
                dead.append(target or address or "nothing")
    return dead


def lines(page: pypdfium2.PdfPage) -> list[str]:
    """Return the lines of a page between its head and its number."""
    width, height = page.get_size()
    text = page.get_textpage().get_text_bounded(0, FOOT, width, height - HEAD)
    return [line.strip() for line in text.splitlines() if line.strip()]


def lonely_headings(file: Path, headings: set[str]) -> list[str]:
    """Return the headings that stand at the foot of a page without what they are above."""
    last = [(lines(page) or [""])[-1] for page in pypdfium2.PdfDocument(file)]
    return [line for line in last if line in headings]


# What the next page's top would cut off, or the sheet's edge.
CUT = """height => {
  const area = document.querySelector("main").getBoundingClientRect();
  const name = part => `${part.localName}.${part.className} ${part.textContent.slice(0, 60)}`;
  const shown = [...document.querySelectorAll("main *")].filter(e => e.getClientRects().length);
  const wide = shown.filter(e => !e.closest("svg, .title-page") || e.localName === "svg")
    .filter(e => e.matches(".katex-base, pre, td, img, svg, figcaption, .answers, p, li"))
    .filter(e => e.getBoundingClientRect().right > area.right + 1
      || (e.matches("pre, .scroll, div.math") && e.scrollWidth > e.clientWidth + 1));
  const high = shown.filter(e => getComputedStyle(e).breakInside === "avoid")
    .filter(e => e.getBoundingClientRect().height > height);
  return [...wide.map(e => `wide: ${name(e)}`), ...high.map(e => `high: ${name(e)}`)];
}"""


def cut_off(page, markup: str, folder: Path) -> list[str]:
    """Return what does not fit the sheet, of a page that is to be printed."""
    file = folder / "laid-out.html"
    file.write_text(markup, "utf-8")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    return page.evaluate(CUT, HEIGHT)


def book(pages: list[paper_book.Page]) -> str:
    """Return the page that is printed."""
    styles = paper.style_links("book.css")
    return paper_book.write_book(pages, paper.about_course(), styles, "", {})


# Two chapters ----------------------------------------------------------------------------------


def test_the_file_is_tagged_and_its_links_lead_somewhere(printed):
    with pikepdf.open(printed) as pdf:
        assert untagged(pdf) == []
        assert dead_links(pdf) == []
        assert sum(len(page.get("/Annots", [])) for page in pdf.pages) > 50
        assert sum(1 for tag in structure(pdf.Root.StructTreeRoot) if "/Alt" in tag) > 300


def test_the_outline_has_every_heading_and_the_contents_its_page(printed, pages):
    with pikepdf.open(printed) as pdf, pdf.open_outline() as outline:
        told, waiting = [], list(outline.root)[::-1]
        while waiting:
            item = waiting.pop()
            told.append(item.title)
            waiting.extend(list(item.children)[::-1])
        parts = ["In short", "Matrices"]
        assert [title for title in told if title not in parts] == [
            heading.title for page in pages for heading in page.headings
        ]
        assert str(pdf.docinfo.Title) == paper.about_course().title
    shown = pypdfium2.PdfDocument(printed)
    (contents,) = (page for page in shown if "Contents" in lines(page)[:1])
    entries = dict(re.findall(r"^(.+?) ?(\d+)$", "\n".join(lines(contents)), re.MULTILINE))
    for title, number in entries.items():
        assert any(title.split()[-1] in line for line in lines(shown[int(number) - 1])), title
    assert len(entries) > 20


def test_nothing_is_cut_off_and_no_heading_stands_alone(printed, pages, page, tmp_path):
    titles = {heading.title for one in pages for heading in one.headings}
    assert lonely_headings(printed, titles) == []
    assert cut_off(page, book(pages), tmp_path) == []


def test_paper_has_the_reading_and_no_controls(printed):
    text = " ".join(line for page in pypdfium2.PdfDocument(printed) for line in lines(page))
    assert "Worked solution: page" in text
    assert re.search(r"At \w.* = .* It moves at chapters/five_answers\.html#figure-", text)
    for left_out in ("importlib", "plt.figure", "Type your answers"):
        assert left_out not in text
    assert "def " in text


def test_two_prints_are_the_same_and_know_no_time(browser, printed, site, tmp_path):
    again = tmp_path / "again.pdf"
    paper.make_book(browser, paper_book.read_pages(site, SMALL), paper.about_course(), again)
    assert again.read_bytes() == printed.read_bytes()
    with pikepdf.open(again) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Title", "/Author", "/Subject"}


def test_every_sheet_is_offered():
    assert list(paper.SHEETS) == list(offers.SHEETS)


@pytest.mark.parametrize("name", paper.SHEETS)
def test_a_sheet_is_one_page(name, browser, tmp_path):
    paper.make_sheet(browser, name, paper.about_course(), tmp_path / name)
    with pikepdf.open(tmp_path / name) as pdf:
        assert len(pdf.pages) == 1
        assert untagged(pdf) == []
        assert dead_links(pdf) == []
    assert len(lines(pypdfium2.PdfDocument(tmp_path / name)[0])) > 20


# Faults that are planted ------------------------------------------------------------------------

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>x</title><style>@page {{ size: A4; margin: 22mm '
    "17.5mm 20mm }}</style></head><body style='margin: 0'><main>{}</main></body></html>"
)


@pytest.fixture
def plant(browser, tmp_path):
    """Return a function that prints a page and returns the file."""

    def print_it(body: str) -> Path:
        source, file = tmp_path / "planted.html", tmp_path / "planted.pdf"
        source.write_text(PAGE.format(body), "utf-8")
        paper_pdf.print_page(browser, source.as_uri(), file)
        return file

    return print_it


def test_a_heading_that_is_left_alone_is_seen(plant):
    body = "<div style='height: 225mm'>x</div><h2 style='margin: 0'>Left alone</h2><p>{}</p>"
    assert lonely_headings(plant(body.format("text ")), {"Left alone"}) == []
    file = plant(body.format("<b style='display: block; height: 90mm; break-inside: avoid'>x</b>"))
    assert lonely_headings(file, {"Left alone"}) == ["Left alone"]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<pre style='width: 900px'>x</pre>", "wide: pre"),
        ("<pre style='overflow: auto'>{}</pre>".format("x" * 200), "wide: pre"),
        ("<p style='white-space: nowrap; width: 2000px'>x</p>", "wide: p"),
        ("<figure style='break-inside: avoid; height: 1500px'>x</figure>", "high: figure"),
    ],
)
def test_what_would_be_cut_off_is_seen(body, seen, page, tmp_path):
    assert cut_off(page, PAGE.format("<p>fits</p>"), tmp_path) == []
    assert [fault for fault in cut_off(page, PAGE.format(body), tmp_path) if seen in fault]


@pytest.mark.parametrize(
    ("body", "check", "seen"),
    [
        ("<a href='other.html'>x</a>", dead_links, "other.html"),
        ("<svg role='img'><rect width='9' height='9'/></svg>", untagged, "a picture without"),
        ("<figure><p>x</p></figure>", untagged, "a picture without"),
    ],
)  # fmt: skip
def test_a_dead_link_and_a_nameless_picture_are_seen(body, check, seen, plant):
    with pikepdf.open(plant(body)) as pdf:
        assert any(seen in fault for fault in check(pdf))
    with pikepdf.open(plant("<p>x</p>")) as pdf:
        assert check(pdf) == []


# The whole book ---------------------------------------------------------------------------------


@pytest.mark.scheduled
def test_the_whole_book(browser, page, site, tmp_path):
    files = [tmp_path / "first.pdf", tmp_path / "second.pdf"]
    for file in files:
        pages = paper_book.read_pages(site)
        paper.make_book(browser, pages, paper.about_course(), file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_size <= MOST
    with pikepdf.open(files[0]) as pdf:
        assert untagged(pdf) == []
        assert dead_links(pdf) == []
    titles = {heading.title for one in pages for heading in one.headings}
    assert lonely_headings(files[0], titles) == []
    assert cut_off(page, book(pages), tmp_path) == []
