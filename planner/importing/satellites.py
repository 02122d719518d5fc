"""Satellites that fly as a part of an instance: `shells.*` and `existing.satellites`.

Elements tell orbits and launches. They do not tell licences, costs, designs, planned lives, or who works:
each of these is marked in the text, as ASSUMED or as a CHOICE (planner/importing/satellites_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from planner.errors import InstanceError
from planner.importing.constellation import FoundShell, shells_of
from planner.importing.elements import read_elements
from planner.importing.part import ImportedPart
from planner.importing.satellites_text import LAUNCHES_A_YEAR, Named, part_text
from planner.instance.fields import ID_PATTERN
from planner.instance.numbers import counted
from planner.physics.limits import PhysicsRange
from planner.physics.sun import sun_by_day

FORMAT_KM = (400.0, 2000.0)  # the altitudes of the format
MOST_LTAN_SHELLS = 4  # sun-synchronous planes that become a shell each


def import_satellites(
    path: Path, *, design: str | None = None, life_years: float | None = None, name: str | None = None
) -> ImportedPart:
    """The part that a file of elements gives (planner.import_satellites)."""
    require_words(design, life_years, name)
    elements, warnings = read_elements(path)
    found, apart = shells_of(elements)
    inside = [shell for shell in found if FORMAT_KM[0] <= shell.altitude_km <= FORMAT_KM[1]]
    for shell in found:
        if shell not in inside:
            many, where = counted(len(shell.rows), "satellite"), f"{shell.altitude_km:.0f} km"
            warnings.append(f"{many} at {where}, outside the planner's 400..2000 km: kept apart")
    if not inside:
        raise InstanceError(str(path), [("", "no circular shell between 400 and 2000 km is recognised")])
    elements["launched"] = launch_days(elements)
    elements["shell"] = ""
    latest = elements.epoch.max().date()
    shells = list(named_shells(inside, name or shared_name(elements), latest))
    for one in shells:
        elements.loc[list(one.shell.rows), "shell"] = one.name
    warnings += many_planed(inside)
    warnings += apart_in_words(elements, apart)
    kept = elements[elements.shell != ""]
    launches = kept.groupby(["launch_year", "launch_number"]).ngroups
    said = [
        f"{path.name}: {counted(len(elements), 'object')} in orbit, "
        f"epochs {elements.epoch.min().date()} to {latest}",
        *map(shell_in_words, shells),
        f"{counted(len(kept), 'satellite')} in {counted(len(shells), 'shell')}, of "
        f"{counted(launches, 'launch', 'launches')}; {len(elements) - len(kept):,} kept apart",
    ]
    toml = part_text(path.name, elements, shells, apart, (said, warnings), design, life_years)
    return ImportedPart(toml, {}, tuple(said), tuple(warnings), elements, path)


def require_words(design: str | None, life_years: float | None, name: str | None) -> None:
    """Raise InstanceError for words that no instance could hold."""
    for key, text in (("design", design), ("name", name)):
        if text is not None and (not isinstance(text, str) or not re.fullmatch(ID_PATTERN, text)):
            say = "is no id: lower-case words of letters and digits with hyphens"
            raise InstanceError(f"--{key}", [(str(text), say)])
    if life_years is not None and not 0.25 <= life_years <= 30:
        raise InstanceError("--life", [(f"{life_years:g}", "is outside 0.25..30 years")])


def launch_days(elements: pd.DataFrame) -> list[date]:
    """The day of each launch: the file's, or by year and number of the designator; never after the epoch."""
    most = elements.groupby("launch_year").launch_number.max()
    days = []
    for row in elements.itertuples():
        day = epoch = row.epoch.date()
        if isinstance(row.launch_date, date):
            day = row.launch_date
        elif row.launch_year:
            of = max(LAUNCHES_A_YEAR, int(most[row.launch_year]))
            day = date(row.launch_year, 1, 1) + timedelta(days=int(364 * row.launch_number / of))
        days.append(min(day, epoch))
    return days


def shared_name(elements: pd.DataFrame) -> str:
    """The word that most objects' names begin with, as an id."""
    words = elements.name.str.extract(r"^([A-Za-z][A-Za-z0-9]*)", expand=False).dropna().str.lower()
    return str(words.value_counts().index[0])[:30] if len(words) else "shell"


def named_shells(shells: list[FoundShell], base: str, day: date) -> Iterator[Named]:
    """Shells with ids, and local times of sun-synchronous ones: a shell a plane where these are few."""
    seen: dict[str, int] = {}
    for shell in shells:
        parts: list[tuple[FoundShell, float | None]] = [(shell, None)]
        if shell.is_sun_synchronous and len(shell.planes) <= MOST_LTAN_SHELLS:
            planes = zip(shell.planes, shell.nodes_deg)
            parts = [
                (replace(shell, rows=plane, planes=(plane,), nodes_deg=(node,)), local_time_h(node, day))
                for plane, node in planes
            ]
        for part, ltan in parts:
            name = f"{base}-i{shell.inclination_deg:.0f}-{shell.altitude_km:.0f}"
            if ltan is not None:
                minutes = round(ltan * 60) % 1440
                clock = f"{minutes // 60:02d}h{minutes % 60:02d}"
                name = f"{base}-sso-{shell.altitude_km:.0f}-{clock}"
            seen[name] = seen.get(name, 0) + 1
            yield Named(name if seen[name] == 1 else f"{name}-{seen[name]}", part, ltan)


def many_planed(shells: list[FoundShell]) -> Iterator[str]:
    """Sun-synchronous shells of more planes than become a shell each."""
    for shell in shells:
        if shell.is_sun_synchronous and len(shell.planes) > MOST_LTAN_SHELLS:
            where = f"{shell.altitude_km:.0f} km, {shell.inclination_deg:.2f} degrees"
            planes = counted(len(shell.planes), "plane")
            yield (
                f"the shell at {where} is sun-synchronous with {planes}: written by its inclination, with "
                f"the sunlight of the mean of all nodes; a shell a local time (ltan_h) would be closer"
            )


def local_time_h(node_deg: float, day: date) -> float | None:
    """Mean local time of an ascending node [h]; None on a day that the ephemeris does not reach."""
    try:
        sun = sun_by_day(day, day + timedelta(days=1))
    except PhysicsRange:
        return None
    return (12 + (node_deg - float(sun.mean_right_ascension_deg[0])) / 15) % 24


def shell_in_words(one: Named) -> str:
    """One shell as it was recognised."""
    shell = one.shell
    sizes = sorted(map(len, shell.planes))
    held = f"{sizes[0]} to {sizes[-1]} in each" if sizes[0] != sizes[-1] else f"{sizes[0]} in each"
    where = f"{shell.altitude_km:.1f} km, {shell.inclination_deg:.2f} degrees"
    planes = f"{counted(len(sizes), 'plane')} ({held})"
    return f"shell {one.name}: {where}, {counted(len(shell.rows), 'satellite')} in {planes}"


def apart_in_words(elements: pd.DataFrame, apart: pd.Series) -> Iterator[str]:
    """What is in no shell."""
    words = {
        "raising": "rising: on the way up",
        "lowering": "sinking: on the way down, or decaying",
        "apart": "in no shell, neither rising nor sinking by the elements",
    }
    for kind, rows in apart.groupby(apart):
        heights = elements.altitude_km[rows.index]
        many = counted(len(rows), "satellite")
        yield f"{many} {words[str(kind)]} ({heights.min():.0f} to {heights.max():.0f} km): kept apart"
