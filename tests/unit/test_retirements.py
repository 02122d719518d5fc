"""Existing satellites that a plan retires early: its table, the plan as a start, and the instance that goes
on from it.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import planner
from models.departing import FLOWN
from planner import coefficients
from planner.continuing import continued
from planner.continuing.start import start_from
from planner.tables.columns import COLUMNS

BEGIN = 3
ENTRY = {
    "design": "older",
    "shell": "i53-550",
    "launched": date(2025, 1, 1),
    "service_life_years": 5,
    "count": 10,
}
STARTER = planner.read(Path(__file__).parents[1] / "cases" / "short-starter.toml").with_values(
    {
        "existing.satellites": [{**ENTRY, "may_retire_early": True}],
        "buses.starlink-v3-like.operations_musd_per_year": 5.0,
        "solve.gap": 0.05,
    }
)


@pytest.fixture(scope="module")
def plan():
    """Satellites of an older kind that cost 5 M$ a year each to operate: most of them go."""
    return planner.solve(STARTER)


def test_a_plan_retires_what_does_not_earn_its_operation(plan):
    assert not plan.violations
    assert len(plan.retirements) and set(plan.retirements.existing) == {"existing-1"}
    early = int(plan.retirements.satellites.sum())
    gone = plan.replacements[plan.replacements.predecessors.str.contains("existing-1")]
    assert gone.satellites_retired.sum() >= 10 and early <= 10
    stays = planner.solve(STARTER.with_value("existing.satellites.0.may_retire_early", False))
    assert plan.bound <= stays.value and len(stays.retirements) == 0


def test_the_table_is_written_and_read_back(plan, tmp_path):
    plan.write(tmp_path / "plan")
    again = planner.read_plan(tmp_path / "plan")
    pd.testing.assert_frame_equal(again.retirements, plan.retirements)
    assert planner.audit(again).ok


def test_the_plan_starts_another_search_with_those_who_leave(plan):
    case = coefficients.build(STARTER).case
    start, notes = start_from(plan, case)
    assert not notes
    early = {(0, int(row.period)): int(row.satellites) for row in plan.retirements.itertuples()}
    whole = FLOWN.complete(case, start.leave)
    assert early.items() <= whole.items() and sum(whole.values()) == 10


def standpoint(*retired: tuple[int, int], **changes) -> continued.Standpoint:
    """A plan that has retired (period, satellites), seen from its fourth quarter."""
    instance = STARTER.with_values({f"existing.satellites.0.{key}": value for key, value in changes.items()})
    case = coefficients.build(instance).case
    rows = [{"period": q, "existing": "existing-1", "satellites": n} for q, n in retired]
    plan = SimpleNamespace(retirements=pd.DataFrame(rows, columns=list(COLUMNS["retirements"])))
    return continued.Standpoint(plan, instance, case, BEGIN)


def test_what_has_retired_is_an_entry_of_its_own():
    """Of ten with five years until 2030, four left after half a year of the study; who leaves later is still
    there, and free.
    """
    at = standpoint((2, 4), (BEGIN, 3))
    at = replace(at, case=at.case.replaced(decay_periods=at.case.decay_periods * 0 + 8))
    gone, rest = continued.older_satellites(at)
    assert (gone.count, gone.service_life_years, gone.may_retire_early) == (4, 2.5, False)
    assert (rest.count, rest.service_life_years, rest.may_retire_early) == (6, 5, True)
    assert [entry.count for entry in continued.older_satellites(standpoint())] == [10]


def test_what_has_retired_and_come_down_is_gone():
    at = standpoint((1, 4))
    at = replace(at, case=at.case.replaced(decay_periods=at.case.decay_periods * 0))
    assert [entry.count for entry in continued.older_satellites(at)] == [6]


def test_counted_satellites_are_shared_out():
    """Of ten eight work: six that stay are 4.8 that work, less what the hazard takes in three quarters."""
    at = standpoint((1, 4), working=8)
    at = replace(at, case=at.case.replaced(decay_periods=at.case.decay_periods * 0))
    (rest,) = continued.older_satellites(at)
    lost = at.case.bus_loss_per_year[0] * 0.75
    assert rest.working == pytest.approx(4.8 * 2.718281828459045**-lost)
