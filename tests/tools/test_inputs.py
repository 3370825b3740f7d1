"""What comes in is not what the author would have written: every public function of tools on it.

A function either answers with what is right for the numbers it was given, or refuses with a
sentence of tools; no warning, no error from its inside, and no NaN that passes for a number.
"""

import inspect
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from columns import Column
from matplotlib.figure import Figure

import tools
from tools import (
    activations,
    datasets,
    diagnostics,
    gradient_check,
    initialisers,
    metrics,
    networks,
    normalisation,
    training,
)
from tools._inputs import check_floats, check_layer, naming_layer

MODULES = [
    activations, datasets, diagnostics, gradient_check, initialisers, metrics, networks,
    normalisation, training
]  # fmt: skip
A, W, B = np.array([[1.0, 2.0]]), np.array([[1.0, -1.0], [0.5, 2.0]]), np.zeros(2)
LAYERS, RNG, LABELS = [(W, B)], np.random.default_rng(0), np.array([1])
AXES = Figure().subplots(1, 5)
FORWARD = networks.mlp_forward(A, LAYERS)


def square(layers):
    return sum(anp.sum(array**2) for pair in layers for array in pair)


def flow(**changes):
    lists = {"A": [A], "dZ": [A], "W": [W], "dW": [W], "updates": [W]}
    return diagnostics.gradient_flow(**(lists | {name: [x] for name, x in changes.items()}))


def run(**changes):
    settings = {"layers": LAYERS, "X": A, "labels": LABELS, "eta": 0.1, "steps": 1}
    return [step.loss for step in training.train(**(settings | changes))]


def check(**changes):
    settings = {"loss": square, "layers": LAYERS, "gradients": [(2 * W, 2 * B)]}
    return gradient_check.gradient_check(**(settings | changes))


def backward(**changes):
    arguments = {"A": FORWARD[0], "Z": FORWARD[1], "layers": LAYERS, "d_output": A}
    return networks.mlp_backward(**(arguments | changes))


# Each public function with each of its arguments in turn.
CALLS = {
    **{
        (name, "z"): getattr(activations, name)
        for name in dir(activations)
        if name.startswith(("relu", "sigmoid", "tanh"))
    },
    ("activation_jacobian", "slopes"): activations.activation_jacobian,
    ("mape", "prediction"): lambda x: metrics.mape(x, A),
    ("mape", "truth"): lambda x: metrics.mape(A, x),
    ("relative_frobenius_error", "prediction"): lambda x: metrics.relative_frobenius_error(x, A),
    ("relative_frobenius_error", "truth"): lambda x: metrics.relative_frobenius_error(A, x),
    ("largest_absolute_error", "prediction"): lambda x: metrics.largest_absolute_error(x, A),
    ("largest_absolute_error", "truth"): lambda x: metrics.largest_absolute_error(A, x),
    ("euclidean_norm", "array"): metrics.euclidean_norm,
    ("compare", "first"): lambda x: metrics.compare(x, A),
    ("compare", "second"): lambda x: metrics.compare(A, x),
    ("compare", "tolerance"): lambda x: metrics.compare(A, A + 1, tolerance=x),
    ("dense_forward", "A"): lambda x: networks.dense_forward(x, W, B),
    ("dense_forward", "W"): lambda x: networks.dense_forward(A, x, B),
    ("dense_forward", "b"): lambda x: networks.dense_forward(A, W, x),
    ("dense_backward", "dZ"): lambda x: networks.dense_backward(A, W, x),
    ("mlp_forward", "X"): lambda x: networks.mlp_forward(x, LAYERS),
    ("mlp_forward", "layers"): lambda x: networks.mlp_forward(A, x),
    ("mlp_forward", "pair"): lambda x: networks.mlp_forward(A, [x]),
    ("mlp_forward", "activation"): lambda x: networks.mlp_forward(A, LAYERS, x),
    ("mlp_backward", "A"): lambda x: backward(A=x),
    ("mlp_backward", "Z"): lambda x: backward(Z=x),
    ("mlp_backward", "Z[0]"): lambda x: backward(A=[A, A, A], Z=[x, A], layers=[*LAYERS, *LAYERS]),
    ("mlp_backward", "layers"): lambda x: backward(layers=x),
    ("mlp_backward", "d_output"): lambda x: backward(d_output=x),
    ("mlp_backward", "norm"): lambda x: networks.mlp_backward(
        [A, A, A], [A, A], [*LAYERS, *LAYERS], A, norm=x
    ),
    ("mlp_forward", "norm"): lambda x: networks.mlp_forward(A, [*LAYERS, *LAYERS], norm=x),
    ("mlp_forward", "moments"): lambda x: networks.mlp_forward(
        A, [*LAYERS, *LAYERS], norm="batch", moments=x
    ),
    ("mlp_forward", "mean"): lambda x: networks.mlp_forward(
        A, [*LAYERS, *LAYERS], norm="batch", moments=[(x, A)]
    ),
    ("mlp_forward", "sigma"): lambda x: networks.mlp_forward(
        A, [*LAYERS, *LAYERS], norm="batch", moments=[(A, x)]
    ),
    **{
        ("normalise", name): lambda x, name=name: normalisation.normalise(
            **({"Z": W, "mean": A, "sigma": A} | {name: x})
        )
        for name in ("Z", "mean", "sigma")
    },
    ("moments", "Z"): lambda x: normalisation.moments(x, "layer"),
    ("moments", "norm"): lambda x: normalisation.moments(W, x),
    **{
        ("normalise_backward", name): lambda x, name=name: normalisation.normalise_backward(
            **({"dN": W, "N": W, "sigma": A, "norm": "batch"} | {name: x})
        )
        for name in ("dN", "N", "sigma", "norm")
    },
    **{
        (name, argument): lambda x, draw=draw, argument=argument: draw(
            **({"rng": RNG, "fan_in": 2, "fan_out": 2} | {argument: x})
        )
        for name, draw in vars(initialisers).items()
        if inspect.isfunction(draw) and name[0] != "_" and draw.__module__ == "tools.initialisers"
        for argument in ("rng", "fan_in", "fan_out")
    },
    ("moons", "m"): lambda x: datasets.moons(x, RNG),
    ("moons", "rng"): lambda x: datasets.moons(2, x),
    ("moons", "noise"): lambda x: datasets.moons(2, RNG, noise=x),
    ("make_network", "initialiser"): lambda x: training.make_network(x, [2, 2], RNG),
    ("make_network", "widths"): lambda x: training.make_network(initialisers.he_normal, x, RNG),
    ("make_network", "rng"): lambda x: training.make_network(initialisers.he_normal, [2, 2], x),
    ("softmax_cross_entropy", "logits"): lambda x: training.softmax_cross_entropy(x, LABELS),
    ("softmax_cross_entropy", "labels"): lambda x: training.softmax_cross_entropy(A, x),
    ("accuracy", "logits"): lambda x: training.accuracy(x, LABELS),
    ("accuracy", "labels"): lambda x: training.accuracy(A, x),
    ("gradient_norm", "gradients"): training.gradient_norm,
    ("gradient_norm", "dW"): lambda x: training.gradient_norm([(x, B)]),
    ("clip_by_norm", "gradients"): lambda x: training.clip_by_norm(x, 1.0),
    ("clip_by_norm", "dW"): lambda x: training.clip_by_norm([(x, B)], 1.0),
    ("clip_by_norm", "limit"): lambda x: training.clip_by_norm(LAYERS, x),
    **{
        ("train", name): lambda x, name=name: run(**({"batch": 1, "rng": RNG} | {name: x}))
        for name in (
            "layers",
            "X",
            "labels",
            "eta",
            "steps",
            "momentum",
            "clip",
            "batch",
            "rng",
            "optimiser",
            "norm",
        )
    },
    **{
        ("gradient_flow", name): lambda x, name=name: flow(**{name: x})
        for name in ("A", "dZ", "W", "dW", "updates")
    },
    ("gradient_flow", "all"): lambda x: diagnostics.gradient_flow(x, x, x, x, x),
    ("plot_gradient_flow", "flow"): lambda x: diagnostics.plot_gradient_flow(x, AXES),
    ("plot_gradient_flow", "axes"): lambda x: diagnostics.plot_gradient_flow(flow(), x),
    **{
        ("numerical_gradients", name): lambda x, name=name: gradient_check.numerical_gradients(
            **({"loss": square, "layers": LAYERS} | {name: x})
        )
        for name in ("loss", "layers", "method", "h")
    },
    ("numerical_gradients", "value"): lambda x: gradient_check.numerical_gradients(
        lambda _: x, LAYERS
    ),
    ("numerical_gradients", "central value"): lambda x: gradient_check.numerical_gradients(
        lambda _: x, LAYERS, method="central"
    ),
    **{
        ("gradient_check", name): lambda x, name=name: check(**{name: x})
        for name in ("loss", "layers", "gradients", "method", "h", "tolerance", "Z")
    },
    ("gradient_check", "dW"): lambda x: check(gradients=[(x, 2 * B)]),
    ("gradient_check", "W"): lambda x: check(layers=[(x, B)]),
    ("gradient_check", "entries"): lambda x: check(entries=x, rng=np.random.default_rng(0)),
    ("gradient_check", "rng"): lambda x: check(entries=1, rng=x),
}
NO_ARGUMENTS = {"load_cures", "load_debugged", "load_digits", "load_success"}


def test_every_public_function_is_called():
    public = {
        name
        for module in MODULES
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    }
    assert {name for name, _ in CALLS} | NO_ARGUMENTS == public


class Traced:
    """A tensor that wants to be detached first; its dtype is none of NumPy's."""

    dtype, shape, ndim = "float32", (1, 2), 2

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad")

    def __len__(self):
        return 1


FOREIGN = [
    None, True, "text", b"bytes", 3, -1, 0, 2.5, 1j, np.nan, np.inf, 10**400, Decimal("0.1"),
    Decimal("NaN"), Fraction(1, 3), [], (), {}, {"a": 1}, {1, 2}, [[1.0], [1.0, 2.0]], [None],
    ["1"], [[1, 2]], [[Decimal(1), Fraction(2)]], [[True, False]], [(1, 2)], [(W, B, B)], [[W]],
    np.float32(2), np.array(2.0), np.array([]), np.zeros((0, 2)), np.zeros((1, 0)), np.bool_(True),
    np.uint8([[200, 250]]), np.int8([[-128, 127]]), np.float16([[6e4, 6e-8]]), np.array(["a"]),
    np.array([[1.0, None]]), np.array([[1 + 1j, 2]]), np.array(["2020"], "datetime64"),
    A.view(np.matrix), np.ma.array([[1.0, 2.0]], mask=[[True, False]]),
    np.ma.array([[1.0, 2.0]]), np.array([[np.nan, 1.0]]), np.array([[np.inf, 1.0]]),
    np.array([[1e308, -1e308]]), np.array([[5e-324, 0.0]]), np.longdouble([["1e4000", "1"]]),
    np.array([[10**30, 1]]), Column([[1.0, 2.0]]), Column([1]), Traced(), [Traced()], object(),
    (x for x in [1.0]),  [A], [Column([[1.0, 2.0]])],
    [(Traced(), Column([1.0, 2.0]))], range(3),
]  # fmt: skip
FOLDER = Path(tools.__file__).parent


def fault(call, value):
    """Say what is wrong with how a call meets a value; None if it answers or refuses it well."""
    try:
        result = call(value)
    except (TypeError, ValueError, training.DivergenceError) as error:
        frames = list(iter_frames(error.__traceback__))
        if frames[-1].parent != FOLDER:
            return f"error from inside {frames[-1]}: {error!r}"
        if "wanted " not in str(error) and not isinstance(error, training.DivergenceError):
            return f"no sentence: {error!r}"
        return None
    except RuntimeWarning as warning:
        # Products overflow as those of NumPy do, and say so.
        return None if "overflow encountered in matmul" in str(warning) else repr(warning)
    except Exception as error:
        return repr(error)
    if isinstance(value, (bool, str, bytes, dict, set)) and not isinstance(result, tuple):
        return f"{value!r} passes"
    return None


def iter_frames(traceback):
    while traceback:
        yield Path(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next


@pytest.mark.parametrize(("function", "argument"), CALLS)
def test_what_does_not_fit_gets_a_sentence(function, argument):
    call = CALLS[function, argument]
    faults = [(value, fault(call, value)) for value in FOREIGN]
    assert [pair for pair in faults if pair[1]] == []


@pytest.mark.parametrize(
    ("call", "value", "message"),
    [
        (np.linalg.norm, "text", "error from inside"),
        (lambda x: max(x, 1.0), "text", "error from inside|no sentence"),
        (lambda x: 2 * x, True, "True passes"),
        (lambda x: x / np.array(0.0), np.array(1.0), "RuntimeWarning"),
        (lambda x: x.shape, [], "AttributeError"),
    ],
)
def test_a_call_that_lets_something_through_is_seen(call, value, message):
    assert re.search(message, fault(call, value))


def test_the_arrays_of_a_layer_are_named_with_their_shapes():
    with pytest.raises(
        ValueError,
        match=r"^wanted W \(n_in, n_out\), b \(n_out,\); got W \(2, 3\), b \(2,\): b does not fit",
    ):
        check_layer(W=np.ones((2, 3)), b=np.ones(2))


def test_what_is_checked_may_be_traced_by_autograd_even_twice():
    def checked_square(x):
        check_floats(x=x)
        return anp.sum(x**2)

    x = np.array([1.0, 2.0])
    assert grad(lambda x: anp.sum(grad(checked_square)(x)))(x).tolist() == [2.0, 2.0]
    with pytest.raises(ValueError, match="wanted numbers in x, got 1 NaN of 2"):
        grad(checked_square)(np.array([1.0, np.nan]))


@pytest.mark.parametrize("kind", [np.float16, np.float32, float, np.longdouble, complex])
def test_nan_is_counted_beside_what_overflows_and_nothing_else_is_taken_for_it(kind):
    with np.errstate(all="raise"):
        largest = np.finfo(kind).max
        sound = np.array([np.inf, -np.inf, largest, -largest, 0.0], kind)
        for array in (sound, sound[::-2], sound[:0], sound[0], np.outer([1.0], [largest])):
            check_floats(x=array)
    if kind is complex:
        check_floats(x=np.array([complex(np.inf, -np.inf)]))
    with pytest.raises(ValueError, match="in x, got 2 NaN of 7"):
        check_floats(x=np.append(sound, [np.nan, -np.nan]).astype(kind))


@pytest.mark.parametrize("error", [TypeError, ValueError])
def test_an_error_names_its_layer_and_keeps_its_type(error):
    with pytest.raises(error, match=r"^layer 3: wanted it$"), naming_layer(3):
        raise error("wanted it")
