"""tools.diagnostics: the five numbers against plain loops, and what is refused."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from tools.activations import relu
from tools.diagnostics import GradientFlow, gradient_flow, plot_gradient_flow


def lists(widths, m, seed):
    """Draw A, dZ, W, dW and updates for a network of these widths."""
    rng = np.random.default_rng(seed)
    A = [relu(rng.standard_normal((m, n)) - 1) for n in widths[1:]]
    dZ = [rng.standard_normal(a.shape) for a in A]
    shapes = list(itertools.pairwise(widths))
    return A, dZ, *([rng.standard_normal(shape) for shape in shapes] for _ in range(3))


def length(array):
    return math.sqrt(math.fsum(float(x) ** 2 for x in np.ravel(array)))


@given(
    widths=st.lists(st.integers(1, 6), min_size=2, max_size=5),
    m=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_five_numbers_by_loops(widths, m, seed):
    A, dZ, W, dW, updates = lists(widths, m, seed)
    flow = gradient_flow(A, dZ, W, dW, updates)
    assert flow.activation == pytest.approx([length(a) / math.sqrt(a.size) for a in A])
    assert flow.d_z == pytest.approx([length(dz) for dz in dZ])
    assert flow.d_w == pytest.approx([length(dw) for dw in dW])
    ratios = [length(u) / length(w) for u, w in zip(updates, W, strict=True)]
    assert flow.update_ratio == pytest.approx(ratios)
    silent = [[all(x == 0 for x in unit) for unit in a.T] for a in A[:-1]]
    assert flow.dead == pytest.approx([sum(units) / len(units) for units in silent])


def test_weights_stored_the_other_way_round_change_nothing():
    A, dZ, *weights = lists([3, 4, 2], 5, seed=1)
    turned = [[w.T for w in group] for group in weights]
    here, there = gradient_flow(A, dZ, *weights), gradient_flow(A, dZ, *turned)
    assert here.d_w == pytest.approx(there.d_w)
    assert here.update_ratio == pytest.approx(there.update_ratio)


def test_zero_weights_have_no_update_ratio():
    one, zero = [np.ones((2, 2))], [np.zeros((2, 2))]
    assert np.isnan(gradient_flow(one, one, zero, one, one).update_ratio).all()


def spoil(place, value):
    arguments = list(lists([3, 4, 2], 5, seed=2))
    arguments[place] = value(arguments[place])
    return arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (spoil(0, lambda A: [np.ones((5, 3)), *A]), "3, 2, 2, 2, 2"),
        ([[], [], [], [], []], "one array per layer"),
        (spoil(1, lambda dZ: [dZ[0], dZ[1].T]), "layer 2"),
        (spoil(3, lambda dW: [dW[0].T, dW[1]]), "layer 1"),
        (spoil(4, lambda updates: [updates[0], updates[1][:1]]), "layer 2"),
    ],
)
def test_lists_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        gradient_flow(*arguments)


def test_plot_draws_every_number_over_its_layer():
    flow = gradient_flow(*lists([3, 4, 4, 2], 5, seed=3))
    axes = plot_gradient_flow(flow, Figure().subplots(1, 5), color="black")
    numbers = [flow.activation, flow.d_z, flow.d_w, flow.update_ratio, flow.dead]
    for ax, values in zip(axes, numbers, strict=True):
        (line,) = ax.get_lines()
        assert line.get_xdata().tolist() == list(range(1, len(values) + 1))
        assert line.get_ydata().tolist() == values.tolist()
    assert [ax.get_yscale() for ax in axes] == ["log"] * 4 + ["linear"]


def test_plot_wants_five_axes():
    with pytest.raises(ValueError, match="wanted 5 axes, got 1"):
        plot_gradient_flow(GradientFlow(*[np.ones(2)] * 5), [Figure().subplots()])
