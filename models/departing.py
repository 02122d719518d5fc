r"""What flies or stands when the study starts and may leave early: who leaves when, as columns and as a
choice made. An entry is an existing cohort f, or existing racks x, of N satellites as launched, or blocks; it
is in service for a <= t < leaves, a = max(0, arrives).

Of an entry that may leave early the plan chooses how many leave in which period tau, a <= tau <= leaves:

    leaving       sum_tau leave[f,tau]    =  N          leave [satellites as launched], integer
    removing      sum_tau removed[x,tau]  =  N          removed [blocks], integer

Whatever an entry adds to rows as constants (models/existing.py, models/installed.py) is then the sum over tau
of leave[f,tau] times what it is for one satellite with leaves = tau: 1 / N of what is there, of what works
and of the dead alike, for a satellite that leaves is as likely to work as any other of its cohort. With the
choice made, a Case in which a part of the entry leaves at each tau says the same (`settled`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.algebra import pyo
from models.case import ARRAYS, Case
from models.rows import Term, add_rows, variables

Index = tuple
Part = tuple[int, int, int]  # (f, tau, how many leave in tau)
Leave = Mapping[tuple[int, int], int]  # (f, tau) -> how many leave in tau
Amounts = Callable[[Case, int], Iterator[tuple[Index, float]]]  # of one entry f: (row or place, amount)


@dataclass(frozen=True)
class Departing:
    """kind: the tuple of the Case that names the entries; their arrays begin with it. variable: who leaves.

    count: the array that counts what leaves. shared: those of which each part has its share.
    """

    kind: str
    count: str
    variable: str
    shared: tuple[str, ...] = ()

    def array(self, case: Case, name: str) -> Any:
        """An array of the entries, by its name without their kind."""
        return getattr(case, f"{self.kind}_{name}")

    def entries(self, case: Case) -> range:
        """f: all that exist."""
        return range(len(getattr(case, self.kind)))

    def arrival(self, case: Case, f: int) -> int:
        """a: the first period of the study in which it is in service, if its life is not over by then."""
        return max(0, int(self.array(case, "arrives")[f]))

    def choices(self, case: Case, f: int) -> list[int]:
        """tau: the periods in which some may leave, the planned one last; none where there is no choice."""
        a, leaves = self.arrival(case, f), int(self.array(case, "leaves")[f])
        is_free = self.array(case, "may_retire")[f] and a < leaves
        return [*range(a, min(leaves, case.periods)), leaves] if is_free else []

    def divided(self, case: Case, parts: Sequence[Part]) -> Case:
        """The Case whose entries are these parts of its own, with no choice left."""
        f, tau, n = np.array(parts, dtype=int).reshape(-1, 3).T
        names = [name.removeprefix(f"{self.kind}_") for name in ARRAYS if name.startswith(f"{self.kind}_")]
        own = {name: self.array(case, name)[f] for name in names}
        own |= {name: own[name] * (n / own[self.count]) for name in self.shared}
        own |= {self.count: n, "leaves": tau, "may_retire": np.zeros(len(f), dtype=bool)}
        ids = tuple(getattr(case, self.kind)[i] for i in f)
        return case.replaced(**{self.kind: ids}, **{f"{self.kind}_{name}": own[name] for name in names})

    def complete(self, case: Case, leave: Leave) -> dict[tuple[int, int], int]:
        """(f, tau) -> how many leave, of every entry with a choice: as said where that is a choice, otherwise
        all as planned.
        """
        whole: dict[tuple[int, int], int] = {}
        for f in self.entries(case):
            offered, count = self.choices(case, f), int(self.array(case, self.count)[f])
            own = {tau: int(n) for (g, tau), n in leave.items() if g == f and n}
            if offered and set(own) <= set(offered) and sum(own.values()) == count:
                whole |= {(f, tau): n for tau, n in sorted(own.items())}
            elif offered:
                whole[f, offered[-1]] = count
        return whole

    def with_the_rest(self, case: Case, early: Leave) -> dict[tuple[int, int], int]:
        """(f, tau) -> how many leave, given who leaves early: the rest of those entries stays to the planned
        end.
        """
        leave = dict(early)
        for f in sorted({f for f, _ in early}):
            stay = int(self.array(case, self.count)[f]) - sum(n for (g, _), n in early.items() if g == f)
            leave[f, int(self.array(case, "leaves")[f])] = max(stay, 0)
        return leave

    def settled(self, case: Case, leave: Leave) -> Case:
        """The Case in which some leave as chosen; one of which nothing valid is said leaves as planned."""
        if not self.array(case, "may_retire").any():
            return case
        parts: list[Part] = []
        chosen = self.complete(case, leave)
        for f in self.entries(case):
            own = [(f, tau, chosen[f, tau]) for tau in self.choices(case, f) if chosen.get((f, tau), 0)]
            parts += own or [(f, int(self.array(case, "leaves")[f]), int(self.array(case, self.count)[f]))]
        return self.divided(case, parts)

    def left_at_once(self, case: Case) -> Case:
        """The Case in which all leave at once that may."""
        counts = self.array(case, self.count).tolist()
        return self.settled(
            case, {(f, tau): n for f, n in enumerate(counts) for tau in self.choices(case, f)[:1]}
        )

    def constants(self, case: Case, amounts: Amounts) -> dict[Index, float]:
        """Amounts of the entries that leave as planned, added up."""
        total: dict[Index, float] = defaultdict(float)
        for f in self.entries(case):
            if not self.choices(case, f):
                for index, amount in amounts(case, f):
                    total[index] += amount
        return total

    def terms(self, m, amounts: Amounts) -> dict[Index, list[Term]]:
        """The same of those with a choice: terms of who leaves, by row or place."""
        found: dict[Index, list[Term]] = defaultdict(list)
        one_by_one = m.one_by_one[self.kind]
        for i, variable in enumerate(m.component(self.variable).values()):
            for index, amount in amounts(one_by_one, i):
                found[index].append((amount, variable))
        return found

    def departures(self, m) -> None:
        """The variable, and the Case of one satellite or block for each of its members."""
        case = m.case
        chosen = [(f, tau) for f in self.entries(case) for tau in self.choices(case, f)]
        domain = pyo.NonNegativeIntegers if m.integer else pyo.NonNegativeReals
        most = {(f, tau): float(self.array(case, self.count)[f]) for f, tau in chosen}
        variables(m, self.variable, chosen, domain=domain, upper=most)
        m.one_by_one[self.kind] = self.divided(case, [(f, tau, 1) for f, tau in chosen]) if chosen else case

    def all_leave(self, m, name: str) -> None:
        """Of every entry with a choice all leave: sum_tau leave[f,tau] = N."""
        whole: dict[int, list[Term]] = defaultdict(list)
        for (f, _), variable in m.component(self.variable).items():
            whole[f].append((1.0, variable))
        every = ((f, row, float(self.array(m.case, self.count)[f])) for f, row in whole.items())
        add_rows(m, name, ((f, row, count, count) for f, row, count in every))


FLOWN = Departing("flown", "satellites", "leave", shared=("working", "dead"))
INSTALLED = Departing("installed", "blocks", "removed")
