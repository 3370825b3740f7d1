"""tools.activations against cases worked by hand, mpmath, autograd and central differences."""

import autograd.numpy as np
import mpmath
import pytest
from autograd import elementwise_grad, grad, jacobian
from hypothesis import given
from hypothesis import strategies as st

from tools.activations import (
    activation_jacobian,
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
