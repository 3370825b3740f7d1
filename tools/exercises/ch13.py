"""The exercises of chapter 13: the singular values of a network's Jacobian."""

import itertools
import math
from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, entries, sizes
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT

SQUARE = 21**21 / 20**20

TWENTY_LAYERS = Exercise(
    id="ch13.twenty_layers",
    title="Twenty linear layers",
    statement=(
        "Linear layers without biases, very wide, all weights independent and normal with mean 0 "
        "and variance $1/n$. Where does the distribution of the *squared* singular values of a "
        "product of twenty such layers end, in the limit? And what is the smallest number of "
        "layers for which it ends above 100, so that singular values above 10 occur? `square` is "
        "wanted to four significant digits, `layers` exactly."
    ),
    names=("square", "layers"),
    answer=(SQUARE, 37.0),
    right="The second moment was 1 all the way, and saw nothing of it.",
    digits=(4, EXACT),
    mistakes=(
        Mistake(
            "the root was taken",
            (math.sqrt(SQUARE), None),
            "this is the largest singular value. The first question asks for its square.",
        ),
        Mistake(
            "the edges of the layers were multiplied",
            (4.0**20, None),
            "the best direction of one layer is not what the layer before it puts out. What does "
            "the product of all of them do?",
        ),
        Mistake(
            "one layer only",
            (4.0, None),
            "this is one layer. There are more of them.",
        ),
        Mistake(
            "one layer less",
            (20**20 / 19**19, None),
            "this is the edge for one layer less. Check your formula on a single layer, where it "
            "must give 4.",
        ),
        Mistake(
            "e times the depth",
            (20 * math.e, None),
            "the growth is right, and something of the order of one is missing. Use the exact "
            "formula.",
        ),
        Mistake(
            "the number of layers was rounded down",
            (SQUARE, 36.0),
            "the first is right. With so many layers it is a trace too small.",
        ),
        Mistake(
            "the square was asked to exceed ten",
            (SQUARE, 4.0),
            "the first is right. For the second, how large must the square be?",
        ),
    ),
)

HE_EDGE = 2 * math.sqrt(2)

SMALL_WEIGHTS = Exercise(
    id="ch13.small_weights",
    title="Every weight below 1",
    statement=(
        "A square matrix is drawn by He initialisation, with normal weights, and at width 512 all "
        "its entries are below 1 in size. What does its largest singular value tend to as the "
        "width grows? And which entry $\\bar w > 0$ must a matrix of 512 by 512 have in all its "
        "places, to have exactly this limit as its largest singular value? Three significant "
        "digits are wanted."
    ),
    names=("he_limit", "entry"),
    answer=(HE_EDGE, HE_EDGE / 512),
    right="An entry far below 1 is enough, as long as all of them pull the same way.",
    digits=3,
    mistakes=(
        Mistake(
            "the variance of LeCun",
            (2.0, None),
            "this would be the variance one over the width. He's is larger.",
        ),
        Mistake(
            "the square",
            (8.0, None),
            "this is the largest squared singular value.",
        ),
        Mistake(
            "the root of the mean square",
            (math.sqrt(2), None),
            "this is the root of the mean of the squares, over all directions. The best direction "
            "is stretched further.",
        ),
        Mistake(
            "the Frobenius norm",
            (32.0, None),
            "this is the Frobenius norm at this width, which adds up all the squares.",
        ),
        Mistake(
            "one matrix",
            (2.795, None),  # the chapter prints it, of seed 0
            "this is what one matrix has, at this width. What is the limit?",
        ),
        Mistake(
            "a ReLU behind the layer",
            (1 + math.sqrt(2), None),
            "this is He's layer with a ReLU behind it. Here the matrix stands alone.",
        ),
        Mistake(
            "the length of a column",
            (HE_EDGE, HE_EDGE / math.sqrt(512)),
            "the first is right. Your matrix has columns of that length. How far does it stretch "
            "the vector of ones?",
        ),
        Mistake(
            "all entries were added up",
            (HE_EDGE, HE_EDGE / 512**2),
            "the first is right. An output adds up one column, not the whole matrix.",
        ),
        Mistake(
            "the entry for the limit",
            (HE_EDGE, HE_EDGE),
            "the first is right. With such entries the outputs would be huge, since each of them "
            "adds up many.",
        ),
    ),
)


def _jacobian(
    gate: Callable[[np.ndarray], np.ndarray] = lambda z: z > 0,
    with_bias: bool = True,
    last_gate: bool = True,
    finish: Callable[[np.ndarray], np.ndarray] = lambda J: J,
) -> Callable:
    """Make a function (x, W1, b1, W2, b2) -> J, right unless told otherwise."""

    def relu_jacobian(
        x: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
    ) -> np.ndarray:
        z1 = x @ W1 + (b1 if with_bias else 0)
        z2 = np.maximum(z1, 0) @ W2 + (b2 if with_bias else 0)
        J = W2.T @ (gate(z1)[:, None] * W1.T)
        return finish(gate(z2)[:, None] * J if last_gate else J)

    return relu_jacobian


def _case(x: list, *widths: int, seed: int) -> tuple:
    """Input and layers in whole numbers, so that some pre-activations are exactly 0."""
    rng = np.random.default_rng(seed)
    case = [np.array(x, dtype=float)]
    for shape in itertools.pairwise((len(x), *widths)):
        case += [rng.integers(-2, 3, shape).astype(float)]
        case += [rng.integers(-1, 2, shape[1]).astype(float)]
    return tuple(case)


def _network(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Draw an input and two layers, of sizes that differ, with more gates open than closed."""
    n_0, n_1, n_2 = sizes(rng, 3)
    shapes = (n_0,), (n_0, n_1), (n_1,), (n_1, n_2), (n_2,)
    x, W1, b1, W2, b2 = (entries(rng, *shape) for shape in shapes)
    return x, W1, b1 + 1, W2, b2 + 1


def _single(x: float, *biases: float) -> tuple[np.ndarray, ...]:
    """Input and biases of a network of single neurons whose weights are 1."""
    b1, b2 = (np.array([bias]) for bias in biases)
    return np.array([x]), np.eye(1), b1, np.eye(1), b2


RELU_JACOBIAN = Exercise(
    id="ch13.relu_jacobian",
    title="Build the Jacobian",
    statement=(
        "Write `relu_jacobian(x, W1, b1, W2, b2)` for a network of two layers with biases, $z_l = "
        "a_{l-1} W_l + b_l$, and a ReLU behind each of them, whose derivative at 0 is 0. The "
        "shapes are $(n_0,)$ for `x`, $(n_{l-1}, n_l)$ for the weights and $(n_l,)$ for the "
        "biases. The function returns the Jacobian of the network at `x`, an array of shape $(n_2, "
        "n_0)$. Each width is at least 1. Six significant digits are wanted."
    ),
    names=("relu_jacobian",),
    answer=_jacobian(),
    right="It held for wide and narrow layers, and for gates exactly at 0.",
    digits=6,
    cases=(
        _case([1, 2], 3, 2, seed=4),
        _case([1, -1, 2], 3, 3, seed=1),
        _case([1, 0, 1, 2], 6, 4, seed=3),
        _case([2, 1, -1], 1, 3, seed=2),
        _case([0, 0], 3, 2, seed=5),
        (np.array([1.0, 1.0]), np.eye(2), np.array([0.0, -1.0]), np.ones((2, 2)), np.zeros(2)),
        # The gates of the second layer at 0, and a hair's breadth away from it.
        (np.ones(2), np.eye(2), np.zeros(2), np.array([[1.0, 1], [-1, 1]]), np.array([0.0, -2])),
        *(_single(1.0004, 0.0, bias) for bias in (-1.0, -1.001)),
        *(_single(1.0, -0.9999, bias) for bias in (0.0, -0.0002)),
        *(_single(1.0, 0.0, bias) for bias in (-0.9999, -1.0001)),
        *(_single(*case) for case in ((300.0, -250.0, 0.0), (120.0, -150.0, 0.0))),
        _single(130.0, 0.0, -150.0),
        *drawn(_network, seed=22),
    ),
    mistakes=(
        Mistake(
            "the transpose",
            _jacobian(finish=lambda J: J.T),
            "rows and columns have changed places. Which index of the Jacobian comes first, the "
            "output's or the input's?",
        ),
        Mistake(
            "the gates were left out",
            _jacobian(gate=np.ones_like),
            "this is the Jacobian of a network without ReLU. What does a closed gate let through?",
        ),
        Mistake(
            "the biases were left out",
            _jacobian(with_bias=False),
            "a bias does not move with the input, but it decides which gates are open.",
        ),
        Mistake(
            "the last gate was left out",
            _jacobian(last_gate=False),
            "the last layer has a ReLU as well.",
        ),
        Mistake(
            "a gate at 0 was open",
            _jacobian(gate=lambda z: z >= 0),
            "look at the units whose pre-activation is exactly 0.",
        ),
        Mistake(
            "the sign for the gate",
            _jacobian(gate=np.sign),
            "the slope of a ReLU is never negative. What does it do with a negative "
            "pre-activation?",
        ),
    ),
)


def _moment(pieces: int, k: int) -> int:
    """Fuss-Catalan number: the coefficient of t^k in the series C = 1 + t C^pieces."""
    return math.comb(pieces * k, k) // ((pieces - 1) * k + 1)


MOMENT = Exercise(
    id="ch13.moment",
    title="Count the pairings",
    statement=(
        "Write `moment(depth, k)`: the mean of $s^{2k}$ over the singular values of a product of "
        "`depth` $\\ge 1$ Gaussian layers of variance $1/n$, in the limit of infinite width, for "
        "whole $k \\ge 0$. It must be right up to `depth` $= 20$ and $k = 6$. The exact value is "
        "wanted."
    ),
    names=("moment",),
    answer=lambda depth, k: _moment(depth + 1, k),
    right="It held for one layer and for many, and the numbers grow as the edge says.",
    # Not (20, 6): a recursion without a cache is right, and would take longer than a call may.
    cases=(
        *((1, 0), (1, 1), (1, 4), (2, 3), (5, 2), (20, 2), (3, 6), (7, 5)),
        *((2, 0), (9, 1), (1, 2), (1, 3), (1, 6), (2, 2), (4, 4)),
    ),
    mistakes=(
        Mistake(
            "one piece too few",
            _moment,
            "with one layer you get too few. Into how many pieces do the partners of the first "
            "letters cut the circle?",
        ),
        Mistake(
            "one piece too many",
            lambda depth, k: _moment(depth + 2, k),
            "with one layer you get too many. Into how many pieces do the partners of the first "
            "letters cut the circle?",
        ),
        Mistake(
            "one layer for any depth",
            lambda _, k: _moment(2, k),
            "for one layer you are right. Where does the depth come in?",
        ),
        Mistake(
            "the moments of the layers were multiplied",
            lambda depth, k: _moment(2, k) ** depth,
            "for one layer you are right. The singular values of a product are not products of "
            "singular values.",
        ),
        Mistake(
            "a binomial coefficient without its divisor",
            lambda depth, k: math.comb((depth + 1) * k, k),
            "this binomial coefficient lacks its divisor. What must the first moment be?",
        ),
        Mistake(
            "the edge to the power",
            lambda depth, k: ((depth + 1) ** (depth + 1) / depth**depth) ** k,
            "this would be right if all singular values sat at the edge.",
        ),
    ),
)

NARROW_RANK = Exercise(
    id="ch13.narrow_rank",
    title="The rank of two narrow layers",
    statement=(
        "Two ReLU layers of four neurons, four inputs that are not all 0, no biases, independent "
        "normal weights with mean 0. What is the probability that no singular value of the "
        "Jacobian is 0? And what is its expected rank? Four significant digits are wanted."
    ),
    names=("no_zero", "expected_rank"),
    answer=(2.0**-8, 372 / 256),
    right="Narrow networks lose more than half, for the worst of their layers decides.",
    digits=4,
    mistakes=(
        Mistake(
            "one layer for both",
            (2.0**-4, None),
            "this is one layer. Which gates must be open in both?",
        ),
        Mistake(
            "the opposite event",
            (1 - 2.0**-8, None),
            "this is the probability of the opposite.",
        ),
        Mistake(
            "one gate per layer",
            (0.25, None),
            "how many gates must be open at once?",
        ),
        Mistake(
            "the rank of one layer",
            (2.0**-8, 2.0),
            "the first is right. The second is the mean of one layer. Which of the two layers "
            "decides?",
        ),
        Mistake(
            "half of a half",
            (2.0**-8, 1.0),
            "the first is right. For the second: two directions that passed one layer need not "
            "lose one of them in the next.",
        ),
        Mistake(
            "the larger number of open gates",
            (2.0**-8, 4 - 372 / 256),
            "the first is right. The second is the mean of the wider of the two layers.",
        ),
        Mistake(
            "a share instead of a rank",
            (2.0**-8, 93 / 256),
            "the first is right. The second is a share of the width; the rank is a number.",
        ),
    ),
)

EXERCISES = (
    TWENTY_LAYERS,
    SMALL_WEIGHTS,
    RELU_JACOBIAN,
    MOMENT,
    NARROW_RANK,
)
