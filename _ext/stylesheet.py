"""One style sheet for every page: the text face, KaTeX's rules, then the site's own files.

What one page alone needs is a second sheet, which that page loads.
"""

import re
import shutil
from pathlib import Path

from sphinx.application import Sphinx

import assets
import font_parts
import node_packages

HERE = Path(__file__).parent
FACE = HERE / "typeface" / "node_modules" / "@fontsource" / "source-serif-4"
KATEX = HERE / "katex" / "node_modules" / "katex" / "dist"

# The cuts that pages use. theme.js fetches the first two early, and KaTeX's two where it is used.
CUTS = {
    "source-serif-4-latin-400-normal.woff2": (400, "normal"),
    "source-serif-4-latin-600-normal.woff2": (600, "normal"),
    "source-serif-4-latin-400-italic.woff2": (400, "italic"),
}

# Cuts for letters that few pages have, each of which loads what it needs.
RARE_CUTS = {
    "source-serif-4-latin-ext-400-normal.woff2": (400, "normal"),
    "source-serif-4-latin-ext-600-normal.woff2": (600, "normal"),
    "source-serif-4-greek-400-normal.woff2": (400, "normal"),
}

FRACTION_RULE = (
    f'@font-face{{font-family:"Fractions";src:url(fonts/{font_parts.FRACTIONS}.woff2)}}\n'
)

# The face has no root; that of the formulas stands in.
ROOT_RULES = "".join(
    f'@font-face{{font-family:"Source Serif 4";font-weight:{weight};'
    "src:url(fonts/KaTeX_Main-Regular.part.woff2);unicode-range:U+221A}\n"
    for weight in (400, 600)
)

# Until the face is there, a system's serif stands in at the size that gives lines of the same
# length: the ratio of the mean widths of the letters of this book.
STAND_INS = {
    "Georgia stand-in": ('local("Georgia")', "107.4%"),
    "Times stand-in": ('local("Times New Roman"),local("Liberation Serif")', "117.9%"),
}


def face_rules() -> str:
    """Return the rules that load the text face, or its stand-ins if that takes long."""
    rules = [
        f'@font-face{{font-family:"Source Serif 4";font-weight:{weight};font-style:{style};'
        f"font-display:fallback;src:url(fonts/{name})}}\n"
        for name, (weight, style) in (CUTS | RARE_CUTS).items()
    ]
    rules += [
        f'@font-face{{font-family:"{name}";src:{source};size-adjust:{size}}}\n'
        for name, (source, size) in STAND_INS.items()
    ]
    return "".join([*rules, FRACTION_RULE, ROOT_RULES])


def katex_rules() -> str:
    """Return KaTeX's style sheet with its woff2 fonts alone, which every browser here reads."""
    css = (KATEX / "katex.min.css").read_text("utf-8")
    return re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("\w+"\)', "", css) + "\n"


def build_stylesheet(app: Sphinx) -> None:
    """Write _static/style.css and the fonts that it loads."""
    node_packages.install_packages(HERE / "typeface")  # katex_math.py has fetched KaTeX
    static = Path(app.outdir) / "_static"
    fonts = static / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    cuts = [FACE / "files" / name for name in CUTS | RARE_CUTS]
    for font in [*(KATEX / "fonts").glob("*.woff2"), *cuts]:
        shutil.copyfile(font, fonts / font.name)
    shutil.copyfile(cuts[0], fonts / f"{font_parts.FRACTIONS}.woff2")
    letters = font_parts.write_parts(fonts)
    shutil.copyfile(FACE / "LICENSE", fonts / "LICENSE-source-serif-4.txt")
    shutil.copyfile(KATEX.parent / "LICENSE", fonts / "LICENSE-katex.txt")
    names = assets.common(app.config.html_css_files)
    own = [Path(app.srcdir) / "_static" / name for name in names]
    css = font_parts.with_parts(face_rules() + katex_rules(), letters)
    css += "".join(map(assets.shortened, own))
    (static / "style.css").write_text(css, "utf-8")


def tidy(app: Sphinx, error: Exception | None) -> None:
    """Remove what Sphinx and the extensions copy and no page loads; shorten the rest."""
    if error is not None:
        return
    source, static = Path(app.srcdir) / "_static", Path(app.outdir) / "_static"
    for file in [*source.rglob("*.js"), *(source / assets.OWN).glob("*.css")]:
        (static / file.relative_to(source)).write_text(assets.shortened(file), "utf-8")
    for file in [*static.glob("*.css"), *(static / name for name in assets.EARLY)]:
        if file.name != "style.css":
            file.unlink()


def setup(app: Sphinx) -> dict:
    """Register the steps."""
    app.connect("builder-inited", build_stylesheet)
    app.connect("build-finished", tidy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
