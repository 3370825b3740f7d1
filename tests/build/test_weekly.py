"""The weekly workflow: an issue is opened when none is open, and each job runs what is there."""

import os
import re
import subprocess
from pathlib import Path

import compat
import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / ".github" / "workflows" / "weekly.yml"
JOBS = yaml.safe_load(FILE.read_text("utf-8"))["jobs"]


@pytest.mark.parametrize("count", [0, 1])
def test_an_issue_is_opened_unless_one_is_open(count, tmp_path):
    stub = tmp_path / "gh"
    stub.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n[ "$2" = create ] || echo {count}\n'
    )
    stub.chmod(0o755)
    step = JOBS["report"]["steps"][0]
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(["bash", "-e", "-c", step["run"]], env=step["env"] | path, check=True)
    calls = (tmp_path / "calls").read_text()
    assert ("issue create" in calls) == (count == 0)


def test_only_the_report_may_write():
    writes = [name for name, job in JOBS.items() if "write" in job["permissions"].values()]
    assert writes == ["report"]
    assert set(JOBS["report"]["needs"]) == set(JOBS) - {"report"}


def test_every_python_of_the_package_is_set_up():
    versions = [
        step["with"]["python-version"].split()
        for step in JOBS["compat"]["steps"]
        if "setup-python" in step.get("uses", "")
    ]
    assert versions == [compat.PYTHONS]


def test_each_command_of_make_is_there():
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    runs = [step["run"] for job in JOBS.values() for step in job["steps"] if "run" in step]
    called = {run.split()[1] for run in runs if run.startswith("make ")}
    assert {"colab", "torch", "vulnerabilities"} <= called <= set(targets)
