"""Formulas in one line of text."""

import re

import pytest
from lxml import html

import formula_text

LATER = "<mrow><mi>l</mi><mo>+</mo><mn>1</mn></mrow>"
HAT = '<mover accent="true"><mi>y</mi><mo>^</mo></mover>'
SQUARE = "<msup><mi>g</mi><mn>2</mn></msup>"
BAR = f'<mover accent="true">{SQUARE}<mo>‾</mo></mover>'
ROWS = ["<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>", "<mtr><mtd><mn>3</mn></mtd></mtr>"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<mfrac><mrow><mi>d</mi><mi>L</mi></mrow><mi>w</mi></mfrac><mo>=</mo>", "(dL)/w ="),
        ("<msub><mi>w</mi><mn>12</mn></msub>", "w_12"),
        (f"<msubsup><mi>a</mi>{LATER}<mn>2</mn></msubsup>", "a_(l + 1)^2"),
        (f"<munder><mo>∑</mo>{LATER}</munder><mi>x</mi>", "∑_(l + 1)x"),
        ("<msqrt><mn>2</mn><mo>/</mo><mi>n</mi></msqrt>", "√(2/n)"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "3√x"),
        ("<mi>ReLU</mi><mo>\u2061</mo><mo>(</mo><mi>z</mi><mo>)</mo>", "ReLU(z)"),
        ("<mo><mover><mo>=</mo><mi>d</mi></mover></mo>", "=^d"),
        (f"{HAT}<mo>−</mo><mi>y</mi>", "y hat − y"),
        (f"<msub>{HAT}<mi>k</mi></msub>", "y hat_k"),
        (f"<mfrac>{BAR}<mi>n</mi></mfrac>", "((g^2) bar)/n"),
        (f"<mtable>{''.join(ROWS)}</mtable>", "1 2 ; 3"),
        ("<mi>a</mi><mspace></mspace><mstyle><mi>b</mi></mstyle>", "a b"),
    ],
)  # fmt: skip
def test_a_formula_in_one_line(markup, text):
    assert formula_text.text_of(html.fromstring(f"<math>{markup}</math>")) == text


ACCENTED = re.compile(
    r'<mover accent="true">(?:(?!<mover).)*?<mo[^>]*>([^<]*)</mo></mover>', re.DOTALL
)


def test_every_accent_of_the_book_has_its_word_and_a_page_the_same(site):
    book = "".join(page.read_text("utf-8") for page in site.rglob("chapters/*.html"))
    assert set(ACCENTED.findall(book)) == set(formula_text.ACCENTS)
    script = (site / "_static" / "predict.js").read_text("utf-8")
    words = re.search(r"ACCENTS = \{ (.*?) \}", script)[1]
    assert dict(re.findall(r'"(.)": "(\w+)"', words)) == formula_text.ACCENTS


def test_words_of_a_page_have_their_formulas_once():
    math = f'<i class="katex-mathml"><math><msub>{HAT}<mi>k</mi></msub></math></i>'
    drawn = '<i class="katex-html">yk</i>'
    markup = f"<b>Is <i>{math}{drawn}</i> the output?</b>"
    assert formula_text.words_of(html.fromstring(markup)) == "Is y hat_k the output?"
