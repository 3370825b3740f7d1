"""What headings and choices are called by who only hears them."""

import re

import pytest
from in_browser import HTML, plant, put_in_place_of
from pages import CHAPTERS, SITE, Markup, read

import formula_text

# Controls whose words hold formulas, and what they are called.
NAMES = """() => {
  const words = (control) => control.closest("label") ?? control.querySelector("legend");
  return [...document.querySelectorAll(".predict :is(fieldset, input)")]
    .filter(control => words(control).querySelector("math"))
    .map(control => control.ariaLabel);
}"""


def poor(names: list[str | None]) -> list[str | None]:
    """Return the names that leave something out, or hold what is not to be heard."""
    return [name for name in names if not name or re.search(r", ,|^,|\s[,?.]|\s\s", name)]


def test_names_have_their_formulas(page, site_url):
    found = []
    for name in CHAPTERS:
        if read(SITE / name).tree.cssselect(".predict math"):
            page.goto(f"{site_url}/{name}")
            names = page.evaluate(NAMES)
            assert poor(names) == [], name
            found += names
    assert len(found) > 40
    assert {"5 to the 9, about 2 million", "one, −0.21"} & {*found}
    [asked] = [name for name in found if "Ten layers" in name]
    assert asked == ("Predict first. Ten layers, k=5, x=1, y=0. How large is dL/dw sub 1?")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nameWithFormulas(radio, text);", ""),
        ("nameWithFormulas(this.fieldset, legend);", ""),
        ('if (node.matches(".katex-html")) return "";', 'if (node.matches(".katex")) return "";'),
    ],
)
def test_a_name_without_its_formulas_is_seen(old, new, page, site_url):
    plant(page, "predict.js", old, new)
    page.goto(f"{site_url}/chapters/ch03_exploding_chain.html")
    assert poor(page.evaluate(NAMES))


MATH = (
    "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>"
    '<msub><mover accent="true"><mi>y</mi><mo>^</mo></mover><mi>i</mi></msub>'
)
ACCENTED = f"""<div class="predict"><p>Is <span class="math"><math>{MATH}</math></span> 0?</p>
<ol><li>yes</li></ol><details><summary>Answer</summary><ol><li><strong>Right.</strong></li></ol>
</details></div>"""


def test_an_accent_and_limits_are_said(page, written):
    scripts = (f"<script>{script(name)}</script>" for name in ("answers", "predict"))
    page.goto(written(ACCENTED + "".join(scripts)))
    [name] = page.evaluate(NAMES)
    assert name == "Is ∑ from i=1 to n y hat sub i 0?"


def script(name: str) -> str:
    """Return a script of every page."""
    return (SITE / "_static" / f"{name}.js").read_text("utf-8")


def misnamed(page: Markup) -> list[str]:
    """Return the headings whose name is not their text."""
    found = []
    for link in page.tree.cssselect("article .headerlink"):
        heading = link.getparent()
        if heading.cssselect("math"):  # which an engine leaves out of a name that another gives
            words = formula_text.words_of(heading)
            found += [heading.text_content()] * (heading.get("aria-label") != words)
            continue
        title = page.tree.get_element_by_id(heading.get("aria-labelledby", ""), None)
        if title is None or title.getparent() is not heading or link in title.iter():
            found.append(heading.text_content())
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_name_of_a_heading_is_its_title(name):
    assert read(SITE / name).tree.cssselect("article :is(h1, h2) > .headerlink")
    assert misnamed(read(SITE / name)) == []


def heading_called(title, page, address):
    """Open a page; return the headings whose name is a title and nothing else."""
    page.goto(address)
    return page.get_by_role("heading", name=title, exact=True)


def test_a_title_with_formulas_is_heard_with_them(page, site_url):
    name = "chapters/errata.html"
    title = "The factor 1/√(2D) of transformers"
    assert heading_called(title, page, f"{site_url}/{name}").count() == 1
    faulty = (SITE / name).read_text("utf-8").replace("1/√(2D) of transformers", "of transformers")
    assert len(misnamed(Markup(faulty))) == 1


def test_a_heading_is_called_by_its_title_alone(page, site_url):
    name = "chapters/ch03_exploding_chain.html"
    heading = heading_called("What is a chain?", page, f"{site_url}/{name}")
    assert heading.count() == 1
    faulty = (SITE / name).read_text("utf-8").replace("aria-labelledby", "data-of")
    assert "What is a chain?" in misnamed(Markup(faulty))
    put_in_place_of(page, name, faulty, HTML)
    page.reload()
    assert heading.count() == 0
