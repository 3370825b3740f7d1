"""The run of the tests: a skipped test fails it, what is not run is named, all have a time."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

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
    has_torch = importlib.util.find_spec("torch") is not None
    assert has_torch or "not run, since PyTorch is not here: chapters/test_hooks" in done.stdout
