"""The pictures of a study, from its table: those that its file asks for, or those that its axes suggest.

    levers                               ladder
    scenarios, one axis of numbers       small multiples
    one axis of numbers                  break-even curve
    two axes of numbers                  heat map

All of them set orbit beside the ground: without runs of both cases, or where something else than the
levelized cost is optimised, there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from planner.studies.asked.axes import FACTORS
from planner.studies.asked.file import Picture
from planner.system.versions import versions

FIGURES = "planner.report.figures"
ORBIT, GROUND = "orbit", "ground"
RATIO_UNIT = "$/Mtoken"
NOT_AXES = ("run", "scenario", "rung", "lever", "change", "source", "sample", "case")
Say = Callable[[str], None]


def draw(
    frame: pd.DataFrame,
    labels: Sequence[str],
    asked: Sequence[Picture],
    folder: Path,
    say: Say,
    source: str = "",
) -> list[str]:
    """Draw a study's pictures into a folder and give their names. labels: the columns that tell runs apart.
    source: the line under each picture. What cannot be drawn is said.
    """
    if not compares(frame):
        return []
    names: list[str] = []
    for picture in asked or suggested(frame, labels):
        try:
            for title, figure in figures_of(picture, frame, labels, source):
                name = "-".join([picture.kind.replace(" ", "-"), *filter(None, [slug(title)])])
                name = name if name not in names else f"{name}-{len(names)}"
                figure.save(folder, name)
                names.append(name)
        except KeyError as error:
            say(f"no picture ({picture.kind}): {error.args[0]}")
    return names


def compares(frame: pd.DataFrame) -> bool:
    """Whether a table sets what orbit costs beside what the ground costs."""
    solved = frame[frame.unit != ""] if "unit" in frame else frame
    return {ORBIT, GROUND} <= set(frame.get("case", [])) and set(solved.unit) == {RATIO_UNIT}


def suggested(frame: pd.DataFrame, labels: Sequence[str]) -> list[Picture]:
    """The pictures for the axes of a table."""
    axes = numeric_axes(frame, labels)
    if "rung" in labels:
        return [Picture("ladder")]
    if len(axes) == 1:
        return [Picture("small multiples" if "scenario" in labels else "break-even curve", axes[0])]
    return [Picture("heat map", axes[0], axes[1])] if len(axes) == 2 and "scenario" not in labels else []


def numeric_axes(frame: pd.DataFrame, labels: Sequence[str]) -> list[str]:
    """The columns of numbers that vary; of those that go together, the first."""
    found: list[str] = []
    for name in labels:
        values = frame[name]
        if name in NOT_AXES or not pd.api.types.is_numeric_dtype(values) or values.nunique() < 2:
            continue
        if not any(go_together(frame, name, other) for other in found):
            found.append(name)
    return found


def go_together(frame: pd.DataFrame, one: str, other: str) -> bool:
    """Whether a value of one column is found with one value of another alone, or the other way round."""
    pairs = frame[[one, other]].drop_duplicates()
    return not pairs[one].duplicated().any() or not pairs[other].duplicated().any()


def source_line(name: str, base: str, runs: int) -> str:
    """What stands under a picture: the study, what it begins from, its size, the planner's version."""
    return f"Study {name!r} on {base}, {runs:,} runs; orbital-planner {versions()['planner']}"


def figures_of(
    picture: Picture, frame: pd.DataFrame, labels: Sequence[str], source: str = ""
) -> Iterator[tuple[str, Any]]:
    """(name of the scenario, figure) pairs of a picture. Raises KeyError with a sentence for a column that is
    missing.
    """
    if picture.kind == "tornado":
        raise KeyError("a tornado is drawn by planner tornado")
    axes = numeric_axes(frame, labels)
    x = "" if picture.kind == "ladder" else column_of(picture.x or (axes or [""])[0], frame)
    said = {}
    if x and is_of_days(frame[x]):
        frame = frame.assign(**{x: years(frame[x])})
        said = {"x_title": f"{x.rpartition('.')[2].capitalize()} (year)"}
    if picture.kind == "small multiples":
        by = column_of(picture.y or "scenario", frame)
        yield "", module("curve").small_multiples(frame, x, by, source=source, **said)
        return
    groups = [("", frame)] if "scenario" not in labels else list(frame.groupby("scenario", sort=False))
    for name, own in groups:
        if picture.kind == "ladder":
            yield str(name), module("ladder").ladder(beside(own, ["rung", "lever", "change"]), source=source)
        elif picture.kind == "heat map":
            y = column_of(picture.y or (axes[1:] or [""])[0], frame)
            yield str(name), module("heat_map").heat_map(multiples(own, x, y), x, y, source=source, **said)
        else:
            yield str(name), module("curve").break_even_curve(own, x, source=source, **said)


def is_of_days(values: pd.Series) -> bool:
    """Whether a column holds days, as ISO text."""
    if pd.api.types.is_numeric_dtype(values) or values.empty:
        return False
    return bool(pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").notna().all())


def years(values: pd.Series) -> pd.Series:
    """Days as years: 2028-01-01 is 2028, 2028-07-01 is 2028.5; whole numbers where all are."""
    days = pd.to_datetime(values, format="%Y-%m-%d")
    found = days.dt.year + (days.dt.dayofyear - 1) / (365 + days.dt.is_leap_year)
    return found.astype(int) if (found % 1 == 0).all() else found


def module(name: str) -> Any:
    """A module of figures, loaded when one is drawn."""
    return import_module(f"{FIGURES}.{name}")


def column_of(asked: str, frame: pd.DataFrame) -> str:
    """The column that a picture's x or y names."""
    for name in (asked, asked + FACTORS):
        if name in frame.columns:
            return name
    raise KeyError(
        f"the table has no column {asked!r}" if asked else "the table has no axis of numbers for it"
    )


def beside(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Orbit and ground in one row: ratio_orbit, bound_orbit, ratio_ground, bound_ground."""
    sides = []
    for case in (ORBIT, GROUND):
        own = frame.loc[frame.case == case, [*keys, "ratio_usd_per_mtoken", "bound"]]
        sides.append(own.rename(columns={"ratio_usd_per_mtoken": f"ratio_{case}", "bound": f"bound_{case}"}))
    return sides[0].merge(sides[1], on=keys, how="outer", sort=True)


def multiples(frame: pd.DataFrame, x: str, y: str) -> pd.DataFrame:
    """What orbit costs as a multiple of the ground, with the ends that are proven."""
    sides = beside(frame, [x, y])
    return sides[[x, y]].assign(
        multiple=sides.ratio_orbit / sides.ratio_ground,
        low=sides.bound_orbit / sides.ratio_ground,
        high=sides.ratio_orbit / sides.bound_ground,
    )


def slug(text: str) -> str:
    """A name as a part of a file's name."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
