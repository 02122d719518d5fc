"""Satellites as they come and go: a bar for what enters and leaves a shell together, replacements linked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from planner.instance.numbers import joined
from planner.plan.plan import Plan
from planner.report.colours import of_shells
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import INK, LABEL_SIZE, PAPER, SMALL_SIZE, mixed
from planner.report.figures.words import counted, measure
from planner.report.plan.calendar import Calendar
from planner.report.plan.canvas import GREY, WIDE, Canvas
from planner.report.plan.findings import cohorts as findings
from planner.report.plan.names import called
from planner.report.plan.source import source_of

MOST_ROWS = 42
"""Bars that fit the height; of more, those that enter a shell within a quarter, half a year, ... are one."""
LEFT, HEAD, FOOT = 12, 22, 24
LEAST_PITCH, LARGEST_PITCH = 13, 22
COLUMNS = ["shell", "enters_from", "enters_to", "leaves_from", "leaves_to", "satellites", "cohorts",
           "designs", "vehicles", "is_existing"]  # fmt: skip


def gantt(plan: Plan, width: int = WIDE) -> Figure | None:
    """Bars from the first day of service to the last, in rows by shell. None where no satellite serves."""
    rows = cohorts_of(plan)
    if rows.empty:
        return None
    table, days = bundled(rows)
    links = links_of(plan, table)
    pitch = min(LARGEST_PITCH, max(LEAST_PITCH, 540 / len(table)))
    shells = list(dict.fromkeys(table.shell))
    height = len(table) * pitch + len(shells) * HEAD
    canvas = Canvas(width, height + FOOT)
    longest = 7 * max(len(f"{n:,}") for n in table.satellites) + 8
    calendar = Calendar.over([table.enters_from.min(), table.leaves_to.max()], LEFT, width - longest)
    calendar.draw(canvas, 14, height)
    tops = tops_of(table, pitch)
    draw_bars(canvas, table, tops, of_shells(plan), calendar, pitch)
    draw_links(canvas, tops, links, calendar, pitch)
    heads = {shell: tops[i] - 9 for i, shell in reversed(list(enumerate(table.shell)))}
    totals = table.groupby("shell").satellites.sum()
    canvas.texts([{"x": 0, "y": y, "text": shell} for shell, y in heads.items()], INK, LABEL_SIZE + 1,
                 fontWeight="bold", halo=True)  # fmt: skip
    said = [{"x": width, "y": y, "text": counted(int(totals[s]), "satellite")} for s, y in heads.items()]
    canvas.texts(said, GREY, align="right", halo=True)
    retired, replaced = replaced_of(plan)
    return canvas.figure(
        table,
        title=findings.title(rows, retired, replaced),
        subtitle="Years in service of satellites by shell; numbers: satellites"
        + ("; lines: who replaces whom" if links else "")
        + ("; hollow: flew before the study" if rows.is_existing.any() else "")
        + (f". Each bar: what enters a shell within {within(days)}" if days else ""),
        reading=reading(table),
        source=source_of(plan),
    )


def within(days: int) -> str:
    """How long satellites of one bar take to enter service."""
    months = round(days / 30.4)
    return measure(months, "months") if months % 12 else counted(months // 12, "year")


def cohorts_of(plan: Plan) -> pd.DataFrame:
    """A row for what enters a shell on one day and leaves it on one day: satellites as launched, cohorts,
    designs and vehicles by name. Existing satellites too; those that retire early leave then.
    """
    launched = plan.cohorts.assign(name=plan.cohorts.cohort, is_existing=False)
    parts = [launched[["name", "shell", "service_start", "service_end", "satellites", "design", "vehicle",
                       "is_existing"]], existing_of(plan)]  # fmt: skip
    every = pd.concat([part for part in parts if len(part)]) if any(map(len, parts)) else launched
    rows = []
    keys = ["shell", "service_start", "service_end", "is_existing"]
    for (shell, start, end, is_existing), group in every.groupby(keys):
        rows.append(
            {
                "shell": shell,
                "enters_from": start,
                "enters_to": start,
                "leaves_from": end,
                "leaves_to": end,
                "satellites": int(group.satellites.sum()),
                "cohorts": " ".join(group.name),
                "designs": " ".join(dict.fromkeys(group.design)),
                "vehicles": " ".join(dict.fromkeys(group.vehicle)),
                "is_existing": bool(is_existing),
            }
        )
    order = list(plan.resolved.data.shells)
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(
        ["shell", "enters_from", "leaves_from"],
        key=lambda column: column.map(order.index) if column.name == "shell" else column,
        kind="stable",
    ).reset_index(drop=True)


def existing_of(plan: Plan) -> pd.DataFrame:
    """Satellites that flew before the study, in the columns of cohorts; those that retire early apart."""
    rows = []
    for row in plan.existing.itertuples():
        common = {"name": row.existing, "shell": row.shell, "service_start": row.service_start,
                  "design": row.design, "vehicle": "", "is_existing": True}  # fmt: skip
        early = plan.retirements[plan.retirements.existing == row.existing]
        rows += [{**common, "service_end": r.date, "satellites": r.satellites} for r in early.itertuples()]
        left = row.satellites - int(early.satellites.sum())
        rows += [{**common, "service_end": row.service_end, "satellites": left}] if left else []
    return pd.DataFrame(rows)


def bundled(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows, of too many those that enter a shell soon after each other as one, and within how many days
    (0: none are put together).
    """
    for days in (0, 92, 184, 366, 731, 1827, 3653):
        table = rows if not days else together(rows, days)
        if len(table) <= MOST_ROWS:
            return table, days
    return table, days


def together(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """One row for all that enter a shell within so many days of the first of them."""
    found: list[dict[str, Any]] = []
    for row in rows.to_dict("records"):
        last = found[-1] if found else None
        is_same = last and last["shell"] == row["shell"] and last["is_existing"] == row["is_existing"]
        if last is None or not is_same or (row["enters_from"] - last["enters_from"]).days >= days:
            found.append(dict(row))
            continue
        last["enters_to"] = max(last["enters_to"], row["enters_to"])
        last["leaves_from"] = min(last["leaves_from"], row["leaves_from"])
        last["leaves_to"] = max(last["leaves_to"], row["leaves_to"])
        last["satellites"] += row["satellites"]
        for key in ("cohorts", "designs", "vehicles"):
            last[key] = " ".join(dict.fromkeys(f"{last[key]} {row[key]}".split()))
    return pd.DataFrame(found, columns=COLUMNS)


def links_of(plan: Plan, table: pd.DataFrame) -> list[tuple[int, int, pd.Timestamp]]:
    """Row that leaves, row that comes in its place, and the day, from replacements.csv."""
    home = {cohort: i for i, names in enumerate(table.cohorts) for cohort in names.split()}
    found: dict[tuple[int, int], pd.Timestamp] = {}
    for row in plan.replacements.itertuples():
        before, after = words(row.predecessors), words(row.successors)
        for one in dict.fromkeys(home[name] for name in before if name in home):
            for other in dict.fromkeys(home[name] for name in after if name in home):
                if one != other:
                    found.setdefault((one, other), row.date)
    return [(one, other, day) for (one, other), day in found.items()]


def words(text: Any) -> list[str]:
    """Names separated by blanks; none of what is empty."""
    return text.split() if isinstance(text, str) else []


def replaced_of(plan: Plan) -> tuple[int, int]:
    """Satellites that retire, and of them those in whose place others enter their shell in that period."""
    table = plan.replacements
    return (
        int(table.satellites_retired.sum()),
        int(table[["satellites_retired", "satellites_entered"]].min(axis=1).sum()),
    )


def tops_of(table: pd.DataFrame, pitch: float) -> list[float]:
    """The top of each row, a head above the first of every shell."""
    tops, y, before = [], 0.0, None
    for shell in table.shell:
        y += HEAD if shell != before else 0
        tops.append(y)
        y, before = y + pitch, shell
    return tops


def draw_bars(
    canvas: Canvas,
    table: pd.DataFrame,
    tops: Sequence[float],
    colours: dict[str, str],
    calendar: Calendar,
    pitch: float,
) -> None:
    """The bars, and how many satellites each is."""
    bars: list[dict[str, Any]] = []
    hollow: list[dict[str, Any]] = []
    numbers: list[dict[str, Any]] = []
    for top, row in zip(tops, table.itertuples(), strict=True):
        bar: dict[str, Any] = {
            "x": calendar.at(row.enters_from),
            "x2": calendar.at(row.leaves_to),
            "y": top + 1.5,
            "y2": top + pitch - 1.5,
            "colour": mixed(colours[row.shell], PAPER, 0.75) if row.is_existing else colours[row.shell],
            "says": sentence_of(row),
        }
        (hollow if row.is_existing else bars).append(bar)
        numbers.append({"x": bar["x2"] + 5, "y": top + pitch / 2, "text": f"{row.satellites:,}"})
    canvas.boxes(bars)
    canvas.boxes(hollow, stroke=GREY, strokeWidth=1, strokeDash=[3, 2])
    canvas.texts(numbers, GREY, SMALL_SIZE, halo=True)


def draw_links(
    canvas: Canvas,
    tops: Sequence[float],
    links: list[tuple[int, int, pd.Timestamp]],
    calendar: Calendar,
    pitch: float,
) -> None:
    """From the end of those who leave down to those who come, a line each."""
    lines = [
        {
            "x": calendar.at(day),
            "x2": calendar.at(day),
            "y": tops[one] + pitch / 2,
            "y2": tops[other] + pitch / 2,
        }
        for one, other, day in links
    ]
    canvas.lines(lines, INK, strokeWidth=1, opacity=0.7)
    ends = [{"x": row["x2"], "y": row["y2"], "size": 20} for row in lines]
    canvas.dots(ends, shape="circle", filled=True, color=INK, opacity=1)


def sentence_of(row: Any) -> str:
    """What enters and leaves together."""
    enters = between(row.enters_from, row.enters_to)
    leaves = between(row.leaves_from, row.leaves_to)
    designs, vehicles = words(row.designs), words(row.vehicles)
    what = f", {joined(designs)}," if len(designs) <= 2 else f" of {len(designs)} designs"
    by = f" Launched by {joined([called(v) for v in vehicles])}." if vehicles else " Flew before the study."
    return (
        f"{counted(row.satellites, 'satellite')} in {row.shell}{what} in service from {enters} to {leaves}."
        + by
    )


def between(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A month, or the months between which something happens."""
    if first == last:
        return f"{first:%B %Y}"
    return f"{first:%b %Y}-{last:%b %Y}"


def reading(table: pd.DataFrame) -> str:
    """Satellites by shell and years, for those who do not see the picture."""
    said = []
    for shell, rows in table.groupby("shell", sort=False):
        first, last = rows.enters_from.min().year, rows.leaves_to.max().year
        said.append(f"{shell}: {counted(int(rows.satellites.sum()), 'satellite')} from {first} to {last}")
    return "; ".join(said) + "."
