"""Every item of cost belongs to one side, or to neither, in the plan and in its audit alike."""

from models.spending import COSTS
from planner.auditing import sides
from planner.tables.earning import NEITHER, SIDES


def test_every_cost_has_a_side():
    owned = [item for items in SIDES.values() for item in items]
    assert sorted((*owned, *NEITHER)) == sorted(COSTS)


def test_the_audit_knows_the_same_costs_of_the_ground():
    assert set(sides.GROUND) == set(SIDES["ground"])
