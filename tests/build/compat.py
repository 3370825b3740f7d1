"""Runs unit tests and chapters on old and new packages: ``make compat [AGE=oldest]``.

pyproject.toml names the Pythons. On each that the machine has it takes the oldest numpy,
matplotlib, ipywidgets and autograd that are admitted and have wheels, and then the newest; on the
Python that pages have, also the versions that these run, of what these bring too.
"""

import json
import pkgutil
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import environments

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

import live_files
import node_packages

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTHONS = [line.split(" :: ")[-1] for line in PROJECT["classifiers"]]
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest", "page": "highest"}
# An old package uses what a newer one below it calls deprecated.
OLD = ["-W", "ignore::DeprecationWarning"]
WARNINGS = {"oldest": OLD, "newest": [], "page": OLD}
NEEDS = ["hypothesis", "ipykernel", "mpmath", "nbclient", "playwright", "pytest-xdist", "pyyaml"]
NEEDS += ["selenium"]  # which conftest.py imports
# Every module of tools has its file of tests; the others need the built site or its packages.
FOLDERS = [ROOT / "tools", ROOT / "tools" / "plotting"]
MODULES = {module.name.removeprefix("_") for module in pkgutil.iter_modules(FOLDERS)}
FILES = (ROOT / "tests" / "tools").rglob("test_*.py")
UNITS = sorted(str(file) for file in FILES if file.stem.removeprefix("test_") in MODULES)
TESTS = [
    "tools",
    *UNITS,
    "tests/chapters/test_chapters.py",
    "tests/chapters/test_chapter_exercises.py",
]


def page() -> dict[str, str]:
    """Return the versions of Python and of the packages that a page runs."""
    node_packages.install_packages(live_files.HERE)
    lock = json.loads((live_files.CORE / "pyodide-lock.json").read_text("utf-8"))
    versions = {name: lock["packages"][name]["version"] for name in live_files.PACKAGES}
    # The page has the autograd of the book's own environment.
    own = (ROOT / "requirements.txt").read_text("utf-8")
    autograd = re.search(r"^autograd==(\S+)", own, re.MULTILINE)[1]
    return {"python": lock["info"]["python"], **versions, "autograd": autograd}


def pins(python: str, age: str) -> list[str]:
    """Return the oldest or the newest versions of the dependencies for a Python.

    Or those of a page, and of all that a page has besides.
    """
    held = page() if age == "page" else {}
    held.pop("python", None)
    names = {needed.split(">")[0] for needed in PROJECT["dependencies"]} | held.keys()
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "constraints.txt")
        constraints.write_text("".join(f"{name}=={held[name]}\n" for name in held))
        resolved = environments.uv(
            "pip", "compile", "--python", python, "--resolution", RESOLUTIONS[age],
            "--constraint", constraints, "--only-binary", ":all:", ROOT / "pyproject.toml",
        )  # fmt: skip
    return [line for line in resolved.splitlines() if line.split("==")[0] in names]


def passes(python: str, age: str) -> bool:
    """Run all tests on these versions, which it prints."""
    versions = pins(python, age)
    print(f"\n{python}, {age}: {', '.join(versions)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        created = environments.create(Path(folder), python, *versions, *NEEDS, "-e", ROOT)
        command = [created, "-m", "pytest", "-q", "--tb=short", *WARNINGS[age], *TESTS]
        return subprocess.run(command, cwd=ROOT).returncode == 0


def main(ages: list[str]) -> int:
    """Run every combination; return how many failed, or how many ages ran on no Python."""
    ages = ages or list(RESOLUTIONS)
    found = {version: environments.find_python(version) for version in PYTHONS}
    results = {
        (version, age): passes(python, age)
        for version, python in found.items()
        if python
        for age in ages
        if age != "page" or page()["python"].startswith(f"{version}.")
    }
    print()
    for (version, age), passed in results.items():
        print(f"Python {version}, {age}: {'passed' if passed else 'FAILED'}")
    for version in (version for version, python in found.items() if not python):
        print(f"Python {version}: missing on this machine, not run")
    idle = [age for age in ages if age not in {age for _, age in results}]
    for age in idle:
        print(f"The packages of {age} were run on no Python: install one that is missing")
    return sum(not passed for passed in results.values()) + len(idle)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
