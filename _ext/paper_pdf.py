"""Prints pages with a browser, and makes of what it prints a file that is the same every time."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf
from playwright.sync_api import Browser, sync_playwright

import chromium

PATIENCE = 900_000  # milliseconds, for a book of hundreds of pages on a busy machine


# Marks behind formulas stay where they stood before a font came: all is laid out anew.
LAY_OUT = """Promise.allSettled([...document.fonts].map(font => font.load())).then(() => {
  document.body.hidden = true;
  document.body.offsetHeight;  // asked for, it is computed
  document.body.hidden = false;
})"""


class NoBrowserError(Exception):
    """There is nothing that prints."""


class Entry(NamedTuple):
    """An entry of the outline: its depth from 0 on, its words, and where it leads."""

    depth: int
    title: str
    anchor: str


@contextmanager
def printing() -> Iterator[Browser]:
    """Start a browser that prints; raise NoBrowserError where there is none."""
    executable = chromium.find()
    if executable is None:
        raise NoBrowserError(
            "No Chromium was found to print with: name one with CHROMIUM=/path/to/it"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=chromium.FLAGS)
        yield browser
        browser.close()


def print_page(browser: Browser, address: str, file: Path) -> None:
    """Print what stands at an address into a file, with tags for who listens."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.emulate_media(media="print", color_scheme="light")
    page.goto(address)
    page.evaluate(LAY_OUT)
    page.pdf(path=file, prefer_css_page_size=True, print_background=True, tagged=True)
    page.close()


def destinations(pdf: Pdf) -> dict[str, Array]:
    """Return where in a file its names lead."""
    return {name.removeprefix("/"): place for name, place in pdf.Root.get("/Dests", {}).items()}


def page_numbers(file: Path) -> dict[str, int]:
    """Return the page on which each name of a file stands, counted from 1."""
    with Pdf.open(file) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        return {name: numbers[place[0].objgen] for name, place in destinations(pdf).items()}


def finish(printed: Path, file: Path, about: dict[str, str], outline: list[Entry]) -> None:
    """Write a printed file with title, author and outline, without the time and chance in it."""
    with Pdf.open(printed) as pdf:
        for name in list(pdf.docinfo):
            del pdf.docinfo[name]
        for name, text in about.items():
            pdf.docinfo[f"/{name}"] = text
        number_tags(pdf)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        if outline:
            pdf.Root.PageMode = Name.UseOutlines
            put_outline(pdf, outline)
        pdf.save(
            file,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )


def number_tags(pdf: Pdf) -> None:
    """Give new ids to the tags that have one: a browser counts all that it has shown before."""
    dictionaries = [thing for thing in pdf.objects if isinstance(thing, Dictionary)]
    tags = [tag for tag in dictionaries if tag.get("/Type") == "/StructElem"]
    named = [tag for tag in tags if "/ID" in tag]
    numbers = {str(tag.ID): f"tag{number:08}" for number, tag in enumerate(named)}
    for tag in named:
        tag.ID = numbers[str(tag.ID)]
    pairs = itertools.chain.from_iterable((tag.ID, tag) for tag in named)
    pdf.Root.StructTreeRoot.IDTree = Dictionary(Names=Array(pairs))
    for attributes in itertools.chain.from_iterable(tag.get("/A", []) for tag in tags):
        if "/Headers" in attributes:  # those of a table's cell
            attributes.Headers = Array(numbers[str(name)] for name in attributes.Headers)


def put_outline(pdf: Pdf, entries: list[Entry]) -> None:
    """Give a file its outline, parts closed."""
    places = destinations(pdf)
    with pdf.open_outline() as outline:
        above = [outline.root]
        for depth, title, anchor in entries:
            item = OutlineItem(title, destination=places[anchor])
            item.is_closed = True
            above[depth].append(item)
            above[depth + 1 :] = [item.children]
