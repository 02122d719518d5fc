"""What a plan says, on one screen: the answer and its proof, what it costs, what flies, what is served."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console

from planner.coefficients.boundary import COUNTED
from planner.plan import Plan
from planner.printing import console_for, number, print_table

OBJECTIVES = {"levelized_cost": "levelized cost", "cost": "discounted cost", "npv": "net present value"}


def print_summary(plan: Plan, console: Console | None = None) -> None:
    """Print the summary of a plan to stdout, or to another console."""
    console = console or console_for()
    console.print()
    for line in headline(plan):
        console.print(line)
    console.print()
    for title, frame in sections(plan).items():
        if len(frame):
            print_table(frame, title=title, console=console)


def headline(plan: Plan) -> list[str]:
    """The answer, its proof, the sums behind it, and the audit's verdict."""
    unit = plan.record["unit"]
    proof = "nothing proven"
    if plan.bound is not None and plan.gap is not None:
        beaten = "above" if plan.objective == "npv" else "below"
        proof = f"proven: no plan is {beaten} {plan.bound:.6g} {unit}, gap {100 * plan.gap:.2f} %"
    lines = [
        f"{plan.name}",
        f"  {OBJECTIVES[plan.objective]}  {plan.value:.6g} {unit}   ({proof}; {plan.status})",
        f"  discounted  {number(plan.cost_musd)} M$ for {number(plan.tokens_tt)} Tt of weighted tokens = {plan.ratio:.6g} $/Mtoken",
    ]
    served = plan.tokens.groupby("source_kind").tokens_tt.sum()
    if served.sum() > 0:
        orbit = 100 * served.get("orbit", 0.0) / served.sum()
        lines.append(
            f"  served      {number(served.sum())} Tt, {orbit:.1f} % from orbit, {100 - orbit:.1f} % from the ground"
        )
    lines.append(f"  horizon     {horizon(plan.record['horizon'])}")
    found = plan.record["candidates"]
    if found["enumerated"]:
        lines.append(
            f"  candidates  {found['enumerated']:,} designs: {found['refused']:,} refused, {found['dominated']:,} dominated, "
            f"{found['offered']:,} offered, {found['entered']:,} entered the search, {found['flown']:,} fly"
        )
    boundary = plan.record["options"].get("boundary", "full")
    if boundary != "full":
        lines.append(f"  boundary    {boundary}: only {COUNTED[boundary]} count")
    lines += [f"  note        {line}" for line in plan.record["notes"]]
    if plan.violations:
        lines.append(f"  AUDIT FAILED, a fault of ours: {len(plan.violations)} limits or sums are wrong")
        lines += [f"    {line}" for line in plan.violations[:10]]
    return lines


def sections(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables of the summary by title; empty ones have nothing to say."""
    return {
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


def costs(plan: Plan) -> pd.DataFrame:
    """Discounted and levelized cost by item, largest first, with its share."""
    items = pd.Series(plan.cost_by_item, dtype=float).sort_values(ascending=False, key=abs, kind="stable")
    share = [f"{100 * musd / plan.cost_musd:.1f} %" for musd in items]
    levelized = plan.levelized_by_item
    return pd.DataFrame(
        {
            "item": [str(item).replace("_", " ") for item in items.index],
            "musd": items.to_numpy(),
            "usd_per_mtoken": [levelized.get(item, float("nan")) for item in items.index],
            "share": share,
        }
    )


def flights(plan: Plan) -> pd.DataFrame:
    """Flights by vehicle, what they carry, how full they are by mass."""
    flown = plan.launches
    sums = pd.DataFrame(
        {
            "vehicle": flown.vehicle,
            "flights": flown.flights,
            "satellites": flown.flights * flown.satellites,
            "mass_t": flown.flights * flown.mass_t,
            "payload_t": flown.flights * flown.payload_t,
        }
    ).groupby("vehicle", as_index=False, sort=False).sum()  # fmt: skip
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
    places = plan.record["accelerators"]
    kinds = list(dict.fromkeys(k for bought in places.values() for k in bought))
    return pd.DataFrame(
        {
            "accelerator": kinds,
            **{place: [bought.get(k, 0) for k in kinds] for place, bought in places.items()},
        }
    )


def demand(plan: Plan) -> pd.DataFrame:
    """Asked, served and short by workload; what is set aside for commitments that are to be met with a stated probability."""
    columns = ["committed_tt", "optional_tt", "served_tt", "shortfall_tt"]
    asked = plan.demand.groupby("workload", as_index=False, sort=False)[columns].sum()
    if len(plan.reserve):
        held = plan.reserve.groupby("workload").tokens_tt.sum()
        asked["reserve_tt"] = asked.workload.map(held).fillna(0.0)
    return asked


def left_out(plan: Plan) -> pd.DataFrame:
    """The best candidates that do not fly, with what they lack; three of those that the record names."""
    return pd.DataFrame(plan.record["candidates"]["left_out"][:3], columns=["design", "lacks_musd"])


def moving(plan: Plan) -> pd.DataFrame:
    """The prices that move the ratio most: percent of the ratio for each percent of the price, five of those that the record names."""
    return pd.DataFrame(plan.record["moves"][:5], columns=["item", "what", "percent_per_percent"])


def horizon(found: dict[str, Any]) -> str:
    """What the end of the horizon does, in words."""
    if found["kind"] == "annuity":
        return f"annuity: {100 * found['asset_cost_charged']:.1f} % of what satellites, launches and racks cost is charged"
    tokens, cost = 100 * found["tokens_after_launches"], 100 * found["cost_after_launches"]
    return f"run-out: {tokens:.1f} % of the tokens and {cost:.1f} % of the cost fall after the last launch period"
