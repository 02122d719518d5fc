"""What flies, as tables: launches and their manifests, cohorts, the fleet they make up, replacements,
designs, shells.

Expected numbers follow the survival conventions of models/case.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models import existing
from models.case import Case
from models.departing import FLOWN
from models.survival import mean_factor
from models.tiers import prices_paid
from planner.errors import PlannerBug
from planner.solver.solution import Cargo, Solution
from planner.tables.columns import COLUMNS
from planner.tables.days import days_of, period_date


@dataclass(frozen=True)
class Cohort:
    """`satellites` of design d launched on vehicle v to shell s in period b, in service for `life` periods
    from period `start` on.
    """

    id: str
    d: int
    v: int
    s: int
    b: int
    satellites: int
    start: int
    life: int
    cost_share: float  # share of its cost charged to the plan: 1 unless `annuity`


@dataclass(frozen=True)
class Load:
    """`flights` equal flights of vehicle v to drop o in period b, each with `cargo` on board."""

    b: int
    v: int
    o: int
    cargo: Cargo
    flights: int


@dataclass(frozen=True)
class Stock:
    """One design in one shell in one period: launched satellites in service by plan, the mean working, slots
    held at its start.
    """

    satellites: int
    working: float
    slots: float


Fleet = dict[tuple[int, int, int], Stock]  # (t, s, d)


def cohorts_of(case: Case, solution: Solution) -> list[Cohort]:
    """The cohorts of a solution, numbered by launch period, vehicle, shell, design and life."""
    keys = sorted((b, v, s, d, l) for (d, v, s, b, l), count in solution.satellites.items() if count > 0)
    return [
        Cohort(
            id=f"c{n}", d=d, v=v, s=s, b=b, satellites=int(solution.satellites[d, v, s, b, l]),
            start=b + int(case.shell_lag[s]),
            life=case.lives[l], cost_share=float(case.cohort_share[s, b, l]),
        )
        for n, (b, v, s, d, l) in enumerate(keys, start=1)
    ]  # fmt: skip


def loads_of(solution: Solution) -> list[Load]:
    """What each flight really carries: manifests say what a flight can take, so the last flights may leave
    with less.

    Raises PlannerBug for a flight that nothing is left for.
    """
    waiting: Counter = Counter()
    for (d, v, s, b, _), count in solution.satellites.items():
        waiting[v, b, d, s] += int(count)
    merged: Counter = Counter()
    for flights in sorted(solution.flights, key=lambda f: (f.b, f.v, f.o, f.cargo)):
        left = flights.flights
        while left:
            cargo = tuple((d, s, min(n, waiting[flights.v, flights.b, d, s])) for d, s, n in flights.cargo)
            cargo = tuple(entry for entry in cargo if entry[2] > 0)
            if not cargo:
                raise PlannerBug(
                    f"{left} flights of vehicle {flights.v} to drop {flights.o} in period {flights.b} "
                    "carry nothing"
                )
            equal = min(left, *(waiting[flights.v, flights.b, d, s] // n for d, s, n in cargo))
            merged[flights.b, flights.v, flights.o, cargo] += equal
            for d, s, n in cargo:
                waiting[flights.v, flights.b, d, s] -= n * equal
            left -= equal
    return [Load(b, v, o, cargo, count) for (b, v, o, cargo), count in sorted(merged.items())]


def name_manifests(loads: Sequence[Load]) -> dict[tuple[int, int, Cargo], str]:
    """(v, o, cargo) -> m1, m2, ... in the order of first use."""
    return {key: f"m{n}" for n, key in enumerate(dict.fromkeys((x.v, x.o, x.cargo) for x in loads), start=1)}


def stocks_of(case: Case, cohorts: Sequence[Cohort]) -> Fleet:
    """The fleet by (t, s, d), periods in which a satellite is in service or a dead one still holds its
    slot.
    """
    D = case.period_years
    sums: dict[tuple[int, int, int], np.ndarray] = defaultdict(lambda: np.zeros(3))
    for c in cohorts:
        h = int(case.design_bus[c.d])
        loss, decay = float(case.bus_loss_per_year[h]), int(case.decay_periods[h, c.s])
        delivered = c.satellites * float(case.success[c.v])
        for n in range(min(c.life + decay, case.periods - c.start)):
            serving = n < c.life
            working = delivered * np.exp(-loss * D * n) * mean_factor(loss, D) if serving else 0.0
            retired = 0.0 if serving else np.exp(-loss * D * c.life)
            slots = delivered * (np.exp(-loss * D * max(0, n - decay)) - retired)
            if serving or slots > 0:
                sums[c.start + n, c.s, c.d] += (c.satellites if serving else 0, working, slots)
    for f in range(len(case.flown)):
        for key, total in existing_stock(case, f):
            sums[key] += total
    return {
        key: Stock(int(total[0]), float(total[1]), float(total[2])) for key, total in sorted(sums.items())
    }


def existing_stock(case: Case, f: int) -> Iterator[tuple[tuple[int, int, int], tuple[float, float, float]]]:
    """((t, s, d), (satellites in service, mean working, slots held)) of one existing cohort."""
    s, d = int(case.flown_shell[f]), int(case.flown_design[f])
    loss, D = float(case.bus_loss_per_year[case.design_bus[d]]), case.period_years
    first = FLOWN.arrival(case, f)
    for t in range(first, case.periods):
        serving = t < case.flown_leaves[f]
        alive = float(case.flown_working[f]) * np.exp(-loss * D * (t - first)) * mean_factor(loss, D)
        slots = existing.slots_held(case, f, t)
        if serving or slots > 0:
            in_service = int(case.flown_satellites[f]) if serving else 0
            yield (t, s, d), (in_service, alive if serving else 0.0, slots)


def prices_of(case: Case, cohorts: Sequence[Cohort], loads: Sequence[Load]) -> np.ndarray:
    """[v,b] M$ paid for one flight, of the tier that the plan reaches."""
    flights: Counter = Counter()
    satellites: Counter = Counter()
    for x in loads:
        flights[x.v, x.b] += x.flights
    for c in cohorts:
        satellites[c.d, c.v, c.s, c.b, 0] += c.satellites
    return prices_paid(case, flights, satellites)


def launch_rows(case: Case, loads: Sequence[Load], names: dict, price_musd: np.ndarray) -> Iterator[tuple]:
    """launches: what each flight of a row carries and costs, and all of them; price_musd[v,b] is paid for
    one.
    """
    for x in loads:
        satellites = sum(n for _, _, n in x.cargo)
        mass_t = sum(n * case.design_mass_t[d] for d, _, n in x.cargo)
        volume_m3 = sum(n * case.design_volume_m3[d] for d, _, n in x.cargo)
        payload_t, fairing_m3 = case.payload_t[x.v, x.o], case.fairing_m3[x.v]
        price = price_musd[x.v, x.b] + mass_t * case.price_musd_per_t[x.v, x.b]
        n = x.flights
        yield (
            x.b, *days_of(case, x.b), case.vehicles[x.v], case.drops[x.o], names[x.v, x.o, x.cargo], n,
            satellites, n * satellites, mass_t, n * mass_t, payload_t, n * payload_t, mass_t / payload_t,
            volume_m3, n * volume_m3, volume_m3 / fairing_m3, price, n * price,
        )  # fmt: skip


def manifest_rows(case: Case, names: dict) -> Iterator[tuple]:
    """manifests: one row a design and shell on board."""
    for (v, o, cargo), name in names.items():
        for d, s, count in cargo:
            yield name, case.vehicles[v], case.drops[o], case.shells[s], case.designs[d], count


def cohort_rows(case: Case, cohorts: Sequence[Cohort]) -> Iterator[tuple]:
    """cohorts: service_end is the date at which the planned life is over."""
    for c in cohorts:
        yield (
            c.id, case.designs[c.d], case.vehicles[c.v], case.shells[c.s], c.b, *days_of(case, c.b),
            c.satellites,
            period_date(case, c.start), period_date(case, c.start + c.life), c.life * case.period_years,
            case.design_cost_musd[c.d, c.b],
        )  # fmt: skip


def existing_rows(case: Case) -> Iterator[tuple]:
    """existing: every existing cohort; service_end is the date at which it is no longer in service."""
    for f, name in enumerate(case.flown):
        arrives, leaves = int(case.flown_arrives[f]), int(case.flown_leaves[f])
        yield (
            name, case.designs[case.flown_design[f]], case.shells[case.flown_shell[f]],
            int(case.flown_satellites[f]), case.flown_working[f], case.flown_dead[f], case.flown_age_years[f],
            arrives, period_date(case, arrives), leaves, period_date(case, leaves),
        )  # fmt: skip


def retirement_rows(case: Case, solution: Solution) -> Iterator[tuple]:
    """retirements: existing satellites, as launched, that leave before the end of their planned life."""
    for (f, q), count in sorted(solution.leave.items(), key=lambda entry: (entry[0][1], entry[0][0])):
        if count and q < case.flown_leaves[f]:
            d, s = int(case.flown_design[f]), int(case.flown_shell[f])
            yield q, *days_of(case, q), case.flown[f], case.designs[d], case.shells[s], count


def fleet_rows(case: Case, fleet: Fleet) -> Iterator[tuple]:
    """fleet: by period, shell and design."""
    for (t, s, d), stock in fleet.items():
        names = case.shells[s], case.designs[d]
        yield t, *days_of(case, t), *names, stock.satellites, stock.working, stock.slots


def replacement_rows(case: Case, cohorts: Sequence[Cohort]) -> Iterator[tuple]:
    """replacements: by period and shell, where a planned life ends or a satellite enters service."""
    ending, entering = defaultdict(list), defaultdict(list)
    for c in (*existing_cohorts(case), *cohorts):
        if 0 <= c.start < case.periods:
            entering[c.start, c.s].append(c)
        if 0 <= c.start + c.life < case.periods:
            ending[c.start + c.life, c.s].append(c)
    for t, s in sorted({*ending, *entering}):
        gone, new = ending.get((t, s), []), entering.get((t, s), [])
        yield (
            t, *days_of(case, t), case.shells[s], sum(c.satellites for c in gone),
            sum(c.satellites for c in new),
            names_of(gone), names_of(new),
        )  # fmt: skip


def names_of(cohorts: Sequence[Cohort]) -> str:
    """Their ids, separated by blanks; parts of an existing cohort have one name."""
    return " ".join(dict.fromkeys(c.id for c in cohorts))


def existing_cohorts(case: Case) -> list[Cohort]:
    """Existing cohorts in the form of the plan's own, as far as they have one."""
    return [
        Cohort(
            id=name, d=int(case.flown_design[f]), v=-1, s=int(case.flown_shell[f]), b=-1,
            satellites=int(case.flown_satellites[f]),
            start=int(case.flown_arrives[f]), life=int(case.flown_leaves[f] - case.flown_arrives[f]),
            cost_share=0.0,
        )
        for f, name in enumerate(case.flown)
    ]  # fmt: skip


def flying_designs(case: Case, cohorts: Sequence[Cohort]) -> list[int]:
    """Designs that are launched or fly already, in the Case's order."""
    return sorted({*(c.d for c in cohorts), *case.flown_design.tolist()})


def sizing_of(case: Case, cohorts: Sequence[Cohort], designs: pd.DataFrame) -> pd.DataFrame:
    """designs: the sizing breakdown of the designs that fly, in the Case's order."""
    flying = [case.designs[d] for d in flying_designs(case, cohorts)]
    if not flying:
        return pd.DataFrame(columns=list(COLUMNS["designs"]))
    return designs.set_index("design", drop=False).loc[flying]


def mix_rows(case: Case, cohorts: Sequence[Cohort]) -> Iterator[tuple]:
    """mixes: accelerators in one satellite of each design that flies."""
    for d in flying_designs(case, cohorts):
        for k in np.flatnonzero(case.design_counts[d]):
            yield case.designs[d], case.accelerators[k], int(case.design_counts[d, k])


def shell_rows(case: Case, fleet: Fleet) -> Iterator[tuple]:
    """shells: every shell in every period."""
    held: dict[tuple[int, int], float] = defaultdict(float)
    for (t, s, _), stock in fleet.items():
        held[t, s] += stock.slots
    in_use = periods_in_use(fleet)
    for t in range(case.periods):
        days = days_of(case, t)
        for s, shell in enumerate(case.shells):
            yield t, *days, shell, int((t, s) in in_use), held[t, s], case.slots[s, t]


def periods_in_use(fleet: Fleet) -> set[tuple[int, int]]:
    """(t, s) with a cohort in service in shell s."""
    return {(t, s) for (t, s, _), stock in fleet.items() if stock.satellites > 0}
