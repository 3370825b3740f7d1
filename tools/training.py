"""Training a multilayer perceptron: loss, clipping, descent with momentum, and Adam.

The network is a list of (W, b), as in `tools.networks`. A run that leaves the numbers which
float32 can hold has diverged and ends with `DivergenceError`; nothing becomes NaN in silence.
"""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from tools._inputs import (
    check_generator,
    check_pairs,
    check_partner,
    read_finite,
    read_integer,
    read_labels,
    read_list,
    read_number,
    read_numbers,
    read_pairs,
    to_float64,
)
from tools._passes import backward, forward, relu_slopes
from tools.activations import relu
from tools.metrics import euclidean_norm
from tools.networks import mlp_forward
from tools.normalisation import moments

LARGEST = float(np.finfo(np.float32).max)  # 3.4e38


class DivergenceError(ArithmeticError):
    """The loss or the gradient has left the range of float32; the message gives the step."""


def make_network(initialiser: Callable, widths: list, rng: np.random.Generator) -> list:
    """Draw the weights of a multilayer perceptron, with biases of zero.

    Parameters
    ----------
    initialiser : callable
        Takes ``(rng, fan_in, fan_out)`` and returns W, as those of `tools.initialisers` do.
    widths : list of int
        n_0, ..., n_D: the inputs, the hidden layers, the outputs; at least two.
    rng : numpy.random.Generator
        The only source of randomness.

    Returns
    -------
    layers : list of (W, b)
        D pairs, of shapes (n_{l-1}, n_l) and (n_l,).

    Raises
    ------
    TypeError
        If the initialiser is no function, a width no integer or rng no generator.
    ValueError
        If there are fewer than two widths or one is < 1, or if a W has not the shape of its widths.

    References
    ----------
    Used in chapter 11.

    Examples
    --------
    >>> from tools.initialisers import he_normal
    >>> layers = make_network(he_normal, [2, 8, 3], np.random.default_rng(0))
    >>> [W.shape for W, _ in layers]
    [(2, 8), (8, 3)]
    """
    if not callable(initialiser):
        raise TypeError(
            f"wanted a function of (rng, fan_in, fan_out) such as he_normal, got {initialiser!r}"
        )
    check_generator(rng)
    wanted = "widths of at least 1"
    widths = [read_integer(n, wanted, lambda n: n >= 1) for n in read_list(widths, "widths")]
    if len(widths) < 2:
        raise ValueError(f"wanted at least two widths, inputs and outputs; got {widths}")
    layers = []
    for shape in itertools.pairwise(widths):
        W = initialiser(rng, *shape)
        if np.shape(W) != shape:
            raise ValueError(f"wanted W {shape} from the initialiser, got {np.shape(W)}")
        layers.append((W, np.zeros(shape[1])))
    return layers


def softmax_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple:
    """Return the mean cross-entropy of softmax outputs, and its gradient.

    The logarithm of the sum of exponentials is taken after the largest logit of each row has been
    subtracted, so that no logit makes it overflow.

    Parameters
    ----------
    logits : array_like, shape (m, K)
        Outputs of the network, one row per sample, finite.
    labels : array_like of int, shape (m,)
        Class of each sample, 0 ... K - 1. Only their order counts: the index of a pandas Series
        is not looked at.

    Returns
    -------
    loss : float
        The mean over the samples of logsumexp(logits) minus the logit of the class; inf if that is
        beyond float64.
    d_logits : ndarray, shape (m, K)
        (softmax - one-hot) / m, computed in float64 and in the precision of the logits; each row
        sums to 0.

    Raises
    ------
    TypeError
        If the logits are no real numbers or the labels no integers.
    ValueError
        If the shapes do not fit, a logit is not finite or a label is not one of the K classes.

    References
    ----------
    Taught in chapter 11.

    Examples
    --------
    >>> loss, d_logits = softmax_cross_entropy(np.array([[1000.0, 1000.0]]), np.array([0]))
    >>> print(f"{loss:.4f}", d_logits.tolist())
    0.6931 [[-0.5, 0.5]]
    """
    return _cross_entropy(*_read_outputs(logits, labels))


def _cross_entropy(logits, labels):
    """Return loss and gradient for finite logits and labels that fit."""
    rows, precise = np.arange(len(labels)), to_float64(logits)
    with np.errstate(over="ignore"):
        shifted = precise - precise.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(shifted).sum(axis=1))
        loss = float((log_sum - shifted[rows, labels]).mean())
    d_logits = np.exp(shifted - log_sum[:, None])
    d_logits[rows, labels] -= 1.0
    return loss, (d_logits / len(labels)).astype(logits.dtype)


def accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of samples whose largest logit is that of their class.

    Parameters
    ----------
    logits, labels
        As for `softmax_cross_entropy`.

    Returns
    -------
    share : float
        Between 0 and 1; of equal largest logits the first one counts.

    Raises
    ------
    TypeError, ValueError
        As for `softmax_cross_entropy`.

    References
    ----------
    Used in chapter 11.

    Examples
    --------
    >>> accuracy(np.array([[2.0, 1.0], [0.0, 3.0]]), np.array([0, 0]))
    0.5
    """
    return _share_right(*_read_outputs(logits, labels))


def _share_right(logits, labels):
    """Return the accuracy for logits and labels that fit."""
    return float(np.count_nonzero(logits.argmax(axis=1) == labels) / len(labels))


def gradient_norm(gradients: list) -> float:
    """Return the Euclidean norm of all gradients of a network together.

    Parameters
    ----------
    gradients : list of (dW, db)
        As `tools.networks.mlp_backward` returns them.

    Returns
    -------
    norm : float
        Computed in float64, as by `tools.metrics.euclidean_norm`: NaN if an entry is NaN, else inf
        if one is infinite or the norm is beyond float64.

    Raises
    ------
    TypeError, ValueError
        If the gradients are no list of pairs of arrays of real numbers.

    References
    ----------
    Pascanu et al. 2013. Taught in chapter 10.

    Examples
    --------
    >>> gradient_norm([(np.array([[3.0]]), np.array([0.0])), (np.array([[4.0]]), np.array([0.0]))])
    5.0
    """
    return euclidean_norm(*itertools.chain(*read_pairs(gradients)))


def clip_by_norm(gradients: list, limit: float) -> list:
    """Shorten the gradients of a network to a norm, all by the same factor.

    Parameters
    ----------
    gradients : list of (dW, db)
        Gradients of all layers.
    limit : float
        Largest norm of all of them together, > 0.

    Returns
    -------
    clipped : list of (dW, db)
        The gradients times ``min(1, limit / norm)``: the direction stays, and the precision.

    Raises
    ------
    TypeError
        If the gradients are no list of pairs of arrays of real numbers, or the limit no number.
    ValueError
        If the limit is not positive, or the norm of the gradients is not finite.

    References
    ----------
    Pascanu et al. 2013. Taught in chapter 10.

    Examples
    --------
    >>> ((dW, db),) = clip_by_norm([(np.array([[30.0]]), np.array([40.0]))], limit=1.0)
    >>> dW.tolist(), db.tolist()
    ([[0.6]], [0.8])
    """
    limit = read_number(limit, "a limit > 0", lambda limit: limit > 0)
    gradients = read_pairs(gradients)
    norm = gradient_norm(gradients)
    if not np.isfinite(norm):
        raise ValueError(f"wanted gradients of a finite norm, got {norm}: the run has diverged")
    return _clipped(gradients, norm, limit)


def _clipped(gradients, norm, limit):
    """Shorten gradients whose finite norm is known."""
    if norm <= limit:
        return gradients
    # In two steps, since the factor itself may lie below the smallest float32, or float64.
    (a, p), (c, q) = math.frexp(limit), math.frexp(norm)
    return [tuple(np.ldexp(array * (a / c / 2), p - q + 1) for array in pair) for pair in gradients]


@dataclass(frozen=True)
class Step:
    """A network in training, before one of its steps.

    Attributes
    ----------
    number : int
        Steps taken so far.
    loss, accuracy : float
        On the samples of this step.
    layers : list of (W, b)
        The network.
    A, Z : lists of ndarrays
        As `tools.networks.mlp_forward` returns them.
    dZ : list of ndarrays
        Gradient of the loss with respect to each Z.
    gradients : list of (dW, db)
        Before clipping.
    updates : list of (ndarray, ndarray)
        What the step will add to each (W, b).
    """

    number: int
    loss: float
    accuracy: float
    layers: list
    A: list
    Z: list
    dZ: list  # noqa: N815, as in the maths
    gradients: list
    updates: list


def train(
    layers: list,
    X: np.ndarray,
    labels: np.ndarray,
    *,
    eta: float,
    steps: int,
    momentum: float = 0.9,
    clip: float | None = None,
    batch: int | None = None,
    rng: np.random.Generator | None = None,
    optimiser: str = "momentum",
    norm: str | None = None,
    residual: bool = False,
) -> Iterator[Step]:
    """Train a ReLU network on the mean cross-entropy, one step at a time.

    With "momentum" the velocity becomes ``momentum * velocity - eta * gradient`` and is added to
    the weights. With "adam" each entry moves by -eta times the running mean of its gradients over
    the root of the running mean of their squares, both corrected for their start at 0.

    Parameters
    ----------
    layers : list of (W, b)
        The network at the start; left unchanged.
    X : array_like, shape (m, n_0)
        Inputs, finite.
    labels : array_like of int, shape (m,)
        Classes, 0 ... n_D - 1, in the order of the rows of X; the index of a pandas Series is not
        looked at.
    eta : float
        Learning rate, > 0 and finite.
    steps : int
        Number of steps, >= 0.
    momentum : float
        Share of the velocity that stays, in [0, 1); 0 is plain gradient descent. For Adam, the
        share of the running mean that stays, its beta_1.
    clip : float, optional
        Largest norm of the gradient, as for `clip_by_norm`; no clipping if left out.
    batch : int, optional
        Samples a step, drawn by shuffling X again and again; all of them if left out.
    rng : numpy.random.Generator, optional
        Draws the batches; wanted with batch.
    optimiser : str
        "momentum" or "adam", with beta_2 = 0.999 and epsilon = 1e-8.
    norm, residual
        As for `tools.networks.mlp_forward`.

    Yields
    ------
    step : Step
        ``steps + 1`` of them: before each step, and after the last one.

    Raises
    ------
    TypeError, ValueError
        If shapes or settings do not fit; like all errors, when the first step is asked for.
    DivergenceError
        If the loss or the norm of the gradient is above 3.4e38, float32's largest number, or no
        number at all.

    References
    ----------
    Kingma & Ba 2015 for Adam. Taught in chapter 11.

    Examples
    --------
    >>> X, labels = np.array([[-1.0], [1.0]]), np.array([0, 1])
    >>> layers = [(np.zeros((1, 2)), np.zeros(2))]
    >>> for step in train(layers, X, labels, eta=1.0, steps=2, momentum=0.0):
    ...     print(step.number, f"{step.loss:.4f}", step.accuracy)
    0 0.6931 0.5
    1 0.3133 1.0
    2 0.1946 1.0
    """
    check_pairs(layers)
    X = read_finite(X, "X")
    if X.ndim != 2:
        raise ValueError(f"wanted X (m, n_0), got {X.shape}")
    eta = read_number(eta, "a finite learning rate eta > 0", lambda eta: 0 < eta < math.inf)
    steps = read_integer(steps, "steps >= 0", lambda steps: steps >= 0)
    momentum = read_number(momentum, "a momentum in [0, 1)", lambda momentum: 0 <= momentum < 1)
    if clip is not None:
        clip = read_number(clip, "a limit clip > 0", lambda clip: clip > 0)
    if batch is not None:
        wanted = f"a batch of 1 to {len(X)} samples"
        batch = read_integer(batch, wanted, lambda batch: 1 <= batch <= len(X))
    check_partner(rng, batch, "batch")
    if not isinstance(optimiser, str) or optimiser not in _OPTIMISERS:
        raise ValueError(f"wanted an optimiser of {', '.join(_OPTIMISERS)}; got {optimiser!r}")
    if norm is not None:
        moments(np.zeros_like(X[:batch]), norm)  # refuses a name, and batches of one
    # No samples: the shapes, and nothing overflows.
    outputs = read_numbers(mlp_forward(X[:0], layers, residual=residual)[0][-1], "logits")
    labels = read_labels(labels, (len(X), outputs.shape[1]))
    kind = {"norm": norm, "residual": residual}
    rule = _OPTIMISERS[optimiser](layers, eta, momentum)
    batches = _batches(len(X), batch, rng)
    for number in range(steps + 1):
        chosen = next(batches)
        step = _step(number, layers, X[chosen], labels[chosen], kind, clip, rule)
        yield step
        layers = _each(np.add, layers, step.updates)


def _step(number, layers, X, labels, kind, clip, rule):
    """Run one forward and one backward pass, and say what the step will add."""
    # The network was checked, so that only an overflow can make a NaN, and it passes each layer on
    # its way to the outputs, and from every dZ to the norm.
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            A, Z, normed = forward(X, layers, relu, **kind, checked=False)
            if not np.abs(A[-1]).max() <= LARGEST:
                raise ValueError("the outputs overflow")
        except ValueError as error:
            raise DivergenceError(f"step {number}: a number overflows on its way") from error
        loss, d_logits = _cross_entropy(A[-1], labels)
        back = {**kind, "normed": normed, "checked": False}
        gradients, dZ, _ = backward(A, Z, layers, d_logits, relu_slopes, **back)
    norm = euclidean_norm(*itertools.chain(*gradients))
    if not (loss <= LARGEST and norm <= LARGEST):  # max() would lose a NaN
        if any(np.isnan(array).any() for array in dZ):
            raise DivergenceError(f"step {number}: a number overflows on its way")
        raise DivergenceError(f"step {number}: loss {loss:.1e}, norm of the gradient {norm:.1e}")
    updates = rule(gradients if clip is None else _clipped(gradients, norm, clip))
    return Step(number, loss, _share_right(A[-1], labels), layers, A, Z, dZ, gradients, updates)


def _momentum(layers, eta, share):
    """Return the rule of gradient descent with momentum, which keeps the velocity."""
    velocity = _each(np.zeros_like, layers)

    def rule(gradients):
        nonlocal velocity
        velocity = _each(lambda v, d: share * v - eta * d, velocity, gradients)
        return velocity

    return rule


def _adam(layers, eta, share, share_of_squares=0.999, epsilon=1e-8):
    """Return the rule of Adam, which keeps two running means, in float64."""
    mean = square = _each(lambda array: np.zeros(array.shape), layers)
    steps = 0

    def rule(gradients):
        nonlocal mean, square, steps
        steps += 1
        precise = _each(to_float64, gradients)
        mean = _each(lambda m, d: share * m + (1 - share) * d, mean, precise)
        square = _each(
            lambda v, d: share_of_squares * v + (1 - share_of_squares) * d**2, square, precise
        )
        first, second = 1 - share**steps, 1 - share_of_squares**steps
        return _each(
            lambda m, v, d: (-eta * (m / first) / (np.sqrt(v / second) + epsilon)).astype(d.dtype),
            mean,
            square,
            gradients,
        )

    return rule


_OPTIMISERS = {"momentum": _momentum, "adam": _adam}


def _each(function, *networks):
    """Apply a function to each array of networks, or to those in the same place of several."""
    return [
        tuple(function(*arrays) for arrays in zip(*pairs, strict=True))
        for pairs in zip(*networks, strict=True)
    ]


def _batches(m, batch, rng):
    """Yield the samples of each step; what is left over after whole batches sits out."""
    while batch is None:
        yield slice(None)
    while True:
        order = rng.permutation(m)
        yield from order[: m // batch * batch].reshape(-1, batch)


def _read_outputs(logits, labels):
    """Read finite logits and one label for each row of them."""
    logits = read_finite(logits, "logits")
    return logits, read_labels(labels, logits.shape)
