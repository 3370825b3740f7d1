"""The first cell of every notebook, unchanged: in a clean environment, beside a foreign tools."""

import json
import os
import subprocess
import sys
from pathlib import Path

import colab
import environments
import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

CELL = colab.setup_cell()
REF = colab.REF


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> dict[str, str]:
    return colab.checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> Path:
    """The Python of a new environment that has a kernel and pip."""
    folder = tmp_path_factory.mktemp("env")
    return environments.create(folder, sys.executable, "ipykernel", "nbclient")


@pytest.fixture
def clean(environment) -> Path:
    """The same, and nothing of the course."""
    environments.take_out_the_course(environment)
    return environment


@pytest.fixture
def folder(tmp_path) -> Path:
    """The folder of the notebook."""
    (tmp_path / "notebook").mkdir()
    return tmp_path / "notebook"


def execute(python: Path, cells: list[str], folder: Path, redirect: dict) -> str:
    """Run the cells in a kernel of that Python; return their text, or the error's."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, folder / "notebook.ipynb")
    code = (
        "import nbformat, nbclient\n"
        "notebook = nbformat.read('notebook.ipynb', as_version=4)\n"
        "client = nbclient.NotebookClient(notebook, timeout=300, kernel_name='python3')\n"
        "try:\n"
        "    client.execute()\n"
        "except nbclient.exceptions.CellExecutionError as error:\n"
        "    print(error.ename, error.evalue)\n"
        "print(*(o.get('text') for c in notebook.cells for o in c.get('outputs', [])))\n"
    )
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-c", code],
        cwd=folder,
        env=environment | redirect,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("file", "named"),
    [("tools/__init__.py", "tools"), ("tools/other.py", "tools"), ("tools.py", "tools.py")],
)
def test_a_foreign_tools_beside_the_notebook_gets_a_clear_message(folder, file, named):
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text("")
    code = TransformerManager().transform_cell(CELL)
    run = [sys.executable, "-c", code]
    text = subprocess.run(run, cwd=folder, capture_output=True, text=True).stderr
    assert f"ImportError: {folder / named} is another module called tools and hides" in text


def test_a_clean_environment_gets_the_course_at_the_ref_of_the_notebook(clean, checkout, folder):
    check = "from tools.metrics import compare\nprint(compare(8.0, 8.0), tools.__file__)"
    text = execute(clean, [CELL, check], folder, checkout)
    assert "exact: no difference" in text
    assert str(clean.parent.parent) in text


def test_a_ref_that_does_not_exist_is_no_success(clean, checkout, folder):
    text = execute(clean, [CELL.replace(f"@{REF}", "@gone")], folder, checkout)
    assert "ModuleNotFoundError No module named 'tools'" in text


def test_where_the_course_is_installed_the_cell_does_nothing():
    def refuse(*_arguments):
        pytest.fail("the cell installs although the course is there")

    code = TransformerManager().transform_cell(CELL)
    assert "get_ipython" in code
    exec(code, {"get_ipython": refuse})  # noqa: S102  # the cell under test


def test_the_cell_is_stored_as_it_is_tested():
    raw = json.loads((colab.ROOT / "chapters" / "intro.ipynb").read_text("utf-8"))
    assert CELL in ["".join(cell["source"]) for cell in raw["cells"]]
