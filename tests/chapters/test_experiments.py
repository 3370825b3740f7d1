"""experiments/: stored cells and runs, computed again; and what is said without PyTorch."""

import copy
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.datasets import load_cures, load_success

EXPERIMENTS = Path(__file__).parents[2] / "experiments"

# Neither all nor none learn, and nothing diverges, so that rounding turns no run.
CELL = {"data": "moons", "init": "uniform_default", "depth": 10, "eta": 0.05, "clip": 1.0}


def load(name):
    environment = dict(os.environ)
    sys.path.insert(0, str(EXPERIMENTS))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(EXPERIMENTS))
        os.environ.clear()
        os.environ.update(environment)


@pytest.fixture(scope="module")
def script():
    return load("success_table")


@pytest.fixture(scope="module")
def computed(script):
    return script.cell(**CELL)


def faults(table, row):
    """Name what the table says otherwise than a row that was computed."""
    (stored,) = [r for r in table["rows"] if CELL.items() <= r.items()]
    return sorted(
        key
        for key, value in row.items()
        if stored[key] != (pytest.approx(value, rel=0.02) if isinstance(value, float) else value)
    )


def test_a_cell_is_what_the_script_computes(computed):
    assert 0 < computed["learned"] < computed["runs"]
    assert faults(load_success(), computed) == []


@pytest.mark.parametrize(
    ("key", "change"), [("learned", 1), ("diverged", 1), ("last_loss", 0.05), ("runs", 2)]
)
def test_a_changed_value_is_caught(computed, key, change):
    table = copy.deepcopy(load_success())
    (row,) = [r for r in table["rows"] if CELL.items() <= r.items()]
    row[key] += change
    assert faults(table, computed) == [key]


def test_other_seeds_give_another_cell(script, monkeypatch):
    monkeypatch.setitem(script.SETTINGS["moons"], "seeds", list(range(20, 30)))
    assert faults(load_success(), script.cell(**CELL)) != []


def test_settings_and_cells_are_those_of_the_script(script):
    table = load_success()
    assert table["settings"] == script.SETTINGS
    names = ("data", "init", "depth", "eta", "clip")
    assert [tuple(row[name] for name in names) for row in table["rows"]] == list(script.grid())


def test_without_pytorch_the_stored_runs_stay_and_it_is_said():
    stored = EXPERIMENTS.parent / "tools" / "data" / "debugged.json"
    before = stored.read_bytes()
    script = EXPERIMENTS / "debugged_networks.py"
    code = "import runpy, sys; sys.modules['torch'] = None; runpy.run_path(sys.argv[1], "
    done = subprocess.run(
        [sys.executable, "-c", f"{code}run_name='__main__')", script],
        capture_output=True,
        text=True,
    )
    assert "PyTorch is not here, so tools/data/debugged.json stays as it is" in done.stderr
    assert done.returncode == 0
    assert stored.read_bytes() == before


# A run of the other table that is over its wavering, so that rounding hardly moves it.
RUN = {"init": "pytorch_default", "cure": "pre_ln_residual", "optimiser": "momentum", "eta": 0.05}


def scores(table, seed):
    """Return the accuracies of one run in the table of the cures."""
    (row,) = [r for r in table["rows"] if RUN.items() <= r.items()]
    return [row[f"{part}_accuracy"][seed] for part in ("train", "test")]


def test_a_run_is_what_the_script_of_the_cures_computes():
    # In a process of its own, where the script sets the number of threads before NumPy is loaded.
    program = f"import cures_table; print(*cures_table.run(**{RUN}, seed=3))"
    command = [sys.executable, "-c", program]
    environment = os.environ | {"PYTHONPATH": str(EXPERIMENTS.parent)}
    done = subprocess.run(command, cwd=EXPERIMENTS, env=environment, text=True, check=True,
                          capture_output=True)  # fmt: skip
    computed = [float(score) for score in done.stdout.split()]
    assert scores(load_cures(), 3) == pytest.approx(computed, abs=0.01)
    assert 0.9 < computed[1] < 1


def test_settings_and_cells_are_those_of_the_script_of_the_cures():
    table, script = load_cures(), load("cures_table")
    assert table["settings"] == script.SETTINGS
    names = ("init", "cure", "optimiser", "eta")
    assert [tuple(row[name] for name in names) for row in table["rows"]] == list(script.grid())
    assert {len(row["test_accuracy"]) for row in table["rows"]} == {len(script.SETTINGS["seeds"])}
