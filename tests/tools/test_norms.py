"""tools._norms: what is computed at once is what the public functions return one by one."""

import numpy as np
import pytest

from tools._norms import send_back, standardise
from tools.normalisation import moments, normalise, normalise_backward


@pytest.mark.parametrize("norm", ["batch", "layer"])
def test_the_same_bits_as_step_by_step(norm):
    Z, dN = np.random.default_rng(0).standard_normal((2, 40, 30))
    mean, sigma = moments(Z, norm)
    N, other_sigma = standardise(Z, norm)
    assert np.array_equal(sigma, other_sigma)
    assert np.array_equal(N, normalise(Z, mean, sigma))
    assert np.array_equal(send_back(dN, N, sigma, norm), normalise_backward(dN, N, sigma, norm))


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (1e200, "variances that a float can hold"),
        (np.inf, "variances that a float can hold"),
        (np.nan, "wanted numbers in Z, got 1 NaN of 6"),
    ],
)
def test_an_overflow_is_told_from_a_nan(norm, entry, message):
    with pytest.raises(ValueError, match=message):
        standardise(np.array([[entry, 1.0, 2.0], [3.0, 4.0, 5.0]]), norm)
