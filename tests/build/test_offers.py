"""The site as one file, and what its first page offers to take along."""

import io
import re
import zipfile
from pathlib import Path

import pytest

import build
import offers
from commands import ROOT

LANDING = "<h1>x</h1><!-- offers --><!-- /offers -->"


@pytest.fixture
def site(tmp_path, monkeypatch) -> Path:
    """A site of two files, and PDFs that were printed from it."""
    site, paper = tmp_path / "html", tmp_path / "paper"
    for name in ("chapters", "_sources"):
        (site / name).mkdir(parents=True)
    (site / "chapters" / "intro.html").write_text(LANDING)
    (site / "_sources" / "ch01.ipynb").write_text("{}")
    (site / ".complete").write_text("these sources")
    paper.mkdir()
    for name in (offers.BOOK, *offers.SHEETS):
        (paper / name).write_bytes(b"%PDF" + bytes(1_250_000))
    monkeypatch.setattr(offers, "SITE", site)
    monkeypatch.setattr(offers, "PAPER", paper)
    monkeypatch.setattr(offers, "PRINTED_FROM", paper / ".printed-from")
    offers.PRINTED_FROM.write_text(offers.mark(site))
    return site


def links(page: str) -> list[str]:
    """Return where a page's links lead."""
    return re.findall(r'href="([^"]*)"', page)


def test_the_first_page_offers_what_there_is_with_its_size(site):
    assert offers.main() == 0
    page = (site / offers.LANDING).read_text("utf-8")
    assert [(site / "chapters" / link).resolve().is_file() for link in links(page)] == [True] * 5
    assert "The book as a PDF</a>, 1.3 MB" in page
    assert re.search(r"The site as one file</a>, \d+ kB", page)
    assert len(re.findall(r"</a>, \d[\d.]* [kM]B", page)) == len(links(page))
    assert offers.main() == 0
    assert len(links((site / offers.LANDING).read_text("utf-8"))) == 5


def test_the_archive_holds_the_site_and_can_be_read_by_all(site):
    offers.main()
    with zipfile.ZipFile(site / offers.ARCHIVE) as archive:
        names = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        landing = archive.read(f"{offers.NAME}/{offers.LANDING}").decode()
    inside = {name.removeprefix(f"{offers.NAME}/") for name in names}
    assert {"LICENSE", "_sources/ch01.ipynb", f"paper/{offers.BOOK}"} <= inside
    assert not {".complete", offers.ARCHIVE} & inside
    assert set(names.values()) == {0o644}
    assert len(links(landing)) == 4  # it cannot offer itself
    before = (site / offers.ARCHIVE).read_bytes()
    offers.main()
    assert (site / offers.ARCHIVE).read_bytes() == before
    assert zipfile.ZipFile(io.BytesIO(before)).testzip() is None


def test_what_a_killed_command_left_is_not_packed(site):
    (site / offers.PART).write_bytes(bytes(99))
    assert offers.main() == 0
    assert not (site / offers.PART).exists()
    with zipfile.ZipFile(site / offers.ARCHIVE) as archive:
        assert not [name for name in archive.namelist() if name.endswith(offers.PART)]


def test_there_is_one_place_for_what_is_offered(site):
    template = (ROOT / "_ext" / "theme" / "landing.html").read_text("utf-8")
    assert len(offers.SECTION.findall(template)) == 1
    (site / offers.LANDING).write_text("<h1>x</h1>")
    assert "<!-- offers -->, not 0" in offers.main()
    assert (site / offers.LANDING).read_text() == "<h1>x</h1>"


def test_what_was_printed_from_another_site_is_not_offered(site, capsys):
    offers.main()
    (site / ".complete").write_text("other sources")
    offers.main()
    assert len(links((site / offers.LANDING).read_text("utf-8"))) == 1
    assert not (site / "paper").exists()
    assert "make pdf" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["CITATION.cff", "LICENSE"])
def test_paper_that_tells_of_another_version_or_licence_is_another(
    name, site, tmp_path, monkeypatch
):
    monkeypatch.setattr(build, "ROOT", tmp_path)
    (tmp_path / name).write_text("one")
    before = offers.mark(site)
    (tmp_path / name).write_text("other")
    assert offers.mark(site) != before


def test_where_nothing_can_be_written_a_sentence_says_so(site):
    (site / ".complete").unlink()
    assert ".complete could not be written" in offers.main()
