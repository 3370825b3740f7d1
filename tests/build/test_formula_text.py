"""Formulas in one line of text."""

import formula_text
import pytest
from lxml import html

MI = "<mi>{}</mi>".format


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (f"<mfrac><mrow>{MI('d')}{MI('L')}</mrow>{MI('w')}</mfrac><mo>=</mo><mn>3</mn>", "(dL)/w = 3"),
        (f"<msub>{MI('w')}<mn>12</mn></msub>", "w_12"),
        (f"<msubsup>{MI('a')}<mrow>{MI('l')}<mo>+</mo><mn>1</mn></mrow><mn>2</mn></msubsup>", "a_(l + 1)^2"),
        (f"<msqrt><mn>2</mn><mo>/</mo>{MI('n')}</msqrt>", "√(2/n)"),
        (f"<mroot>{MI('x')}<mn>3</mn></mroot>", "3√x"),
        (f"{MI('ReLU')}<mo>\u2061</mo><mo>(</mo>{MI('z')}<mo>)</mo>", "ReLU(z)"),
        ("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr>"
         "</mtable>", "1 2 ; 3"),
        (f"{MI('a')}<mspace></mspace><mstyle>{MI('b')}</mstyle>", "a b"),
    ],
)  # fmt: skip
def test_a_formula_in_one_line(markup, text):
    assert formula_text.text_of(html.fromstring(f"<math>{markup}</math>")) == text
