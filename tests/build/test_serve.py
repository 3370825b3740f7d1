"""Serving the book: `make serve` ends in this script."""

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from ports import free_port

SCRIPT = Path(__file__).parents[2] / "_ext" / "serve.py"


@pytest.fixture
def server(site):
    assert site.is_dir()
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, SCRIPT, str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    yield port, line
    process.terminate()
    process.communicate()


def test_serves_the_book_and_prints_its_address(server):
    port, line = server
    assert f"http://127.0.0.1:{port}/" in line
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/chapters/intro.html") as answer:
        assert b"The Life of a Gradient" in answer.read()


def test_an_address_that_does_not_exist_gets_the_books_own_page(server):
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"http://127.0.0.1:{server[0]}/chapters/gone.html")
    assert caught.value.code == 404
    assert b"This page does not exist" in caught.value.read()
    caught.value.close()


def test_a_busy_port_gets_one_sentence(server):
    done = subprocess.run(
        [sys.executable, SCRIPT, str(server[0])], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"Port {server[0]} is not free" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "eighty", ""])
def test_what_is_no_port_gets_one_sentence(port):
    done = subprocess.run([sys.executable, SCRIPT, port], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("A port is a number from 1 to 65535, not")
    assert done.stderr.count("\n") == 1
