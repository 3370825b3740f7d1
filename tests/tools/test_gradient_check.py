"""tools.gradient_check: planted faults are found, and what is right agrees."""

import itertools

import autograd.numpy as np
import pytest
from columns import Column
from hypothesis import given, settings
from hypothesis import strategies as st
from perceptrons import backward, batch, network, squares

from tools.activations import tanh_grad_from_z
from tools.gradient_check import gradient_check, numerical_gradients
from tools.initialisers import he_normal
from tools.networks import mlp_backward, mlp_forward
from tools.training import make_network


def faulty_backward(fault, layers, X, Y):
    """Return the gradients of a backward pass through tanh layers that holds one fault."""
    A, Z = mlp_forward(X, layers, "tanh")
    dA, gradients = 2 * (A[-1] - Y), []
    for i in reversed(range(len(layers))):
        W = layers[i][0]
        gate = tanh_grad_from_z(A[i + 1] if fault == "slope of a" else Z[i])
        dZ = dA if i == len(layers) - 1 or fault == "no slope" else dA * gate
        db = np.mean(dZ, axis=0) if fault == "mean" else np.sum(dZ, axis=0)
        gradients.insert(0, (A[i].T @ dZ, db))
        dA = dZ @ (W if fault == "no transpose" and W.shape[0] == W.shape[1] else W.T)
    return gradients


@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize(
    ("fault", "differing"),
    [
        (None, []),
        ("slope of a", ["layer 1 dW", "layer 1 db", "layer 2 dW", "layer 2 db"]),
        ("no slope", ["layer 1 dW", "layer 1 db", "layer 2 dW", "layer 2 db"]),
        ("mean", ["layer 1 db", "layer 2 db", "layer 3 db"]),
        ("no transpose", ["layer 1 dW", "layer 1 db"]),
    ],
)
def test_gradient_check_finds_planted_faults(fault, differing, method):
    layers = network(3, 3, 4, 4, 2)
    X, Y = batch(3, 5, layers)

    def loss(layers):
        return squares(layers, X, Y, "tanh")

    check = gradient_check(loss, layers, faulty_backward(fault, layers, X, Y), method=method)
    assert check.differing == differing
    assert check.agrees == (not differing)
    assert repr(check).count("<- differs") == len({line[:7] for line in differing})


def test_gradient_check_keeps_to_its_tolerance():
    layers = [(np.array([[2.0]]), np.zeros(1))]

    def loss(layers):
        return np.sum(layers[0][0] ** 2)

    def off_by(error):
        return [(np.array([[4.0 * (1 - error)]]), np.zeros(1))]

    assert gradient_check(loss, layers, off_by(5e-10)).agrees
    assert not gradient_check(loss, layers, off_by(2e-9)).agrees
    assert gradient_check(loss, layers, off_by(2e-9), tolerance=1e-8).agrees
    assert not gradient_check(loss, layers, off_by(5e-10), tolerance=0.0).agrees
    assert gradient_check(loss, layers, off_by(5e-6), method="central").agrees
    assert not gradient_check(loss, layers, off_by(2e-5), method="central").agrees


def test_gradient_check_of_some_entries():
    layers = network(4, 3, 8, 2)
    X, Y = batch(4, 5, layers)
    gradients = backward(layers, X, Y, "relu")[0]
    calls = []

    def loss(layers):
        calls.append(1)
        return squares(layers, X, Y, "relu")

    rng = np.random.default_rng(0)
    assert gradient_check(loss, layers, gradients, entries=4, rng=rng).agrees
    assert len(calls) == 4 + 4 + 4 + 2
    gradients[0][0][1, 5] += 1.0
    assert gradient_check(loss, layers, gradients).differing == ["layer 1 dW"]


@pytest.mark.parametrize(("left", "agrees"), [(0.0, True), (1e-17, True), (1e-10, False)])
def test_what_rounding_leaves_of_an_entry_is_no_mistake(left, agrees):
    layers = [(np.array([[1.0, 2.0]]), np.zeros(2))]
    gradients = [(np.array([[3.0, left]]), np.zeros(2))]
    drawn = set()
    for seed in range(8):  # some of which draw the second entry alone
        check = gradient_check(
            lambda layers: 3 * layers[0][0][0, 0],
            layers,
            gradients,
            entries=1,
            rng=np.random.default_rng(seed),
        )
        drawn.add(check.agrees)
    assert drawn == ({True} if agrees else {True, False})


def test_a_dead_layer_has_no_error_and_a_false_zero_has():
    layers = [(np.ones((1, 1)), -np.ones(1)), (np.ones((1, 1)), np.zeros(1))]
    X, Y = np.array([[0.5]]), np.array([[1.0]])
    gradients = backward(layers, X, Y, "relu")[0]
    assert [float(array.item()) for array in gradients[0]] == [0.0, 0.0]
    assert gradient_check(lambda n: squares(n, X, Y, "relu"), layers, gradients).errors == [
        (0.0, 0.0),
        (0.0, 0.0),
    ]
    gradients[1] = (gradients[1][0], np.zeros(1))
    check = gradient_check(lambda n: squares(n, X, Y, "relu"), layers, gradients)
    assert check.errors[1] == (0.0, 1.0)


def test_the_complex_step_is_right_where_the_central_difference_has_lost_its_digits():
    layers = [(np.array([[2.0]]), np.array([0.0]))]

    def tiny(layers):
        return 1.0 + 1e-14 * np.sum(layers[0][0] ** 3)

    truth = [(np.array([[1.2e-13]]), np.zeros(1))]
    assert gradient_check(tiny, layers, truth).agrees
    assert not gradient_check(tiny, layers, truth, method="central").agrees


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"method": "forward"}, ValueError, "wanted a method of complex, central; got 'forward'"),
        ({"h": 0.0}, ValueError, r"wanted a finite step h > 0, got 0\.0"),
        ({"h": np.nan}, ValueError, "wanted a finite step h > 0, got nan"),
        ({"entries": 3}, TypeError, "wanted rng with entries"),
        ({"gradients": []}, ValueError, r"wanted at least one layer \(dW, db\), got an empty list"),
        (
            {"gradients": [(np.ones((3, 2)), np.ones(3))]},
            ValueError,
            r"shapes of the layers, .*; got",
        ),
        ({"entries": 0, "rng": np.random.default_rng(0)}, ValueError, "wanted entries >= 1"),
        ({"entries": 1, "rng": 7}, TypeError, "Generator as rng, got int"),
        ({"rng": 7}, TypeError, "Generator as rng, got int"),
        ({"tolerance": np.inf}, ValueError, "wanted a finite tolerance >= 0, got inf"),
        ({"tolerance": np.nan}, ValueError, "wanted a finite tolerance >= 0, got nan"),
        ({"tolerance": "tiny"}, TypeError, "wanted a finite tolerance >= 0, got 'tiny'"),
        ({"loss": 3.0}, TypeError, "wanted a function of the layers as loss, got float"),
        ({"Z": [np.ones((5, 2))]}, ValueError, r"of the widths \[3\]"),
        (
            {"layers": [(np.ones((2, 3), complex), np.ones(3))]},
            TypeError,
            "layer 1: wanted real numbers as W, got dtype complex128",
        ),
        ({"layers": [(np.ones((0, 3)), np.ones(3))]}, ValueError, "layer 1: wanted at least one"),
        (
            {"loss": lambda layers: np.complex64(np.sum(layers[0][0]))},
            TypeError,
            "wanted a loss in double precision, got complex64",
        ),
        (
            {"loss": lambda layers: np.float32(np.sum(layers[0][0])), "method": "central"},
            TypeError,
            "wanted a loss in double precision, got float32",
        ),
        (
            {"loss": lambda layers: 1j * np.sum(layers[0][0]), "method": "central"},
            TypeError,
            "wanted a real loss for real weights, got complex128",
        ),
        ({"loss": lambda _: None, "method": "central"}, TypeError, "as loss, got NoneType"),
        (
            {"gradients": [(np.ones((2, 3)), np.array([1, 2, np.inf]))]},
            ValueError,
            "wanted finite gradients, got NaN or inf in layer 1 db",
        ),
        (
            {"layers": [(np.ones((2, 3), int), np.ones(3))]},
            TypeError,
            "layer 1: wanted an array of floats as W",
        ),
        (
            {"loss": lambda layers: np.sum(np.abs(layers[0][0]))},
            TypeError,
            'complex loss for complex weights, got float64: .* use method="central"',
        ),
        (
            {"loss": lambda layers: layers[0][0]},
            TypeError,
            r"one number as loss, got shape \(2, 3\)",
        ),
    ],
)
def test_gradient_check_says_what_it_wanted(change, error, message):
    layers = network(0, 2, 3)
    arguments = {
        "loss": lambda layers: np.sum(layers[0][0] ** 2),
        "layers": layers,
        "gradients": [(2 * layers[0][0], np.zeros(3))],
    }
    assert gradient_check(**arguments).agrees
    with pytest.raises(error, match=message):
        gradient_check(**(arguments | change))


def test_gradient_check_leaves_its_arguments_alone():
    layers = network(1, 3, 4, 2)
    X, Y = batch(1, 5, layers)
    before = [array.copy() for array in (X, Y, *itertools.chain(*layers))]
    gradient_check(
        lambda n: squares(n, X, Y, "relu"),
        layers,
        backward(layers, X, Y, "relu")[0],
        method="central",
    )
    after = (X, Y, *itertools.chain(*layers))
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


SQUARES = [(np.array([[1.5]]), np.array([0.5]))]


def sum_of_squares(layers):
    return np.sum(layers[0][0] ** 2) + np.sum(layers[0][1] ** 2)


@pytest.mark.parametrize("function", [gradient_check, numerical_gradients])
@pytest.mark.parametrize(
    ("loss", "settings", "message"),
    [
        # Central differences with the usual step of the other method: 0 over 0.
        (
            sum_of_squares,
            {"method": "central", "h": 1e-20},
            r"wanted a step that moves layer 1 W\[",
        ),
        (
            lambda layers: 0 * layers[0][0][0, 0] + np.inf,
            {},
            r"finite loss, got .*layer 1 W\[0, 0\]",
        ),
        (lambda _: np.nan, {"method": "central"}, r"finite loss, got nan with layer 1 W\[0, 0\]"),
        (lambda layers: layers[0][0][0, 0] * np.array(np.nan), {}, "wanted a finite loss"),
        (lambda layers: complex(1.0, np.nan) + layers[0][1][0], {}, "wanted a finite loss"),
    ],
)
def test_a_slope_that_is_no_number_never_agrees(function, loss, settings, message):
    arguments = [SQUARES] if function is numerical_gradients else [SQUARES, SQUARES]
    with pytest.raises(ValueError, match=message):
        function(loss, *arguments, **settings)


@pytest.mark.parametrize("convert", [np.ndarray.tolist, Column])
def test_gradients_may_come_in_whatever_numpy_reads(convert):
    layers = network(6, 2, 3, 2)
    X, Y = batch(6, 4, layers)
    gradients = backward(layers, X, Y, "tanh")[0]
    converted = [tuple(convert(array) for array in pair) for pair in gradients]
    assert gradient_check(lambda n: squares(n, X, Y, "tanh"), layers, converted).agrees


def in_float32(layers, X, Y, activation):
    """Return the gradients as a program in float32 finds them."""
    layers = [tuple(array.astype(np.float32) for array in pair) for pair in layers]
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    A, Z = mlp_forward(X, layers, activation)
    return mlp_backward(A, Z, layers, 2 * (A[-1] - Y), activation)[0]


@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
@settings(max_examples=20)
@given(widths=st.lists(st.integers(1, 6), min_size=2, max_size=5), seed=st.integers(0, 99))
def test_right_gradients_in_float32_agree_and_halved_ones_do_not(method, activation, widths, seed):
    layers = network(seed, *widths)
    X, Y = batch(seed, 4, layers)
    gradients = in_float32(layers, X, Y, activation)
    truth = backward(layers, X, Y, activation)[0]

    def loss(layers):
        return squares(layers, X, Y, activation)

    check = gradient_check(loss, layers, gradients, method=method)
    assert check.agrees
    assert check.dtype == "float32"
    assert repr(check).endswith("for gradients of float32)")
    halved = [(dW, db / 2) for dW, db in gradients]
    if any(np.max(np.abs(db)) > 0 for _, db in truth):
        assert not gradient_check(loss, layers, halved, method=method).agrees


def he_network(seed, *widths, m=5):
    """Return He's weights, biases of 0, inputs and targets."""
    rng = np.random.default_rng(seed)
    layers = make_network(he_normal, list(widths), rng)
    return layers, rng.standard_normal((m, widths[0])), rng.standard_normal((m, widths[-1]))


def gated_backward(layers, X, Y, slope):
    """Return gradients with any slope of ReLU at exactly 0, and the pre-activations."""
    A, Z = mlp_forward(X, layers)
    dA, gradients = 2 * (A[-1] - Y), []
    for i in reversed(range(len(layers))):
        dZ = dA if i == len(layers) - 1 else dA * np.where(Z[i] == 0, slope, 1.0 * (Z[i] > 0))
        gradients.insert(0, (A[i].T @ dZ, np.sum(dZ, axis=0)))
        dA = dZ @ layers[i][0].T
    return gradients, Z


# The usual slope with both methods. The others feed each other in the deeper networks.
CORNERS = [
    (0.0, "complex", (2, 3, 3, 1)),
    (0.0, "central", (2, 3, 3, 1)),
    (0.0, "complex", (2, 2, 2, 2, 2, 1)),
    (0.0, "central", (2, 2, 2, 2, 2, 1)),
    (0.5, "complex", (2, 3, 3, 1)),
    (0.5, "central", (2, 3, 3, 1)),
    (1.0, "complex", (2, 2, 2, 2, 2, 1)),
]


@pytest.mark.parametrize(("slope", "method", "widths"), CORNERS)
def test_a_corner_is_told_from_a_mistake(slope, method, widths):
    named = 0
    for seed in range(20):
        layers, X, Y = he_network(seed, *widths)
        gradients, Z = gated_backward(layers, X, Y, slope)

        def loss(layers, X=X, Y=Y):
            return squares(layers, X, Y, "relu")

        check = gradient_check(loss, layers, gradients, method=method, Z=Z)
        zeros = [
            f"layer {layer + 1} unit {unit} sample {sample}"
            for layer, z in enumerate(Z[:-1])
            for sample, unit in zip(*np.nonzero(z == 0), strict=True)
        ]
        assert check.agrees
        assert check.zeros == zeros
        assert zeros or not check.corners or method == "central"  # it may step over one
        named += bool(check.corners) and "at a corner of the loss, where no step" in repr(check)
        for wrong in (
            [(dW, 2 * db) for dW, db in gradients],
            [(dW, -db) for dW, db in gradients],
            [(dW, db / len(X)) for dW, db in gradients],
        ):
            assert not gradient_check(loss, layers, wrong, method=method).agrees
    assert named >= 2 or slope == 0.5  # the mean of both sides, as the central difference


def test_a_corner_is_named_with_its_unit_and_sample():
    # Sample 0 silences layer 1, so that both units of layer 2 stand at 0 for it.
    layers = [
        (np.array([[1.0]]), np.zeros(1)),
        (np.array([[1.0, 2.0]]), np.zeros(2)),
        (np.array([[1.0], [3.0]]), np.zeros(1)),
    ]
    X, Y = np.array([[-1.0], [1.0]]), np.array([[5.0], [0.0]])
    gradients, Z = gated_backward(layers, X, Y, 0.0)
    check = gradient_check(lambda n: squares(n, X, Y, "relu"), layers, gradients, Z=Z)
    assert check.corners == ["layer 2 db[0]", "layer 2 db[1]"]
    assert check.zeros == ["layer 2 unit 0 sample 0", "layer 2 unit 1 sample 0"]
    *_, verdict, corners, zeros = repr(check).splitlines()
    assert verdict == "agrees (complex step, tolerance 1e-09)"
    assert corners == (
        "at a corner of the loss, where no step can judge: layer 2 db[0], layer 2 db[1]"
    )
    assert zeros == "pre-activations of exactly 0: layer 2 unit 0 sample 0, layer 2 unit 1 sample 0"
    # By hand: outputs 0 and 7, so 14 and 42 from sample 1 alone; with sample 0, 10 and 30 less.
    assert gradients[1][1].tolist() == [14.0, 42.0]
    for db, right in [(14.0, True), (4.0, True), (9.0, True), (14.1, False), (3.9, False)]:
        gradients[1] = (gradients[1][0], np.array([db, 42.0]))
        assert gradient_check(lambda n: squares(n, X, Y, "relu"), layers, gradients).agrees == right
