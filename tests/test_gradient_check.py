"""tools.gradient_check: planted faults are found, and what is right agrees."""

import itertools

import autograd.numpy as np
import pytest
from perceptrons import backward, batch, network, squares

from tools.activations import tanh_grad_from_z
from tools.gradient_check import gradient_check
from tools.networks import mlp_forward


def faulty_backward(fault, layers, X, Y):
    """Return the gradients of a backward pass through tanh layers that holds one fault."""
    A, Z = mlp_forward(X, layers, "tanh")
    dA, gradients = 2 * (A[-1] - Y), []
    for i in reversed(range(len(layers))):
        W = layers[i][0]
        gate = tanh_grad_from_z(A[i + 1] if fault == "slope of a" else Z[i])
        dZ = dA if i == len(layers) - 1 or fault == "no slope" else dA * gate
        db = np.mean(dZ, axis=0) if fault == "mean" else np.sum(dZ, axis=0)
        gradients.insert(0, (A[i].T @ dZ, db))
        dA = dZ @ (W if fault == "no transpose" and W.shape[0] == W.shape[1] else W.T)
    return gradients


@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize(
    ("fault", "differing"),
    [
        (None, []),
        ("slope of a", ["layer 1 dW", "layer 1 db", "layer 2 dW", "layer 2 db"]),
        ("no slope", ["layer 1 dW", "layer 1 db", "layer 2 dW", "layer 2 db"]),
        ("mean", ["layer 1 db", "layer 2 db", "layer 3 db"]),
        ("no transpose", ["layer 1 dW", "layer 1 db"]),
    ],
)
def test_gradient_check_finds_planted_faults(fault, differing, method):
    layers = network(3, 3, 4, 4, 2)
    X, Y = batch(3, 5, layers)

    def loss(layers):
        return squares(layers, X, Y, "tanh")

    check = gradient_check(loss, layers, faulty_backward(fault, layers, X, Y), method=method)
    assert check.differing == differing
    assert check.agrees == (not differing)
    assert repr(check).count("<- differs") == len({line[:7] for line in differing})


def test_gradient_check_keeps_to_its_tolerance():
    layers = [(np.array([[2.0]]), np.zeros(1))]

    def loss(layers):
        return np.sum(layers[0][0] ** 2)

    def off_by(error):
        return [(np.array([[4.0 * (1 - error)]]), np.zeros(1))]

    assert gradient_check(loss, layers, off_by(5e-10)).agrees
    assert not gradient_check(loss, layers, off_by(2e-9)).agrees
    assert gradient_check(loss, layers, off_by(2e-9), tolerance=1e-8).agrees
    assert not gradient_check(loss, layers, off_by(5e-10), tolerance=0.0).agrees
    assert gradient_check(loss, layers, off_by(5e-6), method="central").agrees
    assert not gradient_check(loss, layers, off_by(2e-5), method="central").agrees


def test_gradient_check_of_some_entries():
    layers = network(4, 3, 8, 2)
    X, Y = batch(4, 5, layers)
    gradients = backward(layers, X, Y, "relu")[0]
    calls = []

    def loss(layers):
        calls.append(1)
        return squares(layers, X, Y, "relu")

    rng = np.random.default_rng(0)
    assert gradient_check(loss, layers, gradients, entries=4, rng=rng).agrees
    assert len(calls) == 4 + 4 + 4 + 2
    gradients[0][0][1, 5] += 1.0
    assert gradient_check(loss, layers, gradients).differing == ["layer 1 dW"]


def test_a_dead_layer_has_no_error_and_a_false_zero_has():
    layers = [(np.ones((1, 1)), -np.ones(1)), (np.ones((1, 1)), np.zeros(1))]
    X, Y = np.array([[0.5]]), np.array([[1.0]])
    gradients = backward(layers, X, Y, "relu")[0]
    assert [float(array.item()) for array in gradients[0]] == [0.0, 0.0]
    assert gradient_check(lambda n: squares(n, X, Y, "relu"), layers, gradients).errors == [
        (0.0, 0.0),
        (0.0, 0.0),
    ]
    gradients[1] = (gradients[1][0], np.zeros(1))
    check = gradient_check(lambda n: squares(n, X, Y, "relu"), layers, gradients)
    assert check.errors[1] == (0.0, 1.0)


def test_the_complex_step_is_right_where_the_central_difference_has_lost_its_digits():
    layers = [(np.array([[2.0]]), np.array([0.0]))]

    def tiny(layers):
        return 1.0 + 1e-14 * np.sum(layers[0][0] ** 3)

    truth = [(np.array([[1.2e-13]]), np.zeros(1))]
    assert gradient_check(tiny, layers, truth).agrees
    assert not gradient_check(tiny, layers, truth, method="central").agrees


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"method": "forward"}, ValueError, "wanted a method of complex, central; got 'forward'"),
        ({"h": 0.0}, ValueError, r"wanted a step h > 0, got 0\.0"),
        ({"h": np.nan}, ValueError, "wanted a step h > 0, got nan"),
        ({"entries": 3}, TypeError, "wanted rng with entries"),
        ({"gradients": []}, ValueError, r"shapes of the layers, .*; got \[\]"),
        (
            {"gradients": [(np.ones((2, 3)), np.array([1, 2, np.inf]))]},
            ValueError,
            "wanted finite gradients, got NaN or inf in layer 1 db",
        ),
        (
            {"layers": [(np.ones((2, 3), int), np.ones(3))]},
            TypeError,
            "layer 1: wanted an array of floats as W",
        ),
        (
            {"loss": lambda layers: np.sum(np.abs(layers[0][0]))},
            TypeError,
            'complex loss for complex weights, got float64: .* use method="central"',
        ),
        (
            {"loss": lambda layers: layers[0][0]},
            TypeError,
            r"one number as loss, got shape \(2, 3\)",
        ),
    ],
)
def test_gradient_check_says_what_it_wanted(change, error, message):
    layers = network(0, 2, 3)
    arguments = {
        "loss": lambda layers: np.sum(layers[0][0] ** 2),
        "layers": layers,
        "gradients": [(2 * layers[0][0], np.zeros(3))],
    }
    assert gradient_check(**arguments).agrees
    with pytest.raises(error, match=message):
        gradient_check(**(arguments | change))


def test_mlp_leaves_its_arguments_alone():
    layers = network(1, 3, 4, 2)
    X, Y = batch(1, 5, layers)
    before = [array.copy() for array in (X, Y, *itertools.chain(*layers))]
    gradient_check(
        lambda n: squares(n, X, Y, "relu"),
        layers,
        backward(layers, X, Y, "relu")[0],
        method="central",
    )
    after = (X, Y, *itertools.chain(*layers))
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
