"""Mutants that nothing can tell from the right program, by exercise, each with the reason.

The three dots stand for anything. A row that no mutant needs any more fails a test.
"""

from importlib import import_module

from tools.exercises import EXERCISES

# The same holds in every exercise.
ANYWHERE = {
    "a length is not negative": ["… -> abs(len(…"],
    "a root, an exponential, a square and a size are not negative": [
        "… -> abs(np.sqrt(…",
        "…: np.exp(… -> abs(np.exp(…",
        "… ** 2 -> abs(… ** 2)",
        "… -> abs(abs(…",
    ],
    "an identity is symmetric and holds zeros and ones": [
        "…: np.eye(…) -> np.eye(…).T",
        "…: np.eye(…) -> abs(np.eye(…",
        "…: np.eye(…) -> np.clip(np.eye(…, -1, 1)",
    ],
}

_CHAPTERS = sorted({id_.partition(".")[0] for id_ in EXERCISES})

EQUIVALENT = {
    id_: rows
    for chapter in _CHAPTERS
    for id_, rows in import_module(f"{__name__}.{chapter}").EQUIVALENT.items()
}
