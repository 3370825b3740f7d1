"""What runs the cells in a page, run here: it shows what IPython would."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from IPython.lib.pretty import pretty

KERNEL = Path(__file__).parents[2] / "_ext" / "live" / "kernel.py"
RUN = """
import json, runpy, sys
kernel = runpy.run_path(sys.argv[1])
for number, cell in enumerate(json.load(sys.stdin), 1):
    sys.stdout.write(kernel["run"](cell, f"cell {number}") + "\\n")
"""


def run(*cells):
    """Return what each cell gives, in one Python."""
    command = [sys.executable, "-c", RUN, KERNEL]
    done = subprocess.run(command, input=json.dumps(cells), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


VALUES = [
    "{'a': [1] * 40, 'a longer name': ['close: within 1e-09 of the largest value'] * 2}",
    "{'relu': True, 'of two': (1.5,), 'none': [], 'nothing': {}}",
    "[[0.123456] * 5] * 5",
    "[(i, str(i) * 5) for i in range(20)]",
    "list(range(60))",
    "'long ' * 40",
    "{3, 1, 2}",
]


def test_values_are_written_as_ipython_does():
    found = [outputs["outputs"][0]["text"] for outputs in run(*VALUES)]
    assert found == [pretty(eval(value)) for value in VALUES]  # noqa: S307


def test_a_cell_shows_what_it_prints_and_its_value_in_turn():
    [found] = run("print('a')\ndisplay(1)\nprint('b')\n2")
    assert [output["text"] for output in found["outputs"]] == ["a\n", "1", "b\n", "2"]
    [quiet, magic, remainder] = run("1;", "%matplotlib inline\nNone", "(7\n % 4)")
    assert quiet["outputs"] == magic["outputs"] == []
    assert remainder["outputs"] == [{"text": "3"}]


def test_what_was_shown_can_be_changed_in_its_place():
    cell = """
from IPython.display import Pretty
handle = display(Pretty(""), display_id=True)
print("after")
handle.update(Pretty("before"))
"""
    [found] = run(cell)
    assert found["outputs"] == [{"text": "before"}, {"text": "after\n"}]


DRAWN = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


@pytest.mark.parametrize(
    "cell",
    [f"{DRAWN};", f"{DRAWN}\nplt.show()", f"{DRAWN}\nplt.gcf()", f"{DRAWN}\ndisplay(plt.gcf())"],
)
def test_a_figure_that_a_reader_draws_is_shown_once_as_in_jupyter(cell):
    [found, after] = run(cell, "plt.get_fignums()")
    [shown] = found["outputs"]
    assert shown["html"].startswith("<figure>")
    assert after["outputs"] == [{"text": "[]"}]


def test_a_figure_that_was_drawn_before_an_error_is_not_shown_by_the_next_cell():
    [broken, after] = run(f"{DRAWN}\n1 / 0", "print('next')")
    assert broken["failed"]
    assert after["outputs"] == [{"text": "next\n"}]


def test_what_says_how_it_looks_on_a_page_is_asked():
    [found] = run("class Table:\n    def _repr_html_(self): return '<table></table>'\nTable()")
    assert found["outputs"] == [{"html": "<table></table>"}]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("def f():\n    return 1 / 0\nf()", "line 3: f()\nline 2: return 1 / 0\nZeroDivisionError"),
        ("x = (", "line 1: x = (\nSyntaxError: '(' was never closed"),
        ("raise SystemExit", "SystemExit"),
        ("e = ValueError('bad')\ne.add_note('try 2')\nraise e", "ValueError: bad\ntry 2"),
    ],
)
def test_an_error_names_the_lines_of_the_reader(cell, words):
    [found] = run(cell)
    assert found["failed"]
    assert words in found["outputs"][-1]["error"]
