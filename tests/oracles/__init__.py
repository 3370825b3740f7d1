"""The right answer to every exercise, by another way than its declaration's."""

from importlib import import_module

from tools.exercises import EXERCISES

_CHAPTERS = sorted({id_.partition(".")[0] for id_ in EXERCISES})

ORACLES = {
    id_: answer
    for chapter in _CHAPTERS
    for id_, answer in import_module(f"{__name__}.{chapter}").ORACLES.items()
}
