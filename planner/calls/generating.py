"""Made-up questions of any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.system.guard import check_models

if TYPE_CHECKING:
    from planner.generating.generated import Generated


def generate(
    *,
    periods: int = 20,
    shells: int = 3,
    vehicles: int = 3,
    designs: int = 8,
    flights: int = 28,
    seed: int = 1,
) -> Generated:
    """A question of a family of any size, made up for benchmarks and for trying sizes: `.toml`, `.instance`,
    `.designs` on offer, `.flights`. `.write("mine.toml")`.

    periods    launch periods, 1 to 200: quarters, or months where they are more than 80
    shells     1 to 60
    vehicles   1 to 12
    designs    satellite designs on offer, 1 to 10,000; what comes out is near it
    flights    that a good plan flies, about, 1 to 50,000: demand and supply are scaled for it
    seed       0 or more: prices, masses, limits and the shape of demand are drawn about the catalog's

    The same arguments give the same text. TypeError and ValueError for what is none of these.
    """
    check_models()
    from planner.generating import generated

    return generated.generate(periods, shells, vehicles, designs, flights, seed)
