"""Sums and shares that plan.json repeats from the tables: costs, revenue, accelerators, what moves the ratio,
the horizon, candidates.

What cash.csv alone can tell is told at a glance; the full audit has compared cash.csv itself with what
follows from the decisions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from planner.auditing.ledger import Ledger
from planner.auditing.limits import RELATIVE, differs
from planner.auditing.money import AT_START, FUNDING, ITEMS, factor, purchases
from planner.auditing.statement import CHECKS, Finding, Statement, another, others, sums

MOVING = 12  # prices that a plan names among those that move its ratio
LEFT_OUT = 10  # candidates that a plan names among those that do not fly
ON_A_FLIGHT = ("launch", "launch_credit", "contracts")  # items that a flight's price pays
ASSETS = ("satellites", "launch", "launch_credit", "racks")  # items of which `annuity` charges a share
SHARE_ROUNDING = 1e-9  # by which a share of ten digits may miss what it is derived from


def costs(s: Statement) -> pd.DataFrame:
    """Rows of cash.csv that are a cost."""
    cash = s.tables["cash"]
    return cash[cash["item"].isin([name for name in ITEMS if name not in (*FUNDING, "revenue")])]


def by_item(s: Statement) -> tuple[dict[str, float], dict[str, float]]:
    """Discounted cost by item [M$], as far as it is not zero, and the size of all its rows; cash.csv lists it
    with a minus.
    """
    rows = costs(s)["discounted_musd"]
    item = costs(s)["item"]
    found, sizes = -rows.groupby(item, sort=False).sum(), rows.abs().groupby(item).sum()
    return {str(i): float(m) for i, m in found.items() if m}, {str(i): float(m) for i, m in sizes.items()}


@CHECKS.derived("cost_by_item_musd", "cost_musd", "revenue_musd", glance=True)
def sums_of_cash(s: Statement) -> Iterator[Finding]:
    """Discounted sums of cash.csv, by item and in all."""
    (items, sizes), record, cash = by_item(s), s.record, s.tables["cash"]
    yield from sums("cost_by_item_musd", record.cost_by_item_musd, items, sizes)
    yield from another("cost_musd", record.cost_musd, sum(items.values()), sum(sizes.values()))
    revenue = cash.loc[cash["item"] == "revenue", "discounted_musd"]
    yield from another("revenue_musd", record.revenue_musd, float(revenue.sum()), float(revenue.abs().sum()))


@CHECKS.derived("ratio_usd_per_mtoken", "levelized_by_item_usd_per_mtoken", glance=True)
def levelized(s: Statement) -> Iterator[Finding]:
    """Costs per token; nothing where no token is served."""
    tokens, record = s.record.tokens_tt, s.record
    ratio = record.cost_musd / tokens if tokens else None
    yield from another("ratio_usd_per_mtoken", record.ratio_usd_per_mtoken, ratio)
    items = {item: musd / tokens for item, musd in record.cost_by_item_musd.items()} if tokens else {}
    yield from sums("levelized_by_item_usd_per_mtoken", record.levelized_by_item_usd_per_mtoken, items, {})


@CHECKS.derived("tokens_tt")
def tokens(s: Statement) -> Iterator[Finding]:
    """Discounted and weighted tokens."""
    if s.totals is not None:
        yield from another("tokens_tt", s.record.tokens_tt, s.totals.tokens_tt)


@CHECKS.derived("accelerators.orbit", glance=True)
def accelerators_in_orbit(s: Statement) -> Iterator[Finding]:
    """Accelerators of all satellites launched, by kind."""
    aboard = s.tables["mixes"].merge(s.tables["cohorts"][["design", "satellites"]], on="design")
    bought = (aboard["count"] * aboard["satellites"]).groupby(aboard["accelerator"]).sum()
    derived = {str(k): int(n) for k, n in bought.items() if n}
    yield from others("accelerators.orbit", s.record.accelerators.orbit, derived)


@CHECKS.derived("accelerators.ground")
def accelerators_on_the_ground(s: Statement) -> Iterator[Finding]:
    """Accelerators of all blocks bought, by kind."""
    if s.ledger is not None:
        case = s.ledger.case
        bought = np.einsum("jkt,j->k", s.ledger.built, case.rack_block)
        derived = {k: int(n) for k, n in zip(case.accelerators, bought, strict=True) if n}
        yield from others("accelerators.ground", s.record.accelerators.ground, derived)


@CHECKS.derived("moves", glance=True)
def moves(s: Statement) -> Iterator[Finding]:
    """Shares of the discounted cost by item and subject, the largest first; what lowers a flight's price
    counts with it.
    """
    paid = costs(s)
    item = paid["item"].where(~paid["item"].isin(ON_A_FLIGHT), "launch")
    by_price = paid["discounted_musd"].groupby([item, paid["what"]]).sum()
    total = float(by_price.sum())
    shares = (
        {(str(i), str(what)): float(musd) / total for (i, what), musd in by_price.items()} if total else {}
    )
    said = s.record.moves
    listed = {(row.item, row.what): row.percent_per_percent for row in said}
    for (name, what), percent in listed.items():
        derived = shares.get((name, what))
        if derived is None or abs(percent - derived) > RELATIVE * abs(derived) + SHARE_ROUNDING:
            yield "moves", f"{name} {what} {percent:.10g}, derived {0.0 if derived is None else derived:.10g}"
    if len(said) != len(listed) or len(said) != min(MOVING, len(shares)):
        yield "moves", f"{len(said)} prices, derived {min(MOVING, len(shares))}"
    order = [row.percent_per_percent for row in said]
    largest = sorted(shares.values(), reverse=True)[: len(order)]
    if any(abs(a - b) > RELATIVE * abs(b) + SHARE_ROUNDING for a, b in zip(order, largest)):
        yield "moves", "are not the largest shares in their order"


@CHECKS.derived("horizon")
def horizon(s: Statement) -> Iterator[Finding]:
    """What falls after the last launch period, or what the annuity charges of the assets."""
    if s.ledger is None or s.asked is None:
        return
    kind = s.asked.horizon
    derived: dict[str, Any] = {"kind": kind}
    if kind == "run-out":
        derived |= after_launches(s.ledger)
    else:
        derived["asset_cost_charged"] = charged_share(s.ledger)
    yield from others("horizon", vars(s.record.horizon), derived)


def after_launches(p: Ledger) -> dict[str, float | None]:
    """Shares of the discounted tokens and costs that fall after the last launch period."""
    B = p.case.launch_periods
    served = np.einsum("crt,ct,t->t", p.served, p.case.token_weight, p.case.discount_mid)
    spent = sum(
        (function(p) * factor(p.case, name)).sum(axis=0)
        for name, function in ITEMS.items()
        if name not in (*FUNDING, "revenue")
    )
    assert isinstance(spent, np.ndarray)
    return {
        "tokens_after_launches": share(served[B:].sum(), served.sum()),
        "cost_after_launches": share(spent[B:].sum(), spent.sum()),
    }


def charged_share(p: Ledger) -> float | None:
    """Discounted share of the full price of satellites, launches and racks that the plan is charged."""
    paid = {name: float((ITEMS[name](p) * factor(p.case, name)).sum()) for name in ASSETS}
    at_start = p.case.discount_start
    hardware = float((purchases(p, 1.0) * at_start).sum())
    B = p.size["b"]
    racks = float(np.einsum("jkb,jkb,b->", p.built[:, :, :B], p.case.rack_cost_musd, at_start[:B]))
    assert set(ASSETS) <= set(AT_START)
    return share(sum(paid.values()), hardware + paid["launch"] + racks)


def share(part: float, whole: float) -> float | None:
    """part / whole, None of nothing."""
    return float(part) / float(whole) if whole else None


@CHECKS.derived("candidates.flown", glance=True)
def flown(s: Statement) -> Iterator[Finding]:
    """Designs that are launched."""
    yield from another("candidates.flown", s.record.candidates.flown, s.tables["cohorts"]["design"].nunique())


@CHECKS.derived("candidates.enumerated", "candidates.refused", "candidates.dominated", "candidates.offered")
def candidates(s: Statement) -> Iterator[Finding]:
    """Candidates by what became of them before the search."""
    if s.asked is not None:
        said = {name: getattr(s.record.candidates, name) for name in s.asked.candidates}
        yield from others("candidates", said, s.asked.candidates)


@CHECKS.claim(
    "candidates.entered", "candidates.left_out", why="what the search looked at is known to the search alone"
)
def searched(s: Statement) -> Iterator[Finding]:
    """No more enter than are offered; those left out do not fly, none is named twice, and they lack more and
    more.
    """
    found = s.record.candidates
    if found.entered > found.offered:
        yield "candidates.entered", f"{found.entered} of {found.offered} that are offered"
    names = [row.design for row in found.left_out]
    lacks = [row.lacks_musd for row in found.left_out]
    flying = set(s.tables["cohorts"]["design"])
    for name in names:
        if name in flying:
            yield "candidates.left_out", f"{name} flies"
        if s.asked is not None and name not in set(s.asked.sizing["design"]):
            yield "candidates.left_out", f"{name} is not offered"
    if len(set(names)) < len(names) or len(names) > LEFT_OUT:
        yield (
            "candidates.left_out",
            f"{len(names)} designs of {len(set(names))} names, at most {LEFT_OUT} are named",
        )
    if min(lacks, default=0.0) < 0 or lacks != sorted(lacks):
        yield "candidates.left_out", "lacks_musd must be numbers from 0 on that rise"


@CHECKS.derived("tables", glance=True)
def between_tables(s: Statement) -> Iterator[Finding]:
    """Tables that repeat each other: satellites on flights and in cohorts, tokens sent and served, names of
    manifests; rows are counted.
    """
    tables = s.tables
    carried = int(tables["launches"]["satellites"].sum())
    launched = int(tables["cohorts"]["satellites"].sum())
    if carried != launched:
        yield "tables", f"launches.csv carries {carried} satellites, cohorts.csv has {launched}"
    sent, served = (
        float(tables[name][column].sum())
        for name, column in (("tokens", "tokens_tt"), ("demand", "served_tt"))
    )
    if differs(sent, served, room=0.0):
        yield "tables", f"tokens.csv has {sent:.10g} Tt, demand.csv serves {served:.10g} Tt"
    for name, column in (("cohorts", "cohort"), ("manifests", "manifest")):
        said = set(tables[name][column])
        derived = {f"{column[0]}{n}" for n in range(1, len(said) + 1)}
        if said != derived:
            yield (
                "tables",
                f"{name}.csv names {', '.join(sorted(said - derived)[:5])}; {column[0]}1, {column[0]}2, "
                "... are its names",
            )
    strange = set(tables["launches"]["manifest"]) ^ set(tables["manifests"]["manifest"])
    if strange:
        yield "tables", f"{', '.join(sorted(strange)[:5])} is not both in launches.csv and in manifests.csv"
