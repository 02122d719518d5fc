"""Files of other programs: a plan for them, parts of an instance from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from planner.calls.paths import StrPath
from planner.system.guard import check_models

if TYPE_CHECKING:
    from planner.importing.part import ImportedPart
    from planner.instance.reading import Instance
    from planner.plan.plan import Plan


def export(
    plan: Plan | Instance | StrPath,
    *,
    xlsx: StrPath | None = None,
    parquet: StrPath | None = None,
    czml: StrPath | None = None,
    omm: StrPath | None = None,
    mps: StrPath | None = None,
    force: bool = False,
) -> list[Path]:
    """Write a plan in the formats of other programs, and return the paths that were written.

    plan      a Plan, or the path of its folder; for mps alone also an Instance, or the path of its file
    xlsx      a workbook: summary, schedule (a row a flight), years, every table, what each column is
    parquet   a folder with a file for each table, units and meanings in the metadata
    czml      the fleet for Cesium; omm: as mean elements, .json, .csv or .xml. Planes are assumed, and the
              file says so
    mps       the mixed-integer program that is solved (planner/exporting/mps.py)
    force     replace what exists

    Raises InstanceError, before anything is written, where something is in the way.
    """
    check_models()
    from planner.exporting import export as exporting
    from planner.instance import arguments

    given = {"xlsx": xlsx, "parquet": parquet, "czml": czml, "omm": omm, "mps": mps}
    paths = {
        name: Path(arguments.a_path(name, path, "an output"))
        for name, path in given.items()
        if path is not None
    }
    arguments.a_flag("force", force)
    return exporting.export(exporting.a_question("plan", plan), paths, force)


def import_demand(
    path: StrPath,
    *,
    sheet: str | None = None,
    unit: str | None = None,
    workload: str | None = None,
    region: str | None = None,
    optional: bool = False,
    decimal: Literal[".", ","] | None = None,
    name: str = "demand",
) -> ImportedPart:
    """The demand in a spreadsheet (.xlsx, .csv) as a part of an instance: `.toml`, `.files`, what was
    recognised (`.said`), what to look at (`.warnings`), and the series (`.table`). `.write("part.toml")`.

    sheet              of a workbook; none: the first that holds something
    unit               of the numbers, as "Tt/year" or "billion tokens/day"; none: the file says it
    workload, region   ids, where the file does not say them
    optional           what may be served, instead of what must be
    decimal            of the numbers of a CSV, where they leave it open
    name               of the CSV table: NAME.csv

    `.table` has a row a date and a column a series, in Tt/year. Raises InstanceError for a file that is none
    of these, and for what it leaves open.
    """
    from planner.importing import demand
    from planner.instance import arguments

    if decimal is not None:
        arguments.one_of("decimal", decimal, (".", ","))
    return demand.import_demand(
        Path(arguments.a_path("path", path, "a spreadsheet")),
        demand.Asked(sheet, unit, workload, region, arguments.a_flag("optional", optional), decimal, name),
    )


def import_satellites(
    path: StrPath, *, design: str | None = None, life_years: float | None = None, name: str | None = None
) -> ImportedPart:
    """The satellites of a flying constellation, in OMM or GP elements (.csv, .json), as shells and existing
    satellites of an instance. What the file does not say is marked as assumed in the text.

    design       id of the design that they are taken for; none: a marked choice is left
    life_years   planned life in service, which elements do not tell; none: 5, marked as assumed
    name         what the ids of the shells begin with; none: the name that the objects share

    `.table` has a row a satellite: its elements, the day of its launch, altitude in km, its shell. The study
    must begin after these days. Raises InstanceError for a file that holds no elements.
    """
    check_models()
    from planner.importing import satellites
    from planner.instance import arguments

    return satellites.import_satellites(
        Path(arguments.a_path("path", path, "a file of elements")),
        design=design,
        life_years=arguments.a_number("life_years", life_years),
        name=name,
    )
