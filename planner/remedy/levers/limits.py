"""More of what is limited: flights, pads, accelerators to buy, slots, power, ways down, factories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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


def by_year(
    data: InstanceFile, kind: str, where: str, path: str, series_of: SeriesOf, one: str, many: str
) -> Iterator[Lever]:
    """A rate of whole things: more of them in one year, and more in every year."""
    choices: list[Year | None] = [*years(data), None]
    for year in choices:
        now = mean_in(series_of(data), year, data)
        if now <= 0 or (year is None and len(choices) == 2):
            continue
        yield Lever(
            kind=kind,
            where=where,
            when=year.name if year else "every year",
            unit=many,
            now=now,
            amounts=Steps(round(max(MOST_TIMES * now, 100))),
            moved=puts(more_in(path, series_of, year)),
            says=saying_more(one, many, f"in {year.name}" if year else "a year, in every year"),
            is_wide=year is None,
        )


def saying_more(one: str, many: str, when: str) -> Say:
    """ "3 more flights of starship in 2030"."""

    def says(amount: float) -> str:
        return f"{amount:,.0f} more {one if amount == 1 else many} {when}".rstrip()

    return says


def flights(data: InstanceFile) -> Iterator[Lever]:
    """More flights of a vehicle."""
    for name in data.vehicles:
        yield from by_year(
            data, "flights", name, f"vehicles.{name}.flights_per_year",
            lambda data, name=name: data.vehicles[name].flights_per_year,  # type: ignore[misc]
            f"flight of {name}", f"flights of {name}",
        )  # fmt: skip


def pads(data: InstanceFile) -> Iterator[Lever]:
    """More flights from a pad."""
    for name in data.pads:
        yield from by_year(
            data, "pads", name, f"pads.{name}.flights_per_year",
            lambda data, name=name: data.pads[name].flights_per_year,  # type: ignore[misc]
            f"flight from {name}", f"flights from {name}",
        )  # fmt: skip


def supply(data: InstanceFile) -> Iterator[Lever]:
    """More accelerators that can be bought."""
    for name in data.supply:
        yield from by_year(
            data, "supply", name, f"supply.{name}",
            lambda data, name=name: data.supply[name],  # type: ignore[misc]
            f"{name} to be bought", f"{name} to be bought",
        )  # fmt: skip


def factories(data: InstanceFile) -> Iterator[Lever]:
    """More satellites of a bus from its factory."""
    for name, bus in data.buses.items():
        if bus.factory_per_year is not None:
            yield from by_year(
                data, "factory", name, f"buses.{name}.factory_per_year",
                lambda data, name=name: data.buses[name].factory_per_year,  # type: ignore[misc]
                f"satellite of {name} from the factory", f"satellites of {name} from the factory",
            )  # fmt: skip


def slots(data: InstanceFile) -> Iterator[Lever]:
    """More satellites that a shell may hold."""
    for name, shell in data.shells.items():
        now = mean_in(shell.satellites, None, data)
        yield Lever(
            "slots", name, "always", "satellites", max(now, 1.0), Steps(round(max(MOST_TIMES * now, 1000))),
            puts(more_in(f"shells.{name}.satellites", lambda data, name=name: data.shells[name].satellites)),  # type: ignore[misc]
            saying_more(f"satellite allowed in {name}", f"satellites allowed in {name}", ""), True,
        )  # fmt: skip


def quantity(
    kind: str, where: str, unit: str, now: float, path: str, series_of: SeriesOf, says: Say
) -> Lever:
    """More of something that is no whole number, always."""
    amounts = Digits.between(SMALLEST * (now or 1.0), max(MOST_OF_A_QUANTITY * now, SURELY))
    return Lever(kind, where, "always", unit, now, amounts, puts(more_in(path, series_of)), says, True)


def grid(data: InstanceFile) -> Iterator[Lever]:
    """More power from the grid at a site."""
    for name, site in data.sites.items():
        yield quantity(
            "grid", name, "MW", mean_in(site.grid_mw, None, data), f"sites.{name}.grid_mw",
            lambda data, name=name: data.sites[name].grid_mw,  # type: ignore[misc]
            lambda amount, name=name: f"{amount:g} MW more grid at {name}",  # type: ignore[misc]
        )  # fmt: skip


def ways_down(data: InstanceFile) -> Iterator[Lever]:
    """More capacity of gateways and relays."""
    for section in ("gateways", "relays"):
        for name, way in getattr(data, section).items():
            yield quantity(
                "links", name, "Gbit/s", mean_in(way.gbps, None, data), f"{section}.{name}.gbps",
                lambda data, section=section, name=name: getattr(data, section)[name].gbps,  # type: ignore[misc]
                lambda amount, name=name: f"{amount:g} Gbit/s more to be bought at {name}",  # type: ignore[misc]
            )  # fmt: skip
