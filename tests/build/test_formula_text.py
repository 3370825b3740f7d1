"""Formulas in one line of text."""

import pytest
from lxml import html

import formula_text

LATER = "<mrow><mi>l</mi><mo>+</mo><mn>1</mn></mrow>"
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
        ("<mo><mover><mo>=</mo><mi>d</mi></mover></mo>", "= ^d"),
        (f"<mtable>{''.join(ROWS)}</mtable>", "1 2 ; 3"),
        ("<mi>a</mi><mspace></mspace><mstyle><mi>b</mi></mstyle>", "a b"),
    ],
)  # fmt: skip
def test_a_formula_in_one_line(markup, text):
    assert formula_text.text_of(html.fromstring(f"<math>{markup}</math>")) == text
