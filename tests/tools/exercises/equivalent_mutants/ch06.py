"""Mutants of chapter 6 that are right programs."""

from equivalent_mutants.reasons import ONLY_SHAPE, VECTOR

EQUIVALENT = {
    "ch06.missing_transpose": {
        VECTOR: [
            "line 4: dZ.sum(axis=0) -> dZ.sum(axis=0).T",
            "line 5: … -> ….T",
            "answer 0 turned over",
            "answer 0 filled by columns",
        ],
        "the last axis of two is axis 1": ["line 4: 1 -> -1"],
        ONLY_SHAPE: ["line 4: W -> dZ"],
    },
    "ch06.tied_weights": {
        "the two terms change places": ["arguments 0 and 2 swapped"],
        "the last axis of two is axis 1": ["line 4: 1 -> -1"],
        ONLY_SHAPE: ["line 3: A -> dZ"],
    },
}
