"""What a made-up question has to serve and where: regions, workloads, gateways and sites.

Committed work grows over the rollout from what the sites can do to A (scale.py), shape[t] of it in period t:

    shape[t]  =  FIRST + (1 - FIRST) * x^bend        x from 0 in the first period with demand to 1 in the last

and is a sum of two workloads in a few regions. The sites' power grows little, so that orbit has to carry most
of the growth.
"""

from __future__ import annotations

from datetime import date

from planner.generating.accelerators import generations
from planner.generating.asked import Sizes
from planner.generating.drawing import Draw, catalogued
from planner.generating.figures import assumed, number, numbers, stepped, table, texts
from planner.generating.scale import Scale

YEAR_S = 31_557_600
FIRST = 0.1
PLACES = (
    ("north-america", "texas", "texas-gw", 0.5),
    ("europe", "london", "ireland-gw", 0.3),
    ("east-asia", "inzai", "chiba-gw", 0.2),
)
"""Region, site, gateway, and its share of the demand before it is drawn."""

WORKLOADS = (("agentic", 10.4, 60.0), ("batch", 0.236, 1.5))
"""Id, token_weight as in instances/reference.toml (tokens/s of a GB300), penalty [$/Mtoken]."""

GRID_MW_EACH = 0.00194 * 1.25
"""Facility power of one GB300 [MW]."""

GRID_FIRST, GRID_LAST = 0.10, 0.16
BLOCKS = (72, 36, 16, 8)
FEWEST_BLOCKS = 6
MOST_TT, MOST_GBPS, MOST_MW = 100_000_000, 10_000_000, 50_000  # the format's


def places(sizes: Sizes) -> tuple[tuple[str, str, str, float], ...]:
    """Regions with their site and gateway: one for a handful of flights, at most three."""
    return PLACES[: 1 if sizes.flights < 6 else 2 if sizes.flights < 20 else 3]


def region_shares(sizes: Sizes) -> list[float]:
    """Share of the demand of each region."""
    draw = Draw(sizes.seed, "regions")
    drawn = [draw.about(share, 0.3) for *_, share in places(sizes)]
    return [share / sum(drawn) for share in drawn]


def shape(sizes: Sizes) -> tuple[list[date], list[float]]:
    """First days of quarters, and the committed work then as a share of A."""
    draw = Draw(sizes.seed, "demand")
    bend = draw.between(0.9, 1.6)
    step = max(1, 3 // sizes.period_months)
    first, last = sizes.lag, max(sizes.lag + 1, sizes.periods - 1)
    dates, values = ([], []) if not first else ([sizes.day(0)], [0.0])
    for period in range(first, max(first + 1, sizes.periods), step):
        x = min(1.0, (period - first) / (last - first)) if sizes.periods > 1 else 1.0
        dates.append(sizes.day(period))
        values.append(FIRST + (1 - FIRST) * x**bend)
    return dates, values


def workload_tables(sizes: Sizes, scale: Scale) -> list[str]:
    """Two workloads: agents at work, and batch that fills their valleys."""
    draw = Draw(sizes.seed, "workloads")
    agentic = draw.between(0.5, 0.7)
    dates, values = shape(sizes)
    parts = []
    for (name, weight, penalty), share in zip(WORKLOADS, (agentic, 1 - agentic), strict=True):
        lines = [f'use = "catalog:{name}"', f"token_weight = {number(weight)}"]
        if name == "agentic":
            lines.append('residency = "gateways"')
        parts.append(table(f"workloads.{name}", lines))
        tt = catalogued("accelerators", "gb300", f"tokens_per_s.{name}") * YEAR_S / 1e12  # a year of one
        for (region, *_), part in zip(places(sizes), region_shares(sizes), strict=True):
            level = scale.work * share * part * tt
            committed = stepped(
                dates, [min(MOST_TT, level * value) for value in values], "made up, see above"
            )
            parts.append(
                table(
                    f"workloads.{name}.demand.{region}",
                    [
                        f"committed_tt_per_year = {committed}",
                        f"shortfall_usd_per_mtoken = {assumed(number(penalty), 'dearer than serving')}",
                    ],
                )
            )
    return parts


def region_tables(sizes: Sizes) -> list[str]:
    """The regions."""
    return [table(f"regions.{name}", [f'use = "catalog:{name}"']) for name, *_ in places(sizes)]


def gateway_tables(sizes: Sizes, scale: Scale) -> list[str]:
    """A gateway in each region, with room for all of its tokens."""
    parts = []
    for _, _, name, _ in places(sizes):
        gbps = min(MOST_GBPS, max(catalogued("gateways", name, "gbps"), 0.004 * scale.work))
        lines = [f'use = "catalog:{name}"', f"gbps = {assumed(number(gbps), 'no limit for this question')}"]
        parts.append(table(f"gateways.{name}", lines))
    return parts


def site_tables(sizes: Sizes, scale: Scale) -> list[str]:
    """A site in each region, short of power."""
    parts = []
    lead = 6 if sizes.lag else 0
    for (_, name, _, _), part in zip(places(sizes), region_shares(sizes), strict=True):
        ends = [(year + 0.5) / sizes.study_years for year in range(sizes.study_years)]
        share = [GRID_FIRST + (GRID_LAST - GRID_FIRST) * end for end in ends]
        mw = [min(MOST_MW, scale.work * part * GRID_MW_EACH * one) for one in share]
        block = next((n for n in BLOCKS if mw[0] >= FEWEST_BLOCKS * n * GRID_MW_EACH * 1.5), BLOCKS[-1])
        parts.append(
            table(
                f"sites.{name}",
                [
                    f'use = "catalog:{name}"',
                    f"grid_mw = {assumed(numbers(mw), 'short of power, so that orbit carries the growth')}",
                    f"lead_months = {assumed(str(lead), 'halls stand; 0 in a short rollout')}",
                    f"accelerators = {texts(kind.name for kind in generations(sizes))}",
                    f"accelerators_per_block = {assumed(str(block), 'a unit that fits the connection')}",
                ],
            )
        )
    return parts
