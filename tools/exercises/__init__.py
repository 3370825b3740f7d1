"""The exercises of the course: ``check(exercise, *answers)`` says what kind of mistake it was."""

from tools.exercises import (
    ch01,
    ch02,
    ch03,
    ch04,
    ch05,
    ch06,
    ch07,
    ch08,
    ch09,
    ch10,
    ch11,
    ch12,
    ch13,
)
from tools.exercises.checker import examine

__all__ = ["EXERCISES", "check"]

_CHAPTERS = (ch01, ch02, ch03, ch04, ch05, ch06, ch07, ch08, ch09, ch10, ch11, ch12, ch13)

EXERCISES = {exercise.id: exercise for chapter in _CHAPTERS for exercise in chapter.EXERCISES}


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
    print(examine(EXERCISES[exercise], *answers).text)
