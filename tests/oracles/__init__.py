"""The right answer to every exercise, by another way than its declaration's."""

from importlib import import_module


def oracle(id_: str) -> object:
    """Return the answer to an exercise; what it takes to compute, a chapter does once asked."""
    return import_module(f"{__name__}.{id_.partition('.')[0]}").ORACLES[id_]
