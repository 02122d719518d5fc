"""What a plan takes for granted: every figure with its source, quality and range, section by section of its
instance; defaults; what was changed on the command line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from planner.instance.describe import QUALITIES
from planner.instance.numbers import joined
from planner.instance.reading import Instance
from planner.instance.series import Series
from planner.report.figures.words import counted, name_of_key, unit_of_key
from planner.report.page.block import Block
from planner.report.page.material import Material
from planner.report.page.tables import table_of
from planner.report.page.words import cell

EVERY_ROW = 10_000
SAYS = {
    "measured": "measured",
    "quoted": "quoted from a source",
    "estimated": "estimated",
    "assumed": "assumed",
}


def blocks(material: Material) -> Iterator[Block]:
    """The blocks of this section."""
    instance, record = material.instance, material.plan.record
    frame = figures_of(instance)
    if len(frame):
        for section, rows in frame.groupby("section", sort=False):
            table = table_of(rows.drop(columns="section"), f"figures-{section}", EVERY_ROW)
            title = f"{str(section).replace('_', ' ').capitalize()}: {qualities(rows)}"
            yield Block(title, table=table, is_folded=True)
    if record.options.changes:
        changes = pd.DataFrame(list(record.options.changes.items()), columns=["key", "value"])
        yield Block("Changed on the command line", table=table_of(changes, "changes", EVERY_ROW))
    if record.defaults:
        defaults = pd.DataFrame(list(record.defaults.items()), columns=["key", "default"])
        title = f"Left to the format: {counted(len(defaults), 'default')}"
        yield Block(title, table=table_of(defaults, "defaults", EVERY_ROW), is_folded=True)


def lead(material: Material) -> str:
    """How much of the instance rests on what."""
    frame = figures_of(material.instance)
    if not len(frame):
        return "No figure of this instance states where it comes from."
    return (
        f"Of the {counted(len(frame), 'figure')} that say where they come from, {shares(frame)}. "
        "A range is what is thought possible; the plan was made with the value alone."
    )


def figures_of(instance: Instance) -> pd.DataFrame:
    """A row for each figure that says where it comes from."""
    rows = [
        {
            "section": path.partition(".")[0],
            "figure": name_of_key(path),
            "value": shown(value_at(instance, path), path),
            "unit": unit_of_key(path),
            "quality": noted.quality or "",
            "low": noted.low,
            "high": noted.high,
            "source": noted.source or "",
        }
        for path, noted in instance.provenance.items()
        if noted.quality or noted.source
    ]
    columns = ["section", "figure", "value", "unit", "quality", "low", "high", "source"]
    return pd.DataFrame(rows, columns=columns)


def value_at(instance: Instance, path: str) -> Any:
    """The value at a key path; None where there is none."""
    here: Any = instance.data
    for part in path.split("."):
        if isinstance(here, dict):
            here = here.get(part)
        elif isinstance(here, tuple):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        else:
            here = getattr(here, part, None)
    return here


def shown(value: Any, path: str) -> str:
    """A value in a line: a series by its first and last."""
    if isinstance(value, Series):
        first, last = cell(value.values[0], path), cell(value.values[-1], path)
        return first if len(value.values) == 1 else f"{first} to {last}"
    if isinstance(value, tuple | list):
        is_listed = all(isinstance(one, str | int | float) for one in value)
        return joined([str(one) for one in value]) if is_listed and value else f"{len(value)} rows"
    return cell(value, path.rpartition(".")[2])


def qualities(frame: pd.DataFrame) -> str:
    """How many figures there are of each quality: "3 quoted, 2 assumed"."""
    counts = frame.quality.value_counts()
    told = [f"{counts[name]} {name}" for name in QUALITIES if name in counts]
    return ", ".join(told) if told else counted(len(frame), "figure")


def shares(frame: pd.DataFrame) -> str:
    """The same as the rest of a sentence."""
    counts = frame.quality.value_counts()
    told = [
        f"{counts[name]:,} {'is' if counts[name] == 1 else 'are'} {SAYS[name]}"
        for name in reversed(QUALITIES)
        if name in counts
    ]
    if not told:
        return "none says how good it is"
    if silent := len(frame) - int(counts.reindex(QUALITIES, fill_value=0).sum()):
        told.append(f"{silent:,} of unstated quality")
    return joined(told)
