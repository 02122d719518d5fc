"""Tables of the page: headings with units, cells as people write them, and the same as CSV in a link."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from urllib.parse import quote

import pandas as pd

from planner.report.figures.words import figures, is_number, quantity
from planner.report.page.words import cell
from planner.report.plan.names import called

MOST_ROWS = 40  # on the page; the link has all of them
PLAIN = " !'()*+,-./:;=@[]^_{|}~$"  # what a data link need not spell out
CALLED = {"vehicle", "accelerator"}  # columns of ids that people write otherwise
SHARE = re.compile(r"(?:under |over )?-?[\d,.]+ %")
HEADINGS = {
    "musd": "Discounted (M$)", "usd_per_mtoken": "$/Mtoken", "usd_per_accelerator_hour": "$/accelerator-hour",
    "ratio_usd_per_mtoken": "Levelized cost ($/Mtoken)", "lacks_musd": "Too dear by (M$ a satellite)",
    "percent_per_percent": "% more for a token, at 1 % more for it", "what": "Whose",
    "met": "Of the runs", "met_low": "95 % interval from", "met_high": "to",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A heading, and whether numbers stand below it."""

    heading: str
    is_number: bool


@dataclass(frozen=True)
class Table:
    """What a table shows, its rows as texts; `more`: rows that only the link has."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int
    link: str
    file: str


def table_of(frame: pd.DataFrame, file: str, most: int = MOST_ROWS) -> Table:
    """A table of a data frame; `file`: the name under which its CSV is saved."""
    columns = tuple(Column(heading(str(name)), counts(frame[name])) for name in frame)
    shown = frame.head(most)
    texts = [told(shown[name], str(name)) for name in frame]
    rows = tuple(zip(*texts, strict=True)) if texts else ()
    return Table(columns, rows, len(frame) - len(shown), csv_link(frame), f"{file}.csv")


def told(column: pd.Series, name: str) -> list[str]:
    """The cells of a column: figures with as many decimals as its greatest has in three digits, where that
    leaves each of them at least one; vehicles and accelerators as people call them.
    """
    if name in CALLED:
        return [called(str(value)) for value in column]
    texts = [cell(value, name) for value in column]
    numbers = [float(value) for value in column if is_number(value)]
    if not numbers or len(numbers) < len(column) or all(number.is_integer() for number in numbers):
        return texts
    sizes = [abs(number) for number in numbers if number]
    places = max(0, 2 - math.floor(math.log10(max(sizes))))
    if min(sizes) < 10.0**-places:
        return texts
    return [f"{float(figures(number).replace(',', '')):,.{places}f}" for number in numbers]


def heading(column: str) -> str:
    """What a column is called: its unit in brackets."""
    if column in HEADINGS:
        return HEADINGS[column]
    found = quantity(column, "")
    name = found.name[:1].upper() + found.name[1:]
    return f"{name} ({found.unit})" if found.unit else name


def counts(column: pd.Series) -> bool:
    """Whether a column holds numbers, or texts that begin with one."""
    told = [value for value in column if value is not None and value == value]
    return bool(told) and all(is_number(value) or is_share(value) for value in told)


def is_share(value: object) -> bool:
    """Whether a value is a text such as "42 %"."""
    return isinstance(value, str) and SHARE.fullmatch(value) is not None


def csv_link(frame: pd.DataFrame) -> str:
    """A link that holds a table as CSV."""
    text = frame.to_csv(index=False, lineterminator="\n", float_format="%.10g")
    return f"data:text/csv;charset=utf-8,{quote(text, safe=PLAIN)}"
