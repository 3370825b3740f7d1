"""BatchNorm and LayerNorm before an activation, forwards and backwards.

Both subtract a mean and divide by a standard deviation: BatchNorm those of a unit over the samples,
LayerNorm those of a sample over the units. The shift that follows is the layer's bias; a gain that
follows is left out, since behind a ReLU the next weights can have it. The functions can be
differentiated by autograd.
"""

import numpy as np
from autograd.tracer import getval

from tools._inputs import check_floats
from tools._norms import EPSILON, are_finite, axis_of, deviations, send_back


def moments(Z, norm):
    """Return the mean and the standard deviation that a normalisation uses.

    Parameters
    ----------
    Z : ndarray, shape (m, n), float or complex
        Pre-activations, one row per sample.
    norm : str
        "batch" or "layer".

    Returns
    -------
    mean, sigma : ndarray, shape (1, n) for "batch", (m, 1) for "layer"
        The mean, and the root of the variance plus 1e-5; the variance divides by m or n.

    Raises
    ------
    TypeError
        If Z is no array of floats.
    ValueError
        If Z is no matrix, is empty or holds NaN, or a batch of one sample, which has no deviation;
        if a variance overflows; or if there is no such normalisation.

    References
    ----------
    Ioffe & Szegedy 2015; Ba et al. 2016. Taught in chapter 10.

    Examples
    --------
    >>> mean, sigma = moments(np.array([[1.0], [7.0], [9.0], [15.0]]), "batch")
    >>> mean.item(), round(sigma.item(), 5)
    (8.0, 5.0)
    """
    axis_of(norm)
    check_floats(Z=Z)
    _, mean, sigma = deviations(Z, norm)
    return mean, sigma


def normalise(Z, mean, sigma):
    """Subtract a mean and divide by a standard deviation.

    Parameters
    ----------
    Z : ndarray, shape (m, n), float or complex
        Pre-activations, one row per sample.
    mean, sigma : ndarray, both of shape (1, n) or both (m, 1), float or complex
        As `moments` returns them, for these samples or, with BatchNorm, for others.

    Returns
    -------
    N : ndarray, shape (m, n)
        ``(Z - mean) / sigma``.

    Raises
    ------
    TypeError
        If an argument is no array of floats.
    ValueError
        If the shapes do not fit, an array holds NaN, a sigma is below the root of 1e-5, which
        `moments` never returns, or a result overflows.

    References
    ----------
    Ioffe & Szegedy 2015; Ba et al. 2016. Taught in chapter 10.

    Examples
    --------
    >>> Z = np.array([[1.0], [7.0], [9.0], [15.0]])
    >>> normalise(Z, *moments(Z, "batch")).ravel().round(4).tolist()
    [-1.4, -0.2, 0.2, 1.4]
    """
    check_floats(Z=Z, mean=mean, sigma=sigma)
    shapes = [(1, *Z.shape[1:]), (*Z.shape[:1], 1)]
    if Z.ndim != 2 or mean.shape not in shapes or sigma.shape != mean.shape:
        raise ValueError(
            f"wanted Z (m, n) and mean and sigma (1, n) or (m, 1); got {Z.shape}, {mean.shape} "
            f"and {sigma.shape}: pass on what moments returned for this layer"
        )
    _check_sigma(sigma)
    with np.errstate(over="ignore", invalid="ignore"):
        N = (Z - mean) / sigma
    if not are_finite(N):
        raise ValueError("wanted normalised values that a float can hold, got an overflow")
    return N


def normalise_backward(dN, N, sigma, norm):
    """Send the gradient of the loss back through a normalisation ``N = (Z - mean) / sigma``.

    The mean and sigma are those of Z itself, and so depend on it.

    Parameters
    ----------
    dN : ndarray, shape (m, n), float or complex
        Gradient of the loss with respect to N.
    N : ndarray, shape (m, n), float or complex
        What `normalise` returned.
    sigma : ndarray, shape (1, n) or (m, 1), float or complex
        The deviations that it divided by, from `moments`.
    norm : str
        "batch" or "layer", as in the forward pass.

    Returns
    -------
    dZ : ndarray, shape (m, n)
        Gradient of the loss with respect to Z.

    Raises
    ------
    TypeError
        If an array does not hold floats.
    ValueError
        If the shapes do not fit, an array holds NaN, a sigma is below the root of 1e-5, or there
        is no such normalisation.

    References
    ----------
    Ioffe & Szegedy 2015. Derived in chapter 10, equation (10.10), which holds with the 1e-5 too.

    Examples
    --------
    >>> Z = np.array([[1.0], [7.0], [9.0], [15.0]])
    >>> mean, sigma = moments(Z, "batch")
    >>> dN = np.array([[1.0], [0.0], [0.0], [0.0]])
    >>> dZ = normalise_backward(dN, normalise(Z, mean, sigma), sigma, "batch")
    >>> dZ.ravel().round(4).tolist()
    [0.052, -0.064, -0.036, 0.048]
    """
    axis = axis_of(norm)
    check_floats(dN=dN, N=N, sigma=sigma)
    wanted = tuple(1 if k == axis else size for k, size in enumerate(N.shape))
    if N.ndim != 2 or dN.shape != N.shape or sigma.shape != wanted:
        raise ValueError(
            f"wanted dN and N (m, n) and sigma {wanted}; got {dN.shape}, {N.shape} and "
            f"{sigma.shape}: pass on what moments returned for this layer"
        )
    _check_sigma(sigma)
    return send_back(dN, N, sigma, norm)


def _check_sigma(sigma):
    """Refuse deviations below the smallest that `moments` returns, up to rounding."""
    smallest = getval(sigma).real.min(initial=1.0)
    if smallest < 0.99 * EPSILON**0.5:
        raise ValueError(f"wanted sigma of at least {EPSILON**0.5:.1e}, got {smallest}")
