"""Mutants of chapter 5 that are right programs."""

from equivalent_mutants.reasons import ONLY_SHAPE

EQUIVALENT = {
    "ch05.whole_jacobian": {
        ONLY_SHAPE: ["line 2: slopes -> …"],
        "a number of samples or units is not negative": [
            "line 3: m -> abs(m)",
            "line 3: n -> abs(n)",
        ],
    },
    "ch05.stable_tanh": {
        "d lies between -1 and 0": [
            "line 2: np.expm1(-2 * abs(z)) -> np.clip(…, -1, 1)",
            "line 3: d -> np.clip(d, -1, 1)",
            "line 3: -d -> …",
            "line 3: 2 + d -> abs(…",
        ],
        "tanh lies between -1 and 1": [
            "line 3: np.sign(z) * -d… -> np.clip(…, -1, 1)",
            "answer 0 kept in [-…",
        ],
        "beyond 100 tanh is 1 to the last digit": ["argument 0 kept in [-100, 100]"],
        "only the sign counts": [
            "line 3: z -> 2 * z",
            "line 3: z -> np.clip(z, -1, 1)",
            "line 3: np.sign(z) -> np.clip(…, -1, 1)",
        ],
        "only the size counts": ["line 2: z -> -z"],
        "expm1 is as good on the other side, where it does not overflow": ["line 3: 0 -> -1"],
    },
    "ch05.unit_rows": {
        "an entry is not larger than the length of its row": [
            "line 3: Z / length -> np.clip(…, -1, 1)",
            "line 4: A -> np.clip(A, -1, 1)",
        ],
        "the output stands in the formula twice, so that its sign does not count": [
            "line 3: Z / length -> -(Z / length)",
            "line 3: Z -> -Z",
            "line 3: length -> -length",
            "argument 0 negated",
        ],
        "a length is not negative": [
            "line 2: np.sum(Z ** 2, …) -> abs(…",
            "line 3: length -> abs(length)",
            "line 4: length -> abs(length)",
        ],
        "the entries are squared": ["line 2: Z -> -Z", "line 2: Z -> abs(Z)"],
        "the last axis of two is axis 1": ["line 2: 1 -> -1", "line 4: 1 -> -1"],
        "the matrix is symmetric": ["line 7: dA[i] @ jacobian -> jacobian @ dA[i]"],
        ONLY_SHAPE: ["line 3: Z -> dA", "line 4: Z -> d…", "line 6: Z -> d…"],
    },
}
