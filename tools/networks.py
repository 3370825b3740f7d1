"""The dense layer and the multilayer perceptron, forwards and backwards.

They are written with autograd's NumPy, so that autograd can differentiate them.
"""

import autograd.numpy as np

from tools._inputs import check_layer, check_pairs, read_list
from tools._passes import backward, forward, relu_slopes
from tools.activations import (
    relu,
    sigmoid,
    sigmoid_grad_from_z,
    tanh,
    tanh_grad_from_z,
)


def dense_forward(A, W, b):
    """Return the pre-activations of a dense layer, ``Z = A @ W + b``.

    Parameters
    ----------
    A : ndarray, shape (m, n_in), float or complex
        Inputs, one row per sample.
    W : ndarray, shape (n_in, n_out), float or complex
        Weights, one column per unit.
    b : ndarray, shape (n_out,), float or complex
        Biases, added to every row.

    Returns
    -------
    Z : ndarray, shape (m, n_out)
        Pre-activations, one row per sample.

    Raises
    ------
    TypeError
        If an argument is no array of floats; one of integers would swallow a small step, as in
        ``W[0, 0] += 1e-6``.
    ValueError
        If the shapes do not fit or an array holds NaN; the message gives all shapes or the count.

    References
    ----------
    Taught in chapter 6.

    Examples
    --------
    >>> A, W = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 4.0]])
    >>> dense_forward(A, W, np.array([0.0, 10.0, 20.0])).tolist()
    [[1.0, 12.0, 31.0]]
    """
    check_layer(A=A, W=W, b=b)
    return A @ W + b


def dense_backward(A, W, dZ):
    """Return the gradients of the loss at a dense layer ``Z = A @ W + b``.

    Parameters
    ----------
    A : ndarray, shape (m, n_in), float or complex
        Inputs that the forward pass received.
    W : ndarray, shape (n_in, n_out), float or complex
        Weights of the forward pass.
    dZ : ndarray, shape (m, n_out), float or complex
        Gradient of the loss with respect to Z.

    Returns
    -------
    dA : ndarray, shape (m, n_in)
        ``dZ @ W.T``, which the layer below receives.
    dW : ndarray, shape (n_in, n_out)
        ``A.T @ dZ``, summed over samples; a loss that is a mean has its 1/m in dZ.
    db : ndarray, shape (n_out,)
        Column sums of dZ.

    Raises
    ------
    TypeError
        If an argument is no array of floats.
    ValueError
        If the shapes do not fit or an array holds NaN; the message gives all shapes or the count.

    References
    ----------
    Rumelhart, Hinton & Williams 1986. Taught in chapter 6.

    Examples
    --------
    >>> A, W = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 4.0]])
    >>> dA, dW, db = dense_backward(A, W, dZ=np.array([[1.0, 0.0, 2.0]]))
    >>> dA.tolist(), dW.tolist(), db.tolist()
    ([[7.0, 8.0]], [[1.0, 0.0, 2.0], [2.0, 0.0, 4.0]], [1.0, 0.0, 2.0])
    """
    check_layer(A=A, W=W, dZ=dZ)
    return dZ @ W.T, A.T @ dZ, dZ.sum(axis=0)


def mlp_forward(X, layers, activation="relu", *, norm=None, residual=False, moments=None):
    """Send a batch through a multilayer perceptron and keep what its backward pass needs.

    The activation follows every layer but the last, whose output is left linear. A normalisation
    stands before each activation and has the bias behind it, as its shift: ``Z_l = A_{l-1} @ W_l``
    and ``A_l = relu(norm(Z_l) + b_l)``. In a residual network each layer but the first and the last
    adds to what it was given, ``Z_l = Z_{l-1} + A_{l-1} @ W_l``, so that with norm "layer" its
    blocks are pre-LN.

    Parameters
    ----------
    X : ndarray, shape (m, n_0), float or complex
        Inputs, one row per sample.
    layers : list of (W, b)
        D >= 1 pairs; the l-th has shapes (n_{l-1}, n_l) and (n_l,).
    activation : str
        "relu", "sigmoid", "tanh" or "linear".
    norm : str, optional
        "batch" or "layer", as in `tools.normalisation`; none if left out.
    residual : bool
        Whether the layers between the first and the last add to what they were given.
    moments : list of (mean, sigma), optional
        For each layer but the last, what norm "batch" uses instead of the batch's own: the moments
        of the samples of the training, as BatchNorm does when training is over.

    Returns
    -------
    A : list of D + 1 ndarrays, shapes (m, n_0) ... (m, n_D)
        ``A[0]`` is X, ``A[l]`` what layer l hands on, ``A[-1]`` the output.
    Z : list of D ndarrays, shapes (m, n_1) ... (m, n_D)
        Pre-activations; ``Z[l - 1]`` belongs to layer l, and ``Z[-1]`` is the output as well.

    Raises
    ------
    TypeError
        If an array does not hold floats, or layers or moments is no list of pairs.
    ValueError
        If the layers do not chain, an array holds NaN, or there is no such activation or
        normalisation; the message names the layer, counted from 1.

    References
    ----------
    Taught in chapter 7; normalisation and residual connections in chapter 10.

    Examples
    --------
    >>> layers = [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[2.0], [3.0]]), np.ones(1))]
    >>> A, Z = mlp_forward(np.array([[4.0]]), layers)
    >>> Z[0].tolist(), A[1].tolist(), A[2].tolist()
    ([[4.0, -4.0]], [[4.0, 0.0]], [[9.0]])
    """
    function, _ = _activation(activation)
    check_pairs(layers)
    if moments is not None:
        _check_moments(moments, layers, norm)
    kind = {"norm": norm, "residual": residual, "moments": moments}
    A, Z, _ = forward(X, layers, function, **kind)
    return A, Z


def mlp_backward(A, Z, layers, d_output, activation="relu", *, norm=None, residual=False):
    """Send the gradient of the loss back through a multilayer perceptron.

    Parameters
    ----------
    A, Z : lists of ndarrays
        What `mlp_forward` returned for these layers and these settings, without moments.
    layers : list of (W, b)
        The D layers of the forward pass.
    d_output : ndarray, shape (m, n_D)
        Gradient of the loss with respect to the output; a loss that is a mean has its 1/m here.
    activation : str
        "relu", "sigmoid", "tanh" or "linear", as in the forward pass.
    norm, residual
        As in the forward pass.

    Returns
    -------
    gradients : list of (dW, db)
        Gradients of the loss, in the order and the shapes of the layers; summed over samples.
    dZ : list of D ndarrays, shapes (m, n_1) ... (m, n_D)
        Gradient of the loss with respect to each pre-activation.
    dX : ndarray, shape (m, n_0)
        Gradient of the loss with respect to the input.

    Raises
    ------
    TypeError
        If an array does not hold floats, or layers is no list of pairs.
    ValueError
        If lists or shapes do not fit, an array holds NaN, or there is no such activation or
        normalisation.

    References
    ----------
    Rumelhart, Hinton & Williams 1986. Taught in chapter 7; normalisation and residual connections
    in chapter 10.

    Examples
    --------
    >>> layers = [(np.array([[1.0, -1.0]]), np.zeros(2)), (np.array([[2.0], [3.0]]), np.ones(1))]
    >>> A, Z = mlp_forward(np.array([[4.0]]), layers)
    >>> gradients, dZ, dX = mlp_backward(A, Z, layers, np.array([[10.0]]))
    >>> dZ[0].tolist(), gradients[0][0].tolist(), dX.tolist()
    ([[20.0, 0.0]], [[80.0, 0.0]], [[20.0]])
    """
    _, derivative = _activation(activation)
    check_pairs(layers)
    A, Z = read_list(A, "A"), read_list(Z, "Z")
    if len(A) != len(layers) + 1 or len(Z) != len(layers):
        raise ValueError(
            f"wanted {len(layers) + 1} arrays in A and {len(layers)} in Z for {len(layers)} "
            f"layers, got {len(A)} and {len(Z)}: pass on what mlp_forward returned"
        )
    return backward(A, Z, layers, d_output, derivative, norm=norm, residual=residual)


# Each activation with its derivative, both from the pre-activation.
_ACTIVATIONS = {
    "relu": (relu, relu_slopes),
    "sigmoid": (sigmoid, sigmoid_grad_from_z),
    "tanh": (tanh, tanh_grad_from_z),
    "linear": (lambda z: z, np.ones_like),
}


def _activation(name):
    """Return an activation and its derivative by name."""
    if not isinstance(name, str) or name not in _ACTIVATIONS:
        raise ValueError(f"wanted an activation of {', '.join(_ACTIVATIONS)}; got {name!r}")
    return _ACTIVATIONS[name]


def _check_moments(moments, layers, norm):
    """Refuse moments that are not those of the batch, one pair for each layer but the last."""
    if norm != "batch":
        raise ValueError(f'wanted norm "batch" with moments, got {norm!r}: only it keeps them')
    if len(layers) > 1:
        check_pairs(moments, ("mean", "sigma"))
    if len(moments) != len(layers) - 1:
        raise ValueError(
            f"wanted {len(layers) - 1} pairs of moments for {len(layers)} layers, got "
            f"{len(moments)}: those of each Z but the last"
        )
