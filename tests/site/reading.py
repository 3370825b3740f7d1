"""Measures how chapters read: ``python tests/site/reading.py [ch01 ...]``, or all of them.

The core of a page goes from its start to "Deeper", or to "Summary" where nothing is deeper. A row
of the table holds, with a star where it is beyond its bound:

- words: of paragraphs, lists and tables of the core. Formulas, code, headings, captions and what
  is folded are not counted; the question of a prediction is, its answer is not.
- code: the share of the page's height, as it first stands at 1350 px, on which blocks of code and
  printed output stand.
- figures: the share on which figures stand, with captions and controls.
- desk, phone: where the first picture begins, in screens of 1350 x 900 and of 390 x 844.
- formula: the width in px of the widest displayed formula of the core, with its number, at 390 px.
- label: the size in px of the smallest letters of the figures and their controls, at 390 px.
  Indices may be smaller than the word they belong to.
- symbols: how many the core uses before it defines them; ``symbols.py`` says what that means.
- core, all: minutes, at 180 words a minute and 25 s for a displayed formula of the core, and with
  4 minutes for each exercise.
"""

import argparse
import functools
import http.server
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests"))

from pages import DESK, PHONE  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from symbols import Block, Node, Undefined, meanings, parse, undefined  # noqa: E402

from chromium import FLAGS, find  # noqa: E402

WORDS_A_MINUTE, FORMULA_MINUTES, EXERCISE_MINUTES = 180, 25 / 60, 4

# The heading behind the core.
END = r"""page => {
  const heads = [...page.querySelectorAll("article h2")];
  const named = name => heads.find(head => head.textContent.replace("#", "").trim() === name);
  return named("Deeper") ?? named("Summary");
}"""

# What stands in the markup, before scripts change it: blocks with cells of strings and MathML.
READ = r"""html => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const end = (END)(page);
  const SKIPPED = ".cell_input, .cell_output, pre, figure, form, button, select, svg, script, " +
    "style, [hidden], [popover], .eyebrow, .headerlink, .page-actions, .prev-next, details.hide";
  const BLOCKS = "tr, p, li, h1, h2, h3, h4, h5, h6, dt, dd, summary, div, section, article";
  const blocks = [];
  let heading = "", last = null;

  function piece(node, value) {
    const display = node.parentElement.closest("div.math");
    const box = display ?? node.parentElement.closest("tr") ?? node.parentElement.closest(BLOCKS);
    const cell = node.parentElement.closest("td, th") ?? box;
    if (last?.box !== box) {
      const kind = display ? "display" : box.localName === "tr" ? "row"
        : /^h[1-6]$/.test(box.localName) ? "heading" : "text";
      if (kind === "heading") heading = box.textContent.replace(/#$/, "").trim();
      last = { box, cell: null };
      blocks.push({ kind, heading, cells: [] });
    }
    if (last.cell !== cell) blocks.at(-1).cells.push([]);
    last.cell = cell;
    blocks.at(-1).cells.at(-1).push(value);
  }

  function walk(node) {
    if (node === end) return false;
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim()) piece(node, node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches("math")) {
        piece(node, { math: new XMLSerializer().serializeToString(node) });
      } else if (node.matches("code")) {
        if (!node.closest("pre")) piece(node, { code: node.textContent });
      } else if (!node.matches(SKIPPED) && !node.matches(".katex-html")) {
        const folded = node.matches("details:not([open])");
        for (const child of node.childNodes) {
          if (folded && !child.matches?.("summary")) continue;
          if (!walk(child)) return false;
        }
      }
    }
    return true;
  }

  walk(page.querySelector("article"));
  const isExercise = head => /^Exercise \d/.test(head.textContent);
  return { blocks, exercises: [...page.querySelectorAll("article h3")].filter(isExercise).length };
}""".replace("END", END)

# Until all is laid out, sections far from the window too, and no font is on its way.
SETTLE = """async () => {
  document.documentElement.dataset.whole = "";
  const frame = () => new Promise(requestAnimationFrame);
  do {
    await frame();
    await frame();
    await document.fonts.ready;
  } while (document.fonts.status !== "loaded");
}"""
LAID_OUT = """
  .measured .katex-html { width: max-content !important; min-width: 0 !important; }
"""

# The share of the height on which an element of some kind stands.
SHARE = """selector => {
  const boxes = [...document.querySelectorAll(selector)]
    .filter(box => box.checkVisibility()).map(box => box.getBoundingClientRect())
    .filter(box => box.width && box.height).sort((one, other) => one.top - other.top);
  let covered = 0, reached = -Infinity;
  for (const box of boxes) {
    covered += Math.max(0, box.bottom - Math.max(box.top, reached));
    reached = Math.max(reached, box.bottom);
  }
  return covered / document.documentElement.scrollHeight;
}"""
CODE = "article .highlight"
FIGURES = "article figure"

FIRST_PICTURE = """() => {
  const pictures = [...document.querySelectorAll("article figure :is(svg, img)")];
  const first = pictures.find(picture => picture.checkVisibility());
  return first ? (first.getBoundingClientRect().top + scrollY) / innerHeight : Infinity;
}"""

WIDEST_FORMULA = """() => {
  const end = (END)(document);
  const isCore = formula => !end ||
    formula.compareDocumentPosition(end) & Node.DOCUMENT_POSITION_FOLLOWING;
  document.documentElement.classList.add("measured");
  let widest = [0, ""];
  for (const formula of document.querySelectorAll("article .katex-display")) {
    if (!isCore(formula) || !formula.checkVisibility()) continue;
    const width = formula.querySelector(".katex-html").getBoundingClientRect().width;
    const signs = formula.querySelector("math")?.textContent.trim() ?? "";
    if (width > widest[0]) widest = [width, signs];
  }
  document.documentElement.classList.remove("measured");
  return widest;
}""".replace("END", END)

SMALLEST_LABEL = r"""() => {
  document.querySelectorAll("article details").forEach(fold => { fold.open = true });
  const letters = new Map();
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || !holder.closest("figure") || !holder.checkVisibility()) continue;
    const label = holder.closest("svg text") ?? holder;
    const matrix = holder.getScreenCTM?.();
    const scale = matrix ? Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c)) : 1;
    const size = scale * parseFloat(getComputedStyle(holder).fontSize);
    letters.set(label, Math.max(size, letters.get(label) ?? 0));
  }
  let smallest = [Infinity, ""];
  for (const [label, size] of letters) {
    if (size < smallest[0]) smallest = [size, label.textContent.trim()];
  }
  return smallest;
}"""


@dataclass(frozen=True)
class Reading:
    """What was measured on a page."""

    words: int
    code: float
    figures: float
    desk: float
    phone: float
    formula: float
    label: float
    symbols: list[Undefined]
    displays: int
    exercises: int
    widest: str = field(default="", compare=False)  # TeX of the widest formula
    smallest: str = field(default="", compare=False)  # text of the smallest label

    @property
    def core_minutes(self) -> float:
        return self.words / WORDS_A_MINUTE + self.displays * FORMULA_MINUTES

    @property
    def all_minutes(self) -> float:
        return self.core_minutes + self.exercises * EXERCISE_MINUTES


# Each bound as a chapter's writer reads it, and whether a reading keeps it.
BOUNDS = {
    "words": ("at most 1,800", lambda reading: reading.words <= 1800),
    "code": ("at most 12 %", lambda reading: reading.code <= 0.12),
    "figures": ("at least 15 %", lambda reading: reading.figures >= 0.15),
    "desk": ("within 1.0 screen", lambda reading: reading.desk <= 1.0),
    "phone": ("within 1.5 screens", lambda reading: reading.phone <= 1.5),
    "formula": ("at most 355 px", lambda reading: reading.formula <= 355),
    "label": ("at least 11 px", lambda reading: reading.label >= 11),
    "symbols": ("none", lambda reading: not reading.symbols),
}


def beyond(reading: Reading) -> list[str]:
    """Return the names of the bounds that a page does not keep."""
    return [name for name, (_, keeps) in BOUNDS.items() if not keeps(reading)]


# Pages -------------------------------------------------------------------------------------


def read_blocks(found: list[dict]) -> list[Block]:
    """Turn what the browser found into blocks; inline code is no prose."""

    def piece(value: str | dict) -> str | Node:
        if isinstance(value, str):
            return value
        return parse(value["math"]) if "math" in value else " "

    return [
        Block(block["kind"], block["heading"], [list(map(piece, cell)) for cell in block["cells"]])
        for block in found
    ]


def count_words(blocks: list[Block]) -> int:
    """Count what has a letter or a digit, between spaces and formulas."""
    prose = (block.words for block in blocks if block.kind in ("text", "row"))
    return sum(any(map(str.isalnum, word)) for text in prose for word in re.split(r"[\s…]+", text))


def read_notation(page: Page, url: str) -> list[Block]:
    """Return the rows of the notation's symbols."""
    blocks = read_blocks(page.evaluate(READ, page.goto(url).text())["blocks"])
    rows = [block for block in blocks if block.kind == "row" and block.formulas]
    return [row for row in rows if row.heading.startswith("Symbols of")]


def measure(browser: Browser, url: str, meaning: dict[str, set[str]]) -> Reading:
    """Measure a page, as somebody sees it who has never been there."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    try:
        page = context.new_page()
        found = page.evaluate(READ, visit(page, url))
        code, figures = page.evaluate(SHARE, CODE), page.evaluate(SHARE, FIGURES)
        desk = page.evaluate(FIRST_PICTURE)
        page.set_viewport_size(PHONE)
        visit(page, url)
        phone = page.evaluate(FIRST_PICTURE)
        formula, widest = page.evaluate(WIDEST_FORMULA)
        label, smallest = page.evaluate(SMALLEST_LABEL)
    finally:
        context.close()
    blocks = read_blocks(found["blocks"])
    return Reading(
        words=count_words(blocks),
        code=code,
        figures=figures,
        desk=desk,
        phone=phone,
        formula=formula,
        label=label,
        symbols=undefined(blocks, meaning),
        displays=sum(block.kind == "display" for block in blocks),
        exercises=found["exercises"],
        widest=widest,
        smallest=smallest,
    )


def visit(page: Page, url: str) -> str:
    """Load a page and lay it out; return its markup as it came."""
    markup = page.goto(url).text()
    page.add_style_tag(content=LAID_OUT)
    page.evaluate(SETTLE)
    return markup


def read_chapters(browser: Browser, site_url: str, files: list[Path]) -> Iterator[Reading]:
    """Measure the pages of a site."""
    page = browser.new_page()
    rows = read_notation(page, f"{site_url}/chapters/notation.html")
    page.close()
    for file in files:
        number = re.match(r"ch(\d+)", file.stem)
        meaning = meanings(rows, int(number[1]) if number else 0)
        yield measure(browser, f"{site_url}/chapters/{file.name}", meaning)


# The table ---------------------------------------------------------------------------------

HEAD = "           words   code figures    desk   phone  formula   label  symbols     core      all"


def row(name: str, reading: Reading) -> str:
    """Return a line of the table."""
    cells = {
        "words": f"{reading.words}",
        "code": f"{reading.code:.1%}",
        "figures": f"{reading.figures:.1%}",
        "desk": f"{reading.desk:.1f}",
        "phone": f"{reading.phone:.1f}",
        "formula": f"{reading.formula:.0f} px",
        "label": f"{reading.label:.1f}",
        "symbols": f"{len(reading.symbols)}",
    }
    missed = beyond(reading)
    marked = (f"{text}{'*' if name in missed else ' '}" for name, text in cells.items())
    widths = (7, 7, 8, 8, 8, 9, 8, 9)
    minutes = f"{reading.core_minutes:5.0f} min{reading.all_minutes:5.0f} min"
    return f"{name:9}" + "".join(map(str.rjust, marked, widths)) + minutes


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_arguments: object) -> None:
        pass


def main() -> None:
    """Print the table, and below it what to mend."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", default=["ch"], help="how names of pages begin")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    options = parser.parse_args()
    pages = sorted((options.site / "chapters").glob("*.html"))
    files = [file for file in pages if file.stem.startswith(tuple(options.chapters))]
    if not files:
        sys.exit(f"No page of {options.site} begins with {' or '.join(options.chapters)}")
    if find() is None:
        sys.exit("No Chromium was found: name one with CHROMIUM=/path/to/it")
    handler = functools.partial(QuietHandler, directory=str(options.site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    readings = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        print(HEAD)
        for file, reading in zip(files, read_chapters(browser, url, files), strict=True):
            name = file.stem.partition("_")[0]
            readings[name] = reading
            print(row(name, reading), flush=True)
        browser.close()
    server.shutdown()
    print("\nBounds: " + ", ".join(f"{name} {told}" for name, (told, _) in BOUNDS.items()))
    for name, reading in readings.items():
        print(f"\n{name}: widest formula {reading.widest[:90]}")
        print(f"{name}: smallest label {reading.smallest[:90]!r}")
        for missing in reading.symbols:
            print(f"{name}: {missing}")


if __name__ == "__main__":
    main()
