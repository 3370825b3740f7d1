"""The right answers to the exercises of chapter 2, by another way than their declaration."""

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np


def sigmoid_of(z):
    """The sigmoid by tanh, for autograd."""
    return (1 + anp.tanh(z / 2)) / 2


def sigmoid_step(x, w, b, y, eta):
    dw, db = autograd.grad(lambda w, b: (sigmoid_of(w * x + b) - y) ** 2, (0, 1))(w, b)
    return w - eta * dw, b - eta * db


def loss_floor():
    # By search: all outputs of the neuron, and not only those near the ends.
    outputs = sigmoid_of(np.linspace(-40, 40, 1_000_001))
    return tuple(((outputs - y) ** 2).min() for y in (5, 0.3, -1.5))


def loss_ratio():
    with mpmath.workdps(40):

        def slope(loss):
            return mpmath.diff(lambda z: loss(1 / (1 + mpmath.exp(-z))), 7)

        entropy = slope(lambda a: -mpmath.log(1 - a))
        return tuple(float(entropy / slope(lambda a, c=c: c * a**2)) for c in (1, 0.5))


def first_zero():
    # By search with the numbers themselves.
    z = np.arange(10, 20, 1e-3, dtype=np.float32)
    a = 1 / (1 + np.exp(-z))
    from_z = np.arange(740, 750, 1e-2)
    return float(z[a * (1 - a) == 0][0]), float(from_z[np.exp(-from_z) == 0][0])


def awake_rates():
    def converges(rate, moves):
        parameters = np.array([0.005, 0.0])
        gradient = autograd.grad(lambda p: (sigmoid_of(2 * p[0] + p[1]) - 0.5) ** 2)
        for _ in range(300):
            parameters = parameters - rate * gradient(parameters) * moves
        return abs(2 * parameters[0] + parameters[1]) < 0.005

    def limit(moves):
        return next(k / 10 for k in range(25, 60) if not converges(k / 10 + 0.01, moves))

    return limit(np.array([1, 0])), limit(np.array([1, 1]))


def cross_entropy(z, y):
    with mpmath.workdps(800):  # 1 - a at z = 800 has its first digit at the 348th place
        a = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        return float(-y * mpmath.log(a) - (1 - y) * mpmath.log(1 - a))


ORACLES = {
    "ch02.sigmoid_step": sigmoid_step,
    "ch02.loss_floor": loss_floor(),
    "ch02.loss_ratio": loss_ratio(),
    "ch02.first_zero": first_zero(),
    "ch02.awake_rates": awake_rates(),
    "ch02.cross_entropy": cross_entropy,
}
