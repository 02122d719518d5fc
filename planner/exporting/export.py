"""A plan in other formats, several at once: every output is looked at before any is written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from planner.errors import InstanceError, require_none
from planner.exporting.sound import require_sound
from planner.instance import arguments, writing
from planner.instance.files import named
from planner.instance.reading import Instance, read
from planner.instance.writing import require_apart, write_new
from planner.plan.plan import Plan, read_plan

OUTPUTS = ("xlsx", "parquet", "czml", "omm", "mps")
OF_INSTANCES = ("mps",)
ENDS = {"xlsx": (".xlsx",), "czml": (".czml",), "omm": (".json", ".csv", ".xml"), "mps": (".mps",)}
"""What the name of an output may end in: programs go by it."""


def a_question(name: str, value: object) -> Plan | Instance:
    """A Plan or an Instance, or one read from a path: a folder is a plan's, a file an instance's."""
    if isinstance(value, Plan | Instance):
        return value
    if isinstance(value, str | os.PathLike):
        path = named(arguments.a_path(name, value, "a plan folder or an instance file"))
        if not path.exists():
            raise InstanceError(str(path), [("", "no such plan folder or instance file")])
        return read_plan(path) if path.is_dir() else read(path)
    raise arguments.wrong(
        name, "a Plan, an Instance, or the path of a plan folder or an instance file", value
    )


def export(question: Plan | Instance, outputs: Mapping[str, Path], force: bool = False) -> list[Path]:
    """Write the outputs asked for (a name of OUTPUTS -> file, or folder for parquet); their paths, in the
    order of OUTPUTS. Raises InstanceError, before anything is written, for a place that is taken and for a
    plan that cannot be exported.
    """
    asked = {name: outputs[name] for name in OUTPUTS if name in outputs}
    if not asked:
        flags = ", ".join(f"--{name}" for name in OUTPUTS)
        raise InstanceError("export", [("", f"nothing is asked for: give one or more of {flags}")])
    require_places(asked, force)
    if isinstance(question, Plan):
        if set(asked) - set(OF_INSTANCES):
            require_sound(question)
    elif others := [f"--{name}" for name in asked if name not in OF_INSTANCES]:
        say = (
            f"is an instance, and {', '.join(others)} is for a plan: solve it first; --mps is there for both"
        )
        raise InstanceError(str(question.path), [("", say)])
    else:
        require_other(asked["mps"], question)
    files: dict[Path, bytes] = {}
    for name, path in asked.items():
        files |= contents(question, name, path)
    if "parquet" in asked:
        make_folder(asked["parquet"])
    write_new(files, force)
    if "parquet" in asked:
        clear(asked["parquet"], {path.name for path in files})
    return list(asked.values())


def require_other(path: Path, question: Instance) -> None:
    """Raise InstanceError where an output would take the place of the instance that it is made from."""
    if path.exists() and question.path.exists() and path.samefile(question.path):
        raise InstanceError(str(path), [("", "is the instance that was read; give another name")])


def contents(question: Plan | Instance, name: str, path: Path) -> dict[Path, bytes]:
    """The files of one output."""
    if name == "mps":
        from planner.exporting.mps import mps, program_of

        return {path: mps(program_of(question))}
    assert isinstance(question, Plan)
    if name == "xlsx":
        from planner.exporting.workbook import workbook

        return {path: workbook(question)}
    if name == "parquet":
        from planner.exporting.parquet import parquet

        return {path / file: content for file, content in parquet(question).items()}
    from planner.exporting.satellites import fleet_of

    if name == "czml":
        from planner.exporting.czml import czml

        return {path: czml(fleet_of(question))}
    from planner.exporting.omm import omm

    return {path: omm(fleet_of(question), path.suffix.lower())}


def require_places(asked: Mapping[str, Path], force: bool) -> None:
    """Raise InstanceError with every place that cannot be written to."""
    problems: list[tuple[str, str]] = []
    for name, path in asked.items():
        say = in_the_way(name, named(path), force)
        if say:
            problems.append((f"--{name} {path}", say))
    require_none("export", problems)
    require_apart(path / "NAME.parquet" if name == "parquet" else path for name, path in asked.items())


def in_the_way(name: str, path: Path, force: bool) -> str | None:
    """Why an output cannot go there."""
    ends = ENDS.get(name)
    if ends and path.suffix.lower() not in ends:
        return f"the name must end in {' or '.join(ends)}"
    above = path.absolute().parent
    if not above.is_dir():
        return f"cannot be written: {above} is no folder"
    if name == "parquet" and path.exists():
        return folder_in_the_way(path, force)
    return writing.in_the_way(path / "file" if name == "parquet" else path, force)


def folder_in_the_way(path: Path, force: bool) -> str | None:
    """Why a folder cannot take the Parquet files."""
    from planner.exporting.parquet import FILES

    if not path.is_dir():
        return "a file of this name exists; give a folder"
    held = sorted(one.name for one in path.iterdir())
    foreign = [name for name in held if name not in FILES]
    if foreign:
        return f"holds {', '.join(foreign[:5])}, which is no table of a plan; give another folder"
    if held and not force:
        return "this folder exists; give another one, or --force (force=True) to replace the tables in it"
    return None


def make_folder(folder: Path) -> None:
    """The folder for Parquet files, made where it is missing."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise writing.unwritable(folder, error) from None


def clear(folder: Path, kept: set[str]) -> None:
    """Remove the tables of an earlier export that this one does not have."""
    from planner.exporting.parquet import FILES

    try:
        for name in FILES - kept:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise writing.unwritable(folder, error) from None
