"""Impossible questions whose least changes are known by hand, and kinds of them: every alternative makes them
possible, and the next smaller amount does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from unittest import mock

import numpy as np
import pytest

import kinds_hopeless  # noqa: F401  (fills the register)
import planner
from kinds import KINDS
from models.case import Case
from planner.errors import NoPlan
from planner.instance.reading import Instance
from planner.remedy.levers.arrays import levers_of_case
from planner.remedy.looking import Looking
from planner.remedy.remedies import remedies_of
from planner.remedy.remedy import Remedies, Remedy
from planner.solver import solve
from test_by_hand import FREE, NO_INTEREST, SURE, one_of_each

CASES = Path(__file__).parents[1] / "cases"
BASE = CASES / "base.toml"
NEXT = date(2028, 1, 1)
DEMAND = "workloads.batch.demand.na.committed_tt_per_year"


def asked(changes: Mapping[str, object] | None = None, more: str = "", file: Path = BASE) -> Instance:
    """A year's demand of 1 Tt in 2027 and 2028: 32 accelerators of 1 kW for a year each, 0.32 M$ and
    0.0280512 M$ of energy. Changed, and with more tables.
    """
    instance = Instance.from_files({file.name: file.read_text(encoding="utf-8") + more})
    return instance.with_values(changes) if changes else instance


def says(found: Remedies) -> dict[str, Remedy]:
    """The alternatives by what they say; all of them least."""
    assert not found.possible and all(one.is_least for one in found.alternatives)
    return {one.says: one for one in found.alternatives}


def test_a_question_with_a_plan_needs_nothing():
    found = planner.remedies(asked())
    assert found.possible and found.alternatives == ()


def test_too_little_grid():
    """10 kW run 10 of 32 accelerators: 22 kW more, or 69 % less (31 % of 1 Tt take 9.82 of them)."""
    found = planner.remedies(asked({"sites.tx.grid_mw": 0.01}))
    told = says(found)
    assert list(told) == ["committed batch for na in every year: 69 % less", "0.022 MW more grid at tx"]
    assert told["0.022 MW more grid at tx"].changes == {"sites.tx.grid_mw": 0.032}
    assert found.conflict == ("the committed batch for na in 2028", "the power at tx")


def test_too_few_accelerators():
    """Racks last a year: 20 a year can be bought and 32 are needed, in both years."""
    told = says(planner.remedies(asked(more="\n[supply]\nacc = 20\n")))
    assert set(told) == {
        "committed batch for na in every year: 37 % less", "12 more acc to be bought a year, in every year"
    }  # fmt: skip


def test_money_that_is_missing_in_the_second_year_is_charged_to_it():
    """Of 0.35 M$ the first year takes 0.3480512: the second one lacks 0.3461024."""
    told = says(planner.remedies(asked(more="\n[capital]\ninitial_musd = 0.35\n")))
    remedy = told["0.35 M$ more capital by 2028-01-01"]
    assert remedy.changes["capital.musd_per_year"]["value"] == [0.0, 0.35, 0.0]
    assert not any("by 2027" in one for one in told)


def test_money_that_is_missing_in_both_years_is_charged_to_each():
    """0.33 M$ lack 0.0180512 in the first year and 0.3480512 in the second: by the first day both, or each on
    its own.
    """
    told = says(planner.remedies(asked(more="\n[capital]\ninitial_musd = 0.33\n")))
    assert "0.37 M$ more capital by 2027-01-01" in told
    assert "0.019 M$ more capital by 2027-01-01, and 0.35 M$ more capital by 2028-01-01" in told


def test_a_replica_that_no_block_holds():
    """500 GB on accelerators of 100: a block of one holds a fifth; 5 are not enough, they come in powers of
    two.
    """
    told = says(planner.remedies(asked(file=CASES / "mem.toml")))
    assert set(told) == {
        "replica_memory_gb of batch: 100 instead of 500", "accelerators_per_block of tx: 8 instead of 1"
    }  # fmt: skip


def test_a_site_that_comes_too_late():
    told = says(planner.remedies(asked({"sites.tx.available_from": NEXT})))
    assert set(told) == {
        "tx available from 2027-01-01 on instead of 2028-01-01", "committed batch for na in 2027: none"
    }  # fmt: skip


@pytest.mark.slow
def test_a_grid_connection_that_takes_a_year():
    told = says(planner.remedies(asked({"sites.tx.interconnection_months": 12})))
    assert "grid connection of tx: 0 months instead of 12" in told


def test_two_limits_that_are_both_too_tight():
    """Neither the grid alone nor the supply alone is enough."""
    told = says(planner.remedies(asked({"sites.tx.grid_mw": 0.02}, "\n[supply]\nacc = 20\n")))
    assert set(told) == {
        "committed batch for na in every year: 37 % less",
        "12 more acc to be bought a year, in every year, and 0.012 MW more grid at tx",
    }  # fmt: skip


def test_an_instance_that_no_change_helps_stays_refused():
    late = {"sites.tx.accelerators_per_block": 1, "workloads.batch.replica_memory_gb": 5e4}
    with pytest.raises(planner.InstanceError, match="replica_memory_gb"):
        planner.remedies(asked(late | {"accelerators.acc.memory_gb": 0.05}), time_limit_s=5)


def test_ctrl_c_keeps_what_was_found():
    keep = Looking.take

    def then_ctrl_c(self, moves):
        keep(self, moves)
        raise KeyboardInterrupt

    with mock.patch.object(Looking, "take", then_ctrl_c):
        found = planner.remedies(asked({"sites.tx.grid_mw": 0.01}))
    assert found.is_interrupted and len(found.alternatives) == 1


def test_time_that_is_over_says_so():
    assert planner.remedies(asked({"sites.tx.grid_mw": 0.01}), time_limit_s=1e-3).is_interrupted


@pytest.mark.parametrize("seconds", [0, -1.0])
def test_a_time_limit_that_is_none_is_refused(seconds):
    with pytest.raises(ValueError, match="time_limit_s must be above 0"):
        planner.remedies(asked(), time_limit_s=seconds)


# --- of arrays ----------------------------------------------------------------------------------------------


def promised(**changes) -> Case:
    """Two launch periods a year apart, satellites in service a year later that serve 2 Tt in it; 7 Tt in the
    first of these years take four.
    """
    arrays = {
        "period_years": 1.0, "launch_periods": 2, "dates": ("2030-01-01", "2031-01-01", "2032-01-01"),
        "shell_lag": np.array([1]), "lives": (1,), "slots": np.full((1, 3), 9.0),
        "design_cost_musd": np.full((1, 2), 5.0), "price_musd": np.full((1, 2), 10.0),
        "rate": np.ones((1, 1)),
        "cadence": np.array([[9, 9]]), "optional": np.full((1, 1, 3), 2.0),
        "gateway_gbps": np.full((1, 3), 99.0), "committed": np.array([[[0.0, 7.0, 0.0]]]), "duty": None,
    }  # fmt: skip
    return one_of_each(**FREE | SURE | NO_INTEREST | arrays | changes)


def test_three_more_flights():
    told = says(remedies_of(promised(cadence=np.array([[1, 9]])), 60.0))
    assert "3 more flights of rocket in the period from 2030-01-01" in told
    assert "committed chat, here in 2031: 72 % less" in told  # 28 % of 7 Tt are 1.96


def test_two_more_slots():
    assert "2 more satellites allowed in low" in says(remedies_of(promised(slots=np.full((1, 3), 2.0)), 60.0))


FEW = ("too-much", "no-capital")
HOPELESS = [name.removeprefix("infeasible-") for name in KINDS if name.startswith("infeasible-")]


def moved(case: Case, remedy: Remedy, less: int | None = None) -> Case:
    """The Case of an alternative; with the next smaller amount of one of its parts."""
    levers = {(lever.kind, lever.where, lever.when): lever for lever in levers_of_case(case)}
    for i, part in enumerate(remedy.parts):
        lever = levers[part.what, part.where, part.when]
        number = lever.amounts.number(part.amount) - (i == less)
        case = lever.moved(case, lever.amounts.amount(number))
    return case


def check_alternatives(name: str, seed: int) -> int:
    """Every alternative of a kind has a plan; with the next smaller amount there is none."""
    case = Case(name=name, **KINDS[f"infeasible-{name}"](np.random.RandomState(seed)))
    found = remedies_of(case, 60.0)
    assert not found.possible and found.why.startswith("No plan")
    for remedy in found.alternatives:
        assert solve(moved(case, remedy), gap=0.5).solution is not None
        for i in range(len(remedy.parts) if remedy.is_least else 0):
            with pytest.raises(NoPlan):
                solve(moved(case, remedy, less=i), gap=0.5)
    return len(found.alternatives)


@pytest.mark.parametrize("name", FEW)
def test_alternatives_of_a_kind_are_possible_and_least(name):
    assert check_alternatives(name, seed=0) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", HOPELESS)
def test_alternatives_of_every_kind_are_possible_and_least(name, seed):
    check_alternatives(name, seed)
