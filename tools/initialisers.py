"""Initial weights as chapter 8 derives them: one function per distribution, all called alike.

Each takes a generator and the two widths of a layer, and returns W of shape (fan_in, fan_out) for
``Z = A @ W + b``. `INITIALISERS` names them as `tools.plotting.INITIALISATION_STYLE` does.
"""

import functools
import inspect
from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from tools._inputs import check_generator, read_widths

# The sections that all docstrings share; each function has its Returns between them.
_PARAMETERS = """\
Parameters
----------
rng : numpy.random.Generator
    The only source of randomness.
fan_in, fan_out : int
    Units entering and leaving the layer, each >= 1.

"""
_RAISES = """\
Raises
------
TypeError
    If rng is no generator, or a width no integer.
ValueError
    If either width is < 1; the message gives both.

"""


def _initialiser(draw: Callable) -> Callable:
    """Check the widths before the draw, and complete its docstring."""

    @functools.wraps(draw)
    def checked(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
        check_generator(rng)
        return draw(rng, *read_widths(fan_in, fan_out))

    own = inspect.getdoc(draw) or ""
    own = own.replace("Returns\n", f"{_PARAMETERS}Returns\n")
    checked.__doc__ = own.replace("References\n", f"{_RAISES}References\n")
    return checked


@_initialiser
def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw weights that keep the second moment constant through ReLU layers.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries ~ N(0, variance 2 / fan_in).

    References
    ----------
    He et al. 2015, arXiv:1502.01852, section 2.2. Taught in chapter 8.

    Examples
    --------
    >>> W = he_normal(np.random.default_rng(0), fan_in=400, fan_out=300)
    >>> f"{W.std():.3f}"  # sqrt(2 / 400)
    '0.071'
    """
    return np.sqrt(2.0 / fan_in) * rng.standard_normal((fan_in, fan_out))


@_initialiser
def he_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw uniform weights of the same variance as `he_normal`, 2 / fan_in.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries uniform between -sqrt(6 / fan_in) and sqrt(6 / fan_in).

    References
    ----------
    He et al. 2015. Taught in chapter 8.

    Examples
    --------
    >>> W = he_uniform(np.random.default_rng(0), fan_in=600, fan_out=300)
    >>> bool(np.abs(W).max() <= 0.1)  # sqrt(6 / 600)
    True
    """
    return _uniform(rng, fan_in, fan_out, variance=2.0 / fan_in)


@_initialiser
def lecun_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw weights that keep the second moment constant through linear layers.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries ~ N(0, variance 1 / fan_in).

    References
    ----------
    LeCun et al. 1998. Taught in chapter 8.

    Examples
    --------
    >>> W = lecun_normal(np.random.default_rng(0), fan_in=400, fan_out=300)
    >>> f"{W.std():.3f}"  # sqrt(1 / 400)
    '0.050'
    """
    return np.sqrt(1.0 / fan_in) * rng.standard_normal((fan_in, fan_out))


@_initialiser
def glorot_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw weights by Glorot's compromise between forward and backward, also called Xavier's.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries ~ N(0, variance 2 / (fan_in + fan_out)).

    References
    ----------
    Glorot & Bengio 2010. Taught in chapter 8.

    Examples
    --------
    >>> W = glorot_normal(np.random.default_rng(0), fan_in=400, fan_out=400)
    >>> f"{W.std():.3f}"  # sqrt(2 / 800)
    '0.050'
    """
    return np.sqrt(2.0 / (fan_in + fan_out)) * rng.standard_normal((fan_in, fan_out))


@_initialiser
def glorot_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw uniform weights of the same variance as `glorot_normal`.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries uniform within sqrt(6 / (fan_in + fan_out)) of 0.

    References
    ----------
    Glorot & Bengio 2010. Taught in chapter 8.

    Examples
    --------
    >>> W = glorot_uniform(np.random.default_rng(0), fan_in=300, fan_out=300)
    >>> bool(np.abs(W).max() <= 0.1)  # sqrt(6 / 600)
    True
    """
    return _uniform(rng, fan_in, fan_out, variance=2.0 / (fan_in + fan_out))


@_initialiser
def half_glorot_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw weights of half of Glorot's variance, which is often misquoted as his.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries ~ N(0, variance 1 / (fan_in + fan_out)).

    References
    ----------
    Taught in chapter 8, as a mistake.

    Examples
    --------
    >>> W = half_glorot_normal(np.random.default_rng(0), fan_in=200, fan_out=200)
    >>> f"{W.std():.3f}"  # sqrt(1 / 400)
    '0.050'
    """
    return np.sqrt(1.0 / (fan_in + fan_out)) * rng.standard_normal((fan_in, fan_out))


@_initialiser
def uniform_default(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw the weights that PyTorch's dense layer has if nothing else is asked for.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries uniform within 1 / sqrt(fan_in) of 0: variance 1 / (3 fan_in). (PyTorch's biases are
        drawn from the same interval; the chapters start with biases of 0.)

    References
    ----------
    PyTorch's documentation of torch.nn.Linear. Taught in chapter 8.

    Examples
    --------
    >>> W = uniform_default(np.random.default_rng(0), fan_in=100, fan_out=300)
    >>> bool(np.abs(W).max() <= 0.1)  # 1 / sqrt(100)
    True
    """
    return _uniform(rng, fan_in, fan_out, variance=1.0 / (3.0 * fan_in))


@_initialiser
def standard_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw weights of variance 1, whatever the widths.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        Entries ~ N(0, variance 1).

    References
    ----------
    Taught in chapter 8, as a mistake.

    Examples
    --------
    >>> W = standard_normal(np.random.default_rng(0), fan_in=400, fan_out=300)
    >>> f"{W.std():.2f}"
    '1.00'
    """
    return rng.standard_normal((fan_in, fan_out))


@_initialiser
def orthogonal(rng: np.random.Generator, fan_in: int, fan_out: int) -> np.ndarray:
    """Draw sqrt(2) times an orthogonal matrix, uniformly among all of them.

    Returns
    -------
    W : ndarray, shape (fan_in, fan_out), float64, dimensionless
        ``W.T @ W`` is 2 times the identity if fan_in >= fan_out, else ``W @ W.T`` is. The mean
        square of an entry is 2 / max(fan_in, fan_out), so it is He's for fan_in >= fan_out.

    References
    ----------
    Saxe et al. 2014. Taught in chapter 8.

    Examples
    --------
    >>> W = orthogonal(np.random.default_rng(0), fan_in=3, fan_out=2)
    >>> bool(np.allclose(W.T @ W, 2 * np.eye(2)))
    True
    """
    G = rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out)))
    Q, R = np.linalg.qr(G)
    # LAPACK fixes the signs of R somehow; positive ones make the distribution uniform.
    Q = np.sqrt(2.0) * Q * np.where(np.diag(R) < 0, -1.0, 1.0)
    return Q if fan_in >= fan_out else Q.T


INITIALISERS = MappingProxyType(
    {
        "he": he_normal,
        "orthogonal": orthogonal,
        "lecun": lecun_normal,
        "glorot": glorot_normal,
        "half_glorot": half_glorot_normal,
        "uniform_default": uniform_default,
        "standard_normal": standard_normal,
    }
)


def _uniform(rng, fan_in, fan_out, *, variance):
    """Uniform weights around 0; the variance of U(-c, c) is c**2 / 3."""
    bound = np.sqrt(3.0 * variance)
    return rng.uniform(-bound, bound, (fan_in, fan_out))
