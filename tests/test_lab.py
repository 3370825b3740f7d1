"""A chapter in a real JupyterLab: run from its menu, moved by keyboard, without an error."""

import shutil

import nbformat
from chapter_cells import NOTEBOOKS
from lab import lab
from playwright.sync_api import TimeoutError as NotSeen
from run_notebook import messages
from test_run_notebook import DRAW, EXPLORE

CHAPTER = NOTEBOOKS[0]
PICTURE = ".widget-interact svg[role=img]"
RUNS = ".jp-CodeCell .jp-InputPrompt"
# A cell that waits or runs has a star, one that has not been run nothing.
FINISHED = (
    f"() => [...document.querySelectorAll('{RUNS}')].every(e => /\\[\\d+]/.test(e.innerText))"
)


def faults_in_lab(page, folder, name: str) -> list[str]:
    """Open a notebook, run all cells, move its first slider; return what is wrong."""
    faults = []
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on(
        "console",
        lambda line: line.type == "error" and faults.append(f"console: {line.text}"),
    )
    with lab(folder) as address:
        # Before the kernel is connected, running a cell asks for one.
        with page.expect_websocket(lambda socket: "/api/kernels/" in socket.url, timeout=120_000):
            page.goto(address(name))
        idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        idle.wait_for(timeout=120_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(FINISHED, timeout=300_000)
        picture = page.locator(PICTURE).first
        before = picture.inner_html(timeout=60_000)
        page.locator(".widget-interact .noUi-handle").first.press("ArrowRight")
        follows = "([selector, before]) => document.querySelector(selector).innerHTML !== before"
        try:
            page.wait_for_function(follows, arg=[PICTURE, before], timeout=20_000)
        except NotSeen:
            faults.append("the figure does not follow the key")
        page.keyboard.press("Control+s")
        page.locator(".jp-DirtyIndicator, .jp-mod-dirty").first.wait_for(state="detached")
        saved = nbformat.read(folder / name, as_version=4)
        page.close()
    outputs = [output for cell in saved.cells for output in cell.get("outputs", [])]
    assert outputs
    return faults + messages(outputs)


def test_a_chapter_runs_in_jupyterlab_and_answers_to_the_keyboard(page, tmp_path):
    shutil.copy(CHAPTER, tmp_path)
    assert faults_in_lab(page, tmp_path, CHAPTER.name) == []


def test_faults_in_jupyterlab_are_seen(page, tmp_path):
    steady = DRAW.replace("[0, w]", "[0, 1]")
    script = "from IPython.display import Javascript\nJavascript('console.error(\"planted\")')"
    cells = [steady, EXPLORE, "warn('odd')", script]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "faulty.ipynb")
    found = "\n".join(faults_in_lab(page, tmp_path, "faulty.ipynb"))
    for fault in ("console: planted", "does not follow the key", "UserWarning: odd"):
        assert fault in found
