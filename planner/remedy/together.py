"""Several levers at once, where none helps alone: two of them; or else as few as it takes.

Levers are left out one by one as long as the rest, at its largest amounts, helps. Of those that are left none
of the amounts can be smaller while the others stay.
"""

from __future__ import annotations

from itertools import combinations

from planner.remedy.lever import Lever
from planner.remedy.looking import Looking
from planner.remedy.searching import least_number

PAIRS_SHARE = 0.5
"""Of the time left: so much may go to which pairs the relaxation needs."""

MOST_PLACES = 10
"""Levers of which pairs are looked at."""

MOST_PAIRS = 4
"""Pairs that are told."""


def several(looking: Looking) -> None:
    """Levers that help together; what is found stands in `looking`."""
    places = widest(looking.levers)
    for pair, numbers in pairs(looking, places):
        if looking.is_over or len(looking.found) >= MOST_PAIRS:
            return
        balanced(looking, pair, numbers)
    if not looking.found:
        fewest(looking, places)


def widest(levers: list[Lever]) -> list[Lever]:
    """One lever of every place: that of every year, capital from the first day."""
    chosen: dict[tuple[str, str], Lever] = {}
    for lever in levers:
        if lever.is_wide or lever.place not in chosen:
            chosen[lever.place] = lever
        if lever.kind == "capital":
            chosen[lever.place] = next(one for one in levers if one.kind == "capital")
    return list(chosen.values())


def pairs(looking: Looking, levers: list[Lever]) -> list[tuple[list[Lever], list[int]]]:
    """Pairs of levers that may help together, none of which helps alone: the least change first, with what
    the relaxation needs of each.
    """
    found = []
    clock = looking.clock.part(PAIRS_SHARE)
    alone = {(part.what, part.where) for remedy in looking.found for part in remedy.parts}
    others = [lever for lever in levers if lever.place not in alone]
    for pair in combinations(others[:MOST_PLACES], 2):
        if clock.left() <= 0:
            break
        numbers = looking.needs(pair, clock)
        if numbers is not None:
            amounts = (lever.amounts.amount(number) for lever, number in zip(pair, numbers, strict=True))
            share = sum(lever.share(amount) for lever, amount in zip(pair, amounts, strict=True))
            found.append((share, list(pair), numbers))
    return [(pair, numbers) for _, pair, numbers in sorted(found, key=lambda entry: entry[0])]


def fewest(looking: Looking, levers: list[Lever]) -> None:
    """All levers at their largest amounts, then without one after another as long as the rest helps."""
    needed = [lever for lever in levers if looking.clock.left() > 0]
    if not needed or not looking.works([(lever, lever.amounts.last) for lever in needed]):
        return
    for lever in levers:
        others = [one for one in needed if one is not lever]
        if others and looking.works([(one, one.amounts.last) for one in others]):
            needed = others
    balanced(looking, needed, looking.needs(needed) or [0] * len(needed))


def balanced(looking: Looking, levers: list[Lever], needed: list[int]) -> None:
    """Amounts none of which can be smaller while the others stay: from what is needed at least, all of them
    larger until they help, then each in turn as small as it can be.
    """
    lasts = [lever.amounts.last for lever in levers]
    numbers, step = [max(number, 1) for number in needed], 1
    while not looking.works(list(zip(levers, numbers, strict=True))):
        if numbers == lasts or looking.clock.left() <= 0:
            return
        numbers = [min(last, number + step) for last, number in zip(lasts, numbers, strict=True)]
        step *= 2
    for i, lever in enumerate(levers):

        def works(number: int, i: int = i, lever: Lever = lever) -> bool:
            tried = [*numbers[:i], number, *numbers[i + 1 :]]
            return looking.works(list(zip(levers, tried, strict=True)))

        if works(0):
            numbers[i] = 0
        else:
            numbers[i] = least_number(works, min(needed[i], numbers[i]), numbers[i]) or numbers[i]
    moves = [(lever, number) for lever, number in zip(levers, numbers, strict=True) if number]
    if moves:
        looking.take(moves)
