"""The exercises of chapter 7: three programs with a bug, a step size, and two counts."""

from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, entries, sizes, uniform
from tools.exercises.checker import Exercise, Mistake


def _draw(*shapes: tuple[int, ...], seed: int) -> tuple[np.ndarray, ...]:
    """Draw arrays from the standard normal distribution."""
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal(shape) for shape in shapes)


def _hidden(gate: Callable, transpose: bool = True) -> Callable:
    """Make a function (Z1, W2, dZ2) -> dZ1 from what it multiplies the gradient with."""

    def hidden_gradient(Z1: np.ndarray, W2: np.ndarray, dZ2: np.ndarray) -> np.ndarray:
        arriving = dZ2 @ (W2.T if transpose else W2)
        return arriving * gate(Z1, arriving)

    return hidden_gradient


def _two_layers(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw Z1, W2 and dZ2, of sizes that differ."""
    m, n_1, n_2 = sizes(rng, 3)
    return entries(rng, m, n_1), entries(rng, n_1, n_2), entries(rng, m, n_2)


HIDDEN_GRADIENT = Exercise(
    id="ch07.hidden_gradient",
    title="Where is the bug? Program 1",
    statement=(
        "The check says: layer 2 is right, layer 1 is wrong in both parts. Find the line, and "
        "write `hidden_gradient(Z1, W2, dZ2)`, which returns `dZ1` of shape $(m, n_1)$ as it "
        "should be. The activation is ReLU; at $z = 0$ keep the course's convention. `Z1` has the "
        "shape $(m, n_1)$, `W2` the shape $(n_1, n_2)$ and `dZ2` the shape $(m, n_2)$, each number "
        "at least 1. Six significant digits are wanted."
    ),
    names=("hidden_gradient",),
    answer=_hidden(lambda z, _: (z > 0) * 1.0),
    right="The gate multiplies by its slope, 0 or 1, and the stream keeps its size.",
    # Square weights first, on which a forgotten transpose runs and can be named.
    cases=(
        _draw((5, 3), (3, 3), (5, 3), seed=1),
        _draw((2, 2), (2, 2), (2, 2), seed=2),
        (np.array([[0.0, -0.0, 2.0]]), *_draw((3, 3), (1, 3), seed=3)),
        (np.array([[-1.0, 3.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, -1.0]])),
        (np.array([[1e-9, -1e-9, 1e6]]), np.eye(3), np.array([[2.0, 3.0, -4.0]])),
        *drawn(_two_layers, seed=13),
    ),
    digits=6,
    mistakes=(
        Mistake(
            "the value of ReLU for its slope",
            _hidden(lambda z, _: np.maximum(z, 0)),
            "this is what the program does. It multiplies by the value of ReLU. What does the "
            "chain rule ask for?",
        ),
        Mistake(
            "no gate",
            _hidden(lambda z, _: np.ones_like(z)),
            "now the gate is gone altogether. A unit that is silent on a sample learns nothing "
            "from it.",
        ),
        Mistake(
            "no transpose",
            _hidden(lambda z, _: (z > 0) * 1.0, transpose=False),
            "the gate is right. The sum over the units of layer 2 runs over which index of W2?",
        ),
        Mistake(
            "no transpose and no gate",
            _hidden(lambda z, _: np.ones_like(z), transpose=False),
            "the gate is missing, and the sum runs over the wrong index of W2.",
        ),
        Mistake(
            "the gate looks at the gradient",
            _hidden(lambda _, arriving: (arriving > 0) * 1.0),
            "the gate looks at the sign of the gradient that arrives. It was set on the way "
            "forward, by what?",
        ),
        Mistake(
            "the gate is open at the corner",
            _hidden(lambda z, _: (z >= 0) * 1.0),
            "your gate is open at z = 0. Which slope does the course give the ReLU there?",
        ),
        Mistake(
            "the slope at the corner is 1/2",
            _hidden(lambda z, _: np.heaviside(z, 0.5)),
            "at z = 0 you take the mean of both slopes. Which slope does the course give the ReLU "
            "there?",
        ),
    ),
)


def _of_mean(dw_divisor: Callable, db_divisor: Callable, factor: float = 2.0) -> Callable:
    """Make a function (X, W, b, Y) -> (dW, db) that divides each sum by a function of Y."""

    def mean_gradients(
        X: np.ndarray, W: np.ndarray, b: np.ndarray, Y: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        dZ = factor * (X @ W + b - Y)
        return X.T @ dZ / dw_divisor(Y), dZ.sum(axis=0) / db_divisor(Y)

    return mean_gradients


def _regression(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Draw X, W, b and Y, of sizes that differ."""
    m, n_in, n_out = sizes(rng, 3)
    shapes = (m, n_in), (n_in, n_out), (n_out,), (m, n_out)
    return tuple(entries(rng, *shape) for shape in shapes)


MEAN_GRADIENTS = Exercise(
    id="ch07.mean_gradients",
    title="Where is the bug? Program 2",
    statement=(
        "The check says: `dW` is right, `db` is wrong by an error of 0.8, with five samples. Write "
        "`mean_of_squares_gradients(X, W, b, Y)`, which returns `(dW, db)` for one linear layer "
        "and the loss $L = \\frac1m \\sum_{i,j} (\\hat y_{ij} - y_{ij})^2$: a mean over the "
        "samples, a sum over the outputs. `X` has the shape $(m, n_{\\text{in}})$, `W` the shape "
        "$(n_{\\text{in}}, n_{\\text{out}})$, `b` the shape $(n_{\\text{out}},)$ and `Y` the shape "
        "$(m, n_{\\text{out}})$, each number at least 1. Six significant digits are wanted."
    ),
    names=("mean_of_squares_gradients",),
    answer=_of_mean(len, len),
    right="Divide once, in dZ, and every gradient further down has its 1/m.",
    digits=6,
    cases=(
        _draw((5, 3), (3, 2), (2,), (5, 2), seed=1),
        _draw((4, 2), (2, 3), (3,), (4, 3), seed=2),
        _draw((3, 1), (1, 1), (1,), (3, 1), seed=3),
        _draw((1, 2), (2, 2), (2,), (1, 2), seed=4),
        (np.array([[1.0], [2.0]]), np.array([[3.0]]), np.array([1.0]), np.array([[4.0], [7.0]])),
        _draw((3, 3), (3, 3), (3,), (3, 3), seed=5),
        *drawn(_regression, seed=14),
    ),
    mistakes=(
        Mistake(
            "db is a sum",
            _of_mean(len, lambda _: 1),
            "this is what the program does: only one of the two has seen the 1/m.",
        ),
        Mistake(
            "both are sums",
            _of_mean(lambda _: 1, lambda _: 1),
            "now both are the gradients of the sum. This loss is a mean.",
        ),
        Mistake(
            "dW is a sum",
            _of_mean(lambda _: 1, len),
            "db is right now, and dW has lost its 1/m.",
        ),
        Mistake(
            "both are divided twice",
            _of_mean(lambda Y: len(Y) ** 2, lambda Y: len(Y) ** 2),
            "each is divided by m twice: once in dZ and once afterwards?",
        ),
        Mistake(
            "db is divided twice",
            _of_mean(len, lambda Y: len(Y) ** 2),
            "db is divided by m twice: once in dZ, and then a mean for a sum.",
        ),
        Mistake(
            "dW is divided twice",
            _of_mean(lambda Y: len(Y) ** 2, len),
            "dW is divided by m twice: once in dZ and once afterwards.",
        ),
        Mistake(
            "the mean over the outputs too",
            _of_mean(lambda Y: Y.size, lambda Y: Y.size),
            "you take the mean over all entries of Y. This loss takes it over the samples and sums "
            "over the outputs.",
        ),
        Mistake(
            "the factor of the square is missing",
            _of_mean(len, len, factor=1.0),
            "both are half of what they should be. What does the square leave behind?",
        ),
        Mistake(
            "the sign is turned",
            _of_mean(len, len, factor=-2.0),
            "the sign is turned: the error is output minus target.",
        ),
    ),
)


def _step(
    order: str = "gradients first", factor: float = 2.0, sign: float = -1.0, gate: bool = True
) -> Callable:
    """Make a function (X, Y, W1, W2, eta) -> (W1, W2) after one step."""

    def two_layer_step(
        X: np.ndarray, Y: np.ndarray, W1: np.ndarray, W2: np.ndarray, eta: float
    ) -> tuple[np.ndarray, np.ndarray]:
        Z1 = X @ W1
        A1 = np.maximum(Z1, 0)
        dZ2 = factor * (A1 @ W2 - Y)
        W2_new = W2 + sign * eta * A1.T @ dZ2
        used = W2_new if order == "W2 first" else W2
        W1_new = W1 + sign * eta * X.T @ (dZ2 @ used.T * (Z1 > 0 if gate else 1))
        if order == "W1 first":
            A1 = np.maximum(X @ W1_new, 0)
            W2_new = W2 + sign * eta * A1.T @ (factor * (A1 @ W2 - Y))
        return W1_new, W2_new

    return two_layer_step


def _without_rate(
    X: np.ndarray, Y: np.ndarray, W1: np.ndarray, W2: np.ndarray, _eta: float
) -> tuple[np.ndarray, np.ndarray]:
    """Take the step with a learning rate of 1."""
    return _step()(X, Y, W1, W2, 1.0)


def _network(rng: np.random.Generator) -> tuple[np.ndarray | float, ...]:
    """Draw X, Y, W1, W2, of sizes that differ, and a learning rate."""
    m, n_in, n_hidden, n_out = sizes(rng, 4)
    shapes = (m, n_in), (m, n_out), (n_in, n_hidden), (n_hidden, n_out)
    return *(entries(rng, *shape) for shape in shapes), uniform(rng, 0, 1)


TWO_LAYER_STEP = Exercise(
    id="ch07.two_layer_step",
    title="Where is the bug? Program 3",
    statement=(
        "Read as a gradient, (old − new)/η is right in layer 2 and a little wrong in layer 1. Find "
        "what happens too early. To keep it short, leave out the biases: write `two_layer_step(X, "
        "Y, W1, W2, eta)`, which returns the pair of new weights after one step of gradient "
        "descent on $\\sum_{i,j} (\\hat y_{ij} - y_{ij})^2$ with $\\hat Y = \\operatorname{ReLU}(X "
        "W_1)\\, W_2$. The samples, inputs, hidden units and outputs may be any numbers from 1 on, "
        "and $\\eta \\ge 0$; at $z = 0$ keep the course's convention. Six significant digits are "
        "wanted."
    ),
    names=("two_layer_step",),
    answer=_step(),
    right="All gradients first, at the old point; then all the steps.",
    digits=6,
    cases=(
        *(
            (*_draw((5, 3), (5, 2), (3, 4), (4, 2), seed=seed), eta)
            for seed, eta in ((1, 0.1), (2, 0.01), (3, 0.5), (4, 0.0), (5, 3.0), (6, 200.0))
        ),
        # Both units of the hidden layer at the corner for one sample, and open for the other.
        (
            np.array([[1.0, 1.0], [2.0, -1.0]]),
            np.array([[3.0], [-1.0]]),
            np.array([[1.0, 2.0], [-1.0, -2.0]]),
            np.array([[1.0], [-2.0]]),
            0.1,
        ),
        (*_draw((3, 3), (3, 3), (3, 3), (3, 3), seed=7), 0.1),
        (np.ones((2, 1)), np.ones((2, 1)), np.array([[-1.0, -2.0]]), np.ones((2, 1)), 0.1),
        (np.eye(2) + 1, np.ones((2, 1)), np.array([[2.0], [-3.0]]), np.array([[2.0]]), 0.1),
        *drawn(_network, seed=15),
    ),
    mistakes=(
        Mistake(
            "W2 moves before it is used",
            _step("W2 first"),
            "this is what the program does: dZ1 meets a W2 that has moved already.",
        ),
        Mistake(
            "W1 moves before the gradient of W2",
            _step("W1 first"),
            "only W1 is right. W2's gradient was taken after W1 had moved; take both at the old "
            "point.",
        ),
        Mistake(
            "uphill",
            _step(sign=1.0),
            "both went uphill. The gradient points where the loss grows.",
        ),
        Mistake(
            "the factor of the square is missing",
            _step(factor=1.0),
            "both steps are too short by one factor. What does the square leave behind?",
        ),
        Mistake(
            "no gate",
            _step(gate=False),
            "only W2 is right. On its way to W1 the gradient must pass the ReLU.",
        ),
        Mistake(
            "no learning rate",
            _without_rate,
            "the steps are as long as the gradients. Where is eta?",
        ),
        Mistake(
            "the steps for the new weights",
            lambda X, Y, W1, W2, eta: tuple(
                new - old for new, old in zip(_step()(X, Y, W1, W2, eta), (W1, W2), strict=True)
            ),
            "these are the steps. Where do the weights stand after them?",
        ),
    ),
)

_EPS32 = 2.0**-23
_BEST = (3 * _EPS32) ** (1 / 3)

BEST_STEP = Exercise(
    id="ch07.best_step",
    title="How well can 32 bits do?",
    statement=(
        "Numbers of 32 bits have the spacing $\\varepsilon = 2^{-23}$ at 1. For a loss with "
        "$|\\varphi| = |\\varphi'''| = 1$: which step of the central difference has the smallest "
        "bound $E(h)$, and what is the bound there? Three significant digits are wanted."
    ),
    names=("best_h", "bound"),
    answer=(_BEST, _BEST**2 / 2),
    right="Between four and five digits: with 32 bits, central differences check little.",
    digits=3,
    mistakes=(
        Mistake(
            "64 bits",
            ((3 * 2.0**-52) ** (1 / 3), None),
            "this is the step for 64 bits.",
        ),
        Mistake(
            "the rule of thumb",
            (_EPS32 ** (1 / 3), None),
            "this is the rule of thumb. The minimum of E has one more factor under the root.",
        ),
        Mistake(
            "the one-sided step",
            (2 * _EPS32**0.5, None),
            "this is the step of the one-sided quotient, whose truncation error is of first order.",
        ),
        Mistake(
            "a square root",
            (_EPS32**0.5, None),
            "a square root belongs to the one-sided quotient. Here h^2 stands against eps/h.",
        ),
        Mistake(
            "half the spacing",
            ((1.5 * _EPS32) ** (1 / 3), None),
            "you took half of the spacing for epsilon. The exercise gives it as 2^-23.",
        ),
        Mistake(
            "the factor 1/6 of Taylor's formula is missing",
            ((_EPS32 / 2) ** (1 / 3), None),
            "your truncation error is h^2. Taylor's formula leaves a smaller factor in front.",
        ),
        Mistake(
            "the truncation alone",
            (_BEST, _BEST**2 / 6),
            "the step is right. Your bound is that of the truncation; rounding adds its own.",
        ),
        Mistake(
            "the rounding alone",
            (_BEST, _EPS32 / _BEST),
            "the step is right. Your bound is that of the rounding; truncation adds its own.",
        ),
    ),
)

COUNTS = Exercise(
    id="ch07.counts",
    title="Count the multiplications",
    statement=(
        "A 3072-64-64-10 network gets a batch of 50 images. How many multiplications take the "
        "forward pass, the backward pass with $\\mathrm dL/\\mathrm dX$, and the backward pass "
        "without it? Count products of matrices and the gates, as in the chapter. Exact values are "
        "wanted."
    ),
    names=("forward", "backward", "without_dx"),
    answer=(10_067_200, 20_140_800, 10_310_400),
    right="Nearly all weights sit in layer 1, so leaving out dX saves almost half.",
    mistakes=(
        Mistake(
            "one image",
            (201_344, 402_816, 206_208),
            "this is for one image. How many are there?",
        ),
        Mistake(
            "no gates",
            (10_067_200, 20_134_400, 10_304_000),
            "the matrices are right. Each hidden unit also multiplies by its slope, per image.",
        ),
        Mistake(
            "the gates of one image",
            (10_067_200, 20_134_528, 10_304_128),
            "the matrices are right. The gates are multiplied for every image.",
        ),
        Mistake(
            "the output is gated too",
            (10_067_200, 20_141_300, 10_310_900),
            "the output layer has no activation, so it has no gates.",
        ),
        Mistake(
            "the biases are multiplied",
            (10_074_100, None, None),
            "the biases are added. Nothing is multiplied by them.",
        ),
        Mistake(
            "the backward pass as one forward pass",
            (10_067_200, 10_067_200, None),
            "the forward count is right. Backward there are two products of matrices per layer.",
        ),
        Mistake(
            "without dX as one forward pass",
            (10_067_200, 20_140_800, 10_067_200),
            "the first two are right. Without dX one product of layer 1 is missing, and only that.",
        ),
        Mistake(
            "the weight gradient of layer 1 left out as well",
            (10_067_200, 20_140_800, 480_000),
            "the first two are right. Without dX, layer 1 still needs its dW.",
        ),
    ),
)

RUNS = Exercise(
    id="ch07.runs",
    title="Which mode?",
    statement=(
        "A network turns 3 numbers, the position of a camera, into the 1000 pixels of an image. "
        "You want the whole Jacobian at one position, $1000 \\times 3$ derivatives. How many runs "
        "does it take in forward mode and in reverse mode, and how many evaluations of the network "
        "with central differences? Exact values are wanted."
    ),
    names=("forward_mode", "reverse_mode", "central"),
    answer=(3, 1000, 6),
    right="Few inputs and many outputs: here forward mode wins by far.",
    mistakes=(
        Mistake(
            "swapped",
            (1000, 3, None),
            "look again which mode pays for inputs and which for outputs.",
        ),
        Mistake(
            "reverse mode in one run",
            (3, 1, None),
            "one backward pass gives the gradient of one number. How many numbers come out here?",
        ),
        Mistake(
            "forward mode in one run",
            (1, 1000, None),
            "one forward-mode run follows one direction. How many directions can the camera move?",
        ),
        Mistake(
            "both in one run",
            (1, 1, None),
            "a run gives one column of the Jacobian, or one row.",
        ),
        Mistake(
            "every entry by itself",
            (3000, 3000, None),
            "a run gives more than one entry: a whole column, or a whole row.",
        ),
        Mistake(
            "a central difference for every entry",
            (3, 1000, 6000),
            "the first two are right. An evaluation of the network gives all pixels at once.",
        ),
        Mistake(
            "one-sided differences",
            (3, 1000, 4),
            "the first two are right. These are one-sided differences; the central ones look both "
            "ways from each input.",
        ),
        Mistake(
            "one evaluation for each input",
            (3, 1000, 3),
            "the first two are right. A difference needs two values.",
        ),
        Mistake(
            "differences for each output",
            (3, 1000, 2000),
            "the first two are right. In differences it is the inputs that are moved.",
        ),
    ),
)

EXERCISES = (HIDDEN_GRADIENT, MEAN_GRADIENTS, TWO_LAYER_STEP, BEST_STEP, COUNTS, RUNS)
