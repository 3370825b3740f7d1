"""The exercises of chapter 4: chains of ReLUs and of sigmoids, loss (a - y)^2 / 2."""

import numpy as np

from tools.activations import sigmoid_grad_from_a, sigmoid_grad_from_z
from tools.exercises.cases import drawn, entries, sizes
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT

TARGET_ONE = Exercise(
    id="ch04.target_one",
    title="Another target",
    statement=(
        "Three ReLU layers, every weight 5, $x = 1$, the loss $L = \\tfrac12 (a_3 - y)^2$. The "
        "target is now $y = 1$. What are the gradients of the three weights? Exact values are "
        "wanted."
    ),
    names=("dw_1", "dw_2", "dw_3"),
    answer=(3100.0, 3100.0, 3100.0),
    right="The target entered through the error alone, and equal weights have equal gradients.",
    mistakes=(
        Mistake(
            "the target is still 0",
            (3125.0, 3125.0, 3125.0),
            "these belong to the target 0. The error is the output minus the target.",
        ),
        Mistake(
            "the loss has no factor 1/2",
            (6200.0, 6200.0, 6200.0),
            "this loss has a factor 1/2, which the square uses up when it is differentiated.",
        ),
        Mistake(
            "dL/dz for dL/dw",
            (3100.0, 620.0, 124.0),
            "these are the gradients of z. One more factor leads from z to the weight: what the "
            "weight multiplies.",
        ),
        Mistake(
            "the error was left out",
            (25.0, 25.0, 25.0),
            "these are the slopes of the output. The loss answers to the output with the error.",
        ),
        Mistake(
            "the activation after the weight",
            (15500.0, 15500.0, 15500.0),
            "one weight too many: a weight is not a factor of its own gradient.",
        ),
        Mistake(
            "the sign is turned",
            (-3100.0, -3100.0, -3100.0),
            "the sign is turned. The output is above its target; a larger weight makes it worse.",
        ),
        Mistake(
            "the target was subtracted from the gradient",
            (3124.0, 3124.0, 3124.0),
            "the target was subtracted at the end. It belongs into the error, which is one of the "
            "factors.",
        ),
    ),
)

UNEVEN_WEIGHTS = Exercise(
    id="ch04.uneven_weights",
    title="Three different weights",
    statement=(
        "The weights are 2, 3 and 5, in this order, with $x = 1$, $y = 7$ and the loss $L = "
        "\\tfrac12 (a_3 - y)^2$. What are the gradients? Exact values are wanted."
    ),
    names=("dw_1", "dw_2", "dw_3"),
    answer=(345.0, 230.0, 138.0),
    right="The smallest weight has the largest gradient.",
    mistakes=(
        Mistake(
            "the target is 0",
            (450.0, 300.0, 180.0),
            "the target is missing. The error is the output minus the target.",
        ),
        Mistake(
            "the loss has no factor 1/2",
            (690.0, 460.0, 276.0),
            "this loss has a factor 1/2, which the square uses up when it is differentiated.",
        ),
        Mistake(
            "dL/dz for dL/dw",
            (345.0, 115.0, 23.0),
            "these are the gradients of z. One more factor leads from z to the weight: what the "
            "weight multiplies.",
        ),
        Mistake(
            "the order of the layers is reversed",
            (138.0, 230.0, 345.0),
            "the order is reversed: dw_1 belongs to the weight next to the input.",
        ),
        Mistake(
            "w dL/dw",
            (690.0, 690.0, 690.0),
            "a weight is not a factor of its own gradient. Leave it out of the product.",
        ),
        Mistake(
            "the error was left out",
            (15.0, 10.0, 6.0),
            "these are the slopes of the output. The loss answers to the output with the error.",
        ),
        Mistake(
            "the sign is turned",
            (-345.0, -230.0, -138.0),
            "the sign is turned. The output is above its target; a larger weight makes it worse.",
        ),
    ),
)

STABLE_RATES = Exercise(
    id="ch04.stable_rates",
    title="Two minima, two limits",
    statement=(
        "Three layers, $x = 1$, $y = 125$. One minimum has the weights 5, 5, 5, another has 1, 5, "
        "25. What is the largest stable learning rate, $2/\\lambda_1$, at each? Four significant "
        "digits are wanted."
    ),
    names=("rate_equal", "rate_uneven"),
    answer=(2 / 1875, 2 / 16275),
    right="Both fit the data equally well, and the balanced one bears a far larger step.",
    digits=4,
    mistakes=(
        Mistake(
            "the curvatures",
            (1875.0, 16275.0),
            "these are the curvatures. For which rates is 1 - eta * curvature below one in size?",
        ),
        Mistake(
            "one over the curvature",
            (1 / 1875, 1 / 16275),
            "at these rates the distance is gone after one step. How far may it overshoot and "
            "still shrink?",
        ),
        Mistake(
            "a single weight moves",
            (2 / 625, None),
            "the first counts one entry of the diagonal. All three weights move together.",
        ),
        Mistake(
            "all weights alike",
            (2 / 1875, 2 / 1875),
            "the first is right. The second minimum has other weights, and another curvature.",
        ),
        Mistake(
            "the mean weight in the second place",
            (2 / 1875, 2 / (3 * 125**2 / (31 / 3) ** 2)),
            "the first is right. In the second the weights were averaged; add up 1 / w^2 instead.",
        ),
        Mistake(
            "the largest diagonal entry in the second place",
            (2 / 1875, 2 / 15625),
            "the first is right. The second counts the first weight only.",
        ),
        Mistake(
            "1 / w for 1 / w^2",
            (2 / (125**2 * 3 / 5), 2 / (125**2 * (1 + 1 / 5 + 1 / 25))),
            "the output changes like 1 / w with each weight; the curvature adds up the squares.",
        ),
        Mistake(
            "the target was not squared",
            (2 / (125 * 3 / 25), 2 / (125 * (1 + 1 / 25 + 1 / 625))),
            "the target enters twice, once with each derivative of the output.",
        ),
        Mistake(
            "swapped",
            (2 / 16275, 2 / 1875),
            "you have both; look again which is which.",
        ),
    ),
)

FIRST_STEP = Exercise(
    id="ch04.first_step",
    title="The first step",
    statement=(
        "The chain of exercise 2 once more: weights 2, 3, 5, $x = 1$, $y = 7$. From which learning "
        "rate on does the first step kill it? And what is the loss after one step with $\\eta = "
        "0.01$? `rate_of_death` is wanted to four significant digits, `loss_after` exactly."
    ),
    names=("rate_of_death", "loss_after"),
    answer=(2 / 345, 24.5),
    right="One weight below zero was enough, and the loss it leaves is that of the answer 0.",
    digits=(4, EXACT),
    mistakes=(
        Mistake(
            "the last weight decides",
            (5 / 138, None),
            "at your rate the last weight reaches zero. Does another one get there before?",
        ),
        Mistake(
            "the middle weight decides",
            (3 / 230, None),
            "at your rate the middle weight reaches zero. Does another one get there before?",
        ),
        Mistake(
            "w for w^2 in the threshold",
            (2 / 690, None),
            "a weight appears twice in the threshold: as the way to go, and in its gradient.",
        ),
        Mistake(
            "the target is 0 in the threshold",
            (4 / 900, None),
            "the error in your threshold is the output itself. Where is the target?",
        ),
        Mistake(
            "the chain is linear",
            (2 / 345, (-1.45 * 0.7 * 3.62 - 7) ** 2 / 2),
            "the first is right. For the second you multiplied weights of both signs; what does a "
            "ReLU make of a negative z?",
        ),
        Mistake(
            "a dead chain has no loss",
            (2 / 345, 0.0),
            "the first is right. The dead chain answers zero; is that its target?",
        ),
        Mistake(
            "the factor 1/2 is missing",
            (2 / 345, 49.0),
            "the first is right. The loss has a factor 1/2.",
        ),
        Mistake(
            "the loss before the step",
            (2 / 345, 23**2 / 2),
            "the first is right. The second is the loss before the step.",
        ),
    ),
)


def _layer(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw dZ, W and A, with at least two units, so that a missing transpose shows."""
    m, n = sizes(rng, 2)
    n += n == 1
    return entries(rng, m, n), entries(rng, n, n), rng.uniform(size=(m, n)).round(4)


PREVIOUS_DZ = Exercise(
    id="ch04.previous_dz",
    title="One layer back",
    statement=(
        "Write `previous_dz(dZ, W, A)`: it takes $\\mathrm dZ_l$ of shape $(m, n)$, the weights "
        "$W_l$ of shape $(n, n)$ with $Z_l = A_{l-1} W_l + b_l$, and the sigmoid outputs $A_{l-1}$ "
        "of shape $(m, n)$. It returns $\\mathrm dZ_{l-1}$. Any $m \\ge 1$ and $n \\ge 1$ are "
        "possible, any entries of `dZ` and `W`, and outputs between 0 and 1. Six significant "
        "digits are wanted."
    ),
    names=("previous_dz",),
    answer=lambda dZ, W, A: dZ @ W.T * sigmoid_grad_from_a(A),
    right="Transposed weights on the right, then the slopes entry by entry.",
    digits=6,
    cases=(
        (np.array([[1.0, -2.0]]), np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([[0.5, 0.25]])),
        (np.array([[2.0]]), np.array([[-3.0]]), np.array([[0.75]])),
        (np.zeros((2, 3)), np.ones((3, 3)), np.full((2, 3), 0.25)),
        (
            np.ones((2, 2)),
            np.array([[1.0, 2.0], [0.0, 1.0]]),
            np.array([[1e-6, 0.9999], [0.5, 1e-3]]),
        ),
        (np.array([[1e6], [-1e6], [2.0]]), np.array([[-2.0]]), np.array([[0.1], [0.9], [0.999]])),
        (np.array([[1.0, 2.0]]), np.array([[2.0, 1.0], [-1.0, 3.0]]), np.array([[0.05, 0.02]])),
        *drawn(_layer, seed=6),
    ),
    mistakes=(
        Mistake(
            "the transpose is missing",
            lambda dZ, W, A: dZ @ W * sigmoid_grad_from_a(A),
            "the shapes fit and the values do not. Which index of W runs over the units of layer "
            "l, and which one does your product add up?",
        ),
        Mistake(
            "the slope is missing",
            lambda dZ, W, A: dZ @ W.T + 0 * A,
            "this is dA of the layer before. The gradient has not passed its sigmoid yet.",
        ),
        Mistake(
            "the transpose and the slope are missing",
            lambda dZ, W, A: dZ @ W + 0 * A,
            "two things are missing: a transpose, and the sigmoid of the layer before.",
        ),
        Mistake(
            "a for its slope",
            lambda dZ, W, A: dZ @ W.T * A,
            "the output of the sigmoid stands where its slope belongs.",
        ),
        Mistake(
            "the sigmoid was applied to its output",
            lambda dZ, W, A: dZ @ W.T * sigmoid_grad_from_z(A),
            "what comes as A has been through the sigmoid already; do not send it there again.",
        ),
        Mistake(
            "the slope before the product",
            lambda dZ, W, A: (dZ * sigmoid_grad_from_a(A)) @ W.T,
            "the slope of the layer before was taken before the weights. The gradient meets the "
            "weights first.",
        ),
        Mistake(
            "a mean over the samples",
            lambda dZ, W, A: dZ @ W.T * sigmoid_grad_from_a(A) / len(A),
            "you divided by the number of samples. Each sample has a row of its own here; if the "
            "loss is a mean over them, dZ has it already.",
        ),
        Mistake(
            "the sign is turned",
            lambda dZ, W, A: -dZ @ W.T * sigmoid_grad_from_a(A),
            "the sign is turned. The slope of a sigmoid is never negative.",
        ),
    ),
)

EXPLODING_SIGMOID = Exercise(
    id="ch04.exploding_sigmoid",
    title="Build an exploding sigmoid",
    statement=(
        "A chain of sigmoids has the weight 6 in every layer and the input ½. Which bias, the same "
        "in every layer, makes the derivative $|\\mathrm da_D/\\mathrm dx|$ grow as fast as "
        "possible? And how many layers does it take then to exceed 1000? Exact values are wanted."
    ),
    names=("bias", "layers_needed"),
    answer=(-3.0, 18),
    right="At half its height the sigmoid is steepest, and it hands on the half.",
    mistakes=(
        Mistake(
            "no bias",
            (0.0, None),
            "without a bias the first z is far from the middle of the sigmoid.",
        ),
        Mistake(
            "the bias of weight 8",
            (-4.0, None),
            "this bias belongs to the chapter's weight, which was larger.",
        ),
        Mistake(
            "the bias for an input of 1",
            (-6.0, None),
            "this bias would centre an input of one. What does the sigmoid hand on?",
        ),
        Mistake(
            "the sign of the bias",
            (3.0, None),
            "the bias has to bring z down to the middle of the sigmoid, not up.",
        ),
        Mistake(
            "rounded down",
            (-3.0, 17),
            "the bias is right. Count once more: the derivative must exceed 1000, not be near it.",
        ),
        Mistake(
            "one layer too many",
            (-3.0, 19),
            "the bias is right. The first layer contributes a factor as well.",
        ),
        Mistake(
            "the factor is the weight",
            (-3.0, 4),
            "the bias is right. A layer's factor is the weight times the slope of the sigmoid.",
        ),
        Mistake(
            "the factor is that of weight 8",
            (-3.0, 10),
            "the bias is right. The factor you used belongs to the chapter's weight.",
        ),
    ),
)

EXERCISES = (
    TARGET_ONE,
    UNEVEN_WEIGHTS,
    STABLE_RATES,
    FIRST_STEP,
    PREVIOUS_DZ,
    EXPLODING_SIGMOID,
)
