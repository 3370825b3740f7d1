"""A chapter in a real JupyterLab: run from its menu, moved by keyboard, without an error."""

import shutil

import nbformat
import pytest
from chapter_cells import NOTEBOOKS
from explorables import DRAW, EXPLORE
from lab import lab
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from run_notebook import messages

CHAPTER = NOTEBOOKS[0]
PICTURE = ".widget-interact svg[role=img]"
RUNS = ".jp-CodeCell .jp-InputPrompt"
# A cell that waits or runs has a star, one that has not been run nothing.
FINISHED = (
    f"() => [...document.querySelectorAll('{RUNS}')].every(e => /\\[\\d+]/.test(e.innerText))"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def address(folder):
    with lab(folder) as address:
        yield address


def faults_in_lab(page, file, address, patience=120) -> list[str]:
    """Open a notebook, run all cells, move its first slider; return what is wrong.

    The figure has as many seconds of patience to follow the key.
    """
    page.set_default_timeout(300_000)
    faults = []
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda line: line.type == "error" and faults.append(f"console: {line.text}"),
    )
    # Before the kernel is connected, running a cell asks for one.
    with page.expect_websocket(lambda socket: "/api/kernels/" in socket.url):
        page.goto(address(file.name))
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(FINISHED)
    drawn = page.locator(PICTURE).first.inner_html()
    page.locator(".widget-interact .noUi-handle").first.press("ArrowRight")
    # Lab may put the same picture into the page once more before the next one comes.
    moved = (
        f"d => [...document.querySelectorAll('{PICTURE}')].slice(0, 1).some(p => p.innerHTML !== d)"
    )
    try:
        page.wait_for_function(moved, arg=drawn, timeout=patience * 1000)
    except PlaywrightTimeoutError:
        faults.append("the figure does not follow the key")
    page.keyboard.press("Control+s")
    page.locator(".jp-DirtyIndicator, .jp-mod-dirty").first.wait_for(state="detached")
    saved = nbformat.read(file, as_version=4)
    page.close()
    outputs = [output for cell in saved.cells for output in cell.get("outputs", [])]
    assert outputs
    return faults + messages(outputs)


def test_a_chapter_runs_in_jupyterlab_and_answers_to_the_keyboard(page, folder, address):
    shutil.copy(CHAPTER, folder)
    assert faults_in_lab(page, folder / CHAPTER.name, address) == []


def test_faults_in_jupyterlab_are_seen(page, folder, address):
    steady = DRAW.replace("[0, w]", "[0, 1]")
    script = "from IPython.display import Javascript\nJavascript('console.error(\"planted\")')"
    cells = [steady, EXPLORE, "warn('odd')", script]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "faulty.ipynb")
    found = "\n".join(faults_in_lab(page, folder / "faulty.ipynb", address, patience=5))
    for fault in ("console: planted", "does not follow the key", "UserWarning: odd"):
        assert fault in found
