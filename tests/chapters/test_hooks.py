"""Chapter 14's hooks under PyTorch, against tools.diagnostics on the same weights.

Collected where PyTorch can be imported; `make torch` and the weekly workflow see to that.
"""

import inspect
import json
import math
import os
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from tools.datasets import load_debugged
from tools.diagnostics import gradient_flow
from tools.initialisers import he_normal
from tools.networks import mlp_backward, mlp_forward
from tools.training import make_network, softmax_cross_entropy

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
ETA, M = 0.1, 16


def load_script():
    environment = dict(os.environ)
    sys.path.insert(0, str(EXPERIMENTS))
    try:
        import debugged_networks
    finally:
        sys.path.remove(str(EXPERIMENTS))
        os.environ.clear()
        os.environ.update(environment)
    return debugged_networks


SCRIPT = load_script()
NAMES = SCRIPT.load_listing()
watch, size = NAMES["watch"], NAMES["size"]


def drawn(depth=5, seed=0):
    """Draw a network with biases, some of whose units are dead, and a batch."""
    rng = np.random.default_rng(seed)
    layers = make_network(he_normal, [7, *[12] * (depth - 1), 4], rng)
    layers = [(W, rng.normal(-0.4, 0.5, len(b))) for W, b in layers]
    return layers, rng.standard_normal((M, 7)), rng.integers(0, 4, M)


def as_module(layers, *, inplace=False, dtype=torch.float64):
    """Make the same network of PyTorch's modules, whose weights are (n_out, n_in)."""
    modules = []
    for W, b in layers:
        linear = nn.Linear(*W.shape, dtype=dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(W.T))
            linear.bias.copy_(torch.tensor(b))
        modules += [linear, nn.ReLU(inplace=inplace)]
    return nn.Sequential(*modules[:-1])


def watched(model, X, labels, watch=watch, dtype=torch.float64):
    """Take one step of plain descent and return what the hooks saw."""
    optimizer = torch.optim.SGD(model.parameters(), lr=ETA)
    with watch(model) as calls:
        optimizer.zero_grad()
        loss = cross_entropy(model(torch.tensor(X, dtype=dtype)), torch.tensor(labels))
        loss.backward()
        optimizer.step()
    return calls


def expected(layers, X, labels):
    """Return the five numbers by tools, in the hooks' words."""
    A, Z = mlp_forward(X, layers)
    _, d_output = softmax_cross_entropy(A[-1], labels)
    gradients, dZ, _ = mlp_backward(A, Z, layers, d_output)
    W, dW = ([pair[0] for pair in pairs] for pairs in (layers, gradients))
    flow = gradient_flow(A[1:], dZ, W, dW, [-ETA * each for each in dW])
    return {
        "input": [math.sqrt(np.mean(X**2)), *flow.activation[:-1]],
        "dead": [0.0, *flow.dead],
        "d_z": flow.d_z * [len(X) / math.sqrt(each.size) for each in dZ],
        "d_w": flow.d_w,
        "update_ratio": flow.update_ratio,
    }


def faults(calls, wanted, tolerance=1e-12):
    """Name the panels in which the hooks see something else."""
    return [
        name
        for name, values in wanted.items()
        if [call[name] for call in calls] != pytest.approx(list(values), rel=tolerance)
    ]


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_the_hooks_see_what_the_dashboard_of_chapter_11_says(seed, inplace):
    layers, X, labels = drawn(seed=seed)
    wanted = expected(layers, X, labels)
    assert max(wanted["dead"]) > 0
    assert faults(watched(as_module(layers, inplace=inplace), X, labels), wanted) == []


def test_in_32_bits_they_agree_to_six_digits():
    layers, X, labels = drawn()
    model = as_module(layers, dtype=torch.float32)
    calls = watched(model, X, labels, dtype=torch.float32)
    assert faults(calls, expected(layers, X, labels), 1e-5) == []
    assert faults(calls, expected(layers, X, labels)) != []


LISTING = "\n\n".join(
    "".join(cell["source"])
    for cell in json.loads(SCRIPT.CHAPTER.read_text("utf-8"))["cells"]
    if "torch" in cell["metadata"].get("tags", []) and "hide-input" not in cell["metadata"]["tags"]
)
MISTAKES = [
    ("len(dz) * size(dz)", "size(dz)", ["d_z"]),
    ("(units == 0).all(1)", "(units == 0).any(1)", ["dead"]),
    ("size(W - W0)", "size(W)", ["update_ratio"]),
    (".double().norm()", ".double().mean()", ["d_w"]),
    ("inputs[0].detach()", "z.detach()", ["input", "dead"]),
]


@pytest.mark.parametrize(("old", "new", "panels"), MISTAKES)
def test_a_mistake_in_the_listing_is_seen(old, new, panels):
    assert LISTING.count(old) == 1
    names = dict(NAMES)
    exec(LISTING.replace(old, new), names)  # noqa: S102
    layers, X, labels = drawn()
    calls = watched(as_module(layers), X, labels, watch=names["watch"])
    assert faults(calls, expected(layers, X, labels)) == panels


# What the chapter says of traps -------------------------------------------------------------


def gradients_of_kept(layers, X, labels, inplace):
    """Return dL/dz of the tensors that a hook keeps, by retain_grad and by autograd.grad."""
    model, kept = as_module(layers, inplace=inplace), []

    def keep(_layer, _inputs, z):
        z.retain_grad()
        kept.append(z)

    for linear in NAMES["layers_of"](model):
        linear.register_forward_hook(keep)
    loss = cross_entropy(model(torch.tensor(X)), torch.tensor(labels))
    asked = torch.autograd.grad(loss, kept, retain_graph=True)
    for z in kept:
        z.grad = None  # asking has filled it
    loss.backward()
    return [np.array([M * size(g) for g in by]) for by in ([z.grad for z in kept], asked)]


def test_behind_an_in_place_relu_the_kept_gradient_is_that_of_the_activation():
    layers, X, labels = drawn()
    wanted = expected(layers, X, labels)["d_z"]
    for found in gradients_of_kept(layers, X, labels, inplace=False):
        assert found == pytest.approx(wanted, rel=1e-12)
    for found in gradients_of_kept(layers, X, labels, inplace=True):
        assert min(found[:-1] / wanted[:-1]) > 1.1
        assert found[-1] == pytest.approx(wanted[-1])  # no ReLU follows the last layer


def test_a_full_backward_hook_does_not_stand_an_in_place_relu():
    layers, X, labels = drawn()
    model = as_module(layers, inplace=True)
    model[0].register_full_backward_hook(lambda *_: None)
    with pytest.raises(RuntimeError, match="modified inplace"):
        watched(model, X, labels)


def test_a_layer_that_is_used_twice_has_two_rows():
    torch.manual_seed(0)
    layer, X = nn.Linear(6, 6, dtype=torch.float64), torch.randn(M, 6, dtype=torch.float64)
    z1 = layer(X)
    z2 = layer(z1.tanh())
    loss = cross_entropy(z2, torch.arange(M) % 6)
    *d_z, d_w = torch.autograd.grad(loss, [z1, z2, layer.weight])
    calls = watched(nn.Sequential(layer, nn.Tanh(), layer), X.numpy(), np.arange(M) % 6)
    assert [call["input"] for call in calls] == pytest.approx([size(X), size(z1.tanh())])
    assert [call["d_z"] for call in calls] == pytest.approx([M * size(g) for g in d_z])
    # There is one matrix, and one gradient of it.
    assert [call["d_w"] for call in calls] == pytest.approx([d_w.norm().item()] * 2)


def test_units_of_a_convolution_are_its_channels():
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Conv2d(3, 2, 3), nn.Flatten(), nn.Linear(32, 4)
    ).double()
    with torch.no_grad():
        model[0].bias[1] = -100.0
    calls = watched(model, np.random.default_rng(0).random((M, 1, 8, 8)), np.arange(M) % 4)
    assert [call["dead"] for call in calls] == [0, pytest.approx(1 / 3), 0]


def test_frozen_layers_are_left_out_and_weights_of_0_have_no_ratio():
    layers, X, labels = drawn()
    model = as_module(layers)
    model[0].requires_grad_(requires_grad=False)
    nn.init.zeros_(model[-1].weight)
    calls = watched(model, X, labels)
    assert len(calls) == len(layers) - 1
    assert math.isnan(calls[-1]["update_ratio"])
    assert calls[0]["d_z"] == 0  # nothing passes the zeros


def test_a_float16_is_squared_in_64_bits():
    x = torch.tensor([300.0, 300.0], dtype=torch.float16)
    assert size(x) == 300
    assert x.square().mean().sqrt().isinf()


def test_no_hook_is_left_even_if_the_step_fails():
    layers, X, labels = drawn()
    model = as_module(layers)
    with pytest.raises(RuntimeError):
        watched(model, X[:, 1:], labels)
    assert not any(module._forward_hooks for module in model.modules())


class WrongSign(torch.autograd.Function):
    """A millionth of x, whose gradient has the wrong sign."""

    @staticmethod
    def forward(_context, x):
        return 1e-6 * x

    @staticmethod
    def backward(_context, g):
        return -1e-6 * g


def test_gradcheck_passes_a_small_wrong_gradient_unless_it_is_told():
    x = torch.ones(3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(WrongSign.apply, [x])
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradcheck(WrongSign.apply, [x], atol=1e-9)


def test_detect_anomaly_stops_at_the_first_nan():
    x = torch.zeros(1, requires_grad=True)
    with (
        pytest.warns(UserWarning, match="Anomaly Detection|Error detected"),
        torch.autograd.detect_anomaly(),
        pytest.raises(RuntimeError, match="nan values"),
    ):
        (x.sqrt() * 0).backward()


def test_the_defaults_are_those_that_the_chapter_names():
    assert nn.BatchNorm1d(3).momentum == 0.1
    signature = inspect.signature(torch.amp.GradScaler.__init__)
    assert signature.parameters["init_scale"].default == 2**16
    assert inspect.signature(torch.optim.Adam).parameters["eps"].default == 1e-8
    signature = inspect.signature(torch.autograd.gradcheck)
    assert [signature.parameters[name].default for name in ("eps", "atol")] == [1e-6, 1e-5]


# The stored runs ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def computed():
    """Compute a case that ends soon, so that rounding has no time to turn a run."""
    case = NAMES["CASES"]["healthy"] | {"steps": 10}
    runs = [NAMES["train_patient"](seed, **case) for seed in SCRIPT.SEEDS]
    return [run["losses"] for run in runs], SCRIPT.spread([run["flows"][0] for run in runs])


def test_the_stored_runs_are_those_of_the_listing(computed):
    table = load_debugged()
    assert [row["case"] for row in table["cases"].values()] == list(NAMES["CASES"].values())
    assert table["seeds"] == SCRIPT.SEEDS
    losses, flow = computed
    stored = table["cases"]["healthy"]
    every = stored["case"]["steps"] // 50
    shown = [run[: 10 // every + 1] for run in stored["losses"]]
    assert shown == [pytest.approx(run[::every], rel=0.01) for run in losses]
    for name, three in stored["flows"]["0"].items():
        for row, now in zip(three, flow[name], strict=True):
            assert row == pytest.approx(now, rel=0.01, abs=1e-9), name
