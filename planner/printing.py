"""Tables for people, and the same tables as JSON or CSV for scripts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from planner.tables.plain import plain, to_json

PIPE_WIDTH = 1000  # columns where there is no terminal: nothing is folded, each row is a line
MANY_COLUMNS, FEW_ROWS = 9, 8
LONGEST = 64  # characters of a text cell on a terminal before it is folded


def number(value: float) -> str:
    """Four significant digits, thousands separated, no exponent between 0.001 and 1e15."""
    if value and not 1e-3 <= abs(value) < 1e15:
        return f"{value:.3e}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def cell(value: Any) -> str:
    """One cell of a table for people."""
    if isinstance(value, float):
        return "" if value != value else number(value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


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


def print_table(frame: pd.DataFrame, *, title: str = "", console: Console | None = None) -> None:
    """Print a frame, numbers to the right, with its column names as headers; few rows of many columns stand upright."""
    console = console or console_for()
    on_its_side = len(frame.columns) > MANY_COLUMNS and len(frame) <= FEW_ROWS
    frame = upright(frame) if on_its_side else frame
    table = Table(
        box=box.SIMPLE_HEAD,
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
    )
    longest = LONGEST if console.is_terminal else None
    for i, column in enumerate(frame.columns):
        to_the_right = pd.api.types.is_numeric_dtype(frame[column]) or (on_its_side and i)
        justify: Literal["left", "right"] = "right" if to_the_right else "left"
        table.add_column(
            str(column), justify=justify, max_width=longest, overflow="fold", no_wrap=justify == "right"
        )
    for row in frame.astype(object).itertuples(index=False):
        table.add_row(*map(cell, row))
    with console.capture() as printed:
        console.print(table)
    console.file.write("\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n")


def print_tables(frames: Mapping[str, pd.DataFrame], *, as_json: bool = False, as_csv: bool = False) -> None:
    """Print named frames to stdout: for people, as one JSON object of row lists, or as CSV (one frame only)."""
    if as_json:
        rows = {name: plain(frame.astype(object).to_dict(orient="records")) for name, frame in frames.items()}
        print(to_json(rows), end="")
    elif as_csv:
        (frame,) = frames.values()
        sys.stdout.write(frame.to_csv(index=False, lineterminator="\n", float_format="%.12g"))
    else:
        for name, frame in frames.items():
            print_table(frame, title=name)
