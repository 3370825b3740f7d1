"""Runs chapters where Colab would: ``python tests/chapters/colab.py [chapter.ipynb ...]``, or all.

The Python that runs it needs what Colab has, and nothing of the course: the setup cell of each
notebook, unchanged, installs the course from this checkout, to which git leads its address.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from run_notebook import run

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))


def setup_cell() -> str:
    """Return the first code cell of every notebook."""
    intro = nbformat.read(ROOT / "chapters" / "intro.ipynb", as_version=4)
    return next(cell.source for cell in intro.cells if cell.cell_type == "code")


REPOSITORY, REF = setup_cell().split("git+")[1].split('"')[0].split("@")


def checkout(folder: Path) -> dict[str, str]:
    """Make a repository of the files as they are now; return the variables that lead git there."""

    def git(*arguments: str, cwd: Path = folder) -> str:
        command = ["git", "-c", "safe.directory=*", *arguments]
        return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout

    listed = git("ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(lambda name: (ROOT / name).is_file(), listed.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    git("init", "--quiet", "--initial-branch", "anything")
    git("add", "--all")
    author = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
    git(*author, "commit", "--quiet", "--message", "The course")
    git("branch", REF)
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{folder.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": REPOSITORY,
        "GIT_TERMINAL_PROMPT": "0",
    }


def main(names: list[str]) -> int:
    """Run each notebook alone in a folder; print what is wrong and return how many are."""
    wrong = 0
    with tempfile.TemporaryDirectory() as source:
        os.environ |= checkout(Path(source))
        os.environ.pop("PYTHONPATH", None)
        for file in map(Path, names or NOTEBOOKS):
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(file, folder)
                faults = run(nbformat.read(Path(folder, file.name), as_version=4), folder)
            print(f"{file.stem}: {'; '.join(faults) or 'runs'}", flush=True)
            wrong += bool(faults)
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
