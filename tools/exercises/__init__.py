"""The exercises of the course: ``check(exercise, *answers)`` says what kind of mistake it was."""

import functools
from collections.abc import Iterator, Mapping
from importlib import import_module

from tools.exercises.checker import Exercise, Outcome, Verdict, examine

__all__ = ["EXERCISES", "check", "results"]

_CHAPTERS = tuple(f"ch{number:02}" for number in range(1, 15))


class _Exercises(Mapping):
    """The exercises by their id; those of a chapter are declared when one of them is asked for.

    A chapter asks for its own: so it starts as fast as if there were no others.
    """

    def __getitem__(self, id_: str) -> Exercise:
        chapter = id_.partition(".")[0]
        if chapter not in _CHAPTERS:
            raise KeyError(id_)
        return _of_chapter(chapter)[id_]

    def __iter__(self) -> Iterator[str]:
        for chapter in _CHAPTERS:
            yield from _of_chapter(chapter)

    def __len__(self) -> int:
        return sum(len(_of_chapter(chapter)) for chapter in _CHAPTERS)


@functools.cache
def _of_chapter(chapter):
    """Return the exercises that a module declares, by their id."""
    module = import_module(f"tools.exercises.{chapter}")
    return {exercise.id: exercise for exercise in module.EXERCISES}


EXERCISES = _Exercises()

_judged: dict[str, dict] = {}  # what `results` returns, by exercise; it lives as long as the kernel


def check(exercise: str, *answers: object) -> None:
    """Say whether the answers to an exercise are right, or what kind of mistake they hold.

    Parameters
    ----------
    exercise : str
        Chapter and name, such as ``"ch01.step_both"``.
    *answers : object
        Numbers, arrays or one function, in the order the exercise asks for them. Nothing that is
        handed in makes the checker fail, and the solution is never printed.

    Raises
    ------
    ValueError
        If there is no such exercise; the message lists those there are.

    Examples
    --------
    >>> check("ch01.step_both", 3.8, 1.4, 16)
    Not yet. Wrong: w_new = 3.8, b_new = 1.4, loss = 16.
    Hint: the step went uphill. The gradient points where the loss grows;
    subtract it.

    >>> check("ch01.step_both", ..., ..., ...)
    Not answered yet. Replace each ... by your answer and run the cell
    again.
    """
    if exercise not in EXERCISES:
        known = "\n  ".join(EXERCISES)
        raise ValueError(f"no exercise is called {exercise!r}; there are\n  {known}")
    verdict = examine(EXERCISES[exercise], *answers)
    _remember(exercise, verdict)
    print(verdict.text)


def results() -> list[dict]:
    """Return what was checked since the kernel started, as data for a file or a table.

    Returns
    -------
    results : list of dict
        One for each exercise that was answered, in the order of the book, with the keys

        - ``"id"``: chapter and name, such as ``"ch01.step_both"``;
        - ``"verdict"``: ``"right"`` if an answer was, else ``"wrong"``;
        - ``"mistake"``: the name of the mistake in the last wrong answer, None if that was a new
          one or the exercise is solved;
        - ``"attempts"``: how many answers were judged, up to the first right one.

        An answer that is missing or cannot be read is no attempt. All of it is JSON.

    Examples
    --------
    >>> check("ch01.dead_input", 40, -20)
    Not yet. Wrong: dw_dead = 40, db_dead = -20.
    Hint: this neuron is linear. Put the ReLU back, forward and backward.
    >>> [dead_input] = [each for each in results() if each["id"] == "ch01.dead_input"]
    >>> dead_input["verdict"], dead_input["mistake"], dead_input["attempts"]
    ('wrong', 'the ReLU was left out altogether', 1)
    """
    return [dict(_judged[exercise]) for exercise in EXERCISES if exercise in _judged]


def _remember(exercise: str, verdict: Verdict) -> None:
    """Count an answer that was right or wrong, until one was right."""
    before = _judged.get(exercise, {"verdict": None, "attempts": 0})
    if verdict.outcome in (Outcome.RIGHT, Outcome.WRONG) and before["verdict"] != "right":
        _judged[exercise] = {
            "id": exercise,
            "verdict": verdict.outcome.name.lower(),
            "mistake": verdict.mistake.name if verdict.mistake else None,
            "attempts": before["attempts"] + 1,
        }
