"""Packs what a page loads: Python's files compiled, then all of them in a few that are small.

Each is compressed here, and opened by the page: a plain host sends files as they are.
"""

import gzip
import io
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

import node_packages
from kept import Files

SCRIPT = Path(__file__).parent / "live" / "compile.mjs"


class CompilationError(Exception):
    """Python's files could not be compiled."""


def compiled(groups: dict[str, Files]) -> dict[str, Files]:
    """Return groups of files with *.pyc in place of *.py; files of one group are imported together.

    Where matplotlib is a group, it gets the list of its fonts, which takes a second to be made.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for group, files in groups.items():
            write_files(folder / group, files)
        command = [node_packages.NODE, SCRIPT, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise CompilationError(done.stdout + done.stderr)
        made = {group: read_files(folder / group) for group in groups}
        if "matplotlib" in groups:
            fonts = read_files(folder / "settings")
            made["matplotlib"] |= {f"settings/{path}": data for path, data in fonts.items()}
    return made


def write_files(folder: Path, files: Files) -> None:
    """Write files into a folder."""
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def read_files(folder: Path) -> Files:
    """Read all files of a folder that are no sources of Python."""
    found = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix != ".py")
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def unzipped(archive: bytes) -> Files:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def tarred(files: Files) -> bytes:
    """Write files into an archive that a page can open, the same bytes for the same files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def compressed(data: bytes) -> bytes:
    """Compress, the same bytes for the same."""
    return gzip.compress(data, mtime=0)
