"""Figures in the type of the page: which fonts they ask for, and where."""

import shutil
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager

from tools.plotting import page_type, use_course_style
from tools.plotting.svg import figure_tree

DEJAVU = Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")


def labelled():
    fig = Figure()
    fig.text(0.5, 0.5, "a word")
    fig.text(0.5, 0.7, r"a $w_1 = \eta$")
    return fig


def test_a_kernel_keeps_matplotlibs_own_type(monkeypatch):
    monkeypatch.delenv(page_type.VARIABLE, raising=False)
    with plt.rc_context():
        use_course_style()
        assert plt.rcParams["font.family"] == ["sans-serif"]
        tree = figure_tree(labelled())
    assert tree.get("font-family") == "'DejaVu Sans',Verdana,sans-serif"
    assert not any("font-family" in element.attrib for element in list(tree.iter())[1:])


def test_the_build_takes_the_fonts_of_its_folder(monkeypatch, tmp_path):
    file = shutil.copy(DEJAVU, tmp_path / "words.ttf")
    monkeypatch.setenv(page_type.VARIABLE, str(tmp_path))
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    with plt.rc_context():
        use_course_style()
        use_course_style()
        assert plt.rcParams["font.family"][0] == page_type.TEXT
    assert [entry.fname for entry in fontManager.ttflist].count(str(file)) == 1


def test_a_folder_without_fonts_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(page_type.VARIABLE, str(tmp_path))
    with pytest.raises(FileNotFoundError, match="FACES wants a folder of"):
        use_course_style()
