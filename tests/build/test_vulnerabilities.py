"""The search for known vulnerabilities: every pin is looked up, and a vulnerable one fails it."""

import http.server
import json
import subprocess
import sys
import threading

import pytest
import vulnerabilities

PINS = vulnerabilities.PINS.read_text("utf-8").splitlines()


def test_every_pin_is_in_a_list_and_no_package_twice():
    lists = vulnerabilities.lists("\n".join(PINS))
    assert sorted(pin for pins in lists for pin in pins) == sorted(p.split(" ;")[0] for p in PINS)
    for pins in lists:
        names = [pin.split("==")[0] for pin in pins]
        assert len(names) == len(set(names))


def test_a_pin_of_another_system_and_a_second_version_are_kept():
    pins = "a==1 ; sys_platform == 'win32'\nb==1 ; os_name == 'nt'\nb==2 ; os_name != 'nt'\n"
    assert vulnerabilities.lists(pins) == [["a==1", "b==1"], ["b==2"]]


class Database(http.server.BaseHTTPRequestHandler):
    """Answers as OSV does, and knows of one vulnerability at the most."""

    asked: set[str]
    vulnerable: str | None

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        pin = f"{query['package']['name']}=={query['version']}"
        self.asked.add(pin)
        known = {"vulns": [{"id": "PYSEC-1-1", "affected": []}]} if pin == self.vulnerable else {}
        self.send_response(http.HTTPStatus.OK)
        self.end_headers()
        self.wfile.write(json.dumps(known).encode())

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def database():
    Database.asked, Database.vulnerable = set(), None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Database)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def audit(url: str) -> tuple[int, str]:
    """Run the command with another database."""
    command = [sys.executable, vulnerabilities.__file__, "--osv-url", url]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.scheduled
def test_every_pin_is_looked_up(database):
    status, words = audit(database)
    assert status == 0, words
    assert {pin.lower() for pin in Database.asked} == {pin.split(" ;")[0].lower() for pin in PINS}


# The last one is in the second list, and the first for another system alone.
@pytest.mark.scheduled
@pytest.mark.parametrize("name", ["appnope", "numpy", "soupsieve"])
def test_a_vulnerable_pin_fails_and_is_named(name, database):
    Database.vulnerable = [p.split(" ;")[0] for p in PINS if p.startswith(f"{name}==")][-1]
    status, words = audit(database)
    assert status != 0
    assert "PYSEC-1-1" in words
    assert name in words


@pytest.mark.scheduled
def test_a_database_that_cannot_be_reached_fails():
    status, words = audit("http://127.0.0.1:9")
    assert status != 0
    assert "ConnectionError" in words
