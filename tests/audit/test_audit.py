"""The audit accepts a sound plan and rejects every corrupted one by the name of the limit that it breaks, and
by that alone.
"""

from __future__ import annotations

import dataclasses
import io
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from audit_case import small_case, with_first_period_frozen
from audit_plan import Plan, days, small_plan, tables_of, with_demand
from corruptions import CELLS, CLAIMS, DECISIONS, ROWS, another, edit
from planner.auditing import LIMIT_NAMES, audit, derive_cash
from reserves import assured


@pytest.fixture(scope="module")
def sound():
    case, plan = small_plan(small_case())
    return case, plan


@pytest.fixture(scope="module")
def written(sound):
    """The tables of the sound plan and what it claims, written once; a test gets copies."""
    tables, claimed = tables_of(*sound)
    return lambda: ({name: table.copy() for name, table in tables.items()}, dict(claimed))


def names(report) -> set[str]:
    return {violation.limit for violation in report.violations}


def test_a_sound_plan_passes(sound):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    report = audit(case, tables, claimed)
    assert report.ok, str(report)
    assert report.derived.cost_musd == pytest.approx(claimed["cost_musd"], rel=1e-12)
    assert report.derived.tokens_tt == pytest.approx(claimed["tokens_tt"], rel=1e-12)
    assert sum(report.derived.cost_by_item_musd.values()) == pytest.approx(report.derived.cost_musd)
    assert report.derived.cost_by_item_musd["launch_credit"] < 0 < report.derived.revenue_musd


def test_a_sound_reserve_passes(sound):
    case, plan = sound[0], sound[1].copy()
    case = assured(case, plan)
    report = audit(case, *tables_of(case, plan))
    assert report.ok, str(report)


def test_a_plan_with_its_first_period_frozen_passes(sound):
    case, plan = sound
    frozen = with_first_period_frozen(case)
    assert audit(frozen, *tables_of(frozen, plan)).ok
    more = with_first_period_frozen(case, frozen_flights=np.array([1, 2]))
    report = audit(more, *tables_of(more, plan))
    assert names(report) == {"frozen flights", "frozen satellites"}
    assert "1 flights, frozen 2" in str(report) and "2 satellites, frozen 4" in str(report)


@pytest.mark.parametrize(
    "column, value, says",
    [("satellites", 3, "3 satellites on 2 satellites"),
     ("existing", "coming", "1 satellites retire early, 0 may"),
     ("design", "alpha", "alpha in high, it is beta there")],
)  # fmt: skip
def test_retirements_that_cannot_be(sound, column, value, says):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    tables["retirements"].loc[0, column] = value
    assert any(
        says in str(v) for v in audit(case, tables, claimed).violations if v.limit == "early retirement"
    )


@pytest.mark.parametrize(
    "column, value, says",
    [("blocks", 3, "3 blocks on 2 blocks"),
     ("existing", "stood", "1 blocks leave early, which is not allowed"),
     ("site", "prairie", "removed as k0 at prairie"), ("period", 4, "leave in period 4, outside 0..3")],
)  # fmt: skip
def test_racks_that_cannot_leave_so(sound, column, value, says):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    tables["removals"].loc[0, column] = value
    if column == "period":
        tables["removals"].loc[0, ["date", "last_date"]] = [*days(case, value)]
    found = audit(case, tables, claimed).violations
    assert any(says in str(v) for v in found if v.limit == "rack removal"), found


def test_a_retirement_after_the_planned_end(sound):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    tables["retirements"].loc[0, ["period", "date", "last_date"]] = 4, *days(case, 4)
    found = audit(case, tables, claimed).violations
    assert any("retire in period 4, in service they are from 0 up to 3" in str(v) for v in found)


@pytest.mark.parametrize(
    "months, most, expected", [(3, 5.0, set()), (3, 4.0, {"stage gate"}), (2, 4.0, set())]
)
def test_what_flew_before_counts_for_a_gate(sound, months, most, expected):
    """Two satellites of the larger bus serve since two periods, one is on its way, and the plan launches two
    at first.

    Asked for three periods the gate is passed in period 1: five have flown by then. Asked for two it is
    passed at the start.
    """
    case, plan = sound
    gated = case.replaced(
        gates=("", "second"), gate_min=np.array([0, 2]), gate_max=np.array([np.inf, most]),
        gate_periods=np.array([0, months]),
        gate_ramp=np.full(2, np.inf),
    )  # fmt: skip
    assert names(audit(gated, *tables_of(gated, plan))) == expected


def test_the_plan_uses_every_cash_item(sound):
    tables, _ = tables_of(*sound)
    assert {f"cash {item}" for item in tables["cash"]["item"]} == {
        name for name in LIMIT_NAMES if name.startswith("cash ")
    }


def test_a_plan_read_back_from_csv_passes(sound):
    """Ten digits, the empty gateway read as missing, the empty cohorts of a replacement too."""
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    texts = {name: table.to_csv(index=False, float_format="%.10g") for name, table in tables.items()}
    again = {name: pd.read_csv(io.StringIO(text)) for name, text in texts.items()}
    report = audit(case, again, claimed)
    assert report.ok, str(report)


def test_every_limit_has_its_corruption():
    assert {*DECISIONS, *ROWS, *CLAIMS} == set(LIMIT_NAMES)


@pytest.mark.parametrize("name", DECISIONS)
def test_a_wrong_decision_breaks_its_limit_alone(sound, name):
    case, plan = sound[0], sound[1].copy()
    case = DECISIONS[name](case, plan) or case
    report = audit(case, *tables_of(case, plan))
    assert names(report) == {name}, str(report)


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_row_breaks_its_limit_alone(sound, written, name):
    case, _ = sound
    tables, claimed = written()
    ROWS[name](tables)
    report = audit(case, tables, claimed)
    assert names(report) == {name}, str(report)


@pytest.mark.parametrize("name", CLAIMS)
@pytest.mark.parametrize(
    "wrong", [lambda value: value * (1 + 1e-5), lambda value: None, lambda value: float("nan")]
)
def test_a_wrong_total_is_rejected(sound, written, name, wrong):
    case, _ = sound
    tables, claimed = written()
    report = audit(case, tables, {**claimed, CLAIMS[name]: wrong(claimed[CLAIMS[name]])})
    assert names(report) == {name}, str(report)


@pytest.mark.parametrize("name, table, column", CELLS)
def test_a_wrong_repeated_figure_is_rejected(sound, written, name, table, column):
    case, _ = sound
    tables, claimed = written()
    edit(tables, table, column, another)
    report = audit(case, tables, claimed)
    assert names(report) == {name}, str(report)


@pytest.mark.parametrize("table", sorted(tables_of(*small_plan(small_case()))[0]))
def test_a_lost_row_is_noticed(sound, table):
    """Every row of every table matters, but for those of zeros."""
    case, plan = sound[0], sound[1].copy()
    case = assured(case, plan) if table == "reserve" else case
    tables, claimed = tables_of(case, plan)
    lost = tables[table].drop(index=0)
    assert not audit(case, {**tables, table: lost}, claimed).ok


def test_only_a_plan_without_gates_may_lack_their_table(sound):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    del tables["gates"]
    assert names(audit(case, tables, claimed)) == {"gates table"}
    free = case.replaced(gates=("", ""), gate_max=np.full(2, np.inf), gate_periods=np.zeros(2, int))
    assert audit(free, tables, claimed).ok


def test_the_message_names_place_and_both_numbers(sound):
    case, plan = sound[0], sound[1].copy()
    DECISIONS["payload"](case, plan)
    report = audit(case, *tables_of(case, plan))
    assert str(report) == "payload[m0, kestrel to to-low]: 10.25 t on 9.0 t"


def test_numbers_that_hardly_differ_are_told_apart(sound):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    edit(tables, "fleet", "slots_held", lambda slots: slots * (1 + 3e-6))
    (violation,) = audit(case, tables, claimed).violations
    assert violation.message.split(", derived ")[0] != violation.message.split(", derived ")[1]


@pytest.mark.parametrize("factor, ok", [(1 + 2e-7, True), (1 + 5e-6, False)])
def test_the_tolerance_is_a_millionth(sound, factor, ok):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    row = int(np.flatnonzero(tables["cash"]["item"] == "launch")[0])
    edit(tables, "cash", "musd", lambda musd: musd * factor, row)
    edit(tables, "cash", "discounted_musd", lambda musd: musd * factor, row)
    assert audit(case, tables, claimed).ok is ok


@pytest.mark.parametrize("table, column", [("cash", "musd"), ("cohorts", "unit_cost_musd")])
def test_a_tolerance_in_dollars_hides_nothing_where_there_are_few(sound, table, column):
    """All money a millionth: one per cent of a large row is still noticed."""
    case, plan = sound[0], sound[1].copy()
    for n in plan.drawn:
        plan.drawn[n] *= 1e-6
    money = {
        field.name: getattr(case, field.name) * 1e-6
        for field in dataclasses.fields(case)
        if field.name.endswith("_musd") or "_musd_per" in field.name
    }
    small = case.replaced(**money)
    tables, claimed = tables_of(small, plan)
    assert audit(small, tables, claimed).ok
    row = int(tables[table][column].abs().argmax())
    edit(tables, table, column, lambda musd: 1.01 * musd, row)
    assert not audit(small, tables, claimed).ok


def test_several_faults_are_all_reported(sound):
    case, plan = sound[0], sound[1].copy()
    for name in ("payload", "cadence", "gateway limit"):
        DECISIONS[name](case, plan)
    assert names(audit(case, *tables_of(case, plan))) == {"payload", "cadence", "gateway limit"}


@pytest.mark.parametrize("bad", [True, "many", None, np.inf])
def test_what_is_no_number_is_refused(sound, bad):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    edit(tables, "launches", "flights", lambda _: bad)
    report = audit(case, tables, claimed)
    assert names(report) == {"number"} and report.derived is None


@pytest.mark.parametrize(
    "table, column, value",
    [
        ("launches", "manifest", "m99"), ("tokens", "gateway", ""), ("tokens", "source", "prairie"),
        ("tokens", "source_kind", "moon"), ("cash", "item", "bribes"), ("cash", "what", "omega"),
        ("compute", "workload", "poems"), ("sites", "site", None),
    ],
)  # fmt: skip
def test_unknown_ids_are_refused(sound, table, column, value):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    edit(tables, table, column, lambda _: value)
    assert names(audit(case, tables, claimed)) == {"unknown id"}


@pytest.mark.parametrize("table, column", [("launches", "period"), ("cohorts", "launch_period")])
def test_launches_beyond_the_horizon_are_refused(sound, table, column):
    case, plan = sound
    tables, claimed = tables_of(case, plan)
    edit(tables, table, column, lambda _: 4)
    assert names(audit(case, tables, claimed)) == {"launch horizon"}


def test_derived_cash_is_the_plans(sound):
    case, plan = sound
    tables, _ = tables_of(case, plan)
    cash = tables.pop("cash")
    written = cash.set_index(["period", "date", "last_date", "kind", "item", "what"]).sort_index()
    decided = cash[cash["item"] == "debt"]
    derived = (
        derive_cash(case, {**tables, "cash": decided})
        .set_index(["period", "date", "last_date", "kind", "item", "what"])
        .sort_index()
    )
    pd.testing.assert_frame_equal(derived, written, rtol=1e-12)


def test_cash_of_unreadable_tables_is_refused(sound):
    case, plan = sound
    tables, _ = tables_of(case, plan)
    edit(tables, "launches", "flights", lambda _: "many")
    with pytest.raises(ValueError, match="number.launches, row 2.: flights is 'many'"):
        derive_cash(case, tables)


def test_the_empty_plan_is_judged_by_demand_alone(sound):
    case, _ = sound
    report = audit(case, *tables_of(case, Plan()))
    assert names(report) == {"committed demand", "least tokens"}
    free = case.replaced(committed=0 * case.committed, min_tokens_tt=0.0)
    tables, claimed = tables_of(free, Plan())
    texts = {name: table.to_csv(index=False) for name, table in tables.items()}
    again = {name: pd.read_csv(io.StringIO(text)) for name, text in texts.items()}
    assert audit(free, again, claimed).ok


@pytest.mark.parametrize("kept", ["orbit", "ground"])
def test_a_case_of_one_side_has_axes_of_length_zero(sound, kept):
    case, plan = sound[0], sound[1].copy()
    empty = {"ground": "dvsoghf", "orbit": "jx"}[kept]
    from models.case import AXES

    ids = {
        "d": "designs",
        "v": "vehicles",
        "s": "shells",
        "o": "drops",
        "g": "gateways",
        "h": "buses",
        "j": "sites",
        "f": "flown",
        "x": "installed",
    }
    arrays = {
        name: getattr(case, name)[tuple(slice(0) if axis in empty else slice(None) for axis in axes)]
        for name, axes in AXES.items()
    }
    one_side = case.replaced(
        **arrays,
        **{ids[axis]: () for axis in empty},
        **({"drop_shells": (), "gates": ()} if "o" in empty else {}),
    )
    one_side.check()
    for counter in (plan.years, plan.sent):
        for key in [key for key in counter if key[0] != kept]:
            del counter[key]
    if kept == "orbit":
        plan.racks.clear(), plan.onsite.clear()
    else:
        plan.flights.clear(), plan.satellites.clear(), plan.bought.clear()
    plan.shortfall.clear()
    one_side = with_demand(one_side, plan).replaced(min_tokens_tt=0.0)
    report = audit(one_side, *tables_of(one_side, plan))
    assert report.ok, str(report)


def test_the_audit_loads_neither_pyomo_nor_highs():
    script = (
        "import sys, planner.auditing; "
        "print(*[m for m in sys.modules if m.split('.')[0] in ('pyomo', 'highspy', 'scipy')])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == ""
