"""The chapters as a reader opens them on Colab; `make colab` runs them all, `make test` two."""

import os
import subprocess
from pathlib import Path

import environments
import nbformat
import pytest
from colab import NOTEBOOKS

HERE = Path(__file__).parent
CHAPTERS = [file for file in NOTEBOOKS if file.name.startswith("ch")]
SAMPLE = {CHAPTERS[0], CHAPTERS[-1]}


@pytest.fixture(scope="session")
def environment(tmp_path_factory) -> Path:
    """The Python of a new environment that has what Colab has."""
    python = environments.find_python("3.12") or environments.find_python("3.11")
    needs = HERE / "colab-requirements.txt"
    return environments.create(tmp_path_factory.mktemp("colab"), python, "--requirements", needs)


@pytest.fixture
def colab(environment) -> Path:
    """The same, and nothing of the course: what the last notebook installed is taken out."""
    environments.take_out_the_course(environment)
    return environment


def outcome(python: Path, file: Path) -> str:
    """Run one notebook; return its line, marked where the status does not agree with it."""
    command = [python, HERE / "colab.py", file]
    variables = os.environ | {"PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    assert done.stdout, done.stderr
    assert (done.returncode == 0) == (done.stdout == f"{file.stem}: runs\n"), done.stdout
    return done.stdout


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(file, marks=[] if file in SAMPLE else pytest.mark.scheduled, id=file.stem)
        for file in NOTEBOOKS
    ],
)
def test_runs_as_on_colab(file, colab):
    assert outcome(colab, file) == f"{file.stem}: runs\n"


def test_a_notebook_that_needs_more_than_colab_has_is_seen(colab, tmp_path):
    code = nbformat.v4.new_code_cell("import numpy, matplotlib\nimport mpmath")
    notebook = nbformat.v4.new_notebook(cells=[code])
    nbformat.write(notebook, tmp_path / "needy.ipynb")
    text = outcome(colab, tmp_path / "needy.ipynb")
    assert text == "needy: ModuleNotFoundError: No module named 'mpmath'\n"
