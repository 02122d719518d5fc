"""No cliffs: a figure that changes by 0.01 % moves no coefficient of the Case by more than 1 %, but where
whole numbers or rules make it so.

What may step, and why:

- counts due (flights, satellites of a factory, accelerators): whole ones, by the rate added up;
  one more or less;
- times in whole periods (lives, lags, leads, decay, payment ahead, replicas' accelerators): integers;
  one more or less;
- mass and volume of a design: rounded up to the grids on which flights are filled; one step;
- whether a life or a rack is offered, a way down allowed: yes or no, by a limit (dose, the licence
  on disposal, latency);
- which designs are offered: one that is never better than another is left out, one that breaks a limit is
  refused, each with its reason;
- the exponent of an assured commitment: any is safe, the best of a grid is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.case import AXES, Case
from planner import coefficients
from planner.coefficients import Built
from planner.coefficients.capital import instalment
from planner.coefficients.sizing import MASS_STEP_T, VOLUME_STEP_M3
from planner.coefficients.timeline import Timeline
from planner.errors import InstanceError
from planner.instance.reading import Instance, read
from planner.instance.schema import SHAPE, Debt
from planner.instance.series import Series
from planner.instance.shape import Leaf, Map, Node, Table
from seeds import in_turn

ROOT = Path(__file__).parents[2]
CHANGE, JUMP = 1e-4, 1e-2

ONE_STEP = {
    "cadence": 1.0, "pad_cadence": 1.0, "bus_rate": 1.0, "supply": 1.0,
    "design_mass_t": MASS_STEP_T, "design_volume_m3": VOLUME_STEP_M3,
}  # fmt: skip
"""Figures that are rounded, and the step that one may take."""

ANY = {"assured_exponent", "by_variance"}
"""Figures that are chosen from a grid."""

NAMES = {"name", "dates", "designs"}

CLIFF = ROOT / "tests" / "cases" / "cliff.toml"
TWINS = {
    "twin-600": {"altitude_km": 600, "ltan_h": 6, "satellites": 200, "opening_musd": 0, "yearly_musd": 0},
    "twin-550": {"altitude_km": 550, "inclination_deg": 53, "satellites": 200,
                 "opening_musd": 0, "yearly_musd": 0},
}  # fmt: skip
"""Shells that ask of each satellite exactly what it is sized for at home: every limit is just met there."""

FAST = ["twins", "tests/unit/data/satellites.toml"]
SLOW = [
    f"instances/{name}.toml"
    for name in ("starter", "pilot", "small_operator", "ipo", "suncatcher", "starcloud")
]


def numbers(node: Node, value: Any, path: str = "") -> Iterator[tuple[str, Leaf, Any]]:
    """(path, leaf, value) of every continuous figure of an instance: numbers and series above or below 0."""
    if value is None:
        return
    if isinstance(node, Leaf):
        first = value.values[0] if isinstance(value, Series) else value
        if node.kind in ("number", "series") and first:
            yield path, node, value
    elif isinstance(node, Table):
        for name, key in node.keys.items():
            yield from numbers(key.node, getattr(value, name), f"{path}.{name}".lstrip("."))
    else:
        members = value.items() if isinstance(node, Map) else enumerate(value)
        for name, one in members:
            yield from numbers(node.of, one, f"{path}.{name}")


def changed(leaf: Leaf, value: Any, factor: float) -> Any:
    """The figure times a factor, in a form that a file takes; None where the key does not allow it."""
    if not isinstance(value, Series):
        return value * factor if leaf.bounds.hold(value * factor) else None
    values = [one * factor for one in value.values]
    if not all(leaf.bounds.hold(one) for one in values):
        return None
    return {"dates": list(value.dates), "value": values} if len(values) > 1 else values[0]


def jumps(before: Built, after: Built) -> Iterator[str]:
    """Fields of the Case that step without a reason of those above."""
    one, other = before.case, after.case
    here = [d for d, name in enumerate(one.designs) if name in other.designs]
    there = [other.designs.index(one.designs[d]) for d in here]
    for mine, theirs in ((one, after), (other, before)):
        gone = set(mine.designs) - set(theirs.case.designs)
        if not gone <= set(theirs.dropped.design[theirs.dropped.reason != ""]):
            yield f"designs {gone} are gone without a reason"
    for field in fields(Case):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name in NAMES | ANY:
            continue
        if not isinstance(a, np.ndarray):
            is_far = abs(a - b) > JUMP * abs(a) if isinstance(a, float) else a != b
        else:
            if "d" in AXES.get(field.name, ""):
                axis = AXES[field.name].index("d")
                a, b = np.take(a, here, axis), np.take(b, there, axis)
            if a.shape != b.shape:
                yield f"{field.name}: {a.shape} becomes {b.shape}"
                continue
            is_far = a.dtype != bool and bool(is_step(field.name, a, b).any())
        if is_far:
            yield f"{field.name}: {a} becomes {b}"


def is_step(name: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where an array jumps: by more than 1 % of a value (of a thousandth of the largest, at least), beyond
    the step that it may take.
    """
    is_whole = a.dtype.kind == "i"
    a, b = a.astype(float), b.astype(float)
    finite = np.isfinite(a) & np.isfinite(b)
    a, b, moved = np.where(finite, a, 0.0), np.where(finite, b, 0.0), ~finite & ~((a == b) | finite)
    scale = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-3 * np.abs(a).max(initial=0.0))
    allowed = ONE_STEP.get(name, 1.0 if is_whole else 0.0) * (1 + 1e-9)
    return moved | (np.abs(a - b) > np.maximum(JUMP * scale, allowed))


def check(instance: Instance, before: Built, path: str, leaf: Leaf, value: Any) -> list[str]:
    found = []
    for factor in (1 + CHANGE, 1 - CHANGE):
        other = changed(leaf, value, factor)
        if other is None:
            continue
        try:
            after = coefficients.build(instance.with_value(path, other))
        except InstanceError as error:
            if not all(
                "is outside" in say for _, say in error.problems
            ):  # else a range of the physics ends, and is named
                found.append(f"{path} x {factor}: refused, {error}")
            continue
        found += [f"{path} x {factor}: {jump}" for jump in jumps(before, after)]
    return found


def instance_of(name: str) -> Instance:
    """An instance of the tree, or the starter with shells that are twins of its designs' homes."""
    if name != "twins":
        return read(ROOT / name)
    starter = read(CLIFF)
    return starter.with_value("shells", {**starter.tree["shells"], **TWINS})


def parts(name: str, count: int) -> list[tuple[str, int, int]]:
    return [(name, part, count) for part in range(count)]


@pytest.mark.parametrize(
    "where",
    in_turn([pair for name in FAST for pair in parts(name, 8)], 4)
    + [pytest.param(pair, marks=pytest.mark.slow) for name in SLOW for pair in parts(name, 4)],
    ids=lambda where: f"{Path(where[0]).stem}-{where[1]}",
)
def test_a_small_change_of_a_figure_moves_no_coefficient_far(where):
    """Every figure of an instance, up and down; the figures of one in turn by `part` of so many."""
    name, part, of = where
    instance = instance_of(name)
    before = coefficients.build(instance)
    found = [
        jump
        for i, (path, leaf, value) in enumerate(numbers(SHAPE, instance.data))
        if i % of == part
        for jump in check(instance, before, path, leaf, value)
    ]
    assert not found, "\n".join(found)


def test_a_satellite_loses_little_where_a_shell_asks_a_little_more():
    """At home at 550 km; the eclipses of 549 km are 0.007 % longer, its air 1.6 % denser, and so on down to
    540 km.
    """
    built = coefficients.build(read(CLIFF))
    case = built.case
    older, idle = case.designs.index("older"), case.designs.index("small")
    shells = [case.shells.index(f"i53-{altitude}") for altitude in (550, 549, 548, 545, 540)]
    for d in (older, idle, case.designs.index("large")):
        shares = case.share[d, shells].max(axis=1)
        falls = -np.diff(shares) / np.diff([0, 1, 2, 5, 10])  # per km
        assert (shares > 0.25).all() and (falls >= 0).all() and (falls < 0.001).all()
    assert case.life_offered[older][shells].any(axis=1).all()


def test_what_flies_a_little_lower_than_its_home_is_no_reason_to_refuse():
    case = coefficients.build(read(CLIFF.parent / "cliff_existing.toml")).case
    works = case.share[case.flown_design[0], case.flown_shell[0]].max()
    assert 0.999 < works < 1 and case.flown_working[0] > 19


def test_a_refusal_names_its_limit():
    """A battery of which 0.9 are used in the eclipses of a dawn-dusk shell, of 20 minutes, is empty long
    before those of 36 minutes end.
    """
    entry = {
        "design": "small",
        "shell": "i53-550",
        "launched": date(2026, 6, 1),
        "service_life_years": 5,
        "count": 2,
    }
    instance = read(CLIFF).with_values(
        {"buses.starlink-v3-like.battery_depth_of_discharge": 0.9, "existing.satellites": [entry]}
    )
    say = (
        "none of the compute of small works in i53-550: "
        "its battery is empty before the longest eclipse there ends"
    )
    with pytest.raises(InstanceError, match=say):
        coefficients.build(instance)


@pytest.mark.parametrize("rate", [0.0, 1e-18, 1e-12, 1e-9])
def test_a_rate_next_to_nothing_is_nothing(rate):
    """An annuity and an instalment at next to no interest are those at none."""
    timeline = Timeline(date(2028, 1, 1), 12, 3, rate)
    debt = Debt(musd=1, date=date(2028, 1, 1), rate_per_year=rate, years=4)
    assert timeline.annuity(20) == pytest.approx(1 / 20, rel=1e-7)
    assert instalment(debt, 4, timeline) == pytest.approx(1 / 4, rel=1e-7)
