"""The whole question of an instance as arrays: every cohort and every maximal manifest is a column.

The limits by which the planner chooses complete enumeration for small questions are lifted to MOST columns.
With the arrays comes what every peer may use, at nobody's cost: the least ratio q of the linear relaxation to
start from, and bounds of the tokens of good plans, without which a dual bound at q proves nothing of the
ratio.

Where the whole does not fit, peers get the part that the planner's export writes: the columns of the linear
relaxation, and those nearest to paying (planner/solver/relaxation.py). That is an easier question, whose
bound holds for the part alone.

Asked (JSON): instance, values as in speed/solving.py; kind, "whole" or "part"; file, for the arrays.
Answered: sizes, the seconds that building took, and in which unit one is (`unit`); or `failed`, why the whole
question does not fit.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from measure import peak_mb
from speed.peers.arrays import Question

MOST = 200_000
"""Columns: beyond that the whole question is not built."""

WHOLE, PART = "whole", "part"
LIMITS = {WHOLE: (120.0, 4.0), PART: (600.0, 12.0)}
"""Seconds that building may take, and GB that it may hold."""

RELAXATION_S = 300.0
"""Time limit of the linear relaxation that chooses the part."""

TIMES = (1.003, 1.01, 1.03, 1.1, 1.3, 2.0, math.inf)
"""Of the relaxation's ratio: up to these the tokens of plans are bounded."""

SLACK = 1e-7  # relative: what a linear program's tolerance may take from a bound


def answer(ask: dict[str, Any], began: float) -> dict[str, Any]:
    """Build and save."""
    import planner
    from models.rollout import build
    from models.units import Scale
    from planner import coefficients
    from planner.solver.complete import every_member
    from planner.solver.highs import compile_model
    from planner.solver.params import SearchParams
    from planner.solver.relaxation import relaxed_members

    instance = planner.read(ask["instance"]).with_values(ask.get("values") or {})
    case = coefficients.build(instance).case
    scale = Scale.of(case)
    scaled = scale.scaled(case)
    started = time.perf_counter()
    if ask["kind"] == PART:
        members = relaxed_members(scaled, RELAXATION_S)
    else:
        every = every_member(scaled, SearchParams(cohorts_at_most=MOST, flights_at_most=MOST))
        if every is None:
            return {"failed": f"more than {MOST:,} cohorts or maximal manifests"}
        members = every
    columns = len(members.cohorts) + len(members.flights)
    if columns > MOST:
        return {"failed": f"{columns:,} cohorts and maximal manifests"}
    model = compile_model(build(scaled, members))
    built = time.perf_counter()
    question = question_of(model, scaled)
    question.save(ask["file"])
    return {
        **model.sizes,
        "flights": len(members.flights),
        "cohorts": len(members.cohorts),
        "build_s": built - started,
        "prepare_s": time.perf_counter() - built,
        "unit": scale.value(case.objective),
        "objective": case.objective,
        "relaxation": question.q * scale.value(case.objective),
        "peak_gb": peak_mb() / 1000,
    }


def question_of(model: Any, case: Any) -> Question:
    """The arrays of a compiled model, with its relaxation and its spans of tokens."""
    from planner.solver.evaluation import least_ratio_lp, most_tokens, objective_cost
    from planner.solver.highs import Solver

    arrays: dict[str, Any] = {
        name: getattr(model, name)
        for name in ("matrix", "row_lower", "row_upper", "col_lower", "col_upper", "integer")
    }
    if not case.is_ratio:
        none = np.zeros(len(model.col_lower))
        return Question(
            **arrays, N=objective_cost(model, case, 0.0), D=none, q=0.0, tokens=0.0, spans=np.empty((0, 3))
        )
    N, D = model.objectives["cost"], model.objectives["tokens_served"]
    solver = Solver()
    solver.load(model, N, integer=False)
    first = most_tokens(model, solver)
    least = None if first is None else least_ratio_lp(case, model, solver, first)
    if least is None:
        raise RuntimeError("the linear relaxation serves nothing")
    spans = np.array([[t * least.value, *_span(model, N, D, t * least.value)] for t in TIMES])
    return Question(**arrays, N=N, D=D, q=least.value, tokens=least.tokens, spans=spans)


def _span(model: Any, N: np.ndarray, D: np.ndarray, ratio: float) -> tuple[float, float]:
    """(D_min, D_max) over the linear relaxation with N <= ratio D; (0, inf) where that is not found."""
    from planner.solver.complete import LEAST_ENTRY
    from planner.solver.highs import INF, Solver

    solver = Solver()
    solver.load(model, D, integer=False)
    if math.isfinite(ratio):
        row = N - ratio * D
        # HiGHS takes no smaller entries: they are made lower, which lets in more, columns being >= 0.
        row = np.where(np.abs(row) < LEAST_ENTRY, np.where(row < 0, -LEAST_ENTRY, 0.0), row)
        used = np.flatnonzero(row)
        solver.expect(solver.highs.addRow(-INF, 0.0, len(used), used.astype(np.int32), row[used]), "addRow")
    ends = []
    for sign, otherwise in ((1.0, 0.0), (-1.0, math.inf)):
        solver.costs(sign * D)
        run = solver.run()
        ends.append(sign * run.bound if run.status == "optimal" else otherwise)
    return max(0.0, ends[0] * (1 - SLACK)), ends[1] * (1 + SLACK)
