"""What chapter 11 trains on, moons and the UCI digits, and the table of who learned."""

import json
import math
from importlib.resources import files

import numpy as np

from tools._inputs import check_generator, read_integer, read_number


def moons(m: int, rng: np.random.Generator, *, noise: float = 0.1) -> tuple:
    """Draw points from two interleaving half circles in the plane.

    Class 0 lies on the upper half of the unit circle, class 1 on the lower half of a unit circle
    whose centre is shifted by (1, 1/2); both are moved so that their common mean is the origin.

    Parameters
    ----------
    m : int
        Number of points, even: half of them for each class.
    rng : numpy.random.Generator
        The only source of randomness.
    noise : float
        Standard deviation of what is added to each coordinate, >= 0.

    Returns
    -------
    X : ndarray, shape (m, 2)
        The points, class 0 first.
    labels : ndarray of int, shape (m,)
        0 or 1.

    Raises
    ------
    TypeError
        If m is no integer, noise no number or rng no generator.
    ValueError
        If m is not even and positive, or the noise is negative or not finite.

    References
    ----------
    Used in chapter 11.

    Examples
    --------
    >>> X, labels = moons(4, np.random.default_rng(0), noise=0.0)
    >>> np.hypot(X[:, 0] + 0.5, X[:, 1] + 0.25)[labels == 0].round(12).tolist()
    [1.0, 1.0]
    """
    check_generator(rng)
    m = read_integer(m, "an even number of points, at least 2", lambda m: m >= 2 and m % 2 == 0)
    noise = read_number(noise, "a finite noise >= 0", lambda noise: 0 <= noise < math.inf)
    angle = np.pi * rng.random(m)
    labels = np.repeat([0, 1], m // 2)
    sign = 1 - 2 * labels
    # Centred: the mean of each arc is 2/pi above or below its circle's centre.
    X = np.stack([sign * np.cos(angle), sign * np.sin(angle)], axis=1)
    X += labels[:, None] * [1.0, 0.5] - [0.5, 0.25]
    return X + noise * rng.standard_normal((m, 2)), labels


def load_digits() -> tuple:
    """Load 1797 handwritten digits as images of 8 by 8 pixels; no network is needed.

    Returns
    -------
    X : ndarray, shape (1797, 64), float64
        One image per row, row by row from its top left; whole numbers from 0 (paper) to 16 (ink).
    labels : ndarray of int, shape (1797,)
        The digit, 0 to 9.

    References
    ----------
    Alpaydin & Kaynak 1998, doi:10.24432/C50P49, licence CC BY 4.0: the test part of "Optical
    Recognition of Handwritten Digits", in the order of the source, repacked as
    ``data/digits.npz`` without a change to a value. Used in chapter 11.

    Examples
    --------
    >>> X, labels = load_digits()
    >>> X.shape, labels[:10].tolist()
    ((1797, 64), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    """
    with (files("tools") / "data" / "digits.npz").open("rb") as file, np.load(file) as data:
        images, labels = data["images"], data["labels"]
    return images.reshape(len(images), -1).astype(float), labels.astype(int)


def load_success() -> dict:
    """Load what ``experiments/success_table.py`` found: who learns, and from which start.

    Returns
    -------
    table : dict
        "settings", a dict that says what the runs have in common, and "rows", a list with one
        dict for each combination: "data", "init", "depth", "eta", "clip" (None for none), the
        number of "runs", how many "learned" and "diverged", and medians over the runs that did not
        diverge, None if all did: "first_loss", "last_loss" and "test_accuracy".

    References
    ----------
    Shown in chapter 11.

    Examples
    --------
    >>> table = load_success()
    >>> table["settings"]["moons"]["seeds"]
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    return _load_table("success.json")


def load_debugged() -> dict:
    """Load what ``experiments/debugged_networks.py`` found: networks before and after a cure.

    Returns
    -------
    table : dict
        "versions" of the packages, the "seeds", and "cases": for each name a dict with the "case"
        itself, the "losses" of each seed at 51 steps from the first to the last, the step from
        which a loss is "no_number_at" (None for never), the "accuracy" of each seed on the training
        images, and "flows": by step, as text, and by panel, the lowest, the median and the highest
        of the seeds, each a list of one number per layer. None stands for NaN and infinity.

    References
    ----------
    Shown in chapter 14.

    Examples
    --------
    >>> table = load_debugged()
    >>> table["cases"]["stuck"]["case"]["depth"]
    30
    """
    return _load_table("debugged.json")


def load_cures() -> dict:
    """Load what ``experiments/cures_table.py`` found: which cure trains thirty layers.

    Returns
    -------
    table : dict
        "settings", a dict that says what the runs have in common, and "rows", a list with one dict
        for each combination: "init", "cure", "optimiser", "eta", and for each seed the accuracy at
        the end, "train_accuracy" and "test_accuracy", None if the run diverged.

    References
    ----------
    Shown in chapter 11.

    Examples
    --------
    >>> table = load_cures()
    >>> table["settings"]["depth"], len(table["rows"])
    (30, 54)
    """
    return _load_table("cures.json")


def _load_table(name):
    """Load what an experiment has stored, by its whole name: the build looks for that."""
    return json.loads((files("tools") / "data" / name).read_text("utf-8"))
