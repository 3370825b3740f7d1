"""tools._passes: what training leaves unchecked is what the checked passes return, or diverges."""

import itertools

import numpy as np
import pytest
from perceptrons import batch, network

from tools._passes import relu_slopes
from tools.activations import relu_grad_from_z
from tools.initialisers import he_normal
from tools.networks import mlp_backward, mlp_forward
from tools.training import DivergenceError, accuracy, make_network, softmax_cross_entropy, train

KINDS = [
    {"norm": norm, "residual": skip} for norm in (None, "layer", "batch") for skip in (False, True)
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_step_is_what_the_checked_passes_return_to_the_last_bit(kind):
    rng = np.random.default_rng(3)
    X, labels = rng.standard_normal((6, 2)), rng.integers(0, 3, 6)
    layers = make_network(he_normal, [2, 5, 5, 5, 3], rng)
    *_, step = train(layers, X, labels, eta=0.1, steps=5, **kind)
    A, Z = mlp_forward(X, step.layers, **kind)
    loss, d_logits = softmax_cross_entropy(A[-1], labels)
    gradients, dZ, _ = mlp_backward(A, Z, step.layers, d_logits, **kind)
    assert (step.loss, step.accuracy) == (loss, accuracy(A[-1], labels))
    for found, wanted in zip(
        [*step.A, *step.Z, *step.dZ, *itertools.chain(*step.gradients)],
        [*A, *Z, *dZ, *itertools.chain(*gradients)],
        strict=True,
    ):
        assert np.array_equal(found, wanted)


ONES, SAME = np.ones((2, 2)), np.eye(2)
DIFFERENCE, TURNED = np.array([[[1.0, 1.0], [-1.0, -1.0]], [[1.0, -1.0], [1.0, 3.0]]])


@pytest.mark.parametrize(
    ("weights", "norm"),
    [
        ([1e200 * ONES, 1e200 * ONES, DIFFERENCE, SAME], None),  # inf - inf in the third layer
        ([1e160 * ONES, SAME], "batch"),  # the variance
        # inf - inf on the way back alone
        ([1e-290 * ONES, TURNED, 1e160 * ONES, 1e160 * SAME], None),
    ],
)
def test_a_number_that_overflows_inside_ends_a_run(weights, norm):
    layers = [(W, np.zeros(2)) for W in weights]
    X, labels = np.array([[2.0, 1.0], [3.0, 1.0]]), np.array([0, 1])
    with pytest.raises(DivergenceError, match="step 0: a number overflows on its way"):
        next(train(layers, X, labels, eta=0.1, steps=1, norm=norm))


def test_a_complex_network_is_refused():
    layers = [(np.zeros((1, 2), complex), np.zeros(2))]
    with pytest.raises(TypeError, match="wanted real numbers as logits, got dtype complex128"):
        next(train(layers, np.array([[1.0]]), np.array([0]), eta=0.1, steps=1))


def test_the_slopes_of_relu_are_those_of_the_activation():
    Z = np.array([[-np.inf, -1.0, -0.0, 0.0, 5e-324, np.inf]])
    assert np.array_equal(relu_slopes(Z), relu_grad_from_z(Z))
    with pytest.raises(TypeError, match="wanted real numbers as z, got dtype complex128"):
        relu_slopes(Z.astype(complex))


@pytest.mark.parametrize(
    ("b", "message"),
    [
        (np.array([np.nan, 0.0]), "layer 1: wanted numbers in b, got 1 NaN of 2"),
        (np.zeros(1), r"layer 1: .*W \(3, 2\), b \(1,\): b does not fit"),
    ],
)
def test_shifts_that_do_not_fit_are_refused_both_ways(b, message):
    (W, right), last = network(0, 3, 2, 2)
    X, _ = batch(0, 6, [(W, right), last])
    A, Z = mlp_forward(X, [(W, right), last], norm="layer")
    with pytest.raises(ValueError, match=message):
        mlp_forward(X, [(W, b), last], norm="layer")
    with pytest.raises(ValueError, match=message):
        mlp_backward(A, Z, [(W, b), last], A[-1], norm="layer")
