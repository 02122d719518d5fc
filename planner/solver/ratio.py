"""The least ratio, with a proof: scales the question, chooses the path by its size, and reports one Outcome,
which names the path.

complete enumeration   every cohort and every maximal manifest is a column, which must be few
                       (planner/solver/complete.py)
column generation      columns are priced over every candidate, life and manifest (planner/solver/priced.py)

Behind this door money, tokens and weights are of order one whatever units a question is written in
(models/units.py), so that a solver's tolerances and every absolute figure of the search mean the same in
each. What is told is in the units that were asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

from models.case import Case
from models.members import Members, offered
from models.units import Scale
from planner.choices import Status
from planner.errors import NoPlan
from planner.errors.no_plan import Reason
from planner.solver.complete import every_member, solve_complete
from planner.solver.heuristics.start import begin_from
from planner.solver.highs import use_threads
from planner.solver.missing import missing, since
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.priced import solve_priced
from planner.solver.search import Search, interruptible
from planner.solver.solution import CARRIED, PRICED, Outcome, Progress, Solution, relative_gap
from planner.solver.warm_start import WarmStart


def solve(
    case: Case,
    *,
    gap: float = 0.01,
    time_limit_s: float = 300.0,
    threads: int = 1,
    seed: int = 0,
    start: WarmStart | None = None,
    progress: Callable[[Progress], None] | None = None,
    params: SearchParams = DEFAULT,
    stop: Callable[[], bool] | None = None,
) -> Outcome:
    """The best plan of a Case and a proven bound on every plan.

    gap: relative, between the plan's value and the bound. Raises NoPlan when none exists. Ctrl-C and the time
    limit keep the best plan found. `start` is what earlier searches left (planner/solver/warm_start.py);
    where its plan and its bound close the gap already, nothing is searched. `stop` is asked all along, also
    while HiGHS runs: once it answers True, the search ends with its best plan, from whatever thread it runs
    in. `params` are the numbers that tune the search. The same arguments give the same plan when the search
    ends by its gap at one thread.
    """
    case.check()
    scale = Scale.of(case)
    asked, case = case, scale.scaled(case)
    search = Search(
        case, gap=gap, time_limit_s=time_limit_s, seed=seed, progress=progress, asked=asked, scale=scale,
        params=params, stop=stop,
    )  # fmt: skip
    use_threads(threads)
    with interruptible(search):
        if start is not None:
            with search.stage("start"):
                begin_from(search, start)
        if search.reached():
            search.path = CARRIED
            return outcome(search)
        with search.stage("enumerate"):
            members = every_member(case, params)
        if members is not None or not offered(case):
            solve_complete(search, members or Members.of([], []))
        else:
            search.path = PRICED
            solve_priced(search)
    return outcome(search)


def outcome(search: Search) -> Outcome:
    """The finished search as an Outcome; NoPlan if it found nothing."""
    if search.best is None:
        raise none_found(search)
    scale, unit = search.scale, search.sign * search.unit
    return Outcome(
        status=status(search),
        solution=in_units(search.best, scale),
        value=unit * search.value,
        bound=unit * search.bound,
        gap=search.gap_now(),
        cost_musd=scale.musd * search.cost,
        tokens_tt=scale.weighted_tt * search.tokens,
        path=search.path,
        entered=tuple(sorted(search.entered)),
        lacks={d: scale.musd * musd for d, musd in search.lacks.items()},
        sizes=search.sizes,
        seconds=search.seconds,
        history=tuple(search.history),
        fault=search.crossing(),
        notes=tuple(search.notes),
        loss=relative_gap(search.value, search.relaxation) if isfinite(search.relaxation) else None,
    )


def none_found(search: Search) -> NoPlan:
    """The error of a search that ended without a plan; there may be one."""
    if not search.stopped():
        return NoPlan("search ended", False, whole=True)
    by: Reason = "told to stop" if search.is_told else "Ctrl-C"
    case, missed = search.asked, search.unserved
    return NoPlan(
        by if search.interrupted else "time limit",
        False,
        missing=missing(case, missed),
        since=since(case, missed[0]) if missed else None,
    )


def status(search: Search) -> Status:
    """How a search with a plan ended."""
    if search.reached():
        return "gap reached"
    if search.interrupted:
        return "interrupted"
    return "time limit" if search.left() <= 0 else "search ended"


def in_units(solution: Solution, scale: Scale) -> Solution:
    """A solution of the scaled question in the units that were asked: its tokens [Tt] and its debt [M$]."""

    def times(amounts: dict, unit: float) -> dict:
        return {index: unit * amount for index, amount in amounts.items()}

    return replace(
        solution,
        tokens_orbit=times(solution.tokens_orbit, scale.tt),
        tokens_ground=times(solution.tokens_ground, scale.tt),
        shortfall=times(solution.shortfall, scale.tt),
        drawn_musd=times(solution.drawn_musd, scale.musd),
    )
