"""What several oracles share."""


def difference(f, at, h):
    return (f(at + h) - f(at - h)) / (2 * h)
