"""Replanning at the level of a Case: the rest of an optimal plan is a plan of the Case that goes on from its
middle, at the same cost.

The Case that goes on is written here from the conventions of models/case.py, without
planner/continuing/continued.py.
"""

import numpy as np
import pytest

from brute_force import brute_force
from comparison import EDGE, GAP, compare, enumerated, sizing
from generator import instances
from models.case import AXES, Case
from planner.auditing import audit
from planner.solver import solve
from planner.solver.solution import Flights, Solution
from planner.tables.build import build
from retiring import as_chosen
from seeds import SEEDS, early

BEGIN = 1
KINDS = (
    "lives",
    "orbit-ground",
    "replicas",
    "decay",
    "lag",
    "rack-lead",
    "opened-early",
    "least-cost",
    "existing-satellites",
    "early-retirement",
    "early-retirement-idle",
    "contracted-flights",
    "gate",
    "gate-of-two",
    "gate-ramp",
    "gate-flown-half",
    "gate-flown-ramp",
)
CHOSEN = early([(kind, seed) for kind in KINDS for seed in SEEDS[kind][:3]], 1, 1)


def going_on(case: Case, solution: Solution) -> Case:
    """The Case from period BEGIN on, with what the solution launched and bought before."""
    arrays = {}
    for name, axes in AXES.items():
        index = tuple(slice(BEGIN, None) if axis in "bt" else slice(None) for axis in axes)
        arrays[name] = getattr(case, name)[index]
    scale = case.discount_start[BEGIN]
    D = case.period_years
    rows = [
        (case.flown_design[f], case.flown_shell[f], case.flown_satellites[f],
         case.flown_arrives[f], case.flown_leaves[f], max(0, case.flown_arrives[f]),
         case.flown_working[f], case.flown_age_years[f], case.flown_history_years[f], case.flown_dead[f])
        for f in range(len(case.flown))
    ]  # fmt: skip
    opening, bus, design = (
        arrays[n].copy() for n in ("shell_opening_musd", "bus_nre_musd", "design_nre_musd")
    )
    for (d, v, s, b, life), x in solution.satellites.items():
        if b < BEGIN:
            start = b + int(case.shell_lag[s])
            rows.append((d, s, x, start, start + case.lives[life], start, case.success[v] * x, 0.0, 0.0, 0.0))
            opening[s] = bus[case.design_bus[d]] = design[d] = 0.0
    flown: dict[str, list] = {}
    for d, s, x, arrives, leaves, seen, works, age, history, dead in rows:
        loss = case.bus_loss_per_year[case.design_bus[d]]
        years = max(0, BEGIN - seen) * D  # that pass before the new study
        over = dead and BEGIN >= case.decay_periods[case.design_bus[d], s]
        assert not dead or over, "a count of dead satellites cannot be carried on exactly"
        for name, value in (
            ("design", d), ("shell", s), ("satellites", x), ("working", works * np.exp(-loss * years)),
            ("dead", 0.0), ("age_years", age + years), ("history_years", history + years),
            ("arrives", arrives - BEGIN), ("leaves", leaves - BEGIN),
        ):  # fmt: skip
            flown.setdefault(name, []).append(value)
    arrays |= {f"flown_{name}": np.array(values) for name, values in flown.items()}
    arrays["flown_may_retire"] = np.zeros(len(rows), bool)
    racks = [
        (case.installed_site[x], case.installed_accelerator[x], n,
         case.installed_arrives[x] - BEGIN, case.installed_leaves[x] - BEGIN,
         case.installed_age_years[x] + max(0, BEGIN - max(0, case.installed_arrives[x])) * D)
        for x, n in enumerate(case.installed_blocks)
    ]  # fmt: skip
    for (j, k, b), n in solution.racks.items():
        if b < BEGIN:
            first = b + int(case.site_lead[j]) - BEGIN
            racks.append((j, k, n, first, first + int(case.rack_life[j]), max(0, -first) * D))
    names = ("site", "accelerator", "blocks", "arrives", "leaves", "age_years")
    for i, name in enumerate(names):
        kind = float if name == "age_years" else int
        arrays[f"installed_{name}"] = np.array([row[i] for row in racks], dtype=kind)
    arrays["installed_may_retire"] = np.zeros(len(racks), bool)
    done = sum(
        amount * case.token_weight[key[0], key[-1]]
        for sent in (solution.tokens_orbit, solution.tokens_ground)
        for key, amount in sent.items()
        if key[-1] < BEGIN
    )
    later = case.replaced(
        **arrays
        | {
            "shell_opening_musd": opening,
            "bus_nre_musd": bus,
            "design_nre_musd": design,
            "discount_start": arrays["discount_start"] / scale,
            "discount_mid": arrays["discount_mid"] / scale,
            "shell_from": np.maximum(case.shell_from - BEGIN, 0),
            "design_from": np.maximum(case.design_from - BEGIN, 0),
        },
        flown=tuple(f"existing-{i + 1}" for i in range(len(rows))),
        installed=tuple(f"existing-racks-{i + 1}" for i in range(len(racks))),
        dates=case.dates[BEGIN:],
        launch_periods=case.launch_periods - BEGIN,
        min_tokens_tt=max(0.0, case.min_tokens_tt - done),
    )
    later.check()
    return later


def rest_of(solution: Solution) -> Solution:
    """What the solution does from BEGIN on."""

    def later(amounts, at):
        return {
            (*key[:at], key[at] - BEGIN, *key[at + 1 :]): value
            for key, value in amounts.items()
            if key[at] >= BEGIN
        }

    return Solution(
        flights=tuple(
            Flights(f.v, f.o, f.b - BEGIN, f.cargo, f.flights) for f in solution.flights if f.b >= BEGIN
        ),
        satellites=later(solution.satellites, 3),
        racks=later(solution.racks, 2),
        compute_orbit=later(solution.compute_orbit, 3),
        compute_ground=later(solution.compute_ground, 3),
        tokens_orbit=later(solution.tokens_orbit, 4),
        tokens_ground=later(solution.tokens_ground, 3),
        shortfall=later(solution.shortfall, 2),
        gateway_gbps=later(solution.gateway_gbps, 1),
        onsite_mw=later(solution.onsite_mw, 1),
    )


def money_and_tokens(case: Case, solution: Solution, since: int = 0) -> tuple[float, float]:
    """N and D of the periods from `since` on, in money of that day, by the tables."""
    tables = build(case, solution, sizing(case))
    cash = tables.cash[(tables.cash.item != "revenue") & (tables.cash.period >= since)]
    tokens = tables.tokens[tables.tokens.period >= since]
    weight = case.token_weight[tokens.workload.map(case.workloads.index).to_numpy(int), tokens.period]
    served = tokens.tokens_tt * weight * case.discount_mid[tokens.period]
    return -cash.discounted_musd.sum() / case.discount_start[since], served.sum() / case.discount_start[since]


@pytest.mark.parametrize("kind, seed", CHOSEN)
def test_the_rest_of_an_optimal_plan_goes_on(kind, seed):
    case, best = instances(kind, seed), enumerated(kind, seed)
    if case.objective == "npv" or (case.flown_dead > 0).any():
        case = case.replaced(objective="levelized_cost", flown_dead=np.zeros(len(case.flown)))
        best = brute_force(case)
    case = as_chosen(case, best.solution.leave)
    later, rest = going_on(case, best.solution), rest_of(best.solution)
    cost, tokens = money_and_tokens(later, rest)
    claimed = {
        "cost_musd": cost,
        "tokens_tt": tokens,
        "ratio_usd_per_mtoken": cost / tokens if tokens else float("nan"),
    }
    report = audit(later, build(later, rest, sizing(later)).tables(), claimed)
    assert report.ok, str(report)  # the rest is feasible, and costs what the plan said
    was_cost, was_tokens = money_and_tokens(case, best.solution, BEGIN)
    assert tokens == pytest.approx(was_tokens, rel=1e-9, abs=1e-9)
    assert cost <= was_cost * (1 + 1e-9) + 1e-9
    if (
        not case.shell_lag.any()
    ):  # else an opening may fall due after the day for what was launched before, which is paid now
        assert cost == pytest.approx(was_cost, rel=1e-9, abs=1e-9)
    new = brute_force(later)
    value = cost if later.objective == "cost" else cost / tokens if tokens else np.inf
    if new is None:
        assert not tokens  # nothing was left to serve
        return
    assert new.value <= value + EDGE * abs(value)
    outcome = solve(later, gap=GAP, time_limit_s=30)
    assert compare(later.objective, outcome.value, outcome.bound, new.value) == []
