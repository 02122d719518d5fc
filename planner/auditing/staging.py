"""Stage gates and milestones. Letters and units as in models/case.py; X[h,b] satellites of a bus launched, as the cohorts say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from planner.auditing.ledger import Ledger, dense
from planner.auditing.limits import Finding, Limits, above, exceeds, unequal

LIMITS = Limits()


def gate_history(p: Ledger) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """[h,b] satellites launched in b; those in service in every one of the gate_periods before b; whether the gate is passed by b.

    A gate is passed in the first period before which gate_min satellites have run; a bus without one counts as not passed.
    """
    d, _, _, b, x = p.cohorts
    h, B = p.case.design_bus[d], p.size["b"]
    launched = dense([p.size["h"], B], [h, b], x)
    window, q = p.case.gate_periods[h][:, None], np.arange(B)
    has_run = (window > 0) & (p.start[:, None] <= q - window) & (q <= (p.start + p.life)[:, None])
    running = dense([p.size["h"], B], [h], has_run * x[:, None])
    enough = (running >= p.case.gate_min[:, None]) & np.isfinite(p.case.gate_max)[:, None]
    return launched, running, np.cumsum(enough, axis=1) > 0


@LIMITS("stage gate")
def stage_gate(p: Ledger) -> Iterator[Finding]:
    """sum_b max(0, X[h,b] - line[h,b])  <=  gate_max[h],    line = gate_ramp[h] * periods since the passing, with b; 0 before it"""
    launched, _, passed = gate_history(p)
    line = np.zeros(launched.shape)
    since = np.cumsum(passed, axis=1)
    ramp = np.broadcast_to(p.case.gate_ramp[:, None], line.shape)
    line[passed] = (ramp * np.maximum(since, 1))[passed]
    pilots = np.maximum(0.0, launched - line).sum(axis=1)
    return above(pilots, p.case.gate_max, p.place("{h}", "h"), "pilots and satellites beyond the line")


@LIMITS("milestone")
def milestone(p: Ledger) -> Iterator[Finding]:
    """held[s,t]  <=  held[s,t_i]        for t > t_i, where held[s,t_i] is less than milestone_share[i] * slots[s,t_i]"""
    held = p.by_shell_design(p.slots_held, p.standing.slots_held).sum(axis=1)
    for s, due, share in zip(p.case.milestone_shell, p.case.milestone_period, p.case.milestone_share):
        if due < p.case.periods and exceeds(share * p.case.slots[s, due], held[s, due]):
            later = slice(due + 1, None)

            def where(t: int, s: int = s, due: int = due) -> str:
                return f"{p.case.shells[s]}, {p.at(due + 1 + t)}"

            yield from above(
                held[s, later], held[s, due], where, "slots (those held when its milestone was missed)"
            )


@LIMITS("gates table")
def gates_table(p: Ledger) -> Iterator[Finding]:
    """Every gate in every launch period: its bus, satellites launched so far, those that have run long enough, passed or not."""
    launched, running, passed = gate_history(p)
    gated = np.isfinite(p.case.gate_max)[:, None]
    axes = [("h", "bus"), ("b", "period")]
    for column, derived in (
        ("launched_total", np.where(gated, launched.cumsum(axis=1), 0)),
        ("running", np.where(gated, running, 0)),
        ("passed", passed.astype(np.int64)),
    ):
        yield from unequal(p.table("gates", axes, column), derived, p.place("{h}, {b}", "hb"), column)
    for gate, bus in zip(p.column("gates", "gate"), p.column("gates", "bus")):
        if gate != p.case.gates[bus]:
            yield p.case.buses[bus], f"gate {gate!r}, derived {p.case.gates[bus]!r}"
