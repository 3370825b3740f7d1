"""What fails a build, on a book of a page or two, and what runs a chapter again."""

import json
import os
import pty
import shutil
import subprocess
import sys

import nbformat
import pytest
from small_book import EXPLORED, ROOT, Book

sys.path.insert(0, str(ROOT / "_ext"))

from sphinx.errors import ExtensionError

import dependencies  # after the path that finds it
import execution
import node_packages

CHECKS = "from tools.exercises import check"


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


def built(book: Book) -> str:
    status, log = book.build()
    assert status == 0, log
    return log


def test_each_change_runs_only_the_chapters_that_it_reaches(book):
    """The cells' code, the modules and data of tools/, an exercise file: and nothing else."""
    book.write("# Data\n\nText.", "import tools.datasets", page="data")
    book.write("# One\n\nText.", CHECKS, page="ch01_one")
    book.write("# Two\n\nText.", CHECKS + "\nimport tools.metrics", page="ch02_two")
    pages = ["intro", "data", "ch01_one", "ch02_two"]

    def runs() -> list[int]:
        built(book)
        return [book.runs(page) for page in pages]

    def append(name: str, text: str = "\n") -> None:
        with (book.folder / name).open("a") as file:
            file.write(text)

    assert runs() == [1, 1, 1, 1]
    assert runs() == [1, 1, 1, 1]
    book.write("# Data\n\nOther words.", "import tools.datasets", page="data")
    assert runs() == [1, 1, 1, 1]
    assert "Other words." in book.page("data")
    append("_static/course.css", "body { color: red }\n")
    append("_static/course.js", "\n// changed\n")
    assert book.stale() == set()
    book.write("# A title\n\nText.", "2")
    assert book.stale() == {"intro"}
    append("tools/data/digits.npz")
    assert book.stale() == {"intro", "data"}
    append("tools/exercises/ch02.py")
    assert book.stale() == {"intro", "data", "ch02_two"}
    assert runs() == [2, 2, 1, 2]
    style = book.folder / "_build" / "html" / "_static" / "style.css"
    assert "color: red" in style.read_text()
    append("tools/metrics.py")
    reaching = {page for page in pages if "metrics.py" in reach(book, page)}
    assert book.stale() == reaching >= {"ch02_two"}
    assert "intro" not in reaching


def reach(book: Book, page: str) -> set[str]:
    """Return the names of the files of tools/ that a page reaches."""
    file = book.folder / "chapters" / f"{page}.ipynb"
    code = dependencies.code_of(nbformat.read(file, as_version=4))
    return {found.name for found in dependencies.reached(page, code, book.folder)}


def test_imports_are_followed_through_packages_and_data_by_their_names(tmp_path):
    tools = tmp_path / "tools"
    (tools / "inner").mkdir(parents=True)
    (tools / "__init__.py").write_text("")
    (tools / "inner" / "__init__.py").write_text("from tools.inner.deep import x")
    (tools / "inner" / "deep.py").write_text("x = 'table.csv'")
    (tools / "other.py").write_text("import tools.inner")
    (tools / "table.csv").write_text("1")
    (tools / "unread.csv").write_text("2")
    code = ["%pip install x\nif True:\n    %time 1", "from tools import inner"]
    names = {"__init__.py", "deep.py", "table.csv"}
    assert {file.name for file in dependencies.reached("a", code, tmp_path)} == names
    assert dependencies.reached("a", ["import numpy"], tmp_path) == set()
    with pytest.raises(ExtensionError, match="import by the full name"):
        dependencies.reached("a", ["from . import x"], tmp_path)


def test_every_data_file_of_the_course_is_reached():
    chapters = sorted((ROOT / "chapters").glob("*.ipynb"))
    reached = set()
    for file in chapters:
        code = dependencies.code_of(nbformat.read(file, as_version=4))
        reached |= dependencies.reached(file.stem, code, ROOT)
    kinds = {".npz", ".json", ".mplstyle"}
    data = {file for file in (ROOT / "tools").rglob("*.*") if file.suffix in kinds}
    assert data
    assert data <= reached


def test_a_build_after_changes_is_the_build_from_nothing(tmp_path):
    """Titles that other pages show, links, and pages that leave the book."""
    book = Book(tmp_path / "a")
    book.write("# One\n\n[two](two.ipynb#a-section)", EXPLORED, page="one")
    book.write("# Two\n\n## A section\n\nText.", "2", page="two")
    book.write("# Three\n\nText.", "3", page="three")
    built(book)
    book.write("# Two with a new title\n\n## A section\n\nNew text.", "2", page="two")
    (book.folder / "chapters" / "three.ipynb").unlink()
    book.write("# A title\n\nNo longer three.", "1")
    built(book)
    fresh = tmp_path / "b"
    shutil.copytree(book.folder, fresh, symlinks=True, ignore=shutil.ignore_patterns("_build"))
    again = Book.__new__(Book)
    again.folder = fresh
    built(again)
    assert book.site() == again.site()
    assert "new title" in book.page("one")
    book.write("# Two\n\n## Another section\n\nText.", "2", page="two")
    status, log = book.build()
    assert status != 0
    assert "a-section" in log
    assert log.splitlines()[-1] == "The book was not built: 1 warning, and each is an error"


MISTYPED = {
    "$$ \\fraq{1}{2} $$": "Undefined control sequence: \\fraq",
    "Text with $\\frac{1}$ in it.": "KaTeX cannot read the formula '\\\\frac{1}'",
    "$$ x $$ (label)": "number a formula with \\tag",
    "[gone](gone.ipynb)": "gone.ipynb",
}


def test_a_mistyped_formula_or_link_fails_every_build_with_its_place(book):
    book.write("# A title\n\n" + "\n\n".join(MISTYPED))
    for _ in range(2):
        status, log = book.build()
        assert status != 0
        *lines, last = log.splitlines()
        for number, message in zip((3, 5, 7, 9), MISTYPED.values(), strict=True):
            place = f"chapters/intro.ipynb, cell 1, line {number}: WARNING"
            assert any(message in line for line in lines if line.startswith(place)), message
        assert last == "The book was not built: 4 warnings, and each is an error"


FAILING = {
    "raises": (["x = 1\n\n1 / 0"], "cell 2, line 4: ZeroDivisionError: division by zero"),
    "dies": (["import os; os._exit(3)"], "cell 2: DeadKernelError"),
    "warns": (
        ["import warnings; warnings.warn('odd')"],
        "cell 2: writes to stderr; no cell may warn",
    ),
    # After cells without output.
    "late": (
        ["a = 1", "b = 2", "def f():\n    raise ValueError('no')\n\nf()", "c = 3"],
        "cell 4, line 4: ValueError: no",
    ),
}


def test_a_cell_that_fails_or_warns_is_named_last_and_no_other_chapter_runs_again(book):
    for page, (code, _) in FAILING.items():
        book.write(f"# {page}\n", *code, page=page)
    for build in (book.build, book.build, book.plain_build):
        status, log = build()
        assert status != 0
        for page, (_, fault) in FAILING.items():
            assert f"\n{page}.ipynb, {fault}\n\n" in f"{log.rstrip()}\n\n", page
    assert [book.runs(page) for page in ("intro", *FAILING)] == [1, 3, 3, 3, 3]


def test_a_kernel_that_does_not_start_is_named_last(book):
    planted = book.folder / "chapters" / "ipykernel_launcher.py"
    planted.write_text("raise SystemExit('planted')\n")
    status, log = book.build()
    assert status != 0
    assert log.splitlines()[-1].startswith("intro.ipynb: the kernel did not start: ")
    planted.unlink()
    assert book.build()[0] == 0


def test_a_page_of_the_toc_that_is_missing_is_named(book):
    with (book.folder / "_toc.yml").open("a") as toc:
        toc.write("parts:\n- caption: Part\n  chapters:\n  - file: chapters/gone\n")
    status, log = book.build()
    assert status != 0
    assert "chapters/gone" in log
    assert "Traceback" not in log


def test_nothing_is_printed_but_the_stages_and_without_make_the_same_pages_are_built(book):
    book.write("# A title\n", EXPLORED)
    lines = built(book).splitlines()
    assert lines[0] == f"Running 1 of 1 chapters, {execution.cores()} at a time"
    assert lines[1] == "Writing the pages"
    assert lines[2].startswith("Built the book in ")
    assert lines[3].startswith("Links to Colab and to reports are left out until you say: make ")
    assert len(lines) == 4
    assert built(book) == ""
    site = book.site()
    shutil.rmtree(book.folder / "_build")
    status, log = book.plain_build()
    assert status == 0, log
    assert book.site() == site


def test_on_a_terminal_a_bar_shows_what_is_left_also_when_a_cell_fails(book):
    book.write("# A title\n", "1 / 0")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(list(map(str, book.command)), cwd=book.folder, stdout=theirs)
    os.close(theirs)
    shown = ""
    with os.fdopen(ours, errors="replace") as terminal:
        try:
            for line in terminal:
                shown += line
        except OSError:  # as Linux ends a terminal that nobody writes to any more
            pass
    assert process.wait() == 1
    assert "##" in shown
    assert "1/1" in shown


@pytest.fixture
def packages(tmp_path):
    """A folder with KaTeX's lock file, as npm reads it."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / "_ext" / "katex" / name, tmp_path / name)
    return tmp_path


def test_a_package_that_is_not_the_pinned_one_is_refused(packages):
    lock = json.loads((packages / "package-lock.json").read_text())
    lock["packages"]["node_modules/katex"]["integrity"] = "sha512-" + "A" * 86 + "=="
    (packages / "package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(ExtensionError, match="EINTEGRITY") as caught:
        node_packages.install_packages(packages)
    assert str(caught.value).endswith("package-lock.json: one has another hash than that says")


def test_packages_are_fetched_once_and_again_when_damaged(packages, monkeypatch):
    node_packages.install_packages(packages)
    monkeypatch.setattr(node_packages, "NODE", "/nothing/here")
    node_packages.install_packages(packages)
    script = packages / "node_modules" / "katex" / "dist" / "katex.mjs"
    whole = script.read_bytes()
    script.write_bytes(whole[:1000])
    with pytest.raises(FileNotFoundError):
        node_packages.install_packages(packages)
    monkeypatch.undo()
    node_packages.install_packages(packages)
    assert script.read_bytes() == whole


def test_no_network_for_npm_is_said_soon_and_last(packages, monkeypatch):
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(packages / "cache"))
    with pytest.raises(ExtensionError) as caught:
        node_packages.install_packages(packages)
    assert str(caught.value).splitlines()[-1].endswith("is there a network?")
