"""The exercises of chapter 6: the dense layer Z = A W + b and its gradients."""

from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, entries, sizes
from tools.exercises.checker import Exercise, Mistake

A = np.array([[1.0, 2, 0, -1], [0, 1, 3, 2], [2, -1, 1, 0]])  # the chapter's numbers
W = np.array([[1.0, -1], [0, 2], [2, 1], [-1, 0]])
DZ = np.array([[1.0, -1], [0, 2], [3, 0]])

JACOBIAN_SHAPE = Exercise(
    id="ch06.jacobian_shape",
    title="Which shape has it?",
    statement=(
        "A layer has 3 samples, 4 inputs and 2 units. Hand in the shape of the Jacobian of $Z$ "
        "with respect to $W$, in the order of this course, as four numbers. Exact values are "
        "wanted."
    ),
    names=("first", "second", "third", "fourth"),
    answer=(3, 2, 4, 2),
    right="First where it is seen, then what is moved.",
    mistakes=(
        Mistake(
            "the input's indices first",
            (4, 2, 3, 2),
            "all four are there. Whose indices stand first in this course?",
        ),
        Mistake(
            "the Jacobian with respect to A",
            (3, 2, 3, 4),
            "this is the Jacobian with respect to the input of the layer.",
        ),
        Mistake(
            "the derivative of A by W",
            (3, 4, 4, 2),
            "the first pair belongs to what goes into the layer. What comes out of it?",
        ),
        Mistake(
            "W stored as its transpose",
            (3, 2, 2, 4),
            "the last pair is turned. How many rows has W, if there is one for each input?",
        ),
        Mistake(
            "Z stored as its transpose",
            (2, 3, 4, 2),
            "the first pair is turned. Samples are rows.",
        ),
    ),
)

LIVING_ENTRIES = Exercise(
    id="ch06.living_entries",
    title="How much of it is alive?",
    statement=(
        "The layer of the classic set-up has 100 samples, 8 inputs and 4 units, and no entry of "
        "$A$ or $W$ is 0. How many entries of the Jacobian of $Z$ with respect to $W$ are not 0? "
        "And of the one with respect to $b$? And of the one with respect to $A$? Exact values are "
        "wanted."
    ),
    names=("by_weights", "by_biases", "by_inputs"),
    answer=(3200, 400, 3200),
    right="The first and the last are the products of the forward pass, one by one.",
    mistakes=(
        Mistake(
            "all entries",
            (12_800, 1600, 320_000),
            "these are the sizes. Count the pairs whose deltas are 1.",
        ),
        Mistake(
            "the deltas of an elementwise function",
            (32, 4, 800),
            "you let each input touch one output. A weight serves every sample, and an input "
            "every unit.",
        ),
        Mistake(
            "samples forgotten",
            (32, 4, 3200),
            "the last is right. Each weight and each bias is used once per sample.",
        ),
        Mistake(
            "units forgotten in the last",
            (3200, 400, 800),
            "the first two are right. Into how many units does one input go?",
        ),
        Mistake(
            "the biases by all units",
            (3200, 1600, 3200),
            "the second counts pairs of different units as well. There the delta is 0.",
        ),
    ),
)

_DB, _DW, _DA = DZ.sum(axis=0), A.T @ DZ, DZ @ W.T
_ASKED = tuple(map(float, (*_DB, _DW[3, 1], _DA[0, 1])))

COLUMN_SUMS = Exercise(
    id="ch06.column_sums",
    title="Another gradient arrives",
    statement=(
        "Take $A$ and $W$ of (6.2), and let another gradient arrive:\n"
        "\n"
        "$$ \\Delta = \\begin{pmatrix} 1 & -1 \\\\ 0 & 2 \\\\ 3 & 0 \\end{pmatrix}. $$\n"
        "\n"
        "Compute by hand $\\partial L/\\partial b_1$, $\\partial L/\\partial b_2$, $\\partial "
        "L/\\partial w_{42}$ and $\\partial L/\\partial a_{12}$. Exact values are wanted."
    ),
    names=("db_first", "db_second", "dw_last", "da_last"),
    answer=_ASKED,
    right="Columns for the biases, a column with a column for the weight, a row with a row.",
    mistakes=(
        Mistake(
            "row sums for the biases",
            (0.0, 2.0, None, None),
            "the first two are sums of rows. A bias belongs to a unit and serves all samples.",
        ),
        Mistake(
            "means for the biases",
            (4 / 3, 1 / 3, None, None),
            "the first two are means. Where a mean is meant, it stands in the loss.",
        ),
        Mistake(
            "the other unit for the weight",
            (*_ASKED[:2], float(_DW[3, 0]), None),
            "the third is what another column of the gradient gives. To which unit does the weight "
            "lead?",
        ),
        Mistake(
            "the other input for the weight",
            (*_ASKED[:2], float(_DW[1, 1]), None),
            "the third is what another column of A gives. From which input does the weight lead?",
        ),
        Mistake(
            "a product of matrices without the transpose of W",
            (*_ASKED[:3], float(DZ[0] @ W[:2, 1])),
            "the first three are right. The last needs a row of the gradient with a row of W.",
        ),
        Mistake(
            "only the first unit for the input",
            (*_ASKED[:3], 0.0),
            "the first three are right. The input goes into more than one unit.",
        ),
    ),
)


def _gradients(
    by_input: Callable = lambda _A, W, dZ: dZ @ W.T,
    by_weights: Callable = lambda A, _W, dZ: A.T @ dZ,
    by_biases: Callable = lambda _A, _W, dZ: dZ.sum(axis=0),
) -> Callable:
    """Make a backward pass that returns everything in one row."""

    def gradients(A: np.ndarray, W: np.ndarray, dZ: np.ndarray) -> np.ndarray:
        parts = [part(A, W, dZ) for part in (by_input, by_weights, by_biases)]
        return np.concatenate([part.ravel() for part in parts])

    return gradients


_rng = np.random.default_rng(6)


def _any_layer(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw A, W and dZ of a layer whose three sizes differ."""
    m, n_in, n_out = sizes(rng, 3)
    return entries(rng, m, n_in), entries(rng, n_in, n_out), entries(rng, m, n_out)


MISSING_TRANSPOSE = Exercise(
    id="ch06.missing_transpose",
    title="Find the missing transpose",
    statement=(
        "This backward pass was written for square layers with as many samples as units, where no "
        "shape complains. It runs, and it is wrong in more than one line.\n"
        "\n"
        "```\n"
        "def gradients(A, W, dZ):\n"
        "    dA = dZ @ W\n"
        "    dW = dZ.T @ A\n"
        "    db = dZ.sum(axis=1)\n"
        "    return np.concatenate([dA.ravel(), dW.ravel(), db])\n"
        "```\n"
        "\n"
        "Write it again, so that it is right for such layers and for all others: $A$ of shape $(m, "
        "n_{\\text{in}})$, $W$ of shape $(n_{\\text{in}}, n_{\\text{out}})$ and `dZ` of shape $(m, "
        "n_{\\text{out}})$, each number at least 1. Six significant digits are wanted."
    ),
    names=("gradients",),
    answer=_gradients(),
    right="Every sum runs over the index along which something is used again.",
    digits=6,
    # Square layers first, on which a forgotten transpose runs and can be named.
    cases=(
        *(tuple(_rng.integers(-4, 5, (3, k, k)).astype(float)) for k in (2, 3, 1, 4, 3)),
        *drawn(_any_layer, seed=11),
    ),
    mistakes=(
        Mistake(
            "all as it was",
            _gradients(
                lambda _A, W, dZ: dZ @ W,
                lambda A, _W, dZ: dZ.T @ A,
                lambda _A, _W, dZ: dZ.sum(axis=1),
            ),
            "all three lines are as they were. Which index is summed in each, and which should be?",
        ),
        Mistake(
            "dA without the transpose",
            _gradients(by_input=lambda _A, W, dZ: dZ @ W),
            "the gradient of the input still lacks something. Its sum runs over the units; which "
            "index of W are they?",
        ),
        Mistake(
            "dW transposed",
            _gradients(by_weights=lambda A, _W, dZ: dZ.T @ A),
            "the gradient of the weights has the right numbers in the wrong places.",
        ),
        Mistake(
            "dW without a transpose",
            _gradients(by_weights=lambda A, _W, dZ: A @ dZ),
            "the gradient of the weights sums over the wrong index. It should sum over samples.",
        ),
        Mistake(
            "dW in the other order",
            _gradients(by_weights=lambda A, _W, dZ: dZ @ A),
            "the gradient of the weights has its factors in the wrong order, and more.",
        ),
        Mistake(
            "db over units",
            _gradients(by_biases=lambda _A, _W, dZ: dZ.sum(axis=1)),
            "the gradient of the biases sums over the wrong index.",
        ),
        Mistake(
            "db as a mean",
            _gradients(by_biases=lambda _A, _W, dZ: dZ.mean(axis=0)),
            "a mean has come in at the biases, and nowhere else.",
        ),
        Mistake(
            "W transposed on the wrong side",
            _gradients(by_input=lambda _A, W, dZ: W.T @ dZ),
            "the gradient of the input has its factors in the wrong order.",
        ),
        Mistake(
            "dA without the transpose, db over units",
            _gradients(
                by_input=lambda _A, W, dZ: dZ @ W,
                by_biases=lambda _A, _W, dZ: dZ.sum(axis=1),
            ),
            "the weights are right now. The other two lines are not.",
        ),
        Mistake(
            "dW transposed, db over units",
            _gradients(
                by_weights=lambda A, _W, dZ: dZ.T @ A,
                by_biases=lambda _A, _W, dZ: dZ.sum(axis=1),
            ),
            "the input is right now. The other two lines are not.",
        ),
        Mistake(
            "dA without the transpose, dW transposed",
            _gradients(
                by_input=lambda _A, W, dZ: dZ @ W,
                by_weights=lambda A, _W, dZ: dZ.T @ A,
            ),
            "the biases are right now. The other two lines are not.",
        ),
    ),
)


def _tied(A: np.ndarray, W: np.ndarray, dZ: np.ndarray) -> np.ndarray:
    """Add the gradients of both places at which W is used."""
    return A.T @ dZ @ W + dZ.T @ A @ W


def _autoencoder(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw A, W and dZ, of sizes that differ."""
    m, n, k = sizes(rng, 3)
    return entries(rng, m, n), entries(rng, n, k), entries(rng, m, n)


TIED_WEIGHTS = Exercise(
    id="ch06.tied_weights",
    title="One matrix, used twice",
    statement=(
        "An autoencoder without activations uses the same weights on the way in and on the way "
        "out: $Z = A W W^{\\mathsf T}$ with $A$ of shape $(m, n)$ and $W$ of shape $(n, k)$. Write "
        "`tied_gradient(A, W, dZ)`, which returns $\\mathrm dL/\\mathrm dW$. Any $m, n, k \\ge 1$ "
        "are possible. Six significant digits are wanted."
    ),
    names=("tied_gradient",),
    answer=_tied,
    right="Used in two places, so two terms: the chain rule adds them up.",
    digits=6,
    cases=(
        (A, W, np.array([[-2.0, 2, 0, -2], [-1, -3, 0, -2], [3, 0, 1, 3]])),
        (np.array([[2.0, 1.0]]), np.array([[1.0], [3.0]]), np.array([[1.0, -2.0]])),
        (A[:, :2], np.array([[1.0, 2, 0], [-1, 1, 3]]), DZ),
        (np.array([[3.0]]), np.array([[2.0]]), np.array([[5.0]])),
        *drawn(_autoencoder, seed=12),
    ),
    mistakes=(
        Mistake(
            "only the way in",
            lambda A, W, dZ: A.T @ dZ @ W,
            "this is the way in. W stands in the formula twice.",
        ),
        Mistake(
            "only the way out",
            lambda A, W, dZ: dZ.T @ A @ W,
            "this is the way out. W stands in the formula twice.",
        ),
        Mistake(
            "the way in, doubled",
            lambda A, W, dZ: 2 * A.T @ dZ @ W,
            "you doubled the way in. The way out is not the same: there W is transposed.",
        ),
        Mistake(
            "the way out, doubled",
            lambda A, W, dZ: 2 * dZ.T @ A @ W,
            "you doubled the way out. On the way in W is not transposed.",
        ),
        Mistake(
            "the sign of the second",
            lambda A, W, dZ: A.T @ dZ @ W - dZ.T @ A @ W,
            "both places are there. Their effects add up.",
        ),
    ),
)

EXERCISES = (JACOBIAN_SHAPE, LIVING_ENTRIES, COLUMN_SUMS, MISSING_TRANSPOSE, TIED_WEIGHTS)
