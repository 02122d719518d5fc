"""What its presence in the stocks is worth of a satellite (models/fleet.py states the steps;
planner/solver/pricing/reduced_costs.py uses it): two sparse products, which hang on the case alone.

    value[l,i,b] = sum_f held[i,f] P[l,f,b]              P[l,f,b] = sum_rows steps[(l,f,b), row] y[row]

A part f is what satellites have in common, in a shell s, a = b + lag, z = L + Lk:

    (h, s)                 the bus and its slot    - abar(L) (yS[a] - e^(-L D life) yS[a+life])
                                                   - (the slot steps, on yC and yE)
    (k, h, e, s)           one accelerator         - (yA[a] - e^(-z D life) yA[a+life])
    (k, theta, m, h, e, s) m accelerators usable   - sum_{0 <= n < life} profile[n] duty[a+n] yG[a+n]
                           in groups of theta > 1

A satellite holds of them 1, share m abar(z), and share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from models.case import Case, Floats, Ints
from models.fleet import profile
from models.survival import mean_factor, slot_events

STOCKS = ("working", "steady", "delayed", "accelerators", "usable")
Part = tuple[int, ...]


class StockValues:
    """The duals of the stocks' rows, summed up for every life l, offer i and launch period b."""

    def __init__(self, case: Case, row: Mapping[Any, int], rows: int, offers: list[tuple[int, int]]):
        self.case, self.numbers = case, numbers(row, STOCKS, case.periods)
        held = [(i, part, amount) for i, (d, s) in enumerate(offers) for part, amount in parts(case, d, s)]
        number = {part: f for f, part in enumerate(dict.fromkeys(part for _, part, _ in held))}
        self.shape = (len(case.lives), len(number), case.launch_periods)
        self.held = sparse.csr_array(
            ([amount for *_, amount in held], ([i for i, *_ in held], [number[part] for _, part, _ in held])),
            shape=(len(offers), len(number)),
        )
        steps = [np.zeros((3, 0)), *(step for part, f in number.items() for step in self.steps_of(part, f))]
        place, at, amount = np.concatenate(steps, axis=1)
        self.steps = sparse.csr_array(
            (amount, (place.astype(int), at.astype(int))), shape=(int(np.prod(self.shape)), rows)
        )

    def by_life(self, duals: Floats) -> Iterator[Floats]:
        """[i,b] the worth of one delivered satellite, for each life."""
        for parts in (self.steps @ duals).reshape(self.shape):
            yield self.held @ parts

    def steps_of(self, part: Part, f: int) -> Iterator[Floats]:
        """The steps of a part (formulas in the module docstring)."""
        case, s = self.case, part[-1]
        D, lives = case.period_years, np.array(case.lives, dtype=int)
        if len(part) == 2:
            h = part[0]
            loss, decay = float(case.bus_loss_per_year[h]), int(case.decay_periods[h, s])
            events = [
                slot_events(bus_loss=loss, period_years=D, life=life, decay=decay) for life in lives.tolist()
            ]
            yield self.placed(f, "working", part, *leaving(lives, loss * D, mean_factor(loss, D)))
            for name, head, each in zip(("steady", "delayed"), ((s,), part), zip(*events)):
                age, amount = np.array(each, dtype=float).reshape(len(lives), -1, 2).transpose(2, 0, 1)
                yield self.placed(f, name, head, age.astype(int), amount)
        elif len(part) == 4:
            k, h = part[:2]
            z = float(case.bus_loss_per_year[h] + case.accelerator_loss_per_year[k])
            yield self.placed(f, "accelerators", part, *leaving(lives, z * D))
        else:
            k, theta, m, h, e, _ = part
            age = np.arange(int(lives.max(initial=0)))
            amount = np.where(age < lives[:, None], profile(case, m, theta, k, h), 0.0)
            yield self.placed(f, "usable", (k, theta, s), age, amount, case.duty[e, s])

    def placed(
        self, f: int, family: str, head: Part, age: Ints, amount: Floats, share: ArrayLike = 1.0
    ) -> Floats:
        """[3,n] (place, row, coefficient) of what enters a stock at the ages [l,n], times the share [t];
        what has no row, or comes after the end of the plan, is left out.
        """
        L, F, B = self.shape
        lag = int(self.case.shell_lag[head[-1]])
        t = lag + np.arange(B)[:, None] + np.broadcast_to(age, amount.shape)[:, None]
        t = np.minimum(t, self.case.periods)  # [l,b,n]
        at = self.numbers[family][head][t]
        share = np.append(np.broadcast_to(share, self.case.periods), 0.0)
        coefficient = -amount[:, None] * share[t]
        place = (np.arange(L)[:, None] * F + f) * B + np.arange(B)  # [l,b]
        joins = (at >= 0) & (coefficient != 0)
        return np.array([np.broadcast_to(place[..., None], t.shape)[joins], at[joins], coefficient[joins]])


def parts(case: Case, d: int, s: int) -> Iterator[tuple[Part, float]]:
    """The parts that a satellite of a design in a shell holds, and how much of each."""
    h, e = int(case.design_bus[d]), int(case.design_operation[d])
    yield (h, s), 1.0
    for k in np.flatnonzero(case.design_counts[d] * case.share[d, s]).tolist():
        m, share = int(case.design_counts[d, k]), float(case.share[d, s, k])
        z = float(case.bus_loss_per_year[h] + case.accelerator_loss_per_year[k])
        for theta in case.groups(k):
            if theta == 1:
                yield (k, h, e, s), share * m * mean_factor(z, case.period_years)
            elif theta <= m:
                yield (k, theta, m, h, e, s), share


def leaving(lives: Ints, exponent: float, arriving: float = 1.0) -> tuple[Ints, Floats]:
    """(age [l,2], amount [l,2]) of what enters a stock at once and leaves it after its life, as far as it
    has survived; exponent: hazard per period.
    """
    age = np.stack([np.zeros_like(lives), lives], axis=1)
    return age, arriving * np.stack([np.ones(len(lives)), -np.exp(-exponent * lives)], axis=1)


def numbers(row: Mapping[Any, int], families: tuple[str, ...], periods: int) -> dict[str, dict[Part, Ints]]:
    """family -> head -> [t+1] numbers of its rows, -1 where there is none, and after the end of the plan."""
    found: dict[str, dict[Part, Ints]] = {
        family: defaultdict(lambda: np.full(periods + 1, -1)) for family in families
    }
    for (family, index), at in row.items():
        if family in found:
            found[family][index[:-1]][index[-1]] = at
    return found
