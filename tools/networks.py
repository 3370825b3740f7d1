"""The pieces of a network that the chapters have taught, ready to be used by later ones.

They are written with autograd's NumPy, so that autograd can differentiate them.
"""

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
    """Refuse what is no float array, does not fit `_LAYER_SHAPES`, or holds NaN."""
    for name, array in arrays.items():
        dtype = getattr(array, "dtype", None)
        if dtype is None or dtype.kind not in "fc":
            came = type(array).__name__ if dtype is None else f"dtype {dtype}"
            raise TypeError(
                f"wanted an array of floats as {name}, got {came}: use np.array(..., float)"
            )
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
    for name, array in arrays.items():
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
