"""Chapter 8: sums over grids, layers and coins in the place of closed forms."""

import itertools
import math
from fractions import Fraction

import numpy as np


def relu_moments():
    # Midpoint sums over the density of z, variance 3.
    z = (np.arange(400_000) + 0.5) * 1e-4
    mass = np.exp(-(z**2) / 6) / np.sqrt(6 * np.pi) * 1e-4
    mean, second = np.sum(z * mass), np.sum(z**2 * mass)
    return second, mean, (np.sum((z - mean) ** 2 * mass) + mean**2 / 2) / 3


def half_mended():
    # The closed form of the chapter: gain pi / (pi - 1), and n v is twice the gain.
    gain = math.pi / (math.pi - 1)
    return 2 * gain, gain


def funnel():
    # Second moments step by step, each sum as long as its layer, each ReLU with its half.
    widths = (512, 256, 128, 64, 32)
    backward = forward = Fraction(1)
    for n_in, n_out in itertools.pairwise(widths):
        backward *= Fraction(1, 2) * n_out * Fraction(2, n_in)
        forward *= Fraction(1, 2) * n_in * Fraction(2, n_out)
    return backward, forward


def leaky_gain():
    # A fair coin for the sign of z: z = 1 or z = -1, in fractions.
    kept = (Fraction(1) ** 2 + Fraction(-1, 4) ** 2) / 2
    return 1 / kept, (2 * kept) ** 50


def he_std(fan_in, slope):
    # The scale that takes a sum of fan_in squares, half of them leaked, back to 1, by bisection.
    low, high = 0.0, 2.0
    for _ in range(200):
        middle = (low + high) / 2
        moment = fan_in * middle**2 * (1 + slope * slope) / 2
        low, high = (middle, high) if moment < 1 else (low, middle)
    return low


def variance_as_scale():
    gain = Fraction(1, 2) * sum(Fraction(2, 512) ** 2 for _ in range(512))
    return gain, math.log10(gain**50)


ORACLES = {
    "ch08.relu_moments": relu_moments(),
    "ch08.half_mended": half_mended(),
    "ch08.funnel": funnel(),
    "ch08.leaky_gain": leaky_gain(),
    "ch08.he_std": he_std,
    "ch08.variance_as_scale": variance_as_scale(),
}
