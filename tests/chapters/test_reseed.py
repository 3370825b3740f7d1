"""The command that shifts the seeds: what hangs on one draw is named, and nothing else is."""

import nbformat
import pytest
import reseed

CELLS = {
    "lucky": """
import numpy as np

draws = np.random.default_rng(0).standard_normal(100)
assert draws.mean() > 0.1  # seed 0 says so, and few others do
assert abs(draws.mean()) < 0.5
assert (np.random.default_rng(np.random.default_rng(5)).random(), draws[0]) != (0, 0)
""",
    "broken": "missing_name",
    "after": """
from tools.plotting import show

show(None, alt="", caption="")
display("a line that grows", display_id=True).update("and grows")
for draw in draws:
    assert draw > -1  # fails for some of them
def never_called():
    assert True
""",
}
ALL, FEW = 3, 1


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    file = tmp_path_factory.mktemp("chapter") / "planted.ipynb"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=id_) for id_, source in CELLS.items()]
    )
    nbformat.write(notebook, file)
    counted = reseed.counts(file, ALL)
    return {claim: times for (_, claim), times in counted.items()}, counted


def test_a_lucky_assertion_is_counted(found):
    times, _ = found
    assert times["draws.mean() > 0.1"] <= FEW
    assert times["abs(draws.mean()) < 0.5"] == ALL


def test_it_goes_on_behind_a_cell_that_fails(found):
    _, counted = found
    runs = {place: times for (place, claim), times in counted.items() if claim == "the cell runs"}
    assert runs == {"cell lucky": ALL, "cell broken": 0, "cell after": ALL}


def test_an_assertion_in_a_loop_holds_if_it_always_holds(found):
    assert found[0]["draw > -1"] == 0


def test_an_assertion_that_never_runs_does_not_hold(found):
    assert found[0]["True"] == 0


def test_it_names_the_lucky_ones(found, monkeypatch, capsys):
    monkeypatch.setattr(reseed, "counts", lambda *_: found[1])
    monkeypatch.setattr("sys.argv", ["reseed.py", "planted.ipynb", "--shifts", str(ALL)])
    assert reseed.main() == 4
    printed = capsys.readouterr().out
    assert "planted: 8 assertions, 4 hang on the draw" in printed
    assert "  cell lucky, line 5 | draws.mean() > 0.1 | holds in" in printed
    assert "draws.mean()) < 0.5" not in printed
