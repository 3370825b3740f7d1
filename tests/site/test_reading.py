"""The bounds that chapters in the new shape keep, and a planted page beyond each of them."""

import itertools

import pytest
from pages import SITE
from reading import HEAD, beyond, measure, read_chapters, row

# The chapters that have the shape which the bounds are made for.
CHOSEN = ["ch01", "ch02", "ch03", "ch04", "ch08", "ch10", "ch11", "ch14"]


def test_the_chapters_of_the_shape_keep_the_bounds(browser, site_url):
    files = [file for name in CHOSEN for file in (SITE / "chapters").glob(f"{name}_*.html")]
    readings = dict(zip(CHOSEN, read_chapters(browser, site_url, files), strict=True))
    table = "\n".join(itertools.starmap(row, readings.items()))
    assert [name for name in CHOSEN if beyond(readings[name])] == [], f"{HEAD}\n{table}"


# Planted pages -----------------------------------------------------------------------------


def formula(width, letter="w"):
    return (
        f'<div class="math"><span class="katex-display"><span class="katex"><math><mi>{letter}</mi>'
        f'</math><span class="katex-html" style="display: flex; min-width: 100%">'
        f'<span style="width: {width}px; flex: none">{letter}</span></span></span></span></div>'
    )


def figure(height=900, size=12, extra=""):
    return (
        f'<figure><svg viewBox="0 0 300 {height}" width="300" height="{height}" '
        f'style="display: block"><text y="50" font-size="{size}px">label{extra}</text></svg>'
        f"</figure>"
    )


def code(height, kind="cell_input"):
    block = f'<div class="highlight" style="height: {height}px"><pre>code here</pre></div>'
    return f'<div class="{kind}">{block}</div>'


STYLE = """
body, p, h1, h2, figure { margin: 0 }
main { height: 4000px }
.phone { display: none }
@media (max-width: 400px) { .phone { display: block } .desk { display: none } }
"""
WEIGHT = "The weight is <math><mi>w</mi></math>."
PICTURE = figure()
CORE = f"<p>{WEIGHT}</p>{formula(300)}{code(400)}"


def page(words=100, opening=PICTURE, core=CORE, after=""):
    """Write a page 4000 px high; its words are those of one paragraph, and the three of WEIGHT."""
    return (
        f"<style>{STYLE}</style><main><article><section><h1>A title of five words</h1>{opening}"
        f"<p>{'word ' * (words - 3)}</p>{core}"
        f"<section><h2>Summary<a class='headerlink'>#</a></h2><p>Some <math><mi>q</mi></math>.</p>"
        f"{formula(500)}<h3>Exercise 1: Try</h3><h3>Exercise 2: Try</h3>{after}</section>"
        f"</section></article></main>"
    )


@pytest.fixture(scope="module")
def read(browser, written):
    return lambda body: measure(browser, written(body), {"w": {"weight"}})


@pytest.fixture(scope="module")
def sound(read):
    return read(page())


def test_a_sound_page_is_measured_to_the_last_word_and_pixel(sound):
    assert beyond(sound) == []
    assert (sound.words, sound.code, sound.figures) == (100, 400 / 4000, 900 / 4000)
    assert (sound.formula, sound.label, sound.displays, sound.exercises) == (300, 12, 1, 2)
    assert sound.desk * 900 == pytest.approx(sound.phone * 844)  # below the title
    assert sound.core_minutes == pytest.approx(100 / 180 + 25 / 60)
    assert sound.all_minutes == pytest.approx(sound.core_minutes + 8)


def test_a_page_at_the_bounds_is_within_them(read):
    at_bounds = page(1800, figure(600, 11), WEIGHT + formula(355) + code(300) + code(180))
    reading = read(at_bounds.replace("<h1", "<h1 style='height: 900px'"))
    assert beyond(reading) == []
    assert (reading.words, reading.desk, reading.formula, reading.label) == (1800, 1, 355, 11)
    assert (reading.code, reading.figures) == (0.12, 0.15)


def below(pixels, kind=""):
    """Put the picture so much lower."""
    return f'<div class="{kind}" style="height: {pixels}px"></div>' + PICTURE


FAULTS = {
    "a word too many": ("words", page(words=1801)),
    "too much code": ("code", page(core=WEIGHT + code(481))),
    "too much output": ("code", page(core=WEIGHT + code(400) + code(81, "cell_output"))),
    "small figures": ("figures", page(opening=figure(599))),
    "a late picture": ("desk", page(opening=below(870))),
    "a late picture on a phone": ("phone", page(opening=below(1267, "phone"))),
    "a wide formula": ("formula", page(core=WEIGHT + formula(356))),
    "a wide formula among others": ("formula", page(core=WEIGHT + formula(356) + formula(20))),
    "small letters": ("label", page(opening=figure(size=10.9))),
    "letters that shrink": (
        "label",
        page(opening=figure().replace('width="300"', 'width="270"')
             .replace('height="900"', 'height="810"')),
    ),
    "small letters in a fold": (
        "label", page(after=f"<details><summary>More</summary>{figure(9, 9)}</details>")
    ),
    "small letters of a control": (
        "label", page(opening=PICTURE + "<figure style='font-size: 10px'>w = 3</figure>")
    ),
    "a symbol that nothing explains": ("symbols", page(core=formula(300, "k"))),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_beyond_a_bound_is_seen(read, fault):
    name, body = FAULTS[fault]
    assert beyond(read(body)) == [name]


FOLDED = "<details><summary></summary>{}</details>"
ASIDE = {
    "folded text": FOLDED.format("<p>Words of an answer.</p>"),
    "code, inline and in blocks": "<p><code>two words</code></p>" + "<pre>and two</pre>",
    "a folded block of code": FOLDED.format(code(500)),
    "a caption": "<figure><p style='position: absolute'>Four words of it.</p></figure>",
    "a formula in a fold": FOLDED.format(formula(600)),
    "a small index": figure(0, 12, '<tspan font-size="8px">2</tspan>'),
    "another layout's labels": f'<div style="display: none">{figure(9, 9)}</div>',
    "a heading": "<h2 style='position: absolute'>How many words?</h2>",
    "what is hidden": "<p hidden>Four words of it.</p>",
}


@pytest.mark.parametrize("kind", ASIDE)
def test_what_does_not_count(read, sound, kind):
    body = page(core=CORE + ASIDE[kind])
    assert read(body) == sound


def test_what_is_deeper_is_not_the_core(read, sound):
    deeper = f"<h2>Deeper</h2><p>Words <math><mi>k</mi></math>.</p>{formula(600)}"
    reading = read(page(core=CORE + deeper))
    assert (reading.words, reading.formula, reading.symbols) == (100, 300, [])
    assert reading == sound


def test_the_question_of_a_prediction_and_tables_and_lists_count(read):
    question = "<div class='predict'><p>What is it?</p><ol><li>One.</li></ol>"
    answer = "<details><summary>Answer</summary><p>It is one.</p></details></div>"
    table = "<table><tr><td>a</td><td>b</td></tr></table>"
    reading = read(page(core=WEIGHT + question + answer + table))
    assert reading.words == 100 + 4 + len(["Answer"]) + 2
