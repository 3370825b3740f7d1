"""The marks of claims: each opens the claim and its verdict in place; without script, a link."""

import itertools
import re
from collections.abc import Iterator

import nbformat
import pytest
from errata_entries import ADDRESSES, VERDICT_LINE, entries
from in_browser import HTML, go_to, light_markup, plant, put_in_place_of
from pages import CHAPTERS, DESK, PHONE, ROOT, SITE, read
from playwright.sync_api import Browser, Page

PAGE = "chapters/ch03_exploding_chain.html"
SLUG = "hundred-random-layers"
MARK = f'a.claim[href$="#{SLUG}"]'
VERDICT = {line[3]: line[1] for text, _ in entries() if (line := VERDICT_LINE.search(text))}
LINK = re.compile(r"\[erratum\]\(errata\.ipynb#([\w-]+)\)")


def slugs_in_source(name: str) -> list[str]:
    """Return the claims that a notebook mentions, in order."""
    file = (ROOT / name).with_suffix(".ipynb")
    cells = nbformat.read(file, as_version=4).cells if file.exists() else []
    return [
        slug for cell in cells if cell.cell_type == "markdown" for slug in LINK.findall(cell.source)
    ]


def words_around_marks(name: str) -> list[tuple[str, str]]:
    """Return the characters before and behind each mark of a page, without markup."""
    parts = re.split(r'<a class="claim".*?</a>', (SITE / name).read_text("utf-8"))
    plain = [re.sub(r"<[^>]*>", "", part) for part in parts]
    return [(before[-2:], after[:2]) for before, after in itertools.pairwise(plain)]


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_link_to_a_claim_is_a_mark(name):
    marks = [a for a in read(SITE / name).all("a") if a.get("class") == "claim"]
    assert [mark["href"] for mark in marks] == [f"errata.html#{s}" for s in slugs_in_source(name)]
    assert {mark["aria-label"] for mark in marks} <= {"A common claim about this, and its verdict"}


def test_there_are_marks():
    assert sum(len(slugs_in_source(name)) for name in CHAPTERS) > 40
    assert VERDICT.keys() == set(ADDRESSES)


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_sentence_around_a_mark_is_whole(name):
    for before, after in words_around_marks(name):
        assert not re.search(r"[\s(;,]$", before), before
        assert not re.search(r"^\)|^ [.,;:]", after), after


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_carries_the_verdicts_of_the_errata(name):
    text = (SITE / name).read_text("utf-8")
    for slug in set(slugs_in_source(name)):
        carried = text.split(f'<template data-of="errata.html#{slug}">')[1].split("</template>")[0]
        assert "<blockquote>" in carried
        assert f"Verdict: <b>{VERDICT[slug]}</b>" in carried


# In a browser ------------------------------------------------------------------------------

OPEN = "!!document.querySelector('.glimpse-claim:popover-open')"
BOX = "document.querySelector('.glimpse-claim')"
FOCUSED = "document.activeElement"
SIDEWAYS = f"{BOX}.scrollWidth > {BOX}.clientWidth"
OUTSIDE = f"""() => {{
  const {{ left, right, top, bottom }} = {BOX}.getBoundingClientRect();
  return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight;
}}"""
# How far from its middle a mark can still be pressed.
REACH = """mark => {
  const { left, top, width, height } = mark.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  return [[-12, 0], [12, 0], [0, -12], [0, 12]]
    .every(([dx, dy]) => document.elementFromPoint(x + dx, y + dy) === mark);
}"""


def mark_faults(page: Page, url: str) -> Iterator[str]:
    """Use a mark as a reader does, by pointer and by keyboard; yield what goes wrong."""
    mark = go_to(page, url, MARK)
    if not mark.evaluate(REACH):
        yield "a target of less than 24 pixels"
    mark.click()
    if page.url != url or not page.evaluate(OPEN):
        yield "pressed: it does not open"
        return
    text = page.locator(".glimpse-claim").inner_text()
    for words in ("Put a hundred ReLU layers", f"Verdict: {VERDICT[SLUG]}"):
        if words not in text:
            yield f"pressed: it does not say {words}"
    if page.evaluate(OUTSIDE) or page.evaluate(SIDEWAYS):
        yield "pressed: out of sight"
    if mark.get_attribute("aria-expanded") != "true":
        yield "pressed: not said to be open"
    mark.click()
    page.evaluate("new Promise(requestAnimationFrame)")  # by then the script has heard of it
    if page.evaluate(OPEN) or mark.get_attribute("aria-expanded") != "false":
        yield "pressed again: it does not close"
    mark.click()
    page.mouse.click(3, 500)
    if page.evaluate(OPEN):
        yield "pressed elsewhere: it does not close"

    for key in ("Enter", " "):
        mark.focus()
        page.keyboard.press(key)
        if not page.evaluate(OPEN) or page.url != url:
            yield f"key {key}: it does not open"
            return
        page.keyboard.press("Tab")
        if page.evaluate(f"{FOCUSED}.getAttribute('href')") != f"errata.html#{SLUG}":
            yield f"key {key}: Tab does not lead to the erratum"
        page.keyboard.press("Escape")
        if page.evaluate(OPEN) or not page.evaluate(f"{FOCUSED}.matches('a.claim')"):
            yield f"key {key}: Escape does not lead back"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    if page.evaluate(OPEN):
        yield "focus gone: it does not close"


@pytest.fixture(scope="module")
def light(browser, site_url) -> str:
    """The page without cells and formulas."""
    return light_markup(browser, f"{site_url}/{PAGE}", ".cell, .math")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_mark_opens_its_claim(size, page, site_url):
    page.set_viewport_size(size)
    assert list(mark_faults(page, f"{site_url}/{PAGE}")) == []


def test_it_opens_on_a_page_opened_from_a_file(page):
    assert list(mark_faults(page, (SITE / PAGE).as_uri())) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("event.preventDefault();\n        if", "if", "pressed: it does not open"),
        ("box.append(contentOf(mark));", "", "pressed: it does not say"),
        ("      place(box, mark);", "box.style.left = '-99px';", "pressed: out of sight"),
        ('mark.ariaExpanded = "true"', "mark.title = 1", "pressed: not said"),
        ("pressedOpen || isOpen(mark)", "isOpen(mark)", "pressed again"),
        ('emptyBox("glimpse-claim", "auto")', 'emptyBox("glimpse-claim", "manual")',
         "pressed elsewhere"),
        ('event.key !== " "', 'event.key !== "x"', "key  : it does not open"),
        ("box.append(more)", "more.remove()", "key Enter: Tab"),
        ("box.focus({ preventScroll: true });", "document.querySelector('.bar a').focus();",
         "key Enter: "),
        ("!box.contains(relatedTarget)", "false", "focus gone"),
    ],
)  # fmt: skip
def test_a_fault_of_the_script_is_seen(old, new, fault, page, site_url, light):
    plant(page, "glimpses.js", old, new)
    put_in_place_of(page, "ch03_exploding_chain.html", light, HTML)
    found = mark_faults(page, f"{site_url}/{PAGE}")
    assert any(problem.startswith(fault) for problem in found)


def test_without_a_fault_the_light_page_passes(page, site_url, light):
    put_in_place_of(page, "ch03_exploding_chain.html", light, HTML)
    assert list(mark_faults(page, f"{site_url}/{PAGE}")) == []


def test_a_small_target_is_seen(page, site_url, light):
    put_in_place_of(page, "ch03_exploding_chain.html", light, HTML)
    mark = go_to(page, f"{site_url}/{PAGE}", MARK)
    page.add_style_tag(content=".claim::after { display: none }")
    assert not mark.evaluate(REACH)


@pytest.mark.parametrize("name", [name for name in CHAPTERS if slugs_in_source(name)])
def test_no_claim_is_cut_off_on_a_phone(name, page, site_url):
    page.set_viewport_size(PHONE)
    page.goto(f"{site_url}/{name}")
    page.evaluate("document.querySelectorAll('article details').forEach(d => { d.open = true })")
    script = f"""() => [...document.querySelectorAll("a.claim")].map(mark => {{
      mark.click();
      return {SIDEWAYS} && mark.hash;
    }}).filter(Boolean)"""
    assert page.evaluate(script) == []


def test_without_script_a_mark_is_a_link(browser: Browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/{PAGE}")
    page.locator(MARK).click()
    page.wait_for_url(f"**/errata.html#{SLUG}")
    context.close()


def test_on_paper_the_word_stands_as_before(page, site_url):
    mark = go_to(page, f"{site_url}/{PAGE}", MARK)
    assert mark.inner_text() == ""
    page.emulate_media(media="print")
    assert mark.inner_text().strip() == "(erratum)"
    before = "mark => getComputedStyle(mark, '::before').content"
    assert mark.evaluate(before) == "none"
