"""What alt texts and captions say in numbers is computed, and their colours hold in any theme."""

import ast
import re

import pytest
from chapter_cells import NOTEBOOKS, load
from nbformat.v4 import new_code_cell, new_markdown_cell
from run_notebook import without_magics

# Digits that are part of a name and stand for no number of the figure.
NAMES = re.compile(
    r"""\b(?:chapter|layer)\s(?:1\b|\d+(?=['’]s\b))|\bchapters?\s\d+  # layer 1, chapter 5
    |\(\d+\.\d+[a-z]?\)            # formula (2.8)
    |\blog_?10\b|\blog₁₀|\b\d+(?:-|\s)bits?\b|\bfloat\d+\b
    |\bN\(0,\s1\)                  # the standard normal distribution
    |\b[a-zA-Z]+_?\d\b             # x1, a_1, W2
    |\b1/(?=[a-zA-Z(√])            # the 1 of 1/n
    """,
    re.VERBOSE,
)


def functions_of(trees: list[ast.Module]) -> dict[str, ast.FunctionDef]:
    """Return every function of a notebook by its name."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def texts(tree: ast.Module) -> list[ast.expr]:
    """Return what the calls of show and explore hand in as alt and caption."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        keyword.value
        for call in calls
        if getattr(call.func, "id", None) in {"show", "explore"}
        for keyword in call.keywords
        if keyword.arg in {"alt", "caption"}
    ]


def without_docstring(function: ast.FunctionDef) -> list[ast.stmt]:
    return function.body[ast.get_docstring(function) is not None :]


def written(node: ast.AST) -> list[str]:
    """Return the literal pieces of what becomes text, numbers between braces among them."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.FormattedValue):
        value = node.value
        return [str(value.value)] if isinstance(value, ast.Constant) else written(value)
    if isinstance(node, ast.Subscript):  # a key is no text
        return written(node.value)
    return [piece for child in ast.iter_child_nodes(node) for piece in written(child)]


def typed_numbers(sources: list[str]) -> list[str]:
    """Return the numbers that are typed in the alt texts and captions of some cells."""
    trees = [ast.parse(without_magics(source)) for source in sources]
    functions = functions_of(trees)
    found = []
    for value in (value for tree in trees for value in texts(tree)):
        name = getattr(value, "id", None)
        parts = without_docstring(functions[name]) if name in functions else [value]
        for piece in (piece for part in parts for piece in written(part)):
            found += re.findall(r"\d\S*", NAMES.sub("", piece))
    return found


def sources_of(file) -> list[str]:
    return [cell.source for cell in load(file).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_no_number_is_typed(file):
    assert typed_numbers(sources_of(file)) == []


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ('show(fig, alt="It rises to 84.", caption="")', ["84."]),
        ('show(fig, alt="", caption=("a" "cross at layer 21"))', ["21"]),
        ('show(fig, alt=f"from {a:g} to -355", caption="")', ["355"]),
        ('show(fig, alt=f"to {21}", caption="")', ["21"]),
        ('def say(k):\n    return f"{k} of 200"\nexplore(draw, alt=say, k=(1, 5))', ["200"]),
        ('show(fig, alt="N(0, 1), log10, x1, float16, layer 1, (2.8)", caption="")', []),
        ('show(fig, alt=f"{values[0]:.3g} and {at[\'k 5\']}", caption="")', []),
        ('say("no alt text, 5")', []),
    ],
)
def test_a_typed_number_is_seen(source, numbers):
    assert typed_numbers([source]) == numbers


def themed_colours(cells) -> list[str]:
    """Return the words before black and white where a reader is told of a colour.

    Black is the theme's text and white its paper: in a dark theme each is the other.
    """
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    trees = [ast.parse(without_magics(source)) for source in sources]
    told = [cell.source for cell in cells if cell.cell_type == "markdown"]
    told += [piece for tree in trees for piece in written(tree)]
    return [words for text in told for words in re.findall(r"\w+ (?:black|white)\b", text)]


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_no_reader_is_told_of_a_colour_that_the_theme_turns(file):
    assert themed_colours(load(file).cells) == []


def test_a_colour_that_the_theme_turns_is_seen():
    caption = new_code_cell('show(fig, alt="", caption=f"{n} lines; the thin black one")')
    drawn = new_code_cell('ax.plot(x, y, color="black")')
    assert themed_colours([caption, drawn]) == ["thin black"]
    assert themed_colours([new_markdown_cell("The thin black line is it.")]) == ["thin black"]
