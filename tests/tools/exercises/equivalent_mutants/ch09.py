"""Mutants of chapter 9 that are right programs."""

from equivalent_mutants.reasons import NOT_ADMITTED

EQUIVALENT = {
    "ch09.relative_variance": {
        "every factor is above 1": [
            "line 4: … -> abs(…",
            "line 5: … -> abs(…",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        NOT_ADMITTED: [
            "wrong where argument 0 is negative…",
            "wrong where argument 0 is 0 somewhere",
            "wrong where argument 0 is small",
            "wrong where argument 0 has one row",
        ],
    },
    "ch09.angle_after": {
        "an angle from 0 to pi, its sine and the next cosine are not negative": [
            "line 3: … -> abs(…",
            "line 4: … -> abs(…",
            "line 5: angle -> abs(angle)",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        "a sine or cosine lies between -1 and 1": ["… -> np.clip(…, -1, 1)"],
        "a cosine does not depend on the sign": ["line 3: angle -> -angle"],
        "no more layers than there are": ["line 2: range(depth) -> np.clip(range(depth), …"],
        "a number of layers is not negative": ["line 2: depth -> abs(depth)"],
        "this formula's rounding never carries the cosine above 1": [
            "line 4: min(c, 1.0) -> c",
            "line 4: 1.0 -> 2.0",
            "line 6: min(1.0, cosine) -> cosine",
            "line 6: 1.0 -> 2.0",
        ],
        "another name of the same function": [
            "line 4: np.arccos(min(c, 1.0)) -> np.acos(min(c, 1.0))",
            "line 6: math.acos(min(1.0, cosine)) -> np.arccos(min(1.0, cosine))",
        ],
        "no angle is larger than pi": ["answer 0 kept in [-100, 100]"],
        NOT_ADMITTED: [
            "argument 0 without its sign",
            "argument 0 kept in [-100, 100]",
            "argument 0 never negative",
            "wrong where argument 0 is negative…",
            "wrong where argument 0 is large somewhere",
            "wrong where argument 1 is negative…",
            "line 3: depth == 0 -> depth <= 0",
        ],
    },
}
