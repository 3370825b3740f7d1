"""Mutants of chapter 10 that are right programs."""

from equivalent_mutants.reasons import ONLY_SHAPE

EQUIVALENT = {
    "ch10.rms_norm": {
        "the normalised row stands in the formula twice, so that its sign does not count": [
            "line 3: Z / r -> -(Z / r)",
            "line 3: Z -> -Z",
            "line 3: r -> -r",
            "argument 1 negated",
        ],
        "a root of a mean square is not negative": [
            "line 2: np.mean(Z ** 2, …) -> abs(…",
            "line 3: r -> abs(r)",
            "line 4: r -> abs(r)",
        ],
        "the entries are squared": ["line 2: Z -> -Z", "line 2: Z -> abs(Z)"],
        "the last axis of two is axis 1": ["line 2: 1 -> -1", "line 4: 1 -> -1"],
        "a product of two vectors": ["line 7: dN[i] @ Z[i] -> Z[i] @ dN[i]"],
        ONLY_SHAPE: ["line 3: Z -> dN"],
    },
}
