"""What the flights of a plan show: who carries the mass, from when on, and whether the limits bind."""

from __future__ import annotations

import pandas as pd

from planner.instance.numbers import percent
from planner.report.figures.words import counted
from planner.report.plan.names import called

MOST = 0.5
"""Share of a year's mass above which a vehicle leads."""


def title(table: pd.DataFrame, period: str = "quarter") -> str:
    """The finding of a table of flights (planner.report.plan.flights.flights_of).

    One flight: that it carries all. One vehicle: how often it flies all it may. Several: which one takes over
    and when, or leads throughout, or that none leads.
    """
    flown = table[table.flights > 0]
    vehicles = list(dict.fromkeys(flown.vehicle))
    if flown.flights.sum() == 1:
        year = flown.date.iloc[0].year
        return f"One flight of {called(vehicles[0])} carries all that is launched, in {year}"
    if len(vehicles) == 1:
        return one_vehicle(table, period)
    mass = flown.groupby("vehicle", sort=False).mass_t.sum()
    leader, share = mass.idxmax(), mass.max() / mass.sum()
    year = takes_over(flown, leader)
    if year is not None:
        later = flown[flown.date.dt.year >= year]
        carried = later[later.vehicle == leader].mass_t.sum() / later.mass_t.sum()
        part = "all mass" if carried == 1 else f"{percent(carried)} of the mass"
        return f"{called(leader)} takes over in {year} and carries {part} from then on"
    if share > MOST:
        return f"{called(leader)} carries {percent(share)} of the mass"
    second = mass.drop(leader).idxmax()
    second_share = percent(mass[second] / mass.sum())
    return (
        f"No vehicle leads: {called(leader)} carries {percent(share)} of the mass, "
        f"{called(second)} {second_share}"
    )


def takes_over(flown: pd.DataFrame, leader: str) -> int | None:
    """The first year from which on the vehicle carries most of the mass of every year, if in some year before
    it did not.
    """
    years = flown.date.dt.year
    share = flown[flown.vehicle == leader].groupby(years).mass_t.sum() / flown.groupby(years).mass_t.sum()
    leads = share.fillna(0.0) > MOST
    if leads.all() or not leads.iloc[-1]:
        return None
    return int(leads.index[(~leads).to_numpy().nonzero()[0][-1] + 1])


def one_vehicle(table: pd.DataFrame, period: str) -> str:
    """How often the only vehicle flies all that it may."""
    name, flights = called(table.vehicle.iloc[0]), int(table.flights.sum())
    flies = table[table.flights > 0]
    full = int((flies.flights >= flies.flights_allowed).sum())
    if flies.flights_allowed.isna().all():
        return f"{name} flies {counted(flights, 'time')}, without a limit"
    if full == len(table):
        return f"{name} flies all it may in every {period}: {counted(flights, 'flight')}"
    if full:
        return f"{name} flies all it may in {full} of {counted(len(table), period)}"
    allowed = table.flights_allowed.sum()
    return f"{name} flies {flights:,} of {allowed:,.0f} times that it may: the limit never binds"
