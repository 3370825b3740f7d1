"""What the outputs of a chapter depend on, as a hash.

That is its code, the modules of tools/ that the code reaches, the data that these read, the
packages, the typefaces of figures, the settings of the kernels, and Python; the prose is no part
of it.
"""

import ast
import functools
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
from sphinx.errors import ExtensionError

# The variables of every kernel, so that its outputs do not depend on the machine.
SETTINGS = {
    "LIFE_OF_A_GRADIENT_BOOK": "1",  # the kernels draw for the page
    "OPENBLAS_NUM_THREADS": "1",  # a sum's last bit must not depend on how many cores share it
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}

_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


def outputs_key(file: Path, root: Path) -> str:
    """Return the hash of all that the outputs of a notebook depend on."""
    code = code_of(nbformat.read(file, as_version=4))
    digest = hashlib.sha256(f"{sys.version} {SETTINGS}".encode())
    faces = (root / "_ext" / package / "package-lock.json" for package in ("katex", "typeface"))
    sources = [root / "constraints.txt", *faces, *sorted(reached(file.stem, code, root))]
    for source in filter(Path.is_file, sources):
        digest.update(b"\0" + source.name.encode() + b"\0" + source.read_bytes())
    for cell in code:
        digest.update(b"\0" + cell.encode())
    return digest.hexdigest()


def code_of(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the sources of the code cells."""
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def reached(chapter: str, code: Iterable[str], root: Path) -> set[Path]:
    """Return the files of tools/ that code reaches: modules, and the data files that these name.

    The checker imports the exercises that it is asked for, and a chapter asks for its own.
    """
    own = f"tools.exercises.{chapter.partition('_')[0]}"
    files: set[Path] = set()
    known: set[str] = set()
    pending = [_MAGIC.sub(r"\1pass", cell) for cell in code]
    while pending:
        source = pending.pop()
        names = imported(source)
        names |= {own} if "tools.exercises" in names else set()
        found = {file for name in names - known for file in _module_files(name, root)}
        known |= names
        pending += [file.read_text("utf-8") for file in found - files]
        files |= found
    text = "".join(file.read_text("utf-8") for file in files)
    return files | {file for file in _data_files(root) if file.name in text}


@functools.cache
def imported(source: str) -> frozenset[str]:
    """Return the dotted names that Python code imports; `from a import b` gives a and a.b."""
    names = set()
    nodes = ast.walk(ast.parse(source)) if "import" in source else ()  # most cells have none
    for node in nodes:
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ExtensionError(f"wanted an import by the full name: {ast.unparse(node)}")
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return frozenset(names)


def _module_files(name: str, root: Path) -> Iterator[Path]:
    """Yield the files below root/tools that an import of a dotted name runs."""
    parts = name.split(".")
    if parts[0] != "tools":
        return
    for length in range(1, len(parts) + 1):
        place = root.joinpath(*parts[:length])
        for file in (place / "__init__.py", place.with_suffix(".py")):
            if file.is_file():
                yield file


def _data_files(root: Path) -> list[Path]:
    """Return the files of tools/ that are no modules."""
    files = (file for file in (root / "tools").rglob("*") if file.is_file())
    return [file for file in files if file.suffix not in {".py", ".pyc"}]
