"""What a page weighs with all that it loads, read to its end, as a web host sends it."""

import gzip
from collections.abc import Iterable
from pathlib import Path

from pages import SITE
from playwright.sync_api import Page

MOST = 250_000  # bytes

WHOLE = {file.name for file in (SITE / "_static" / "fonts").glob("*.woff2")}
WHOLE = {name for name in WHOLE if name.replace(".woff2", ".part.woff2") in WHOLE}

READ_ON = """async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += 2 * innerHeight) {
    scrollTo(0, top);
    await new Promise(requestAnimationFrame);
  }
}"""


def read_on(page: Page) -> None:
    """Read a page to its end, so that it asks for what it loads late."""
    page.evaluate(READ_ON)


def sent(file: Path) -> int:
    """Return the bytes of a file on its way: text compressed, fonts and pictures as they are."""
    data = file.read_bytes()
    return len(data) if file.suffix in {".woff2", ".png"} else len(gzip.compress(data, mtime=0))


def weights(asked: Iterable[str], url: str) -> dict[str, int]:
    """Return what each file weighs that was asked for below the site's address."""
    names = {address.removeprefix(f"{url}/").split("?")[0] for address in asked}
    return {name: sent(SITE / name) for name in sorted(names)}


def fonts_loaded_whole(weighed: Iterable[str]) -> set[str]:
    """Return the fonts that are there in part: a letter that _ext/font_parts.py lacks asks so."""
    return WHOLE.intersection(Path(file).name for file in weighed)
