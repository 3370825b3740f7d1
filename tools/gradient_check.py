"""Numerical gradients of a loss, and the verdict on gradients that were found another way."""

from dataclasses import dataclass

import numpy as np

from tools._inputs import check_gradients, check_layer, check_pairs, naming_layer


def numerical_gradients(loss, layers, *, method="complex", h=None):
    """Estimate the gradient of a loss with respect to every weight and bias, one at a time.

    It calls the loss once for each parameter (complex step) or twice (central difference).

    Parameters
    ----------
    loss : callable
        Takes a list of (W, b) and returns one number.
    layers : list of (W, b)
        Where the gradient is wanted; left unchanged.
    method : str
        "complex": the imaginary part of loss(w + ih) over h, with h = 1e-20 if not given. The
        loss must be analytic: no abs, no conjugate, no real part. "central": the difference of
        loss(w + h) and loss(w - h) over 2h, with h = eps**(1/3) = 6e-6 if not given.
    h : float, optional
        Step.

    Returns
    -------
    gradients : list of (dW, db)
        In the order and the shapes of the layers.

    Raises
    ------
    TypeError
        If the layers are no pairs of float arrays, or if the loss drops the imaginary part.
    ValueError
        If there is no such method, or h is not positive.

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
    slope = _slope(loss, layers, method, h)
    gradients = [tuple(np.zeros(array.shape) for array in pair) for pair in layers]
    for layer, part, index in _places(layers):
        gradients[layer][part][index] = slope(layer, part, index)
    return gradients


def gradient_check(
    loss, layers, gradients, *, method="complex", h=None, tolerance=None, entries=None, rng=None
):
    """Compare gradients with numerical ones, one array at a time.

    The error of an array is its largest absolute difference over the largest absolute value in
    either version of it, or 0.0 if both are all zero.

    Parameters
    ----------
    loss, layers, method, h
        As for `numerical_gradients`.
    gradients : list of (dW, db)
        What is to be checked, in the shapes of the layers.
    tolerance : float, optional
        Largest error that agrees; 1e-9 for the complex step and 1e-5 for central differences, if
        not given. Central differences have an error of about eps * loss / h of their own, so
        gradients that are tiny beside the loss need the complex step.
    entries : int, optional
        Check at most so many entries of each array, drawn without replacement; all by default.
    rng : numpy.random.Generator, optional
        Draws them; wanted with ``entries``.

    Returns
    -------
    check : GradientCheck
        The errors and the verdict; printed, it is a table.

    Raises
    ------
    TypeError, ValueError
        As `numerical_gradients`; and if gradients do not have the shapes of the layers or are not
        finite, or entries comes without rng.

    References
    ----------
    Taught in chapter 7.

    Examples
    --------
    >>> layers = [(np.array([[3.0]]), np.array([1.0]))]
    >>> gradient_check(lambda layers: np.sum(layers[0][0] ** 2), layers, [(np.array([[6.0]]),
    ...     np.array([0.5]))])
    layer 1   dW 0.0e+00   db 1.0e+00 <- differs
    different: at layer 1 db (complex step, tolerance 1e-09)
    """
    slope = _slope(loss, layers, method, h)
    check_gradients(layers, gradients)
    if entries is not None and rng is None:
        raise TypeError("wanted rng with entries, got None: pass np.random.default_rng(0)")
    largest = [[[0.0, 0.0] for _ in pair] for pair in layers]
    for layer, part, index in _places(layers, entries, rng):
        estimate = slope(layer, part, index)
        value = gradients[layer][part][index]
        error, scale = largest[layer][part]
        largest[layer][part] = [
            max(error, abs(value - estimate)),
            max(scale, abs(value), abs(estimate)),
        ]
    errors = [
        tuple(float(error / scale) if scale else 0.0 for error, scale in pair) for pair in largest
    ]
    return GradientCheck(errors, method, _TOLERANCE[method] if tolerance is None else tolerance)


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
    """

    errors: list
    method: str
    tolerance: float

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
            cells = [f"{n} {error:.1e}" for n, error in zip(("dW", "db"), pair, strict=True)]
            mark = "" if all(error <= self.tolerance for error in pair) else " <- differs"
            lines.append(f"layer {number}   {'   '.join(cells)}{mark}")
        how = "complex step" if self.method == "complex" else "central differences"
        verdict = "agrees" if self.agrees else f"different: at {', '.join(self.differing)}"
        return "\n".join([*lines, f"{verdict} ({how}, tolerance {self.tolerance:.0e})"])


def _places(layers, entries=None, rng=None):
    """Name every parameter, or some of each array, as (layer, 0 for W or 1 for b, index)."""
    for layer, pair in enumerate(layers):
        for part, array in enumerate(pair):
            chosen = np.arange(array.size)
            if entries is not None and entries < array.size:
                chosen = rng.choice(array.size, entries, replace=False)
            for flat in chosen:
                yield layer, part, np.unravel_index(flat, array.shape)


_USUAL_STEP = {"complex": 1e-20, "central": 2.0 ** (-52 / 3)}  # the second: eps ** (1/3)
_TOLERANCE = {"complex": 1e-9, "central": 1e-5}


def _slope(loss, layers, method, h):
    """Return a function of (layer, part, index) that estimates one derivative of the loss."""
    if method not in _USUAL_STEP:
        raise ValueError(f"wanted a method of {', '.join(_USUAL_STEP)}; got {method!r}")
    if h is not None and not h > 0:
        raise ValueError(f"wanted a step h > 0, got {h}")
    check_pairs(layers)
    for number, (W, b) in enumerate(layers, 1):
        with naming_layer(number):
            check_layer(W=W, b=b)
    h = _USUAL_STEP[method] if h is None else h
    dtype = complex if method == "complex" else float
    layers = [tuple(array.astype(dtype) for array in pair) for pair in layers]

    def moved(layer, part, index, step):
        """Return the loss with one parameter moved, and where that landed."""
        array = layers[layer][part].copy()
        array[index] += step
        pair = (array, layers[layer][1]) if part == 0 else (layers[layer][0], array)
        value = loss([*layers[:layer], pair, *layers[layer + 1 :]])
        if np.ndim(value) != 0:
            raise TypeError(f"wanted one number as loss, got shape {np.shape(value)}: sum it up")
        return value, array[index]

    def complex_step(*place):
        value, _ = moved(*place, 1j * h)
        if not np.iscomplexobj(value):
            raise TypeError(
                f"wanted a complex loss for complex weights, got {type(value).__name__}: the loss "
                'drops the imaginary part (abs, real, float?); use method="central"'
            )
        return np.imag(value) / h

    def central_difference(*place):
        (above, high), (below, low) = moved(*place, h), moved(*place, -h)
        return (above - below) / (high - low)  # the step that was really taken, after rounding

    return complex_step if method == "complex" else central_difference
