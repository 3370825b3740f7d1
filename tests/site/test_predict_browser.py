"""The predict-first questions in a browser, on a bare page with the book's style sheets."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from predict_source import problems, to_html

STATIC = Path(__file__).parents[2] / "_static"

SUM = """\
<div class="predict">

**Predict first.** What is 2 + `2`?

```python
2 + 2
```

1. 22
2. 4
3. 5

<details>
<summary>Answer</summary>

1. Tempting if you put them side by side.
2. **Right.** Two and two make four.
3. Tempting if you count from the wrong end.

</details>
</div>
"""
PRODUCT = """\
<div class="predict">

**Predict first.** What is 20 times 20?

<details>
<summary>Answer</summary>

- `40` Tempting if you read a sum here.
- `400` **Right.** Two and two make four, and two zeros follow.

</details>
</div>
"""
PAGE = """\
<!doctype html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>Questions</title>
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
<link rel="stylesheet" href="course.css">
<link rel="stylesheet" href="answers.css"><link rel="stylesheet" href="predict.css">
<script src="answers.js"></script><script src="predict.js"></script>
</head><body><div class="page"><main><h1>Questions</h1>
{questions}
</main></div></body></html>
"""


@pytest.fixture(scope="session")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    for name in ("answers.css", "course.css", "predict.css", "answers.js", "predict.js"):
        (folder / name).write_text((STATIC / name).read_text())
    source = SUM + "\n" + PRODUCT
    assert problems(source) == []
    # As docutils writes its lists.
    questions = to_html(source).replace("<ol>", '<ol class="arabic simple">')
    (folder / "page.html").write_text(PAGE.format(questions=questions))
    return (folder / "page.html").as_uri()


@pytest.fixture
def open_page(browser, url):
    """Open the page in a context of its own; an error or a request elsewhere fails the test."""
    contexts, trouble = [], []

    def opened(**options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
        page.on(
            "request",
            lambda r: trouble.append(r.url) if not r.url.startswith(url.rsplit("/", 1)[0]) else 0,
        )
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []


@pytest.fixture
def page(open_page):
    return open_page()


def question(page, number):
    return page.locator("div.predict").nth(number)


def commit(page, number, guess):
    if isinstance(guess, str):
        question(page, number).get_by_role("spinbutton").fill(guess)
    else:
        question(page, number).get_by_role("radio").nth(guess).check()
    question(page, number).get_by_role("button", name="Commit").click()


def verdict(page, number):
    return question(page, number).get_by_role("status").inner_text()


def reasons(page, number):
    items = question(page, number).locator(".predict-reasons > li")
    return [item.inner_text() for item in items.all() if item.is_visible()]


def test_before_an_answer(page):
    group = question(page, 0).get_by_role("group", name="Predict first. What is 2 + 2?")
    assert group.get_by_role("radio").count() == 3
    assert group.get_by_role("radio", name="22", exact=True).count() == 1
    assert group.locator("pre").inner_text().strip() == "2 + 2"
    assert reasons(page, 0) == []
    assert page.get_by_role("button", name="Forget").count() == 0
    assert question(page, 1).get_by_role("spinbutton", name="Your guess").is_visible()


def test_right_choice(page):
    commit(page, 0, 1)
    assert verdict(page, 0) == "B is right."
    assert [text[:8] for text in reasons(page, 0)] == ["Right. T", "Tempting", "Tempting"]


def test_wrong_choice_shows_the_right_one_then_the_readers_own(page):
    commit(page, 0, 2)
    assert verdict(page, 0) == "C is wrong. The answer is B."
    assert reasons(page, 0) == [
        "Right. Two and two make four.",
        "Your guess. Tempting if you count from the wrong end.",
        "Tempting if you put them side by side.",
    ]
    values = (
        question(page, 0)
        .locator(".predict-reasons > li")
        .evaluate_all("items => items.map(item => item.value)")
    )
    assert values == [2, 3, 1]
    style = "list => getComputedStyle(list).listStyleType"
    assert question(page, 0).locator(".predict-reasons").evaluate(style) == "upper-alpha"
    assert question(page, 0).locator(".predict-choices").evaluate(style) == "upper-alpha"


@pytest.mark.parametrize(
    ("guess", "words", "tagged"),
    [
        ("400", "400 is right.", None),
        ("4e2", "4e2 is right.", None),
        ("403.9", "403.9 is right.", None),
        ("404.1", "404.1 is wrong. The answer is 400.", None),
        ("40", "40 is wrong. The answer is 400.", "40 Your guess. Tempting if"),
        ("-400", "-400 is wrong. The answer is 400.", None),
    ],
)
def test_number(page, guess, words, tagged):
    commit(page, 1, guess)
    assert verdict(page, 1) == words
    texts = reasons(page, 1)
    assert len(texts) == 2
    assert texts[0].startswith("400 Right.")
    assert ("Your guess" in texts[1]) == (tagged is not None)
    assert texts[1].startswith(tagged or "40 Tempting")


def test_nothing_is_said_without_a_guess(page):
    for number in (0, 1):
        question(page, number).get_by_role("button", name="Commit").click()
        assert verdict(page, number) == ""
        assert reasons(page, number) == []


def test_an_answer_stands(page):
    commit(page, 0, 2)
    assert question(page, 0).get_by_role("radio").nth(1).is_disabled()
    question(page, 0).get_by_role("button", name="Committed").click(force=True)
    assert verdict(page, 0) == "C is wrong. The answer is B."
    assert question(page, 0).locator(".predict-yours").count() == 1


def test_keyboard_alone(page):
    keyboard = page.keyboard

    def press(*keys):
        for key in keys:
            keyboard.press(key)

    def focused():
        return page.evaluate("document.activeElement.textContent || document.activeElement.type")

    press("Tab", "Space", "ArrowDown", "ArrowDown", "Enter")
    assert verdict(page, 0) == "C is wrong. The answer is B."
    assert focused() == "Committed"
    press("Tab")
    assert focused() == "Forget my answers on this page"
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    press("Tab")
    assert focused() == "number"
    keyboard.type("40")
    press("Tab", "Space")
    assert verdict(page, 1) == "40 is wrong. The answer is 400."
    press("Tab", "Enter")
    assert verdict(page, 1) == "Your answers on this page are forgotten."
    assert focused() == "number"
    assert verdict(page, 0) == ""


def test_answers_are_remembered_until_they_are_forgotten(page):
    commit(page, 0, 2)
    commit(page, 1, "40")
    page.reload()
    assert verdict(page, 0) == "C is wrong. The answer is B."
    assert verdict(page, 1) == "40 is wrong. The answer is 400."
    question(page, 0).get_by_role("button", name="Forget my answers on this page").click()
    assert question(page, 0).locator("input:checked").count() == 0
    assert reasons(page, 0) == reasons(page, 1) == []
    assert page.evaluate("localStorage.length") == 0
    page.reload()
    assert verdict(page, 0) == verdict(page, 1) == ""
    commit(page, 0, 1)
    assert verdict(page, 0) == "B is right."
    assert question(page, 0).locator(".predict-yours").count() == 0


@pytest.mark.parametrize(
    "kept",
    [
        "nonsense",
        "null",
        "7",
        "[]",
        '{"predictions": 7}',
        '{"predictions": {"Predict first. What is 2 + 2?": "9", "What is gone?": "1"}}',
    ],
)
def test_foreign_memory_is_ignored(page, kept):
    page.evaluate(
        "kept => localStorage.setItem(`answers:${location.pathname.slice(0, -5)}`, kept)", kept
    )
    page.reload()
    assert verdict(page, 0) == ""
    commit(page, 0, 1)
    assert verdict(page, 0) == "B is right."


def test_without_storage(open_page):
    page = open_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden'); }})"
    )
    page.reload()
    commit(page, 0, 1)
    assert verdict(page, 0) == "B is right."


def test_without_javascript_it_is_a_fold_out(open_page):
    page = open_page(java_script_enabled=False)
    assert page.get_by_role("listitem").filter(has_text="22").is_visible()
    reason = page.get_by_text("Two and two make four.")
    assert not reason.is_visible()
    page.get_by_text("Answer").first.click()
    assert reason.is_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_print_is_open(open_page, script):
    page = open_page(java_script_enabled=script)
    page.emulate_media(media="print")
    for text in ("22", "Two and two make four.", "Tempting if you read a sum here."):
        assert page.get_by_text(text, exact=text == "22").is_visible(), text
    for selector in ("button", "input", "summary"):
        assert not any(node.is_visible() for node in page.locator(selector).all()), selector


def test_motion(open_page):
    moving = "getComputedStyle(document.querySelector('.predict-reasons')).animationName"
    for wish, name in (("reduce", "none"), ("no-preference", "predict-appear")):
        page = open_page(reduced_motion=wish)
        commit(page, 0, 1)
        assert page.evaluate(moving) == name
        page.emulate_media(media="print")  # paper may show the first picture, which is blank
        assert page.evaluate(moving) == "none"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1350])
def test_axe_and_width(open_page, theme, width):
    page = open_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    for answer in (lambda: None, lambda: commit(page, 0, 2), lambda: commit(page, 1, "400")):
        answer()
        # Preloading would fetch the style sheets again, which a file may not do.
        found = Axe().run(page, options={"preload": False}).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
