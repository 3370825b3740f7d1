"""The exercises of a page as JSON, from which its script judges answers as the checker does."""

import hashlib
import json
import string
from collections.abc import Iterable

import numpy as np

from tools.exercises.checker import Exercise, Outcome, Target
from tools.exercises.words import SENTENCES

# In a notebook there are dots to be replaced, on a page there are fields.
ON_A_PAGE = {"empty": "Still empty: {names}."}

# Turned by half of the alphabet, which checker.js undoes: nobody who glances at the source of a
# page reads the answers there. It is no secret, and costs nothing when the page is compressed.
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
VEIL = str.maketrans(ALPHABET, ALPHABET[31:] + ALPHABET[:31])


def table(exercises: Iterable[Exercise]) -> str:
    """Return the JSON of the exercises of a page, with all strings veiled."""
    said = {outcome.name: outcome.value for outcome in Outcome}
    content = {
        "words": {"outcomes": said, "sentences": SENTENCES | ON_A_PAGE},
        "exercises": {exercise.id: entry(exercise) for exercise in exercises},
    }
    text = json.dumps(_veiled(content), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")  # which could end the script element that holds it


def entry(exercise: Exercise) -> dict:
    """Return what is needed to judge answers to an exercise; its values are strings."""
    judged = {
        "names": list(exercise.names),
        "shapes": [list(np.shape(value)) for value in exercise.answer],
        "right": exercise.right,
        "answer": [_entries(target) for target in exercise.targets],
        "mistakes": [
            [mistake.hint, [_entries(target) for target in targets], mistake.name]
            for mistake, targets in zip(exercise.mistakes, exercise.mistaken, strict=True)
        ],
    }
    declared = json.dumps([exercise.title, exercise.statement, judged])
    return {"version": hashlib.sha256(declared.encode()).hexdigest()[:8], **judged}


def _entries(target: Target | None) -> list[list[str]] | None:
    """Return value and tolerance for each entry of an answer; a truth value has no tolerance."""
    if target is None:
        return None
    if isinstance(target.value, bool):
        return [[str(target.value)]]
    pairs = zip(np.ravel(target.value), np.ravel(target.tolerance), strict=True)
    return [[_exact(value), _exact(tolerance)] for value, tolerance in pairs]


def _exact(number: float) -> str:
    """Write a number so that a script reads the very same."""
    return repr(float(number)).removesuffix(".0")


def _veiled(content: object) -> object:
    """Veil every string that is no key."""
    if isinstance(content, dict):
        return {key: _veiled(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_veiled(value) for value in content]
    return content.translate(VEIL) if isinstance(content, str) else content
