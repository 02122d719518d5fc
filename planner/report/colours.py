"""One colour for each technology on every figure of a page, from those of Okabe and Ito.

    orbit           blue, its shells and buses steps of it
    ground          vermilion, its sites steps of it
    accelerators    one hue, green: the oldest generation light, the newest dark
    vehicles        shapes, and greys where a shape cannot be drawn
    shortfall, debt purple; what cannot be told apart, the rest: grey

At most seven steps are told apart; what comes after them is grey. The same names in the same order give the
same colours, so that a plan's figures agree with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.plan.plan import Plan
from planner.report.figures.grammar import COLOURS, PAPER, mixed

ORBIT, GROUND, REST, INK = COLOURS["orbit"], COLOURS["ground"], COLOURS["rest"], COLOURS["both"]
GREEN, PURPLE, ORANGE, SKY, YELLOW = "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442"
MOST = 7
SHAPES = ("circle", "triangle-up", "square", "diamond", "cross", "triangle-down", "triangle-right")


def steps(colour: str, names: Iterable[str]) -> dict[str, str]:
    """Names in shades of a colour, the first light and the last dark; beyond the seventh grey."""
    listed = list(dict.fromkeys(names))
    first, last = mixed(colour, PAPER, 0.55), mixed(colour, INK, 0.35)
    told = listed[:MOST]
    if len(told) == 1:
        return {told[0]: colour}
    shades = {name: mixed(first, last, place / (len(told) - 1)) for place, name in enumerate(told)}
    return shades | {name: REST for name in listed[MOST:]}


def of_sites(plan: Plan) -> dict[str, str]:
    """site -> colour, in the order of the instance."""
    return steps(GROUND, plan.resolved.data.sites)


def of_shells(plan: Plan) -> dict[str, str]:
    """shell -> colour, in the order of the instance."""
    return steps(ORBIT, plan.resolved.data.shells)


def of_accelerators(plan: Plan) -> dict[str, str]:
    """accelerator -> colour: those that the plan uses, by the first day on which they can be bought."""
    return steps(GREEN, generations(plan))


def generations(plan: Plan) -> list[str]:
    """Accelerators that the plan flies or builds, oldest first."""
    used = {*plan.mixes.accelerator, *plan.sites.accelerator}
    known = plan.resolved.data.accelerators
    return sorted(used & set(known), key=lambda name: (known[name].available_from, list(known).index(name)))


def shapes(vehicles: Sequence[str]) -> dict[str, str]:
    """vehicle -> shape, in the order given; beyond the seventh the last one."""
    return {name: SHAPES[min(place, MOST - 1)] for place, name in enumerate(dict.fromkeys(vehicles))}
