"""The run of the tests: a skipped test fails it, what is not run is named, all have a time."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import engines
import pytest


@pytest.mark.parametrize(("body", "status"), [("pass", 0), ("pytest.skip('later')", 1)])
def test_a_skipped_test_fails_the_run(body, status, tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_it.py").write_text(f"import pytest\ndef test_it():\n    {body}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "conftest", "test_it.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stdout + done.stderr
    assert " s  test_it.py" in done.stdout
    for engine in engines.NAMES:
        assert (f"not tried: {engine} is not here" in done.stdout) == bool(engines.missing(engine))
    has_torch = importlib.util.find_spec("torch") is not None
    assert has_torch or "not run, since PyTorch is not here: chapters/test_hooks" in done.stdout


def test_an_engine_that_is_not_here_is_named(monkeypatch):
    for name in ("FIREFOX", "GECKODRIVER", "MINIBROWSER", "WEBKITWEBDRIVER", "XVFB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(engines, "MINIBROWSER", "nowhere")
    assert engines.there() == []
    assert engines.missing("Firefox").startswith("Firefox is not here: install it, or name FIREFOX")
    assert engines.missing("WebKitGTK").endswith("name MINIBROWSER and WEBKITWEBDRIVER and XVFB")
    monkeypatch.setenv("FIREFOX", "/some/firefox")
    monkeypatch.setenv("GECKODRIVER", "/some/driver")
    assert engines.there() == ["Firefox"]


def test_a_run_that_lacks_an_engine_says_so_and_fails_where_all_are_wanted(tmp_path):
    script = Path(engines.__file__)
    done = subprocess.run(
        [sys.executable, script],
        env={"PATH": "/nowhere", "MINIBROWSER": "x", "WEBKITWEBDRIVER": "x", "GECKODRIVER": "x"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        engines.lacks("Firefox", ["FIREFOX"]),
        engines.lacks("WebKitGTK", ["XVFB"]),
    ]
