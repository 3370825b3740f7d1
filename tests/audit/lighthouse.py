"""Lighthouse on every page, on a phone with a slow line and on a desk.

Usage: python tests/audit/lighthouse.py [PAGE ...] [--site SITE]

A page such as ch01_relu_neuron is judged by one run, or by the median of three if that is too low.
"""

import argparse
import functools
import gzip
import http.server
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT / "_ext"), str(ROOT / "tests")]

import chromium  # noqa: E402
import node_packages  # noqa: E402

# Performance varies with the machine that simulates a phone; the rest must be perfect.
WANTED = {
    "mobile": {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100},
    "desktop": {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100},
}
MEASURED = {
    "first-contentful-paint": "FCP",
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "TBT",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "bytes",
}


def is_text(kind: str) -> bool:
    """Whether a web host compresses files of a kind."""
    return kind.startswith("text/") or "javascript" in kind or "svg" in kind


@functools.cache
def compressed(path: Path) -> bytes:
    """Return a file compressed; a web host, too, has it so before anybody asks."""
    return gzip.compress(path.read_bytes(), mtime=0)


class CompressedSite(http.server.SimpleHTTPRequestHandler):
    """Serve files as a web host does: text compressed, connections kept, cached for a while."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        kind = self.guess_type(path)
        self.send_response(200)
        if is_text(kind):
            body = compressed(path)
            kind += "; charset=utf-8"
            self.send_header("Content-Encoding", "gzip")
        else:
            body = path.read_bytes()
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args) -> None:
        """Keep quiet."""


def serve(site: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder on a free port until `shutdown` is called."""
    for pattern in ("*.html", "*.css", "*.js"):
        for file in site.rglob(pattern):
            compressed(file)
    handler = functools.partial(CompressedSite, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def run_lighthouse(url: str, device: str) -> dict:
    """Return the report of one run."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [
            node_packages.NODE,
            HERE / "node_modules" / "lighthouse" / "cli" / "index.js",
            url,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--chrome-flags={' '.join(['--headless', *chromium.FLAGS])}",
            "--no-enable-error-reporting",
            "--only-categories=performance,accessibility,best-practices,seo",
        ]
        if device == "desktop":
            command.append("--preset=desktop")
        environment = os.environ | {"CHROME_PATH": chromium.find()}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"Lighthouse ended with {done.returncode}:\n{done.stderr.strip()}")
        return json.loads(report.read_text("utf-8"))


def scores_of(reports: list[dict], device: str) -> dict[str, float]:
    """Return the median of each score."""
    return {
        name: statistics.median(100 * report["categories"][name]["score"] for report in reports)
        for name in WANTED[device]
    }


def is_low(scores: dict[str, float], device: str) -> bool:
    """Whether a score is below what is wanted."""
    return any(scores[name] < least for name, least in WANTED[device].items())


def complaints(report: dict) -> list[str]:
    """Return what a run found besides slowness."""
    return [
        f"{name}: {check['title']}"
        for name in ("accessibility", "best-practices", "seo")
        for reference in report["categories"][name]["auditRefs"]
        for check in [report["audits"][reference["id"]]]
        if reference["weight"] and check["score"] is not None and check["score"] < 1
    ]


def audit(url: str, device: str) -> tuple[bool, str]:
    """Return whether a page is good enough, and what to print of it."""
    reports = [run_lighthouse(url, device)]
    if is_low(scores_of(reports, device), device):
        reports += [run_lighthouse(url, device) for _ in range(2)]
    scores = scores_of(reports, device)
    values = ", ".join(
        f"{short} {statistics.median(r['audits'][name]['numericValue'] for r in reports):.4g}"
        for name, short in MEASURED.items()
    )
    head = f"{device:8}" + ", ".join(f"{name} {score:.0f}" for name, score in scores.items())
    lines = [f"{head}; {values}", *complaints(reports[0])]
    return not is_low(scores, device), "\n    ".join(lines)


def main() -> int:
    """Print what every page scores; return 1 if a score is too low."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", nargs="*", help="such as ch01_relu_neuron; all, if left out")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    options = parser.parse_args()
    there = sorted(file.stem for file in (options.site / "chapters").glob("*.html"))
    if not there:
        sys.exit(f"{options.site} has no pages: build the book first")
    if unknown := sorted({*options.page} - {*there}):
        sys.exit(f"no page is called {', '.join(unknown)}; there are {', '.join(there)}")
    if chromium.find() is None:
        sys.exit("No Chromium was found: name one with CHROMIUM=/path/to/it")
    node_packages.install_packages(HERE)
    server = serve(options.site.resolve())
    low = []
    print(f"Scores, and {', '.join(MEASURED.values())} in ms and bytes")
    for page in options.page or there:
        print(page)
        for device in WANTED:
            is_good, words = audit(
                f"http://127.0.0.1:{server.server_port}/chapters/{page}.html", device
            )
            print(f"  {words}", flush=True)
            low += [] if is_good else [f"{page} ({device})"]
    server.shutdown()
    print(f"Too low: {', '.join(low)}" if low else "All are good enough")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())
