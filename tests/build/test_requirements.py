"""Every package that the course asks for by name stands beside the reason why."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def dependencies(name: str) -> list[str]:
    """Return the lines of a file that name a package."""
    text = (ROOT / name).read_text("utf-8")
    if name == "pyproject.toml":
        text = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)[1]
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-c "))]


def without_reason(lines: list[str]) -> list[str]:
    """Return the lines on which no words follow the package."""
    return [line for line in lines if not re.search(r"\S  +# \w.*\w", line)]


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "_ext/paper/requirements.txt", "tests/requirements.txt", "pyproject.toml"],
)
def test_each_dependency_has_a_reason(name):
    lines = dependencies(name)
    assert len(lines) >= 4
    assert without_reason(lines) == []


def test_no_dependency_of_the_package_is_passed_over():
    listed = tomllib.loads(PROJECT)["project"]["dependencies"]
    assert [line.split('"')[1] for line in dependencies("pyproject.toml")] == listed


@pytest.mark.parametrize("line", ["six", "six==1.17.0", '"six>=1",', "six  #", "-e ."])
def test_a_dependency_without_a_reason_is_seen(line):
    assert without_reason(["numpy  # computes", line]) == [line]
