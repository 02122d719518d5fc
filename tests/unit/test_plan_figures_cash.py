"""Cash by year and kind: the plan's money, the line, what is said."""

import pandas as pd
import pytest

from planner.report.plan.cash import cash_by_year, cash_table, stacked
from planner.report.plan.findings.cash import cash_finding
from shipped_plans import DRAWN, NAMES, says_all, shipped, without

LIMITED = [name for name in NAMES if len(shipped(name).balance)]
OTHERS = [name for name in NAMES if name not in LIMITED]


def flows(**years):
    """A table of (revenue, cost) by year, and what they add up to."""
    rows, total = [], 0.0
    for year, (revenue, cost) in years.items():
        total += revenue - cost
        rows += [(int(year[1:]), "revenue", float(revenue)), (int(year[1:]), "orbit", -float(cost))]
        rows.append((int(year[1:]), "flow", total))
    return pd.DataFrame(rows, columns=["year", "kind", "musd"])


def holdings(capital=0.0, debt=0.0, **years):
    """A table of the cash held by year."""
    rows = [(2030, "capital", capital), (2030, "debt", debt)]
    rows += [(int(year[1:]), "cash", float(musd)) for year, musd in years.items()]
    return pd.DataFrame(rows, columns=["year", "kind", "musd"])


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        (
            flows(y2030=(0, 50), y2031=(20, 10), y2032=(90, 0)),
            "50 M$ must be laid out by 2030, paid back in 2032; 50 M$ are left at the end",
        ),
        (flows(y2030=(10, 50), y2031=(20, 10)), "Revenue does not pay for it: 30 M$ are missing at the end"),
        (
            flows(y2030=(10, 5), y2031=(20, 10)),
            "Revenue pays for everything from the first year; 15 M$ are left at the end",
        ),
        (flows(y2030=(0, 5), y2031=(0, 30)), "35 M$ are spent, most of it in 2031: 30 M$"),
        (flows(y2030=(0, 20000)), "$20 bn are spent, and nothing is sold"),
        (
            flows(y2030=(0, 1820), y2031=(210820, 0)),
            "$1.82 bn must be laid out by 2030, paid back in 2031; $209 bn are left at the end",
        ),
        (
            holdings(100.0, 50.0, y2030=70, y2031=20),
            "100 M$ of capital and 50 M$ of debt carry the plan; cash is lowest at the end of 2031, 20 M$",
        ),
        (
            holdings(100.0, y2030=70, y2031=1e-8),
            "100 M$ of capital carry the plan; all cash is spent by the end of 2031",
        ),
        (holdings(y2030=70, y2031=80), "Cash is lowest at the end of 2030, 70 M$"),
    ],
)
def test_the_finding(table, finding):
    assert cash_finding(table) == finding


@pytest.mark.parametrize("name", OTHERS)
def test_the_data_are_the_cash_table(name):
    plan = shipped(name)
    data = cash_table(plan)
    assert data[data.kind != "flow"].musd.sum() == pytest.approx(plan.cash.musd.sum())
    assert data[data.kind == "flow"].musd.iloc[-1] == pytest.approx(plan.cash.musd.sum())
    revenue = plan.cash[plan.cash.kind == "revenue"].musd.sum()
    assert data[data.kind == "revenue"].musd.sum() == pytest.approx(revenue)


@pytest.mark.parametrize("name", LIMITED)
def test_the_data_are_the_balance(name):
    plan = shipped(name)
    data = cash_table(plan)
    sums = data.groupby("kind").musd.sum()
    assert sums["spent"] == pytest.approx(-plan.balance.spend_musd.sum())
    assert sums["capital"] == pytest.approx(plan.balance.capital_musd.sum())
    assert sums["repaid"] == pytest.approx(-plan.balance.repayment_musd.sum())
    end = data[data.kind == "cash"].musd.iloc[-1]
    assert end == pytest.approx(plan.balance.cash_musd.iloc[-1])
    assert data[data.kind != "cash"].musd.sum() == pytest.approx(end, rel=1e-6)


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_every_shipped_plan_draws(name, width):
    figure = cash_by_year(shipped(name), width)
    assert says_all(figure)
    assert figure.chart.to_dict()


def test_no_money_nothing_shown():
    assert cash_by_year(without(shipped("starter"), "cash")) is None
    assert cash_by_year(without(shipped("ipo"), "balance", "cash")) is None


def test_what_comes_in_stands_above_zero_and_what_goes_out_below():
    table = pd.DataFrame(
        [(2030, "revenue", 5.0), (2030, "orbit", -2.0), (2030, "ground", -1.0), (2031, "orbit", 1.0)],
        columns=["year", "kind", "musd"],
    )
    assert [(bar["kind"], bar["foot"], bar["top"]) for bar in stacked(table)] == [
        ("revenue", 0, 5), ("orbit", 0, -2), ("ground", -2, -3), ("orbit", 0, 1),
    ]  # fmt: skip
