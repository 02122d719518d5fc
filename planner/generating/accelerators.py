"""The accelerators of a made-up question: generations of the catalog that come one after another, at prices
about theirs that fall, and how many of them can be bought.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.generating.asked import Sizes
from planner.generating.drawing import Draw, catalogued
from planner.generating.figures import assumed, falling, numbers, table
from planner.generating.scale import Scale

PRICE_SHARE = 0.15
SUPPLY_SHARE = 0.2
MOST_A_YEAR = 1_000_000_000  # the format's


@dataclass(frozen=True)
class Generation:
    """A kind of accelerator: when it comes, as a share of the rollout, and its supply at the start and the
    end, as shares of what is bought in a year.
    """

    name: str
    begins: float
    first: float
    last: float

    @property
    def kw(self) -> float:
        """Power of one [kW]."""
        return catalogued("accelerators", self.name, "power_w") / 1000


GENERATIONS = (
    Generation("gb300", 0.0, 1.3, 0.5),
    Generation("vera-rubin", 0.2, 0.7, 0.5),
    Generation("rubin-ultra", 0.45, 0.5, 0.9),
    Generation("mi355x", 0.0, 0.5, 0.3),
    Generation("b200", 0.0, 0.5, 0.1),
)


def generations(sizes: Sizes) -> tuple[Generation, ...]:
    """The first ones of the list: three, more where there are many designs, two or one where there are hardly
    any.
    """
    kinds = 5 if sizes.designs >= 1000 else 4 if sizes.designs >= 100 else 3
    return GENERATIONS[: min(kinds, sizes.designs)]


def accelerator_tables(sizes: Sizes, scale: Scale) -> list[str]:
    """A table for each, and the supply of all."""
    draw = Draw(sizes.seed, "accelerators")
    parts, supply = [], []
    for kind in generations(sizes):
        listed = catalogued("accelerators", kind.name, "price_usd")
        price, growth = draw.about(listed, PRICE_SHARE), draw.between(-0.12, -0.04)
        why = f"drawn within 15 % of catalog:{kind.name} ({listed:g}), then falling"
        begins = sizes.day_at(kind.begins)
        parts.append(
            table(
                f"accelerators.{kind.name}",
                [
                    f'use = "catalog:{kind.name}"',
                    f"available_from = {assumed(begins.isoformat(), 'generations come one after another')}",
                    f"price_usd = {falling(price, growth, why)}",
                ],
            )
        )
        factor = draw.about(1.0, SUPPLY_SHARE) * scale.per_year
        ends = [year / max(1, sizes.study_years - 1) for year in range(sizes.study_years)]
        path = [
            min(MOST_A_YEAR, max(100.0, factor * (kind.first + (kind.last - kind.first) * end)))
            for end in ends
        ]
        supply.append(f"{kind.name} = {assumed(numbers(map(round, path)), 'a share of a market')}")
    return [*parts, table("supply", supply)]
