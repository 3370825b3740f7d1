"""The exercises on the built pages: forms or the way to a notebook, and what is remembered."""

import gzip
import json
import re
import sys

import pytest
from chapter_cells import NOTEBOOKS, exercises_in, load
from pages import CHAPTER, LANDING, PHONE, ROOT, SITE, Markup, read
from playwright.sync_api import TimeoutError as PageTimeoutError

import tools.exercises
from tools.exercises import EXERCISES, check
from tools.exercises.checker import examine

sys.path.insert(0, str(ROOT / "_ext"))

from exercise_tables import table

WITH_EXERCISES = [path for path in NOTEBOOKS if exercises_in(load(path))]
each_chapter = pytest.mark.parametrize("path", WITH_EXERCISES, ids=lambda path: path.stem)


def exercises_of(path):
    """The exercises of a chapter: those that want values, and those that want a function."""
    declared = [exercise for exercise, *_ in exercises_in(load(path))]
    values = [exercise for exercise in declared if not callable(exercise.answer)]
    return values, [exercise for exercise in declared if callable(exercise.answer)]


def cell_of(element):
    """The cell of a notebook that an element of a page stands in."""
    return next(e for e in element.iterancestors() if "cell" in e.get("class", "").split())


def faults(page, path):
    """What is wrong with the exercises on a page, in words."""
    values, functions = exercises_of(path)
    forms = {form.get("data-exercise"): form for form in page.tree.cssselect("form.exercise")}
    ways = page.tree.cssselect(".output > .elsewhere:not(.without-script)")
    data = page.tree.get_element_by_id("exercise-table", None)
    introduction = page.tree.cssselect("#exercises > p")[0].text_content()
    found = [] if list(forms) == [exercise.id for exercise in values] else ["other forms"]
    for exercise in values:
        form = forms.get(exercise.id)
        if form is None:
            continue
        names = [field.get("data-name") for field in form.cssselect("[data-name]")]
        if names != list(exercise.names):
            found.append(f"{exercise.id}: other fields")
        if cell_of(form).cssselect(".cell_input"):
            found.append(f"{exercise.id}: a stub beside the form")
    if len(ways) != len(functions):
        found.append(f"{len(ways)} ways to the notebook for {len(functions)} functions")
    for way, exercise in zip(ways, functions, strict=False):
        if f"def {exercise.names[0]}(" not in cell_of(way).text_content():
            found.append(f"{exercise.id}: no stub above the way")
        links = way.getparent().cssselect("a[download]")
        if not links or not (SITE / "chapters" / links[0].get("href")).is_file():
            found.append(f"{exercise.id}: no notebook to download")
    if data is None or data.text != table(values):
        found.append("another table")
    elif len(gzip.compress(data.text.encode())) > 4096:
        found.append("the table is too large")
    if "Not answered yet" in page.tree.text_content():
        found.append("a frozen verdict")
    if re.search(r"\b(cell|kernel|dots)\b", introduction) or "Check" not in introduction:
        found.append("the introduction speaks of cells")
    return found


@each_chapter
def test_each_exercise_has_its_form_or_leads_to_the_notebook(path):
    assert faults(read(SITE / "chapters" / f"{path.stem}.html"), path) == []


@pytest.mark.parametrize(
    ("pattern", "fault", "seen"),
    [
        ('<form class="exercise".*?</form>', "", "other forms"),
        ('data-name="w_new"', 'data-name="w"', "ch01.step_both: other fields"),
        ('<div class="output text_html"><form', '<i class="cell_input"></i><form', "a stub beside"),
        (' class="elsewhere">Change', ">Change", "1 ways to the notebook for 2 functions"),
        ("</span> is_dead\\(z\\)", "</span> (z)", "ch01.is_dead: no stub"),
        ('Or write it in <a href="', 'Or write it in <a href="gone', "no notebook"),
        ('"mistakes":', '"mistake":', "another table"),
        ("<h2[^>]*><span[^>]*>Exercises", "Not answered yet.<h2>Exercises", "a frozen verdict"),
        ("Type your answers", "Write into the cell", "the introduction speaks of cells"),
    ],
)
def test_a_planted_fault_is_seen(pattern, fault, seen):
    markup = (SITE / CHAPTER).read_text("utf-8")
    changed, count = re.subn(pattern, fault, markup, count=1, flags=re.DOTALL)
    assert count == 1
    assert any(seen in found for found in faults(Markup(changed), NOTEBOOKS[0]))


# What is remembered ------------------------------------------------------------------------


def answer(page, id_, **texts):
    """Answer an exercise on a page; return the lines of the verdict."""
    form = page.locator(f'form[data-exercise="{id_}"]')
    for name, text in texts.items():
        form.locator(f'[data-name="{name}"]').fill(text)
    form.get_by_role("button", name="Check").click()
    return form.get_by_role("status").locator("p").all_inner_texts()


def predict(page):
    """Commit to the first choice of a page."""
    question = page.locator("div.predict:has(input[type=radio])").first
    question.get_by_role("radio").first.check()
    question.get_by_role("button", name="Commit").click()


def progress(page):
    """The marks on a page, with the names of the links of the map that have one."""
    named = page.locator(".course-map a:has(.progress)").all_text_contents()
    return [" ".join(name.split()) for name in named]


FIRST = "1 Send one gradient through a ReLU"


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_progress_is_shown_everywhere_and_forgotten_at_once(scheme, page, site, site_url):
    root = site_url if scheme == "http" else site.as_uri()
    page.goto(f"{root}/{CHAPTER}")
    forget = page.get_by_role("button", name="Forget all my answers")
    assert progress(page) == []
    assert not forget.is_visible()
    lines = answer(page, "ch01.step_both", w_new="2.2", b_new="0.6", loss="1")
    assert lines == list(examine(EXERCISES["ch01.step_both"], 2.2, 0.6, 1).lines)
    assert progress(page) == []
    answer(page, "ch01.step_both", w_new="2.2", b_new="0.6", loss="0")
    assert progress(page) == [f"{FIRST} 0 of 5 predictions, 1 of 6 exercises"]
    predict(page)
    marks = [f"{FIRST} 1 of 5 predictions, 1 of 6 exercises"]
    assert progress(page) == marks
    page.goto(f"{root}/chapters/notation.html")
    assert progress(page) == marks
    assert page.locator("article .progress").count() == 0
    page.goto(f"{root}/{LANDING}")
    try:
        page.locator("article .progress").wait_for(timeout=10_000)
    except PageTimeoutError:
        page.reload()  # of a file, what is kept can come after it, and without a word
    assert page.locator("article .progress").all_text_contents() == [marks[0][len(FIRST) + 1 :]]
    forget.click()
    assert page.locator(".progress").count() == 0
    assert not forget.is_visible()
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{root}/{CHAPTER}")
    assert page.locator("form.exercise [role=status] p").count() == 0


def test_forgetting_on_a_page_clears_all_that_it_shows(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    answer(page, "ch01.steps_to_target", steps="7")
    predict(page)
    page.get_by_role("button", name="Forget all my answers").click()
    assert page.locator("form.exercise [role=status] p").count() == 0
    assert page.locator('.predict[data-state="open"]').count() == 5
    assert progress(page) == []
    assert page.evaluate("document.activeElement.closest('nav')?.id") == "course-map"


def test_where_storage_is_refused_all_else_works(page, site_url):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})"
    )
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(f"{site_url}/{CHAPTER}")
    predict(page)
    lines = answer(page, "ch01.step_both", w_new="2.2", b_new="0.6", loss="0")
    assert lines[0].startswith("Right.")
    assert progress(page) == trouble == []


# A mistake that the checker knows, one that it does not, what cannot be read, and a slip after
# all was right; and an exercise that is not solved in the end.
TRIED = [
    ("ch01.step_both", {"w_new": "3.8", "b_new": "1.4", "loss": "16"}),
    ("ch01.step_both", {"w_new": "2.2", "b_new": "0.6", "loss": "1"}),
    ("ch01.step_both", {"w_new": "2.2", "b_new": "0.6", "loss": "zero"}),
    ("ch01.step_both", {"w_new": "2.2", "b_new": "0.6", "loss": "0"}),
    ("ch01.step_both", {"w_new": "3.8", "b_new": "1.4", "loss": "16"}),
    ("ch01.dead_input", {"dw_dead": "7", "db_dead": "7"}),
    ("ch01.dead_input", {"dw_dead": "40", "db_dead": "-20"}),
]


def typed(text):
    """What a reader of a notebook writes for a text that was typed on a page."""
    return float(text) if text[-1].isdigit() else text


@pytest.mark.parametrize("copies", [True, False], ids=["copied", "shown"])
def test_results_of_a_page_are_those_of_a_notebook(copies, page, site_url, monkeypatch):
    monkeypatch.setattr(tools.exercises, "_judged", {})
    if copies:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site_url)
    else:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(f"{site_url}/{CHAPTER}")
    copy = page.get_by_role("button", name="Copy my results")
    assert not copy.is_visible()
    for id_, texts in TRIED:
        answer(page, id_, **texts)
        check(id_, *map(typed, texts.values()))
    page.reload()  # they outlive the visit
    copy.click()
    if copies:
        page.get_by_text("Copied: 2 of 4 exercises.").wait_for()
        text = page.evaluate("navigator.clipboard.readText()")
    else:
        text = page.get_by_role("textbox", name="My results").input_value()
    assert json.loads(text) == tools.exercises.results()
    assert [result["attempts"] for result in json.loads(text)] == [3, 2]
    page.get_by_role("button", name="Forget all my answers").click()
    assert not copy.is_visible()


def test_answers_are_sent_nowhere(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    answer(page, "ch01.step_both", w_new="2.2", b_new="0.6", loss="0")
    predict(page)
    page.wait_for_load_state("networkidle")
    assert [url for url in requests if "/_static/fonts/" not in url] == []
    assert page.url == f"{site_url}/{CHAPTER}"


@each_chapter
def test_on_a_phone_without_script_nothing_is_lost(path, browser, site_url):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{site_url}/chapters/{path.stem}.html")
    # Far below the window nothing is laid out, and what would be shown counts.
    shown = "elements => elements.map(e => getComputedStyle(e).display !== 'none')"
    count = len(exercises_of(path)[0])
    assert page.locator("form.exercise").evaluate_all(shown) == [False] * count
    assert page.locator(".without-script").evaluate_all(shown) == [True] * count
    context.close()
