"""tools.initialisers: moments and supports against the distributions they are named after."""

import numpy as np
import pytest

from tools import initialisers
from tools.initialisers import INITIALISERS, glorot_uniform, he_uniform, orthogonal
from tools.plotting import INITIALISATION_STYLE

FAN_IN, FAN_OUT = 400, 250

# Variance of an entry and its fourth moment over the square of that: 3 normal, 9/5 uniform.
DISTRIBUTIONS = {
    "he_normal": (2 / 400, 3.0),
    "he_uniform": (2 / 400, 1.8),
    "lecun_normal": (1 / 400, 3.0),
    "glorot_normal": (2 / 650, 3.0),
    "glorot_uniform": (2 / 650, 1.8),
    "half_glorot_normal": (1 / 650, 3.0),
    "uniform_default": (1 / 1200, 1.8),
    "standard_normal": (1.0, 3.0),
    "orthogonal": (2 / 400, 3.0),
}
every = pytest.mark.parametrize("name", DISTRIBUTIONS)


def draw(name, fan_in=FAN_IN, fan_out=FAN_OUT, seed=8):
    return getattr(initialisers, name)(np.random.default_rng(seed), fan_in, fan_out)


def test_every_public_initialiser_has_a_distribution_here():
    public = {
        name
        for name, value in vars(initialisers).items()
        if callable(value) and getattr(value, "__module__", "") == initialisers.__name__
    }
    assert {name for name in public if not name.startswith("_")} == set(DISTRIBUTIONS)


@every
def test_mean_variance_and_kurtosis(name):
    # 100 000 entries: six standard errors are 1.9 %, 2.7 % of the variance, 9 % of the kurtosis.
    W = draw(name)
    variance, kurtosis = DISTRIBUTIONS[name]
    assert W.shape == (FAN_IN, FAN_OUT)
    assert W.dtype == np.float64
    assert abs(W.mean()) < 0.019 * np.sqrt(variance)
    assert np.mean(W**2) == pytest.approx(variance, rel=0.027)
    assert np.mean(W**4) / np.mean(W**2) ** 2 == pytest.approx(kurtosis, rel=0.09)


@pytest.mark.parametrize(
    ("initialiser", "bound"), [(he_uniform, 6 / 400), (glorot_uniform, 6 / 650)]
)
def test_uniform_weights_fill_their_interval(initialiser, bound):
    W = initialiser(np.random.default_rng(8), FAN_IN, FAN_OUT)
    assert 0.999 * np.sqrt(bound) < np.abs(W).max() <= np.sqrt(bound)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(30, 30), (40, 30), (30, 40), (1, 5), (5, 1)])
def test_orthogonal_has_all_singular_values_sqrt_2(fan_in, fan_out):
    W = draw("orthogonal", fan_in, fan_out)
    assert W.shape == (fan_in, fan_out)
    assert np.linalg.svd(W, compute_uv=False) == pytest.approx(np.sqrt(2), rel=1e-12)


def test_orthogonal_is_uniform_not_biased_by_the_signs_of_qr():
    # Without the correction of signs the mean of the corner entry is -0.8 sqrt(2).
    rng = np.random.default_rng(8)
    corner = [orthogonal(rng, 2, 2)[0, 0] for _ in range(2000)]
    assert abs(np.mean(corner)) < 6 / np.sqrt(2000)


@every
def test_a_seed_fixes_the_weights_and_the_generator_moves_on(name):
    assert np.array_equal(draw(name, 5, 4), draw(name, 5, 4))
    rng = np.random.default_rng(8)
    initialiser = getattr(initialisers, name)
    assert not np.array_equal(initialiser(rng, 5, 4), initialiser(rng, 5, 4))


@every
@pytest.mark.parametrize(("fan_in", "fan_out"), [(0, 3), (3, 0), (-1, -1)])
def test_a_layer_without_units_is_refused(name, fan_in, fan_out):
    with pytest.raises(ValueError, match=f"at least 1, got fan_in={fan_in}, fan_out={fan_out}"):
        draw(name, fan_in, fan_out)


def test_every_named_initialiser_has_a_style():
    assert set(INITIALISERS) == set(INITIALISATION_STYLE)
