"""The errata: every entry is whole, its address stays, and the filter on the page finds it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parent.parent
CHAPTERS = ROOT / "chapters"
SCRIPT = (ROOT / "_static" / "pages" / "errata.js").read_text("utf-8")
PAGE = "chapters/errata.html"
VERDICTS = ["right", "right under a condition", "imprecise", "wrong"]

# Others link to these: one that is renamed or removed breaks their links.
ADDRESSES = [
    "zero-on-one-input",
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
    "transposes-and-order",
    "he-variance-or-deviation",
    "variance-through-weights",
    "variance-through-relu",
    "he-keeps-variance",
    "he-keeps-gradients",
    "xavier-variance",
    "xavier-for-sigmoid",
    "lecun-or-xavier",
    "fan-in-counts",
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
    "tanh-settles",
    "relu-isometry",
]

VERDICT_LINE = re.compile(
    r'^<p class="erratum" data-verdict="([a-z ]+)" data-chapter="(\d+)"><span id="([a-z0-9-]+)">'
    r'</span>Verdict: <b>\1</b> · chapter \2 · <a href="#\3">#\3</a></p>$',
    re.MULTILINE,
)


# What an entry consists of -----------------------------------------------------------------


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


def is_computed(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) for part in ast.walk(node))


def compares_two_computations(code: str) -> bool:
    """Whether an assert of the code compares two things of which neither is a mere literal."""
    for statement in ast.walk(ast.parse(code)):
        for node in ast.walk(statement) if isinstance(statement, ast.Assert) else ():
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
            elif isinstance(node, ast.Call):
                sides = node.args
            else:
                continue
            if len(sides) > 1 and all(map(is_computed, sides[:2])):
                return True
    return False


def faults(text: str, code: str) -> list[str]:
    """Return what an entry lacks."""
    line = VERDICT_LINE.search(text)
    if line is None:
        return ["no verdict line, or one that contradicts itself"]
    verdict, chapter, _ = line.groups()
    claim, statement = text[: line.start()], text[line.end() :]
    found = []
    if not re.search(r"^> (\S+ ){4}", claim, flags=re.MULTILINE):
        found.append("no claim")
    if verdict not in VERDICTS:
        found.append("no such verdict")
    if len(statement.split()) < 25:
        found.append("no exact statement")
    if not re.search(rf"\]\(ch{int(chapter):02}_\w+\.ipynb", statement):
        found.append("no way to its chapter")
    if not compares_two_computations(code):
        found.append("no assert that compares two computations")
    return found


def test_every_entry_is_whole():
    found = {text.splitlines()[0]: faults(text, code) for text, code in entries()}
    assert {title: lacks for title, lacks in found.items() if lacks} == {}


def sections(file: Path) -> dict[str, str]:
    """Return the prose of a chapter by the anchors of its headings."""
    cells = nbformat.read(file, as_version=4).cells
    prose = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    _, *parts = re.split(r"^##+ (.+)$", prose, flags=re.MULTILINE)
    anchors = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in parts[::2]]
    return dict(zip(anchors, parts[1::2], strict=True))


def not_linked_back(text: str, chapters: dict[str, dict[str, str]]) -> list[str]:
    """Return the sections to which an entry links and which have no link to it."""
    link = f"](errata.ipynb#{VERDICT_LINE.search(text)[3]})"
    return [
        f"{name}#{anchor}"
        for name, anchor in re.findall(r"\]\((ch\w+\.ipynb)#?([^)]*)\)", text)
        if link not in chapters[name].get(anchor, "")
    ]


@pytest.fixture(scope="module")
def chapters() -> dict[str, dict[str, str]]:
    """The sections of every chapter, under the name of its file."""
    return {file.name: sections(file) for file in CHAPTERS.glob("ch*.ipynb")}


def test_every_section_links_back(chapters):
    found = {text.splitlines()[0]: not_linked_back(text, chapters) for text, _ in entries()}
    assert {title: places for title, places in found.items() if places} == {}


@pytest.mark.parametrize("faulty", ["", "](errata.ipynb)", "](errata.ipynb#factors-above-two)"])
def test_a_missing_link_back_is_seen(faulty, chapters):
    name, anchor = "ch03_exploding_chain.ipynb", "when-does-a-product-explode"
    text, _ = entries()[ADDRESSES.index("factors-above-one")]
    link = "](errata.ipynb#factors-above-one)"
    section = chapters[name][anchor]
    assert link in section
    without = chapters[name] | {anchor: section.replace(link, faulty)}
    assert not_linked_back(text, chapters | {name: without}) == [f"{name}#{anchor}"]
    # In another section it is not where the erratum leads.
    assert not_linked_back(text.replace(anchor, "summary"), chapters) == [f"{name}#summary"]


def test_the_addresses_stay():
    assert [VERDICT_LINE.search(text)[3] for text, _ in entries()] == ADDRESSES
    assert len(set(ADDRESSES)) == len(ADDRESSES)


def test_every_verdict_is_used():
    assert {VERDICT_LINE.search(text)[1] for text, _ in entries()} == set(VERDICTS)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('data-verdict="wrong"', 'data-verdict="right"', "no verdict line"),
        ("<b>wrong</b>", "<b>imprecise</b>", "no verdict line"),
        ('<span id="relu-prevents-exploding"></span>', "", "no verdict line"),
        ('href="#relu-prevents-exploding"', 'href="#else"', "no verdict line"),
        ("chapter 3 ·", "chapter 4 ·", "no verdict line"),
        ("\n> ", "\n", "no claim"),
        ("wrong", "nonsense", "no such verdict"),
        ("ch03_", "ch04_", "no way to its chapter"),
        ("](ch03_exploding_chain.ipynb", "](#", "no way to its chapter"),
    ],
)
def test_a_fault_in_the_text_is_seen(old, new, fault):
    text, code = entries()[ADDRESSES.index("relu-prevents-exploding")]
    assert faults(text, code) == []
    assert old in text
    assert any(found.startswith(fault) for found in faults(text.replace(old, new), code))


def test_a_missing_statement_is_seen():
    text, code = entries()[ADDRESSES.index("relu-prevents-exploding")]
    head = text[: VERDICT_LINE.search(text).end()]
    link = "See [chapter 3](ch03_exploding_chain.ipynb)."
    assert faults(f"{head}\n\n{link}", code) == ["no exact statement"]


@pytest.mark.parametrize(
    ("code", "compares"),
    [
        ("assert math.isclose(a, f(2))", True),
        ("assert abs(a - b) < error", True),
        ("assert a == b == 3", True),
        ("assert compare(a, b).agrees", True),
        ("assert a == 3", False),
        ("assert math.isclose(a, 3.0)", False),
        ("assert ready", False),
        ("print(math.isclose(a, b))", False),
    ],
)
def test_a_comparison_with_a_literal_is_no_second_computation(code, compares):
    assert compares_two_computations(code) == compares


# The filter --------------------------------------------------------------------------------

SHOWN = """() => [...document.querySelectorAll("p.erratum [id]")]
  .filter((address) => address.parentElement.checkVisibility()).map((address) => address.id)"""
EMPTY_GROUPS = """() => [...document.querySelectorAll("article > section > section")]
  .filter((group) => group.querySelector("p.erratum") && group.checkVisibility())
  .filter((group) => ![...group.querySelectorAll("p.erratum")].some((p) => p.checkVisibility()))
  .map((group) => group.id)"""
TITLE_TOP = """(id) => document.getElementById(id).closest("section")
  .querySelector("h3").getBoundingClientRect().top"""


def expected(**choice: str) -> list[str]:
    """The addresses of the entries with this verdict and chapter."""
    found = [VERDICT_LINE.search(text) for text, _ in entries()]
    wanted = (choice.get("verdict"), choice.get("chapter"))
    return [
        line[3]
        for line in found
        if all(value in (None, line[group]) for group, value in enumerate(wanted, start=1))
    ]


def differences(page: Page, what: str, **choice: str) -> list[str]:
    """Return where the page differs from what this choice should show."""
    wanted, found = expected(**choice), []
    if page.evaluate(SHOWN) != wanted:
        found.append(f"{what}: other entries are shown")
    if page.evaluate(EMPTY_GROUPS):
        found.append(f"{what}: a heading stands without entries")
    words = page.locator(".errata-filter [aria-live]").inner_text()
    if words != f"{len(wanted)} of {len(ADDRESSES)} entries":
        found.append(f"{what}: it says {words}")
    for name in ("chapter", "verdict"):
        chosen = page.locator(f".errata-filter [name={name}] :checked").all_inner_texts()
        if chosen != [choice.get(name, "all")]:
            found.append(f"{what}: the {name} shows another choice")
    return found


def misses(page: Page, what: str, address: str) -> list[str]:
    """Return a sentence if the title of the entry is not at the top of the window."""
    return [f"{what}: no title"] * (not 40 < page.evaluate(TITLE_TOP, address) < 200)


# A jump within the page is over when the browser has said so.
JUMP = """hash => new Promise(resolve => {
  addEventListener("hashchange", () => requestAnimationFrame(resolve), { once: true });
  location.hash = hash;
})"""


def filter_faults(page: Page, url: str) -> Iterator[str]:
    """Use the filter as a reader does and yield what goes wrong."""
    page.goto(url)
    yield from differences(page, "at first")
    page.get_by_role("combobox", name="Verdict").select_option("imprecise")
    yield from differences(page, "verdict", verdict="imprecise")
    page.get_by_role("combobox", name="Chapter").select_option("3")
    both = {"verdict": "imprecise", "chapter": "3"}
    yield from differences(page, "both", **both)
    page.reload()
    yield from differences(page, "reloaded", **both)
    page.get_by_role("combobox", name="Verdict").select_option("all")
    yield from differences(page, "chapter", chapter="3")

    page.goto(f"{url}?verdict=nonsense&chapter=99&other=1")
    yield from differences(page, "foreign query")

    page.goto("about:blank")
    page.goto(f"{url}?verdict=right#one-seed")
    yield from differences(page, "link to a hidden entry")
    yield from misses(page, "link to a hidden entry", "one-seed")
    page.get_by_role("combobox", name="Verdict").select_option("right")
    page.evaluate(JUMP, "relu-range")
    yield from differences(page, "jump to a hidden entry")
    yield from misses(page, "jump to a hidden entry", "relu-range")
    page.goto("about:blank")
    page.goto(f"{url}?verdict=wrong#one-seed")
    yield from differences(page, "link to an entry that is shown", verdict="wrong")


@pytest.mark.parametrize("place", ["http", "file"])
def test_the_filter(place, page, site, site_url):
    root = site_url if place == "http" else site.as_uri()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    assert list(filter_faults(page, f"{root}/{PAGE}")) == []
    assert complaints == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("hidden = !fits(line)", "hidden = false", "verdict: other entries"),
        ("group.hidden = ", "group.ready = ", "verdict: a heading stands"),
        ("lines.filter(fits).length", "lines.length", "verdict: it says"),
        ('write("");', "", "reloaded: "),
        ("includes(value) ? value", "length ? value", "foreign query: "),
        ("form.reset();", "", "link to a hidden entry: other entries"),
        ("    follow();\n", "", "jump to a hidden entry: no title"),
        ('addEventListener("popstate"', 'addEventListener("nothing"', "jump to a hidden"),
        ('if (!target?.closest("[hidden]")) return;', "", "link to an entry that is shown"),
    ],
)
def test_a_fault_of_the_filter_is_seen(old, new, fault, page, site_url):
    assert old in SCRIPT
    faulty = SCRIPT.replace(old, new)
    page.route(
        "**/errata.js*", lambda route: route.fulfill(body=faulty, content_type="text/javascript")
    )
    found = filter_faults(page, f"{site_url}/{PAGE}")  # up to the one that is looked for
    assert any(problem.startswith(fault) for problem in found)


def test_the_filter_by_keyboard(page, site_url):
    page.goto(f"{site_url}/{PAGE}")
    page.get_by_role("combobox", name="Chapter").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.wait_for_url("**?verdict=wrong")
    assert differences(page, "typed", verdict="wrong") == []


def test_the_titles_link_to_the_addresses(page, site_url):
    page.goto(f"{site_url}/{PAGE}")
    titles = page.locator("section:has(> p.erratum) > h3 > .headerlink")
    assert titles.evaluate_all("links => links.map(link => link.hash.slice(1))") == ADDRESSES


@pytest.mark.parametrize("address", [ADDRESSES[0], ADDRESSES[20], ADDRESSES[-1]])
@pytest.mark.parametrize("width", [390, 1350])
def test_an_address_leads_to_the_title_without_javascript_too(address, width, browser, site_url):
    for script in (True, False):
        page = browser.new_page(
            java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        page.goto(f"{site_url}/{PAGE}#{address}")
        title = page.locator(f"section:has(> p.erratum #{address}) > h3")
        assert 40 < title.bounding_box()["y"] < 200
        page.close()


@pytest.mark.parametrize("part", ["one-neuron", "theory"])
def test_the_filter_does_not_cover_the_title_of_a_part(part, page, site_url):
    page.goto(f"{site_url}/{PAGE}#{part}")
    covered = page.locator(".errata-filter").bounding_box()
    title = page.locator(f"section#{part} > h2").bounding_box()
    assert title["y"] >= covered["y"] + covered["height"]


def test_without_javascript_every_entry_stands(browser, site_url):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site_url}/{PAGE}")
    lines = page.locator("p.erratum").all()
    assert len(lines) == len(ADDRESSES)
    assert all(line.is_visible() for line in lines)
    assert page.locator(".errata-filter").count() == 0
    page.close()


def test_other_pages_have_no_filter(page, site_url):
    page.goto(f"{site_url}/chapters/notation.html")
    assert page.locator(".errata-filter").count() == 0
