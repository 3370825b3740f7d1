"""Networks with normalisation and residual connections, and Adam, in plain Python numbers."""

import cmath


def outputs(X, layers, norm, residual):
    """Return the outputs of each sample: lists of complex numbers, layer by layer."""
    rows = hidden = [[complex(x) for x in row] for row in X]
    for number, (W, b) in enumerate(layers, 1):
        before, behind = ([0] * len(b), b) if norm and number < len(layers) else (b, [0] * len(b))
        sums = [
            [sum(a * w[j] for a, w in zip(row, W, strict=True)) + before[j] for j in range(len(b))]
            for row in hidden
        ]
        if residual and 1 < number < len(layers):
            sums = [
                [z + old for z, old in zip(new, row, strict=True)]
                for new, row in zip(sums, rows, strict=True)
            ]
        rows = sums
        shifted = [
            [n + beta for n, beta in zip(row, behind, strict=True)]
            for row in standardised(rows, norm)
        ]
        hidden = [[z if z.real > 0 else 0 for z in row] for row in shifted]
    return rows


def standardised(rows, norm):
    """Return rows in which each unit, or each sample, has mean 0 and mean square 1, or nearly."""
    if norm == "batch":
        return transposed(standardised(transposed(rows), "layer"))
    if norm is None:
        return rows
    result = []
    for row in rows:
        mean = sum(row) / len(row)
        square = sum((z - mean) * (z - mean) for z in row) / len(row)
        result.append([(z - mean) / cmath.sqrt(square + 0.00001) for z in row])
    return result


def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def adam(gradients, eta, beta_1):
    """Return the moves of one parameter for its gradients, by the sums that the means stand for."""
    moves = []
    for t in range(1, len(gradients) + 1):
        ages = range(t - 1, -1, -1)
        weights = [beta_1**age for age in ages], [0.999**age for age in ages]
        mean, square = (
            sum(w * g**power for w, g in zip(shares, gradients, strict=False)) / sum(shares)
            for shares, power in zip(weights, (1, 2), strict=True)
        )
        moves.append(-eta * mean / (square**0.5 + 1e-8))
    return moves
