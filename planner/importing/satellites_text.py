"""The part of an instance that flying satellites make, as TOML: what the file says, and marked what it does
not.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.importing.constellation import FoundShell
from planner.importing.part import plain, quoted
from planner.instance.numbers import counted

LIFE_YEARS = 5.0
ASSUMED = 'quality = "assumed", source = "assumed:'
CHOICE = "choose-a-design"
LAUNCHES_A_YEAR = 250
"""Assumed where a file gives no LAUNCH_DATE: launch n of a year flies on day 364 n / LAUNCHES_A_YEAR of it
(or of the last launch that the file has, if that is more). The world launched between 100 and some 300 times
a year in the early 2020s: months may be off, the order is right."""
NO_DESIGNATOR = "ASSUMED: the file has no designator; the day of the elements"
MOST_NODES, MOST_APART = 24, 200  # that are listed


@dataclass(frozen=True)
class Named:
    """A shell with its id, and where it is sun-synchronous its mean local time [h]."""

    name: str
    shell: FoundShell
    ltan_h: float | None


def part_text(
    file: str,
    elements: pd.DataFrame,
    shells: list[Named],
    apart: pd.Series,
    told: tuple[list[str], list[str]],
    design: str | None,
    life_years: float | None,
) -> str:
    """The TOML; told: what was recognised, and what to look at."""
    said, warnings = told
    source = quoted(f"{file}, elements of {elements.epoch.max().date()}")
    lines = [
        "# Satellites that fly, made by `planner import satellites`. Paste it into an instance.",
        *(f"# {plain(line)}" for line in said),
        *(f"# LOOK AT: {plain(line)}" for line in warnings),
        "#",
        *assumptions(elements, design, life_years),
    ]
    for one in shells:
        lines += ["", *shell_lines(one, source)]
    lines.append("")
    for one in shells:
        lines += cohort_lines(one, elements, design, life_years)
    return "\n".join([*lines, *apart_lines(elements, apart)]).rstrip("\n") + "\n"


def assumptions(elements: pd.DataFrame, design: str | None, life_years: float | None) -> list[str]:
    """What elements do not say, and what stands in its place."""
    choice = f'write the id of one of your designs in the place of "{CHOICE}" (--design ID)'
    lines = [
        "# What elements do not say:",
        f"# CHOICE: the design: {f'all are taken for {design}, as --design says' if design else choice}.",
    ]
    if life_years is None:
        lines.append(f"# ASSUMED: service_life_years = {LIFE_YEARS:g} for every satellite (--life YEARS).")
    if elements.launch_date.isna().any():
        lines += [
            "# ASSUMED: days of launch, by year and number of the designator: launch n of a year on day",
            f"# 364 n / {LAUNCHES_A_YEAR}, or of the file's last launch if that is more. Months may be off.",
        ]
    return [
        *lines,
        f"# study.start must be after {max(elements.launched)}, the day of the last launch.",
        "# ASSUMED: satellites of a shell are those that fly there now; licences may allow more.",
        "# ASSUMED: opening_musd and yearly_musd are 0: fees are not in the file.",
        "# ASSUMED: count is what of a launch is in the shell now: those lost before are left out. How many",
        "# of them work is not in the file: the survivors that the bus's hazard lets expect.",
    ]


def shell_lines(one: Named, source: str) -> list[str]:
    """One shell."""
    shell = one.shell

    def measured(value: str) -> str:
        return f'{{ value = {value}, quality = "measured", source = {source} }}'

    nodes = ", ".join(f"{node:.1f}" for node in shell.nodes_deg[:MOST_NODES])
    more = f", ... {len(shell.nodes_deg)} in all" if len(shell.nodes_deg) > MOST_NODES else ""
    planes = counted(len(shell.planes), "plane")
    tilt = f"{shell.inclination_deg:.2f}"
    return [
        f"[shells.{one.name}]",
        f"altitude_km = {measured(f'{shell.altitude_km:.1f}')}",
        f"inclination_deg = {measured(tilt)}"
        if one.ltan_h is None
        else f"ltan_h = {measured(f'{one.ltan_h:.2f}')} # sun-synchronous, at {tilt} degrees",
        f"# {planes}, nodes at {nodes}{more} degrees; as a limit they stand in `planes` with `spacing_km`",
        f'satellites = {{ value = {len(shell.rows)}, {ASSUMED} what flies there" }}',
        f'opening_musd = {{ value = 0, {ASSUMED} opened already" }}',
        f'yearly_musd = {{ value = 0, {ASSUMED} fees are not known" }}',
    ]


def cohort_lines(
    one: Named, elements: pd.DataFrame, design: str | None, life_years: float | None
) -> list[str]:
    """The satellites of one shell, by the day of their launch."""
    lines = []
    named = f'"{design}"' if design else f'"{CHOICE}" # CHOICE: one of the instance\'s [designs.*]'
    life = f"{LIFE_YEARS:g} # ASSUMED" if life_years is None else f"{life_years:g}"
    for day, rows in elements.loc[list(one.shell.rows)].groupby("launched"):
        launches = {f"{y}-{n:03d}" for y, n in zip(rows.launch_year, rows.launch_number) if y}
        lines += [
            "[[existing.satellites]]",
            f"design = {named}",
            f'shell = "{one.name}"',
            f"launched = {day} # {', '.join(sorted(launches)) or NO_DESIGNATOR}",
            f"service_life_years = {life}",
            f"count = {len(rows)}",
            "",
        ]
    return lines


def apart_lines(elements: pd.DataFrame, apart: pd.Series) -> list[str]:
    """What is kept apart, as comments."""
    if not len(apart):
        return []
    lines = ["# Kept apart, in no shell: name, altitude, inclination, launch."]
    for row, kind in list(apart.items())[:MOST_APART]:
        one = elements.loc[row]
        where = f"{one.altitude_km:.0f} km, {one.inclination_deg:.2f} degrees"
        lines.append(f"# {kind}: {plain(one['name'])}, {where}, {one.launch_year}-{one.launch_number:03d}")
    if len(apart) > MOST_APART:
        lines.append(f"# and {len(apart) - MOST_APART:,} more")
    return lines
