"""One address in several places: they agree, and one command changes them all."""

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "_ext"))

import address  # noqa: E402  # after the path that finds it

listed = address.files


def disagreements(root: Path) -> list[str]:
    """Return the files that do not say the address of _config.yml."""
    site, install, blob, repository, _ = address.Address.of_config(root).spellings
    wanted = {
        "_config.yml": [f"baseurl: {site}\n"],
        "pyproject.toml": [f'Repository = "{repository}"\n'],
        "CITATION.cff": [f"repository-code: {repository}\n", f"url: {site}\n"],
        "README.md": [f"<{site}>", f"colab.research.google.com/github/{blob}chapters/intro.ipynb"],
    }
    for notebook in sorted((root / "chapters").glob("*.ipynb")):
        wanted[f"chapters/{notebook.name}"] = [f'git+{install}\\"']
    return [
        name
        for name, phrases in wanted.items()
        if not all(phrase in (root / name).read_text("utf-8") for phrase in phrases)
    ]


@pytest.fixture
def copy(tmp_path):
    for file in address.files(ROOT):
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, target)
    return tmp_path


def test_all_places_agree():
    assert disagreements(ROOT) == []


@pytest.mark.parametrize("ref", ["main", "v1.0"])
def test_one_command_changes_all_places(copy, ref):
    new = address.Address.parse("https://github.com/someone/gradients", ref)
    address.replace(copy, new)
    assert address.Address.of_config(copy) == new
    assert disagreements(copy) == []
    assert not any("OWNER" in file.read_text() for file in address.files(copy))


def test_a_repository_named_like_its_host_is_published_at_the_root(copy):
    new = address.Address.parse("https://github.com/Someone/someone.github.io", "main")
    address.replace(copy, new)
    assert new.spellings[0] == "https://Someone.github.io/"
    assert address.Address.of_config(copy) == new
    assert disagreements(copy) == []
    address.replace(copy, address.Address.parse("https://github.com/someone/gradients", "v1"))
    assert disagreements(copy) == []


def test_a_run_that_was_interrupted_can_be_repeated(copy, monkeypatch):
    new = address.Address.parse("https://github.com/someone/gradients", "main")
    for place in range(len(address.files(copy))):
        with monkeypatch.context() as patch:
            patch.setattr(address, "files", lambda root, p=place: listed(root)[:p])
            address.replace(copy, new)
        assert address.Address.of_config(copy).owner == "OWNER"
        assert disagreements(copy) or place == 0
    address.replace(copy, new)
    assert disagreements(copy) == []


@pytest.mark.parametrize(
    "name", [file.relative_to(ROOT).as_posix() for file in address.files(ROOT)]
)
def test_a_place_that_disagrees_is_seen(copy, name):
    others = {file: file.read_bytes() for file in address.files(copy)}
    address.replace(copy, address.Address.parse("https://github.com/someone/gradients", "v1"))
    (copy / name).write_bytes(others[copy / name])
    assert disagreements(copy) != []


@pytest.mark.parametrize(
    ("repository", "ref"),
    [("", "main"), ("github.com/a/b", "main"), ("https://github.com/a/b", "a b")],
)
def test_a_wrong_address_is_refused_with_a_sentence(repository, ref):
    with pytest.raises(SystemExit, match=r"Wanted .* got .*make address"):
        address.Address.parse(repository, ref)
