"""Figures that the page's own Python draws: finer steps, the latest move, and what goes wrong."""

import pytest
from explorables import FIGURES
from live_page import EXPLORED, Played, cell, id_of, live_figure
from pages import CHAPTER

from tools.plotting.explorable import redraw

ALT = FIGURES["parabola"][1]["alt"]


@pytest.fixture
def played(browser, site_url):
    """The chapter, whose first figure with controls is a parabola that the test draws."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.clock.install(time=0)
    played = Played.opened(page, f"{site_url}/{CHAPTER}")
    played.run_all()
    played.start()
    draw, options = FIGURES["parabola"]
    markup = live_figure(draw, **options, presets={"Steep": {"w": 4.0}})
    played.answer_all(**{id_of(EXPLORED): {"html": markup}})
    yield played
    context.close()


def figure(played):
    return played.page.locator("#live-explore-1")


def asked(played):
    """Return the places of the moves that Python has been asked to draw."""
    return [message["places"] for message in played.heard() if message["kind"] == "draw"]


def draw(played):
    """Draw what was asked for last."""
    played.tell("drawn", view=redraw("live-explore-1", asked(played)[-1]))


def caption(played):
    return figure(played).locator("figcaption").inner_text()


def test_keys_move_in_finer_steps_and_the_words_follow(played):
    slider = figure(played).get_by_role("slider")
    slider.press("ArrowRight")
    assert asked(played) == [[151]]
    assert slider.get_attribute("aria-valuetext") == "3.02"
    assert figure(played).locator(".explore-value").inner_text() == "3.02"
    assert caption(played) == ALT(3.0)  # until it is drawn
    view = figure(played).locator(".explore-view")
    assert view.get_attribute("aria-busy") == "true"
    draw(played)
    assert caption(played) == view.get_attribute("aria-label") == ALT(3.02)
    assert view.get_attribute("aria-busy") is None
    for key, place in [("PageUp", 171), ("End", 200), ("Home", 0)]:
        slider.press(key)
        draw(played)
        assert asked(played)[-1] == [place]


def test_the_latest_move_wins(played):
    slider = figure(played).get_by_role("slider")
    for _ in range(20):
        slider.press("ArrowLeft")
    assert asked(played) == [[149]]
    draw(played)
    assert asked(played) == [[149], [130]]
    draw(played)
    assert caption(played) == ALT(2.6)
    assert asked(played) == [[149], [130]]


def test_a_figure_keeps_the_number_and_the_address_that_it_has_in_the_book(played):
    shown = figure(played).get_by_role("link")
    number, address = shown.inner_text(), shown.get_attribute("href")
    assert played.page.locator(address).count() == 1
    played.page.locator(".live-bar").get_by_role("button", name="Reset").click()
    in_the_book = played.page.locator(address).get_by_role("link").first
    assert (in_the_book.inner_text(), in_the_book.get_attribute("href")) == (number, address)


def test_presets_and_reset_find_their_values_among_the_finer(played):
    steep = figure(played).get_by_role("button", name="Steep")
    steep.click()
    draw(played)
    assert caption(played) == ALT(4.0)
    assert steep.get_attribute("aria-pressed") == "true"
    figure(played).get_by_role("button", name="Reset").click()
    draw(played)
    assert caption(played) == ALT(3.0)
    assert steep.get_attribute("aria-pressed") == "false"


def test_play_goes_to_the_end_in_as_many_seconds_as_before(played):
    played.page.clock.pause_at(600_000)
    slider = figure(played).get_by_role("slider")
    slider.press("Home")
    figure(played).get_by_role("button", name="Play").click()
    played.page.clock.run_for(3000)
    assert 80 < int(slider.input_value()) < 120
    played.page.clock.run_for(4000)
    assert slider.input_value() == "200"
    figure(played).get_by_role("button", name="Play").wait_for()
    figure(played).get_by_role("button", name="Play").click()
    assert int(slider.input_value()) < 10


def test_a_figure_that_cannot_be_drawn_says_so_until_it_can(played):
    slider = figure(played).get_by_role("slider")
    slider.press("ArrowLeft")
    played.tell("drawn", error="ValueError: w is too small")
    assert caption(played) == "This could not be drawn. ValueError: w is too small"
    figure(played).locator("figcaption[aria-live=polite]").wait_for()  # after a pause
    assert figure(played).locator(".explore-view").get_attribute("aria-label") == ALT(3.0)
    assert figure(played).get_attribute("data-behind") is not None
    slider.press("ArrowLeft")
    draw(played)
    assert caption(played) == ALT(2.96)
    assert figure(played).get_attribute("data-behind") is None


def test_a_figure_without_its_python_says_how_it_moves_again(played):
    slider = figure(played).get_by_role("slider")
    slider.press("ArrowLeft")
    played.page.locator(".live-bar").get_by_role("button", name="Stop").click()
    assert caption(played).startswith("Python has stopped.")  # it will not be drawn
    played.run_all()
    played.start()
    before = len(played.heard())
    slider.press("ArrowLeft")  # another Python may have another figure of this name
    assert len(played.heard()) == before
    assert caption(played).startswith("Python has stopped.")


def test_a_move_is_drawn_between_two_cells(played):
    played.page.get_by_role("button", name="Run the code").click()
    figure(played).get_by_role("slider").press("ArrowLeft")
    assert asked(played) == []
    played.answer()
    assert asked(played) == [[149]]


def test_the_controls_of_a_cell_that_ran_again_are_new(played):
    before = figure(played).get_attribute("id")
    cell(played.page, EXPLORED).get_by_role("button", name="Run this cell").click()
    played.answer({"html": live_figure(FIGURES["parabola"][0], w=(0.0, 4.0, 1.0))})
    assert {"kind": "forget", "figures": [before]} in played.heard()
    slider = figure(played).get_by_role("slider")
    assert slider.get_attribute("max") == "20"
    slider.press("ArrowRight")
    assert asked(played)[-1] == [16]
