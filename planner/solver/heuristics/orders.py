"""How many flights to fly where flights are counted: least orders and discounts may ask for more flights than
the cargo does.

A flight counts if it carries a satellite at least; part of any flight's cargo may fly on a flight of its own.
"""

from __future__ import annotations

import numpy as np

from models.case import Case
from models.members import Cargo
from models.payments import launches_worth
from models.tiers import counted

Loads = dict[tuple[int, int, int, Cargo], int]  # (v, o, b, cargo) -> flights


def completed(case: Case, loads: Loads, allowed: Loads) -> Loads:
    """The loads on as many flights as cost least: as few as hold them, or up to a number that counts, within
    the flights `allowed`.

    Where cash is limited it matters when a flight is paid, so that all that are allowed fly. Every load keeps
    its cargo but for single satellites that move to flights of their own.
    """
    result = dict(loads)
    for v in sorted({v for v, *_ in loads}):
        if counted(case, v):
            least, most, spare = per_period(case, v, loads), per_period(case, v, allowed), singles(loads, v)
            extra = kept(least, most, spare) if case.cash_limited else chosen(case, v, least, most, spare)
            for b in np.flatnonzero(extra):
                split(result, v, int(b), int(extra[b]))
    return result


def per_period(case: Case, v: int, loads: Loads) -> np.ndarray:
    """[b] flights of v."""
    flights = np.zeros(case.launch_periods, dtype=int)
    for (vehicle, _, b, _), count in loads.items():
        flights[b] += count if vehicle == v else 0
    return flights


def singles(loads: Loads, v: int) -> dict[int, int]:
    """b -> flights of v that may be added, each with a satellite of another one."""
    spare: dict[int, int] = {}
    for (vehicle, _, b, cargo), count in loads.items():
        if vehicle == v:
            spare[b] = spare.get(b, 0) + count * (sum(n for _, _, n in cargo) - 1)
    return spare


def kept(least: np.ndarray, most: np.ndarray, spare: dict[int, int]) -> np.ndarray:
    """[b] flights to add to `least`: up to `most`, as far as there are satellites for them."""
    return np.array([min(max(m - n, 0), spare.get(b, 0)) for b, (n, m) in enumerate(zip(least, most))])


def chosen(case: Case, v: int, least: np.ndarray, most: np.ndarray, spare: dict[int, int]) -> np.ndarray:
    """[b] flights to add to `least`: the cheapest of those that reach a number that counts, or none."""
    room = kept(least, most, spare)
    price = case.price_musd[v] * launches_worth(case, case.discount_start)[v]
    counts = {int(case.minimum_flights[v])}
    if case.tiers and not case.learns[v]:
        counts |= {int(np.ceil(n - 1e-9)) for n in case.tier_from[v] if np.isfinite(n)}
    best, cheapest = np.zeros(case.launch_periods, dtype=int), np.inf
    for total in sorted(counts | {int(least.sum())}):
        missing = max(total - int(least.sum()), 0)
        if missing > room.sum() or max(total, least.sum()) < case.minimum_flights[v]:
            continue
        extra = np.zeros(case.launch_periods, dtype=int)
        for b in np.argsort(price, kind="stable"):
            extra[b] = min(room[b], missing - extra.sum())
        flown = (least + extra).astype(float)
        factor = 1.0
        if case.tiers and not case.learns[v]:
            reached = flown.sum() * (1 + 1e-9) + 1e-9 >= case.tier_from[v]
            factor = float(case.tier_factor[v, max(int(reached.sum()) - 1, 0)])
        cost = factor * float(price @ flown)
        if cost < cheapest:
            best, cheapest = extra, cost
    return best


def split(loads: Loads, v: int, b: int, extra: int) -> None:
    """Move single satellites of v's loads in b to `extra` flights of their own, in place."""
    for _ in range(extra):
        v, o, b, cargo = min(
            key for key in loads if key[0] == v and key[2] == b and sum(n for *_, n in key[3]) > 1
        )
        d, s, _ = cargo[-1]
        rest = tuple((e, z, n - ((e, z) == (d, s))) for e, z, n in cargo if n - ((e, z) == (d, s)))
        loads[v, o, b, cargo] -= 1
        if not loads[v, o, b, cargo]:
            del loads[v, o, b, cargo]
        for part in (rest, ((d, s, 1),)):
            loads[v, o, b, part] = loads.get((v, o, b, part), 0) + 1
