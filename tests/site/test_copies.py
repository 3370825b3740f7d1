"""Copied text: each formula is its TeX, once and in its place."""

import json
import re
import sys

import pytest
from in_browser import put_in_place_of
from pages import CHAPTER, CHAPTERS, ROOT, SITE

sys.path.insert(0, str(ROOT / "_ext"))

import katex_math  # after the path that finds it

TEX = SITE / "_static" / "tex"


def formulas_of(name: str) -> list[str]:
    """Return the formulas that a page loads when text is selected."""
    file = TEX / name.replace("chapters/", "").replace(".html", ".js")
    if not file.exists():
        return []
    return json.loads(re.search(r"\((\[.*\]), document", file.read_text("utf-8"), re.DOTALL)[1])


@pytest.fixture(scope="module")
def renderer():
    renderer = katex_math.KatexRenderer()
    yield renderer
    renderer.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_formulas_are_those_of_the_page_in_their_order(name, renderer):
    page = (SITE / name).read_text("utf-8")
    article = re.sub(
        "<template.*?</template>", "", page[page.index("<article>") :], flags=re.DOTALL
    )
    shown = re.findall(r'<(span|div) class="math.*?(<math.*?</math>)', article, re.DOTALL)
    formulas = formulas_of(name)[: len(shown)]
    rendered = [
        re.search("<math.*?</math>", renderer.render(tex, display=kind == "div"), re.DOTALL)[0]
        for (kind, _), tex in zip(shown, formulas, strict=True)
    ]
    assert [one for one, (_, other) in zip(rendered, shown, strict=True) if one != other] == []


SELECT = """([first, last]) => {
  const place = (words) => {
    const article = document.querySelector("article");
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
      const at = node.data.indexOf(words);
      if (at >= 0) return [node, at];
    }
  };
  const [from, start] = place(first);
  const [to, end] = place(last);
  getSelection().setBaseAndExtent(from, start, to, end + last.length);
}"""
COPY = """() => {
  const clipboardData = new DataTransfer();
  const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector("article").dispatchEvent(event);
  return clipboardData.getData("text/plain").replace(/\\s+/g, " ").trim();
}"""


def copied(page, first: str, last: str) -> str:
    """Return what a copy holds of the text between two stretches of it, both included."""
    with page.expect_response("**/_static/tex/*.js"):
        page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.wait_for_load_state("networkidle")
    page.evaluate(SELECT, [first, last])
    return page.evaluate(COPY)


def test_a_copy_has_each_formula_once_as_tex(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    text = copied(page, "The values run from left", "loss rises 8 times")
    assert "the input is $x = 2$, the activation that comes out is $a = 7$ and the target" in text
    assert text.endswith(r"$\mathrm dL/\mathrm dw = 8$: the loss rises 8 times")


def test_a_formula_that_is_selected_in_part_is_copied_whole(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    copied(page, "The values run", "the input is")
    page.evaluate(SELECT, ["the input is", "the activation"])
    page.evaluate(
        """() => {
          const { anchorNode, focusNode, focusOffset } = getSelection();
          const formula = anchorNode.parentElement.querySelector(".math");
          const part = formula.querySelector(".katex-base:last-child").firstChild;
          getSelection().setBaseAndExtent(part, 0, focusNode, focusOffset);
        }"""
    )
    assert page.evaluate(COPY) == "$x = 2$, the activation"


def test_what_a_reader_has_moved_keeps_its_formula(page, site_url):
    """The reasons of a prediction are put into another order when it is answered."""
    page.goto(f"{site_url}/chapters/ch03_exploding_chain.html")
    order = "document.querySelectorAll('.predict-reasons')[1].innerText"
    before = page.evaluate(order)
    question = page.locator(".predict").nth(1)
    question.get_by_role("radio").last.check()
    question.get_by_role("button", name="Commit").click()
    assert page.evaluate(order) != before
    with page.expect_response("**/_static/tex/*.js"):
        page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.wait_for_load_state("networkidle")
    reasons = question.locator(".predict-reasons > li")
    for reason in reasons.all():
        reason.evaluate("reason => getSelection().selectAllChildren(reason)")
        copy = page.evaluate(COPY)
        for said in reason.locator("math").all():
            digits = "".join(re.findall(r"\d", said.text_content()))
            assert digits in re.sub(r"\D", "", copy)


def test_no_button_is_copied(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    copied(page, "The values run", "from left")
    button = page.locator(".predict [type=submit]").first
    button.evaluate("e => getSelection().selectAllChildren(e.closest('section'))")
    assert button.inner_text() == "Commit"
    copy = page.evaluate(COPY)
    assert "Predict first." in copy
    assert not re.search(r"Commit|Copy|▶|✎", copy)


def test_text_without_formulas_is_left_to_the_browser(page, site_url):
    page.goto(f"{site_url}/{CHAPTER}")
    copied(page, "The values run", "from left")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    assert page.evaluate(COPY) == ""


def test_a_formula_in_another_place_is_seen(page, site_url):
    formulas = (TEX / "ch01_relu_neuron.js").read_text("utf-8")
    put_in_place_of(page, "tex/ch01_relu_neuron.js", formulas.replace('(["', '(["y", "'))
    page.goto(f"{site_url}/{CHAPTER}")
    assert "$x = 2$, the activation" not in copied(page, "The values run from", "comes out is")
