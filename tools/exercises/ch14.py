"""The exercises of chapter 14: what a network shows before it is trained."""

import math

import numpy as np

from tools.exercises.cases import drawn
from tools.exercises.checker import Exercise, Mistake

CHANCE = math.log(1000)

FIRST_LOSS = Exercise(
    id="ch14.first_loss",
    title="A thousand classes",
    statement=(
        "A classifier has 1000 classes of equal size. What is its first loss if the outputs are "
        "near 0? What is the highest that (14.1) admits for outputs of mean square 2? And a "
        "network's first loss is 17.2: how large is the mean square of its outputs at least, if "
        "the loss is at its mean? Four significant digits are wanted."
    ),
    names=("near_zero", "highest", "mean_square"),
    answer=(CHANCE, CHANCE + 1, 2 * (17.2 - CHANCE)),
    right="One number before training, and it says how large the outputs are.",
    digits=4,
    mistakes=(
        Mistake(
            "the logarithm to base 10",
            (3.0, None, None),
            "this is a logarithm to base 10. The loss takes natural ones.",
        ),
        Mistake(
            "bits",
            (math.log2(1000), None, None),
            "this is in bits. The loss takes natural logarithms.",
        ),
        Mistake(
            "the chance of an error",
            (0.999, None, None),
            "this is the share of wrong guesses. The loss is minus a logarithm.",
        ),
        Mistake(
            "the half was forgotten",
            (CHANCE, CHANCE + 2, None),
            "the first is right. In (14.1) the mean square does not stand alone.",
        ),
        Mistake(
            "the root was taken",
            (CHANCE, CHANCE + math.sqrt(2) / 2, None),
            "the first is right. In the second you took a root: the mean square is given.",
        ),
        Mistake(
            "the excess alone",
            (CHANCE, 1.0, None),
            "the first is right. The second is what is added to it.",
        ),
        Mistake(
            "the half was forgotten at the end",
            (CHANCE, CHANCE + 1, 17.2 - CHANCE),
            "two are right. The third is what the loss has too much. Solve (14.1) for q.",
        ),
        Mistake(
            "half for twice",
            (CHANCE, CHANCE + 1, (17.2 - CHANCE) / 2),
            "two are right. In the third the half stands on the wrong side.",
        ),
        Mistake(
            "chance was not subtracted",
            (CHANCE, CHANCE + 1, 34.4),
            "two are right. A part of the 17.2 every network has, with outputs near 0 too.",
        ),
        Mistake(
            "the size for its square",
            (CHANCE, CHANCE + 1, math.sqrt(2 * (17.2 - CHANCE))),
            "two are right. The third is a root mean square. The question asks for the square.",
        ),
    ),
)

_FALL = 2.5e-6 / 4.0e-2
_FACTOR = _FALL ** (1 / 28)

READ_SLOPE = Exercise(
    id="ch14.read_slope",
    title="Read a slope",
    statement=(
        "In a ReLU network of 30 layers of equal width the root mean square of $\\mathrm "
        "dL/\\mathrm dZ$ is $4.0 \\cdot 10^{-2}$ in layer 29 and $2.5 \\cdot 10^{-6}$ in layer 1. "
        "What is the factor per layer? Which $n v$, inputs times the variance of a weight, do you "
        "suspect? And what would He's $n v$ have to be multiplied by to get it? Three significant "
        "digits are wanted."
    ),
    names=("factor", "nv", "of_he"),
    answer=(_FACTOR, 2 * _FACTOR**2, _FACTOR**2),
    right="A slope names the start, before a single step is taken.",
    digits=3,
    mistakes=(
        Mistake(
            "the whole fall",
            (_FALL, None, None),
            "this is the fall over all layers. Each of them multiplies.",
        ),
        Mistake(
            "an arithmetic share",
            (_FALL / 28, None, None),
            "you divided by the number of layers. Each of them multiplies.",
        ),
        Mistake(
            "upside down",
            (1 / _FACTOR, None, None),
            "this is the factor on the way up. A gradient goes down.",
        ),
        Mistake(
            "the mean square",
            (_FACTOR**2, None, None),
            "this is the factor of the mean square. The root is given, and asked for.",
        ),
        Mistake(
            "the half was forgotten",
            (_FACTOR, _FACTOR**2, None),
            "the factor is right. Half of the gates are shut, and the weights make up for it.",
        ),
        Mistake(
            "the square was forgotten",
            (_FACTOR, 2 * _FACTOR, None),
            "the factor is right. A variance goes with the mean square, not with its root.",
        ),
        Mistake(
            "the half twice",
            (_FACTOR, _FACTOR**2 / 2, None),
            "the factor is right. The half stands on the other side.",
        ),
        Mistake(
            "the product for the quotient",
            (_FACTOR, 2 * _FACTOR**2, 2 * _FACTOR**2),
            "two are right. Which $n v$ has He?",
        ),
        Mistake(
            "the other way round",
            (_FACTOR, 2 * _FACTOR**2, _FACTOR**-2),
            "two are right. The third leads from this start to He's.",
        ),
        Mistake(
            "of the sizes",
            (_FACTOR, 2 * _FACTOR**2, _FACTOR),
            "two are right. The third is the quotient of the standard deviations.",
        ),
    ),
)

ADAM_RATIO = Exercise(
    id="ch14.adam_ratio",
    title="The first step of Adam",
    statement=(
        "A layer has 256 inputs, and none of them is dead. Adam takes its first step with the rate "
        "0.0003, and every gradient is far above its $\\varepsilon$. What is the update ratio for "
        "He's weights, and for those of `nn.Linear`? Which rate would give the ratio 0.001 for "
        "He's? Three significant digits are wanted."
    ),
    names=("ratio_he", "ratio_linear", "rate"),
    answer=(3e-4 * math.sqrt(128), 3e-4 * math.sqrt(768), 1e-3 / math.sqrt(128)),
    right="The wider the layer, the smaller its weights, and the longer the same step is for them.",
    digits=3,
    mistakes=(
        Mistake(
            "the rate alone",
            (3e-4, None, None),
            "this is how far a weight moves. The ratio compares it with the weights.",
        ),
        Mistake(
            "the variance",
            (3e-4 * 128, None, None),
            "you divided by the variance of the weights. What is their root mean square?",
        ),
        Mistake(
            "the product",
            (3e-4 / math.sqrt(128), None, None),
            "you multiplied by the size of the weights. The smaller they are, the larger the "
            "ratio.",
        ),
        Mistake(
            "LeCun's weights",
            (3e-4 * math.sqrt(256), None, None),
            "this is the ratio for weights of variance 1/n.",
        ),
        Mistake(
            "the bound for the deviation",
            (3e-4 * math.sqrt(128), 3e-4 * math.sqrt(256), None),
            "the first is right. In the second you took the bound of the uniform distribution for "
            "its root mean square.",
        ),
        Mistake(
            "the second as the first",
            (3e-4 * math.sqrt(128), 3e-4 * math.sqrt(128), None),
            "the first is right. `nn.Linear` draws smaller weights.",
        ),
        Mistake(
            "the third of the variance turned over",
            (3e-4 * math.sqrt(128), 3e-4 * math.sqrt(256 / 3), None),
            "the first is right. In the second the 3 stands on the wrong side.",
        ),
        Mistake(
            "a rate for the other weights",
            (3e-4 * math.sqrt(128), 3e-4 * math.sqrt(768), 1e-3 / math.sqrt(768)),
            "two are right. The third is the rate for the weights of `nn.Linear`.",
        ),
        Mistake(
            "the size was multiplied",
            (3e-4 * math.sqrt(128), 3e-4 * math.sqrt(768), 1e-3 * math.sqrt(128)),
            "two are right. For the third, solve the first for the rate.",
        ),
    ),
)


def _per_sample(dZ: np.ndarray) -> float:
    """Root mean square, times the number of samples."""
    return float(len(dZ) * np.sqrt(np.mean(dZ**2)))


def _gradients(rng: np.random.Generator) -> tuple[np.ndarray]:
    """Draw the gradients of a batch."""
    m, n = rng.integers(1, 6, 2)
    return (rng.standard_normal((m, n)) / m,)


PER_SAMPLE = Exercise(
    id="ch14.per_sample",
    title="What one sample has",
    statement=(
        "The loss is a mean over the $m$ samples of a batch. Write `per_sample(dZ)`: from "
        "$\\mathrm dL / \\mathrm dZ$ of a layer, of any shape $(m, n)$ with $m \\ge 1$ and $n "
        "\\ge 1$, the root mean square, over samples and units, of the gradients that the losses "
        "of the single samples have. Six significant digits are wanted."
    ),
    names=("per_sample",),
    answer=_per_sample,
    right="Now a level can be compared between batches of any size.",
    digits=6,
    cases=(
        (np.array([[0.3, -0.4]]),),
        (np.array([[3.0], [-4.0]]),),
        (np.array([[0.1, -0.2, 0.2], [0.0, 0.0, 0.0]]),),
        (np.zeros((2, 3)),),
        (np.array([[-500.0, 20.0], [7.0, -0.01]]),),
        (np.full((4, 2), 1e-9),),
        *drawn(_gradients, seed=41),
    ),
    mistakes=(
        Mistake(
            "the mean was left in",
            lambda dZ: np.sqrt(np.mean(dZ**2)),
            "this is the size in the gradient of the mean. What has the mean made of each sample?",
        ),
        Mistake(
            "units for samples",
            lambda dZ: dZ.shape[1] * np.sqrt(np.mean(dZ**2)),
            "this multiplies by the number of units. The mean went over something else.",
        ),
        Mistake(
            "divided again",
            lambda dZ: np.sqrt(np.mean(dZ**2)) / len(dZ),
            "you divided once more by the number of samples.",
        ),
        Mistake(
            "the norm",
            lambda dZ: len(dZ) * np.sqrt(np.sum(dZ**2)),
            "this is a norm, which grows with the number of units. A root mean square is asked "
            "for.",
        ),
        Mistake(
            "the norm of the gradient",
            lambda dZ: np.sqrt(np.sum(dZ**2)),
            "this is the norm of chapter 11. It depends on the batch twice.",
        ),
        Mistake(
            "the mean square",
            lambda dZ: len(dZ) ** 2 * np.mean(dZ**2),
            "this is the mean square. Its root is asked for.",
        ),
        Mistake(
            "the root of the samples",
            lambda dZ: np.sqrt(len(dZ) * np.mean(dZ**2)),
            "the factor belongs to the gradient, not to its square.",
        ),
        Mistake(
            "the mean size",
            lambda dZ: len(dZ) * np.mean(abs(dZ)),
            "this is a mean of sizes. Square first.",
        ),
        Mistake(
            "the mean",
            lambda dZ: len(dZ) * np.mean(dZ),
            "this is a mean: gradients of both signs cancel in it.",
        ),
        Mistake(
            "the spread",
            lambda dZ: len(dZ) * np.std(dZ),
            "this subtracts the mean first. A root mean square does not.",
        ),
    ),
)

IN_PARTS = Exercise(
    id="ch14.in_parts",
    title="A batch in parts",
    statement=(
        "The loss is a mean over the samples that it is given. A batch of 128 is too large for the "
        "memory, so it is split into four parts of 32, and `backward` is called on the mean loss "
        "of each before one step. How many times as long is the gradient as that of the whole "
        "batch? Then another batch of 128 is split into two parts, of 96 and of 32 samples, and "
        "each mean loss is divided by 2. How many times as much does a sample of the small part "
        "count as one of the large part? Exact values are wanted."
    ),
    names=("times_too_long", "times_as_much"),
    answer=(4.0, 3.0),
    right="A mean of means is the mean only if the parts are of one size.",
    mistakes=(
        Mistake(
            "nothing changes",
            (1.0, None),
            "this would hold if each loss were divided by the number of parts. It is not.",
        ),
        Mistake(
            "the gradient of a part",
            (0.25, None),
            "turn it over: each of the parts gives a gradient of full length, and they add up.",
        ),
        Mistake(
            "random directions",
            (2.0, None),
            "the parts do not cancel like independent noise: they add up to the whole, exactly.",
        ),
        Mistake(
            "the size of a part",
            (32.0, None),
            "this is the size of a part. How many parts are there?",
        ),
        Mistake(
            "all count alike",
            (4.0, 1.0),
            "the first is right. Which factor has a sample in front of it, in either part?",
        ),
        Mistake(
            "turned over",
            (4.0, 1 / 3),
            "the first is right. The second is the large part's share of the small one's.",
        ),
        Mistake(
            "of the whole",
            (4.0, 4.0),
            "the first is right. The second compares the small part with the whole batch.",
        ),
        Mistake(
            "two parts",
            (4.0, 2.0),
            "the first is right. The second is the number of parts.",
        ),
    ),
)

EXERCISES = (FIRST_LOSS, READ_SLOPE, ADAM_RATIO, PER_SAMPLE, IN_PARTS)
