"""The PDFs: tags, outline, links, nothing cut off, no lonely heading; two prints are the same."""

import math
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
from chromium import FLAGS, find

SMALL = ["intro", "five_answers", "ch05_activation_jacobians"]
MOST = 15_000_000  # bytes
MILLIMETRE = 72 / 25.4  # in points

# The text of a page without its head and its number, as book.css has the margins.
HEAD, FOOT = 20 * MILLIMETRE, 18 * MILLIMETRE
# What is between the margins of book.css, and of sheet.css, in CSS pixels.
PIXEL = 25.4 / 96  # in millimetres
BOOK = round((210 - 2 * 17.5) / PIXEL), round((297 - 22 - 20) / PIXEL)
SHEET = round((210 - 2 * 8.5) / PIXEL), round((297 - 10 - 14) / PIXEL)


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


def letters(text: str) -> list[str]:
    """Return the letters of a text that are drawn, sorted: a formula's have no order."""
    return sorted(re.sub(r"[\s\u200b-\u2064\ufeff]", "", text))


def drawn(page: pypdfium2.PdfPage) -> list[tuple[float, str]]:
    """Return the letters of a page, each behind the height of its middle, from the top down.

    A file has code and formulas behind the text that they stand in.
    """
    text, (_, height) = page.get_textpage(), page.get_size()
    found = []
    for k in range(text.count_chars()):
        _, bottom, _, top = text.get_charbox(k)
        if bottom > FOOT and top < height - HEAD:
            letter = letters(chr(pypdfium2.raw.FPDFText_GetUnicode(text, k)))
            found += [((bottom + top) / 2, one) for one in letter]
    return sorted(found, reverse=True)


def titles_of(pages: list[paper_book.Page]) -> list[str]:
    """Return the headings of pages as they are drawn, formulas too.

    But for those of the formula sheet: it is one page, in two columns.
    """
    headings = "//*[self::h1 or self::h2 or self::h3 or self::h4]"
    outside = "[not(ancestor::*[@id='notation--formula-sheet'])]"
    return [
        heading.text_content()
        for page in pages
        for heading in page.article.xpath(f".{headings}{outside}")
    ]


def lonely_headings(file: Path, titles: list[str]) -> list[str]:
    """Return the headings that are the last of a page, without what they stand above."""
    pages = [[letter for _, letter in drawn(page)] for page in pypdfium2.PdfDocument(file)]
    return [
        title
        for title in titles
        if any(sorted(page[-len(letters(title)) :]) == letters(title) for page in pages)
    ]


def unseen_headings(file: Path, titles: list[str]) -> list[str]:
    """Return the headings that a file does not have in lines of their own."""
    lengths, own = {len(letters(title)) for title in titles}, set()
    for page in pypdfium2.PdfDocument(file):
        found = [(math.inf, ""), *drawn(page)]
        text = [letter for _, letter in found]
        for k in range(1, len(found)):
            if found[k - 1][0] - found[k][0] > 2:  # points: here a line may begin
                own |= {"".join(sorted(text[k : k + length])) for length in lengths}
    return [title for title in titles if "".join(letters(title)) not in own]


# What the next page's top would cut off, or the sheet's edge.
CUT = """height => {
  const area = document.querySelector("main").getBoundingClientRect();
  const name = part => `${part.localName}.${part.className} ${part.textContent.slice(0, 60)}`;
  const shown = [...document.querySelectorAll("main *")].filter(e => e.getClientRects().length);
  const wide = shown.filter(e => !e.closest("svg, .title-page") || e.localName === "svg")
    .filter(e => e.matches(".katex-base, pre, td, img, svg, figcaption, .answers, p, li"))
    .filter(e => e.getBoundingClientRect().right > area.right + 1
      || (e.matches("pre, .scroll, div.math") && e.scrollWidth > e.clientWidth + 1));
  const isWhole = e => getComputedStyle(e).breakInside === "avoid";
  const high = shown.filter(isWhole).filter(e => e.getBoundingClientRect().height > height);
  const divided = shown.filter(e => e.matches("figure, div.math, tr") && !isWhole(e));
  return [
    ...wide.map(e => `wide: ${name(e)}`),
    ...high.map(e => `high: ${name(e)}`),
    ...divided.map(e => `may be divided: ${name(e)}`),
  ];
}"""


def cut_off(page, markup: str, folder: Path, size: tuple[int, int] = BOOK) -> list[str]:
    """Return what does not fit the sheet, of a page that is to be printed."""
    file = folder / "laid-out.html"
    file.write_text(markup, "utf-8")
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print")
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    return page.evaluate(CUT, height)


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
        assert pages[0].title == "Before you begin"
        assert str(pdf.docinfo.Title) == paper.about_course().title
    shown = pypdfium2.PdfDocument(printed)
    (contents,) = (page for page in shown if "Contents" in lines(page)[:1])
    entries = dict(re.findall(r"^(.+?) ?(\d+)$", "\n".join(lines(contents)), re.MULTILINE))
    for title, number in entries.items():
        assert any(title.split()[-1] in line for line in lines(shown[int(number) - 1])), title
    assert len(entries) > 20


def test_nothing_is_cut_off_and_no_heading_stands_alone(printed, pages, page, tmp_path):
    assert unseen_headings(printed, titles_of(pages)) == []
    assert lonely_headings(printed, titles_of(pages)) == []
    assert cut_off(page, book(pages), tmp_path) == []


def test_figures_that_may_be_divided_are_seen(printed, pages, page, tmp_path):
    assert printed.exists()
    rule = "<style>:is(figure, tr, div.math) { break-inside: auto !important }</style></head>"
    found = cut_off(page, book(pages).replace("</head>", rule), tmp_path)
    kinds = {fault.partition(".")[0] for fault in found}
    assert kinds == {f"may be divided: {kind}" for kind in ("figure", "tr", "div")}


def text_of(file: Path, number: int) -> str:
    """Return the text of a page of a file, in one line."""
    text = pypdfium2.PdfDocument(file)[number].get_textpage().get_text_bounded()
    return " ".join(text.split())


def test_a_title_page_and_the_licences_come_first(printed):
    about, title, imprint = paper.about_course(), text_of(printed, 0), text_of(printed, 1)
    assert title.startswith(about.title)
    for part in (about.author, f"Version {about.version}", about.date):
        assert part in title
    for part in ("CC BY 4.0", "MIT licence", "Permission is hereby granted", "AS IS", "SOFTWARE."):
        assert part in imprint
    assert text_of(printed, 2).startswith("Contents")


def test_a_file_of_licences_without_that_of_code_is_refused():
    with pytest.raises(ValueError, match="no line 'MIT License'"):
        paper.mit_licence("Creative Commons")


def test_solutions_end_their_chapter(printed, pages):
    [chapter] = [one for one in pages if one.key == "ch05"]
    numbers = paper_pdf.page_numbers(printed)
    titles = [heading.title for heading in chapter.headings]
    start = titles.index("Worked solutions")
    exercises = [title for title in titles[:start] if title.startswith("Exercise ")]
    assert titles[start + 1 :] == exercises != []
    sections = [numbers[heading.anchor] for heading in chapter.headings]
    assert max(sections[:start]) <= sections[start] == min(sections[start:])
    for heading in chapter.headings[start + 1 :]:
        text = text_of(printed, numbers[heading.anchor] - 1)
        assert "".join(heading.title.split()) in "".join(text.split())


def test_paper_has_the_reading_and_no_controls(printed):
    text = " ".join(line for page in pypdfium2.PdfDocument(printed) for line in lines(page))
    assert "Worked solution: page" in text
    assert re.search(r"At \w.* = .* It moves at chapters/five_answers\.html#figure-", text)
    for left_out in ("importlib", "plt.figure", "Type your answers"):
        assert left_out not in text
    assert "def " in text


@pytest.fixture
def other_browser(browser):
    """Another one, which has shown nothing yet."""
    other = browser.browser_type.launch(executable_path=find(), args=FLAGS)
    yield other
    other.close()


def test_two_prints_are_the_same_and_know_no_time(other_browser, printed, site, tmp_path):
    again = tmp_path / "again.pdf"
    paper.make_book(other_browser, paper_book.read_pages(site, SMALL), paper.about_course(), again)
    assert again.read_bytes() == printed.read_bytes()
    with pikepdf.open(again) as pdf:
        assert set(pdf.docinfo.keys()) == {"/Title", "/Author", "/Subject"}


def test_every_sheet_is_offered():
    assert list(paper.SHEETS) == list(offers.SHEETS)


@pytest.mark.parametrize("name", paper.SHEETS)
def test_a_sheet_is_one_page_and_the_same_again(name, browser, other_browser, page, tmp_path):
    about = paper.about_course()
    paper.make_sheet(browser, name, about, tmp_path / name)
    paper.make_sheet(other_browser, name, about, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == (tmp_path / name).read_bytes()
    styles = paper.style_links("sheet.css")
    markup = paper_book.write_sheet(paper.sheet(name, about), about, styles)
    assert cut_off(page, markup, tmp_path, SHEET) == []
    wider = markup.replace("</head>", "<style>td { min-width: 60mm }</style></head>")
    assert cut_off(page, wider, tmp_path, SHEET) != []
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
    body = (
        "<div style='height: 205mm'>x</div>"
        "<h2 style='margin: 0; width: 30mm; break-after: auto'>{}</h2><p>{}</p>"
    )
    high = "<b style='display: block; height: 90mm; break-inside: avoid'>x</b>"
    for title in ("Left alone", "Left alone in many lines", "The factor <i>w<sup>2</sup></i>"):
        words = re.sub("<.*?>", "", title)
        beside = plant(body.format(title, "text "))
        assert unseen_headings(beside, [words, "Another"]) == ["Another"]
        assert lonely_headings(beside, [words]) == []
        assert lonely_headings(plant(body.format(title, high)), [words]) == [words]


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<pre style='width: 900px'>x</pre>", "wide: pre"),
        ("<pre style='overflow: auto'>{}</pre>".format("x" * 200), "wide: pre"),
        ("<p style='white-space: nowrap; width: 2000px'>x</p>", "wide: p"),
        ("<figure style='break-inside: avoid; height: 1500px'>x</figure>", "high: figure"),
        ("<figure>x</figure>", "may be divided: figure"),
        ("<div class='math'>x</div>", "may be divided: div"),
        ("<table><tr><td>x</td></tr></table>", "may be divided: tr"),
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
    assert unseen_headings(files[0], titles_of(pages)) == []
    assert lonely_headings(files[0], titles_of(pages)) == []
    assert cut_off(page, book(pages), tmp_path) == []
