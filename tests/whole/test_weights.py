"""Token weights that change with time, from the file to the plan and on."""

from datetime import date
from pathlib import Path

import pytest

import planner
from planner import coefficients
from planner.auditing.question import case_of

STARTER = planner.read(Path(__file__).parents[1] / "cases" / "short-starter.toml")
PATH = {"start": 1.0, "growth_per_year": 0.5}


@pytest.fixture(scope="module")
def rising():
    """A plan of the starter with weights 1, 1.5, ... by study year, its ratio within 5 %."""
    (workload,) = STARTER.data.workloads
    return planner.solve(STARTER.with_values({f"workloads.{workload}.token_weight": PATH}), gap=0.05)


def test_tokens_count_by_the_weight_of_their_period(rising):
    """Six quarters of launches: weight 1 in the first four, 1.5 in all after them."""
    case = case_of(rising)
    assert case.token_weight.tolist() == [[1.0] * 4 + [1.5] * (case.periods - 4)]
    tokens = rising.tokens
    counted = tokens.tokens_tt * case.token_weight[0, tokens.period] * case.discount_mid[tokens.period]
    assert rising.tokens_tt == pytest.approx(counted.sum(), rel=1e-9)
    assert rising.record.audit == "passed"
    assert planner.audit(rising).ok
    late = tokens.period >= case.launch_periods
    assert rising.record.horizon.tokens_after_launches == pytest.approx(counted[late].sum() / counted.sum())


def test_a_question_that_goes_on_keeps_the_weights_by_date(rising):
    case, begin = case_of(rising), 2
    later = coefficients.build(planner.continued(rising, date.fromisoformat(case.dates[begin]))).case
    assert later.token_weight == pytest.approx(case.token_weight[:, begin:])


def test_a_weight_of_nothing_is_refused_wherever_it_stands_in_the_path():
    (workload,) = STARTER.data.workloads
    with pytest.raises(
        planner.InstanceError, match=r"token_weight +0 \(from 2028-01-01 on\) is outside 0\.\.1000000"
    ):
        STARTER.with_value(f"workloads.{workload}.token_weight", [1.0, 0.0, 1.0, 1.0])
