"""More of what is limited: flights, pads, accelerators to buy, slots, power, ways down, factories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce

from planner.instance.schema import InstanceFile
from planner.instance.series import Series
from planner.remedy.amounts import Digits, Steps
from planner.remedy.lever import Lever, Say
from planner.remedy.levers.editing import Year, mean_in, more_in, puts, years

MOST_TIMES = 200
MOST_OF_A_QUANTITY = 2000
SURELY = 1000.0
"""Times what there is, and MW or Gbit/s in any case: more is another question."""

SMALLEST = 1e-4
"""Of what there is: a smaller change of a quantity is not looked for."""

SeriesOf = Callable[[InstanceFile], Series]


def limits(data: InstanceFile) -> Iterator[Lever]:
    """Every limit, in each year and in all of them."""
    yield from flights(data)
    yield from pads(data)
    yield from supply(data)
    yield from factories(data)
    yield from slots(data)
    yield from grid(data)
    yield from ways_down(data)


def series_at(*keys: str) -> SeriesOf:
    """Section, name and what is below it: the series that stands there."""
    section, name, *below = keys

    def of(data: InstanceFile) -> Series:
        return reduce(getattr, below, getattr(data, section)[name])

    return of


def by_year(data: InstanceFile, kind: str, keys: tuple[str, ...], one: str, many: str) -> Iterator[Lever]:
    """A rate of whole things: more of them in one year, and more in every year. keys: as of series_at."""
    choices: list[Year | None] = [*years(data), None]
    series_of = series_at(*keys)
    for year in choices:
        now = mean_in(series_of(data), year, data)
        if now <= 0 or (year is None and len(choices) == 2):
            continue
        yield Lever(
            kind=kind,
            where=keys[1],
            when=year.name if year else "every year",
            unit=many,
            now=now,
            amounts=Steps(round(max(MOST_TIMES * now, 100))),
            moved=puts(more_in(".".join(keys), series_of, year)),
            says=saying_more(one, many, f"in {year.name}" if year else "a year, in every year"),
            is_wide=year is None,
        )


def saying_more(one: str, many: str, when: str) -> Say:
    """ "3 more flights of starship in 2030"."""

    def says(amount: float) -> str:
        return f"{amount:,.0f} more {one if amount == 1 else many} {when}".rstrip()

    return says


def saying_quantity(what: str) -> Say:
    """ "0.78 MW more grid at texas"."""

    def says(amount: float) -> str:
        return f"{amount:g} {what}"

    return says


def flights(data: InstanceFile) -> Iterator[Lever]:
    """More flights of a vehicle."""
    for name in data.vehicles:
        keys = ("vehicles", name, "flights_per_year")
        yield from by_year(data, "flights", keys, f"flight of {name}", f"flights of {name}")


def pads(data: InstanceFile) -> Iterator[Lever]:
    """More flights from a pad."""
    for name in data.pads:
        keys = ("pads", name, "flights_per_year")
        yield from by_year(data, "pads", keys, f"flight from {name}", f"flights from {name}")


def supply(data: InstanceFile) -> Iterator[Lever]:
    """More accelerators that can be bought."""
    for name in data.supply:
        yield from by_year(data, "supply", ("supply", name), f"{name} to be bought", f"{name} to be bought")


def factories(data: InstanceFile) -> Iterator[Lever]:
    """More satellites of a bus from its factory."""
    for name, bus in data.buses.items():
        if bus.factory_per_year is not None:
            keys, factory = ("buses", name, "factory_per_year"), f"of {name} from the factory"
            yield from by_year(data, "factory", keys, f"satellite {factory}", f"satellites {factory}")


def slots(data: InstanceFile) -> Iterator[Lever]:
    """More satellites that a shell may hold."""
    for name, shell in data.shells.items():
        now = mean_in(shell.satellites, None, data)
        more = more_in(f"shells.{name}.satellites", series_at("shells", name, "satellites"))
        yield Lever(
            "slots", name, "always", "satellites", max(now, 1.0), Steps(round(max(MOST_TIMES * now, 1000))),
            puts(more), saying_more(f"satellite allowed in {name}", f"satellites allowed in {name}", ""),
            True,
        )  # fmt: skip


def quantity(data: InstanceFile, kind: str, keys: tuple[str, ...], unit: str, what: str) -> Lever:
    """More of something that is no whole number, always. keys: as of series_at."""
    series_of = series_at(*keys)
    now = mean_in(series_of(data), None, data)
    amounts = Digits.between(SMALLEST * (now or 1.0), max(MOST_OF_A_QUANTITY * now, SURELY))
    moved = puts(more_in(".".join(keys), series_of))
    return Lever(kind, keys[1], "always", unit, now, amounts, moved, saying_quantity(what), True)


def grid(data: InstanceFile) -> Iterator[Lever]:
    """More power from the grid at a site."""
    for name in data.sites:
        yield quantity(data, "grid", ("sites", name, "grid_mw"), "MW", f"MW more grid at {name}")


def ways_down(data: InstanceFile) -> Iterator[Lever]:
    """More capacity of gateways and relays."""
    for section in ("gateways", "relays"):
        for name in getattr(data, section):
            what = f"Gbit/s more to be bought at {name}"
            yield quantity(data, "links", (section, name, "gbps"), "Gbit/s", what)
