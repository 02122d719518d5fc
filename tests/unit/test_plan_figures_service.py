"""Tokens by year and provider: the plan's sums, what is said of them, every shipped plan."""

from dataclasses import replace

import pandas as pd
import pytest

from planner.report.colours import PURPLE, REST
from planner.report.figures.grammar import Scale
from planner.report.plan.findings.service import tokens_finding
from planner.report.plan.service import (
    asked_by_year,
    colours_of,
    seen,
    service_table,
    stacked,
    subtitle,
    tokens_by_year,
)
from planner.report.plan.sheet import Amount, tokens_in
from shipped_plans import DRAWN, NAMES, NARROW, says_all, shipped, sizes_are_read, without


def served(**by_year):
    """A table of (orbit, ground) by year."""
    rows = [
        (int(year[1:]), kind, kind, float(tokens))
        for year, pair in by_year.items()
        for kind, tokens in zip(("orbit", "ground"), pair)
    ]
    frame = pd.DataFrame(rows, columns=["year", "kind", "provider", "tokens_tt"])
    return frame[frame.tokens_tt > 0]


@pytest.mark.parametrize(
    ("table", "finding"),
    [
        (
            served(y2030=(1, 3), y2031=(6, 2)),
            "Orbit serves 58 % of the tokens; it overtakes the ground in 2031",
        ),
        (
            served(y2030=(3, 1), y2031=(1, 3)),
            "Orbit serves 50 % of the tokens; the ground overtakes it in 2031",
        ),
        (
            served(y2030=(3, 1), y2031=(3, 1)),
            "Orbit serves 75 % of the tokens; it leads in every year",
        ),
        (
            served(y2030=(1, 3), y2031=(1, 3)),
            "Orbit serves 25 % of the tokens; the ground leads in every year",
        ),
        (
            served(y2030=(0, 3), y2031=(4, 3), y2032=(4, 3), y2033=(0, 1)),
            "Orbit serves 44 % of the tokens; it leads from 2031 to 2032",
        ),
        (
            served(y2030=(2, 1), y2031=(1, 2), y2032=(2, 1)),
            "Orbit serves 56 % of the tokens; it leads in 2 of 3 years",
        ),
        (served(y2030=(2, 1)), "Orbit serves 67 % of the tokens"),
        (served(y2030=(2, 0)), "Orbit alone serves all tokens, 2 Tt in all"),
        (served(y2030=(0, 30000)), "The ground alone serves all tokens, 30 thousand Tt in all"),
        (served(), "No token is served"),
    ],
)
def test_the_finding(table, finding):
    assert tokens_finding(table) == finding


@pytest.mark.parametrize("name", NAMES)
def test_the_data_are_the_plans_sums(name):
    plan = shipped(name)
    data = tokens_by_year(plan).data
    assert data[data.kind.isin(["orbit", "ground"])].tokens_tt.sum() == pytest.approx(
        plan.tokens.tokens_tt.sum()
    )
    assert data[data.kind == "committed"].tokens_tt.sum() == pytest.approx(plan.demand.committed_tt.sum())
    assert data[data.kind == "not served"].tokens_tt.sum() == pytest.approx(plan.demand.shortfall_tt.sum())
    years = plan.tokens.date.dt.year
    last = data[(data.year == years.max()) & data.kind.isin(["orbit", "ground"])].tokens_tt.sum()
    assert last == pytest.approx(plan.tokens[years == years.max()].tokens_tt.sum())


@pytest.mark.parametrize(("name", "width"), DRAWN)
def test_every_shipped_plan_draws(name, width):
    figure = tokens_by_year(shipped(name), width)
    assert says_all(figure)
    assert figure.chart.to_dict()


def test_the_picture_is_small_and_readable():
    figure = tokens_by_year(shipped("reference"))
    assert len(figure.svg()) < 60_000
    assert "In 2035 sso-600 serves" in figure.svg()
    assert sizes_are_read(tokens_by_year(shipped("reference"), NARROW))


def test_bars_stand_on_each_other():
    plan = shipped("reference")
    data = service_table(plan)
    rows = [row for row in stacked(data, colours_of(plan, data), Amount("Tt", 1.0)) if row["year"] == 2035]
    assert [row["foot"] for row in rows[1:]] == [row["top"] for row in rows[:-1]]
    assert rows[0]["foot"] == 0


def test_nothing_asked_nothing_shown():
    assert tokens_by_year(without(shipped("starter"), "tokens", "demand")) is None


def test_a_plan_that_serves_nothing_shows_what_is_committed():
    figure = tokens_by_year(without(shipped("starter"), "tokens"))
    assert figure.title == "No token is served"
    assert figure.data.kind.unique().tolist() == ["committed"]


def test_years_in_which_nothing_is_asked_or_served_are_not_drawn():
    rows = [(2030, "orbit", "a", 1.0), (2031, "orbit", "a", 0.0), (2032, "committed", "", 2.0)]
    rows += [(year, "committed", "", 0.0) for year in (2029, 2033, 2040)]
    data = pd.DataFrame(rows, columns=["year", "kind", "provider", "tokens_tt"])
    assert asked_by_year(data).index.tolist() == [2030, 2031, 2032]


def test_the_subtitle_names_what_is_drawn():
    data = pd.DataFrame([(2030, "ground", "a", 1.0)], columns=["year", "kind", "provider", "tokens_tt"])
    said = subtitle(Amount("Tt", 1.0), data)
    assert said == "Output tokens by year and provider, Tt (1 Tt is 10¹² tokens): sites on the ground orange."


def test_one_year():
    plan = shipped("starter")
    kept = {name: (table := getattr(plan, name))[table.date.dt.year == 2031] for name in ("tokens", "demand")}
    figure = tokens_by_year(replace(plan, **kept), NARROW)
    assert figure.data.year.unique().tolist() == [2031]
    assert figure.chart.to_dict()


def test_the_smallest_of_many_providers_are_grey():
    plan = shipped("starter")
    rows = [(2030, "orbit", f"shell-{n}", 10.0 - n) for n in range(9)]
    data = pd.DataFrame(rows, columns=["year", "kind", "provider", "tokens_tt"])
    colours = colours_of(plan, data)
    assert [colours[f"shell-{n}"] for n in (7, 8)] == [REST, REST]


def test_what_is_too_little_to_be_seen_is_not_in_the_key():
    bars = [{"name": "committed, not served", "foot": 10.0, "top": 10.1}]
    colours = {"committed, not served": PURPLE}
    assert seen(colours, bars, Scale(0, 10, 50)) == {}
    assert seen(colours, bars, Scale(0, 10, 500)) == colours


def test_amounts_in_words():
    assert [tokens_in(most).unit for most in (500, 5e4, 5e6)] == ["Tt", "thousand Tt", "million Tt"]
