"""Small networks, their data and their loss, for the tests of what works on networks."""

import itertools

import autograd.numpy as np

from tools.networks import mlp_backward, mlp_forward


def network(seed, *widths):
    """Return layers of standard normal weights and biases."""
    rng = np.random.default_rng([seed, *widths])
    pairs = itertools.pairwise(widths)
    return [(rng.standard_normal((i, o)), rng.standard_normal(o)) for i, o in pairs]


def batch(seed, m, layers):
    """Return inputs and targets that fit the layers, standard normal."""
    rng = np.random.default_rng([seed, m])
    return rng.standard_normal((m, len(layers[0][0]))), rng.standard_normal((m, len(layers[-1][1])))


def squares(layers, X, Y, activation):
    """Return the sum of squared errors."""
    return np.sum((mlp_forward(X, layers, activation)[0][-1] - Y) ** 2)


def backward(layers, X, Y, activation):
    """Return what mlp_backward finds for the sum of squared errors."""
    A, Z = mlp_forward(X, layers, activation)
    return mlp_backward(A, Z, layers, 2 * (A[-1] - Y), activation)
