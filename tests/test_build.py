"""The build itself, on a book of two pages: what fails it, and what executes a notebook again."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "_ext"))

from sphinx.errors import ExtensionError  # noqa: E402

import node_packages  # noqa: E402  # after the path that finds it


class Book:
    """A small book that is built with the course's own configuration and extensions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("_config.yml", "constraints.txt"):
            shutil.copyfile(ROOT / name, folder / name)
        shutil.copytree(ROOT / "tools", folder / "tools")
        for name in ("_ext", "_static"):
            (folder / name).symlink_to(ROOT / name)
        (folder / "chapters").mkdir()
        (folder / "_toc.yml").write_text("format: jb-book\nroot: chapters/intro\n")
        self.write("# A title\n\nText with $x^2$.\n", code="open('executed', 'a').write('once ')")

    def write(self, markdown: str, *, code: str = "1") -> None:
        cells = [nbformat.v4.new_markdown_cell(markdown), nbformat.v4.new_code_cell(code)]
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        for number, cell in enumerate(cells):
            cell["id"] = f"cell{number}"
        nbformat.write(notebook, self.folder / "chapters" / "intro.ipynb")

    def build(self) -> tuple[int, str]:
        command = [Path(sys.executable).parent / "jupyter-book", "build", ".", "-W", "-n"]
        done = subprocess.run(
            [*command, "--keep-going"], cwd=self.folder, capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr

    def executions(self) -> int:
        return (self.folder / "chapters" / "executed").read_text().count("once")


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


def test_a_change_in_tools_executes_the_chapters_again_and_nothing_else_does(book):
    assert book.build()[0] == 0
    assert book.build()[0] == 0
    assert book.executions() == 1
    with (book.folder / "tools" / "metrics.py").open("a") as file:
        file.write("\n")
    assert book.build()[0] == 0
    assert book.executions() == 2
    assert book.build()[0] == 0
    assert book.executions() == 2


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("$$ \\fraq{1}{2} $$", "Undefined control sequence: \\fraq"),
        ("Text with $\\frac{1}$ in it.", "KaTeX cannot read the formula '\\\\frac{1}'"),
        ("$$ x $$ (label)", "number a formula with \\tag"),
    ],
)
def test_a_mistyped_formula_fails_the_build_with_file_and_line(book, formula, message):
    (book.folder / "chapters" / "intro.ipynb").unlink()
    (book.folder / "chapters" / "intro.md").write_text(f"# A title\n\nA line.\n\n{formula}\n")
    status, log = book.build()
    assert status != 0
    assert "chapters/intro.md:5: WARNING" in next(x for x in log.splitlines() if message in x)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import warnings; warnings.warn('something is odd')", "stderr was found in the cell"),
        ("1 / 0", "ZeroDivisionError"),
    ],
)
def test_a_cell_that_warns_or_fails_fails_the_build(book, code, message):
    book.write("# A title\n", code=code)
    status, log = book.build()
    assert status != 0
    assert message in log


def test_a_dead_reference_fails_the_build(book):
    book.write("# A title\n\n[gone](gone.ipynb)\n")
    status, log = book.build()
    assert status != 0
    assert "gone.ipynb" in log


def test_a_package_that_is_not_the_pinned_one_is_refused(tmp_path):
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(ROOT / "_ext" / "katex" / name, tmp_path / name)
    lock = json.loads((tmp_path / "package-lock.json").read_text())
    lock["packages"]["node_modules/katex"]["integrity"] = "sha512-" + "A" * 86 + "=="
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    with pytest.raises(ExtensionError, match="EINTEGRITY"):
        node_packages.install_packages(tmp_path)


def test_an_installed_package_is_not_fetched_again(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "_ext" / "katex", tmp_path / "katex")
    monkeypatch.setattr(node_packages, "NODE", "/nothing/here")
    node_packages.install_packages(tmp_path / "katex")
    os.utime(tmp_path / "katex" / "package-lock.json")
    with pytest.raises(FileNotFoundError):
        node_packages.install_packages(tmp_path / "katex")
