"""What a plan does, in one sentence: where its tokens come from, what they cost, what is proven of it, which
commitments it does not keep. One sentence for the terminal, the page and whoever else asks.
"""

from __future__ import annotations

from planner.instance.numbers import DIGITS, a_sum, dollars, percent, within
from planner.plan.plan import Plan

LEAST_TOLD = 0.005  # of the commitments: what is not served of less is in the tables
NEARLY_ALL = 0.995
HALF = 0.02  # so near to one half counts as half


def answer(plan: Plan, other: Plan | None = None) -> str:
    """ "62 % of the tokens come from orbit, the rest from the ground; together they cost $0.139 a million,
    proven within 1.5 %."

    other: a plan that is set beside it, whose figure is said too
    """
    parts = [serves(plan), costs(plan), "" if other is None else beside(plan, other), unserved(plan)]
    return "; ".join(part for part in parts if part) + "."


def serves(plan: Plan) -> str:
    """Where its tokens come from."""
    if not plan.tokens_tt:
        if is_built(plan):
            return "This plan serves no tokens"
        because = ", for nothing that could be built is worth its cost" if plan.objective == "npv" else ""
        return f"This plan serves no tokens and builds nothing{because}"
    if not is_built(plan):
        return "Nothing is built: what stands already serves all tokens of this plan"
    share = orbit_share(plan)
    if share == 0:
        return "All tokens come from the ground, none from orbit"
    if share == 1:
        return "All tokens come from orbit"
    tail = "the rest from the ground" if share >= 0.5 else "the others from the ground"
    return f"{part_of_tokens(share)} come from orbit, {tail}"


def part_of_tokens(share: float) -> str:
    """How much of the tokens a share is, as a subject: "Half of the tokens", "73 % of the tokens"."""
    if share >= NEARLY_ALL:
        return "Nearly all tokens"
    if share <= 1 - NEARLY_ALL:
        return f"Hardly any of the tokens ({percent(share)})"
    return f"{'Half' if abs(share - 0.5) <= HALF else percent(share)} of the tokens"


def costs(plan: Plan) -> str:
    """What they cost, or the plan earns, and how well that is proven."""
    value = plan.record.value
    if value is None:
        return f"it costs {a_sum(plan.cost_musd)}, and without tokens there is no cost per token"
    if plan.objective == "levelized_cost":
        together = "together they" if 0 < orbit_share(plan) < 1 else "they"
        said = f"{together} cost {dollars(value)} a million"
    elif plan.objective == "cost":
        said = f"{'the plan' if plan.tokens_tt else 'it'} costs {a_sum(value)}"
    else:
        verb = "loses" if value < 0 else "earns"
        said = f"{'the plan' if plan.tokens_tt else 'it'} {verb} {a_sum(abs(value))} in present value"
    return f"{said}, {proven(plan)}"


def proven(plan: Plan) -> str:
    """How far the plan may be from the best one."""
    record = plan.record
    if record.bound is None:
        return "with nothing proven about how much better a plan could be"
    if record.gap is None:
        beyond = "above" if plan.objective == "npv" else "below"
        return f"proven: no plan is {beyond} {in_unit(record.bound, record.unit)}"
    return "proven to be the best" if record.gap <= 0 else f"proven within {within(record.gap)}"


def in_unit(value: float, unit: str, digits: int = DIGITS) -> str:
    """A value of an objective: "$0.139" a million tokens, "412 M$"."""
    return a_sum(value, digits) if unit == "M$" else dollars(value, digits)


def beside(plan: Plan, other: Plan) -> str:
    """The same figure of another plan; what it does not serve is said, for that makes it cheap."""
    is_same = other.objective == plan.objective
    value = other.record.value if is_same else other.record.ratio_usd_per_mtoken
    if value is None or not (is_same or plan.objective == "levelized_cost"):
        return ""
    share = unserved_share(other)
    short = f", which leaves {percent(share)} of the commitments unserved" if share >= LEAST_TOLD else ""
    return f"{in_unit(value, plan.record.unit)} in {other.name}{short}"


def unserved(plan: Plan) -> str:
    """How much of the commitments is not kept, where that is worth a word in the first sentence."""
    share = unserved_share(plan)
    return f"{percent(share)} of the committed tokens are not served" if share >= LEAST_TOLD else ""


def unserved_share(plan: Plan) -> float:
    """Part of the committed tokens that is not served; 0 where none are committed."""
    committed = float(plan.demand.committed_tt.sum())
    return float(plan.demand.shortfall_tt.sum()) / committed if committed else 0.0


def orbit_share(plan: Plan) -> float:
    """Part of all served tokens that comes from orbit; 0 where none are served."""
    served = plan.tokens.groupby("source_kind").tokens_tt.sum()
    total = float(served.sum())
    return float(served.get("orbit", 0.0)) / total if total else 0.0


def is_built(plan: Plan) -> bool:
    """Whether the plan launches or builds anything."""
    return bool(len(plan.cohorts) or plan.sites.blocks_built.any())
