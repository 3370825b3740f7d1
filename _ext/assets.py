"""Which style sheets and scripts of _static/ a page loads: what lies in pages/ is for one alone."""

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

OWN = PurePosixPath("pages")

# What is remembered must hold before anything is painted: these stand in the page itself.
EARLY = ["code.js", "theme.js"]

# What only readers of the source need: comments, in scripts those on lines of their own, and
# indentation.
NEEDLESS = {
    ".css": re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE),
    ".js": re.compile(r"^\s*//.*\n|^\s+", re.MULTILINE),
}


def common(files: Iterable[tuple[str, dict]]) -> list[str]:
    """Return, of the files that Sphinx lists, those for every page.

    In the order of their names: Sphinx has that of the file system, which is another elsewhere.
    """
    return sorted(name for name, _ in files if PurePosixPath(name).parent != OWN)


def own(files: Iterable[tuple[str, dict]], pagename: str) -> list[str]:
    """Return those for one page: pages/errata.css is for chapters/errata."""
    wanted = OWN / PurePosixPath(pagename).name
    return sorted(name for name, _ in files if PurePosixPath(name).with_suffix("") == wanted)


def shortened(file: Path) -> str:
    """Return a style sheet or a script as a page loads it."""
    return NEEDLESS[file.suffix].sub("", file.read_text("utf-8"))


def early_script(static: Path) -> str:
    """Return the script that stands in every page."""
    return "".join(shortened(static / name) for name in EARLY)


def digest(script: str) -> str:
    """Return the hash by which a page's policy allows the script that stands in it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
