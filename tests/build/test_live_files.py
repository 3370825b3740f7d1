"""The files with which a page runs its cells: whole, the same again, and said to be missing."""

import hashlib
import json
import re
import sys
from pathlib import Path

import pytest
from small_book import Book

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

import kept
import live_files
import live_packs
import node_packages

NOWHERE = {"https_proxy": "http://127.0.0.1:9", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}


@pytest.fixture
def lock():
    node_packages.install_packages(live_files.HERE)
    return json.loads((live_files.CORE / "pyodide-lock.json").read_text("utf-8"))


@pytest.fixture
def six(lock):
    """The smallest of the packages, as it is kept on this machine."""
    return live_files.find_wheels(lock)["six"].read_bytes()


@pytest.fixture
def elsewhere(six, monkeypatch, tmp_path):
    """Keep the files of that package alone, and in a folder of its own."""
    assert six
    monkeypatch.setattr(live_files, "PACKAGES", ["six"])
    monkeypatch.setattr(kept, "folder", lambda name: tmp_path / name)
    return tmp_path


def offer(monkeypatch, name, content):
    """Let a source give a content for all that it is asked for; return what it was asked for."""
    asked = []

    def source(files):
        asked.extend(file.name for file in files)
        for file in files:
            if content is not None:
                kept.write(file, content)

    monkeypatch.setattr(live_files, name, source)
    return asked


@pytest.mark.usefixtures("elsewhere")
def test_what_is_kept_is_not_fetched_and_what_is_damaged_is(lock, six, monkeypatch):
    asked = offer(monkeypatch, "fetch_from_distribution", six)
    wheel = live_files.find_wheels(lock)["six"]
    assert wheel.read_bytes() == six
    live_files.find_wheels(lock)
    assert len(asked) == 1
    wheel.write_bytes(six[:-1])
    assert live_files.find_wheels(lock)["six"].read_bytes() == six
    assert len(asked) == 2


@pytest.mark.usefixtures("elsewhere")
def test_the_second_source_is_asked_for_what_the_first_has_not(lock, six, monkeypatch):
    offer(monkeypatch, "fetch_from_distribution", None)
    asked = offer(monkeypatch, "fetch_from_wheel", six)
    assert live_files.find_wheels(lock)["six"].read_bytes() == six
    assert asked == [lock["packages"]["six"]["file_name"]]


@pytest.mark.usefixtures("elsewhere")
def test_another_file_of_that_name_is_refused(lock, six, monkeypatch):
    offer(monkeypatch, "fetch_from_distribution", six + b" ")
    offer(monkeypatch, "fetch_from_wheel", None)
    with pytest.raises(live_files.UnavailableError, match="six for Pyodide"):
        live_files.find_wheels(lock)


def test_the_same_files_make_the_same_packs():
    deep = f"b/{60 * 'n'}/{60 * 'n'}.txt"
    files = {"b/m.py": b"x = {'a', 'b', 'c'}\n", deep: b"text"}
    first, second = (live_packs.compiled({"x": files})["x"] for _ in range(2))
    assert first == second
    assert sorted(first) == ["b/m.pyc", deep]
    assert live_packs.tarred(first) == live_packs.tarred(dict(reversed(first.items())))
    with pytest.raises(live_packs.CompilationError, match="could not be compiled"):
        live_packs.compiled({"x": {"m.py": b"x = ="}})


def test_packages_lose_what_nothing_reads(lock):
    wheels = live_files.find_wheels(lock)
    kept = set(filter(live_files.is_used, live_packs.unzipped(wheels["matplotlib"])))
    assert "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf" in kept
    assert "matplotlib/mpl-data/fonts/ttf/cmex10.ttf" in kept
    assert not any("sample_data" in name or name.endswith("cmr10.ttf") for name in kept)


def test_the_site_holds_at_most_27_megabytes_of_python(tmp_path):
    live_files.write_files(tmp_path)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 27e6
    index = json.loads((tmp_path / "index.json").read_text())
    packs = {file.stem: file.read_bytes() for file in tmp_path.glob("*.pack")}
    assert {name: entry["size"] for name, entry in index["files"].items()} == {
        name: len(pack) for name, pack in packs.items()
    }
    assert {name: entry["version"] for name, entry in index["files"].items()} == {
        name: hashlib.sha256(pack).hexdigest()[:12] for name, pack in packs.items()
    }
    assert index["packs"].keys() < packs.keys()


def test_the_version_of_the_scripts_changes_with_each_of_them(tmp_path, monkeypatch):
    versions = {live_files.scripts_version()}
    for file in live_files.PLAIN:
        changed = tmp_path / file.name
        changed.write_bytes(file.read_bytes() + b" ")
        others = [changed if other == file else other for other in live_files.PLAIN]
        monkeypatch.setattr(live_files, "PLAIN", others)
        versions.add(live_files.scripts_version())
        monkeypatch.undo()
    assert len(versions) == 1 + len(live_files.PLAIN)


def test_without_the_packages_pages_offer_colab_until_there_is_a_network(tmp_path):
    book = Book(tmp_path / "book")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace("OWNER", "someone"), "utf-8")
    book.write("# Sums\n\nText.", "print(1)", page="sums")
    page = book.folder / "_build" / "html" / "chapters" / "sums.html"
    status, said = book.run(*book.command, **NOWHERE, XDG_CACHE_HOME=str(tmp_path / "none"))
    assert status == 0, said
    assert "The pages do not run their code" in said
    assert "data-live" not in page.read_text()
    assert re.search(r'<a href="https://colab[^"]*/sums.ipynb">Run the code on', page.read_text())
    status, said = book.run(*book.command)
    assert status == 0, said
    assert "data-live" in page.read_text()
    assert "Run the code on" not in page.read_text()
