"""The figures of an instance that are sliders, and how far each goes.

Main figures come first: prices of flights, power and accelerators, cadence, demand, grid, discount rate. The
others are all that state a low and a high end. A slider goes from the figure's own low to its own high; where
it has none, over a stated multiple of its value. The format's limits end it earlier, and the figure's own
value always lies on it.

A series moves as a whole: the slider shows its first value, or its peak where it begins with nothing, and the
other values move in proportion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from planner.errors import InstanceError
from planner.instance.reading import Instance
from planner.instance.schema import SHAPE
from planner.instance.series import Series
from planner.instance.shape import Leaf, Map, Node, Rows, Table
from planner.report.figures.words import figures as digits
from planner.report.figures.words import measure, name_of_key, sentence, unit_of_key
from planner.studies.sensitivity.ends import value_of

STEPS = 200  # places of a slider
WIDE = 20  # high / low from which a slider goes by ratio
DIGITS = 3
FIELD = 8  # characters that a field shows

MAIN = (
    ("Launch", "vehicles.*.price_musd", "price of a flight", (0.1, 2.0)),
    ("Launch", "vehicles.*.price_usd_per_kg", "price by mass", (0.1, 2.0)),
    ("Launch", "vehicles.*.flights_per_year", "flights on offer", (0.0, 3.0)),
    ("Demand", "workloads.*.demand.*.committed_tt_per_year", "committed", (0.5, 1.5)),
    ("Demand", "workloads.*.demand.*.optional_tt_per_year", "optional", (0.5, 1.5)),
    ("Ground", "sites.*.grid_mw", "grid connection", (0.0, 3.0)),
    ("Ground", "sites.*.grid_usd_per_kwh", "price of electricity", (0.5, 2.0)),
    ("Compute", "accelerators.*.price_usd", "price of an accelerator", (0.5, 2.0)),
    ("Money", "study.discount_rate", "discount rate", (0.5, 2.0)),
)
"""Group, key paths, name, and the multiples of its value over which a figure without low and high goes."""
UNITS = {"discount_rate": "per year", "flights_per_year": "a year"}


@dataclass(frozen=True)
class Slider:
    """One figure.

    base      its value in the instance; of a series the first, or the peak
    at        index of that value in the series, None for a number
    low, high  the ends
    says      where the ends come from, and what else moves
    when      of a series: which of its values this is
    """

    path: str
    group: str
    name: str
    unit: str
    base: float
    low: float
    high: float
    says: str
    quality: str = ""
    source: str = ""
    at: int | None = None
    is_whole: bool = False
    least: float = -math.inf
    most: float = math.inf
    when: str = ""

    @property
    def named(self) -> str:
        """The name with the unit, without which a mass and a price of the same part look alike."""
        return f"{self.name}, {self.unit}" if self.unit else self.name

    @property
    def is_by_ratio(self) -> bool:
        """Whether equal steps are equal ratios."""
        return self.low > 0 and self.high / self.low >= WIDE

    def value(self, place: int) -> float:
        """The value at a place 0..STEPS; the instance's own where its place is."""
        if place == self.place(self.base):
            return self.base
        share = place / STEPS
        if self.is_by_ratio:
            found = self.low * (self.high / self.low) ** share
        else:
            found = self.low + (self.high - self.low) * share
        found = float(round(found)) if self.is_whole else float(f"{found:.{DIGITS}g}")
        return min(max(found, self.low), self.high)

    def place(self, value: float) -> int:
        """The place nearest to a value."""
        if self.is_by_ratio:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(STEPS * min(max(share, 0.0), 1.0))

    def said(self, value: float) -> str:
        """A value with its unit."""
        return measure(value, self.unit)

    def number(self, value: float) -> str:
        """A value as a field shows it."""
        text = digits(value, 6).replace(",", "")
        return text if len(text) <= FIELD else digits(value, 4).replace(",", "")


def main_figures(instance: Instance) -> list[Slider]:
    """The main figures that this instance has, in the order of the table."""
    found = []
    for group, pattern, name, multiples in MAIN:
        for path, ids in matching(instance.data, pattern.split(".")):
            said = f"{', '.join(ids)}: {name}" if ids else sentence(name)
            if one := slider(instance, path, group, said, multiples):
                found.append(one)
    return found


def other_figures(instance: Instance) -> list[Slider]:
    """The figures with low and high that are no main ones, in the order of the file."""
    mains = {one.path for one in main_figures(instance)}
    found = []
    for path, noted in instance.provenance.items():
        if path in mains or noted.low is None or noted.high is None or not noted.low < noted.high:
            continue
        if one := slider(instance, path, path.partition(".")[0], name_of_key(path), None):
            found.append(one)
    return found


def matching(data: Any, pattern: list[str], before: str = "") -> Iterator[tuple[str, list[str]]]:
    """(key path, the ids that the stars stand for) of all that a pattern matches."""
    part, *rest = pattern
    is_map = isinstance(data, dict)
    below = data if is_map else {name: getattr(data, name) for name in type(data).model_fields}
    for name, one in below.items():
        if part not in ("*", name):
            continue
        path = f"{before}.{name}" if before else name
        ids = [name] if part == "*" else []
        if not rest:
            yield path, ids
        elif one is not None:
            yield from ((own, [*ids, *more]) for own, more in matching(one, rest, path))


def slider(
    instance: Instance, path: str, group: str, name: str, multiples: tuple[float, float] | None
) -> Slider | None:
    """The slider of a figure; None where it is no number, or zero without a range of its own."""
    held, leaf = value_of(instance, path), leaf_at(path)
    base, at = shown_value(held)
    if base is None or leaf is None:
        return None
    noted = instance.provenance.get(path)
    low, high, says = base, base, ""
    if noted is not None and noted.low is not None and noted.high is not None and noted.low < noted.high:
        if at in (None, 0):
            low, high, says = noted.low, noted.high, "range as the instance states it"
    if not low < high and multiples is not None and base > 0:
        low, high = base * multiples[0], base * multiples[1]
        says = f"range {digits(multiples[0])} to {digits(multiples[1])} times its value"
    least = -math.inf if leaf.bounds.low is None else float(leaf.bounds.low)
    most = math.inf if leaf.bounds.high is None else float(leaf.bounds.high)
    low, high = max(min(low, base), least), min(max(high, base), most)
    if not low < high:
        return None
    when = ""
    if at is not None and len(held.values) > 1:
        when = " in the first year" if at == 0 else " at the peak"
        says += "; the first year's, the others in proportion" if at == 0 else "; the peak, the rest follows"
    key = path.rpartition(".")[2]
    return Slider(
        path, group, name, UNITS.get(key, unit_of_key(path)), base, low, high, says,
        quality=(noted and noted.quality) or "", source=(noted and noted.source) or "",
        at=at, is_whole=leaf.kind == "whole number", least=least, most=most, when=when,
    )  # fmt: skip


def shown_value(held: Any) -> tuple[float | None, int | None]:
    """The value that stands for a number or a series, and its place in the series."""
    if isinstance(held, Series):
        at = 0 if held.values[0] else max(range(len(held.values)), key=held.values.__getitem__)
        return float(held.values[at]), at
    if isinstance(held, bool) or not isinstance(held, int | float):
        return None, None
    return float(held), None


def leaf_at(path: str) -> Leaf | None:
    """What the format says of a key path."""
    node: Node = SHAPE
    for part in path.split("."):
        if isinstance(node, Table):
            if part not in node.keys:
                return None
            node = node.keys[part].node
        elif isinstance(node, Map):
            node = node.of
        elif isinstance(node, Rows):
            node = node.of
            if not part.isdigit():
                return None
    return node if isinstance(node, Leaf) else None


def taken(one: Slider, value: Any) -> float:
    """A value for a figure, as a browser gives it. Raises InstanceError for anything but a number that the
    format allows.
    """
    if isinstance(value, str):
        text = value.strip().replace(",", "")
        try:
            value = float(text) if len(text) <= 40 else None
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(one, "that is no number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise wrong(one, "that is no finite number")
    if not one.least <= number <= one.most:
        low = "any" if one.least == -math.inf else one.said(one.least)
        high = "any" if one.most == math.inf else one.said(one.most)
        raise wrong(one, f"{one.said(number)} is outside {low} to {high}")
    if one.is_whole and number != round(number):
        raise wrong(one, f"{digits(number)} is no whole number")
    return number


def wrong(one: Slider, say: str) -> InstanceError:
    """The error of a value."""
    return InstanceError("the figures", [(one.path, f"{say}; it stays as it is")])


def changes(instance: Instance, moved: dict[str, tuple[Slider, float]]) -> dict[str, Any]:
    """What `Instance.with_values` takes to put figures at their values."""
    found: dict[str, Any] = {}
    for path, (one, value) in moved.items():
        held = value_of(instance, path)
        if isinstance(held, Series) and len(held.values) > 1:
            moved_series = held.times(value / one.base) if one.base else held
            found[path] = {"dates": list(moved_series.dates), "value": list(moved_series.values)}
        else:
            found[path] = round(value) if one.is_whole else value
    return found
