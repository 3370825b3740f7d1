"""What an installation and a build do alike: take turns, and say why nothing can be written."""

from __future__ import annotations  # an old Python must come as far as its sentence

import contextlib
import errno
import fcntl
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@contextlib.contextmanager
def alone(work: str) -> Iterator[None]:
    """Let one installation or build run at a time in this folder."""
    place = ROOT / "_build" / f".{work}"
    place.parent.mkdir(exist_ok=True)
    with place.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for another {work} in this folder", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unwritable(error: OSError) -> str:
    """Say in one sentence why something could not be written, and what to do."""
    if error.errno == errno.ENOSPC or "No space left on device" in str(error):
        return "The disk is full: free some space and run the same command again"
    if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        return f"No permission to write {error.filename}: copy the folder to a place of your own"
    return f"{error.filename or ROOT} could not be written: {error.strerror or error}"
