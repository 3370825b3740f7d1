"""A page with cells that run, for the tests: with the Python of the browser, or with the test's."""

import dataclasses
import itertools
from pathlib import Path
from unittest import mock

from chapter_cells import CHAPTERS, load
from explorables import module
from playwright.sync_api import Locator, Page

from tools.plotting import explore

CHAPTER = "ch01_relu_neuron.ipynb"
FIRST = "x, w, b, y = 2.0"  # words of its cells, which `cell` finds
EXPLORED = "explore("

# Loading and running a chapter takes seconds; beside other work, many.
PATIENCE = 120_000  # milliseconds

OPENED = """code => {
  for (let fold = code; (fold = fold.parentElement.closest("details"));) fold.open = true;
}"""


def seconds_in(path: Path) -> dict[str, float]:
    """Return the seconds that cells of a notebook say they take in a page, by their ids."""
    cells = (code for code in load(path).cells if "seconds" in code.metadata)
    return {code.id: code.metadata.seconds for code in cells}


def told(page: Page) -> Locator:
    """Return where the page says what its Python does."""
    return page.locator(".live-bar .live-status")


def id_of(words: str) -> str:
    """Return the id of the first cell of the chapter that has some words."""
    return next(code["id"] for code in load(CHAPTERS / CHAPTER).cells if words in code.source)


def cell(page: Page, words: str) -> Locator:
    """Return the code of the cell that has some words in the book, unfolded."""
    code = page.locator(f"#cell-{id_of(words)}")
    code.evaluate(OPENED)
    return code


def edit(code: Locator) -> Locator:
    """Return the field of a cell, with a change if there is one."""
    if not code.locator("textarea").count():
        code.get_by_role("button", name="Change this cell").click()
    return code.locator("textarea")


# What the cells of the book show, in words, but for those that a form stands for there; and then
# whatever shows something besides.
OUTPUTS = """() => {
  const all = [...document.querySelectorAll(".cell_output")];
  window.formed ??= all.filter(output => output.querySelector("form, .elsewhere"));
  return all.filter(output => !formed.includes(output))
  .map(output => [...output.querySelectorAll("pre, figcaption, [role=img]")]
    .map(part => part.getAttribute("aria-label") ?? part.textContent.trim()).join("\\n"));
}"""


# Takes the place of Worker before any script runs.
PLAYED = """window.workers = [];
window.Worker = class {
  heard = [];
  ended = false;
  constructor() { workers.push(this); }
  postMessage(data) { this.heard.push(data); }
  terminate() { this.ended = true; }
};"""
ANNOUNCED = """() => {
  window.announced = [];
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const { textContent } of addedNodes) if (textContent) announced.push(textContent);
  }).observe(document.querySelector(".live > [role=status]"), { childList: true });
}"""


# Writes down how long the cells take, as Python in the page says.
TIMED = """window.took = [];
const Real = Worker;
window.Worker = class extends Real {
  constructor(...places) {
    super(...places);
    this.addEventListener("message", ({ data }) => data.kind === "ran" && took.push(data.seconds));
  }
};"""
TOOK = """() => Object.fromEntries([...document.querySelectorAll(".cell_input[id]")]
  .map(({ id }, place) => [id.slice(5), took[place]]))"""
LONG = 10  # seconds, from which on a page says so before


def misjudged(declared: dict[str, float], took: dict[str, float]) -> list[str]:
    """Return the cells that take longer or shorter than they say, by what each of a page took.

    The machine may be five times as fast or as slow as that of the numbers, and a cell twice beside
    the others.
    """
    pace = 1
    if declared:
        pace = sum(took[id_] for id_ in declared) / sum(declared.values())
    wrong = [f"all: {pace:.1f} times as long"] * (not 1 / 5 <= pace <= 5)
    for id_, seconds in took.items():
        here = seconds / pace
        if id_ in declared and not 1 / 2 <= here / declared[id_] <= 2:
            wrong.append(f"{id_} says {declared[id_]:g} s and takes {here:.1f}")
        if id_ not in declared and here > 2 * LONG:
            wrong.append(f"{id_} says nothing and takes {here:.1f} s")
    return wrong


MUCH = 600  # megabytes, from which on a page says so before


def misjudged_memory(declared: float, took: float) -> str:
    """Return how a page that takes much memory, or says it does, is wrong, or nothing."""
    if not declared:
        return f"says nothing and takes {took:.0f} MB" * (took > MUCH)
    return f"says {declared} MB and takes {took:.0f}" * (not 0.8 <= took / declared <= 1.1)


@dataclasses.dataclass
class Played:
    """A page whose Python is played by the test, which says what that says, and when."""

    page: Page

    @classmethod
    def opened(cls, page: Page, url: str) -> "Played":
        """Open a page, whose announcements are written down."""
        page.add_init_script(PLAYED)
        page.goto(url)
        page.evaluate("live.loadOnce()")
        page.evaluate(ANNOUNCED)
        return cls(page)

    def announced(self) -> list[str]:
        """Return what a screen reader has said of the bar."""
        return self.page.evaluate("announced")

    def tell(self, kind: str, **more: object) -> None:
        """Say something to the page, as _ext/live/worker.js would."""
        message = {"kind": kind, **more}
        self.page.evaluate("data => workers.at(-1).onmessage({ data })", message)

    def start(self) -> None:
        """Load and be ready."""
        for received in (1, 10, 20):
            self.tell("received", received=1e6 * received, total=20e6, isKept=False)
        self.tell("stage", stage="Starting")
        self.tell("ready")

    def heard(self) -> list[dict]:
        """Return what the page has asked of the Python that it has now."""
        return self.page.evaluate("workers.at(-1).heard")

    def count(self) -> int:
        """Return how many times the page has started Python."""
        return self.page.evaluate("workers.length")

    def begin(self) -> None:
        """Say that what a cell imports has come, and that it runs."""
        self.tell("begins")

    def answer(self, *outputs: dict, seconds: float = 0.25) -> None:
        """Say that a cell has run, and what it has put out; an error is the last of it."""
        failed = bool(outputs) and "error" in outputs[-1]
        self.tell("ran", outputs=outputs, seconds=seconds, failed=failed)

    def run_all(self) -> None:
        """Press the button at the top."""
        self.page.get_by_role("button", name="Run the code").click()

    def answer_all(self, **outputs: dict) -> None:
        """Run whatever the page asks for; some cells, by their id, put something out."""
        known = {f"cell-{id_}": output for id_, output in outputs.items()}
        self.page.evaluate(
            """known => {
              for (let code; (code = document.querySelector("[data-live=running]")); ) {
                const outputs = known[code.id] ? [known[code.id]] : [];
                const data = { kind: "ran", outputs, seconds: 0.25, failed: false };
                workers.at(-1).onmessage({ data });
              }
            }""",
            known,
        )


def live_figure(draw, **options) -> str:
    """Return the markup of a figure as a page's own Python writes it; `redraw` draws it anew."""
    shown = []
    with (
        mock.patch.dict("os.environ", LIFE_OF_A_GRADIENT_BOOK="live"),
        mock.patch.object(module, "display", lambda bundle, **_: shown.append(bundle["text/html"])),
        mock.patch.object(module, "_numbers", itertools.count(1)),
    ):
        explore(draw, **options)
    return shown[0]
