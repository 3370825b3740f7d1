"""Mutants of chapter 12 that are right programs."""

from equivalent_mutants.reasons import NOT_ADMITTED

EQUIVALENT = {
    "ch12.chi": {
        "the steps are more than the slowest case needs, from any start but 0": [
            "line 4: for _ in range(200): -> for _ in list(range(200))[:-1]:",
            "line 4: for _ in range(200): -> for _ in list(range(200))[1:]:",
            "line 4: range(200) -> np.clip(range(200), …",
            "line 4: 200 -> …",
            "line 3: 1.0 -> 2.0",
            "line 3: 1.0 -> 0.5",
        ],
        "slopes and activations are squared": [
            "line 6: 1 - np.tanh(np.sqrt(q) * u) ** 2 -> np.tanh(np.sqrt(q) * u) ** 2 - 1",
            "line …: … -> -…",
            "line …: … -> abs(…",
        ],
        "tanh, its slope and their means lie between -1 and 1": ["line …: … -> np.clip(…, -1, 1)"],
        "a product of two vectors": ["line …: density @ … -> … @ density"],
        "chi lies between 0 and 9": [
            "answer 0 without its sign",
            "answer 0 kept in [-100, 100]",
            "answer 0 never negative",
        ],
        NOT_ADMITTED: [
            "argument … without its sign",
            "argument … kept in [-100, 100]",
            "argument … never negative",
            "wrong where argument … is negative…",
            "wrong where argument 0 is 0 somewhere",
            "wrong where argument … is large somewhere",
        ],
    },
}
