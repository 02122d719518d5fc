r"""What can be built and bought: factory rate, accelerator supply, non-recurring engineering.

factory     sum_{d of h, v, s, l} x[d,v,s,b,l]                              <=  bus_rate[h,b]
supply      sum_{d, v, s, l} m[d,k] x[d,v,s,b,l] + sum_j block_j z[j,k,b]   <=  supply[k,b]
bus_nre     sum_{d of h, v, s, l} x[d,v,s,b,l]                              <=  most[h,b] usedbus[h,b]
design_nre  sum_{v, s, l} x[d,v,s,b,l]                                      <=  most[d,b] useddesign[d,b]

usedbus, useddesign  binary, non-decreasing in b: the NRE is due where they step up
most                 what the flights of the period can carry of it, or the factory or the supply can deliver
                     [satellites]
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.algebra import pyo
from models.case import Case, Floats
from models.families import CohortSteps, Decision, Family, Step, by_cohort, named
from models.members import Cohort
from models.rows import Row, add_rows, variables


def per_flight(case: Case, mass_t: Floats, volume_m3: Floats) -> Floats:
    """[v, n] most satellites of mass and volume [n] that one flight of v carries to its easiest drop."""
    lift = case.payload_t.max(axis=1, initial=0)
    with np.errstate(divide="ignore"):
        by_mass = np.floor(lift[:, None] / mass_t * (1 + 1e-9) + 1e-9)
        by_volume = np.floor(case.fairing_m3[:, None] / volume_m3 * (1 + 1e-9) + 1e-9)
    return np.minimum(np.minimum(by_mass, by_volume), case.satellites_max[:, None])


def most_of_designs(case: Case) -> Floats:
    """[d,b] most satellites of a design that one period's flights, factory and accelerator supply allow."""
    flights = per_flight(case, case.design_mass_t, case.design_volume_m3).T @ case.cadence
    counts = case.design_counts[:, :, None]
    bought = np.where(counts > 0, case.supply[None] / np.maximum(counts, 1), np.inf).min(
        axis=1, initial=np.inf
    )
    return np.minimum(np.minimum(flights, case.bus_rate[case.design_bus]), np.floor(bought + 1e-9))


def most_of_buses(case: Case) -> Floats:
    """[h,b] most satellites of a bus in one period: what fits by the least mass and the least volume of its
    designs, and the factory.
    """
    buses = range(len(case.buses))
    mass = np.array([case.design_mass_t[case.design_bus == h].min(initial=np.inf) for h in buses])
    volume = np.array([case.design_volume_m3[case.design_bus == h].min(initial=np.inf) for h in buses])
    return np.minimum(per_flight(case, mass, volume).T @ case.cadence, case.bus_rate)


def used(m) -> None:
    """Binaries for what carries an NRE: usedbus over all buses of the offers, useddesign over the designs of
    the cohorts.
    """
    case, B = m.case, m.case.launch_periods
    m.nre_buses = [
        h for h in sorted({int(case.design_bus[d]) for d, _ in m.members.offers}) if case.bus_nre_musd[h] > 0
    ]
    designs = {cohort[0] for cohort in m.members.cohorts} | set(m.members.engineered)
    m.nre_designs = [d for d in sorted(designs) if case.design_nre_musd[d] > 0]
    variables(m, "usedbus", [(h, b) for h in m.nre_buses for b in range(B)], domain=pyo.Binary)
    variables(m, "useddesign", [(d, b) for d in m.nre_designs for b in range(B)], domain=pyo.Binary)


def factory_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """One satellite of its bus, where the factory has a limit."""
    h, b = int(case.design_bus[cohort[0]]), cohort[3]
    if np.isfinite(case.bus_rate[h, b]):
        yield (h, b), 1.0


def supply_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """The accelerators of one satellite, where they have a limit."""
    d, b = cohort[0], cohort[3]
    for k in np.flatnonzero(case.design_counts[d]).tolist():
        if np.isfinite(case.supply[k, b]):
            yield (k, b), float(case.design_counts[d, k])


def bus_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """One satellite of its bus, where that has an NRE."""
    h = int(case.design_bus[cohort[0]])
    if case.bus_nre_musd[h] > 0:
        yield ("link", h, cohort[3]), 1.0


def design_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """One satellite of its design, where that has an NRE."""
    if case.design_nre_musd[cohort[0]] > 0:
        yield ("link", cohort[0], cohort[3]), 1.0


def factory(m) -> None:
    """sum x <= bus_rate[h,b], per bus and period."""
    case, terms = m.case, by_cohort(m, factory_steps)
    buses = sorted({int(case.design_bus[d]) for d, _ in m.members.offers})
    limited = [(h, b) for h in buses for b in range(case.launch_periods) if np.isfinite(case.bus_rate[h, b])]
    add_rows(
        m, "factory", ((hb, terms[hb], None, float(case.bus_rate[hb])) for hb in limited), open_to=m.open_to
    )


def supply(m) -> None:
    """sum m[d,k] x + sum block z <= supply[k,b], orbit and ground together."""
    case, terms = m.case, by_cohort(m, supply_steps)
    for j, k, b in m.z:
        terms[k, b].append((float(case.rack_block[j]), m.z[j, k, b]))
    limited = [(int(k), int(b)) for k, b in np.argwhere(np.isfinite(case.supply))]
    add_rows(
        m, "supply", ((kb, terms[kb], None, float(case.supply[kb])) for kb in limited), open_to=m.open_to
    )


def non_recurring(m, name, steps: CohortSteps, used_var, most, members) -> None:
    """Rows  launched <= most used  and  used[b-1] <= used[b]."""
    rows: list[Row] = []
    terms = by_cohort(m, steps)
    for i in members:
        for b in range(m.case.launch_periods):
            link = ("link", i, b)
            rows.append((link, [*terms[link], (-float(most[i, b]), used_var[i, b])], None, 0.0))
            if b:
                rows.append((("stay", i, b), [(1.0, used_var[i, b - 1]), (-1.0, used_var[i, b])], None, 0.0))
    add_rows(m, name, rows, open_to=m.open_to)


def bus_nre(m) -> None:
    """A bus flies only once its engineering is paid for."""
    non_recurring(m, "bus_nre", bus_steps, m.usedbus, most_of_buses(m.case), m.nre_buses)


def design_nre(m) -> None:
    """A design flies only once its variant is engineered."""
    non_recurring(m, "design_nre", design_steps, m.useddesign, most_of_designs(m.case), m.nre_designs)


FAMILIES = named(
    Family(factory, cohort=factory_steps, limit="factories"),
    Family(supply, cohort=supply_steps, limit="supply"),
    Family(bus_nre, cohort=bus_steps, role="payment"),
    Family(design_nre, cohort=design_steps, is_partial=True, role="payment"),
)
DECISIONS = (
    Decision("usedbus", "up", "bus_nre_musd"),
    Decision("useddesign", "up", "design_nre_musd"),
)
