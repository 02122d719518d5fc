"""Missing money is charged to the period in which it is missing.

Capital raised early can be kept for later, so that a program which may raise it anywhere raises it at the
start. Here it is raised as late as it still works: the last period in which capital alone makes a plan
possible is the one in whose period the first money is missing, and the least that has to be there by then, if
later capital costs nothing, is what is missing in it. What is missing after it follows in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from planner.remedy.lever import Lever
from planner.remedy.searching import least_number

Moves = list[tuple[Lever, int]]
Works = Callable[[Sequence[tuple[Lever, int]]], bool]

MOST_PARTS = 4
"""Days on which capital is raised, in one alternative."""


def by_period(levers: list[Lever], works: Works) -> Iterator[Moves]:
    """Alternatives of more capital: all of it on one day, the last that works, and each part on its own.

    levers: capital in the order of their days.
    """
    t = last_that_works(levers, [], works)
    if t is None:
        return
    alone = least_of(levers[t], [], works)
    if alone is None:
        return
    yield [(levers[t], alone)]
    moves: Moves = []
    while t is not None and len(moves) < MOST_PARTS:
        later = levers[t + 1] if t + 1 < len(levers) else None
        extra = [(later, later.amounts.last)] if later else []
        number = least_of(levers[t], [*moves], works, extra)
        if number is None:
            return
        moves = [*moves, (levers[t], number)]
        if works(moves):
            break
        t = last_that_works(levers, moves, works)
    if len(moves) > 1 and works(moves):
        yield moves


def last_that_works(levers: list[Lever], moves: Moves, works: Works) -> int | None:
    """The last period in which more capital, as much as it takes, is enough; by halving, for what is there
    earlier can be kept.
    """

    def enough(t: int) -> bool:
        return works([*moves, (levers[t], levers[t].amounts.last)])

    low, high = 0, len(levers) - 1
    if not levers or not enough(0):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if enough(middle):
            low = middle
        else:
            high = middle - 1
    return low


def least_of(lever: Lever, moves: Moves, works: Works, extra: Moves | None = None) -> int | None:
    """The least number of a lever that works beside other moves."""
    return least_number(
        lambda number: works([*moves, (lever, number), *(extra or [])]), 1, lever.amounts.last
    )
