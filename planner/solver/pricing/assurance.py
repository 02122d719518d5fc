"""What effective capacity adds to a satellite's worth (models/assurance.py states what one adds;
planner/solver/pricing/reduced_costs.py uses it).

- sum_k sum_{0 <= n < life} e[k][n,a+n] / (phi D) y_effective[k,s,a+n],       a = b + lag
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.assurance import Effective
from models.case import Case, Floats, Ints


class AssuranceValues:
    """The duals of effective capacity, summed up for every vehicle v, offer i, launch period b and life l."""

    def __init__(self, case: Case, offers: list[tuple[int, int]], start: Ints, life: Ints):
        """start[i,b] first period in service, life[l] in periods."""
        self.case, self.life = case, life
        self.shape = (len(case.vehicles), *start.shape, len(life))
        self.parts: list[tuple[tuple[int, int], Ints, Ints, Floats, Floats, Floats]] = []
        if not case.assured.any():
            return
        table, n = Effective.of(case), np.arange(int(life.max(initial=0)))
        self.share, self.loss = table.flights
        for s in sorted({s for _, s in offers}):
            here = np.array([i for i, (_, shell) in enumerate(offers) if shell == s])
            at = start[here[0]][:, None] + n  # [b,n]
            inside, at = at < case.periods, np.minimum(at, case.periods - 1)
            adds = [table.satellite(*offers[i]) for i in here]
            for k in sorted({k for one in adds for k in one.own}):
                held = np.array([k in one.own for one in adds])
                own, mean = (
                    np.array([getattr(one, name)[k][n, at] * inside for one in adds if k in one.own])
                    for name in ("own", "mean")
                )  # [i,b,n]
                self.parts.append(((k, s), here[held], at, inside.astype(float), own, mean))

    def by_life(self, duals_of: Callable[[tuple[int, int]], Floats]) -> Floats | float:
        """[v,i,b,l] the worth; duals_of((k, s)) is y_effective [t]."""
        if not self.parts:
            return 0.0
        value = np.zeros(self.shape)
        for key, chosen, at, inside, own, mean in self.parts:
            dual = duals_of(key)[at] * inside  # [b,n]
            for v in range(self.shape[0]) if dual.any() else ():
                adds = np.maximum(self.share[v, at] * own - self.loss[v, at] * mean, 0.0)
                value[v, chosen] -= np.cumsum(adds * dual, axis=2)[:, :, self.life - 1]
        return value
