"""tools.normalisation, and networks made with it: against loops, autograd and the complex step."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st
from oracles.normalised import outputs, standardised
from perceptrons import batch, network

from tools.gradient_check import numerical_gradients
from tools.networks import mlp_backward, mlp_forward
from tools.normalisation import moments, normalise, normalise_backward

NORMS = ["batch", "layer"]
KINDS = [{"norm": norm, "residual": skip} for norm in [None, *NORMS] for skip in (False, True)]
seeds = st.integers(0, 99)


def matrix(seed, m, n):
    return np.random.default_rng([seed, m, n]).standard_normal((m, n))


@pytest.mark.parametrize("norm", NORMS)
@given(m=st.integers(2, 5), n=st.integers(2, 5), seed=seeds)
def test_normalisation_forwards_by_loops_and_backwards_by_autograd(norm, m, n, seed):
    Z, dN = matrix(seed, m, n), matrix(seed + 1, m, n)
    N = normalise(Z, *moments(Z, norm))
    by_loops = np.array(standardised(Z.tolist(), norm)).real
    assert pytest.approx(by_loops) == N
    dZ = normalise_backward(dN, N, moments(Z, norm)[1], norm)
    by_autograd = grad(lambda Z: anp.sum(dN * normalise(Z, *moments(Z, norm))))(Z)
    assert dZ == pytest.approx(by_autograd, rel=1e-9, abs=1e-9 * np.abs(dZ).max())


@pytest.mark.parametrize(("norm", "axis"), [("batch", 0), ("layer", 1)])
def test_mean_0_and_mean_square_1(norm, axis):
    N = 7 + 3 * matrix(0, 40, 50)
    N = normalise(N, *moments(N, norm))
    assert N.mean(axis=axis) == pytest.approx(0, abs=1e-13)
    assert (N**2).mean(axis=axis) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("norm", NORMS)
def test_what_is_constant_becomes_0(norm):
    Z = np.full((3, 4), 2.0)
    assert not np.any(normalise(Z, *moments(Z, norm)))


@pytest.mark.parametrize("kind", KINDS, ids=str)
@given(m=st.integers(2, 4), width=st.integers(2, 4), depth=st.integers(1, 5), seed=seeds)
def test_a_network_against_loops_autograd_and_the_complex_step(kind, m, width, depth, seed):
    layers = network(seed, 3, *[width] * (depth - 1), 2)
    X, Y = batch(seed, m, layers)
    A, Z = mlp_forward(X, layers, **kind)
    assert A[-1] == pytest.approx(np.array(outputs(X, layers, **kind)).real, rel=1e-9, abs=1e-9)

    def loss(layers):
        return anp.sum((mlp_forward(X, layers, **kind)[0][-1] - Y) ** 2)

    def plain_loss(layers):  # shares no code with tools
        rows = outputs(X.tolist(), [(W.tolist(), b.tolist()) for W, b in layers], **kind)
        return sum((z - y) ** 2 for row, goal in zip(rows, Y, strict=True)
                   for z, y in zip(row, goal, strict=True))  # fmt: skip

    gradients, dZ, dX = mlp_backward(A, Z, layers, 2 * (A[-1] - Y), **kind)
    scale = max(np.abs(array).max() for pair in gradients for array in pair)
    for others in (grad(loss)(layers), numerical_gradients(plain_loss, layers)):
        for pair, other in zip(gradients, others, strict=True):
            for array, wanted in zip(pair, other, strict=True):
                assert array == pytest.approx(wanted, abs=1e-9 * scale)
    assert dX == pytest.approx(
        grad(lambda X: anp.sum((mlp_forward(X, layers, **kind)[0][-1] - Y) ** 2))(X),
        abs=1e-9 * scale,
    )
    if kind["norm"] == "batch":  # a shift of all samples of a unit would have no effect
        assert [delta.sum(axis=0) for delta in dZ[:-1]] == [
            pytest.approx(0, abs=1e-9 * scale) for _ in layers[1:]
        ]


@pytest.mark.parametrize("norm", NORMS)
def test_a_gain_behind_a_relu_can_be_given_to_the_next_weights(norm):
    (W, b), (V, c) = network(3, 4, 5, 2)
    X, _ = batch(3, 6, [(W, b), (V, c)])
    gain = np.linspace(0.5, 2.5, 5)
    A, Z = mlp_forward(X, [(W, b), (gain[:, None] * V, c)], norm=norm)
    by_gain = np.maximum(gain * normalise(Z[0], *moments(Z[0], norm)) + gain * b, 0) @ V + c
    assert A[-1] == pytest.approx(by_gain)


def test_stored_moments_stand_for_the_batch():
    layers = network(4, 3, 5, 5, 2)
    X, _ = batch(4, 7, layers)
    A, Z = mlp_forward(X, layers, norm="batch")
    stored = [moments(z, "batch") for z in Z[:-1]]
    alone = [mlp_forward(row[None], layers, norm="batch", moments=stored)[0][-1][0] for row in X]
    assert np.array(alone) == pytest.approx(A[-1])
    others = mlp_forward(X[:3], layers, norm="batch")[0][-1]
    assert np.abs(others - A[-1][:3]).max() > 0.1


def test_precision_is_kept():
    layers = [tuple(array.astype(np.float32) for array in pair) for pair in network(5, 3, 4, 4, 2)]
    X = matrix(5, 6, 3).astype(np.float32)
    for kind in KINDS:
        A, Z = mlp_forward(X, layers, **kind)
        gradients, dZ, dX = mlp_backward(A, Z, layers, A[-1], **kind)
        arrays = [*A, *Z, *dZ, dX, *(array for pair in gradients for array in pair)]
        assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


MOMENTS = [(np.zeros((1, 4)), np.ones((1, 4)))]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"norm": "Batch"}, ValueError, "normalisation of batch, layer; got 'Batch'"),
        ({"norm": 3}, ValueError, "got 3"),
        (
            {"X": np.ones((1, 3)), "norm": "batch"},
            ValueError,
            r"m >= 2 .*, got \(1, 4\)",
        ),
        ({"moments": MOMENTS}, ValueError, 'wanted norm "batch" with moments, got None'),
        ({"moments": MOMENTS, "norm": "layer"}, ValueError, "got 'layer'"),
        ({"moments": 2 * MOMENTS, "norm": "batch"}, ValueError, "1 pairs of moments for 2 layers"),
        ({"moments": 3, "norm": "batch"}, TypeError, r"a list of \(mean, sigma\), got int"),
        (
            {"moments": [(np.zeros(4), np.ones(4))], "norm": "batch"},
            ValueError,
            r"layer 1: wanted Z \(m, n\) and mean and sigma .* got \(6, 4\), \(4,\) and \(4,\)",
        ),
        (
            {"moments": [(np.full((1, 4), np.nan), np.ones((1, 4)))], "norm": "batch"},
            ValueError,
            "layer 1: wanted numbers in mean, got 4 NaN of 4",
        ),
        (
            {"layers": network(0, 3, 4, 5, 2), "residual": True},
            ValueError,
            r"layer 2: .*one width for a residual network, got \(6, 4\) and \(6, 5\)",
        ),
    ],
)
def test_a_network_says_what_it_wanted(change, error, message):
    layers = network(0, 3, 4, 2)
    arguments = {"X": batch(0, 6, layers)[0], "layers": layers}
    with pytest.raises(error, match=message):
        mlp_forward(**(arguments | change))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"dN": np.ones((3, 2))}, ValueError, r"got \(3, 2\), \(2, 3\) and \(1, 3\)"),
        ({"sigma": np.ones((2, 1))}, ValueError, r"sigma \(1, 3\); got"),
        ({"N": np.ones((2, 3), int)}, TypeError, "array of floats as N, got dtype int64"),
        ({"norm": None}, ValueError, "got None"),
        ({"sigma": np.zeros((1, 3))}, ValueError, "sigma of at least 3.2e-03, got 0.0"),
    ],
)
def test_normalise_backward_says_what_it_wanted(change, error, message):
    arguments = {"dN": np.ones((2, 3)), "N": np.ones((2, 3)), "sigma": np.ones((1, 3))}
    with pytest.raises(error, match=message):
        normalise_backward(**(arguments | {"norm": "batch"} | change))


def test_what_overflows_is_refused():
    with pytest.raises(ValueError, match="wanted variances that a float can hold"):
        moments(np.array([[1e200, -1e200]]), "layer")
    with pytest.raises(ValueError, match="wanted normalised values that a float can hold"):
        normalise(np.array([[1e308]]), np.array([[0.0]]), np.array([[0.01]]))
