"""Mutants of chapter 14 that are right programs."""

EQUIVALENT = {
    "ch14.per_sample": {
        "a square has no sign": [
            "line 2: dZ -> -dZ",
            "line 2: … -> abs(…",
            "argument 0 negated",
            "argument 0 without its sign",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        "a mean does not ask for the order": [
            "line 2: … -> ….T",
            "argument 0 filled by columns",
            "argument 0 backwards",
            "argument 0 with its rows backwards",
            "argument 0 in order",
        ],
        "only its length is read": [
            "line 2: dZ -> 2 * dZ",
            "line 2: dZ -> dZ + 0.001",
            "line 2: dZ -> np.clip(…",
        ],
    },
}
