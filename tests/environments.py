"""Pythons that the machine has, and environments made from them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

UV = Path(sys.executable).parent / "uv"


def find_python(version: str) -> str | None:
    """Return a Python of a version such as 3.12 that runs, on the path or pyenv's, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    # pyenv puts a python3.12 on the path that runs only where 3.12 is chosen.
    found = [shutil.which(f"python{version}"), *pyenv.glob(f"versions/{version}.*/bin/python")]
    runs = (
        p
        for p in found
        if p and not subprocess.run([p, "-c", ""], stderr=subprocess.DEVNULL).returncode
    )
    return next(map(str, runs), None)


def uv(*arguments: object) -> str:
    """Run uv, which must find its Python on the machine; return what it prints."""
    command = [UV, *arguments, "--quiet", "--no-python-downloads"]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def create(folder: Path, python: str, *arguments: object) -> Path:
    """Make an environment, pip install what the arguments name into it; return its Python."""
    uv("venv", "--seed", "--clear", "--python", python, folder)
    created = folder / "bin" / "python"
    uv("pip", "install", "--python", created, *arguments)
    return created


def take_out_the_course(python: Path) -> None:
    """Take out of an environment what a notebook's first cell has installed."""
    uv("pip", "uninstall", "--python", python, "life-of-a-gradient")
    code = "from importlib.util import find_spec; assert not find_spec('tools')"
    subprocess.run([python, "-P", "-c", code], check=True)
