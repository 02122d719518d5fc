"""A made-up question as the text of an instance file."""

from __future__ import annotations

from planner.generating.accelerators import accelerator_tables
from planner.generating.asked import START, Sizes
from planner.generating.buses import bus_tables
from planner.generating.drawing import Draw
from planner.generating.figures import assumed, table
from planner.generating.lifting import vehicle_tables
from planner.generating.offers import design_tables, offer
from planner.generating.scale import Scale
from planner.generating.serving import gateway_tables, region_tables, site_tables, workload_tables
from planner.generating.sky import shell_tables
from planner.instance.version import FORMAT

HEAD = """\
# Made up by: planner generate FILE {command}
#
# What it represents: nobody's rollout. It is a member of a family of questions of any size, for benchmarks
# and for trying sizes: {periods}, {shells}, {vehicles}, about {designs} on offer, and
# demand for which a good plan flies about {flights}. Sites on the ground are short of power, so that orbit
# carries most of the growth.
#
# Which assumptions carry it: all of them. Every number here is an assumption, drawn about the catalog's
# figures within the range that stands beside it; demand, supply, slots, cadence and connections are made up
# to fit one another. What `use` pulls comes from the catalog with its source. The same arguments give the
# same file.
"""

LENGTHS = {1: "month", 3: "quarter", 6: "half-year", 12: "year"}

DEMAND = """\
# Made up: work that grows to {work:,.0f} GB300 busy all the time, in so many tokens; agents at work and batch
# that fills their valleys. token_weight as in instances/reference.toml: tokens/s of a GB300.
"""


def counted(n: int, noun: str) -> str:
    """A number with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def text(sizes: Sizes, scale: Scale, spanned: int | None = None) -> str:
    """The whole file; its design spaces span about so many designs, none: as many as are asked for."""
    rate = Draw(sizes.seed, "study").between(0.06, 0.10)
    offered = offer(sizes, sizes.designs if spanned is None else spanned)
    head = HEAD.format(
        command=sizes.command,
        periods=counted(sizes.periods, LENGTHS[sizes.period_months]),
        shells=counted(sizes.shells, "shell"),
        vehicles=counted(sizes.vehicles, "vehicle"),
        designs=counted(sizes.designs, "design"),
        flights=counted(sizes.flights, "flight"),
    )
    study = [
        f'name = "{sizes.name}"',
        'description = "Made up: a member of a family of questions of any size"',
        "price_year = 2026",
        f"start = {START.isoformat()}",
        f"period_months = {sizes.period_months}",
        f"launch_periods = {sizes.periods}",
        'horizon = "annuity"',
        f"discount_rate = {assumed(f'{rate:.3f}', 'drawn from 0.06 to 0.10')}",
    ]
    sections = {
        "demand": [DEMAND.format(work=scale.work), *region_tables(sizes), *workload_tables(sizes, scale)],
        "accelerators": accelerator_tables(sizes, scale),
        "satellites": [*bus_tables(sizes, scale, offered), *design_tables(sizes, offered)],
        "shells": shell_tables(sizes, scale),
        "launch": vehicle_tables(sizes),
        "ground": [*gateway_tables(sizes, scale), *site_tables(sizes, scale)],
    }
    parts = [head, f'format = "{FORMAT}"\n', table("study", study)]
    for title, tables in sections.items():
        parts += [f"# {'-' * (108 - len(title))} {title}\n", *tables]
    return "\n".join(parts)
