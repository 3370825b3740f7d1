"""The gradient-flow dashboard: five numbers per layer that say how a network in training is.

It works on plain lists of arrays, one per layer, so that they may come from any framework: whatever
NumPy can read as real numbers will do. Norms are computed in float64, and neither vanish nor
overflow where float32 would.
"""

from dataclasses import dataclass, fields

import numpy as np
from matplotlib.axes import Axes

from tools._inputs import naming_layer, read_finite, read_list
from tools.metrics import euclidean_norm


@dataclass(frozen=True)
class GradientFlow:
    """Five numbers for each of D layers; all arrays have shape (D,), the last D - 1.

    Attributes
    ----------
    activation : ndarray
        Root mean square of what the layer hands on.
    d_z : ndarray
        Norm of the gradient of the loss with respect to the pre-activations.
    d_w : ndarray
        Norm of the gradient of the loss with respect to the weights.
    update_ratio : ndarray
        Norm of the update of the weights over the norm of the weights.
    dead : ndarray, shape (D - 1,)
        Share of the units of each hidden layer that are silent on every sample.
    """

    activation: np.ndarray
    d_z: np.ndarray
    d_w: np.ndarray
    update_ratio: np.ndarray
    dead: np.ndarray


def gradient_flow(A: list, dZ: list, W: list, dW: list, updates: list) -> GradientFlow:
    """Measure how signal, gradient and update pass through the layers of a ReLU network.

    Parameters
    ----------
    A : list of D ndarrays, shapes (m, n_1) ... (m, n_D)
        What each layer hands on: activations, and the output of the last layer.
    dZ : list of D ndarrays, shapes (m, n_1) ... (m, n_D)
        Gradient of the loss with respect to the pre-activations of each layer.
    W, dW, updates : lists of D ndarrays
        Weights, the gradient of the loss with respect to them, and what a step adds to them; the
        three of a layer have one shape, in the order that the framework uses.

    Returns
    -------
    flow : GradientFlow
        The five numbers for each layer. An update ratio is NaN where all weights are 0.

    Raises
    ------
    TypeError
        If NumPy cannot read an array as real numbers, such as a PyTorch tensor that still requires
        its gradient.
    ValueError
        If the lists are empty or not of one length, the shapes of a layer do not agree, or an array
        is empty or not finite; the message names the layer, counted from 1.

    References
    ----------
    Taught in chapter 11.

    Examples
    --------
    >>> A = [np.array([[3.0, 0.0], [4.0, 0.0]]), np.array([[1.0], [1.0]])]
    >>> dZ = [np.array([[0.6, 0.0], [0.8, 0.0]]), np.array([[1.0], [0.0]])]
    >>> W = [np.array([[2.0, 0.0]]), np.array([[5.0], [0.0]])]
    >>> flow = gradient_flow(A, dZ, W, dW=W, updates=[0.1 * w for w in W])
    >>> flow.activation.tolist(), flow.d_z.round(9).tolist(), flow.dead.tolist()
    ([2.5, 1.0], [1.0, 1.0], [0.5])
    >>> flow.update_ratio.round(9).tolist()
    [0.1, 0.1]
    """
    A, dZ, W, dW, updates = _read_layers(A=A, dZ=dZ, W=W, dW=dW, updates=updates)
    sizes = np.array([euclidean_norm(w) for w in W])
    moved = np.array([euclidean_norm(update) for update in updates])
    with np.errstate(over="ignore"):
        ratio = np.divide(moved, sizes, out=np.full(len(W), np.nan), where=sizes > 0)
    return GradientFlow(
        activation=np.array([euclidean_norm(a) / np.sqrt(a.size) for a in A]),
        d_z=np.array([euclidean_norm(dz) for dz in dZ]),
        d_w=np.array([euclidean_norm(dw) for dw in dW]),
        update_ratio=ratio,
        dead=np.array([np.mean(np.all(a <= 0, axis=0)) for a in A[:-1]]),
    )


TITLES = {
    "activation": "activation, rms",
    "d_z": "|dL/dZ|",
    "d_w": "|dL/dW|",
    "update_ratio": "|update| / |W|",
    "dead": "dead units",
}


def plot_gradient_flow(flow: GradientFlow, axes: list, **line) -> list[Axes]:
    """Draw the five numbers over the layers, each into axes of its own.

    Parameters
    ----------
    flow : GradientFlow
        What `gradient_flow` returned.
    axes : list of five Axes
        For activation, dL/dZ, dL/dW, update ratio and dead units. The first four become
        logarithmic; call it again with the same axes for a second network.
    **line
        How to draw, as for `Axes.plot`: color, linestyle, label.

    Returns
    -------
    axes : list of Axes
        The same.

    Raises
    ------
    TypeError
        If flow is something else, axes is no list, or one of them no Axes of matplotlib.
    ValueError
        If there are not five axes.

    References
    ----------
    Taught in chapter 11.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> one, none = np.ones(3), np.zeros(2)
    >>> axes = Figure().subplots(1, 5)
    >>> _ = plot_gradient_flow(GradientFlow(one, one, one, one, none), axes, color="black")
    >>> [ax.get_title() for ax in axes][-2:]
    ['|update| / |W|', 'dead units']
    """
    if not isinstance(flow, GradientFlow):
        raise TypeError(f"wanted what gradient_flow returned, got {type(flow).__name__}")
    axes = read_list(axes, "axes")
    if len(axes) != len(TITLES):
        raise ValueError(f"wanted {len(TITLES)} axes, got {len(axes)}")
    if strangers := [type(ax).__name__ for ax in axes if not isinstance(ax, Axes)]:
        raise TypeError(f"wanted axes of matplotlib, got {', '.join(strangers)}")
    for ax, field in zip(axes, fields(flow), strict=True):
        values = getattr(flow, field.name)
        ax.plot(np.arange(1, len(values) + 1), values, **line)
        ax.set_title(TITLES[field.name])
        if field.name == "dead":
            ax.set_ylim(-0.05, 1.05)
        else:
            ax.set_yscale("log")
    return axes


def _read_layers(**lists):
    """Read lists of one finite array per layer, of shapes that agree."""
    lists = {name: read_list(arrays, name) for name, arrays in lists.items()}
    lengths = [len(arrays) for arrays in lists.values()]
    if set(lengths) != {lengths[0]} or lengths[0] == 0:
        raise ValueError(
            f"wanted one array per layer in each of {', '.join(lists)}; got "
            f"{', '.join(map(str, lengths))}: mlp_forward's A[0] is the input, leave it out"
        )
    layers = []
    for number, arrays in enumerate(zip(*lists.values(), strict=True), 1):
        with naming_layer(number):
            layer = [read_finite(array, name) for name, array in zip(lists, arrays, strict=True)]
            shapes = [array.shape for array in layer]
            if len(shapes[0]) < 2 or shapes[0] != shapes[1] or len(set(shapes[2:])) > 1:
                raise ValueError(
                    "wanted A and dZ of one shape (m, n), and W, dW and updates of one; got "
                    f"{', '.join(map(str, shapes))}"
                )
        layers.append(layer)
    return zip(*layers, strict=True)
