"""The notebooks: how they are stored, how they are built up, and that they run in a kernel."""

import ast
import itertools
import json
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from chapter_cells import CHAPTERS, NOTEBOOKS, ran
from run_notebook import without_magics

from tools.plotting import ACTIVATION_STYLE, GRADIENT_COLOR, INITIALISATION_STYLE, ROLE_COLOR

PAGES = [*NOTEBOOKS, *sorted(CHAPTERS.glob("*.md"))]
names = pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
page_names = pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)

# Syntax that Sphinx understands and that shows as raw text in Jupyter, on Colab or on GitHub.
FRONT_END_SPECIFIC = {
    "directive": r"^(?:```|~~~|:::)+ ?\{",
    "role": r"\{[a-z]+(?::[a-z]+)*\}`",
    "target": r"^\([\w-]+\)=$",
    "equation label": r"\$\$ *\([\w-]+\)$",
    "latex environment": r"^\\begin\{",
    "substitution": r"\{\{.*\}\}",
}


def cells(file: Path, kind: str) -> list[str]:
    notebook = nbformat.read(file, as_version=4)
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def text_of(file: Path) -> str:
    return "\n\n".join(cells(file, "markdown")) if file.suffix == ".ipynb" else file.read_text()


def without_code(markdown: str) -> str:
    """Drop fenced code and inline code, but for the text of a role."""
    code = r"^```.*?^```|(?<!\})`[^`\n]*`(?!`)"
    return re.sub(code, "", markdown, flags=re.MULTILINE | re.DOTALL)


def headings(markdown: str) -> list[tuple[int, str]]:
    found = re.findall(r"^(#{1,6}) +(.+)$", without_code(markdown), flags=re.MULTILINE)
    return [(len(marks), text) for marks, text in found]


def outline_faults(markdown: str) -> list[str]:
    """Return where the headings do not form an outline under one title."""
    levels = [level for level, _ in headings(markdown)]
    faults = [] if levels[:1] == [1] else ["does not begin with a title"]
    faults += ["has a second title"] * (levels.count(1) > 1)
    pairs = itertools.pairwise(levels)
    return faults + [f"jumps from level {a} to {b}" for a, b in pairs if b > a + 1]


def specific_markup(markdown: str) -> list[str]:
    text = without_code(markdown)
    directives = re.findall(FRONT_END_SPECIFIC["directive"], markdown, flags=re.MULTILINE)
    return ["directive"] * bool(directives) + [
        name
        for name, pattern in FRONT_END_SPECIFIC.items()
        if name != "directive" and re.search(pattern, text, flags=re.MULTILINE)
    ]


def unshown_figures(code: str) -> list[int]:
    """Return the lines that show a figure past `show`, and so without alt text."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(without_magics(code)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("plt", "show"), ("plt", "savefig")}
    ]


@names
def test_stored_without_outputs(file):
    raw = json.loads(file.read_text("utf-8"))
    code = [cell for cell in raw["cells"] if cell["cell_type"] == "code"]
    assert code
    assert [c["id"] for c in code if c["outputs"] or c["execution_count"] is not None] == []


@names
def test_valid_notebook(file):
    nbformat.validate(nbformat.read(file, as_version=4))


def test_every_page_is_in_the_table_of_contents_once():
    toc = yaml.safe_load((CHAPTERS.parent / "_toc.yml").read_text())
    listed = [toc["root"], *(page["file"] for part in toc["parts"] for page in part["chapters"])]
    assert sorted(listed) == sorted(f"chapters/{file.stem}" for file in PAGES)


@page_names
def test_headings_form_an_outline(file):
    assert outline_faults(text_of(file)) == []


@page_names
def test_reads_well_in_every_front_end(file):
    assert specific_markup(text_of(file)) == []


@names
def test_first_code_cell_is_the_same_everywhere(file):
    assert cells(file, "code")[0] == cells(CHAPTERS / "intro.ipynb", "code")[0]


@names
def test_figures_are_shown_with_alt_text(file):
    assert [line for code in cells(file, "code") for line in unshown_figures(code)] == []


def reserved_colours(code: str) -> list[str]:
    """Return the colours of the course that a cell writes out instead of naming what has them."""
    styles = [*ACTIVATION_STYLE.values(), *INITIALISATION_STYLE.values()]
    reserved = {*(style["color"] for style in styles), *ROLE_COLOR.values(), GRADIENT_COLOR}
    return sorted(set(re.findall("#[0-9a-f]{6}", code.lower())) & reserved)


@names
def test_a_reserved_colour_is_taken_by_its_name(file):
    assert [colour for code in cells(file, "code") for colour in reserved_colours(code)] == []
    assert reserved_colours('ax.axhspan(1, 2, color="#D1541B")') == ["#d1541b"]


def minutes_on_the_map(landing: str) -> dict[str, int]:
    """Return how long each chapter takes, as the table of the landing page says."""
    rows = re.findall(r"\]\((ch\d+_\w+\.ipynb)\) \|.*\| (\d+) \|", landing)
    return {name: int(minutes) for name, minutes in rows}


def test_the_landing_page_gives_the_minutes_of_every_chapter():
    landing = text_of(CHAPTERS / "intro.ipynb")
    chapters = [file for file in NOTEBOOKS if file.name.startswith("ch")]
    asked = {f.name: int(re.search(r"About (\d+) minutes", text_of(f))[1]) for f in chapters}
    assert minutes_on_the_map(landing) == asked
    assert round(sum(asked.values()) / 60) == 13
    assert "about thirteen hours" in landing
    assert minutes_on_the_map(landing.replace("| 25 |", "| 26 |")) != asked


def test_every_source_is_cited():
    anchors = {
        text.lower() for level, text in headings(text_of(CHAPTERS / "references.md")) if level > 1
    }
    cited = {key for file in PAGES for key in re.findall(r"references\.md#(\w+)", text_of(file))}
    assert cited == anchors


@names
def test_runs_from_top_to_bottom_in_a_kernel(file):
    """Figures are drawn, those with controls follow them, and nothing warns."""
    assert ran(file)[1] == []


@pytest.mark.parametrize(
    ("markdown", "fault"),
    [
        ("## No title", "does not begin with a title"),
        ("# A\n\n# B", "has a second title"),
        ("# A\n\n### B", "jumps from level 1 to 3"),
    ],
)
def test_a_broken_outline_is_seen(markdown, fault):
    assert fault in outline_faults(markdown)


@pytest.mark.parametrize(
    ("markdown", "fault"),
    [
        ("```{note}\nx\n```", "directive"),
        (":::{note}\nx\n:::", "directive"),
        ("see {ref}`a`", "role"),
        ("(here)=\n# A", "target"),
        ("$$ x $$ (label)", "equation label"),
        ("\\begin{align}x\\end{align}", "latex environment"),
        ("{{ name }}", "substitution"),
    ],
)
def test_markup_of_one_front_end_is_seen(markdown, fault):
    assert specific_markup(markdown) == [fault]


def test_code_and_plain_formulas_are_no_markup_of_one_front_end():
    assert specific_markup("`{ref}`x` and\n\n```python\nd = {{}}\n```\n\n$$ x \\tag{1} $$") == []


def test_a_figure_past_show_is_seen():
    assert unshown_figures("%pip install x\nplt.plot()\nplt.show()") == [3]
