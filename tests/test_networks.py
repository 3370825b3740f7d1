"""tools.networks against cases worked by hand, autograd and central differences."""

import autograd.numpy as np
import pytest
from autograd import elementwise_grad
from hypothesis import given
from hypothesis import strategies as st

from tools.networks import relu, relu_grad_from_z

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
