r"""Who is paid what, and when: satellites and flights as payments by period and item, one source for cost
and cash.

Paid so many periods ahead of a launch in b, at the first period where that would fall before it:

    accelerators   m[d,k] acc[k,b]                                in  a_k = max(0, b - prepay_accelerator[k])
    hardware       cost[d,b] - sum_k m[d,k] acc[k,b]              in  a_h = max(0, b - prepay_bus[h])
    flight         price[v,b] n + mass_d per_t[v,b] x             in  a_v = max(0, b - prepay_launch[v])
    insurance      ins_v (cost[d,b] x + price[v,b] n + mass_d per_t x)    in  b, the launch

Prices are those of the launch. Under `annuity` a share of the purchases is charged, and the launch credit
stands where the flight is paid. Where the plan decides a flight's price (models/tiers.py) that price and its
credit stand on paid and credited of each tier, and are 0 here. For M$ worth w[t] in period t (a discount
factor for N, a row's dual for cash) the `..._worth` give what payments are worth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from models import tiers
from models.case import Case, Floats, Ints
from models.members import lift_t


def ahead(prepay: Ints, launch_periods: int) -> Ints:
    """[i,b] period in which something that is due prepay[i] periods ahead of launch b is paid."""
    return np.maximum(0, np.arange(launch_periods)[None, :] - prepay[:, None])


def known_prices(case: Case) -> Floats:
    """[v,b] M$ of one flight, 0 where the plan decides its tier: then it is paid there."""
    return np.nan_to_num(case.price_share) * case.price_musd


Payment = tuple[int, str, float]  # (period, item of models/spending.py, M$)


def satellite_payments(case: Case, d: int, v: int, s: int, b: int, share: float = 1.0) -> Iterator[Payment]:
    """What is paid for one satellite launched: its purchase, what it pays by mass, its insurance, less the
    launch credit.

    share < 1 only for N under annuity.
    """
    cost = hardware = float(case.design_cost_musd[d, b])
    for k in np.flatnonzero(case.design_counts[d]):
        part = float(case.design_counts[d, k] * case.accelerator_cost_musd[k, b])
        hardware -= part
        yield before(b, case.prepay_accelerator[k]), "satellites", share * part
    yield before(b, case.prepay_bus[case.design_bus[d]]), "satellites", share * hardware
    mass, at = float(case.design_mass_t[d]), before(b, case.prepay_launch[v])
    by_mass = mass * float(case.price_musd_per_t[v, b])
    yield at, "launch", by_mass
    yield b, "insurance", float(case.insured[v]) * (cost + by_mass)
    if share < 1:
        price = 0.0 if tiers.decided(case, v, b) else float(case.price_musd[v, b] * case.price_share[v, b])
        yield at, "launch_credit", -(1 - share) * (price * mass / lift_t(case, v, s) + by_mass)


def flight_payments(case: Case, v: int, b: int) -> Iterator[Payment]:
    """What is paid for one flight with its insurance; nothing where the plan decides its tier."""
    if not tiers.decided(case, v, b):
        yield from priced_payments(case, v, b, float(case.price_musd[v, b] * case.price_share[v, b]))


def tier_payments(case: Case, v: int, i: int, b: int) -> Iterator[Payment]:
    """What is paid for one flight with its insurance in a tier."""
    return priced_payments(case, v, b, float(case.price_musd[v, b] * case.tier_factor[v, i]))


def priced_payments(case: Case, v: int, b: int, price: float) -> Iterator[Payment]:
    """What is paid for one flight at a price, with its insurance."""
    yield before(b, case.prepay_launch[v]), "launch", price
    yield b, "insurance", float(case.insured[v]) * price


def tier_credit(case: Case, v: int, i: int, b: int) -> Payment:
    """What annuity credits for a whole flight paid in a tier: where it is paid."""
    price = float(case.price_musd[v, b] * case.tier_factor[v, i])
    return before(b, case.prepay_launch[v]), "launch_credit", -price


def before(b: int, periods: int) -> int:
    """The period in which something is paid that is due so many periods ahead of launch b."""
    return max(0, b - int(periods))


def by_period(payments: Iterable[Payment]) -> dict[int, float]:
    """Period -> M$, added up."""
    paid: dict[int, float] = defaultdict(float)
    for t, _, musd in payments:
        paid[t] += musd
    return {t: musd for t, musd in paid.items() if musd}


def discounted(case: Case, payments: Iterable[Payment]) -> float:
    """M$ today of payments at the start of their periods."""
    return float(sum(case.discount_start[t] * musd for t, _, musd in payments))


def purchases_worth(case: Case, worth: Floats) -> Floats:
    """[d,b] what the purchase of one satellite is worth, without insurance, at worth[t] for an M$ paid in
    t.
    """
    B = case.launch_periods
    at_launch = worth[None, :B]
    earlier = worth[ahead(case.prepay_accelerator, B)] - at_launch  # [k,b] for an M$ of accelerators
    total = case.design_cost_musd * at_launch + case.design_counts @ (case.accelerator_cost_musd * earlier)
    earlier = worth[ahead(case.prepay_bus, B)] - at_launch  # [h,b]
    hardware = case.design_cost_musd - case.design_counts @ case.accelerator_cost_musd
    return total + hardware * earlier[case.design_bus]


def launches_worth(case: Case, worth: Floats) -> Floats:
    """[v,b] what an M$ of launch price is worth with its insurance, at worth[t] for an M$ paid in t."""
    B = case.launch_periods
    return worth[ahead(case.prepay_launch, B)] + case.insured[:, None] * worth[None, :B]
