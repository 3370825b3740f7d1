"""The notation against the code that it names; each check is shown a fault that it must see."""

import ast
import builtins
import collections
import importlib
import inspect
import math
import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest
from chapter_cells import NOTEBOOKS, load

import tools
from tools import activations, initialisers

ROOT = Path(__file__).parents[2]
NOTATION = (ROOT / "chapters" / "notation.md").read_text("utf-8")
MODULES = [
    importlib.import_module(f"tools.{module.name}")
    for module in pkgutil.iter_modules(tools.__path__)
]
FORMULA = {
    r"\infty": "inf",
    r"\tfrac14": "0.25",
    r"\{": "[",
    r"\}": "]",
    "n_{l-1}": "fan_in",
    "n_l": "fan_out",
}


def tables(text: str) -> list[list[dict[str, str]]]:
    """Return each table as rows that map a column's head to a cell."""
    found = re.findall(r"(?:^\|.*\|\n)+", text + "\n", re.MULTILINE)
    rows = [[line.strip("| \n").split(" | ") for line in t.splitlines()] for t in found]
    return [[dict(zip(t[0], row, strict=True)) for row in t[2:]] for t in rows]


def table(column: str) -> list[dict[str, str]]:
    """Return the one table that has this column."""
    (found,) = (rows for rows in tables(NOTATION) if column in rows[0])
    return found


def names_in_code(text: str) -> set[str]:
    """Return every name that a cell under "name in code" uses."""
    cells = [row["name in code"] for rows in tables(text) for row in rows]
    code = [piece for cell in cells for piece in re.findall("`([^`]+)`", cell)]
    assert len(code) > 80, "the tables were not found"
    trees = [node for piece in code if piece != "*" for node in ast.walk(ast.parse(piece))]
    return {node.id for node in trees if isinstance(node, ast.Name)}


def bound_names(source: str) -> set[str]:
    """Return the names that a cell defines: assigned, imported, or as a function or parameter."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef):
            names |= {node.name, *(argument.arg for argument in node.args.args)}
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
    return names


def known_names() -> set[str]:
    """Return the names of tools, of their parameters, and those that the chapters define."""
    names = set(dir(builtins))
    for module in MODULES:
        functions = [f for _, f in inspect.getmembers(module, inspect.isfunction)]
        names |= {name for name in dir(module) if not name.startswith("_")}
        names |= {name for f in functions for name in inspect.signature(f).parameters}
    for notebook in NOTEBOOKS:
        for cell in load(notebook).cells:
            if cell.cell_type == "code" and "%pip" not in cell.source:
                names |= bound_names(cell.source)
    return names


def test_every_name_in_code_exists():
    assert names_in_code(NOTATION) - known_names() == set()


def test_a_misspelt_name_is_seen():
    misspelt = NOTATION.replace("`sigmoid_grad_from_a`", "`sigmoid_gradient_from_a`")
    assert names_in_code(misspelt) - known_names() == {"sigmoid_gradient_from_a"}


def test_no_activation_and_no_initialiser_of_tools_is_missing():
    named = names_in_code(NOTATION)
    own = [f for f in vars(initialisers).values() if inspect.isfunction(f)]
    own = {f.__name__ for f in own if f.__module__ == initialisers.__name__}
    schemes = {name for name in own if not name.startswith("_")}
    functions = {name for name in dir(activations) if re.match("relu|sigmoid|tanh", name)}
    assert len(schemes) > 6
    assert len(functions) > 6
    assert schemes | functions <= named


SENSE = re.compile(r"in (?:chapters? |counts of chapter |an exercise of chapter |\(\d|the errata)")


def numbers(text: str) -> set[int]:
    """Return the chapters of "3, 8 and 9", or of "5 to 7"."""
    first_to_last = re.sub(
        r"(\d+) to (\d+)",
        lambda found: ",".join(map(str, range(int(found[1]), int(found[2]) + 1))),
        text,
    )
    return {int(number) for number in re.findall(r"\d+", first_to_last)}


def chapters_of(meaning: str, section: set[int]) -> set[int]:
    """Return the chapters in which a symbol has a meaning: those it names, else its section's."""
    if not SENSE.match(meaning):
        return section
    named = re.findall(r"chapters? (\d+(?:(?:, | and | to )\d+)*)", meaning)
    equations = re.findall(r"\((\d+)\.\d+\)", meaning)
    return set().union(*map(numbers, named), map(int, equations))


def double_letters(text: str) -> set[tuple[int, str]]:
    """Return each chapter and symbol for which the tables have more than one row."""
    symbols = text.partition("## Symbols")[2].partition("## Words")[0]
    senses = collections.Counter()
    sections = re.split(r"^### .*\((.+)\)$", symbols, flags=re.MULTILINE)
    for section, body in zip(sections[1::2], sections[2::2], strict=True):
        for row in tables(body)[0]:
            letters = {
                re.split(r" ?= ?| \\ge | \\sim ", letter)[0].strip()
                for letter in re.findall(r"\$([^$]+)\$", row["symbol"])
            }
            chapters = chapters_of(row["meaning"], numbers(section))
            senses.update((chapter, letter) for chapter in chapters for letter in letters)
    return {place for place, rows in senses.items() if rows > 1}


def test_a_letter_has_one_meaning_in_a_chapter():
    assert double_letters(NOTATION) == set()


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("| $\\kappa$ | in chapter 4: another bound | scalar | – |", (4, r"\kappa")),
        ("| $Q(h)$ | in chapters 5 to 8: something else | scalar | – |", (7, "Q(h)")),
        ("| $\\xi_\\pm = 1$ | something | scalar | – |", (6, r"\xi_\pm")),
    ],
)
def test_a_second_meaning_is_seen(row, place):
    last = next(line for line in NOTATION.splitlines() if r"$\operatorname{Im}$" in line)
    faulty = NOTATION.replace(last, f"{row}\n{last}")
    assert place in double_letters(faulty)


def value(formula: str, **widths: int):
    """Return what a cell's formula says in numbers."""
    text = formula.split(", rows")[0].strip("$")
    for tex, python in FORMULA.items():
        text = text.replace(tex, python)
    text = re.sub(r"(\d) fan", r"\1 * fan", re.sub(r"\\sqrt\{(.+)\}", r"((\1) ** 0.5)", text))
    return eval(text, {"inf": math.inf, "n": widths.get("fan_in"), **widths})  # noqa: S307


@pytest.mark.parametrize("scheme", table("bound, if uniform"), ids=lambda row: row["scheme"])
def test_an_initialisation_has_the_variance_bound_and_gain_of_its_row(scheme):
    widths = {"fan_in": 500, "fan_out": 400}
    for name in re.findall(r"`(\w+)`", scheme["name in code"]):
        draw = getattr(initialisers, name)
        W = draw(np.random.default_rng(0), **widths)
        assert W.var() == pytest.approx(value(scheme["variance of a weight"], **widths), rel=0.02)
        if "uniform" in name:
            bound = value(scheme["bound, if uniform"], **widths)
            assert 0.999 * bound < np.abs(W).max() <= bound
        square = {"fan_in": 500, "fan_out": 500}
        gain = 500 * draw(np.random.default_rng(0), **square).var() / 2
        assert gain == pytest.approx(value(scheme["gain"].split(",")[0], **square), rel=0.02)


RANGE = re.compile(r"\$(?:\\\{|[\[(])(.+), (.+?)(?:\\\}|[\])])\$")


@pytest.mark.parametrize(
    ("name", "column", "function"),
    [
        ("ReLU", "range of f", activations.relu),
        ("ReLU", "range of f′", activations.relu_grad_from_z),
        ("sigmoid", "range of f", activations.sigmoid),
        ("sigmoid", "range of f′", activations.sigmoid_grad_from_z),
        ("tanh", "range of f", activations.tanh),
        ("tanh", "range of f′", activations.tanh_grad_from_z),
    ],
)
def test_an_activation_has_the_range_of_its_row(name, column, function):
    (row,) = (row for row in table("range of f") if row["function"] == name)
    lowest, highest = RANGE.fullmatch(row[column]).groups()
    values = function(np.linspace(-300, 300, 60_001))
    assert values.min() == pytest.approx(value(lowest), abs=1e-9)
    assert values.max() == pytest.approx(min(value(highest), 300), rel=1e-12)


PAGES = re.compile(rb"/Type\s*/Page\b")


def printed_pages(page) -> int:
    """Count the pages of A4, when the fonts that only print needs have come too."""
    page.emulate_media(media="print")
    page.evaluate("document.fonts.ready.then(() => null)")
    margins = dict.fromkeys(("top", "bottom", "left", "right"), "12mm")
    return len(PAGES.findall(page.pdf(format="A4", margin=margins)))


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("notation", "formula-sheet"), ("ch14_debug_a_network", "the-tree-on-one-page")],
)
def test_a_sheet_prints_on_one_page_of_a4(name, sheet, page, site_url):
    page.goto(f"{site_url}/chapters/{name}.html#{sheet}")
    assert printed_pages(page) == 1
    large = f"@media print {{ #{sheet} :is(p, ul, td) {{ font-size: 18pt !important }} }}"
    page.add_style_tag(content=large)
    assert printed_pages(page) > 1


def test_without_the_address_of_the_sheet_the_whole_notation_prints(page, site_url):
    page.goto(f"{site_url}/chapters/notation.html")
    assert printed_pages(page) > 2
