"""tools._inputs: the sentences that refuse what does not fit."""

import autograd.numpy as np
import pytest
from autograd import grad

from tools._inputs import check_floats, check_layer, naming_layer


def test_the_arrays_of_a_layer_are_named_with_their_shapes():
    with pytest.raises(
        ValueError,
        match=r"^wanted W \(n_in, n_out\), b \(n_out,\); got W \(2, 3\), b \(2,\): b does not fit",
    ):
        check_layer(W=np.ones((2, 3)), b=np.ones(2))


def test_what_is_checked_may_be_traced_by_autograd_even_twice():
    def checked_square(x):
        check_floats(x=x)
        return np.sum(x**2)

    x = np.array([1.0, 2.0])
    assert grad(lambda x: np.sum(grad(checked_square)(x)))(x).tolist() == [2.0, 2.0]
    with pytest.raises(ValueError, match="wanted numbers in x, got 1 NaN of 2"):
        grad(checked_square)(np.array([1.0, np.nan]))


@pytest.mark.parametrize("error", [TypeError, ValueError])
def test_an_error_names_its_layer_and_keeps_its_type(error):
    with pytest.raises(error, match=r"^layer 3: wanted it$"), naming_layer(3):
        raise error("wanted it")
