"""How much memory a page has taken, with the Python that runs in it."""

import re
from pathlib import Path

from playwright.sync_api import Browser


def peak(browser: Browser) -> float:
    """Return the most that a process which shows a page has held so far, in megabytes."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    shown = [process["id"] for process in processes if process["type"] == "renderer"]
    texts = [Path(f"/proc/{number}/status").read_text() for number in shown]
    return max(int(re.search(r"VmHWM:\s+(\d+)", text)[1]) for text in texts) / 1e3
