"""experiments/: a cell of the stored table, computed again; and what is said without PyTorch."""

import copy
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.datasets import load_success

EXPERIMENTS = Path(__file__).parents[2] / "experiments"

# Neither all nor none learn, and nothing diverges, so that rounding turns no run.
CELL = {"data": "moons", "init": "uniform_default", "depth": 10, "eta": 0.05, "clip": 1.0}


@pytest.fixture(scope="module")
def script():
    environment = dict(os.environ)
    sys.path.insert(0, str(EXPERIMENTS))
    try:
        import success_table
    finally:
        sys.path.remove(str(EXPERIMENTS))
        os.environ.clear()
        os.environ.update(environment)
    return success_table


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
