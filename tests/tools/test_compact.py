# ruff: noqa: S314 - the XML is made here
"""The short form of a drawing: every point where it was, in fewer characters."""

import re
import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from tools.plotting.compact import compact, relative

SIZES = {"M": 2, "L": 2, "Q": 4, "C": 6, "z": 0}
NUMBERS = st.integers(-99_999, 99_999).map(lambda hundredths: f"{hundredths / 100:g}")
SEGMENTS = st.sampled_from("MLQCz").flatmap(
    lambda command: st.lists(NUMBERS, min_size=SIZES[command], max_size=SIZES[command]).map(
        lambda numbers: (command, tuple(map(float, numbers)))
    )
)


def read(path: str) -> list[tuple[str, tuple[float, ...]]]:
    """Read a path as a browser does: a command holds until the next one."""
    segments, start, place = [], (0, 0), (0, 0)
    for command, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(number) for number in re.findall(r"-?(?:\d*\.\d+|\d+)", text)]
        size = SIZES.get(command, SIZES.get(command.upper()))
        for k in range(0, max(len(numbers), 1), size or 1):
            group = numbers[k : k + size]
            if command.islower():
                group = [number + place[j % 2] for j, number in enumerate(group)]
            place = tuple(group[-2:]) or start
            start = place if command == "M" else start
            name = command if command == "z" else command.upper()
            segments.append((name, tuple(round(number, 2) for number in group)))
    return segments


@given(st.lists(SEGMENTS, max_size=12))
def test_every_point_of_a_path_stays(segments):
    segments = [("M", (1.0, 2.0)), *segments]
    path = "".join(f"{command}{' '.join(f'{n:g}' for n in ns)}" for command, ns in segments)
    assert read(path) == segments == read(relative(path))


def test_a_long_line_becomes_shorter_by_a_third():
    path = "M" + "L".join(f"{9 * k} {200 - k**1.3:.2f}" for k in range(31))
    assert len(relative(path)) < 2 / 3 * len(path)


DRAWING = """<svg><g><g>
<defs><path id="a" d="M0 0L0 3.5" stroke="red" transform="scale(2)"/></defs>
<g clip-path="url(#c)"><g>
<use href="#a" x="1" stroke="red" fill="none" transform="scale(2)"/></g></g>
</g></g><use href="#b" stroke="red"/><path stroke="red"/><g><text>x</text></g></svg>"""


def test_bare_groups_and_what_is_said_twice_go():
    tree = ET.fromstring(DRAWING.replace("\n", ""))
    compact(tree)
    assert ET.tostring(tree, encoding="unicode") == (
        '<svg><defs><path id="a" d="M0 0l0 3.5" stroke="red" transform="scale(2)" /></defs>'
        '<g clip-path="url(#c)"><use href="#a" x="1" fill="none" transform="scale(2)" /></g>'
        '<use href="#b" stroke="red" /><path stroke="red" /><text>x</text></svg>'
    )
