"""The right answers to the exercises of chapter 4, by another way than their declaration."""

from fractions import Fraction

import autograd
import autograd.numpy as anp
import numpy as np

from oracles.differences import difference


def chain(weights, x, y):
    """The loss of chapter 4's ReLU chain, in fractions."""
    a = Fraction(x)
    for weight in weights:
        a = max(weight * a, Fraction(0))
    return (a - y) ** 2 / 2


def chain_gradients(weights, y):
    # The loss is a quadratic in each single weight, so these differences are exact.
    def along(layer):
        return lambda v: chain([*weights[:layer], v, *weights[layer + 1 :]], 1, y)

    return tuple(difference(along(i), Fraction(w), Fraction(1, 9)) for i, w in enumerate(weights))


def chain_stable_rates():
    def largest_curvature(weights):
        def gradient(v):
            return autograd.grad(lambda u: (anp.prod(u) - 125.0) ** 2 / 2)(v)

        v = np.ones(3)
        for _ in range(50):  # power iteration on differences of the gradient
            product = difference(lambda t, v=v: gradient(weights + t * v), 0.0, 1e-5)
            v = product / np.linalg.norm(product)
        return np.linalg.norm(product)

    return tuple(2 / largest_curvature(np.array(w)) for w in [(5.0, 5.0, 5.0), (1.0, 5.0, 25.0)])


def first_step():
    weights = [Fraction(2), Fraction(3), Fraction(5)]
    gradients = chain_gradients(weights, 7)

    def after(rate):
        return [w - rate * g for w, g in zip(weights, gradients, strict=True)]

    low, high = Fraction(0), Fraction(1)
    for _ in range(60):
        middle = (low + high) / 2
        dead = chain(after(middle), 1, 0) == 0
        low, high = (low, middle) if dead else (middle, high)
    return float(high), chain(after(Fraction(1, 100)), 1, 7)


def previous_dz(dZ, W, A):
    # Through the definition: dZ is the gradient of sum(dZ * Z), and the layer starts at logit(A).
    def loss(z):
        return anp.sum(dZ * anp.dot(1 / (1 + anp.exp(-z)), W))

    return autograd.grad(loss)(np.log(A / (1 - A)))


def exploding_sigmoid():
    def gradients(bias, depth):
        a, slopes = 0.5 + 1e-20j, []
        for _ in range(depth):
            a = 1 / (1 + np.exp(-(6 * a + bias)))
            slopes.append(abs(a.imag) / 1e-20)
        return slopes

    biases = np.arange(-60, 61) / 10
    best = max(biases, key=lambda bias: gradients(bias, 40)[-1])
    return best, 1 + next(i for i, slope in enumerate(gradients(best, 40)) if slope > 1000)


ORACLES = {
    "ch04.target_one": chain_gradients([5, 5, 5], 1),
    "ch04.uneven_weights": chain_gradients([2, 3, 5], 7),
    "ch04.stable_rates": chain_stable_rates(),
    "ch04.first_step": first_step(),
    "ch04.previous_dz": previous_dz,
    "ch04.exploding_sigmoid": exploding_sigmoid(),
}
