"""The exercises of chapter 11: plateaus, steps and depths of a network in training."""

import math

import numpy as np

from tools.exercises.cases import drawn
from tools.exercises.checker import Exercise, Mistake
from tools.exercises.precision import EXACT

READ_PLATEAU = Exercise(
    id="ch11.read_plateau",
    title="Read a plateau",
    statement=(
        "A classifier for $K$ classes of equal size has stood at a loss of $\\ln K$ for a long "
        "time. True or false? `proof`: this loss alone proves that the outputs ignore the input. "
        "`chance`: if they do ignore it, every class is given the probability $1/K$. "
        "`no_gradient`: if they ignore it up to $10^{-9}$, the gradient of every weight is exactly "
        "0. `dead_layer`: if all units of one hidden layer are dead, the loss cannot fall below "
        "$\\ln K$ for as long as they are."
    ),
    names=("proof", "chance", "no_gradient", "dead_layer"),
    answer=(False, True, False, True),
    right="A plateau is a symptom; the dashboard finds the cause.",
    mistakes=(
        Mistake(
            "the converse",
            (True, True, False, True),
            "three are right. The text goes from outputs to a loss. Could a classifier that is "
            "sure, and sometimes wrong, have the same mean?",
        ),
        Mistake(
            "the equality case",
            (False, False, False, True),
            "three are right. When is the last sum of (11.6) zero?",
        ),
        Mistake(
            "vanished taken for zero",
            (False, True, True, True),
            "three are right. What is a small number times another one?",
        ),
        Mistake(
            "a dead layer taken for a hole",
            (False, True, False, False),
            "three are right. What reaches the layers above from a layer whose units are all "
            "silent, and does it depend on the sample?",
        ),
    ),
)

HEIGHT = -0.9 * math.log(0.9) - 0.1 * math.log(0.1)

UNEQUAL_CLASSES = Exercise(
    id="ch11.unequal_classes",
    title="Nine to one",
    statement=(
        "Of two classes one holds 90 % of the samples. A network ignores its input and does the "
        "best it can. What is its loss, and what is its accuracy? `loss` is wanted to three "
        "significant digits, `share_right` exactly."
    ),
    names=("loss", "share_right"),
    answer=(HEIGHT, 0.9),
    right="A high accuracy, and nothing learned: know the plateau of your data.",
    digits=(3, EXACT),
    mistakes=(
        Mistake(
            "equal classes",
            (math.log(2), None),
            "this holds for classes of equal size.",
        ),
        Mistake(
            "bits",
            (HEIGHT / math.log(2), None),
            "this is in bits. The loss takes natural logarithms.",
        ),
        Mistake(
            "the large class only",
            (-math.log(0.9), None),
            "this is the loss of a sample of the large class. The others count, too.",
        ),
        Mistake(
            "without the shares",
            (-math.log(0.9) - math.log(0.1), None),
            "each class counts with its share.",
        ),
        Mistake(
            "the sign",
            (-HEIGHT, None),
            "logarithms of probabilities are negative. Is a loss?",
        ),
        Mistake(
            "shares swapped",
            (-0.1 * math.log(0.9) - 0.9 * math.log(0.1), None),
            "you gave each class the other one's probability.",
        ),
        Mistake(
            "a guess by lot",
            (HEIGHT, 0.82),
            "the loss is right. The largest output counts as the answer: nothing is drawn.",
        ),
        Mistake(
            "half",
            (HEIGHT, 0.5),
            "the loss is right. Which class does this network answer with, every time?",
        ),
    ),
)

LECUN_STALL = Exercise(
    id="ch11.lecun_stall",
    title="Where does LeCun stall?",
    statement=(
        "At which depth $D$ is the size of the weight gradients that (11.4) estimates for LeCun's "
        "start first below $10^{-4}$ of its value for He's? And at which depth, of those in the "
        "table, do fewer than half of the ten seeds learn for the first time (moons, LeCun, "
        "learning rate 0.05, clipped)? Exact values are wanted."
    ),
    names=("small_from", "stalls_at"),
    answer=(28.0, 35.0),
    right="A start four powers of ten too small is not yet lost. Count, where you can.",
    mistakes=(
        Mistake(
            "one gain too many",
            (27.0, None),
            "how many gains are there in (11.4)?",
        ),
        Mistake(
            "not rounded up",
            (1 + 8 / math.log10(2), None),
            "layers come in whole numbers.",
        ),
        Mistake(
            "the mean square for the size",
            (15.0, None),
            "the gain belongs to the mean square. What does it do to the size?",
        ),
        Mistake(
            "the other base",
            (20.0, None),
            "this takes the natural logarithm where 2 is the base.",
        ),
        Mistake(
            "not all learned",
            (28.0, 20.0),
            "the first is right. Here one seed failed; the question is about more than half.",
        ),
        Mistake(
            "six of ten",
            (28.0, 30.0),
            "the first is right. Count once more what learned at this depth.",
        ),
        Mistake(
            "none learned",
            (28.0, 40.0),
            "the first is right. Here none learns any more; where is it fewer than half?",
        ),
    ),
)


def _sample_loss(logits: np.ndarray, c: int) -> float:
    """Subtract the largest output first."""
    shifted = logits - logits.max()
    return float(np.log(np.exp(shifted).sum()) - shifted[c])


def _cut_off(logits: np.ndarray) -> float:
    """Take the logarithm of a sum of exponentials whose exponents are cut off at 700."""
    return float(np.log(np.exp(np.clip(logits, -700.0, 700.0)).sum()))


def _outputs(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Draw outputs, small or large ones, and a class."""
    size = int(rng.integers(1, 7))
    scale = float(rng.choice([1.0, 10.0, 1000.0]))
    return (scale * rng.standard_normal(size)).round(4), int(rng.integers(size))


SAMPLE_LOSS = Exercise(
    id="ch11.sample_loss",
    title="A loss that does not overflow",
    statement=(
        "Write `sample_loss(logits, c)`: the cross-entropy of one sample of class `c`, counted "
        "from 0, from the array of its $K \\ge 1$ outputs, shape $(K,)$. It returns a number. The "
        "outputs may be any numbers up to $10^{300}$ in size. Six significant digits are wanted."
    ),
    names=("sample_loss",),
    answer=_sample_loss,
    right="It held for outputs of every size.",
    digits=6,
    cases=(
        (np.log([1.0, 2.0, 5.0]), 2),
        (np.array([1000.0, 1000.0]), 0),
        (np.array([3000.0, -2000.0]), 0),
        (np.array([3000.0, -2000.0]), 1),
        (np.array([-1000.0, -1001.0, -1002.0]), 0),
        (np.array([5.0]), 0),
        (np.array([0.3, -0.2, 1.7, 0.0]), 1),
        (np.array([1e300, -1e300]), 1),
        (np.array([1e300, -1e300]), 0),
        (np.array([-1e300, -1e300, -1e300]), 2),
        (np.array([-3.0]), 0),
        (np.array([0.0, 0.0, 0.0, 0.0]), 3),
        (np.array([2.0, -30.0, 5.0]), 1),
        (np.arange(120.0) / 10, 110),
        (np.array([0.05, -0.03]), 0),
        *drawn(_outputs, seed=20),
    ),
    mistakes=(
        Mistake(
            "the outputs were cut off",
            lambda z, c: _cut_off(z) - z[c],
            "outputs beyond 700 are not treated as they are. Which factor can be taken out of the "
            "sum?",
        ),
        Mistake(
            "the own output was cut off, too",
            lambda z, c: _cut_off(z) - np.clip(z[c], -700.0, 700.0),
            "all outputs beyond 700 are cut off, and with them the loss. Which factor can be "
            "taken out of the sum?",
        ),
        Mistake(
            "the exponential overflows",
            lambda z, c: np.log(np.exp(z).sum()) - z[c],
            "the formula is right, and its exponentials overflow. Which factor can be taken out of "
            "the sum, so that none does?",
        ),
        Mistake(
            "the logarithm of the probability",
            lambda z, c: -np.log(np.exp(z - z.max())[c] / np.exp(z - z.max()).sum()),
            "no exponential overflows. But a probability may become exactly 0 before its logarithm "
            "is taken; divide after the logarithm, where it is a difference.",
        ),
        Mistake(
            "a small number inside the logarithm",
            lambda z, c: -math.log(math.exp(-_sample_loss(z, c)) + 1e-12),
            "the small number inside the logarithm limits the loss. How large may the loss of a "
            "sure and wrong answer be?",
        ),
        Mistake(
            "the maximum was not added back",
            lambda z, c: np.log(np.exp(z - z.max()).sum()) - z[c],
            "what was subtracted inside the logarithm must come back outside.",
        ),
        Mistake(
            "the probability was returned",
            lambda z, c: math.exp(-_sample_loss(z, c)),
            "this is the probability of the class. What is the loss made of it?",
        ),
        Mistake(
            "the sign",
            lambda z, c: -_sample_loss(z, c),
            "a loss that should become small is not negative.",
        ),
        Mistake(
            "bits",
            lambda z, c: _sample_loss(z, c) / math.log(2),
            "this is in bits. Take the natural logarithm.",
        ),
        Mistake(
            "the maximum for the logsumexp",
            lambda z, c: z.max() - z[c],
            "the largest output alone is only nearly the logarithm of the sum.",
        ),
    ),
)

FARTHEST = Exercise(
    id="ch11.farthest",
    title="How far can it get?",
    statement=(
        "Momentum $\\mu = 0.9$, learning rate $\\eta = 0.05$, all gradients together clipped to a "
        "norm of 1, velocity 0 at the start. How long can a step become, at most, and how far from "
        "their start can the weights and biases, taken as one long vector, be after 200 steps? "
        "Four significant digits are wanted."
    ),
    names=("longest_step", "farthest"),
    answer=(0.5, 95.5),
    right="With clipping one knows beforehand how far a run can go.",
    digits=4,
    mistakes=(
        Mistake(
            "without momentum",
            (0.05, None),
            "this is the first step. What does the velocity add to the later ones?",
        ),
        Mistake(
            "times the momentum",
            (0.045, None),
            "velocities add up: which series is it?",
        ),
        Mistake(
            "the steps up to the last but one",
            (0.45, None),
            "the newest gradient counts in full. With which power of the momentum does the series "
            "begin?",
        ),
        Mistake(
            "full speed from the first step",
            (0.5, 100.0),
            "the step is right. It is reached only little by little.",
        ),
        Mistake(
            "the first step does not move",
            (0.5, 95.0),
            "the step is right. The first step has a length, too.",
        ),
        Mistake(
            "without momentum for the distance",
            (0.5, 10.0),
            "the step is right. Sum the steps with the velocity in them.",
        ),
    ),
)

EXERCISES = (
    READ_PLATEAU,
    UNEQUAL_CLASSES,
    LECUN_STALL,
    SAMPLE_LOSS,
    FARTHEST,
)
