"""The code of cells as a page shows it, and what several processes remember of pages."""

import sys
from types import SimpleNamespace

import pytest
from ipython_pygments_lexers import IPython3Lexer
from pygments.lexers import PythonLexer
from small_book import ROOT

sys.path.insert(0, str(ROOT / "_ext"))

import markup  # after the path that finds it
from page_records import PageRecords

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


def test_what_processes_remember_of_pages_becomes_one():
    records = PageRecords("test")
    env, other = SimpleNamespace(), SimpleNamespace()
    records.of(env).update(a=1, b=2, c=3)
    records._forget(None, env, "b")
    records.of(other).update(a=9, b=8)
    records._merge(None, env, ["b", "d"], other)
    assert records.of(env) == {"a": 1, "b": 8, "c": 3}
