"""The run of a notebook sees each fault that is planted into one."""

import re

import nbformat
import pytest
from explorables import DRAW, EXPLORE
from run_notebook import run

SHOW = """
import matplotlib.pyplot as plt
from tools.plotting import show

fig, ax = plt.subplots(figsize=(2, 1))
"""


def faults(tmp_path, *cells: str) -> list[str]:
    """Run a notebook of these cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return run(notebook, tmp_path)


def test_a_faultless_notebook_has_no_fault(tmp_path):
    show = SHOW + "show(fig, alt='A frame.', caption='Nothing in it.')"
    assert faults(tmp_path, DRAW, EXPLORE, show, "%time 1") == []


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (["1 / 0"], "ZeroDivisionError: division by zero"),
        (["import warnings\nwarnings.warn('odd')"], "stderr: .*odd"),
        ([SHOW + "plt.close()\nif False:\n    show(fig)"], "0 figures for 1 calls of show"),
        ([DRAW, "if False:\n    explore(draw)"], "0 figures for 1 calls of explore"),
        ([DRAW.replace("[0, w]", "[0, 1]"), EXPLORE], "does not follow its control 'w'"),
        ([DRAW.replace("[0, b]", "[0, 1]"), EXPLORE], "does not follow its control 'b'"),
        (
            [DRAW, EXPLORE.replace("w=", "presets={'Start': {'w': 1}}, w=", 1)],
            "does not follow its control 'presets'",
        ),
        ([DRAW.replace("fig =", "1 / (w - 1)\n    fig ="), EXPLORE], "draw failed at w = 1"),
        ([DRAW.replace("fig =", "1 / (w - 3)\n    fig ="), EXPLORE], "draw failed at w = 3"),
        ([DRAW.replace("fig =", "w == 3 and warn('far')\n    fig ="), EXPLORE], "stderr: .*far"),
    ],
)
def test_a_planted_fault_is_seen(cells, fault, tmp_path):
    found = faults(tmp_path, *cells)
    assert any(re.search(fault, text, re.DOTALL) for text in found), found
