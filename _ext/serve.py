"""Serves the built book on this machine only: python _ext/serve.py [--check | --watch] PORT."""

import contextlib
import errno
import functools
import http.server
import subprocess
import sys
import threading
import time
from pathlib import Path

SITE = Path(__file__).parent.parent / "_build" / "html"
HOST = "127.0.0.1"

# What a page that is watched loads besides: it waits for the next build and reads itself again.
RELOAD = b'new EventSource("/-/builds").onmessage = () => location.reload();'


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the site, and its own page for an address that does not exist."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's 404 page, as a static host does."""
        page = SITE / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        self.send_body(page.read_bytes(), "text/html; charset=utf-8", code)

    def send_body(self, body: bytes, kind: str, code: int = http.HTTPStatus.OK) -> None:
        """Answer with these bytes, which no cache may keep."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of requests; the address is what the reader needs to see."""


class WatchingHandler(Handler):
    """The same, with pages that read themselves again after each build."""

    built = threading.Condition()

    def do_GET(self) -> None:
        """Answer a request for a page, for the script that pages get, or for news of a build."""
        page = SITE / self.path.partition("?")[0].lstrip("/")
        if self.path == "/-/reload.js":
            self.send_body(RELOAD, "text/javascript")
        elif self.path == "/-/builds":
            self.tell_builds()
        elif page.suffix == ".html" and page.is_file():
            script = b'<script src="/-/reload.js" defer></script></head>'
            self.send_body(page.read_bytes().replace(b"</head>", script, 1), "text/html")
        else:
            super().do_GET()

    def tell_builds(self) -> None:
        """Send one event for each build until the page is left."""
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            while True:
                with self.built:
                    self.built.wait()
                self.wfile.write(b"data: built\n\n")


def watch() -> None:
    """Build the book whenever its sources change, and tell the pages."""
    import build  # needs the course's packages, which a check of the port must not

    tried = None  # a build that failed is not repeated until something changes
    while True:
        while build.is_current() or (now := build.fingerprint(build.SOURCES)) == tried:
            time.sleep(0.3)
        tried = now
        script = Path(__file__).with_name("build.py")
        done = subprocess.run([sys.executable, script], check=False)  # noqa: S603  # our own
        if done.returncode == 0:
            with WatchingHandler.built:
                WatchingHandler.built.notify_all()


def listen(port_text: str, handler: type = Handler) -> http.server.ThreadingHTTPServer:
    """Return a server that listens; end with one sentence where that cannot be."""
    if not port_text.isdecimal() or not 0 < int(port_text) < 65536:
        sys.exit(f"A port is a number from 1 to 65535, not {port_text!r}: make serve PORT=8001")
    port = int(port_text)
    serving = functools.partial(handler, directory=str(SITE))
    try:
        return http.server.ThreadingHTTPServer((HOST, port), serving)
    except OSError as error:
        why = "is for the system's own servers" if error.errno == errno.EACCES else "is not free"
        sys.exit(f"Port {port} {why}: choose another, make serve PORT={free_port(port)}")


def free_port(taken: int) -> int:
    """Return a port that is free, near the one that is not, or else near 8000."""
    start = taken + 1 if 1024 <= taken < 65000 else 8000
    for port in range(start, start + 500):
        with contextlib.suppress(OSError), http.server.HTTPServer((HOST, port), Handler):
            return port
    return start


def main(arguments: list[str]) -> None:
    """Do what the command line says, until Ctrl-C."""
    *option, port = arguments
    if option == ["--check"]:
        listen(port).server_close()
        return
    watching = option == ["--watch"]
    server = listen(port, WatchingHandler if watching else Handler)
    server.daemon_threads = True
    if watching:
        threading.Thread(target=watch, daemon=True).start()
    print(f"The book is at http://{HOST}:{server.server_port}/  (Ctrl-C stops)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main(sys.argv[1:])
