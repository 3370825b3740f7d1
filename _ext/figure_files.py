"""A figure of a page as an SVG file that says what it is, on white and in common typefaces."""

import xml.etree.ElementTree as ET
from html import escape
from typing import NamedTuple

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"

INK, PAPER, MUTED = "#000000", "#ffffff", "#5d6570"
# What a page's style sheet says, which a file has not: the colours of its theme, its typefaces.
PLAIN = {
    "var(--paper,var(--jp-layout-color0,#fff))": PAPER,
    "currentColor": INK,
    "'Georgia stand-in'": "Georgia",
    "'Times stand-in'": "'Times New Roman'",
}
FALLBACK = {  # of the letters of symbols
    "KaTeX_Main": "KaTeX_Main,'Latin Modern Roman','Times New Roman',serif",
    "KaTeX_Math": "KaTeX_Math,'Latin Modern Math','Cambria Math','Times New Roman',serif",
}
OF_A_PAGE = {"style", "class", "role", "aria-label", "aria-hidden"}

FOOT = 20  # points for the line that names the figure, its authors and licence

HEAD = """\
<title>{title} of {work}</title>
<desc>{seen}</desc>
<metadata>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cc="http://creativecommons.org/ns#">
<cc:Work rdf:about="">
<dc:format>image/svg+xml</dc:format>
<dc:title>{title} of {work}</dc:title>
<dc:creator><cc:Agent><dc:title>{author}</dc:title></cc:Agent></dc:creator>
<dc:description>{caption}</dc:description>
<dc:rights>{work}, CC BY 4.0</dc:rights>
{source}<cc:license rdf:resource="{licence}"/>
</cc:Work>
</rdf:RDF>
</metadata>
"""


class About(NamedTuple):
    """What a file says of its figure; `source` is its address, if the course is published."""

    title: str
    work: str
    author: str
    seen: str
    caption: str
    source: str | None


def complete(drawing: str, about: About) -> str:
    """Return the ``svg`` element of a page as a file, whose foot names authors and licence."""
    root = ET.fromstring(drawing)  # noqa: S314  # the course's own
    for element in root.iter():
        make_plain(element)
    width, height = map(float, root.get("viewBox").split()[2:])
    tall = height + FOOT
    size = {
        "xmlns": SVG,
        "xmlns:xlink": XLINK,
        "viewBox": f"0 0 {width:g} {tall:g}",
        "width": f"{width * 4 / 3:g}",  # CSS pixels of points
        "height": f"{tall * 4 / 3:g}",
    }
    attributes = size | {name: value for name, value in root.items() if name not in size}
    start = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
    text = {name: value and escape(value) for name, value in about._asdict().items()}
    text["source"] = f"<dc:source>{text['source']}</dc:source>\n" if about.source else ""
    work, author = text["work"], text["author"]
    whose = author if work in author else f"{work} · {author}"
    foot = (
        f'<text x="{width / 2:g}" y="{height + FOOT * 0.6:g}" font-size="9px" fill="{MUTED}" '
        f'text-anchor="middle" font-family="{escape(root.get("font-family"))}">'
        f"{text['title']} · {whose} · CC BY 4.0</text>"
    )
    shown = "".join(ET.tostring(child, encoding="unicode") for child in root)
    ground = f'<rect width="{width:g}" height="{tall:g}" fill="{PAPER}"/>'
    head = HEAD.format(**text, licence=LICENCE)
    return f"<svg {start}>\n{head}{ground}\n{shown}\n{foot}\n</svg>\n"


def make_plain(element: ET.Element) -> None:
    """Take from an element what only a page understands."""
    for name, value in list(element.items()):
        if name in OF_A_PAGE:
            del element.attrib[name]
            continue
        for ours, common in PLAIN.items():
            value = value.replace(ours, common)
        element.set(name, FALLBACK.get(value, value) if name == "font-family" else value)
        if name == "href":  # programs for drawing know the older name
            element.set("xlink:href", element.attrib.pop(name))
