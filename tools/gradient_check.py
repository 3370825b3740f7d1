"""Numerical gradients of a loss, and the verdict on gradients that were found another way.

A loss has a corner where a ReLU's pre-activation is exactly 0: its slope is another one to either
side, and backpropagation may take any slope from 0 to 1. A step cannot call such a choice wrong, so
`gradient_check` tells it from a mistake: always for the slope 0, which most programs take, and with
the complex step for 1 as well; where units at a corner feed each other, other choices may be called
different. Corners are common where biases start at 0: a layer that is silent for a sample makes all
the next pre-activations of that sample exactly 0.
"""

import math
import textwrap
from dataclasses import dataclass

import numpy as np

from tools._inputs import (
    check_layer,
    check_pairs,
    check_partner,
    naming_layer,
    read_any,
    read_finite,
    read_integer,
    read_list,
    read_number,
    read_pairs,
    to_float64,
)


def numerical_gradients(loss, layers, *, method="complex", h=None):
    """Estimate the gradient of a loss with respect to every weight and bias, one at a time.

    It calls the loss once for each parameter (complex step) or twice (central difference). At a
    corner the complex step gives the slope to the right of it, the central difference the mean of
    both sides.

    Parameters
    ----------
    loss : callable
        Takes a list of (W, b), in double precision, and returns one number in double precision.
    layers : list of (W, b)
        Where the gradient is wanted; real, left unchanged.
    method : str
        "complex": the imaginary part of loss(w + ih) over h, with h = 1e-20 if not given. The
        loss must be analytic: no abs, no conjugate, no real part. "central": the difference of
        loss(w + h) and loss(w - h) over 2h, with h = eps**(1/3) = 6e-6 if not given.
    h : float, optional
        Step, > 0 and finite.

    Returns
    -------
    gradients : list of (dW, db)
        In the order and the shapes of the layers, float64.

    Raises
    ------
    TypeError
        If the layers are no pairs of real float arrays, or if the loss drops the imaginary part or
        does not return one number in double precision.
    ValueError
        If there is no such method, a layer has no parameters, h is not positive or so small that
        it does not move a parameter, or the loss is not finite; the message names the parameter.

    References
    ----------
    Squire & Trapp 1998 for the complex step. Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[3.0]]), np.array([1.0]))]
    >>> ((dW, db),) = numerical_gradients(lambda layers: layers[0][0][0, 0] ** 2, layers)
    >>> dW.tolist(), db.tolist()
    ([[6.0]], [0.0])
    """
    probe = _probe(loss, layers, method, h)
    gradients = [tuple(np.zeros(array.shape) for array in pair) for pair in layers]
    for layer, part, index in _places(layers):
        gradients[layer][part][index] = probe.slope((layer, part, index))
    return gradients


def gradient_check(
    loss,
    layers,
    gradients,
    *,
    method="complex",
    h=None,
    tolerance=None,
    entries=None,
    rng=None,
    Z=None,
):
    """Compare gradients with numerical ones, one array at a time.

    The error of an array is its largest absolute difference over the largest absolute value in
    either version of it, or 0.0 if both are all zero. At a corner it is the distance to the slopes
    that are possible there: to either side, and with the units at the corner off or on. What the
    rounding of an array's largest entry explains is no error of its others.

    Parameters
    ----------
    loss, layers, method, h
        As for `numerical_gradients`.
    gradients : list of (dW, db), array_like
        What is to be checked, in the shapes of the layers; real and finite.
    tolerance : float, optional
        Largest error that agrees, >= 0 and finite. If not given, 1e-9 for the complex step and 1e-5
        for central differences, or 200 times the rounding unit of the gradients if that is more:
        2e-5 for float32, 0.2 for float16. Central differences have an error of about
        eps * loss / h of their own, so gradients that are tiny beside the loss need the complex
        step.
    entries : int, optional
        Check at most so many entries of each array, >= 1, drawn without replacement; all by
        default.
    rng : numpy.random.Generator, optional
        Draws them; wanted with ``entries``.
    Z : list of arrays, optional
        The pre-activations, as `tools.networks.mlp_forward` returns them. With them a corner is
        reported with its units and samples, without them with the parameters that move them.

    Returns
    -------
    check : GradientCheck
        The errors and the verdict; printed, it is a table.

    Raises
    ------
    TypeError, ValueError
        As `numerical_gradients`; and if gradients do not have the shapes of the layers or are not
        finite, if a setting does not fit, or entries comes without rng.

    References
    ----------
    Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[3.0]]), np.array([1.0]))]
    >>> gradient_check(lambda layers: np.sum(layers[0][0] ** 2), layers, [(np.array([[6.0]]),
    ...     np.array([0.5]))])
    layer 1   dW agrees    db 1.0e+00 <- differs
    different: at layer 1 db (complex step, tolerance 1e-09)
    """
    probe = _probe(loss, layers, method, h)
    gradients = _read_gradients(gradients, layers)
    coarsest = max((array.dtype for pair in gradients for array in pair), key=_rounding)
    if tolerance is None:
        tolerance = max(_TOLERANCE[method], 200 * _rounding(coarsest))
    tolerance = read_number(tolerance, "a finite tolerance >= 0", lambda t: 0 <= t < math.inf)
    if entries is not None:
        entries = read_integer(entries, "entries >= 1 to check", lambda entries: entries >= 1)
    check_partner(rng, entries, "entries")
    zeros = [] if Z is None else _zeros(Z, layers)
    found = {}
    for place in _places(layers, entries, rng):
        layer, part, index = place
        value = float(gradients[layer][part][index])
        found.setdefault((layer, part), []).append((index, value, probe.slope(place)))
    errors, corners = {}, []
    for (layer, part), compared in found.items():
        scale = max(max(abs(value), abs(estimate)) for _, value, estimate in compared)
        # Entries that cancel are known to the rounding of the largest only, checked or not.
        rounding = 64 * _rounding(coarsest) * np.max(np.abs(gradients[layer][part]))
        error = 0.0
        for index, value, estimate in compared:
            off = abs(value - estimate)
            if tolerance * scale < off <= rounding:
                off = 0.0
            elif off > tolerance * scale:
                slopes = probe.slopes_at_corner((layer, part, index), tolerance * scale)
                off = max(min(slopes) - value, value - max(slopes), 0.0) if slopes else off
                if slopes and off <= tolerance * scale:
                    place = ", ".join(map(str, index))
                    corners.append(f"layer {layer + 1} {('dW', 'db')[part]}[{place}]")
            error = max(error, off)
        errors[layer, part] = error / scale if scale else 0.0
    pairs = [(errors[layer, 0], errors[layer, 1]) for layer in range(len(layers))]
    return GradientCheck(pairs, method, tolerance, str(coarsest), corners, zeros)


@dataclass(frozen=True)
class GradientCheck:
    """What `gradient_check` found; printed, it is a table with a verdict.

    Attributes
    ----------
    errors : list of (float, float)
        Relative error of dW and db in each layer.
    method : str
        "complex" or "central".
    tolerance : float
        Largest error that agrees.
    dtype : str
        Type of the coarsest of the gradients, "float64" or less.
    corners : list of str
        The derivatives that stand at a corner of the loss, for central differences also within a
        step of one, and hold one of the slopes that are possible there, as in ["layer 2 db[0]"];
        they do not count as mistakes.
    zeros : list of str
        The pre-activations of exactly 0 in front of an activation, if Z was given, as in
        ["layer 2 unit 0 sample 3"], units and samples counted from 0.
    """

    errors: list
    method: str
    tolerance: float
    dtype: str = "float64"
    corners: list = ()
    zeros: list = ()

    @property
    def differing(self) -> list:
        """The arrays that do not agree, as in ["layer 2 dW"]."""
        return [
            f"layer {number} {name}"
            for number, pair in enumerate(self.errors, 1)
            for name, error in zip(("dW", "db"), pair, strict=True)
            if not error <= self.tolerance
        ]

    @property
    def agrees(self) -> bool:
        """Whether every error is at most the tolerance."""
        return not self.differing

    def __repr__(self) -> str:
        lines = []
        for number, pair in enumerate(self.errors, 1):
            # How far a sound gradient is off is chance: it differs from machine to machine.
            told = ["agrees " if e <= self.tolerance else f"{e:.1e}" for e in pair]
            mark = "" if told == ["agrees "] * 2 else " <- differs"
            line = f"layer {number}   dW {told[0]}   db {told[1]}{mark}"
            lines.append(line.rstrip())
        how = "complex step" if self.method == "complex" else "central differences"
        of = "" if self.dtype == "float64" else f" for gradients of {self.dtype}"
        verdict = "agrees" if self.agrees else f"different: at {', '.join(self.differing)}"
        lines.append(f"{verdict} ({how}, tolerance {self.tolerance:.0e}{of})")
        if self.corners:
            lines.append(_some("at a corner of the loss, where no step can judge", self.corners))
        if self.corners and self.zeros:
            lines.append(_some("pre-activations of exactly 0", self.zeros))
        return "\n".join(lines)


def _some(what, names, most=6):
    """Say what the first of many names are, in lines of at most 80 columns."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    text = f"{what}: {', '.join([*names[:most], *more])}"
    return textwrap.fill(text, 80, subsequent_indent="    ", break_on_hyphens=False)


def _rounding(dtype):
    """Return the rounding unit of a type of floats, or float64's if that is more."""
    return max(float(np.finfo(dtype).eps), 2.0**-52)


def _read_gradients(gradients, layers):
    """Read gradients in the shapes of the layers, finite."""
    gradients = read_pairs(gradients)
    shapes = [[array.shape for array in pair] for pair in layers]
    came = [[array.shape for array in pair] for pair in gradients]
    if came != shapes:
        raise ValueError(f"wanted gradients in the shapes of the layers, {shapes}; got {came}")
    for number, pair in enumerate(gradients, 1):
        for name, array in zip(("dW", "db"), pair, strict=True):
            if not np.all(np.isfinite(to_float64(array))):
                raise ValueError(
                    f"wanted finite gradients, got NaN or inf in layer {number} {name}"
                )
    return gradients


def _zeros(Z, layers):
    """Name the pre-activations of exactly 0 in front of an activation; the last layer has none."""
    Z = [read_finite(array, "Z") for array in read_list(Z, "Z")]
    widths = [len(b) for _, b in layers]
    if [array.shape[1:] for array in Z] != [(width,) for width in widths]:
        raise ValueError(
            f"wanted Z as mlp_forward returns it, of the widths {widths}; got the shapes "
            f"{[array.shape for array in Z]}"
        )
    return [
        f"layer {number} unit {unit} sample {sample}"
        for number, array in enumerate(Z[:-1], 1)
        for sample, unit in np.argwhere(array == 0)
    ]


def _places(layers, entries=None, rng=None):
    """Name every parameter, or some of each array, as (layer, 0 for W or 1 for b, index)."""
    for layer, pair in enumerate(layers):
        for part, array in enumerate(pair):
            chosen = np.arange(array.size)
            if entries is not None and entries < array.size:
                chosen = rng.choice(array.size, entries, replace=False)
            for flat in chosen:
                yield layer, part, tuple(map(int, np.unravel_index(flat, array.shape)))


_USUAL_STEP = {"complex": 1e-20, "central": 2.0 ** (-52 / 3)}  # the second: eps ** (1/3)
_TOLERANCE = {"complex": 1e-9, "central": 1e-5}


def _probe(loss, layers, method, h):
    """Check the settings, and return what estimates single derivatives of the loss."""
    if not isinstance(method, str) or method not in _USUAL_STEP:
        raise ValueError(f"wanted a method of {', '.join(_USUAL_STEP)}; got {method!r}")
    if not callable(loss):
        raise TypeError(f"wanted a function of the layers as loss, got {type(loss).__name__}")
    if h is not None:
        h = read_number(h, "a finite step h > 0", lambda h: 0 < h < math.inf)
    check_pairs(layers)
    for number, (W, b) in enumerate(layers, 1):
        with naming_layer(number):
            check_layer(W=W, b=b)
            for name, array in (("W", W), ("b", b)):
                read_finite(array, name)
    probe = _ComplexStep if method == "complex" else _CentralDifference
    return probe(loss, layers, _USUAL_STEP[method] if h is None else h)


class _Probe:
    """Estimates one derivative of a loss, at a place (layer, 0 for W or 1 for b, index)."""

    dtype = float

    def __init__(self, loss, layers, h):
        self.loss, self.h = loss, h
        self.layers = [tuple(array.astype(self.dtype) for array in pair) for pair in layers]

    def moved(self, place, step, shifts=None):
        """Return the loss with one parameter moved and all biases shifted, and what it became."""
        layer, part, index = place
        layers = list(self.layers)
        if shifts is not None:
            layers = [(W, b + shift) for (W, b), shift in zip(layers, shifts, strict=True)]
        pair = [array.copy() for array in layers[layer]]
        pair[part][index] += step
        layers[layer] = tuple(pair)
        value = read_any(self.loss(layers), "loss")
        if value.ndim != 0:
            raise TypeError(f"wanted one number as loss, got shape {value.shape}: sum it up")
        self.check_type(value)
        if not np.isfinite(value):
            raise ValueError(
                f"wanted a finite loss, got {value} with {_name(place)} moved by {step}"
            )
        return value.item(), pair[part][index]

    def check_type(self, value):
        """Refuse a loss of another type, or one of too few digits for the step."""
        if value.dtype.kind not in "iufc":
            raise TypeError(f"wanted one number as loss, got {type(value.item()).__name__}")
        if value.dtype.kind in "fc" and np.finfo(value.dtype).eps > 2.0**-52:
            raise TypeError(
                f"wanted a loss in double precision, got {value.dtype}, whose rounding hides the "
                "step: do not convert what the loss computes"
            )

    def slopes_at_corner(self, place, gap):
        """Return the slopes that are possible at a corner, or none if there is none.

        There is one if they are farther apart than the gap. They are those to either side, and two
        for which the biases are shifted down or up, so that the units at the corner are off or on
        whichever way the place moves them; half the shift, twice, less the whole takes the effect
        of the shift itself away.
        """
        slopes = [self.side(place, sign) for sign in (-1, 1)]
        for shifts in (np.full(len(self.layers), -self.smallest_shift), self.shifts_up()):
            slopes.append(2 * self.slope(place, shifts / 2) - self.slope(place, shifts))
        return slopes if max(slopes) - min(slopes) > gap else []

    def shifts_up(self):
        """Return one shift for each layer, large enough that no shift below turns a unit off."""
        gains = [1.0, *(1 + 2 * np.abs(W).sum(axis=0).max() for W, _ in self.layers[1:])]
        growth = np.cumprod(gains)
        return np.maximum(self.largest_shift * growth / growth[-1], self.smallest_shift)


class _ComplexStep(_Probe):
    dtype = complex
    smallest_shift, largest_shift = 1e-12, 1e-6

    def slope(self, place, shifts=None):
        return self.side(place, 1, shifts)

    def side(self, place, sign, shifts=None):
        """Return the slope to one side: NumPy orders ih above 0 and -ih below it, as ReLU does."""
        value, _ = self.moved(place, sign * 1j * self.h, shifts)
        return value.imag / (sign * self.h)

    def check_type(self, value):
        if value.dtype.kind != "c":
            raise TypeError(
                f"wanted a complex loss for complex weights, got {value.dtype}: the loss "
                'drops the imaginary part (abs, real, float?); use method="central"'
            )
        super().check_type(value)


class _CentralDifference(_Probe):
    largest_shift = 1e-3

    @property
    def smallest_shift(self):
        return 100 * self.h

    def slope(self, place, shifts=None):
        (above, high), (below, low) = (self.moved(place, s, shifts) for s in (self.h, -self.h))
        if high == low:
            raise ValueError(
                f"wanted a step that moves {_name(place)} = {high}, got h = {self.h}, which "
                "rounding swallows: take a larger one, or leave it out"
            )
        return (above - below) / (high - low)  # the step that was really taken, after rounding

    def side(self, place, sign):
        """Return the one-sided difference whose error is of second order in h."""
        h = sign * self.h
        (here, _), (half, _), (whole, _) = (self.moved(place, step) for step in (0.0, h / 2, h))
        return (4 * half - whole - 3 * here) / h

    def slopes_at_corner(self, place, gap):
        """Return the slopes at a corner; a gap that rounding can make is none."""
        here, _ = self.moved(place, 0.0)
        return super().slopes_at_corner(place, max(gap, 64 * 2.0**-52 * abs(here) / self.h))

    def check_type(self, value):
        if value.dtype.kind == "c":
            raise TypeError(f"wanted a real loss for real weights, got {value.dtype}")
        super().check_type(value)


def _name(place):
    """Name a parameter, as in layer 1 W[0, 2]."""
    layer, part, index = place
    return f"layer {layer + 1} {'Wb'[part]}[{', '.join(map(str, index))}]"
