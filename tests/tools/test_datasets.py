"""tools.datasets: the shape of the moons, and the digits as their source describes them."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.datasets import load_digits, load_success, moons


@given(half=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
def test_without_noise_every_point_lies_on_its_half_circle(half, seed):
    X, labels = moons(2 * half, np.random.default_rng(seed), noise=0.0)
    assert np.bincount(labels).tolist() == [half, half]
    x, y = (X + np.array([0.5, 0.25])).T
    upper, lower = labels == 0, labels == 1
    assert np.hypot(x, y)[upper] == pytest.approx(1)
    assert np.hypot(x - 1, y - 0.5)[lower] == pytest.approx(1)
    assert np.all(y[upper] >= -1e-12)
    assert np.all(y[lower] <= 0.5 + 1e-12)


def test_the_common_mean_is_the_origin_and_the_noise_is_as_asked():
    rng = np.random.default_rng(1)
    X, _ = moons(100_000, rng, noise=0.3)
    assert np.abs(X.mean(axis=0)).max() < 0.015  # five standard errors
    clean = moons(100_000, np.random.default_rng(1), noise=0.0)[0]
    assert np.std(X - clean) == pytest.approx(0.3, rel=0.01)


@pytest.mark.parametrize(("m", "noise"), [(3, 0.1), (0, 0.1), (-2, 0.1), (4, -0.1), (4, np.nan)])
def test_moons_that_cannot_be_drawn_are_refused(m, noise):
    with pytest.raises(ValueError, match="wanted"):
        moons(m, np.random.default_rng(0), noise=noise)


def test_digits_are_those_of_the_source():
    # 1797 instances of 64 integers from 0 to 16, ten classes; checksum of scikit-learn's copy.
    X, labels = load_digits()
    assert X.shape == (1797, 64)
    assert (X.min(), X.max()) == (0, 16)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    rows = np.column_stack([X, labels]).astype(np.uint8)
    assert (
        hashlib.sha256(rows.tobytes()).hexdigest()
        == "68aea062d35a127749050fa0e52dca09d6569ac08092c925610e0954e172dde2"
    )


def test_every_row_of_the_table_counts_its_runs():
    table = load_success()
    for row in table["rows"]:
        seeds = table["settings"][row["data"]]["seeds"]
        assert 0 <= row["learned"] + row["diverged"] <= row["runs"] == len(seeds)
        assert (row["diverged"] == row["runs"]) == (row["last_loss"] is None)
