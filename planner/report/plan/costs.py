"""What a token costs, item by item: orbit's waterfall above the ground's, on one scale."""

from __future__ import annotations

import math
from typing import Any

import altair as alt
import pandas as pd

from planner.explain.answer import a_million
from planner.instance.numbers import a_sum, percent
from planner.plan.plan import Plan
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import (
    COLOURS,
    INK,
    LABEL_SIZE,
    PAPER,
    TEXT_COLOURS,
    WIDTH,
    chart_of,
    labelled,
    mixed,
    scale_of,
    text_width,
    tint,
)
from planner.report.figures.words import DIGITS, a_token_price, dollars
from planner.report.plan.findings.costs import ITEMS, cost_finding
from planner.report.plan.sheet import Sheet, few_ticks, wide_or_narrow
from planner.tables.earning import SIDES

SMALL = 0.02  # of all that a side pays: below it an item is lumped with others
OTHER, TOTAL = "other", "total"
ROW, THICK = 22, 15
NAMES = {"orbit": "Orbit", "ground": "Ground"}


def cost_per_token(plan: Plan, width: int = WIDTH) -> Figure | None:
    """$/Mtoken by item of each side, over the tokens that the side serves; None where nothing is served."""
    data = cost_table(plan)
    if data.empty:
        return None
    rows = waterfall(lumped(data))
    left = 10 + max(text_width(row["name"], LABEL_SIZE) for row in rows)
    sheet = Sheet(width, left, wide_or_narrow(width, 62, 54))
    ends = [value for row in rows for value in (row["from_usd"], row["to_usd"])]
    across = scale_of([0.0, *ends], sheet.plot, from_zero=True, log_from=float("inf"))
    ticks = few_ticks(across, wide_or_narrow(width, 6, 4))
    x = alt.X(
        "from_usd:Q",
        scale=across.altair(),
        title=None,
        axis=labelled(ticks, [dollars(tick) for tick in ticks], labelFlush=False),
    )
    height = ROW * (rows[-1]["line"] + 1)
    y = alt.Y("line:Q", scale=alt.Scale(domain=[-0.5, height / ROW - 0.5], reverse=True), axis=None)
    bars = chart_of(rows).mark_bar(size=THICK, orient="horizontal")
    layers = [
        bars.encode(x=x, x2="to_usd:Q", y=y, color=tint(), description="says:N"),
        chart_of(steps(rows)).mark_rule(color=COLOURS["rest"], aria=False).encode(x=x, y=y, y2="to_line:Q"),
    ]
    for weight, kept in (
        ("normal", [r for r in rows if not r["is_total"]]),
        ("bold", [r for r in rows if r["is_total"]]),
    ):
        look: dict[str, Any] = {"aria": False, "fontSize": LABEL_SIZE, "fontWeight": weight, "align": "left"}
        price = chart_of(kept).mark_text(**look, dx=6)
        name = chart_of(kept).mark_text(**look)
        end = alt.X("right_usd:Q", scale=across.altair())
        layers += [
            price.encode(x=end, y=y, text="price:N", color=tint("ink")),
            name.encode(x=alt.value(-left), y=y, text="name:N", color=tint("ink")),
        ]
    body = alt.layer(*layers).properties(width=sheet.plot, height=height)
    return sheet.figure(
        plan, body, data, title=cost_finding(data), subtitle=subtitle(data, a_million(plan)),
        reading=reading(data), notes=notes(plan, data),
    )  # fmt: skip


def cost_table(plan: Plan) -> pd.DataFrame:
    """A row a side and item: discounted cost, and that over the tokens that the side serves.

    Of sides that serve something; penalties for tokens not served belong to neither.
    """
    spent = -plan.cash[plan.cash.kind == "cost"].groupby("item").discounted_musd.sum()
    rows = []
    for side, items in SIDES.items():
        tokens = getattr(plan.record.sides, side).tokens_tt
        for item in items:
            if tokens > 0 and spent.get(item, 0.0):
                rows.append((side, item, float(spent[item]), float(spent[item]) / tokens))
    return pd.DataFrame(rows, columns=["side", "item", "cost_musd", "cost_usd_per_mtoken"])


def lumped(data: pd.DataFrame) -> pd.DataFrame:
    """The same, the largest item of a side first, credits after the costs, small items as one at the end.

    held: the items that a row stands for
    """
    rows: list[dict[str, Any]] = []
    for side, group in data.groupby("side", sort=False):
        all_paid = group.cost_usd_per_mtoken.clip(lower=0).sum()
        is_small = group.cost_usd_per_mtoken.abs() < SMALL * all_paid
        if is_small.sum() == 1:
            is_small[:] = False
        kept = group[~is_small].sort_values("cost_usd_per_mtoken", ascending=False, kind="stable")
        rows += [
            {"side": side, "item": row.item, "usd": row.cost_usd_per_mtoken, "held": (row.item,)}
            for row in kept.itertuples()
        ]
        if is_small.any():
            small = group[is_small]
            held = tuple(small.sort_values("cost_usd_per_mtoken", ascending=False).item)
            rows.append({"side": side, "item": OTHER, "usd": small.cost_usd_per_mtoken.sum(), "held": held})
    return pd.DataFrame(rows)


def waterfall(items: pd.DataFrame) -> list[dict[str, Any]]:
    """The bars from the top: each item from where the one before ended, then the side's total from zero."""
    rows: list[dict[str, Any]] = []
    line, places = 0.0, decimals_of(items)
    for side, group in items.groupby("side", sort=False):
        at, total = 0.0, float(group.usd.sum())
        line += 0.5 if rows else 0.0
        light = mixed(COLOURS[str(side)], PAPER, 0.4)
        for row in group.itertuples():
            price, says = dollars(round(row.usd, places)), said(str(side), row, total)
            rows.append(bar(str(side), row.item, at, row.usd, line, light, price, says))
            at, line = at + row.usd, line + 1
        says = f"{NAMES[str(side)]} in all: {a_token_price(total)}."
        rows.append(bar(str(side), TOTAL, 0.0, total, line, COLOURS[str(side)], dollars(total), says))
        line += 1
    return rows


def decimals_of(items: pd.DataFrame) -> int:
    """Decimals of the smaller sum in three digits: no item is written in more."""
    least = min(abs(total) for total in items.groupby("side").usd.sum())
    return max(0, 2 - math.floor(math.log10(least))) if least > 0 else DIGITS


def bar(
    side: str, item: str, at: float, usd: float, line: float, colour: str, price: str, says: str
) -> dict[str, Any]:
    """One bar of a waterfall."""
    is_total = item == TOTAL
    return {
        "side": side, "item": item, "line": line, "from_usd": at, "to_usd": at + usd, "is_total": is_total,
        "right_usd": max(at, at + usd), "price": price, "colour": colour, "says": says,
        "ink": TEXT_COLOURS[side] if is_total else INK,
        "name": NAMES[side] if is_total else ITEMS.get(item, item),
    }  # fmt: skip


def said(side: str, row: Any, total: float) -> str:
    """What a bar says of its item."""
    names = ", ".join(ITEMS.get(item, item) for item in row.held)
    what = f"other items ({names})" if row.item == OTHER else names
    verb = "take off" if row.usd < 0 else "cost"
    share = f", {percent(row.usd / total)} of the total" if row.usd > 0 and 0 < row.usd <= total else ""
    return f"{NAMES[side]}, {what}: {verb} {a_token_price(abs(row.usd))}{share}."


def steps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Thin lines from the end of a bar to the next of its side."""
    return [
        {"from_usd": one["to_usd"], "line": one["line"], "to_line": other["line"]}
        for one, other in zip(rows, rows[1:])
        if one["side"] == other["side"]
    ]


def subtitle(data: pd.DataFrame, per: str) -> str:
    """Metric, unit, and how to read it."""
    whose = "each side's own tokens" if data.side.nunique() == 2 else "the tokens served"
    credits = " Credits, for use after the study, go back to the left." if (data.cost_musd < 0).any() else ""
    return (
        f"Discounted cost by item over {whose}, $ {per}. Each bar begins where the one above it "
        f"ends; the last is the sum.{credits}"
    )


def reading(data: pd.DataFrame) -> str:
    """Every item in words."""
    parts = []
    for side, group in data.groupby("side", sort=False):
        items = ", ".join(
            f"{ITEMS.get(row.item, row.item)} {dollars(row.cost_usd_per_mtoken)}"
            for row in group.itertuples()
        )
        total = dollars(group.cost_usd_per_mtoken.sum())
        parts.append(f"{NAMES[str(side)]}: {items}; in all {total}.")
    return " ".join(parts)


def notes(plan: Plan, data: pd.DataFrame) -> list[str]:
    """Both sides and the penalties together; what is lumped; a side that costs and serves nothing."""
    found = []
    penalties = plan.record.sides.neither.cost_musd
    if data.side.nunique() == 2 or penalties:
        extra = f", with {dollars(penalties / plan.tokens_tt)} for tokens not served" if penalties else ""
        found.append(f"Together: {a_token_price(plan.ratio)}{extra}.")
    for side in SIDES:
        totals = getattr(plan.record.sides, side)
        if totals.tokens_tt <= 0 and totals.cost_musd:
            found.append(f"{NAMES[side]} costs {a_sum(totals.cost_musd)} and serves nothing: not shown.")
    for row in lumped(data).itertuples():
        if row.item == OTHER:
            names = ", ".join(ITEMS.get(item, item) for item in row.held)
            found.append(f"{NAMES[str(row.side)]}, other: {names}.")
    return found
