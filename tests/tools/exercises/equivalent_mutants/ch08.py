"""Mutants of chapter 8 that are right programs."""

from equivalent_mutants.reasons import NOT_ADMITTED

EQUIVALENT = {
    "ch08.he_std": {
        "all that stands under the root is positive": [
            "line 2: 2 / ((1 + slope ** 2) * fan_in) -> abs(…",
            "line 2: (1 + slope ** 2) * fan_in -> abs(…",
            "line 2: 1 + slope ** 2 -> abs(…",
            "line 2: fan_in -> abs(fan_in)",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        "the largest answer is the square root of 2": ["answer 0 kept in [-100, 100]"],
        "the slope is squared": [
            "line 2: slope -> -slope",
            "line 2: slope -> abs(slope)",
            "argument 1 negated",
            "argument 1 without its sign",
        ],
        NOT_ADMITTED: [
            "wrong where argument 0 is negative…",
            "wrong where argument 0 is 0 somewhere",
            "wrong where argument 0 is small",
        ],
    },
}
