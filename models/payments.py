r"""Who is paid what, and when: satellites and flights as payments by period, one source for cost and cash.

Paid so many periods ahead of a launch in b, at the first period where that would fall before it:

    accelerators   m[d,k] acc[k,b]                                        in  a_k = max(0, b - prepay_accelerator[k])
    hardware       cost[d,b] - sum_k m[d,k] acc[k,b]                      in  a_h = max(0, b - prepay_bus[h])
    flight         price[v,b] n + mass_d per_t[v,b] x                     in  a_v = max(0, b - prepay_launch[v])
    insurance      ins_v (cost[d,b] x + price[v,b] n + mass_d per_t x)    in  b, the launch

Prices are those of the launch. Under `annuity` a share of the purchases is charged, and the launch credit
stands where the flight is paid. Where the plan decides a flight's price (models/tiers.py) that price and its
credit stand on paid and credited of each tier, and are 0 here. For M$ worth w[t] in period t (a discount
factor for N, a row's dual for cash) the `..._worth` give what payments are worth.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def satellite_payments(case: Case, d: int, v: int, s: int, b: int, share: float = 1.0) -> dict[int, float]:
    """Period -> M$ of one satellite launched: its purchase, what it pays by mass, its insurance, less the
    launch credit.

    share < 1 only for N under annuity.
    """
    cost = float(case.design_cost_musd[d, b])
    by_mass = float(case.design_mass_t[d] * case.price_musd_per_t[v, b])
    credit = 0.0
    if share < 1 and not tiers.decided(case, v, b):
        price = float(case.price_musd[v, b] * case.price_share[v, b])
        credit = (1 - share) * price * float(case.design_mass_t[d]) / lift_t(case, v, s)
    paid = {b: (cost + by_mass) * (share + float(case.insured[v])) - credit}
    hardware = cost
    for k in np.flatnonzero(case.design_counts[d]):
        part = float(case.design_counts[d, k] * case.accelerator_cost_musd[k, b])
        hardware -= part
        move(paid, share * part, b, int(case.prepay_accelerator[k]))
    move(paid, share * hardware, b, int(case.prepay_bus[case.design_bus[d]]))
    move(paid, share * by_mass - credit, b, int(case.prepay_launch[v]))
    return paid


def flight_payments(case: Case, v: int, b: int) -> dict[int, float]:
    """Period -> M$ of one flight with its insurance; nothing where the plan decides its tier."""
    if tiers.decided(case, v, b):
        return {}
    return priced_payments(case, v, b, float(case.price_musd[v, b] * case.price_share[v, b]))


def tier_payments(case: Case, v: int, i: int, b: int) -> dict[int, float]:
    """Period -> M$ of one flight with its insurance that is paid in a tier."""
    return priced_payments(case, v, b, float(case.price_musd[v, b] * case.tier_factor[v, i]))


def priced_payments(case: Case, v: int, b: int, price: float) -> dict[int, float]:
    """Period -> M$ of one flight at a price, with its insurance."""
    paid = {b: price * (1 + float(case.insured[v]))}
    move(paid, price, b, int(case.prepay_launch[v]))
    return paid


def tier_credit(case: Case, v: int, i: int, b: int) -> tuple[int, float]:
    """(period, M$) that annuity credits for a whole flight paid in a tier: where it is paid."""
    return max(0, b - int(case.prepay_launch[v])), float(case.price_musd[v, b] * case.tier_factor[v, i])


def move(paid: dict[int, float], musd: float, b: int, periods: int) -> None:
    """Pay a part of what is due at launch b so many periods earlier."""
    at = max(0, b - periods)
    if musd and at != b:
        paid[b] -= musd
        paid[at] = paid.get(at, 0.0) + musd


def discounted(case: Case, paid: Mapping[int, float]) -> float:
    """M$ today of payments at the start of their periods."""
    return float(sum(case.discount_start[t] * musd for t, musd in paid.items()))


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


def flights_worth(case: Case, worth: Floats) -> Floats:
    """[v,b] what one flight with its insurance is worth; 0 where the plan decides its tier."""
    return known_prices(case) * launches_worth(case, worth)
