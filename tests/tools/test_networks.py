"""tools.networks against cases worked by hand, autograd and the complex step."""

import autograd.numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from perceptrons import backward, batch, network, squares

from tools.gradient_check import numerical_gradients
from tools.networks import dense_backward, dense_forward, mlp_backward, mlp_forward

widths = st.integers(1, 5)


def layer(m, n_in, n_out):
    """Return A, W, b and a weight for each entry of Z, all standard normal."""
    rng = np.random.default_rng([m, n_in, n_out])
    shapes = [(m, n_in), (n_in, n_out), (n_out,), (m, n_out)]
    return [rng.standard_normal(shape) for shape in shapes]


def weighted_sum(A, W, b, dZ):
    """Return a loss whose gradient with respect to Z is dZ."""
    return np.sum(dZ * dense_forward(A, W, b))


def test_dense_layer_by_hand():
    A = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 0.0]])
    W = np.array([[1.0, -1.0], [0.0, 2.0]])
    Z = dense_forward(A, W, np.array([10.0, 20.0]))
    assert Z.tolist() == [[11.0, 23.0], [10.0, 22.0], [13.0, 17.0]]

    dA, dW, db = dense_backward(A, W, dZ=np.array([[1.0, 0.0], [0.0, 1.0], [2.0, -1.0]]))
    assert dA.tolist() == [[1.0, 0.0], [-1.0, 2.0], [3.0, -2.0]]
    assert dW.tolist() == [[7.0, -3.0], [2.0, 1.0]]
    assert db.tolist() == [3.0, 0.0]


@given(m=widths, n_in=widths, n_out=widths)
def test_dense_backward_against_autograd_and_the_complex_step(m, n_in, n_out):
    *point, dZ = layer(m, n_in, n_out)
    gradients = dense_backward(point[0], point[1], dZ)
    for position, gradient in enumerate(gradients):
        assert gradient == pytest.approx(grad(weighted_sum, position)(*point, dZ), abs=1e-13)

        direction = np.random.default_rng(position).standard_normal(gradient.shape)
        moved = [array.astype(complex) for array in point]
        moved[position] += 1e-20j * direction
        slope = weighted_sum(*moved, dZ).imag / 1e-20
        assert np.sum(gradient * direction) == pytest.approx(slope, abs=1e-13)


def test_dense_layer_can_be_differentiated_twice():
    A, W, b, _ = layer(3, 2, 2)

    def half_square(W):
        return np.sum(dense_forward(A, W, b) ** 2) / 2

    def along(W):
        return np.sum(grad(half_square)(W))

    # The gradient A^T (A W + b) is linear in W.
    assert grad(along)(W) == pytest.approx(A.T @ A @ np.ones((2, 2)))


def test_dense_layer_keeps_precision_and_passes_infinity_and_no_samples():
    A, W, b, dZ = (array.astype(np.float32) for array in layer(4, 3, 2))
    assert dense_forward(A, W, b).dtype == np.float32
    assert {gradient.dtype for gradient in dense_backward(A, W, dZ)} == {np.dtype(np.float32)}
    assert dense_forward(np.array([[np.inf]]), np.array([[2.0]]), np.array([0.0])) == np.inf
    gradients = dense_backward(A[:0], W, dZ[:0])
    assert [gradient.shape for gradient in gradients] == [(0, 3), (3, 2), (2,)]
    assert not np.any(gradients[1])


@pytest.mark.parametrize(
    ("name", "wrong", "error", "message"),
    [
        ("A", np.zeros((3, 4), int), TypeError, "array of floats as A, got dtype int64"),
        ("W", [[1.0, 2.0]], TypeError, "array of floats as W, got list"),
        ("b", 1.0, TypeError, "array of floats as b, got float"),
        (
            "W",
            np.zeros((2, 4)),
            ValueError,
            r"wanted A \(m, n_in\), W \(n_in, n_out\), b \(n_out,\); "
            r"got A \(3, 4\), W \(2, 4\), b \(2,\): W does not fit",
        ),
        ("A", np.zeros(4), ValueError, r"got A \(4,\), .*: A does not fit"),
        ("b", np.zeros((1, 2)), ValueError, r"b \(1, 2\): b does not fit"),
        ("b", np.zeros(1), ValueError, r"b \(1,\): b does not fit"),
        ("A", np.full((3, 4), np.nan), ValueError, "wanted numbers in A, got 12 NaN of 12"),
    ],
)
def test_dense_forward_says_what_it_wanted(name, wrong, error, message):
    A, W, b, _ = layer(3, 4, 2)
    with pytest.raises(error, match=message):
        dense_forward(**({"A": A, "W": W, "b": b} | {name: wrong}))


@pytest.mark.parametrize(
    ("name", "wrong", "error", "message"),
    [
        ("dZ", np.zeros((3, 2), bool), TypeError, "array of floats as dZ, got dtype bool"),
        (
            "dZ",
            np.zeros((2, 3)),
            ValueError,
            r"wanted A \(m, n_in\), W \(n_in, n_out\), dZ \(m, n_out\); "
            r"got A \(3, 4\), W \(4, 2\), dZ \(2, 3\): dZ does not fit",
        ),
        ("A", np.zeros((4, 3)), ValueError, r"got A \(4, 3\), .*: W does not fit"),
        ("dZ", np.array([[0.0, np.nan]] * 3), ValueError, "in dZ, got 3 NaN of 6"),
    ],
)
def test_dense_backward_says_what_it_wanted(name, wrong, error, message):
    A, W, _, dZ = layer(3, 4, 2)
    with pytest.raises(error, match=message):
        dense_backward(**({"A": A, "W": W, "dZ": dZ} | {name: wrong}))


def test_dense_layer_finds_nan_while_autograd_traces():
    A, W, b, dZ = layer(3, 4, 2)
    W[0, 0] = np.nan
    with pytest.raises(ValueError, match="wanted numbers in W, got 1 NaN of 8"):
        grad(weighted_sum, 1)(A, W, b, dZ)


activations = pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "linear"])
shapes = st.lists(st.integers(1, 5), min_size=2, max_size=6)


def assert_same(gradients, others, tolerance=1e-12):
    for pair, other in zip(gradients, others, strict=True):
        for array, wanted in zip(pair, other, strict=True):
            scale = max(np.max(np.abs(wanted)), 1e-3)
            assert array.shape == wanted.shape
            assert np.max(np.abs(array - wanted)) <= tolerance * scale


@activations
@given(widths=shapes, m=st.integers(1, 4), seed=st.integers(0, 99))
def test_mlp_backward_against_autograd_and_the_complex_step(activation, widths, m, seed):
    layers = network(seed, *widths)
    X, Y = batch(seed, m, layers)
    gradients, dZ, dX = backward(layers, X, Y, activation)
    assert_same(gradients, grad(squares)(layers, X, Y, activation))
    assert_same([[dX]], [[grad(squares, 1)(layers, X, Y, activation)]])
    assert_same(gradients, numerical_gradients(lambda n: squares(n, X, Y, activation), layers))
    for (_, db), delta in zip(gradients, dZ, strict=True):
        assert np.sum(delta, axis=0) == pytest.approx(db)


@activations
def test_mlp_backward_in_a_deep_and_in_a_wide_network(activation):
    for layers in (network(0, *[6] * 41), network(0, 300, 200, 3)):
        layers = [(W / np.sqrt(len(W)), b / 10) for W, b in layers]
        X, Y = batch(0, 3, layers)
        gradients, *_ = backward(layers, X, Y, activation)
        assert_same(gradients, grad(squares)(layers, X, Y, activation), tolerance=1e-10)


def test_mlp_by_hand():
    X, Y = np.array([[1.0, 2.0], [2.0, -1.0]]), np.array([[2.0], [5.0]])
    layers = [
        (np.array([[1.0, -1.0, 2.0], [1.0, 1.0, -1.0]]), np.array([0.0, 1.0, -1.0])),
        (np.array([[1.0], [-2.0], [1.0]]), np.array([1.0])),
    ]
    A, Z = mlp_forward(X, layers)
    assert A[0] is X
    assert Z[0].tolist() == [[3.0, 2.0, -1.0], [1.0, -2.0, 4.0]]
    assert A[1].tolist() == [[3.0, 2.0, 0.0], [1.0, 0.0, 4.0]]
    assert A[2].tolist() == Z[1].tolist() == [[0.0], [6.0]]
    gradients, dZ, dX = mlp_backward(A, Z, layers, 2 * (A[2] - Y))
    assert dZ[0].tolist() == [[-4.0, 8.0, 0.0], [2.0, 0.0, 2.0]]
    assert gradients[0][0].tolist() == [[0.0, 8.0, 4.0], [-10.0, 16.0, -2.0]]
    assert gradients[0][1].tolist() == [-2.0, 8.0, 2.0]
    assert gradients[1][0].tolist() == [[-10.0], [-8.0], [8.0]]
    assert gradients[1][1].tolist() == [-2.0]
    assert dX.tolist() == [[-12.0, 4.0], [6.0, 0.0]]


def test_linear_layers_make_one_matrix():
    layers = network(2, 3, 4, 2)
    X, _ = batch(2, 5, layers)
    (W, b), (V, c) = layers
    assert mlp_forward(X, layers, "linear")[0][-1] == pytest.approx(X @ (W @ V) + b @ V + c)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"layers": []}, ValueError, "wanted at least one layer"),
        ({"layers": np.ones((2, 2))}, TypeError, r"wanted a list of \(W, b\), got ndarray"),
        ({"layers": 3}, TypeError, r"wanted a list of \(W, b\), got int"),
        (
            {"layers": [np.ones((3, 2))]},
            TypeError,
            r"wanted a pair \(W, b\) as layer 1, got ndarray",
        ),
        ({"layers": [(np.ones((3, 2)),)]}, TypeError, "as layer 1, got tuple of 1"),
        (
            {"layers": [*network(0, 3, 4), *network(0, 5, 2)]},
            ValueError,
            r"layer 2: wanted A \(m, n_in\).*got A \(6, 4\), W \(5, 2\)",
        ),
        ({"X": np.ones((6, 3), int)}, TypeError, "layer 1: wanted an array of floats as A"),
        (
            {"layers": [*network(0, 3, 4), (np.ones((4, 2), int), np.ones(2))]},
            TypeError,
            "layer 2: wanted an array of floats as W, got dtype int64",
        ),
        (
            {"layers": [(np.ones((3, 4)), np.full(4, np.nan)), *network(0, 4, 2)]},
            ValueError,
            "layer 1: wanted numbers in b, got 4 NaN of 4",
        ),
        ({"X": np.ones(3)}, ValueError, r"layer 1: .*got A \(3,\)"),
        (
            {"activation": "Relu"},
            ValueError,
            "wanted an activation of relu, sigmoid, tanh, linear; got 'Relu'",
        ),
    ],
)
def test_mlp_forward_says_what_it_wanted(change, error, message):
    layers = network(0, 3, 4, 2)
    arguments = {"X": batch(0, 6, layers)[0], "layers": layers, "activation": "relu"}
    with pytest.raises(error, match=message):
        mlp_forward(**(arguments | change))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"A": []}, ValueError, "wanted 3 arrays in A and 2 in Z for 2 layers, got 0 and 2"),
        ({"d_output": np.ones((6, 3))}, ValueError, r"layer 2: .*dZ \(6, 3\)"),
        ({"d_output": np.ones((6, 2), int)}, TypeError, "layer 2: .*floats as dZ, got dtype int64"),
        ({"d_output": np.full((6, 2), np.nan)}, ValueError, "layer 2: .*dZ, got 12 NaN of 12"),
        (
            {"Z": [np.ones((1, 4)), np.ones((1, 2))]},
            ValueError,
            r"layer 1: wanted Z \(6, 4\), .* got \(1, 4\)",
        ),
        ({"activation": None}, ValueError, "got None"),
    ],
)
def test_mlp_backward_says_what_it_wanted(change, error, message):
    layers = network(0, 3, 4, 2)
    A, Z = mlp_forward(batch(0, 6, layers)[0], layers)
    arguments = {"A": A, "Z": Z, "layers": layers, "d_output": A[-1]}
    with pytest.raises(error, match=message):
        mlp_backward(**(arguments | change))
