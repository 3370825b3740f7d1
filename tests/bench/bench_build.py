"""Time what a contributor waits for: ``python tests/bench/bench_build.py [REVISION [REPEATS]]``.

It prints a table for the files as they are in HEAD: the first `make book` of a fresh clone, on all
cores and on one, and the builds after a change. With a revision it first builds that one too, in
turn with HEAD, and prints the ratio of the medians.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ONE_CORE = ["taskset", "--cpu-list", "0"]
CHAPTER = "chapters/ch06_dense_layer.ipynb"


def clone(revision: str, folder: Path) -> Path:
    """Make a fresh clone of a revision."""
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    subprocess.run(["git", "checkout", "--quiet", revision], cwd=folder, check=True)
    return folder


def seconds(folder: Path, *prefix: str) -> float:
    """Run `make book`; return the wall time."""
    start = time.perf_counter()
    command = [*prefix, "make", "book", f"PYTHON={os.environ.get('PYTHON', 'python3')}"]
    # `make bench` sets the path of the tests, which would lead another revision to this one's.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def cold(revision: str, *prefix: str) -> float:
    """Return the time of the first build in a fresh clone."""
    with tempfile.TemporaryDirectory() as folder:
        return seconds(clone(revision, Path(folder, "clone")), *prefix)


def change_prose(folder: Path) -> None:
    """Add a word to a chapter."""
    notebook = json.loads((folder / CHAPTER).read_text("utf-8"))
    notebook["cells"][0]["source"].append("\n\nA word.\n")
    (folder / CHAPTER).write_text(json.dumps(notebook, indent=1, ensure_ascii=False), "utf-8")


def change_code(folder: Path) -> None:
    """Add a statement to a chapter."""
    notebook = json.loads((folder / CHAPTER).read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    code[1]["source"].append("\npass")
    (folder / CHAPTER).write_text(json.dumps(notebook, indent=1, ensure_ascii=False), "utf-8")


def change_style(folder: Path) -> None:
    """Add a line to a style sheet."""
    with (folder / "_static" / "course.css").open("a") as sheet:
        sheet.write("\n.added { color: inherit; }\n")


def compare(revision: str, repeats: int) -> None:
    """Print how long the first build takes now, and at a revision, in turn."""
    names = {"HEAD": "now", revision: "then"}
    for cores, prefix in [("all cores", []), ("one core", ONE_CORE)]:
        times = {name: [] for name in names}
        for _ in range(repeats):
            for name in names:
                times[name].append(cold(name, *prefix))
        now, then = (statistics.median(times[name]) for name in names)
        for name, label in names.items():
            print(f"{cores}, {label}: {', '.join(f'{t:.0f}' for t in times[name])} s", flush=True)
        print(f"first build on {cores}: {now:.0f} s / {then:.0f} s = {now / then:.2f}", flush=True)


def table() -> None:
    """Print how long each kind of build takes, as a part of the first."""
    with tempfile.TemporaryDirectory() as folder:
        book = clone("HEAD", Path(folder, "clone"))
        whole = seconds(book)
        rows = {
            "the first build, all cores": whole,
            "the first build, one core": cold("HEAD", *ONE_CORE),
        }
        rows["nothing has changed"] = seconds(book)
        for label, change in [
            ("prose of a chapter", change_prose),
            ("code of a chapter", change_code),
            ("a style sheet", change_style),
        ]:
            change(book)
            rows[label] = seconds(book)
    print("\nbuild                               s    of the first")
    for label, time_taken in rows.items():
        print(f"{label:30}{time_taken:7.1f}{time_taken / whole:12.3f}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compare(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
    table()
