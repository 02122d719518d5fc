"""Capital, debt and payments ahead of launch, from the instance's words to the arrays of a Case, by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from models.cash import instalments
from models.finance import flight_cost, satellite_cost
from models.payments import (
    by_period,
    flight_payments,
    known_prices,
    launches_worth,
    purchases_worth,
    satellite_payments,
)
from planner import coefficients
from planner.errors import InstanceError
from planner.instance.reading import read
from small_plan import small_case

STARTER = read(Path(__file__).parents[1] / "cases" / "short-starter.toml")  # quarters from 2027 on
BANK = {"musd": 200.0, "date": date(2027, 2, 1), "rate_per_year": 0.21, "years": 1.1}


def built(**values):
    return coefficients.build(
        STARTER.with_values({key.replace("__", "."): v for key, v in values.items()})
    ).case


def test_without_the_section_money_has_no_limit():
    case = built()
    assert not case.cash_limited and not case.capital_musd.any() and case.debts == ()
    assert "capital" not in STARTER.resolved_toml()


def test_capital_by_period():
    """40 M$ a year are 10 a quarter, 30 more at the start; 4 % a year are 1.04^(1/4) a quarter."""
    case = built(capital={"initial_musd": 30.0, "musd_per_year": [40.0, 80.0], "interest_per_year": 0.04})
    assert case.cash_limited and case.capital_musd[:6].tolist() == [40.0, 10.0, 10.0, 10.0, 20.0, 20.0]
    assert (
        len(case.capital_musd) == case.periods and case.capital_musd[-1] == 20.0
    )  # the last value holds in the tail, too
    assert case.interest_factor == pytest.approx(1.04**0.25)


def test_an_empty_section_is_no_money_at_all():
    case = built(capital={})
    assert case.cash_limited and not case.capital_musd.any()


def test_a_debt_is_an_annuity():
    """Drawn in the first quarter that begins in or after February; 1.1 years are four whole quarters at
    1.21^(1/4) - 1 = 4.88 %.
    """
    case = built(capital={"debts": {"bank": BANK}})
    quarter = 1.21**0.25 - 1
    assert (case.debts, case.debt_period.tolist(), case.debt_periods.tolist()) == (("bank",), [1], [4])
    assert sum(case.debt_instalment[0] * (1 + quarter) ** -n for n in (1, 2, 3, 4)) == pytest.approx(1.0)
    assert list(instalments(case, 0)) == [2, 3, 4, 5]


def test_a_debt_without_interest_is_paid_in_parts():
    case = built(capital={"debts": {"bank": {**BANK, "rate_per_year": 0.0}}})
    assert case.debt_instalment.tolist() == [0.25]


@pytest.mark.parametrize(
    "debt, where, why",
    [
        (
            {**BANK, "date": date(2099, 1, 1)},
            "capital.debts.bank.date",
            "the last period of the plan starts on",
        ),
        ({**BANK, "rate_per_year": 8.0}, "capital.debts.bank.rate_per_year", "outside 0..1"),
        ({**BANK, "years": 0.1}, "capital.debts.bank.years", "outside 0.25..50"),
        ({**BANK, "musd": -1.0}, "capital.debts.bank.musd", "outside 0.."),
        ({**BANK, "term": 3}, "capital.debts.bank.term", "unknown key"),
        ({"musd": 5.0}, "capital.debts.bank.date", "is missing"),
    ],
)
def test_a_debt_that_makes_no_sense_is_refused(debt, where, why):
    with pytest.raises(InstanceError) as error:
        built(capital={"debts": {"bank": debt}})
    assert where in str(error.value) and why in str(error.value)


def test_a_debt_repaid_within_half_a_period_is_refused():
    values = {"study.period_months": 12, "study.launch_periods": 2}
    with pytest.raises(InstanceError, match="capital.debts.bank.years.*half a period of 12 months or less"):
        built(**values, capital={"debts": {"bank": {**BANK, "years": 0.5}}})


def test_months_are_rounded_up_to_periods():
    bus, vehicle, accelerator = (
        next(iter(getattr(STARTER.data, n))) for n in ("buses", "vehicles", "accelerators")
    )
    case = built(**{
        f"buses.{bus}.prepay_months": 4, f"vehicles.{vehicle}.prepay_months": 3,
        f"accelerators.{accelerator}.prepay_months": 13,
    })  # fmt: skip
    assert (case.prepay_bus[0], case.prepay_launch[0], case.prepay_accelerator[0]) == (2, 1, 5)
    record = STARTER.data.accelerators[accelerator]
    flying_usd = record.flight_price_factor * record.price_usd.values[0]
    assert case.accelerator_cost_musd[0, 0] == pytest.approx(flying_usd / 1e6)


def prepaid_case():
    """The small case: a big satellite launched in period 1 for 20 M$, ten chips of 0.7 M$ in it; the flight
    costs 50 M$, insured net at 5 %.
    """
    return small_case().replaced(
        accelerator_cost_musd=np.full((1, 2), 0.7), prepay_accelerator=np.array([3]),
        prepay_launch=np.array([1]),
        cohort_share=np.full((1, 2, 2), 0.6),
    )  # fmt: skip


def test_payments_of_a_satellite_and_a_flight():
    case = prepaid_case()
    assert by_period(satellite_payments(case, 0, 0, 0, 1)) == pytest.approx({0: 7.0, 1: 13.0 + 0.05 * 20})
    assert by_period(flight_payments(case, 0, 1)) == pytest.approx({0: 50.0, 1: 0.05 * 50})
    assert by_period(satellite_payments(case, 0, 0, 0, 0)) == pytest.approx({0: 30.0 + 0.05 * 30})


def test_shares_are_charged_where_they_are_paid():
    """60 % of both parts, all of the premium; 40 % of the launch of 4 t on 10 t are credited where the flight
    is paid.
    """
    case = prepaid_case()
    paid = {0: 0.6 * 7.0 - 0.4 * 50 * 0.4, 1: 0.6 * 13.0 + 0.05 * 20}
    assert by_period(satellite_payments(case, 0, 0, 0, 1, 0.6)) == pytest.approx(paid)
    assert satellite_cost(case, 0, 0, 0, 1, 0) == pytest.approx(paid[0] + 0.5 * paid[1])
    assert flight_cost(case, 0, 1) == pytest.approx(50 + 0.5 * 0.05 * 50)


def test_the_worth_of_payments_is_the_sum_over_them():
    case = prepaid_case()
    worth = np.array([-1.7, 0.3, 11.0])
    for d, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
        uninsured = satellite_payments(case.replaced(insurance_rate=np.zeros(1)), d, 0, 0, b)
        assert purchases_worth(case, worth)[d, b] == pytest.approx(sum(worth[t] * m for t, _, m in uninsured))
    for b in (0, 1):
        paid = flight_payments(case, 0, b)
        assert (known_prices(case) * launches_worth(case, worth))[0, b] == pytest.approx(
            sum(worth[t] * m for t, _, m in paid)
        )


def test_accelerators_cannot_cost_more_than_the_satellite():
    case = small_case().replaced(accelerator_cost_musd=np.full((1, 2), 5.0))
    with pytest.raises(ValueError, match="accelerator_cost_musd"):
        case.check()
