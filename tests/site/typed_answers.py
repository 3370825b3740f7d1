"""Answers as readers type them into a page: texts, and what each stands for in Python."""

import itertools
import math
import random
from collections.abc import Iterator

import numpy as np

from tools.exercises.checker import Exercise, Mistake, Target
from tools.exercises.precision import EXACT, Digits, Places, of_each

# Nothing in the course asks for an array today.
ARRAYS = Exercise(
    id="ch00.arrays",
    title="Two arrays and a bool",
    statement="",
    names=("W", "b", "is_square"),
    answer=(np.array([[1.0, -2.5, 1e-7], [0.0, 3.0, 1 / 3]]), np.array([0.5, 7e12]), False),
    digits=(3, 4, "exactly"),
    right="Both.",
    mistakes=(
        Mistake("turned", (-np.array([[1, -2.5, 1e-7], [0, 3, 1 / 3]]), None, False), "signs."),
        Mistake("swapped", (None, np.array([7e12, 0.5]), False), "swapped."),
    ),
)

EXTREMES = [0.0, -0.0, 1.0, math.nan, math.inf, -math.inf, 5e-324, -1e-300, 1e308, -1.7e308, 1e-5]
# To ten digits these lie halfway between two numbers, or beside it, or change how they are written.
HALFWAY = [1234567890.5, 1234567891.5, 12345678.125, 0.5 + 2.0**-34, 9999999999.5, 1e10, 9.9999e-5]
EXTREMES += [*HALFWAY, *(-x for x in HALFWAY), math.nextafter(1234567890.5, 0), 1e16, 2.0**53 + 2]

# What stands for no number
WORDS = """four 2.2.2 1e 2pi (1 1) -- 1//2 0x10 alert(1) constructor __proto__ sqrt sqrt() () 3;4
1,2345,678 1,2,3 . , - ^2 2^ 5! ' " it's it'"s \\ C:\\new √ True None [1] <b> </script> {name} {0}
$& ñandú 語 𝟚 ½ 🙂 1\u200b2 1\u00ad0 1\ufeff2 \x00 \x1b[0m \x7f \ud800 ٣"""
GARBAGE = WORDS.split()
GARBAGE += ["7 % 3", "ln 2", "12 5281", "a  b", "√ -2", "e e", "1\t\t2", "a\u2028b", 'it\'s "so"']
GARBAGE += [f"a{letter * size}" for letter in "x'\\\x01🙂" for size in (27, 28, 29, 30, 60)]
GARBAGE += ["(" * 500, "(" * 190, "1" + "+1" * 120, "-" * 300, "x" * 10_000]
STRANGE = "#$&!?@;`~|<>äßéøλ語🙂\u200d\u2028\u00a0'\"\\ xyz0123456789.,()+-*/^%"

Typed = tuple[str, object]  # the text, and what a notebook would be handed in its place


def written(rng: random.Random, value: float) -> Typed:
    """Write a number in one of the ways in which people do."""
    if not math.isfinite(value):
        text = {"nan": "nan", "inf": "inf", "-inf": "-inf"}[str(value)]
        return rng.choice([text, text.upper(), text.replace("inf", "∞")]), value
    return rng.choice(WAYS)(rng, value)


def _plain(_rng: random.Random, value: float) -> Typed:
    return repr(value), value


def _rounded(rng: random.Random, value: float) -> Typed:
    text = f"{value:.{rng.randint(0, 16)}{rng.choice('eg')}}"
    return text, float(text)


def _with_typography(rng: random.Random, value: float) -> Typed:
    text = repr(value).replace(".", rng.choice(".,")).replace("-", rng.choice("-−–"))
    return rng.choice(["{}", " {} ", "+{}", "({})"]).format(text), value


def _grouped(rng: random.Random, value: float) -> Typed:
    if abs(value) > 1e20:
        return repr(value), value
    text = f"{value:,.4f}"
    mark = rng.choice(",\u2009\u202f\u00a0 _'’")
    return text.replace(",", mark), float(text.replace(",", ""))


def _power_of_ten(rng: random.Random, value: float) -> Typed:
    mantissa, exponent = f"{value:.15e}".split("e")
    power = int(exponent)
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    way = rng.choice([f"*10^{power}", f" × 10{raised}", f"·10**{power}", f"*10^({power})"])
    try:
        return mantissa + way, float(mantissa) * 10.0**power
    except OverflowError:
        return repr(value), value


def _fraction(rng: random.Random, value: float) -> Typed:
    below = rng.choice([3, 7, 24, 512, 1e3])
    return f"{value * below!r}{rng.choice('/÷')}{below!r}", value * below / below


def _percent(_rng: random.Random, value: float) -> Typed:
    return f"{value * 100!r} %", value * 100 / 100


def _sum(rng: random.Random, value: float) -> Typed:
    other = rng.uniform(-2, 2)
    return f"{value!r} - {other!r} + {other!r}", value - other + other


def _quotient(_rng: random.Random, value: float) -> Typed:
    return f"{value!r} / 3 / 2 * 6", value / 3 / 2 * 6


def _product(rng: random.Random, value: float) -> Typed:
    other = rng.uniform(0.5, 2)
    return f"-{value!r}*-({other!r})", -value * -other


def _square(_rng: random.Random, value: float) -> Typed:
    size = math.sqrt(abs(value))
    root = f"sqrt({abs(value)!r})"
    return (root, size) if value > 0 else (f"-{root}", -size)


WAYS = [_plain, _plain, _plain, _rounded, _with_typography, _grouped, _power_of_ten]
WAYS += [_fraction, _percent, _sum, _product, _quotient, _square]


def neighbours(target: Target | None, digits: Digits) -> list[float]:
    """Values about a number: itself, both ends of what counts as it, a unit more, a bit more."""
    if target is None or isinstance(target.value, bool):
        return []
    value, width = float(target.value), float(target.tolerance)
    ends = [value + sign * width * part for sign in (-1, 1) for part in (1 - 1e-9, 1, 1 + 1e-9)]
    bits = [math.nextafter(x, way) for x in (value, *ends[1::3]) for way in (-math.inf, math.inf)]
    unit = _unit(value, digits)
    return [value, *ends, *bits, value + unit, value - unit, -value, 2 * value, value / 2]


def _unit(value: float, digits: Digits) -> float:
    """One in the last digit that is wanted; of an exact value, in the tenth."""
    if isinstance(digits, Places):
        return 10.0**-digits.count
    exponent = math.floor(math.log10(abs(value))) if value else 0
    return 10.0 ** (exponent + 1 - (10 if digits is EXACT else digits))


def _entries(targets: tuple[Target | None, ...], sizes: list[int]) -> list[Target | None]:
    """Return a target for each entry of each answer."""
    found = []
    for target, size in zip(targets, sizes, strict=True):
        if target is None or isinstance(target.value, bool):
            found += [target] * size
        else:
            pairs = zip(np.ravel(target.value), np.ravel(target.tolerance), strict=True)
            found += [Target(*pair) for pair in pairs]
    return found


class Typist:
    """Types answers to an exercise: right ones, mistakes, what lies near them, and anything."""

    def __init__(self, exercise: Exercise) -> None:
        self.rng = random.Random(exercise.id)  # noqa: S311  # no secret
        self.shapes = [np.shape(value) for value in exercise.answer]
        sizes = [math.prod(shape) for shape in self.shapes]
        rows = (exercise.targets, *exercise.mistaken)
        self.rows = [_entries(row, sizes) for row in rows]
        each = of_each(exercise.digits, len(sizes))
        self.digits = [d for d, size in zip(each, sizes, strict=True) for _ in range(size)]
        columns = zip(*self.rows, strict=True)
        self.near = [
            [x for target in column for x in neighbours(target, digits)]
            for column, digits in zip(columns, self.digits, strict=True)
        ]

    def answers(self, count: int) -> list[list[Typed]]:
        """Type so many answers, an entry beside the other, and first all neighbours of all rows."""
        typed = [*self._all_neighbours()]
        while len(typed) < count:
            answer = self._meant(self.rng.choice(self.rows))
            for _ in range(self.rng.choice([0, 0, 1, 1, 2])):
                place = self.rng.randrange(len(answer))
                answer[place] = self._anything(place)
            typed.append(answer)
        return typed

    def _all_neighbours(self) -> Iterator[list[Typed]]:
        """Change one entry of each row to each of its neighbours."""
        for row in self.rows:
            for place, target in enumerate(row):
                for x in neighbours(target, self.digits[place]):
                    answer = self._meant(row)
                    answer[place] = (repr(x), x)
                    yield answer

    def _meant(self, row: list[Target | None]) -> list[Typed]:
        """Type a row of targets, and anything near the others for a target that is any value."""
        return [
            self._near(place) if target is None else self._value(target.value)
            for place, target in enumerate(row)
        ]

    def _value(self, value: object) -> Typed:
        if isinstance(value, bool):
            return str(value), value
        return written(self.rng, float(value))

    def _near(self, place: int) -> Typed:
        return self._value(self.rng.choice(self.near[place] or [True, False]))

    def _anything(self, place: int) -> Typed:
        """Type what is near, far, extreme, nothing at all or no number."""
        if not self.near[place]:  # a choice of True and False
            return self.rng.choice([("True", True), ("False", False), ("", ...)])
        kind = self.rng.choice(["near", "near", "far", "extreme", "garbage", "strange", "empty"])
        if kind == "near":
            return self._near(place)
        if kind == "far":
            size = 10.0 ** self.rng.uniform(-320, 308)
            return self._value(size * self.rng.choice([-1, 1]))
        if kind == "extreme":
            return self._value(self.rng.choice(EXTREMES))
        if kind == "empty":
            return self.rng.choice(["", " ", "\t"]), ...
        text = self.rng.choice(GARBAGE)
        if kind == "strange":
            text = "".join(self.rng.choices(STRANGE, k=self.rng.randint(1, 45))) + "#"
        return text, text

    def handed_in(self, answer: list[Typed]) -> tuple[list[list[str]], list[object]]:
        """Return the texts of an answer by name, and what a notebook would hand to the checker."""
        texts, values, rest = [], [], iter(answer)
        for shape in self.shapes:
            entries = list(itertools.islice(rest, math.prod(shape)))
            texts.append([text for text, _ in entries])
            values.append(_nested([value for _, value in entries], shape))
        return texts, values


def _nested(values: list[object], shape: tuple[int, ...]) -> object:
    """Put entries into lists in lists; an array with an entry that is missing is not answered."""
    if any(value is ... for value in values):
        return ...
    if not shape:
        return values[0]
    size = len(values) // shape[0]
    parts = [values[k * size : (k + 1) * size] for k in range(shape[0])]
    return [_nested(part, shape[1:]) for part in parts]
