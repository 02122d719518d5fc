"""A question that goes on from a plan has the racks that stood before, in the same periods and of the same
age.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import planner
from planner.coefficients import build

BASE = Path(__file__).parents[1] / "cases" / "exold.toml"
BOUGHT = ("2025-10-15", "2026-01-15", "2026-02-28", "2026-06-30", "2026-12-31", "2027-01-14")
"""On starts of periods of a study from 2027-01-15, inside of periods, and at ends of months."""


@pytest.mark.parametrize(("months", "lead", "life"), [(1, 2, 2), (3, 13, 1.3), (12, 0, 2)])
def test_existing_racks_stay_in_their_periods(tmp_path, months, lead, life):
    """Arrival, leaving and age of each, whether bought at the start of a period or inside it."""
    text = BASE.read_text(encoding="utf-8").split("[[existing.racks]]")[0]
    for old, new in (
        ("start = 2027-01-01", "start = 2027-01-15"),
        ("period_months = 12", f"period_months = {months}"),
        ("launch_periods = 2", "launch_periods = 3"),
        ("rack_life_years = 2", f"rack_life_years = {life}\nlead_months = {lead}"),
        ("committed_tt_per_year = 1.0", "committed_tt_per_year = 1.0\nshortfall_usd_per_mtoken = 1"),
    ):
        assert old in text
        text = text.replace(old, new)
    for day in BOUGHT:
        text += f'\n[[existing.racks]]\nsite = "tx"\naccelerator = "acc"\nblocks = 3\nbought = {day}\n'
    path = tmp_path / "before.toml"
    path.write_text(text, encoding="utf-8")
    instance = planner.read(path)
    case, plan = build(instance).case, planner.solve(instance)
    after = planner.continued(plan, date.fromisoformat(case.dates[2]))
    later = build(after).case
    places = {entry.bought.isoformat(): x for x, entry in enumerate(after.data.existing.racks)}
    arrives, leaves = case.installed_arrives, case.installed_leaves
    for x, day in enumerate(BOUGHT):
        assert (day in places) == (leaves[x] > 2)
        if day in places:
            y = places[day]
            assert later.installed_arrives[y] == arrives[x] - 2
            assert later.installed_leaves[y] == leaves[x] - 2
            served = max(0, 2 - max(0, arrives[x])) * case.period_years
            assert np.isclose(later.installed_age_years[y], case.installed_age_years[x] + served)
