"""Plans as the start of another search: their decisions in the index letters of a new Case, matched by id and
date; how far they lay above their own relaxation; and what their bounds prove for the new question.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from models.carrying import carried
from models.case import Case
from models.departing import FLOWN, INSTALLED
from planner import coefficients
from planner.continuing.earlier import Earlier
from planner.plan.plan import Plan
from planner.solver.solution import Flights, Solution, relative_gap
from planner.solver.warm_start import WarmStart
from planner.tables.columns import Tables

RELAXATION = "linear relaxation"
"""The phase of a search at whose end its bound is that of the relaxation."""


def warm_start(
    plan: Plan | None,
    earlier: Sequence[Earlier],
    case: Case,
    note: Callable[[str], None] | None = None,
) -> WarmStart | None:
    """What a plan and earlier searches, the nearest first, give to a search of `case`; None for neither.

    `note` is told what of the plan is gone.
    """
    if plan is None and not earlier:
        return None
    plans = [one.moved(case) for one in earlier]
    solved = [(one.case, one.bound) for one in earlier if one.bound is not None]
    losses = [one.loss for one in earlier]
    if plan is not None:
        first, lost = start_from(plan, case)
        if note is not None:
            for line in lost:
                note(line)
        plans.insert(0, first)
        losses.insert(0, loss_of(plan))
        if plan.bound is not None and not plan.violations:
            solved.append((coefficients.build(plan.resolved, case=plan.record.options.case).case, plan.bound))
    known = ((other, bound) for other, bound in solved if other.objective == case.objective)
    return WarmStart(tuple(plans), losses[0], carried(case, known))


def loss_of(plan: Plan) -> float:
    """(value - bound of the relaxation) / |value| of a plan, as the history of its search tells; infinite
    where it does not.
    """
    bounds = [step.bound for step in plan.run.history if step.phase == RELAXATION and step.bound is not None]
    if not bounds or not math.isfinite(plan.value):
        return math.inf
    sign = -1.0 if plan.objective == "npv" else 1.0
    return relative_gap(sign * plan.value, sign * bounds[-1])


def start_from(plan: Plan, case: Case) -> tuple[Solution, list[str]]:
    """The plan's decisions as far as they exist in `case`, and one line for every member that does not.

    Satellites, flights and racks whose design, vehicle, shell, site, accelerator, life or date is gone are
    left out; what remains is a start and need not be feasible.
    """
    reader, tables = _Reader(case), plan.filed
    cargo: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in tables.manifests.itertuples():
        if index := reader.find(
            "satellites on manifests", row.satellites_per_flight, designs=row.design, shells=row.shell
        ):
            d, s = index
            cargo[row.manifest].append((d, s, int(row.satellites_per_flight)))
    flights: Counter = Counter()
    for row in tables.launches.itertuples():
        if cargo[row.manifest]:
            if index := reader.find(
                "flights", row.flights, vehicles=row.vehicle, drops=row.drop, launch_dates=row.date
            ):
                flights[*index, tuple(sorted(cargo[row.manifest]))] += int(row.flights)
    satellites: Counter = Counter()
    for row in tables.cohorts.itertuples():
        life = round(row.service_years / case.period_years)
        ids = {
            "designs": row.design,
            "vehicles": row.vehicle,
            "shells": row.shell,
            "launch_dates": row.launch_date,
            "lives": life,
        }
        if index := reader.find("satellites", row.satellites, **ids):
            satellites[index] += int(row.satellites)
    racks: Counter = Counter()
    for row in tables.sites[tables.sites.blocks_built > 0].itertuples():
        ids = {"sites": row.site, "accelerators": row.accelerator, "launch_dates": row.date}
        if index := reader.find("rack blocks", row.blocks_built, **ids):
            racks[index] += int(row.blocks_built)
    solution = Solution(
        flights=tuple(Flights(v, o, b, load, n) for (v, o, b, load), n in sorted(flights.items())),
        satellites=dict(satellites),
        racks=dict(racks),
        leave=_retired(tables, reader, case),
        removed=_removed(tables, reader, case),
        **_continuous(tables, reader),
    )
    return solution, reader.notes()


def _retired(plan: Tables, reader: _Reader, case: Case) -> dict[tuple[int, int], int]:
    """Existing satellites that leave early, and with them those that stay, of each cohort of which some
    do.
    """
    leave: Counter = Counter()
    for row in plan.retirements.itertuples():
        if index := reader.find("satellites", row.satellites, flown=row.existing, dates=row.date):
            leave[index] += int(row.satellites)
    return FLOWN.with_the_rest(case, leave)


def _removed(plan: Tables, reader: _Reader, case: Case) -> dict[tuple[int, int], int]:
    """Existing racks that leave early, and with them those that stay, likewise."""
    removed: Counter = Counter()
    for row in plan.removals.itertuples():
        if index := reader.find("rack blocks", row.blocks, installed=row.existing, dates=row.date):
            removed[index] += int(row.blocks)
    return INSTALLED.with_the_rest(case, removed)


def _continuous(plan: Tables, reader: _Reader) -> dict[str, dict]:
    """Compute, tokens, shortfall, gateways and own power of the plan."""
    found: dict[str, dict] = {
        name: {}
        for name in (
            "compute_orbit",
            "compute_ground",
            "tokens_orbit",
            "tokens_ground",
            "shortfall",
            "gateway_gbps",
            "onsite_mw",
        )
    }
    places = {"orbit": "shells", "ground": "sites"}
    for row in plan.compute.itertuples():
        ids = {
            "accelerators": row.accelerator,
            "workloads": row.workload,
            places[row.source_kind]: row.source,
            "dates": row.date,
        }
        if index := reader.find("accelerator-years", row.accelerator_years, **ids):
            found[f"compute_{row.source_kind}"][index] = row.accelerator_years
    for row in plan.tokens.itertuples():
        ids = {"workloads": row.workload, "regions": row.region, places[row.source_kind]: row.source}
        down = {"gateways": row.gateway} if row.source_kind == "orbit" else {}
        if index := reader.find("Tt", row.tokens_tt, **ids, **down, dates=row.date):
            found[f"tokens_{row.source_kind}"][index] = row.tokens_tt
    for row in plan.demand[plan.demand.shortfall_tt > 0].itertuples():
        if index := reader.find(
            "Tt short", row.shortfall_tt, workloads=row.workload, regions=row.region, dates=row.date
        ):
            found["shortfall"][index] = row.shortfall_tt
    for row in plan.gateways.itertuples():
        if index := reader.find("Gbit/s", row.gbps_bought, gateways=row.gateway, dates=row.date):
            found["gateway_gbps"][index] = row.gbps_bought
    for row in plan.power[plan.power.onsite_mw > 0].itertuples():
        if index := reader.find("MW", row.onsite_mw, sites=row.site, dates=row.date):
            found["onsite_mw"][index] = row.onsite_mw
    return found


class _Reader:
    """Finds indices on the axes of a Case and keeps count of what could not be found."""

    def __init__(self, case: Case):
        axes: dict[str, tuple] = {
            name: getattr(case, name)
            for name in (
                "designs",
                "vehicles",
                "drops",
                "shells",
                "sites",
                "accelerators",
                "workloads",
                "regions",
                "gateways",
                "lives",
                "flown",
                "installed",
            )
        }
        axes["dates"], axes["launch_dates"] = case.dates, case.dates[: case.launch_periods]
        self.positions = {
            axis: {member: i for i, member in enumerate(members)} for axis, members in axes.items()
        }
        self.missing: dict[tuple, float] = defaultdict(float)  # (axis, member, what was left out) -> amount

    def find(self, what: str, amount: float, **ids) -> tuple[int, ...] | None:
        """The indices of ids given as axis=id, in that order; None, and a note, if one does not exist."""
        gone = [(axis, member) for axis, member in ids.items() if member not in self.positions[axis]]
        if gone:
            self.missing[*gone[0], what] += amount
            return None
        return tuple(self.positions[axis][member] for axis, member in ids.items())

    def notes(self) -> list[str]:
        """One line for each member that is gone."""
        words = {
            "lives": "service life in periods",
            "flown": "existing cohort",
            "installed": "existing racks",
            "dates": "period",
            "launch_dates": "launch period",
        }
        gone: dict[tuple, list[str]] = defaultdict(list)
        for (axis, member, what), amount in self.missing.items():
            gone[axis, member].append(f"{amount:,.6g} {what}")
        return [
            f"{words.get(axis, axis[:-1])} {member} is not in this instance: left out {', '.join(parts)}"
            for (axis, member), parts in gone.items()
        ]
