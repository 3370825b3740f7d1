"""Compare Python in the page with JupyterLite and marimo: ``bench_live.py [SITE ...]``.

One notebook, five times, in a browser of its own each time; medians. Cold is the first visit, warm
the second. The time to the first output runs from the click that asks for it: here on *Run the
code*, for the others on the link to their page; here it is told with that page, too. A move is a
key on the slider, to the next painted figure. Last come the ratios to the better of the others.
"""

import contextlib
import functools
import http.server
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import memory
import peers
from bench_explore import time_to_paint
from playwright.sync_api import BrowserContext, sync_playwright

from chromium import FLAGS, find

ROOT = Path(__file__).parents[2]
HEAVIEST = "ch08_he_initialisation"  # of the chapters, in memory
REPEATS = 5
PATIENCE = 180_000  # milliseconds
KEYS = "PageUp", "PageDown"  # JupyterLite keeps the arrows for itself
OURS = "this course"
SITES = {"ours": peers.ours, "jupyterlite": peers.jupyterlite, "marimo": peers.marimo}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files as a static host sends them, which may be kept for ten minutes."""

    protocol_version = "HTTP/1.1"
    sent = 0

    def end_headers(self) -> None:
        """Say how long a file may be kept."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def copyfile(self, source, outputfile) -> None:
        """Send a file, and count its bytes."""
        content = source.read()
        Handler.sent += len(content)
        outputfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder; yield its address."""
    handler = functools.partial(Handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def visit(context: BrowserContext, site: peers.Site, address: str) -> dict[str, float]:
    """Run the notebook; return seconds to its outputs, milliseconds a move, and megabytes."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sent = Handler.sent
    begun = time.perf_counter()
    page.goto(address + site.page)
    opening = time.perf_counter() - begun if site.name == OURS else 0.0
    begun += opening
    site.start(page)
    page.locator(site.output).first.wait_for()
    found = {"first output": time.perf_counter() - begun, "opening": opening}
    page.locator(site.figure).first.wait_for()
    found["figure"] = time.perf_counter() - begun
    page.wait_for_timeout(1000)
    found["MB"] = (Handler.sent - sent) / 1e6
    slider = page.locator(site.slider).first
    slider.focus()
    found["move"] = time_to_paint(page, slider, site.figure, site.changing, KEYS)
    found["memory"] = memory.peak(context.browser)
    page.close()
    return found


def heaviest(chapter: str) -> None:
    """Run a chapter of the built book whole; print the memory of its Python and of its page."""
    with served(ROOT / "_build" / "html") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(10 * PATIENCE)
        page.goto(f"{address}chapters/{chapter}.html")
        page.get_by_role("button", name="Run the code").click()
        ended = re.compile("^(Done|Stopped)")
        page.locator(".live-bar .live-status", has_text=ended).wait_for()
        heap = page.workers[0].evaluate("python._module.HEAP8.length") / 1e6
        resident = memory.peak(browser)
        browser.close()
    print(f"\n{chapter}, whole: {heap:.0f} MB for Python, {resident:.0f} MB for the page with it")


def measure(site: peers.Site) -> dict[str, dict[str, list[float]]]:
    """Visit a site with an empty cache and again, a few times; return what each visit took."""
    found = {"cold": {}, "warm": {}}
    with served(site.folder) as address, sync_playwright() as playwright:
        for _ in range(REPEATS):
            with tempfile.TemporaryDirectory() as profile:
                context = playwright.chromium.launch_persistent_context(
                    profile,
                    executable_path=find(),
                    args=FLAGS,
                    ignore_default_args=["--disable-extensions"],
                )
                for kind in found:
                    for name, value in visit(context, site, address).items():
                        found[kind].setdefault(name, []).append(value)
                context.close()
    return found


def main(names: list[str]) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        sites = [SITES[name](Path(folder, name)) for name in names or SITES]
        results = {site.name: measure(site) for site in sites}
    medians = {
        name: [{k: statistics.median(v) for k, v in found[kind].items()} for kind in found]
        for name, found in results.items()
    }
    print("median of five       first output, s      figure, s        move      MB")
    print("                       cold     warm     cold     warm       ms    cold")
    for name, (cold, warm) in medians.items():
        print(
            f"{name:18}{cold['first output']:9.1f}{warm['first output']:9.1f}{cold['figure']:9.1f}"
            f"{warm['figure']:9.1f}{warm['move']:9.0f}{cold['MB']:8.1f}"
        )
    if OURS in medians and len(medians) > 1:
        print_ratios(*medians.pop(OURS), list(medians.values()))
    heaviest(HEAVIEST)


def print_ratios(cold: dict, warm: dict, others: list[list[dict]]) -> None:
    """Print how long this course takes in relation to the better of the others."""
    for label, own, name, kind in [
        ("first output, cold", cold["first output"], "first output", 0),
        ("... and with its page", cold["first output"] + cold["opening"], "first output", 0),
        ("first output, warm", warm["first output"], "first output", 1),
        ("... and with its page", warm["first output"] + warm["opening"], "first output", 1),
        ("a move", warm["move"], "move", 1),
    ]:
        print(f"{label:24}{own / min(other[kind][name] for other in others):5.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
