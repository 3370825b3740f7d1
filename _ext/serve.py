"""Serves the built book on this machine only: python _ext/serve.py PORT."""

import functools
import http.server
import sys
from pathlib import Path

SITE = Path(__file__).parent.parent / "_build" / "html"
HOST = "127.0.0.1"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the site, and its own page for an address that does not exist."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's 404 page, as a static host does."""
        page = SITE / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of requests; the address is what the reader needs to see."""


def main(port_text: str) -> None:
    """Serve until Ctrl-C; end with one sentence where that cannot be."""
    if not port_text.isdecimal() or not 0 < int(port_text) < 65536:
        sys.exit(f"A port is a number from 1 to 65535, not {port_text!r}: make serve PORT=8001")
    port = int(port_text)
    handler = functools.partial(Handler, directory=str(SITE))
    try:
        server = http.server.ThreadingHTTPServer((HOST, port), handler)
    except OSError as error:
        sys.exit(
            f"Port {port} is not free ({error.strerror}): "
            f"choose another, make serve PORT={port + 1}"
        )
    print(f"The book is at http://{HOST}:{port}/  (Ctrl-C stops)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main(sys.argv[1])
