"""Mutants of chapter 7 that are right programs."""

from equivalent_mutants.reasons import EITHER_SIGN, NOT_ADMITTED, ONLY_SHAPE, VECTOR

EQUIVALENT = {
    "ch07.hidden_gradient": {
        EITHER_SIGN: [
            "line 2: Z1 -> 2 * Z1",
            "line 2: Z1 -> np.clip(Z1, -1, 1)",
            "argument 0 doubled",
            "argument 0 kept in [-…",
            "argument 0 never negative",
            "argument 0 a little longer",
        ],
        "a product of two vectors": ["line 8: W2[p] @ dZ2[i] -> dZ2[i] @ W2[p]"],
    },
    "ch07.mean_gradients": {
        ONLY_SHAPE: [
            "line 3: X -> Y",
            "line 2: X -> Y",
            "line 2: X -> 2 * X",
            "line 2: X -> -X",
            "line 2: X -> abs(X)",
            "line 2: X -> X + 0.001",
            "line 2: X -> np.clip(X, …",
        ],
        VECTOR: [
            "line 3: dZ.sum(axis=0) -> dZ.sum(axis=0).T",
            "line 2: b -> b.T",
            "answer 1 turned over",
            "answer 1 filled by columns",
            "argument 2 turned over",
            "argument 2 filled by columns",
        ],
    },
    "ch07.two_layer_step": {
        "an output of a ReLU is not negative": [
            "line 3: relu(Z1) -> abs(…",
            "line 4: A1 -> abs(A1)",
            "line 6: A1 -> abs(A1)",
            "line 6: A1.T -> abs(A1.T)",
            "line 6: eta * A1.T -> abs(…",
        ],
        EITHER_SIGN: [
            "line 5: Z1 -> A1",
            "line 5: Z1 -> 2 * Z1",
            "line 5: Z1 -> np.clip(Z1, -1, 1)",
        ],
        "at 0 both are 0": ["line 6: z > 0 -> z >= 0"],
        "a is above 0 where z is": ["line 9: z -> a"],
        NOT_ADMITTED: [
            "line 6: eta -> abs(eta)",
            "argument 4 without its sign",
            "argument 4 never negative",
            "wrong where argument 4 is negative…",
        ],
    },
}
