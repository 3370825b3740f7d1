"""The exercises of chapter 3: chains of ReLU neurons, loss (1/2)(a_D - y)^2, no biases."""

from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, entries, number, uniform
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT, Places


def _equal_weights(k: float, depth: int, y: float) -> float:
    """Gradient of every weight of a chain of equal weights k with the input 1."""
    return (k**depth - y) * k ** (depth - 1)


GENTLE = _equal_weights(1.1, 50, 0.0)
PATH = 1.1**49

GENTLE_CHAIN = Exercise(
    id="ch03.gentle_chain",
    title="Ten percent per layer",
    statement=(
        "Fifty active layers, every weight $k = 1.1$, input $x = 1$, target $y = 0$. How large is "
        "the gradient of the first weight, $\\mathrm dL/\\mathrm dw_1$? And how much of it is the "
        "path factor, what $\\mathrm dL/\\mathrm dw_1$ would be if $\\mathrm dL/\\mathrm da_{50}$ "
        "were 1? Three significant digits are wanted."
    ),
    names=("gradient", "path_factor"),
    answer=(GENTLE, PATH),
    right="Ten percent per layer explode as surely as 5 does; it only takes longer.",
    digits=3,
    mistakes=(
        Mistake(
            "the path factor for both",
            (PATH, PATH),
            "the path factor is right, and it is not yet the gradient: what does the loss send "
            "into the path?",
        ),
        Mistake(
            "the output for the gradient",
            (1.1**50, PATH),
            "you found the error at the output. It still has to travel back.",
        ),
        Mistake(
            "the two were swapped",
            (PATH, GENTLE),
            "you have both numbers, in the other order.",
        ),
        Mistake(
            "fifty weights on the path",
            (1.1**100, 1.1**50),
            "you let the gradient pass all fifty weights. On the way to the first weight, does it "
            "pass the first weight?",
        ),
        Mistake(
            "the path has one weight too many",
            (GENTLE, 1.1**50),
            "the gradient is right. Which weights lie between the loss and the first "
            "pre-activation?",
        ),
        Mistake(
            "fifty weights on the path of the gradient alone",
            (1.1**100, PATH),
            "the path factor is right. Multiply it by the error, once.",
        ),
        Mistake(
            "the loss without one half",
            (2 * GENTLE, PATH),
            "the loss of this chapter has a factor 1/2, so its derivative is the error itself.",
        ),
    ),
)

HALF = (_equal_weights(0.5, 6, 0.0), _equal_weights(0.5, 6, 1.0))

HALF_CHAIN = Exercise(
    id="ch03.half_chain",
    title="The target decides how fast it vanishes",
    statement=(
        "Six active layers, every weight $k = \\frac12$, input $x = 1$. How large is the gradient "
        "of each weight if the target is $y = 0$, and how large if it is $y = 1$? Three "
        "significant digits are wanted."
    ),
    names=("gradient_0", "gradient_1"),
    answer=HALF,
    right="With a target of 1 the error does not shrink, and only the path does.",
    digits=3,
    mistakes=(
        Mistake(
            "the path factor for both",
            (0.5**5, 0.5**5),
            "this is what the path multiplies. The error at the output is the other factor.",
        ),
        Mistake(
            "the target was forgotten",
            (HALF[0], HALF[0]),
            "the first is right. For the second, what is the error when the target is 1?",
        ),
        Mistake(
            "the sign of the error",
            (HALF[0], -HALF[1]),
            "the size is right. The output is below the target: which sign has the error?",
        ),
        Mistake(
            "the sign of both errors",
            (-HALF[0], -HALF[1]),
            "both signs are turned: the error is the output minus the target.",
        ),
        Mistake(
            "an error of exactly -1",
            (HALF[0], -(0.5**5)),
            "close: the error is near -1, but the output is not quite zero.",
        ),
        Mistake(
            "one weight too many on the path",
            (HALF[0] / 2, HALF[1] / 2),
            "you let the gradient pass all six weights. On its way to a weight it passes the five "
            "others, forward or backward.",
        ),
    ),
)

_FACTORS = 1 + 1 / np.arange(1, 1001) ** 2.0
_PRODUCTS = np.cumprod(_FACTORS)

PRODUCT_LIMIT = Exercise(
    id="ch03.product_limit",
    title="All factors above 1",
    statement=(
        "The factors of $\\prod_{l \\ge 1} (1 + 1/l^2)$ are all larger than 1: 2, 1.25, 1.11, … "
        "The product stays bounded all the same. To which number does it tend? Three digits after "
        "the point are wanted."
    ),
    names=("limit",),
    answer=(float(np.sinh(np.pi) / np.pi),),
    right="Infinitely many factors above 1, and the product never reaches 4.",
    digits=Places(3),
    mistakes=(
        Mistake(
            "stopped after 10 factors",
            (float(_PRODUCTS[9]),),
            "this is the product of ten factors. The remaining ones still matter.",
        ),
        Mistake(
            "stopped after 100 factors",
            (float(_PRODUCTS[99]),),
            "this is the product of 100 factors. By (3.10), how far can the rest still go?",
        ),
        Mistake(
            "stopped after 1000 factors",
            (float(_PRODUCTS[999]),),
            "this is the product of 1000 factors; the third digit still moves.",
        ),
        Mistake(
            "the upper bound",
            (float(np.exp(np.pi**2 / 6)),),
            "this is the upper bound of (3.10). The product stays below it and does not reach it.",
        ),
        Mistake(
            "the lower bound",
            (float(1 + np.pi**2 / 6),),
            "this is the lower bound of (3.10), the first terms of the product multiplied out.",
        ),
        Mistake(
            "the sum of the squares",
            (float(np.pi**2 / 6),),
            "this is the sum of 1/l². Multiply the factors, each with its 1.",
        ),
    ),
)

ALIVE = (0.5**100, (1 - 2.0**-10) ** 100, 709.0)

WHO_SURVIVES = Exercise(
    id="ch03.who_survives",
    title="Who survives?",
    statement=(
        "All weights are standard normal, there are no biases, and the input is positive. What is "
        "the probability that a chain of 100 layers of **one** neuron is alive at its end? What is "
        "it for 100 layers of **ten** neurons? And what is the largest number of layers of ten "
        "neurons that more than half of the networks survive? `p_one` and `p_ten` are wanted to "
        "three significant digits, `deepest` exactly."
    ),
    names=("p_one", "p_ten", "deepest"),
    answer=ALIVE,
    right="Ten neurons in place of one turn thirty zeros behind the point into nine in ten.",
    digits=(3, 3, EXACT),
    mistakes=(
        Mistake(
            "one layer only",
            (0.5, *ALIVE[1:]),
            "p_one is the chance of one layer. There are a hundred, and each must hold.",
        ),
        Mistake(
            "zero",
            (0.0, *ALIVE[1:]),
            "p_one is tiny, but it can happen: write it as a power.",
        ),
        Mistake(
            "the chance of dying",
            (1.0 - 0.5**100, 1 - ALIVE[1], ALIVE[2]),
            "these are the chances of being dead.",
        ),
        Mistake(
            "the first layer cannot die",
            (0.5**99, *ALIVE[1:]),
            "p_one counts one layer too few. The first layer can die as well.",
        ),
        Mistake(
            "every neuron must be active",
            (ALIVE[0], 2.0**-1000, ALIVE[2]),
            "p_ten asks that every single neuron is active. When does a layer of ten let nothing "
            "through?",
        ),
        Mistake(
            "one layer of ten",
            (ALIVE[0], 1 - 2.0**-10, ALIVE[2]),
            "p_ten is the chance of one layer. There are a hundred, and each must hold.",
        ),
        Mistake(
            "one layer too many",
            (*ALIVE[:2], 710.0),
            "after that many layers already more than half of the networks are dead. You are very "
            "close.",
        ),
        Mistake(
            "the depth was not rounded",
            (*ALIVE[:2], float(np.log(0.5) / np.log1p(-(2.0**-10)))),
            "deepest is a number of layers, so a whole number.",
        ),
    ),
)

OVERFLOW = Exercise(
    id="ch03.overflow",
    title="When do 32 bits run out?",
    statement=(
        "The largest 32-bit number is just below $2^{128}$. A chain with every weight $k = 2$ and "
        "$x = 1$, $y = 0$ has active ReLUs only. What is the smallest number of layers at which "
        "$\\mathrm dL/\\mathrm dw_1$ no longer fits? And the smallest at which the output itself "
        "no longer fits? Exact values are wanted."
    ),
    names=("depth_gradient", "depth_output"),
    answer=(65.0, 128.0),
    right="The gradient runs out at about half the depth at which the output does.",
    mistakes=(
        Mistake(
            "the path alone",
            (129.0, 128.0),
            "the output is right. The gradient takes the error along, so it grows twice as fast "
            "as the path.",
        ),
        Mistake(
            "the last depth that fits",
            (64.0, 127.0),
            "these are the largest depths that still fit.",
        ),
        Mistake(
            "the last depth that fits, for the gradient",
            (64.0, 128.0),
            "the output is right. At the other depth the exponent is still below the limit.",
        ),
        Mistake(
            "the last depth that fits, for the output",
            (65.0, 127.0),
            "the gradient is right. At the other depth the exponent is still below the limit.",
        ),
        Mistake(
            "swapped",
            (128.0, 65.0),
            "you have both numbers, in the other order.",
        ),
        Mistake(
            "both at the depth of the output",
            (128.0, 128.0),
            "the output is right. Which of the two carries more factors of 2?",
        ),
    ),
)


def _chain(
    loss_slope: float = 1.0,
    gate: Callable = lambda z: z > 0,
    passes: str = "own",
    enters: str = "before",
    with_relu: bool = True,
) -> Callable:
    """Make a backward pass (weights, x, y) -> (dz, dw), right unless told otherwise."""

    def gradients(weights: np.ndarray, x: float, y: float) -> tuple[np.ndarray, np.ndarray]:
        z, a = [], [x]
        for w in weights:
            z.append(w * a[-1])
            a.append(max(z[-1], 0.0) if with_relu else z[-1])
        dz, dw = np.zeros(len(weights)), np.zeros(len(weights))
        da = loss_slope * (a[-1] - y)
        for layer in reversed(range(len(weights))):
            dz[layer] = da * gate(z[layer])
            entering = {"before": a[layer], "after": a[layer + 1], "none": 1.0, "input": x}[enters]
            dw[layer] = dz[layer] * entering
            # The weight between this layer and the one before is this layer's own.
            da = dz[layer] * {"own": weights[layer], "before": weights[layer - 1]}[passes]
        return dz, dw

    return gradients


def _any_chain(rng: np.random.Generator) -> tuple[np.ndarray, float, float]:
    """Draw a chain, more weights of which are positive than not, its input and its target."""
    weights = entries(rng, rng.integers(1, 7)) + 1
    return weights, uniform(rng, 0.1, 2), number(rng)


CHAIN_GRADIENTS = Exercise(
    id="ch03.chain_gradients",
    title="Write the backward pass of a chain",
    statement=(
        "Write `chain_gradients(weights, x, y)` for a chain of ReLU neurons with any weights, an "
        "array of shape `(depth,)`, and the loss $L = \\frac12 (a_D - y)^2$. It returns a pair of "
        "arrays of that shape: $\\mathrm dL/\\mathrm dz_l$ and $\\mathrm dL/\\mathrm dw_l$ for "
        "every layer, the first layer first. At $z = 0$ keep the course's convention. The chain "
        "has at least one layer. The weights, $x$ and $y$ may be any numbers, 0 and negative ones "
        "among them. Six significant digits are wanted."
    ),
    names=("chain_gradients",),
    answer=_chain(),
    right="It held on every chain: active, silent, on the corner, of one layer and of many.",
    digits=6,
    cases=(
        (np.array([5.0, 5.0, 5.0]), 1.0, 0.0),
        (np.array([2.0, 3.0, 0.5, 1.5]), 1.5, 7.0),
        (np.array([-2.0, 3.0, 4.0]), -1.0, 1.0),  # alive: both signs turn
        (np.array([2.0, -3.0, 4.0]), 1.0, 1.0),  # silent from layer 2 on
        (np.array([2.0, 3.0, -4.0]), 1.0, 1.0),  # silent in the last layer only
        (np.array([2.0, 0.0, 4.0]), 1.0, 5.0),  # z = 0
        (np.array([3.0]), 2.0, 5.0),
        (np.array([2.0, 5.0]), 0.5, 5.0),  # on the target
        (np.full(12, 1.1), 1.0, 0.0),
        (np.array([1.0, -0.0, 2.0]), 1.0, -3.0),
        (np.array([2.0, 3.0]), 0.0, 4.0),
        (np.array([1e3, 1e3, 1e3]), 1e3, 1.0),
        (np.array([-2.0]), 3.0, -1.0),
        (np.full(25, 1.05), 0.5, 300.0),
        (np.array([0.05, -0.01]), 2.0, 0.5),
        (np.array([0.05, 0.02]), 2.0, 0.5),
        (np.array([-5e-4, -3.0, 2.0]), 1.0, 1.0),  # silent by a hair
        (np.array([2.0, -5e-4]), 1.0, 1.0),
        (np.array([2.0, -3.0]), -5e-4, 1.0),
        *drawn(_any_chain, seed=5),
    ),
    mistakes=(
        Mistake(
            "the loss without one half",
            _chain(loss_slope=2.0),
            "everything is twice too large. What is the derivative of this chapter's loss?",
        ),
        Mistake(
            "the sign is turned",
            _chain(loss_slope=-1.0),
            "every sign is turned. The error is the output minus the target.",
        ),
        Mistake(
            "the gates were left out on the way back",
            _chain(gate=lambda _z: 1.0),
            "a silent layer must stop the gradient. Its derivative is one of the factors.",
        ),
        Mistake(
            "no ReLU at all",
            _chain(gate=lambda _z: 1.0, with_relu=False),
            "this chain is linear. Put the ReLU back, forward and backward.",
        ),
        Mistake(
            "the gate is open at the corner",
            _chain(gate=lambda z: z >= 0),
            "a gate is open at z = 0. Which slope does the course give the ReLU there?",
        ),
        Mistake(
            "the gradient passes the wrong weight",
            _chain(passes="before"),
            "on equal weights you are right. From layer l to layer l - 1 the gradient passes the "
            "weight in z_l; which one is that?",
        ),
        Mistake(
            "dw with the activation of its own layer",
            _chain(enters="after"),
            "dL/dz is right. The weight of a layer multiplies what enters it, not what leaves it.",
        ),
        Mistake(
            "dw equal to dz",
            _chain(enters="none"),
            "dL/dz is right, and dL/dw is the same. What does the weight multiply?",
        ),
        Mistake(
            "dw with the input of the chain",
            _chain(enters="input"),
            "dL/dz is right. Only the first weight multiplies x; what do the others multiply?",
        ),
    ),
)

EXERCISES = (
    GENTLE_CHAIN,
    HALF_CHAIN,
    CHAIN_GRADIENTS,
    PRODUCT_LIMIT,
    OVERFLOW,
    WHO_SURVIVES,
)
