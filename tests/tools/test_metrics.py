"""tools.metrics against cases worked by hand and against its own promises."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tools.metrics import (
    compare,
    euclidean_norm,
    largest_absolute_error,
    mape,
    relative_frobenius_error,
)

METRICS = [mape, relative_frobenius_error, largest_absolute_error]
# Away from the ends of float64, where a quotient would overflow.
numbers = st.just(0.0) | st.floats(1e-9, 1e9) | st.floats(-1e9, -1e-9)
arrays = npst.arrays(np.float64, npst.array_shapes(max_dims=4, max_side=4), elements=numbers)


def test_mape_is_relative_where_the_truth_is_not_zero_and_absolute_where_it_is():
    # |3-2|/2 = 1/2; |0.5-0| = 1/2; |-1-(-4)|/4 = 3/4; together 7/4 over 3 entries.
    assert mape([3.0, 0.5, -1.0], [2.0, 0.0, -4.0]) == pytest.approx(7 / 12, rel=1e-15)


def test_mape_is_blind_on_a_sparse_truth_and_the_other_two_are_not():
    truth = np.eye(400) / 4
    zeros = np.zeros_like(truth)
    assert mape(zeros, truth) == pytest.approx(0.0025)
    assert relative_frobenius_error(zeros, truth) == 1.0
    assert largest_absolute_error(zeros, truth) == 0.25


def test_relative_frobenius_error_by_hand():
    # difference (3, 0, 4), norm 5; truth (0, 6, 8), norm 10.
    assert relative_frobenius_error([3.0, 6.0, 12.0], [0.0, 6.0, 8.0]) == 0.5


def test_relative_frobenius_error_of_a_zero_truth():
    assert relative_frobenius_error([0.0, 0.0], [0.0, 0.0]) == 0.0
    assert relative_frobenius_error([0.0, 1e-300], [0.0, 0.0]) == math.inf


def test_relative_frobenius_error_of_exploded_gradients_does_not_overflow():
    assert relative_frobenius_error([0.0, 1e200], [1e200, 1e200]) == pytest.approx(math.sqrt(0.5))


@pytest.mark.parametrize("metric", METRICS)
@given(truth=arrays)
def test_no_error_is_zero_error(metric, truth):
    assert metric(truth, truth.copy()) == 0.0


@pytest.mark.parametrize("metric", METRICS)
@given(data=st.data(), truth=arrays)
def test_one_wrong_entry_is_seen(metric, data, truth):
    index = tuple(data.draw(st.integers(0, side - 1)) for side in truth.shape)
    prediction = truth.copy()
    prediction[index] += max(1.0, 2 * abs(truth).max())
    assert metric(prediction, truth) > 0


@given(truth=arrays, scale=st.sampled_from([2.0**-40, 0.5, 4.0, 2.0**40]))
def test_relative_frobenius_error_has_no_unit(truth, scale):
    prediction = truth * 1.5 + 1.0
    assert relative_frobenius_error(prediction * scale, truth * scale) == pytest.approx(
        relative_frobenius_error(prediction, truth), rel=1e-9
    )


@pytest.mark.parametrize("function", [*METRICS, compare])
@pytest.mark.parametrize(
    ("first", "second", "error", "message"),
    [
        ([1.0, 2.0], [1.0, 2.0, 3.0], ValueError, r"one shape, got shape \(2,\) and shape \(3,\)"),
        (1.0, [1.0], ValueError, r"got a scalar and shape \(1,\)"),
        ([[1.0, 2.0]], [[1.0], [2.0]], ValueError, "transpose"),
        ([1.0, np.nan], [1.0, 2.0], ValueError, "first argument, got 1 NaN and 0 infinite of 2"),
        ([1.0, 2.0], [np.inf, -np.inf], ValueError, "second argument, got 0 NaN and 2 infinite"),
        ([], [], ValueError, "at least one number"),
        (["8"], [8.0], TypeError, "real numbers as first argument, got dtype <U1"),
        (None, 8.0, TypeError, "got NoneType"),
        (8.0, 8 + 0j, TypeError, "second argument, got dtype complex128"),
        ([True], [1.0], TypeError, "got dtype bool"),
        ([[1.0], [1.0, 2.0]], [1.0], ValueError, "rows of unequal length"),
    ],
)
def test_bad_input_says_what_was_wanted_and_what_came(function, first, second, error, message):
    with pytest.raises(error, match=message):
        function(first, second)


@pytest.mark.parametrize("power", [-1000, -530, -520, -453, -449, 449, 508, 513, 1000])
def test_a_norm_has_the_same_bits_whether_its_squares_fit_or_not(power):
    entries = 1.0 + np.random.default_rng(0).random(50)
    norm = euclidean_norm(entries[:20], entries[20:])
    assert norm == pytest.approx(math.sqrt(math.fsum(x * x for x in entries.tolist())))
    scaled = np.ldexp(entries, power)
    assert euclidean_norm(scaled[:20], scaled[20:]) == math.ldexp(norm, power)


@pytest.mark.parametrize(
    ("entry", "norm"), [(np.nan, np.nan), (np.inf, np.inf), (1e308, np.inf), (0.0, 0.0)]
)
def test_a_norm_that_is_no_common_number(entry, norm):
    assert euclidean_norm(np.full(9, entry)) == pytest.approx(norm, nan_ok=True)


def test_compare_exact():
    result = compare(np.arange(6.0).reshape(2, 3), np.arange(6).reshape(2, 3))
    assert (result.verdict, result.agrees, repr(result)) == ("exact", True, "exact: no difference")


def test_compare_close_names_the_place():
    second = np.ones((2, 3))
    second[1, 2] += 1e-12
    result = compare(np.ones((2, 3)), second)
    assert (result.verdict, result.agrees, result.where) == ("close", True, (1, 2))
    assert result.largest_difference == pytest.approx(1e-12, rel=1e-3)
    assert repr(result) == "close: within 1e-09 of the largest value"


def test_compare_different():
    result = compare([3125.0, 625.0], [3125.0, 3125.0])
    assert (result.verdict, result.agrees) == ("different", False)
    assert (result.largest_difference, result.where) == (2500.0, (1,))
    assert repr(result) == "different: largest difference 2.5e+03, at [1]"


def test_compare_of_scalars_names_no_place():
    assert repr(compare(8.0, 7.0)) == "different: largest difference 1.0e+00"


def test_compare_against_zero_is_never_close():
    assert compare(1e-300, 0.0).verdict == "different"


@given(first=arrays)
def test_compare_is_symmetric(first):
    second = first * (1 + 1e-12) + 1e-6
    forth, back = compare(first, second), compare(second, first)
    assert (forth.verdict, forth.largest_difference) == (back.verdict, back.largest_difference)
