import contextlib
import dataclasses
import functools
import io
import itertools
import math
import re
import reprlib
import sys
from fractions import Fraction

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tools.exercises import EXERCISES, check
from tools.exercises.checker import STEP_LIMIT, Exercise, Mistake, Outcome, examine

CASES = [
    pytest.param(exercise, mistake, id=f"{exercise.id}: {mistake.name}")
    for exercise in EXERCISES.values()
    for mistake in exercise.mistakes
]
each_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)


def answers_of(answer):
    """The arguments of check for an answer as it is declared."""
    return (answer,) if callable(answer) else answer


def filled(answer):
    """A declared mistake as a reader could hand it in: 1234.5 for each value that may be any."""
    parts = answers_of(answer)
    return tuple(1234.5 if part is None else part for part in parts)


# Oracles: the right answers by another way than the declaration's.


def neuron(w, b, x=2, y=5):
    """The loss of the chapter's neuron, for fractions as well as for autograd."""
    z = w * x + b
    return ((z if z > 0 else 0 * z) - y) ** 2


def difference(f, at, h):
    return (f(at + h) - f(at - h)) / (2 * h)


def step_both():
    # A central difference of a square is exact, and fractions do not round.
    w, b, h = Fraction(3), Fraction(1), Fraction(1, 1000)
    w_new = w - Fraction(1, 10) * difference(lambda v: neuron(v, b), w, h)
    b_new = b - Fraction(1, 10) * difference(lambda v: neuron(w, v), b, h)
    return w_new, b_new, neuron(w_new, b_new)


def stable_rates():
    def converges(rate, moves):
        w, b, h = 2.001, 1.0, 1e-3
        for _ in range(500):
            dw = difference(lambda v, b=b: neuron(v, b), w, h) * moves[0]
            db = difference(lambda v, w=w: neuron(w, v), b, h) * moves[1]
            w, b = w - rate * dw, b - rate * db
        return neuron(w, b) < 1e-9

    def limit(moves):
        return next(k / 100 for k in range(10, 40) if not converges(k / 100, moves))

    return limit((1, 0)), limit((1, 1))


def dead_input():
    return autograd.grad(lambda v: neuron(v[0], v[1], x=-2.0))(np.array([3.0, 1.0]))


def steps_to_target():
    w, steps = Fraction(3), 0
    while neuron(w, 1) >= Fraction(1, 10**9):
        w -= Fraction(1, 10) * difference(lambda v: neuron(v, 1), w, Fraction(1, 10**12))
        steps += 1
    return (steps,)


def relu_neuron_gradients(x, w, b, y):
    # z * (z > 0) carries the course's convention through autograd.
    def loss(w, b):
        z = w * x + b
        return (z * (z > 0) - y) ** 2

    return autograd.grad(loss, (0, 1))(float(w), float(b))


def is_dead(z):
    # Dead: no sample's activation feels a change of b. The slope from autograd, at b = 0.
    slopes = autograd.elementwise_grad(lambda v: v * (v > 0))(anp.array(z))
    return not slopes.any()


def chain(weights, x, y):
    """The loss of chapter 4's ReLU chain, in fractions."""
    a = Fraction(x)
    for weight in weights:
        a = max(weight * a, Fraction(0))
    return (a - y) ** 2 / 2


def chain_gradients(weights, y):
    # The loss is a quadratic in each single weight, so these differences are exact.
    def along(layer):
        return lambda v: chain([*weights[:layer], v, *weights[layer + 1 :]], 1, y)

    return tuple(difference(along(i), Fraction(w), Fraction(1, 9)) for i, w in enumerate(weights))


def chain_stable_rates():
    def largest_curvature(weights):
        def gradient(v):
            return autograd.grad(lambda u: (anp.prod(u) - 125.0) ** 2 / 2)(v)

        v = np.ones(3)
        for _ in range(50):  # power iteration on differences of the gradient
            product = difference(lambda t, v=v: gradient(weights + t * v), 0.0, 1e-5)
            v = product / np.linalg.norm(product)
        return np.linalg.norm(product)

    return tuple(2 / largest_curvature(np.array(w)) for w in [(5.0, 5.0, 5.0), (1.0, 5.0, 25.0)])


def first_step():
    weights = [Fraction(2), Fraction(3), Fraction(5)]
    gradients = chain_gradients(weights, 7)

    def after(rate):
        return [w - rate * g for w, g in zip(weights, gradients, strict=True)]

    low, high = Fraction(0), Fraction(1)
    for _ in range(60):
        middle = (low + high) / 2
        dead = chain(after(middle), 1, 0) == 0
        low, high = (low, middle) if dead else (middle, high)
    return float(high), chain(after(Fraction(1, 100)), 1, 7)


def previous_dz(dZ, W, A):
    # Through the definition: dZ is the gradient of sum(dZ * Z), and the layer starts at logit(A).
    def loss(z):
        return anp.sum(dZ * anp.dot(1 / (1 + anp.exp(-z)), W))

    return autograd.grad(loss)(np.log(A / (1 - A)))


def exploding_sigmoid():
    def gradients(bias, depth):
        a, slopes = 0.5 + 1e-20j, []
        for _ in range(depth):
            a = 1 / (1 + np.exp(-(6 * a + bias)))
            slopes.append(abs(a.imag) / 1e-20)
        return slopes

    biases = np.arange(-60, 61) / 10
    best = max(biases, key=lambda bias: gradients(bias, 40)[-1])
    return best, 1 + next(i for i, slope in enumerate(gradients(best, 40)) if slope > 1000)


def sigmoid_of(z):
    """The sigmoid by tanh, for autograd."""
    return (1 + anp.tanh(z / 2)) / 2


def sigmoid_step(x, w, b, y, eta):
    dw, db = autograd.grad(lambda w, b: (sigmoid_of(w * x + b) - y) ** 2, (0, 1))(w, b)
    return w - eta * dw, b - eta * db


def loss_floor():
    # By search: all outputs of the neuron, and not only those near the ends.
    outputs = sigmoid_of(np.linspace(-40, 40, 1_000_001))
    return tuple(((outputs - y) ** 2).min() for y in (5, 0.3, -1.5))


def loss_ratio():
    with mpmath.workdps(40):

        def slope(loss):
            return mpmath.diff(lambda z: loss(1 / (1 + mpmath.exp(-z))), 7)

        entropy = slope(lambda a: -mpmath.log(1 - a))
        return tuple(float(entropy / slope(lambda a, c=c: c * a**2)) for c in (1, 0.5))


def first_zero():
    # By search with the numbers themselves.
    z = np.arange(10, 20, 1e-3, dtype=np.float32)
    a = 1 / (1 + np.exp(-z))
    from_z = np.arange(740, 750, 1e-2)
    return float(z[a * (1 - a) == 0][0]), float(from_z[np.exp(-from_z) == 0][0])


def awake_rates():
    def converges(rate, moves):
        parameters = np.array([0.005, 0.0])
        gradient = autograd.grad(lambda p: (sigmoid_of(2 * p[0] + p[1]) - 0.5) ** 2)
        for _ in range(300):
            parameters = parameters - rate * gradient(parameters) * moves
        return abs(2 * parameters[0] + parameters[1]) < 0.005

    def limit(moves):
        return next(k / 10 for k in range(25, 60) if not converges(k / 10 + 0.01, moves))

    return limit(np.array([1, 0])), limit(np.array([1, 1]))


def cross_entropy(z, y):
    with mpmath.workdps(800):  # 1 - a at z = 800 has its first digit at the 348th place
        a = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        return float(-y * mpmath.log(a) - (1 - y) * mpmath.log(1 - a))


@functools.cache
def gain_moment(n, fan_in, power):
    """The mean of a gain or of its square, over the number of active neurons, as a fraction."""
    moments = {1: lambda active: active, 2: lambda active: active * (active + 2)}
    return sum(
        Fraction(math.comb(n, active), 2**n) * Fraction(2, fan_in) ** power * moments[power](active)
        for active in range(n + 1)
    )


def fifty_layers():
    second_moment = gain_moment(128, 128, 2) ** 50
    variance = second_moment - gain_moment(128, 128, 1) ** 100
    return second_moment, next(n for n in range(1, 10_000) if variance / n <= Fraction(1, 100))


def typical_product():
    logs = np.arange(-60, 4, 0.01)  # of |w|, with its density below
    density = 0.01 * np.sqrt(2 / np.pi) * np.exp(logs - np.exp(2 * logs) / 2)
    return math.exp(100 * (density @ logs)), (density @ np.exp(logs)) ** 100


def who_survives():
    def alive(n, depth):
        return (1 - Fraction(1, 2**n)) ** depth

    return alive(10, 100), next(n for n in range(1, 99) if alive(n, 1000) >= Fraction(99, 100))


def relative_variance(widths):
    layers = [(n, fan_in) for fan_in, n in itertools.pairwise(widths)]
    mean = math.prod(gain_moment(*layer, 1) for layer in layers)
    return float(math.prod(gain_moment(*layer, 2) for layer in layers) / mean**2 - 1)


def angle_after(angle, depth):
    # The map is the integral of its slope, 1 - angle / pi, from opposite inputs on.
    nodes, weights = np.polynomial.legendre.leggauss(40)
    for _ in range(depth):
        angles = angle + (np.pi - angle) * (nodes + 1) / 2
        slopes = (1 - angles / np.pi) * np.sin(angles)
        angle = math.acos(min(1.0, float((np.pi - angle) / 2 * (weights @ slopes))))
    return angle


ORACLES = {
    "ch01.step_both": step_both(),
    "ch01.stable_rates": stable_rates(),
    "ch01.dead_input": tuple(dead_input()),
    "ch01.relu_neuron_gradients": relu_neuron_gradients,
    "ch01.is_dead": is_dead,
    "ch01.steps_to_target": steps_to_target(),
    "ch04.target_one": chain_gradients([5, 5, 5], 1),
    "ch04.uneven_weights": chain_gradients([2, 3, 5], 7),
    "ch04.stable_rates": chain_stable_rates(),
    "ch04.first_step": first_step(),
    "ch04.previous_dz": previous_dz,
    "ch04.exploding_sigmoid": exploding_sigmoid(),
    "ch02.sigmoid_step": sigmoid_step,
    "ch02.loss_floor": loss_floor(),
    "ch02.loss_ratio": loss_ratio(),
    "ch02.first_zero": first_zero(),
    "ch02.awake_rates": awake_rates(),
    "ch02.cross_entropy": cross_entropy,
    "ch09.fifty_layers": fifty_layers(),
    "ch09.typical_product": typical_product(),
    "ch09.who_survives": who_survives(),
    "ch09.relative_variance": relative_variance,
    "ch09.angle_after": angle_after,
}


@each_exercise
def test_oracle_passes(exercise):
    verdict = examine(exercise, *answers_of(ORACLES[exercise.id]))
    assert verdict.outcome is Outcome.RIGHT, verdict.text
    assert exercise.right.split()[0] in verdict.text


@each_exercise
def test_declaration_is_whole(exercise):
    assert exercise.id == next(i for i, e in EXERCISES.items() if e is exercise)
    assert callable(exercise.answer) == bool(exercise.cases)
    assert len(answers_of(exercise.answer)) == len(exercise.names)
    assert exercise.mistakes
    for mistake in exercise.mistakes:
        assert callable(mistake.answer) == callable(exercise.answer)
        assert mistake.hint[0].islower() or mistake.hint.startswith("dL/"), mistake.hint
        assert mistake.hint[-1] in ".?", mistake.hint


@pytest.mark.parametrize(("exercise", "mistake"), CASES)
def test_mistake_gets_its_own_hint(exercise, mistake):
    verdict = examine(exercise, *filled(mistake.answer))
    assert verdict.outcome is Outcome.WRONG
    assert verdict.mistake is mistake
    assert " ".join(mistake.hint.split()) in " ".join(verdict.text.split())


@each_exercise
def test_hints_differ(exercise):
    hints = [mistake.hint for mistake in exercise.mistakes]
    assert len(set(hints)) == len(hints)


@each_exercise
def test_no_two_mistakes_overlap(exercise):
    # Twice the tolerance apart, so that no answer lies within the tolerance of two of them.
    def outputs(answer):
        if callable(answer):
            return [part for case in exercise.cases for part in np.ravel(answer(*case))]
        return answer

    def apart(left, right):
        return any(
            abs(float(a) - float(b)) > 2 * (exercise.atol + exercise.rtol * max(abs(a), abs(b)))
            for a, b in zip(left, right, strict=True)
            if a is not None and b is not None
        )

    all_outputs = [outputs(a) for a in (exercise.answer, *(m.answer for m in exercise.mistakes))]
    for index, left in enumerate(all_outputs):
        for right in all_outputs[:index]:
            assert apart(left, right), (left, right)


# What must not happen: a traceback, or the solution in the message.


def numbers_in(text):
    return [float(token) for token in re.findall(r"-?\d+\.?\d*(?:e[+-]?\d+)?", text)]


def assert_keeps_solution(exercise, text, given=()):
    """No number of the message is one of the solution's, unless the reader handed it in."""
    if callable(exercise.answer):
        source = " ".join(text.split())
        assert "np.all" not in source
        assert "z > 0" not in source
        return
    known = [float(value) for value in given if isinstance(value, (int, float))]
    text = re.sub(r"as in check\(.*|shape \(.*?\)", "", text, flags=re.DOTALL)
    for number in numbers_in(text):
        for secret in exercise.answer:
            close = math.isclose(number, secret, rel_tol=1e-3, abs_tol=1e-9)
            assert not close or any(math.isclose(number, k) for k in known), (number, text)


@pytest.mark.parametrize(("exercise", "mistake"), CASES)
def test_mistake_does_not_reveal_the_solution(exercise, mistake):
    handed_in = filled(mistake.answer)
    assert_keeps_solution(exercise, examine(exercise, *handed_in).text, handed_in)


class Hostile:
    """Raises whatever one asks it."""

    def __getattribute__(self, name):
        raise RuntimeError("hostile")

    def __repr__(self):
        raise RuntimeError("hostile")

    __str__ = __float__ = __len__ = __iter__ = __eq__ = __call__ = __hash__ = __array__ = __repr__


class HostileFloat(float):
    def __float__(self):
        raise ValueError("hostile")

    __repr__ = __abs__ = __sub__ = __format__ = __float__


class HostileArray(np.ndarray):
    def __array_finalize__(self, obj):
        if obj is not None and obj.ndim == 7:
            raise ValueError("hostile")

    def __array_ufunc__(self, *args, **kwargs):
        raise ValueError("hostile")


def endless_recursion(*args):
    return endless_recursion(*args)


def endless_loop(*_args):
    while True:
        pass


def leaves(*_args):
    raise SystemExit(3)


def interrupted(*_args):
    raise KeyboardInterrupt


def divides(x, *_args):
    return 1 / (x - x)


def changes_argument(z, *_args):
    if isinstance(z, np.ndarray):
        z[...] = 1
    return 1.0


def retypes_argument(z, *_args):
    if isinstance(z, np.ndarray):
        z.dtype = "V8"
    return 1.0


def generator(*_args):
    yield 1


looped = []
looped.append(looped)
GARBAGE = [
    None,
    "2.2",
    "",
    b"2",
    True,
    np.True_,
    2.2 + 0j,
    1j,
    np.complex128(1),
    math.nan,
    math.inf,
    -math.inf,
    10**400,
    -(10**400),
    10**5000,  # too long even to be written
    [10**5000],
    Fraction(1, 3),
    np.float32(0.1),
    np.longdouble(1.5),
    np.array(2.5),
    np.array(math.nan),
    np.array(True),
    np.array("x"),
    np.array([]),
    np.array([1.0, 2.0]),
    np.ones((2, 2)),
    np.ma.masked_array([1.0], mask=[True]),
    np.ma.masked,
    np.datetime64("2020-01-01"),
    [2.2, 0.6],
    (2.2, 0.6, 0.0),
    [],
    (),
    {},
    {1, 2},
    looped,
    range(3),
    object(),
    int,
    Hostile,
    Hostile(),
    [Hostile()],
    HostileFloat(2.0),
    np.array([1.0]).view(HostileArray),
    np.array(1.0).view(HostileArray),
    Exercise,
    print,
    len,
    endless_recursion,
    endless_loop,
    leaves,
    interrupted,
    divides,
    changes_argument,
    retypes_argument,
    generator,
    np.linalg.inv,
    lambda: 1,
    lambda *args: args,
    lambda *_: None,
    lambda *_: "text",
    lambda *_: (math.nan, 1.0),
    lambda *_: (1.0, 2.0, 3.0),
    lambda *_: np.array([1.0, 2.0]),
    lambda *_: Hostile(),
    lambda *_: np.ones((2, 2), dtype=complex),
    lambda *_: endless_loop,
]


@each_exercise
@pytest.mark.parametrize("index", range(len(GARBAGE)))
def test_garbage_gets_words(exercise, index):
    garbage = GARBAGE[index]
    handed_in = (garbage,) * len(exercise.names)
    with np.errstate(all="ignore"):
        verdict = examine(exercise, *handed_in)
    assert verdict.outcome is not Outcome.RIGHT
    assert len(verdict.text) > 40
    assert "Traceback" not in verdict.text
    assert max(map(len, verdict.text.splitlines())) <= 72 or " " not in verdict.text
    builtin = type(garbage) in (int, float, complex, str, bytes, list, tuple)
    numeric = issubclass(type(garbage), (np.generic, np.ndarray, Fraction))
    given = ()
    if builtin or numeric:
        with contextlib.suppress(ValueError, RuntimeError):  # some cannot be written
            given = numbers_in(reprlib.repr(garbage))
    assert_keeps_solution(exercise, verdict.text, given)


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.binary(max_size=5)
    | st.fractions()
    | st.just(...)
    | npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, min_side=0)),
    lambda inner: (
        st.lists(inner, max_size=4) | st.tuples(inner, inner) | inner.map(lambda v: {0: v})
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    exercise=st.sampled_from(list(EXERCISES.values())),
    answers=st.lists(anything, max_size=4),
    as_function=st.booleans(),
)
def test_random_garbage_never_raises(exercise, answers, as_function):
    if as_function:
        answers = [lambda *_: answers[0] if answers else None]
    with np.errstate(all="ignore"):
        assert examine(exercise, *answers).text


def said(exercise, *answers):
    return " ".join(examine(EXERCISES[exercise], *answers).text.split())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((2.2, 0.6), "Wanted 3 answers, as in check("),
        (((2.2, 0.6, 0.0),), "got 1"),
        ((2.2, ..., 0.0), "Not answered yet. Replace each ... by"),
        (("2.2", 0.6, 0), "w_new is '2.2' (str); wanted a number"),
        ((2.2, [0.6], 0), "b_new is [0.6] (list); wanted a number"),
        ((2.2, 0.6, True), "loss is True (bool); wanted a number"),
        ((2.2, 0.6, math.nan), "loss is nan; wanted a finite number"),
        ((2.2, 0.6, 1j), "loss is 1j (complex); wanted a number"),
        ((10**400, 0.6, 0), "w_new is too large for a float"),
        ((np.array([2.2]), 0.6, 0), "w_new is an array of shape (1,); wanted a number"),
        ((None, 0.6, 0), "w_new is None; wanted a number"),
        ((Hostile(), 0.6, 0), "w_new is an object of type Hostile; wanted a number"),
        ((2.2, 0.9, 0), "Wrong: b_new = 0.9. Hint: this one is new"),
    ],
)
def test_words_for_values(answers, words):
    assert words in said("ch01.step_both", *answers)


def test_right_values_of_any_number_type_pass():
    for answers in [
        (2.2, 0.6, 0),
        (Fraction(11, 5), np.array(0.6), np.int64(0)),
        (2.2 + 1e-12, np.float32(0.6), 1e-31),
    ]:
        assert said("ch01.step_both", *answers).startswith("Right.")


def raises_in_second_line(_z):
    nothing = []
    return nothing[3]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda z: len(z) == 1, "is_dead(np.array([-1. , -2. , -0.5])) returned False"),
        (endless_loop, "does not come to an end"),
        (endless_recursion, "calls itself without an end"),
        (leaves, "raised SystemExit: 3"),
        (interrupted, "was interrupted"),
        (lambda: 1, "takes 0 positional arguments but 1 was given"),
        (raises_in_second_line, "raised IndexError: list index out of range (in its line 3)"),
        (changes_argument, "changed its input; work on a copy"),
        (retypes_argument, "changed its input; work on a copy"),
        (lambda _: ..., "Not answered yet. is_dead returned Ellipsis"),
        (lambda _: None, "Not answered yet. is_dead returned None"),
        (lambda z: None if z[0] > 3 else z.max() <= 0, "returned a value that is None"),
        (lambda z: z <= 0, "an array of shape (3,); wanted True or False"),
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


def test_tracing_is_put_back():
    before = sys.gettrace()
    examine(EXERCISES["ch01.is_dead"], endless_loop)
    assert sys.gettrace() is before


def test_step_limit_leaves_room():
    def slow(z):
        for _ in range(STEP_LIMIT // 200):
            z = z + 0.0
        return bool((z <= 0).all())

    assert said("ch01.is_dead", slow).startswith("Right.")


SQUARE = Exercise(
    id="ch00.square",
    title="Square",
    statement="Square each entry.",
    names=("square",),
    answer=lambda z: z**2,
    cases=((np.array([[1.0, -0.0], [3.0, 5.0]]),), (np.zeros((0, 2)),), (np.array(2.0),)),
    mistakes=(Mistake("double", lambda z: 2 * z, "this doubles."),),
    right="",
)
MATRIX = Exercise(
    id="ch00.matrix",
    title="Matrix",
    statement="Which matrix?",
    names=("M",),
    answer=(np.array([[1.0, 2.0], [3.0, 4.0]]),),
    mistakes=(Mistake("transposed", (np.array([[1.0, 3.0], [2.0, 4.0]]),), "this is transposed."),),
    right="",
)


def test_arrays_from_a_function():
    assert examine(SQUARE, lambda z: z * z).outcome is Outcome.RIGHT
    assert examine(SQUARE, lambda z: z + z).mistake.name == "double"
    assert "of shape (4,); wanted a NumPy array of shape (2, 2)" in " ".join(
        examine(SQUARE, lambda z: z.ravel() ** 2).text.split()
    )
    assert "returned [[2., 1.], [4., 6.]]" in " ".join(
        examine(SQUARE, lambda z: z + 1).text.split()
    )


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ([[1, 2], [3, 4]], "(list); wanted a NumPy array of shape (2, 2)"),
        (np.ones((2, 3)), "of shape (2, 3); wanted a NumPy array of shape (2, 2)"),
        (np.array([[1, 2], [3, 4]], dtype=complex), "is an array of complex128"),
        (np.ones((2, 2), dtype=bool), "is an array of bool"),
        (np.array([[1.0, 2.0], [math.nan, 4.0]]), "is nan at index (1, 0)"),
        (np.array([[1, 3], [2, 4]]), "this is transposed."),
        (np.array([[1, 2], [3, 4]]), "Right."),
        (np.array([[-1e308, 2], [3, 4]]), "this one is new"),
    ],
)
def test_arrays(answer, words):
    assert words in " ".join(examine(MATRIX, answer).text.split())


def test_huge_values_compare_without_a_warning():
    huge = dataclasses.replace(MATRIX, answer=(np.array([1.7e308]),), mistakes=())
    assert examine(huge, np.array([-1.7e308])).outcome is Outcome.WRONG


def test_unknown_exercise_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"'ch01.stepboth'(?s:.*)ch01\.step_both\n"):
        check("ch01.stepboth", 1)


def test_check_prints_and_returns_nothing():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert check("ch01.steps_to_target", ...) is None
    assert out.getvalue() == (
        "Not answered yet. Replace the ... by your answer and run the cell again.\n"
    )
