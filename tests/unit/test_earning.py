"""What a plan earns and what its sides cost, by hand (tests/unit/small_plan.py) and by the audit."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from models.spending import COSTS
from planner.auditing import sides
from planner.auditing.ledger import Ledger
from planner.auditing.tables import read
from planner.planning import totals
from planner.solver.solution import Solution
from planner.tables.build import build
from planner.tables.earning import NEITHER, SIDES, earnings
from planner.text.summary import flights, headline
from small_plan import small_case, small_designs, small_plan, small_solution

CASE = small_case()
TABLES = build(CASE, small_solution(), small_designs())
FOUND = earnings(CASE, TABLES)
HOURS = 8766.0


def ledger(case=CASE, tables=TABLES):
    frames, unreadable = read(case, tables.tables())
    assert not unreadable
    return Ledger(case, frames)


def test_every_cost_belongs_to_one_side():
    assert sorted((*SIDES["orbit"], *SIDES["ground"], *NEITHER)) == sorted(COSTS)


def test_the_ground_by_hand():
    """Two racks of 4 M$ at 1; a year at 0.4: upkeep 0.8, building 4, grid 0.4, own power 0.2. 4 Tt at 5 M$, 2
    accelerator-years.
    """
    cost = 8.0 + 0.4 * (0.8 + 4.0 + 0.4 + 0.2)
    assert FOUND["sides"]["ground"] == pytest.approx(
        {
            "cost_musd": cost, "tokens_tt": 1.6, "ratio_usd_per_mtoken": cost / 1.6, "accelerator_years": 0.8,
            "usd_per_accelerator_hour": cost * 1e6 / (0.8 * HOURS), "revenue_musd": 8.0,
            "net_present_value_musd": 8.0 - cost,
        }, rel=1e-9,
    )  # fmt: skip


def test_the_sides_add_up_to_the_plan():
    plan, of = totals(CASE, TABLES), FOUND["sides"]
    assert sum(side["cost_musd"] for side in of.values()) == pytest.approx(plan["cost_musd"], rel=1e-9)
    assert of["orbit"]["tokens_tt"] + of["ground"]["tokens_tt"] == pytest.approx(plan["tokens_tt"], rel=1e-9)
    assert sum(side["revenue_musd"] for side in of.values()) == pytest.approx(plan["revenue_musd"], rel=1e-9)
    assert of["neither"] == {"cost_musd": pytest.approx(0.2 * 800.0), "revenue_musd": 0.0}
    assert FOUND["net_present_value_musd"] == pytest.approx(
        plan["revenue_musd"] - plan["cost_musd"], rel=1e-9
    )


def test_what_is_paid_for_tokens_not_served_is_earned_by_neither():
    """Of the 8 Tt short a tenth of 5 M$ is paid, at 0.2."""
    case = CASE.replaced(take_or_pay=np.array([[0.1]]))
    found = earnings(case, build(case, small_solution(), small_designs()))
    assert found["sides"]["neither"]["revenue_musd"] == pytest.approx(0.1 * 8 * 5.0 * 0.2, rel=1e-9)


@pytest.mark.parametrize("periods, due", [(1, 0), (2, 0), (5, 3)])
def test_debt_left_is_what_is_due_after_the_last_period(periods, due):
    """10 M$ drawn in the first of three periods, an instalment of 3 M$ in each of the periods after it."""
    case = CASE.replaced(
        cash_limited=True, capital_musd=np.array([900.0, 0.0, 0.0]), debts=("bank",),
        debt_most_musd=np.array([10.0]), debt_period=np.array([0]), debt_instalment=np.array([0.3]),
        debt_periods=np.array([periods]),
    )  # fmt: skip
    solution = Solution(**{**small_solution().__dict__, "drawn_musd": {0: 10.0}})
    tables = build(case, solution, small_designs())
    assert earnings(case, tables)["debt_left_musd"] == pytest.approx(3.0 * due)
    assert sides.derived(ledger(case, tables))["debt_left_musd"] == pytest.approx(3.0 * due)


def leaves(content, at=()):
    if isinstance(content, dict):
        return [leaf for key, value in content.items() for leaf in leaves(value, (*at, key))]
    return [at]


def test_the_audit_derives_the_same():
    assert list(sides.claims(ledger(), FOUND)) == []


@pytest.mark.parametrize("path", leaves(FOUND), ids=".".join)
@pytest.mark.parametrize("wrong", [lambda n: 1.001 * (n or 0.0) + 1e-3, lambda n: None])
def test_the_audit_notices_each_figure(path, wrong):
    claimed = copy.deepcopy(FOUND)
    table = claimed
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = wrong(table[path[-1]])
    assert [place for place, _ in sides.claims(ledger(), claimed)] == [".".join(path)]


def test_an_empty_plan_has_no_ratios():
    case, nothing = CASE.replaced(committed=0 * CASE.committed), Solution(flights=(), satellites={})
    found = earnings(case, build(case, nothing, small_designs()))
    assert found["net_present_value_musd"] == 0.0 and found["sides"]["orbit"]["ratio_usd_per_mtoken"] is None
    assert list(sides.claims(ledger(case, build(case, nothing, small_designs())), found)) == []


def test_the_summary_counts_satellites_of_all_flights():
    """Six satellites on three flights, 15 of 30 t."""
    (row,) = flights(small_plan()).itertuples(index=False)
    assert (row.flights, row.satellites, row.mass_t, row.mass_fill) == (3, 6, 15.0, "50 %")


def test_the_summary_says_what_is_earned():
    (line,) = [line for line in headline(small_plan()) if "earns" in line]
    assert line == "  earns       revenue 48 - cost 588 = -540 M$ net present value"
