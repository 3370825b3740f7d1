"""Mutants that nothing can tell from the right program, by exercise, each with the reason.

The three dots stand for anything. A row that no mutant needs any more fails a test.
"""

from equivalent_mutants import (
    ch01,
    ch02,
    ch03,
    ch04,
    ch05,
    ch06,
    ch07,
    ch08,
    ch09,
    ch10,
    ch11,
    ch12,
    ch13,
)

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

_CHAPTERS = (ch01, ch02, ch03, ch04, ch05, ch06, ch07, ch08, ch09, ch10, ch11, ch12, ch13)

EQUIVALENT = {id_: rows for chapter in _CHAPTERS for id_, rows in chapter.EQUIVALENT.items()}
