"""What `make` says where it cannot begin, and how an installation survives faults."""

import errno
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

import install  # noqa: E402  # after the path that finds it

# An installation in miniature: one small package and a module of its own.
SMALL = {
    "requirements.txt": "-c constraints.txt\nclick\n-e .\n",
    "pyproject.toml": '[project]\nname = "small"\nversion = "1"\n[tool.setuptools]\npackages=[]\n',
}
WORKS = "import click, pathlib; print(pathlib.Path(click.__file__).parent)"
OFFLINE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_NO_CACHE_DIR": "1"}
OFFLINE_UV = {
    "UV_INDEX_URL": OFFLINE["PIP_INDEX_URL"],
    "UV_NO_CACHE": "1",
    "UV_HTTP_RETRIES": "0",
}


@pytest.fixture
def clone(tmp_path):
    """A folder with what make reads first, and no environment."""
    return make_clone(tmp_path / "clone")


def make_clone(folder: Path) -> Path:
    folder.mkdir()
    for name in ("Makefile", "requirements.txt", "constraints.txt", "pyproject.toml"):
        shutil.copyfile(ROOT / name, folder / name)
    shutil.copytree(ROOT / "_ext", folder / "_ext", ignore=shutil.ignore_patterns("node_modules"))
    return folder


def make_small(folder: Path) -> Path:
    """Make a clone whose installation takes seconds."""
    clone = make_clone(folder)
    for name, text in SMALL.items():
        (clone / name).write_text(text)
    return clone


@pytest.fixture
def small(tmp_path):
    return make_small(tmp_path / "clone")


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


def installs(folder: Path, base: str = sys.executable, **environment: str) -> Path:
    """Install from a Python; return where the small package lies."""
    status, lines = make(folder, "packages", f"PYTHON={base}", **environment)
    assert status == 0, lines
    python = folder / ".venv" / "bin" / "python"
    done = subprocess.run([python, "-c", WORKS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


@pytest.mark.parametrize("target", ["serve", "watch", "test", "book", "lint"])
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


@pytest.mark.parametrize(
    ("port", "words"),
    [
        ("0", "A port is a number from 1 to 65535, not '0'"),
        ("eighty", "A port is a number from 1 to 65535, not 'eighty'"),
        ("", "A port is a number from 1 to 65535, not ''"),
        (None, "is not free: choose another, make serve PORT="),
    ],
)
def test_a_port_is_looked_at_before_anything_is_made(clone, port, words):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1]) if port is None else port
        status, lines = make(clone, "serve", f"PORT={port}", f"PYTHON={sys.executable}")
    assert status != 0
    assert len(lines) == 1
    assert words in lines[0]
    assert not (clone / ".venv").exists()


def test_a_missing_network_gets_one_sentence_and_the_next_run_is_right(small):
    status, lines = make(small, "packages", f"PYTHON={sys.executable}", **OFFLINE)
    assert status != 0
    assert lines[-1].startswith("The packages could not be downloaded: is there a network?")
    assert (small / ".venv" / "install.log").read_text()
    installs(small)
    # What is there needs no network.
    installs(small, **OFFLINE, **OFFLINE_UV)
    with (small / "requirements.txt").open("a") as file:
        file.write("six\n")
    status, lines = make(small, "packages", f"PYTHON={sys.executable}", **OFFLINE_UV)
    assert status != 0
    assert lines[-1].startswith("The packages could not be downloaded: is there a network?")
    installs(small)


@pytest.mark.scheduled
def test_killed_at_any_moment_the_next_installation_is_whole(small):
    start = time.monotonic()
    installs(small)
    whole = time.monotonic() - start
    for part in (0.1, 0.5, 0.8, 0.95):
        shutil.rmtree(small / ".venv")
        process = subprocess.Popen(
            ["make", "packages", f"PYTHON={sys.executable}"],
            cwd=small,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(part * whole)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        installs(small)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with an environment, installed for a user whose settings divert packages."""
    home = tmp_path_factory.mktemp("home")
    (home / ".config" / "pip").mkdir(parents=True)
    (home / ".config" / "pip" / "pip.conf").write_text(
        "[global]\nuser = true\nrequire-virtualenv = true\n"
    )
    folder = make_small(tmp_path_factory.mktemp("installed") / "clone")
    diverting = {"PIP_USER": "1", "PIP_TARGET": str(home / "x"), "PYTHONPATH": str(home)}
    # As a rule that has a pip, which the Python of the course's environment has not.
    installs(folder, sys._base_executable, HOME=str(home), **diverting)
    return folder


def test_the_users_settings_divert_no_package(installed):
    assert installs(installed).is_relative_to(installed)


def test_an_environment_that_was_not_finished_here_is_made_anew(installed, tmp_path, monkeypatch):
    copied = tmp_path / "copied"
    shutil.copytree(installed, copied, symlinks=True)
    assert installs(copied).is_relative_to(copied)
    # What is made anew is what has no record.
    for name in ("PYTHON", "RECORD", "ROOT"):
        inside = getattr(install, name).relative_to(install.ROOT)
        monkeypatch.setattr(install, name, copied / inside)
    assert install.recorded()
    monkeypatch.setattr(install, "ROOT", tmp_path / "moved")
    assert not install.recorded()
    monkeypatch.setattr(install, "ROOT", copied)
    record, python = install.RECORD.read_text(), install.PYTHON.readlink()
    install.RECORD.write_text(record[:20])
    assert not install.recorded()
    install.RECORD.write_text(record)
    assert install.recorded()
    install.PYTHON.unlink()
    install.PYTHON.symlink_to("/nothing/here")
    assert not install.recorded()
    install.PYTHON.unlink()
    install.PYTHON.symlink_to(python)
    assert install.recorded()


def test_no_package_is_installed_twice(installed):
    record = installed / ".venv" / "installed.json"
    before = record.stat().st_mtime_ns
    assert make(installed, "packages") == (0, [])
    assert record.stat().st_mtime_ns == before
    assert set(json.loads(record.read_text())) == {"folder", "requirements.txt"}


def test_a_colon_in_the_path_gets_one_sentence(tmp_path):
    clone = make_clone(tmp_path / "a:b")
    status, lines = make(clone, "packages", f"PYTHON={sys.executable}")
    assert status != 0
    assert lines == [f"No environment can be made where a path has a colon: move {clone}"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device: 'x'", "The disk is full: free some space"),
        ("error: failed to write (os error 28)", "The disk is full: free some space"),
        ("The virtual environment was not created: ensurepip is not available", "no working venv"),
        ("NewConnectionError: Failed to establish a new connection", "is there a network?"),
        ("error: client error (Connect)\n tcp connect error", "is there a network?"),
        ("dns error: failed to lookup address information", "is there a network?"),
        ("PermissionError: [Errno 13] Permission denied: '/x'", "no permission to write"),
        ("\nerror: numpy==9 was not found\n\n", "error: numpy==9 was not found"),
    ],
)
def test_each_cause_has_its_sentence(words, sentence):
    found = install.reason(words)
    assert sentence in found
    assert "\n" not in found


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
def test_what_cannot_be_written_says_what_to_do(number):
    sentence = install.unwritable(OSError(number, os.strerror(number), "/place"))
    advice = {errno.ENOSPC: "free some space", errno.EIO: "/place could not be written"}
    assert advice.get(number, "copy the folder to a place of your own") in sentence
    copying = shutil.Error([("a", "b", "[Errno 28] No space left on device: 'b'")])
    assert "free some space" in install.unwritable(copying)


def test_without_a_browser_one_sentence_says_what_to_do(tmp_path):
    nowhere = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, ROOT / "_ext" / "chromium.py"],
        env=nowhere | {"PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("No Chromium was found or could be installed")


@pytest.mark.parametrize(("book", "tests"), [(0, 0), (1, 0), (0, 1)])
def test_book_and_tests_both_run_and_either_can_fail(clone, book, tests):
    programs = clone / ".venv" / "bin"
    programs.mkdir(parents=True)
    python = f'#!/bin/sh\ncase "$1" in *build.py) echo book ran; exit {book};; esac\n'
    for name, script in [
        ("python", python),
        ("pytest", f"#!/bin/sh\necho tests ran\nexit {tests}\n"),
    ]:
        (programs / name).write_text(script)
        (programs / name).chmod(0o755)
    status, lines = make(clone, "test")
    assert (status != 0) == bool(book or tests), lines
    assert "book ran" in lines
    assert "tests ran" in lines
