"""Makes .venv, or brings it up to date: python _ext/install.py [--is-current] REQUIREMENTS ...

An environment counts only when its installation has come to its end in this very folder. Whatever
an interruption, a full disk, a copy or a move has left is made anew; what was downloaded is cached.
"""

from __future__ import annotations  # an old Python must come as far as its sentence

import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from commands import alone, unwritable

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
LOG = VENV / "install.log"
RECORD = VENV / "installed.json"
UV_VERSION = "0.13.9"

NO_NETWORK = re.compile(
    r"connection (?:refused|error|reset|broken|timed out|to \S+ timed out)"
    r"|dns error|tcp connect error"
    r"|failed to (?:establish a new connection|lookup address|fetch)|name resolution|unreachable"
    r"|error sending request|client error \(connect\)|read timed out|operation timed out",
    re.IGNORECASE,
)


class InstallationError(Exception):
    """The environment could not be made; the message is one sentence for who typed the command."""


def fingerprint(requirements: str) -> str:
    """Return a hash of what decides which packages a file of requirements brings."""
    names = (requirements, "constraints.txt", "pyproject.toml")
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def wanted(requirements: list[str]) -> dict[str, str]:
    """Return what the record says when all the requirements are installed."""
    return {"folder": str(ROOT)} | {name: fingerprint(name) for name in requirements}


def recorded() -> dict[str, str]:
    """Return what was installed here, or nothing if that did not end well or its Python is gone."""
    try:
        record = json.loads(RECORD.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if record.get("folder") == str(ROOT) and PYTHON.exists() else {}


def is_current(requirements: list[str]) -> bool:
    """Whether everything that is wanted is installed."""
    return wanted(requirements).items() <= recorded().items()


def install(requirements: list[str]) -> None:
    """Install what is not installed; raise InstallationError with one sentence."""
    record = recorded()
    if not record and VENV.exists():
        shutil.rmtree(VENV)
    if not record:
        create()
    RECORD.unlink(missing_ok=True)
    record["folder"] = str(ROOT)
    for name in requirements:
        if record.get(name) != fingerprint(name):
            print(f"Installing the packages of {name}", flush=True)
            # Byte code now, on every core, spares each kernel the work.
            pip = [UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON]
            run(*pip, "-r", name)
            record[name] = fingerprint(name)
    part = RECORD.with_suffix(".part")
    part.write_text(json.dumps(record, indent=1), "utf-8")
    part.replace(RECORD)


def create() -> None:
    """Make an empty environment with the installer in it."""
    if sys.version_info < (3, 11):  # noqa: UP036  # any Python may run this script
        version = ".".join(map(str, sys.version_info[:3]))
        raise InstallationError(
            f"The book needs Python 3.11 or newer and this is {version}; "
            "name another with: make PYTHON=python3.12"
        )
    if ":" in str(ROOT):
        raise InstallationError(f"No environment can be made where a path has a colon: move {ROOT}")
    print("Making the environment in .venv", flush=True)
    VENV.mkdir()
    # To bring a pip into the environment takes longer than all else here.
    has_pip = importlib.util.find_spec("pip") is not None
    run(sys.executable, "-m", "venv", *["--without-pip"] * has_pip, VENV)
    pip = [sys.executable if has_pip else PYTHON, "-m", "pip"]
    place = VENV / "uv"
    run(*pip, "install", "--quiet", "--retries", "1", "--target", place, f"uv=={UV_VERSION}")
    (place / "bin" / "uv").rename(UV)
    shutil.rmtree(place)


def run(*command: object) -> None:
    """Run an installer; its words go to the log, and the reason, if it fails, into the error."""
    done = subprocess.run(  # noqa: S603  # the commands stand in this file
        list(map(str, command)),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(map(str, command))}\n{done.stdout}\n")
    if done.returncode:
        raise InstallationError(reason(done.stdout))


def environment() -> dict[str, str]:
    """Return the variables for an installer: a user's own target must not divert the packages."""
    diverting = {"PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONPATH", "PYTHONHOME"}
    kept = {name: value for name, value in os.environ.items() if name not in diverting}
    kept["PIP_USER"] = kept["PIP_REQUIRE_VIRTUALENV"] = "0"  # which files of settings may set too
    cache = Path(kept.get("UV_CACHE_DIR") or kept.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if not is_writable(cache):
        kept["UV_NO_CACHE"] = "1"
    return kept


def is_writable(folder: Path) -> bool:
    """Whether a folder, or the nearest one above it that exists, takes files."""
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return os.access(existing, os.W_OK)


def reason(words: str) -> str:
    """Say in one sentence why an installer failed, from what it wrote."""
    if "No space left on device" in words or "os error 28" in words:
        return unwritable(OSError(errno.ENOSPC, ""))
    if "ensurepip is not" in words or "No module named venv" in words:
        return f"{sys.executable} has no working venv module; on Debian: apt install python3-venv"
    seen = f"The installer's words are in {LOG.relative_to(ROOT)}"
    if NO_NETWORK.search(words):
        return f"The packages could not be downloaded: is there a network? {seen}"
    if "Permission denied" in words:
        return f"The packages could not be installed: no permission to write. {seen}"
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "no word")
    return f"The packages could not be installed: {last.rstrip('.')}. {seen}"


def main(arguments: list[str]) -> int | str:
    """Do what the command line says; return an exit status or a sentence."""
    if arguments[0] == "--is-current":
        return int(not is_current(arguments[1:]))
    try:
        with alone("installation"):
            if not is_current(arguments):
                install(arguments)
    except InstallationError as error:
        return str(error)
    except OSError as error:
        return unwritable(error)
    except KeyboardInterrupt:
        return "Stopped; the next make begins the installation anew"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
