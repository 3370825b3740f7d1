"""Numbers of any type and any size: what tools makes of them is right, and NaN stays seen."""

import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from columns import Column
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tools import activations, diagnostics, initialisers, metrics, training

A, W, B = np.array([[1.0, 2.0]]), np.array([[1.0, -1.0], [0.5, 2.0]]), np.zeros(2)
LAYERS, LABELS = [(W, B)], np.array([1])


def decimals(array):
    return [[Decimal(float(x)) for x in row] for row in array]


def fractions(array):
    return np.array([[Fraction(float(x)) for x in row] for row in array], object)


READ = [np.asarray, np.ndarray.tolist, Column, decimals, fractions]
TYPES = [np.float16, np.float32, np.float64, np.int8, np.uint8, np.int64, np.uint64]
numbers = st.sampled_from(TYPES).flatmap(
    lambda dtype: npst.arrays(
        dtype,
        st.tuples(st.integers(1, 3), st.integers(1, 3)),
        elements={"allow_nan": False, "allow_infinity": False}
        if np.dtype(dtype).kind == "f"
        else None,
    )
)


def errors(x):
    one = np.ones(np.shape(x.values if isinstance(x, Column) else x))
    measures = [metrics.mape, metrics.relative_frobenius_error, metrics.largest_absolute_error]
    return [measure(x, one) for measure in measures] + [metrics.compare(x, one).largest_difference]


def norms(x):
    return [metrics.euclidean_norm(x), training.gradient_norm([(x, B)])]


def dashboard(x):
    found = diagnostics.gradient_flow([x, x], [x, x], [x, x], [x, x], [x, x])
    assert found.update_ratio.tolist() in ([1.0, 1.0], pytest.approx([np.nan] * 2, nan_ok=True))
    return [*found.activation, *found.d_z, *found.d_w, *found.dead]


def outputs(x):
    labels = np.zeros(len(x), int)
    return [training.softmax_cross_entropy(x, labels)[0], training.accuracy(x, labels)]


MEASURES = pytest.mark.parametrize("measure", [errors, norms, dashboard, outputs])


@MEASURES
@settings(max_examples=40)
@given(x=numbers, read=st.sampled_from(READ))
def test_a_measure_is_that_of_the_numbers_whatever_their_type(measure, x, read):
    assert measure(read(x)) == measure(x.astype(np.float64))


@MEASURES
@settings(max_examples=40)
@given(x=numbers, bad=st.sampled_from([np.nan, np.inf, -np.inf]), data=st.data())
def test_no_measure_hides_what_is_not_finite(measure, x, bad, data):
    x = x.astype(np.float64)
    x[tuple(data.draw(st.integers(0, side - 1)) for side in x.shape)] = bad
    if measure is norms:
        assert not np.isfinite(norms(x)).any()
        assert np.isnan(norms(x)).all() == np.isnan(bad)
    else:
        with pytest.raises(ValueError, match="wanted finite numbers"):
            measure(x)


moderate = npst.arrays(np.float64, (2, 3), elements=st.just(0.0) | st.floats(1e-3, 1e3))


@given(x=moderate, power=st.integers(-1000, 1000))
def test_norms_neither_vanish_nor_overflow_in_float64(x, power):
    scale = 2.0**power
    assert norms(x * scale) == [norm * scale for norm in norms(x)]
    activation, *_ = dashboard(x * scale)
    assert activation == dashboard(x)[0] * scale


@given(x=moderate, power=st.integers(-110, 110), limit=st.integers(-110, 110))
def test_clipping_in_float32_keeps_direction_type_and_all_digits(x, power, limit):
    x = np.ldexp(x, power).astype(np.float32)
    limit = 2.0**limit
    ((dW, db),) = training.clip_by_norm([(x, np.zeros(3, np.float32))], limit)
    norm = metrics.euclidean_norm(x)
    assert dW.dtype == db.dtype == np.float32
    wanted = x.astype(np.float64) * min(1.0, limit / norm if norm else 1.0)
    assert dW == pytest.approx(wanted, rel=2.0**-22, abs=2.0**-148)


ACTIVATIONS = [f for name, f in vars(activations).items() if re.match("relu|sigmoid|tanh", name)]
in_range = npst.arrays(
    st.sampled_from([np.float16, np.float32, np.float64]),
    (2, 2),
    elements=st.floats(0, 1, width=16),
)


@pytest.mark.parametrize("function", ACTIVATIONS)
@settings(max_examples=40)
@given(x=in_range | numbers, read=st.sampled_from(READ))
def test_an_activation_is_that_of_the_numbers_in_their_precision(function, x, read):
    if function.__name__.endswith("_from_a"):
        x = np.clip(x, 0, 1)
    found, wanted = function(read(x)), function(x.astype(np.float64))
    kept = x.dtype if x.dtype.kind == "f" and read in (np.asarray, Column) else np.float64
    assert (found.dtype, found.shape) == (kept, x.shape)
    rel, smallest = float(np.finfo(kept).eps), float(np.finfo(kept).smallest_subnormal)
    assert found.astype(float) == pytest.approx(wanted, rel=8 * rel, abs=8 * smallest)


@pytest.mark.parametrize("function", ACTIVATIONS)
@pytest.mark.parametrize("empty", [[], np.zeros((0, 2), np.float32), np.zeros((2, 0), int)])
def test_an_activation_of_nothing_is_nothing(function, empty):
    assert function(empty).shape == np.shape(empty)


def losses(X, labels, layers=LAYERS, batch=None):
    rng = np.random.default_rng(1)
    steps = training.train(layers, X, labels, eta=0.01, steps=5, batch=batch, rng=rng)
    return [step.loss for step in steps]


@given(order=st.permutations(range(6)), read=st.sampled_from([np.ndarray.tolist, Column, np.uint8]))
def test_training_pairs_samples_and_labels_by_position(order, read):
    X, labels = np.arange(6.0)[:, None] + np.arange(2), np.array([0, 0, 0, 1, 1, 1])
    X, labels = X[list(order)], labels[list(order)]

    assert losses(read(X), read(labels), batch=4) == losses(X, labels, batch=4)


def test_a_gradient_of_nan_ends_a_run_though_the_loss_is_finite(monkeypatch):
    def broken(A, Z, *_, **__):
        return [(W * np.nan, B)], Z, A[0]

    monkeypatch.setattr(training, "backward", broken)
    with pytest.raises(
        training.DivergenceError, match=r"step 0: loss .*, norm of the gradient nan"
    ):
        losses(A, LABELS)


def test_a_float32_network_that_overflows_at_once_has_diverged():
    layers = [(np.full((2, 2), 1e30, np.float32), np.zeros(2, np.float32))] * 2
    with pytest.raises(training.DivergenceError, match="step 0"):
        losses(A.astype(np.float32), LABELS, layers=layers)


@pytest.mark.parametrize("initialiser", [initialisers.glorot_normal, initialisers.glorot_uniform])
def test_widths_of_eight_bits_do_not_wrap(initialiser):
    small = initialiser(np.random.default_rng(0), np.uint8(200), np.uint8(100))
    assert np.array_equal(small, initialiser(np.random.default_rng(0), 200, 100))
