"""What inputs the functions of tools refuse, and how the sentence reads.

A message says what was wanted, what came and, where it helps, what to do.
"""

from contextlib import contextmanager

import numpy as np
from autograd.tracer import getval
from numpy.typing import ArrayLike


def real_pair(first: ArrayLike, second: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Both as float64 arrays of one shape, or an error that names what came."""
    first, second = _real_array(first, "first"), _real_array(second, "second")
    if first.shape != second.shape:
        raise ValueError(
            f"wanted two arrays of one shape, got {_shape(first)} and {_shape(second)}: "
            "check for a forgotten transpose, sum or index"
        )
    return first, second


def _real_array(values: ArrayLike, which: str) -> np.ndarray:
    """One argument as a float64 array, or an error that names what came."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"wanted an array as {which} argument, got rows of unequal length"
        ) from error
    if array.dtype.kind not in "iuf":
        raise TypeError(f"wanted real numbers as {which} argument, got {_kind(values, array)}")
    if array.size == 0:
        raise ValueError(f"wanted at least one number as {which} argument, got shape {array.shape}")
    if not np.isfinite(array).all():
        nans, infinities = int(np.isnan(array).sum()), int(np.isinf(array).sum())
        raise ValueError(
            f"wanted finite numbers as {which} argument, got {nans} NaN and {infinities} infinite "
            f"of {array.size}"
        )
    return array.astype(np.float64)


def check_floats(**arrays):
    """Refuse what is no array of floats, real or complex, or holds NaN."""
    for name, array in arrays.items():
        dtype = getattr(array, "dtype", None)
        if dtype is None or dtype.kind not in "fc":
            came = type(array).__name__ if dtype is None else f"dtype {dtype}"
            raise TypeError(
                f"wanted an array of floats as {name}, got {came}: use np.array(..., float)"
            )
        if missing := int(np.isnan(getval(array)).sum()):
            raise ValueError(
                f"wanted numbers in {name}, got {missing} NaN of {array.size}: "
                "find the first computation that made one"
            )


_LAYER_SHAPES = {
    "A": ("m", "n_in"),
    "W": ("n_in", "n_out"),
    "b": ("n_out",),
    "dZ": ("m", "n_out"),
}


def check_layer(**arrays):
    """Refuse what `check_floats` refuses, and shapes that do not fit `_LAYER_SHAPES`."""
    check_floats(**arrays)
    sizes = {}
    for name, array in arrays.items():
        wanted = _LAYER_SHAPES[name]
        if array.ndim != len(wanted) or any(
            sizes.setdefault(symbol, size) != size
            for symbol, size in zip(wanted, array.shape, strict=True)
        ):
            raise ValueError(
                f"wanted {_listed({key: _LAYER_SHAPES[key] for key in arrays})}; "
                f"got {_listed({key: value.shape for key, value in arrays.items()})}: "
                f"{name} does not fit, check for a forgotten transpose or axis"
            )


def check_pairs(layers):
    """Refuse what is no list of pairs; autograd's boxed lists and tuples have a length too."""
    if not hasattr(layers, "__len__") or hasattr(layers, "dtype"):
        raise TypeError(f"wanted a list of (W, b), got {type(layers).__name__}")
    if len(layers) == 0:
        raise ValueError("wanted at least one layer (W, b), got an empty list")
    for number, pair in enumerate(layers, 1):
        if not hasattr(pair, "__len__") or hasattr(pair, "dtype") or len(pair) != 2:
            raise TypeError(
                f"wanted a pair (W, b) as layer {number}, got {type(pair).__name__}"
                f"{f' of {len(pair)}' if isinstance(pair, (tuple, list)) else ''}"
            )


@contextmanager
def naming_layer(number):
    """Begin the message of an error inside with the number of the layer."""
    try:
        yield
    except (TypeError, ValueError) as error:
        raise type(error)(f"layer {number}: {error}") from error


def check_same_shape(dA, Z):
    """Refuse pre-activations of another forward pass, which might broadcast."""
    if dA.shape != Z.shape:
        raise ValueError(
            f"wanted Z {dA.shape}, as the gradient that arrives, got {Z.shape}: "
            "pass on what mlp_forward returned for these layers"
        )


def check_gradients(layers, gradients):
    """Refuse gradients that are not in the shapes of the layers, or not finite."""
    shapes = [[np.shape(array) for array in pair] for pair in layers]
    came = [[np.shape(array) for array in pair] for pair in gradients]
    if came != shapes:
        raise ValueError(f"wanted gradients in the shapes of the layers, {shapes}; got {came}")
    for number, pair in enumerate(gradients, 1):
        for name, array in zip(("dW", "db"), pair, strict=True):
            if not np.all(np.isfinite(array)):
                raise ValueError(
                    f"wanted finite gradients, got NaN or inf in layer {number} {name}"
                )


def check_layers(A, dZ, W, dW, updates):
    """Refuse lists that are not one array per layer, of shapes that agree."""
    lengths = [len(arrays) for arrays in (A, dZ, W, dW, updates)]
    if set(lengths) != {lengths[0]} or lengths[0] == 0:
        raise ValueError(
            "wanted one array per layer in each of A, dZ, W, dW, updates; got "
            f"{', '.join(map(str, lengths))}: mlp_forward's A[0] is the input, leave it out"
        )
    for number, (a, dz, *weights) in enumerate(zip(A, dZ, W, dW, updates, strict=True), 1):
        shapes = [np.shape(array) for array in weights]
        if np.shape(a) != np.shape(dz) or len(set(shapes)) > 1:
            raise ValueError(
                f"layer {number}: wanted A and dZ of one shape, and W, dW and updates of one; got "
                f"{np.shape(a)}, {np.shape(dz)} and {', '.join(map(str, shapes))}"
            )


def checked_labels(logits, labels):
    """Refuse labels that are not one class for each row of the logits."""
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"wanted integers as labels, got dtype {labels.dtype}")
    if logits.ndim != 2 or labels.shape != (len(logits),) or labels.size == 0:
        raise ValueError(
            f"wanted logits (m, K) and labels (m,), m >= 1; got {logits.shape} and {labels.shape}"
        )
    if labels.min() < 0 or labels.max() >= logits.shape[1]:
        raise ValueError(
            f"wanted labels from 0 to {logits.shape[1] - 1}, got {labels.min()} to {labels.max()}"
        )
    return labels


def check_settings(eta, steps, momentum, batch, rng, m):
    """Refuse settings that cannot be meant."""
    if not eta > 0:
        raise ValueError(f"wanted a learning rate eta > 0, got {eta}")
    if steps < 0:
        raise ValueError(f"wanted steps >= 0, got {steps}")
    if not 0 <= momentum < 1:
        raise ValueError(f"wanted a momentum in [0, 1), got {momentum}")
    if batch is not None and not 1 <= batch <= m:
        raise ValueError(f"wanted a batch of 1 to {m} samples, got {batch}")
    if batch is not None and rng is None:
        raise TypeError("wanted rng with batch, got None: pass np.random.default_rng(0)")


def check_widths(fan_in, fan_out):
    """Refuse a layer without units."""
    if fan_in < 1 or fan_out < 1:
        raise ValueError(
            f"wanted widths of at least 1, got fan_in={fan_in}, fan_out={fan_out}: count the "
            "units entering and leaving the layer"
        )


def _listed(shapes):
    """Names with their shapes, as in A (m, n_in), b (n_out,)."""
    return ", ".join(
        f"{name} ({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
        for name, shape in shapes.items()
    )


def _shape(array: np.ndarray) -> str:
    """Shape in words."""
    return f"shape {array.shape}" if array.shape else "a scalar"


def _kind(values: ArrayLike, array: np.ndarray) -> str:
    """Name what came instead of real numbers."""
    return type(values).__name__ if array.dtype == object else f"dtype {array.dtype}"
