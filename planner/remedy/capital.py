"""Missing money is charged to the period in which it is missing.

Capital raised early can be kept for later, so that a program which may raise it anywhere raises it at the
start. Here it is raised as late as it still works: the last period in which capital alone makes a plan
possible is the one in whose period the first money is missing, and the least that has to be there by then, if
later capital costs nothing, is what is missing in it. What is missing after it follows in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.remedy.lever import Lever
from planner.remedy.looking import Looking
from planner.remedy.searching import least_number

Moves = list[tuple[Lever, int]]

MOST_PARTS = 4
"""Days on which capital is raised, in one alternative."""


def by_period(looking: Looking, levers: list[Lever]) -> Iterator[Moves]:
    """Alternatives of more capital: all of it on one day, the last that works, and each part on its own.

    levers: capital in the order of their days.
    """
    t = last_that_works(looking, levers, [])
    if t is None:
        return
    alone = least_of(looking, levers[t], [])
    if alone is None:
        return
    yield [(levers[t], alone)]
    moves: Moves = []
    while t is not None and len(moves) < MOST_PARTS:
        later = levers[t + 1] if t + 1 < len(levers) else None
        extra = [(later, later.amounts.last)] if later else []
        number = least_of(looking, levers[t], [*moves, *extra])
        if number is None:
            return
        moves = [*moves, (levers[t], number)]
        if looking.works(moves):
            break
        t = last_that_works(looking, levers, moves)
    if len(moves) > 1 and looking.works(moves):
        yield moves


def last_that_works(looking: Looking, levers: list[Lever], moves: Moves) -> int | None:
    """The last period in which more capital, as much as it takes, is enough; by halving, for what is there
    earlier can be kept.
    """

    def enough(t: int) -> bool:
        return looking.works([*moves, (levers[t], levers[t].amounts.last)])

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


def least_of(looking: Looking, lever: Lever, beside: Moves) -> int | None:
    """The least number of a lever that works beside other moves.

    Money hangs on whole flights and satellites: it is looked for between what the elastic program in whole
    numbers proves and what it finds.
    """
    low, high = looking.whole_needs(lever, beside)
    return least_number(
        lambda number: looking.works([*beside, (lever, number)]), low, lever.amounts.last, high
    )
