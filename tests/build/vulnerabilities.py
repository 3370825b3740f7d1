"""Names what is known to be vulnerable in constraints.txt: ``make vulnerabilities``.

pip-audit asks the OSV database for each pinned version, also for those that another system or
Python gets. It stays outside the environment of the tests; further arguments are handed on to it.
"""

import itertools
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import environments

PINS = Path(__file__).parents[2] / "constraints.txt"
AUDIT = [
    "pip-audit==2.10.1", "--vulnerability-service", "osv", "--progress-spinner", "off",
    "--strict",  # what cannot be looked up fails
    "--no-deps", "--disable-pip",  # the pins are the whole tree: nothing is resolved or installed
]  # fmt: skip


def lists(pins: str) -> list[list[str]]:
    """Return all pins without their conditions; a second version of a package in a second list.

    pip-audit passes over what its own system does not get, and takes one version of each.
    """
    versions = defaultdict(list)
    for line in pins.splitlines():
        pin = line.partition(";")[0].strip()
        versions[pin.partition("==")[0]].append(pin)
    return [list(filter(None, pins)) for pins in itertools.zip_longest(*versions.values())]


def audit(pins: list[str], arguments: list[str]) -> int:
    """Run pip-audit; return 0 if every pin was looked up and none is vulnerable."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(pins))
        file.flush()
        command = [environments.UV, "tool", "run", "--no-python-downloads", *AUDIT]
        return subprocess.run([*command, "--requirement", file.name, *arguments]).returncode


if __name__ == "__main__":
    found = [audit(pins, sys.argv[1:]) for pins in lists(PINS.read_text("utf-8"))]
    sys.exit(max(found))
