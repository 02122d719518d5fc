"""The boundary of a study: which costs its Case holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import planner
from models.case import AXES
from planner.coefficients import build
from planner.coefficients.boundary import BEYOND
from planner.instance.reading import read
from planner.text.summary import headline

DATA = Path(__file__).parent / "data"
INSTANCE = read(DATA / "satellites.toml")
STARTER = Path(__file__).parents[1] / "cases" / "short-starter.toml"
COSTS = {name for name in AXES if "musd" in name.split("_")} - {
    "token_price_musd",
    "shortfall_musd",
    "capital_musd",
    "debt_most_musd",
}


def within(boundary: str, case="both"):
    return build(INSTANCE.with_value("study.boundary", boundary), case)


def test_every_cost_lies_on_one_side_of_each_boundary():
    """Launch and energy count in all; what lies beyond the milder boundary lies beyond the narrower one."""
    always = {"price_musd", "price_musd_per_t", "contract_owed_musd", "grid_musd", "onsite_musd"}
    assert set(BEYOND["launch-power"]) | always | {"design_cost_musd"} == COSTS
    assert set(BEYOND["launch-build"]) | {"building_musd"} == set(BEYOND["launch-power"])


@pytest.mark.parametrize("boundary", ["launch-build", "launch-power"])
def test_what_lies_beyond_costs_nothing_and_the_rest_stays(boundary):
    full, narrow = build(INSTANCE).case, within(boundary).case
    for name in COSTS - {"design_cost_musd"}:
        assert (getattr(narrow, name) == (0 if name in BEYOND[boundary] else getattr(full, name))).all(), name
    assert (narrow.token_price_musd == full.token_price_musd).all()
    assert (narrow.shortfall_musd == full.shortfall_musd).all()


def test_a_satellite_within_each_boundary():
    """full: accelerators and the rest; launch-build: the rest; launch-power: nothing. The sizing table keeps
    the full price.
    """
    full, build_only, launch_only = build(INSTANCE), within("launch-build"), within("launch-power")
    for built in (build_only, launch_only):
        assert "unit_cost_musd" in built.designs
    sizes = full.designs.set_index("design")
    hardware = (sizes.unit_cost_musd - sizes.accelerators_musd).to_dict()
    for d, name in enumerate(build_only.case.designs):
        if name in hardware:
            assert build_only.case.design_cost_musd[d] == pytest.approx(hardware[name])
    assert (launch_only.case.design_cost_musd == 0).all() and np.all(launch_only.designs.unit_cost_musd > 0)


def test_a_narrower_boundary_never_costs_more():
    """Entry by entry on the same designs (that a cost that falls never raises the ratio:
    tests/property/test_money.py).
    """
    cases = [within(name, "ground").case for name in ("full", "launch-build", "launch-power")]
    for wide, narrow in zip(cases, cases[1:], strict=False):
        for name in COSTS:
            assert (getattr(narrow, name) <= getattr(wide, name)).all(), name


@pytest.mark.parametrize(
    ("boundary", "items"),
    [
        ("launch-build", {"satellites", "launch", "insurance", "energy", "buildings", "shortfall"}),
        ("launch-power", {"launch", "insurance", "energy", "shortfall"}),
    ],
)
def test_a_plan_within_a_boundary_says_so_and_pays_for_nothing_else(boundary, items):
    plan = planner.solve(read(STARTER).with_value("study.boundary", boundary), gap=0.2, time_limit_s=60)
    assert plan.violations == ()
    assert set(plan.cost_by_item) <= items and plan.cost_by_item
    assert plan.record.options.boundary == boundary
    assert any(line.startswith(f"  boundary    {boundary}: only launches") for line in headline(plan))
