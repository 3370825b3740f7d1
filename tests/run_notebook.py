"""Runs a notebook as a reader does, and says what is wrong with what it shows.

It needs nbclient and nothing else of the tests, so that it runs beside any kernel.
"""

import ast
import asyncio
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor

import nbformat
import zmq
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

# A slider's next value is a small step; the other end surely draws another figure.
MOVE = """
import gc
import ipywidgets
control = next(
    item for item in gc.get_objects()
    if issubclass(type(item), ipywidgets.Widget) and item.model_id == {model!r}
)
if hasattr(control, "index"):
    control.index = (control.index + 1) % len(control.options)
elif hasattr(control, "max"):
    control.value = control.min if control.value == control.max else control.max
elif hasattr(control, "children"):  # the presets: the last of them is not the start
    control.children[-1].click()
else:
    control.value = not control.value
"""


def count_calls(notebook, function: str) -> int:
    """Count where the code calls a function by its name."""
    return sum(
        isinstance(node, ast.Call) and getattr(node.func, "id", None) == function
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(without_magics(cell.source)))
    )


def without_magics(code: str) -> str:
    return re.sub(r"^(\s*)%.*$", r"\1pass", code, flags=re.MULTILINE)


def run(notebook, folder) -> list[str]:
    """Run a notebook in a folder and move every control; return what is wrong."""
    # Its sockets are files: kernels that start side by side can come to one port. In a thread of
    # its own: Playwright keeps an event loop running in the tests' own thread.
    with tempfile.TemporaryDirectory() as sockets, ThreadPoolExecutor(1) as thread:
        client = NotebookClient(
            notebook,
            km=AsyncKernelManager(transport="ipc", ip=f"{sockets}/kernel"),
            timeout=300,
            resources={"metadata": {"path": str(folder)}},
        )
        running = thread.submit(lambda: asyncio.run(run_and_move(client)))
        try:
            return running.result()
        except CellExecutionError as error:
            return [f"{error.ename}: {error.evalue}"]


async def run_and_move(client) -> list[str]:
    """Run the cells and move every control; return what is wrong."""
    async with client.async_setup_kernel(cleanup_kc=True):
        watching = asyncio.create_task(watch_answers(client))
        try:
            for place, cell in enumerate(client.nb.cells):
                await client.async_execute_cell(cell, place)
            outputs = [output for cell in client.nb.cells for output in cell.get("outputs", [])]
            faults = messages(outputs) + missing_pictures(client.nb, outputs)
            return faults + await explored(client)
        finally:
            watching.cancel()


async def watch_answers(client) -> None:
    """Look every second for an answer of the kernel.

    nbclient answers a widget on the socket on which it waits for the kernel, and past its event
    loop. An answer that comes in at that moment is received, and nobody is told.
    """
    while True:
        await asyncio.sleep(1)
        client.kc.shell_channel.socket.get(zmq.EVENTS)


def messages(outputs: list) -> list[str]:
    """Return the warnings and errors among some outputs."""
    faults = [f"stderr: {output.text}" for output in outputs if output.get("name") == "stderr"]
    return faults + [f"{output.ename}: {output.evalue}" for output in outputs if "ename" in output]


def missing_pictures(notebook, outputs: list) -> list[str]:
    """Compare the pictures among the outputs with the calls of show."""
    drawn = sum("image/png" in output.get("data", {}) for output in outputs)
    wanted = count_calls(notebook, "show")
    return [f"{drawn} figures for {wanted} calls of show"] * (drawn < wanted)


def drawing(outputs: list) -> str:
    """Write outputs without the sentences on what they show."""
    markup = "".join(output.get("data", {}).get("text/html", "") for output in outputs)
    return re.sub(r'aria-label="[^"]*"', "", markup)


async def explored(client) -> list[str]:
    """Move every control of every explorable figure; return what is wrong before and after."""
    figures = [
        [child.removeprefix("IPY_MODEL_") for child in model["children"]]
        for model in client.widget_state.values()
        if "widget-interact" in model.get("_dom_classes", [])
    ]
    wanted = count_calls(client.nb, "explore")
    faults = [f"{len(figures)} figures for {wanted} calls of explore"] * (len(figures) < wanted)
    for *controls, picture in figures:
        before = client.widget_state[picture]["outputs"]
        faults += messages(before)
        for control in controls:
            move = nbformat.v4.new_code_cell(MOVE.format(model=control))
            client.nb.cells.append(move)
            await client.async_execute_cell(move, len(client.nb.cells) - 1)
            client.nb.cells.pop()
            after = client.widget_state[picture]["outputs"]
            faults += messages([*move.outputs, *after])
            if drawing(after) in {"", drawing(before)}:
                name = client.widget_state[control].get("description", "presets")
                faults.append(f"the figure does not follow its control {name!r}")
            before = after
    return faults
