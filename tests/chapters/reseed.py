"""Runs chapters with other seeds: ``python tests/chapters/reseed.py [chapter.ipynb ...]``, or all.

A number that a simulation gives must not hang on one lucky draw. So each notebook runs 20 times
(``--shifts 40`` for more), each time with other draws for every seed, and each of its assertions
is counted. Those that hold in fewer than 19 of 20 runs are printed.
"""

import argparse
import ast
import collections
import contextlib
import io
import itertools
import multiprocessing
import os
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest import mock

import matplotlib.pyplot as plt
import nbformat
import numpy as np
from run_notebook import without_magics

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "chapters").glob("*.ipynb"))
ENOUGH = 19 / 20


class Counting(ast.NodeTransformer):
    """Turns ``assert`` into a statement that notes whether it holds, and goes on."""

    def __init__(self, place: str, claims: dict[str, str]):
        self.place, self.claims = place, claims

    def visit_Assert(self, node: ast.Assert) -> ast.Try:
        name = f"{self.place}, line {node.lineno}"
        self.claims[name] = ast.unparse(node.test)
        holds, fails = (ast.parse(f"_note({name!r}, {held})").body for held in (True, False))
        broken = ast.ExceptHandler(ast.Name("AssertionError", ast.Load()), None, fails)
        return ast.copy_location(ast.Try([node], [broken], holds, []), node)


def shift_seeds(shift: int) -> None:
    """Let every seed stand for other draws; shift 0 changes nothing."""
    unshifted = np.random.default_rng

    def default_rng(seed):
        if isinstance(seed, np.random.Generator) or shift == 0:
            return unshifted(seed)
        return unshifted(np.random.SeedSequence(seed, spawn_key=(shift,)))

    np.random.default_rng = default_rng


def run_cells(notebook, shift: int) -> tuple[dict[str, str], dict[str, bool]]:
    """Run a notebook; return what its assertions claim, and whether those that ran held."""
    import tools.plotting

    plt.switch_backend("agg")
    shift_seeds(shift)
    # A figure that is only looked at costs time, and asserts nothing.
    tools.plotting.explore = tools.plotting.show = lambda *_, **__: None
    claims, seen = {}, {}

    def note(name: str, holds: bool) -> None:
        seen[name] = seen.get(name, True) and holds

    names = {"__name__": "__main__", "_note": note, "display": mock.Mock()}  # as in a kernel
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        tree = Counting(f"cell {cell.id}", claims).visit(ast.parse(without_magics(cell.source)))
        whole = f"cell {cell.id}"
        claims[whole] = "the cell runs"
        try:
            exec(compile(ast.fix_missing_locations(tree), whole, "exec"), names)  # noqa: S102
            note(whole, True)
        except Exception as error:
            print(f"{whole}, shift {shift}: {error!r}", file=sys.stderr)
            note(whole, False)
        plt.close("all")
    return claims, {name: seen.get(name, False) for name in claims}  # what never ran shows nothing


def run(file: Path, shift: int) -> tuple[dict[str, str], dict[str, bool]]:
    """Run a file with shifted seeds, silently."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return run_cells(nbformat.read(file, as_version=4), shift)


def counts(file: Path, shifts: int) -> dict[tuple[str, str], int]:
    """Count for every assertion of a notebook in how many runs it holds."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # the runs take all cores
    spawn = multiprocessing.get_context("spawn")
    found = collections.Counter()
    # A new process for each run: one cannot leave anything to the next.
    with ProcessPoolExecutor(mp_context=spawn, max_tasks_per_child=1) as pool:
        for claims, held in pool.map(run, itertools.repeat(file), range(1, shifts + 1)):
            found.update({claim: held[claim[0]] for claim in claims.items()})
    return found


def main() -> int:
    """Print what holds too rarely; return how much does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--shifts", type=int, default=20)
    options = parser.parse_args()
    named = 0
    for file in options.files or NOTEBOOKS:
        found = counts(file, options.shifts)
        lucky = {claim: n for claim, n in found.items() if n < ENOUGH * options.shifts}
        print(f"{file.stem}: {len(found)} assertions, {len(lucky)} hang on the draw", flush=True)
        for (place, claim), times in lucky.items():
            print(f"  {place} | {claim} | holds in {times} of {options.shifts}", flush=True)
        named += len(lucky)
    return named


if __name__ == "__main__":
    sys.exit(min(main(), 1))
