"""The least amount that works, by number: gallop from where it may begin, then halve.

It ends: the gallop doubles its step up to the last number, and each halving leaves half of the numbers
between one that does not work and one that does. What is told as least is more than that: number n works and
n - 1 is known not to.
"""

from __future__ import annotations

from collections.abc import Callable

Tried = Callable[[int], bool | None]


def least_number(works: Tried, first: int, last: int, likely: int | None = None) -> int | None:
    """The least number that works, as far as trying goes; None if none does. 0 is known not to work.

    first: a number below which none is likely to work; likely: one that likely does.
    """
    if likely is not None and works(likely):
        return likely if likely <= first else between(works, first - 1, likely)
    below, number, step = 0, min(max(first, 1), last), 1
    while not works(number):
        if number >= last:
            return None
        below, number, step = number, min(last, number + step), 2 * step
    if number == max(first, 1) and number - 1 > below:
        if not works(number - 1):
            return number
        number -= 1
    return between(works, below, number)


def from_above(works: Tried, number: int) -> int:
    """The least number that works, from one that does: a quarter of it as long as that works, then halves.

    Where trials end without an answer, what is left is a number that works.
    """
    while number >= 4 and works(number // 4):
        number //= 4
    return between(works, number // 4, number)


def between(works: Tried, below: int, number: int) -> int:
    """The least number that works, of those above one that does not, up to one that does."""
    while number - below > 1:
        middle = (below + number) // 2
        if works(middle):
            number = middle
        else:
            below = middle
    return number
