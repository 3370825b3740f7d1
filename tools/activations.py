"""Activation functions and their slopes, entry by entry, and the Jacobian that the slopes make.

They are written with autograd's NumPy, so that autograd can differentiate them. Floats keep their
precision, complex numbers pass where nothing else is said, and other numbers (integers, lists,
decimals) are read as float64; the last digits that are promised are those of float64.
"""

import autograd.numpy as np

from tools._inputs import check_floats, read_outputs, read_traceable


def relu(z):
    """Return the rectified linear unit, max(z, 0), of each entry.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activation.

    Returns
    -------
    a : float array, same shape
        z where z > 0, else 0.0 (never -0.0; at -inf too). NaN stays NaN.

    Raises
    ------
    TypeError, ValueError
        If z is no numbers, or some are masked.

    References
    ----------
    Nair & Hinton 2010. Taught in chapter 1.

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 7.0])).tolist()
    [0.0, 0.0, 7.0]
    """
    z = read_traceable(z, "z")
    return np.where(z <= 0, 0.0, z)


def relu_grad_from_z(z):
    """Return the derivative of ReLU at each entry, with the convention ReLU'(0) = 0.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activation.

    Returns
    -------
    grad : float array, same shape
        1.0 where z > 0, else 0.0. NaN stays NaN.

    Raises
    ------
    TypeError, ValueError
        If z is no real numbers, for complex ones have no order, or some are masked.

    References
    ----------
    Any value in [0, 1] is a subgradient at 0; Bertoin et al. 2021 study the choice.
    Taught in chapter 1.

    Examples
    --------
    >>> relu_grad_from_z(np.array([-2.0, 0.0, 7.0])).tolist()
    [0.0, 0.0, 1.0]
    """
    z = read_traceable(z, "z", kinds="f")
    return np.heaviside(z, 0.0)


def sigmoid(z):
    """Return the logistic sigmoid, 1 / (1 + exp(-z)), of each entry.

    Exact to a few units in the last place for every z, and so is the derivative that autograd
    finds; no z makes it overflow.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activation.

    Returns
    -------
    a : float array, same shape
        Between 0 and 1; rounded to 1.0 from z = 37 on, to 0.0 below z = -745. NaN stays NaN.

    Raises
    ------
    TypeError, ValueError
        If z is no numbers, or some are masked.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> sigmoid(np.array([-800.0, 0.0, 800.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    z = read_traceable(z, "z")
    decay = _decay(z)
    return np.where(z > 0, 1.0, decay) / (1.0 + decay)


def sigmoid_grad_from_z(z):
    """Return the derivative of the sigmoid at each pre-activation, between 0 and 1/4.

    Exact to a few units in the last place for every z, unlike `sigmoid_grad_from_a`.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activation.

    Returns
    -------
    grad : float array, same shape
        ``exp(-|z|) / (1 + exp(-|z|))**2``; 0.0 beyond abs(z) = 745. NaN stays NaN.

    Raises
    ------
    TypeError, ValueError
        If z is no numbers, or some are masked.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{sigmoid_grad_from_z(z):.5g}" for z in (-40.0, 0.0, 40.0)))
    4.2484e-18 0.25 4.2484e-18
    """
    z = read_traceable(z, "z")
    decay = _decay(z)
    return decay / (1.0 + decay) ** 2


def sigmoid_grad_from_a(a):
    """Return the derivative of the sigmoid from its output, a (1 - a).

    An output near 1 has lost what 1 - a needs: for float64 the relative error grows like
    1e-16 exp(z), and the result is 0.0 from z = 37 on. Outputs near 0 are fine.

    Parameters
    ----------
    a : array_like, any shape
        What `sigmoid` returned, between 0 and 1.

    Returns
    -------
    grad : float array, same shape
        Between 0 and 1/4.

    Raises
    ------
    TypeError, ValueError
        If a is no numbers, some are masked, or a real one is nothing that the activation returns.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{sigmoid_grad_from_a(sigmoid(z)):.5g}" for z in (-40.0, 0.0, 40.0)))
    4.2484e-18 0.25 0
    """
    a = read_outputs(a, 0.0, "sigmoid")
    return a * (1.0 - a)


def tanh(z):
    """Return the hyperbolic tangent of each entry.

    Exact to a few units in the last place for every z, and so is the derivative that autograd
    finds, up to abs(z) = 355 and 0.0 from there on; no z makes either overflow.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activation.

    Returns
    -------
    a : float array, same shape
        Between -1 and 1. NaN stays NaN.

    Raises
    ------
    TypeError, ValueError
        If z is no numbers, or some are masked.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> tanh(np.array([-800.0, 0.0, 1e-17])).tolist()
    [-1.0, 0.0, 1e-17]
    """
    z = read_traceable(z, "z")
    # autograd's derivative divides by cosh(z)**2, which overflows at 356; there it is 2e-309.
    return np.tanh(np.clip(z, -355.0, 355.0))


def tanh_grad_from_z(z):
    """Return the derivative of tanh at each pre-activation, between 0 and 1.

    Exact to a few units in the last place for every z, unlike `tanh_grad_from_a`.

    Parameters
    ----------
    z : array_like, any shape
        Pre-activation.

    Returns
    -------
    grad : float array, same shape
        ``4 * sigmoid'(2 z)``, the same as ``1 - tanh(z)**2``. NaN stays NaN.

    Raises
    ------
    TypeError, ValueError
        If z is no numbers, or some are masked.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{tanh_grad_from_z(z):.5g}" for z in (0.0, 20.0)))
    1 1.6993e-17
    """
    z = read_traceable(z, "z")
    # Doubled, a huge z would overflow; from 373 on the derivative is below float64's smallest.
    return 4.0 * sigmoid_grad_from_z(2.0 * np.clip(z, -400.0, 400.0))


def tanh_grad_from_a(a):
    """Return the derivative of tanh from its output, 1 - a**2.

    An output near -1 or 1 has lost what the difference needs: for float64 the relative error
    grows like 1e-16 exp(2 |z|), and the result is 0.0 from about abs(z) = 19 on.

    Parameters
    ----------
    a : array_like, any shape
        What `tanh` returned, between -1 and 1.

    Returns
    -------
    grad : float array, same shape
        Between 0 and 1.

    Raises
    ------
    TypeError, ValueError
        If a is no numbers, some are masked, or a real one is nothing that the activation returns.

    References
    ----------
    Taught in chapter 2.

    Examples
    --------
    >>> print(*(f"{tanh_grad_from_a(tanh(z)):.5g}" for z in (0.0, 20.0)))
    1 0
    """
    a = read_outputs(a, -1.0, "tanh")
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
    check_floats(slopes=slopes)
    return np.reshape(np.diag(np.ravel(slopes)), slopes.shape * 2)


def _decay(z):
    """exp(-|z|), which cannot overflow; by where, since autograd gives |z| the slope 0 at 0."""
    return np.exp(np.where(z > 0, -z, z))
