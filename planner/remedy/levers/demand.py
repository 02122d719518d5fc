"""Less of what must be served: committed tokens, the least output, the probability, peaks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from planner.instance.schema import InstanceFile
from planner.instance.series import Series
from planner.remedy.amounts import Steps, tidy
from planner.remedy.lever import Lever, Say
from planner.remedy.levers.editing import Year, edited, less_by_percent, mean_in, puts, years

PERCENT, NEARLY_ALL = Steps(100), Steps(99)


def demand(data: InstanceFile) -> Iterator[Lever]:
    """Every demand that is hard."""
    places = list(hard(data))
    for place in places:
        yield from committed(data, *place)
    if len(places) > 1:
        yield everything(places)
    if data.study.min_tokens_tt > 0:
        yield Lever(
            "demand", "min_tokens_tt", "all periods", "%", 100.0, PERCENT, puts(least_tokens),
            lambda percent: f"min_tokens_tt: {percent:g} % less", True,
        )  # fmt: skip
    for name, workload in data.workloads.items():
        if workload.met_with_probability is not None:
            yield probability(name, workload.met_with_probability)
        if workload.peak_to_mean > 1:
            yield peak(name, workload.peak_to_mean)


def hard(data: InstanceFile) -> Iterator[tuple[str, str]]:
    """Workload and region of every commitment that may not be missed at a price; where money is limited also
    of those that may, for the price is paid in cash.
    """
    for name, workload in data.workloads.items():
        for region, wanted in workload.demand.items():
            is_hard = wanted.shortfall_usd_per_mtoken is None or data.capital is not None
            if is_hard and any(wanted.committed_tt_per_year.values):
                yield name, region


def series_of(data: InstanceFile, workload: str, region: str) -> Series:
    """The committed tokens of a workload and region."""
    return data.workloads[workload].demand[region].committed_tt_per_year


def key(workload: str, region: str) -> str:
    """Its key path."""
    return f"workloads.{workload}.demand.{region}.committed_tt_per_year"


def committed(data: InstanceFile, workload: str, region: str) -> Iterator[Lever]:
    """Less committed of a workload in a region, in one year or in all."""
    choices: list[Year | None] = [*years(data), None]
    for year in choices:
        if mean_in(series_of(data, workload, region), year, data) <= 0 or (
            year is None and len(choices) == 2
        ):
            continue
        when = year.name if year else "every year"
        values = less_by_percent(key(workload, region), lambda data: series_of(data, workload, region), year)
        yield Lever(
            "demand", f"{workload}, {region}", when, "%", 100.0, PERCENT if year else NEARLY_ALL,
            puts(values),
            saying_less(f"committed {workload} for {region} in {when}"),
            year is None,
        )  # fmt: skip


def saying_less(what: str) -> Say:
    """ "committed batch for europe in 2031: 12 % less"."""

    def says(percent: float) -> str:
        return f"{what}: {cut(percent)}"

    return says


def cut(percent: float) -> str:
    """ "12 % less", or none at all."""
    return "none" if percent == 100 else f"{percent:g} % less"


def everything(places: list[tuple[str, str]]) -> Lever:
    """Less of all that is committed."""

    def values(data: InstanceFile, percent: float) -> dict[str, Any]:
        return {
            key(*place): edited(series_of(data, *place), lambda value: value * (1 - percent / 100))
            for place in places
        }

    return Lever(
        "demand", "all workloads", "every year", "%", 100.0, NEARLY_ALL, puts(values),
        lambda percent: f"all committed tokens in every year: {cut(percent)}", True,
    )  # fmt: skip


def least_tokens(data: InstanceFile, percent: float) -> dict[str, Any]:
    """A smaller least output."""
    return {"study.min_tokens_tt": tidy(data.study.min_tokens_tt * (1 - percent / 100))}


def probability(name: str, now: float) -> Lever:
    """A commitment met with less probability: the next lower ones in whole per cent; 0.5 is the least that
    is allowed.
    """
    first = math.ceil(100 * now - 1e-9)

    def lower(percent: float) -> float:
        return tidy((first - percent) / 100)

    def values(_data: InstanceFile, percent: float) -> dict[str, Any]:
        return {f"workloads.{name}.met_with_probability": lower(percent)}

    return Lever(
        "probability", name, "always", "percent points", 100 * now, Steps(max(first - 50, 1)), puts(values),
        lambda percent: f"committed {name} met with a probability of {lower(percent):g} instead of {now:g}",
        True,
    )  # fmt: skip


def peak(name: str, now: float) -> Lever:
    """A flatter demand, in percent of its peak_to_mean."""

    def lower(percent: float) -> float:
        return tidy(max(1.0, now * (1 - percent / 100)))

    def values(_data: InstanceFile, percent: float) -> dict[str, Any]:
        return {f"workloads.{name}.peak_to_mean": lower(percent)}

    last = Steps(100).number(100 * (1 - 1 / now))
    return Lever(
        "peaks", name, "always", "%", 100.0, Steps(last), puts(values),
        lambda percent: f"peak_to_mean of {name}: {lower(percent):.4g} instead of {now:g}", True,
    )  # fmt: skip
