"""Cases drawn at random, beside those that an exercise fixes: the same ones every time."""

from collections.abc import Callable

import numpy as np

DRAWN = 20


def drawn(draw: Callable[[np.random.Generator], tuple], seed: int) -> tuple[tuple, ...]:
    """Draw as many cases as `DRAWN` says, each by `draw`, all from one generator."""
    rng = np.random.default_rng(seed)
    return tuple(draw(rng) for _ in range(DRAWN))


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Draw different sizes from 1 to 5, so that no two axes of a case can be mixed up."""
    return (1 + rng.permutation(5)[:count]).tolist()


def entries(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Draw entries, small or large ones, some of them 0, now and then all of one sign.

    They are rounded so that a message can show them.
    """
    values = rng.choice([0.02, 1.0, 1.0, 300.0]) * rng.standard_normal(shape)
    values = np.where(rng.uniform(size=shape) < 0.1, 0.0, values)
    sign = rng.choice([None, None, None, 1.0, -1.0])
    return (values if sign is None else sign * np.abs(values)).round(4)


def magnitudes(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Draw entries of one order of magnitude, none of them near 0, for what is divided by."""
    size = rng.choice([0.02, 1.0, 300.0]) * rng.uniform(0.5, 2, shape)
    return (size * rng.choice([-1.0, 1.0], shape)).round(4)


def number(rng: np.random.Generator) -> float:
    """Draw a single entry, as `entries` does."""
    return float(entries(rng)[()])


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number from a uniform distribution, rounded so that a message can show it."""
    return round(rng.uniform(low, high), 4)
