"""The planner beside other solvers, and whether what they prove agrees."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from speed import markdown as md
from speed.histories import gap_of, seconds_to, sign_of
from speed.lines import PEER_GAP, PEERED
from speed.peers.building import PART, WHOLE
from speed.peers.dinkelbach import PASSED
from speed.peers.solvers import PEERS
from speed.records import Record, of

OURS = "planner"


def runs_of(records: Sequence[Record], question: str) -> dict[str, dict[str, Any]]:
    """What each solver said of a question, and the arrays: kind -> result."""
    return {record.kind: record.result for record in of(records, "peers", question)}


def kind_of(runs: dict[str, dict[str, Any]]) -> str:
    """Which arrays the peers had: those of the whole question, or of a part."""
    return PART if "failed" in runs.get(WHOLE, {}) else WHOLE


def asked(records: Sequence[Record]) -> list[str]:
    """Questions with a record."""
    return [line.name for line in PEERED if of(records, "peers", line.name)]


def reached_s(solver: str, run: dict[str, Any]) -> float | None:
    """Seconds to the gap, of the search alone: the planner's from its first report, a peer's in solving."""
    if solver != OURS:
        return run.get("reached_s")
    history = run.get("history") or []
    reached = seconds_to(history, PEER_GAP, sign_of(run.get("objective", "")))
    return None if reached is None else reached - history[0][0]


def side_by_side(records: Sequence[Record]) -> str:
    """A row a question: seconds to the gap, or the gap at the end."""
    rows = []
    for question in asked(records):
        runs = runs_of(records, question)
        kind = kind_of(runs)
        arrays = runs.get(kind, {})
        ours = cell(OURS, runs.get(OURS))
        if "columns" not in arrays:
            rows.append([question, "", "", "", ours, *([""] * len(PEERS)), ""])
            continue
        rows.append(
            [
                question if kind == WHOLE else f"{question}, a part",
                f"{arrays['columns']:,}",
                f"{arrays['nonzeros']:,}",
                md.seconds(arrays["build_s"]),
                ours,
                *(cell(peer, runs.get(peer)) for peer in PEERS),
                sooner(runs),
            ]
        )
    head = ["", "columns", "nonzeros", "Pyomo, s", OURS, *PEERS, "the best peer takes, times the planner's"]
    return md.table(head, rows)


def cell(solver: str, run: dict[str, Any] | None) -> str:
    """Seconds in bold, or the gap at the end."""
    if run is None:
        return "not run"
    reached = reached_s(solver, run)
    if reached is not None:
        return f"**{md.seconds(reached)} s**"
    if "failed" in run:
        return f"failed: {run['failed']}"
    taken = run.get("solver_s", run["wall_s"])
    return f"{md.percent(run['gap']) or ('no bound' if run.get('value') else 'no plan')} after {taken:.0f} s"


def sooner(runs: dict[str, dict[str, Any]]) -> str:
    """How many times as long the best peer takes; at least, where none reaches the gap."""
    ours = reached_s(OURS, runs[OURS]) if OURS in runs else None
    peers = [runs[peer] for peer in PEERS if peer in runs and "solver_s" in runs[peer]]
    if not ours or not peers:
        return ""
    reached = [s for s in (reached_s(peer, runs[peer]) for peer in PEERS if peer in runs) if s is not None]
    if reached:
        return md.times(min(reached) / ours)
    return f"over {md.times(min(run['solver_s'] for run in peers) / ours)}"


def left_out(records: Sequence[Record]) -> str:
    """Why the whole question of a line is not put to peers."""
    found = []
    for question in asked(records):
        why = runs_of(records, question).get(WHOLE, {}).get("failed")
        if why:
            found.append(f"- {question}: {why}")
    return "\n".join(found)


def details(records: Sequence[Record]) -> str:
    """Every run: value, bound, seconds, memory."""
    rows = []
    for question in asked(records):
        runs = runs_of(records, question)
        for solver in (OURS, *PEERS):
            run = runs.get(solver)
            if run is None or "failed" in run:
                continue
            rows.append(
                [
                    f"{question}: {solver}",
                    *(f"{run[key]:.6g}" if run.get(key) is not None else "" for key in ("value", "bound")),
                    md.percent(run["gap"]),
                    md.seconds(run.get("solver_s", run["wall_s"])),
                    md.seconds(run["cpu_s"]),
                    str(run.get("programs", "")),
                    md.gigabytes(run["peak_gb"]),
                ]
            )
    return md.table(["", "value", "bound", "gap", "s", "CPU s", "programs", "peak GB"], rows)


def contradictions(records: Sequence[Record]) -> list[str]:
    """Bounds that pass the value of a plan that somebody found: one of the two is wrong. Those of a part of
    the columns say nothing of the planner's plan.
    """
    found = []
    for question in asked(records):
        runs = {s: r for s, r in runs_of(records, question).items() if r.get("value") is not None}
        is_part = kind_of(runs_of(records, question)) == PART
        sense = sign_of(runs.get(OURS, {}).get("objective", ""))
        for prover, proof in runs.items():
            for finder, plan in runs.items():
                if finder == OURS != prover and is_part:
                    continue
                gap = gap_of(plan["value"], proof.get("bound"), sense)
                if math.isfinite(gap) and gap < -PASSED:
                    found.append(
                        f"- {question}: the bound of {prover}, {proof['bound']:.8g}, passes the plan of "
                        f"{finder}, {plan['value']:.8g}"
                    )
    return found
