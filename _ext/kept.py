"""Keeps what takes long to make for the next build, outside of what is removed with a book."""

import contextlib
import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import platformdirs

Files = dict[str, bytes]  # by their names
LATEST = 8  # that are kept of a kind, since several folders of the book may be at work


def folder(name: str) -> Path:
    """Return a folder for what is kept, which need not be there."""
    return platformdirs.user_cache_path("life-of-a-gradient") / name


def kept_or_made(name: str, key: bytes, make: Callable[[], Files]) -> Files:
    """Return files as they were kept for the same key, or else made now, sorted by their names.

    Parameters
    ----------
    name : str
        What the files are. Of those that were kept for other keys the oldest go.
    key : bytes
        All that they are made of.
    make : callable
        Makes them.
    """
    where = folder(name)
    file = where / f"{hashlib.sha256(key).hexdigest()[:16]}.zip"
    files = read(file)
    if files is None:
        files = dict(sorted(make().items()))  # as an archive has them
        with contextlib.suppress(OSError):  # without a place for them they are made each time
            where.mkdir(parents=True, exist_ok=True)
            write(file, archive_of(files))
            for old in sorted(where.glob("*.zip"), key=os.path.getmtime)[:-LATEST]:
                old.unlink(missing_ok=True)
    return files


def read(file: Path) -> Files | None:
    """Return what is in an archive, or None if it is not there or not whole."""
    try:
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, zlib.error):
        return None


def archive_of(files: Files) -> bytes:
    """Return files as an archive, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = file.with_suffix(f".{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)  # a part of it, on a full disk
