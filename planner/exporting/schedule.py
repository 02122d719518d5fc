"""The sheet `schedule`: a row a flight.

A plan says how many equal flights a launch period has; here each stands for itself, numbered within its
period in the order of launches.csv, its dates the first and the last day of the period. The row of totals
stands above the heads: it sums what the filter leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from planner.exporting.formats import BY_UNIT, DATE, PLAIN, SHARE, WHOLE
from planner.exporting.sheets import Sheet, cell, span
from planner.plan.plan import Plan

NOTE = (
    "A row a flight. A plan chooses launch periods, not days: a flight leaves between the two dates. What a "
    "period has is equal flights of a row of launches.csv, numbered here."
)


class Head(NamedTuple):
    """A column: key, head, number format, whether it is summed."""

    key: str
    head: str
    number: str
    is_summed: bool = False


HEADS = (
    Head("flight", "flight", WHOLE),
    Head("period", "launch\nperiod", PLAIN),
    Head("number", "number in\nperiod", WHOLE),
    Head("date", "not before", DATE),
    Head("last_date", "not after", DATE),
    Head("vehicle", "vehicle", "General"),
    Head("drop", "to", "General"),
    Head("cargo", "cargo", "General"),
    Head("satellites", "satellites", WHOLE, True),
    Head("mass_t", "mass\n(t)", BY_UNIT["t"], True),
    Head("payload_t", "payload\n(t)", BY_UNIT["t"], True),
    Head("mass_fill", "mass\nfilled", SHARE),
    Head("volume_m3", "volume\n(m3)", BY_UNIT["m3"], True),
    Head("volume_fill", "volume\nfilled", SHARE),
    Head("price_musd", "price\n(M$)", BY_UNIT["M$"], True),
    Head("manifest", "manifest", "General"),
)
TOTALS, HEADER, FIRST = 1, 2, 3  # rows


def write(sheet: Sheet, plan: Plan) -> None:
    """The sheet."""
    count = int(plan.launches.flights.sum())
    sheet.require_room(count + FIRST, "flights")
    sheet.text(0, 0, NOTE, "note", measured=False)
    sheet.header(HEADER, [head.head for head in HEADS])
    sums = dict.fromkeys((head.key for head in HEADS if head.is_summed), 0.0)
    for number, flight in enumerate(flights_of(plan)):
        for column, head in enumerate(HEADS):
            sheet.value(FIRST + number, column, flight[head.key], head.number)
        for key in sums:
            sums[key] += float(flight[key])
    last = FIRST + max(count, 1) - 1
    sheet.text(TOTALS, 0, "total of the rows shown", "label", measured=False)
    for column, head in enumerate(HEADS):
        if head.is_summed:
            block = span((FIRST, column), (last, column))
            sheet.formula(TOTALS, column, f"=SUBTOTAL(109,{block})", sums[head.key], head.number, "label")
    of = {head.key: column for column, head in enumerate(HEADS)}
    if sums["payload_t"]:
        mass, payload = cell(TOTALS, of["mass_t"]), cell(TOTALS, of["payload_t"])
        share = sums["mass_t"] / sums["payload_t"]
        sheet.formula(TOTALS, of["mass_fill"], f"=IF({payload}=0,0,{mass}/{payload})", share, SHARE, "label")
    sheet.page.autofilter(HEADER, 0, last, len(HEADS) - 1)
    sheet.page.freeze_panes(FIRST, 1)
    sheet.finish()


def flights_of(plan: Plan) -> Iterator[dict[str, Any]]:
    """The flights one by one, by period and in the order of launches.csv; each has its share of its row."""
    cargo = cargo_in_words(plan.manifests)
    number = 0
    launches = plan.launches.sort_values("period", kind="stable")
    for period, rows in launches.groupby("period", sort=False):
        within = 0
        for row in rows.to_dict("records"):
            shared = {
                key: row[key] / row["flights"]
                for key in ("satellites", "mass_t", "payload_t", "volume_m3", "price_musd")
            }
            for _ in range(int(row["flights"])):
                number, within = number + 1, within + 1
                yield shared | {
                    "flight": number, "period": period, "number": within,
                    "date": _day(row["date"]), "last_date": _day(row["last_date"]),
                    "vehicle": row["vehicle"], "drop": row["drop"], "manifest": row["manifest"],
                    "cargo": cargo[row["manifest"]],
                    "mass_fill": row["mass_fill"], "volume_fill": row["volume_fill"],
                }  # fmt: skip


def cargo_in_words(manifests: pd.DataFrame) -> dict[str, str]:
    """Manifest -> what is on board: "7 v3-heavy to sso-800, 2 ai1-full to sso-600"."""
    words: dict[str, list[str]] = {}
    for row in manifests.itertuples():
        words.setdefault(row.manifest, []).append(
            f"{row.satellites_per_flight:,} {row.design} to {row.shell}"
        )
    return {manifest: ", ".join(parts) for manifest, parts in words.items()}


def _day(value: pd.Timestamp) -> date:
    return value.date()
