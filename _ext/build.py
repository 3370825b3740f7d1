"""Builds the book into _build/html: python _ext/build.py.

The site that stands there stays until the next one is whole. Sphinx works in _build/work, where it
finds what it read and wrote the last time; what a build that failed or was killed left is not used.
"""

import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import yaml
from sphinx.errors import ExtensionError

import address
import execution
import live_files
import solutions
from commands import ROOT, alone, unwritable

BUILD = ROOT / "_build"
SITE = BUILD / "html"
WORK = BUILD / "work"
# Jupyter Book makes a folder _build in the folder that it is given.
PAGES = WORK / "_build" / "html"

# What decides how every page is made. Chapters and tools/ are looked at one by one.
FRAME = ["_config.yml", "_toc.yml", "constraints.txt", "requirements.txt", "_ext", "_static"]
SOURCES = [*FRAME, "chapters", "tools"]
GENERATED = {"node_modules", "__pycache__", ".ipynb_checkpoints"}


class BuildError(Exception):
    """The book could not be built; the message ends with one sentence."""


def fingerprint(names: list[str]) -> str:
    """Return a hash of files and folders of the repository, of Python, and of what is left out."""
    digest = hashlib.sha256(f"{sys.version} {solutions.are_shown()}".encode())
    for name in names:
        for file in files_of(ROOT / name):
            digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def files_of(place: Path) -> list[Path]:
    """Return a file, or the files of a folder that are no product of a tool, in one order."""
    if place.is_file():
        return [place]
    found = [file for file in place.rglob("*") if file.is_file()]
    inner = {file: file.relative_to(place).parts for file in found}
    return sorted(file for file in found if not GENERATED.intersection(inner[file]))


def is_current() -> bool:
    """Whether the site was built from the sources as they are."""
    complete = SITE / ".complete"
    return complete.exists() and complete.read_text() == fingerprint(SOURCES) and is_live()


def is_live() -> bool:
    """Whether the pages of the site can run their code."""
    return (SITE / "live" / "index.json").exists()


def build() -> None:
    """Build the book, unless it is there; raise BuildError or ExtensionError."""
    if is_current():
        return
    start = time.monotonic()
    made_from = fingerprint(SOURCES)  # an edit during the build is left for the next one
    run_chapters()
    log = write_pages()
    publish(made_from)
    print(f"Built the book in {time.monotonic() - start:.0f} s", flush=True)
    for line in re.findall("^The pages do not run their code: .*", log, re.MULTILINE):
        print(line)
    if not address.is_published(address.repository_of(ROOT)["url"]):
        print(f"Links to Colab and to reports are left out until you say: {address.COMMAND}")


def run_chapters() -> None:
    """Run the chapters whose outputs may have changed, with a bar on a terminal."""
    listed = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    names = [listed["root"]]
    names += [page["file"] for part in listed.get("parts", []) for page in part["chapters"]]
    files = [ROOT / f"{name}.ipynb" for name in names]
    chapters = [execution.Chapter.read(file, ROOT) for file in files if file.exists()]
    stale = execution.stale(chapters)
    if not stale:
        return
    label = f"Running {len(stale)} of {len(chapters)} chapters, {execution.cores()} at a time"
    with (
        click.progressbar(length=len(stale), label=label, show_pos=True) as bar,
        ThreadPoolExecutor() as aside,
    ):
        aside.submit(live_files.keep_packs)  # what fails there Sphinx says, which needs them
        execution.execute(stale, done=lambda _: bar.update(1))


def write_pages() -> str:
    """Let Sphinx write the pages that have changed, or all if their frame has; return its words."""
    print("Writing the pages", flush=True)
    mark, frame = WORK / ".frame", fingerprint(FRAME)
    if not mark.exists() or mark.read_text() != frame:
        shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    done = subprocess.run(  # noqa: S603  # the paths are the course's own
        [Path(sys.executable).parent / "jupyter-book", "build", ROOT, "--path-output", WORK,
         "--quiet", "-W", "-n", "--keep-going"],
        cwd=ROOT,
        env=execution.environment(ROOT),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )  # fmt: skip
    if done.returncode:
        raise BuildError(complaints(done.stdout + done.stderr))
    mark.write_text(frame)
    return done.stdout


def complaints(log: str) -> str:
    """Return what Sphinx complains of, with places that a reader of notebooks finds."""
    text = execution.COLOUR.sub("", log).replace(f"{ROOT}/", "")
    text = re.sub(r"(\.ipynb):(\d+)(\d{4})\b", _cell_and_line, text)
    if "No space left on device" in text:
        return unwritable(OSError(errno.ENOSPC, ""))
    lines = [line for line in text.splitlines() if re.search(r"WARNING|ERROR|CRITICAL", line)]
    if lines:
        number = f"{len(lines)} warning{'s' * (len(lines) > 1)}"
        return "\n".join([*lines, f"The book was not built: {number}, and each is an error"])
    words = [line for line in text.splitlines() if line.strip(" =")]
    return "\n".join([*words[-20:-1], f"The book was not built: {words[-1] if words else log!r}"])


def _cell_and_line(place: re.Match) -> str:
    """Write the number that myst-nb gives a line, 10000 for a cell and one more, as words."""
    return f"{place[1]}, cell {int(place[2])}, line {max(int(place[3]) - 1, 1)}"


def publish(made_from: str) -> None:
    """Put the pages in the place of the site, whole and in a moment."""
    new, old = BUILD / "html.new", BUILD / "html.old"
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(PAGES, new)
    (new / ".complete").write_text(made_from)
    if SITE.exists():
        SITE.rename(old)
    new.rename(SITE)
    shutil.rmtree(old, ignore_errors=True)


def main() -> int | str:
    """Build; return an exit status or the reason why not."""
    try:
        with alone("build"):
            build()
    except (BuildError, ExtensionError) as error:
        return str(error)
    except OSError as error:
        return unwritable(error)
    except KeyboardInterrupt:
        print("Stopped; the next build goes on from here", file=sys.stderr, flush=True)
        os._exit(130)  # the kernels end with this process, without a word of theirs
    return 0


if __name__ == "__main__":
    sys.exit(main())
