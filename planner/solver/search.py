"""The state of one search: the best plan so far, the proven bound, the clock, the progress, and the wish to
stop.

A search works on the scaled question (models/units.py), in the sense of minimisation; what it tells is in the
units of the question that was asked. A proven bound is lowered by SLOP before it is told. A plan that is
worse than the bound is a gap, signed and never clipped; a plan that is better than it by more than ROUNDING,
which is what a solver's tolerances leave, shows that one of the two is wrong: `crossing`.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from models.case import Case
from models.units import UNSCALED, Scale
from planner.choices import Way
from planner.solver.missing import Missed
from planner.solver.params import DEFAULT, SearchParams
from planner.solver.solution import COMPLETE, STOPPING, Progress, Solution, relative_gap
from planner.solver.warm_start import MORE_LOSS

SLOP = (
    1e-9  # relative: by so much a bound may be trusted less than it says, for the rounding of its arithmetic
)
ROUNDING = 1e-6  # of the value's terms: by so much a bound may pass the value; more is a fault of ours
NOTHING = 1e-3  # of what counts as one: a value below it has terms of that size


class Search:
    """Best value, bound and gap of one question, in the sense of minimisation (npv is negated on the way
    out).

    case: the scaled question; scale: what it was divided by; asked: the question as it was asked, in whose
    units people are told. stop: is asked often, also while HiGHS runs; once it says so, the search ends with
    its best plan.
    """

    def __init__(
        self,
        case: Case,
        *,
        gap: float,
        time_limit_s: float,
        seed: int,
        progress: Callable[[Progress], None] | None,
        asked: Case | None = None,
        scale: Scale = UNSCALED,
        params: SearchParams = DEFAULT,
        stop: Callable[[], bool] | None = None,
    ):
        self.case, self.gap, self.seed = case, gap, seed
        self.aims = [aim for aim in params.aims if aim > gap]  # gaps still to be aimed at before that one
        self.aims.append(gap)
        self.asked, self.scale, self.unit = asked or case, scale, scale.value(case.objective)
        self.progress, self.params, self.stop = progress, params, stop
        self.sign = -1.0 if case.objective == "npv" else 1.0
        self.began = time.perf_counter()
        self.deadline = self.began + time_limit_s
        self.best: Solution | None = None
        self.value = float("inf")
        self.own = float("inf")  # value of the best plan that the search found itself, not given to it
        self.start_loss = float("inf")  # of the plan that it was started from (planner/solver/warm_start.py)
        self.notes: list[str] = []
        self.cost = self.tokens = 0.0
        self.bound = float("-inf")
        self.relaxation = float("-inf")  # the bound of the linear relaxation, once it is solved
        self.ceiling = float("inf")
        self.phase = "start"
        self.path: Way = COMPLETE
        self.interrupted = False  # by Ctrl-C or, `is_told`, by `stop`
        self.is_told = False
        self.evaluation_s = (
            0.0  # the longest that making a plan of whole numbers has taken: kept free at the end
        )
        self.seconds: dict[str, float] = {}
        self.sizes: dict[str, int] = {}
        self.entered: set[int] = set()  # designs that were columns
        self.unserved: Missed = []  # what could not be served yet, in the units that were asked
        self.lacks: dict[int, float] = {}  # design -> what it lacks (planner/solver/left_out.py)
        self.history: list[tuple[float, str, float | None, float | None]] = []

    # --- clock and stop
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self.began

    def left(self) -> float:
        """Seconds until the time limit."""
        return self.deadline - time.perf_counter()

    def has_own(self) -> bool:
        """Whether the search has found a plan itself: it looks for plans as if none had been given to it."""
        return self.own < float("inf")

    def has_good_start(self, relaxation: float) -> bool:
        """Whether the best plan is an earlier one, as near to this relaxation as it was to its own."""
        if self.best is None or self.has_own():
            return False
        loss = relative_gap(self.value, relaxation)
        return loss <= self.start_loss + MORE_LOSS * self.gap

    def halted(self) -> bool:
        """Whether the search is asked to stop, by Ctrl-C or by `stop`; when that is first seen, it is told as
        the phase.
        """
        if not self.interrupted and self.stop is not None and self.stop():
            self.interrupted = self.is_told = True
        if self.interrupted and self.phase != STOPPING:
            self.phase = STOPPING
            self.report()
        return self.interrupted

    def stopped(self) -> bool:
        """Whether the search may not go on: out of time, or asked to stop."""
        return self.halted() or self.left() <= 0

    @contextmanager
    def within(self, share: float) -> Iterator[None]:
        """Give what is done inside no more than a share of the time that is left."""
        deadline = self.deadline
        self.deadline -= (1 - share) * max(0.0, self.left())
        try:
            yield
        finally:
            self.deadline = deadline

    @contextmanager
    def evaluating(self) -> Iterator[None]:
        """Time how long it takes to make a plan of whole numbers, which no clock stops."""
        began = time.perf_counter()
        yield
        self.evaluation_s = max(self.evaluation_s, time.perf_counter() - began)

    def done(self) -> bool:
        """Whether to stop: the gap is reached, time is over, it is asked to, or a bound is wrong."""
        return self.stopped() or self.reached() or bool(self.crossing())

    def reached(self) -> bool:
        """Whether the proven gap is within what was asked for."""
        return self.gap_now() <= self.gap and not self.crossing()

    def gap_now(self) -> float:
        """Proven gap (value - bound) / |value|, infinite before both exist."""
        if self.best is None or self.bound == float("-inf"):
            return float("inf")
        return relative_gap(self.value, self.bound)

    @property
    def aim(self) -> float:
        """The gap that is worked for now: coarse ones first, so that a finer one that is asked for takes the
        same way at first, and is nowhere worse.
        """
        return self.aims[0]

    def aim_finer(self) -> bool:
        """Aim at the next finer gap; False where that is asked for already."""
        if len(self.aims) > 1:
            self.aims.pop(0)
            return True
        return False

    @property
    def cutoff(self) -> float:
        """Where a bound needs to rise no further now: plans beyond it are not better by more than the aim."""
        return self.value * (1 - self.aim) if self.value > 0 else self.value * (1 + self.aim)

    def crossing(self) -> str:
        """The sentence on a bound that is better than the best plan by more than rounding; empty if there is
        none.
        """
        if self.best is None or self.bound <= self.value:
            return ""
        terms = abs(self.value)
        if self.case.objective == "npv":  # cost less revenue, each with its own rounding
            terms = abs(self.cost) + abs(self.cost - self.value)
        if self.bound - self.value <= ROUNDING * max(terms, NOTHING):
            return ""
        bound, value = (self.sign * self.unit * number for number in (self.bound, self.value))
        return (
            f"the proven bound {bound:.10g} is better than the plan's own value {value:.10g}: "
            "one of them is wrong"
        )

    # --- news
    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage and name it as the current phase."""
        began, before = time.perf_counter(), self.phase
        self.phase = name
        self.report()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began
            self.phase = before

    def offer(
        self, solution: Solution, value: float, cost: float, tokens: float, *, is_given: bool = False
    ) -> bool:
        """Take a feasible plan if it is better than the best; say so. is_given: it was not found by the
        search.
        """
        if not is_given:
            self.own = min(self.own, value)
        if not value < self.value:
            return False
        self.best, self.value, self.cost, self.tokens = solution, value, cost, tokens
        self.report(better=True)
        return True

    @contextmanager
    def at_most(self, ceiling: float) -> Iterator[None]:
        """What is proven inside holds for some plans only; all others are proven to be no better than
        `ceiling`.
        """
        before, self.ceiling = self.ceiling, ceiling
        try:
            yield
        finally:
            self.ceiling = before

    def prove(self, bound: float) -> None:
        """Take a proven lower bound if it is higher than the one known."""
        bound = min(bound, self.ceiling)
        bound -= SLOP * abs(bound)
        if bound > self.bound:
            self.bound = bound
            self.report()

    def report(self, better: bool = False) -> None:
        """Hand the state on to whoever shows progress, and keep it in the history when something changed."""
        best = None if self.best is None else self.sign * self.unit * self.value
        bound = None if self.bound == float("-inf") else self.sign * self.unit * self.bound
        gap = None if best is None or bound is None else self.gap_now()
        if not self.history or self.history[-1][2:] != (best, bound):
            self.history.append((self.elapsed(), self.phase, best, bound))
        if self.progress is not None:
            self.progress(Progress(self.phase, best, bound, gap, self.elapsed(), better))


@contextmanager
def interruptible(search: Search) -> Iterator[None]:
    """Ctrl-C asks the search to stop and keep its best plan; a second one stops at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(_number, _frame) -> None:
        if search.interrupted:
            raise KeyboardInterrupt
        search.interrupted = True

    signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
