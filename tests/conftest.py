"""What the tests share: the repository, the built site, a server for it and a browser."""

import collections
import functools
import http.server
import importlib.util
import itertools
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import engines
import hypothesis
import matplotlib as mpl
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from chromium import FLAGS, find

ROOT = Path(__file__).parent.parent

# For the kernels: two run beside each other, and the threads of one would wait for the other's.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

# Not by MPLBACKEND: the kernels that the tests start would inherit it.
mpl.use("agg")

# The same examples every time and no deadline: a test that passes, passes on a slow machine too.
hypothesis.settings.register_profile("course", deadline=None, derandomize=True)
hypothesis.settings.load_profile("course")


# They compute while they are imported, which collecting them would do in every worker.
collect_ignore = ["oracles"]

# PyTorch is no part of the book: `make torch` brings it, and the weekly workflow runs that.
NEED_TORCH = ["chapters/test_hooks.py"] if importlib.util.find_spec("torch") is None else []
collect_ignore += NEED_TORCH

# A machine may lack another engine than Chromium's: `make engines`, which runs every week, may not.
NOT_HERE = list(filter(None, map(engines.missing, engines.NAMES)))
collect_ignore += ["site/test_engines.py"] if not engines.there() else []

# These go first, so that no worker is left alone with a long one at the end.
LONG = ["chapter_exercises", "chapters", "visit", "engines", "colab", "lab", "build", "setup_cell"]
# The tests of a file stay with one worker, which makes once what they share: so do those of files
# that share the chapters that have run, a book, the published site, figures or the answers that are
# computed another way. These share nothing and take long.
SPREAD = {"visit", "colab", "build", "build_faults", "compat"}
SHARING = {
    "chapters": "chapter_exercises",
    "exercise_reading": "exercises",
    "explorable_browser": "explorable",
    "explorable_frames": "explorable",
    "folds_browser": "folds",
    "links": "metadata",
    "page_actions": "metadata",
}


class ByFile(LoadScopeScheduling):
    """Hands out files to workers, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        """Return what a test stays together with."""
        name = Path(nodeid.partition("::")[0]).stem.removeprefix("test_")
        return nodeid if name in SPREAD else SHARING.get(name, name)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Choose our scheduler."""
    config.option.loadscopereorder = False  # or it would begin with what has the most tests
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take long before the others, in the order of the list."""
    places = {f"test_{name}": place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where a test was skipped: it has shown nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how long each file of tests took, as one worker counts it."""
    seconds = collections.Counter()
    for report in itertools.chain(*terminalreporter.stats.values()):
        if isinstance(report, pytest.TestReport):
            seconds[report.nodeid.split("::")[0]] += report.duration
    for file in NEED_TORCH:
        terminalreporter.line(f"not run, since PyTorch is not here: {file}; `make torch` runs it")
    for sentence in NOT_HERE:
        terminalreporter.line(f"not tried: {sentence}")
    terminalreporter.section("time of each part")
    for file, time in seconds.most_common():
        terminalreporter.line(f"{time:7.1f} s  {file}")


@pytest.fixture(scope="session")
def site() -> Path:
    built = ROOT / "_build" / "html"
    if not (built / ".complete").exists():
        pytest.fail("the book is not built: run `make test`, or `make book` before pytest")
    return built


@pytest.fixture(scope="session")
def published(site: Path, tmp_path_factory) -> Path:
    """The site of a copy that says where it is published: at https://someone.github.io/."""
    from small_book import publish  # needs Sphinx, which `make compat` has not

    assert site.is_dir()
    return publish(tmp_path_factory.mktemp("published"), "someone")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator:
    """Return a function that serves a folder on a free port and gives its address."""
    servers = []

    def start(folder: Path) -> str:
        handler = functools.partial(QuietHandler, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site_url(site: Path, serve) -> str:
    return serve(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find()
    if executable is None:
        pytest.fail("no Chromium was found: run `make test`, or name one with CHROMIUM=/path/to/it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(120_000)  # on a busy machine
    yield page
    page.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory, serve):
    """Return a function that serves a page with a planted fault and gives its address."""
    folder = tmp_path_factory.mktemp("written")
    root = serve(folder)

    def write(body: str, head: str = "") -> str:
        markup = (
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>x</title>'
            f'<link rel="icon" href="data:,">{head}</head><body>{body}</body></html>'
        )
        file = folder / f"{len(list(folder.iterdir()))}.html"
        file.write_text(markup, "utf-8")
        return f"{root}/{file.name}"

    return write
