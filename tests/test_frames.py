# ruff: noqa: S314 - the XML is made here

import json
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.frames import decode, encode

TEXT = st.text("ab1. <>&\"'é☃\xa0", max_size=4)
ATTRIBUTES = st.dictionaries(st.sampled_from(["d", "x", "fill", "viewBox"]), TEXT, max_size=3)


def element(tag, attributes, text, tail, children):
    made = ET.Element(tag, attributes)
    made.text, made.tail = text, tail
    made.extend(children)
    return made


ELEMENTS = st.recursive(
    st.builds(element, st.sampled_from("gp"), ATTRIBUTES, TEXT, TEXT, st.just([])),
    lambda children: st.builds(
        element, st.sampled_from("gp"), ATTRIBUTES, TEXT, TEXT, st.lists(children, max_size=3)
    ),
    max_leaves=8,
)
TREES = st.builds(
    element, st.just("svg"), ATTRIBUTES, TEXT, st.none(), st.lists(ELEMENTS, max_size=3)
)


@st.composite
def variants(draw):
    """Trees of one shape, as the frames of a figure are, whose attributes and texts differ."""
    base = draw(TREES)
    copies = [ET.fromstring(ET.tostring(base)) for _ in range(draw(st.integers(1, 4)))]
    for tree in copies:
        for node in tree.iter():
            if draw(st.booleans()):
                node.attrib = draw(ATTRIBUTES)
            if draw(st.integers(0, 4)) == 0:
                node.text = draw(TEXT)
            if node is not tree and draw(st.integers(0, 4)) == 0:
                node.tail = draw(TEXT)
    return copies


def facts(tree):
    return (
        tree.tag,
        tree.attrib,
        tree.text or "",
        tree.tail or "",
        [facts(child) for child in tree],
    )


@given(trees=st.lists(TREES, min_size=1, max_size=5) | variants(), data=st.data())
def test_every_frame_comes_back_from_any_other(trees, data):
    before = [facts(tree) for tree in trees]
    table = json.loads(json.dumps(encode(trees)))
    start = data.draw(st.sampled_from(trees), label="start")
    assert [facts(decode(start, table, frame)) for frame in range(len(trees))] == before
    assert [facts(tree) for tree in trees] == before


@given(trees=st.lists(TREES, min_size=1, max_size=5) | variants())
def test_table_holds_nothing_twice(trees):
    table = encode(trees)
    assert len({tuple(column) for column in table["columns"]}) == len(table["columns"])
    places = [(tuple(path), name) for path, name, _, _ in table["slots"]]
    assert len(set(places)) == len(places)
    for _, _, values, column in table["slots"]:
        assert len(set(values)) == len(values) > 1
        assert set(table["columns"][column]) == set(range(len(values)))


@given(TREES)
def test_equal_frames_need_no_slots(tree):
    assert encode([tree, tree, tree]) == {"slots": [], "columns": []}


def test_a_change_is_kept_where_it_is():
    frames = [
        ET.fromstring(f'<svg><g><path d="{d}" fill="red"/><text>{text}</text></g><g/></svg>')
        for d, text in [("M0 0", "a"), ("M0 1", "b &lt; c"), ("M0 0", "a")]
    ]
    assert encode(frames) == {
        "slots": [[[0, 0], "d", ["M0 0", "M0 1"], 0], [[0, 1], None, ["a", "b &lt; c"], 0]],
        "columns": [[0, 1, 0]],
    }


def test_children_that_come_and_go_are_one_slot():
    frames = [ET.fromstring(f"<svg><g>{'<p/>' * n}</g><g/></svg>") for n in (0, 2)]
    assert encode(frames)["slots"] == [[[0], None, ["", "<p /><p />"], 0]]


def test_an_attribute_that_comes_and_goes():
    frames = [ET.fromstring("<svg/>"), ET.fromstring('<svg fill="red"/>')]
    table = encode(frames)
    assert table["slots"] == [[[], "fill", [None, "red"], 0]]
    assert decode(frames[1], table, 0).attrib == {}


@pytest.mark.parametrize("trees", [[], [ET.Element("svg"), ET.Element("g")]])
def test_unlike_roots_are_refused(trees):
    with pytest.raises(ValueError, match="one tag at the root"):
        encode(trees)
