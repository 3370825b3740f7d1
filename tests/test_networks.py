"""tools.networks against cases worked by hand, mpmath, autograd and central differences."""

import itertools

import autograd.numpy as np
import mpmath
import pytest
from autograd import elementwise_grad, grad, jacobian
from hypothesis import given
from hypothesis import strategies as st

from tools.networks import (
    activation_jacobian,
    dense_backward,
    dense_forward,
    gradient_check,
    mlp_backward,
    mlp_forward,
    numerical_gradients,
    relu,
    relu_grad_from_z,
    sigmoid,
    sigmoid_grad_from_a,
    sigmoid_grad_from_z,
    tanh,
    tanh_grad_from_a,
    tanh_grad_from_z,
)

away_from_zero = st.floats(1e-3, 1e6) | st.floats(-1e6, -1e-3)


@pytest.mark.parametrize(
    ("z", "a", "grad"),
    [(-np.inf, 0.0, 0.0), (-5.0, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (7.0, 7.0, 1.0)],
)
def test_relu_by_hand(z, a, grad):
    assert relu(z) == a
    assert not np.signbit(relu(z))
    assert relu_grad_from_z(z) == grad


def test_relu_hides_no_nan():
    assert np.isnan(relu(np.nan))
    assert np.isnan(relu_grad_from_z(np.nan))


def test_relu_has_derivative_zero_at_zero_for_autograd_too():
    assert elementwise_grad(relu)(np.array([0.0, -0.0])).tolist() == [0.0, 0.0]


@given(z=away_from_zero)
def test_relu_grad_against_autograd_and_central_differences(z):
    h = 1e-4
    assert relu_grad_from_z(z) == elementwise_grad(relu)(z)
    assert relu_grad_from_z(z) == pytest.approx((relu(z + h) - relu(z - h)) / (2 * h), abs=1e-5)


# The textbook formulas, in 60 digits and over the whole exponent range.
precise = mpmath.mp.clone()
precise.dps = 60
TRUTH = {
    sigmoid: lambda z: 1 / (1 + precise.exp(-z)),
    sigmoid_grad_from_z: lambda z: 1 / (2 + 2 * precise.cosh(z)),
    tanh: lambda z: precise.sinh(z) / precise.cosh(z),
    tanh_grad_from_z: lambda z: 1 / precise.cosh(z) ** 2,
}
SLOPE = {sigmoid: sigmoid_grad_from_z, tanh: tanh_grad_from_z}
anywhere = st.floats(-745, 745) | st.floats(-40, 40) | st.floats(-1e-3, 1e-3)


def is_nearest(value, truth, ulps=4):
    """Whether a float64 is within some units in the last place, or subnormal steps, of mpmath's."""
    spacing = max(abs(truth) * 2.0**-52, precise.mpf(2) ** -1074)
    return abs(precise.mpf(float(value)) - truth) <= ulps * spacing


@pytest.mark.parametrize("function", TRUTH)
@given(z=anywhere)
def test_sigmoid_and_tanh_to_the_last_digits(function, z):
    assert is_nearest(function(z), TRUTH[function](precise.mpf(z)))


@given(z=anywhere)
def test_autograd_differentiates_the_sigmoid_to_the_last_digits(z):
    assert is_nearest(elementwise_grad(sigmoid)(z), TRUTH[sigmoid_grad_from_z](precise.mpf(z)))


@given(z=st.floats(-354.9, 354.9) | st.floats(-1e-3, 1e-3))
def test_autograd_differentiates_tanh_to_the_last_digits(z):
    assert is_nearest(elementwise_grad(tanh)(z), TRUTH[tanh_grad_from_z](precise.mpf(z)))


@pytest.mark.parametrize(("function", "left"), [(sigmoid, 0.0), (tanh, -1.0)])
@pytest.mark.parametrize("z", [355.0, 356.0, 400.0, 746.0, 800.0, 1e308, np.inf])
def test_far_out_nothing_overflows_and_no_slope_is_nan(function, left, z):
    assert function(z) == 1.0
    assert function(-z) == pytest.approx(left, abs=1e-150)
    for slope in (SLOPE[function], elementwise_grad(function)):
        assert 0.0 <= slope(z) == slope(-z) < 1e-150


@pytest.mark.parametrize("function", [*TRUTH, sigmoid_grad_from_a, tanh_grad_from_a])
def test_sigmoid_and_tanh_hide_no_nan_and_keep_shape_and_precision(function):
    assert np.isnan(function(np.nan))
    small = function(np.zeros((2, 0, 3), dtype=np.float32))
    assert (small.shape, small.dtype) == ((2, 0, 3), np.float32)


def test_sigmoid_by_hand():
    # exp(ln 3) = 3, so the output is 3/4 and the slope 3/4 times 1/4.
    z = np.log(3.0) * np.array([-1.0, 0.0, 1.0])
    assert sigmoid(z) == pytest.approx([1 / 4, 1 / 2, 3 / 4], rel=1e-15)
    assert sigmoid_grad_from_z(z) == pytest.approx([3 / 16, 1 / 4, 3 / 16], rel=1e-15)
    assert sigmoid_grad_from_a(np.array([0.25, 0.5, 1.0])).tolist() == [3 / 16, 1 / 4, 0.0]


def test_tanh_by_hand():
    # exp(2 ln 2) = 4, so the output is (4 - 1) / (4 + 1) and the slope 1 - 9/25.
    z = np.log(2.0) * np.array([-1.0, 0.0, 1.0])
    assert tanh(z) == pytest.approx([-3 / 5, 0.0, 3 / 5], rel=1e-15)
    assert tanh_grad_from_z(z) == pytest.approx([16 / 25, 1.0, 16 / 25], rel=1e-15)
    assert tanh_grad_from_a(np.array([-1.0, 0.5, 0.0])).tolist() == [0.0, 3 / 4, 1.0]


def test_higher_derivatives_of_the_sigmoid_at_zero():
    # sigmoid(z) = 1/2 + z/4 - z**3/48 + ...
    derivative, found = sigmoid, []
    for _ in range(4):
        derivative = elementwise_grad(derivative)
        found.append(float(derivative(0.0)))
    assert found == [1 / 4, 0.0, -1 / 8, 0.0]
    assert elementwise_grad(sigmoid_grad_from_z)(0.0) == 0.0
    assert elementwise_grad(elementwise_grad(sigmoid_grad_from_z))(0.0) == -1 / 8


@given(z=st.floats(-3, 3))
def test_slopes_from_the_output_agree_with_slopes_from_the_input(z):
    assert sigmoid_grad_from_a(sigmoid(z)) == pytest.approx(sigmoid_grad_from_z(z), rel=1e-13)
    assert tanh_grad_from_a(tanh(z)) == pytest.approx(tanh_grad_from_z(z), rel=1e-13)


def test_slopes_from_an_output_that_was_rounded_to_one_are_zero():
    last = 53 * np.log(2.0)  # exp(-z) = 2**-53, the largest that 1 + exp(-z) loses
    assert (
        sigmoid_grad_from_a(sigmoid(last - 1e-3)) > 0.0 == sigmoid_grad_from_a(sigmoid(last + 1e-3))
    )
    assert sigmoid_grad_from_a(sigmoid(-last - 1e-3)) > 0.0
    assert tanh_grad_from_a(tanh(18.0)) > 0.0 == tanh_grad_from_a(tanh(20.0))


def test_activation_jacobian_by_hand():
    slopes = np.array([[1.0, 0.5, 0.0], [0.25, 2.0, 3.0]])
    J = activation_jacobian(slopes)
    assert J.shape == (2, 3, 2, 3)
    for (p, q, i, j), entry in np.ndenumerate(J):
        assert entry == (slopes[p, q] if (p, q) == (i, j) else 0.0)


@pytest.mark.parametrize(
    ("activation", "slope"),
    [(relu, relu_grad_from_z), (sigmoid, sigmoid_grad_from_z), (tanh, tanh_grad_from_z)],
)
@given(m=st.integers(0, 4), n=st.integers(1, 4))
def test_activation_jacobian_against_autograd(activation, slope, m, n):
    Z = np.random.default_rng([m, n]).standard_normal((m, n))
    truth = jacobian(activation)(Z) if m else np.zeros((0, n, 0, n))
    assert activation_jacobian(slope(Z)) == pytest.approx(truth, abs=1e-15)


def test_activation_jacobian_can_be_differentiated():
    # The sum over J of f' is the sum of the slopes; its derivative is f''.
    Z = np.array([[0.0, 1.0], [-2.0, 0.5]])
    curvature = grad(lambda Z: np.sum(activation_jacobian(sigmoid_grad_from_z(Z))))(Z)
    a = sigmoid(Z)
    assert curvature == pytest.approx(a * (1 - a) * (1 - 2 * a), abs=1e-15)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (np.ones((2, 2), int), TypeError, "array of floats as slopes, got dtype int64"),
        (1.0, TypeError, "array of floats as slopes, got float"),
        (np.array([[0.0, np.nan]]), ValueError, "wanted numbers in slopes, got 1 NaN of 2"),
    ],
)
def test_activation_jacobian_says_what_it_wanted(wrong, error, message):
    with pytest.raises(error, match=message):
        activation_jacobian(wrong)


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


def network(seed, *widths):
    """Return layers of standard normal weights and biases."""
    rng = np.random.default_rng([seed, *widths])
    pairs = itertools.pairwise(widths)
    return [(rng.standard_normal((i, o)), rng.standard_normal(o)) for i, o in pairs]


def batch(seed, m, layers):
    """Return inputs and targets that fit the layers, standard normal."""
    rng = np.random.default_rng([seed, m])
    return rng.standard_normal((m, len(layers[0][0]))), rng.standard_normal((m, len(layers[-1][1])))


def squares(layers, X, Y, activation):
    """Return the sum of squared errors."""
    return np.sum((mlp_forward(X, layers, activation)[0][-1] - Y) ** 2)


def backward(layers, X, Y, activation):
    """Return what mlp_backward finds for the sum of squared errors."""
    A, Z = mlp_forward(X, layers, activation)
    return mlp_backward(A, Z, layers, 2 * (A[-1] - Y), activation)


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
