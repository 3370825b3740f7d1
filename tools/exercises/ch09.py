"""The exercises of chapter 9: He initialisation at finite width, M_D = |a_D|^2 / |a_0|^2."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from tools.exercises.cases import drawn, uniform
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT, Places

SECOND_MOMENT = (1 + 5 / 128) ** 50
VARIANCE = SECOND_MOMENT - 1

FIFTY_LAYERS = Exercise(
    id="ch09.fifty_layers",
    title="Fifty layers of 128",
    statement=(
        "Width 128, depth 50, He initialisation with normal weights, no biases. How large is the "
        "second moment $\\mathbb E\\, M_{50}^2$? And over how many independent networks must one "
        "average $M_{50}$, at least, so that the standard error of the average is at most 0.1? "
        "`second_moment` is wanted to four significant digits, `nets` exactly."
    ),
    names=("second_moment", "nets"),
    answer=(SECOND_MOMENT, 580.0),
    right="Hundreds of networks for one digit, and this is a calm shape.",
    digits=(4, EXACT),
    mistakes=(
        Mistake(
            "the exponential bound",
            (math.exp(250 / 128), None),
            "this is the upper bound with the exponential. The product itself is a little smaller.",
        ),
        Mistake(
            "the layers were added",
            (1 + 250 / 128, None),
            "the layers add up here. What do independent factors do?",
        ),
        Mistake(
            "width and depth were swapped",
            (1.1**128, None),
            "width and depth have changed places.",
        ),
        Mistake(
            "the fluctuation of a linear layer",
            ((1 + 2 / 128) ** 50, None),
            "this would hold without the ReLU. What does the silent half add to the variance?",
        ),
        Mistake(
            "the second moment for the variance",
            (SECOND_MOMENT, 680.0),
            "the second moment is right. The standard error comes from the variance.",
        ),
        Mistake(
            "the standard deviation was not squared",
            (SECOND_MOMENT, 25.0),
            "the second moment is right. How does a standard error shrink with the number of "
            "networks?",
        ),
        Mistake(
            "the number was not rounded up",
            (SECOND_MOMENT, 100 * VARIANCE),
            "the second moment is right, and you are close: networks come in whole numbers.",
        ),
        Mistake(
            "the number was rounded down",
            (SECOND_MOMENT, 579.0),
            "the second moment is right. With this many networks the error is a trace too large.",
        ),
    ),
)

TYPICAL_LOG = -50 * (np.euler_gamma + math.log(2))
GEOMETRIC, MEAN_SIZE = math.exp(TYPICAL_LOG), (2 / math.pi) ** 50

TYPICAL_PRODUCT = Exercise(
    id="ch09.typical_product",
    title="The typical product",
    statement=(
        "The weights of a chain of 100 single neurons without ReLU are drawn from $N(0, 1)$, "
        "independently. What is the geometric mean of $\\lvert w_1 \\cdots w_{100} \\rvert$, that "
        "is, $\\mathrm e$ to the mean of its logarithm? And what is its mean, $\\mathbb E\\, "
        "\\lvert w_1 \\cdots w_{100} \\rvert$? Three significant digits are wanted."
    ),
    names=("geometric_mean", "mean_size"),
    answer=(GEOMETRIC, MEAN_SIZE),
    right="Typical and average lie eighteen powers of ten apart.",
    digits=3,
    mistakes=(
        Mistake(
            "the two were swapped",
            (MEAN_SIZE, GEOMETRIC),
            "you have both numbers, in the other order. The mean is never the smaller one.",
        ),
        Mistake(
            "the typical value for the mean",
            (GEOMETRIC, GEOMETRIC),
            "the first is right. The mean is another number: rare large chains carry it.",
        ),
        Mistake(
            "the mean for the typical value",
            (MEAN_SIZE, MEAN_SIZE),
            "the second is right. For the first, average the logarithm.",
        ),
        Mistake(
            "the root of the mean square",
            (GEOMETRIC, 1.0),
            "the first is right. The second is what squares give; the mean of a size is smaller "
            "than the root of its mean square.",
        ),
        Mistake(
            "the sign was kept",
            (GEOMETRIC, 0.0),
            "the first is right. The mean of the product vanishes by symmetry; its size has no "
            "sign.",
        ),
        Mistake(
            "the square of the product",
            (math.exp(2 * TYPICAL_LOG), None),
            "this is the geometric mean of the square of the product.",
        ),
        Mistake(
            "weights of variance 2",
            (math.exp(-50 * np.euler_gamma), None),
            "this holds for weights of variance two, He's for a single neuron.",
        ),
        Mistake(
            "the logarithm was handed in",
            (TYPICAL_LOG, None),
            "this is the mean of the logarithm. Take the exponential.",
        ),
        Mistake(
            "one factor only",
            (math.exp(TYPICAL_LOG / 100), None),
            "this is one layer. There are more of them.",
        ),
    ),
)

ALIVE = (1 - 2.0**-10) ** 100
WIDTH = -math.log2(1 - 0.99 ** (1 / 1000))

WHO_SURVIVES = Exercise(
    id="ch09.who_survives",
    title="How wide must it be?",
    statement=(
        "He initialisation, no biases, one input. What is the probability that a network of 100 "
        "layers of ten neurons is alive at its end? And what is the smallest width at which a "
        "network of 1000 layers is alive with a probability of at least 99 %? `alive` is wanted to "
        "three significant digits, `width` exactly."
    ),
    names=("alive", "width"),
    answer=(ALIVE, 17.0),
    right="A few neurons more, and a network of any useful depth lives.",
    digits=(3, EXACT),
    mistakes=(
        Mistake(
            "the dead were counted",
            (1 - ALIVE, None),
            "this is the share of the dead.",
        ),
        Mistake(
            "one layer only",
            (1 - 2.0**-10, None),
            "this is what one layer lets through. How many must?",
        ),
        Mistake(
            "the probabilities of death were added",
            (1 - 100 / 1024, None),
            "adding the probabilities counts networks twice that would fall silent in two layers. "
            "Multiply what survives.",
        ),
        Mistake(
            "a silent neuron was taken for a silent layer",
            (2.0**-100, None),
            "here each layer lives with the chance of a single neuron. How many must be silent at "
            "once to end it?",
        ),
        Mistake(
            "every neuron must be active",
            (2.0**-1000, None),
            "here one silent neuron ends the network. How many must be silent at once?",
        ),
        Mistake(
            "the width was not rounded up",
            (ALIVE, WIDTH),
            "the first is right, and the second is close: neurons come in whole numbers.",
        ),
        Mistake(
            "the width was rounded down",
            (ALIVE, 16.0),
            "the first is right. At this width a trace too many networks die.",
        ),
        Mistake(
            "the width for a hundred layers",
            (ALIVE, 14.0),
            "the first is right. The second network is deeper than that.",
        ),
        Mistake(
            "the width for one half",
            (ALIVE, 11.0),
            "the first is right. At this width about three in five networks are alive.",
        ),
    ),
)


def _relative_variance(
    counted: Callable[[Sequence[int]], Sequence[int]] = lambda widths: widths[1:],
    per_unit: float = 5.0,
    subtracted: float = 1.0,
) -> Callable:
    """Make a function of the widths, right unless told otherwise."""

    def relative_variance(widths: Sequence[int]) -> float:
        return math.prod(1 + per_unit / n for n in counted(widths)) - subtracted

    return relative_variance


def _plain_variance(widths: Sequence[int]) -> float:
    """Leave the squared mean in."""
    return _relative_variance()(widths) * (widths[-1] / widths[0]) ** 2


def _bound(widths: Sequence[int]) -> float:
    """Take the exponential bound for the product."""
    return math.exp(sum(5 / n for n in widths[1:])) - 1


def _sum(widths: Sequence[int]) -> float:
    """Add up the layers."""
    return sum(5 / n for n in widths[1:])


RELATIVE_VARIANCE = Exercise(
    id="ch09.relative_variance",
    title="Which network is calm?",
    statement=(
        "Write `relative_variance(widths)` for a network of normal weights with variance "
        "$2/n_{l-1}$ and without biases. `widths` is a list, $n_0, n_1, \\dots, n_D$, the input "
        "first, with at least one layer. The widths may be any whole numbers from 1 on. The "
        "function returns the variance of $M_D$ divided by the square of its mean. Six significant "
        "digits are wanted."
    ),
    names=("relative_variance",),
    answer=_relative_variance(),
    right="It held for constant widths, for funnels, and for a single layer.",
    digits=6,
    cases=(
        ([64] * 6,),
        ([40, 20, 10],),
        ([10, 20, 40],),
        ([3, 7],),
        ([100, 1],),
        ([1, 100],),
        ([64] * 3 + [8] * 5,),
        ([1, 1],),
        ([2, 1, 3, 1, 2],),
        ([1000, 2000],),
        ([10] * 60,),
        *drawn(lambda rng: (rng.integers(1, 30, rng.integers(2, 7)).tolist(),), seed=17),
    ),
    mistakes=(
        Mistake(
            "the input was counted",
            _relative_variance(counted=lambda widths: widths),
            "there is one factor too many. Which random layer does the input come from?",
        ),
        Mistake(
            "fan_in for the width of the layer",
            _relative_variance(counted=lambda widths: widths[:-1]),
            "on equal widths you are right. Over which neurons does the sum in a gain run?",
        ),
        Mistake(
            "the second moment was returned",
            _relative_variance(subtracted=0.0),
            "this is the second moment over the squared mean. A variance is less.",
        ),
        Mistake(
            "a linear layer",
            _relative_variance(per_unit=2.0),
            "this would hold without the ReLU.",
        ),
        Mistake(
            "the squared mean was left in",
            _plain_variance,
            "on equal widths you are right. How large is the mean when the widths change?",
        ),
        Mistake(
            "the exponential bound",
            _bound,
            "this is the upper bound with the exponential. The exact value is a product.",
        ),
        Mistake(
            "the layers were added",
            _sum,
            "for one layer you are right. What do the second moments of independent factors do?",
        ),
    ),
)


def _one_layer(angle: float) -> float:
    """Cosine after one layer."""
    return (math.sin(angle) + (math.pi - angle) * math.cos(angle)) / math.pi


def _angle_after(
    layer: Callable[[float], float] = _one_layer,
    finish: Callable[[float], float] = lambda angle: angle,
) -> Callable:
    """Make a function (angle, depth) -> angle from the map from angle to cosine of a layer."""

    def angle_after(angle: float, depth: int) -> float:
        for _ in range(depth):
            angle = math.acos(max(-1.0, min(layer(angle), 1.0)))
        return finish(angle)

    return angle_after


ANGLE_AFTER = Exercise(
    id="ch09.angle_after",
    title="Follow the angle",
    statement=(
        "Two inputs enter an infinitely wide ReLU network with He initialisation, at any angle "
        "from 0 to $\\pi$, both included. Write `angle_after(angle, depth)`: their angle after "
        "`depth` layers, a number. Angles are in radians, and `depth` is a whole number from 0 on. "
        "Six digits after the point are wanted."
    ),
    names=("angle_after",),
    answer=_angle_after(),
    right="It held for parallel, opposite and all other inputs.",
    digits=Places(6),
    cases=(
        (math.pi / 2, 1),
        (math.pi / 2, 50),
        (1.0, 0),
        (0.3, 10),
        (2.5, 2),
        (math.pi, 3),
        (0.0, 5),
        (math.pi, 0),
        (0.0, 0),
        (1e-4, 4),
        (3.1, 1),
        *drawn(lambda rng: (uniform(rng, 0, math.pi), int(rng.integers(1, 12))), seed=18),
    ),
    mistakes=(
        Mistake(
            "the cosine was returned",
            _angle_after(finish=math.cos),
            "this is a cosine. Turn it back into an angle.",
        ),
        Mistake(
            "the angle was returned in degrees",
            _angle_after(finish=math.degrees),
            "these are degrees.",
        ),
        Mistake(
            "the mean square of the ReLU was taken for 1",
            _angle_after(lambda angle: _one_layer(angle) / 2),
            "two parallel inputs come out at an angle. What does the mean product have to be "
            "divided by?",
        ),
        Mistake(
            "the angle itself for its supplement",
            _angle_after(lambda angle: (math.sin(angle) + angle * math.cos(angle)) / math.pi),
            "two parallel inputs come out at an angle. For which share of the directions are both "
            "neurons active?",
        ),
        Mistake(
            "a layer without ReLU",
            _angle_after(math.cos),
            "the angle stays as it is. What does the ReLU do to two opposite inputs?",
        ),
        Mistake(
            "one layer for any depth",
            lambda angle, depth: _angle_after()(angle, min(depth, 1)),
            "you went through one layer only.",
        ),
        Mistake(
            "the slope for the map",
            _angle_after(lambda angle: 1 - angle / math.pi),
            "this iterates the slope of the map, not the map.",
        ),
    ),
)

EXERCISES = (
    FIFTY_LAYERS,
    TYPICAL_PRODUCT,
    WHO_SURVIVES,
    RELATIVE_VARIANCE,
    ANGLE_AFTER,
)
