"""What a constraint family is, and what a decision is: each is declared once, beside its rows or its
variables, and everybody asks the declaration.

A family says which rows it adds and what a column that joins them later adds to each: a satellite of a
cohort, a flight by itself, a flight for each shell that it visits. What exists already adds constants
(models/existing.py, models/installed.py). The rows of the formulation, the columns of the master
(planner/solver/column_generation/master.py) and the test that compares the two are made from the same steps.

A decision says of a family of binaries how it may move over the periods and what it costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from models.case import Case
from models.members import Cohort
from models.rows import Term

Index = Any
Step = tuple[Index, float]  # row of the family, coefficient
CohortSteps = Callable[[Case, Cohort], Iterable[Step]]
FlightSteps = Callable[[Case, int, int], Iterable[Step]]  # (case, v, b)
VisitSteps = Callable[[Case, int, int, int], Iterable[Step]]  # (case, v, s, b)


@dataclass(frozen=True)
class Family:
    """A constraint family: `add(m)` adds its rows to a model, under the name of that function.

    cohort, flight, visit   the steps of what joins its rows
    is_partial    it has no row where a row would never bind: a column skips those that are missing
    is_loading    linking rows, satellites within what flights carry: a flight with its cargo as one column
                  satisfies them by construction
    is_implied    valid inequalities, redundant in whole numbers: they make the relaxation tighter
    limit         what stands in the way of a plan with it, by the name of planner/errors/no_plan.py
    role          "payment": it says what is paid, by limits that hold anyway; "promise": it asks for
                  committed tokens, its indices begin with (c, r, t)
    """

    add: Callable[[Any], None]
    cohort: CohortSteps | None = None
    flight: FlightSteps | None = None
    visit: VisitSteps | None = None
    is_partial: bool = False
    is_loading: bool = False
    is_implied: bool = False
    limit: str = ""
    role: Literal["", "payment", "promise"] = ""

    @property
    def name(self) -> str:
        """The name of its rows."""
        return self.add.__name__


def named(*families: Family) -> dict[str, Family]:
    """Families by name, in their order."""
    return {family.name: family for family in families}


@dataclass(frozen=True)
class Decision:
    """A family of binary variables that the plan decides.

    moves    "up": index (head, period), it never falls; "once": index head; "tier": index (v, tier, period),
             one tier of each vehicle and period is taken
    price    the array of the Case, by head, that is due, discounted, where the variable goes up; None: going
             up costs nothing by itself
    """

    name: str
    moves: Literal["up", "once", "tier"]
    price: str | None = None


def by_cohort(m, steps: CohortSteps) -> dict[Index, list[Term]]:
    """Row -> the terms of the members' cohorts."""
    terms: dict[Index, list[Term]] = defaultdict(list)
    for cohort in m.members.cohorts:
        for index, amount in steps(m.case, cohort):
            if amount:
                terms[index].append((amount, m.x[cohort]))
    return terms


def by_flight(m, steps: FlightSteps, terms: dict[Index, list[Term]] | None = None) -> dict[Index, list[Term]]:
    """Row -> the terms of the members' flights, after those that are there."""
    terms = defaultdict(list) if terms is None else terms
    for i, (v, _, b, _) in enumerate(m.members.flights):
        for index, amount in steps(m.case, v, b):
            terms[index].append((amount, m.n[i]))
    return terms


def by_visit(m, steps: VisitSteps) -> dict[Index, list[Term]]:
    """Row -> the terms of the members' flights, one for each shell that a flight visits."""
    terms: dict[Index, list[Term]] = defaultdict(list)
    for i, (v, _, b, cargo) in enumerate(m.members.flights):
        for s in sorted({s for _, s, _ in cargo}):
            for index, amount in steps(m.case, v, s, b):
                terms[index].append((amount, m.n[i]))
    return terms


def joined(families: Iterable[Family], kind: str, *member) -> Iterator[tuple[Family, Index, float]]:
    """(family, row, coefficient) of a member in every family that it joins; kind: cohort, flight or visit."""
    for family in families:
        steps = getattr(family, kind)
        for index, amount in steps(*member) if steps is not None else ():
            if amount:
                yield family, index, amount
