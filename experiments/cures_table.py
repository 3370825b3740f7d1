"""Which cure trains thirty layers? Start x cure x optimiser x learning rate, ten seeds each.

Writes tools/data/cures.json, which chapter 11 shows; takes about half an hour of one core.
"""

# First, since it sets the number of threads before NumPy is loaded.
from success_table import digits, network  # isort: skip

import itertools
import json
from collections import deque
from multiprocessing import Pool
from pathlib import Path

import numpy as np

from tools.networks import mlp_forward
from tools.normalisation import moments
from tools.training import DivergenceError, accuracy, train

RESULT = Path(__file__).parents[1] / "tools" / "data" / "cures.json"

SETTINGS = {
    "seeds": list(range(10)),
    "depth": 30,
    "width": 64,
    "batch": 128,
    "steps": 300,
    "momentum": 0.9,
    "learned": 0.9,
}

# What `train` is told; the starts and the rates are the other ways through the table.
CURES = {
    "plain": {},
    "clipped": {"clip": 1.0},
    "layer_norm": {"norm": "layer"},
    "layer_norm_clipped": {"norm": "layer", "clip": 1.0},
    "batch_norm": {"norm": "batch"},
    "pre_ln_residual": {"norm": "layer", "residual": True},
}
INITS = ["pytorch_default", "he", "orthogonal"]
# The usual rates, as in the other table and by Kingma and Ba, and a fifth of the first.
RATES = [("momentum", 0.05), ("momentum", 0.01), ("adam", 0.001)]


def run(init, cure, optimiser, eta, seed):
    """Train one network; return its accuracy in training and test."""
    rng = np.random.default_rng(seed)
    X, labels, X_test, labels_test = digits()
    hidden = [SETTINGS["width"]] * (SETTINGS["depth"] - 1)
    layers = network(init, [X.shape[1], *hidden, int(labels.max()) + 1], rng)
    if "norm" in CURES[cure]:  # biases are shifts, which start at 0 in every framework
        layers = [*((W, np.zeros_like(b)) for W, b in layers[:-1]), layers[-1]]
    options = {name: SETTINGS[name] for name in ("steps", "momentum", "batch")} | CURES[cure]
    steps = train(layers, X, labels, eta=eta, optimiser=optimiser, rng=rng, **options)
    (last,) = deque(steps, maxlen=1)
    kind = {name: options[name] for name in ("norm", "residual") if name in options}
    A, Z = mlp_forward(X, last.layers, **kind)
    if cure == "batch_norm":  # the test images meet the moments of the training images
        kind["moments"] = [moments(z, "batch") for z in Z[:-1]]
    tested = mlp_forward(X_test, last.layers, **kind)[0][-1]
    return accuracy(A[-1], labels), accuracy(tested, labels_test)


def cell(init, cure, optimiser, eta):
    """Train a network for each seed; return one row of the table."""
    ends = []
    for seed in SETTINGS["seeds"]:
        try:
            ends.append([round(score, 4) for score in run(init, cure, optimiser, eta, seed)])
        except DivergenceError:
            ends.append([None, None])
    row = {"init": init, "cure": cure, "optimiser": optimiser, "eta": eta}
    return row | {"train_accuracy": [a for a, _ in ends], "test_accuracy": [b for _, b in ends]}


def grid():
    """Name every cell of the table."""
    for (optimiser, eta), init, cure in itertools.product(RATES, INITS, CURES):
        yield init, cure, optimiser, eta


def row_of(place):
    """Return a row as text; a function of the module, so that another process can find it."""
    return json.dumps(cell(*place))


def main():
    """Compute the table and store it, one row a line."""
    rows = []
    with Pool() as pool:
        for row in pool.imap(row_of, grid()):
            rows.append(row)
            print(f"{len(rows)}/{len(list(grid()))} {row}", flush=True)
    lines = ",\n".join(rows)
    RESULT.write_text(f'{{"settings": {json.dumps(SETTINGS)},\n"rows": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
