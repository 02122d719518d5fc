"""Money and tokens derived afresh: every cash item, the discounted cost N, the discounted and weighted tokens
D, and N / D.

Each item is an array [what, t] in M$, not discounted; `what` runs over the ids of the item's axis. An item is
positive in its own direction; cash.csv lists money in as positive and money out, costs and repayments, as
negative. Letters as in models/case.py: x satellites, n flights, z blocks bought, p and the other numbers of a
Ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case
from planner.auditing.ledger import Index, Ledger, dense
from planner.auditing.limits import REPEATED, Finding, Limits, differs, texts, unequal
from planner.auditing.tables import ITEM_AXES, last_day, members

# Costs of launch periods are discounted at the start of the period in which they are paid, the other items at
# its middle.
FUNDING = ("capital", "debt", "repayment", "interest")
AT_START = (
    "satellites", "launch", "contracts", "launch_credit", "insurance", "nre", "shell_opening", "racks",
    *FUNDING,
)  # fmt: skip
NOT_A_COST = ("revenue", *FUNDING)
MONEY_IN = ("revenue", "capital", "debt", "interest")
CASH = ("period", "date", "last_date", "kind", "item", "what", "musd", "discounted_musd")

LIMITS = Limits()
ITEMS: dict[str, Callable[[Ledger], np.ndarray]] = {}


def item(function: Callable[[Ledger], np.ndarray]) -> Callable[[Ledger], np.ndarray]:
    """Register the cash item that carries the function's name, and the limit `cash NAME`: the plan's rows are
    the derived ones.
    """
    name = function.__name__
    ITEMS[name] = function

    def agrees(p: Ledger) -> Iterator[Finding]:
        ids = pd.Index(subjects(p.case, name), dtype=object)
        unique = ids.unique()  # a bus and a design may share a name: their NRE is one row then
        shape = len(unique), p.case.periods
        derived = sign(name) * dense(shape, [unique.get_indexer(ids)], function(p).astype(float))
        rows = p.frames["cash"][p.frames["cash"]["item"] == name]
        written = dense(
            shape, [unique.get_indexer(rows["what"]), rows["period"].to_numpy()], rows["musd"].to_numpy()
        )
        return unequal(written, derived, lambda i, t: f"{unique[i]}, {p.at(t)}", "musd")

    agrees.__doc__ = function.__doc__
    LIMITS(f"cash {name}")(agrees)
    return function


def cohort_sum(p: Ledger, axis: str, index: np.ndarray, values: np.ndarray) -> np.ndarray:
    """[axis, t] sum of cohort values [i] in their launch periods."""
    return dense([p.size[axis], p.case.periods], [index, p.cohorts[3]], values)


def charged(p: Ledger) -> np.ndarray:
    """[i] share of a cohort's cost charged to the plan; all of it where the life is none of the Case's."""
    _, _, s, b, _ = p.cohorts
    share = np.ones(len(s))
    known = p.life_index >= 0
    share[known] = p.case.cohort_share[s[known], b[known], p.life_index[known]]
    return share


def ahead(periods: np.ndarray, b: np.ndarray) -> np.ndarray:
    """[i] the period in which something is paid that is due periods[i] ahead of launch b[i]: never before the
    first.
    """
    return np.where(b > periods, b - periods, 0)


@item
def satellites(p: Ledger) -> np.ndarray:
    """sum_vsl x[d,v,s,b,l] * share[s,b,l] * (hardware + accelerators)     by design

    Hardware is paid in b - prepay_bus, accelerators in b - prepay_accelerator.
    """
    return purchases(p, charged(p))


def purchases(p: Ledger, share: np.ndarray | float) -> np.ndarray:
    """[d,t] that share [i] of what satellites cost, where it is paid; hardware: cost[d,b] - sum_k count[d,k]
    * accelerator_cost[k,b].
    """
    case = p.case
    d, _, _, b, x = p.cohorts
    kept = x * share
    parts = case.design_counts[d] * case.accelerator_cost_musd[:, b].T  # [i,k]
    shape = [p.size["d"], case.periods]
    due = ahead(case.prepay_bus[case.design_bus[d]], b)
    paid = dense(shape, [d, due], kept * (case.design_cost_musd[d, b] - parts.sum(axis=1)))
    for k, periods in enumerate(case.prepay_accelerator):
        paid = paid + dense(shape, [d, ahead(periods, b)], kept * parts[:, k])
    return paid


@item
def launch(p: Ledger) -> np.ndarray:
    """sum_q n[q] * price paid[v,b] + sum x[d,v,s,b,l] * mass[d] * per_t[v,b]     by vehicle

    Paid prepay_launch[v] periods ahead.
    """
    v, b, spent = flown(p)
    return dense([p.size["v"], p.case.periods], [v, ahead(p.case.prepay_launch[v], b)], spent)


def flown(p: Ledger) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[q, then i] vehicle, launch period and M$ of the flights of each row, and of what is asked for the mass
    of each cohort.
    """
    v, b, flights = (p.column("launches", c) for c in ("vehicle", "period", "flights"))
    d, carrier, _, launched, x = p.cohorts
    by_mass = x * p.case.design_mass_t[d] * p.case.price_musd_per_t[carrier, launched]
    spent = np.concatenate([flights * p.price_paid[v, b], by_mass])
    return np.concatenate([v, carrier]), np.concatenate([b, launched]), spent


@item
def contracts(p: Ledger) -> np.ndarray:
    """owed[v,b] - price[v,b] * min(contracted[v,b], sum_q n[q])     by vehicle

    Paid prepay_launch[v] periods ahead.
    """
    free = np.minimum(p.case.contracted, p.flown)
    musd = p.case.contract_owed_musd - p.case.price_musd * free
    v, b = np.indices(musd.shape)
    return dense([p.size["v"], p.case.periods], [v, ahead(p.case.prepay_launch[v], b)], musd)


@item
def launch_credit(p: Ledger) -> np.ndarray:
    """- sum x[d,v,s,b,l] * (1 - share[s,b,l]) * mass[d] * (price paid[v,b] / payload[v,o] + per_t[v,b])

    By vehicle, where the flight is paid. o: of the drops that serve s, the one to which v lifts most.
    """
    d, v, s, b, x = p.cohorts
    lift = np.zeros((p.size["v"], p.size["s"]))
    for o, shells in enumerate(p.case.drop_shells):
        for shell in shells:
            lift[:, shell] = np.maximum(lift[:, shell], p.case.payload_t[:, o])
    payload = lift[v, s]
    each_t = np.divide(p.price_paid[v, b], payload, out=np.zeros(len(d)), where=payload > 0)
    each_t = each_t + p.case.price_musd_per_t[v, b]
    credit = x * (1 - charged(p)) * p.case.design_mass_t[d] * each_t
    return -dense([p.size["v"], p.case.periods], [v, ahead(p.case.prepay_launch[v], b)], credit)


@item
def insurance(p: Ledger) -> np.ndarray:
    """(premium rate - (1 - success)) * (launch + sum x[d,v,s,b,l] * cost[d,b])     by vehicle insured"""
    d, v, _, b, x = p.cohorts
    net = np.where(p.case.insurance_rate > 0, p.case.insurance_rate + p.case.success - 1, 0.0)
    vehicle, period, spent = flown(p)
    flights = dense([p.size["v"], p.case.periods], [vehicle, period], spent)
    return net[:, None] * (flights + cohort_sum(p, "v", v, x * p.case.design_cost_musd[d, b]))


@item
def nre(p: Ledger) -> np.ndarray:
    """NRE of a bus and of a design in the first period in which it is launched     by bus, then by design"""
    d, _, _, _, x = p.cohorts
    flown = [cohort_sum(p, "h", p.case.design_bus[d], x), cohort_sum(p, "d", d, x)]
    cost = np.concatenate([p.case.bus_nre_musd, p.case.design_nre_musd])
    return first_use(np.concatenate(flown) > 0) * cost[:, None]


def first_use(used: np.ndarray) -> np.ndarray:
    """[what,t] true in the first period of use."""
    return used & (np.cumsum(used, axis=1) == 1)


@item
def shell_opening(p: Ledger) -> np.ndarray:
    """opening[s] in the first period in which a cohort is in service there     by shell"""
    return first_use(p.used) * p.case.shell_opening_musd[:, None]


@item
def shell_yearly(p: Ledger) -> np.ndarray:
    """yearly[s] * D while a cohort is in service there     by shell"""
    return p.used * p.case.shell_yearly_musd[:, None] * p.case.period_years


@item
def operations(p: Ledger) -> np.ndarray:
    """sum operations[h] * D * satellites working     by shell"""
    works = p.by_shell_design(p.working, p.standing.working)
    return np.einsum("sdt,d->st", works, p.case.bus_operations_musd[p.case.design_bus]) * p.case.period_years


@item
def gateways(p: Ledger) -> np.ndarray:
    """bought[g,t] * gateway_musd[g,t] * D     by gateway"""
    return p.bought * p.case.gateway_musd * p.case.period_years


@item
def racks(p: Ledger) -> np.ndarray:
    """sum_k z[j,k,b] * rack_cost[j,k,b] * rack_share[j,b]     by site"""
    B = p.size["b"]
    spent = np.zeros((p.size["j"], p.case.periods))
    spent[:, :B] = (p.built[:, :, :B] * p.case.rack_cost_musd).sum(axis=1) * p.case.rack_share
    return spent


@item
def rack_upkeep(p: Ledger) -> np.ndarray:
    """sum_k standing[j,k,t] * upkeep[j,k] * D     by site"""
    return np.einsum("jkt,jk->jt", p.blocks, p.case.rack_upkeep_musd) * p.case.period_years


@item
def rack_replacement(p: Ledger) -> np.ndarray:
    """sum_k standing[j,k,t] * replacement[j,k,t] * D     by site"""
    return np.einsum("jkt,jkt->jt", p.blocks, p.case.rack_replacement_musd) * p.case.period_years


@item
def buildings(p: Ledger) -> np.ndarray:
    """sum_k rack_mw[j,k,t] * standing[j,k,t] * building[j] * D     by site"""
    full = np.einsum("jkt,jkt->jt", p.blocks, p.case.rack_mw)
    return full * p.case.building_musd[:, None] * p.case.period_years


@item
def energy(p: Ledger) -> np.ndarray:
    """(power drawn[j,t] - onsite[j,t]) * grid_musd[j,t] * D     by site"""
    return (p.rack_power.sum(axis=1) - p.onsite) * p.case.grid_musd * p.case.period_years


@item
def onsite_energy(p: Ledger) -> np.ndarray:
    """onsite[j,t] * onsite_musd[j,t] * D     by site"""
    return p.onsite * p.case.onsite_musd * p.case.period_years


@item
def shortfall(p: Ledger) -> np.ndarray:
    """sum_r shortfall[c,r,t] * penalty[c,r]     by workload, where finite"""
    penalty = np.where(np.isfinite(p.case.shortfall_musd), p.case.shortfall_musd, 0.0)
    return np.einsum("crt,cr->ct", p.shortfall, penalty)


@item
def revenue(p: Ledger) -> np.ndarray:
    """sum_r (served[c,r,t] + take_or_pay[c,r] * shortfall[c,r,t]) * price[c,r,t]     by workload

    No part of N.
    """
    paid = p.served + np.einsum("cr,crt->crt", p.case.take_or_pay, p.shortfall)
    return (paid * p.case.token_price_musd).sum(axis=1)


def sign(name: str) -> int:
    """Of an item's money in cash.csv: 1 if it comes in, -1 if it goes out."""
    return 1 if name in MONEY_IN else -1


def kind(name: str) -> str:
    """Of an item in cash.csv."""
    return "financing" if name in FUNDING else "revenue" if name == "revenue" else "cost"


def subjects(case: Case, name: str) -> tuple[str, ...]:
    """The ids that an item's `what` runs over."""
    return tuple(i for axis in ITEM_AXES[name] for i in members(case, axis))


def factor(case: Case, name: str) -> np.ndarray:
    """[t] the discount factors of an item."""
    return case.discount_start if name in AT_START else case.discount_mid


def cash(p: Ledger) -> pd.DataFrame:
    """Every item that is not zero, with the columns CASH; by period, then in the order of ITEMS."""
    rows = []
    for rank, (name, function) in enumerate(ITEMS.items()):
        money, ids, discount = function(p), subjects(p.case, name), factor(p.case, name)
        for i, t in np.argwhere(money != 0):
            amount = sign(name) * float(money[i, t])
            days, worth = (p.at(t), last_day(p.case, t)), amount * float(discount[t])
            rows.append((int(t), rank, ids[i], (int(t), *days, kind(name), name, ids[i], amount, worth)))
    rows.sort(key=lambda row: row[:3])
    return pd.DataFrame([row for *_, row in rows], columns=list(CASH))


@dataclass(frozen=True)
class Totals:
    """N, D and N / D [M$, Tt, $/Mtoken = M$/Tt], with N by item; the ratio is not a number where no token is
    served.
    """

    cost_musd: float
    tokens_tt: float
    ratio_usd_per_mtoken: float
    cost_by_item_musd: dict[str, float]
    revenue_musd: float


def totals(p: Ledger) -> Totals:
    """N and D.

    N = sum of discounted items but revenue and funding
    D = sum_crt discount_mid[t] * weight[c,t] * served[c,r,t]
    """
    by_item = {name: float((function(p) * factor(p.case, name)).sum()) for name, function in ITEMS.items()}
    income = by_item["revenue"]
    by_item = {name: musd for name, musd in by_item.items() if name not in NOT_A_COST}
    cost = sum(by_item.values())
    tokens = float(np.einsum("crt,ct,t->", p.served, p.case.token_weight, p.case.discount_mid))
    return Totals(cost, tokens, cost / tokens if tokens > 0 else float("nan"), by_item, income)


@LIMITS("kind of cash")
def cash_kind(p: Ledger) -> Iterator[Finding]:
    """cost, revenue or financing, as the item is"""
    frame = p.frames["cash"]
    for period, named, item, what in zip(frame["period"], frame["kind"], frame["item"], frame["what"]):
        if named != kind(item):
            yield f"{item} {what}, {p.at(period)}", f"kind {named!r}, derived {kind(item)!r}"


@LIMITS("discounting")
def discounting(p: Ledger) -> Iterator[Finding]:
    """discounted_musd = musd * discount_start[t] for costs of launch periods, * discount_mid[t] for running
    costs and revenue.
    """
    frame = p.frames["cash"]
    period = frame["period"].to_numpy()
    at_start = frame["item"].isin(AT_START).to_numpy(dtype=bool)
    factors = np.where(at_start, p.case.discount_start[period], p.case.discount_mid[period])
    items, what = frame["item"].to_numpy(), frame["what"].to_numpy()
    derived = frame["musd"].to_numpy() * factors

    def where(i: Index) -> str:
        return f"{items[i]} {what[i]}, {p.at(period[i])}"

    return unequal(frame["discounted_musd"].to_numpy(), derived, where, "discounted_musd", REPEATED)


def claims(derived: Totals, claimed: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    """(limit, where, message) for each total that the plan claims and that is not the derived one."""
    for name, key, unit in (
        ("total cost", "cost_musd", "M$"), ("total tokens", "tokens_tt", "Tt"),
        ("ratio", "ratio_usd_per_mtoken", "$/Mtoken"),
    ):  # fmt: skip
        value, own = claimed.get(key), getattr(derived, key)
        if name == "ratio" and np.isnan(own):
            if value is not None and not np.isnan(value):
                yield name, key, f"{float(value):.10g} {unit}, but no token is served"
            continue
        if value is None:
            yield name, key, f"not claimed, derived {own:.10g} {unit}"
        elif differs(float(value), own, unit):
            first, second = texts(float(value), own)
            yield name, key, f"{first} {unit}, derived {second} {unit}"
