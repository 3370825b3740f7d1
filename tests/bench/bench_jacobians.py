"""Compare ways to Jacobians and gradients: ``python tests/bench/bench_jacobians.py``.

It prints two tables of ratios, each measured in one run: the activation's whole Jacobian, and the
gradients of a dense layer, by the course's functions and by what chapters 5 and 6 set beside them.
The slopes are computed beforehand, so that only the ways to use them are compared.
"""

import timeit

import autograd.numpy as np
from autograd import grad, jacobian

from tools.activations import activation_jacobian, tanh
from tools.activations import tanh_grad_from_z as slope_of
from tools.networks import dense_backward, dense_forward

SIZES = [(25, 4), (50, 4), (100, 4), (100, 8), (200, 8)]  # m, n
N_IN = 8
ROUNDS = 7
SECONDS = 0.02  # a round repeats what is faster than this


def by_four_loops(slopes):
    """Ask for every pair of places whether they are the same."""
    m, n = slopes.shape
    J = np.empty((m, n, m, n))
    for p in range(m):
        for q in range(n):
            for i in range(m):
                for j in range(n):
                    J[p, q, i, j] = slopes[p, q] if p == i and q == j else 0.0
    return J


def by_diagonal_loop(slopes):
    """Visit the places that are not zero."""
    m, n = slopes.shape
    J = np.zeros((m, n, m, n))
    for i in range(m):
        for j in range(n):
            J[i, j, i, j] = slopes[i, j]
    return J


def floor(shape):
    """Write the (m n)^2 numbers that any way has to write."""
    J = np.empty(shape * 2)
    J.fill(0.0)
    return J


def gradients_by_loops(A, W, dZ):
    """Add up the double sums of chapter 6, term by term."""
    dA, dW, db = np.zeros(A.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(A.shape[0]):
        for j in range(W.shape[1]):
            for p in range(A.shape[1]):
                dW[p, j] += dZ[i, j] * A[i, p]
                dA[i, p] += dZ[i, j] * W[p, j]
            db[j] += dZ[i, j]
    return dA, dW, db


def gradients_by_diagonal_loop(A, W, dZ):
    """Add up one rank-one term for each sample, and no zeros."""
    dA, dW, db = np.zeros(A.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(A.shape[0]):
        dW += np.outer(A[i], dZ[i])
        dA[i] = W @ dZ[i]
        db += dZ[i]
    return dA, dW, db


def gradients_by_jacobians(A, W, b, dZ):
    """Contract the whole Jacobians that autograd finds."""
    return tuple(np.tensordot(dZ, jacobian(dense_forward, k)(A, W, b), 2) for k in range(3))


def gradients_by_autograd(A, W, b, dZ):
    """Differentiate a loss at whose layer dZ arrives."""
    return grad(lambda point: np.sum(dZ * dense_forward(*point)))((A, W, b))


def measure(ways):
    """Seconds of one call for each way: the best of rounds in which all take turns."""
    timers = {name: timeit.Timer(way) for name, way in ways.items()}
    repeats = {}
    for name, timer in timers.items():
        once = timer.timeit(1)
        repeats[name] = max(1, int(SECONDS / max(timer.timeit(1), 1e-7))) if once < SECONDS else 1
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, timer in timers.items():
            best[name] = min(best[name], timer.timeit(repeats[name]) / repeats[name])
    return best


def print_table(title, rows):
    """Print microseconds of the first column and how many times as long the others take."""
    names = list(rows[0][1])
    print(f"\n{title}\n{'m':>5}{'n':>4}{names[0] + ', µs':>26}", end="")
    print(*(f"{name:>18}" for name in names[1:]), sep="")
    for (m, n), seconds in rows:
        own = seconds[names[0]]
        print(f"{m:5}{n:4}{1e6 * own:26.1f}", end="")
        print(*(f"{seconds[name] / own:16.2f} x" for name in names[1:]), sep="")


def main():
    """Check that all ways agree, time them and print both tables."""
    activation_rows, layer_rows = [], []
    for m, n in SIZES:
        rng = np.random.default_rng([m, n])
        A, W, b = (rng.standard_normal(shape) for shape in ((m, N_IN), (N_IN, n), (n,)))
        Z, dZ = dense_forward(A, W, b), rng.standard_normal((m, n))
        slopes = slope_of(Z)

        ways = {
            "activation_jacobian": lambda s=slopes: activation_jacobian(s),
            "nested loops": lambda s=slopes: by_four_loops(s),
            "diagonal loop": lambda s=slopes: by_diagonal_loop(s),
            "autograd.jacobian": lambda Z=Z: jacobian(tanh)(Z),
        }
        results = [way() for way in ways.values()]
        assert all(np.allclose(results[0], other) for other in results[1:])
        ways["fill(0)"] = lambda shape=slopes.shape: floor(shape)
        activation_rows.append(((m, n), measure(ways)))

        ways = {
            "dense_backward": lambda p=(A, W, dZ): dense_backward(*p),
            "nested loops": lambda p=(A, W, dZ): gradients_by_loops(*p),
            "loop over samples": lambda p=(A, W, dZ): gradients_by_diagonal_loop(*p),
            "autograd.jacobian": lambda p=(A, W, b, dZ): gradients_by_jacobians(*p),
            "autograd.grad": lambda p=(A, W, b, dZ): gradients_by_autograd(*p),
            "dense_forward": lambda p=(A, W, b): dense_forward(*p),
        }
        results = [way() for way in list(ways.values())[:-1]]
        for other in results[1:]:
            assert all(map(np.allclose, results[0], other))
        layer_rows.append(((m, n), measure(ways)))

    print_table("The whole Jacobian of an activation, (m, n) -> (m, n, m, n)", activation_rows)
    print("Expected at m = 100, n = 4: 500 x, 3 x, 20 x, and at least 0.5 x. Where fill(0) is")
    print("slower, the others were given zeros by the system and touched few pages of them.")
    print_table(f"The three gradients of a dense layer with {N_IN} inputs", layer_rows)


if __name__ == "__main__":
    main()
