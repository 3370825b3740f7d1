"""The first cell of every notebook, unchanged: in a clean environment, beside a foreign tools."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

ROOT = Path(__file__).parent.parent
UV = Path(sys.executable).parent / "uv"
NOTEBOOK = nbformat.read(ROOT / "chapters" / "intro.ipynb", as_version=4)
CELL = next(cell.source for cell in NOTEBOOK.cells if cell.cell_type == "code")
ADDRESS = CELL.split("git+")[1].split('"')[0]
REPOSITORY, REF = ADDRESS.split("@")


def run(*command: object, **options) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A repository with the files of this one as they are now, at the ref of the notebooks."""
    folder = tmp_path_factory.mktemp("checkout")
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(lambda name: (ROOT / name).is_file(), listed.splitlines()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes((ROOT / name).read_bytes())
    author = ["-c", "user.name=test", "-c", "user.email=test@localhost"]
    run("git", "init", "--quiet", "--initial-branch", "anything", cwd=folder)
    run("git", "add", "--all", cwd=folder)
    run("git", *author, "commit", "--quiet", "--message", "The course", cwd=folder)
    run("git", "branch", REF, cwd=folder)
    return folder


@pytest.fixture
def clean(tmp_path_factory) -> Path:
    """The Python of a new environment that has a kernel and pip, and nothing of the course."""
    folder = tmp_path_factory.mktemp("clean") / "env"
    run(UV, "venv", "--quiet", "--seed", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--python", python, "ipykernel", "nbclient")
    return python


def execute(python: Path, cells: list[str], folder: Path, redirect: Path) -> str:
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
    environment |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{redirect.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": REPOSITORY,
        "GIT_TERMINAL_PROMPT": "0",
    }
    return run(python, "-c", code, cwd=folder, env=environment)


def test_a_foreign_tools_beside_the_notebook_gets_a_clear_message(clean, checkout, tmp_path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").write_text("")
    text = execute(clean, [CELL], tmp_path, checkout)
    assert f"ImportError {tmp_path / 'tools'} is another package called tools" in text


def test_a_clean_environment_gets_the_course_at_the_ref_of_the_notebook(clean, checkout, tmp_path):
    check = "from tools.metrics import compare\nprint(compare(8.0, 8.0), tools.__file__)"
    text = execute(clean, [CELL, check], tmp_path, checkout)
    assert "exact: no difference" in text
    assert str(clean.parent.parent) in text


def test_a_ref_that_does_not_exist_is_no_success(clean, checkout, tmp_path):
    text = execute(clean, [CELL.replace(f"@{REF}", "@gone")], tmp_path, checkout)
    assert "ModuleNotFoundError No module named 'tools'" in text


def test_where_the_course_is_installed_the_cell_does_nothing():
    def refuse(*_arguments):
        pytest.fail("the cell installs although the course is there")

    code = TransformerManager().transform_cell(CELL)
    assert "get_ipython" in code
    exec(code, {"get_ipython": refuse})  # noqa: S102  # the cell under test


def test_the_cell_is_stored_as_it_is_tested():
    raw = json.loads((ROOT / "chapters" / "intro.ipynb").read_text("utf-8"))
    assert CELL in ["".join(cell["source"]) for cell in raw["cells"]]
