"""Which cohorts each flight carries: cohorts of one design, vehicle, shell and launch period that differ in
life fill flights in order.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

Waiting = dict[Hashable, list[list[Any]]]
"""key -> [cohort, satellites left], in the order in which they are taken."""


def aboard(
    waiting: Waiting, wanted: Sequence[tuple[Any, int]], flights: int
) -> Iterator[tuple[int, list[tuple[Any, Any, int]], bool]]:
    """(equal flights, what each carries: (key, cohort, satellites), whether it is full) until all flights are
    told of.

    wanted: (key, satellites) of one flight, each key once. Takes the satellites out of `waiting`.
    """
    # No queue ever holds less than nothing, and each round tells of one flight at least: it ends with the
    # last flight. As many flights as
    # the first cohort of every key fills are alike, so that rounds are as many as cohorts, not as flights.
    while flights > 0:
        alike = flights
        for key, count in wanted:
            if count and waiting.get(key):
                alike = min(alike, int(waiting[key][0][1]) // count)
        alike = max(1, alike)
        carried, is_full = [], True
        for key, count in wanted:
            left, queue = count, waiting.get(key, [])
            while left and queue:
                taken = int(min(left, queue[0][1]))
                if taken:
                    carried.append((key, queue[0][0], taken))
                queue[0][1] -= taken * alike
                left -= taken
                if queue[0][1] <= 0:
                    queue.pop(0)
            is_full &= not left
        yield alike, carried, is_full
        flights -= alike
