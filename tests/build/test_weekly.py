"""The weekly workflow opens an issue when none is open; what workflows run of make is there."""

import os
import re
import subprocess
from pathlib import Path

import compat
import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"


def jobs(name: str) -> dict:
    """Return the jobs of a workflow."""
    return yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text("utf-8"))["jobs"]


JOBS = jobs("weekly")


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


EVERY_WEEK = {"colab", "torch", "reseed", "faults", "compat", "engines", "live", "paper"}
EVERY_WEEK |= {"vulnerabilities"}


@pytest.mark.parametrize(
    ("name", "wanted"), [("weekly", EVERY_WEEK), ("publish", {"published", "pdf", "zip"})]
)
def test_each_command_of_make_is_there(name, wanted):
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    steps = [step for job in jobs(name).values() for step in job.get("steps", [])]
    words = [step["run"].split() for step in steps if step.get("run", "").startswith("make ")]
    called = {word for _, *rest in words for word in rest if "=" not in word}
    assert called == wanted
    assert called <= set(targets)
