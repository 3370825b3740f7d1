"""The right answers of chapter 12 by another way than the declaration's."""

import math
from fractions import Fraction

import mpmath
import numpy as np

# Gauss-Legendre nodes in two hundred pieces, where the chapter sums over a grid.
_ENDS = np.linspace(-10, 10, 201)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_PLACES = (_ENDS[:-1] + _ENDS[1:])[:, None] / 2 + _NODES * (_ENDS[1] - _ENDS[0]) / 2
_MASS = _WEIGHTS * (_ENDS[1] - _ENDS[0]) / 2 * np.exp(-(_PLACES**2) / 2) / np.sqrt(2 * np.pi)


def mean(f, q):
    return float(np.sum(_MASS * f(math.sqrt(q) * _PLACES)))


def logistic(z):
    return 0.5 * (1 + np.tanh(z / 2))


def logistic_slope(z):
    return 0.25 / np.cosh(z / 2) ** 2


def settled(f, sw2, sb2):
    """The fixed point by halving an interval: the map lies above the diagonal before it."""
    low, high = 0.0, 1.0 + sw2 + sb2
    for _ in range(90):
        q = (low + high) / 2
        low, high = (q, high) if sw2 * mean(lambda z: f(z) ** 2, q) + sb2 > q else (low, q)
    return low


def slope(f, df, sw2, sb2):
    return sw2 * mean(lambda z: df(z) ** 2, settled(f, sw2, sb2))


def critical(f, df, sb2, low, high):
    for _ in range(50):
        sw2 = (low + high) / 2
        low, high = (sw2, high) if slope(f, df, sw2, sb2) < 1 else (low, sw2)
    return low


def tanh_slope(z):
    return 1 / np.cosh(z) ** 2


def critical_by_mpmath(sb2):
    """Newton's method on both equations at once."""

    def expect(f, q):
        return mpmath.quad(
            lambda u: f(mpmath.sqrt(q) * u) * mpmath.npdf(u), [-9, -3, -1, 0, 1, 3, 9]
        )

    def equations(sw2, q):
        return [
            sw2 * expect(lambda z: mpmath.tanh(z) ** 2, q) + sb2 - q,
            sw2 * expect(lambda z: mpmath.sech(z) ** 4, q) - 1,
        ]

    return float(mpmath.findroot(equations, (1.8, 0.6))[0])


def relu_with_biases():
    """A fixed point by a long way there, the last size by steps, both in fractions."""
    q = Fraction(1)
    for _ in range(200):
        q = Fraction(3, 2) * q / 2 + Fraction(1, 10)
        q = q.limit_denominator(10**20)
    size = Fraction(1)
    for _ in range(2, 51):
        size = 2 * size / 2 + Fraction(1, 10)
    return q, Fraction(3, 2) * sum([0, 1]) / 2, size  # a gate is closed as often as open


def three_sigmoids():
    """The bound and the tuned chain by the chain's own differences."""

    def chain(w, b, z):
        for _ in range(3):
            z = w / (1 + mpmath.exp(-z)) + b
        return z

    at_most = mpmath.diff(lambda z: chain(1, mpmath.mpf(-1) / 2, z), 0)
    tuned = mpmath.diff(lambda z: chain(8, -4, z), 0)
    return float(at_most), float(tuned), slope(logistic, logistic_slope, 16, 0) ** 3


def how_deep():
    chi = slope(np.tanh, tanh_slope, 1.5, 0.05)
    size, layers = 1.0, 0
    while size > 1e-3:
        size, layers = size * chi, layers + 1
    return chi, layers


ORACLES = {
    "ch12.critical_tanh": (critical_by_mpmath(0.05), critical(np.tanh, tanh_slope, 0.5, 1, 9)),
    "ch12.relu_with_biases": relu_with_biases(),
    "ch12.critical_sigmoid": tuple(
        math.sqrt(critical(logistic, logistic_slope, sb2, 16, 400)) for sb2 in (0, 100)
    ),
    "ch12.three_sigmoids": three_sigmoids(),
    "ch12.chi": lambda sw2, sb2: slope(np.tanh, tanh_slope, sw2, sb2),
    "ch12.how_deep": how_deep(),
}
