"""What `results` remembers of the checks in a kernel."""

import json
import subprocess
import sys

import pytest

from tools import exercises
from tools.exercises import EXERCISES, check, results

ID = "ch01.step_both"
RIGHT = EXERCISES[ID].answer
UPHILL = EXERCISES[ID].mistakes[0]


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    monkeypatch.setattr(exercises, "_judged", {})


def entry(verdict: str, mistake: str | None, attempts: int) -> dict:
    return {"id": ID, "verdict": verdict, "mistake": mistake, "attempts": attempts}


def test_nothing_is_checked_yet():
    assert results() == []


@pytest.mark.parametrize(
    "answers",
    [(..., ..., ...), (1, 2), ("four", 1, 2), (float("nan"), 1, 2)],
    ids=["unanswered", "too few", "text", "nan"],
)
def test_what_is_missing_or_cannot_be_read_is_no_attempt(answers):
    check(ID, *answers)
    assert results() == []


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([RIGHT], entry("right", None, 1)),
        ([UPHILL.answer], entry("wrong", UPHILL.name, 1)),
        ([(0, 0, 1)], entry("wrong", None, 1)),
        ([UPHILL.answer, (0, 0, 1)], entry("wrong", None, 2)),
        ([(0, 0, 1), (..., ..., ...), UPHILL.answer], entry("wrong", UPHILL.name, 2)),
        ([UPHILL.answer, (0, 0, 1), RIGHT], entry("right", None, 3)),
        ([RIGHT, UPHILL.answer, RIGHT], entry("right", None, 1)),
    ],
    ids=["right", "wrong", "new", "last", "unanswered between", "right after wrong", "solved"],
)
def test_the_last_answer_counts_until_one_is_right(attempts, expected):
    for answers in attempts:
        check(ID, *answers)
    assert results() == [expected]


def test_exercises_come_in_the_order_of_the_book():
    check("ch03.overflow", 1, 2)
    check(ID, *RIGHT)
    check("ch02.loss_floor", 1, 2, 3)
    assert [each["id"] for each in results()] == [ID, "ch02.loss_floor", "ch03.overflow"]


def test_a_function_is_remembered_without_itself():
    check("ch01.is_dead", lambda z: z.size > 0)
    [dead] = results()
    assert dead["verdict"] == "wrong"
    assert json.loads(json.dumps(results())) == results()


def test_what_is_done_to_the_list_changes_nothing():
    check(ID, *UPHILL.answer)
    results()[0]["verdict"] = "right"
    results().clear()
    assert results() == [entry("wrong", UPHILL.name, 1)]


def test_only_a_new_kernel_forgets():
    script = f"""
import json
from tools.exercises import check, results
before = results()
check("{ID}", 1, 2, 3)
from tools.exercises import results
print(json.dumps([before, results()]))
"""
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert json.loads(done.stdout.splitlines()[-1]) == [[], [entry("wrong", None, 1)]]
