"""Money of one year in the dollars of another, by the price index that ships with the catalog."""

from __future__ import annotations

import tomllib
from functools import cache

from planner.instance import records


def factor(from_year: int, to_year: int) -> float:
    """Dollars of `to_year` that buy what one dollar of `from_year` bought: index[to] / index[from]. KeyError
    outside the index.
    """
    return 1.0 if from_year == to_year else index(to_year) / index(from_year)


def index(year: int) -> float:
    """The price index of a year; after the last published one it grows at the assumed rate. KeyError before
    the first.
    """
    published, growth = _deflator(records.text_of("deflator"))
    last = max(published)
    return published[year] if year <= last else published[last] * (1 + growth) ** (year - last)


@cache
def _deflator(text: str) -> tuple[dict[int, float], float]:
    tree = tomllib.loads(text)
    return {int(year): float(value) for year, value in tree["index"].items()}, float(
        tree["later"]["growth_per_year"]
    )
