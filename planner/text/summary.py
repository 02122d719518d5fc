"""What a plan says, on one screen: the answer and its proof, what it costs, what flies, what is served."""

from __future__ import annotations

import math

import pandas as pd
from rich.console import Console

from planner.coefficients.boundary import COUNTED
from planner.explain.answer import answer
from planner.plan.plan import Plan
from planner.plan.record import Annuity, Horizon
from planner.text.items import in_words
from planner.text.meanings import SUMMARY
from planner.text.printing import console_for, number, print_table

OBJECTIVES = {"levelized_cost": "levelized cost", "cost": "discounted cost", "npv": "net present value"}


def print_summary(plan: Plan, console: Console | None = None) -> None:
    """Print the summary of a plan to stdout, or to another console."""
    console = console or console_for()
    for line in headline(plan):
        console.print(line)
    console.print()
    for title, frame in sections(plan).items():
        if len(frame):
            print_table(frame, title=title, says=SUMMARY[title], console=console)


def headline(plan: Plan) -> list[str]:
    """The answer in a sentence, its figures and proof, the sums behind it, and the audit's verdict."""
    unit = plan.record.unit
    proof = "nothing proven"
    if plan.bound is not None and plan.gap is not None:
        beaten = "above" if plan.objective == "npv" else "below"
        proof = f"proven: no plan is {beaten} {plan.bound:.6g} {unit}, gap {100 * plan.gap:.2f} %"
    value = f"{plan.value:.6g} {unit}" if plan.value == plan.value else "none, for nothing is served"
    lines = [
        answer(plan),
        "",
        f"{plan.name}",
        f"  {OBJECTIVES[plan.objective]}  {value}   ({proof}; {plan.status})",
    ]
    if not (len(plan.cohorts) or plan.sites.blocks_built.any()):
        why = "what is there already serves" if plan.tokens_tt else "nothing is worth building, or can be"
        lines.append(f"  built       nothing: {why}")
    if plan.tokens_tt:
        tokens = f"{number(plan.tokens_tt)} Tt of weighted tokens = {plan.ratio:.6g} $/Mtoken"
        lines.append(f"  discounted  {number(plan.cost_musd)} M$ for {tokens}")
    else:
        lines.append(f"  discounted  {number(plan.cost_musd)} M$; nothing is served, so there is no ratio")
    lines += earned(plan)
    served = plan.tokens.groupby("source_kind").tokens_tt.sum()
    if served.sum() > 0:
        orbit = 100 * served.get("orbit", 0.0) / served.sum()
        lines.append(
            f"  served      {number(served.sum())} Tt, {orbit:.1f} % from orbit, "
            f"{100 - orbit:.1f} % from the ground"
        )
    lines.append(f"  search      {plan.record.path}")
    lines.append(f"  horizon     {horizon(plan.record.horizon)}")
    found = plan.record.candidates
    if found.enumerated:
        lines.append(
            f"  candidates  {found.enumerated:,} designs: {found.refused:,} can fly in no plan, "
            f"{found.dominated:,} are never better than another, {found.offered:,} are offered; the search "
            f"tried {found.entered:,} of these, {found.flown:,} fly"
        )
    boundary = plan.record.options.boundary
    if boundary != "full":
        lines.append(f"  boundary    {boundary}: only {COUNTED[boundary]} count")
    lines += [f"  note        {line}" for line in plan.record.notes]
    if plan.violations:
        lines.append(f"  AUDIT FAILED, a fault of ours: {len(plan.violations)} limits or sums are wrong")
        lines += [f"    {line}" for line in plan.violations[:10]]
    return lines


def sections(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables of the summary by title; empty ones have nothing to say."""
    return {
        "Orbit and ground, discounted": sides(plan),
        "Cost by item, discounted": costs(plan),
        "Flights": flights(plan),
        "Satellites launched": satellites(plan),
        "Retired early": retired(plan),
        "Racks taken out early": removed(plan),
        "Accelerators bought": bought(plan),
        "Demand [Tt over all periods]": demand(plan),
        "What moves the ratio": moving(plan),
        "Best left out": left_out(plan),
    }


def earned(plan: Plan) -> list[str]:
    """With prices: revenue, cost and value beside the ratio; with debts: what of them is left."""
    record = plan.record
    lines = []
    if record.revenue_musd or plan.objective == "npv":
        sums = f"revenue {number(record.revenue_musd)} - cost {number(plan.cost_musd)}"
        lines.append(f"  earns       {sums} = {number(record.net_present_value_musd)} M$ net present value")
    if record.debt_left_musd:
        lines.append(f"  debt left   {number(record.debt_left_musd)} M$ of instalments after the last period")
    return lines


def sides(plan: Plan) -> pd.DataFrame:
    """What is served from orbit and from the ground: its ratio, an accelerator-hour, and with prices what it
    earns.
    """
    columns = ["cost_musd", "tokens_tt", "ratio_usd_per_mtoken", "usd_per_accelerator_hour"]
    if plan.record.revenue_musd:
        columns += ["revenue_musd", "net_present_value_musd"]
    both = {"orbit": plan.record.sides.orbit, "ground": plan.record.sides.ground}
    found = {side: vars(one) for side, one in both.items() if one.tokens_tt or one.cost_musd}
    rows = [
        {"side": side} | {c: math.nan if figures[c] is None else float(figures[c]) for c in columns}
        for side, figures in found.items()
    ]
    return pd.DataFrame(rows, columns=["side", *columns])


def costs(plan: Plan) -> pd.DataFrame:
    """Discounted and levelized cost by item, largest first, with its share."""
    items = pd.Series(plan.cost_by_item, dtype=float).sort_values(ascending=False, key=abs, kind="stable")
    share = [f"{100 * musd / plan.cost_musd:.1f} %" if plan.cost_musd else "" for musd in items]
    levelized = plan.levelized_by_item
    return pd.DataFrame(
        {
            "item": [in_words(item) for item in items.index],
            "musd": items.to_numpy(),
            "usd_per_mtoken": [levelized.get(item, float("nan")) for item in items.index],
            "share": share,
        }
    )


def flights(plan: Plan) -> pd.DataFrame:
    """Flights by vehicle, what they carry, how full they are by mass."""
    sums = plan.launches.groupby("vehicle", as_index=False, sort=False)[
        ["flights", "satellites", "mass_t", "payload_t"]
    ].sum()
    sums["mass_fill"] = [
        f"{100 * mass / payload:.0f} %"
        for mass, payload in zip(sums.mass_t, sums.pop("payload_t"), strict=True)
    ]
    return sums


def satellites(plan: Plan) -> pd.DataFrame:
    """Satellites launched, by shell and bus, with the number of designs."""
    named = plan.cohorts.merge(plan.designs[["design", "bus"]], on="design")
    groups = named.groupby(["shell", "bus"], as_index=False)
    return groups.agg(
        designs=("design", "nunique"), cohorts=("cohort", "count"), satellites=("satellites", "sum")
    )


def retired(plan: Plan) -> pd.DataFrame:
    """Existing satellites that leave before the end of their planned life."""
    return plan.retirements[["date", "existing", "design", "shell", "satellites"]]


def removed(plan: Plan) -> pd.DataFrame:
    """Rack blocks of before that leave before the end of their life."""
    return plan.removals[["date", "existing", "site", "accelerator", "blocks"]]


def bought(plan: Plan) -> pd.DataFrame:
    """Accelerators bought, in orbit and on the ground."""
    places = vars(plan.record.accelerators)
    kinds = list(dict.fromkeys(k for bought in places.values() for k in bought))
    return pd.DataFrame(
        {
            "accelerator": kinds,
            **{place: [bought.get(k, 0) for k in kinds] for place, bought in places.items()},
        }
    )


def demand(plan: Plan) -> pd.DataFrame:
    """Asked, served and short by workload; what is set aside for commitments that are to be met with a stated
    probability.
    """
    columns = ["committed_tt", "optional_tt", "served_tt", "shortfall_tt"]
    asked = plan.demand.groupby("workload", as_index=False, sort=False)[columns].sum()
    if len(plan.reserve):
        held = plan.reserve.groupby("workload").tokens_tt.sum()
        asked["reserve_tt"] = asked.workload.map(held).fillna(0.0)
    return asked


def left_out(plan: Plan) -> pd.DataFrame:
    """The best candidates that do not fly, with what they lack; three of those that the record names."""
    return pd.DataFrame(map(vars, plan.record.candidates.left_out[:3]), columns=["design", "lacks_musd"])


def moving(plan: Plan) -> pd.DataFrame:
    """The prices that move the ratio most: percent of the ratio for each percent of the price, five of those
    that the record names.
    """
    found = plan.record.moves[:5] if plan.tokens_tt else ()
    named = [{**vars(price), "item": in_words(price.item)} for price in found]
    return pd.DataFrame(named, columns=["item", "what", "percent_per_percent"])


def horizon(found: Horizon) -> str:
    """What the end of the horizon does, in words."""
    if isinstance(found, Annuity):
        charged = found.asset_cost_charged
        if charged is None:
            return "annuity: nothing is bought"
        return f"annuity: {100 * charged:.1f} % of what satellites, launches and racks cost is charged"
    tokens, cost = found.tokens_after_launches, found.cost_after_launches
    late = [
        f"{100 * share:.1f} % of the {what}"
        for share, what in ((tokens, "tokens"), (cost, "cost"))
        if share is not None
    ]
    if not late:
        return "run-out: nothing is served and nothing is paid"
    return f"run-out: {' and '.join(late)} fall after the last launch period"
