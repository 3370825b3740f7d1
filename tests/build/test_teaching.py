"""TEACHING.md: its times are the chapters' own, what it names is there, and its code runs."""

import json
import re
import subprocess
import sys

import pytest
from chapter_cells import BLOCK, NOTEBOOKS, load
from small_book import ROOT

from tools.exercises import EXERCISES

TEACHING = (ROOT / "TEACHING.md").read_text("utf-8")
ROW = re.compile(r"^\| (.+) \| (\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
LINK = re.compile(r"\[(\d+)\]\(chapters/(\w+)\.ipynb\)")
TEXTS = {
    file.stem: "\n".join(cell.source for cell in load(file).cells if cell.cell_type == "markdown")
    for file in NOTEBOOKS
}


def minutes_of(chapter: str) -> int:
    """Return the minutes that a chapter names in its first cell."""
    return int(re.search(r"About (\d+) minutes", TEXTS[chapter])[1])


def paths(text: str) -> dict[str, str]:
    """Return the text of each path by its heading."""
    part = text.partition("## Three paths")[2].partition("\n## ")[0]
    found = re.split(r"^### (.+)$", part, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def faults(text: str) -> list[str]:
    """Return what a path says and the chapters do not."""
    found = []
    for path, body in paths(text).items():
        total = 0
        for first, minutes, middle, ids in ROW.findall(body):
            where = f"{path}, {first.partition('](')[0].strip('[')}"
            chapters = LINK.findall(f"{first} {middle}")
            names = [name for _, name in chapters if name in TEXTS]
            total += int(minutes)
            if [int(number) for number, _ in chapters] != [int(name[2:4]) for name in names]:
                found.append(f"{where}: a link")
            if sum(map(minutes_of, names)) != int(minutes):
                found.append(f"{where}: minutes")
            for exercise in re.findall(r"`([^`]+)`", ids):
                if exercise not in EXERCISES or exercise[:4] not in {name[:4] for name in names}:
                    found.append(f"{where}: {exercise}")
            for title in re.findall(r"\*(.+?)\*", middle):
                if f"\n## {title}\n" not in "".join(TEXTS[name] + "\n" for name in names):
                    found.append(f"{where}: {title}")
        if f"\n{total} minutes" not in body:
            found.append(f"{path}: sum")
    return found


def test_the_paths_are_as_the_chapters_say():
    assert {path: len(ROW.findall(body)) for path, body in paths(TEACHING).items()} == {
        "One lecture": 2,
        "Two weeks of lab": 4,
        "A seminar of six weeks": 6,
    }
    assert faults(TEACHING) == []


def test_the_seminar_is_the_whole_course():
    chapters = [name for _, name in LINK.findall(paths(TEACHING)["A seminar of six weeks"])]
    assert chapters == sorted(name for name in TEXTS if name.startswith("ch"))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("| 25 |", "| 20 |", "One lecture, 1: minutes"),
        ("\n325 minutes", "\n320 minutes", "Two weeks of lab: sum"),
        ("`ch09.angle_after`", "`ch10.how_far`", "A seminar of six weeks, 4: ch10.how_far"),
        ("`ch08.he_std`", "`ch08.he_sd`", "Two weeks of lab, week 2, second: ch08.he_sd"),
        ("*How far does one step go?*", "*How far?*", "One lecture, 1: How far?"),
        ("[13](chapters/ch13", "[12](chapters/ch13", "A seminar of six weeks, 6: a link"),
    ],
)
def test_a_planted_fault_is_seen(old, new, fault):
    assert old in TEACHING
    assert fault in faults(TEACHING.replace(old, new, 1))


def test_the_code_gathers_what_a_class_got_wrong(tmp_path):
    hand_in, gather = BLOCK.findall(TEACHING)
    checks = 'from tools.exercises import check\ncheck("ch01.step_both", 3.8, 1.4, 16)\n'

    def run(code: str) -> str:
        command = [sys.executable, "-c", f"import sys; sys.path.append({str(ROOT)!r})\n{code}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    run(checks + hand_in)
    [handed_in] = json.loads((tmp_path / "results.json").read_text())
    assert handed_in["id"] == "ch01.step_both"
    (tmp_path / "class").mkdir()
    for name in "ab":
        (tmp_path / "class" / f"{name}.json").write_text(json.dumps([handed_in]))
    assert run(gather) == f"2 ch01.step_both {handed_in['mistake']}\n"
