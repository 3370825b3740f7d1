"""The exercises of chapter 2: the neuron of chapter 1 with a sigmoid in place of its ReLU."""

from collections.abc import Callable

import numpy as np

from tools.activations import sigmoid, sigmoid_grad_from_z
from tools.exercises.cases import drawn, number, uniform
from tools.exercises.checker import Exercise, Mistake


def _delta(z: float, y: float) -> float:
    """Send dL/da = 2 (a - y) back to z."""
    return 2 * (sigmoid(z) - y) * sigmoid_grad_from_z(z)


def _step(delta: Callable = _delta, sign: float = -1.0, dz_dw: str = "x") -> Callable:
    """Make a step (x, w, b, y, eta) -> (w, b) from dL/dz, its direction and the slope of z."""

    def after(x: float, w: float, b: float, y: float, eta: float) -> tuple[float, float]:
        dz = delta(w * x + b, y)
        return w + sign * eta * dz * {"1": 1.0, "x": x, "w": w}[dz_dw], b + sign * eta * dz

    return after


def _b_after_w(x: float, w: float, b: float, y: float, eta: float) -> tuple[float, float]:
    """Move w first, and b by the gradient at the new w."""
    w_new = w - eta * _delta(w * x + b, y) * x
    return w_new, b - eta * _delta(w_new * x + b, y)


def _three_decimals(z: float, y: float) -> float:
    """dL/dz from an output that was rounded to three decimals."""
    a = round(float(sigmoid(z)), 3)
    return 2 * (a - y) * a * (1 - a)


def _neuron(rng: np.random.Generator) -> tuple[float, ...]:
    """Draw x, w, b, y and a learning rate."""
    x, w, b = rng.normal(scale=2, size=3).round(4).tolist()
    return x, w, b, number(rng), uniform(rng, 0, 3)


STEP = Exercise(
    id="ch02.sigmoid_step",
    title="Write the step",
    statement=(
        "Write `sigmoid_step(x, w, b, y, eta)`: five numbers in, the pair of the new $w$ and the "
        "new $b$ out, after **one** gradient step on both, for the neuron $a = \\sigma(wx+b)$ with "
        "the loss $L = (a-y)^2$. It must take any numbers with $\\lvert wx+b \\rvert \\le 30$ and "
        "any $\\eta \\ge 0$, large ones among them. For the numbers of the chapter it must find $w "
        "= 3.0014566856$. Six significant digits are wanted."
    ),
    names=("sigmoid_step",),
    answer=_step(),
    right="Every digit arrived, also where the unit is saturated.",
    digits=6,
    cases=(
        (2.0, 3.0, 1.0, 5.0, 0.1),
        (2.0, 3.0, 1.0, 0.0, 0.1),
        (-2.0, 3.0, 1.0, 5.0, 0.1),
        (0.0, 3.0, 2.0, 1.0, 1.0),
        (1.0, -1.0, 1.0, 0.5, 0.5),  # on the target
        (1.5, 0.5, -0.25, 0.75, 4.0),
        (-1.5, -2.0, 0.5, -3.0, 0.2),
        (2.0, 10.0, 5.0, 1.0, 10.0),  # saturated, and on its target
        (2.0, -7.0, 3.0, 0.5, 0.0),
        (2.0, 0.0, 0.5, 1.0, 0.3),
        (2.0, 0.3, 0.0, 300.0, 0.3),
        (0.01, 300.0, -1.0, -300.0, 2.0),
        (300.0, 0.01, -2.0, 0.5, 0.1),
        (1.0, -250.0, 252.0, 0.3, 0.2),
        # Saturated at both ends, with rates so large that the step still shows.
        (2.0, 4.0, 6.0, -1.0, 3e4),
        (-2.0, 4.0, -6.0, 2.0, 3e4),
        (1.0, 9.0, 5.0, 1.0, 1e11),
        (1.0, -9.0, -5.0, 0.0, 1e11),
        (1.0, 20.0, 5.0, 0.0, 4e9),
        (1.0, -20.0, -5.0, 1.0, 4e9),
        (1.0, 25.0, 5.0, 0.0, 5e9),
        (1.0, -25.0, -5.0, 1.0, 5e9),
        *drawn(_neuron, seed=3),
    ),
    mistakes=(
        Mistake(
            "rounded on the way",
            _step(_three_decimals),
            "the output was rounded before 1 - a was formed. Keep all its digits.",
        ),
        Mistake(
            "the factor of the loss is missing",
            _step(lambda z, y: _delta(z, y) / 2),
            "this loss has no 1/2 in front. What does the square leave behind?",
        ),
        Mistake(
            "the gradient was added",
            _step(sign=1.0),
            "the step went uphill. The gradient points where the loss grows; subtract it.",
        ),
        Mistake(
            "the slope of the sigmoid was left out",
            _step(lambda z, y: 2 * (sigmoid(z) - y)),
            "the factor da/dz is missing: the gradient must pass the sigmoid.",
        ),
        Mistake(
            "the sigmoid for its slope",
            _step(lambda z, y: 2 * (sigmoid(z) - y) * sigmoid(z)),
            "the value of the sigmoid stands where its slope belongs.",
        ),
        Mistake(
            "z (1 - z) for the slope",
            _step(lambda z, y: 2 * (sigmoid(z) - y) * z * (1 - z)),
            "the slope was made from z as if z were the output. Which number goes into the "
            "product?",
        ),
        Mistake(
            "sigmoid'(a) for sigmoid'(z)",
            _step(lambda z, y: 2 * (sigmoid(z) - y) * sigmoid_grad_from_z(sigmoid(z))),
            "the slope was taken at a. It belongs to the point where the sigmoid was applied.",
        ),
        Mistake(
            "the slope of tanh",
            _step(lambda z, y: 2 * (sigmoid(z) - y) * (1 - sigmoid(z) ** 2)),
            "that slope belongs to tanh. Differentiate the sigmoid.",
        ),
        Mistake(
            "the gate of a ReLU",
            _step(lambda z, y: 2 * (sigmoid(z) - y) * (z > 0)),
            "the output comes from a sigmoid, the slope from a ReLU.",
        ),
        Mistake(
            "dz/dw = 1",
            _step(dz_dw="1"),
            "b is right, and w moved as b does. In z = w x + b, what stands beside w?",
        ),
        Mistake(
            "dz/dw = w",
            _step(dz_dw="w"),
            "b is right, w is not: it was multiplied by itself. In z = w x + b, what stands "
            "beside w?",
        ),
        Mistake(
            "b's gradient was taken after w had moved",
            _b_after_w,
            "w is right. Compute both gradients at the old point, then move both.",
        ),
        Mistake(
            "the updates were handed in",
            lambda x, w, b, y, eta: tuple(np.subtract(_step()(x, w, b, y, eta), (w, b))),
            "these are the updates. Where does the neuron stand after them?",
        ),
        Mistake(
            "the gradients were handed in",
            lambda x, w, b, y, _eta: (_delta(w * x + b, y) * x, _delta(w * x + b, y)),
            "these are the gradients. Scale them by the learning rate, then take the step.",
        ),
        Mistake(
            "the pair is swapped",
            lambda *numbers: _step()(*numbers)[::-1],
            "both are there, in the wrong order: w comes first.",
        ),
    ),
)

FLOOR = Exercise(
    id="ch02.loss_floor",
    title="Find the floor",
    statement=(
        "What is the infimum of $L = (\\sigma(wx+b) - y)^2$ over all $w$ and $b$, for the targets "
        "$y = 5$, $y = 0.3$ and $y = -1.5$? Hand in the three numbers, and think about which of "
        "them is attained. Exact values are wanted."
    ),
    names=("floor_5", "floor_03", "floor_minus"),
    answer=(16.0, 0.0, 2.25),
    right="Only the middle one is attained: the other two belong to outputs no sigmoid gives.",
    mistakes=(
        Mistake(
            "zero everywhere",
            (0.0, 0.0, 0.0),
            "can this neuron say 5? List the outputs that it has.",
        ),
        Mistake(
            "the loss of the start",
            ((sigmoid(7) - 5) ** 2, None, None),
            "the first is the loss at one point. Other weights come lower.",
        ),
        Mistake(
            "the distance for its square",
            (4.0, 0.0, 1.5),
            "these are distances from the target. The loss is their square.",
        ),
        Mistake(
            "a 1/2 in front",
            (8.0, 0.0, 1.125),
            "this loss has no 1/2 in front.",
        ),
        Mistake(
            "the far end of the range",
            (25.0, 0.49, 6.25),
            "this is how bad it can get. Which end of the range is nearer to the target?",
        ),
        Mistake(
            "always the upper end",
            (16.0, 0.49, 6.25),
            "the first is right. For the others, 1 is not the output nearest to the target.",
        ),
        Mistake(
            "the range of tanh",
            (16.0, 0.0, 0.25),
            "the last one needs an output below 0. Which activation is this?",
        ),
        Mistake(
            "the range of a ReLU",
            (0.0, 0.0, 2.25),
            "the first would be right for a ReLU, which has no upper bound.",
        ),
    ),
)

# dL/dz at z = 7 with y = 0, of the three losses.
_SQUARED, _HALF, _ENTROPY = (
    2 * sigmoid(7) * sigmoid_grad_from_z(7),
    sigmoid(7) * sigmoid_grad_from_z(7),
    sigmoid(7),
)

LOSS_RATIO = Exercise(
    id="ch02.loss_ratio",
    title="Change the loss",
    statement=(
        "At $z = 7$ with $y = 0$: how many times as large is $\\mathrm dL/\\mathrm dz$ of the "
        "cross-entropy as that of $(a-y)^2$? And as that of $\\tfrac12(a-y)^2$? Four significant "
        "digits are wanted."
    ),
    names=("to_square", "to_half_square"),
    answer=(_ENTROPY / _SQUARED, _ENTROPY / _HALF),
    right="The error cancels in the ratio. What is left is one over the slope.",
    digits=4,
    mistakes=(
        Mistake(
            "upside down",
            (_SQUARED / _ENTROPY, _HALF / _ENTROPY),
            "this is upside down: the cross-entropy's gradient is the larger one.",
        ),
        Mistake(
            "swapped",
            (_ENTROPY / _HALF, _ENTROPY / _SQUARED),
            "you have both; look again which loss has the smaller gradient.",
        ),
        Mistake(
            "the 1/2 was not noticed",
            (_ENTROPY / _SQUARED, _ENTROPY / _SQUARED),
            "the first is right. What does the 1/2 do to the gradient?",
        ),
        Mistake(
            "both as if with the 1/2",
            (_ENTROPY / _HALF, _ENTROPY / _HALF),
            "the second is right. What does the square leave behind if there is no 1/2?",
        ),
        Mistake(
            "rounded on the way",
            (1 / (2 * 0.000999), 1 / 0.000999),
            "the output was rounded before 1 - a was formed; see what early rounding costs.",
        ),
        Mistake(
            "1 / (1 - a)",
            (1 / (2 * sigmoid(-7)), 1 / sigmoid(-7)),
            "nearly: a factor a is missing in the slope. It is close to 1, but it is not 1.",
        ),
        Mistake(
            "the ratio of the losses",
            (np.log1p(np.exp(7)) / sigmoid(7) ** 2, 2 * np.log1p(np.exp(7)) / sigmoid(7) ** 2),
            "these compare the losses. The question is about their slopes.",
        ),
    ),
)

FIRST_ZERO = Exercise(
    id="ch02.first_zero",
    title="Where does the slope disappear?",
    statement=(
        "From which $z$ on is `a * (1 - a)` exactly 0, if $a = \\sigma(z)$ is a **32-bit** number, "
        "with 24 binary digits where a 64-bit number has 53? And from which $z$ on is the "
        "chapter's `sigmoid_grad_from_z(z)` exactly 0 in **64 bits**, where the smallest positive "
        "number is $2^{-1074}$? Four significant digits are wanted."
    ),
    names=("z_from_a", "z_from_z"),
    answer=(24 * np.log(2), 1075 * np.log(2)),
    right="The first form loses the digits of a number near 1, the second runs out of exponents.",
    digits=4,
    mistakes=(
        Mistake(
            "64 bits in the first place",
            (53 * np.log(2), None),
            "the first belongs to 64 bits. Count the binary digits again.",
        ),
        Mistake(
            "one digit too few in the first place",
            (23 * np.log(2), None),
            "the first is one binary digit off: what is added to 1 is lost if it is at most half "
            "of the distance to the next number.",
        ),
        Mistake(
            "decimal digits in the first place",
            (24 * np.log(10), None),
            "the digits are binary. Which logarithm turns a power of 2 into one of e?",
        ),
        Mistake(
            "no logarithm",
            (24.0, None),
            "e to the power of -z has to match a power of 2; the exponents differ by a factor.",
        ),
        Mistake(
            "the smallest 32-bit number in the first place",
            (150 * np.log(2), None),
            "the first is where e to the power of -z itself becomes 0 in 32 bits. The sum with 1 "
            "loses it long before.",
        ),
        Mistake(
            "the form from a in the second place",
            (24 * np.log(2), 53 * np.log(2)),
            "the first is right. The second form has no subtraction, and goes on much longer.",
        ),
        Mistake(
            "rounding to the smallest number is left out",
            (24 * np.log(2), 1074 * np.log(2)),
            "the first is right. There the second is still rounded up to the smallest number; how "
            "far down does that go?",
        ),
        Mistake(
            "the smallest normal number",
            (24 * np.log(2), 1022 * np.log(2)),
            "the first is right. In the second, digits begin to be lost there, but the number is "
            "not 0 yet.",
        ),
        Mistake(
            "the overflow of exp",
            (24 * np.log(2), 1024 * np.log(2)),
            "the first is right. The second is where e to the power of +z overflows; this form "
            "never computes that.",
        ),
    ),
)

AWAKE_RATES = Exercise(
    id="ch02.awake_rates",
    title="Can a larger learning rate make up for it?",
    statement=(
        "Give the chapter's neuron ($x = 2$) the target $y = \\tfrac12$ and the loss $(a-y)^2$. "
        "Near the minimum, below which learning rate does gradient descent converge, if only $w$ "
        "moves? And if $w$ and $b$ move together? Hand in the two limits. Exact values are wanted."
    ),
    names=("rate_w", "rate_both"),
    answer=(4.0, 3.2),
    right="A sigmoid bears sixteen times the rate of a ReLU, and sleeps a thousand times as long.",
    mistakes=(
        Mistake(
            "half the limit, the rate that lands at once",
            (2.0, 1.6),
            "at these rates the distance is gone at once, to first order. How far may it overshoot "
            "and still shrink?",
        ),
        Mistake(
            "the slope of the sigmoid was left out",
            (0.25, 0.2),
            "these are the limits of a ReLU. Where does the slope of the sigmoid enter?",
        ),
        Mistake(
            "the slope of the sigmoid once",
            (1.0, 0.8),
            "the slope of the sigmoid enters twice: once as a moves with z, once as dL/dz moves "
            "with a.",
        ),
        Mistake(
            "the factor of the loss is missing",
            (8.0, 6.4),
            "the loss has no 1/2 in front; differentiate the square twice and look at the factor.",
        ),
        Mistake(
            "x for x^2",
            (8.0, 16 / 3),
            "x enters twice: once as z moves with w, once as the slope moves with z.",
        ),
        Mistake(
            "the slope at z = 7",
            (2 / (8 * sigmoid_grad_from_z(7.0) ** 2), 2 / (10 * sigmoid_grad_from_z(7.0) ** 2)),
            "this is the curvature on the plateau. Where is the minimum for this target?",
        ),
        Mistake(
            "the curvature itself",
            (0.5, 0.625),
            "these are the curvatures. For which rates is the factor 1 - eta c below one in size?",
        ),
        Mistake(
            "w alone, twice",
            (4.0, 4.0),
            "the first is right. The second leaves out what b adds to the curvature.",
        ),
        Mistake(
            "b alone in the second place",
            (4.0, 16.0),
            "the first is right. The second is the limit of b alone; here both move.",
        ),
        Mistake(
            "swapped",
            (3.2, 4.0),
            "you have both; look again which is which.",
        ),
    ),
)


def _cross_entropy(z: float, y: float) -> float:
    """Cross-entropy of sigmoid(z) against the target y, for any z."""
    return np.logaddexp(0.0, z) - y * z


def _clipped(z: float, y: float) -> float:
    """Cross-entropy of an output that was kept away from 0 and 1."""
    a = np.clip(sigmoid(z), 1e-12, 1 - 1e-12)
    return -y * np.log(a) - (1 - y) * np.log(1 - a)


def _output(rng: np.random.Generator) -> tuple[float, float]:
    """Draw a pre-activation and a target."""
    return uniform(rng, -20, 20), uniform(rng, 0, 1)


CROSS_ENTROPY = Exercise(
    id="ch02.cross_entropy",
    title="Write a loss that does not overflow",
    statement=(
        "Write `cross_entropy(z, y)`: a pre-activation of at most 800 in size, of either sign, and "
        "a target in $[0, 1]$ in, the cross-entropy of $\\sigma(z)$ out. Six significant digits "
        "are wanted."
    ),
    names=("cross_entropy",),
    answer=_cross_entropy,
    right="It held where the output is 0 or 1 to the last digit.",
    digits=6,
    cases=(
        (7.0, 0.0),
        (7.0, 1.0),
        (0.0, 0.5),
        (-3.0, 0.25),
        (2.0, 0.75),
        (-40.0, 1.0),
        (40.0, 1.0),
        (800.0, 0.0),
        (-800.0, 1.0),
        (800.0, 1.0),
        (-800.0, 0.5),
        (-800.0, 0.0),
        (-40.0, 0.0),
        (40.0, 0.0),
        (0.0, 0.0),
        (0.0, 1.0),
        (1e-3, 0.75),
        *drawn(_output, seed=4),
    ),
    mistakes=(
        Mistake(
            "the output is clipped",
            _clipped,
            "the output was kept away from 0 and 1, so the loss has a ceiling, and the gradient "
            "is 0 where it matters most. Work from z.",
        ),
        Mistake(
            "the output itself",
            lambda z, y: -y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z)),
            "far out the output is 0 or 1 to the last digit, and one of the logarithms has no "
            "value. Work from z.",
        ),
        Mistake(
            "the exponential overflows",
            lambda z, y: np.log(1 + np.exp(z)) - y * z,
            "the formula is right, and its exponential overflows. Which function of NumPy takes "
            "the larger exponent out of the logarithm first?",
        ),
        Mistake(
            "the sign is turned",
            lambda z, y: -_cross_entropy(z, y),
            "the sign is turned. Logarithms of numbers below 1 are negative; a loss is not.",
        ),
        Mistake(
            "the second term is missing",
            lambda z, y: y * np.logaddexp(0.0, -z),
            "only the term of y is there. What does the loss say if y = 0?",
        ),
        Mistake(
            "the first term is missing",
            lambda z, y: (1 - y) * np.logaddexp(0.0, z),
            "only the term of 1 - y is there. What does the loss say if y = 1?",
        ),
        Mistake(
            "y z is missing",
            lambda z, _y: np.logaddexp(0.0, z),
            "the target has no say here. Which part of (2.16) holds it?",
        ),
        Mistake(
            "the target is turned over",
            lambda z, y: _cross_entropy(z, 1 - y),
            "y and 1 - y have changed places, or z has lost its sign: a right output is punished.",
        ),
        Mistake(
            "logarithms to base 2",
            lambda z, y: _cross_entropy(z, y) / np.log(2),
            "these are bits. The derivative a - y belongs to the natural logarithm.",
        ),
        Mistake(
            "the limit for large z",
            lambda z, y: max(z, 0.0) - y * z,
            "far out this is right. Near z = 0 the logarithm is still needed.",
        ),
        Mistake(
            "the squared error",
            lambda z, y: (sigmoid(z) - y) ** 2,
            "this is the squared error.",
        ),
        Mistake(
            "the gradient for the loss",
            lambda z, y: sigmoid(z) - y,
            "this is dL/dz. The loss itself was asked for.",
        ),
    ),
)

EXERCISES = (STEP, FLOOR, LOSS_RATIO, FIRST_ZERO, AWAKE_RATES, CROSS_ENTROPY)
