"""What every public function of `tools` that computes says of itself."""

import importlib
import inspect
import re

import pytest

MODULES = [
    "activations", "datasets", "diagnostics", "gradient_check", "initialisers", "metrics",
    "networks", "normalisation", "training",
]  # fmt: skip


def public_functions() -> dict[str, object]:
    """Return the public functions by module and name."""
    found = {}
    for name in MODULES:
        module = importlib.import_module(f"tools.{name}")
        for function_name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not function_name.startswith("_"):
                found[f"{name}.{function_name}"] = function
    return found


def missing(function) -> list[str]:
    """Return the sections that its docstring lacks."""
    wanted = ["Returns", "References", "Examples"]
    if inspect.signature(function).parameters:  # what takes nothing refuses nothing
        wanted += ["Parameters", "Raises"]
    found = re.findall(r"^(\w+)\n-+$", inspect.getdoc(function) or "", re.MULTILINE)
    found += ["Returns"] * ("Yields" in found)
    return [section for section in wanted if section not in found]


@pytest.mark.parametrize("name", public_functions())
def test_a_docstring_has_every_section(name):
    assert missing(public_functions()[name]) == []


def test_a_missing_section_is_seen():
    def halve(x):
        """Return half of x.

        Returns
        -------
        half : float
        """
        return x / 2

    assert missing(halve) == ["References", "Examples", "Parameters", "Raises"]
