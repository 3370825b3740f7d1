"""The forward and the backward pass of a multilayer perceptron, layer by layer.

`tools.networks` says what they take and return, and has every array checked; `tools.training` has
checked the network before its first step. autograd can differentiate them.
"""

from tools._inputs import check_floats, check_layer, naming_layer
from tools._norms import send_back, standardise
from tools.activations import relu_grad_from_z
from tools.normalisation import normalise


def forward(X, layers, function, *, norm=None, residual=False, moments=None, checked=True):
    """Return A and Z, and of each layer with a normalisation N and sigma, for the way back."""
    A, Z, normed = [X], [], []
    for number, (W, b) in enumerate(layers, 1):
        is_hidden = number < len(layers)
        is_normed = is_hidden and norm is not None
        with naming_layer(number):
            if checked:
                check_layer(A=A[-1], W=W, b=b)
            z = A[-1] @ W if is_normed else A[-1] @ W + b
            if residual and is_hidden and number > 1:
                _check_width_stays(Z[-1], z)
                z = z + Z[-1]
            Z.append(z)
            if is_normed and moments is None:
                N, sigma = standardise(z, norm)
                z = N + b
                normed.append((N, sigma))
            elif is_normed:
                z = normalise(z, *moments[number - 1]) + b
        A.append(function(z) if is_hidden else z)
    return A, Z, normed


def backward(
    A, Z, layers, d_output, derivative, *, norm=None, residual=False, normed=None, checked=True
):
    """Return the gradients, dZ and dX; N and sigma are computed again if they are not given."""
    gradients, dZ, dA = [], [], d_output
    for number in range(len(layers), 0, -1):
        (W, b), below, z = layers[number - 1], A[number - 1], Z[number - 1]
        is_hidden = number < len(layers)
        is_normed = is_hidden and norm is not None
        with naming_layer(number):
            if checked and is_hidden:
                _check_same_shape(dA, z)
            if is_normed:
                if checked:
                    check_layer(W=W, b=b)
                N, sigma = standardise(z, norm) if normed is None else normed[number - 1]
                dN = dA * derivative(N + b)
                if checked:
                    check_floats(dN=dN)
                dz = send_back(dN, N, sigma, norm)
            else:
                dz = dA * derivative(z) if is_hidden else dA
            if residual and number < len(layers) - 1:
                _check_width_stays(z, dZ[-1])
                dz = dz + dZ[-1]
            if checked:
                check_layer(A=below, W=W, dZ=dz)
        dZ.append(dz)
        gradients.append((below.T @ dz, (dN if is_normed else dz).sum(axis=0)))
        dA = dz @ W.T
    return gradients[::-1], dZ[::-1], dA


def relu_slopes(Z):
    """Return ReLU's slopes as truth values: in a product as good as 1.0 and 0.0, and quicker.

    The pre-activations of a pass hold no NaN, which would stay one in `relu_grad_from_z`.
    """
    return Z > 0 if Z.dtype.kind == "f" else relu_grad_from_z(Z)  # which refuses complex numbers


def _check_width_stays(before, after):
    """Refuse to add what has not the same width."""
    if before.shape != after.shape:
        raise ValueError(
            f"wanted hidden layers of one width for a residual network, got {before.shape} and "
            f"{after.shape}"
        )


def _check_same_shape(dA, Z):
    """Refuse pre-activations of another forward pass, which might broadcast."""
    check_floats(Z=Z)
    if dA.shape != Z.shape:
        raise ValueError(
            f"wanted Z {dA.shape}, as the gradient that arrives, got {Z.shape}: "
            "pass on what mlp_forward returned for these layers"
        )
