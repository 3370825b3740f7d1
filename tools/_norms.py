"""What `tools.normalisation` computes, for arrays that are checked."""

import autograd.numpy as np
from autograd.tracer import getval
from numpy import errstate

from tools._inputs import check_floats

AXES = {"batch": 0, "layer": 1}  # along which the means are taken
# Added to the variance, as by frameworks, so that what is constant becomes 0.
EPSILON = 1e-5


def axis_of(norm):
    """Return the axis along which a normalisation takes its means."""
    if not isinstance(norm, str) or norm not in AXES:
        raise ValueError(f"wanted a normalisation of {', '.join(AXES)}; got {norm!r}")
    return AXES[norm]


def deviations(Z, norm):
    """Return Z minus its mean, the mean and sigma."""
    axis = axis_of(norm)
    fewest = 2 if norm == "batch" else 1
    if Z.ndim != 2 or Z.shape[0] < fewest or Z.shape[1] < 1:
        raise ValueError(
            f'wanted Z (m, n) with m >= {fewest} for "{norm}", got {Z.shape}: a batch of one has '
            "no deviation"
        )
    with errstate(over="ignore", invalid="ignore"):
        mean = Z.mean(axis=axis, keepdims=True)
        centred = Z - mean
        variance = (centred**2).mean(axis=axis, keepdims=True)
    if not are_finite(variance):
        check_floats(Z=Z)
        raise ValueError("wanted variances that a float can hold, got an overflow")
    return centred, mean, np.sqrt(variance + EPSILON)


def standardise(Z, norm):
    """Return N and the sigma that it was divided by."""
    centred, _, sigma = deviations(Z, norm)
    return centred / sigma, sigma


def send_back(dN, N, sigma, norm):
    """Return dZ, by equation (10.10)."""
    axis = AXES[norm]
    mean = dN.mean(axis=axis, keepdims=True)
    along = (dN * N).mean(axis=axis, keepdims=True)
    return (dN - mean - N * along) / sigma


def are_finite(values):
    """Tell whether nothing has overflowed."""
    return bool(np.isfinite(getval(values)).all())
