# ruff: noqa: ARG005 - what a function takes is what is tested
"""The controls against those of ipywidgets, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import interactive

from tools.plotting.controls import FINER, finer, log_range, read_controls, read_presets


def draw(**controls): ...


def read(abbreviation):
    return read_controls(draw, {"w": abbreviation})["w"]


def check_against_ipywidgets(abbreviation):
    control = read(abbreviation)
    widget = interactive.widget_from_abbrev(abbreviation)
    assert control.values[0] == widget.min
    assert control.values[-1] == widget.max
    assert control.values == pytest.approx(
        [widget.min + place * widget.step for place in range(len(control.values))]
    )
    assert {type(value) for value in control.values} == {type(widget.value)}
    assert control.values[control.start] == pytest.approx(widget.value)


@pytest.mark.parametrize(
    "abbreviation",
    [(0, 10), (-3, 4), (1, 50, 7), (0.0, 1.0), (0.5, 5, 0.25), (0.0, 0.6, 0.1), (-1, 1, 0.1)],
)
def test_ranges_are_those_of_ipywidgets(abbreviation):
    check_against_ipywidgets(abbreviation)


@given(lo=st.integers(-100, 100), step=st.integers(1, 9), count=st.integers(1, 60))
def test_integer_ranges_are_those_of_ipywidgets(lo, step, count):
    check_against_ipywidgets((lo, lo + count * step, step))


@given(lo=st.integers(-100, 100), step=st.integers(1, 99), count=st.integers(1, 60))
def test_float_ranges_are_those_of_ipywidgets(lo, step, count):
    check_against_ipywidgets((lo / 100, (lo + count * step) / 100, step / 100))


@pytest.mark.parametrize(
    "abbreviation",
    [
        ["He", "Xavier"],
        [1, 2.5, None],
        {"one": 1, "two": [2]},
        [("one", 1), ("two", 2)],
    ],
)
@pytest.mark.filterwarnings("ignore:Support for mapping types")  # ipywidgets 7 on a dict
def test_menus_are_those_of_ipywidgets(abbreviation):
    control = read(abbreviation)
    widget = interactive.widget_from_abbrev(abbreviation)
    assert control.kind == "menu"
    assert control.texts == widget._options_labels
    assert control.values == widget._options_values
    assert control.values[control.start] == widget.value


@pytest.mark.parametrize("values", [[0.3, 0.5, 2, 5], [10, 20, 30], list(np.arange(3.0))])
def test_numbers_in_order_are_a_slider(values):
    control = read(values)
    assert (control.kind, control.values) == ("text slider", tuple(values))
    assert control.texts == tuple(map(str, values))
    assert control.start == 0


@pytest.mark.parametrize(
    "values",
    [[1, 2], [1, 3, 2], [1, 2, 2], [1, 2, "3"], [False, True, 2], {"a": 1, "b": 2, "c": 3}],
)
def test_other_lists_are_menus(values):
    assert read(values).kind == "menu"


@pytest.mark.parametrize("start", [False, True])
def test_checkboxes_are_those_of_ipywidgets(start):
    control = read(start)
    assert (control.kind, control.values) == ("checkbox", (False, True))
    assert control.values[control.start] == interactive.widget_from_abbrev(start).value


def test_floats_are_what_they_read():
    control = read((0, 1, 0.1))
    assert control.values == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    assert control.texts[3] == "0.3"
    assert read((1.5, 3, 0.25)).texts[:3] == ("1.50", "1.75", "2.00")


def test_without_a_step_the_start_stays_on_the_grid():
    assert interactive.widget_from_abbrev((0.0, 0.5)).value == 0.25
    control = read((0.0, 0.5))
    assert control.values[control.start] == 0.2


@given(
    first=st.integers(-12, 6),
    decades=st.integers(1, 6),
    per_decade=st.sampled_from([1, 2, 3, 4, 10]),
)
def test_log_range_has_even_steps_on_a_log_axis(first, decades, per_decade):
    control = read(log_range(10.0**first, 10.0 ** (first + decades), per_decade))
    assert len(control.values) == decades * per_decade + 1
    assert control.values[0] == 10.0**first
    assert control.values[-1] == 10.0 ** (first + decades)
    ratios = np.diff(np.log10(control.values))
    assert np.allclose(ratios, 1 / per_decade, rtol=1e-9)


@pytest.mark.parametrize(
    ("abbreviation", "texts"),
    [
        ((1e-8, 3e-8, 1e-8), "1e-08 2e-08 3e-08"),
        ((1.00000001, 1.00000003, 1e-8), "1.00000001 1.00000002 1.00000003"),
        ((10**17, 10**17 + 2), "100000000000000000 100000000000000001 100000000000000002"),
        ((0.1, 0.3, 0.1), "0.1 0.2 0.3"),
        ((0.0, 2e-6, 1e-6), "0.000000 0.000001 0.000002"),
        (log_range(1e-9, 1e-7, 1), "1e-09 1e-08 1e-07"),
    ],
)
def test_values_are_told_apart(abbreviation, texts):
    assert list(read(abbreviation).texts) == texts.split()


@given(lo=st.floats(1e-12, 1e6), step=st.floats(1e-12, 1e6), count=st.integers(1, 60))
def test_no_two_values_read_the_same(lo, step, count):
    try:
        control = read((lo, lo + count * step, step))
    except ValueError:  # step is lost in lo
        return
    assert len(set(control.texts)) == len(control.texts)
    assert [float(text) for text in control.texts] == pytest.approx(control.values, rel=1e-2)


def test_a_log_range_reaches_from_the_smallest_to_the_largest_numbers():
    control = read(log_range(1e-300, 1e300, 1))
    assert control.values == tuple(float(f"1e{power}") for power in range(-300, 301))


def test_a_tiny_start_value_is_not_taken_for_another():
    for place, start in enumerate([1e-13, 2e-13, 3e-13]):
        controls = read_controls(lambda w=start: None, {"w": (1e-13, 3e-13, 1e-13)})
        assert controls["w"].start == place


def steps_evenly(values):
    return np.allclose(np.diff(values), np.diff(values)[0], rtol=1e-6)


@given(lo=st.integers(-100, 100), step=st.integers(1, 99), count=st.integers(1, 60))
def test_a_range_of_floats_gets_even_steps_between(lo, step, count):
    control = read((lo / 100, (lo + count * step) / 100, step / 100))
    fine = finer(control)
    assert fine.values[::FINER] == control.values
    assert fine.values[fine.start] == control.values[control.start]
    assert steps_evenly(fine.values)
    assert len(set(fine.texts)) == len(fine.texts) == FINER * count + 1
    assert list(map(float, fine.texts)) == pytest.approx(fine.values)


@given(first=st.integers(-6, 6), decades=st.integers(1, 6), per_decade=st.integers(1, 12))
def test_a_log_range_gets_even_ratios_between(first, decades, per_decade):
    control = read(log_range(10.0**first, 10.0 ** (first + decades), per_decade))
    fine = finer(control)
    assert fine.values[::FINER] == control.values
    assert steps_evenly(np.log(fine.values))


@pytest.mark.parametrize(
    "abbreviation", [(0, 10), (0, 400, 50), [0.5, 1.0, 1.5], ["a", "b"], True, (0.0, 9e3, 1.0)]
)
def test_what_counts_or_is_chosen_gets_nothing_between(abbreviation):
    control = read(abbreviation)
    assert finer(control) is control


def test_start_values_come_from_the_signature():
    same = np.eye(2)

    def draw(w=3.0, depth=2, scheme="He", clip=True, eta=0.1, W=same): ...

    controls = read_controls(
        draw,
        {
            "w": (0, 5, 0.25),
            "depth": (1, 4),
            "scheme": ["Xavier", "He"],
            "clip": False,
            "eta": log_range(1e-3, 1),
            "W": {"zero": np.zeros((2, 2)), "one": same},
        },
    )
    starts = [control.values[control.start] for control in controls.values()]
    assert starts == [3.0, 2, "He", True, 0.1, same]


def test_labels_and_units():
    controls = read_controls(
        lambda w, t: None,
        {"w": (1, 3), "t": (1, 2)},
        labels={"w": "weight w"},
        units={"t": "s"},
    )
    assert [(c.label, c.unit) for c in controls.values()] == [("weight w", ""), ("t", "s")]
    assert [c.text(2) for c in controls.values()] == ["w = 2", "t = 2 s"]


@pytest.mark.parametrize(
    ("abbreviation", "error", "message"),
    [
        ((3, 1), ValueError, r"w=\(3, 1\) is empty: wanted finite lo < hi"),
        ((2, 2), ValueError, "is empty"),
        ((0, 1, 0), ValueError, "is empty: .* step > 0"),
        ((0, 1, -0.5), ValueError, "step > 0"),
        ((0.0, math.inf), ValueError, "finite"),
        ((0, 1, 0.3), ValueError, r"steps of 0.3 do not lead from 0 to 1; 0.333333 would"),
        ((0, 1, 5), ValueError, "steps of 5 do not lead from 0 to 1; 1 would"),
        (log_range(0, 1), ValueError, r"w=log_range\(0, 1, per_decade=4\) is empty"),
        (log_range(1, 10, 0), ValueError, "per_decade >= 1"),
        ((0, 2**31 - 1), ValueError, r"w=\(0, 2147483647\) has more than 10,000 values"),
        ((0, 10**400), ValueError, "wanted finite lo < hi"),
        ((-1e308, 1e308, 1), ValueError, "more than 10,000 values"),
        ((0, 1, 1e-320), ValueError, "more than 10,000 values"),
        (log_range(1, 10, 10**9), ValueError, "more than 10,000 values"),
        ((0, math.nan), ValueError, "finite"),
        (log_range(1, 5, 1), ValueError, "do not lead to 5; they would to 10"),
        ([], ValueError, "is empty: give at least one value"),
        ({}, ValueError, "is empty: give at least one value"),
        (3, TypeError, r"w=3: wanted \(lo, hi\), \(lo, hi, step\), log_range"),
        ("He", TypeError, "w='He': wanted"),
        ((1, 2, 3, 4), TypeError, "wanted"),
        (("He", "Xavier"), TypeError, "wanted"),
    ],
)
def test_what_is_no_control_is_refused(abbreviation, error, message):
    with pytest.raises(error, match=message):
        read(abbreviation)


def test_start_value_must_be_one_of_the_values():
    with pytest.raises(ValueError, match=r"starts at w=3\.1, .* 0, 1, 2, \.\.\., 9"):
        read_controls(lambda w=3.1: None, {"w": (0, 9)})
    with pytest.raises(ValueError, match="scheme='LeCun', which is not one of He, Xavier"):
        read_controls(lambda scheme="LeCun": None, {"scheme": ["He", "Xavier"]})


def test_draw_must_take_every_control_and_need_no_more():
    with pytest.raises(TypeError, match="draw takes no 'depht': it takes w, depth"):
        read_controls(lambda w=1, depth=1: None, {"depht": (1, 3)})
    with pytest.raises(TypeError, match="draw needs a value for 'x': give it a default"):
        read_controls(lambda w, x: None, {"w": (1, 3)})


@pytest.mark.parametrize("keyword", ["labels", "units"])
def test_names_of_other_things_are_refused(keyword):
    with pytest.raises(ValueError, match=f"{keyword} names 'v', wanted some of w"):
        read_controls(draw, {"w": (1, 3)}, **{keyword: {"v": "m/s"}})


def test_presets_are_places_on_the_controls():
    many = np.arange(3)
    controls = read_controls(
        draw,
        {
            "w": (0.0, 0.6, 0.1),
            "eta": log_range(0.01, 1, 2),
            "act": {"ReLU": "relu", "many": many},
            "clip": True,
        },
    )
    presets = {
        "some": {"w": 0.1 + 0.2, "clip": False},
        "as it reads": {"eta": 0.0316},
        "all": {"act": many, "eta": 10**-0.5, "w": 0, "clip": 1},
    }
    assert read_presets(presets, controls) == {
        "some": {"w": 3, "clip": 0},
        "as it reads": {"eta": 1},
        "all": {"act": 1, "eta": 3, "w": 0, "clip": 1},
    }


@pytest.mark.parametrize(
    ("presets", "error", "message"),
    [
        ({"far": {"w": 7}}, ValueError, "'far' sets w=7, which is not one of 1, 2, 3: change the"),
        ({"nan": {"w": math.nan}}, ValueError, "sets w=nan, which is not one of"),
        ({"far": {"v": 1}}, ValueError, "preset 'far' names 'v', wanted some of w, act"),
        ({"He": {"act": "ReLU"}}, ValueError, "act='ReLU', which is not one of relu, tanh"),
        ({"far": {}}, ValueError, "preset 'far': {} is empty: give a name and at least one"),
        ({" ": {"w": 1}}, ValueError, "preset ' ': .* is empty: give a name"),
        ({"far": 3}, TypeError, "presets wants a dict of dicts, got 3: write"),
        (["far"], TypeError, r"presets wants a dict of dicts, got \['far'\]: write"),
    ],
)
def test_presets_off_the_controls_are_refused(presets, error, message):
    controls = read_controls(draw, {"w": (1, 3), "act": {"ReLU": "relu", "tanh": "tanh"}})
    with pytest.raises(error, match=message):
        read_presets(presets, controls)
