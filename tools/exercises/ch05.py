"""The exercises of chapter 5: Jacobians of activations, from (m, n) to (m, n, m, n)."""

from collections.abc import Callable

import numpy as np

from tools.activations import sigmoid
from tools.exercises.cases import drawn, entries, magnitudes, sizes, uniform
from tools.exercises.checker import Exercise, Mistake

JACOBIAN_BYTES = Exercise(
    id="ch05.jacobian_bytes",
    title="Count the bytes",
    statement=(
        "A tanh layer has $m = 100$ samples and $n = 4$ units, and a 64-bit number takes 8 bytes. "
        "How many bytes does the whole Jacobian of the activation take, and how many do its slopes "
        "alone? Exact values are wanted."
    ),
    names=("whole_bytes", "slope_bytes"),
    answer=(1_280_000, 3200),
    right="The ratio of the two is mn, so it grows with the layer.",
    mistakes=(
        Mistake(
            "entries for bytes",
            (160_000, 400),
            "these are numbers of entries. Each of them takes 8 bytes.",
        ),
        Mistake(
            "bits for bytes",
            (10_240_000, 25_600),
            "these are bits. A byte has 8 of them.",
        ),
        Mistake(
            "32-bit numbers",
            (640_000, 1600),
            "you took 4 bytes for each number, which is a 32-bit one.",
        ),
        Mistake(
            "a block for each sample",
            (12_800, None),
            "the first would be enough if samples were never paired. In the whole Jacobian each "
            "output meets each input, of any sample.",
        ),
        Mistake(
            "m^2 entries, without the units",
            (80_000, None),
            "the first pairs samples with samples only. What became of the units?",
        ),
        Mistake(
            "swapped",
            (3200, 1_280_000),
            "you have both; look again which is which.",
        ),
    ),
)

BLIND_SCORES = Exercise(
    id="ch05.blind_scores",
    title="How good is nothing?",
    statement=(
        "A layer has $m = 50$ samples and $n = 8$ units. Hand in the MAPE of (5.7), as a fraction: "
        "of an all-zero Jacobian for tanh, of a tanh Jacobian whose living entries are all 10 % "
        "too large, and of an all-zero Jacobian for softmax. No slope is exactly 0. Exact values "
        "are wanted."
    ),
    names=("tanh_zero", "tanh_up", "softmax_zero"),
    answer=(0.0025, 0.00025, 0.02),
    right="What counts is the share of living entries, and softmax has n times as many.",
    mistakes=(
        Mistake(
            "percent for fractions",
            (0.25, 0.025, 2.0),
            "these are percent. A fraction of 1 is wanted.",
        ),
        Mistake(
            "the mean over living entries",
            (1.0, 0.1, 1.0),
            "these are means over the living entries. The MAPE averages over all of them.",
        ),
        Mistake(
            "softmax as elementwise",
            (0.0025, 0.00025, 0.0025),
            "the first two are right. Softmax is not diagonal: how many entries live in the block "
            "of one sample?",
        ),
        Mistake(
            "softmax in one block",
            (0.0025, 0.00025, 1.0),
            "the first two are right. Softmax mixes the units of a sample, not the samples.",
        ),
        Mistake(
            "one over m",
            (0.02, 0.002, None),
            "the first two pair each sample with itself and count its block as full. Which "
            "entries of that block live if the function is elementwise?",
        ),
        Mistake(
            "one over n",
            (0.125, 0.0125, None),
            "the first two have one over n. The Jacobian pairs samples as well as units.",
        ),
        Mistake(
            "a factor 1.1 instead of an error of 0.1",
            (0.0025, 0.00275, 0.02),
            "the second counts the whole entry. What is its error?",
        ),
    ),
)


def _by_hand(
    powers: list[float], factor: float = 2.0, slope: Callable = lambda a: a * (1 - a)
) -> tuple:
    """Send dL/da = factor * a through a sigmoid whose exp(z) are given."""
    outputs = [power / (1 + power) for power in powers]
    return tuple(factor * a * slope(a) for a in outputs)


THROUGH_SIGMOID = Exercise(
    id="ch05.through_sigmoid",
    title="Three entries by hand",
    statement=(
        "One sample, three units with sigmoid: $Z = (\\ln 2,\\ 0,\\ -\\ln 4)$. The loss is the sum "
        "of the squared activations. Compute $\\partial L/\\partial z_{11}$, $\\partial "
        "L/\\partial z_{12}$ and $\\partial L/\\partial z_{13}$. A fraction such as `2 / 3` has "
        "digits enough. Three significant digits are wanted."
    ),
    names=("dz_1", "dz_2", "dz_3"),
    answer=_by_hand([2.0, 1.0, 0.25]),
    right="Each entry asked for its own slope, and none for its neighbour's.",
    digits=3,
    mistakes=(
        Mistake(
            "the factor of the square is missing",
            _by_hand([2.0, 1.0, 0.25], factor=1.0),
            "the square leaves a factor behind when it is differentiated.",
        ),
        Mistake(
            "the mean for the sum",
            _by_hand([2.0, 1.0, 0.25], factor=2 / 3),
            "you divided by the number of units. This loss is a sum, not a mean.",
        ),
        Mistake(
            "the slope is missing",
            _by_hand([2.0, 1.0, 0.25], slope=lambda _a: 1.0),
            "this is the gradient at the activations. It still has to pass the sigmoid.",
        ),
        Mistake(
            "the slope alone",
            (2 / 9, 1 / 4, 4 / 25),
            "these are the slopes of the sigmoid. The gradient that arrives there is missing.",
        ),
        Mistake(
            "the slope of tanh",
            _by_hand([2.0, 1.0, 0.25], slope=lambda a: 1 - a * a),
            "this is the slope of another activation, 1 - a^2.",
        ),
        Mistake(
            "the sign of z",
            _by_hand([0.5, 1.0, 4.0]),
            "the sigmoid grows with z. Is its value at a positive z above one half?",
        ),
        Mistake(
            "the gradient at the input instead of the activation",
            tuple(
                2 * z * a * (1 - a)
                for z, a in zip((np.log(2), 0.0, -np.log(4)), (2 / 3, 1 / 2, 1 / 5), strict=True)
            ),
            "the loss squares the activations. You squared the pre-activations.",
        ),
    ),
)

_SLOPES = np.array([[0.5, 0.25, 0.0], [1.0, 0.75, 2.0]])


def _jacobian(
    slopes: np.ndarray, of_samples: Callable = np.eye, of_units: Callable = np.eye
) -> np.ndarray:
    """Multiply the slopes by a delta of the samples and one of the units."""
    m, n = slopes.shape
    return np.einsum("pq,pi,qj->pqij", slopes, of_samples(m), of_units(n))


def _no_delta(size: int) -> np.ndarray:
    """Let every pair live, where a delta is missing."""
    return np.ones((size, size))


WHOLE_JACOBIAN = Exercise(
    id="ch05.whole_jacobian",
    title="Fill it with two deltas",
    statement=(
        "Write `whole_jacobian(slopes)`: the slopes $f'(Z)$ of shape $(m, n)$ in, the Jacobian of "
        "shape $(m, n, m, n)$ out. Use `np.eye`, whose entries are Kronecker deltas, and one "
        "`np.einsum`. Any $m \\ge 1$ and $n \\ge 1$ are possible, and any slopes, 0 among them. "
        "Six significant digits are wanted."
    ),
    names=("whole_jacobian",),
    answer=_jacobian,
    right="The subscripts of einsum are those of (5.2), letter by letter.",
    digits=6,
    cases=(
        (_SLOPES,),
        (np.array([[3.0]]),),
        (np.array([[1.0, -2.0]]),),
        (np.array([[1.0], [-2.0], [0.5]]),),
        (np.arange(1.0, 10.0).reshape(3, 3),),
        (np.array([[1e6, -1e-6], [0.0, 2.0]]),),
        *drawn(lambda rng: (entries(rng, *sizes(rng, 2)),), seed=7),
    ),
    mistakes=(
        Mistake(
            "the delta of the units is missing",
            lambda slopes: _jacobian(slopes, of_units=_no_delta),
            "units of one sample see each other. One delta is missing.",
        ),
        Mistake(
            "the delta of the samples is missing",
            lambda slopes: _jacobian(slopes, of_samples=_no_delta),
            "samples see each other. One delta is missing.",
        ),
        Mistake(
            "both deltas are missing",
            lambda slopes: _jacobian(slopes, _no_delta, _no_delta),
            "every place is alive here. Which deltas are needed?",
        ),
        Mistake(
            "the deltas without the slopes",
            lambda slopes: _jacobian(np.ones_like(slopes)),
            "this is the Jacobian of the identity. Where are the slopes?",
        ),
        Mistake(
            "the slopes squared",
            lambda slopes: _jacobian(slopes**2),
            "the slopes are in there twice.",
        ),
    ),
)


def _tanh(z: float) -> float:
    """Compute tanh by expm1, as the chapter does."""
    d = np.expm1(-2 * abs(z))
    return float(np.sign(z) * -d / (2 + d))


def _cancelling(z: float) -> float:
    """Compute tanh by exp: nothing overflows, but 1 - u cancels near 0."""
    u = np.exp(-2 * abs(z))
    return float(np.sign(z) * (1 - u) / (1 + u))


def _definition(z: float) -> float:
    """Compute tanh from two exponentials, one of which overflows far out."""
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


STABLE_TANH = Exercise(
    id="ch05.stable_tanh",
    title="Write a tanh that holds everywhere",
    statement=(
        "Write `my_tanh(z)` for one number, from `np.exp` or `np.expm1`, without `np.tanh` or any "
        "other hyperbolic function. It must take any number: $\\pm 400$ and beyond, and $\\pm "
        "10^{-17}$, where nearly all digits must be right. Twelve significant digits are wanted."
    ),
    names=("my_tanh",),
    answer=_tanh,
    right="It held at 400, at 1e-17, at 0 and in between.",
    digits=12,
    floor=0.0,  # the smallest results count, too
    cases=(
        *((z,) for z in (0.5, -0.25, 5.0, 1e-17, -1e-17, 1e-8, -1e-8, 8e-6, -8e-6)),
        *((z,) for z in (-400.0, 400.0, 0.0, -0.0, -1000.0, 1000.0, -1e300, 1e300)),
        *((z,) for z in (1e-300, 1e-12, -1e-10, 0.01, -0.1, 20.0)),
        *drawn(lambda rng: (uniform(rng, -9, 9),), seed=8),
    ),
    forbidden=frozenset({"tanh", "sinh", "cosh"}),
    mistakes=(
        Mistake(
            "1 - u cancels near 0",
            _cancelling,
            "far out it holds. Near 0 digits are lost, as always where two numbers are subtracted "
            "that are nearly the same; which function of NumPy computes exp(x) - 1 in one go?",
        ),
        Mistake(
            "the definition",
            _definition,
            "the formula is right. Far out its exponentials overflow, on both sides, and near 0 "
            "its difference loses digits. (5.17) keeps the exponent negative.",
        ),
        Mistake(
            "one exponential that grows",
            lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
            "the formula is right. Far out on the right its exponential overflows, and near 0 its "
            "difference loses digits. Which sign of the exponent is safe?",
        ),
        Mistake(
            "one exponential that grows on the left",
            lambda z: (1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z)),
            "the formula is right. Far out on the left its exponential overflows, and near 0 its "
            "difference loses digits. Which sign of the exponent is safe?",
        ),
        Mistake(
            "expm1 that grows",
            lambda z: np.expm1(2 * z) / (np.expm1(2 * z) + 2),
            "near 0 it holds. Far out on the right the exponential overflows; tanh is odd, so it "
            "is enough to know it for one sign.",
        ),
        Mistake(
            "expm1 that grows on the left",
            lambda z: -np.expm1(-2 * z) / (np.expm1(-2 * z) + 2),
            "near 0 it holds. Far out on the left the exponential overflows; tanh is odd, so it "
            "is enough to know it for one sign.",
        ),
        Mistake(
            "the sign is lost",
            lambda z: abs(_tanh(z)),
            "the size is right and the sign is lost where z is negative.",
        ),
        Mistake(
            "the sign is turned",
            lambda z: -_tanh(z),
            "the sign is turned.",
        ),
        Mistake(
            "the factor 2 in the exponent is missing",
            lambda z: _tanh(z / 2),
            "the exponent is -2 times the size of z.",
        ),
        Mistake(
            "the sigmoid for tanh",
            sigmoid,
            "this is the sigmoid, which rises from 0 to 1. Where does tanh rise from?",
        ),
        Mistake(
            "a straight line, clipped",
            lambda z: float(min(max(z, -1.0), 1.0)),
            "a straight line with clipped ends has the limits of tanh and nothing else of it.",
        ),
    ),
)


def _lengths(Z: np.ndarray) -> np.ndarray:
    """Take the length of each row, shape (m, 1)."""
    return np.sqrt(np.sum(Z**2, axis=1, keepdims=True))


def _backward(Z: np.ndarray, dA: np.ndarray) -> np.ndarray:
    """Take from each row of dA its part along the output, and divide by the length."""
    A = Z / _lengths(Z)
    return (dA - A * np.sum(dA * A, axis=1, keepdims=True)) / _lengths(Z)


def _rows(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw Z and dA, with at least two units: the direction of a single one cannot move."""
    m, n = sizes(rng, 2)
    return magnitudes(rng, m, n + 1), entries(rng, m, n + 1)


UNIT_ROWS = Exercise(
    id="ch05.unit_rows",
    title="An activation that sees its whole row",
    statement=(
        "Divide each row of $Z$ by its length: $a_{pq} = z_{pq} / \\lVert z_p \\rVert$ with "
        "$\\lVert z_p \\rVert = \\sqrt{\\sum_r z_{pr}^2} > 0$. Write `unit_rows_backward(Z, dA)`: "
        "the pre-activations and `dA`, which is $\\mathrm dL/\\mathrm dA$, in, $\\mathrm "
        "dL/\\mathrm dZ$ out, all of shape $(m, n)$. Any $m \\ge 1$ and $n \\ge 1$ are possible. "
        "Six significant digits are wanted."
    ),
    names=("unit_rows_backward",),
    answer=_backward,
    right="It held for one sample and for many. Normalisation layers do the same.",
    digits=6,
    cases=(
        (np.array([[3.0, 4.0]]), np.array([[1.0, -2.0]])),
        (np.array([[-2.0]]), np.array([[5.0]])),
        (
            np.array([[1.0, 2.0, -2.0], [0.0, 3.0, -4.0]]),
            np.array([[1.0, 0.0, 2.0], [-1.0, 3.0, 0.5]]),
        ),
        (
            np.array([[1.0, 0.0], [2.0, 2.0], [-0.5, 1.0]]),
            np.array([[2.0, 1.0], [0.0, 1.0], [1.0, 1.0]]),
        ),
        (np.array([[30.0, -40.0, 120.0, 0.0]]), np.array([[1.0, 2.0, 3.0, 4.0]])),
        (np.array([[3e-3, -4e-3], [3e5, 4e5]]), np.array([[1.0, 2.0], [-1e5, 1e5]])),
        (np.ones((2, 3)), np.zeros((2, 3))),
        *drawn(_rows, seed=10),
    ),
    mistakes=(
        Mistake(
            "as if elementwise",
            lambda Z, dA: dA * (1 - (Z / _lengths(Z)) ** 2) / _lengths(Z),
            "this uses the diagonal of each block alone. The length contains the whole row, so "
            "each output of the row answers to each input of it.",
        ),
        Mistake(
            "the length as a constant",
            lambda Z, dA: dA / _lengths(Z),
            "you held the length still. It moves with every entry of its row.",
        ),
        Mistake(
            "one length for the whole matrix",
            lambda Z, dA: (dA - Z * np.sum(dA * Z) / np.sum(Z**2)) / np.sqrt(np.sum(Z**2)),
            "samples see each other here. Sum over the units of each sample, and keep the axis.",
        ),
        Mistake(
            "the sum was not divided by the length",
            lambda Z, dA: dA / _lengths(Z) - Z * np.sum(dA * Z, axis=1, keepdims=True),
            "the powers of the length do not match. What is the length's own derivative?",
        ),
        Mistake(
            "the division at the end is missing",
            lambda Z, dA: _backward(Z, dA) * _lengths(Z),
            "long rows should have small slopes: a factor one over the length is missing.",
        ),
        Mistake(
            "the sign of the second term",
            lambda Z, dA: 2 * dA / _lengths(Z) - _backward(Z, dA),
            "the second term has the wrong sign. The length stands in the denominator.",
        ),
    ),
)

EXERCISES = (
    JACOBIAN_BYTES,
    BLIND_SCORES,
    THROUGH_SIGMOID,
    WHOLE_JACOBIAN,
    STABLE_TANH,
    UNIT_ROWS,
)
