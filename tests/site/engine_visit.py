"""One visit of a listening copy of the site in an engine that selenium drives: what is wrong."""

import contextlib
import re
import time
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterator

from pages import CHAPTER, LANDING
from selenium.common.exceptions import NoSuchFrameException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.common.print_page_options import PrintOptions
from selenium.webdriver.remote.webdriver import WebDriver
from visit import BROKEN, CUT_OFF, NAMELESS, OVERLAPPING_NUMBERS, SETTLED, SPACE, STRAY_MARKS, WIDER
from way_back import ANSWER, CHOOSE, FOLLOWING, FOUND, SAY_AGAIN, SLIDER, UNSAID

WIDTHS = [320, 390, 1350]


class Visit:
    """A visit of pages below an address, in an engine."""

    def __init__(self, driver: WebDriver, root: str) -> None:
        self.driver = driver
        self.root = root
        self.heard: list[str] = []

    def listen(self) -> list[str]:
        """Return what pages have said since the last time."""
        self.heard += self.run("window.heard?.splice(0) ?? []")
        said, self.heard = self.heard, []
        return said

    def open(self, address: str) -> None:
        """Open a page anew, whatever stood there, and wait until it is laid out."""
        self.heard = self.listen()
        self.driver.get("about:blank")
        self.driver.get(f"{self.root}/{address}")
        self.settle()

    def run(self, script: str, *arguments: object) -> object:
        """Return the value of an expression, or of a function of arguments."""
        call = f"({script})(...arguments)" if arguments else script
        return self.driver.execute_script(f"return {call}", *arguments)

    def settle(self) -> None:
        """Wait until the page is laid out, and a turn longer, in which WebKit sets forms back."""
        self.driver.execute_async_script(
            f"({SETTLED})().then(() => setTimeout(arguments[0], 50), arguments[0])"
        )

    def press(self, *keys: str) -> None:
        """Press keys together."""
        chain = ActionChains(self.driver)
        for key in keys:
            chain.key_down(key)
        for key in reversed(keys):
            chain.key_up(key)
        chain.perform()
        self.settle()

    def all(self, selector: str) -> list:
        """Return the elements of a selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)


def findings(visit: Visit, name: str) -> Iterator[str]:
    """Go through what a page does; yield what is wrong, after the check that sees it."""
    checks = [loading, explorables, questions, names, deep_links, layout, end_key, back, theme]
    checks += [search] * (name == CHAPTER) + [way_up] * (name == LONG)
    yield from told(checks + [paper] * (name == NOTATION), visit, name)


def findings_in_a_file(visit: Visit, name: str) -> Iterator[str]:
    """Do the same with what may be otherwise from a file."""
    checks = [loading, explorables, questions, deep_links, back]
    yield from told(checks + [search] * (name == CHAPTER), visit, name)


def told(checks: list[Callable], visit: Visit, name: str) -> Iterator[str]:
    """Yield what the checks find, and what pages say meanwhile, after their names."""
    for check in checks:
        problems = [*check(visit, name), *visit.listen()]
        yield from (f"{check.__name__}: {problem}" for problem in problems)


LONG = "chapters/ch08_he_initialisation.html"
NOTATION = "chapters/notation.html"


def loading(visit: Visit, name: str) -> Iterator[str]:
    """A page listens, misses nothing and names its pictures."""
    visit.open(name)
    if not visit.run("Array.isArray(window.heard)"):
        yield "it does not listen"
    yield from visit.run(BROKEN) + visit.run(NAMELESS)


# The layout, in a frame as narrow as a phone ----------------------------------------------

OPEN_FOLDS = """document.documentElement.dataset.whole = "";
for (const fold of document.querySelectorAll("details")) fold.open = true;"""


def layout(visit: Visit, name: str) -> Iterator[str]:
    """Everything fits at every width, at the narrowest with widely spaced text too."""
    visit.open("frame.html")
    visit.driver.execute_async_script(
        """const [name, done] = arguments;
        const frame = document.querySelector("iframe");
        frame.width = 1350;
        frame.onload = () => done();
        frame.src = name;""",
        name,
    )
    for width in reversed(WIDTHS):
        visit.driver.execute_script(f'document.querySelector("iframe").width = {width}')
        visit.driver.switch_to.frame(0)
        visit.driver.execute_script(OPEN_FOLDS)
        visit.settle()
        for script in (WIDER, OVERLAPPING_NUMBERS, STRAY_MARKS, CUT_OFF):
            yield from (f"{width} px: {problem}" for problem in visit.run(script))
        visit.driver.switch_to.default_content()
    visit.driver.switch_to.frame(0)
    visit.run(SPACE, True)
    visit.settle()
    yield from (f"spaced text: {problem}" for problem in visit.run(WIDER))
    visit.driver.switch_to.default_content()


# Going places ------------------------------------------------------------------------------

ANCHORS = """[...document.querySelectorAll("article section section:has(> h2, > h3)")]
  .map(section => section.id)"""
BELOW_BARS = """id => {
  const bars = [...document.querySelectorAll(".bar, .errata-filter")];
  const isSticky = (bar) => getComputedStyle(bar).position === "sticky";
  const covered = Math.max(...bars.filter(isSticky).map(bar => bar.getBoundingClientRect().bottom));
  const { top } = document.getElementById(id).querySelector("h1, h2, h3").getBoundingClientRect();
  return [top - covered, innerHeight];
}"""


def deep_links(visit: Visit, name: str) -> Iterator[str]:
    """An address leads to the heading of its section, below what covers the top of the window."""
    anchors = visit.run(ANCHORS)
    if anchors:
        anchor = anchors[len(anchors) // 2]
        visit.open(f"{name}#{anchor}")
        top, height = visit.run(BELOW_BARS, anchor)
        if not -1 < top < height / 4:
            yield f"#{anchor} stands {top:.0f} px below the bar"


def end_key(visit: Visit, name: str) -> Iterator[str]:
    """One press of End leads to the end."""
    visit.open(name)
    visit.driver.execute_script("document.activeElement.blur()")  # in a field it is another key
    visit.press(Keys.END)
    left = "document.documentElement.scrollHeight - innerHeight - scrollY"
    for _ in range(20):  # scrolling may be smooth
        if visit.run(left) < 2:
            return
        visit.settle()
    yield f"{visit.run(left):.0f} px are left"


UP = """const done = arguments[0];
const lines = [...document.querySelectorAll("article p, article h2, article h3")];
const top = (line) => line.getBoundingClientRect().top;
const line = lines.find((one) => one.offsetHeight && top(one) > 300 && top(one) < 700);
const before = line && top(line);
scrollBy({ top: -250, behavior: "instant" });
requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
  done(line ? Math.abs(top(line) - before - 250) : 0);
}, 30)));"""


def way_up(visit: Visit, name: str) -> Iterator[str]:
    """Who jumps to the middle and reads upwards meets no jump."""
    visit.open(name)
    visit.driver.execute_script("scrollTo(0, document.documentElement.scrollHeight * 0.7)")
    for _ in range(10):
        visit.settle()
    furthest = max(visit.driver.execute_async_script(UP) for _ in range(20))
    if furthest > 5:
        yield f"the text jumps by {furthest:.0f} px"


# Figures -----------------------------------------------------------------------------------

# What a figure says and shows: its controls, their readouts, its sentence, twice.
STATE = """figure => [
  ...[...figure.querySelectorAll("input, select")].map(e => `${e.value} ${e.checked}`),
  ...[...figure.querySelectorAll("input[type=range]")].map(e => e.ariaValueText),
  ...[...figure.querySelectorAll(".explore-value")].map(e => e.textContent),
  figure.querySelector(".explore-view").ariaLabel,
  figure.querySelector("figcaption").textContent,
]"""
READ_OUT = """figure => [...figure.querySelectorAll("input[type=range]")]
  .every(slider => slider.ariaValueText === slider.nextElementSibling.textContent)"""
# Change each menu, box and preset; return what the figure does not follow.
CHANGE_OTHERS = """figure => {
  const view = figure.querySelector(".explore-view");
  const caption = figure.querySelector("figcaption");
  const shown = () => view.innerHTML + view.ariaLabel;
  const wrong = [];
  for (const control of figure.querySelectorAll("select, [type=checkbox], .explore-preset")) {
    const isPreset = control.matches(".explore-preset");
    const before = shown();
    if (control.options) {
      control.selectedIndex = (control.selectedIndex + 1) % control.options.length;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    } else control.click();
    const follows = isPreset ? control.ariaPressed === "true" : shown() !== before;
    if (!follows || caption.textContent !== view.ariaLabel) {
      wrong.push(isPreset ? control.textContent : control.id);
    }
  }
  return wrong;
}"""


def explorables(visit: Visit, _name: str) -> Iterator[str]:
    """Each slider moves its figure by a key, each other control does, and Reset leads back."""
    visit.driver.execute_script(OPEN_FOLDS)
    visit.settle()
    for figure in visit.all("figure.explore"):
        label = figure.get_attribute("id")
        start = visit.run(STATE, figure)
        for slider in figure.find_elements(By.CSS_SELECTOR, "input[type=range]"):
            before = visit.run(STATE, figure)
            at_end = slider.get_attribute("value") == slider.get_attribute("max")
            slider.send_keys(Keys.HOME if at_end else Keys.END)
            after = visit.run(STATE, figure)
            moved = after[-2] != before[-2] and after[-1] == after[-2]
            if not (moved and visit.run(READ_OUT, figure)):
                yield f"{label} does not follow {slider.accessible_name}"
        for control in visit.run(CHANGE_OTHERS, figure):
            yield f"{label} does not follow {control}"
        visit.driver.execute_script("arguments[0].querySelector('.explore-reset').click()", figure)
        if visit.run(STATE, figure) != start:
            yield f"{label} does not come back"


# The way back ------------------------------------------------------------------------------


def back(visit: Visit, name: str) -> Iterator[str]:
    """A page that is come back to shows what its controls say."""
    visit.open(FOUND if name == "search.html" else name)
    visit.driver.execute_script(OPEN_FOLDS)
    visit.settle()
    for slider in visit.all(SLIDER)[:1]:
        slider.send_keys(Keys.END)
    for form in visit.all(".predict form")[:1] + visit.all("form.exercise")[:1]:
        visit.run(ANSWER, form)
    visit.driver.execute_script(CHOOSE)
    visit.driver.get(f"{visit.root}/{CHAPTER if name == LANDING else LANDING}")
    visit.driver.back()
    visit.settle()
    time.sleep(0.5)  # WebKit sets forms back late, and so do the scripts
    shown = visit.run(FOLLOWING)
    visit.driver.execute_script(SAY_AGAIN)
    if visit.run(FOLLOWING) != shown:
        yield "the page shows what its controls do not say"
    yield from visit.run(UNSAID)
    visit.driver.execute_script("localStorage.clear()")


# Questions ---------------------------------------------------------------------------------


def questions(visit: Visit, _name: str) -> Iterator[str]:
    """A prediction and an exercise that are answered get a verdict."""
    for form in visit.all(".predict form, form.exercise"):
        if not visit.run(ANSWER, form):
            yield f"no verdict: {form.text[:60]}"
    visit.driver.execute_script("localStorage.clear()")


def names(visit: Visit, name: str) -> Iterator[str]:
    """The names of headings and choices are whole: no mark of a link, no formula left out."""
    visit.open(name)
    visit.driver.execute_script(OPEN_FOLDS)
    visit.settle()
    for heading in visit.all("article h1, article h2")[:3]:
        if heading.accessible_name != heading.text:
            yield f"a heading is {heading.accessible_name}"
    for heading in visit.all("article :is(h1, h2, h3, h4):has(math)"):
        if heading.accessible_name != heading.get_attribute("aria-label"):
            yield f"a heading is {heading.accessible_name}"
    choices = visit.all(".predict fieldset:has(legend math), .predict label:has(math) input")
    for choice in choices[:4]:
        if choice.accessible_name != choice.get_attribute("aria-label"):
            yield f"a choice is {choice.accessible_name}"


# The frame of the page ----------------------------------------------------------------------


# Words that have less contrast with their ground than WCAG wants of text.
PALE = """(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const ground = (e) => {
    const { backgroundColor } = getComputedStyle(e);
    return /^rgb\\(/.test(backgroundColor) ? backgroundColor : ground(e.parentElement);
  };
  const isPale = (e) => {
    const ratio = light(getComputedStyle(e).color) / light(ground(e));
    return Math.max(ratio, 1 / ratio) < 4.5;
  };
  return [...document.querySelectorAll("article :is(h1, h2, h3, p, li, a, figcaption)")]
    .filter(isPale).map(e => e.textContent.slice(0, 60));
})()"""


def theme(visit: Visit, name: str) -> Iterator[str]:
    """Light and dark are chosen by the button, remembered, and can be read."""
    if not visit.all(".theme-button"):
        return  # a page that has no themes
    papers = {"light": "rgb(253, 252, 249)", "dark": "rgb(21, 23, 26)"}
    for chosen, paper in papers.items():
        visit.driver.execute_script("document.querySelector('.theme-button').click()")
        visit.open(name)
        shown = visit.run("getComputedStyle(document.body).backgroundColor")
        if shown != paper:
            yield f"{chosen} is {shown}"
        yield from (f"pale when {chosen}: {words}" for words in visit.run(PALE))
    visit.driver.execute_script("localStorage.clear()")


def search(visit: Visit, name: str) -> Iterator[str]:
    """The search of the bar leads to what it finds, whatever stands between the words."""
    visit.open(name)
    [field] = visit.all(".bar-search input")
    field.send_keys("cross-entropy", Keys.ENTER)
    for _ in range(100):
        with contextlib.suppress(NoSuchFrameException):  # one page goes, and another comes
            if visit.all("#search-results li"):
                return
        time.sleep(0.1)
    yield "nothing is found"


def paper(visit: Visit, name: str) -> Iterator[str]:
    """The formula sheet is printed alone. Of the engines only Firefox prints for a driver."""
    if visit.driver.capabilities["browserName"] == "firefox":
        visit.open(f"{name}#formula-sheet")
        sheet = PrintOptions()
        sheet.set_page_size(PrintOptions.A4)
        pages = page_count(b64decode(visit.driver.print_page(sheet)))
        if pages != 1:
            yield f"the formula sheet has {pages} pages"


def page_count(pdf: bytes) -> int:
    """Return how many pages a document has, which may say so in a compressed part."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return max(int(count) for part in parts for count in re.findall(rb"/Count (\d+)", part))
