"""What a page weighs with all that it loads, read to its end, as a web host sends it."""

import gzip
from pathlib import Path

import pytest
from pages import CHAPTER, DESK, FRAMED, PHONE, SITE
from visit import open_folds, resize, settle

MOST = 250_000  # bytes

# Chapters that have outgrown it, and what they weigh: to come down, and not to grow.
HEAVIER = {"ch08_he_initialisation": 267_200, "ch10_cures": 279_500}

WHOLE = {file.name for file in (SITE / "_static" / "fonts").glob("*.woff2")}
WHOLE = {name for name in WHOLE if name.replace(".woff2", ".part.woff2") in WHOLE}


def sent(file: Path) -> int:
    """Return the bytes of a file on its way: text compressed, fonts and pictures as they are."""
    data = file.read_bytes()
    return len(data) if file.suffix in {".woff2", ".png"} else len(gzip.compress(data, mtime=0))


READ_ON = """async () => {
  for (let top = 0; top < document.documentElement.scrollHeight; top += 2 * innerHeight) {
    scrollTo(0, top);
    await new Promise(requestAnimationFrame);
  }
}"""


def loaded(page, url: str, name: str, change: str = "null") -> dict[str, int]:
    """Read a page and all that is folded there; return what each file that it asks for weighs."""
    asked = set()
    page.on("request", lambda request: asked.add(request.url.removeprefix(f"{url}/").split("?")[0]))
    page.goto(f"{url}/{name}")
    page.evaluate(change)
    open_folds(page)
    for size in (PHONE, DESK):
        resize(page, size["width"])
        page.evaluate(READ_ON)
        settle(page)
    return {name: sent(SITE / name) for name in sorted(asked)}


@pytest.mark.parametrize("name", FRAMED)
def test_a_page_weighs_no_more_than_the_bound_and_loads_no_font_whole(name, page, site_url):
    weights = loaded(page, site_url, name)
    assert sum(weights.values()) <= HEAVIER.get(Path(name).stem, MOST), weights
    # A letter that _ext/font_parts.py does not list is to be added there.
    assert not WHOLE.intersection(Path(file).name for file in weights)


ADD = """[...document.querySelectorAll("article details")].at(-1)
  .insertAdjacentHTML("beforeend", `{}`)"""


@pytest.mark.parametrize(
    ("added", "file"),
    [
        ("<i>ø</i>", "source-serif-4-latin-400-italic.woff2"),
        ('<span class="katex"><b class="mathbf">2</b></span>', "KaTeX_Main-Bold.woff2"),
        ('<img src="../_static/preview.png" alt="" loading="lazy">', "preview.png"),
    ],
)
def test_what_is_loaded_for_one_letter_or_late_is_seen(added, file, page, site_url):
    plain = loaded(page, site_url, CHAPTER)
    more = loaded(page, site_url, CHAPTER, ADD.format(added))
    (new,) = more.keys() - plain.keys()
    assert Path(new).name == file
    assert sum(more.values()) - sum(plain.values()) == sent(SITE / new) > 10_000
    assert new in {f"_static/{place}{file}" for place in ("", "fonts/")}
