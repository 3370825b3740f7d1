"""What a reader does with folds: the switch of code, what opens them, the list of sections."""

import re

import pytest
from in_browser import plant_early, put_in_place_of
from pages import DESK, PHONE


@pytest.fixture(scope="module")
def root(folded_book, serve) -> str:
    return serve(folded_book.folder / "_build" / "html") + "/chapters"


@pytest.fixture(scope="module")
def url(root) -> str:
    return f"{root}/ch01_fold.html"


# How much code ------------------------------------------------------------------------------

STATES = "[...document.querySelectorAll('details.hide')].map(fold => +fold.open).join('')"
MODES = {"All code": "111111", "Short code": "010000", "No code": "000000"}


def chosen(page) -> str:
    return page.evaluate("document.querySelector('.code-switch :checked').parentElement.innerText")


def test_the_switch_does_what_it_says_on_every_page(browser, root, url):
    context = browser.new_context()
    page = context.new_page()
    page.goto(url)
    assert (page.evaluate(STATES), chosen(page)) == (MODES["Short code"], "Short code")
    for name, states in MODES.items():
        page.get_by_role("radio", name=name).check()
        assert page.evaluate(STATES) == states
        page.reload()
        assert (page.evaluate(STATES), chosen(page)) == (states, name)
    page.goto(f"{root}/ch02_other.html")
    assert (page.evaluate(STATES), chosen(page)) == ("0", "No code")
    context.close()


def test_the_switch_is_worked_by_keyboard_and_has_a_name(page, url):
    page.goto(url)
    group = page.get_by_role("group", name="How much code the page shows")
    assert group.get_by_role("radio").count() == 3
    page.get_by_role("radio", name="Short code").focus()
    page.keyboard.press("ArrowRight")
    assert (page.evaluate(STATES), chosen(page)) == (MODES["No code"], "No code")


def test_a_mark_opens_one_cell(page, url):
    page.goto(url)
    page.locator("details.hide > summary").first.press("Enter")
    assert page.evaluate(STATES) == "110000"


# In each picture of a page that is read slowly: the folds that are not as they shall be.
WATCH_CODE = """() => {
  window.late = 0;
  const look = () => {
    late += [...document.querySelectorAll("details.hide")].filter(fold => !fold.open).length;
    if (document.readyState !== "complete") requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


LATE = """onload = () => setTimeout(() =>
  document.querySelectorAll("details.hide").forEach(show), 100);"""


@pytest.mark.parametrize("early", [True, False], ids=["as it is", "planted: too late"])
def test_a_remembered_choice_holds_in_the_first_picture(early, browser, url):
    context = browser.new_context()
    context.add_init_script("localStorage.setItem('code', 'all')")
    context.add_init_script(f"({WATCH_CODE})()")
    page = context.new_page()
    if not early:
        plant_early(page, 'if (mode !== "short") setAsRead();', LATE)
    page.goto(url)
    page.wait_for_timeout(200)
    assert (page.evaluate("late") == 0) == early
    assert page.evaluate(STATES) == MODES["All code"]
    context.close()


def test_where_nothing_is_kept_the_switch_works_for_the_page(browser, url):
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })"
    )
    page = context.new_page()
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(url)
    assert page.evaluate(STATES) == MODES["Short code"]
    page.get_by_role("radio", name="All code").check()
    assert page.evaluate(STATES) == MODES["All code"]
    assert trouble == []
    context.close()


@pytest.mark.parametrize("kept", ["", "none of these", "<b>"])
def test_a_choice_that_does_not_exist_is_the_default(kept, browser, url):
    context = browser.new_context()
    context.add_init_script(f"localStorage.setItem('code', {kept!r})")
    page = context.new_page()
    page.goto(url)
    assert (page.evaluate(STATES), chosen(page)) == (MODES["Short code"], "Short code")
    context.close()


def test_without_script_short_code_stands_and_there_is_no_switch(browser, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    assert page.get_by_text("short = 12").is_visible()
    assert not page.get_by_text("long3 = 3").is_visible()
    assert not page.locator(".code-switch").is_visible()
    page.locator("details.fold > summary").first.click()
    assert page.get_by_text("The way to it is long.").is_visible()
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_cells_without_output_take_no_height(size, page, site_url):
    page.set_viewport_size(size)
    page.goto(f"{site_url}/chapters/ch05_activation_jacobians.html")
    script = """[...document.querySelectorAll(".cell")]
      .filter(cell => cell.checkVisibility() && cell.querySelector(".hide"))
      .filter(cell => !cell.querySelector(".cell_output, details[open]"))
      .map(cell => cell.getBoundingClientRect().height)"""
    heights = page.evaluate(script)
    assert heights
    assert set(heights) == {0}


# What opens folds ---------------------------------------------------------------------------

CLOSED = """id => {
  const target = document.getElementById(id);
  const folds = [...target.querySelectorAll(":scope > details.fold")];
  for (let e = target; e; e = e.parentElement) if (e.localName === "details") folds.push(e);
  const { top } = target.getBoundingClientRect();
  const place = top > 30 && top < 200 ? "here" : top;
  return [...folds.map(fold => fold.open ? "open" : "closed"), place];
}"""
OPEN = ["open", "here"]


def state(page, anchor: str) -> list:
    """Whether the folds of an anchor are open, and whether it is at the top of the window."""
    page.wait_for_timeout(200)  # a jump goes to its place a picture later
    return page.evaluate(CLOSED, anchor)


ANCHORS = ["why-is-x-1", "in-small-steps", "old-place", "check-it"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("anchor", ANCHORS)
def test_an_address_opens_the_fold_that_it_leads_into(anchor, size, page, url):
    page.set_viewport_size(size)
    page.goto(f"{url}#{anchor}")
    assert state(page, anchor) == OPEN
    page.goto(url)
    page.evaluate("anchor => { location.hash = anchor }", anchor)
    assert state(page, anchor)[0] == "open"


@pytest.mark.parametrize("anchor", ["why-is-x-1", "check-it"])
def test_a_fold_that_an_address_does_not_open_is_seen(anchor, page, url):
    put_in_place_of(page, "folds.js", "")
    page.goto(f"{url}#{anchor}")
    assert state(page, anchor) == ["closed", "here"]


def test_a_link_opens_its_fold_again_though_the_address_stays(page, url):
    page.goto(f"{url}#check-it")
    page.locator(".check > summary").click()
    assert state(page, "check-it")[0] == "closed"
    page.locator("#check-it > h2 .headerlink").evaluate("link => link.click()")
    assert state(page, "check-it") == OPEN


def test_a_link_of_another_page_and_the_way_back_open_it_too(page, root):
    page.goto(f"{root}/ch02_other.html")
    page.get_by_role("link", name="There").click()
    assert state(page, "old-place") == OPEN
    page.locator("details[open].deeper").first.evaluate("fold => { fold.open = false }")
    page.evaluate("location.hash = 'sources'")
    page.go_back()
    assert state(page, "old-place")[0] == "open"


def test_what_is_found_in_the_page_is_opened(page, url):
    page.goto(f"{url}#:~:text=needle")  # as find-in-page does
    page.wait_for_timeout(200)
    assert page.get_by_text("needle").is_visible()
    assert page.locator("details.deeper[open]").count() == 1


def test_paper_has_all_but_hidden_code_without_a_script_too(browser, url):
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(url)
        page.emulate_media(media="print")
        for hidden in ("The way to it is long.", "By another way."):
            assert page.get_by_text(hidden).is_visible()
        assert not page.get_by_text("long3 = 3").is_visible()
        page.locator("details.hide", has_text="long3 = 3").evaluate("fold => { fold.open = true }")
        assert page.get_by_text("long3 = 3").is_visible()
        assert not page.locator("details.fold > summary").first.is_visible()
        context.close()


OPENED_FOR_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  return document.querySelectorAll("article details:not([open], .hide)").length === 0;
}"""


def test_an_address_that_is_no_code_for_anything_stops_nothing(page, url):
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{url}#100%")
    assert page.evaluate(OPENED_FOR_PAPER)
    assert errors == []


def test_headings_stand_outside_and_folds_open_by_keyboard(page, url):
    page.goto(url)
    assert page.locator("summary :is(h1, h2, h3, h4)").count() == 0
    assert page.get_by_role("heading", name="Why else?").is_visible()
    assert page.get_by_text("For no reason.").is_visible()
    assert not page.get_by_text("None at all.").is_visible()
    page.locator("summary", has_text="Read on: Why else?").press("Enter")
    assert page.get_by_text("None at all.").is_visible()


# On this page -------------------------------------------------------------------------------

SECTIONS = ["What is short?", "Deeper", "Why is x 1?", "Why else?", "Summary", "Exercises"]
SECTIONS += ["Check it", "Sources"]
CURRENT = """[...document.querySelectorAll(".sections [aria-current]")]
  .filter(link => link.checkVisibility()).map(link => link.textContent)"""


def current(page) -> list[str]:
    page.wait_for_timeout(200)
    return page.evaluate(CURRENT)


def names_of(links) -> list[str]:
    # A formula is there twice, once to be heard and once to be seen.
    return [re.sub(r"is .* 1", "is x 1", text, flags=re.DOTALL) for text in links.all_inner_texts()]


@pytest.mark.parametrize("width", [390, 900, 1200, 1350])
def test_the_sections_are_listed_once_at_every_width(width, page, url):
    page.set_viewport_size({"width": width, "height": 850})
    page.goto(url)
    if width < 1088:
        page.get_by_role("button", name="Menu").click()
    assert names_of(page.locator(".sections a:visible")) == SECTIONS


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_section_that_is_read_is_marked(size, page, url):
    page.set_viewport_size(size)
    page.goto(url)
    page.evaluate("document.documentElement.dataset.whole = ''")  # as before any jump
    menu = page.get_by_role("button", name="Menu")
    for anchor, name in (("what-is-short", "What is short?"), ("why-else", "Why else?")):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", anchor)
        page.wait_for_timeout(200)
        if size is PHONE:
            menu.evaluate("button => button.click()")
        assert current(page) == [name]
        page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    page.wait_for_timeout(200)
    if size is PHONE:
        menu.evaluate("button => button.click()")
    assert current(page) == ["Sources"]


def test_a_choice_in_the_menu_closes_it_and_goes_there(page, url):
    page.set_viewport_size(PHONE)
    page.goto(url)
    page.get_by_role("button", name="Menu").click()
    page.locator(".course-map .sections a", has_text="Check it").click()
    assert not page.locator(".course-map").is_visible()
    assert state(page, "check-it") == OPEN
