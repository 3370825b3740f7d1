"""Mutants of chapter 4 that are right programs."""

from equivalent_mutants.reasons import NOT_ADMITTED, ONLY_SHAPE

EQUIVALENT = {
    "ch04.previous_dz": {
        "an output of a sigmoid lies between 0 and 1": [
            "line 3: A -> abs(A)",
            "line 3: A -> np.clip(A, -1, 1)",
            "line 3: 1 - A -> abs(…",
            "line 3: 1 - A -> np.clip(…, -1, 1)",
        ],
        ONLY_SHAPE: ["line 3: dZ -> A"],
        NOT_ADMITTED: [
            "wrong where argument 1 is not square",
            "wrong where argument 1 is tall",
            "wrong where argument 1 is wide",
            "argument 2 without its sign",
            "argument 2 kept in [-…",
            "argument 2 never negative",
            "wrong where argument 2 is 0 somewhere",
            "wrong where argument 2 is negative…",
            "wrong where argument 2 is large somewhere",
        ],
    },
}
