"""Lattices of numbers: found where they are, and exact."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from tools.plotting.lattice import find_lattice, lattice_number


@given(
    step=st.integers(12, 1200),
    origin=st.integers(-(10**4), 10**4),
    counts=st.lists(st.integers(-100, 100), min_size=8, max_size=40),
)
def test_a_lattice_gives_every_number_back(step, origin, counts):
    assume(len(set(counts)) > 3)
    numbers = [lattice_number(k, step / 4, origin / 4) for k in counts]
    [found], step, origin = find_lattice([numbers])
    assert [lattice_number(k, step, origin) for k in found] == numbers


def test_numbers_of_no_step_have_no_lattice():
    assert find_lattice(np.random.default_rng(0).integers(0, 5000, (5, 40)).tolist()) is None
