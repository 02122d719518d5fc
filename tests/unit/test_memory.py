"""What an instance that goes on from a plan remembers of orders, gates, licences and money, and what it
refuses.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import planner
from planner import coefficients
from planner.continuing import continued
from planner.continuing.memory import remembered
from planner.errors import InstanceError
from planner.plan.dated import dated
from planner.tables.columns import COLUMNS

INSTANCE = planner.read(Path(__file__).parents[1] / "cases" / "short-starter.toml").with_values(
    {
        "vehicles.falcon-9.minimum_flights": 3,
        "sites.texas.interconnection_months": 14,
        "shells.sso-600.milestones": [
            {"date": date(2027, 5, 1), "share": 0.001},
            {"date": date(2028, 2, 1), "share": 0.01},
        ],
        "gates": {
            "first": {"bus": "starlink-v3-like", "satellites_min": 1, "satellites_max": 30, "months": 3},
        },
        "capital": {
            "initial_musd": 3000.0,
            "musd_per_year": 100.0,
            "interest_per_year": 0.04,
            "debts": {
                "early": {"musd": 50.0, "date": date(2027, 2, 1), "rate_per_year": 0.05, "years": 2.0},
                "late": {"musd": 50.0, "date": date(2029, 1, 1), "rate_per_year": 0.05, "years": 2.0},
            },
        },
    }
)  # fmt: skip
CASE = coefficients.build(INSTANCE).case
BEGIN = 3  # 2027-10-01


def frame(name: str, *rows: dict) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(COLUMNS[name]))


def standpoint(**tables) -> continued.Standpoint:
    """A plan that flew twice, met its milestone, passed its gate, and holds 700 M$ before the day."""
    found = {name: frame(name) for name in COLUMNS} | {
        "launches": frame(
            "launches", *({"period": b, "vehicle": "falcon-9", "flights": 1} for b in (0, 2, 4))
        ),
        "shells": frame(
            "shells", {"period": 1, "shell": "sso-600", "slots_held": 11.0, "slots_allowed": 40.0}
        ),
        "gates": frame(
            "gates",
            *({"period": b, "gate": "first", "launched_total": 11, "passed": int(b > 1)} for b in range(6))
        ),
        "balance": frame("balance", *({"period": t, "cash_musd": 500.0 + 100 * t} for t in range(6))),
    }  # fmt: skip
    return continued.Standpoint(
        SimpleNamespace(**{name: dated(table) for name, table in (found | tables).items()}),
        INSTANCE,
        CASE,
        BEGIN,
    )


def refused(at: continued.Standpoint) -> str:
    with pytest.raises(InstanceError) as error:
        remembered(at)
    return str(error.value)


def test_what_is_remembered():
    kept = remembered(standpoint())
    assert kept["vehicles"]["falcon-9"].minimum_flights == 1
    assert kept["sites"]["texas"].interconnection_months == 5  # from 2027-01-01 14 months: 2028-03-01
    assert [one.date for one in kept["shells"]["sso-600"].milestones] == [date(2028, 2, 1)]
    assert kept["gates"] == {}
    assert kept["capital"].initial_musd == pytest.approx(700 * 1.04**0.25)
    assert set(kept["capital"].debts) == {"late"}


def test_a_gate_that_nothing_has_begun_stays():
    gates = frame(
        "gates", *({"period": b, "gate": "first", "launched_total": 0, "passed": 0} for b in range(6))
    )
    assert set(remembered(standpoint(gates=gates))["gates"]) == {"first"}


def test_a_pilot_under_way_goes_on():
    """Not passed, or passed with a line that grows: the gate stays. Satellites of its bus are kept even when
    their life is over.
    """
    gates = frame(
        "gates", *({"period": b, "gate": "first", "launched_total": 4, "passed": 0} for b in range(6))
    )
    at = standpoint(gates=gates, cohorts=launched_long_ago(CASE.dates[0]))
    assert set(remembered(at)["gates"]) == {"first"}
    over = replace(at, case=CASE.replaced(decay_periods=np.zeros_like(CASE.decay_periods)))
    assert [entry.count for entry in continued.satellites_of(over)] == [4]
    growing = INSTANCE.with_value("gates.first.ramp_per_year", 12)
    assert set(remembered(replace(standpoint(), instance=growing))["gates"]) == {"first"}
    passed = replace(standpoint(cohorts=launched_long_ago(CASE.dates[0])), case=over.case)
    assert continued.satellites_of(passed) == []


def launched_long_ago(day: str) -> pd.DataFrame:
    """Four satellites whose life of a quarter is over."""
    row = {
        "design": "small",
        "vehicle": "falcon-9",
        "shell": "sso-600",
        "launch_period": 0,
        "launch_date": day,
        "satellites": 4,
    }
    return frame("cohorts", {**row, "service_years": 0.25})


def test_a_missed_milestone_is_refused():
    """Slots that were allowed are none that were held."""
    assert "milestones" in refused(standpoint(shells=frame("shells")))
    few = frame("shells", {"period": 1, "shell": "sso-600", "slots_held": 0.1, "slots_allowed": 40.0})
    assert "milestones" in refused(standpoint(shells=few))


def test_a_debt_being_repaid_is_refused():
    cash = frame("cash", {"period": 1, "item": "debt", "what": "early", "musd": 20.0})
    assert "capital.debts.early" in refused(standpoint(cash=cash))


def test_what_was_paid_ahead_is_refused():
    rows = (
        {"design": "small", "vehicle": "falcon-9", "launch_period": b, "launch_date": CASE.dates[b]}
        for b in (0, 3)
    )
    at = standpoint(cohorts=frame("cohorts", *rows))
    assert remembered(at)
    ahead = replace(at, case=CASE.replaced(prepay_launch=np.array([1])))
    assert "prepay_months" in refused(ahead)


@pytest.mark.parametrize(
    "key, value",
    [("learning", {"rate": 0.2, "delivered_t": 400}), ("bulk_discounts", [{"flights": 3, "discount": 0.1}])],
)
def test_prices_by_what_flew_are_refused(key, value):
    other = INSTANCE.with_value(f"vehicles.falcon-9.{key}", value)
    assert f"falcon-9.{key}" in refused(replace(standpoint(), instance=other))


@pytest.mark.parametrize(
    "key, value",
    [("learning", {"rate": 0.2, "delivered_t": 400}), ("bulk_discounts", [{"flights": 3, "discount": 0.1}])],
)
def test_a_contract_has_one_price(key, value):
    with pytest.raises(InstanceError, match="contracted flight is known"):
        INSTANCE.with_values(
            {
                f"vehicles.falcon-9.{key}": value,
                "existing.flights": [
                    {"vehicle": "falcon-9", "date": date(2027, 5, 1), "flights": 1, "paid_share": 0.5}
                ],
            }
        )
