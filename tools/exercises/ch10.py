"""The exercises of chapter 10: what the remedies preserve, and by how much."""

import math
from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, entries, magnitudes, sizes
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT, Places

GAIN = math.pi / (math.pi - 1)

MILLIONFOLD = Exercise(
    id="ch10.millionfold",
    title="A millionfold",
    statement=(
        "A plain ReLU network with BatchNorm in every layer, infinitely wide, with an infinitely "
        "large batch. By which factor does the mean square of the gradient grow per layer, on its "
        "way back? And through how many layers, at least, must it go to grow at least a "
        "millionfold? `gain` is wanted to four significant digits, `layers` exactly."
    ),
    names=("gain", "layers"),
    answer=(GAIN, 37.0),
    right="Normalised, and it explodes all the same.",
    digits=(4, EXACT),
    mistakes=(
        Mistake(
            "the inverse",
            (1 / GAIN, None),
            "the factor is upside down. Does the gradient grow or shrink?",
        ),
        Mistake(
            "the gates were forgotten",
            (2 * GAIN, None),
            "this is what comes from the division alone. Half of the gates are closed.",
        ),
        Mistake(
            "the second moment for the variance",
            (1.0, None),
            "this holds for LayerNorm. What does BatchNorm subtract before it divides?",
        ),
        Mistake(
            "the variance of a ReLU",
            (0.5 - 0.5 / math.pi, None),
            "this is the variance of the activations. The gradient is divided by it.",
        ),
        Mistake(
            "the size for its square",
            (math.sqrt(GAIN), None),
            "this is the factor of the size. The question asks for its square.",
        ),
        Mistake(
            "the layers were not rounded up",
            (GAIN, math.log(1e6) / math.log(GAIN)),
            "the factor is right, and you are close: layers come in whole numbers.",
        ),
        Mistake(
            "the layers were rounded down",
            (GAIN, 36.0),
            "the factor is right. After this many layers a trace is missing.",
        ),
        Mistake(
            "the size was to grow",
            (GAIN, 73.0),
            "the factor is right. You made the size grow a millionfold; the square is faster.",
        ),
        Mistake(
            "a thousandfold",
            (GAIN, 19.0),
            "the factor is right. This is enough for a thousandfold only.",
        ),
    ),
)

FIFTY_BLOCKS = Exercise(
    id="ch10.fifty_blocks",
    title="Fifty blocks",
    statement=(
        "Fifty residual blocks $x + \\beta F(x)$ with independent branches of mean 0 and $\\mathbb "
        "E \\lVert F(x) \\rVert^2 = \\lVert x \\rVert^2$. By which factor does the mean of "
        "$\\lVert x \\rVert^2$ grow in total, for $\\beta = 1$ and for $\\beta = 1/\\sqrt{50}$? "
        "And what does the second factor tend to, if for every depth $D$ the scale is $1/\\sqrt D$ "
        "and $D$ grows? Four significant digits are wanted."
    ),
    names=("plain_growth", "scaled_growth", "limit"),
    answer=(2.0**50, 1.02**50, math.e),
    right="From a quadrillion to less than three, by one factor in front of the branch.",
    digits=4,
    mistakes=(
        Mistake(
            "the blocks were added",
            (51.0, None, None),
            "the first adds a fixed share in every block. The share grows with what comes in.",
        ),
        Mistake(
            "lengths were added",
            (4.0**50, None, None),
            "the first adds lengths. The branch is perpendicular to its input, in the mean.",
        ),
        Mistake(
            "one block only",
            (2.0, None, None),
            "the first is one block. There are more of them.",
        ),
        Mistake(
            "the length for its square",
            (2.0**25, None, None),
            "the first is the factor of the length. The question asks for its square.",
        ),
        Mistake(
            "the scale was not squared",
            (2.0**50, (1 + 50**-0.5) ** 50, None),
            "the first is right. What does a factor in front do to a squared length?",
        ),
        Mistake(
            "the limit for fifty blocks",
            (2.0**50, math.e, None),
            "the first is right. The second is already the limit; this depth is still below it.",
        ),
        Mistake(
            "one scaled block",
            (2.0**50, 1.02, None),
            "the first is right. The second is one block.",
        ),
        Mistake(
            "the value at fifty for the limit",
            (2.0**50, 1.02**50, 1.02**50),
            "the first two are right. The last one still grows with depth, a little.",
        ),
        Mistake(
            "the limit taken for one",
            (2.0**50, 1.02**50, 1.0),
            "the first two are right. Each factor tends to one, but there are more and more of "
            "them.",
        ),
        Mistake(
            "the limit to first order",
            (2.0**50, 1.02**50, 2.0),
            "the first two are right. The limit needs more than the first two terms of the power.",
        ),
    ),
)

RATE = -math.log1p(-1e-5)  # of the decay of ln w, per step
TO_ONE, TO_HALF = math.log(5) / RATE, math.log(2) / RATE

WAIT_FOR_DECAY = Exercise(
    id="ch10.wait_for_decay",
    title="Wait for decay",
    statement=(
        "Pure decay, $w \\leftarrow (1 - \\eta\\lambda)\\, w$, with $\\eta = 0.1$ and $\\lambda = "
        "10^{-4}$. After how many steps, at least, is a weight of 5 at most 1? And after how many, "
        "at least, has the product of ten weights fallen to half of its value or less? Exact "
        "values are wanted."
    ),
    names=("steps_to_one", "steps_to_half"),
    answer=(160943.0, 6932.0),
    right="Decay is patient. An exploding network is not.",
    mistakes=(
        Mistake(
            "the logarithm to first order",
            (160944.0, None),
            "you replaced the logarithm by its first term. Here that costs a step.",
        ),
        Mistake(
            "the steps were rounded down",
            (160942.0, None),
            "one step earlier the weight is still a trace too large.",
        ),
        Mistake(
            "the steps were not rounded up",
            (TO_ONE, None),
            "you are close with the first: steps come in whole numbers.",
        ),
        Mistake(
            "the learning rate was forgotten",
            (float(math.ceil(math.log(5) / -math.log1p(-1e-4))), None),
            "decay acts through the learning rate. What does one step multiply by?",
        ),
        Mistake(
            "a straight line",
            (80000.0, None),
            "a step takes a share of what is left, not of the start.",
        ),
        Mistake(
            "one weight for the product",
            (160943.0, float(math.ceil(TO_HALF))),
            "the first is right. The second is one weight; all ten of them decay at once.",
        ),
        Mistake(
            "the product decays more slowly",
            (160943.0, float(math.ceil(10 * TO_HALF))),
            "the first is right. Does a product of shrinking factors fall faster or more slowly "
            "than one of them?",
        ),
        Mistake(
            "the second was not rounded up",
            (160943.0, TO_HALF / 10),
            "the first is right, and the second is close: steps come in whole numbers.",
        ),
        Mistake(
            "the second was rounded down",
            (160943.0, 6931.0),
            "the first is right. At this step the product is still a trace too large.",
        ),
    ),
)

# Between (100, 1, 0.01) and (1, 1, 0.01), which clipping by value leaves of it.
COSINE = 101.0001 / math.sqrt(10001.0001 * 2.0001)
BY_VALUE, WORST = math.degrees(math.acos(COSINE)), math.degrees(math.acos(3**-0.5))

HOW_FAR = Exercise(
    id="ch10.how_far",
    title="How far does it turn?",
    statement=(
        "The gradient $(100, 1, 0.01)$ is clipped at 1. By how many degrees does clipping by value "
        "turn it, and by how many clipping by norm? And which angle, in degrees, does clipping by "
        "value come as close to as one likes, over all gradients with three entries, without ever "
        "reaching it? Two digits after the point are wanted."
    ),
    names=("by_value", "by_norm", "worst"),
    answer=(BY_VALUE, 0.0, WORST),
    right="One clip shortens, the other steers.",
    digits=Places(2),
    mistakes=(
        Mistake(
            "radians",
            (math.acos(COSINE), None, None),
            "these are radians.",
        ),
        Mistake(
            "the cosine",
            (COSINE, None, None),
            "this is a cosine. Turn it into an angle.",
        ),
        Mistake(
            "the complement",
            (90 - BY_VALUE, None, None),
            "this is the complement: the angle to the second axis, nearly.",
        ),
        Mistake(
            "the small entries were dropped",
            (45.0, None, None),
            "close: this leaves out that the gradient has a small second entry, too.",
        ),
        Mistake(
            "the norm clip turns as well",
            (BY_VALUE, BY_VALUE, None),
            "the first is right. What does one common factor do to a direction?",
        ),
        Mistake(
            "the length for the angle of the norm clip",
            (BY_VALUE, 1.0, None),
            "the first is right. The second is a length; an angle is asked for.",
        ),
        Mistake(
            "this gradient for the worst",
            (BY_VALUE, 0.0, BY_VALUE),
            "the first two are right. Another gradient turns further than this one.",
        ),
        Mistake(
            "two entries for three",
            (BY_VALUE, 0.0, 45.0),
            "the first two are right. This is the worst for two entries.",
        ),
        Mistake(
            "a right angle",
            (BY_VALUE, 0.0, 90.0),
            "the first two are right. Every entry keeps its sign, so it stays below that by far.",
        ),
        Mistake(
            "the angle between corner and face",
            (BY_VALUE, 0.0, 90 - WORST),
            "the first two are right. This is the complement: sine and cosine were exchanged.",
        ),
    ),
)


def _rms_norm_backward(
    *,
    axis: int = 1,
    centred: bool = False,
    projected: bool = True,
    divided: bool = True,
    mean: Callable = np.mean,
) -> Callable:
    """Make a backward pass (dN, Z) -> dZ, right unless told otherwise."""

    def rms_norm_backward(dN: np.ndarray, Z: np.ndarray) -> np.ndarray:
        r = np.sqrt(np.mean(Z**2, axis=axis, keepdims=True))
        N = Z / r
        out = dN - dN.mean(axis=axis, keepdims=True) if centred else dN
        if projected:
            out = out - N * mean(dN * N, axis=axis, keepdims=True)
        return out / r if divided else out

    return rms_norm_backward


def _unnormalised(dN: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """Project with Z where N belongs."""
    r = np.sqrt(np.mean(Z**2, axis=1, keepdims=True))
    return (dN - Z * np.mean(dN * Z, axis=1, keepdims=True)) / r


def _length(dN: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """Divide by the length of the row, not by its root mean square."""
    r = np.sqrt(np.sum(Z**2, axis=1, keepdims=True))
    N = Z / r
    return (dN - N * np.sum(dN * N, axis=1, keepdims=True)) / r


_rng = np.random.default_rng(10)


def _rows(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw dN and Z, with at least two units: a single one is always normalised to 1 in size."""
    m, n = sizes(rng, 2)
    return entries(rng, m, n + 1), magnitudes(rng, m, n + 1)


RMS_NORM = Exercise(
    id="ch10.rms_norm",
    title="Back through RMSNorm",
    statement=(
        "RMSNorm divides each sample by the root of its mean square and subtracts nothing: $\\hat "
        "z_{ij} = z_{ij} / r_i$ with $r_i^2 = \\frac1n \\sum_j z_{ij}^2$. Write "
        "`rms_norm_backward(dN, Z)`: from the gradient with respect to $\\hat Z$ to the gradient "
        "with respect to $Z$, both of shape $(m, n)$. Any $m \\ge 1$ and $n \\ge 1$ are possible, "
        "and no row of `Z` is zero. Six significant digits are wanted."
    ),
    names=("rms_norm_backward",),
    answer=_rms_norm_backward(),
    right="One direction is removed, that of the sample itself.",
    digits=6,
    cases=(
        (np.array([[1.0, 0.0]]), np.array([[3.0, 4.0]])),
        tuple(_rng.standard_normal((2, 3, 4))),
        tuple(_rng.standard_normal((2, 4, 4))),
        (_rng.standard_normal((2, 5)), 1e3 + _rng.standard_normal((2, 5))),
        (np.array([[2.0], [-1.0]]), np.array([[5.0], [-0.1]])),
        (np.array([[1.0, 2.0, -3.0]]), np.array([[0.0, -3.0, 4.0]])),
        (np.zeros((2, 3)), _rng.standard_normal((2, 3))),
        (np.array([[1.0, 2.0], [-1e5, 1e5]]), np.array([[3e-3, -4e-3], [3e5, 4e5]])),
        *drawn(_rows, seed=19),
    ),
    mistakes=(
        Mistake(
            "LayerNorm",
            _rms_norm_backward(centred=True),
            "this also removes the mean of the gradient. Does a shift of all units leave the "
            "output as it is?",
        ),
        Mistake(
            "over the samples",
            _rms_norm_backward(axis=0),
            "you went over the samples. Each sample is normalised by itself.",
        ),
        Mistake(
            "the root was held fixed",
            _rms_norm_backward(projected=False),
            "you treated r as a constant. It depends on every entry of the row.",
        ),
        Mistake(
            "the division was forgotten",
            _rms_norm_backward(divided=False),
            "the direction is right. What does it mean for the gradient that Z was divided?",
        ),
        Mistake(
            "a sum for the mean",
            _rms_norm_backward(mean=np.sum),
            "you summed where a mean belongs. How much does one entry contribute to r?",
        ),
        Mistake(
            "Z for N",
            _unnormalised,
            "the projection is done with Z. Which vector has mean square 1?",
        ),
        Mistake(
            "the length of the row",
            _length,
            "you normalised to length 1. Here it is the mean square that becomes 1.",
        ),
    ),
)

TEN_TIMES = Exercise(
    id="ch10.ten_times",
    title="Ten times the weights",
    statement=(
        "The loss does not depend on the scale of $W$. At some $W$ with $\\lVert W \\rVert = 2$ "
        "the gradient has norm 3. How large is the norm of the gradient at $10\\, W$? How large is "
        "the norm of the weights after a step of gradient descent from $W$ with learning rate 0.1? "
        "And with which learning rate does a step from $10\\, W$ turn the weights by as much as "
        "that step? `gradient_norm` and `rate` are wanted exactly, `weight_norm` to four "
        "significant digits."
    ),
    names=("gradient_norm", "weight_norm", "rate"),
    answer=(0.3, math.hypot(2, 0.3), 10.0),
    right="Behind a normalisation the length of the weights is a hidden learning rate.",
    digits=(EXACT, 4, EXACT),
    mistakes=(
        Mistake(
            "the gradient grows along",
            (30.0, None, None),
            "the first goes the wrong way. Weights that are large are changed little by a step of "
            "given size.",
        ),
        Mistake(
            "the same gradient",
            (3.0, None, None),
            "the function has the same value there. Does it have the same slope?",
        ),
        Mistake(
            "the gradient shrinks twice",
            (0.03, None, None),
            "the first lost one power too many. The square belongs to the learning rate.",
        ),
        Mistake(
            "the step goes straight inwards",
            (0.3, 1.7, None),
            "the first is right. In which direction does the gradient point, seen from the "
            "weights?",
        ),
        Mistake(
            "the step goes straight outwards",
            (0.3, 2.3, None),
            "the first is right. Lengths add only along one line.",
        ),
        Mistake(
            "the norm falls",
            (0.3, math.sqrt(4 - 0.09), None),
            "the first is right. Which side of the right triangle is the longest?",
        ),
        Mistake(
            "the squared norm",
            (0.3, 4.09, None),
            "the first is right. The second is the square of what is asked for.",
        ),
        Mistake(
            "the norm does not change",
            (0.3, 2.0, None),
            "the first is right. The second would hold for an infinitely small step.",
        ),
        Mistake(
            "the rate was not squared",
            (0.3, math.hypot(2, 0.3), 1.0),
            "the first two are right. At this rate the step is as long as from W, but seen from "
            "ten times as far away.",
        ),
        Mistake(
            "the same rate",
            (0.3, math.hypot(2, 0.3), 0.1),
            "the first two are right. At the same rate the weights hardly turn.",
        ),
        Mistake(
            "the rate was divided",
            (0.3, math.hypot(2, 0.3), 0.001),
            "the first two are right. The third goes the wrong way.",
        ),
    ),
)

EXERCISES = (
    MILLIONFOLD,
    FIFTY_BLOCKS,
    WAIT_FOR_DECAY,
    HOW_FAR,
    RMS_NORM,
    TEN_TIMES,
)
