"""What a reader sees of Python in the page: start, stop, reset, focus. The test plays Python."""

import json

import pytest
from live_page import EXPLORED, FIRST, Played, cell, edit, id_of, told
from pages import CHAPTER, DESK

SCRIPT = "**/live/run.js*"


@pytest.fixture
def open_played(browser, site_url):
    """Open the chapter; `planted` changes its script, the others say what takes long, or much."""
    contexts = []

    def open_played(planted=None, seconds=None, megabytes=None, **options):
        context = browser.new_context(**{"viewport": DESK} | options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.clock.install(time=0)

        def change(route, old, new):
            answer = route.fetch()
            assert old in answer.text()
            route.fulfill(response=answer, body=answer.text().replace(old, new))

        if planted:
            page.route(SCRIPT, lambda route: change(route, *planted))
        if seconds:
            new = f"data-seconds='{json.dumps(seconds)}' data-before="
            page.route(f"**/{CHAPTER}", lambda route: change(route, "data-seconds=", new))
        if megabytes:
            new = f"data-megabytes='{megabytes}' data-seconds="
            page.route(f"**/{CHAPTER}", lambda route: change(route, "data-seconds=", new))
        return Played.opened(page, f"{site_url}/{CHAPTER}")

    yield open_played
    for context in contexts:
        context.close()


def amount(played):
    return played.page.locator(".live-amount").inner_text()


def cells_on(played):
    return played.page.locator(".cell_input[id]").count()


# What the start shows ----------------------------------------------------------------------


def test_the_start_shows_bytes_and_the_time_that_they_will_take(open_played):
    played = open_played()
    played.page.clock.pause_at(60_000)
    played.run_all()
    assert told(played.page).inner_text() == "Loading Python"
    played.tell("received", received=2e6, total=20e6, isKept=False)
    assert amount(played) == "2 of 20 MB"  # nobody knows yet
    played.page.clock.run_for(4000)
    played.tell("received", received=10e6, total=20e6, isKept=False)
    assert amount(played) == "10 of 20 MB, about 5 s left"
    played.page.clock.run_for(4000)  # nothing comes, so it will take longer
    assert amount(played) == "10 of 20 MB, about 10 s left"
    progress = played.page.get_by_role("progressbar")
    assert progress.get_attribute("value") == "10000000"
    played.tell("received", received=20e6, total=20e6, isKept=False)
    assert (told(played.page).inner_text(), amount(played)) == ("Starting", "")
    assert progress.is_visible()
    assert progress.get_attribute("value") is None
    played.tell("ready")
    assert not progress.is_visible()
    assert amount(played) == f"{cells_on(played) - 1} to go"


def test_what_this_browser_has_kept_is_said_to_come_from_there(open_played):
    played = open_played()
    played.run_all()
    played.tell("received", received=5e6, total=20e6, isKept=True)
    assert amount(played) == "5 of 20 MB, from this browser"


def test_a_cell_whose_imports_are_on_their_way_does_not_run_yet(open_played):
    played = open_played()
    played.run_all()
    played.tell("received", received=5e6, total=20e6, isKept=False)
    played.tell("ready")
    progress = played.page.get_by_role("progressbar")
    assert amount(played) == "5 of 20 MB"
    played.tell("received", received=10e6, total=20e6, isKept=False)
    assert amount(played).startswith("10 of 20 MB")
    assert progress.is_visible()
    played.begin()
    assert amount(played) == f"{cells_on(played) - 1} to go"
    assert not progress.is_visible()


def announce_a_run(played):
    played.run_all()
    played.start()
    played.answer_all()
    return played.announced()


def test_each_stage_is_announced_once_and_no_byte(open_played):
    played = open_played()
    count = cells_on(played)
    wanted = ["Loading Python", "Starting", f"Running {count} cells"]
    wanted.append(f"Done: {count} cells took {count / 4:.1f} s")
    assert announce_a_run(played) == wanted
    assert played.page.locator(".live-amount").get_attribute("aria-hidden") == "true"
    chatty = open_played(
        planted=("amount.textContent = isLoading", "live.voice.textContent = isLoading")
    )
    assert len(announce_a_run(chatty)) > count


def test_an_error_is_announced_and_ends_the_run(open_played):
    played = open_played()
    played.run_all()
    played.start()
    played.answer()
    played.answer({"error": "line 1: 1 / 0\nZeroDivisionError: division by zero"})
    assert played.announced()[-1] == "Stopped at cell 2: ZeroDivisionError: division by zero"
    assert len(played.heard()) == 2
    played.page.locator(".live-error").wait_for()
    played.run_all()  # the first is as it was, so the second is next
    assert [asked["name"] for asked in played.heard()] == ["cell 1", "cell 2", "cell 2"]


def test_what_cannot_start_says_so_and_what_ends_by_itself_too(open_played):
    played = open_played()
    played.run_all()
    played.tell("broken", message="its files are missing (404)")
    assert "could not be started: its files are missing (404)" in told(played.page).inner_text()
    played.run_all()
    assert played.count() == 2
    played.start()
    played.tell("broken", message="out of memory")
    assert "Python has ended: out of memory" in told(played.page).inner_text()


def test_a_cell_that_takes_long_says_so_before_and_meanwhile(open_played):
    code = id_of(FIRST)
    played = open_played(seconds={code: 40})
    button = cell(played.page, FIRST).get_by_role("button", name="Run this cell")
    about = "about 40 s"
    assert about in button.get_attribute("aria-label")
    assert cell(played.page, FIRST).get_by_text("≈40 s").is_visible()
    played.page.clock.pause_at(60_000)
    button.click()
    played.start()
    assert told(played.page).inner_text().endswith(f", of which 1 takes {about}")
    while played.heard()[-1]["source"].find(FIRST) < 0:
        played.answer()
    played.begin()
    played.page.clock.run_for(7000)
    assert f"7 s of {about}" in amount(played)
    assert played.page.locator("[aria-label*='which takes']").count() == 1
    played.answer(seconds=80)  # this machine is slower
    played.page.reload()
    assert "about 80 s" in button.get_attribute("aria-label")


def test_what_could_not_be_loaded_is_asked_for_again(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    page.route(SCRIPT, lambda route: route.abort())
    run = page.get_by_role("button", name="Run the code")
    run.click()
    page.get_by_role("status").get_by_text("What runs the code could not be loaded").wait_for()
    page.unroute(SCRIPT)
    run.click()
    told(page).get_by_text("Loading Python").wait_for()
    assert not page.get_by_text("could not be loaded").count()


# Stop and reset ----------------------------------------------------------------------------


def test_stop_ends_the_start_and_the_next_run_begins_anew(open_played):
    played = open_played()
    played.run_all()
    played.tell("received", received=2e6, total=20e6, isKept=False)
    stop = played.page.locator(".live-bar").get_by_role("button", name="Stop")
    stop.click()
    assert played.page.evaluate("workers[0].ended")
    assert told(played.page).inner_text() == "Stopped. The next run starts from the first cell"
    assert stop.get_attribute("aria-disabled") == "true"
    assert not played.page.get_by_role("progressbar").is_visible()
    played.run_all()
    played.start()
    played.answer()
    assert [asked["name"] for asked in played.heard()] == ["cell 1", "cell 2"]
    stop.click()
    cell(played.page, FIRST).get_by_role("button", name="Run this cell").click()
    assert played.count() == 3
    played.start()
    assert [asked["name"] for asked in played.heard()] == ["cell 1"]


def test_what_has_run_as_it_is_does_not_run_again_and_what_follows_a_change_does(open_played):
    played = open_played()
    played.run_all()
    played.start()
    played.answer_all()
    count = len(played.heard())
    cell(played.page, FIRST).get_by_role("button", name="Run this cell").click()
    assert len(played.heard()) == count + 1
    played.answer_all()
    field = edit(cell(played.page, FIRST))
    field.press("End")
    field.type("  # mine")
    field.press("Control+Enter")
    played.answer_all()
    assert len(played.heard()) == count + 2
    place = int(played.heard()[-1]["name"].split()[1])
    played.run_all()
    played.answer_all()
    again = [asked["name"] for asked in played.heard()[count + 2 :]]
    assert again == [f"cell {number}" for number in range(place + 1, count + 1)]


def names(asked):
    return [message["name"] for message in asked if message["kind"] == "run"]


def test_all_from_a_change_on_runs_again_though_the_changed_cell_was_not_asked_for(open_played):
    played = open_played()
    count = cells_on(played)
    played.run_all()
    played.start()
    played.answer_all()
    edit(cell(played.page, FIRST)).fill("mine = 1")
    played.run_all()
    played.answer_all()
    ran = names(played.heard())[count:]
    first = int(ran[0].split()[1])
    assert ran == [f"cell {number}" for number in range(first, count + 1)]
    assert 1 < first < count


def test_what_waits_goes_on_when_a_cell_above_is_asked_for(open_played):
    played = open_played()
    count = cells_on(played)
    played.run_all()
    played.start()
    for _ in range(6):
        played.answer()
    cell(played.page, FIRST).get_by_role("button", name="Run this cell").click()
    played.answer_all()
    assert len(names(played.heard())) == count + 1
    assert told(played.page).inner_text().startswith(f"Done: {count + 1} cells")


def test_python_ends_when_its_page_is_left(open_played):
    played = open_played()
    played.run_all()
    played.start()
    played.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    assert played.page.evaluate("workers[0].ended")
    assert told(played.page).inner_text().startswith("Stopped.")


def test_a_page_that_may_not_start_a_thread_says_so(open_played):
    played = open_played()
    played.page.evaluate(
        "() => { Worker = class { constructor() { throw new DOMException('', 'SecurityError') } } }"
    )
    played.run_all()
    assert "could not be started: this browser does not allow it" in told(played.page).inner_text()


def test_a_page_that_takes_much_memory_says_so_before(open_played):
    played = open_played(megabytes=835)
    played.run_all()
    assert told(played.page).inner_text() == "Loading Python, with up to 0.8 GB of memory"
    played.start()
    assert told(played.page).inner_text().endswith(" cells, with up to 0.8 GB of memory")


def test_a_second_click_does_not_run_a_cell_twice(open_played):
    played = open_played()
    played.run_all()
    played.page.get_by_role("button", name="Run the code").dblclick()
    played.start()
    played.answer_all()
    assert len(played.heard()) == cells_on(played)


def test_reset_brings_outputs_and_sliders_back_and_the_focus(open_played):
    played = open_played()
    page = played.page
    outputs = "[...document.querySelectorAll('.cell_output')].map(output => output.outerHTML)"
    figure = page.locator("figure.explore").first
    slider = figure.get_by_role("slider").first
    slider.press("Home")
    before = page.evaluate(outputs)
    played.run_all()
    played.start()
    found = {id_of(EXPLORED): {"html": "<p>drawn anew</p>"}, id_of(FIRST): {"text": "printed"}}
    played.answer_all(**found)
    assert page.evaluate(outputs) != before
    assert not figure.get_by_text("drawn anew").count()
    page.locator(".live-bar").get_by_role("button", name="Reset").click()
    assert focused(page) == "Run the code"
    assert not page.locator(".live-bar").is_visible()
    assert page.evaluate(outputs) == before
    assert slider.input_value() == "0"
    slider.press("End")
    assert page.evaluate(outputs) != before


# Focus and keys ----------------------------------------------------------------------------


def focused(page):
    return page.evaluate(
        "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )


def test_keys_lead_from_run_to_change_to_stop(open_played):
    played = open_played()
    page = played.page
    cell(page, FIRST).get_by_role("button", name="Run this cell").focus()
    page.keyboard.press("Enter")
    played.start()
    assert focused(page).startswith("Run this cell")
    page.keyboard.press("Tab")
    assert focused(page) == "Change this cell"
    page.keyboard.press("Enter")
    assert focused(page).startswith("Code of cell")
    page.keyboard.press("Control+Home")
    page.keyboard.type("# mine\n")
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "Stop"
    page.keyboard.press("Enter")
    assert told(page).inner_text().startswith("Stopped.")
    assert focused(page).startswith("Run this cell")
    for name in ("Change this cell", "Code of cell", "Restore the book's"):
        page.keyboard.press("Tab")  # which does not stay in the field
        assert focused(page).startswith(name)
    page.keyboard.press("Enter")
    assert focused(page) == "Change this cell"


def test_the_focus_stays_when_a_run_ends_beside_it_or_replaces_what_has_it(open_played):
    played = open_played()
    page = played.page
    played.run_all()
    played.start()
    page.locator(".live").get_by_role("button", name="Stop").focus()
    played.answer_all(**{id_of(EXPLORED): {"html": "<button>one</button><button>two</button>"}})
    assert focused(page) == "Run the code"
    for html, held in [
        ("<button>new</button><button>new two</button>", "new two"),
        ("", "Run this cell"),
    ]:
        cell(page, EXPLORED).get_by_role("button", name="Run this cell").click()
        page.get_by_role("button", name="two").focus()
        played.answer({"html": html})
        assert focused(page).startswith(held)
