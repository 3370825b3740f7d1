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
