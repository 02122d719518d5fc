"""Tables for people, and the same tables as JSON or CSV for scripts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TextIO

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from planner.plan.dated import filed
from planner.tables.columns import DIGITS
from planner.tables.plain import plain, to_json

PIPE_WIDTH = 100_000  # columns where there is no terminal: nothing is folded, each row is a line
MANY_COLUMNS = 9
LONGEST = 64  # characters of a text cell on a terminal before it is folded
NARROWEST = 24  # the same where there is little room
GUTTER = 3  # characters between columns


def number(value: float) -> str:
    """Four significant digits, thousands separated, no exponent between 0.001 and 1e15."""
    if value and not 1e-3 <= abs(value) < 1e15:
        return f"{value:.3e}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def cell(value: Any) -> str:
    """One cell of a table for people."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):  # a day of a table
        return "" if value != value else value.isoformat()[:10]
    if isinstance(value, float):
        return "" if value != value else number(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def upright(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame on its side: a row for each column, a column for each row, named by its first cell."""
    name, *keys = frame.columns
    columns = {
        str(row[0]): [cell(value) for value in row[1:]]
        for row in frame.astype(object).itertuples(index=False)
    }
    return pd.DataFrame({name: keys, **columns})


class Paper(Console):
    """A console that passes on what happens when its reader leaves early, as `| head` does."""

    def on_broken_pipe(self) -> None:
        raise


def console_for(stream: TextIO | None = None) -> Console:
    """A console on a stream (stdout), wide enough for tables where it is not a terminal."""
    stream = stream or sys.stdout
    return Paper(
        file=stream, width=None if stream.isatty() else PIPE_WIDTH, highlight=False, markup=False, emoji=False
    )


def print_table(
    frame: pd.DataFrame, *, title: str = "", says: str = "", console: Console | None = None
) -> None:
    """Print a frame, numbers to the right, with its column names as headers; many columns of fewer rows, each
    with an id of its own, stand upright. says: what the table shows, under its title.

    What a terminal is too narrow for follows below, led by the same first columns: figures are never cut.
    """
    console = console or console_for()
    if not len(frame):
        console.print(f"\n{title or 'this table'}: none\n")
        return
    if says:
        console.print(title, style="bold")
        console.print(says, soft_wrap=not console.is_terminal)
        title = ""
    on_its_side = len(frame.columns) > max(MANY_COLUMNS, len(frame)) and frame.iloc[:, 0].is_unique
    frame = upright(frame) if on_its_side else frame
    right = [
        bool(pd.api.types.is_numeric_dtype(frame[c]) or (on_its_side and i)) for i, c in enumerate(frame)
    ]
    texts = frame.astype(object).map(cell)
    parts = fitting(texts, right, console.width) if console.is_terminal else [list(range(len(right)))]
    for part in parts:
        table = Table(
            box=box.SIMPLE_HEAD,
            title=(title if part is parts[0] else "") or None,
            title_justify="left",
            title_style="bold",
            header_style="bold",
            pad_edge=False,
        )
        for i in part:
            justify: Literal["left", "right"] = "right" if right[i] else "left"
            longest = LONGEST if console.is_terminal and not right[i] else None
            table.add_column(
                str(texts.columns[i]), justify=justify, max_width=longest, overflow="fold", no_wrap=right[i]
            )
        for row in texts.itertuples(index=False):
            table.add_row(*(row[i] for i in part))
        with console.capture() as printed:
            console.print(table)
        console.file.write("\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n")


def fitting(texts: pd.DataFrame, right: list[bool], width: int) -> list[list[int]]:
    """Columns in parts that fit into a width, by index; each part starts with the text columns that lead the
    frame.

    Text may be folded down to NARROWEST, figures (right) may not; without figures there is one part.
    """
    widths = [max([len(str(column)), *map(len, texts[column])]) for column in texts]
    least = [w if is_right else min(w, NARROWEST) for w, is_right in zip(widths, right, strict=True)]

    def fits(part: list[int]) -> bool:
        return sum(least[i] for i in part) + GUTTER * len(part) <= width

    figures = [i for i, is_right in enumerate(right) if is_right and i]
    if not figures or fits(list(range(len(right)))):
        return [list(range(len(right)))]
    lead = list(range(figures[0]))
    while len(lead) > 1 and not fits([*lead, *lead]):  # half the width at most
        lead.pop()
    parts = [[*lead, len(lead)]]
    for i in range(len(lead) + 1, len(right)):
        if fits([*parts[-1], i]):
            parts[-1].append(i)
        else:
            parts.append([*lead, i])
    return parts


def nested(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON holds it: `{"payload_t.starship": 100}` becomes `{"payload_t": {"starship": 100}}`."""
    result: dict[str, Any] = {}
    for column, value in row.items():
        key, dot, name = str(column).partition(".")
        if dot:
            result.setdefault(key, {})[name] = value
        else:
            result[key] = value
    return result


def print_tables(
    frames: Mapping[str, pd.DataFrame],
    *,
    as_json: bool = False,
    as_csv: bool = False,
    says: Mapping[str, str] | None = None,
) -> None:
    """Print named frames to stdout: for people, as one JSON object of row lists, or as CSV (one frame only).
    says: what a frame shows, by its name, for people.

    A column `payload_t.starship` stands nested in JSON, see `nested`. What is not finite is null, or an empty
    cell; days are ISO text.
    """
    frames = {name: filed(frame) for name, frame in frames.items()}
    if as_json:
        rows = {
            name: plain([nested(row) for row in frame.astype(object).to_dict(orient="records")])
            for name, frame in frames.items()
        }
        print(to_json(rows), end="")
    elif as_csv:
        (frame,) = frames.values()
        truths = frame.select_dtypes(bool).replace({True: "true", False: "false"})
        plain_frame = frame.assign(**truths).replace([np.inf, -np.inf], np.nan)
        sys.stdout.write(plain_frame.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g"))
    else:
        for name, frame in frames.items():
            print_table(frame, title=name, says=(says or {}).get(name, ""))
