"""A comparison on a terminal: what it says, then tables of what moved."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd
from rich.console import Console

from planner.comparing.compared import Compared
from planner.comparing.inputs import letters
from planner.comparing.saying import for_people, sentences
from planner.report.figures.words import DIGITS, counted, figures, span
from planner.text.printing import console_for, print_table

TITLES = {
    "costs": "Cost by item, discounted",
    "fleet": "Accelerators launched",
    "satellites": "Satellites launched",
    "flights": "Flights",
    "sites": "Accelerators bought at sites",
    "power": "Greatest power drawn at sites",
    "service": "Tokens served",
    "shortfall": "Committed tokens not served",
}
MOST_INPUTS = 24  # that are listed one by one
FEW_KEYS = 4
BEARINGS = {
    "question": "the question",
    "search": "the search alone",
    "name": "nothing, a name",
    "file": "nothing beside its values",
}
NAMES = "names, which change nothing"


def print_comparison(found: Compared, console: Console | None = None) -> None:
    """Print a comparison to stdout, or to another console."""
    console = console or console_for()
    console.print()
    width = max(map(len, found.names))
    for letter, name, plan in zip(letters(len(found.plans)), found.names, found.plans, strict=True):
        console.print(f"{letter.upper()}  {name:<{width}}  {plan.folder or ''}".rstrip(), soft_wrap=True)
    console.print()
    for line in sentences(found):
        console.print(line)
    for line in found.notes:
        console.print(f"note: {line}")
    console.print()
    for title, frame in tables_of(found):
        print_table(frame, title=title, console=console)


def tables_of(found: Compared) -> Iterator[tuple[str, pd.DataFrame]]:
    """The tables for people by title; what did not move is left out."""
    plans = len(found.plans)
    yield "What each plan comes to", uppercase(found.totals, plans)
    yield from ((title, frame) for title, frame in [("Inputs that differ", inputs_told(found))] if len(frame))
    if len(found.steps):
        yield "What each changed input explains, one after another", steps_told(found)
    yield from (shown for _, shown in moved_told(found))


def moved_told(found: Compared) -> Iterator[tuple[str, tuple[str, pd.DataFrame]]]:
    """Name, title and table of what moved."""
    plans = len(found.plans)
    for name, title in TITLES.items():
        frame = told(getattr(found, name), plans)
        if len(frame):
            yield name, (title, for_people(frame, plans))


def uppercase(frame: pd.DataFrame, plans: int) -> pd.DataFrame:
    """Plans by capital letters, figures to three digits."""
    shown = frame.copy()
    for column in [*letters(plans), "change"]:
        if column in shown:
            shown[column] = [figures(value) if math.isfinite(value) else "none" for value in shown[column]]
    return shown.rename(columns={letter: letter.upper() for letter in letters(plans)})


def inputs_told(found: Compared) -> pd.DataFrame:
    """The inputs that differ, those that change the question first; very many are counted by record."""
    if len(found.inputs) > MOST_INPUTS:
        return counted_by_record(found.inputs)
    order = found.inputs.bearing.map({name: place for place, name in enumerate(BEARINGS)})
    shown = found.inputs.loc[order.sort_values(kind="stable").index]
    shown = shown.assign(bearing=shown.bearing.map(BEARINGS)).rename(columns={"bearing": "bears on"})
    return shown.rename(columns={letter: letter.upper() for letter in letters(len(found.plans))})


def counted_by_record(inputs: pd.DataFrame) -> pd.DataFrame:
    """How many inputs of each record differ, and which come first."""
    parts = inputs.input.str.split(".")
    records = parts.str[:2].str.join(".").where(parts.str.len() > 2, parts.str[0])
    records = records.where(inputs.bearing == "question", inputs.bearing.map(BEARINGS | {"name": NAMES}))
    keys = pd.Series([key.removeprefix(f"{record}.") for key, record in zip(inputs.input, records)])
    rows = []
    for record, own in keys.groupby(records.to_numpy(), sort=False):
        more = f", and {len(own) - FEW_KEYS} more" if len(own) > FEW_KEYS else ""
        rows.append({"where": record, "inputs": len(own), "which": ", ".join(own[:FEW_KEYS]) + more})
    return pd.DataFrame(rows)


def steps_told(found: Compared) -> pd.DataFrame:
    """The steps, and the whole below them."""
    rows = [
        {
            "step": str(row.step),
            "changed": row.changes,
            "explains, proven": interval(row.low, row.high),
            "found": signed(row.found),
        }
        for row in found.steps.itertuples()
    ]
    whole = found.whole
    if whole is not None:
        told = {"step": "", "changed": "all together", "explains, proven": interval(whole.low, whole.high)}
        rows.append({**told, "found": signed(whole.found)})
    shown = pd.DataFrame(rows).rename(
        columns={
            "explains, proven": f"explains, proven [{found.unit}]",
            "found": f"by the plans [{found.unit}]",
        }
    )
    reasons = [*found.steps.reason, ""][: len(shown)]
    return shown.assign(why=reasons) if any(reasons) else shown


def interval(low: float, high: float) -> str:
    """`-0.038 to -0.0348`, `at most 0.01`."""
    if math.isinf(low) or math.isinf(high):
        return "unknown" if math.isinf(low) and math.isinf(high) else one_ended(low, high)
    return span(low, high, "", "to")


def one_ended(low: float, high: float) -> str:
    """An interval with one end."""
    return f"at most {figures(high)}" if math.isinf(low) else f"at least {figures(low)}"


def signed(value: float) -> str:
    """A change with its sign."""
    return f"{'+' if value > 0 else ''}{figures(value, DIGITS)}"


def told(frame: pd.DataFrame, plans: int) -> pd.DataFrame:
    """A table with what moved, largest first; by year where it has years: the change in each, or of several
    plans the sums.
    """
    amounts = [str(column) for column in frame if str(column).split("_")[0] in letters(plans)]
    keys = [str(c) for c in frame if str(c) not in amounts and not str(c).startswith("change")]
    if "year" in keys:
        keys.remove("year")
        if plans == 2:
            return years(frame, keys)
        frame = frame.groupby(keys, as_index=False, sort=False)[amounts].sum()
    first = amounts[:plans]
    moves = frame[first].nunique(axis=1) > 1
    size = frame[first].max(axis=1) - frame[first].min(axis=1)
    return frame.loc[size[moves].sort_values(ascending=False, kind="stable").index]


def years(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Of two plans: what each thing comes to in both, and the change in each year in which anything moves."""
    (change,) = [str(column) for column in frame if str(column).startswith("change")]
    unit = change.removeprefix("change_")
    sums = frame.groupby(keys, sort=False)[[f"a_{unit}", f"b_{unit}", change]].sum()
    moving = frame[frame[change] != 0]
    if moving.empty:
        return sums.iloc[:0].reset_index()
    by_year = moving.pivot_table(index=keys, columns="year", values=change, aggfunc="sum", fill_value=0)
    table = sums.join(by_year.rename(columns=lambda year: f"in {year}"), how="inner").reset_index()
    return table


def print_study(name: str, frame: pd.DataFrame, console: Console | None = None) -> None:
    """Print a study's runs side by side."""
    title = f"{name}: {counted(len(frame), 'run')}"
    print_table(side_by_side(frame), title=title, console=console or console_for())


def side_by_side(frame: pd.DataFrame) -> pd.DataFrame:
    """The runs of a study, a row each: what varies, what was found and proven, what it costs and flies."""
    labels = [str(column) for column in frame.columns[1 : list(frame.columns).index("name")]]
    labels += ["case"] if "case" not in labels else []
    varied = [name for name in labels if name not in DETAILS and frame[name].nunique() > 1]
    found = [name for name in FOUND if name in frame]
    rows = frame[["run", *varied, *found]].copy()
    if "orbit_share" in rows:
        share = rows.pop("orbit_share")
        rows.insert(rows.columns.get_loc("flights"), "% from orbit", 100 * share)
    rows = rows.rename(columns=HEADS)
    reasons = [str(reason).partition("\n")[0] if isinstance(reason, str) else "" for reason in frame.reason]
    if any(reasons):
        rows["why"] = reasons
    return rows


DETAILS = {"change", "source"}
"""Labels that only explain another one."""

FOUND = ("status", "ratio_usd_per_mtoken", "bound", "gap", "orbit_share", "flights", "cost_musd")
HEADS = {
    "ratio_usd_per_mtoken": "$/Mtoken",
    "cost_musd": "M$",
}
