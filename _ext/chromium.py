"""Finds a Chromium, which tests and prints; run as a script, it installs one if there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The shell shows pages as the others do, without drawing a window of its own around them.
SHELL = "chromium-headless-shell"
NAMES = [SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Return the path of a browser: $CHROMIUM, the system's, or playwright's own."""
    if "CHROMIUM" in os.environ:
        return os.environ["CHROMIUM"]
    system = next(filter(None, map(shutil.which, NAMES)), None)
    if system:
        return system
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def apt(*arguments: str) -> None:
    """Run apt-get; what comes of it is looked at afterwards."""
    command = ["apt-get", "--quiet=2", *arguments]
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603  # the system's own


def install() -> None:
    """Install a browser from the system's packages where that is allowed, else playwright's."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium from the system's packages")
        apt("update")
        for package in (SHELL, "chromium"):
            if find() is None:
                apt("install", "--yes", "--no-install-recommends", package)
    if find() is None:
        print("Installing playwright's Chromium")
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    if find() is None:
        sys.exit("No Chromium was found or could be installed: name one with CHROMIUM=/path/to/it")
