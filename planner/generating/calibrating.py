"""How much work makes a good plan fly as many flights as were asked for.

The planner's linear relaxation says how many flights the least ratio takes. It is solved for a companion: the
same rollout with fewer shells and designs and longer periods, which decide little of that number. With f
flights in the relaxation at the work A, a pass is a step of the secant in logarithms,

    A  <-  A * (flights / f)^(1/e)        e = log(f / f') / log(A / A'), of the pass before; 1 at first

until f is within NEAR of what was asked; the nearest of the passes is taken. Each relaxation ends by its gap,
so the same sizes always give the same A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log

from models.case import Case
from models.units import Scale as Units
from planner import coefficients
from planner.generating.asked import Sizes
from planner.generating.scale import Scale
from planner.generating.text import text
from planner.instance.reading import Instance
from planner.solver.column_generation.generation import Generation
from planner.solver.search import Search

SHELLS, DESIGNS, PERIODS = 3, 24, 40
"""Of the companion, at most."""

NEAR = 0.05
PASSES = 5
GAP = 0.03
MOST_STEP = 4.0
LEAST_SLOPE, MOST_SLOPE = 0.5, 3.0  # of log(flights) over log(work)
TINY = 1e-3  # flights
TIME_LIMIT_S = 3600.0


def calibrated(sizes: Sizes) -> tuple[float, Scale]:
    """The scale at which the relaxation flies about as many flights as were asked for, and how many it
    flies.
    """
    return min(passes(sizes), key=lambda one: abs(one[0] - sizes.flights))


def passes(sizes: Sizes) -> Iterator[tuple[float, Scale]]:
    """(flights of the relaxation, scale) of every pass."""
    companion = replace(
        sizes.coarser(PERIODS), shells=min(sizes.shells, SHELLS), designs=min(sizes.designs, DESIGNS)
    )
    work, slope = Scale.guessed(companion).work, 1.0
    before: tuple[float, float] | None = None
    for _ in range(PASSES):
        found = relaxed_flights(case_of(companion, Scale(companion, work)))
        yield found, Scale(sizes, work)
        if abs(found / sizes.flights - 1) <= NEAR:
            return
        now = log(work), log(max(found, TINY))
        if before is not None and now[0] != before[0]:
            slope = (now[1] - before[1]) / (now[0] - before[0])
            slope = min(MOST_SLOPE, max(LEAST_SLOPE, slope))
        before = now
        step = exp((log(sizes.flights) - now[1]) / slope)
        work *= min(MOST_STEP, max(1 / MOST_STEP, step))


def case_of(sizes: Sizes, scale: Scale) -> Case:
    """The arrays of a question."""
    return coefficients.build(Instance.from_files({"companion.toml": text(sizes, scale)})).case


def relaxed_flights(case: Case) -> float:
    """Flights in the linear relaxation, over all launch periods; 0 where nothing flies."""
    search = Search(Units.of(case).scaled(case), gap=GAP, time_limit_s=TIME_LIMIT_S, seed=0, progress=None)
    generation = Generation.of(search)
    generation.solve_root(enough=GAP)
    point = generation.root.point
    return 0.0 if point is None else float(point.flights.sum())
