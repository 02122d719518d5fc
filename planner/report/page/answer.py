"""The facts of the first screen beside its sentence (planner/explain/answer.py), from a plan's record and
tables alone: its value with what is proven, orbit against ground, three numbers, and which price moves the
answer most.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.coefficients.boundary import COUNTED
from planner.explain.answer import in_unit, orbit_share
from planner.instance.numbers import a_sum, counted, dollars, figures, percent
from planner.plan.plan import Plan
from planner.plan.record import SideTotals
from planner.report.figures.words import span, times
from planner.report.plan.findings.costs import ITEMS
from planner.report.plan.names import called

SUMS = {"cost": "discounted cost", "npv": "net present value"}
LAUNCHING = {"launch_credit": "launch", "contracts": "launch"}  # paid with the price of a launch


@dataclass(frozen=True)
class Standing:
    """A plan's objective and what is proven of it.

    unit: "$/Mtoken" or "M$"; value None: nothing is served; is_more_better: of a net present value
    """

    name: str
    value: float | None
    bound: float | None
    gap: float | None
    unit: str
    is_more_better: bool

    def said(self, value: float, digits: int = 3) -> str:
        """A value in the unit."""
        return in_unit(value, self.unit, digits)

    def told_apart(self) -> tuple[str, str]:
        """Value and bound in as many digits as tell them apart; an empty text where there is none."""
        if self.value is None:
            return "", ""
        if self.bound is None:
            return self.said(self.value), ""
        for digits in range(3, 9):
            value, bound = self.said(self.value, digits), self.said(self.bound, digits)
            if value != bound:
                break
        return value, bound


@dataclass(frozen=True)
class Against:
    """One large number, or two words, and what it means."""

    large: str
    says: str
    detail: str

    @property
    def is_number(self) -> bool:
        """Whether the large text is a number."""
        return self.large[:1].isdigit()


@dataclass(frozen=True)
class Fact:
    """A number with what it counts."""

    number: str
    label: str


def standing(plan: Plan) -> Standing:
    """What a plan reaches and has proven."""
    record = plan.record
    return Standing(plan.name, record.value, record.bound, record.gap, record.unit, plan.objective == "npv")


def against(plan: Plan, other: Plan | None = None) -> Against:
    """Orbit against ground: the multiple of the two sides of the plan; where only one serves, that of the
    whole plan and the other plan; without one, that there is nothing to compare.
    """
    boundary = f"Counted: {COUNTED[plan.record.options.boundary]}."
    orbit, ground = plan.record.sides.orbit, plan.record.sides.ground
    if not plan.tokens_tt:
        return Against("–", "Nothing is served: neither orbit nor ground has a cost per token.", boundary)
    if orbit.ratio_usd_per_mtoken and ground.ratio_usd_per_mtoken:
        return of_sides(orbit, ground, boundary)
    if other is not None and plan.record.ratio_usd_per_mtoken and other.record.ratio_usd_per_mtoken:
        return of_plans(plan, other, boundary)
    side, rest = ("orbit", "the ground") if orbit.tokens_tt else ("ground", "orbit")
    says = f"Nothing is served from {rest}, so that this plan alone cannot compare the two."
    return Against(f"{side.capitalize()} only", says, boundary)


def of_sides(orbit: SideTotals, ground: SideTotals, boundary: str) -> Against:
    """What a token from orbit costs, as a multiple of one from the ground."""
    assert orbit.ratio_usd_per_mtoken is not None and ground.ratio_usd_per_mtoken is not None
    ratio = orbit.ratio_usd_per_mtoken / ground.ratio_usd_per_mtoken
    pair = f"{dollars(orbit.ratio_usd_per_mtoken)} against {dollars(ground.ratio_usd_per_mtoken)} a million"
    return Against(
        f"{times(ratio)} ×",
        f"A token from orbit costs {compared(ratio)} one from the ground in this plan.",
        f"{pair}. {boundary}",
    )


def compared(ratio: float) -> str:
    """A multiple in words, up to the thing that it is a multiple of."""
    if times(ratio) == "1.00":
        return "the same as"
    if ratio < 1.995:
        return f"{percent(abs(ratio - 1))} {'more' if ratio > 1 else 'less'} than"
    return f"{times(ratio)} times as much as"


def of_plans(plan: Plan, other: Plan, boundary: str) -> Against:
    """What a token costs in a plan, as a multiple of another plan's."""
    ratio = plan.ratio / other.ratio
    says = f"A token costs {compared(ratio)} one in {other.name}."
    pair = f"{dollars(plan.ratio)} against {dollars(other.ratio)} a million"
    return Against(f"{times(ratio)} ×", says, f"{pair}. {boundary}")


def facts(plan: Plan) -> list[Fact]:
    """The three numbers beside the answer."""
    flights, satellites = int(plan.launches.flights.sum()), int(plan.cohorts.satellites.sum())
    return [
        Fact(a_sum(plan.cost_musd), "discounted cost"),
        Fact(percent(orbit_share(plan)) if plan.tokens_tt else "–", "of the tokens from orbit"),
        Fact(
            f"{flights:,}", f"{'flight' if flights == 1 else 'flights'}, {counted(satellites, 'satellite')}"
        ),
    ]


def strongest(plan: Plan) -> tuple[str, str]:
    """Which price moves the answer most, and by how much: a headline and what is behind it. Empty for a plan
    that pays for nothing.

    At an optimum the ratio rises with a price by the share that is paid for it (planner/explain/findings.py).
    """
    paid: dict[str, float] = {}
    for item, musd in plan.record.cost_by_item_musd.items():
        name = LAUNCHING.get(item, item)
        paid[name] = paid.get(name, 0.0) + musd
    if not paid or plan.cost_musd <= 0:
        return "", ""
    ranked = sorted(paid, key=lambda item: -paid[item])
    first, share = ranked[0], paid[ranked[0]] / plan.cost_musd
    what = "a token" if plan.tokens_tt else "the plan"
    if first == "shortfall":
        head = f"{percent(share)} of the cost is penalties for committed tokens that are not served."
    else:
        name = ITEMS.get(first, first)
        cost = "cost" if name.endswith("s") else "costs"
        head = f"If {name} {cost} {percent(0.1)} more, {what} costs {percent(share / 10)} more."
    return head, " ".join(part for part in (at_its_ends(plan, first), next_one(plan, ranked, paid)) if part)


def next_one(plan: Plan, ranked: list[str], paid: dict[str, float]) -> str:
    """The item after the first; after penalties, which are told as a share, a share too."""
    if len(ranked) < 2 or paid[ranked[1]] <= 0:
        return ""
    if ranked[0] == "shortfall":
        return f"Then {ITEMS.get(ranked[1], ranked[1])}, {percent(paid[ranked[1]] / plan.cost_musd)}."
    return f"Next: {ITEMS.get(ranked[1], ranked[1])}, {percent(paid[ranked[1]] / plan.cost_musd / 10)}."


def at_its_ends(plan: Plan, item: str) -> str:
    """What the ends of the known range of a launch price would do, for the vehicle that most is paid for."""
    move = next((move for move in plan.record.moves if move.item == item), None)
    if item != "launch" or move is None or not plan.tokens_tt:
        return ""
    path = f"vehicles.{move.what}.price_musd"
    noted = plan.resolved.provenance.get(path)
    vehicle = plan.resolved.data.vehicles.get(move.what)
    if noted is None or vehicle is None or noted.low is None or noted.high is None:
        return ""
    now = float(vehicle.price_musd.values[0])
    if not (now > 0 and noted.low < noted.high):
        return ""
    ends = [move.percent_per_percent * (end / now - 1) for end in (noted.low, noted.high)]
    low, high = (f"{figures(100 * end, 2)} %" for end in ends)
    return (
        f"A flight of {called(move.what)} at {span(noted.low, noted.high, 'M$', 'to')} instead of "
        f"{figures(now)}: about {low.replace('-', '−')} to +{high}, at most."
    )
