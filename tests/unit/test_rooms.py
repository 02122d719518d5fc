"""Who may import whom: the rooms of the house stand in one order, and a module imports from its own room and
those before it.
"""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ORDER = (
    "planner.choices", "planner.errors", "planner.system", "planner.instance", "planner.physics", "models",
    "planner.coefficients", "planner.solver", "planner.tables", "planner.plan", "planner.explain",
    "planner.auditing", "planner.continuing", "planner.simulation", "planner.planning", "planner.remedy",
    "planner.text", "planner.exporting", "planner.importing", "planner.generating", "planner.report",
    "planner.studies", "planner.comparing", "planner.calls", "planner", "planner.app", "planner.commands",
    "planner.cli", "planner.manual", "planner.__main__", "planner.command",
)  # fmt: skip

UPWARDS = {
    (
        "planner.system.guard",
        "models",
    ): "it looks whether `models` is ours before anything else of it is used",
    (
        "planner.system.versions",
        "planner",
    ): "the version stands in the package's first file, where the build reads it",
}
"""Imports from a later room, each with its reason."""


def modules() -> dict[str, Path]:
    """Dotted name -> file of every module."""
    found = {}
    for top in ("planner", "models"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(path: Path) -> set[str]:
    """The modules of the house that a file imports, wherever in the file, also for a type checker alone."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else node.module for name in names}
    return found & set(MODULES)


IMPORTS = {name: imported(path) - {name} for name, path in MODULES.items()}


def room_of(name: str) -> str:
    """The room in which a module stands."""
    return max((room for room in ORDER if name == room or name.startswith(f"{room}.")), key=len)


def test_every_module_has_a_room_and_none_is_loose():
    loose = {name for name in MODULES if room_of(name) == "planner"}
    assert loose == {"planner"}


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_imports_from_its_own_room_and_those_before_it(name):
    own = ORDER.index(room_of(name))
    for other in IMPORTS[name]:
        assert ORDER.index(room_of(other)) <= own or (name, other) in UPWARDS, f"{name} imports {other}"


def test_every_exception_is_still_one():
    assert all(other in IMPORTS[name] for name, other in UPWARDS)


def test_no_circle():
    """Modules are taken away that import none of those left: none is left at the end."""
    left = {name: {other for other in IMPORTS[name] if (name, other) not in UPWARDS} for name in MODULES}
    users = defaultdict(set)
    for name, others in left.items():
        for other in others:
            users[other].add(name)
    ready = [name for name, others in left.items() if not others]
    while ready:
        name = ready.pop()
        del left[name]
        for user in users[name]:
            left[user].discard(name)
            if not left[user]:
                ready.append(user)
    assert sorted(left) == []


def test_no_modules_import_each_other_in_a_circle():
    """Modules are taken away whose imports are all gone; what is left would be a circle."""
    left = {name: {other for other in others if other != "planner"} for name, others in IMPORTS.items()}
    while free := {name for name, others in left.items() if not others & set(left)}:
        left = {name: others for name, others in left.items() if name not in free}
    assert left == {}
