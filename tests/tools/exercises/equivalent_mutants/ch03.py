"""Mutants of chapter 3 that are right programs."""

from equivalent_mutants.reasons import EITHER_SIGN, VECTOR

EQUIVALENT = {
    "ch03.chain_gradients": {
        "an output of a ReLU is not negative": [
            "line 5: w * a[-1] if w * a[-1] > 0 else 0.0 -> abs(…",
            "line 5: w * a[-1] -> abs(…",
            "line 6: a[-1] -> abs(…",
        ],
        "at 0 both are 0": ["line 5: w * a[-1] > 0 -> w * a[-1] >= 0"],
        "before an open gate the weight and what enters have one sign": [
            "line 11: w -> abs(w)",
            "line 5: w * a[-1] -> w / a[-1]",
        ],
        EITHER_SIGN: [
            "line 5: … -> 2 * …",
            "line 5: … -> np.clip(…, -1, 1)",
            "line 8: … -> 2 * …",
            "line 8: … -> np.clip(…, -1, 1)",
        ],
        "a list that is repeated has the same ends": ["line 6: a -> 2 * a", "line 7: a… -> 2 * a…"],
        "-1 lies between -1 and 1": ["line …: -1 -> np.clip(-1, -1, 1)"],
        "a closed gate hides what differs": ["line 7: a -> z"],
        "every entry is written later": ["line 6: np.zeros(len(weights)) -> np.ones(len(weights))"],
        "only its length is read, and the other has the same": [
            "line 6: weights -> z",
            "line 8: weights -> z",
            "line 8: weights -> d…",
        ],
        VECTOR: ["… turned over", "… filled by columns"],
    },
}
