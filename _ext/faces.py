"""Font files of the page's type for the kernels, which lay the figures out with them."""

import shutil
from pathlib import Path

import node_packages
from stylesheet import CUTS, FACE, HERE, KATEX

SYMBOLS = ["Main-Regular", "Main-Bold", "Math-Italic", "Math-BoldItalic", "Caligraphic-Regular"]


def write_faces(folder: Path) -> None:
    """Write the text face and KaTeX's letters into a folder, as matplotlib takes them."""
    for packages in ("typeface", "katex"):
        node_packages.install_packages(HERE / packages)
    folder.mkdir(parents=True, exist_ok=True)
    for name in CUTS:
        write_cut(name, folder / Path(name).with_suffix(".ttf"))
    for name in SYMBOLS:
        shutil.copy(KATEX / "fonts" / f"KaTeX_{name}.ttf", folder)


def write_cut(name: str, file: Path) -> None:
    """Write a cut of the text face as TrueType; its semibold is what bold asks for."""
    from fontTools.ttLib import TTFont  # a tenth of a second, which most builds save

    font = TTFont((FACE / "files" / name).with_suffix(".woff"), recalcTimestamp=False)
    font.flavor = None
    font["name"].setName("Source Serif 4", 1, 3, 1, 0x409)
    if CUTS[name][0] > 400:
        font["OS/2"].usWeightClass = 700
    font.save(file)
