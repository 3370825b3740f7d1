"""The errata: every entry is whole, its address stays, and its chapter links back to it."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from errata_entries import ADDRESSES, CHAPTERS, VERDICT_LINE, VERDICTS, entries


def is_computed(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) for part in ast.walk(node))


def compares_two_computations(code: str) -> bool:
    """Whether an assert of the code compares two things of which neither is a mere literal."""
    for statement in ast.walk(ast.parse(code)):
        for node in ast.walk(statement) if isinstance(statement, ast.Assert) else ():
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
            elif isinstance(node, ast.Call):
                sides = node.args
            else:
                continue
            if len(sides) > 1 and all(map(is_computed, sides[:2])):
                return True
    return False


def faults(text: str, code: str) -> list[str]:
    """Return what an entry lacks."""
    line = VERDICT_LINE.search(text)
    if line is None:
        return ["no verdict line, or one that contradicts itself"]
    verdict, chapter, _ = line.groups()
    claim, statement = text[: line.start()], text[line.end() :]
    found = []
    if not re.search(r"^> (\S+ ){4}", claim, flags=re.MULTILINE):
        found.append("no claim")
    if verdict not in VERDICTS:
        found.append("no such verdict")
    if len(statement.split()) < 25:
        found.append("no exact statement")
    if not re.search(rf"\]\(ch{int(chapter):02}_\w+\.ipynb", statement):
        found.append("no way to its chapter")
    if not compares_two_computations(code):
        found.append("no assert that compares two computations")
    return found


def test_every_entry_is_whole():
    found = {text.splitlines()[0]: faults(text, code) for text, code in entries()}
    assert {title: lacks for title, lacks in found.items() if lacks} == {}


def sections(file: Path) -> dict[str, str]:
    """Return the prose of a chapter by the anchors of its headings."""
    cells = nbformat.read(file, as_version=4).cells
    prose = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    _, *parts = re.split(r"^##+ (.+)$", prose, flags=re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in parts[::2]]
    return dict(zip(anchors, parts[1::2], strict=True))


def not_linked_back(text: str, chapters: dict[str, dict[str, str]]) -> list[str]:
    """Return the sections to which an entry links and which have no link to it."""
    link = f"](errata.ipynb#{VERDICT_LINE.search(text)[3]})"
    return [
        f"{name}#{anchor}"
        for name, anchor in re.findall(r"\]\((ch\w+\.ipynb)#?([^)]*)\)", text)
        if link not in chapters[name].get(anchor, "")
    ]


@pytest.fixture(scope="module")
def chapters() -> dict[str, dict[str, str]]:
    """The sections of every chapter, under the name of its file."""
    return {file.name: sections(file) for file in CHAPTERS.glob("ch*.ipynb")}


def test_every_section_links_back(chapters):
    found = {text.splitlines()[0]: not_linked_back(text, chapters) for text, _ in entries()}
    assert {title: places for title, places in found.items() if places} == {}


@pytest.mark.parametrize("faulty", ["", "](errata.ipynb)", "](errata.ipynb#factors-above-two)"])
def test_a_missing_link_back_is_seen(faulty, chapters):
    name, anchor = "ch03_exploding_chain.ipynb", "when-does-a-product-explode"
    text, _ = entries()[ADDRESSES.index("factors-above-one")]
    link = "](errata.ipynb#factors-above-one)"
    section = chapters[name][anchor]
    assert link in section
    without = chapters[name] | {anchor: section.replace(link, faulty)}
    assert not_linked_back(text, chapters | {name: without}) == [f"{name}#{anchor}"]
    # In another section it is not where the erratum leads.
    assert not_linked_back(text.replace(anchor, "summary"), chapters) == [f"{name}#summary"]


def test_the_addresses_stay():
    assert [VERDICT_LINE.search(text)[3] for text, _ in entries()] == ADDRESSES
    assert len(set(ADDRESSES)) == len(ADDRESSES)


def test_every_verdict_is_used():
    assert {VERDICT_LINE.search(text)[1] for text, _ in entries()} == set(VERDICTS)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('data-verdict="wrong"', 'data-verdict="right"', "no verdict line"),
        ("<b>wrong</b>", "<b>imprecise</b>", "no verdict line"),
        ('<span id="relu-prevents-exploding"></span>', "", "no verdict line"),
        ('href="#relu-prevents-exploding"', 'href="#else"', "no verdict line"),
        ("chapter 3 ·", "chapter 4 ·", "no verdict line"),
        ("\n> ", "\n", "no claim"),
        ("wrong", "nonsense", "no such verdict"),
        ("ch03_", "ch04_", "no way to its chapter"),
        ("](ch03_exploding_chain.ipynb", "](#", "no way to its chapter"),
    ],
)
def test_a_fault_in_the_text_is_seen(old, new, fault):
    text, code = entries()[ADDRESSES.index("relu-prevents-exploding")]
    assert faults(text, code) == []
    assert old in text
    assert any(found.startswith(fault) for found in faults(text.replace(old, new), code))


def test_a_missing_statement_is_seen():
    text, code = entries()[ADDRESSES.index("relu-prevents-exploding")]
    head = text[: VERDICT_LINE.search(text).end()]
    link = "See [chapter 3](ch03_exploding_chain.ipynb)."
    assert faults(f"{head}\n\n{link}", code) == ["no exact statement"]


@pytest.mark.parametrize(
    ("code", "compares"),
    [
        ("assert math.isclose(a, f(2))", True),
        ("assert abs(a - b) < error", True),
        ("assert a == b == 3", True),
        ("assert compare(a, b).agrees", True),
        ("assert a == 3", False),
        ("assert math.isclose(a, 3.0)", False),
        ("assert ready", False),
        ("print(math.isclose(a, b))", False),
    ],
)
def test_a_comparison_with_a_literal_is_no_second_computation(code, compares):
    assert compares_two_computations(code) == compares
