# ruff: noqa: S314 - the XML is made here
"""Every frame comes back from the table to the digit, and the table is short."""

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tools.plotting.frames import (
    DIGITS,
    LAST,
    NUMBER,
    _lengthen,
    decode,
    encode,
    pack,
    unpack,
)

NUMBERS = (
    st.sampled_from(["-0", "-0.0", "007", "0.50", "1e-5", "3.44e-07", "1.2.3", "−2", ".5", "5."])
    | st.sampled_from(["12345678901", "0.1234567", "٣"])
    | st.integers(-(10**8), 10**8).map(str)
    | st.decimals(-(10**6), 10**6, places=2).map(str)
    | st.floats(-1e4, 1e4).map("{:g}".format)
)
TEXT = st.text("ab1. <>&\"'é☃\xa0", max_size=4) | st.lists(
    st.sampled_from(["M", "L", " ", ",", "-", "w = ", ".", "e"]) | NUMBERS, max_size=6
).map("".join)
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


def all_back(trees, start):
    """Whether every frame comes back from the start frame, and the trees stay as they are."""
    before = [facts(tree) for tree in trees]
    table = json.loads(json.dumps(encode(trees, start)))
    back = [facts(decode(trees[start], table, frame)) for frame in range(len(trees))]
    return back == before == [facts(tree) for tree in trees]


@given(trees=st.lists(TREES, min_size=1, max_size=5) | variants(), data=st.data())
def test_every_frame_comes_back(trees, data):
    assert all_back(trees, data.draw(st.integers(0, len(trees) - 1), label="start"))


@st.composite
def templates(draw):
    """Texts whose words are mostly the same and whose numbers differ."""
    words = draw(st.lists(st.sampled_from(["M", "L", " ", ",-", "w = "]), min_size=1, max_size=40))
    columns = [st.integers(-300, 300).map(lambda n: f"{n / 100:g}"), st.just("7.5"), NUMBERS]
    kinds = [draw(st.sampled_from(columns)) for _ in words]
    rows = draw(st.integers(1, 8))
    return [
        "".join(word + draw(kind) for word, kind in zip(words, kinds, strict=True))
        for _ in range(rows)
    ] + draw(st.lists(TEXT, max_size=2))


@given(texts=templates(), data=st.data())
@example(texts=["-0", "0", "-0.0", "0.0"], data=None)
@example(texts=["M0 -0.5 1.50", "M0 0.5 -0.50", "M0 -0 0.00"], data=None)
def test_numbers_come_back_to_the_digit(texts, data):
    trees = [ET.Element("svg", {"d": text}) for text in texts]
    for tree, text in zip(trees, texts, strict=True):
        tree.text = text
    assert all_back(trees, 0 if data is None else data.draw(st.integers(0, len(texts) - 1)))


@given(
    numbers=st.lists(st.integers(-(2**48), 2**48), max_size=20),
    lags=st.lists(st.integers(1, 5), max_size=4),
)
def test_packed_numbers_come_back(numbers, lags):
    assert unpack(pack(numbers, lags)) == numbers


@given(trees=st.lists(TREES, min_size=1, max_size=5) | variants())
def test_table_holds_no_column_twice(trees):
    table = encode(trees)
    columns = [tuple(unpack(column)) for column in table["columns"]]
    assert len(set(columns)) == len(columns)
    places = [(place, name) for place, name, _, _ in table["slots"]]
    assert len(set(places)) == len(places)
    elements = list(trees[0].iter())
    for place, name, short, column in table["slots"]:
        texts = _lengthen(short, name and elements[place].get(name))
        assert len(set(texts)) > 1
        assert set(columns[column]) == set(range(len(texts)))


def test_a_line_that_changes_everywhere_takes_less_than_a_byte_a_number():
    """Its numbers are differences of their neighbours; its words stand in the start frame."""
    trees = [
        ET.Element("svg", {"d": "".join(f"L{k} {(k * frame) ** 2 / 400:g}" for k in range(50))})
        for frame in range(20)
    ]
    table = encode(trees)
    [[place, name, [[words, _, decimals, rows, *_]], _]] = table["slots"]
    assert (place, name, words, decimals) == (0, "d", 0, 4)
    assert len(NUMBER.findall(trees[0].get("d"))) == 100
    assert len(rows[0]) < 20 * 50 * 3
    assert len(json.dumps(table)) < len("".join(tree.get("d") for tree in trees)) / 4


def histograms(count, step, origin):
    """Histograms of so many shares in eight bins, with the floor at the origin."""
    rng = np.random.default_rng(0)
    heights = rng.multinomial(count, np.full(8, 1 / 8), size=9).tolist()
    return [
        ET.Element("svg", {"d": "".join(f"L9 {origin - step * share:.2f}" for share in shares)})
        for shares in heights
    ]


@pytest.mark.parametrize("step", [0.12, 0.5, 3.456789])
def test_heights_of_a_histogram_are_counts_of_a_step(step):
    trees = histograms(400, step, 143.56)
    assert all_back(trees, 0)
    [[_, _, [[*_, found, _]], _]] = encode(trees)["slots"]
    assert found == pytest.approx(100 * step, rel=1e-3)


# Another digit, which ends a number if this one does.
NEXT = dict(
    zip(DIGITS, DIGITS[1:LAST] + DIGITS[0] + DIGITS[LAST + 1 :] + DIGITS[LAST], strict=True)
)


@pytest.mark.parametrize("step", [0.12, 0.0123])
def test_a_wrong_digit_is_another_frame(step):
    trees = histograms(400, step, 143.56)
    table = encode(trees)
    packed = table["slots"][0][2][0][3]
    code = packed[0]
    for place, digit in enumerate(code):
        wrong = NEXT[digit]
        packed[0] = code[:place] + wrong + code[place + 1 :]
        assert [facts(decode(trees[0], table, k)) for k in range(9)] != list(map(facts, trees))


@given(TREES)
def test_equal_frames_need_no_slots(tree):
    assert encode([tree, tree, tree]) == {"slots": [], "columns": []}


def test_a_change_is_kept_where_it_is():
    frames = [
        ET.fromstring(f'<svg><g><path d="{d}" fill="red"/><text>{text}</text></g><g/></svg>')
        for d, text in [("M0 0", "a"), ("M0 1", "b &lt; c"), ("M0 0", "a")]
    ]
    assert encode(frames) == {
        "slots": [[2, "d", ["M0 0", "M0 1"], 0], [3, None, ["a", "b &lt; c"], 0]],
        "columns": [["020"]],
    }


def test_children_that_come_and_go_are_one_slot():
    frames = [ET.fromstring(f"<svg><g>{'<p/>' * n}</g><g/></svg>") for n in (0, 2)]
    assert encode(frames)["slots"] == [[1, None, ["", "<p /><p />"], 0]]


def test_an_attribute_that_comes_and_goes():
    frames = [ET.fromstring("<svg/>"), ET.fromstring('<svg fill="red"/>')]
    table = encode(frames)
    assert table["slots"] == [[0, "fill", [None, "red"], 0]]
    assert decode(frames[1], table, 0).attrib == {}


@pytest.mark.parametrize("trees", [[], [ET.Element("svg"), ET.Element("g")]])
def test_unlike_roots_are_refused(trees):
    with pytest.raises(ValueError, match="one tag at the root"):
        encode(trees)
