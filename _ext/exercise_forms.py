"""What stands on a page in place of an exercise's answer cell: a form, or the way to a notebook.

The notebooks stay as they are; this changes what Sphinx gets of them.
"""

import html
import json
import re

import numpy as np
from sphinx.application import Sphinx

import course
import exercise_tables
from tools.exercises import EXERCISES
from tools.exercises.checker import Exercise

CHECK = re.compile(r'^check\("([^"]+)", ', re.MULTILINE)
PREDICTION = re.compile(r'^<div class="predict">$', re.MULTILINE)

# The notebooks tell how to use the cells, which a page does not have.
INTRODUCTION = re.compile(r"(?<=^## Exercises\n\n).+(?=\n?)", re.MULTILINE)
OF_CELLS = re.compile(r"\b(cell|kernel)\b")
HOW_TO = (
    "Type your answers and press *Check*. They may be written as `1/24`, `5^19`, `2e-28`, "
    "`24*ln(2)`, `sqrt(2/512)` or `12 %`."
)


def put_forms(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put a form or a way to the notebook where a cell checks an answer."""
    if docname not in app.course_chapters:
        return
    notebook = json.loads(source[0])
    ids, predictions = [], 0
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            predictions += len(PREDICTION.findall(text))
            cell["source"] = INTRODUCTION.sub(introduction, text)
        elif found := CHECK.search(text):
            ids.append(found[1])
            way = way_to_notebook(app, docname)
            put_in_place(cell, EXERCISES[found[1]], way, is_live=app.course_is_live)
    questions = {"predictions": predictions, "exercises": len(ids)}
    app.env.metadata[docname] |= {"questions": questions, "exercise_ids": ids}
    source[0] = json.dumps(notebook)


def introduction(found: re.Match) -> str:
    """Say how the forms are used, and leave out what is said about cells."""
    sentences = re.split(r"(?<=\.) ", found[0])
    return " ".join([HOW_TO, *(said for said in sentences if not OF_CELLS.search(said))])


def put_in_place(cell: dict, exercise: Exercise, way: str, *, is_live: bool) -> None:
    """Show a form in place of a cell; below one that is a program, where it can be checked."""
    if callable(exercise.answer):
        words = f"A page cannot run your program. Write and check it {way}."
        if is_live:
            words = f"Change the cell (✎) and run it (▶): it is checked here. Or write it {way}."
        shown = f'<p class="elsewhere">{words}</p>'
    else:
        cell["metadata"].setdefault("tags", []).append("remove-input")
        shown = form(exercise, way)
    cell["outputs"] = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": shown}}
    ]


def way_to_notebook(app: Sphinx, docname: str) -> str:
    """Return links to where the cells of a page run, as the end of a sentence."""
    up = "../" * docname.count("/")
    download = f'in <a href="{up}_sources/{docname}.ipynb" download>the notebook</a>'
    colab = course.colab_url(app.config, docname)
    return f'on <a href="{html.escape(colab)}">Colab</a> or {download}' if colab else download


def form(exercise: Exercise, way: str) -> str:
    """Return the form of an exercise whose answers are values."""
    answers = zip(exercise.names, exercise.answer, strict=True)
    fields = "".join(field(f"{exercise.id}-{name}", name, value) for name, value in answers)
    return (
        f'<form class="exercise" data-exercise="{exercise.id}" data-state="open" '
        f'aria-label="Answer: {html.escape(exercise.title)}">{fields}'
        '<button type="submit">Check</button><div class="verdict" role="status"></div></form>'
        '<p class="elsewhere without-script">To check an answer, this page needs JavaScript. '
        f"You can also check it {way}.</p>"
    )


def field(place: str, name: str, value: object) -> str:
    """Return what an answer is typed into, or chosen with, as `value` is."""
    if isinstance(value, (bool, np.bool_)):
        group = f'role="radiogroup" data-name="{name}"'
        entries = "".join(choice(place, word) for word in ("True", "False"))
    elif np.ndim(value) == 0:
        label, labelled = f'<label for="{place}"><code>{name}</code></label>', f'id="{place}"'
        return f'<div class="answer">{label}{text_field(name, labelled)}</div>'
    else:
        group = f'role="group" style="--columns: {np.shape(value)[-1]}"'
        indices = (", ".join(map(str, index)) for index in np.ndindex(np.shape(value)))
        labels = (f'aria-label="{name}[{index}]"' for index in indices)
        entries = "".join(text_field(name, label) for label in labels)
    return (
        f'<div class="answer"><code id="{place}">{name}</code>'
        f'<div class="entries" {group} aria-labelledby="{place}">{entries}</div></div>'
    )


def choice(place: str, word: str) -> str:
    """Return one of the choices for an answer."""
    return f'<label><input type="radio" name="{place}" value="{word}">{word}</label>'


def text_field(name: str, attribute: str) -> str:
    """Return a field that leaves what is typed as it is."""
    return (
        f'<input {attribute} data-name="{name}" type="text" maxlength="200" autocomplete="off" '
        'autocapitalize="none" spellcheck="false">'
    )


def add_table(app: Sphinx, pagename: str, _template: str, context: dict, _doctree: object) -> None:
    """Give the template the table from which the script of a page judges, where it has forms."""
    ids = app.env.metadata[pagename].get("exercise_ids", []) if pagename in app.env.metadata else []
    values = [EXERCISES[id_] for id_ in ids if not callable(EXERCISES[id_].answer)]
    if values:
        context["exercise_table"] = exercise_tables.table(values)


def setup(app: Sphinx) -> dict:
    """Register the steps; the outputs are put into the notebooks before the forms."""
    app.connect("source-read", put_forms, priority=600)
    app.connect("html-page-context", add_table)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
