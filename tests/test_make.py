"""What `make` says where it cannot begin: one clear sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def clone(tmp_path):
    """A folder with what make reads first, and no environment."""
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name in ("chapters", "tools", "_ext", "_static"):
        (tmp_path / name).mkdir()
    return tmp_path


def make(folder: Path, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    """Run make; return its status and what it printed, but for make's own last line."""
    done = subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    lines = (done.stdout + done.stderr).splitlines()
    return done.returncode, [line for line in lines if not line.startswith("make")]


@pytest.mark.parametrize("target", ["serve", "test", "book", "lint"])
def test_an_old_python_gets_one_sentence(clone, target):
    old = clone / "old-python"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.10.4\nexit 1\n')
    old.chmod(0o755)
    status, lines = make(clone, target, f"PYTHON={old}")
    assert status != 0
    assert len(lines) == 1
    assert "needs Python 3.11 or newer" in lines[0]
    assert "Python 3.10.4" in lines[0]
    assert not (clone / ".venv").exists()


def test_a_missing_python_gets_one_sentence(clone):
    status, lines = make(clone, "serve", "PYTHON=python-of-nowhere")
    assert status != 0
    assert len(lines) == 1
    assert "needs Python 3.11 or newer" in lines[0]


def test_a_missing_network_gets_one_sentence(clone):
    nowhere = "http://127.0.0.1:9/simple"
    status, lines = make(
        clone, "book", f"PYTHON={sys.executable}", PIP_INDEX_URL=nowhere, PIP_NO_CACHE_DIR="1"
    )
    assert status != 0
    assert len(lines) == 1
    assert "is there a network?" in lines[0]
    assert (clone / ".venv" / "install.log").read_text()


def test_a_missing_network_at_the_second_step_gets_one_sentence(clone):
    (clone / ".venv" / "bin").mkdir(parents=True)
    for name in ("python", "uv"):
        (clone / ".venv" / "bin" / name).symlink_to(Path(sys.executable).parent / name)
    status, lines = make(
        clone,
        "book",
        UV_INDEX_URL="http://127.0.0.1:9/simple",
        UV_NO_CACHE="1",
        UV_HTTP_RETRIES="0",
    )
    assert status != 0
    assert lines[-1].startswith("The packages could not be installed: is there a network?")


def test_a_broken_download_is_tried_again(clone):
    """An installation that failed leaves no mark of success."""
    make(clone, "book", f"PYTHON={sys.executable}", PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert not (clone / ".venv" / "book").exists()
    assert not (clone / ".venv" / "bin" / "uv").exists()


@pytest.mark.parametrize(("book", "tests"), [(0, 0), (1, 0), (0, 1)])
def test_book_and_tests_both_run_and_either_can_fail(clone, book, tests):
    programs = clone / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, status in [("uv", 0), ("python", 0), ("jupyter-book", book), ("pytest", tests)]:
        script = f"#!/bin/sh\nmkdir -p _build/html\necho {name} ran\nexit {status}\n"
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    (clone / "tests").mkdir()
    for name in ("_config.yml", "_toc.yml", "tests/requirements.txt"):
        (clone / name).touch()
    status, lines = make(clone, "test")
    assert (status != 0) == bool(book or tests), lines
    assert "jupyter-book ran" in lines
    assert "pytest ran" in lines
