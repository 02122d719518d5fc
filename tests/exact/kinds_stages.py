"""Kinds about what must have happened before a fleet may grow: stage gates, milestones of licences."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind
from kinds_existing import fly
from kinds_hopeless import hopeless


def gated(case: Arrays, *, fewest: int, most: int, periods: int, ramp: float = np.inf) -> Arrays:
    """A gate before the first bus, and demand that a whole fleet serves but a pilot can begin with."""
    H = len(case["buses"])
    first = np.arange(H) == 0
    case["gates"] = ("gate",) + ("",) * (H - 1)
    case["gate_min"] = np.where(first, fewest, 0)
    case["gate_max"] = np.where(first, float(most), np.inf)
    case["gate_periods"] = np.where(first, periods, 0)
    case["gate_ramp"] = np.where(first, ramp, np.inf)
    case["committed"] = decimals(0.2 * case["committed"])
    case["optional"] = decimals(3 * case["optional"])
    case["bus_nre_musd"][:] += 10.0  # spread over as many tokens as can be had
    return case


@kind
def gate(rng) -> Arrays:
    """One satellite must serve a period before more than one flies."""
    return gated(draw(rng, lives=(2,), launch_periods=3), fewest=1, most=1, periods=1)


@kind
def gate_of_two(rng) -> Arrays:
    """Two satellites at once, for two periods: the short life does not pass."""
    return gated(draw(rng, lives=(1, 2), launch_periods=4), fewest=2, most=3, periods=2)


@kind
def gate_lag(rng) -> Arrays:
    """The pilot runs from its arrival on, not from its launch."""
    case = gated(draw(rng, lives=(2,), lag=1, launch_periods=4), fewest=1, most=1, periods=1)
    case["committed"][:, :, 0] = 0.0
    return case


@kind
def gate_ramp(rng) -> Arrays:
    """A line that gains a satellite each other period, or a part of the pilot kept for later."""
    case = gated(draw(rng, lives=(3,), launch_periods=4), fewest=1, most=2, periods=1, ramp=0.5)
    return case


def flying_pilot(rng, case: Arrays, count: int, since: int) -> Arrays:
    """Satellites of the first bus that serve since some periods before the study, to its end; demand that a
    fleet is paid to serve at once.
    """
    case = fly(rng, case, count=1)
    case["flown_design"][:] = 0
    case["flown_shell"][:] = 0
    case["flown_arrives"][:] = -since
    case["flown_leaves"][:] = len(case["dates"])
    case["flown_satellites"][:] = count
    case["flown_working"] = decimals(0.8 * case["flown_satellites"])
    case["objective"] = "cost"
    case["committed"] = decimals(3 * case["optional"])
    case["shortfall_musd"][:] = 40.0
    case["bus_nre_musd"][:] = 1.0
    return case


@kind
def gate_flown(rng) -> Arrays:
    """A pilot of one flies since a period, and has one to go: none but it may fly before."""
    case = gated(draw(rng, lives=(2,), launch_periods=3), fewest=1, most=1, periods=2)
    return flying_pilot(rng, case, count=1, since=1)


@kind
def gate_flown_half(rng) -> Arrays:
    """One of two flies already; the other must be launched, and both run a period together."""
    case = gated(draw(rng, lives=(1, 2), launch_periods=3), fewest=2, most=2, periods=1)
    return flying_pilot(rng, case, count=1, since=2)


@kind
def gate_flown_ramp(rng) -> Arrays:
    """The gate was passed a period before the study: the line delivers one now, and more later; one pilot is
    left.
    """
    case = gated(draw(rng, lives=(2,), launch_periods=3), fewest=1, most=2, periods=1, ramp=0.5)
    return flying_pilot(rng, case, count=1, since=2)


@kind
def gate_flown_retiring(rng) -> Arrays:
    """The pilot that flies is dearer to run than its tokens are worth, and may retire when it has passed the
    gate for a newer design.
    """
    case = draw(rng, designs=2, lives=(2,), launch_periods=3)
    case["design_counts"] = np.array([[1], [4]])
    case = flying_pilot(rng, gated(case, fewest=1, most=1, periods=2), count=1, since=1)
    case["flown_may_retire"] = np.array([True])
    case["bus_operations_musd"] = decimals(60.0 * case["rate"][0])
    return case


@kind
def gate_never(rng) -> Arrays:
    """No service life is as long as the pilot: two satellites in all."""
    return gated(draw(rng, lives=(1, 2), launch_periods=3), fewest=1, most=2, periods=3)


@kind
def gate_beside(rng) -> Arrays:
    """Two buses, the better one behind a gate."""
    case = draw(rng, designs=2, buses=2, lives=(2,), launch_periods=3)
    case["design_cost_musd"] = decimals(case["design_cost_musd"] * np.array([[0.6], [1.2]]))
    return gated(case, fewest=1, most=1, periods=1)


@hopeless
def before_its_pilot(case):
    """One satellite serves half of what is promised for the second period, when no pilot can have run."""
    usual = case["period_years"] * (case["design_counts"] @ case["rate"]).max(axis=0)
    gated(case, fewest=1, most=1, periods=2)
    case["committed"][:, :, 1] = 1.2 * usual[:, None]
    case["rack_offered"][:] = False


def licensed(case: Arrays, *due: tuple[int, int, float], slots: float) -> Arrays:
    """Shells with so many slots and milestones (shell, period, share), little promised and that late, and
    launches that get cheaper.
    """
    shells, periods, shares = zip(*due)
    case["milestone_shell"], case["milestone_period"] = np.array(shells), np.array(periods)
    case["milestone_share"] = np.array(shares)
    case["slots"][:] = slots
    case["committed"] = decimals(0.2 * case["committed"])
    case["committed"][:, :, 0] = 0.0
    case["optional"] = decimals(2 * case["optional"])
    case["price_musd"] = decimals(case["price_musd"] * np.linspace(2.5, 0.4, case["price_musd"].shape[1]))
    return case


@kind
def milestone(rng) -> Arrays:
    """Two fifths of four slots by the second period, when launching is still dear; fewer, and the last
    period's cheap flight is of no use.
    """
    case = draw(rng, lives=(3,), launch_periods=3)
    case["decay_periods"][:] = 0
    return licensed(case, (0, 1, 0.4), slots=4.0)


@kind
def milestones(rng) -> Arrays:
    """Two milestones and two lives, the dead for a while in their slots."""
    case = draw(rng, lives=(1, 3), launch_periods=3)
    case["bus_loss_per_year"] = np.array([0.3])
    case["committed"][:, :, 1] = 0.0
    return licensed(case, (0, 1, 0.2), (0, 2, 0.6), slots=4.0)


@kind
def milestone_beside(rng) -> Arrays:
    """The better shell has a milestone, the other none."""
    case = draw(rng, shells=2, lives=(2,), launch_periods=2)
    case["duty"] = decimals(np.ones_like(case["duty"]) * np.array([1.0, 0.7]).reshape(1, 2, 1))
    return licensed(case, (0, 0, 0.8), slots=2.5)


@hopeless
def licence_lapsed(case):
    """Nothing can be launched before the second period; the milestone was due in the first."""
    case["shell_from"][:] = 1
    case["committed"][:, :, 0] = 0.0
    case["rack_offered"][:] = False
    case["milestone_shell"], case["milestone_period"] = np.array([0]), np.array([0])
    case["milestone_share"] = np.array([0.1])
