"""The right answers to the exercises of chapter 3, by another way than their declaration."""

import math
from fractions import Fraction

import autograd
import numpy as np

from oracles.differences import difference


def chain_loss(weights, x, y):
    """The loss of a chain of ReLU neurons, for fractions as well as for autograd."""
    a = x
    for layer in range(len(weights)):
        z = weights[layer] * a
        a = z if z > 0 else 0 * z
    return (a - y) ** 2 / 2


def first_weight(k, depth, y):
    """dL/dw_1 of a chain of equal weights: the loss is a square in it, so this is exact."""
    k, h = Fraction(k), Fraction(1, 10**9)
    return difference(lambda w: chain_loss([w] + [k] * (depth - 1), 1, y), k, h)


def gentle_chain():
    gradient = first_weight(Fraction(11, 10), 50, 0)
    error = math.prod([Fraction(11, 10)] * 50)
    return gradient, gradient / error


def chain_gradients(weights, x, y):
    # An addition to z_l, all zero, whose gradient is dL/dz_l. z * (z > 0) keeps the convention.
    def loss(extra, weights):
        a = x
        for layer in range(len(weights)):
            z = weights[layer] * a + extra[layer]
            a = z * (z > 0)
        return (a - y) ** 2 / 2

    return autograd.grad(loss, (0, 1))(np.zeros(len(weights)), weights)


def product_limit():
    # The rest of the product lies between 1 and exp(1/N); the middle is off by half of that.
    many = np.arange(1, 1_000_001, dtype=float)
    return (float(np.exp(np.log1p(1 / many**2).sum() + 0.5e-6)),)


def overflow():
    def smallest(value_at):
        return next(d for d in range(1, 200) if value_at(d) > int(np.finfo(np.float32).max))

    return smallest(lambda d: first_weight(2, d, 0)), smallest(lambda d: 2**d)


def who_survives():
    ten = 1 - Fraction(1, 2**10)
    deepest = max(d for d in range(600, 800) if 2 * ten.numerator**d > ten.denominator**d)
    return Fraction(1, 2**100), ten**100, deepest


ORACLES = {
    "ch03.gentle_chain": gentle_chain(),
    "ch03.half_chain": (first_weight(Fraction(1, 2), 6, 0), first_weight(Fraction(1, 2), 6, 1)),
    "ch03.chain_gradients": chain_gradients,
    "ch03.product_limit": product_limit(),
    "ch03.overflow": overflow(),
    "ch03.who_survives": who_survives(),
}
