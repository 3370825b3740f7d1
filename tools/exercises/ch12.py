"""The exercises of chapter 12: wide random layers; sw2 and sb2 are the variances of the theory."""

import math
from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, uniform
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT

# A dense grid for means over a standard normal number; fine enough for q below 100.
_GRID = np.arange(-1200, 1201) / 100
_DENSITY = np.exp(-(_GRID**2) / 2) / math.sqrt(2 * math.pi) / 100


def _mean(f: Callable, root: float) -> float:
    """Mean of f over a normal number of this standard deviation."""
    return float(_DENSITY @ f(root * _GRID))


def _squared(z: np.ndarray) -> np.ndarray:
    """Square of tanh."""
    return np.tanh(z) ** 2


def _slope(z: np.ndarray) -> np.ndarray:
    """Slope of tanh."""
    return 1 - np.tanh(z) ** 2


def _slope_squared(z: np.ndarray) -> np.ndarray:
    """Squared slope of tanh."""
    return _slope(z) ** 2


def _settled(sw2: float, sb2: float) -> float:
    """Iterate the length map of tanh, from above, to its fixed point."""
    q = sw2 + sb2
    for _ in range(3000):
        q, before = sw2 * _mean(_squared, math.sqrt(q)) + sb2, q
        if before - q < 1e-14:
            break
    return q


def _chi_with(
    weight: Callable[[float], float] = lambda sw2: sw2,
    function: Callable = _slope_squared,
    deviation: Callable[[float], float] = math.sqrt,
    size: Callable[[float, float], float] = _settled,
) -> Callable:
    """Make a function (sw2, sb2) -> chi of tanh at the fixed point, right unless told otherwise."""

    def chi(sw2: float, sb2: float) -> float:
        return weight(sw2) * _mean(function, deviation(size(sw2, sb2)))

    return chi


_chi = _chi_with()


def _root(f: Callable, low: float, high: float) -> float:
    """Zero of a function that rises through it."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return low


def _weights_on_border(gain: Callable[[float], float], sb2: Callable[[float], float]) -> float:
    """Weight variance of tanh at which sw2 gain(root) = 1 and the biases have the variance sb2."""

    def weights(q: float) -> float:
        return 1 / gain(math.sqrt(q))

    def excess(q: float) -> float:
        return q - weights(q) * _mean(_squared, math.sqrt(q)) - sb2(weights(q))

    return weights(_root(excess, 1e-6, 60))


def _critical(sb2: float) -> float:
    """Critical weight variance of tanh."""
    return _weights_on_border(lambda root: _mean(_slope_squared, root), lambda _: sb2)


def _critical_sigmoid(sb2: float) -> float:
    """Critical standard deviation of the weights of a sigmoid, as tanh on its line."""
    return 4 * math.sqrt(
        _weights_on_border(
            lambda root: _mean(_slope_squared, root), lambda weights: weights + sb2 / 4
        )
    )


SMALL_BIAS, LARGE_BIAS = _critical(0.05), _critical(0.5)
BY_MEAN_SLOPE = _weights_on_border(lambda root: _mean(_slope, root) ** 2, lambda _: 0.05)

CRITICAL_TANH = Exercise(
    id="ch12.critical_tanh",
    title="Two points of the border",
    statement=(
        "The biases of a wide tanh network have the variance $\\sigma_b^2 = 0.05$. Which "
        "$\\sigma_w^2$ puts it on the edge of chaos? And which does for $\\sigma_b^2 = 0.5$? Four "
        "significant digits are wanted."
    ),
    names=("small_bias", "large_bias"),
    answer=(SMALL_BIAS, LARGE_BIAS),
    right="Ten times the bias variance, and less than twice the weight variance.",
    digits=4,
    mistakes=(
        Mistake(
            "the standard deviation",
            (math.sqrt(SMALL_BIAS), None),
            "this is a standard deviation. The question asks for a variance.",
        ),
        Mistake(
            "the biases were left out",
            (1.0, None),
            "this is the foot of the border, where the biases are absent.",
        ),
        Mistake(
            "the bias variance was squared",
            (_critical(0.05**2), None),
            "you seem to have squared the variance of the biases. It is a variance already.",
        ),
        Mistake(
            "the root of the bias variance",
            (_critical(math.sqrt(0.05)), None),
            "you seem to have used the standard deviation of the biases. The length map adds a "
            "variance.",
        ),
        Mistake(
            "the fixed point was handed in",
            (_settled(SMALL_BIAS, 0.05), None),
            "this is the size of the signal on the edge. Which weights belong to it?",
        ),
        Mistake(
            "the series at the foot",
            (1 + 0.3 ** (1 / 3), None),
            "this is the border near its foot, by its series. The biases are too large for it.",
        ),
        Mistake(
            "the mean slope for the mean square",
            (BY_MEAN_SLOPE, None),
            "you squared the mean of the slope. Take the mean of its square.",
        ),
        Mistake(
            "the second as a standard deviation",
            (SMALL_BIAS, math.sqrt(LARGE_BIAS)),
            "the first is right. The second is a standard deviation.",
        ),
        Mistake(
            "the first was scaled",
            (SMALL_BIAS, 10 * SMALL_BIAS),
            "the first is right. The border is not a straight line.",
        ),
        Mistake(
            "the first twice",
            (SMALL_BIAS, SMALL_BIAS),
            "the first is right. Larger biases ask for other weights.",
        ),
    ),
)

BARE, BIASED = _critical_sigmoid(0.0), _critical_sigmoid(100.0)

CRITICAL_SIGMOID = Exercise(
    id="ch12.critical_sigmoid",
    title="The edge of the sigmoid",
    statement=(
        "At which standard deviation $\\sigma_w$ is a wide sigmoid network without biases on the "
        "edge of chaos? And at which one if the biases have the variance $\\sigma_b^2 = 100$? Four "
        "significant digits are wanted."
    ),
    names=("without_biases", "with_biases"),
    answer=(BARE, BIASED),
    right="Large biases, and the critical weights grow by less than one half.",
    digits=4,
    mistakes=(
        Mistake(
            "the variance",
            (BARE**2, None),
            "this is a variance. The question asks for a standard deviation.",
        ),
        Mistake(
            "the mean was left out",
            (4.0, None),
            "this would hold for a sigmoid without its mean. What does the mean do to the next "
            "layer?",
        ),
        Mistake(
            "the variance of the tanh network",
            (BARE**2 / 16, None),
            "this is the weight variance of the tanh network that behaves like it. Translate it "
            "back.",
        ),
        Mistake(
            "the standard deviation of the tanh network",
            (BARE / 4, None),
            "this is the standard deviation of the tanh network that behaves like it. Translate "
            "it back.",
        ),
        Mistake(
            "the second as a variance",
            (BARE, BIASED**2),
            "the first is right. The second is a variance.",
        ),
        Mistake(
            "the biases were not scaled",
            (BARE, _critical_sigmoid(400.0)),
            "the first is right. In the tanh network the pre-activations are half as large, and "
            "so are the biases. What becomes of their variance?",
        ),
        Mistake(
            "the biases were scaled like the weights",
            (BARE, _critical_sigmoid(25.0)),
            "the first is right. The biases do not pass through the activation, as the weights' "
            "inputs do. Which factor is left for them?",
        ),
        Mistake(
            "the root of the bias variance",
            (BARE, _critical_sigmoid(10.0)),
            "the first is right. The second has taken the standard deviation of the biases for "
            "their variance.",
        ),
        Mistake(
            "the biases replaced the mean",
            (BARE, 4 * math.sqrt(_critical(25.0))),
            "the first is right. The mean of the sigmoid is still there, beside the biases.",
        ),
        Mistake(
            "the first twice",
            (BARE, BARE),
            "the first is right. Biases make order; the weights have to make up for it.",
        ),
    ),
)

CHI_OF_FOUR = _chi(1.0, 1.0)  # a sigmoid with sigma_w = 4, as tanh

THREE_SIGMOIDS = Exercise(
    id="ch12.three_sigmoids",
    title="Three layers back",
    statement=(
        "From $z_4$ back to $z_1$ a gradient crosses three sigmoids and three weights. In a chain "
        "of single neurons whose weights are at most 1 in size, with any biases: how large can "
        "$\\lvert \\mathrm dz_1 / \\mathrm dz_4 \\rvert$ be, where $\\mathrm dz$ is short for "
        "$\\mathrm dL/\\mathrm dz$? How large is it if all weights are 8, all biases $-4$, and the "
        "activation that enters each layer is ½? And by what factor does the mean square of the "
        "gradient change on the same way through wide layers whose size has settled, without "
        "biases, whose weights have the standard deviation $\\sigma_w = 4$ (times $1/\\sqrt n$)? "
        "`bound` and `tuned` are wanted exactly, `wide` to four significant digits."
    ),
    names=("bound", "tuned", "wide"),
    answer=(1 / 64, 8.0, CHI_OF_FOUR**3),
    right="A bound for small weights, an explosion for tuned ones, and a mean over random ones.",
    digits=(EXACT, EXACT, 4),
    mistakes=(
        Mistake(
            "four slopes",
            (1 / 256, None, None),
            "there is one factor too many. Which slopes lie on the way between the two numbers?",
        ),
        Mistake(
            "one slope",
            (1 / 4, None, None),
            "the first is one layer's factor. How many layers are crossed?",
        ),
        Mistake(
            "the squares were bounded",
            (1 / 4096, None, None),
            "the first is the bound for the square.",
        ),
        Mistake(
            "slopes of tanh",
            (1.0, None, None),
            "the first would hold for tanh. How steep is a sigmoid at most?",
        ),
        Mistake(
            "the weights alone",
            (1 / 64, 512.0, None),
            "the bound is right. The tuned chain has slopes, too.",
        ),
        Mistake(
            "one layer of the tuned chain",
            (1 / 64, 2.0, None),
            "the bound is right. The tuned chain has more than one layer.",
        ),
        Mistake(
            "the bound for the tuned chain",
            (1 / 64, 1 / 64, None),
            "the bound is right. The tuned chain has larger weights than it allows.",
        ),
        Mistake(
            "one wide layer",
            (1 / 64, 8.0, CHI_OF_FOUR),
            "the first two are right. The third is one layer's factor.",
        ),
        Mistake(
            "the root of the mean square",
            (1 / 64, 8.0, CHI_OF_FOUR**1.5),
            "the first two are right. The third is a factor of the size. The question asks for the "
            "mean square.",
        ),
        Mistake(
            "slopes at their largest",
            (1 / 64, 8.0, 1.0),
            "the first two are right. In the third the units do not stay at pre-activation zero.",
        ),
        Mistake(
            "the variance for the standard deviation",
            (1 / 64, 8.0, _chi(1 / 4, 1 / 4) ** 3),
            "the first two are right. The third has taken the standard deviation for a variance.",
        ),
    ),
)

RELU_WITH_BIASES = Exercise(
    id="ch12.relu_with_biases",
    title="ReLU beside its border",
    statement=(
        "Wide ReLU layers. With $\\sigma_w^2 = 1.5$ and $\\sigma_b^2 = 0.1$, where does the size "
        "settle, and what is $\\chi$ there? With $\\sigma_w^2 = 2$, $\\sigma_b^2 = 0.1$ and $q_1 = "
        "1$, how large is $q_{50}$? Pencil and paper will do. Exact values are wanted."
    ),
    names=("q_star", "chi", "q_50"),
    answer=(0.4, 0.75, 5.9),
    right="A step beside the point (2, 0), and the size either forgets its input or grows.",
    mistakes=(
        Mistake(
            "the half was forgotten in the length map",
            (-0.2, None, None),
            "a mean square below zero? Half of the units are silent.",
        ),
        Mistake(
            "divided by the slope of the map",
            (0.1 / 0.75, None, None),
            "write down what a fixed point is: the same size on both sides. Then solve it.",
        ),
        Mistake(
            "the bias alone",
            (0.1, None, None),
            "this is the share of the biases of one layer. What do the layers before bring?",
        ),
        Mistake(
            "the half was forgotten in the slope",
            (0.4, 1.5, None),
            "the size is right. How often is the slope of a ReLU not zero?",
        ),
        Mistake(
            "the squared weight",
            (0.4, 0.5625, None),
            "the size is right. The second is squared once too often.",
        ),
        Mistake(
            "one layer too many",
            (0.4, 0.75, 6.0),
            "the first two are right. From the first layer to the last, how many steps are there?",
        ),
        Mistake(
            "the biases were forgotten",
            (0.4, 0.75, 1.0),
            "the first two are right. For the third, the weights keep the size. And the biases?",
        ),
        Mistake(
            "the half was forgotten at the end",
            (0.4, 0.75, 2.0**49 + 0.1 * (2.0**49 - 1)),
            "the first two are right. In the third the size doubles per layer; half of the units "
            "are silent.",
        ),
        Mistake(
            "the biases were halved",
            (0.4, 0.75, 1 + 49 * 0.05),
            "the first two are right. Does the bias of a layer pass through the ReLU before it is "
            "added?",
        ),
    ),
)


def _slope_of_length_map(sw2: float, sb2: float) -> float:
    """Slope of the length map instead: half the mean second derivative of tanh squared."""
    root = math.sqrt(_settled(sw2, sb2))
    return sw2 * _mean(lambda z: _slope(z) * (1 - 3 * np.tanh(z) ** 2), root)


def _variances(rng: np.random.Generator) -> tuple[float, float]:
    """Draw the variances of the weights and of the biases."""
    return uniform(rng, 0.1, 9), uniform(rng, 0.1, 3)


CHI = Exercise(
    id="ch12.chi",
    title="The slope of a tanh network",
    statement=(
        "Write `chi(sw2, sb2)`: the slope $\\chi$ of a wide tanh network with the variances `sw2` "
        "and `sb2`, at the fixed point to which every start but 0 leads. It must take any $0 \\le "
        "\\sigma_b^2 \\le 10$ and $0 < \\sigma_w^2 \\le 9$, but nothing closer to $(1, 0)$ than "
        "$(0.9, 0)$ and $(1.1, 0)$ are: there the way to the fixed point is very long, and at $(1, "
        "0)$ it has no end. Six significant digits are wanted."
    ),
    names=("chi",),
    answer=_chi,
    right="It held in both phases, with biases and without.",
    digits=6,
    cases=(
        (2.25, 0.0025),
        (25 / 9, 0.0),
        (0.5, 0.0),
        (1.2, 1.0),
        (0.5, 2.0),
        (9.0, 0.0),
        (1.5, 0.3),
        (0.9, 0.0),  # the slowest way to the fixed point that is asked for, and its brother
        (1.1, 0.0),
        (0.05, 0.0),
        (1.0, 0.1),
        (9.0, 10.0),
        (0.3, 10.0),
        *drawn(_variances, seed=21),
    ),
    mistakes=(
        Mistake(
            "the size had not settled",
            _chi_with(size=lambda *_: 1.0),
            "this is the slope for a signal of size one. Where does the size settle?",
        ),
        Mistake(
            "one layer only",
            _chi_with(size=lambda sw2, sb2: sw2 * _mean(_squared, 1.0) + sb2),
            "the size has gone through one layer only. Where does it settle?",
        ),
        Mistake(
            "the start was zero",
            _chi_with(size=lambda sw2, sb2: _settled(sw2, sb2) if sb2 else 0.0),
            "with biases you are right. Without them, zero is a fixed point that no other start "
            "reaches if the weights are large. Start elsewhere.",
        ),
        Mistake(
            "the slope was not squared",
            _chi_with(function=_slope),
            "this is the mean of the slope. A second moment needs its square.",
        ),
        Mistake(
            "the activation for its slope",
            _chi_with(function=_squared),
            "this is the mean square of the activation. The gradient meets its slope.",
        ),
        Mistake(
            "the weights were left out",
            _chi_with(weight=lambda _: 1.0),
            "this is the activation's part. The weights have one as well.",
        ),
        Mistake(
            "the standard deviation of the weights",
            _chi_with(weight=math.sqrt),
            "the weights enter by their variance. This has its root.",
        ),
        Mistake(
            "the variance for the standard deviation",
            _chi_with(deviation=lambda q: q),
            "q is a variance. By what must a standard normal number be multiplied?",
        ),
        Mistake(
            "the arguments were squared",
            lambda sw2, sb2: _chi(sw2**2, sb2**2),
            "the arguments are variances already; they seem to have been squared.",
        ),
        Mistake(
            "the biases were left out",
            lambda sw2, _: _chi(sw2, 0.0),
            "without biases you are right. Where do they enter?",
        ),
        Mistake(
            "the slope of the length map",
            _slope_of_length_map,
            "this is the slope of the length map. Which map's slope is asked for?",
        ),
    ),
)

CALM = _chi(1.5, 0.05)
LAYERS = math.log(1000) / abs(math.log(CALM))

HOW_DEEP = Exercise(
    id="ch12.how_deep",
    title="How deep does a gradient get?",
    statement=(
        "A wide tanh network has the variances $\\sigma_w^2 = 1.5$ and $\\sigma_b^2 = 0.05$, and "
        "the size of its signals has settled. What is $\\chi$? And across how many layers, at "
        "least, must a gradient go back for its mean square to fall to one thousandth or less? "
        "`chi` is wanted to four significant digits, `layers` exactly."
    ),
    names=("chi", "layers"),
    answer=(CALM, float(math.ceil(LAYERS))),
    right="Fifteen per cent off the critical variance, and the depth has an end.",
    digits=(4, EXACT),
    mistakes=(
        Mistake(
            "the biases were left out",
            (_chi(1.5, 0.0), None),
            "this is the slope without biases. It would make the gradient grow.",
        ),
        Mistake(
            "the weight variance",
            (1.5, None),
            "this is the slope at size zero. Where does the size settle?",
        ),
        Mistake(
            "the root of the slope",
            (math.sqrt(CALM), None),
            "this is the factor of the size of a gradient. The slope belongs to its square.",
        ),
        Mistake(
            "the number was not rounded up",
            (CALM, LAYERS),
            "the slope is right, and you are close: layers come in whole numbers.",
        ),
        Mistake(
            "the number was rounded down",
            (CALM, float(math.floor(LAYERS))),
            "the slope is right. Behind this many layers a trace too much is left.",
        ),
        Mistake(
            "the depth scale",
            (CALM, 1 / abs(math.log(CALM))),
            "the slope is right. This is the depth scale, across which the square falls by the "
            "factor e.",
        ),
        Mistake(
            "the size for the square",
            (CALM, float(math.ceil(2 * LAYERS))),
            "the slope is right. Across this many layers the size falls to that; the question asks "
            "for the square.",
        ),
        Mistake(
            "the logarithms had two bases",
            (CALM, 3 / abs(math.log(CALM))),
            "the slope is right. One logarithm is to base ten, the other one natural.",
        ),
    ),
)

EXERCISES = (
    CRITICAL_TANH,
    RELU_WITH_BIASES,
    CRITICAL_SIGMOID,
    THREE_SIGMOIDS,
    CHI,
    HOW_DEEP,
)
