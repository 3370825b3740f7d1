"""What is kept for the next build: made once, and made anew when it is lost or damaged."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "_ext"))

import kept  # after the path that finds it

FILES = {"b": bytes(1000), "a": b"first"}


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Ask for the files, which are kept in a folder of the test; count how often they are made."""
    monkeypatch.setattr(kept, "folder", lambda name: tmp_path / name)

    def ask(key: bytes = b"key") -> int:
        ask.times = 0

        def make():
            ask.times += 1
            return FILES

        files = kept.kept_or_made("things", key, make)
        assert files == FILES
        assert list(files) == ["a", "b"], "kept and made must come in one order: sites join them"
        return ask.times

    return ask


def archives(folder: Path) -> list[Path]:
    return list((folder / "things").iterdir())


def test_it_is_made_once_for_each_key_and_the_latest_are_kept(made, tmp_path, monkeypatch):
    assert [made(), made(), made(b"other"), made(b"other"), made()] == [1, 0, 1, 0, 0]
    monkeypatch.setattr(kept, "LATEST", 1)
    assert made(b"third") == 1
    assert len(archives(tmp_path)) == 1
    assert [made(b"third"), made()] == [0, 1]


@pytest.mark.parametrize("damage", ["truncated", "changed", "gone", "no archive"])
def test_what_is_damaged_is_made_anew(made, tmp_path, damage):
    made()
    (file,) = archives(tmp_path)
    data = file.read_bytes()
    changed = data.replace(b"first", b"worst")
    assert changed != data
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes({"truncated": data[:100], "changed": changed}.get(damage, b"no archive"))
    assert [made(), made()] == [1, 0]


def test_without_a_place_for_it_it_is_made_each_time(made, tmp_path):
    (tmp_path / "things").write_text("a file where the folder should be")
    assert [made(), made()] == [1, 1]


def test_where_it_cannot_be_written_nothing_of_it_is_left(made, tmp_path):
    made()
    (file,) = archives(tmp_path)
    file.unlink()
    file.mkdir()
    assert [made(), made()] == [1, 1]
    assert archives(tmp_path) == [file]
