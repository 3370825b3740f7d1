"""Where a page leads to its notebook, on Colab and as a file: both are this one."""

from pathlib import Path

import pytest
from chapter_cells import NOTEBOOKS
from pages import Markup, read

COLAB = "https://colab.research.google.com/github/"
BLOB = "someone/life-of-a-gradient/blob/main/"


def faults_of_actions(page: Markup, site: Path, notebook: Path) -> list[str]:
    """Return which of the links of a page, at its foot or elsewhere, lead to another notebook."""
    links = [link for link in page.all("a") if "href" in link]
    on_colab = {link["href"] for link in links if link["href"].startswith(COLAB)}
    files = {link["href"] for link in links if "download" in link}
    (file,) = {href for href in files if href.endswith(".ipynb")}  # not a figure
    wanted = {f"{COLAB}{BLOB}chapters/{notebook.name}"}
    faults = [] if on_colab == wanted else [f"Colab: {on_colab}"]
    same = (site / "chapters" / file).read_bytes() == notebook.read_bytes()
    return faults if same else [*faults, "another notebook"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_links_lead_to_the_notebook_of_the_page(notebook, published):
    page = read(published / "chapters" / f"{notebook.stem}.html")
    assert faults_of_actions(page, published, notebook) == []


def test_links_to_another_notebook_are_seen(published):
    page = read(published / "chapters" / f"{NOTEBOOKS[1].stem}.html")
    faults = faults_of_actions(page, published, NOTEBOOKS[0])
    assert [fault.split(":")[0] for fault in faults] == ["Colab", "another notebook"]


@pytest.mark.parametrize(
    ("place", "on_colab", "as_file"),
    [
        (".page-actions", "Run it on Colab", "Download the notebook"),
        (".output > .elsewhere:not(.without-script)", "Colab", "the notebook"),
    ],
)
def test_a_reader_gets_both(place, on_colab, as_file, page, published, serve):
    notebook = next(file for file in NOTEBOOKS if file.stem == "ch02_sigmoid_neuron")
    page.goto(f"{serve(published)}/chapters/{notebook.stem}.html")
    ways = page.locator(place).first
    link = ways.get_by_role("link", name=on_colab, exact=True)
    assert link.get_attribute("href").startswith(COLAB)
    with page.expect_download() as download:
        ways.get_by_role("link", name=as_file, exact=True).click()
    assert download.value.suggested_filename == notebook.name
    assert Path(download.value.path()).read_bytes() == notebook.read_bytes()
