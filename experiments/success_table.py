"""Who learns? Initialisation x learning rate x clipping x depth, ten seeds each, twenty on digits.

Writes tools/data/success.json, which chapter 11 shows; takes about ten minutes.
"""

import os

# One thread, so that sums are taken in the same order everywhere. Before NumPy is loaded.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

import itertools
import json
from collections import deque
from pathlib import Path
from statistics import median

import numpy as np

from tools.datasets import load_digits, moons
from tools.initialisers import INITIALISERS
from tools.networks import mlp_forward
from tools.training import DivergenceError, accuracy, make_network, train

RESULT = Path(__file__).parents[1] / "tools" / "data" / "success.json"

SETTINGS = {
    "momentum": 0.9,
    "moons": {
        "seeds": list(range(10)),
        "samples": 128,
        "noise": 0.1,
        "width": 32,
        "steps": 200,
        "learned": 0.95,
    },
    "digits": {
        "seeds": list(range(20)),
        "samples": 1297,
        "batch": 128,
        "width": 64,
        "steps": 300,
        "learned": 0.9,
    },
}


def points(rng):
    """Return moons to train on and fresh ones to test on."""
    samples, noise = SETTINGS["moons"]["samples"], SETTINGS["moons"]["noise"]
    fresh = np.random.default_rng(1000)
    return (*moons(samples, rng, noise=noise), *moons(1000, fresh, noise=noise))


def digits():
    """Return digits to train on and all others; the same split for every seed."""
    X, labels = load_digits()
    order = np.random.default_rng(0).permutation(len(X))
    X, labels = X[order], labels[order]
    first = SETTINGS["digits"]["samples"]
    X = (X - X[:first].mean()) / X[:first].std()
    return X[:first], labels[:first], X[first:], labels[first:]


def network(init, widths, rng):
    """Draw a network with biases 0, or with PyTorch's, of the same distribution as its weights."""
    if init != "pytorch_default":
        return make_network(INITIALISERS[init], widths, rng)
    layers = make_network(INITIALISERS["uniform_default"], widths, rng)
    return [(W, rng.uniform(-1, 1, len(b)) / np.sqrt(len(W))) for W, b in layers]


def run(data, init, depth, eta, clip, seed):
    """Train one network; return its first and last loss, and accuracy in training and test."""
    rng, setting = np.random.default_rng(seed), SETTINGS[data]
    X, labels, X_test, labels_test = points(rng) if data == "moons" else digits()
    hidden = [setting["width"]] * (depth - 1)
    widths = [X.shape[1], *hidden, int(labels.max()) + 1]
    layers = network(init, widths, rng)
    options = {"momentum": SETTINGS["momentum"], "batch": setting.get("batch"), "rng": rng}
    steps = train(layers, X, labels, eta=eta, steps=setting["steps"], clip=clip, **options)
    first = next(steps)
    (last,) = deque(steps, maxlen=1)
    scores = [
        accuracy(mlp_forward(inputs, last.layers)[0][-1], truth)
        for inputs, truth in [(X, labels), (X_test, labels_test)]
    ]
    return first.loss, last.loss, *scores


def cell(data, init, depth, eta, clip):
    """Train a network for each seed; return one row of the table."""
    ended, diverged = [], 0
    for seed in SETTINGS[data]["seeds"]:
        try:
            ended.append(run(data, init, depth, eta, clip, seed))
        except DivergenceError:
            diverged += 1
    firsts, lasts, train_scores, test_scores = zip(*ended, strict=True) if ended else [()] * 4
    learned = sum(score >= SETTINGS[data]["learned"] for score in train_scores)
    row = {"data": data, "init": init, "depth": depth, "eta": eta, "clip": clip}
    row |= {"runs": len(SETTINGS[data]["seeds"]), "learned": learned, "diverged": diverged}
    medians = {"first_loss": firsts, "last_loss": lasts, "test_accuracy": test_scores}
    return row | {
        name: float(f"{median(values):.3g}") if values else None for name, values in medians.items()
    }


def grid():
    """Name every cell of the table."""
    inits = ["he", "orthogonal", "lecun", "half_glorot", "uniform_default", "pytorch_default"]
    inits.append("standard_normal")
    yield from itertools.product(["moons"], inits, [2, 10, 30], [0.01, 0.05, 0.25], [1.0, None])
    for depth in [5, 15, 20, 25, 35, 40]:
        yield "moons", "lecun", depth, 0.05, 1.0
    del inits[3]
    yield from itertools.product(["digits"], inits, [2, 30], [0.05], [1.0])
    yield "digits", "he", 30, 0.05, None


def main():
    """Compute the table and store it, one row a line."""
    cells = list(grid())
    rows = []
    for number, place in enumerate(cells, 1):
        rows.append(json.dumps(cell(*place)))
        print(f"{number}/{len(cells)} {rows[-1]}", flush=True)
    lines = ",\n".join(rows)
    RESULT.write_text(f'{{"settings": {json.dumps(SETTINGS)},\n"rows": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
