"""One peer, one question, in a process of its own.

Asked (JSON): peer, its name; file, with the arrays; gap; seconds; unit, what one is in the question's own.
Answered: value and bound in the question's unit, gap, seconds to the gap (or none), seconds in the solver,
programs solved, seconds of handing over, peak memory.
"""

from __future__ import annotations

import time
from typing import Any

from measure import peak_mb
from speed.peers.arrays import Question
from speed.peers.dinkelbach import dinkelbach
from speed.peers.solvers import PEERS


def answer(ask: dict[str, Any], began: float) -> dict[str, Any]:
    """Let the peer solve."""
    question = Question.load(ask["file"])
    solve = PEERS[ask["peer"]][1]()
    found = dinkelbach(question, solve, gap=ask["gap"], seconds=ask["seconds"])

    def told(value: float | None) -> float | None:
        return None if value is None or abs(value) == float("inf") else value * ask["unit"]

    return {
        "value": told(found.value),
        "bound": told(found.bound),
        "gap": None if found.gap == float("inf") else found.gap,
        "reached_s": found.seconds if found.is_reached else None,
        "solver_s": found.seconds,
        "programs": found.programs,
        "history": [(s, cpu, told(best), told(bound)) for s, cpu, best, bound in found.history],
        "wall_s": time.perf_counter() - began,
        "cpu_s": time.process_time(),
        "peak_gb": peak_mb() / 1000,
    }
