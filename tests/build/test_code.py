"""The code of cells as a page shows it."""

import sys

import pytest
from ipython_pygments_lexers import IPython3Lexer
from pygments.lexers import PythonLexer
from small_book import ROOT

sys.path.insert(0, str(ROOT / "_ext"))

import markup  # after the path that finds it

MAGIC = [
    "%pip install it",
    "x = 1\n%time f(x)",
    "if x:\n    !ls *.py",
    "files = !ls",
    "t = %time x",
]
QUESTIONS = ["x?", "?np.sum", "%%timeit\nx = 1", "def f(x):\n    return x\n\nf??"]


@pytest.mark.parametrize("cell", [*MAGIC, *QUESTIONS, "x = 7 % 3 != 1  # even?", 'print("!")'])
def test_a_cell_is_read_as_ipython_reads_it(cell):
    assert list(markup.CellLexer().get_tokens(cell)) == list(IPython3Lexer().get_tokens(cell))


@pytest.mark.parametrize("cell", [*MAGIC, *QUESTIONS])
def test_python_alone_reads_it_otherwise(cell):
    assert list(markup.CellLexer().get_tokens(cell)) != list(PythonLexer().get_tokens(cell))
