"""The check that each symbol is defined before it is used: what it reads, accepts and refuses."""

import re
import sys
from pathlib import Path

import pytest
from symbols import Block, equations, leading, meanings, named_chapters, parse, undefined, uses

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

import katex_math

import node_packages


@pytest.fixture(scope="module")
def formula():
    """Return a function that makes MathML of TeX as the build does."""
    node_packages.install_packages(katex_math.HERE)
    renderer = katex_math.KatexRenderer()

    def make(tex, display=False):
        html = renderer.render(tex, display=display)
        return parse(re.search("<math.*</math>", html)[0])

    yield make
    renderer.close()


@pytest.fixture(scope="module")
def text(formula):
    """Return a function that makes blocks of lines: # heading, | row, $$ display or paragraph."""

    def pieces(line):
        parts = re.split(r"\$([^$]+)\$", line)
        return [formula(p) if k % 2 else p for k, p in enumerate(parts) if p]

    def make(*lines):
        blocks, heading = [], ""
        for line in lines:
            if line.startswith("# "):
                heading = line[2:]
                blocks.append(Block("heading", heading, [pieces(heading)]))
            elif line.startswith("$$"):
                blocks.append(
                    Block("display", heading, [[formula(line.strip("$ "), display=True)]])
                )
            elif line.startswith("|"):
                blocks.append(
                    Block("row", heading, [pieces(c) for c in line.strip("|").split("|")])
                )
            else:
                blocks.append(Block("text", heading, [pieces(line)]))
        return blocks

    return make


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        ("2x + 3", "x"),
        (r"\textcolor{#c8102e}{w} x", "w x"),
        ("w_1 x + w_{l-1} + w_{l,ij}", "wᵢ x wᵢ l wᵢ l i j"),
        (r"\eta_{\max} + \eta_{\text{death}} + w_*", "η_max η_death w_∗"),
        ("k^{D-1}", "k D"),
        (r"z_l^2 + a^{\mathsf T} W_l^{\mathsf T}", "zᵢ l ᵀ a ᵀ Wᵢ l"),
        (r"q^* \hat J \dot W", "q* Ĵ Ẇ"),
        (r"\frac{\mathrm dL}{\mathrm dw} = \mathrm dL/\mathrm da \cdot x", "L w L a x"),
        (r"\frac{\mathrm d^2 L}{\mathrm dw^2}", "L w"),
        (r"\mathrm dw_l = a \,\mathrm dz", "dwᵢ l a dz"),
        (r"\int_0^1 g(t)\,\mathrm dt", "g t t"),
        (r"f'(z) + \tanh' z + w' + f''(z)", "f z tanh z w′ f z"),
        (r"\sum_{l=1}^D w_l", "D wᵢ"),
        (r"\prod_{i>l} w_i", "l wᵢ"),
        (r"\mathbb E[z^2] \in \mathbb R", "𝔼 z"),
        (r"\mathrm e^{-z} + \ln \pi + \max(e, 0)", "z e"),
        (r"\operatorname{ReLU}(3) \odot \lVert v \rVert", "ReLU ⊙ ‖·‖ v ‖·‖"),
        (r"\operatorname{ReLU}(z) = \max(z, 0) \tag{1.1}", "ReLU"),
        (r"\lVert W \rVert_F", "‖·‖ W ‖·‖"),
        (r"\underbrace{2}_{\mathrm dL/\mathrm da} \cdot \Delta", "L a Δ"),
    ],
)
def test_the_symbols_of_a_formula(formula, tex, wanted):
    assert " ".join(uses(formula(tex, display=True))) == wanted


@pytest.mark.parametrize(
    ("tex", "wanted"),
    [
        ("z = wx + b", "z"),
        ("z = 7", ""),
        ("2z = wx", ""),
        ("z^2 = wx", ""),
        (r"a = f(z), \quad f(z) = \max(z, 0) = b", "a f"),
        (r"\begin{aligned} z &= wx \\ a &= f(z) \end{aligned} \tag{1}", "z a"),
        (r"\mathrm dz = \mathrm dL/\mathrm dz", "dz"),
        (r"\frac{\mathrm dL}{\mathrm dw} = 2ax", ""),
        ("w_l x = b", ""),
        ("z_l = w_l a_{l-1}", "zᵢ"),
        ("a < b", ""),
    ],
)
def test_what_an_equation_defines(formula, tex, wanted):
    assert " ".join(name for name, _ in equations(formula(tex, display=True))) == wanted


def test_a_formula_is_about_its_first_symbol(formula):
    assert [leading(formula(tex)) for tex in ("w", "z = wx", r"\lVert v \rVert", "w_l")] == [
        "w", "z", "‖·‖", "wᵢ"
    ]  # fmt: skip
    assert [leading(formula(tex)) for tex in ("2w", r"\mathrm dL/\mathrm dw", "[z > 0]")] == [
        None
    ] * 3


def test_the_chapters_of_a_meaning():
    assert named_chapters("in chapters 3, 8 and 9: variables of an integral") == {3, 8, 9}
    assert named_chapters("in chapters 3 to 5: depth") == {3, 4, 5}
    assert named_chapters("in (8.11): one output") == {8}
    assert named_chapters("depth: the number of layers") is None


@pytest.fixture(scope="module")
def known(text):
    """What a small notation says in chapter 3."""
    rows = text(
        "| $w$ | weight |",
        "| $w_l$, $z_l$ | weight, pre-activation of layer … of a chain |",
        "| $\\eta$ | learning rate |",
        "| $l = 1, \\dots, D$ | a layer; 1 is next to the input |",
        "| $D$ | depth: the number of layers; $L$ stays with the loss |",
        "| $\\mathbb E$, $P$ | expectation, probability; what stands behind a bar is given |",
        "| $m$, $n_l$ | samples; neurons of a layer |",
        "| $c$ | in chapter 4: curvature |",
        "| $f'$ | derivative of a function |",
    )
    return meanings(rows, 3)


def test_the_notation_gives_words_for_a_chapter(known):
    assert known["w"] == {"weight"}
    assert known["η"] == {"learning", "rate"}
    assert known["𝔼"] == {"expectation", "mean", "average"}
    assert known["m"] == {"sample"}
    assert known["zᵢ"] == {"pre-activation", "layer", "chain"}
    assert "c" not in known


SOUND = [
    ["The weight $w$ is 3."],
    ["| $\\eta$ | how far a step goes |"],
    ["It is", "$$ z = 2u $$", "with $u$ for the input."],
    ["There are $D$ layers.", "Each $w_l$ is the weight of layer $l$."],
    ["Let $c$ be positive. So is $c^2$."],
    ["For all $j$ it holds."],
    ["Here $s$ is the slope, and $s + 1$ is not."],
    ["Here $d$ is $2^t$ for every $t$."],
    ["ReLU cuts off.", "So $\\operatorname{ReLU}(3)$ is 3."],
    ["The mean of the square, $\\mathbb E[3^2]$."],
    ["$\\mathrm dw$ is the gradient at the weight $w$."],
    ["The weights $w$ and their $f'(w)$, the derivative of $f = w^2$."],
    ["# How fast does $\\eta$ go?", "It is the learning rate."],
    ["A pre-activation $z$."],
    ["Sum up: $\\sum_{j} 2^j$."],
]


@pytest.mark.parametrize("lines", SOUND)
def test_a_definition_is_accepted(text, known, lines):
    assert undefined(text(*lines), known) == []


FAULTS = [
    (["Move $w$ a little."], "w"),
    (["Move $w_l$ through a layer."], "wᵢ"),
    (["Move $w$ a little.", "The weight was $w = 3$."], "w"),
    (["Here $x = 2$ and nothing else is."], "x"),
    (["| $\\eta$ | 0.1 |"], "η"),
    (["The loss is", "$$ z = 2u $$", "as before.", "Here $u$ is the input."], "u"),
    (["The weight $w$ is one thing.", "And $w_1$ is another."], "wᵢ"),
    (["Its weight is $w^k$."], "k"),
    (["So $c > 0$ in curvature."], "c"),
    (["So $\\operatorname{ReLU}(3)$ is 3."], "ReLU"),
    (["# What does $\\eta$ do?", "We shall see.", "It is the learning rate."], "η"),
    (["Take the square, $\\mathbb E[3^2]$."], "𝔼"),
    (["The weight $w$ and $\\mathrm dw$."], "dw"),
]


@pytest.mark.parametrize(("lines", "symbol"), FAULTS)
def test_a_symbol_that_comes_too_early_is_seen(text, known, lines, symbol):
    assert [missing.symbol for missing in undefined(text(*lines), known)] == [symbol]


def test_what_is_missing_is_told_with_its_place(text, known):
    lines = ["# One", "Move $w + 1$ a little.", "# Two", "The weight is $w$."]
    (missing,) = undefined(text(*lines), known)
    assert str(missing) == 'w  under "One": Move $w+1$ a little.  (defined under "Two")'
