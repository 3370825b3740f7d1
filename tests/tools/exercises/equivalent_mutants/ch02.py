"""Mutants of chapter 2 that are right programs."""

from equivalent_mutants.reasons import NOT_ADMITTED

EQUIVALENT = {
    "ch02.sigmoid_step": {
        "an output of a sigmoid lies between 0 and 1": [
            "line 2: 1 / (1 + np.exp(-(w * x + b))) -> abs(…",
            "line 2: 1 / (1 + np.exp(-(w * x + b))) -> np.clip(…, -1, 1)",
            "line 2: 1 + np.exp(-(w * x + b)) -> abs(…",
            "line 3: a -> abs(a)",
            "line 3: a -> np.clip(a, -1, 1)",
            "line 3: 1 - a -> abs(…",
            "line 3: 1 - a -> np.clip(…, -1, 1)",
        ],
        "both branches agree at 0": ["line 4: w * x + b >= 0 -> w * x + b > 0"],
        NOT_ADMITTED: [
            "line 4: eta -> abs(eta)",
            "argument 4 without its sign",
            "argument 4 never negative",
            "wrong where argument 4 is negative…",
        ],
    },
    "ch02.cross_entropy": {
        "a cross-entropy is not negative": [
            "… - y * z -> abs(…",
            "line 2: np.logaddexp(0.0, z) -> abs(…",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        NOT_ADMITTED: [
            "line 2: y -> abs(y)",
            "line 2: y -> np.clip(y, -1, 1)",
            "argument 1 without its sign",
            "argument 1 kept in [-…",
            "argument 1 never negative",
            "wrong where argument 1 is negative…",
            "wrong where argument 1 is large somewhere",
        ],
    },
}
