"""How numbers are written."""

import numpy as np
import pytest

from tools.plotting import power_of_ten


@pytest.mark.parametrize(
    ("exponent", "text"), [(0, "10⁰"), (19, "10¹⁹"), (-6, "10⁻⁶"), (np.float64(3), "10³")]
)
def test_a_power_of_ten(exponent, text):
    assert power_of_ten(exponent) == text


@pytest.mark.parametrize("exponent", [0.5, np.float64(-1.25)])
def test_what_is_no_whole_number_is_refused(exponent):
    with pytest.raises(TypeError, match="whole"):
        power_of_ten(exponent)
