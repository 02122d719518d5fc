"""From an Instance to an audited Plan: coefficients, search, tables, audit, record."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from models.case import Case
from models.spending import COSTS, REVENUE
from planner import coefficients, solver
from planner.auditing import AuditReport, audit_statement
from planner.auditing.glance import statement_of
from planner.auditing.question import asked_again, asked_of, built_of, readable
from planner.choices import Side
from planner.continuing.earlier import Earlier
from planner.continuing.start import start_from, warm_start
from planner.errors import InstanceError
from planner.explain import findings
from planner.explain import reasons as why
from planner.explain import shadow_prices as prices
from planner.instance.reading import Instance
from planner.plan.origin import changes_of, kept_name
from planner.plan.plan import RESOLVED, Plan
from planner.plan.record import Accelerators, Machine, Options, PlanRecord, RunRecord, Sides, Step
from planner.plan.typed import typed, untyped
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.solution import Outcome, Progress, relative_gap
from planner.system.versions import versions
from planner.tables.build import build
from planner.tables.columns import FORMAT, Tables, significant
from planner.tables.earning import earnings
from planner.tables.plain import plain
from planner.tables.service import weights

R = TypeVar("R", PlanRecord, RunRecord)
UNITS = {"levelized_cost": "$/Mtoken", "cost": "M$", "npv": "M$"}
TAIL = 0.5  # of the seconds that coefficients took: kept free for tables and audit, which are of their size
TAIL_AT_MOST = 0.1  # of the time limit
CLAIM_TOLERANCE = 1e-6  # relative; what the solver says of its plan against what the tables add up to


def solve(
    instance: Instance,
    *,
    gap: float | None = None,
    time_limit_s: float | None = None,
    case: Side = "both",
    start: Plan | None = None,
    earlier: Sequence[Earlier] = (),
    remember: Callable[[Earlier], None] | None = None,
    progress: Callable[[Progress], None] | None = None,
    note: Callable[[str], None] | None = None,
    began: float | None = None,
    params: SearchParams = DEFAULT,
    stop: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan found for an instance, with its bound, audited.

    gap, time_limit_s   override the instance's `solve` table
    began               reading of time.perf_counter() at which the time limit begins, by default now
    case                "both", or "orbit" / "ground": only that side may serve
    start               a plan to start from; `note` is told of each of its members that the instance no
                        longer has
    earlier, remember   what searches of neighbouring questions left, the nearest first; and who is told what
                        this one leaves
    progress            is told how the search goes
    params, stop        as planner.solver.solve takes them

    Raises InstanceError and NoPlan. A plan that fails its audit is returned with `violations`.
    """
    watch = Stopwatch(began)
    for key, value in (("solve.gap", gap), ("solve.time_limit_s", time_limit_s)):
        instance = instance if value is None else instance.with_value(key, value)
    options = instance.data.solve
    with watch.stage("coefficients"):
        built = coefficients.build(instance, case=case)
    with watch.stage("start"):
        first = warm_start(start, earlier, built.case, note)
    tail_s = min(TAIL * watch.seconds["coefficients"], TAIL_AT_MOST * options.time_limit_s)
    outcome = solver.solve(
        built.case, gap=options.gap, time_limit_s=options.time_limit_s - watch.total() - tail_s,
        threads=options.threads, seed=options.seed, start=first, progress=progress, params=params, stop=stop,
    )  # fmt: skip
    if note is not None:
        for line in outcome.notes:
            note(line)
    if remember is not None:
        loss = first.loss if outcome.loss is None and first is not None else outcome.loss
        bound = outcome.bound if math.isfinite(outcome.bound) else None
        remember(Earlier(built.case, outcome.solution, bound, math.inf if loss is None else loss))
    with watch.stage("tables"):
        tables = build(built.case, outcome.solution, built.designs)
    found = totals(built.case, tables) | earnings(built.case, tables)
    record = PlanRecord(
        format=FORMAT,
        **verdict(built.case, found, outcome),
        **found | {"sides": typed(Sides, found["sides"])},
        accelerators=accelerators(built.case, tables),
        audit="passed",
        violations=(),
        notes=tuple(built.notes),
        moves=findings.moves(tables),
        horizon=findings.horizon(built.case, tables, instance.data.study.horizon),
        candidates=findings.candidates(built, tables, outcome),
        sizes=outcome.sizes,
        options=Options(
            case=case,
            boundary=instance.data.study.boundary,
            gap=options.gap,
            time_limit_s=options.time_limit_s,
            start=first is not None,
            changes=changes_of(instance),
        ),
        seed=options.seed,
        threads=options.threads,
        instance=Path(instance.path).name,
        sha256=instance.sha256,
        files_sha256=hashes_of(instance),
        defaults=instance.defaults,
    )
    first_s = {name: watch.seconds[name] for name in ("coefficients", "start") if name != "start" or first}
    run = RunRecord(
        solved=datetime.now(UTC).date().isoformat(),
        versions=versions(),
        machine=Machine(system=platform.platform(), processor=platform.machine(), cores=os.cpu_count()),
        seconds=first_s | outcome.seconds | watch.seconds | {"total": watch.total()},
        history=tuple(
            Step(seconds=s, phase=phase, best=best, bound=bound) for s, phase, best, bound in outcome.history
        ),
    )
    plan = Plan(**tables.tables(), record=as_filed(record), run=as_filed(run), instance=files_of(instance))
    with watch.stage("audit"):
        report = audit_statement(built.case, statement_of(plan, asked_of(instance, built, instance.defaults)))
    violations = [*map(str, report.violations), *overclaims(built.case, found, outcome)]
    seconds = {**plan.run.seconds, "audit": watch.seconds["audit"], "total": watch.total()}
    judged = replace(plan.record, audit="failed" if violations else "passed", violations=tuple(violations))
    return replace(plan, record=judged, run=as_filed(replace(plan.run, seconds=seconds)))


def shadow_prices(plan: Plan, progress: Callable[[int, int], None] | None = None) -> pd.DataFrame:
    """What one more, and one fewer, of each limit of a plan's question is worth
    (planner/explain/shadow_prices.py). Raises InstanceError if its resolved.toml cannot be read.
    """
    case = built_of(plan).case
    ratio = plan.ratio if case.is_ratio else None
    decided, _ = start_from(plan, case)
    return prices.shadow_prices(case, decided, ratio, progress=progress)


def reasons(plan: Plan, progress: Callable[[int, int], None] | None = None) -> why.Reasons:
    """Why a plan is as it is (planner/explain/reasons.py). Raises InstanceError if its resolved.toml cannot
    be read, or its tables contradict it.
    """
    built = built_of(plan)
    readable(built.case, plan)
    decided, _ = start_from(plan, built.case)
    with sound_tables(plan):
        return why.reasons(plan, built, decided, progress=progress)


@contextmanager
def sound_tables(plan: Plan) -> Iterator[None]:
    """For work that takes a plan's tables to hold together. Where it fails, and the audit of the plan does
    too, the tables are to blame: InstanceError says so. Any other fault stays one of ours.
    """
    try:
        yield
    except (LookupError, ValueError, ArithmeticError, AttributeError, TypeError, AssertionError) as error:
        if isinstance(error, InstanceError) or audit(plan).ok:
            raise
        say = f"edited after it was written, or damaged: planner audit {plan.place} names what is wrong"
        raise InstanceError(plan.place, [("", say)]) from error


def as_filed(record: R) -> R:
    """A record with its numbers as files have them."""
    return typed(type(record), plain(untyped(record)))


def audit(plan: Plan) -> AuditReport:
    """Audit a plan against the Case rebuilt from its own resolved instance, and that against the instance as
    it was read.

    Raises InstanceError if resolved.toml cannot be read.
    """
    built = built_of(plan)
    return audit_statement(built.case, statement_of(plan, asked_again(plan, built)))


def files_of(instance: Instance) -> dict[str, bytes]:
    """The instance as it was read, and resolved.toml (a file that has this name already is kept as
    read-resolved.toml).
    """
    files = {kept_name(name): content for name, content in instance.text.items()}
    return {**files, RESOLVED: instance.resolved_toml().encode()}


def hashes_of(instance: Instance) -> dict[str, str]:
    """SHA-256 of every file of the instance as it was read, by the name under which the plan keeps it."""
    return {kept_name(name): sha256(content).hexdigest() for name, content in sorted(instance.text.items())}


def totals(case: Case, tables: Tables) -> dict[str, Any]:
    """N, D, their ratio, revenue, and N by item, from the tables: M$, Tt, $/Mtoken."""
    discounted = tables.cash.groupby("item").discounted_musd.sum()
    by_item = {item: 0.0 - float(discounted.get(item, 0.0)) for item in COSTS}  # paid with a minus
    revenue = float(discounted.get(REVENUE, 0.0))
    cost = sum(by_item.values())
    served = tables.tokens
    tokens = float((served.tokens_tt * weights(case, served) * case.discount_mid[served.period]).sum())
    costs = {item: musd for item, musd in by_item.items() if musd}
    return {
        "ratio_usd_per_mtoken": cost / tokens if tokens else np.nan,
        "cost_musd": cost,
        "tokens_tt": tokens,
        "revenue_musd": revenue,
        "cost_by_item_musd": costs,
        "levelized_by_item_usd_per_mtoken": {item: musd / tokens for item, musd in costs.items() if tokens},
    }


def value_of(case: Case, found: dict[str, Any]) -> float:
    """The objective by the totals, in its unit."""
    return {
        "levelized_cost": found["ratio_usd_per_mtoken"],
        "cost": found["cost_musd"],
        "npv": found["revenue_musd"] - found["cost_musd"],
    }[case.objective]  # fmt: skip


def verdict(case: Case, found: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
    """What was asked, reached and proven."""
    value, sign = significant(value_of(case, found)), -1.0 if case.objective == "npv" else 1.0
    bound = significant(outcome.bound)
    return {
        "name": case.name,
        "objective": case.objective,
        "unit": UNITS[case.objective],
        "status": outcome.status,
        "path": outcome.path,
        "value": value,
        "bound": bound,
        "gap": relative_gap(sign * value, sign * bound),
    }


def overclaims(case: Case, found: dict[str, Any], outcome: Outcome) -> Iterator[str]:
    """Where the solver claims too much: a value better than the tables give, or a bound better than its own
    plan.
    """
    if outcome.fault:
        yield f"bound: {outcome.fault}"
    value = value_of(case, found)
    worse = outcome.value - value if case.objective == "npv" else value - outcome.value
    terms = found["cost_musd"] + found["revenue_musd"] if case.objective == "npv" else abs(value)
    if worse > CLAIM_TOLERANCE * terms:
        yield (
            f"solver value: claims {outcome.value:.10g} {UNITS[case.objective]}, the tables give {value:.10g}"
        )


def accelerators(case: Case, tables: Tables) -> Accelerators:
    """Accelerators bought over the plan, by place and kind."""
    per_satellite = tables.mixes.merge(tables.cohorts[["design", "satellites"]], on="design")
    orbit = (per_satellite["count"] * per_satellite.satellites).groupby(per_satellite.accelerator).sum()
    ground = tables.sites.groupby("accelerator").accelerators_built.sum()
    return Accelerators(
        orbit={k: int(orbit.get(k, 0)) for k in case.accelerators if orbit.get(k, 0)},
        ground={k: int(ground.get(k, 0)) for k in case.accelerators if ground.get(k, 0)},
    )


class Stopwatch:
    """Seconds by stage, in the order in which the stages ended."""

    def __init__(self, began: float | None = None) -> None:
        self.seconds: dict[str, float] = {}
        self._began = time.perf_counter() if began is None else began

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time inside as this stage's."""
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began

    def total(self) -> float:
        """Seconds since the watch began."""
        return time.perf_counter() - self._began
