"""What the foot of a page offers: the notebook on Colab and as a file, and both are this one."""

from pathlib import Path

import pytest
from chapter_cells import NOTEBOOKS
from pages import Markup, read

COLAB = "https://colab.research.google.com/github/"
BLOB = "someone/life-of-a-gradient/blob/main/"


def faults_of_actions(page: Markup, site: Path, notebook: Path) -> list[str]:
    """Return which of the two links of a page do not lead to its notebook."""
    links = [(link["href"], "download" in link) for link in page.all("a") if link.get("href")]
    (colab,) = (href for href, _ in links if href.startswith(COLAB))
    (download,) = (href for href, is_file in links if is_file)
    faults = [] if colab == f"{COLAB}{BLOB}chapters/{notebook.name}" else [f"Colab: {colab}"]
    same = (site / "chapters" / download).read_bytes() == notebook.read_bytes()
    return faults if same else [*faults, "another notebook"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_links_lead_to_the_notebook_of_the_page(notebook, published):
    page = read(published / "chapters" / f"{notebook.stem}.html")
    assert faults_of_actions(page, published, notebook) == []


def test_links_to_another_notebook_are_seen(published):
    page = read(published / "chapters" / f"{NOTEBOOKS[1].stem}.html")
    faults = faults_of_actions(page, published, NOTEBOOKS[0])
    assert [fault.split(":")[0] for fault in faults] == ["Colab", "another notebook"]


def test_a_reader_gets_the_file(page, published, serve):
    page.goto(f"{serve(published)}/chapters/{NOTEBOOKS[0].stem}.html")
    assert page.get_by_role("link", name="Run it on Colab").get_attribute("href").startswith(COLAB)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the notebook").click()
    assert download.value.suggested_filename == NOTEBOOKS[0].name
    assert Path(download.value.path()).read_bytes() == NOTEBOOKS[0].read_bytes()
