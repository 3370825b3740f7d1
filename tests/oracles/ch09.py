"""The right answers of chapter 9 by another way than the declaration's."""

import functools
import itertools
import math
from fractions import Fraction

import numpy as np


@functools.cache
def gain_moment(n, fan_in, power):
    """The mean of a gain or of its square, over the number of active neurons, as a fraction."""
    moments = {1: lambda active: active, 2: lambda active: active * (active + 2)}
    return sum(
        Fraction(math.comb(n, active), 2**n) * Fraction(2, fan_in) ** power * moments[power](active)
        for active in range(n + 1)
    )


def fifty_layers():
    second_moment = gain_moment(128, 128, 2) ** 50
    variance = second_moment - gain_moment(128, 128, 1) ** 100
    return second_moment, next(n for n in range(1, 10_000) if variance / n <= Fraction(1, 100))


def typical_product():
    logs = np.arange(-60, 4, 0.01)  # of |w|, with its density below
    density = 0.01 * np.sqrt(2 / np.pi) * np.exp(logs - np.exp(2 * logs) / 2)
    return math.exp(100 * (density @ logs)), (density @ np.exp(logs)) ** 100


def who_survives():
    def alive(n, depth):
        return (1 - Fraction(1, 2**n)) ** depth

    return alive(10, 100), next(n for n in range(1, 99) if alive(n, 1000) >= Fraction(99, 100))


def relative_variance(widths):
    layers = [(n, fan_in) for fan_in, n in itertools.pairwise(widths)]
    mean = math.prod(gain_moment(*layer, 1) for layer in layers)
    return float(math.prod(gain_moment(*layer, 2) for layer in layers) / mean**2 - 1)


def angle_after(angle, depth):
    # The map is the integral of its slope, 1 - angle / pi, from opposite inputs on.
    nodes, weights = np.polynomial.legendre.leggauss(40)
    for _ in range(depth):
        angles = angle + (np.pi - angle) * (nodes + 1) / 2
        slopes = (1 - angles / np.pi) * np.sin(angles)
        angle = math.acos(min(1.0, float((np.pi - angle) / 2 * (weights @ slopes))))
    return angle


ORACLES = {
    "ch09.fifty_layers": fifty_layers(),
    "ch09.typical_product": typical_product(),
    "ch09.who_survives": who_survives(),
    "ch09.relative_variance": relative_variance,
    "ch09.angle_after": angle_after,
}
