"""Python in the page: its cells run where they stand, and give what the build printed."""

import contextlib
import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import memory
import numpy as np
import pytest
from chapter_cells import BLOCK, CHAPTERS, NOTEBOOKS, exercises_in, load
from live_page import (
    CHAPTER,
    FIRST,
    OPENED,
    OUTPUTS,
    PATIENCE,
    TIMED,
    TOOK,
    cell,
    edit,
    misjudged,
    misjudged_memory,
    seconds_in,
    told,
)
from pages import PHONE

from tools.exercises import check

# Writes down what is seen of the loading, which may be short.
AMOUNTS = """() => {
  const node = document.querySelector(".live-amount");
  window.amounts = [];
  new MutationObserver(() => amounts.push(node.textContent)).observe(node, { childList: true });
}"""


def wait_until_done(page, patience=PATIENCE):
    said = page.wait_for_function(
        """() => {
          const words = document.querySelector(".live-bar .live-status")?.textContent;
          return /^(Done|Stopped|Python could)/.test(words) && words;
        }""",
        timeout=patience,
    )
    return said.json_value()


def run_all(page, patience=PATIENCE):
    page.get_by_role("button", name="Run the code").click()
    return wait_until_done(page, patience)


def rewrite(page, words, old, new):
    """Change a cell and run it; return where it stands."""
    code = cell(page, words)
    field = edit(code)
    source = field.input_value()
    assert old in source
    field.fill(source.replace(old, new))
    field.press("Control+Enter")
    return page.locator(".cell", has=code)


@pytest.fixture(scope="module")
def chapter(browser, site, serve):
    """Chapter 1, in a folder of its host, after all its cells have run, and what it had before."""
    page = browser.new_context(viewport=PHONE).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{serve(site.parent)}/{site.name}/chapters/ch01_relu_neuron.html")
    page.wait_for_load_state("networkidle")
    page.asked = asked
    page.asked_before = list(asked)
    page.printed_before = page.evaluate(OUTPUTS)
    page.said = run_all(page)
    yield page
    page.context.close()


def test_nothing_of_python_is_asked_for_before_the_reader_asks(chapter):
    python = [url for url in chapter.asked if "/live/" in url or "_sources" in url]
    assert [url for url in python if url in chapter.asked_before] == []
    assert {"course.pack", "pyodide.js", "run.js"} <= {
        Path(urlsplit(url).path).name for url in python
    }


def test_no_other_host_is_asked_at_all(chapter):
    host = urlsplit(chapter.url).netloc
    assert {urlsplit(url).netloc for url in chapter.asked} == {host}


def test_a_chapter_gives_what_the_build_printed(chapter):
    assert chapter.said.startswith("Done")
    assert chapter.evaluate(OUTPUTS) == chapter.printed_before
    assert len(chapter.printed_before) > 10


def test_an_explorable_is_drawn_anew_by_every_move(chapter):
    figure = chapter.locator("figure.explore").first
    assert figure.get_attribute("id").startswith("live-")
    slider = figure.get_by_label("input x")
    drawn = figure.locator(".explore-view").inner_html()
    slider.press("ArrowLeft")
    figure.get_by_text("At w = 3 and x = 1 the neuron says 4").wait_for(timeout=PATIENCE)
    assert figure.locator(".explore-view").inner_html() != drawn


def test_the_next_chapter_loads_from_this_browser_and_gives_what_the_build_printed(chapter):
    other = chapter.context.new_page()
    other.goto(chapter.url.replace("ch01_relu_neuron", "ch02_sigmoid_neuron"))
    printed_before = other.evaluate(OUTPUTS)
    other.evaluate("live.loadOnce()")
    other.evaluate(AMOUNTS)
    assert run_all(other).startswith("Done")
    assert any(words.endswith(", from this browser") for words in other.evaluate("amounts"))
    assert other.evaluate(OUTPUTS) == printed_before
    other.close()


def test_what_came_damaged_is_not_kept(browser, site_url):
    page = browser.new_context().new_page()
    page.route("**/course.pack*", lambda route: route.fulfill(body="Log in to this network"))
    page.goto(f"{site_url}/chapters/ch01_relu_neuron.html")
    run = cell(page, FIRST).get_by_role("button", name="Run this cell")
    run.click()
    told(page).get_by_text("Python could not be started").wait_for(timeout=PATIENCE)
    page.unroute("**/course.pack*")
    run.click()
    told(page).get_by_text("Done").wait_for(timeout=PATIENCE)
    page.context.close()


# The words of the first figure, and how they look.
LOOKS = """() => [...document.querySelector("figure.explore").querySelectorAll("text")]
  .filter(text => text.checkVisibility()).map(text => {
    const drawn = text.querySelector("tspan") ?? text;
    return `${text.textContent.replace(/\\s/g, "")}: ${getComputedStyle(drawn).fill}`;
  }).sort()"""


def test_words_keep_their_colours_in_light_and_dark(chapter):
    fresh = chapter.context.new_page()
    fresh.goto(chapter.url)
    chapter.locator("figure.explore").first.get_by_role("button", name="Reset").click()
    for scheme in ("dark", "light"):
        for page in (fresh, chapter):
            page.emulate_media(color_scheme=scheme)
        looks = fresh.evaluate(LOOKS)
        assert len({look.split(":")[1] for look in looks}) > 4
        chapter.wait_for_function(
            f"looks => JSON.stringify(({LOOKS})()) === looks",
            arg=json.dumps(looks, separators=(",", ":"), ensure_ascii=False),
        )
    fresh.close()


def test_where_python_draws_steps_are_finer(chapter):
    slider = chapter.get_by_label("learning rate η")
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.105"
    chapter.get_by_text("a step with learning rate 0.105 leads to").wait_for(timeout=PATIENCE)


def test_a_changed_cell_runs_and_is_still_there_after_a_reload(chapter):
    changed = rewrite(chapter, FIRST, "2.0, 3.0", "2.0, 4.0")
    changed.get_by_text("z = 9, a = 9, L = 16").wait_for(timeout=PATIENCE)
    other = chapter.context.new_page()
    other.goto(chapter.url)
    code = cell(other, FIRST)
    assert "2.0, 4.0" in code.locator("textarea").input_value()
    code.get_by_role("button", name="Restore").click()
    assert "2.0, 3.0" in code.locator("pre").inner_text()
    other.reload()
    cell(other, FIRST).get_by_role("button", name="Change").wait_for()
    assert cell(other, FIRST).locator("textarea").count() == 0
    other.close()


def checked(source):
    """Return what the checker says of an answer, here."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(source, {"np": np, "check": check})  # noqa: S102  # the book's own
    return said.getvalue()


def test_a_function_is_checked_in_the_page(chapter):
    exercise, _question, _answer, solution = next(
        found for found in exercises_in(load(CHAPTERS / CHAPTER)) if callable(found[0].answer)
    )
    stub = cell(chapter, f'check("{exercise.id}"')
    right = BLOCK.search(solution.source)[1]
    name = exercise.names[0]
    gateless = right.replace(" * (z > 0)", "")
    assert gateless != right
    for answer in (gateless, right):
        source = f'{answer}\ncheck("{exercise.id}", {name})'
        edit(stub).fill(source)
        stub.get_by_role("button", name="Run this cell").click()
        verdict = chapter.locator(".cell", has=stub).locator(".cell_output")
        verdict.get_by_text("Right." if answer is right else "Not yet").wait_for(timeout=PATIENCE)
        said = verdict.locator("pre").inner_text()
        assert said.split() == checked(source).split()


def test_an_error_names_the_line_and_stop_ends_what_has_no_end(chapter):
    broken = rewrite(chapter, FIRST, "def forward", "1 / 0\ndef forward")
    broken.get_by_text("ZeroDivisionError").wait_for(timeout=PATIENCE)
    assert "line 1: 1 / 0" in broken.locator(".live-error").inner_text()
    assert told(chapter).inner_text().startswith("Stopped at cell")
    rewrite(chapter, FIRST, "1 / 0", "while True: pass")
    chapter.locator(".live-bar").get_by_role("button", name="Stop").click()
    assert told(chapter).inner_text().startswith("Stopped. ")
    chapter.locator(".live-bar").get_by_role("button", name="Reset").click()
    assert chapter.evaluate(OUTPUTS) == chapter.printed_before


def test_a_page_from_a_file_says_that_it_needs_a_server(page, site):
    page.goto((site / "chapters" / "ch01_relu_neuron.html").as_uri())
    page.get_by_role("button", name="Run the code").click()
    told(page).get_by_text("needs a server").wait_for()


@pytest.mark.parametrize(
    ("declared", "took", "wrong"),
    [
        ({}, {"a": 9, "b": 1}, []),
        ({}, {"a": 30}, ["a says nothing"]),
        ({"a": 10}, {"a": 30, "b": 50}, []),  # on a slower machine
        ({"a": 10}, {"a": 30, "b": 90}, ["b says nothing"]),
        ({"a": 10, "b": 20}, {"a": 30, "b": 8}, ["a says 10", "b says 20"]),
        ({"a": 10}, {"a": 1}, ["all: 0.1 times"]),
    ],
)
def test_cells_that_say_nothing_or_the_wrong_seconds_are_named(declared, took, wrong):
    found = misjudged(declared, took)
    assert [said[: len(words)] for said, words in zip(found, wrong, strict=True)] == wrong


@pytest.mark.parametrize(
    ("declared", "took", "wrong"),
    [
        (0, 500, ""),
        (0, 700, "says nothing"),
        (800, 830, ""),
        (800, 600, "says"),
        (800, 900, "says"),
    ],
)
def test_a_page_that_says_nothing_or_the_wrong_megabytes_is_named(declared, took, wrong):
    said = misjudged_memory(declared, took)
    assert said.startswith(wrong)
    assert bool(said) == bool(wrong)


def stuck_between(page):
    """Move each slider by a step that the frames of the book do not have; return what fails."""
    for slider in page.locator("figure.explore[id^=live-] input[type=range]").all():
        slider.evaluate(OPENED)
        slider.press("ArrowRight")
    page.wait_for_function("() => !document.querySelector('.explore-view[aria-busy]')")
    return page.locator("[data-behind] > figcaption").all_inner_texts()


@pytest.mark.scheduled
@pytest.mark.parametrize("name", [path.stem for path in NOTEBOOKS if path.stem != "intro"])
def test_every_chapter_runs_whole_in_the_page(name, browser, site_url):
    page = browser.new_context().new_page()  # in a process of its own
    page.add_init_script(TIMED)
    page.set_default_timeout(10 * PATIENCE)
    page.goto(f"{site_url}/chapters/{name}.html")
    before = page.evaluate(OUTPUTS)
    assert run_all(page, 10 * PATIENCE).startswith("Done")
    after = page.evaluate(OUTPUTS)
    notebook = CHAPTERS / f"{name}.ipynb"
    wrong = misjudged(seconds_in(notebook), page.evaluate(TOOK))
    wrong_memory = misjudged_memory(
        load(notebook).metadata.get("megabytes", 0), memory.peak(browser)
    )
    stuck = stuck_between(page)
    page.context.close()
    assert after == before
    assert wrong == []
    assert wrong_memory == ""
    assert stuck == []
