"""What a plan says, in one sentence: how much it serves, at what price, how much of it from orbit, what is
proven.
"""

from __future__ import annotations

from planner.instance.numbers import dollars, figures, percent
from planner.plan.plan import Plan


def answer(plan: Plan) -> str:
    """ "Serve 13,300 trillion tokens at $0.494 a million, 86 % of them from orbit; no plan is cheaper than
    $0.484 (proven, gap 1.9 %)."
    """
    served = plan.tokens.groupby("source_kind").tokens_tt.sum()
    total = float(served.sum())
    if total <= 0:
        return f"Serve nothing: {nothing_served(plan)}; {proof(plan)}."
    from_orbit = float(served.get("orbit", 0.0)) / total
    orbit = {0.0: "none of them from orbit", 1.0: "all of them from orbit"}.get(
        round(from_orbit, 4), f"{percent(from_orbit)} of them from orbit"
    )
    said = f"{figures(total)} trillion tokens"
    if plan.objective == "npv":
        gain = f"{'Earn' if plan.value >= 0 else 'Lose'} {figures(abs(plan.value))} M$ by serving"
        return f"{gain} {said}, {orbit}; {proof(plan)}."
    price = f"for {figures(plan.value)} M$"
    if plan.objective == "levelized_cost":
        price = f"at {dollars(plan.value)} a million"
    return f"Serve {said} {price}, {orbit}; {proof(plan)}."


def nothing_served(plan: Plan) -> str:
    """What a plan does that serves no token."""
    if plan.objective == "npv" or not plan.cost_musd:
        return "nothing that could be built is worth its cost"
    return f"{figures(plan.cost_musd)} M$ are due all the same"


def proof(plan: Plan) -> str:
    """What no plan beats."""
    if plan.bound is None or plan.gap is None:
        return "how far the best plan may be from it is not proven"
    gap = f"(proven, gap {percent(plan.gap)})"
    if plan.objective == "npv":
        return f"no plan earns more than {figures(plan.bound)} M$ {gap}"
    least = dollars(plan.bound) if plan.objective == "levelized_cost" else f"{figures(plan.bound)} M$"
    return f"no plan is cheaper than {least} {gap}"
