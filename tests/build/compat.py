"""Runs unit tests and chapters on old and new packages: ``make compat [AGE=oldest]``.

pyproject.toml names the Pythons. On each that the machine has it takes the oldest numpy,
matplotlib, ipywidgets and autograd that are admitted and have wheels, and then the newest.
"""

import pkgutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import environments

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PYTHONS = [line.split(" :: ")[-1] for line in PROJECT["classifiers"]]
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}
# An old package uses what a newer one below it calls deprecated.
WARNINGS = {"oldest": ["-W", "ignore::DeprecationWarning"], "newest": []}
NEEDS = ["hypothesis", "ipykernel", "mpmath", "nbclient", "playwright", "pytest-xdist", "pyyaml"]
# Every module of tools has its file of tests; the others need the built site or its packages.
FOLDERS = [ROOT / "tools", ROOT / "tools" / "plotting"]
MODULES = {module.name for module in pkgutil.iter_modules(FOLDERS)} - {"plotting"}
UNITS = [f"tests/tools/test_{name.removeprefix('_')}.py" for name in sorted(MODULES)]
TESTS = [
    "tools",
    *UNITS,
    "tests/chapters/test_chapters.py",
    "tests/chapters/test_chapter_exercises.py",
]


def pins(python: str, age: str) -> list[str]:
    """Return the oldest or the newest versions of the dependencies for a Python."""
    names = [needed.split(">")[0] for needed in PROJECT["dependencies"]]
    resolved = environments.uv(
        "pip", "compile", "--python", python, "--resolution", RESOLUTIONS[age],
        "--only-binary", "numpy", "--only-binary", "matplotlib", ROOT / "pyproject.toml",
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
    """Run every combination; return how many failed."""
    found = {version: environments.find_python(version) for version in PYTHONS}
    results = {
        f"Python {version}, {age}": passes(python, age)
        for version, python in found.items()
        if python
        for age in ages or RESOLUTIONS
    }
    print()
    for name, passed in results.items():
        print(f"{name}: {'passed' if passed else 'FAILED'}")
    for version in (version for version, python in found.items() if not python):
        print(f"Python {version}: missing on this machine, not run")
    return sum(not passed for passed in results.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
