"""A real JupyterLab that knows nothing of the user's."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from ports import free_port

TOKEN = "local"  # noqa: S105 - of a server that lives for a minute
# Cells out of sight would not be drawn.
SETTINGS = {"windowingMode": "none"}


@contextlib.contextmanager
def lab(folder: Path, **environment: str) -> Iterator[Callable[[str], str]]:
    """Start JupyterLab in a folder; yield the function from a notebook's name to its address."""
    port = free_port()
    settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(SETTINGS))
    mine = {
        "JUPYTER_CONFIG_DIR": f"{folder}/config",
        "JUPYTER_DATA_DIR": f"{folder}/data",
        "JUPYTER_RUNTIME_DIR": f"{folder}/runtime",
        "JUPYTERLAB_SETTINGS_DIR": f"{folder}/settings",
        "JUPYTERLAB_WORKSPACES_DIR": f"{folder}/workspaces",
        "IPYTHONDIR": f"{folder}/ipython",
    }
    options = [
        "--no-browser",
        "--allow-root",
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env=os.environ | mine | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{url}/api?token={TOKEN}")
        yield lambda name: f"{url}/lab/workspaces/{Path(name).stem}/tree/{name}?token={TOKEN}"
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    """Wait until a server answers, at most two minutes."""
    for _ in range(240):
        time.sleep(0.5)
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(address).close()  # noqa: S310 - local
    raise TimeoutError("JupyterLab did not answer within two minutes")
