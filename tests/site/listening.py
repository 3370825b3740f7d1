"""A copy of the site in which each page first loads a script that listens.

Beside the pages stands one that shows another in a frame, narrower than any window.
"""

import shutil
import zipfile
from pathlib import Path

from pages import SITE

import offers

# What a page says while it loads and is used.
LISTEN = """window.heard = [];
for (const kind of ["log", "info", "warn", "error"]) {
  console[kind] = (...words) => heard.push(`console: ${words.join(" ")}`);
}
addEventListener("error", ({ message, target }) => {
  heard.push(message ? `script error: ${message}` : `missing: ${target.src ?? target.href}`);
}, true);
addEventListener("unhandledrejection", ({ reason }) => heard.push(`script error: ${reason}`));
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  if (blockedURI.endsWith("/favicon.ico")) return;  // Firefox asks for it, not the page
  heard.push(`against the policy: ${effectiveDirective} ${blockedURI}`);
});
"""
FRAME = """<!DOCTYPE html><title>A frame</title><style>body { margin: 0 }
iframe { height: 850px; border: 0 }</style><iframe></iframe>"""


def listening_copy(folder: Path) -> Path:
    """Copy the site into a folder, with a script that listens on each page."""
    shutil.copytree(SITE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("live"))
    (folder / "listen.js").write_text(LISTEN, "utf-8")
    (folder / "frame.html").write_text(FRAME, "utf-8")
    for page in folder.rglob("*.html"):
        way = "../" * (len(page.relative_to(folder).parts) - 1)
        markup = page.read_text("utf-8")
        listening = f'<head><script src="{way}listen.js"></script>'
        page.write_text(markup.replace("<head>", listening, 1), "utf-8")
    return folder


def unpacked_archive(site: Path, folder: Path) -> Path:
    """Pack a site as `make zip` does, unpack it into a folder, and return where it stands."""
    offers.write_archive(site)
    with zipfile.ZipFile(site / offers.ARCHIVE) as archive:
        archive.extractall(folder)
    return folder / offers.NAME
