"""Mutants of chapter 13 that are right programs."""

from equivalent_mutants.reasons import EITHER_SIGN, NOT_ADMITTED, VECTOR

EQUIVALENT = {
    "ch13.relu_jacobian": {
        VECTOR: [
            "line 2: x… -> ….T",
            "line 2: b1 -> b1.T",
            "line 3: relu(z1)… -> ….T",
            "line 3: b2 -> b2.T",
            "line …: z… -> z….T",
            "argument … turned over",
            "argument … filled by columns",
        ],
        EITHER_SIGN: [
            "line 3: relu(z1) @ W2 + b2 -> 2 * …",
            "line 3: relu(z1) @ W2 + b2 -> np.clip(…, -1, 1)",
            "line …: z… -> 2 * z…",
            "line …: z… -> np.clip(z…, -1, 1)",
        ],
        "a gate is 0 or 1": [
            "line …: (z… > 0)[:, None] -> abs(…",
            "line …: (z… > 0)[:, None] -> np.clip(…, -1, 1)",
        ],
        "an output of a ReLU is not negative": ["line 3: relu(z1) -> abs(…"],
        "the last axis of two is axis 1": ["line 4: 1 -> -1"],
    },
    "ch13.moment": {
        "depth and k are not negative": ["line 2: … -> abs(…"],
        "the quotient is rounded down": ["… -> math.comb((depth + 1) * k, k) + 0.001"],
        NOT_ADMITTED: [
            "wrong where argument … is negative…",
            "wrong where argument 0 is 0 somewhere",
            "wrong where argument 0 is small",
            "wrong where argument … is large somewhere",
            "line 3: k == 0 -> k <= 0",
            "line 6: pieces == 1 -> pieces <= 1",
        ],
    },
}
