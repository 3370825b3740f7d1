"""The entries of the errata as they stand in the notebook, and their addresses."""

import re
from pathlib import Path

import nbformat

CHAPTERS = Path(__file__).parents[1] / "chapters"
VERDICTS = ["right", "right under a condition", "imprecise", "wrong"]

# Others link to these: one that is renamed or removed breaks their links.
ADDRESSES = [
    "zero-on-one-input",
    "slope-at-zero",
    "sigmoid-never-zero",
    "rounded-too-early",
    "derivative-is-not-gradient",
    "relu-range",
    "bigger-z-bigger-dz",
    "relu-prevents-exploding",
    "relu-prevents-vanishing",
    "factors-above-one",
    "path-factor-is-not-gradient",
    "hundred-random-layers",
    "could-double-or-triple",
    "relu-most-stable",
    "entries-below-one",
    "zero-loss-is-trained",
    "sigmoid-and-tanh-vanish",
    "leakage-problem",
    "bound-exponent",
    "z-rarely-negative",
    "softmax-is-elementwise",
    "jacobian-times-delta",
    "mape-shows-it",
    "naive-tanh-and-sigmoid",
    "index-ranges",
    "bias-gradient",
    "sum-or-mean",
    "one-sign-for-all",
    "fan-in-axis",
    "transposes-and-order",
    "check-at-the-start",
    "equal-units-stay-equal",
    "he-variance-or-deviation",
    "variance-through-weights",
    "variance-through-relu",
    "he-keeps-variance",
    "he-keeps-gradients",
    "xavier-variance",
    "kaiming-by-default",
    "gain-keeps-size",
    "xavier-for-sigmoid",
    "lecun-or-xavier",
    "fan-in-counts",
    "fan-in-of-a-convolution",
    "uniform-zero-one",
    "leaky-mean",
    "gelu-like-relu",
    "he-published-shrinkage",
    "scale-is-the-only-cause",
    "one-seed",
    "clip-by-value-or-norm",
    "batchnorm-stabilises",
    "residual-fixes-it",
    "transformer-branch-scale",
    "starts-at-zero",
    "before-or-behind",
    "batchnorm-and-sigmoid",
    "adam-needs-no-start",
    "tanh-settles",
    "relu-isometry",
    "clip-and-infinity",
    "clip-with-adam",
]

VERDICT_LINE = re.compile(
    r'^<p class="erratum" data-verdict="([a-z ]+)" data-chapter="(\d+)"><span id="([a-z0-9-]+)">'
    r'</span>Verdict: <b>\1</b> · chapter \2 · <a href="#\3">#\3</a></p>$',
    re.MULTILINE,
)


def entries() -> list[tuple[str, str]]:
    """Return the text and the code of every entry."""
    found = []
    for cell in nbformat.read(CHAPTERS / "errata.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            if found:
                found[-1][1].append(cell.source)
        elif cell.source.startswith("### "):
            found.append((cell.source, []))
    return [(text, "\n".join(code)) for text, code in found]
