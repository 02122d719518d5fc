"""Where a plan falls short of committed tokens, why, and which limit would help.

For each workload, region and year the linear program at the plan's decisions is asked:

    it falls short too      which limit, with one more of it, leaves less missing; or what else is in the way:
                            nothing can be in service yet, or the penalty is less than what serving costs
    it does not             parts of flights, satellites or racks would serve it: whole ones do not, and what
                            is missing costs less than another of them, or the search ended before
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Case
from models.rollout import FAMILIES
from planner.explain.binding import COMMITTED, Worth
from planner.explain.saying import of_limit, tokens
from planner.explain.shadow_prices import Program
from planner.instance.numbers import figures, joined, percent, sums
from planner.plan.plan import Plan
from planner.solver.highs import Run
from planner.solver.missing import since

COLUMNS = {
    "workload": str, "region": str, "year": str, "committed_tt": float, "shortfall_tt": float,
    "share_short": float, "penalty_musd": float, "why": str,
}  # fmt: skip
"""penalty_musd: discounted."""

SOME = 0.01
"""Of what is missing: a limit that leaves so much less missing helps."""

REAL = 0.3
"""Of the penalties that a limit saves: where it is worth less, serving costs what the penalty does, and which
of the two a point of the program takes is chance."""

MOST_HELP = 3
"""Limits that are named for one shortfall."""

Place = tuple[str, str, str]  # workload, region, year


@dataclass(frozen=True)
class Short:
    """A shortfall: rows of the table of demand, their penalty, what the program leaves missing there [Tt],
    and by how much less with more of which limits.
    """

    place: Place
    group: pd.DataFrame
    penalty_musd: float
    base: float
    helps: list[tuple[float, Worth]]


def table(plan: Plan, case: Case, program: Program, found: list[Worth]) -> pd.DataFrame:
    """Each shortfall with its reason, the largest penalty first."""
    short = plan.demand[plan.demand.shortfall_tt > 0]
    if short.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)
    base, helps = relaxed(program, found)
    rows = []
    asked = plan.demand.assign(year=plan.demand.date.dt.strftime("%Y"))
    for place, group in asked.groupby(["workload", "region", "year"], sort=False):
        missing, committed = float(group.shortfall_tt.sum()), float(group.committed_tt.sum())
        if missing > 0:
            one = Short(place, group, penalty(case, group), base.get(place, 0.0), helps.get(place, []))
            why = reason(plan, case, program, one)
            rows.append((*place, committed, missing, missing / committed, one.penalty_musd, why))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return frame.sort_values("penalty_musd", ascending=False, kind="stable").reset_index(drop=True)


def penalty(case: Case, group: pd.DataFrame) -> float:
    """What the tokens of some rows of the table of demand that are missing cost [discounted M$]."""
    c, r = case.workloads.index(group.workload.iloc[0]), case.regions.index(group.region.iloc[0])
    worth = case.discount_mid[group.period.to_numpy(dtype=int)] * case.shortfall_musd[c, r]
    return float((worth * group.shortfall_tt).sum())


def missing_at(program: Program, run: Run) -> dict[Place, float]:
    """What a point of the program leaves missing [Tt]."""
    case = program.case
    total: dict[Place, float] = defaultdict(float)
    if run.values is None:
        return {}
    for (family, index), i in program.model.column.items():
        if family == "short":
            c, r, t = index
            total[case.workloads[c], case.regions[r], case.dates[t][:4]] += run.values[i] * program.scale.tt
    return dict(total)


def dearest(program: Program, place: Place) -> float:
    """What a Tt missing in a place costs at the most [discounted M$]."""
    case = program.case
    c, r = case.workloads.index(place[0]), case.regions.index(place[1])
    days = np.array([day[:4] == place[2] for day in case.dates])
    per_tt = float(case.shortfall_musd[c, r] * case.discount_mid[days].max())
    return per_tt * program.scale.musd / program.scale.tt


def relaxed(
    program: Program, found: list[Worth]
) -> tuple[dict[Place, float], dict[Place, list[tuple[float, Worth]]]]:
    """What the program leaves missing, and by how much less with one more of each limit, the most first."""
    base, helps = missing_at(program, program.run), defaultdict(list)
    if sum(base.values()) > 0:
        for one in found:
            if one.musd > 0 and one.limit.what != COMMITTED:
                after = missing_at(program, program.moved(one.limit, one.step))
                for place, tt in base.items():
                    saved = tt - after.get(place, tt)
                    if saved > SOME * tt and one.musd > REAL * saved * dearest(program, place):
                        helps[place].append((saved, one))
    return base, {place: sorted(all_, key=lambda pair: -pair[0]) for place, all_ in helps.items()}


def reason(plan: Plan, case: Case, program: Program, short: Short) -> str:
    """Why tokens are missing in a place, and what would help."""
    first = too_early(case, short.group)
    if first:
        return first
    if program.run.status != "optimal":
        return "which limit would help is not known: the program at the plan's decisions was not solved"
    if short.helps:
        return "; ".join(in_the_way(short.helps))
    if short.base <= SOME * float(short.group.shortfall_tt.sum()):
        return in_whole(plan, case, short.group, short.penalty_musd)
    stages = stages_of(program, short)
    if stages:
        return f"{joined(stages)} stand in the way: more flights, slots, power or money would not serve them"
    c, r = case.workloads.index(short.place[0]), case.regions.index(short.place[1])
    return (
        f"the penalty of {figures(case.shortfall_musd[c, r])} M$ per Tt is no more than serving them would "
        "cost with the shells and engineering of this plan; more of no one limit would change that"
    )


def in_the_way(helps: list[tuple[float, Worth]]) -> list[str]:
    """What more of the limits that help most would serve, each kind and place once."""
    said: dict[tuple[str, str], str] = {}
    for tt, one in helps:
        key = one.limit.what, one.limit.where
        if key not in said and len(said) < MOST_HELP:
            said[key] = f"{of_limit(one.limit, one.step)} would serve {tokens(tt)} of it"
    return list(said.values())


def stages_of(program: Program, short: Short) -> list[str]:
    """Stage gates and milestones, limits of which there is no one more: those without which less would be
    missing, each tried.
    """
    model, solver, found = program.model, program.solver, []
    for kind in ("stage gates", "milestones"):
        rows = [i for (name, _), i in model.row.items() if name in FAMILIES and FAMILIES[name].limit == kind]
        if not rows:
            continue
        solver.free_rows(rows)
        run = solver.run()
        solver.row_bounds(rows, model.row_lower[rows], model.row_upper[rows])
        saved = short.base - missing_at(program, run).get(short.place, short.base)
        worth = (program.run.objective - run.objective) * program.scale.musd
        if saved > SOME * short.base and worth > REAL * saved * dearest(program, short.place):
            found.append(kind)
    return found


def too_early(case: Case, group: pd.DataFrame) -> str:
    """Where all that is missing falls into periods in which nothing can be in service yet."""
    c, r = case.workloads.index(group.workload.iloc[0]), case.regions.index(group.region.iloc[0])
    short = group[group.shortfall_tt > 0]
    last = int(short.period.max())
    found = since(case, ("committed", (c, r, last), 1.0))
    if found is None:
        return ""
    kinds = {kind for kind, _ in found.late} | {
        "satellite" if b == "gateway" else "rack" for b in found.barred
    }
    ways = {"satellite"} if case.designs else set()
    ways |= {"rack"} if case.sites else set()
    if not ways or not ways <= kinds:
        return ""
    days = [f"no {kind} before {day}" if day else f"no {kind} at all" for kind, day in found.late]
    days += [f"no {one} may serve this region" for one in found.barred]
    return f"nothing can be in service yet: {joined(days)}"


def in_whole(plan: Plan, case: Case, group: pd.DataFrame, cost: float) -> str:
    """What parts of flights, satellites and racks would serve, and whole ones do not."""
    said = "within all limits, in parts of a flight, a satellite or a rack they would be served"
    t = int(group.period.min())
    b = min(t, case.launch_periods - 1)
    prices = case.price_musd[:, b][case.cadence[:, b] > 0] * case.discount_start[b]
    if len(prices) and cost < prices.min():
        penalty, price = sums(cost, float(prices.min()))
        return f"{said}; their penalty, {penalty}, is less than another whole flight costs ({price})"
    gap = "" if plan.gap is None else f", and the search stopped at a gap of {percent(plan.gap)}"
    return f"{said}; whole ones leave them out{gap}"
