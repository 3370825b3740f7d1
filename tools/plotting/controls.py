"""Read the abbreviations of ``ipywidgets.interact`` as lists of values that a page can hold."""

import math
import operator
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from inspect import Parameter, signature
from numbers import Integral, Real
from typing import Any, NamedTuple

# Steps that stand for one where a frame is drawn only when it is asked for. A fifth of a step has
# at most one decimal more.
FINER = 5

# More values than that are no slider, and would take a while to list.
MAX_VALUES = 10_000

_FORMS = "(lo, hi), (lo, hi, step), log_range(lo, hi), a list, a dict or a bool"


class LogRange(NamedTuple):
    """What `log_range` returns."""

    lo: float
    hi: float
    per_decade: int


def log_range(lo: float, hi: float, per_decade: int = 4) -> LogRange:
    """Ask for a slider whose values are evenly spaced on a log axis.

    Parameters
    ----------
    lo, hi : float, 0 < lo < hi
        The first and the last value.
    per_decade : int, default 4
        How many steps multiply the value by ten; they must lead from lo to hi.

    Returns
    -------
    values : LogRange
        What `explore` takes; a range that is empty or does not fit is refused there.

    Examples
    --------
    >>> def draw(eta=0.1): ...
    >>> read_controls(draw, {"eta": log_range(0.01, 1, per_decade=2)})["eta"].texts
    ('0.01', '0.0316', '0.1', '0.316', '1')
    """
    return LogRange(lo, hi, per_decade)


@dataclass(frozen=True)
class Control:
    """One control of a figure: its values in order, and how they read."""

    name: str
    abbreviation: Any
    kind: str
    values: tuple
    texts: tuple[str, ...]
    start: int
    label: str
    unit: str

    def text(self, value: Any) -> str:
        """Write one of the values with its name, for an error or an accessible name."""
        places = [place for place, other in enumerate(self.values) if other is value]
        shown = self.texts[places[0]] if places else value
        return f"{self.name} = {shown}{self.unit and ' ' + self.unit}"


def read_controls(
    draw: Callable,
    abbreviations: dict[str, Any],
    labels: dict[str, str] | None = None,
    units: dict[str, str] | None = None,
) -> dict[str, Control]:
    """Read what `ipywidgets.interact` reads, with the start values from draw's signature.

    Parameters
    ----------
    draw : callable
        Takes every control by its name; its other parameters have defaults.
    abbreviations : dict
        ``(lo, hi)``, ``(lo, hi, step)``, `log_range`, a list, a dict or a bool for each name. A
        list of three or more numbers, each larger than the one before, is a slider.
    labels, units : dict, optional
        What a reader sees beside a control, and the unit after its value.

    Returns
    -------
    controls : dict of str to Control
        In the order of ``abbreviations``.

    Raises
    ------
    TypeError
        If draw does not take a control, lacks a value, or an abbreviation is of no known form.
    ValueError
        If a range is empty, its step does not lead from one end to the other, or the start value
        is not one of the values.

    Examples
    --------
    >>> def draw(w=3.0, depth=2): ...
    >>> controls = read_controls(draw, {"w": (1, 3, 0.5), "depth": (1, 4)})
    >>> controls["w"].values, controls["w"].start, controls["depth"].values
    ((1.0, 1.5, 2.0, 2.5, 3.0), 4, (1, 2, 3, 4))
    """
    labels, units = labels or {}, units or {}
    parameters = signature(draw).parameters
    anything = any(parameter.kind is Parameter.VAR_KEYWORD for parameter in parameters.values())
    for name in abbreviations:
        if name not in parameters and not anything:
            raise TypeError(
                f"draw takes no {name!r}: it takes {', '.join(parameters) or 'nothing'}"
            )
    check_names("labels", labels, abbreviations)
    check_names("units", units, abbreviations)
    for name, parameter in parameters.items():
        named = parameter.kind not in {Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL}
        if named and parameter.default is Parameter.empty and name not in abbreviations:
            raise TypeError(f"draw needs a value for {name!r}: give it a default or a control")
    controls = {}
    for name, abbreviation in abbreviations.items():
        control = Control(
            name,
            abbreviation,
            *_read(name, abbreviation),
            labels.get(name, name),
            units.get(name, ""),
        )
        default = parameters[name].default if name in parameters else Parameter.empty
        if default is not Parameter.empty:
            control = replace(control, start=_place("draw starts at", "default", default, control))
        controls[name] = control
    return controls


def read_presets(
    presets: dict[str, dict[str, Any]], controls: dict[str, Control]
) -> dict[str, dict[str, int]]:
    """Read which of its values each preset gives to each control that it names.

    Parameters
    ----------
    presets : dict of str to dict
        For what stands on each button, the values by the names of their controls.
    controls : dict of str to Control
        What `read_controls` returns; a preset may name some or all of them.

    Returns
    -------
    places : dict of str to dict of str to int
        For each preset and control the place in ``values``.

    Raises
    ------
    TypeError
        If a preset is not a dict.
    ValueError
        If it has no name or sets nothing, or a control is unknown or never has that value.

    Examples
    --------
    >>> def draw(w=3.0, depth=2): ...
    >>> controls = read_controls(draw, {"w": (1, 3, 0.5), "depth": (1, 4)})
    >>> read_presets({"Small": {"w": 1.5}, "Small and deep": {"w": 1, "depth": 4}}, controls)
    {'Small': {'w': 1}, 'Small and deep': {'w': 0, 'depth': 3}}
    >>> read_presets({"Large": {"w": 3.2}}, controls)
    Traceback (most recent call last):
    ValueError: preset 'Large' sets w=3.2, which is not one of 1.0, 1.5, 2.0, 2.5, 3.0: change \
the preset or the control
    """
    for preset in [presets, *(presets.values() if isinstance(presets, dict) else ())]:
        if not isinstance(preset, dict):
            raise TypeError(
                f"presets wants a dict of dicts, got {preset!r}: write the name of a button and "
                "the values it sets, as in presets={'Too far': {'eta': 0.3}}"
            )
    places = {}
    for preset, values in presets.items():
        if not isinstance(preset, str) or not preset.strip() or not values:
            raise ValueError(
                f"preset {preset!r}: {values!r} is empty: give a name and at least one value"
            )
        check_names(f"preset {preset!r}", values, controls)
        places[preset] = {
            name: _place(f"preset {preset!r} sets", "preset", value, controls[name])
            for name, value in values.items()
        }
    return places


def finer(control: Control) -> Control:
    """Return a control that has values between those of a range.

    Parameters
    ----------
    control : Control
        What `read_controls` returns.

    Returns
    -------
    control : Control
        With every fifth value as it was, if these were asked for as a `log_range` or a range of
        floats; unchanged if they were not. Whole numbers stay whole: they count something.

    Examples
    --------
    >>> def draw(w=3.0, eta=0.1, depth=2): ...
    >>> ranges = {"w": (1.0, 3.0, 1.0), "eta": log_range(0.1, 1, per_decade=1), "depth": (1, 4)}
    >>> controls = read_controls(draw, ranges)
    >>> finer(controls["w"]).texts
    ('1.0', '1.2', '1.4', '1.6', '1.8', '2.0', '2.2', '2.4', '2.6', '2.8', '3.0')
    >>> finer(controls["eta"]).texts
    ('0.1', '0.158', '0.251', '0.398', '0.631', '1')
    >>> finer(controls["depth"]) is controls["depth"]
    True
    """
    asked = control.abbreviation
    is_range = isinstance(asked, tuple) and isinstance(control.values[0], float)
    if not is_range or FINER * len(control.values) > MAX_VALUES:
        return control
    if isinstance(asked, LogRange):
        asked = asked._replace(per_decade=FINER * asked.per_decade)
    else:
        step = Decimal(repr(float(asked[2]))) if len(asked) == 3 else Decimal("0.1")
        asked = (*asked[:2], float(step / FINER))
    kind, values, texts, _ = _read(control.name, asked)
    if values[::FINER] != control.values:
        return control
    start = FINER * control.start
    return replace(control, abbreviation=asked, kind=kind, values=values, texts=texts, start=start)


def check_names(keyword: str, names: Any, controls: Any) -> None:
    """Refuse a keyword of explore that names something else than a control."""
    for name in names:
        if name not in controls:
            raise ValueError(f"{keyword} names {name!r}, wanted some of {', '.join(controls)}")


def _read(name, abbreviation):
    """Return (kind, values, texts, start) of one abbreviation."""
    if isinstance(abbreviation, bool):
        return "checkbox", (False, True), ("off", "on"), int(abbreviation)
    if isinstance(abbreviation, LogRange):
        return _read_log_range(name, *abbreviation)
    if isinstance(abbreviation, dict):
        return _read_menu(name, abbreviation.items())
    numbers = isinstance(abbreviation, tuple) and all(isinstance(x, Real) for x in abbreviation)
    if numbers and len(abbreviation) in {2, 3}:
        return _read_range(name, *abbreviation)
    if isinstance(abbreviation, list):
        kind, *read = _read_menu(name, abbreviation)
        return "text slider" if _is_ordered(abbreviation) else kind, *read
    raise TypeError(f"{name}={abbreviation!r}: wanted {_FORMS}")


def _read_menu(name, options):
    """Read options as ipywidgets does: pairs of a label and a value, or values."""
    options = list(options)
    if not options:
        raise ValueError(f"{name}={options!r} is empty: give at least one value")
    if not all(isinstance(option, list | tuple) and len(option) == 2 for option in options):
        options = [(option, option) for option in options]
    labels, values = zip(*options, strict=True)
    return "menu", values, tuple(str(label) for label in labels), 0


def _is_ordered(values):
    """Whether values are numbers that a slider can run through."""
    numbers = all(isinstance(value, Real) and not isinstance(value, bool) for value in values)
    return numbers and len(values) > 2 and all(map(operator.lt, values, values[1:]))


def _read_range(name, lo, hi, step=None):
    """Evenly spaced values; without a step 1 for integers and 0.1 for floats, as in ipywidgets."""
    whole = all(isinstance(number, Integral) for number in (lo, hi, step or 1))
    form = f"{name}=({lo}, {hi}{'' if step is None else f', {step}'})"
    step = step if step is not None else 1 if whole else 0.1
    finite = all(abs(number) <= sys.float_info.max for number in (lo, hi, step))
    if not finite or lo >= hi or step <= 0:
        raise ValueError(f"{form} is empty: wanted finite lo < hi and a step > 0")
    _check_count(form, hi - lo > MAX_VALUES * step)
    count = round((hi - lo) / step)
    lost = 1e-15 * max(abs(lo), abs(hi))  # of the digits of hi - lo
    if count < 1 or not math.isclose(
        count * step, hi - lo, rel_tol=1e-9, abs_tol=min(lost, step / 100)
    ):
        fitting = (hi - lo) / max(count, 1)
        raise ValueError(
            f"{form}: steps of {step} do not lead from {lo} to {hi}; {fitting:.6g} would"
        )
    decimals = 0 if whole else max(_decimals(lo), _decimals(step))
    numbers = (lo + place * step for place in range(count + 1))
    values = tuple(numbers) if whole else tuple(round(float(x), decimals) for x in numbers)
    middle = lo + (hi - lo) // 2 if whole else lo + (hi - lo) / 2
    start = int((middle - lo) / step)
    if decimals > 6:
        return "text slider", values, _texts(values), start
    texts = tuple(str(value) if whole else f"{value:.{decimals}f}" for value in values)
    return "slider", values, texts, start


def _read_log_range(name, lo, hi, per_decade):
    """Values lo * 10**(i / per_decade), which start in the middle."""
    form = f"{name}=log_range({lo}, {hi}, per_decade={per_decade})"
    if not 0 < lo < hi < math.inf or per_decade < 1:
        raise ValueError(f"{form} is empty: wanted finite 0 < lo < hi and per_decade >= 1")
    steps = per_decade * (math.log10(hi) - math.log10(lo))
    _check_count(form, steps >= MAX_VALUES)
    count = round(steps)
    if count < 1 or abs(steps - count) > 1e-9:
        last = lo * 10 ** (max(count, 1) / per_decade)
        raise ValueError(f"{form}: the steps do not lead to {hi}; they would to {last:.6g}")
    exponents = (math.log10(lo) + i / per_decade for i in range(count + 1))
    values = tuple(float(f"{10**exponent:.12g}") for exponent in exponents)
    return "text slider", values, _texts(values), count // 2


def _check_count(form, is_large):
    """Refuse a range of too many values before they are listed."""
    if is_large:
        raise ValueError(f"{form} has more than {MAX_VALUES:,} values: make its steps larger")


def _texts(values):
    """Write numbers with three significant digits, or as many as tell them apart."""
    for digits in range(3, 18):
        texts = tuple(f"{value:.{digits}g}" for value in values)
        if len(set(texts)) == len(texts):
            break
    return texts


def _place(says, source, wanted, control):
    """Return which of a control's values is wanted, as it is or as it reads."""
    numbers = control.kind in {"slider", "text slider"}
    for place, (value, text) in enumerate(zip(control.values, control.texts, strict=True)):
        # An array compared with an array is no bool.
        if value is wanted or (value == wanted) is True or _close(value, wanted, control.values):
            return place
        if numbers and isinstance(wanted, Real) and text == f"{wanted:g}":
            return place
    shown = control.texts if numbers else tuple(map(str, control.values))
    shown = shown if len(shown) < 8 else (*shown[:3], "...", shown[-1])
    raise ValueError(
        f"{says} {control.name}={wanted!r}, which is not one of {', '.join(shown)}: "
        f"change the {source} or the control"
    )


def _close(value, default, values):
    """Whether two numbers differ by rounding only, as seen from the largest of the values."""
    if not isinstance(value, Real) or not isinstance(default, Real):
        return False
    largest = max(abs(other) for other in values if isinstance(other, Real))
    return math.isclose(value, default, rel_tol=1e-9, abs_tol=1e-12 * min(largest, 1))


def _decimals(number):
    """Count the decimals that a number is written with."""
    return max(0, -Decimal(repr(float(number))).normalize().as_tuple().exponent)
