"""tools.training: against autograd and decimals, and that no run becomes NaN in silence."""

import math
from decimal import Decimal, localcontext

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from oracles.normalised import adam

from tools.gradient_check import gradient_check
from tools.initialisers import he_normal, standard_normal
from tools.networks import mlp_forward
from tools.training import (
    DivergenceError,
    accuracy,
    clip_by_norm,
    gradient_norm,
    make_network,
    softmax_cross_entropy,
    train,
)

seeds = st.integers(0, 2**32 - 1)
rows = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=5)


def data(m=6, n=2, K=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((m, n)), rng.integers(0, K, m)


def exact_loss(logits, label):
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 60, -(10**9), 10**9
        z = [Decimal(x) for x in logits]
        return float(sum(x.exp() for x in z).ln() - z[label])


@given(logits=rows, data=st.data())
def test_loss_of_one_sample_in_decimals(logits, data):
    label = data.draw(st.integers(0, len(logits) - 1))
    loss, d_logits = softmax_cross_entropy(np.array([logits]), np.array([label]))
    assert loss == pytest.approx(exact_loss(logits, label), rel=1e-12, abs=1e-12)
    assert d_logits.sum() == pytest.approx(0, abs=1e-15)
    assert d_logits[0, label] <= 0


@given(m=st.integers(1, 5), K=st.integers(1, 4), seed=seeds)
def test_gradient_of_the_loss_by_autograd(m, K, seed):
    rng = np.random.default_rng(seed)
    logits, labels = 3 * rng.standard_normal((m, K)), rng.integers(0, K, m)

    def loss(z):
        return anp.mean(anp.log(anp.sum(anp.exp(z), axis=1)) - z[np.arange(m), labels])

    value, d_logits = softmax_cross_entropy(logits, labels)
    assert value == pytest.approx(loss(logits))
    assert d_logits == pytest.approx(grad(loss)(logits), abs=1e-12)


@pytest.mark.parametrize(
    ("logits", "labels", "error"),
    [
        (np.zeros((2, 3)), np.array([0.0, 1.0]), TypeError),
        (np.zeros((2, 3)), np.array([0, 3]), ValueError),
        (np.zeros((2, 3)), np.array([-1, 0]), ValueError),
        (np.zeros((2, 3)), np.array([0]), ValueError),
        (np.zeros(3), np.array([0]), ValueError),
        (np.zeros((0, 3)), np.array([], int), ValueError),
    ],
)
@pytest.mark.parametrize("function", [softmax_cross_entropy, accuracy])
def test_labels_that_do_not_fit_are_refused(function, logits, labels, error):
    with pytest.raises(error, match="wanted"):
        function(logits, labels)


@given(seed=seeds, limit=st.floats(1e-3, 1e3))
def test_clipping_keeps_the_direction_and_bounds_the_norm(seed, limit):
    rng = np.random.default_rng(seed)
    gradients = [(rng.standard_normal((2, 3)), rng.standard_normal(3)) for _ in range(3)]
    flat = np.concatenate([a.ravel() for pair in gradients for a in pair])
    clipped = np.concatenate([a.ravel() for pair in clip_by_norm(gradients, limit) for a in pair])
    norm = np.linalg.norm(flat)
    assert gradient_norm(gradients) == pytest.approx(norm)
    assert clipped == pytest.approx(flat * min(1, limit / norm))


@pytest.mark.parametrize("limit", [0, -1, math.nan])
def test_a_limit_that_is_not_positive_is_refused(limit):
    with pytest.raises(ValueError, match="limit > 0"):
        clip_by_norm([(np.ones((1, 1)), np.ones(1))], limit)


@pytest.mark.parametrize("entry", [math.nan, math.inf, -math.inf])
def test_a_gradient_that_has_no_finite_norm_is_refused(entry):
    with pytest.raises(ValueError, match="finite norm"):
        clip_by_norm([(np.array([[entry]]), np.zeros(1))], 1.0)


def test_a_norm_overflows_only_beyond_float64():
    assert gradient_norm([(np.array([[3e200]]), np.array([4e200]))]) == pytest.approx(5e200)
    assert gradient_norm([(np.array([[1.7e308]]), np.array([1.7e308]))]) == math.inf


def test_network_has_the_widths_and_biases_of_zero():
    layers = make_network(he_normal, [4, 3, 2], np.random.default_rng(0))
    assert [W.shape for W, _ in layers] == [(4, 3), (3, 2)]
    assert [b.tolist() for _, b in layers] == [[0, 0, 0], [0, 0]]
    with pytest.raises(ValueError, match="two widths"):
        make_network(he_normal, [4], np.random.default_rng(0))


def test_gradients_of_a_step_by_the_complex_step():
    X, labels = data()
    layers = make_network(he_normal, [2, 5, 5, 3], np.random.default_rng(1))
    *_, step = train(layers, X, labels, eta=0.1, steps=5)

    def loss(layers):
        z = mlp_forward(X.astype(complex), layers)[0][-1]
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(6), labels])

    assert gradient_check(loss, step.layers, step.gradients).agrees


@pytest.mark.parametrize(("momentum", "clip"), [(0.0, None), (0.9, None), (0.9, 0.01), (0.5, 1e9)])
def test_steps_follow_the_rule(momentum, clip):
    X, labels = data(seed=2)
    layers = make_network(he_normal, [2, 4, 3], np.random.default_rng(2))
    before = [[array.copy() for array in pair] for pair in layers]
    steps = list(train(layers, X, labels, eta=0.2, steps=4, momentum=momentum, clip=clip))
    assert [step.number for step in steps] == [0, 1, 2, 3, 4]
    velocity = [[np.zeros_like(array) for array in pair] for pair in layers]
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        norm = gradient_norm(step.gradients)
        factor = 1 if clip is None else min(1, clip / norm)
        for layer, pair in enumerate(step.gradients):
            for part, gradient in enumerate(pair):
                velocity[layer][part] = momentum * velocity[layer][part] - 0.2 * factor * gradient
                assert step.updates[layer][part] == pytest.approx(velocity[layer][part])
                if after is not None:
                    moved = step.layers[layer][part] + velocity[layer][part]
                    assert after.layers[layer][part] == pytest.approx(moved)
    for old, new in zip(before, layers, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(old, new, strict=True))


@pytest.mark.parametrize(("beta_1", "scale"), [(0.9, 1.0), (0.0, 1.0), (0.9, 1e-12)])
def test_adam_moves_each_entry_as_its_sums_say(beta_1, scale):
    X, labels = data(seed=2)
    layers = make_network(he_normal, [2, 4, 3], np.random.default_rng(2))
    steps = list(train(layers, scale * X, labels, eta=0.1, steps=6, momentum=beta_1,
                       optimiser="adam"))  # fmt: skip
    for layer, part in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        seen = [step.gradients[layer][part].ravel().tolist() for step in steps]
        moved = [step.updates[layer][part].ravel().tolist() for step in steps]
        for gradients, moves in zip(zip(*seen, strict=True), zip(*moved, strict=True), strict=True):
            assert moves == pytest.approx(adam(gradients, 0.1, beta_1))


def test_adam_takes_float32_and_the_largest_gradients():
    layers = [(np.zeros((1, 2), np.float32), np.zeros(2, np.float32))]
    X = np.array([[1e30]], np.float32)
    first, second = train(layers, X, np.array([0]), eta=0.5, steps=1, optimiser="adam")
    assert first.updates[0][0].dtype == second.layers[0][0].dtype == np.float32
    assert first.updates[0][0].tolist() == [[0.5, -0.5]]


KINDS = [
    {"norm": norm, "residual": skip} for norm in (None, "layer", "batch") for skip in (False, True)
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_gradients_of_every_kind_of_network_by_the_complex_step(kind):
    X, labels = data(seed=3)
    layers = make_network(he_normal, [2, 5, 5, 5, 3], np.random.default_rng(3))
    *_, step = train(layers, X, labels, eta=0.1, steps=5, **kind)

    def loss(layers):
        z = mlp_forward(X.astype(complex), layers, **kind)[0][-1]
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(6), labels])

    assert gradient_check(loss, step.layers, step.gradients).agrees


def test_batches_go_through_all_samples_before_any_comes_again():
    X, labels = np.arange(12.0)[:, None], np.zeros(12, int)
    layers = [(np.zeros((1, 2)), np.zeros(2))]
    steps = train(layers, X, labels, eta=0.1, steps=5, batch=4, rng=np.random.default_rng(3))
    seen = [step.A[0][:, 0] for step in steps]
    for epoch in (seen[:3], seen[3:]):
        assert sorted(np.concatenate(epoch)) == list(range(12))
    assert not np.array_equal(seen[0], seen[3])


def watch(steps):
    for step in steps:
        arrays = [*step.A, *step.Z, *step.dZ, *(a for pair in step.gradients for a in pair)]
        assert all(np.isfinite(array).all() for array in arrays)


@pytest.mark.parametrize(
    ("initialiser", "eta"), [(standard_normal, 0.05), (standard_normal, 1e30), (he_normal, 1e8)]
)
def test_a_run_that_overflows_ends_with_an_error(initialiser, eta):
    # Warnings are errors here, so none of these overflows warns.
    X, labels = data(m=20, seed=4)
    layers = make_network(initialiser, [2, *[32] * 29, 3], np.random.default_rng(4))
    with pytest.raises(DivergenceError, match=r"step \d+"):
        watch(train(layers, X, labels, eta=eta, steps=300))


def test_a_gradient_beyond_float32_ends_a_run_whose_loss_is_small():
    layers = [(np.zeros((1, 2)), np.zeros(2))]
    with pytest.raises(
        DivergenceError, match=r"step 0: loss 6.9e-01, norm of the gradient 7.1e\+38"
    ):
        next(train(layers, np.array([[1e39]]), np.array([0]), eta=0.1, steps=1))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"eta": 0}, ValueError),
        ({"eta": math.nan}, ValueError),
        ({"steps": -1}, ValueError),
        ({"momentum": 1.0}, ValueError),
        ({"momentum": -0.1}, ValueError),
        ({"batch": 0}, ValueError),
        ({"batch": 7}, ValueError),
        ({"batch": 2}, TypeError),
        ({"rng": "nonsense"}, TypeError),
        ({"clip": 0}, ValueError),
        ({"optimiser": "Adam"}, ValueError),
        ({"optimiser": None}, ValueError),
        ({"norm": "group"}, ValueError),
        ({"norm": "batch", "batch": 1, "rng": np.random.default_rng(0)}, ValueError),
        ({"labels": np.array([0, 1])}, ValueError),
        ({"labels": np.full(6, 3)}, ValueError),
        ({"X": np.full((6, 2), np.nan)}, ValueError),
        ({"X": np.ones((6, 3))}, ValueError),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(change, error):
    X, labels = data()
    layers = make_network(he_normal, [2, 4, 3], np.random.default_rng(0))
    settings = {"layers": layers, "X": X, "labels": labels, "eta": 0.1, "steps": 1} | change
    with pytest.raises(error, match="wanted"):
        list(train(**settings))
