"""Mutants of chapter 11 that are right programs."""

from equivalent_mutants.reasons import NOT_ADMITTED, VECTOR

EQUIVALENT = {
    "ch11.sample_loss": {
        "a shift of all outputs changes no probability": [
            "line 2: … -> … + 0.001",
            "argument 0 a little larger",
        ],
        "a loss is not negative": [
            "line 3: np.log(np.sum(np.exp(shifted)))… -> abs(…",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        "the exponentials lie between 0 and 1, and one of them is 1": [
            "line 3: np.sum(np.exp(shifted)) -> abs(…",
            "line 3: np.exp(shifted) -> np.clip(…, -1, 1)",
        ],
        VECTOR: ["argument 0 turned over", "argument 0 filled by columns"],
        "no difference from the largest is above 0": [
            "line 5: min(logits[k] - max(logits), 0.0) -> logits[k] - max(logits)",
            "line 5: 0.0 -> 1…",
        ],
        NOT_ADMITTED: ["line 3: c -> abs(c)", "wrong where argument 1 is negative…"],
    },
}
