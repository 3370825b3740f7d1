"""Runs the chapters side by side, each when it must be, and keeps what they show.

dependencies.py gives the key under which _build/outputs/ keeps the outputs of a chapter.
"""

import asyncio
import atexit
import hashlib
import json
import os
import re
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from sphinx.errors import ExtensionError

import faces
from dependencies import SETTINGS, outputs_key

# A cell of the course takes seconds; on a machine that does much else it takes longer.
CELL_TIMEOUT = 600  # seconds

# Nothing of the user's may reach a page: no backend, path, language, time zone or hash seed ...
DROPPED = ["MPLBACKEND", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "LANGUAGE", "LC_NUMERIC"]

LAST_WORDS = 12  # lines of an error that are shown

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


def _digest(outputs: object) -> str:
    """Return a hash that shows whether stored outputs are whole."""
    return hashlib.sha256(json.dumps(outputs, sort_keys=True).encode()).hexdigest()


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def faces_of(root: Path) -> Path:
    """Return the folder of the fonts that the kernels lay figures out with."""
    return root / "_build" / "faces"


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
        "LIFE_OF_A_GRADIENT_FACES": str(faces_of(root)),
    }


def stale(chapters: Iterable[Chapter]) -> list[Chapter]:
    """Return the chapters whose outputs are not kept, those with the most code first."""
    wanted = [chapter for chapter in chapters if chapter.kept() is None]
    return sorted(wanted, key=lambda chapter: -chapter.file.stat().st_size)


def execute(chapters: list[Chapter], done: Callable[[Chapter], object]) -> None:
    """Run chapters, one on each core at a time, and keep their outputs.

    Parameters
    ----------
    chapters : list of Chapter
        In the order in which they begin.
    done : callable
        Is told each chapter that has ended, well or not.

    Raises
    ------
    ExecutionError
        If some fail; the outputs of the others are kept.
    """
    for root in {chapter.root for chapter in chapters}:
        faces.write_faces(faces_of(root))
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
    with tempfile.TemporaryDirectory() as sockets:
        client = NotebookClient(
            notebook,
            km=_kernel_manager(sockets),
            startup_timeout=CELL_TIMEOUT,
            timeout=CELL_TIMEOUT,
            coalesce_streams=True,  # a print that comes in two pieces must not be two blocks
            extra_arguments=["--IPKernelApp.log_level=ERROR"],  # one warns when this process ends
            resources={"metadata": {"path": str(chapter.file.parent)}},
        )
        try:
            await client.async_execute(env=environment(chapter.root), cleanup_kc=True)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            return failure_at(chapter.file.name, notebook, error)
        except RuntimeError as error:
            atexit.unregister(client._cleanup_kernel)  # which looks for the kernel once more
            return f"{chapter.file.name}: the kernel did not start: {error}"
    outputs = [cell.outputs for cell in notebook.cells if cell.cell_type == "code"]
    warned = warning_in(chapter.file.name, notebook)
    if not warned:
        chapter.keep(outputs)
    return warned


def _kernel_manager(sockets: str) -> AsyncKernelManager:
    """Return what starts a kernel that is reached over files in a folder.

    Kernels that start side by side can come to one port. Without folders to look in, the kernel is
    this very Python, whatever the user has installed.
    """
    specs = KernelSpecManager(kernel_dirs=[])
    return AsyncKernelManager(kernel_spec_manager=specs, transport="ipc", ip=f"{sockets}/kernel")


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
