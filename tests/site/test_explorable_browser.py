"""The figures with controls in a browser: by keyboard, pointer and touch, frame by frame."""

import functools

import pytest
from explorables import FIGURES, all_kinds, book_build, markup

from tools.plotting import explore


def until(page, condition):
    """Wait up to five seconds; the page's policy forbids playwright's own way."""
    for _ in range(100):
        if condition():
            return
        page.wait_for_timeout(50)
    pytest.fail("the page did not get there in five seconds")


def state(figure):
    """What a figure says and shows, as text."""
    slider = figure.locator("input[type=range]").first
    return {
        "value": slider.get_attribute("aria-valuetext"),
        "readout": figure.locator(".explore-value").first.text_content(),
        "name": figure.get_by_role("img").get_attribute("aria-label"),
        "caption": figure.locator("figcaption").text_content(),
        "title": figure.locator("svg >> nth=0").locator("text").last.text_content(),
    }


def parabola(w):
    loss, slope = (2 * w - 4) ** 2, 4 * (2 * w - 4)
    sentence = f"At w = {w:g} the loss is {loss:.2f} and its slope {slope:.1f}."
    return {
        "value": f"{w:.1f}",
        "readout": f"{w:.1f}",
        "name": sentence,
        "caption": sentence,
        "title": f"slope {slope:.1f}",
    }


@pytest.mark.parametrize("place", ["file", "http"])
def test_keys_move_the_figure(open_page, serve, tmp_path, place):
    page = open_page(markup("parabola")[0], url=serve(tmp_path) if place == "http" else None)
    figure = page.locator("figure")
    assert state(figure) == parabola(3.0)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "explore-1-w"
    for key, w in [
        ("ArrowRight", 3.1),
        ("ArrowUp", 3.2),
        ("ArrowLeft", 3.1),
        ("ArrowDown", 3.0),
        ("PageDown", 2.6),
        ("PageUp", 3.0),
        ("Home", 0.0),
        ("End", 4.0),
    ]:
        page.keyboard.press(key)
        assert state(figure) == parabola(w), key
    page.get_by_role("button", name="Reset").click()
    assert state(figure) == parabola(3.0)


def test_pointer_and_touch_move_the_figure(open_page):
    page = open_page(markup("parabola")[0], has_touch=True, is_mobile=True)
    figure = page.locator("figure")
    box = page.locator("input[type=range]").bounding_box()
    middle = box["y"] + box["height"] / 2
    page.touchscreen.tap(box["x"] + box["width"] / 2, middle)
    assert state(figure) == parabola(2.0)
    assert box["height"] >= 44
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 50, middle)
    page.mouse.up()
    assert state(figure) == parabola(4.0)


def test_every_control_has_its_name(open_page):
    page = open_page(all_kinds(), markup("chain")[0].replace("explore-1", "explore-2"))
    assert page.get_by_role("img").count() == 2
    for role, name in [
        ("combobox", "mode"),
        ("checkbox", "grid"),
        ("slider", "x"),
        ("slider", "n"),
        ("slider", "weight k"),
        ("slider", "depth"),
    ]:
        assert page.get_by_role(role, name=name, exact=True).count() == 1, name
    assert page.get_by_label("depth").get_attribute("aria-valuetext") == "5 layers"
    live = page.eval_on_selector_all(
        "[aria-live], output, [role=status], [role=alert]", "all => all.map(e => e.tagName)"
    )
    assert live == ["FIGCAPTION", "FIGCAPTION"]
    assert page.locator(".explore-value").first.get_attribute("aria-hidden") == "true"


def test_two_figures_do_not_disturb_each_other(open_page):
    with book_build() as shown:
        for _ in range(2):
            explore(FIGURES["parabola"][0], **FIGURES["parabola"][1])
    page = open_page(*(bundle["text/html"] for bundle in shown))
    first, second = page.locator("figure").all()
    second.locator("input").press("Home")
    assert (state(first), state(second)) == (parabola(3.0), parabola(0.0))
    first.locator("input").press("End")
    second.get_by_role("button", name="Reset").click()
    assert (state(first), state(second)) == (parabola(4.0), parabola(3.0))
    ids = page.eval_on_selector_all("[id]", "all => all.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_play_runs_to_the_end_and_can_be_paused(open_page):
    page = open_page(markup("parabola")[0])
    figure = page.locator("figure")
    caption = page.locator("figcaption")
    page.get_by_role("button", name="Play").click()
    assert caption.get_attribute("aria-live") == "off"
    until(page, lambda: int(page.locator("input").input_value()) > 33)
    page.get_by_role("button", name="Pause").click()
    paused = state(figure)
    until(page, lambda: caption.get_attribute("aria-live") == "polite")
    assert state(figure) == paused
    page.get_by_role("button", name="Play").click()
    until(page, lambda: int(page.locator("input").input_value()) == 40)
    page.get_by_role("button", name="Play").wait_for()
    page.get_by_role("button", name="Play").click()
    until(page, lambda: int(page.locator("input").input_value()) < 10)
    page.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(400)
    assert state(figure) == parabola(3.0)


# What a screen reader hears: what is put into a region while that is live.
HEARD = """() => {
  const caption = document.querySelector("figcaption");
  window.heard = [];
  new MutationObserver((records) => {
    if (caption.ariaLive === "polite" && records.some(({ addedNodes }) => addedNodes.length)) {
      heard.push(caption.textContent);
    }
  }).observe(caption, { childList: true });
}"""


def test_a_sentence_is_heard_after_the_last_of_many_steps_alone(open_page):
    page = open_page(markup("parabola")[0])
    page.evaluate(HEARD)
    for _ in range(5):
        page.locator("input").press("ArrowRight")
    assert state(page.locator("figure")) == parabola(3.5)  # to the eye at once
    assert page.evaluate("heard") == []
    until(page, lambda: page.evaluate("heard.length") > 0)
    page.wait_for_timeout(1000)
    assert page.evaluate("heard") == [parabola(3.5)["caption"]]


@pytest.mark.parametrize(
    "fault", ['caption.setAttribute("aria-live", "off");', "clearTimeout(resting);"]
)
def test_a_sentence_that_is_heard_too_often_is_seen(fault, open_page):
    page = open_page(markup("parabola")[0], without=fault)
    page.evaluate(HEARD)
    for _ in range(5):
        page.locator("input").press("ArrowRight")
        page.wait_for_timeout(200)
    page.wait_for_timeout(1000)
    assert len(page.evaluate("heard")) > 1


PRESETS = {"Bottom": {"k": 0.2, "depth": 10}, "Shallow": {"depth": 2}, "As drawn": {"k": 1.4}}


@functools.cache
def with_presets():
    draw, options = FIGURES["chain"]
    with book_build() as shown:
        explore(draw, **options, presets=PRESETS, play="depth")
    return shown[0]["text/html"]


def pressed(page):
    buttons = page.get_by_role("group", name="Try").get_by_role("button", pressed=True)
    return buttons.all_text_contents()


def test_presets_set_the_controls_they_name(open_page):
    page = open_page(with_presets())
    figure = page.locator("figure")
    assert pressed(page) == ["As drawn"]
    for key, name, k, depth, stands in [
        ("Tab", "Bottom", 0.2, 10, ["Bottom"]),
        ("Tab", "Shallow", 0.2, 2, ["Shallow"]),
        ("Tab", "As drawn", 1.4, 2, ["Shallow", "As drawn"]),
    ]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == name
        page.keyboard.press("Space" if name == "Bottom" else "Enter")
        sentence = (
            f"Through {depth} layers of weight {k:g} the gradient grows by {k ** (depth - 1):.3g}."
        )
        shown = state(figure)
        assert (shown["value"], shown["name"], shown["caption"]) == (f"{k}", sentence, sentence)
        assert page.get_by_label("depth").get_attribute("aria-valuetext") == f"{depth} layers"
        assert pressed(page) == stands
    page.get_by_label("depth").press("ArrowRight")
    assert pressed(page) == ["As drawn"]
    page.get_by_role("button", name="Reset").click()
    assert pressed(page) == ["As drawn"]


def test_a_preset_stops_play(open_page):
    page = open_page(with_presets())
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Shallow").click()
    page.wait_for_timeout(700)
    assert page.get_by_label("depth").input_value() == "1"


def test_presets_fit_a_phone(open_page):
    page = open_page(with_presets(), viewport={"width": 390, "height": 844}, has_touch=True)
    boxes = [button.bounding_box() for button in page.locator(".explore-preset").all()]
    assert min(box["height"] for box in boxes) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_moving_a_control_stops_play(open_page):
    page = open_page(markup("parabola")[0])
    page.get_by_role("button", name="Play").click()
    page.locator("input").press("Home")
    page.wait_for_timeout(400)
    assert state(page.locator("figure")) == parabola(0.0)


def test_reduced_motion_steps(open_page):
    page = open_page(markup("parabola")[0], reduced_motion="reduce")
    figure = page.locator("figure")
    page.get_by_role("button", name="Step").click()
    page.wait_for_timeout(400)
    assert state(figure) == parabola(3.1)
    page.locator("input").press("End")
    page.get_by_role("button", name="Step").click()
    assert state(figure) == parabola(0.0)


def test_without_javascript_the_start_frame_stands(open_page):
    page = open_page(markup("parabola")[0], with_presets(), java_script_enabled=False)
    assert page.locator("svg").first.is_visible()
    assert page.locator("figcaption").first.is_visible()
    assert page.locator("figcaption").first.text_content() == parabola(3.0)["caption"]
    assert not any(fieldset.is_visible() for fieldset in page.locator("fieldset").all())


def test_print_shows_the_current_frame_alone(open_page):
    page = open_page(markup("parabola")[0])
    page.locator("input").press("Home")
    page.emulate_media(media="print")
    assert not page.locator("fieldset").is_visible()
    for svg in page.locator("svg").all():
        assert svg.locator("text").last.text_content() == parabola(0.0)["title"]
    assert page.locator("figcaption").is_visible()


@pytest.mark.parametrize(("theme", "colour"), [("light", [34, 38, 43]), ("dark", [228, 225, 218])])
def test_text_and_axes_follow_the_theme(open_page, theme, colour):
    page = open_page(markup("parabola")[0], theme=theme)
    for selector, property_ in [("svg text", "fill"), ("svg use", "stroke")]:
        value = page.eval_on_selector(selector, f"e => getComputedStyle(e).{property_}")
        assert value == f"rgb({', '.join(map(str, colour))})"
    scheme = page.eval_on_selector("select, input", "e => getComputedStyle(e).colorScheme")
    assert scheme == theme


def test_a_phone_can_read_every_label(open_page):
    viewport = {"width": 390, "height": 800}
    figures = [html.replace("weight k", "weight k of every layer") for html in markup("chain")]
    page = open_page(*markup("parabola", "histogram"), *figures, viewport=viewport)
    heights = page.eval_on_selector_all(
        "svg text",
        "all => all.filter(e => e.checkVisibility() && e.hasAttribute('font-size')).map(e => {"
        " const {a, b} = e.getScreenCTM();"
        " return parseFloat(getComputedStyle(e).fontSize) * Math.hypot(a, b); })",
    )
    assert min(heights) >= 11
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_each_window_gets_the_layout_that_fits(open_page):
    page = open_page(*markup("parabola"))
    wide, narrow = page.locator("svg.wide"), page.locator("svg.narrow")
    assert (wide.is_visible(), narrow.is_visible()) == (True, False)
    page.set_viewport_size({"width": 390, "height": 800})
    assert (wide.is_visible(), narrow.is_visible()) == (False, True)
    page.locator("input").press("Home")
    assert narrow.locator("text").last.text_content() == parabola(0.0)["title"]
    page.set_viewport_size({"width": 1350, "height": 800})
    assert wide.locator("text").last.text_content() == parabola(0.0)["title"]


@pytest.mark.parametrize("width", [390, 1350])
def test_picture_and_controls_share_their_edges(open_page, width):
    page = open_page(*markup("parabola"), viewport={"width": width, "height": 800})
    edges = {
        (box["x"], box["x"] + box["width"])
        for box in (page.locator(part).bounding_box() for part in ("svg:visible", "fieldset"))
    }
    assert len(edges) == 1
