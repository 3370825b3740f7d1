"""The exercises of chapter 8: gains, moments and variances of He initialisation."""

import math

from tools.exercises.cases import drawn
from tools.exercises.checker import Exercise, Mistake

_RELU_VARIANCE = 1 / 2 - 1 / (2 * math.pi)  # of relu(z) for Var z = 1
_MEAN = math.sqrt(3 / (2 * math.pi))  # of relu(z) for Var z = 3

RELU_MOMENTS = Exercise(
    id="ch08.relu_moments",
    title="Moments behind a ReLU",
    statement=(
        "$z$ is normal with mean 0 and variance 3. What are the second moment and the mean of $a = "
        "\\operatorname{ReLU}(z)$, and what is $\\operatorname{Var} a / \\operatorname{Var} z$? "
        "Three significant digits are wanted."
    ),
    names=("second_moment", "mean", "ratio"),
    answer=(1.5, _MEAN, _RELU_VARIANCE),
    right="The second moment splits into the variance and the square of the mean.",
    digits=3,
    mistakes=(
        Mistake(
            "the variance is the second moment",
            (1.5, _MEAN, 0.5),
            "variance and second moment are the same only where the mean is 0. What is left if you "
            "subtract the square of the mean?",
        ),
        Mistake(
            "the mean is taken for 0",
            (1.5, 0.0, 0.5),
            "a ReLU hands on nothing below 0. Can its mean be 0?",
        ),
        Mistake(
            "the mean was not squared",
            (1.5, _MEAN, (1.5 - _MEAN) / 3),
            "from the second moment you subtract the mean itself. Which power of it has the right "
            "unit?",
        ),
        Mistake(
            "the variance for the ratio",
            (1.5, _MEAN, 3 * _RELU_VARIANCE),
            "this is the variance of a. What share of the variance of z is it?",
        ),
        Mistake(
            "for variance 1",
            (0.5, 1 / math.sqrt(2 * math.pi), _RELU_VARIANCE),
            "these belong to a z of variance 1. How does each of the two moments grow if z is "
            "stretched?",
        ),
        Mistake(
            "a standard deviation of 3",
            (4.5, 3 / math.sqrt(2 * math.pi), _RELU_VARIANCE),
            "you took the variance of z for its standard deviation.",
        ),
        Mistake(
            "nothing was cut off",
            (3.0, 0.0, 1.0),
            "these are the moments of z. What does the ReLU do to the negative half?",
        ),
        Mistake(
            "the mean is that of abs(z)",
            (1.5, 2 * _MEAN, None),
            "your mean is that of |z|. Where z is negative, what does the ReLU hand on?",
        ),
    ),
)

_WRONG_NV = 1 / _RELU_VARIANCE
_TRUE_GAIN = _WRONG_NV / 2

HALF_MENDED = Exercise(
    id="ch08.half_mended",
    title="Mend half of a proof",
    statement=(
        "Somebody believes in $\\operatorname{Var} z = n\\, v \\operatorname{Var} a$, knows the "
        "correct variance behind a ReLU, and chooses the weights' variance $v$ so that "
        "$\\operatorname{Var} z$ ought to stay constant. Which $n v$ is that, and by which factor "
        "per layer does the second moment really change? Four significant digits are wanted."
    ),
    names=("nv", "gain"),
    answer=(_WRONG_NV, _TRUE_GAIN),
    right="Two errors that cancel are safer than one of them alone.",
    digits=4,
    mistakes=(
        Mistake(
            "both errors together",
            (2.0, 1.0),
            "this is what both errors together give. Here only one of them is made: behind the "
            "ReLU the correct variance is used.",
        ),
        Mistake(
            "the gain believed in",
            (_WRONG_NV, 1.0),
            "n v is right. But the gain is the one that was believed in; what does equation (8.4) "
            "say to these weights?",
        ),
        Mistake(
            "the gain of a linear layer",
            (_WRONG_NV, _WRONG_NV),
            "n v is right. For the gain, half of the second moment is cut off by the ReLU.",
        ),
        Mistake(
            "the factor itself for its reciprocal",
            (_RELU_VARIANCE, _RELU_VARIANCE / 2),
            "nv shrinks what the ReLU has shrunk already. It ought to make up for it.",
        ),
        Mistake(
            "gain of the typical activation",
            (_WRONG_NV, math.sqrt(_TRUE_GAIN)),
            "this is the factor of a typical activation. The second moment has its square.",
        ),
        Mistake(
            "He's n v in the recursion of the variances",
            (_WRONG_NV, 2 * _RELU_VARIANCE),
            "for the true gain use the true recursion, that of the second moment.",
        ),
    ),
)

FUNNEL = Exercise(
    id="ch08.funnel",
    title="Through a funnel",
    statement=(
        "Layers of widths 512, 256, 128, 64, 32, ReLU after each. By which factor does the second "
        "moment change from one end to the other: of the gradient on its way back if every "
        "variance is 2/fan_in, and of the activations on their way forward if it is 2/fan_out? "
        "Exact values are wanted."
    ),
    names=("backward", "forward"),
    answer=(1 / 16, 16.0),
    right="Only the two ends count: everything between cancels.",
    mistakes=(
        Mistake(
            "nothing changes",
            (1.0, 1.0),
            "each choice keeps one direction. Which one is asked for here, each time?",
        ),
        Mistake(
            "the ratios are turned over",
            (16.0, 1 / 16),
            "both ratios are turned over. Does the sum over the units of the next layer have more "
            "terms than the variance expects, or fewer?",
        ),
        Mistake(
            "one layer only",
            (0.5, 2.0),
            "this is one layer. How many of them are there?",
        ),
        Mistake(
            "five layers",
            (1 / 32, 32.0),
            "five widths are the ends of how many weight matrices?",
        ),
        Mistake(
            "standard deviations",
            (0.25, 4.0),
            "this is the factor of a typical value. The second moment has its square.",
        ),
        Mistake(
            "the forward factor of 2/fan_in for the backward one",
            (1.0, 16.0),
            "forward is right. Backward, the sum of each layer runs over its fan_out units.",
        ),
        Mistake(
            "the backward factor of 2/fan_out for the forward one",
            (1 / 16, 1.0),
            "backward is right. Forward, the sum of each layer runs over its fan_in units.",
        ),
        Mistake(
            "the half of the ReLU is left in",
            (1 / 256, 1.0),
            "the 2 of the variance and the half of the ReLU belong together. What is left of a "
            "layer then?",
        ),
    ),
)

LEAKY = Exercise(
    id="ch08.leaky_gain",
    title="A leak",
    statement=(
        "A leaky ReLU has slope 0.25 on the left. Which $n v$ keeps the second moment constant? "
        "And if $v = 2/n$ is used all the same: by which factor does the second moment grow over "
        "50 layers? Four significant digits are wanted."
    ),
    names=("nv", "growth"),
    answer=(2 / (1 + 0.25**2), (1 + 0.25**2) ** 50),
    right="A small error, many times over.",
    digits=4,
    mistakes=(
        Mistake(
            "the slope was not squared",
            (2 / 1.25, 1.25**50),
            "the slope acts on z. What acts on the square of z?",
        ),
        Mistake(
            "the leak was subtracted",
            (2 / (1 - 0.25**2), (1 - 0.25**2) ** 50),
            "a leak lets more through than a ReLU does. Should the weights be larger or smaller?",
        ),
        Mistake(
            "one layer only",
            (2 / (1 + 0.25**2), 1 + 0.25**2),
            "n v is right. The growth is that of one layer.",
        ),
        Mistake(
            "added over the layers",
            (2 / (1 + 0.25**2), 1 + 50 * 0.25**2),
            "n v is right. But layers multiply; they do not add.",
        ),
        Mistake(
            "growth of the typical activation",
            (2 / (1 + 0.25**2), (1 + 0.25**2) ** 25),
            "n v is right. Your growth is that of a typical activation; the second moment has its "
            "square.",
        ),
        Mistake(
            "He for the leaky unit",
            (2.0, None),
            "this n v belongs to a ReLU. What does the left half hand on now?",
        ),
        Mistake(
            "the ReLU's half was left out",
            (1 / (1 + 0.25**2), None),
            "such weights are too small. Which share of the second moment does the right half hand "
            "on?",
        ),
        Mistake(
            "nv multiplied instead of divided",
            (2 * (1 + 0.25**2), None),
            "the leak lets more through. Should the weights be larger or smaller for that?",
        ),
    ),
)


def _std(fan_in: int, slope: float) -> float:
    """Return the standard deviation of He's weights behind a leaky ReLU of this slope."""
    return math.sqrt(2 / ((1 + slope**2) * fan_in))


HE_STD = Exercise(
    id="ch08.he_std",
    title="Write the scale",
    statement=(
        "Write `he_std(fan_in, slope)`: the number by which to multiply standard normal draws, so "
        "that the second moment stays constant behind a leaky ReLU of this slope (0 for ReLU, 1 "
        "for a linear unit). It must take any whole fan_in from 1 on and any slope, negative ones "
        "among them. Six significant digits are wanted."
    ),
    names=("he_std",),
    answer=_std,
    right="A standard deviation, for every fan_in and every slope.",
    digits=6,
    cases=(
        (512, 0.0),
        (256, 0.0),
        (128, 0.0),
        (64, 0.0),
        (2, 0.0),
        (1, 0.0),
        (100, 0.01),
        (100, 0.25),
        (100, -0.5),
        (1000, 1.0),
        (1_000_000, 0.1),
        (3, -1.0),
        (7, 3.0),
        (5, -20.0),
        (4, 150.0),
        *drawn(lambda rng: (int(rng.integers(1, 2000)), round(rng.normal(), 4)), seed=16),
    ),
    mistakes=(
        Mistake(
            "the variance",
            lambda fan_in, slope: 2 / ((1 + slope**2) * fan_in),
            "this is a variance. What do you multiply a standard normal number by, to give it "
            "that variance?",
        ),
        Mistake(
            "the bound of the uniform distribution",
            lambda fan_in, slope: math.sqrt(6 / ((1 + slope**2) * fan_in)),
            "this is the bound of a uniform distribution. The draws are standard normal.",
        ),
        Mistake(
            "LeCun",
            lambda fan_in, slope: math.sqrt(1 / ((1 + slope**2) * fan_in)),
            "a factor is missing under the root. At slope 1 the unit is linear: what is needed "
            "there, and what do you give?",
        ),
        Mistake(
            "the slope is ignored",
            lambda fan_in, slope: math.sqrt(2 / fan_in) + 0 * slope,
            "for ReLU this is right. But the slope changes nothing in it.",
        ),
        Mistake(
            "the slope is not squared",
            lambda fan_in, slope: math.sqrt(2 / ((1 + slope) * fan_in)),
            "for ReLU this is right. Does the sign of the slope matter for a second moment?",
        ),
        Mistake(
            "the root is missing over the slope",
            lambda fan_in, slope: math.sqrt(2 / fan_in) / (1 + slope**2),
            "for ReLU this is right. Which parts of the formula stand under the root?",
        ),
        Mistake(
            "the root of the root",
            lambda fan_in, slope: (2 / ((1 + slope**2) * fan_in)) ** 0.25,
            "one root too many: you took the standard deviation for a variance.",
        ),
        Mistake(
            "the root over fan_in is missing",
            lambda fan_in, slope: math.sqrt(2 / (1 + slope**2)) / fan_in,
            "it shrinks too fast with the width. What is the variance of a sum of fan_in terms?",
        ),
    ),
)

VARIANCE_AS_SCALE = Exercise(
    id="ch08.variance_as_scale",
    title="The other way round",
    statement=(
        "`W = rng.normal(0, 2 / 512, (512, 512))`: the variance stands where NumPy wants the "
        "standard deviation. What is the gain of the second moment per ReLU layer, and its "
        "$\\log_{10}$ after 50 layers? Four significant digits are wanted."
    ),
    names=("gain", "log10_after_50"),
    answer=(2 / 512, 50 * math.log10(2 / 512)),
    right="A hundred and twenty powers of ten, from one missing root.",
    digits=4,
    mistakes=(
        Mistake(
            "the variance was used as one",
            (1.0, 0.0),
            "this would be right if NumPy's scale were a variance.",
        ),
        Mistake(
            "a root instead of a square",
            (16.0, 50 * math.log10(16.0)),
            "this is the confusion of the chapter. Here it is the other way round: which variance "
            "has this scale?",
        ),
        Mistake(
            "the half of the ReLU is missing",
            (2 * 2 / 512, 50 * math.log10(4 / 512)),
            "the ReLU cuts off half of the second moment.",
        ),
        Mistake(
            "the sum over the inputs is missing",
            (0.5 * (2 / 512) ** 2, 50 * math.log10(0.5 * (2 / 512) ** 2)),
            "each unit sums over 512 inputs.",
        ),
        Mistake(
            "gain of the typical activation",
            (math.sqrt(2 / 512), 25 * math.log10(2 / 512)),
            "this is the factor of a typical activation. The second moment has its square.",
        ),
        Mistake(
            "one layer only",
            (2 / 512, math.log10(2 / 512)),
            "the gain is right. Its logarithm is that of one layer.",
        ),
        Mistake(
            "natural logarithm",
            (2 / 512, 50 * math.log(2 / 512)),
            "the gain is right. The logarithm is the natural one.",
        ),
    ),
)

EXERCISES = (RELU_MOMENTS, HALF_MENDED, FUNNEL, LEAKY, HE_STD, VARIANCE_AS_SCALE)
