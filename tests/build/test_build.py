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
    runs = dict.fromkeys(pages, 0)

    def builds_and_runs(*expected: str) -> None:
        built(book)
        for page in expected:
            runs[page] += 1
        assert {page: book.runs(page) for page in pages} == runs

    def append(name: str, text: str = "\n") -> None:
        with (book.folder / name).open("a") as file:
            file.write(text)

    builds_and_runs(*pages)
    builds_and_runs()
    book.write("# Data\n\nOther words.", "import tools.datasets", page="data")
    builds_and_runs()
    assert "Other words." in book.page("data")
    book.write("# A title\n\nText.", "2")
    builds_and_runs("intro")
    append("tools/exercises/ch02.py")
    builds_and_runs("ch02_two")
    append("tools/metrics.py")
    builds_and_runs(*(p for p in pages if p == "ch02_two" or "metrics.py" in reach(book, p)))
    append("tools/data/digits.npz")
    builds_and_runs("data")
    append("_static/course.css", "body { color: red }\n")
    append("_static/course.js", "\n// changed\n")
    builds_and_runs()
    style = book.folder / "_build" / "html" / "_static" / "style.css"
    assert "color: red" in style.read_text()


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
    built(book)
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


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("$$ \\fraq{1}{2} $$", "Undefined control sequence: \\fraq"),
        ("Text with $\\frac{1}$ in it.", "KaTeX cannot read the formula '\\\\frac{1}'"),
        ("$$ x $$ (label)", "number a formula with \\tag"),
    ],
)
def test_a_mistyped_formula_fails_every_build_with_its_place(book, formula, message):
    book.write(f"# A title\n\nA line.\n\n{formula}\n")
    for _ in range(2):
        status, log = book.build()
        assert status != 0
        line = next(line for line in log.splitlines() if message in line)
        assert line.startswith("chapters/intro.ipynb, cell 1, line 5: WARNING")
        assert log.splitlines()[-1] == "The book was not built: 1 warning, and each is an error"


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("x = 1\n\n1 / 0", "intro.ipynb, cell 2, line 4: ZeroDivisionError: division by zero"),
        ("import os; os._exit(3)", "intro.ipynb, cell 2: DeadKernelError"),
        (
            "import warnings; warnings.warn('odd')",
            "intro.ipynb, cell 2: writes to stderr; no cell may warn",
        ),
    ],
)
def test_a_cell_that_fails_or_warns_is_named_last(book, code, last):
    book.write("# A title\n", code)
    for build in (book.build, book.build):
        status, log = build()
        assert status != 0
        assert log.splitlines()[-1] == last
    status, log = book.plain_build()
    assert status != 0
    assert last in log


def test_a_kernel_that_does_not_start_is_named_last(book):
    planted = book.folder / "chapters" / "ipykernel_launcher.py"
    planted.write_text("raise SystemExit('planted')\n")
    status, log = book.build()
    assert status != 0
    assert log.splitlines()[-1].startswith("intro.ipynb: the kernel did not start: ")
    planted.unlink()
    assert book.build()[0] == 0


def test_the_cell_that_fails_is_named_after_cells_without_output(book):
    fails = "def f():\n    raise ValueError('no')\n\nf()"
    book.write("# A title\n", "a = 1", "b = 2", fails, "c = 3")
    status, log = book.build()
    assert status != 0
    assert log.splitlines()[-1] == "intro.ipynb, cell 4, line 4: ValueError: no"


def test_a_chapter_that_fails_does_not_make_the_others_run_again(book):
    book.write("# Bad\n", "1 / 0", page="bad")
    assert book.build()[0] != 0
    book.write("# Good\n", "1", page="bad")
    built(book)
    assert (book.runs(), book.runs("bad")) == (1, 2)


def test_a_dead_reference_fails_the_build(book):
    book.write("# A title\n\n[gone](gone.ipynb)\n")
    status, log = book.build()
    assert status != 0
    assert "gone.ipynb" in log


def test_a_page_of_the_toc_that_is_missing_is_named(book):
    with (book.folder / "_toc.yml").open("a") as toc:
        toc.write("parts:\n- caption: Part\n  chapters:\n  - file: chapters/gone\n")
    status, log = book.build()
    assert status != 0
    assert "chapters/gone" in log
    assert "Traceback" not in log


def test_without_make_the_same_pages_are_built(book):
    book.write("# A title\n", EXPLORED)
    built(book)
    site = book.site()
    shutil.rmtree(book.folder / "_build")
    status, log = book.plain_build()
    assert status == 0, log
    assert book.site() == site


def test_nothing_is_printed_but_the_stages(book):
    log = built(book)
    lines = log.splitlines()
    assert lines[0] == f"Running 1 of 1 chapters, {execution.cores()} at a time"
    assert lines[1] == "Writing the pages"
    assert lines[2].startswith("Built the book in ")
    assert lines[3].startswith("Links to Colab and to reports are left out until you say: make ")
    assert len(lines) == 4
    assert built(book) == ""


def test_on_a_terminal_a_bar_shows_what_is_left(book):
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
    assert process.wait() == 0
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
    with pytest.raises(ExtensionError, match="EINTEGRITY"):
        node_packages.install_packages(packages)


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
