"""The site in Firefox and in Safari's engine: a sample here, all of it every week."""

import engines
import pytest
from engine_visit import Visit, findings, listening_copy
from pages import CHAPTER, SHOWN

SAMPLE = [CHAPTER, "chapters/errata.html"]
OTHERS = [name for name in SHOWN if name not in SAMPLE]


@pytest.fixture(scope="module")
def copy(site, tmp_path_factory):
    """A copy of the site that listens."""
    assert site.is_dir()
    return listening_copy(tmp_path_factory.mktemp("listening"))


@pytest.fixture(scope="module", params=engines.there())
def driver(request):
    with engines.started(request.param) as driver:
        yield driver


@pytest.fixture
def visit(driver, copy, serve):
    return Visit(driver, serve(copy))


@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_is_wrong_with_a_sample(name, visit):
    assert list(findings(visit, name)) == []
