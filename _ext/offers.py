"""Packs the site into one file and offers it, and the PDFs, on its first page.

The PDFs are those of `make pdf`, if they were printed from the site as it stands.
"""

import re
import shutil
import sys
import zipfile
from pathlib import Path

from build import BUILD, SITE, fingerprint
from commands import ROOT, alone, unwritable

NAME = "life-of-a-gradient"
ARCHIVE = f"{NAME}.zip"
PART = f"{ARCHIVE}.part"  # which a command that is killed leaves
PAPER = BUILD / "paper"
PRINTED_FROM = PAPER / ".printed-from"  # what the mark of the site said
BOOK = f"{NAME}.pdf"

# What fits on one page, and what the first page calls it.
SHEETS = {
    "formula-sheet.pdf": "the formulas",
    "tree.pdf": "the tree for a network that does not learn",
    "checklist.pdf": "the checklist from symptom to cure",
}

LANDING = "chapters/intro.html"
SECTION = re.compile(r"(?<=<!-- offers -->).*?(?=<!-- /offers -->)", re.DOTALL)
LEFT_OUT = {".complete", ARCHIVE, PART}

TOLD = ["CITATION.cff", "LICENSE"]  # of which the site says nothing, but the book on paper


class NoPlaceError(Exception):
    """The first page has no place for what is offered."""


def mark(site: Path = SITE) -> str:
    """Return what says from which sources PDFs of a site are printed."""
    return (site / ".complete").read_text("utf-8") + fingerprint(TOLD)


def put_paper(site: Path) -> bool:
    """Copy the PDFs into the site, if they were printed from it; return whether they are there."""
    folder = site / PAPER.name
    shutil.rmtree(folder, ignore_errors=True)
    if not PRINTED_FROM.exists() or PRINTED_FROM.read_text("utf-8") != mark(site):
        return False
    folder.mkdir()
    for name in (BOOK, *SHEETS):
        shutil.copyfile(PAPER / name, folder / name)
    return True


def write_archive(site: Path) -> None:
    """Pack a site into a file that stands in it; the same site gives the same bytes."""
    files = {f"{NAME}/LICENSE": ROOT / "LICENSE"}
    for file in sorted(site.rglob("*")):
        if file.is_file() and file.name not in LEFT_OUT:
            files[f"{NAME}/{file.relative_to(site).as_posix()}"] = file
    part = site / PART
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16  # a server may read what is unpacked
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    part.replace(site / ARCHIVE)


def write_offers(site: Path) -> None:
    """Say on the first page what of it all is there, and how large it is."""
    up, lines = "../", []
    if (site / PAPER.name).exists():
        sheets = [
            f'<a href="{up}{PAPER.name}/{name}">{words}</a>, {size(site / PAPER.name / name)}'
            for name, words in SHEETS.items()
        ]
        lines.append(
            f'<a href="{up}{PAPER.name}/{BOOK}">The book as a PDF</a>, '
            f"{size(site / PAPER.name / BOOK)}; on one page each {'; '.join(sheets)}"
        )
    if (site / ARCHIVE).exists():
        lines.append(
            f'<a href="{up}{ARCHIVE}" download>The site as one file</a>, {size(site / ARCHIVE)}: '
            "unpack it and open <code>index.html</code>; the notebooks are in it"
        )
    offers = "".join(f"<li>{line}.</li>" for line in lines)
    section = offers and (
        f'<section id="to-take-along"><h2>To take along</h2><ul>{offers}</ul></section>'
    )
    page = site / LANDING
    markup, count = SECTION.subn(lambda _: section, page.read_text("utf-8"))
    if count != 1:
        raise NoPlaceError(f"{LANDING} must say once where offers go, <!-- offers -->, not {count}")
    page.write_text(markup, "utf-8")


def size(file: Path) -> str:
    """Return how large a file is, in words."""
    count = file.stat().st_size
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def main() -> int | str:
    """Pack and offer; return an exit status or the reason why not."""
    try:
        with alone("offers"):
            (SITE / ARCHIVE).unlink(missing_ok=True)
            printed = put_paper(SITE)
            write_offers(SITE)  # the copy in the archive offers the PDFs alone
            write_archive(SITE)
            write_offers(SITE)
    except NoPlaceError as error:
        return str(error)
    except OSError as error:
        return unwritable(error)
    print(f"Packed the site into {SITE / ARCHIVE}, {size(SITE / ARCHIVE)}")
    if not printed:
        print("The PDFs are not in it: they are printed by make pdf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
