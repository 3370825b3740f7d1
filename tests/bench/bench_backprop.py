"""The perceptron's backward pass against its forward pass, with autograd.grad beside it.

The ratios come from one run of ``make bench``: the candidates take turns, and each is judged by its
fastest round, which other work on the machine disturbs least.
"""

import time
from itertools import pairwise

import autograd.numpy as np
from autograd import grad

from tools.metrics import compare
from tools.networks import mlp_backward, mlp_forward

ROUNDS = 30
CASES = [(32, (64, 32, 32, 10)), (256, (784, 100, 10)), (128, (256,) * 11), (512, (512,) * 7)]


def network(widths):
    """Return layers with the variance 2 / n_in, and small biases."""
    rng = np.random.default_rng(0)
    return [
        (rng.standard_normal((i, o)) * np.sqrt(2 / i), rng.standard_normal(o) / 10)
        for i, o in pairwise(widths)
    ]


def loss(layers, X, Y):
    """Return the sum of squared errors, written plainly for autograd."""
    A = X
    for number, (W, b) in enumerate(layers, 1):
        Z = np.dot(A, W) + b
        A = Z if number == len(layers) else np.where(Z <= 0, 0.0, Z)
    return np.sum((A - Y) ** 2)


def candidates(m, widths):
    """Return what is timed, by name, after making sure that all gradients agree."""
    layers = network(widths)
    rng = np.random.default_rng(1)
    X, Y = rng.standard_normal((m, widths[0])), rng.standard_normal((m, widths[-1]))
    A, Z = mlp_forward(X, layers)
    d_output = 2 * (A[-1] - Y)
    ours, dZ, _ = mlp_backward(A, Z, layers, d_output)
    for pair, other in zip(ours, grad(loss)(layers, X, Y), strict=True):
        for gradient, wanted in zip(pair, other, strict=True):
            if not compare(gradient, wanted).agrees:
                raise ArithmeticError(f"gradients differ: {compare(gradient, wanted)}")
    weights = [W for W, _ in layers]
    return {
        "forward": lambda: mlp_forward(X, layers),
        "backward": lambda: mlp_backward(A, Z, layers, d_output),
        "products": lambda: [
            (a.T @ d, d @ W.T) for a, d, W in zip(A[:-1], dZ, weights, strict=True)
        ],
        "autograd.grad": lambda: grad(loss)(layers, X, Y),
    }


def fastest(functions):
    """Return the seconds of the fastest round of each function; they take turns."""
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(ROUNDS):
        for name, function in functions.items():
            start = time.perf_counter()
            function()
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def main():
    """Print one line for each case."""
    print("Backward over forward: by counting multiplications, by time, and with nothing but its")
    print("products of matrices. Then autograd.grad over forward and backward together.")
    print(f"{'network':20} {'count':>7} {'time':>7} {'floor':>7} {'autograd':>9}")
    for m, widths in CASES:
        same = len(set(widths)) == 1
        name = f"{len(widths) - 1} x {widths[0]}" if same else "-".join(map(str, widths))
        count = 2 + sum(widths[1:-1]) / sum(i * o for i, o in pairwise(widths))
        seconds = fastest(candidates(m, widths))
        forward, backward = seconds["forward"], seconds["backward"]
        print(
            f"{name:12} m = {m:3} {count:7.2f} {backward / forward:7.2f}"
            f" {seconds['products'] / forward:7.2f}"
            f" {seconds['autograd.grad'] / (forward + backward):9.2f}"
        )


if __name__ == "__main__":
    main()
