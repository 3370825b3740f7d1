"""One visit of a page in a browser, and what is wrong there: by keyboard, at every width, to axe.

It loads the page twice and goes through all of its states, for loading is slow.
"""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from pages import DESK, PHONE
from playwright.sync_api import Browser, Page
from weight import read_on

WIDTHS = [320, 390, 700, 1350]


def visit(browser: Browser, url: str, asked: set[str] | None = None) -> list[str]:
    """Visit a page; return what is wrong, and in which state. Add to asked what it asks for."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    try:
        page = context.new_page()
        if asked is not None:
            page.on("request", lambda request: asked.add(request.url))
        return list(findings(page, url))
    finally:
        context.close()


def findings(page: Page, url: str) -> Iterator[str]:
    """Go through the states of a page; yield what is wrong."""

    def told(state: str, problems: list[str]) -> list[str]:
        return [f"{state}: {problem}" for problem in problems]

    heard = listen(page, url)
    page.add_init_script(WATCH_THEME)
    page.goto(url)
    settle(page)
    yield from told("on arrival", running(page) + broken_pictures(page))
    yield from told("Tab at 390 px", tab_through(page))

    page.set_viewport_size(DESK)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    settle(page)
    yield from told("on return", late_theme(page))
    yield from told("Tab at 1350 px", tab_through(page))

    page.evaluate("localStorage.clear()")
    page.evaluate("document.documentElement.dataset.theme = 'auto'")
    open_folds(page)
    heights = {}
    for width in WIDTHS:
        resize(page, width)
        yield from told(f"{width} px", misplaced(page))
        heights[width] = page.evaluate(HEIGHT)
        if width == min(WIDTHS):
            page.evaluate(SPACE, True)
            yield from told("spaced text", page.evaluate(WIDER))
            page.evaluate(SPACE, False)
    read_on(page)
    yield from told("all the time", heard)

    digest(page)
    page.emulate_media(reduced_motion="no-preference")
    for width in (1350, 390):
        resize(page, width)
        height = page.evaluate(HEIGHT)
        if abs(height / heights[width] - 1) > 0.005:  # a rounded width may break a line elsewhere
            yield f"{width} px: the digest is {height} px high, the page {heights[width]} px"
        menu = page.locator("button", has_text="Menu")
        if width == 390 and menu.count():
            menu.click()
        seen = None
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            before, seen = seen, page.evaluate(IN_SIGHT)
            yield from told(f"{width} px, {scheme}", violations(page, only_colours=seen == before))


# Loading -----------------------------------------------------------------------------------

# However long a slow machine takes: until all is laid out and no font is on its way.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  do {
    await frame();  // in which fonts are asked for, and observers hear of new sizes
    await frame();
    await document.fonts.ready;
  } while (document.fonts.status !== "loaded");
}"""
# The theme that holds when the body begins, before anything is painted.
WATCH_THEME = """new MutationObserver((_, watcher) => {
  if (!document.body) return;
  window.firstTheme = document.documentElement.dataset.theme;
  watcher.disconnect();
}).observe(document, { childList: true, subtree: true })"""
RUNNING = """document.getAnimations().filter(animation => animation.playState === "running")
  .map(animation => `moves: ${animation.animationName ?? animation.transitionProperty}`)"""
BROKEN = """[...document.images].filter(image => !image.naturalWidth)
  .map(image => `broken image: ${image.src}`)"""
# The pictures that a screen reader meets and has nothing to say about.
NAMELESS = """[...document.querySelectorAll("img, svg")]
  .filter(picture => !picture.closest("[aria-hidden=true]"))
  .filter(picture => picture.localName === "img"
    ? !picture.alt.trim()
    : picture.getAttribute("role") !== "img" || !picture.getAttribute("aria-label"))
  .map(picture => `no name: ${picture.outerHTML.slice(0, 80)}`)"""


def listen(page: Page, url: str) -> list[str]:
    """Return a list that grows by what a page asks of others, misses and says."""
    heard = []
    own = "file:" if url.startswith("file:") else "/".join(url.split("/")[:3])

    def check_request(request) -> None:
        if not request.url.startswith((own, "data:", "blob:")):
            heard.append(f"requests another host: {request.url}")

    page.on("request", check_request)
    page.on("console", lambda message: heard.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: heard.append(f"script error: {error}"))
    page.on(
        "response", lambda answer: answer.status >= 400 and heard.append(f"missing: {answer.url}")
    )
    page.on("requestfailed", lambda request: heard.append(f"failed: {request.url}"))
    return heard


def settle(page: Page) -> None:
    """Wait until the page is laid out."""
    page.evaluate(SETTLED)


def resize(page: Page, width: int) -> None:
    """Give the window a width, and the page the time to follow."""
    page.set_viewport_size({"width": width, "height": 850})
    settle(page)


def open_folds(page: Page) -> None:
    """Open every fold and lay out every section, not only those near the window."""
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    page.evaluate("document.documentElement.dataset.whole = ''")
    settle(page)


def running(page: Page) -> list[str]:
    """Return the animations that run."""
    return page.evaluate(RUNNING)


def broken_pictures(page: Page) -> list[str]:
    """Return the pictures that are missing or have no name."""
    return page.evaluate(BROKEN) + page.evaluate(NAMELESS)


def late_theme(page: Page) -> list[str]:
    """Return what is wrong with a page that loads while dark is remembered."""
    theme = page.evaluate("firstTheme")
    scripted = page.locator(".theme-button").count()  # a page without the button has no themes
    return [f"the theme is {theme} at first"] * (scripted and theme != "dark")


# The keyboard ------------------------------------------------------------------------------

# Each Tab writes down what had the focus before it.
WATCH_FOCUS = """() => {
  const walk = { problems: [], visited: new Set(), ended: false };
  const note = (event) => {
    if (event.key !== "Tab" || walk.ended) return;
    const e = document.activeElement;
    if (e === document.body) {
      walk.ended = walk.visited.size > 0;
      return;
    }
    walk.visited.add(e);
    const name = e.outerHTML.slice(0, 90);
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) {
      walk.problems.push(`no focus ring: ${name}`);
    }
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
      walk.problems.push(`out of sight: ${name}`);
    }
  };
  addEventListener("keydown", note, true);
  walk.stop = () => removeEventListener("keydown", note, true);
  window.walk = walk;
}"""
# Nobody is so fast that no picture comes between; what is near is laid out with it.
WALKED = "new Promise(requestAnimationFrame).then(() => walk.ended)"
MISSED = """() => {
  walk.stop();
  document.activeElement.blur();  // a skip link that shows would lie on what is clicked next
  const group = (e) => [...(e.form?.elements ?? [e])]
    .filter(other => other.type === "radio" && other.name === e.name);
  const stop = (e) => group(e).find(other => other.checked) ?? group(e)[0];  // of a group, one
  const focusable = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(focusable)]
    .filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.matches(":disabled"))
    .filter(e => e.type !== "radio" || e === stop(e))
    .filter(e => !walk.visited.has(e))
    .map(e => `not reached: ${e.outerHTML.slice(0, 90)}`);
}"""


def tab_through(page: Page) -> list[str]:
    """Walk the page by Tab; return what gets no visible focus and what is never reached."""
    page.evaluate(WATCH_FOCUS)
    page.keyboard.press("Tab")  # which lays all out; typefaces that come now make formulas wider
    settle(page)
    for _ in range(200):
        page.keyboard.press("+".join(10 * ["Tab"]))  # held down, it goes on, as from a keyboard
        if page.evaluate(WALKED):
            break
    return page.evaluate("walk.problems") + page.evaluate(MISSED)


# The layout --------------------------------------------------------------------------------

HEIGHT = "document.documentElement.scrollHeight"
WIDER = """[document.documentElement.scrollWidth - innerWidth].filter(pixels => pixels > 0)
  .map(pixels => `${pixels} px wider than the window`)"""
# The spacing of text that some readers set, which must not make a page wider; or the page's own.
SPACE = """isWanted => {
  document.getElementById("space")?.remove();
  if (!isWanted) return;
  const sheet = document.head.appendChild(document.createElement("style"));
  sheet.id = "space";
  sheet.textContent = `p { margin-bottom: 2em !important } * { line-height: 1.5 !important;
    letter-spacing: 0.12em !important; word-spacing: 0.16em !important }`;
}"""
# What may scroll, may be scrolled by keyboard.
UNREACHABLE = """[...document.querySelectorAll("body *")]
  .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 0)
  .filter(box => ["auto", "scroll"].includes(getComputedStyle(box).overflowX))
  .filter(box => box.tabIndex < 0 && !box.matches("input, nav"))
  .map(box => `scrolls, but not by keyboard: ${box.outerHTML.slice(0, 100)}`)"""
OVERLAPPING_NUMBERS = """[...document.querySelectorAll(".katex-tag")].filter(tag => {
  const bases = tag.parentElement.querySelectorAll(":scope > .katex-base");
  const right = Math.max(...[...bases].map(base => base.getBoundingClientRect().right));
  return tag.querySelector(".text").getBoundingClientRect().left < right;
}).map(tag => `the number lies on the formula: ${tag.textContent}`)"""
# Marks that a line's end parts from their formula: those in one element with a base of it, and
# those right behind a whole one.
STRAY_MARKS = """(() => {
  const range = document.createRange();
  const isApart = (node, base) => {
    if (node?.nodeType !== Node.TEXT_NODE || !node.data.trim() || !base) return false;
    range.setStart(node, 0);
    range.setEnd(node, 1);
    const [mark, box] = [range.getBoundingClientRect(), base.getBoundingClientRect()];
    return mark.height > 0 && (mark.top >= box.bottom - 6 || mark.bottom <= box.top + 6);
  };
  const bases = (e) => [...e.querySelectorAll(".katex-base")];
  const glued = [...document.querySelectorAll("article .glue")]
    .filter(e => isApart(e.firstChild, bases(e)[0]) || isApart(e.lastChild, bases(e).at(-1)));
  const bare = [...document.querySelectorAll("article .math")].filter(e =>
    /^[.,;:!?)]/.test(e.nextSibling?.data ?? ""));
  const loose = bare.filter(e => isApart(e.nextSibling, bases(e).at(-1)));
  return [...glued, ...loose].map(e => `stray mark at ${e.textContent}`);
})()"""
# Words of a drawing that its edge cuts off; the boxes of letters reach a little beyond their ink.
CUT_OFF = """[...document.querySelectorAll("article figure svg")].flatMap(drawing => {
  if (!drawing.checkVisibility()) return [];
  const edge = drawing.getBoundingClientRect();
  return [...drawing.querySelectorAll("text")].filter(text => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < edge.left - 3 || box.right > edge.right + 3
      || box.top < edge.top - 4 || box.bottom > edge.bottom + 3);
  });
}).map(text => `cut off: ${text.textContent}`)"""


def misplaced(page: Page) -> list[str]:
    """Return what does not fit into the window or stands in the wrong place."""
    scripts = (WIDER, UNREACHABLE, OVERLAPPING_NUMBERS, STRAY_MARKS, CUT_OFF)
    return [problem for script in scripts for problem in page.evaluate(script)]


# Accessibility -----------------------------------------------------------------------------

# For axe, whose time goes by elements: formulas become empty boxes of their size, with their name
# as one text, drawings lose shapes that have neither words nor a role, and of the tokens of code
# that differ in their text alone one stays: none of a single character, of which axe does not
# judge, and the leftmost, which is the last to go out of sight.
DIGEST = """() => {
  const bases = [...document.querySelectorAll(".katex-base")];
  const widths = bases.map(base =>
    base.getBoundingClientRect().width / parseFloat(getComputedStyle(base).fontSize));
  bases.forEach((base, k) => {
    base.replaceChildren(...base.querySelectorAll(":scope > .katex-strut"));
    base.style.cssText += `display: inline-block; width: ${widths[k]}em`;
  });
  for (const math of document.querySelectorAll("math")) math.textContent = math.textContent;
  const kinds = "circle, clipPath, defs, g, path, polyline, rect, use";
  const shapes = [...document.querySelectorAll(`svg :is(${kinds})`)];
  const isJudged = (e) => [...e.attributes].some(({ name }) => /^(role|tabindex|aria-)/.test(name));
  for (const shape of shapes.reverse()) {
    if (!shape.childElementCount && !isJudged(shape)) shape.remove();
  }
  const tag = (e) => Object.assign(e.cloneNode(), { id: "" }).outerHTML;
  const path = (e) => e ? path(e.parentElement) + tag(e) : "";
  const tokens = [...document.querySelectorAll("pre")].flatMap(block => {
    const place = path(block);
    return [...block.querySelectorAll("*")]
      .filter(token => !token.childElementCount && token.textContent.trim())
      .map(token => ({
        token,
        kind: place + (token.parentElement === block ? "" : tag(token.parentElement)) + tag(token),
        short: token.textContent.trim().length === 1,
        right: token.getBoundingClientRect().right - block.getBoundingClientRect().left,
      }));
  });
  tokens.sort((one, other) => one.short - other.short || one.right - other.right);
  const seen = new Set();
  for (const { token, kind } of tokens) {
    if (seen.has(kind)) token.replaceWith(token.textContent);
    seen.add(kind);
  }
}"""


def digest(page: Page) -> None:
    """Take off the page what axe does not judge, and what it would judge again and again."""
    page.evaluate(DIGEST)


# One without end has no last picture.
END_ANIMATIONS = """document.getAnimations()
  .filter(animation => animation.effect.getComputedTiming().endTime < Infinity)
  .forEach(animation => animation.finish())"""
# Contrast takes most of the time of axe, and texts of one look on one ground have the same: it
# judges three of each, of those in sight and longer than a character if there are any.
MARK_TEXTS = """() => {
  const grounds = new Map([[null, ""]]);
  const ground = (e) => {
    if (!grounds.has(e)) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(e);
      const own = [backgroundColor, backgroundImage, opacity, position].join(" ");
      const plain = own === "rgba(0, 0, 0, 0) none 1 static";
      grounds.set(e, ground(e.parentElement) + (plain ? "" : own));
    }
    return grounds.get(e);
  };
  const texts = [...document.querySelectorAll("body *")].filter(e =>
    !e.closest(".katex-mathml") && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  const kinds = Map.groupBy(texts, e => {
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(e);
    return [color, fontSize, fontWeight, textShadow, ground(e)].join();
  });
  const isTelling = (e) => {
    const { left, right, width } = e.getBoundingClientRect();
    return width > 1 && left >= 0 && right <= innerWidth && e.textContent.trim().length > 1;
  };
  for (const e of document.querySelectorAll("[data-judged]")) delete e.dataset.judged;
  for (const e of document.querySelectorAll("input, select, textarea")) e.dataset.judged = "";
  for (const kind of kinds.values()) {
    const telling = kind.filter(isTelling);
    for (const e of (telling.length ? telling : kind).slice(0, 3)) e.dataset.judged = "";
  }
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-judged]" }] });
}"""
# What a scheme can change, if it shows and hides nothing.
IN_SIGHT = """[...document.querySelectorAll("body *")].map(e => +e.checkVisibility()).join("")"""
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """only => axe.run(document, { resultTypes: ["violations"], ...only }).then(found =>
  found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`)))"""


def violations(page: Page, only_colours: bool = False) -> list[str]:
    """Return what axe-core finds, rule and place, by all rules or by those that judge colours."""
    page.evaluate(END_ANIMATIONS)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(MARK_TEXTS)
    return page.evaluate(RUN, {"runOnly": OF_COLOURS} if only_colours else {})
