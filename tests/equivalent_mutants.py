"""Mutants that nothing can tell from the right program, by exercise, each with the reason.

The three dots stand for anything. A row that no mutant needs any more fails a test.
"""

# The same holds in every exercise.
ANYWHERE = {
    "a length is not negative": ["… -> abs(len(…"],
    "a root, an exponential, a square and a size are not negative": [
        "… -> abs(np.sqrt(…",
        "…: np.exp(… -> abs(np.exp(…",
        "… ** 2 -> abs(… ** 2)",
        "… -> abs(abs(…",
    ],
    "an identity is symmetric and holds zeros and ones": [
        "…: np.eye(…) -> np.eye(…).T",
        "…: np.eye(…) -> abs(np.eye(…",
        "…: np.eye(…) -> np.clip(np.eye(…, -1, 1)",
    ],
}

ONLY_SHAPE = "only its shape is read, and the other array has the same"
NOT_ADMITTED = "the statement does not admit it"
EITHER_SIGN = "only whether it is above 0 counts"
VECTOR = "a vector is its own transpose"

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
    "ch02.sigmoid_step": {
        "an output of a sigmoid lies between 0 and 1": [
            "line 2: 1 / (1 + np.exp(-(w * x + b))) -> abs(…",
            "line 2: 1 / (1 + np.exp(-(w * x + b))) -> np.clip(…, -1, 1)",
            "line 2: 1 + np.exp(-(w * x + b)) -> abs(…",
            "line 3: a -> abs(a)",
            "line 3: a -> np.clip(a, -1, 1)",
            "line 3: 1 - a -> abs(…",
            "line 3: 1 - a -> np.clip(…, -1, 1)",
        ],
        "both branches agree at 0": ["line 4: w * x + b >= 0 -> w * x + b > 0"],
        NOT_ADMITTED: [
            "line 4: eta -> abs(eta)",
            "argument 4 without its sign",
            "argument 4 never negative",
            "wrong where argument 4 is negative…",
        ],
    },
    "ch02.cross_entropy": {
        "a cross-entropy is not negative": [
            "… - y * z -> abs(…",
            "line 2: np.logaddexp(0.0, z) -> abs(…",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        NOT_ADMITTED: [
            "line 2: y -> abs(y)",
            "line 2: y -> np.clip(y, -1, 1)",
            "argument 1 without its sign",
            "argument 1 kept in [-…",
            "argument 1 never negative",
            "wrong where argument 1 is negative…",
            "wrong where argument 1 is large somewhere",
        ],
    },
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
    "ch04.previous_dz": {
        "an output of a sigmoid lies between 0 and 1": [
            "line 3: A -> abs(A)",
            "line 3: A -> np.clip(A, -1, 1)",
            "line 3: 1 - A -> abs(…",
            "line 3: 1 - A -> np.clip(…, -1, 1)",
        ],
        ONLY_SHAPE: ["line 3: dZ -> A"],
        NOT_ADMITTED: [
            "wrong where argument 1 is not square",
            "wrong where argument 1 is tall",
            "wrong where argument 1 is wide",
            "argument 2 without its sign",
            "argument 2 kept in [-…",
            "argument 2 never negative",
            "wrong where argument 2 is 0 somewhere",
            "wrong where argument 2 is negative…",
            "wrong where argument 2 is large somewhere",
        ],
    },
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
    "ch06.missing_transpose": {
        VECTOR: [
            "line 4: dZ.sum(axis=0) -> dZ.sum(axis=0).T",
            "line 5: … -> ….T",
            "answer 0 turned over",
            "answer 0 filled by columns",
        ],
        "the last axis of two is axis 1": ["line 4: 1 -> -1"],
        ONLY_SHAPE: ["line 4: W -> dZ"],
    },
    "ch06.tied_weights": {
        "the two terms change places": ["arguments 0 and 2 swapped"],
        "the last axis of two is axis 1": ["line 4: 1 -> -1"],
        ONLY_SHAPE: ["line 3: A -> dZ"],
    },
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
    "ch08.he_std": {
        "all that stands under the root is positive": [
            "line 2: 2 / ((1 + slope ** 2) * fan_in) -> abs(…",
            "line 2: (1 + slope ** 2) * fan_in -> abs(…",
            "line 2: 1 + slope ** 2 -> abs(…",
            "line 2: fan_in -> abs(fan_in)",
            "answer 0 without its sign",
            "answer 0 never negative",
        ],
        "the largest answer is the square root of 2": ["answer 0 kept in [-100, 100]"],
        "the slope is squared": [
            "line 2: slope -> -slope",
            "line 2: slope -> abs(slope)",
            "argument 1 negated",
            "argument 1 without its sign",
        ],
        NOT_ADMITTED: [
            "wrong where argument 0 is negative…",
            "wrong where argument 0 is 0 somewhere",
            "wrong where argument 0 is small",
        ],
    },
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
