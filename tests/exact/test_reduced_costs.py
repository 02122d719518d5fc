"""What pricing takes a satellite and a flight to be worth is their column of the master times the duals, for
every family of rows in which they take part: none may be forgotten in either.
"""

from functools import cache

import numpy as np
import pytest

from generator import instances
from models.members import carriage, cohorts_of, launchable, offered
from models.rollout import FAMILIES
from planner.solver.column_generation.master import Master
from planner.solver.pricing.reduced_costs import ReducedCosts
from seeds import SEEDS

KINDS = (
    "lives", "decay", "gate", "gate-of-two", "gate-lag", "gate-ramp", "gate-beside", "factory", "supply",
    "bus-nre", "design-nre", "bulk", "learning", "minimum", "pads", "contracted-flights", "cash",
    "prepaid-annuity", "cash-prepaid", "learning-prepaid", "by-the-kilogram-prepaid", "bulk-cash",
    "learning-cash", "contracts-prepaid", "existing-milestone", "nested", "replicas", "assured",
    "assured-replicas", "assured-reach", "specialists", "shared-drop", "early-retirement-idle",
)  # fmt: skip
JOINED = {
    (name, kind)
    for name, family in FAMILIES.items()
    for kind in ("cohort", "flight", "visit")
    if getattr(family, kind) is not None
}
"""Every family with what joins it, by its declaration."""


@cache
def priced(kind):
    """The question, its master and what prices for it."""
    case = instances(kind, 0)
    master = Master(case)
    return case, master, ReducedCosts(case, master)


def duals_of(master, family=None):
    """Random duals of either sign, of one family of rows or of all."""
    duals = np.random.RandomState(0).uniform(-1, 1, len(master.model.row_lower))
    mine = np.zeros(len(duals), dtype=bool)
    mine[[at for (name, _), at in master.row.items() if family in (None, name)]] = True
    return np.where(mine, duals, 0.0)


def worth_of(part, duals):
    return sum(duals[at] * amount for at, amount in part.items())


def priced_wrongly(kind, joins, family=None):
    """(how many columns take part in the family, those whose worth pricing does not know)."""
    case, master, worth = priced(kind)
    duals, taking, wrong = duals_of(master, family), 0, []

    def compare(found, part, name):
        nonlocal taking
        taking += any(duals[at] for at in part)
        if found != pytest.approx(worth_of(part, duals), abs=1e-12):
            wrong.append(name)

    if joins == "cohort":
        values, lives = worth.satellites(duals, 0.0)
        for v, i, b in np.argwhere(worth.can).tolist():
            (d, s), life = worth.offers[i], int(lives[v, i, b])
            part = master.cohort_part((d, v, s, b, life))
            compare(values[v, i, b] + worth.cost[v, i, b, life], part, (d, v, s, b, life))
    for v, b in np.argwhere(case.cadence > 0).tolist() if joins != "cohort" else ():
        if joins == "flight":
            part = {at: a for at, a in master.part("flight", v, b).items()}
            in_all = duals[master.row["flights", (v, b)]]  # the master's own row of flights until then
            compare(worth.flights(duals)[v, b] - in_all, part, (v, b))
        for s in {s for d, s in worth.offers if worth.can[v].any()} if joins == "visit" else ():
            if (("visits", (v, s, b))) in master.row:
                part = master.part("visit", v, s, b)
                compare(worth.visits(duals, v, (s,))[b], part, (v, s, b))
    return taking, wrong


@pytest.mark.parametrize("family, joins", sorted(JOINED))
def test_pricing_knows_every_family_that_a_column_joins(family, joins):
    taking = 0
    for kind in KINDS:
        here, wrong = priced_wrongly(kind, joins, family)
        assert wrong == [], kind
        taking += here
    assert taking, f"no question here has a {joins} in {family}"


@pytest.mark.parametrize("joins", ["cohort", "flight", "visit"])
@pytest.mark.parametrize("kind", KINDS)
def test_worth_is_the_column_times_the_duals(kind, joins):
    assert priced_wrongly(kind, joins)[1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_cost_of_a_flight_is_its_columns(kind):
    case, master, worth = priced(kind)
    for v, b in np.argwhere(case.cadence > 0).tolist():
        assert worth.flight[v, b] == pytest.approx(master.column((v, 0, b, ()))[0], abs=1e-12)


@pytest.mark.parametrize("kind", sorted(SEEDS))
def test_who_may_carry_what_is_the_same_one_by_one_and_at_once(kind):
    case = instances(kind, 0)
    d, s = np.array(offered(case), dtype=int).reshape(-1, 2).T
    can = carriage(case, d, s)
    for v, i, b in np.ndindex(*can.shape):
        assert can[v, i, b] == launchable(case, int(d[i]), v, int(s[i]), b)


@pytest.mark.parametrize("kind", sorted(SEEDS))
def test_every_satellite_is_worth_its_best_column_less_its_cost(kind):
    """All of them, at many duals, and its life is the best: -inf just where none may fly."""
    case, master, worth = priced(kind)
    random = np.random.RandomState(1)
    cohorts = {
        (v, i, b): [
            (l, worth.cost[v, i, b, l], column(master, (d, v, s, b, l)))
            for d, v, s, b, l in cohorts_of(case, d, v, s, b)
            if b >= case.frozen_periods
        ]
        for i, (d, s) in enumerate(worth.offers)
        for v, b in np.ndindex(*case.cadence.shape)
    }
    for share, eps in ((1.0, 0.0), (0.3, 0.03), (0.05, 0.0002)):
        duals = random.uniform(-1, 1, len(master.model.row_lower))
        duals *= 10 ** random.uniform(-3, 3, len(duals)) * (random.uniform(size=len(duals)) < share)
        values, lives = worth.satellites(duals, eps)
        for at, columns in cohorts.items():
            each = {
                l: float(duals[rows] @ amounts) - (1 + eps) * cost for l, cost, (rows, amounts) in columns
            }
            assert bool(each) == bool(np.isfinite(values[at])), at
            if each:
                room = 1e-12 * max(1.0, *(np.abs(duals[r]) @ np.abs(a) for *_, (r, a) in columns))
                assert values[at] == pytest.approx(max(each.values()), abs=room, rel=1e-12), at
                assert each[int(lives[at])] == pytest.approx(max(each.values()), abs=room, rel=1e-12), at


def column(master, cohort):
    """(rows, coefficients) of one satellite."""
    part = master.cohort_part(cohort)
    return np.array(list(part), dtype=int), np.array(list(part.values()))
