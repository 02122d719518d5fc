"""The rollout model: which satellites fly when, on what, to where; which racks stand; who is served from
where.

Blocks, in order: launches (launch), orders of flights (tiers), what exists already (existing, installed),
fleet (fleet), what can be built (factory), stage gates (gates), milestones of licences (milestones), service
from orbit (service), ground sites (ground), demand (demand), commitments met with a stated probability
(assurance), cash (cash), decisions that are frozen (frozen), money and tokens (finance). Each module has its
formulas on top. `build` assembles them over the given members.
"""

from __future__ import annotations

from models import (
    assurance,
    cash,
    demand,
    existing,
    factory,
    finance,
    fleet,
    frozen,
    gates,
    ground,
    installed,
    launch,
    milestones,
    service,
    tiers,
)  # fmt: skip
from models.algebra import pyo
from models.case import Case
from models.departing import FLOWN, INSTALLED
from models.members import Members
from models.rows import collector_paused

FAMILIES = {
    **launch.FAMILIES,
    **tiers.FAMILIES,
    **existing.FAMILIES,
    **installed.FAMILIES,
    **fleet.FAMILIES,
    **factory.FAMILIES,
    **gates.FAMILIES,
    **milestones.FAMILIES,
    **service.FAMILIES,
    **ground.FAMILIES,
    **demand.FAMILIES,
    **assurance.FAMILIES,
    **cash.FAMILIES,
}
"""Every constraint family by the name of its rows (models/families.py)."""

DECISIONS = (
    *fleet.DECISIONS,
    *factory.DECISIONS,
    *gates.DECISIONS,
    *milestones.DECISIONS,
    *tiers.DECISIONS,
)
"""Every family of binaries that the plan decides."""

SIZES = fleet.SIZES | service.SIZES | ground.SIZES | demand.SIZES | assurance.SIZES | cash.SIZES
"""How large the variables get that have no bound of their own (models/sizes.py)."""


def build(case: Case, members: Members, integer: bool = True) -> pyo.ConcreteModel:
    """The formulation over `members`. `integer=False` leaves x, n, z continuous (openings and NRE stay
    binary).

    Objectives cost (N, discounted M$), tokens_served (D, discounted weighted Tt) and revenue (discounted M$)
    are linear forms; models/objective.py makes of them the one that is minimised.
    """
    m = pyo.ConcreteModel()
    m.case, m.members, m.integer = case, members, integer
    m.one_by_one = {}  # kind -> the Case of who may leave (models/departing.py)
    m.open_to = pyo.Var(bounds=(0, 0))  # joins rows that columns may enter later
    with collector_paused():
        for block in (
            launch.launches,
            tiers.orders,
            existing.agreements,
            FLOWN.departures,
            INSTALLED.departures,
            fleet.stocks,
            ground.sites,
            factory.used,
            gates.gates,
            milestones.milestones_met,
            service.serving,
            demand.demands,
            assurance.reserves,
            cash.purse,
            frozen.fixed,
        ):
            block(m)
        for family in FAMILIES.values():
            family.add(m)
        finance.objectives(m)
    return m
