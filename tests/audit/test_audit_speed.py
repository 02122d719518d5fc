"""How long the audit of a plan of the reference's size takes (make bench)."""

from __future__ import annotations

import time

import numpy as np
import pytest

from audit_plan import Plan, tables_of
from models.case import ARRAYS, AXES, Case
from planner.auditing import audit
from planner.auditing.ledger import group_profile

SIZE = {
    "t": 52,
    "b": 32,
    "l": 2,
    "s": 6,
    "o": 6,
    "h": 4,
    "d": 600,
    "v": 4,
    "k": 4,
    "e": 2,
    "c": 4,
    "r": 3,
    "g": 3,
    "j": 3,
}
NAMES = {
    "s": "shells", "o": "drops", "h": "buses", "d": "designs", "v": "vehicles", "k": "accelerators",
    "e": "operations", "c": "workloads", "r": "regions", "g": "gateways", "j": "sites",
}  # fmt: skip


def reference_size() -> tuple[Case, Plan]:
    """Random numbers in the right shape: 32 launch periods of 52, 600 designs of 72 accelerators, 400
    cohorts, 20,000 rows of tokens.
    """
    rng = np.random.default_rng(1)
    arrays = {
        name: rng.uniform(0.2, 1.0, [SIZE[a] for a in axes])
        for name, axes in AXES.items()
        if ARRAYS[name].dtype == float and set(axes) <= set(SIZE)
    }
    arrays |= {
        "design_bus": np.arange(600) % 4, "design_operation": np.arange(600) % 2,
        "can_wait": np.array([False, False, True, True]),
        "design_counts": np.eye(4, dtype=np.int64)[np.arange(600) % 4] * (8 + np.arange(600) % 65)[:, None],
        "need": np.tile([1, 2, 4, 8], (4, 1)), "satellites_max": np.full(4, 60),
        "cadence": np.full((4, 32), 20), "rack_life": np.full(3, 16), "rack_block": np.full(3, 72),
        "payload_t": np.full((4, 6), 100.0), "gate_max": None, "gate_ramp": None, "take_or_pay": None,
        "accelerator_cost_musd": None,
    }  # fmt: skip
    for name in ("shell_lag", "site_lead", "decay_periods", "shell_from", "design_from"):
        arrays[name] = np.ones([SIZE[a] for a in AXES[name]], dtype=np.int64)
    dates = tuple(f"{2028 + t // 4}-{3 * (t % 4) + 1:02d}-01" for t in range(52))
    ids = {name: tuple(f"{axis}{i}" for i in range(SIZE[axis])) for axis, name in NAMES.items()}
    case = Case(
        name="large", objective="levelized_cost", period_years=0.25, launch_periods=32, dates=dates,
        drop_shells=tuple((s,) for s in range(6)), lives=(12, 20), **ids, **arrays,
    )  # fmt: skip
    case.check()
    plan = Plan()
    for _ in range(400):
        d, v, s, b, i = (int(rng.integers(SIZE[a])) for a in "dvsbl")
        plan.satellites[d, v, s, b, i] += 20
        plan.flights.append([b, v, s, {(d, s): 20}, 1])
    for k, c, s, t in np.ndindex(4, 4, 6, 52):
        plan.years["orbit", k, c, s, t] = 1e-3
        plan.years["ground", k, c, s % 3, t] = 1e-3
    for c, r, s, g, t in np.ndindex(4, 3, 6, 3, 52):
        plan.sent["orbit", c, r, s, g, t] = 1e-4
        plan.sent["ground", c, r, s % 3, -1, t] = 1e-4
    plan.racks.update({(j, k, b): 3 for j, k, b in np.ndindex(3, 4, 32)})
    plan.bought.update({(g, t): 1.0 for g, t in np.ndindex(3, 52)})
    return case, plan


@pytest.mark.bench
def test_a_reference_plan_is_audited_in_three_seconds():
    """Worst case: the plan is not sound, so that tens of thousands of messages are written too."""
    case, plan = reference_size()
    tables, claimed = tables_of(case, plan)
    group_profile.cache_clear()
    start = time.perf_counter()
    report = audit(case, tables, claimed)
    seconds = time.perf_counter() - start
    rows = sum(map(len, tables.values()))
    print(f"\naudit of {rows} rows, {len(report.violations)} violations: {seconds:.2f} s")
    assert seconds < 3
