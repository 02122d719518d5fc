"""Stage gates and milestones. Letters and units as in models/case.py; X[h,b] satellites of a bus launched, as
the cohorts say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.auditing.ledger import Ledger, dense
from planner.auditing.limits import Finding, Limits, above, exceeds, unequal

LIMITS = Limits()


@dataclass(frozen=True)
class History:
    """[h,b] of every gate from before the study on; the plan's own launch periods are the last of each row.

    launched in b; in service in every one of the gate_periods before b; whether the gate is passed by b: in
    the first period before which gate_min satellites have run, or later. A bus without a gate counts as not
    passed. past: periods before the study.
    """

    past: int
    launched: np.ndarray
    running: np.ndarray
    passed: np.ndarray


def gate_history(p: Ledger) -> History:
    """The history of all gates: existing satellites, as launched, with those of the plan."""
    case, B = p.case, p.size["b"]
    d, _, _, b, x = p.cohorts
    part, leaves, count = p.standing.parts
    flown_design = case.flown_design[part]
    arrives = case.flown_arrives[part]
    launch = np.minimum(arrives - case.shell_lag[case.flown_shell[part]], -1)
    h = np.concatenate([case.design_bus[d], case.design_bus[flown_design]])
    starts, ends = np.concatenate([p.start, arrives]), np.concatenate([p.start + p.life, leaves])
    at, counts = np.concatenate([b, launch]), np.concatenate([x, count])
    past = int(max(0, -at.min(initial=0), -starts.min(initial=0)))
    q = np.arange(-past, B)
    launched = dense([p.size["h"], len(q)], [h, at + past], counts)
    window = case.gate_periods[h][:, None]
    has_run = (window > 0) & (starts[:, None] <= q - window) & (q <= ends[:, None])
    running = dense([p.size["h"], len(q)], [h], has_run * counts[:, None])
    enough = (running >= case.gate_min[:, None]) & np.isfinite(case.gate_max)[:, None]
    return History(past, launched, running, np.cumsum(enough, axis=1) > 0)


@LIMITS("stage gate")
def stage_gate(p: Ledger) -> Iterator[Finding]:
    """sum_b max(0, X[h,b] - line[h,b])  <=  gate_max[h]

    line is gate_ramp[h] * the periods since the passing, b included, and 0 before it. The sum is over all
    periods, those before the study too; where more than gate_max flew then, no more may.
    """
    was = gate_history(p)
    line = np.zeros(was.launched.shape)
    since = np.cumsum(was.passed, axis=1)
    ramp = np.broadcast_to(p.case.gate_ramp[:, None], line.shape)
    line[was.passed] = (ramp * np.maximum(since, 1))[was.passed]
    pilots = np.maximum(0.0, was.launched - line)
    most = np.maximum(p.case.gate_max, pilots[:, : was.past].sum(axis=1))
    yield from above(pilots.sum(axis=1), most, p.place("{h}", "h"), "pilots and satellites beyond the line")


@LIMITS("milestone")
def milestone(p: Ledger) -> Iterator[Finding]:
    """held[s,t]  <=  held[s,t_i]     for t > t_i where held[s,t_i] < milestone_share[i] * slots[s,t_i]"""
    held = p.shell_slots_held
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
    """Every gate in every launch period: its bus, satellites launched so far, those that have run long
    enough, passed or not.
    """
    was = gate_history(p)
    gated = np.isfinite(p.case.gate_max)[:, None]
    axes = [("h", "bus"), ("b", "period")]
    for column, derived in (
        ("launched_total", np.where(gated, was.launched.cumsum(axis=1), 0)),
        ("running", np.where(gated, was.running, 0)),
        ("passed", was.passed.astype(np.int64)),
    ):
        derived = derived[:, was.past :]
        yield from unequal(p.table("gates", axes, column), derived, p.place("{h}, {b}", "hb"), column)
    for gate, bus in zip(p.column("gates", "gate"), p.column("gates", "bus")):
        if gate != p.case.gates[bus]:
            yield p.case.buses[bus], f"gate {gate!r}, derived {p.case.gates[bus]!r}"
