"""Racks that rest, fail and leave, gone through by hand on the small inputs in tests/cases.

One accelerator serves 1,000 tokens/s, 0.0315576 Tt a year: a demand of 1 Tt a year takes 31.688 of them, so
that 32 run. A block at work draws 1 kW; at 0.1 $/kWh a kW-year costs 876.6 $. A block costs 0.01 M$.
"""

from datetime import date
from math import exp
from pathlib import Path

import pytest
from typer.testing import CliRunner

import planner
from planner import coefficients
from planner.cli import app
from planner.continuing.continued import Standpoint, older_racks
from planner.continuing.start import start_from
from planner.errors import InstanceError

CASES = Path(__file__).parents[1] / "cases"
WORK = 1 / 0.0315576  # accelerator-years of a year
RUN = 32
KW_YEAR_MUSD = 0.1 * 8766 / 1e6
IDLE = planner.read(CASES / "idle.toml").with_value("existing.racks.0.bought", date(2026, 1, 1))
FAIL = planner.read(CASES / "fail.toml").with_value("study.min_tokens_tt", 2.0)
"""A purchase for two years, in each of which 1 Tt is served."""


def spent(plan, item: str) -> list[float]:
    """M$ of a cash item, year by year."""
    rows = plan.cash[plan.cash.item == item]
    return (-rows.groupby("period").musd.sum()).tolist()


def first_year(plan):
    """(blocks standing, running, MW drawn) in the first year."""
    row = plan.sites[plan.sites.period == 0].iloc[0]
    return row.blocks_standing, row.blocks_running, row.power_mw


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_racks_at_rest_draw_idle_power(share):
    """400 blocks stand, of which 32 run: 0.02805 M$ and the share of 0.32259 M$. At a share of 1 it is
    0.35064 M$, whatever runs.
    """
    plan = planner.solve(IDLE.with_value("sites.tx.idle_power_share", share))
    drawn = RUN + share * (400 - RUN)
    running = 400 if share == 1 else RUN
    assert first_year(plan) == pytest.approx((400, running, drawn / 1000), rel=1e-8)
    assert spent(plan, "energy")[0] == pytest.approx(drawn * KW_YEAR_MUSD, rel=1e-8)
    assert not plan.violations


def test_a_study_says_the_share_and_what_is_assumed():
    assert "sites.tx.idle_power_share" in IDLE.defaults
    assert coefficients.build(IDLE).case.idle_power_share.tolist() == [0.3]


def test_racks_that_may_leave_do():
    """Idle power is all that they cost: 368 go at once, 32 stay and run."""
    plan = planner.solve(IDLE.with_value("existing.racks.0.may_retire_early", True))
    assert plan.removals[["period", "existing", "site", "accelerator", "blocks"]].values.tolist() == [
        [0, "existing-racks-1", "tx", "acc", 368]
    ]
    assert first_year(plan) == pytest.approx((32, RUN, RUN / 1000), rel=1e-8)
    assert not plan.violations


def test_racks_that_left_stay_gone(tmp_path):
    """In the plan folder, in the start of another search, and in the instance that goes on."""
    question = IDLE.with_values(
        {"existing.racks.0.may_retire_early": True, "sites.tx.rack_life_years": 4, "solve.gap": 1e-6}
    )
    plan = planner.solve(question)
    plan.write(tmp_path / "plan")
    again = planner.read_plan(tmp_path / "plan")
    assert again.removals.equals(plan.removals) and planner.audit(again).ok
    case = coefficients.build(question).case
    start, lost = start_from(plan, case)
    gone = dict(zip(plan.removals.period, plan.removals.blocks, strict=True))
    assert gone[0] == 368 and not lost
    assert start.removed == {**{(0, q): n for q, n in gone.items()}, (0, 3): 400 - sum(gone.values())}
    (left,) = older_racks(Standpoint(plan, question, case, begin=1))
    assert (left.blocks, left.may_retire_early) == (32, True)


def test_power_may_be_short_of_what_stands():
    """A connection of 150 kW: 400 blocks at rest take 120, and 42 may run beside (70 % of a kW more each)."""
    plan = planner.solve(IDLE.with_value("sites.tx.grid_mw", 0.15))
    assert first_year(plan)[2] == pytest.approx((RUN + 0.3 * (400 - RUN)) / 1000, rel=1e-8)
    with pytest.raises(InstanceError, match="draw 0.12 MW at rest .* tx has 0.1 MW"):
        planner.solve(IDLE.with_value("sites.tx.grid_mw", 0.1))


def test_failed_accelerators_are_bought_again():
    """32 racks, 0.3 of them a year at 0.01 M$."""
    plan = planner.solve(FAIL)
    assert plan.sites.blocks_standing.tolist() == [32, 32]
    assert spent(plan, "rack_replacement") == pytest.approx([0.096, 0.096], rel=1e-9)


@pytest.mark.parametrize("together, blocks", [(1, 50), (2, 39)])
def test_failed_accelerators_are_missed(together, blocks):
    """Of a rack exp(-0.3 a) is left, 0.640 on average over its second year: 49.51 racks are needed.

    In blocks of two that a replica takes as a whole it is 2 exp(-0.6 a), 0.8254 of a block: 38.39 blocks.
    """
    changes = {
        "sites.tx.accelerators_per_block": together,
        "workloads.batch.replica_memory_gb": 75.0 * together,
    }
    plan = planner.solve(FAIL.with_values({"sites.tx.failed_accelerators": "lost", **changes}))
    rate = 0.3 * together
    left = together * (exp(-rate) - exp(-2 * rate)) / rate
    assert WORK / left == pytest.approx(blocks - 0.5, abs=0.5)
    assert plan.sites.blocks_standing.tolist() == [blocks, blocks]
    assert plan.tokens.tokens_tt.tolist() == pytest.approx([1.0, 1.0], rel=1e-9)
    assert "rack_replacement" not in set(plan.cash.item) and not plan.violations


def test_racks_that_stand_have_lost_some_already():
    """Two years old at the start, 0.5488 of each rack is left, and 0.8639 of that on average over the year:
    66.8 are needed of 400.
    """
    aged = IDLE.with_values(
        {
            "sites.tx.failed_accelerators": "lost",
            "accelerators.acc.failures_per_year": 0.3,
            "sites.tx.rack_life_years": 3,
            "existing.racks.0.bought": date(2025, 1, 1),
            "existing.racks.0.may_retire_early": True,
        }
    )
    plan = planner.solve(aged)
    assert WORK / (exp(-0.6) * (1 - exp(-0.3)) / 0.3) == pytest.approx(66.8, abs=0.05)
    assert first_year(plan)[0] == 67
    assert not plan.violations


def test_large_blocks_cannot_count_whole_replicas():
    large = FAIL.with_values(
        {
            "sites.tx.failed_accelerators": "lost",
            "sites.tx.accelerators_per_block": 2000,
            "workloads.batch.replica_memory_gb": 150.0,
        }
    )
    with pytest.raises(InstanceError, match="sites.tx.accelerators_per_block *must be at most 1000"):
        coefficients.build(large)
    coefficients.build(large.with_value("workloads.batch.replica_memory_gb", 50.0))


def test_racks_past_their_life_are_named():
    """In the plan and by `check`."""
    old = planner.read(CASES / "exold.toml")
    note = (
        "existing.racks.0: 40 rack blocks of acc at tx exist on paper only: "
        "their life is over before the plan begins on 2027-01-01"
    )
    plan = planner.solve(old)
    assert note in plan.record.notes
    assert plan.sites.blocks_standing.max() == 32
    said = CliRunner().invoke(app, ["check", str(CASES / "exold.toml")])
    assert said.exit_code == 0 and note in said.output
