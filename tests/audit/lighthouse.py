"""Lighthouse on chapter 1, on a phone with a slow line and on a desk: the median of five runs.

Usage: python tests/audit/lighthouse.py [SITE] [--page PAGE] [--runs N]
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

# Performance on a phone varies with the machine that simulates it; the rest must be perfect.
WANTED = {
    "mobile": {"performance": 90, "accessibility": 100, "best-practices": 100, "seo": 100},
    "desktop": {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100},
}
MEASURED = {
    "first-contentful-paint": "FCP",
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "TBT",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "bytes",
}


class CompressedSite(http.server.SimpleHTTPRequestHandler):
    """Serve files as a web host does: text compressed, everything cached for a while."""

    def do_GET(self) -> None:
        """Send one file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        kind = self.guess_type(path)
        self.send_response(200)
        if kind.startswith("text/") or "javascript" in kind or "svg" in kind:
            body = gzip.compress(body, mtime=0)
            kind += "; charset=utf-8"
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args) -> None:
        """Keep quiet."""


def serve(site: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder on a free port until `shutdown` is called."""
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


def audit(url: str, device: str, runs: int) -> tuple[dict[str, float], list[str], str]:
    """Return the median scores, what a run complained about, and a line of measured values."""
    reports = [run_lighthouse(url, device) for _ in range(runs)]
    scores = {
        name: statistics.median(100 * report["categories"][name]["score"] for report in reports)
        for name in WANTED[device]
    }
    values = ", ".join(
        f"{short} {statistics.median(r['audits'][name]['numericValue'] for r in reports):.4g}"
        for name, short in MEASURED.items()
    )
    failed = []
    for name in ("accessibility", "best-practices", "seo"):
        for reference in reports[0]["categories"][name]["auditRefs"]:
            check = reports[0]["audits"][reference["id"]]
            if reference["weight"] and check["score"] is not None and check["score"] < 1:
                failed.append(f"{name}: {check['title']}")
    return scores, failed, values


def main() -> int:
    """Print both tables; return 1 if a score is too low."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", nargs="?", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--page", default="chapters/ch01_relu_neuron.html")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not (options.site / options.page).is_file():
        sys.exit(f"{options.site / options.page} does not exist: build the book first")
    if chromium.find() is None:
        sys.exit("No Chromium was found: name one with CHROMIUM=/path/to/it")
    node_packages.install_packages(HERE)
    server = serve(options.site.resolve())
    too_low = 0
    for device, wanted in WANTED.items():
        url = f"http://127.0.0.1:{server.server_port}/{options.page}"
        scores, failed, values = audit(url, device, options.runs)
        print(f"{device}: " + ", ".join(f"{name} {score:.0f}" for name, score in scores.items()))
        print(f"  {values} (ms, bytes)")
        for line in failed:
            print(f"  {line}")
        too_low += any(scores[name] < least for name, least in wanted.items())
    server.shutdown()
    return int(too_low > 0)


if __name__ == "__main__":
    sys.exit(main())
