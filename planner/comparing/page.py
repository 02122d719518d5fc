"""A comparison as a page: one HTML file that needs nothing else, light and dark, down to a phone's width."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.comparing.compared import Compared
from planner.comparing.inputs import letters
from planner.comparing.saying import amount, bounds, sentences
from planner.comparing.telling import steps_told, tables_of
from planner.errors import InstanceError
from planner.instance import arguments
from planner.instance.files import named
from planner.instance.writing import write_new
from planner.report.figures.words import sentence
from planner.report.plan.source import source_of
from planner.text.printing import cell

if TYPE_CHECKING:
    from planner.report.figures.figure import Figure

TEMPLATE = Path(__file__).parent / "template"
WIDE, NARROW = 620, 340  # pixels of a picture on a screen and on a phone


@dataclass(frozen=True)
class Part:
    """A section of the page: a table, with a picture above it or none."""

    title: str
    table: pd.DataFrame
    name: str
    data: pd.DataFrame
    subtitle: str = ""
    wide: str = ""
    narrow: str = ""

    summary = "the table behind it"

    @property
    def file(self) -> str:
        """The name under which its data is kept."""
        return f"{self.name}.csv"

    @property
    def csv(self) -> str:
        """Its data as a link that holds it."""
        text = self.data.to_csv(index=False, lineterminator="\n")
        return f"data:text/csv;base64,{base64.b64encode(text.encode()).decode()}"

    @property
    def heads(self) -> list[dict[str, Any]]:
        """The heads of its columns."""
        return [{"text": str(name), "number": self.is_number(name)} for name in self.table]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its rows as text."""
        numbers = [self.is_number(name) for name in self.table]
        return [
            {
                "whole": "all together" in row,
                "cells": [
                    {"text": cell(value), "number": number}
                    for value, number in zip(row, numbers, strict=True)
                ],
            }
            for row in self.table.astype(object).itertuples(index=False)
        ]

    def is_number(self, name: Any) -> bool:
        """Whether a column holds figures."""
        column = self.table[name]
        return bool(pd.api.types.is_numeric_dtype(column)) or all(
            str(value)[:1] in "+-0123456789" or value in ("none", "") for value in column
        )


def write(found: Compared, path: str | os.PathLike[str], force: bool = False) -> Path:
    """Write the page of a comparison and return its path. An existing file is replaced only with `force`
    (InstanceError otherwise).
    """
    file = Path(arguments.a_path("path", path, "an HTML file"))
    arguments.a_flag("force", force)
    refuse_existing(file, force)
    write_new({file: as_html(found).encode()}, force)
    return file


def refuse_existing(file: Path, force: bool) -> None:
    """Raise InstanceError where the page cannot be written, before anything is solved for it."""
    if named(file).is_dir():
        raise InstanceError(str(file), [("", "is a directory, not a file")])
    if file.exists() and not force:
        say = "this file exists; it is not overwritten without --force (force=True)"
        raise InstanceError(str(file), [("", say)])
    if not file.absolute().parent.is_dir():
        raise InstanceError(str(file), [("", "its folder does not exist")])


def as_html(found: Compared) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    room = Environment(
        loader=FileSystemLoader(TEMPLATE), autoescape=True, trim_blocks=True, keep_trailing_newline=True
    )
    headline, *more = [*sentences(found)] or [""]
    first, _, proof = headline.partition("; ") if len(found.plans) == 2 else (headline, "", "")
    text = room.get_template("comparison.html.j2").render(
        title=f"{' and '.join(found.names)} compared",
        css=Markup((TEMPLATE / "comparison.css").read_text(encoding="utf-8")),
        said=[f"{first.removesuffix('.')}.", *more],
        proof=sentence(proof),
        notes=[sentence(f"{line}.") for line in found.notes],
        plans=plans_told(found),
        parts=[shown(part) for part in parts(found)],
        sources=sources(found),
    )
    return str(text)


def shown(part: Part) -> dict[str, Any]:
    """A part for the template; its pictures are HTML already."""
    from markupsafe import Markup

    names = ("title", "subtitle", "summary", "heads", "rows", "csv", "file")
    return {name: getattr(part, name) for name in names} | {
        "wide": Markup(part.wide),
        "narrow": Markup(part.narrow),
    }


def plans_told(found: Compared) -> list[dict[str, str]]:
    """The plans beside each other: objective and proof."""
    told = []
    for letter, name, one, plan in zip(
        letters(len(found.plans)), found.names, found.proven, found.plans, strict=True
    ):
        unit = plan.record.unit
        proof = f"proven: the best plan is {bounds(one.low, one.high, unit)}" if one.is_known else ""
        value = amount(one.value, unit) if one.is_known else "nothing served"
        told.append(
            {
                "letter": letter.upper(),
                "name": name,
                "value": value.removesuffix(" a million tokens"),
                "proof": proof,
            }
        )
    return told


def parts(found: Compared) -> Iterator[Part]:
    """The sections of the page: what explains the difference, costs, then everything else that moved."""
    from planner.comparing import figures

    shown_already = set()
    for name, draw, title, table in (
        ("steps", figures.waterfall, "What each changed input explains, one after another", steps_told),
        ("costs", figures.costs, "Cost by item, discounted", None),
    ):
        wide, narrow = draw(found, WIDE), draw(found, NARROW)
        if wide is not None and narrow is not None:
            told = table(found) if table is not None else dict(tables_of(found)).get(title, found.costs)
            shown_already.add(title)
            yield with_picture(name, told, getattr(found, name), wide, narrow)
    frames = found.frames()
    names = {"What each plan comes to": "totals", "Inputs that differ": "inputs"}
    for title, table in tables_of(found):
        if title not in shown_already:
            name = names.get(title, title.lower().replace(" ", "-"))
            yield Part(title, table, name, frames.get(name, table))


def with_picture(name: str, table: pd.DataFrame, data: pd.DataFrame, wide: Figure, narrow: Figure) -> Part:
    """A section with a picture, once for a screen and once for a phone."""
    return Part(sentence(wide.title), table, name, data, f"{wide.subtitle}.", wide.svg(), narrow.svg())


def sources(found: Compared) -> list[str]:
    """Where the plans come from, and in which dollars it is."""
    told = [
        f"{letter.upper()}, {name}: {source_of(plan)}, audit {plan.record.audit}"
        for letter, name, plan in zip(letters(len(found.plans)), found.names, found.plans, strict=True)
    ]
    return [*told, f"Money is discounted, in dollars of {found.price_year}."]
