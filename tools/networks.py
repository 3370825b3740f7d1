"""The pieces of a network that the chapters have taught, ready to be used by later ones.

They are written with autograd's NumPy, so that autograd can differentiate them.
"""

from contextlib import contextmanager
from dataclasses import dataclass

import autograd.numpy as np


def relu(z):
    """Return the rectified linear unit, max(z, 0), of each entry.

    Parameters
    ----------
    z : float or ndarray, any shape
        Pre-activation.

    Returns
    -------
    a : float64, same shape
        z where z > 0, else 0.0 (never -0.0; at -inf too). NaN stays NaN.

    References
    ----------
    Nair & Hinton 2010. Taught in chapter 1.

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 7.0])).tolist()
    [0.0, 0.0, 7.0]
    """
    return np.where(z <= 0, 0.0, z)


def relu_grad_from_z(z):
    """Return the derivative of ReLU at each entry, with the convention ReLU'(0) = 0.

    Parameters
    ----------
    z : float or ndarray, any shape
        Pre-activation.

    Returns
    -------
    grad : float64, same shape
        1.0 where z > 0, else 0.0. NaN stays NaN.

    References
    ----------
    Any value in [0, 1] is a subgradient at 0; Bertoin et al. 2021 study the choice.
    Taught in chapter 1.

    Examples
    --------
    >>> relu_grad_from_z(np.array([-2.0, 0.0, 7.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    return np.heaviside(z, 0.0)


def sigmoid(z):
    """Return the logistic sigmoid, 1 / (1 + exp(-z)), of each entry.

    Exact to a few units in the last place for every z, and so is the derivative that autograd
    finds; no z makes it overflow.

    Parameters
    ----------
    z : float or ndarray, any shape
        Pre-activation.

    Returns
    -------
    a : float or ndarray, same shape
        Between 0 and 1; rounded to 1.0 from z = 37 on, to 0.0 below z = -745. NaN stays NaN.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> sigmoid(np.array([-800.0, 0.0, 800.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    decay = _decay(z)
    return np.where(z > 0, 1.0, decay) / (1.0 + decay)


def sigmoid_grad_from_z(z):
    """Return the derivative of the sigmoid at each pre-activation, between 0 and 1/4.

    Exact to a few units in the last place for every z, unlike `sigmoid_grad_from_a`.

    Parameters
    ----------
    z : float or ndarray, any shape
        Pre-activation.

    Returns
    -------
    grad : float or ndarray, same shape
        ``exp(-|z|) / (1 + exp(-|z|))**2``; 0.0 beyond abs(z) = 745. NaN stays NaN.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{sigmoid_grad_from_z(z):.5g}" for z in (-40.0, 0.0, 40.0)))
    4.2484e-18 0.25 4.2484e-18
    """
    decay = _decay(z)
    return decay / (1.0 + decay) ** 2


def sigmoid_grad_from_a(a):
    """Return the derivative of the sigmoid from its output, a (1 - a).

    An output near 1 has lost what 1 - a needs: for float64 the relative error grows like
    1e-16 exp(z), and the result is 0.0 from z = 37 on. Outputs near 0 are fine.

    Parameters
    ----------
    a : float or ndarray, any shape
        What `sigmoid` returned, between 0 and 1.

    Returns
    -------
    grad : float or ndarray, same shape
        Between 0 and 1/4.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{sigmoid_grad_from_a(sigmoid(z)):.5g}" for z in (-40.0, 0.0, 40.0)))
    4.2484e-18 0.25 0
    """
    return a * (1.0 - a)


def tanh(z):
    """Return the hyperbolic tangent of each entry.

    Exact to a few units in the last place for every z, and so is the derivative that autograd
    finds, up to abs(z) = 355 and 0.0 from there on; no z makes either overflow.

    Parameters
    ----------
    z : float or ndarray, any shape
        Pre-activation.

    Returns
    -------
    a : float or ndarray, same shape
        Between -1 and 1. NaN stays NaN.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> tanh(np.array([-800.0, 0.0, 1e-17])).tolist()
    [-1.0, 0.0, 1e-17]
    """
    # autograd's derivative divides by cosh(z)**2, which overflows at 356; there it is 2e-309.
    return np.tanh(np.clip(z, -355.0, 355.0))


def tanh_grad_from_z(z):
    """Return the derivative of tanh at each pre-activation, between 0 and 1.

    Exact to a few units in the last place for every z, unlike `tanh_grad_from_a`.

    Parameters
    ----------
    z : float or ndarray, any shape
        Pre-activation.

    Returns
    -------
    grad : float or ndarray, same shape
        ``4 * sigmoid'(2 z)``, the same as ``1 - tanh(z)**2``. NaN stays NaN.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{tanh_grad_from_z(z):.5g}" for z in (0.0, 20.0)))
    1 1.6993e-17
    """
    return 4.0 * sigmoid_grad_from_z(2.0 * z)


def tanh_grad_from_a(a):
    """Return the derivative of tanh from its output, 1 - a**2.

    An output near -1 or 1 has lost what the difference needs: for float64 the relative error
    grows like 1e-16 exp(2 |z|), and the result is 0.0 from about abs(z) = 19 on.

    Parameters
    ----------
    a : float or ndarray, any shape
        What `tanh` returned, between -1 and 1.

    Returns
    -------
    grad : float or ndarray, same shape
        Between 0 and 1.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{tanh_grad_from_a(tanh(z)):.5g}" for z in (0.0, 20.0)))
    1 0
    """
    return (1.0 - a) * (1.0 + a)


def activation_jacobian(slopes):
    """Return the whole Jacobian of an elementwise activation, most of it zeros.

    Parameters
    ----------
    slopes : ndarray, shape (m, n) or any other, float or complex
        Derivative of the activation at each entry, such as ``tanh_grad_from_z(Z)``.

    Returns
    -------
    J : ndarray, shape (m, n, m, n)
        ``J[p, q, i, j]`` is the derivative of output (p, q) by input (i, j), in the order of
        `autograd.jacobian`; ``slopes[p, q]`` where (p, q) = (i, j), else 0.0. It takes
        8 (m n)**2 bytes: for seeing and checking, since ``dA * slopes`` is all that
        backpropagation needs.

    Raises
    ------
    TypeError
        If slopes is no array of floats.
    ValueError
        If it holds NaN; the message gives the count.

    References
    ----------
    Taught in chapter 5. Softmax is not elementwise.

    Examples
    --------
    >>> J = activation_jacobian(np.array([[1.0, 0.25]]))
    >>> J.shape, J.reshape(2, 2).tolist()
    ((1, 2, 1, 2), [[1.0, 0.0], [0.0, 0.25]])
    """
    _check_floats(slopes=slopes)
    return np.reshape(np.diag(np.ravel(slopes)), slopes.shape * 2)


def dense_forward(A, W, b):
    """Return the pre-activations of a dense layer, ``Z = A @ W + b``.

    Parameters
    ----------
    A : ndarray, shape (m, n_in), float or complex
        Inputs, one row per sample.
    W : ndarray, shape (n_in, n_out), float or complex
        Weights, one column per unit.
    b : ndarray, shape (n_out,), float or complex
        Biases, added to every row.

    Returns
    -------
    Z : ndarray, shape (m, n_out)
        Pre-activations, one row per sample.

    Raises
    ------
    TypeError
        If an argument is no array of floats; one of integers would swallow a small step, as in
        ``W[0, 0] += 1e-6``.
    ValueError
        If the shapes do not fit or an array holds NaN; the message gives all shapes or the count.

    References
    ----------
    Taught in chapter 6.

    Examples
    --------
    >>> A, W = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 4.0]])
    >>> dense_forward(A, W, np.array([0.0, 10.0, 20.0])).tolist()
    [[1.0, 12.0, 31.0]]
    """
    _check_layer(A=A, W=W, b=b)
    return A @ W + b


def dense_backward(A, W, dZ):
    """Return the gradients of the loss at a dense layer ``Z = A @ W + b``.

    Parameters
    ----------
    A : ndarray, shape (m, n_in), float or complex
        Inputs that the forward pass received.
    W : ndarray, shape (n_in, n_out), float or complex
        Weights of the forward pass.
    dZ : ndarray, shape (m, n_out), float or complex
        Gradient of the loss with respect to Z.

    Returns
    -------
    dA : ndarray, shape (m, n_in)
        ``dZ @ W.T``, which the layer below receives.
    dW : ndarray, shape (n_in, n_out)
        ``A.T @ dZ``, summed over samples; a loss that is a mean has its 1/m in dZ.
    db : ndarray, shape (n_out,)
        Column sums of dZ.

    Raises
    ------
    TypeError
        If an argument is no array of floats.
    ValueError
        If the shapes do not fit or an array holds NaN; the message gives all shapes or the count.

    References
    ----------
    Rumelhart, Hinton & Williams 1986. Taught in chapter 6.

    Examples
    --------
    >>> A, W = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 4.0]])
    >>> dA, dW, db = dense_backward(A, W, dZ=np.array([[1.0, 0.0, 2.0]]))
    >>> dA.tolist(), dW.tolist(), db.tolist()
    ([[7.0, 8.0]], [[1.0, 0.0, 2.0], [2.0, 0.0, 4.0]], [1.0, 0.0, 2.0])
    """
    _check_layer(A=A, W=W, dZ=dZ)
    return dZ @ W.T, A.T @ dZ, np.sum(dZ, axis=0)


def mlp_forward(X, layers, activation="relu"):
    """Send a batch through a multilayer perceptron and keep what its backward pass needs.

    The activation follows every layer but the last, whose output is left linear.

    Parameters
    ----------
    X : ndarray, shape (m, n_0), float or complex
        Inputs, one row per sample.
    layers : list of (W, b)
        D >= 1 pairs; the l-th has shapes (n_{l-1}, n_l) and (n_l,).
    activation : str
        "relu", "sigmoid", "tanh" or "linear".

    Returns
    -------
    A : list of D + 1 ndarrays, shapes (m, n_0) ... (m, n_D)
        ``A[0]`` is X, ``A[l]`` what layer l hands on, ``A[-1]`` the output.
    Z : list of D ndarrays, shapes (m, n_1) ... (m, n_D)
        Pre-activations; ``Z[l - 1]`` belongs to layer l, and ``Z[-1]`` is the output as well.

    Raises
    ------
    TypeError
        If an array does not hold floats, or layers is no list of pairs.
    ValueError
        If the layers do not chain, an array holds NaN, or there is no such activation; the
        message names the layer, counted from 1.

    References
    ----------
    Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[2.0], [3.0]]), np.ones(1))]
    >>> A, Z = mlp_forward(np.array([[4.0]]), layers)
    >>> Z[0].tolist(), A[1].tolist(), A[2].tolist()
    ([[4.0, -4.0]], [[4.0, 0.0]], [[9.0]])
    """
    function, _ = _activation(activation)
    _check_pairs(layers)
    A, Z = [X], []
    for number, (W, b) in enumerate(layers, 1):
        with _naming_layer(number):
            Z.append(dense_forward(A[-1], W, b))
        A.append(Z[-1] if number == len(layers) else function(Z[-1]))
    return A, Z


def mlp_backward(A, Z, layers, d_output, activation="relu"):
    """Send the gradient of the loss back through a multilayer perceptron.

    Parameters
    ----------
    A, Z : lists of ndarrays
        What `mlp_forward` returned for these layers and this activation.
    layers : list of (W, b)
        The D layers of the forward pass.
    d_output : ndarray, shape (m, n_D)
        Gradient of the loss with respect to the output; a loss that is a mean has its 1/m here.
    activation : str
        "relu", "sigmoid", "tanh" or "linear", as in the forward pass.

    Returns
    -------
    gradients : list of (dW, db)
        Gradients of the loss, in the order and the shapes of the layers; summed over samples.
    dZ : list of D ndarrays, shapes (m, n_1) ... (m, n_D)
        Gradient of the loss with respect to each pre-activation.
    dX : ndarray, shape (m, n_0)
        Gradient of the loss with respect to the input.

    Raises
    ------
    TypeError
        If an array does not hold floats, or layers is no list of pairs.
    ValueError
        If lists or shapes do not fit, an array holds NaN, or there is no such activation.

    References
    ----------
    Rumelhart, Hinton & Williams 1986. Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[2.0], [3.0]]), np.ones(1))]
    >>> A, Z = mlp_forward(np.array([[4.0]]), layers)
    >>> gradients, dZ, dX = mlp_backward(A, Z, layers, np.array([[10.0]]))
    >>> dZ[0].tolist(), gradients[0][0].tolist(), dX.tolist()
    ([[20.0, 0.0]], [[80.0, 0.0]], [[20.0]])
    """
    _, derivative = _activation(activation)
    _check_pairs(layers)
    if len(A) != len(layers) + 1 or len(Z) != len(layers):
        raise ValueError(
            f"wanted {len(layers) + 1} arrays in A and {len(layers)} in Z for {len(layers)} "
            f"layers, got {len(A)} and {len(Z)}: pass on what mlp_forward returned"
        )
    gradients, dZ, dA = [], [], d_output
    for number in range(len(layers), 0, -1):
        with _naming_layer(number):
            if number < len(layers):
                _check_same_shape(dA, Z[number - 1])
                dA = dA * derivative(Z[number - 1])
            dZ.insert(0, dA)
            dA, dW, db = dense_backward(A[number - 1], layers[number - 1][0], dZ[0])
        gradients.insert(0, (dW, db))
    return gradients, dZ, dA


def numerical_gradients(loss, layers, *, method="complex", h=None):
    """Estimate the gradient of a loss with respect to every weight and bias, one at a time.

    It calls the loss once for each parameter (complex step) or twice (central difference).

    Parameters
    ----------
    loss : callable
        Takes a list of (W, b) and returns one number.
    layers : list of (W, b)
        Where the gradient is wanted; left unchanged.
    method : str
        "complex": the imaginary part of loss(w + ih) over h, with h = 1e-20 if not given. The
        loss must be analytic: no abs, no conjugate, no real part. "central": the difference of
        loss(w + h) and loss(w - h) over 2h, with h = eps**(1/3) = 6e-6 if not given.
    h : float, optional
        Step.

    Returns
    -------
    gradients : list of (dW, db)
        In the order and the shapes of the layers.

    Raises
    ------
    TypeError
        If the layers are no pairs of float arrays, or if the loss drops the imaginary part.
    ValueError
        If there is no such method, or h is not positive.

    References
    ----------
    Squire & Trapp 1998 for the complex step. Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[3.0]]), np.array([1.0]))]
    >>> ((dW, db),) = numerical_gradients(lambda layers: layers[0][0][0, 0] ** 2, layers)
    >>> dW.tolist(), db.tolist()
    ([[6.0]], [0.0])
    """
    slope = _slope(loss, layers, method, h)
    gradients = [tuple(np.zeros(array.shape) for array in pair) for pair in layers]
    for layer, part, index in _places(layers):
        gradients[layer][part][index] = slope(layer, part, index)
    return gradients


def gradient_check(
    loss, layers, gradients, *, method="complex", h=None, tolerance=None, entries=None, rng=None
):
    """Compare gradients with numerical ones, one array at a time.

    The error of an array is its largest absolute difference over the largest absolute value in
    either version of it, or 0.0 if both are all zero.

    Parameters
    ----------
    loss, layers, method, h
        As for `numerical_gradients`.
    gradients : list of (dW, db)
        What is to be checked, in the shapes of the layers.
    tolerance : float, optional
        Largest error that agrees; 1e-9 for the complex step and 1e-5 for central differences, if
        not given. Central differences have an error of about eps * loss / h of their own, so
        gradients that are tiny beside the loss need the complex step.
    entries : int, optional
        Check at most so many entries of each array, drawn without replacement; all by default.
    rng : numpy.random.Generator, optional
        Draws them; wanted with ``entries``.

    Returns
    -------
    check : GradientCheck
        The errors and the verdict; printed, it is a table.

    Raises
    ------
    TypeError, ValueError
        As `numerical_gradients`; and if gradients do not have the shapes of the layers or are not
        finite, or entries comes without rng.

    References
    ----------
    Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[3.0]]), np.array([1.0]))]
    >>> gradient_check(lambda layers: np.sum(layers[0][0] ** 2), layers, [(np.array([[6.0]]),
    ...     np.array([0.5]))])
    layer 1   dW 0.0e+00   db 1.0e+00 <- differs
    different: at layer 1 db (complex step, tolerance 1e-09)
    """
    slope = _slope(loss, layers, method, h)
    _check_gradients(layers, gradients)
    if entries is not None and rng is None:
        raise TypeError("wanted rng with entries, got None: pass np.random.default_rng(0)")
    largest = [[[0.0, 0.0] for _ in pair] for pair in layers]
    for layer, part, index in _places(layers, entries, rng):
        estimate = slope(layer, part, index)
        value = gradients[layer][part][index]
        error, scale = largest[layer][part]
        largest[layer][part] = [
            max(error, abs(value - estimate)),
            max(scale, abs(value), abs(estimate)),
        ]
    errors = [
        tuple(float(error / scale) if scale else 0.0 for error, scale in pair) for pair in largest
    ]
    return GradientCheck(errors, method, _TOLERANCE[method] if tolerance is None else tolerance)


@dataclass(frozen=True)
class GradientCheck:
    """What `gradient_check` found; printed, it is a table with a verdict.

    Attributes
    ----------
    errors : list of (float, float)
        Relative error of dW and db in each layer.
    method : str
        "complex" or "central".
    tolerance : float
        Largest error that agrees.
    """

    errors: list
    method: str
    tolerance: float

    @property
    def differing(self) -> list:
        """The arrays that do not agree, as in ["layer 2 dW"]."""
        return [
            f"layer {number} {name}"
            for number, pair in enumerate(self.errors, 1)
            for name, error in zip(("dW", "db"), pair, strict=True)
            if not error <= self.tolerance
        ]

    @property
    def agrees(self) -> bool:
        """Whether every error is at most the tolerance."""
        return not self.differing

    def __repr__(self) -> str:
        lines = []
        for number, pair in enumerate(self.errors, 1):
            cells = [f"{n} {error:.1e}" for n, error in zip(("dW", "db"), pair, strict=True)]
            mark = "" if all(error <= self.tolerance for error in pair) else " <- differs"
            lines.append(f"layer {number}   {'   '.join(cells)}{mark}")
        how = "complex step" if self.method == "complex" else "central differences"
        verdict = "agrees" if self.agrees else f"different: at {', '.join(self.differing)}"
        return "\n".join([*lines, f"{verdict} ({how}, tolerance {self.tolerance:.0e})"])


def _decay(z):
    """exp(-|z|), which cannot overflow; by where, since autograd gives |z| the slope 0 at 0."""
    return np.exp(np.where(z > 0, -z, z))


_LAYER_SHAPES = {
    "A": ("m", "n_in"),
    "W": ("n_in", "n_out"),
    "b": ("n_out",),
    "dZ": ("m", "n_out"),
}


def _check_layer(**arrays):
    """Refuse what `_check_floats` refuses, and shapes that do not fit `_LAYER_SHAPES`."""
    _check_floats(**arrays)
    sizes = {}
    for name, array in arrays.items():
        wanted = _LAYER_SHAPES[name]
        if array.ndim != len(wanted) or any(
            sizes.setdefault(symbol, size) != size
            for symbol, size in zip(wanted, array.shape, strict=True)
        ):
            raise ValueError(
                f"wanted {_listed({key: _LAYER_SHAPES[key] for key in arrays})}; "
                f"got {_listed({key: value.shape for key, value in arrays.items()})}: "
                f"{name} does not fit, check for a forgotten transpose or axis"
            )


def _check_floats(**arrays):
    """Refuse what is no array of floats, real or complex, or holds NaN."""
    for name, array in arrays.items():
        dtype = getattr(array, "dtype", None)
        if dtype is None or dtype.kind not in "fc":
            came = type(array).__name__ if dtype is None else f"dtype {dtype}"
            raise TypeError(
                f"wanted an array of floats as {name}, got {came}: use np.array(..., float)"
            )
        if missing := int(np.isnan(array).sum()):
            raise ValueError(
                f"wanted numbers in {name}, got {missing} NaN of {array.size}: "
                "find the first computation that made one"
            )


def _listed(shapes):
    """Names with their shapes, as in A (m, n_in), b (n_out,)."""
    return ", ".join(
        f"{name} ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
        for name, shape in shapes.items()
    )


# Each activation with its derivative, both from the pre-activation.
_ACTIVATIONS = {
    "relu": (relu, relu_grad_from_z),
    "sigmoid": (sigmoid, sigmoid_grad_from_z),
    "tanh": (tanh, tanh_grad_from_z),
    "linear": (lambda z: z, np.ones_like),
}


def _activation(name):
    """Return an activation and its derivative by name."""
    if name not in _ACTIVATIONS:
        raise ValueError(f"wanted an activation of {', '.join(_ACTIVATIONS)}; got {name!r}")
    return _ACTIVATIONS[name]


def _check_pairs(layers):
    """Refuse what is no list of pairs; autograd's boxed lists and tuples have a length too."""
    if not hasattr(layers, "__len__") or hasattr(layers, "dtype"):
        raise TypeError(f"wanted a list of (W, b), got {type(layers).__name__}")
    if len(layers) == 0:
        raise ValueError("wanted at least one layer (W, b), got an empty list")
    for number, pair in enumerate(layers, 1):
        if not hasattr(pair, "__len__") or hasattr(pair, "dtype") or len(pair) != 2:
            raise TypeError(
                f"wanted a pair (W, b) as layer {number}, got {type(pair).__name__}"
                f"{f' of {len(pair)}' if isinstance(pair, (tuple, list)) else ''}"
            )


@contextmanager
def _naming_layer(number):
    """Begin the message of an error inside with the number of the layer."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"layer {number}: {error}") from error


def _check_same_shape(dA, Z):
    """Refuse pre-activations of another forward pass, which might broadcast."""
    if dA.shape != Z.shape:
        raise ValueError(
            f"wanted Z {dA.shape}, as the gradient that arrives, got {Z.shape}: "
            "pass on what mlp_forward returned for these layers"
        )


def _check_gradients(layers, gradients):
    """Refuse gradients that are not in the shapes of the layers, or not finite."""
    shapes = [[np.shape(array) for array in pair] for pair in layers]
    came = [[np.shape(array) for array in pair] for pair in gradients]
    if came != shapes:
        raise ValueError(f"wanted gradients in the shapes of the layers, {shapes}; got {came}")
    for number, pair in enumerate(gradients, 1):
        for name, array in zip(("dW", "db"), pair, strict=True):
            if not np.all(np.isfinite(array)):
                raise ValueError(
                    f"wanted finite gradients, got NaN or inf in layer {number} {name}"
                )


def _places(layers, entries=None, rng=None):
    """Name every parameter, or some of each array, as (layer, 0 for W or 1 for b, index)."""
    for layer, pair in enumerate(layers):
        for part, array in enumerate(pair):
            chosen = np.arange(array.size)
            if entries is not None and entries < array.size:
                chosen = rng.choice(array.size, entries, replace=False)
            for flat in chosen:
                yield layer, part, np.unravel_index(flat, array.shape)


_USUAL_STEP = {"complex": 1e-20, "central": 2.0 ** (-52 / 3)}  # the second: eps ** (1/3)
_TOLERANCE = {"complex": 1e-9, "central": 1e-5}


def _slope(loss, layers, method, h):
    """Return a function of (layer, part, index) that estimates one derivative of the loss."""
    if method not in _USUAL_STEP:
        raise ValueError(f"wanted a method of {', '.join(_USUAL_STEP)}; got {method!r}")
    if h is not None and not h > 0:
        raise ValueError(f"wanted a step h > 0, got {h}")
    _check_pairs(layers)
    for number, (W, b) in enumerate(layers, 1):
        with _naming_layer(number):
            _check_layer(W=W, b=b)
    h = _USUAL_STEP[method] if h is None else h
    dtype = complex if method == "complex" else float
    layers = [tuple(array.astype(dtype) for array in pair) for pair in layers]

    def moved(layer, part, index, step):
        """Return the loss with one parameter moved, and where that landed."""
        array = layers[layer][part].copy()
        array[index] += step
        pair = (array, layers[layer][1]) if part == 0 else (layers[layer][0], array)
        value = loss([*layers[:layer], pair, *layers[layer + 1 :]])
        if np.ndim(value) != 0:
            raise TypeError(f"wanted one number as loss, got shape {np.shape(value)}: sum it up")
        return value, array[index]

    def complex_step(*place):
        value, _ = moved(*place, 1j * h)
        if not np.iscomplexobj(value):
            raise TypeError(
                f"wanted a complex loss for complex weights, got {type(value).__name__}: the loss "
                'drops the imaginary part (abs, real, float?); use method="central"'
            )
        return np.imag(value) / h

    def central_difference(*place):
        (above, high), (below, low) = moved(*place, h), moved(*place, -h)
        return (above - below) / (high - low)  # the step that was really taken, after rounding

    return complex_step if method == "complex" else central_difference
