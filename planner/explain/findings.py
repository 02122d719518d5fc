"""What a plan teaches beside its numbers: what moves its ratio, what the end of the horizon does to it, which
candidates it left out.
"""

from __future__ import annotations

from models.case import Case
from models.payments import purchases_worth
from models.spending import COSTS
from models.units import Scale
from planner.coefficients import Built
from planner.plan.record import Annuity, Candidates, Horizon, LeftOut, Move, RunOut
from planner.solver.solution import Outcome
from planner.tables.columns import Tables
from planner.tables.service import weights

BEST_LEFT_OUT = 10
"""How many of the best candidates that do not fly a plan names."""

LEAST = 1e-9
"""Of what counts as one M$: a design that lacks no more lacks nothing."""

MOST_MOVING = 12
"""How many of the prices that move a ratio most a plan names."""


def candidates(built: Built, tables: Tables, outcome: Outcome) -> Candidates:
    """How many designs there were, were refused or dominated, were offered, entered the search and fly; the
    best left out with what they lack.

    lacks_musd: discounted M$ by which one satellite would have to be cheaper, or worth more, before it could
    better the relaxation; 0 for a design that has a place in it already and that whole satellites or its
    development keep out.
    """
    case = built.case
    flown, least = set(tables.cohorts.design), LEAST * Scale.of(case).musd
    others = [
        (musd if musd > least else 0.0, case.designs[d])
        for d, musd in outcome.lacks.items()
        if case.designs[d] not in flown
    ]
    best = tuple(LeftOut(design=design, lacks_musd=musd) for musd, design in sorted(others)[:BEST_LEFT_OUT])
    return Candidates(**counted(built), entered=len(outcome.entered), flown=len(flown), left_out=best)


def counted(built: Built) -> dict[str, int]:
    """Candidates by what became of them before the search."""
    dominated = int((built.dropped.reason == "dominated").sum())
    return {
        "enumerated": len(built.case.designs) + len(built.dropped),
        "refused": len(built.dropped) - dominated,
        "dominated": dominated,
        "offered": len(built.case.designs),
    }


def moves(tables: Tables) -> tuple[Move, ...]:
    """The prices that move the ratio most: item, whose it is, and the percent by which the ratio rises if
    that price rises by one percent.

    At an optimum that is the item's share of the discounted cost (envelope theorem): exact for a small rise,
    while a large one moves the ratio by less, because the plan then turns away from it. Items that lower the
    cost (a launch credit, flights bought before) count with what they are paid for.
    """
    paid = tables.cash[tables.cash.item.isin(COSTS)]
    total = -float(paid.discounted_musd.sum())
    if not total:
        return ()
    named = paid.assign(item=paid.item.replace(["launch_credit", "contracts"], "launch"))
    by_price = named.groupby(["item", "what"], sort=False).discounted_musd.sum() / -total
    ranked = by_price.reset_index().sort_values(
        ["discounted_musd", "item", "what"], ascending=[False, True, True], kind="stable"
    )
    return tuple(
        Move(item=row.item, what=row.what, percent_per_percent=float(row.discounted_musd))
        for row in ranked.head(MOST_MOVING).itertuples()
    )


def horizon(case: Case, tables: Tables, kind: str) -> Horizon:
    """What the end of the horizon does.

    run-out    tokens_after_launches, cost_after_launches: shares of the discounted sums that fall after the
               last launch period
    annuity    asset_cost_charged: the share of what satellites, launches and racks cost (discounted, in full)
               that the plan is charged

    A share of nothing is None: nothing is served, nothing is paid, nothing is bought.
    """
    if kind == "run-out":
        tail = tables.cash.period >= case.launch_periods
        paid = tables.cash.item.isin(COSTS)
        tokens = tables.tokens.tokens_tt * weights(case, tables.tokens)
        tokens = tokens * case.discount_mid[tables.tokens.period]
        return RunOut(
            tokens_after_launches=_share(
                tokens[tables.tokens.period >= case.launch_periods].sum(), tokens.sum()
            ),
            cost_after_launches=_share(
                tables.cash[tail & paid].discounted_musd.sum(), tables.cash[paid].discounted_musd.sum()
            ),
        )
    number = {design: d for d, design in enumerate(case.designs)}
    bought = purchases_worth(case, case.discount_start)  # [d,b]
    satellites = sum(
        row.satellites * float(bought[number[row.design], row.launch_period])
        for row in tables.cohorts.itertuples()
    )
    launches = -tables.cash[tables.cash.item == "launch"].discounted_musd.sum()
    block = {
        (site, k): case.rack_cost_musd[j, i]
        for j, site in enumerate(case.sites)
        for i, k in enumerate(case.accelerators)
    }
    racks = sum(
        row.blocks_built
        * float(block[row.site, row.accelerator][row.period])
        * case.discount_start[row.period]
        for row in tables.sites[tables.sites.blocks_built > 0].itertuples()
    )
    full = satellites + float(launches) + racks
    charged = tables.cash[tables.cash.item.isin(("satellites", "launch", "launch_credit", "racks"))]
    return Annuity(asset_cost_charged=_share(-charged.discounted_musd.sum(), full))


def _share(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None
