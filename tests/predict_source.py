"""Read the predict-first questions of a Markdown text as a browser would, and judge their form."""

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt


def to_html(markdown):
    """CommonMark with raw HTML, as JupyterLab, Colab and the book read it."""
    return MarkdownIt("commonmark").render(markdown)


def problems(markdown):
    """What is wrong with the predict-first questions of a Markdown text, one sentence each."""
    found = []
    blocks = BeautifulSoup(to_html(markdown), "html.parser").select("div.predict")
    if 'class="predict"' in markdown and not blocks:
        found.append('the block is not a <div class="predict"> on a line of its own')
    if markdown.count("<div") != markdown.count("</div>"):
        found.append("a <div> is not closed")
    if markdown.count("<details") != markdown.count("</details>"):
        found.append("a <details> is not closed")
    for block in blocks:
        found += problems_of(block)
    return found


def problems_of(block):
    """What is wrong with one question."""
    found = []
    question = block.find(True)
    if question is None or question.name != "p" or not begins(question, "Predict first."):
        found.append("the question does not begin with **Predict first.** in a paragraph")
    folds = block.find_all("details", recursive=False)
    if len(folds) != 1 or not folds[0].find("summary", recursive=False):
        return [*found, "there is not one <details> with a <summary>"]
    if block.find_all(True, recursive=False)[-1] is not folds[0]:
        found.append("something follows the <details>")

    choice_lists = block.find_all("ol", recursive=False)
    reason_lists = folds[0].find_all(["ol", "ul"], recursive=False)
    if len(choice_lists) > 1 or len(reason_lists) != 1:
        return [*found, "there is not one list of choices, at most, and one of reasons"]
    reasons = reason_lists[0].find_all("li", recursive=False)
    marks = [mark for mark in reason_lists[0].find_all("strong") if mark.get_text() == "Right."]
    if len(marks) != 1:
        found.append(f"{len(marks)} reasons are marked **Right.**, wanted 1")
    if len(reasons) < 2:
        found.append("there are fewer than two reasons")
    if any(len(reason.get_text().split()) < 5 for reason in reasons):
        found.append("a reason has fewer than five words")

    if choice_lists:
        choices = choice_lists[0].find_all("li", recursive=False)
        if reason_lists[0].name != "ol":
            found.append("the reasons are not numbered as the choices are")
        if len(choices) != len(reasons):
            found.append(f"{len(choices)} choices have {len(reasons)} reasons")
        if not any(begins(reason, "Right.") for reason in reasons):
            found.append("no reason begins with **Right.**")
    else:
        numbers = [number_of(reason) for reason in reasons]
        if None in numbers:
            found.append("a reason does not begin with a number as `code`")
        elif any(
            abs(a - b) <= 0.02 * max(abs(a), abs(b))
            for i, a in enumerate(numbers)
            for b in numbers[:i]
        ):
            found.append("two of the numbers are within 2 % of each other")
    return found


def begins(node, words):
    """Whether a node's first text is `words` in bold."""
    mark = node.find("strong")
    return (
        mark is not None and mark.get_text() == words and node.get_text().lstrip().startswith(words)
    )


def number_of(reason):
    """The number that a reason begins with, None if it does not."""
    code = reason.find("code")
    if code is None or not reason.get_text().lstrip().startswith(code.get_text()):
        return None
    try:
        return float(code.get_text())
    except ValueError:
        return None
