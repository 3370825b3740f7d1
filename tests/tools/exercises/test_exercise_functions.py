"""Functions that are handed in: what they raise, return, change, call and how long they take."""

import functools
import math
import signal
import threading
import time

import numpy as np
import pytest
from exercise_answers import (
    changes_argument,
    endless_loop,
    endless_recursion,
    interrupted,
    leaves,
    retypes_argument,
    said,
)

from tools.exercises import EXERCISES, running
from tools.exercises.checker import examine


@pytest.fixture
def short_wait(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.05)


def raises_in_second_line(_z):
    nothing = []
    return nothing[3]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda z: len(z) == 1, "is_dead(np.array([-1. , -2. , -0.5])) returned False"),
        (endless_recursion, "called itself 1000 levels deep, which is Python's limit"),
        (leaves, "raised SystemExit: 3"),
        (interrupted, "was interrupted"),
        (lambda: 1, "takes 0 positional arguments but 1 was given"),
        (raises_in_second_line, "raised IndexError: list index out of range (in its line 3)"),
        (changes_argument, "changed its input; work on a copy"),
        (retypes_argument, "changed its input; work on a copy"),
        (lambda _: ..., "Not answered yet. is_dead returned Ellipsis"),
        (lambda _: None, "Not answered yet. is_dead returned None"),
        (lambda z: None if z[0] > 3 else z.max() <= 0, "returned a value that is None"),
        (lambda z: z <= 0, "an array of bool of shape (3,); wanted True or False"),
        (lambda _: 1, "is 1 (int); wanted True or False"),
        (True, "is True (bool); wanted the function itself"),
    ],
)
def test_words_for_functions(function, words):
    assert words in said("ch01.is_dead", function)


def test_first_failing_input_is_shown_even_if_a_later_one_raises():
    def answer(z):
        return bool(np.any(z <= 0)) if z.size < 100 else 1 / 0

    text = said("ch01.is_dead", answer)
    assert "is_dead(np.array([ 1., -1., 2.])) returned True" in text
    # It was not tried on every input, so no mistake can be told for certain.
    assert "this one is new" in text


def test_later_argument_is_fresh():
    # What the function keeps or changes must not reach the next call or the exercise itself.
    exercise = EXERCISES["ch01.is_dead"]
    before = [case[0].copy() for case in exercise.cases]
    examine(exercise, changes_argument)
    assert all(map(np.array_equal, before, [case[0] for case in exercise.cases]))
    assert said("ch01.is_dead", lambda z: bool((z <= 0).all())).startswith("Right.")


# What a function may not call.


def by_another_name(z, tanh=np.tanh):
    return tanh(z)


def helper(z):
    return math.tanh(z)


def own_tanh(z):
    return np.sign(z) * -np.expm1(-2 * abs(z)) / (2 + np.expm1(-2 * abs(z)))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (np.tanh, "tanh"),
        (math.tanh, "tanh"),
        (lambda z: np.tanh(z), "tanh"),
        (lambda z: math.sinh(z) / math.cosh(z), "sinh"),
        (lambda z: helper(z), "tanh"),
        (lambda z: sum(np.tanh(item) for item in [z]), "tanh"),
        (functools.partial(np.tanh), "tanh"),
        (np.vectorize(math.tanh), "tanh"),
        (by_another_name, "tanh"),
    ],
)
def test_forbidden_function_is_named(function, name):
    text = said("ch05.stable_tanh", function)
    assert text == f"Not yet. my_tanh uses {name}, and the statement asks to do without it."


def test_own_function_of_a_forbidden_name_is_fine():
    tanh = own_tanh
    assert said("ch05.stable_tanh", lambda z: tanh(z)).startswith("Right.")


@pytest.mark.parametrize(
    ("function", "hint"),
    [
        (lambda z: 2 / (1 + np.exp(-2 * z)) - 1, "Near 0 digits are lost"),
        (lambda z: (1 - np.exp(-2 * abs(z))) / (1 + np.exp(-2 * abs(z))) * np.sign(z), "Near 0"),
        (lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)), "Far out its exponentials"),
        (
            lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
            "Far out its exponentials overflow",
        ),
        (lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1), "Far out on the right"),
        (lambda z: 1 - 2 / (np.exp(2 * z) + 1), "Near 0 digits are lost"),
        (lambda z: np.expm1(2 * z) / (np.expm1(2 * z) + 2), "Far out on the right"),
        (lambda z: 1 / (1 + np.exp(-z)), "this is the sigmoid"),
    ],
)
def test_ways_to_tanh_get_their_hints(function, hint):
    assert hint in said("ch05.stable_tanh", function)


# How long a function may take.


def busy(seconds):
    """Compute for so long, as the processor counts it."""
    start = time.process_time()
    while time.process_time() < start + seconds:
        pass


def slow(z):
    busy(0.2 if len(z) == 300 else 0)
    return bool((z <= 0).all())


def test_time_is_long_enough_for_a_slow_answer(monkeypatch):
    assert running.SECONDS >= 20  # twice what the slowest right answer is thought to take
    monkeypatch.setattr(running, "SECONDS", 5)
    assert said("ch01.is_dead", slow).startswith("Right.")


def test_each_call_has_its_own_time(monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.5)

    def evenly_slow(z):
        busy(0.03)
        return bool((z <= 0).all())

    assert said("ch01.is_dead", evenly_slow).startswith("Right.")


@pytest.mark.usefixtures("short_wait")
def test_an_endless_loop_is_stopped_where_interrupts_are_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert "was still computing" in said("ch01.is_dead", endless_loop)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("function", [endless_loop, slow])
@pytest.mark.usefixtures("short_wait")
def test_what_took_too_long_is_said_with_its_case(function):
    text = said("ch01.is_dead", function)
    assert "was still computing after 0.05 seconds and was stopped." in text
    assert "is_dead(np.array([" in text


@pytest.mark.usefixtures("short_wait")
def test_nothing_is_left_behind():
    handler, threads = signal.getsignal(signal.SIGINT), threading.active_count()
    said("ch01.is_dead", endless_loop)
    time.sleep(0.3)
    assert signal.getsignal(signal.SIGINT) is handler
    assert threading.active_count() <= threads


class LateLock:
    """A lock in whose place an interrupt arrives, once."""

    interrupts = 1

    def __enter__(self):
        if self.interrupts:
            self.interrupts -= 1
            raise KeyboardInterrupt

    def __exit__(self, *_):
        pass


def test_an_interrupt_that_comes_late_leaves_no_clock_running(monkeypatch):
    watch = running._Watch()
    watch._lock = LateLock()
    monkeypatch.setattr(running, "_watch", watch)
    assert running.attempt(int) == (None, "was interrupted")
    assert watch._began is None  # else the checker itself would be interrupted a little later


def test_a_check_outside_the_main_thread_works():
    words = []
    thread = threading.Thread(target=lambda: words.append(said("ch01.is_dead", slow)))
    thread.start()
    thread.join()
    assert words[0].startswith("Right.")


# Hints that fit.


@pytest.mark.parametrize(
    ("exercise", "answers", "hint"),
    [
        ("ch01.is_dead", (lambda z: np.mean(z <= 0) > 0.5,), "the majority decides"),
        ("ch01.is_dead", (lambda z: np.median(z) <= 0,), "this one is new"),
        ("ch01.is_dead", (lambda z: z[-1] <= 0,), "the last sample decides"),
        ("ch03.who_survives", (0.0, 0.907, 709), "p_one is tiny"),
        ("ch03.who_survives", (7.89e-31, 0.0, 709), "this one is new"),
        ("ch03.who_survives", (0.0, 0.0, 709), "this one is new"),
    ],
)
def test_hint_fits(exercise, answers, hint):
    assert hint in said(exercise, *answers)
