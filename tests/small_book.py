"""A book of a few pages, built with the course's own configuration, extensions and command."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).parent.parent / "_ext"))

import execution

ROOT = Path(__file__).parent.parent

EXPLORED = """
import os
import numpy as np
from matplotlib.figure import Figure
from tools.plotting import explore
from tools.plotting import show
def draw(w=1.0):
    fig = Figure()
    fig.subplots().plot(np.linspace(0, w, 5))
    return fig
explore(draw, w=(0.0, 1.0, 0.5))
fig = draw(0.5)
show(fig, alt="A line rises to 0.5.", caption="A line.")
print(sorted({str(x) for x in range(9)}), hash("a"), f"{1234.5:n}")
"""


def publish(folder: Path, owner: str) -> Path:
    """Build the course, whose chapters have run, as that of an owner; return its site."""
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    for name in ("chapters", "tools", "_ext", "_static", "_build/outputs"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for modules in (ROOT / "_ext").glob("*/node_modules"):
        (folder / modules.relative_to(ROOT)).symlink_to(modules)
    for name in ("_toc.yml", "constraints.txt"):
        shutil.copyfile(ROOT / name, folder / name)
    config = (ROOT / "_config.yml").read_text("utf-8")
    (folder / "_config.yml").write_text(config.replace("OWNER", owner), "utf-8")
    command = [Path(sys.executable).parent / "jupyter-book", "build", folder, "-W", "-n"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


class Book:
    """A book in a folder, with a page for each notebook that is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("_config.yml", "constraints.txt", "requirements.txt"):
            shutil.copyfile(ROOT / name, folder / name)
        ignored = shutil.ignore_patterns("node_modules", "__pycache__")
        for name in ("tools", "_ext", "_static"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        for modules in (ROOT / "_ext").glob("*/node_modules"):
            (folder / modules.relative_to(ROOT)).symlink_to(modules)
        (folder / "chapters").mkdir()
        self.write("# A title\n\nText with $x^2$.\n", "1")

    def write(self, markdown: str, *code: str, page: str = "intro") -> None:
        """Write a notebook; each cell of code leaves a mark when it runs."""
        mark = f"open('../_build/{page}.ran', 'a').write('once ');\n"
        cells = [nbformat.v4.new_markdown_cell(markdown)]
        sources = [mark * (place == 0) + source for place, source in enumerate(code)]
        cells += map(nbformat.v4.new_code_cell, sources)
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        for number, cell in enumerate(cells):
            cell["id"] = f"cell{number}"
        nbformat.write(notebook, self.folder / "chapters" / f"{page}.ipynb")
        others = sorted({file.stem for file in (self.folder / "chapters").glob("*.*b")} - {"intro"})
        toc = "format: jb-book\nroot: chapters/intro\n"
        if others:
            toc += "parts:\n- caption: Part\n  chapters:\n"
            toc += "".join(f"  - file: chapters/{name}\n" for name in others)
        (self.folder / "_toc.yml").write_text(toc)

    def run(self, *command: object, **environment: str) -> tuple[int, str]:
        """Run a command in the folder; return its status and what it prints."""
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env=os.environ | environment,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout + done.stderr

    @property
    def command(self) -> list[object]:
        """What `make book` runs."""
        return [sys.executable, self.folder / "_ext" / "build.py"]

    def build(self, **environment: str) -> tuple[int, str]:
        return self.run(*self.command, **environment)

    def plain_build(self) -> tuple[int, str]:
        """Build without make, as the README says."""
        command = Path(sys.executable).parent / "jupyter-book"
        return self.run(command, "build", ".", "-W", "-n", "--keep-going")

    def runs(self, page: str = "intro") -> int:
        """Return how often a chapter ran."""
        file = self.folder / "_build" / f"{page}.ran"
        return file.read_text().count("once") if file.exists() else 0

    def stale(self) -> set[str]:
        """Return the pages that the next build will run."""
        files = (self.folder / "chapters").glob("*.ipynb")
        chapters = [execution.Chapter.read(file, self.folder) for file in files]
        return {chapter.file.stem for chapter in execution.stale(chapters)}

    def page(self, name: str = "intro") -> str:
        return (self.folder / "_build" / "html" / "chapters" / f"{name}.html").read_text("utf-8")

    def site(self) -> dict[str, bytes]:
        """Return every file of the site with its bytes, but for the mark of its sources."""
        site = self.folder / "_build" / "html"
        files = (file for file in site.rglob("*") if file.is_file() and file.name != ".complete")
        return {file.relative_to(site).as_posix(): file.read_bytes() for file in files}
