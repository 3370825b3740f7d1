"""The search: how people ask leads to the section that answers, whatever the spelling."""

import re

import pytest
from pages import CHAPTER, CHAPTERS, ROOT
from search_queries import FIRST, QUERIES

SCRIPTS = ROOT / "_static" / "pages"

# A book of five sections, for the ways to write a word.
SMALL = [
    ["a.html", "top", "The top", "Here it begins, and by (3.2).", ""],
    ["a.html", "colour", "Colour", "The neighbour’s centre was labelled and normalised.", ""],
    ["a.html", "norm", "BatchNorm", "A pre-activation of fan_in units, by Kramár.", ""],
    ["a.html", "half", "Decimals", "The gain is 1.467 here.", "3.1 3.2"],
    ["a.html", "year", "Numbers", "In 2015 there were 10 of them, by (3.2).", ""],
]

# What is asked of it, by the section that must come first.
WAYS = {
    "colour": ["color", "COLOUR", "colours", "“colour”", "(colour)", "'colour'", "color?",
               "colour,", "neighbor", "center", "labeled", "label", "normalize", "normalization",
               "normalizer"],
    "norm": ["batchnorm", "batch norm", "batch-norm", "Batch_Norm", "& batch norm", "kramar",
             "preactivation", "pre activation", "pre-activations", "fanin", "fan in", "fan-in"],
    "half": ["1.467", "gain", "(3.2)", "3.2"],
    "year": ["2015"],
}  # fmt: skip


@pytest.fixture(scope="module")
def search(browser, site_url):
    """Return a function that asks the two scripts, changed or not, in one visit of the page."""
    page = browser.new_page()
    page.goto(f"{site_url}/search.html")

    def ask(queries, without=(), change=lambda script: script, sections=None):
        """Return of each query [page#anchor of the first section or None, has it all?]."""
        words, find = (
            (SCRIPTS / f"search-{name}.js").read_text("utf-8") for name in ("words", "find")
        )
        script = f"""([queries, without, sections]) => {{
          const SECTIONS = sections || window.SECTIONS;
          {words}
          for (const said of without) delete SAME[said];
          {change(find)}
          return queries.map((query) => {{
            const {{ sections: [first], isExact }} = SEARCH.find(query);
            return [first ? `${{first[0]}}#${{first[1]}}` : null, isExact];
          }});
        }}"""
        return page.evaluate(script, [list(queries), list(without), sections])

    yield ask
    page.close()


def strays(search, queries, **changes) -> list[str]:
    """Return the queries that do not lead to their section first."""
    found = search(queries, **changes)
    short = [
        (re.sub(r"chapters/(ch\d\d|\w+)[^#]*", r"\1", first or ""), all_) for first, all_ in found
    ]
    return [q for q, got in zip(queries, short, strict=True) if got != (QUERIES[q], True)]


def strays_of_small(search, **changes) -> list[str]:
    """Return the ways to write a word that do not lead to its section in the small book."""
    wanted = {query: f"a.html#{anchor}" for anchor, queries in WAYS.items() for query in queries}
    found = search(wanted, sections=SMALL, **changes)
    return [q for q, got in zip(wanted, found, strict=True) if got != [wanted[q], True]]


# What comes first --------------------------------------------------------------------------


def test_what_people_type_leads_to_the_section_that_answers(search):
    assert len(QUERIES) == sum(map(len, FIRST.values()))  # none is asked for twice
    assert strays(search, QUERIES) == []


def test_every_synonym_is_needed(search):
    words = (SCRIPTS / "search-words.js").read_text("utf-8")
    synonyms = re.findall(r'^  "?(.+?)"?: \[', words, flags=re.MULTILINE)
    assert len(synonyms) > 20

    def is_needed(said: str) -> bool:
        starts = [word[:4] for word in re.findall(r"\w+", said)]
        asking = [query for query in QUERIES if all(start in query.lower() for start in starts)]
        return strays(search, asking, without=[said]) != []

    assert [said for said in synonyms if not is_needed(said)] == []


def test_ways_to_write_a_word_are_one(search):
    assert strays_of_small(search) == []


FIND = (SCRIPTS / "search-find.js").read_text("utf-8")
FOLDS = re.findall(r"^      (\..+[^;])(?:;?)$", FIND.partition("const known")[0], re.MULTILINE)


def test_the_folds_are_tried_one_by_one():
    assert len(FOLDS) == 8


@pytest.mark.parametrize("fold", FOLDS)
def test_a_fold_that_is_missing_is_seen(fold, search):
    assert strays_of_small(search, change=lambda script: script.replace(fold, "", 1)) != []


def test_a_number_that_leads_to_who_names_it_is_seen(search):
    blind = strays_of_small(search, change=lambda script: script.replace("(inNumbers && 3)", "0"))
    assert set(blind) == {"(3.2)", "3.2"}


def test_short_words_and_numbers_count_whole(search):
    assert search(["he", "20", "1"], sections=SMALL) == [[None, False]] * 3


# What is near ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("bachnorm", "remedy-4-batchnorm"),
        ("skip conection", "remedy-6-the-residual-connection"),
        ("deriving He initalisatoin", "derive-he-initialisation"),
        ("Jacboian of a softmx", "which-activation-is-not-diagonal"),
        ("dynamical isometry xyzzy", "is-there-a-linear-network-without-that-spread"),
    ],
)
def test_where_nothing_has_it_all_the_nearest_comes(query, section, search):
    [[first, has_all]] = search([query])
    assert first.endswith(f"#{section}")
    assert not has_all


# The page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_search_by_keyboard_leads_to_the_section(from_file, page, site_url, site):
    root = site.as_uri() if from_file else site_url
    page.goto(f"{root}/{CHAPTER}")
    page.keyboard.press("/")
    page.keyboard.type("subgradient")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=subgradient")
    assert page.get_by_role("status").inner_text() == "4 sections for “subgradient”"
    result = page.locator("#search-results a").first
    assert result.inner_text() == "What is the derivative at 0?"
    result.press("Enter")
    page.wait_for_url("**/ch01_relu_neuron.html#what-is-the-derivative-at-0")
    assert page.locator("#what-is-the-derivative-at-0").is_visible()


def ask(page, query: str) -> tuple[str, int]:
    """Send a query by the form; return what is said, and how many results there are."""
    page.locator(".search-form input").fill(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    results = page.locator("#search-results")
    return page.get_by_role("status").inner_text(), results.locator("li").count()


def test_what_was_found_is_marked_as_the_book_writes_it(page, site_url):
    page.goto(f"{site_url}/search.html")
    ask(page, "fan-in")
    marks = page.locator("#search-results > li").first.locator("mark")
    assert set(marks.all_inner_texts()) == {"fan_in"}


@pytest.mark.parametrize("query", ["ReLU xyzzy", "<b>bachnorm</b>"])
def test_a_search_that_does_not_find_all_offers_what_is_near(query, page, site_url):
    page.goto(f"{site_url}/search.html")
    assert ask(page, query) == (f"Nothing has all of “{query}”. Nearest to it:", 8)


@pytest.mark.parametrize("query", ["xyzzy", "("])
def test_a_search_with_nothing_near_offers_the_pages(query, page, site_url):
    page.goto(f"{site_url}/search.html")
    said = f"Nothing has “{query}” or is near it. These are the pages:"
    assert ask(page, query) == (said, len(CHAPTERS))
