"""A comparison as a page: one HTML file that asks for nothing, in the dress of a plan's page
(planner/report/page/).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from planner.comparing.compared import Compared
from planner.comparing.inputs import letters
from planner.comparing.saying import amount, bounds, sentences
from planner.comparing.telling import inputs_told, moved_told, steps_told, uppercase
from planner.errors import InstanceError
from planner.instance import arguments
from planner.instance.writing import require_new, write_new
from planner.report.figures.figure import Figure
from planner.report.figures.words import A_MILLION_TOKENS, sentence
from planner.report.page.block import Block, Section
from planner.report.page.dark import rules
from planner.report.page.pictures import NARROW, WIDE, Picture, picture
from planner.report.page.tables import Column, Table, csv_link, told
from planner.report.plan.source import source_of

TEMPLATE, STYLE = "comparison.html", "comparison.css"


def write(found: Compared, path: str | os.PathLike[str], force: bool = False) -> Path:
    """Write the page of a comparison and return its path. An existing file is replaced only with `force`
    (InstanceError otherwise).
    """
    file = Path(arguments.a_path("path", path, "an HTML file"))
    arguments.a_flag("force", force)
    require_room(file, force)
    write_new({file: as_html(found).encode()}, force)
    return file


def require_room(file: Path, force: bool) -> None:
    """Raise InstanceError where the page cannot be written, before anything is solved for it."""
    require_new([file], force)
    if not file.absolute().parent.is_dir():
        raise InstanceError(str(file), [("", "its folder does not exist")])


def as_html(found: Compared) -> str:
    """The page."""
    from planner.report.page.render import hash_of, template, text_of

    own = files("planner.comparing")
    page = template(TEMPLATE, (own / TEMPLATE).read_text(encoding="utf-8"))
    shown = list(sections(found))
    drawings = [svg for one in shown for each in one.pictures for svg in (each.wide, each.narrow)]
    first, *more = [*sentences(found)] or [""]
    headline, _, proof = first.partition("; ") if len(found.plans) == 2 else (first, "", "")
    script = text_of("tooltip.js")
    return str(
        page.render(
            title=" and ".join(found.names),
            style=text_of("page.css") + (own / STYLE).read_text(encoding="utf-8"),
            dark=rules(drawings),
            script=script,
            script_hash=hash_of(script),
            headline=f"{headline.removesuffix('.')}.",
            said=[*([sentence(proof)] if proof else []), *more],
            notes=[sentence(f"{line}.") for line in found.notes],
            plans=plans_told(found),
            sections=shown,
            sources=sources(found),
        )
    )


def plans_told(found: Compared) -> list[dict[str, str]]:
    """The plans beside each other: objective and proof."""
    told = []
    for letter, name, one, plan in zip(
        letters(len(found.plans)), found.names, found.proven, found.plans, strict=True
    ):
        unit = plan.record.unit
        proof = f"proven: the best plan is {bounds(one.low, one.high, unit)}" if one.is_known else ""
        value = amount(one.value, unit).removesuffix(f" {A_MILLION_TOKENS}") if one.is_known else "–"
        told.append({"letter": letter.upper(), "name": name, "value": value, "proof": proof})
    return told


def sections(found: Compared) -> Iterator[Section]:
    """The parts of the page, in the order in which people ask."""
    from planner.comparing import figures

    plans = len(found.plans)
    steps = [
        Block("Step by step", table=table_of(steps_told(found), found.steps, "steps"))
        for _ in found.steps.index[:1]
    ]
    inputs = [
        Block("Inputs that differ", table=table_of(inputs_told(found), found.inputs, "inputs"))
        for _ in found.inputs.index[:1]
    ]
    drawn = [at_both_widths("waterfall", partial(figures.waterfall, found))]
    if steps or inputs:
        yield Section("What explains it", "why", "", there(drawn), (*steps, *inputs))
    totals = Block(
        "What each plan comes to", table=table_of(uppercase(found.totals, plans), found.totals, "totals")
    )
    costs = at_both_widths("costs", partial(figures.costs, found))
    tables = dict(moved_told(found))
    yield Section("What it costs", "cost", "", there([costs]), (totals, *blocks(found, tables, ["costs"])))
    others = blocks(found, tables, ["fleet", "satellites", "flights", "sites", "power"])
    if others:
        yield Section("What flies and stands", "fleet", "", (), others)
    served = blocks(found, tables, ["service", "shortfall"])
    if served:
        yield Section("Who is served", "service", "", (), served)


def at_both_widths(name: str, drawn: Callable[[int], Figure | None]) -> Picture | None:
    """A picture for wide pages and for phones; None where there is nothing to show."""
    return picture(name, drawn(WIDE), drawn(NARROW))


def there(drawn: Sequence[Picture | None]) -> tuple[Picture, ...]:
    """The pictures that show something."""
    return tuple(one for one in drawn if one is not None)


def blocks(
    found: Compared, tables: dict[str, tuple[str, pd.DataFrame]], names: Sequence[str]
) -> tuple[Block, ...]:
    """The tables of what moved; that of the costs, which stand in the picture too, opens on a click."""
    return tuple(
        Block(
            tables[name][0],
            table=table_of(tables[name][1], getattr(found, name), name),
            is_folded=name == "costs",
        )
        for name in names
        if name in tables
    )


def table_of(shown: pd.DataFrame, data: pd.DataFrame, file: str) -> Table:
    """A table as people read it; its link holds the data behind it."""
    columns = tuple(Column(heading(str(name)), is_figures(shown[name])) for name in shown)
    texts = [told(shown[name].astype(object), str(name)) for name in shown]
    rows = tuple(zip(*texts, strict=True))
    return Table(columns, rows, 0, csv_link(data), f"{file}.csv")


def heading(column: str) -> str:
    """What a column is called on the page; a year stands for what changes in it."""
    return sentence(f"change {column}" if column.startswith("in ") else column)


def is_figures(column: Any) -> bool:
    """Whether a column holds figures, or texts that begin with one."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    return all(str(value)[:1] in "+-0123456789" or value in ("none", "unknown", "") for value in column)


def sources(found: Compared) -> list[str]:
    """Where the plans come from, and in which dollars it is."""
    told = [
        f"{letter.upper()}, {name}: {source_of(plan)}, audit {plan.record.audit}."
        for letter, name, plan in zip(letters(len(found.plans)), found.names, found.plans, strict=True)
    ]
    return [*told, f"Money is discounted, in dollars of {found.price_year}."]
