"""Networks that do not learn, before and after their cure, watched by the hooks of chapter 14.

Writes tools/data/debugged.json, which chapter 14 shows; takes about three minutes. PyTorch is no
part of the book: where it cannot be imported, the script says so and leaves the file as it is.
What it runs stands in the chapter, in the cells with the tag "torch", and nowhere else.
"""

import os

# One thread, so that sums are taken in the same order everywhere. Before NumPy is loaded.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

import json
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
CHAPTER = ROOT / "chapters" / "ch14_debug_a_network.ipynb"
RESULT = ROOT / "tools" / "data" / "debugged.json"
SEEDS = list(range(10))
PANELS = ["input", "dead", "d_z", "d_w", "update_ratio"]


def load_listing() -> dict:
    """Run the cells of the chapter that are tagged "torch"; return what they define."""
    names = {}
    for cell in json.loads(CHAPTER.read_text("utf-8"))["cells"]:
        if "torch" in cell["metadata"].get("tags", []):
            code = compile("".join(cell["source"]), CHAPTER.name, "exec")
            exec(code, names)  # noqa: S102, it is the course's own
    return names


def rounded(values: np.ndarray) -> list:
    """Round to four digits; what is no finite number becomes None, since JSON has no other."""
    return [float(f"{value:.4g}") if np.isfinite(value) else None for value in values]


def spread(flows: list) -> dict:
    """Return the lowest, median and highest value of each panel over the seeds, layer by layer."""
    panels = {}
    for name in PANELS:
        values = np.array([[call[name] for call in flow] for flow in flows])  # (seeds, layers)
        panels[name] = [rounded(f(values, axis=0)) for f in (np.min, np.median, np.max)]
    return panels


def examine(train_patient, case: dict) -> dict:
    """Train a network from every seed; return what the chapter draws of it."""
    runs = [train_patient(seed, **case) for seed in SEEDS]
    every = case["steps"] // 50
    looks = sorted({step for run in runs for step in run["flows"]})
    return {
        "case": case,
        "losses": [rounded(run["losses"][::every]) for run in runs],
        "no_number_at": [
            None if np.isfinite(run["losses"][-1]) else len(run["losses"]) - 1 for run in runs
        ],
        "accuracy": rounded([run["accuracy"] for run in runs]),
        "flows": {
            step: spread([run["flows"][step] for run in runs if step in run["flows"]])
            for step in looks
        },
    }


def main() -> None:
    """Compute all cases and store them, one a line."""
    names = load_listing()
    if names["torch"] is None:
        print(f"PyTorch is not here, so {RESULT.relative_to(ROOT)} stays as it is", file=sys.stderr)
        return
    names["torch"].set_num_threads(1)
    versions = {"torch": names["torch"].__version__, "numpy": np.__version__}
    head = json.dumps({"versions": versions, "seeds": SEEDS})[:-1]
    rows = []
    for name, case in names["CASES"].items():
        row = examine(names["train_patient"], case)
        rows.append(f"{json.dumps(name)}: {json.dumps(row)}")
        print(name, row["no_number_at"], row["accuracy"], flush=True)
    lines = ",\n".join(rows)
    RESULT.write_text(f'{head}, "cases": {{\n{lines}\n}}}}\n', "utf-8")


if __name__ == "__main__":
    main()
