"""Mutants of chapter 1 that are right programs."""

from equivalent_mutants.reasons import EITHER_SIGN

EQUIVALENT = {
    "ch01.relu_neuron_gradients": {
        "behind a closed gate a does not count, and before an open one it is z": [
            "line 3: max(z, 0) -> …",
            "line 3: z -> abs(z)",
            "line 3: 0 -> -1",
            "line 4: a -> z",
            "line 4: a -> abs(a)",
        ],
        EITHER_SIGN: ["line 4: z -> a", "line 4: z -> 2 * z", "line 4: z -> np.clip(z, -1, 1)"],
    },
    "ch01.is_dead": {
        "NumPy's True is read as True": ["line 2: bool(np.all(z <= 0)) -> np.all(z <= 0)"],
        "bool makes the same of it": ["line 2: np.all(z <= 0) -> …"],
        EITHER_SIGN: [
            "line 2: z -> 2 * z",
            "line 2: z -> np.clip(z, -1, 1)",
            "argument 0 doubled",
            "argument 0 kept in …",
            "argument 0 never negative",
            "argument 0 a little longer",
        ],
        "the order of the samples does not count": [
            "argument 0 turned over",
            "argument 0 filled by columns",
            "argument 0 backwards",
            "argument 0 with its rows backwards",
            "argument 0 in order",
        ],
    },
}
