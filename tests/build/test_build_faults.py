"""The build under faults: the site stays, one sentence says why, and the next run is right."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time

import pytest
from small_book import EXPLORED, Book

ROOT_RIGHTS = [] if os.geteuid() == 0 else ["sudo", "-n"]
NOBODY = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "book")


def built(book: Book, **environment: str) -> str:
    status, log = book.build(**environment)
    assert status == 0, log
    return log


def started(book: Book) -> subprocess.Popen:
    """Start a build in a process group of its own."""
    return subprocess.Popen(
        list(map(str, book.command)),
        cwd=book.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Where the tests run in the background, Ctrl-C is ignored, and so it would be here.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def running(book: Book) -> subprocess.Popen:
    """Start a build and wait until its chapter runs."""
    process = started(book)
    process.stdout.readline()
    deadline = time.monotonic() + 120
    while not book.runs() and time.monotonic() < deadline:
        time.sleep(0.1)
    return process


@pytest.mark.scheduled
def test_killed_at_any_moment_the_next_build_is_right(book):
    """While a chapter runs, Sphinx starts, reads and writes, and the site is put in place."""
    book.write("# A title\n\nOld.\n", EXPLORED)
    built(book)
    old = book.site()
    book.write("# A title\n\nNew.\n", EXPLORED + "\n2")
    start = time.monotonic()
    built(book)
    whole = time.monotonic() - start
    new = book.site()
    for part in (0.15, 0.4, 0.6, 0.8, 0.95):
        shutil.rmtree(book.folder / "_build" / "html")
        shutil.rmtree(book.folder / "_build" / "outputs")
        book.write("# A title\n\nOld.\n", EXPLORED)
        built(book)
        book.write("# A title\n\nNew.\n", EXPLORED + "\n2")
        process = started(book)
        time.sleep(part * whole)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert book.site() in (old, new), part
        built(book)
        assert book.site() == new, part


def test_ctrl_c_ends_with_one_sentence(book):
    book.write("# A title\n", "import time; time.sleep(600)")
    process = running(book)
    os.killpg(process.pid, signal.SIGINT)
    log = process.communicate(timeout=60)[0]
    assert process.returncode != 0
    assert log.splitlines()[-1] == "Stopped; the next build goes on from here"


def test_two_builds_at_once_make_one_book(book):
    book.write("# A title\n", EXPLORED)
    processes = [started(book), started(book)]
    logs = [process.communicate(timeout=600)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], logs
    assert sum("Waiting for another build in this folder" in log for log in logs) == 1
    assert book.runs() == 1
    assert built(book) == ""


def test_an_edit_during_a_build_is_built_by_the_next(book):
    book.write("# A title\n\nBefore.\n", "import time; time.sleep(3)")
    process = running(book)
    book.write("# A title\n\nAfter.\n", "import time; time.sleep(3)")
    process.communicate(timeout=600)
    built(book)
    assert "After." in book.page()


def test_damaged_outputs_are_made_again(book):
    book.write("# A title\n", EXPLORED)
    built(book)
    site = book.site()
    kept = book.folder / "_build" / "outputs" / "intro.json"
    text = kept.read_text()
    assert book.stale() == set()
    for damaged in (text[: len(text) // 2], "", "\0\1", text.replace("A line.", "A lime.")):
        kept.write_text(damaged)
        assert book.stale() == {"intro"}, damaged[:20]
    for runs in (2, 3):
        shutil.rmtree(book.folder / "_build" / "html")
        built(book)
        assert book.site() == site
        assert book.runs() == runs
        shutil.rmtree(kept.parent)


def test_a_failed_build_leaves_the_site_and_what_sphinx_remembers_may_be_damaged(book):
    built(book)
    site = book.site()
    book.write("# A title\n\n$\\fraq$\n", "1")
    assert book.build()[0] != 0
    assert book.site() == site
    pickle = next((book.folder / "_build" / "work").rglob("environment.pickle"))
    pickle.write_bytes(pickle.read_bytes()[:100])
    book.write("# A title\n\nText with $x^2$.\n", "1 + 0")
    built(book)
    book.write("# A title\n\nText with $x^2$.\n", "1")
    built(book)
    assert book.site() == site


def test_the_surroundings_do_not_reach_a_page(tmp_path):
    """Another folder, time zone, language, hash seed, backend, profile, path, and one core."""
    plain = Book(tmp_path / "plain")
    other = Book(tmp_path / "mit Leerzeichen, 漢字 & ümlaut")
    home = tmp_path / "home"
    (home / ".config" / "matplotlib").mkdir(parents=True)
    settings = home / ".config" / "matplotlib" / "matplotlibrc"
    settings.write_text("lines.linewidth: 9\ntext.usetex: True\n")
    startup = home / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "noise.py").write_text("print('from the profile')")
    kernel = home / ".local" / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    false = {"argv": ["false"], "display_name": "x", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(false))
    foreign = tmp_path / "foreign"
    (foreign / "tools").mkdir(parents=True)
    (foreign / "tools" / "__init__.py").write_text("raise RuntimeError('another tools')")
    for book in (plain, other):
        book.write("# One\n", EXPLORED, page="one")
        book.write("# Two\n", EXPLORED.replace("0.5)", "0.25)"), page="two")
    built(plain)
    one_core = ["taskset", "--cpu-list", "0"] if shutil.which("taskset") else []
    status, log = other.run(
        *one_core,
        *other.command,
        HOME=str(home),
        TZ="Pacific/Chatham",
        LC_ALL="de_DE.UTF-8",
        LANGUAGE="de",
        PYTHONHASHSEED="17",
        MPLBACKEND="svg",
        PYTHONPATH=str(foreign),
        IPYTHONDIR=str(home / ".ipython"),
        OPENBLAS_NUM_THREADS="2",
    )
    assert status == 0, log
    one, two = plain.site(), other.site()
    assert [name for name in one if one[name] != two.get(name)] == []
    assert one.keys() == two.keys()


def test_a_full_disk_gets_one_sentence_and_nothing_is_lost(book):
    built(book)
    site = book.site()
    book.write("# Another title\n", EXPLORED)
    mount = [*ROOT_RIGHTS, "mount", "-t", "tmpfs", "-o"]
    for name, size in [("outputs", "4k"), ("work", "100k")]:
        place = book.folder / "_build" / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        subprocess.run([*mount, f"size={size}", "tmpfs", place], check=True)
        try:
            status, log = book.build()
        finally:
            subprocess.run([*ROOT_RIGHTS, "umount", "--lazy", place], check=True)
        assert status != 0, name
        assert log.splitlines()[-1].startswith("The disk is full: free some space"), name
        assert book.site() == site
    built(book)
    assert "Another title" in book.page()


def test_a_checkout_that_may_only_be_read_gets_one_sentence(book):
    for place in [book.folder, *book.folder.rglob("*")]:
        if not place.is_symlink():
            place.chmod(place.stat().st_mode & ~0o222 | stat.S_IRUSR)
    for place in [book.folder, *book.folder.parents][:-1]:
        if os.geteuid() == 0:
            place.chmod(place.stat().st_mode | 0o055)
    python = os.path.realpath(sys.executable)
    script = book.folder / "_ext" / "install.py"
    status, log = book.run(*NOBODY, python, "-B", script, "requirements.txt")
    assert status != 0
    assert log.count("\n") == 1
    assert log.startswith("No permission to write ")
    assert "copy the folder to a place of your own" in log
