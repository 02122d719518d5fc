"""Satellites that fly as a part of an instance: `shells.*` and `existing.satellites`.

Elements tell orbits and launches. They do not tell licences, costs, designs, planned lives, or who works:
each of these is marked in the text, as ASSUMED or as a CHOICE.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from planner.errors import InstanceError
from planner.importing.constellation import FoundShell, shells_of
from planner.importing.elements import read_elements
from planner.importing.part import ImportedPart, counted
from planner.instance.fields import ID_PATTERN
from planner.physics.sun import sun_by_day

LIFE_YEARS = 5.0
CHOICE = "choose-a-design"
LAUNCHES_A_YEAR = 250
"""Assumed: launch n of a year flies n / LAUNCHES_A_YEAR of the year after its start, and the last that the
file has no later than the year's end. In the 2020s the world launched between 100 and some 300 times a year."""
FORMAT_KM = (400.0, 2000.0)
MOST_LTAN_SHELLS = 4


def import_satellites(
    path: Path, *, design: str | None = None, life_years: float | None = None, name: str | None = None
) -> ImportedPart:
    """The part that a file of elements gives (planner.import_satellites)."""
    for key, text in (("design", design), ("name", name)):
        if text is not None and (not isinstance(text, str) or not re.fullmatch(ID_PATTERN, text)):
            raise InstanceError(f"--{key}", [(str(text), "is no id: lower-case words of letters and digits with hyphens")])
    if life_years is not None and not 0.25 <= life_years <= 30:
        raise InstanceError("--life", [(f"{life_years:g}", "is outside 0.25..30 years")])
    elements, warnings = read_elements(path)
    found, apart = shells_of(elements)
    inside = [shell for shell in found if FORMAT_KM[0] <= shell.altitude_km <= FORMAT_KM[1]]
    for shell in found:
        if shell not in inside:
            warnings.append(f"{counted(len(shell.rows), 'satellite')} at {shell.altitude_km:.0f} km: outside the planner's 400..2000 km, kept apart")
    if not inside:
        raise InstanceError(str(path), [("", "no circular shell between 400 and 2000 km is recognised")])
    elements["launched"] = launch_days(elements)
    elements["shell"] = ""
    base = name or shared_name(elements)
    latest = elements.epoch.max().date()
    shells = list(named_shells(inside, base, latest))
    for one, text, _ in shells:
        elements.loc[list(one.rows), "shell"] = text
    if len(apart):
        warnings += [line for line in apart_in_words(elements, apart)]
    said = [
        f"{path.name}: {counted(len(elements), 'object')} in orbit, epochs {elements.epoch.min().date()} to {latest}",
        *(shell_in_words(shell, text) for shell, text, _ in shells),
    ]
    kept = elements[elements.shell != ""]
    said.append(
        f"{counted(len(kept), 'satellite')} in {counted(len(shells), 'shell')}, of {counted(kept.groupby(['launch_year', 'launch_number']).ngroups, 'launch', 'launches')}; "
        f"{len(elements) - len(kept):,} kept apart"
    )
    toml = part_text(path, elements, shells, apart, said, warnings, design, life_years)
    return ImportedPart(toml, {}, tuple(said), tuple(warnings), elements, path)


def launch_days(elements: pd.DataFrame) -> list[date]:
    """The day of each launch: the file's, or by year and number of the designator, before the epoch."""
    most = elements.groupby("launch_year").launch_number.max()
    days = []
    for row in elements.itertuples():
        epoch = row.epoch.date()
        if row.launch_date is not None and row.launch_date == row.launch_date:
            day = row.launch_date
        elif row.launch_year:
            of = max(LAUNCHES_A_YEAR, int(most[row.launch_year]))
            day = date(row.launch_year, 1, 1) + timedelta(days=int(364 * row.launch_number / of))
        else:
            day = epoch
        days.append(min(day, epoch))
    return days


def shared_name(elements: pd.DataFrame) -> str:
    """The word that most objects' names begin with, as an id."""
    words = elements.name.str.extract(r"^([A-Za-z][A-Za-z0-9]*)", expand=False).dropna().str.lower()
    return str(words.value_counts().index[0]) if len(words) else "shell"


def named_shells(shells: list[FoundShell], base: str, day: date) -> Iterator[tuple[FoundShell, str, float | None]]:
    """Shells with ids and, of sun-synchronous ones, local times [h]: a shell a plane where these are few."""
    seen: dict[str, int] = {}
    for shell in shells:
        parts: list[tuple[FoundShell, float | None]] = [(shell, None)]
        if shell.is_sun_synchronous and len(shell.planes) <= MOST_LTAN_SHELLS:
            parts = [
                (
                    FoundShell(shell.altitude_km, shell.inclination_deg, plane, (plane,), (node,)),
                    local_time_h(node, day),
                )
                for plane, node in zip(shell.planes, shell.nodes_deg)
            ]
        for part, ltan in parts:
            text = f"{base}-i{shell.inclination_deg:.0f}-{shell.altitude_km:.0f}"
            if ltan is not None:
                text = f"{base}-sso-{shell.altitude_km:.0f}-{round(ltan * 60) // 60 % 24:02d}h{round(ltan * 60) % 60:02d}"
            seen[text] = seen.get(text, 0) + 1
            yield part, text if seen[text] == 1 else f"{text}-{seen[text]}", ltan


def local_time_h(node_deg: float, day: date) -> float:
    """Mean local time of an ascending node [h]."""
    sun = sun_by_day(day, day + timedelta(days=1))
    return (12 + (node_deg - float(sun.mean_right_ascension_deg[0])) / 15) % 24


def shell_in_words(shell: FoundShell, name: str) -> str:
    """One shell as it was recognised."""
    sizes = sorted(map(len, shell.planes))
    planes = counted(len(sizes), "plane")
    held = f"{sizes[0]} to {sizes[-1]} in each" if sizes[0] != sizes[-1] else f"{sizes[0]} in each"
    return f"shell {name}: {shell.altitude_km:.1f} km, {shell.inclination_deg:.2f} degrees, {counted(len(shell.rows), 'satellite')} in {planes} ({held})"


def apart_in_words(elements: pd.DataFrame, apart: pd.Series) -> Iterator[str]:
    """What is in no shell."""
    words = {
        "raising": "below or between the shells and rising: on their way up",
        "lowering": "sinking: on their way down, or decaying",
        "apart": "in no shell, neither rising nor sinking by their elements",
    }
    for kind, rows in apart.groupby(apart):
        heights = elements.altitude_km[rows.index]
        yield f"{counted(len(rows), 'satellite')} {words[str(kind)]} ({heights.min():.0f} to {heights.max():.0f} km): kept apart"


def part_text(
    path: Path, elements: pd.DataFrame, shells: list[tuple[FoundShell, str, float | None]], apart: pd.Series,
    said: list[str], warnings: list[str], design: str | None, life_years: float | None,
) -> str:  # fmt: skip
    """The TOML."""
    source = _quoted(f"{path.name}, elements of {elements.epoch.max().date()}")
    lines = [
        "# Satellites that fly, made by `planner import satellites`. Paste it into an instance.",
        *(f"# {_plain(line)}" for line in said),
        *(f"# LOOK AT: {_plain(line)}" for line in warnings),
        "#",
        *_assumptions(elements, design, life_years),
    ]
    for shell, name, ltan in shells:
        lines += ["", *_shell_lines(shell, name, ltan, source)]
    lines += [""]
    life = f"{LIFE_YEARS if life_years is None else life_years:g}"
    told = " # ASSUMED" if life_years is None else ""
    named = design or CHOICE
    choice = " # CHOICE: one of the instance's [designs.*]" if design is None else ""
    for shell, name, _ in shells:
        held = elements.loc[list(shell.rows)]
        for day, rows in held.groupby("launched"):
            launches = ", ".join(sorted({f"{y}-{n:03d}" for y, n in zip(rows.launch_year, rows.launch_number) if y}))
            lines += [
                "[[existing.satellites]]",
                f'design = "{named}"{choice}',
                f'shell = "{name}"',
                f"launched = {day} # {launches or 'ASSUMED: no designator, the day of the elements'}",
                f"service_life_years = {life}{told}",
                f"count = {len(rows)}",
                "",
            ]
    lines += _apart_lines(elements, apart)
    return "\n".join(lines).rstrip("\n") + "\n"


def _assumptions(elements: pd.DataFrame, design: str | None, life_years: float | None) -> list[str]:
    """What the file does not say."""
    lines = ["# What elements do not say:"]
    if design is None:
        lines.append(f'# CHOICE: design. Write the id of one of your designs in the place of "{CHOICE}" (--design ID).')
    else:
        lines.append(f"# CHOICE: all are taken for the design {design}, as --design says.")
    if life_years is None:
        lines.append(f"# ASSUMED: service_life_years = {LIFE_YEARS:g}, for every satellite (--life YEARS).")
    if elements.launch_date.isna().any():
        lines.append(
            f"# ASSUMED: days of launch, from year and number of the designator: launch n of a year on day 364 n / {LAUNCHES_A_YEAR} "
            "(or of the file's last launch, if that is more)."
        )
    return [
        *lines,
        "# ASSUMED: satellites of a shell = those that fly there now; licences may allow more.",
        "# ASSUMED: opening_musd and yearly_musd = 0: fees and licences are not in the file.",
        "# ASSUMED: count = satellites of the launch that are in the shell now, those lost before left out; how many",
        "# of them work is not in the file: `working` is left to the bus's hazard.",
        "# Retired before the study's start is what launched + service_life_years puts before it: the planner says so.",
    ]


def _shell_lines(shell: FoundShell, name: str, ltan: float | None, source: str) -> list[str]:
    """One shell."""
    lines = [f"[shells.{name}]", f"altitude_km = {{ value = {shell.altitude_km:.1f}, quality = \"measured\", source = {source} }}"]
    if ltan is not None:
        lines.append(f"ltan_h = {ltan:.2f} # sun-synchronous: its inclination is {shell.inclination_deg:.2f}")
    else:
        lines.append(f"inclination_deg = {{ value = {shell.inclination_deg:.2f}, quality = \"measured\", source = {source} }}")
    nodes = ", ".join(f"{node:.1f}" for node in shell.nodes_deg[:24])
    more = f", ... ({len(shell.nodes_deg)} in all)" if len(shell.nodes_deg) > 24 else ""
    lines.append(f"# {counted(len(shell.planes), 'plane')}, nodes at {nodes}{more} degrees; planes as a limit: `planes` with `spacing_km`")
    return [
        *lines,
        f"satellites = {{ value = {len(shell.rows)}, quality = \"assumed\", source = \"assumed: those that fly there\" }}",
        'opening_musd = { value = 0, quality = "assumed", source = "assumed: opened already" }',
        'yearly_musd = { value = 0, quality = "assumed", source = "assumed: fees are not known" }',
    ]


def _apart_lines(elements: pd.DataFrame, apart: pd.Series) -> list[str]:
    """What is kept apart, as comments."""
    if not len(apart):
        return []
    lines = ["# Kept apart: in no shell (raising, lowering, or apart). Name, altitude, inclination, designator:"]
    for row, kind in list(apart.items())[:200]:
        one = elements.loc[row]
        lines.append(f"# {kind}: {_plain(one['name'])}, {one.altitude_km:.0f} km, {one.inclination_deg:.2f} degrees, {one.launch_year}-{one.launch_number:03d}")
    if len(apart) > 200:
        lines.append(f"# and {len(apart) - 200:,} more")
    return lines


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


def _quoted(text: str) -> str:
    return '"' + _plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
