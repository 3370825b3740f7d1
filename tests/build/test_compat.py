"""The search for Pythons and the run on other versions; each is shown what it must not take."""

import sys
from pathlib import Path

import compat
import environments
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet


def script(path: Path, status: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_only_a_python_that_runs_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    script(tmp_path / "bin" / "python3.12", 1)  # as pyenv's are where 3.12 is not chosen
    assert environments.find_python("3.12") is None
    runs = script(tmp_path / "pyenv" / "versions" / "3.12.1" / "bin" / "python", 0)
    assert environments.find_python("3.12") == str(runs)
    assert environments.find_python("3.13") is None


@pytest.mark.parametrize("age", ["oldest", "newest"])
def test_every_dependency_has_one_version(age):
    pins = dict(line.split("==") for line in compat.pins(sys.executable, age))
    needs = compat.PROJECT["dependencies"]
    assert pins.keys() == {needed.split(">")[0] for needed in needs}
    if age == "oldest" and sys.version_info < (3, 13):  # numpy 2.0 has no wheel for 3.13
        bounds = dict(needed.split(">=") for needed in needs)
        assert all(pins[name].startswith(bound) for name, bound in bounds.items())


def test_the_page_runs_what_the_package_admits():
    runs = compat.page()
    for needed in compat.PROJECT["dependencies"]:
        requirement = Requirement(needed)
        if requirement.name in runs:
            assert runs[requirement.name] in requirement.specifier
    assert {"numpy", "matplotlib", "pillow", "autograd"} < runs.keys()
    assert runs["python"].rpartition(".")[0] in compat.PYTHONS
    assert runs["python"] in SpecifierSet(compat.PROJECT["requires-python"])


def test_the_versions_of_the_page_are_a_combination():
    pins = dict(line.split("==") for line in compat.pins(sys.executable, "page"))
    runs = compat.page()
    assert runs.pop("python")
    assert {name: pins.pop(name) for name in runs} == runs
    assert pins.keys() == {"ipywidgets"}, "which the page does not have"


@pytest.mark.parametrize(("body", "failed"), [("pass", 0), ("assert False", 3)])
def test_a_failing_test_fails_every_combination(body, failed, tmp_path, monkeypatch, capfd):
    (tmp_path / "test_it.py").write_text(f"def test_it():\n    {body}\n")
    found = {"3.12": sys.executable}
    monkeypatch.setattr(compat, "TESTS", [str(tmp_path / "test_it.py")])
    monkeypatch.setattr(environments, "find_python", found.get)
    monkeypatch.setattr(environments, "create", lambda *_arguments: Path(sys.executable))
    assert compat.main([]) == failed
    out = capfd.readouterr().out
    assert f"Python 3.12, oldest: {'FAILED' if failed else 'passed'}" in out
    assert "Python 3.11: missing on this machine, not run" in out


def test_every_module_has_its_tests_among_those_that_run():
    assert len(compat.UNITS) == len(compat.MODULES - {"plotting"})


def test_what_the_tests_import_is_installed(monkeypatch):
    monkeypatch.setattr(compat, "TESTS", ["--collect-only", *compat.TESTS])
    assert compat.passes(sys.executable, "newest")


def test_an_age_that_no_python_here_can_run_is_a_failure(monkeypatch, capsys):
    monkeypatch.setattr(compat, "passes", lambda *_arguments: True)
    monkeypatch.setattr(environments, "find_python", {"3.11": sys.executable}.get)
    assert compat.main(["page"]) == 1
    assert "The packages of page were run on no Python" in capsys.readouterr().out
    assert compat.main(["newest"]) == 0
