"""The rooms of tools: which module may import which, so that dependencies run one way."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"

# What each room may use beside itself. The package itself only says which course this is.
ALLOWED = {
    "__init__": set(),
    "_inputs": set(),
    "activations": {"_inputs"},
    "metrics": {"_inputs"},
    "initialisers": {"_inputs"},
    "datasets": {"_inputs"},
    "gradient_check": {"_inputs"},
    "_norms": {"_inputs"},
    "normalisation": {"_inputs", "_norms"},
    "_passes": {"_inputs", "_norms", "activations", "normalisation"},
    "networks": {"_inputs", "_passes", "activations"},
    "diagnostics": {"_inputs", "metrics"},
    "training": {"_inputs", "_passes", "activations", "metrics", "networks", "normalisation"},
    "plotting": {"__init__"},
}
ALLOWED["exercises"] = set(ALLOWED)


def modules() -> dict[str, str]:
    """Return the source of every module by its dotted name below tools."""
    files = {path.relative_to(TOOLS): path.read_text("utf-8") for path in TOOLS.rglob("*.py")}
    return {".".join(path.with_suffix("").parts): source for path, source in files.items()}


def imported(source: str) -> set[str]:
    """Return what a source imports of tools, by its dotted name below tools."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise ValueError(f"wanted absolute imports, got a relative one in line {node.lineno}")
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.removeprefix("tools.") for name in names if name.split(".")[0] == "tools"}
    return found


def strangers(name: str, source: str) -> list[str]:
    """Return what a module imports of rooms that it must not know."""
    room, rooms = name.split(".")[0], {name.split(".")[0] for name in modules()}
    used = {other.split(".")[0] for other in imported(source)}
    used = {other if other in rooms else "__init__" for other in used}  # from tools import on_page
    return sorted(used - ALLOWED[room] - {room})


def test_every_room_has_a_rule():
    assert {name.split(".")[0] for name in modules()} == set(ALLOWED)


@pytest.mark.parametrize("name", modules())
def test_a_module_imports_only_what_its_room_may_know(name):
    assert strangers(name, modules()[name]) == []


def test_no_rule_goes_round_in_a_circle():
    left = {room: rooms - {room} for room, rooms in ALLOWED.items()}
    known = set()
    while left:
        free = {room for room, rooms in left.items() if rooms <= known}
        assert free, left
        known |= free
        left = {room: rooms for room, rooms in left.items() if room not in free}


@pytest.mark.parametrize(
    ("name", "line", "stranger"),
    [
        ("metrics", "from tools.activations import relu", "activations"),
        ("activations", "import tools.networks", "networks"),
        ("gradient_check", "from tools import networks", "networks"),
        ("plotting.style", "def draw():\n    from tools.networks import mlp_forward", "networks"),
        ("networks", "from tools.exercises.checker import examine", "exercises"),
        ("_inputs", "from tools import on_page", "__init__"),
    ],
)
def test_a_planted_import_is_seen(name, line, stranger):
    assert strangers(name, f"{modules()[name]}\n{line}\n") == [stranger]


def test_a_relative_import_is_refused():
    with pytest.raises(ValueError, match="relative"):
        strangers("metrics", "from . import networks")


ROOT = TOOLS.parent
TESTS = ROOT / "tests"


def misplaced(tests: Path) -> list[str]:
    """Return the files of tests that stand in no room, and those that are too long to read."""
    files = {file.relative_to(tests): file.read_text("utf-8") for file in tests.rglob("test_*.py")}
    outside = [f"{file}: in no room" for file in files if len(file.parts) == 1]
    return outside + [f"{file}: long" for file, text in files.items() if text.count("\n") > 400]


def test_every_test_stands_in_a_room_and_can_be_read():
    assert misplaced(TESTS) == []


def test_a_test_without_a_room_and_a_long_one_are_seen(tmp_path):
    (tmp_path / "tools").mkdir()
    (tmp_path / "test_it.py").write_text("x = 1\n")
    (tmp_path / "tools" / "test_long.py").write_text("x = 1\n" * 401)
    assert misplaced(tmp_path) == ["test_it.py: in no room", "tools/test_long.py: long"]


def test_every_module_of_tools_has_its_tests():
    parts = {name.rpartition(".")[2] for name in modules() if not name.startswith("exercises")}
    tested = {file.stem.removeprefix("test_") for file in (TESTS / "tools").glob("test_*.py")}
    assert {part.removeprefix("_") for part in parts - {"__init__"}} <= tested


def folders(markdown: str) -> set[str]:
    """Return the folders that the first column of a table names."""
    rows = re.findall(r"^\| (`[^|]+) \|", markdown, flags=re.MULTILINE)
    return {name.split("/")[0] for row in rows for name in re.findall(r"`([^`]+/)`", row)}


def test_the_readme_names_every_folder_of_the_tree():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    there = {name.split("/")[0] for name in tracked if "/" in name and not name.startswith(".")}
    assert folders((ROOT / "README.md").read_text("utf-8")) == there


def test_every_path_that_contributing_names_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    paths = re.findall(r"`((?:tools|_ext|_static|tests|chapters)/[\w./*]*)`", text)
    assert len(paths) > 20
    patterns = {path: path.rstrip("/").replace("NN", "[0-9][0-9]") for path in paths}
    assert [path for path, pattern in patterns.items() if not list(ROOT.glob(pattern))] == []


def test_contributing_has_a_line_for_every_room():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rooms = {f"tools/{file.name}" for file in TOOLS.iterdir() if not file.name.startswith("__")}
    rooms |= {f"tests/{file.name}" for file in TESTS.iterdir() if file.is_dir()}
    listed = {room for room in rooms if not room.endswith("__pycache__")}
    assert sorted(room for room in listed if f"`{room}" not in text) == []


def test_contributing_has_one_room_for_every_module_of_the_build():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rooms = "".join(re.findall(r"^\| (`_ext/.*?) \|", text, flags=re.MULTILINE))
    modules = [file.name for file in (ROOT / "_ext").glob("*.py")]
    assert modules
    assert [name for name in modules if rooms.count(f"`_ext/{name}`") != 1] == []
