"""Demand from a spreadsheet as a part of an instance: a CSV table with a column for each workload and region,
and the lines that name them.

A value holds from the first day of its time until the next one, as series do (planner/instance/series.py).
What the file leaves open is asked for, or assumed, said, and marked in the text.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from planner.errors import InstanceError, require_none
from planner.importing.grid import read_grid
from planner.importing.layout import Entry, Layout, layout_of
from planner.importing.numbers import Time
from planner.importing.part import ImportedPart, plain, quoted
from planner.importing.units import Unit, unit_in
from planner.instance import records
from planner.instance.fields import ID_PATTERN
from planner.instance.numbers import counted
from planner.instance.series import months_after
from planner.tables.columns import significant

UNIT = "tt_per_year"
MOST_SERIES = 500
MOST_TT = 1e8  # a year: the format's limit
GENERIC = {"demand", "tokens", "value", "committed", "optional", "output-tokens", "volume", "forecast"}
LEAST_TT = 0.01  # a year: one accelerator makes more
EXAMPLES = "Tt/year, billion tokens/day, tokens/s"
ALIASES = {
    "us": "north-america", "usa": "north-america", "united-states": "north-america", "eu": "europe",
    "na": "north-america",
}  # fmt: skip
"""Names of regions that are not those of the catalog; what is taken for what is said."""


@dataclass(frozen=True)
class Asked:
    """What the caller says of a file, None where the file is to say it."""

    sheet: str | None = None
    unit: str | None = None
    workload: str | None = None
    region: str | None = None
    optional: bool = False
    decimal: str | None = None
    name: str = "demand"


Series = dict[Time, tuple[float, str]]  # when -> Tt/year, and the cell


def import_demand(path: Path, asked: Asked = Asked()) -> ImportedPart:
    """The part that a file gives (planner.import_demand)."""
    given = _given_unit(asked)
    for key, text in (("workload", asked.workload), ("region", asked.region), ("name", asked.name)):
        if text is not None and not re.fullmatch(ID_PATTERN if key != "name" else r"[\w.-]+", text):
            raise InstanceError(
                f"--{key}", [(text, "is no id: lower-case words of letters and digits with hyphens")]
            )
    grid = read_grid(path, asked.sheet, asked.decimal)
    layout = layout_of(grid, asked.optional)
    require_none(grid.place, _first(layout.problems))
    if not layout.entries:
        raise InstanceError(grid.place, [("", f"holds no number under its heads ({layout.words})")])
    said = [*grid.said, *layout.said]
    warnings = [*grid.warnings, *layout.warnings]
    series = _series(grid.place, layout, asked, given, said)
    days = sorted({time.day for one in series.values() for time in one})
    warnings += gaps(series)
    table = _table(series, days, warnings)
    most = float(table.drop(columns="date").sum(axis=1).max())
    if most < LEAST_TT:
        warnings.append(
            f"all together {most:.3g} Tt/year at most: less than one accelerator; is the unit right?"
        )
    source = f"{path.name}" + (grid.place.removeprefix(str(path)) if grid.place != str(path) else "")
    said = [f"{source}: {layout.words}", *said, *_totals(table, series)]
    files = {f"{asked.name}.csv": _csv(table)}
    toml = _toml(table, source, asked, said, warnings)
    return ImportedPart(toml, files, tuple(said), tuple(warnings), table, path)


def _given_unit(asked: Asked) -> Unit | None:
    if asked.unit is None:
        return None
    unit, rest = unit_in(asked.unit)
    if unit is None or rest:
        raise InstanceError("--unit", [(asked.unit, f"is no unit of tokens; write one as {EXAMPLES}")])
    return unit


def _first(problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first problems, and how many more there are."""
    more = [("", f"and {len(problems) - 8:,} more like these")] if len(problems) > 8 else []
    return problems[:8] + more


def _series(
    place: str, layout: Layout, asked: Asked, given: Unit | None, said: list[str]
) -> dict[tuple[str, str], Series]:
    """(workload, region) -> series."""
    problems: list[tuple[str, str]] = []
    found: dict[tuple[str, str], Series] = defaultdict(dict)
    units: dict[str, int] = defaultdict(int)
    ids: dict[tuple[str, str], tuple[str, str] | None] = {}
    for entry in layout.entries:
        key = (entry.workload, entry.region)
        if key not in ids:
            ids[key] = _ids(entry, asked, said, problems)
        unit = given or entry.unit or layout.title_unit
        value = _tt_per_year(entry, unit, problems)
        whose = ids[key]
        if whose is None or value is None or unit is None:
            continue
        units[unit.words] += 1
        if entry.time in found[whose] or any(one.day == entry.time.day for one in found[whose]):
            other = next(where for one, (_, where) in found[whose].items() if one.day == entry.time.day)
            problems.append(
                (entry.where, f"{'/'.join(whose)} on {entry.time.day} has a value already, in {other}")
            )
            continue
        found[whose][entry.time] = (value, entry.where)
    require_none(place, _first(list(dict.fromkeys(problems))))
    if len(found) > MOST_SERIES:
        raise InstanceError(
            place, [("", f"{len(found):,} workloads and regions; at most {MOST_SERIES} are taken")]
        )
    where = "as --unit says" if given else "as the file says"
    said.append(f"unit: {', '.join(units)} ({where}); written as Tt/year, a year of 365.25 days")
    return dict(found)


def _tt_per_year(entry: Entry, unit: Unit | None, problems: list[tuple[str, str]]) -> float | None:
    """The value of an entry [Tt/year], or None with the reason."""
    if unit is None:
        problems.append(
            ("unit", f"the file names none that is understood: say it with --unit, as {EXAMPLES}")
        )
        return None
    rate = unit.tt_per_year(entry.time.months)
    if rate is None:
        say = f"{unit.words!r} is an amount, and a date does not say of how long: give --unit, as {EXAMPLES}"
        problems.append(("unit", say))
        return None
    value = significant(entry.value * rate)
    if value > MOST_TT:
        problems.append(
            (entry.where, f"{value:.3g} Tt/year is above {MOST_TT:.0e}: is the unit {unit.words!r} right?")
        )
        return None
    return value


def _ids(
    entry: Entry, asked: Asked, said: list[str], problems: list[tuple[str, str]]
) -> tuple[str, str] | None:
    """The ids of workload and region; None with the reason where one is missing."""
    workload, region = entry.workload, entry.region
    known = set(records.load("regions"))
    if not region and workload:
        label = slug(workload)
        end = next((one for one in sorted(known, key=len, reverse=True) if label.endswith(f"-{one}")), None)
        if end is not None:
            workload, region = label.removesuffix(f"-{end}"), end
        elif asked.workload is not None and asked.region is None:
            workload, region = "", workload
    if slug(workload) in GENERIC:
        workload = ""
    if asked.workload is not None and asked.region is not None:
        workload, region = asked.workload, asked.region
    names = {"workload": workload or asked.workload, "region": region or asked.region}
    made: list[str] = []
    for kind, name in names.items():
        text = slug(name or "")
        if kind == "region" and text in ALIASES and text not in known:
            said.append(f"region {name!r} is taken as {ALIASES[text]}")
            text = ALIASES[text]
        if not text or not re.fullmatch(ID_PATTERN, text):
            say = (
                f"the file names none for {entry.where}: say it with --{kind} ID"
                if not text
                else f"{name!r} makes no id"
            )
            problems.append((kind, say))
            return None
        made.append(text)
    return made[0], made[1]


def slug(text: str) -> str:
    """A name as an id: lower-case words with hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.strip().lower()).strip("-")


def gaps(series: dict[tuple[str, str], Series]) -> list[str]:
    """What is missing between the times of a series, by the shortest step that it has."""
    found = []
    for (workload, region), one in series.items():
        times = sorted(one, key=lambda time: time.day)
        for time, later in zip(times, times[1:]):
            if time.months is not None and months_after(time.day, time.months) < later.day:
                end = months_after(time.day, time.months)
                found.append(
                    f"{workload}/{region}: nothing from {end} until {later.day}; the value before holds on"
                )
            if time.months is not None and months_after(time.day, time.months) > later.day:
                found.append(
                    f"{workload}/{region}: {later.day} begins before the {time.months} months from "
                    f"{time.day} are over; the later value holds"
                )
        steps = [(later.day - time.day).days for time, later in zip(times, times[1:]) if time.months is None]
        if steps and max(steps) > 1.5 * min(steps):
            at = steps.index(max(steps))
            found.append(
                f"{workload}/{region}: the longest step is {max(steps)} days, from {times[at].day}, the "
                f"shortest {min(steps)}: is a date missing?"
            )
    return found


def _table(series: dict[tuple[str, str], Series], days: list[date], warnings: list[str]) -> pd.DataFrame:
    """A row a date, a column a series; a date that a series lacks has its value before, 0 where none is."""
    columns: dict[str, list[float]] = {}
    for (workload, region), one in series.items():
        known = {time.day: value for time, (value, _) in one.items()}
        if min(known) > days[0]:
            warnings.append(
                f"{workload}/{region}: no value before {min(known)}; 0 is ASSUMED from {days[0]} on"
            )
        held, values = 0.0, []
        for day in days:
            held = known.get(day, held)
            values.append(held)
        columns[column_of(workload, region)] = values
    frame = pd.DataFrame({"date": [day.isoformat() for day in days], **columns})
    frame.attrs["series"] = list(series)
    return frame


def column_of(workload: str, region: str) -> str:
    """The column of a series, with its unit: batch_north_america_tt_per_year."""
    return f"{workload}_{region}_{UNIT}".replace("-", "_")


def _totals(table: pd.DataFrame, series: dict[tuple[str, str], Series]) -> list[str]:
    """Rows, years and totals in words."""
    first, last = table["date"].iloc[0], table["date"].iloc[-1]
    numbers = table.drop(columns="date").sum(axis=1)
    workloads, regions = ({key[i] for key in series} for i in (0, 1))
    values = sum(map(len, series.values()))
    return [
        f"{counted(len(series), 'series', 'series')} of {counted(len(workloads), 'workload')} "
        f"({', '.join(sorted(workloads))}) in {counted(len(regions), 'region')} "
        f"({', '.join(sorted(regions))}): {counted(values, 'value')} from {first} to {last}",
        f"all together {numbers.iloc[0]:.6g} Tt/year from {first}, {numbers.iloc[-1]:.6g} from {last} on, "
        f"{numbers.max():.6g} at most",
    ]


def _csv(table: pd.DataFrame) -> bytes:
    room = io.StringIO()
    writer = csv.writer(room, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([row[0], *(f"{value:.10g}" for value in row[1:])])
    return room.getvalue().encode()


def _toml(table: pd.DataFrame, source: str, asked: Asked, said: list[str], warnings: list[str]) -> str:
    """The lines that name the columns."""
    key = "optional_tt_per_year" if asked.optional else "committed_tt_per_year"
    series: list[tuple[str, str]] = table.attrs["series"]
    first = table["date"].iloc[0]
    lines = [
        "# Demand, made by `planner import demand`. Paste it into an instance, with the table beside that.",
        *(f"# {plain(line)}" for line in said),
        *(f"# LOOK AT: {plain(line)}" for line in warnings),
        f"# Series begin on {first}: study.start must not be before it; a row of zeros reaches back.",
    ]
    if table.drop(columns="date").iloc[-1].any():
        lines.append("# The last value holds for good: add a last row of zeros where demand ends.")
    if not asked.optional:
        lines += [
            "# CHOICE: without shortfall_usd_per_mtoken a commitment is hard; the file says no penalty."
        ]
    for section, position in (("workloads", 0), ("regions", 1)):
        for one in sorted({pair[position] for pair in series}):
            has = one in records.load(section)
            pull = (
                f'use = "catalog:{one}" is there'
                if has
                else "the catalog has none of this name: write it out"
            )
            lines.append(f"# The instance must have [{section}.{one}]: {pull}.")
    if len({workload for workload, _ in series}) > 1:
        lines.append("# CHOICE: with several workloads each needs token_weight.")
    for workload, region in series:
        column = column_of(workload, region)
        lines += [
            "",
            f"[workloads.{workload}.demand.{region}]",
            f'{key} = {{ csv = "{asked.name}.csv", column = "{column}", source = {quoted(source)} }}',
        ]
    return "\n".join(lines) + "\n"
