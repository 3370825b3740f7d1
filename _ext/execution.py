"""Runs the chapters side by side, each when it must be, and keeps what they show.

That depends on a chapter's code, on the modules of tools/ that the code reaches, on the data that
these read, on the packages and on Python. A hash of all that is the key under which _build/outputs/
keeps the outputs; the prose is no part of it.
"""

import ast
import asyncio
import functools
import hashlib
import json
import os
import re
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from sphinx.errors import ExtensionError

# A cell of the course takes seconds; on a machine that does much else it takes longer.
CELL_TIMEOUT = 600  # seconds

# Nothing of the user's may reach a page: no backend, path, language, time zone or hash seed ...
DROPPED = ["MPLBACKEND", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "LANGUAGE", "LC_NUMERIC"]
SETTINGS = {
    "LIFE_OF_A_GRADIENT_BOOK": "1",  # the kernels draw for the page
    "OPENBLAS_NUM_THREADS": "1",  # a sum's last bit must not depend on how many cores share it
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}

LAST_WORDS = 12  # lines of an error that are shown

_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class ExecutionError(ExtensionError):
    """Some chapters did not run; the message says which, where and why."""


@dataclass(frozen=True)
class Chapter:
    """A notebook of the book, and the hash of what its outputs depend on."""

    file: Path
    root: Path
    key: str

    @classmethod
    def read(cls, file: Path, root: Path) -> "Chapter":
        """Read a notebook of the book whose folder is root."""
        return cls(file, root, outputs_key(file, root))

    @property
    def store(self) -> Path:
        """The file that keeps the outputs."""
        return self.root / "_build" / "outputs" / f"{self.file.stem}.json"

    def kept(self) -> dict | None:
        """Return what the store holds, or None if that is missing, damaged or of another key."""
        try:
            kept = json.loads(self.store.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(kept, dict) and kept.get("digest") == _digest(kept.get("outputs"))
        return kept if whole and kept["key"] == self.key else None

    def keep(self, outputs: list[list[dict]]) -> None:
        """Store the outputs of every code cell; killed at any moment, it leaves a whole file."""
        self.store.parent.mkdir(parents=True, exist_ok=True)
        kept = {"key": self.key, "digest": _digest(outputs), "outputs": outputs}
        part = self.store.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
        part.replace(self.store)


def outputs_key(file: Path, root: Path) -> str:
    """Return the hash of all that the outputs of a notebook depend on."""
    code = code_of(nbformat.read(file, as_version=4))
    digest = hashlib.sha256(f"{sys.version} {SETTINGS}".encode())
    sources = [root / "constraints.txt", *sorted(reached(file.stem, code, root))]
    for source in filter(Path.is_file, sources):
        digest.update(b"\0" + source.name.encode() + b"\0" + source.read_bytes())
    for cell in code:
        digest.update(b"\0" + cell.encode())
    return digest.hexdigest()


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the sources of the code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def reached(chapter: str, code: Iterable[str], root: Path) -> set[Path]:
    """Return the files of tools/ that code reaches: modules, and the data files that these name.

    The checker imports the exercises of every chapter and a chapter asks for its own, so another
    chapter's do not count.
    """
    files: set[Path] = set()
    pending = [_MAGIC.sub(r"\1pass", cell) for cell in code]
    while pending:
        source = pending.pop()
        found = {file for name in imported(source) for file in _module_files(name, root)}
        found = {file for file in found if not _is_of_another_chapter(file, chapter)}
        pending += [file.read_text("utf-8") for file in found - files]
        files |= found
    text = "".join(file.read_text("utf-8") for file in files)
    return files | {file for file in _data_files(root) if file.name in text}


@functools.cache
def imported(source: str) -> frozenset[str]:
    """Return the dotted names that Python code imports; `from a import b` gives a and a.b."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ExtensionError(f"wanted an import by the full name: {ast.unparse(node)}")
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return frozenset(names)


def _module_files(name: str, root: Path) -> Iterator[Path]:
    """Yield the files below root/tools that an import of a dotted name runs."""
    parts = name.split(".")
    if parts[0] != "tools":
        return
    for length in range(1, len(parts) + 1):
        place = root.joinpath(*parts[:length])
        for file in (place / "__init__.py", place.with_suffix(".py")):
            if file.is_file():
                yield file


def _is_of_another_chapter(file: Path, chapter: str) -> bool:
    """Whether a file declares the exercises of another chapter."""
    return bool(re.fullmatch(r"ch\d+", file.stem)) and not chapter.startswith(f"{file.stem}_")


def _data_files(root: Path) -> list[Path]:
    """Return the files of tools/ that are no modules."""
    files = (file for file in (root / "tools").rglob("*") if file.is_file())
    return [file for file in files if file.suffix not in {".py", ".pyc"}]


def _digest(outputs: object) -> str:
    """Return a hash that shows whether stored outputs are whole."""
    return hashlib.sha256(json.dumps(outputs, sort_keys=True).encode()).hexdigest()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def environment(root: Path) -> dict[str, str]:
    """Return the variables of a kernel."""
    own = root / "_build" / "settings"  # ... and no matplotlibrc or profile of IPython
    own.mkdir(parents=True, exist_ok=True)
    (own / "matplotlibrc").touch()
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return {
        **kept,
        **SETTINGS,
        "MATPLOTLIBRC": str(own / "matplotlibrc"),
        "MPLCONFIGDIR": str(own),
        "IPYTHONDIR": str(own / "ipython"),
    }


def stale(chapters: Iterable[Chapter]) -> list[Chapter]:
    """Return the chapters whose outputs are not kept, those with the most code first."""
    wanted = [chapter for chapter in chapters if chapter.kept() is None]
    return sorted(wanted, key=lambda chapter: -chapter.file.stat().st_size)


def execute(chapters: list[Chapter], done: Callable[[Chapter], object] = lambda _: None) -> None:
    """Run chapters, one on each core at a time, and keep their outputs.

    Parameters
    ----------
    chapters : list of Chapter
        In the order in which they begin.
    done : callable, optional
        Is told each chapter that has ended, well or not.

    Raises
    ------
    ExecutionError
        If some fail; the outputs of the others are kept.
    """
    failures = list(filter(None, _result_of_thread(lambda: _execute_all(chapters, done))))
    if failures:
        raise ExecutionError("\n\n".join(failures))


def _result_of_thread(work: Callable[[], Coroutine]) -> list[str]:
    """Run a coroutine in a thread: in the main one nbclient would take Ctrl-C for itself."""
    answer: Future = Future()

    def run() -> None:
        try:
            answer.set_result(asyncio.run(work()))
        except BaseException as error:  # handed on to who waits for the answer
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer.result()


async def _execute_all(chapters, done) -> list[str]:
    """Run chapters side by side; return what is wrong with each."""
    free = asyncio.Semaphore(cores())

    async def in_turn(chapter: Chapter) -> str:
        async with free:
            failure = await _execute(chapter)
        done(chapter)
        return failure

    return await asyncio.gather(*map(in_turn, chapters))


async def _execute(chapter: Chapter) -> str:
    """Run one chapter in a kernel of its own and keep its outputs; return what is wrong."""
    notebook = nbformat.read(chapter.file, as_version=4)
    # Without folders to look in, the kernel is this very Python, whatever the user has installed.
    kernels = KernelSpecManager(kernel_dirs=[])
    client = NotebookClient(
        notebook,
        km=AsyncKernelManager(kernel_spec_manager=kernels),
        timeout=CELL_TIMEOUT,
        coalesce_streams=True,  # a print that comes in two pieces must not be two blocks
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # one warns that it runs over TCP
        resources={"metadata": {"path": str(chapter.file.parent)}},
    )
    try:
        await client.async_execute(env=environment(chapter.root), cleanup_kc=True)
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return failure_at(chapter.file.name, notebook, error)
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    warned = warning_in(chapter.file.name, notebook)
    if not warned:
        chapter.keep(outputs)
    return warned


def failure_at(name: str, notebook: nbformat.NotebookNode, error: Exception) -> str:
    """Say what went wrong and, last, in which chapter, cell and line."""
    place, cell = _failed_cell(notebook)
    errors = [output for output in cell.get("outputs", []) if output.output_type == "error"]
    if not errors:
        words = str(error).strip().splitlines()[-LAST_WORDS:]
        return "\n".join([*words, f"{name}, cell {place}: {type(error).__name__}"])
    trace = COLOUR.sub("", "\n".join(errors[0].traceback)).splitlines()
    line = re.search(r"Cell In\[\d+\], line (\d+)", "\n".join(trace))
    where = f"{name}, cell {place}" + (f", line {line[1]}" if line else "")
    return "\n".join([*trace[-LAST_WORDS:-1], f"{where}: {errors[0].ename}: {errors[0].evalue}"])


def _failed_cell(notebook) -> tuple[int, nbformat.NotebookNode]:
    """Return the number of the cell that ran last, counted from 1, and the cell."""
    ran = [
        (place, cell)
        for place, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and "execution" in cell.metadata
    ]
    return ran[-1] if ran else (1, notebook.cells[0])


def warning_in(name: str, notebook: nbformat.NotebookNode) -> str:
    """Return what the first cell that warns has written, and, last, where that is."""
    for place, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                words = output.text.strip().splitlines()[-LAST_WORDS:]
                where = f"{name}, cell {place}"
                return "\n".join([*words, f"{where}: writes to stderr; no cell may warn"])
    return ""
