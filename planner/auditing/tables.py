"""The tables of a plan as the audit reads them: columns, keys, ids, numbers and dates; nothing is believed
before it is checked.

`read` turns the CSV tables of planner/tables/README.md into tables of the same columns in which every id is
its index on an axis of the Case and every count an integer, and lists what cannot be read so. A plan with
such faults is judged no further.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from models.case import Case
from planner.auditing.limits import ABSOLUTE, Violation, row_of, said

READING = (
    "table", "columns", "number", "negative", "whole number", "duplicate key", "period", "date", "unknown id",
    "launch horizon",
)  # fmt: skip
LATER = (
    "gates",
    "existing",
    "reserve",
    "balance",
    "retirements",
    "removals",
)  # tables that earlier plans may lack; without rows there
DAYS = ("date", "last_date")  # first and last day of the period
RACKS = ("built", "standing", "running")
NONE = -1  # the index of an id that is left empty (the gateway of tokens served on the ground)


@dataclass(frozen=True)
class Table:
    """What one table of a plan must hold; every table with a period has a date too.

    key: columns that name a row. ids: column -> axis of the Case. counts: whole numbers >= 0. amounts:
    numbers >= 0. signed: numbers. texts: columns that must be there, read elsewhere or made for people.
    """

    key: tuple[str, ...]
    ids: Mapping[str, str] = field(default_factory=dict)
    counts: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        every = (*self.key, *self.ids, *self.counts, *self.amounts, *self.signed, *self.texts)
        return tuple(dict.fromkeys(every))


TABLES: dict[str, Table] = {
    "launches": Table(
        key=("period", "vehicle", "drop", "manifest"),
        ids={"vehicle": "vehicles", "drop": "drops"},
        counts=("flights", "satellites_per_flight", "satellites"),
        amounts=tuple(
            "mass_t_per_flight mass_t payload_t_per_flight payload_t mass_fill volume_m3_per_flight "
            "volume_m3 volume_fill price_musd_per_flight price_musd".split()
        ),
        texts=DAYS,
    ),
    "manifests": Table(
        key=("manifest", "shell", "design"),
        ids={"vehicle": "vehicles", "drop": "drops", "shell": "shells", "design": "designs"},
        counts=("satellites_per_flight",),
    ),
    "cohorts": Table(
        key=("cohort",),
        ids={"design": "designs", "vehicle": "vehicles", "shell": "shells"},
        counts=("launch_period", "satellites"),
        amounts=("service_years", "unit_cost_musd"),
        texts=("launch_date", "launch_last_date", "service_start", "service_end"),
    ),
    "existing": Table(
        key=("existing",),
        ids={"design": "designs", "shell": "shells"},
        counts=("satellites",),
        amounts=("working", "known_dead", "age_years"),
        signed=("arrives_period", "leaves_period"),
        texts=("service_start", "service_end"),
    ),
    "retirements": Table(
        key=("period", "existing"),
        ids={"existing": "flown", "design": "designs", "shell": "shells"},
        counts=("satellites",),
        texts=DAYS,
    ),
    "removals": Table(
        key=("period", "existing"),
        ids={"existing": "installed", "site": "sites", "accelerator": "accelerators"},
        counts=("blocks",),
        texts=DAYS,
    ),
    "fleet": Table(
        key=("period", "shell", "design"),
        ids={"shell": "shells", "design": "designs"},
        counts=("satellites",),
        amounts=("expected_working", "slots_held"),
        texts=DAYS,
    ),
    "replacements": Table(
        key=("period", "shell"),
        ids={"shell": "shells"},
        counts=("satellites_retired", "satellites_entered"),
        texts=(*DAYS, "predecessors", "successors"),
    ),
    "designs": Table(
        key=("design",),
        ids={"design": "designs", "bus": "buses"},
        amounts=("wet_t", "volume_m3"),
        texts=tuple(
            "home_shell shielding_mm eclipse_operation dry_t load_kw array_m2 battery_kwh radiator_m2 "
            "unit_cost_musd".split()
        ),
    ),
    "mixes": Table(
        key=("design", "accelerator"),
        ids={"design": "designs", "accelerator": "accelerators"},
        counts=("count",),
    ),
    "sites": Table(
        key=("period", "site", "accelerator"),
        ids={"site": "sites", "accelerator": "accelerators"},
        counts=tuple(f"{what}_{when}" for what in ("blocks", "accelerators") for when in RACKS),
        amounts=("power_mw",),
        texts=DAYS,
    ),
    "power": Table(
        key=("period", "site"), ids={"site": "sites"}, amounts=("grid_mw", "onsite_mw"), texts=DAYS
    ),
    "compute": Table(
        key=("period", "source_kind", "source", "accelerator", "workload"),
        ids={"accelerator": "accelerators", "workload": "workloads"},
        amounts=("accelerator_years", "tokens_tt"),
        texts=DAYS,
    ),
    "reserve": Table(
        key=("period", "source_kind", "source", "accelerator", "workload", "region"),
        ids={"accelerator": "accelerators", "workload": "workloads", "region": "regions"},
        amounts=("accelerator_years", "tokens_tt"),
        texts=DAYS,
    ),
    "tokens": Table(
        key=("period", "workload", "region", "source_kind", "source", "gateway"),
        ids={"workload": "workloads", "region": "regions"},
        amounts=("tokens_tt",),
        texts=DAYS,
    ),
    "demand": Table(
        key=("period", "workload", "region"),
        ids={"workload": "workloads", "region": "regions"},
        amounts=("committed_tt", "optional_tt", "served_tt", "shortfall_tt"),
        texts=DAYS,
    ),
    "shells": Table(
        key=("period", "shell"),
        ids={"shell": "shells"},
        counts=("open",),
        amounts=("slots_held", "slots_allowed"),
        texts=DAYS,
    ),
    "gates": Table(
        key=("period", "gate"),
        ids={"bus": "buses"},
        counts=("launched_total", "running", "passed"),
        texts=DAYS,
    ),
    "gateways": Table(
        key=("period", "gateway"),
        ids={"gateway": "gateways"},
        amounts=("gbps_bought", "gbps_used"),
        texts=DAYS,
    ),
    "cash": Table(key=("period", "item", "what"), signed=("musd", "discounted_musd"), texts=(*DAYS, "kind")),
    "balance": Table(
        key=("period",),
        amounts=("capital_musd", "revenue_musd", "debt_musd", "repayment_musd"),
        signed=("spend_musd", "interest_musd", "cash_musd"),
        texts=DAYS,
    ),
}

ITEM_AXES: dict[str, tuple[str, ...]] = {  # cash item -> axes of the Case on which `what` is an id
    "satellites": ("designs",),
    "launch": ("vehicles",), "contracts": ("vehicles",), "launch_credit": ("vehicles",),
    "insurance": ("vehicles",), "nre": ("buses", "designs"),
    "shell_opening": ("shells",), "shell_yearly": ("shells",), "operations": ("shells",),
    "gateways": ("gateways",),
    "racks": ("sites",), "rack_upkeep": ("sites",), "rack_replacement": ("sites",),
    "buildings": ("sites",), "energy": ("sites",), "onsite_energy": ("sites",),
    "shortfall": ("workloads",), "revenue": ("workloads",),
    "capital": ("capital",), "debt": ("debts",), "repayment": ("debts",), "interest": ("cash",),
}  # fmt: skip


def members(case: Case, axis: str) -> tuple[str, ...]:
    """The ids of an axis of the Case; a word that names none stands for itself."""
    return getattr(case, axis, (axis,))


def month_of(case: Case, period: int) -> str:
    """ISO date at which a period starts, also beyond the last one (planned lives may reach further under
    `annuity`).

    A day that a month lacks becomes its last day.
    """
    start = date.fromisoformat(case.dates[0])
    years, month = divmod(start.month - 1 + period * round(12 * case.period_years), 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).isoformat()


def last_day(case: Case, period: int) -> str:
    """ISO date of the last day of a period: the one before the next period starts."""
    return (date.fromisoformat(month_of(case, int(period) + 1)) - timedelta(days=1)).isoformat()


def read(case: Case, tables: Mapping[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[Violation]]:
    """The tables with ids as indices and counts as integers, and every reason why they cannot be read so."""
    found: list[Violation] = []
    frames: dict[str, pd.DataFrame] = {}
    nothing = pd.DataFrame(
        columns=list(TABLES["existing"].columns)
    )  # plans older than the table, or without such satellites
    tables = {"existing": nothing, **tables}
    for name, table in TABLES.items():
        source = pd.DataFrame(columns=list(table.columns)) if name in LATER else None
        source = tables.get(name, source)
        if source is None:
            found.append(Violation("table", name, "the plan has no such table"))
            continue
        missing = [column for column in table.columns if column not in source.columns]
        if missing:
            found.append(Violation("columns", name, f"missing: {', '.join(missing)}"))
            continue
        frame = source.reset_index(drop=True).copy()
        found += _read_one(case, name, table, frame)
        frames[name] = frame
    if not found:
        known = set(frames["manifests"]["manifest"])
        strange = [m for m in frames["launches"]["manifest"].unique() if m not in known]
        found += [
            Violation("unknown id", f"launches, manifest {m}", "manifests.csv has no row of it")
            for m in strange
        ]
    return frames, found


def _read_one(case: Case, name: str, table: Table, frame: pd.DataFrame) -> Iterator[Violation]:
    """Check one table and rewrite its columns in place."""
    yield from _numbers(name, table, frame)
    doubled = frame.duplicated(list(table.key), keep="first")
    for row in frame.index[doubled]:
        yield Violation(
            "duplicate key",
            f"{name}, {row_of(row)}",
            " ".join(str(frame.at[row, column]) for column in table.key),
        )
    yield from _periods(case, name, frame)
    for column, axis in table.ids.items():
        yield from _ids(name, column, frame, {None: getattr(case, axis)})
    if "source" in frame:
        kinds = frame["source_kind"]
        for row in frame.index[~kinds.isin(("orbit", "ground"))]:
            yield Violation(
                "unknown id",
                f"{name}, {row_of(row)}",
                f"source_kind {said(kinds[row])} is neither orbit nor ground",
            )
        yield from _ids(name, "source", frame, {"orbit": case.shells, "ground": case.sites})
    if name == "tokens":
        frame["gateway"] = frame["gateway"].fillna("")
        yield from _ids(name, "gateway", frame, {"orbit": case.gateways, "ground": ("",)})
        frame.loc[frame["source_kind"] == "ground", "gateway"] = NONE
    if name == "cash":
        for row, (item, what) in enumerate(zip(frame["item"], frame["what"])):
            if item not in ITEM_AXES:
                yield Violation("unknown id", f"cash, {row_of(row)}", f"item {said(item)} is no cash item")
            elif not any(what in members(case, axis) for axis in ITEM_AXES[item]):
                axes = " or ".join(ITEM_AXES[item])
                yield Violation("unknown id", f"cash, {row_of(row)}", f"{said(what)} is not among the {axes}")


def _numbers(name: str, table: Table, frame: pd.DataFrame) -> Iterator[Violation]:
    counts = ("period", *table.counts) if "period" in table.key else table.counts
    for column in (*counts, *table.amounts, *table.signed):
        values = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        bad = ~np.isfinite(values)
        if frame[column].dtype.kind in "bO":
            bad |= np.array([isinstance(value, bool) for value in frame[column].tolist()], dtype=bool)
        for row in np.flatnonzero(bad):
            yield Violation(
                "number", f"{name}, {row_of(row)}", f"{column} is {said(frame[column].iloc[row])}"
            )
        values = np.where(bad, 0.0, values)
        if column not in table.signed:
            for row in np.flatnonzero(values < -ABSOLUTE):
                yield Violation("negative", f"{name}, {row_of(row)}", f"{column} is {values[row]:.6g}")
        if column in counts:
            for row in np.flatnonzero(np.abs(values - np.rint(values)) > ABSOLUTE):
                yield Violation("whole number", f"{name}, {row_of(row)}", f"{column} is {values[row]:.9g}")
            values = np.rint(values).astype(np.int64)
        frame[column] = values


def _periods(case: Case, name: str, frame: pd.DataFrame) -> Iterator[Violation]:
    """Periods are 0..T-1, those of launches 0..B-1; dates are those of their first and last day."""
    before = "launch_" if name == "cohorts" else ""
    column, first, latest = (before + column for column in ("period", *DAYS))
    if column not in frame:
        return
    is_launch = name in ("cohorts", "launches", "gates")
    last = (case.launch_periods if is_launch else case.periods) - 1
    days = (frame[column].astype(str).str[:10] for column in (first, latest))
    for row, (period, text, end) in enumerate(zip(frame[column], *days)):
        if not 0 <= period <= last:
            limit = "launch horizon" if is_launch else "period"
            yield Violation(limit, f"{name}, {row_of(row)}", f"{column} {period} is outside 0..{last}")
        elif text != case.dates[period]:
            message = f"{text} for period {period}, which starts {case.dates[period]}"
            yield Violation("date", f"{name}, {row_of(row)}", message)
        elif end != last_day(case, period):
            message = f"{latest} {end} for period {period}, which ends {last_day(case, period)}"
            yield Violation("date", f"{name}, {row_of(row)}", message)


def _ids(
    name: str, column: str, frame: pd.DataFrame, known: Mapping[str | None, tuple[str, ...]]
) -> Iterator[Violation]:
    """Replace ids by indices; `known` lists the ids allowed for each source_kind (None: for every row)."""
    codes = np.full(len(frame), NONE, dtype=np.int64)
    for kind, ids in known.items():
        rows = (
            np.ones(len(frame), dtype=bool)
            if kind is None
            else (frame["source_kind"] == kind).to_numpy(dtype=bool)
        )
        codes[rows] = pd.Index(ids, dtype=object).get_indexer(frame[column][rows].astype(object))
        for row in np.flatnonzero(rows & (codes == NONE)):
            yield Violation(
                "unknown id",
                f"{name}, {row_of(row)}",
                f"{column} {said(frame[column].iloc[row])} is not in the case",
            )
    frame[column] = codes
