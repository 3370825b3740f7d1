"""The forms of exercises in a browser, on a bare page with the book's scripts and style sheets."""

import dataclasses
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from typed_answers import ARRAYS

from tools.exercises import EXERCISES
from tools.exercises.checker import examine

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

from exercise_forms import form  # noqa: E402
from exercise_tables import table  # noqa: E402

STEP, PLATEAU = EXERCISES["ch01.step_both"], EXERCISES["ch11.read_plateau"]
FILES = ["answers", "arithmetic", "checker", "exercises"]
PAGE = """\
<!doctype html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Exercises</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy"
content="default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'">
<script src="theme.js"></script>
<link rel="stylesheet" href="answers.css"><link rel="stylesheet" href="course.css">
<link rel="stylesheet" href="exercises.css">{scripts}
</head><body><div class="page"><main><h1>Answers</h1>
<section id="exercises"><h2>Exercises</h2>{forms}</section>
<script type="application/json" id="exercise-table">{table}</script></main></div></body></html>
"""


def write(folder, *exercises):
    """Write the page of some exercises; return its address."""
    names = [f"{name}.js" for name in FILES]
    for name in (*names, "theme.js", "answers.css", "course.css", "exercises.css"):
        (folder / name).write_text((ROOT / "_static" / name).read_text("utf-8"), "utf-8")
    scripts = "".join(f'<script src="{name}" defer></script>' for name in names)
    forms = "".join(form(exercise, "in <a href='#'>the notebook</a>") for exercise in exercises)
    page = PAGE.format(scripts=scripts, forms=forms, table=table(exercises))
    (folder / "page.html").write_text(page, "utf-8")
    return (folder / "page.html").as_uri()


@pytest.fixture
def open_page(browser, tmp_path):
    """Open the page in a context of its own; an error or a request elsewhere fails the test."""
    contexts, trouble = [], []

    def opened(*exercises, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
        page.goto(write(tmp_path, *(exercises or (STEP, PLATEAU, ARRAYS))))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


def answer(page, exercise, *texts):
    """Answer an exercise on the page: a text or a choice for each of its fields, in order."""
    shown = form_of(page, exercise)
    for entry, text in zip(shown.locator("[data-name]").all(), texts, strict=True):
        if text in ("True", "False"):
            entry.get_by_label(text, exact=True).check()
        else:
            entry.fill(text)
    shown.get_by_role("button", name="Check").click()


def form_of(page, exercise):
    return page.get_by_role("form", name=f"Answer: {exercise.title}")


def verdict(page, exercise):
    """The lines of the verdict."""
    return form_of(page, exercise).get_by_role("status").locator("p").all_inner_texts()


def marks(page, exercise):
    states = "answers => answers.map(answer => answer.dataset.state ?? '')"
    return form_of(page, exercise).locator(".answer").evaluate_all(states)


def test_before_an_answer(page, open_page):
    page = open_page()
    shown = form_of(page, STEP)
    for name in STEP.names:
        assert shown.get_by_role("textbox", name=name, exact=True).is_visible()
    proof = form_of(page, PLATEAU).get_by_role("radiogroup", name="proof")
    assert proof.get_by_role("radio").count() == 2
    entry = form_of(page, ARRAYS).get_by_role("group", name="W", exact=True)
    assert entry.get_by_role("textbox", name="W[1, 2]", exact=True).is_visible()
    tops = "fields => new Set(fields.map(field => field.getBoundingClientRect().top)).size"
    assert entry.get_by_role("textbox").evaluate_all(tops) == 2
    assert verdict(page, STEP) == []
    assert marks(page, STEP) == ["", "", ""]


def test_the_words_are_the_checkers(open_page):
    page = open_page()
    for texts, values, states in [
        (("3,8", "7/5", "2^4"), (3.8, 1.4, 16), ["wrong"] * 3),
        (("2.2", "0.9", "−0"), (2.2, 0.9, 0), ["right", "wrong", "right"]),
        (("2.2", "four", "0"), (2.2, "four", 0), ["", "wrong", ""]),
        (("2.2", "0.6", "1/0"), (2.2, 0.6, float("inf")), ["", "", "wrong"]),
        (("11/5", ".6", "0"), (2.2, 0.6, 0), ["right"] * 3),
    ]:
        answer(page, STEP, *texts)
        assert verdict(page, STEP) == list(examine(STEP, *values).lines)
        assert marks(page, STEP) == states
    answer(page, STEP, "2.2", "", " ")
    assert verdict(page, STEP) == ["Not answered yet. Still empty: b_new, loss."]
    answer(page, PLATEAU, "True", "True", "True", "True")
    assert verdict(page, PLATEAU) == list(examine(PLATEAU, True, True, True, True).lines)
    answer(page, ARRAYS, "1", "-2,5", "10⁻⁷", "0", "3", "1/3", "0.5", "7 000 000 000 000", "False")
    assert verdict(page, ARRAYS) == ["Right. Both."]
    answer(page, ARRAYS, "1", "-2.5", "1e-7", "0", "x", "1/3", "0.5", "7e12", "False")
    array = [[1, -2.5, 1e-7], [0, "x", 1 / 3]]
    assert verdict(page, ARRAYS) == list(examine(ARRAYS, array, [0.5, 7e12], False).lines)


def test_a_mark_goes_when_its_field_changes(open_page):
    page = open_page()
    answer(page, STEP, "2.2", "0.9", "1")
    wrong = form_of(page, STEP).get_by_role("textbox", name="b_new")
    assert wrong.get_attribute("aria-invalid") == "true"
    wrong.press("1")
    assert wrong.get_attribute("aria-invalid") is None
    assert marks(page, STEP) == ["right", "", "wrong"]
    assert len(verdict(page, STEP)) == 2


def test_keyboard_alone(open_page):
    page = open_page(PLATEAU, STEP)
    keyboard = page.keyboard
    for keys in ("Tab Space", "Tab Space", "Tab Space ArrowDown", "Tab Space", "Enter"):
        for key in keys.split():
            keyboard.press(key)
    wanted = list(examine(PLATEAU, True, True, False, True).lines)
    assert verdict(page, PLATEAU) == wanted
    for text in ("Tab", "Tab 2.2", "Tab 0.6", "Tab 0"):
        keyboard.press("Tab")
        keyboard.type(text.partition(" ")[2])
    keyboard.press("Enter")
    assert verdict(page, STEP)[0].startswith("Right.")
    assert page.evaluate("document.activeElement.dataset.name") == "loss"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_answers_are_remembered_and_right_ones_stay(open_page):
    page = open_page()
    answer(page, PLATEAU, "True", "False", "True", "False")
    answer(page, STEP, "11/5", "0,6", "0")
    answer(page, STEP, "1", "1", "1")
    page.reload()
    assert verdict(page, STEP)[0].startswith("Right.")
    assert form_of(page, STEP).get_by_role("textbox", name="w_new").input_value() == "11/5"
    assert verdict(page, PLATEAU) == list(examine(PLATEAU, True, False, True, False).lines)
    assert page.evaluate("Object.keys(localStorage).map(key => key.split('/').at(-1))") == ["page"]
    page.evaluate("answers.forgetAll()")
    assert verdict(page, STEP) == verdict(page, PLATEAU) == []
    assert page.locator("input:checked").count() == 0
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert verdict(page, STEP) == []


def test_a_new_version_forgets_its_exercise_alone(open_page, tmp_path):
    page = open_page()
    answer(page, PLATEAU, "True", "False", "True", "False")
    answer(page, STEP, "2.2", "0.6", "0")
    again = dataclasses.replace(STEP, statement=f"{STEP.statement} Take your time.")
    write(tmp_path, again, PLATEAU)
    page.reload()
    assert verdict(page, STEP) == []
    assert form_of(page, STEP).get_by_role("textbox", name="w_new").input_value() == ""
    assert len(verdict(page, PLATEAU)) == 2
    write(tmp_path, STEP, PLATEAU)
    page.reload()
    assert verdict(page, STEP) == []


@pytest.mark.parametrize(
    "kept",
    ["nonsense", "[]", '{"exercises": []}', '{"exercises": {"ch01.step_both": null, "x": 1}}']
    + [f'{{"exercises": {{"ch01.step_both": {{"version": VERSION, "texts": {x}}}}}}}' for x in "17"]
    + ['{"exercises": {"ch01.step_both": {"version": VERSION, "texts": [[{}], 3, ["0"]]}}}'],
)
def test_foreign_memory_is_ignored(open_page, kept):
    page = open_page()
    version = "checker.parsed(document.querySelector('#exercise-table').textContent)"
    version = page.evaluate(f"{version}.exercises['ch01.step_both'].version")
    key = page.evaluate("`answers:${location.pathname.slice(0, -5)}`")
    page.evaluate(
        "pair => localStorage.setItem(...pair)", [key, kept.replace("VERSION", f'"{version}"')]
    )
    page.reload()
    assert not any(line.startswith("Right") for line in verdict(page, STEP))
    answer(page, STEP, "2.2", "0.6", "0")
    assert verdict(page, STEP)[0].startswith("Right.")


def test_without_storage(open_page):
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})"
    )
    page.reload()
    answer(page, STEP, "2.2", "0.6", "0")
    assert verdict(page, STEP)[0].startswith("Right.")


def test_without_script_there_is_no_dead_form(open_page):
    page = open_page(java_script_enabled=False)
    assert not any(shown.is_visible() for shown in page.locator("form").all())
    assert page.get_by_text("To check an answer, this page needs JavaScript.").first.is_visible()
    assert page.get_by_role("link", name="the notebook").first.is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_fields_become_lines_on_paper(open_page, script):
    page = open_page(java_script_enabled=script)
    page.emulate_media(media="print")
    fields = page.locator("input[type=text]")
    assert all(field.is_visible() for field in fields.all())
    border = "field => getComputedStyle(field).borderWidth"
    assert {field.evaluate(border) for field in fields.all()} == {"0px 0px 1px"}
    assert not any(button.is_visible() for button in page.locator("button").all())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1350])
def test_axe_and_width(open_page, theme, width):
    page = open_page(viewport={"width": width, "height": 900})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    for texts in (None, ("2.2", "four", "0"), ("2.2", "1", "0"), ("2.2", "0.6", "0")):
        if texts:
            answer(page, STEP, *texts)
            answer(page, PLATEAU, "True", "False", "True", "False")
        # Preloading would fetch the style sheets again, which a file may not do.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
