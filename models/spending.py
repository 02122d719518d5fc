r"""What is spent and earned, as one labelled list: in which period, which item, for what, M$ a unit, units.

    item              what         M$ a unit                                      units
    satellites        design       hardware, accelerators [d,b] share[s,b,l]      x
    launch            vehicle      price[v,b];  mass_d per_t[v,b]                 n, paid;  x
    contracts         vehicle      owed[v,b];  price[v,b]                         1;  unflown - contracted
    launch_credit     vehicle      -(1 - share) mass_d (price / payload + per_t)  x
                                   -price of the tier                             credited
    insurance         vehicle      ins_v of cost, price, mass_d per_t             x, n, paid
    nre               bus, design  bus_nre[h], design_nre[d]                      steps of usedbus, useddesign
    shell_opening     shell        opening[s]                                     steps of opened
    racks             site         rack_cost[j,k,b] rack_share[j,b]               z
    shell_yearly      shell        D yearly[s]                                    inuse
    operations        shell        D operations[h]                                S
    gateways          gateway      D gateway[g,t]                                 y
    rack_upkeep       site         D upkeep[j,k]                                  K
    rack_replacement  site         D replacement[j,k,t]                           K
    buildings         site         D building[j]                                  rack_mw K
    energy            site         D grid[j,t]                                    drawn - own
    onsite_energy     site         D onsite[j,t]                                  own
    shortfall         workload     penalty[c,r]                                   short
    revenue           workload     price[c,r,t]                           served + take_or_pay[c,r] short

    ins_v  insurance rate less the expected payout 1 - success, where the flight is insured
    price  of the tier that is known beforehand; where the plan decides it (models/tiers.py), price and credit
           stand on paid and credited
    drawn  rack_mw (R + idle (K - R)) [MW]
    D      years of a period

Satellites and flights are paid where models/payments.py says. Items down to racks are discounted at the start
of their period, the rest at its middle. N is the discounted sum of the costs (models/finance.py), cash is
what they are in full (models/cash.py), and the cash table is the list with a plan's numbers
(planner/tables/money.py): `m` is the model, or an object with the case, the members and the values of these
families under the same names and indices.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from models.case import Case, Floats
from models.ground import power_terms
from models.payments import ahead, flight_payments, satellite_payments, tier_credit, tier_payments

AT_START = (
    "satellites", "launch", "contracts", "launch_credit", "insurance", "nre", "shell_opening", "racks",
)  # fmt: skip
RUNNING = (
    "shell_yearly", "operations", "gateways", "rack_upkeep", "rack_replacement", "buildings", "energy",
    "onsite_energy", "shortfall",
)  # fmt: skip
COSTS = AT_START + RUNNING
REVENUE = "revenue"


class Entry(NamedTuple):
    """M$ a unit in period t, and the units: a sum of coefficients times variables, or times their values."""

    t: int
    item: str
    what: str
    musd: float
    units: list[tuple[float, Any]]


def discount(case: Case, item: str) -> Floats:
    """[t] discount factor of an item: of the middle of the period where it runs, otherwise of its start."""
    return case.discount_mid if item in RUNNING or item == REVENUE else case.discount_start


def spending(m, full: bool = False) -> Iterator[Entry]:
    """Everything that is paid, in the period in which it is paid.

    full: every cost in full, as money that is really spent; otherwise the share charged to the plan, launches
    credited.
    """
    yield from launching(m, full)
    yield from starting(m)
    case, D = m.case, m.case.period_years
    for (j, k, b), z in m.z.items():
        share = 1.0 if full else case.rack_share[j, b]
        yield Entry(b, "racks", case.sites[j], case.rack_cost_musd[j, k, b] * share, [(1.0, z)])
    for (s, t), inuse in m.inuse.items():
        yield Entry(t, "shell_yearly", case.shells[s], D * case.shell_yearly_musd[s], [(1.0, inuse)])
    for (h, s, t), working in m.S.items():
        yield Entry(t, "operations", case.shells[s], D * case.bus_operations_musd[h], [(1.0, working)])
    for (g, t), gbps in m.y.items():
        yield Entry(t, "gateways", case.gateways[g], D * case.gateway_musd[g, t], [(1.0, gbps)])
    for (j, t), drawn in power_terms(m).items():
        yield Entry(t, "energy", case.sites[j], D * case.grid_musd[j, t], drawn)
    for (j, k, t), blocks in m.K.items():
        site, mw = case.sites[j], case.rack_mw[j, k, t]
        yield Entry(t, "buildings", site, D * case.building_musd[j], [(mw, blocks)])
        yield Entry(t, "rack_upkeep", site, D * case.rack_upkeep_musd[j, k], [(1.0, blocks)])
        yield Entry(t, "rack_replacement", site, D * case.rack_replacement_musd[j, k, t], [(1.0, blocks)])
    for (j, t), own in m.own.items():
        yield Entry(t, "onsite_energy", case.sites[j], D * case.onsite_musd[j, t], [(1.0, own)])
    for (c, r, t), short in m.short.items():
        yield Entry(t, "shortfall", case.workloads[c], case.shortfall_musd[c, r], [(1.0, short)])


def launching(m, full: bool) -> Iterator[Entry]:
    """Satellites and flights, and what was bought of flights before."""
    case = m.case
    for (d, v, s, b, l), x in m.x.items():
        share = 1.0 if full else float(case.cohort_share[s, b, l])
        for t, item, musd in satellite_payments(case, d, v, s, b, share):
            what = case.designs[d] if item == "satellites" else case.vehicles[v]
            yield Entry(t, item, what, musd, [(1.0, x)])
    for i, (v, _, b, _) in enumerate(m.members.flights):
        for t, item, musd in flight_payments(case, v, b):
            yield Entry(t, item, case.vehicles[v], musd, [(1.0, m.n[i])])
    for (v, i, b), paid in m.paid.items():
        for t, item, musd in tier_payments(case, v, i, b):
            yield Entry(t, item, case.vehicles[v], musd, [(1.0, paid)])
    for (v, i, b), credited in () if full else m.credited.items():
        t, item, musd = tier_credit(case, v, i, b)
        yield Entry(t, item, case.vehicles[v], musd, [(1.0, credited)])
    due = ahead(case.prepay_launch, case.launch_periods)
    for (v, b), unflown in m.unflown.items():
        beyond = [(1.0, unflown), (-float(case.contracted[v, b]), m.one[0])]
        yield Entry(int(due[v, b]), "contracts", case.vehicles[v], case.price_musd[v, b], beyond)
    for v, b in np.argwhere(case.contract_owed_musd).tolist():
        owed = case.contract_owed_musd[v, b]
        yield Entry(int(due[v, b]), "contracts", case.vehicles[v], owed, [(1.0, m.one[0])])


def starting(m) -> Iterator[Entry]:
    """What is due once: where a binary used[i,t] that does not fall steps from 0 to 1."""
    case = m.case
    for item, used, ids, price in (
        ("nre", m.usedbus, case.buses, case.bus_nre_musd),
        ("nre", m.useddesign, case.designs, case.design_nre_musd),
        ("shell_opening", m.opened, case.shells, case.shell_opening_musd),
    ):
        for i, t in used:
            before = [(-1.0, used[i, t - 1])] if (i, t - 1) in used else []
            yield Entry(t, item, ids[i], price[i], [(1.0, used[i, t]), *before])


def earning(m) -> Iterator[Entry]:
    """What tokens bring that are served, and those that are paid for though they are not."""
    case = m.case
    for (c, r, t), served in m.served.items():
        yield Entry(t, REVENUE, case.workloads[c], case.token_price_musd[c, r, t], [(1.0, served)])
    for (c, r, t), short in m.short.items():
        paid = [(case.take_or_pay[c, r], short)]
        yield Entry(t, REVENUE, case.workloads[c], case.token_price_musd[c, r, t], paid)
