"""tools.networks against cases worked by hand, mpmath, autograd and central differences."""

import autograd.numpy as np
import mpmath
import pytest
from autograd import elementwise_grad, grad
from hypothesis import given
from hypothesis import strategies as st

from tools.networks import (
    dense_backward,
    dense_forward,
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
