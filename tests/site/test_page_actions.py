"""What the foot of a page offers: the notebook on Colab and as a file, and both are this one."""

from pathlib import Path

import pytest
from chapter_cells import NOTEBOOKS

# One worker builds the site of the copy.
BLOB = "someone/life-of-a-gradient/blob/main/"


@pytest.fixture(scope="module")
def published_url(published, serve):
    return serve(published)


def faults_of_actions(page, address: str, notebook: Path) -> list[str]:
    """Follow both links of a page; return which do not lead to its notebook."""
    page.goto(address)
    link = page.get_by_role("link", name="Run it on Colab").get_attribute("href")
    wanted = f"https://colab.research.google.com/github/{BLOB}chapters/{notebook.name}"
    faults = [] if link == wanted else [f"Colab: {link}"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the notebook").click()
    same = Path(download.value.path()).read_bytes() == notebook.read_bytes()
    return faults if same else [*faults, "another notebook"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_links_lead_to_the_notebook_of_the_page(notebook, page, published_url):
    assert faults_of_actions(page, f"{published_url}/chapters/{notebook.stem}.html", notebook) == []


def test_links_to_another_notebook_are_seen(page, published_url):
    address = f"{published_url}/chapters/{NOTEBOOKS[1].stem}.html"
    faults = faults_of_actions(page, address, NOTEBOOKS[0])
    assert [fault.split(":")[0] for fault in faults] == ["Colab", "another notebook"]
