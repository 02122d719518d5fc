"""The least ratio, with a proof: chooses the path by the size of the question and reports one Outcome, which names the path.

complete enumeration   every cohort and every maximal manifest is a column (planner/solver/complete.py): they must be few
column generation      columns are priced over every candidate, life and manifest (planner/solver/priced.py)
"""

from __future__ import annotations

from collections.abc import Callable

from models.case import Case
from models.members import Members, offered
from planner.errors import NoPlan
from planner.solution import PRICED, Outcome, Progress, Solution
from planner.solver.complete import every_member, solve_complete
from planner.solver.dispatch import can_fly, decided_by, held, price
from planner.solver.highs import use_threads
from planner.solver.priced import solve_priced
from planner.solver.search import Search, interruptible


def solve(
    case: Case,
    *,
    gap: float = 0.01,
    time_limit_s: float = 300.0,
    threads: int = 1,
    seed: int = 0,
    start: Solution | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Outcome:
    """The best plan of a Case and a proven bound on every plan.

    gap: relative, between the plan's value and the bound. Raises NoPlan when none exists. Ctrl-C and the time limit keep the best
    plan found. `start`, an earlier plan, is the first plan if it is still possible. The same arguments give the same plan when the search ends by its gap at one thread.
    """
    case.check()
    search = Search(case, gap=gap, time_limit_s=time_limit_s, seed=seed, progress=progress)
    use_threads(threads)
    with interruptible(search):
        if start is not None:
            with search.stage("start"):
                offer_start(search, start)
        with search.stage("enumerate"):
            members = every_member(case)
        if members is not None or not offered(case):
            solve_complete(search, members or Members.of([], []))
        else:
            search.path = PRICED
            solve_priced(search)
    return outcome(search)


def offer_start(search: Search, start: Solution) -> None:
    """Take the decisions of an earlier plan as the first plan, if they are still possible."""
    decided = held(search.case, decided_by(start))
    with search.pricing():
        priced = price(search.case, decided, seed=search.seed) if can_fly(search.case, decided) else None
    if priced is not None:
        search.offer(priced.solution, priced.value, priced.cost, priced.tokens)


def outcome(search: Search) -> Outcome:
    """The finished search as an Outcome; NoPlan if it found nothing."""
    if search.best is None:
        if search.stopped():
            why = "Ctrl-C" if search.interrupted else "the time limit"
            raise NoPlan(f"No plan was found before {why}; there may still be one.{search.unserved}")
        raise NoPlan(
            "No plan with whole flights, satellites and racks was found; that there is none has not been proven."
        )
    ended = "interrupted" if search.interrupted else "time limit" if search.left() <= 0 else "search ended"
    status = "gap reached" if search.reached() else ended
    return Outcome(
        status=status,
        solution=search.best,
        value=search.sign * search.value,
        bound=search.sign * search.bound,
        gap=search.gap_now(),
        cost_musd=search.cost,
        tokens_tt=search.tokens,
        path=search.path,
        entered=tuple(sorted(search.entered)),
        lacks=search.lacks,
        sizes=search.sizes,
        seconds=search.seconds,
        history=tuple(search.history),
    )
