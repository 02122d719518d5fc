"""Times that count in whole periods: the direction of each key, in the format, in the Case and in the
notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.coefficients import build
from planner.coefficients.timeline import Timeline, rounded
from planner.instance.reading import read
from planner.instance.rounding import DAY_IN_PERIOD, FIRST_DAY, LIFE, SINCE, WAIT, InPeriods
from planner.instance.schema import SHAPE, Debt, Site, format_reference
from planner.instance.shape import Leaf, Node, Table, rounding_of

TESTS = Path(__file__).parents[1]
CASES = TESTS / "cases"
YEARS = Timeline(date(2028, 1, 1), 12, 3, 0.1)
QUARTERS = Timeline(date(2028, 1, 1), 3, 8, 0.1)

DECLARED = {
    "physics.since": SINCE,
    "accelerators.*.available_from": FIRST_DAY, "accelerators.*.prepay_months": WAIT,
    "buses.*.service_lives_years": LIFE, "buses.*.design_life_years": LIFE,
    "buses.*.available_from": FIRST_DAY, "buses.*.prepay_months": WAIT,
    "gates.*.months": WAIT,
    "shells.*.available_from": FIRST_DAY, "shells.*.raising_days": WAIT,
    "shells.*.milestones.*.date": DAY_IN_PERIOD, "vehicles.*.available_from": FIRST_DAY,
    "vehicles.*.prepay_months": WAIT, "sites.*.interconnection_months": WAIT, "sites.*.lead_months": WAIT,
    "sites.*.rack_life_years": LIFE,
    "sites.*.available_from": FIRST_DAY,
    "capital.debts.*.date": FIRST_DAY, "capital.debts.*.years": LIFE,
    "existing.satellites.*.launched": FIRST_DAY, "existing.satellites.*.service_life_years": LIFE,
    "existing.racks.*.bought": FIRST_DAY, "existing.flights.*.date": DAY_IN_PERIOD,
    "frozen.until": FIRST_DAY, "frozen.flights.*.date": DAY_IN_PERIOD,
    "frozen.flights.*.cargo.*.service_life_years": LIFE, "frozen.racks.*.date": DAY_IN_PERIOD,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------------- by hand


def test_directions_by_hand():
    assert rounded([0, 0.2, 1, 1.5, 2.99], "up").tolist() == [0, 1, 1, 2, 3]
    assert rounded([0, 0.2, 1, 1.5, 2.99], "down").tolist() == [0, 0, 1, 1, 2]
    assert rounded([0.5, 0.51, 1, 1.5, 2.49, 2.99], "nearest").tolist() == [0, 1, 1, 1, 2, 3]


@given(st.floats(0, 500))
def test_each_direction_stays_within_its_distance(periods):
    up, down, nearest = (int(rounded(periods, way)) for way in ("up", "down", "nearest"))
    assert -1e-8 <= up - periods < 1 and -1e-8 <= periods - down < 1
    assert abs(nearest - periods) <= 0.5 + 1e-8


@given(st.integers(0, 400))
def test_sums_of_floats_count_as_the_whole_number_they_mean(periods):
    years = sum([0.1] * periods) * 2.5  # quarters in floating point
    assert {int(rounded(QUARTERS.length(years, "years"), way)) for way in ("up", "down", "nearest")} == {
        periods
    }


def test_days_lie_between_the_starts_of_periods():
    """2028-02-15 is day 45 of a quarter of 91; 2027-12-01 lies 31 of 92 days before the study."""
    assert QUARTERS.position(date(2028, 2, 15)) == pytest.approx(45 / 91)
    assert QUARTERS.position(date(2027, 12, 1)) == pytest.approx(-31 / 92)
    assert QUARTERS.position(date(2029, 4, 1)) == 5


def test_counts_go_by_the_key():
    debt = Debt(musd=1, date=date(2029, 2, 1), rate_per_year=0, years=2.6)
    assert (YEARS.count(debt, "date"), YEARS.count(debt, "years")) == (2, 3)
    assert (QUARTERS.count(debt, "date"), QUARTERS.count(debt, "years")) == (5, 10)
    with pytest.raises(KeyError, match="Debt.musd does not count in periods"):
        YEARS.count(debt, "musd")


# ------------------------------------------------------------------------------------------------- the format


def in_periods(node: Node, path: str = "") -> Iterator[tuple[str, InPeriods]]:
    if isinstance(node, Leaf):
        if node.in_periods:
            yield path, node.in_periods
    elif isinstance(node, Table):
        for name, key in node.keys.items():
            yield from in_periods(key.node, f"{path}.{name}".lstrip("."))
    else:
        yield from in_periods(node.of, f"{path}.*")


def test_every_key_that_counts_in_periods_says_so():
    assert dict(in_periods(SHAPE)) == DECLARED


def test_the_table_of_the_format_says_the_direction():
    rows = [row for row in format_reference().splitlines() if row.startswith("| `")]
    said = [
        row for row in rows if any(way.words in row for way in (WAIT, LIFE, FIRST_DAY, DAY_IN_PERIOD, SINCE))
    ]
    assert len(said) == len(DECLARED)


def test_dates_and_times_that_do_not_count_in_periods_are_known():
    """Times that act to the day, or as they are: the life of a building is an annuity, that of a design and
    of the dead are limits.
    """

    def dated(node: Node, path: str = "") -> Iterator[str]:
        if isinstance(node, Leaf):
            word = path.rsplit(".", 1)[-1].rsplit("_", 1)[-1]
            if not node.in_periods and (node.kind == "date" or word in ("years", "months", "days")):
                yield path
        elif isinstance(node, Table):
            for name, key in node.keys.items():
                yield from dated(key.node, f"{path}.{name}".lstrip("."))
        else:
            yield from dated(node.of, f"{path}.*")

    assert list(dated(SHAPE)) == [
        "study.start", "study.period_months", "disposal.years", "shells.*.epoch",
        "sites.*.building_life_years",
    ]  # fmt: skip


# -------------------------------------------------------------------------------------------------- the notes


YEARLY = {"study.period_months": 12, "study.launch_periods": 2}
BASE = read(CASES / "life29.toml")
FLYING = read(TESTS / "unit" / "data" / "satellites.toml").with_values(YEARLY)


def test_a_rack_of_2_99_years_serves_three_yearly_periods():
    """1 Tt a year takes 1 / 0.0315576 = 31.69 racks, whole ones 32, for 0.32 M$, in two committed years and
    as much in a third.

    Discounted at 10 % to the middles of the years: 0.32 / (1.1^-0.5 + 1.1^-1.5 + 1.1^-2.5), and 0.0008766 M$
    of energy a rack and year.
    """
    plan = planner.solve(BASE)
    by_hand = 0.32 / (1.1**-0.5 + 1.1**-1.5 + 1.1**-2.5) + 0.0008766 * 32
    assert plan.ratio == pytest.approx(by_hand, rel=1e-6)
    said = "sites.tx.rack_life_years: 2.99 years count as 3 years, in whole periods, the nearest"
    assert plan.record.notes == (said,)


def test_a_life_of_whole_periods_is_not_noted():
    assert build(BASE.with_value("sites.tx.rack_life_years", 3)).notes == ()


@pytest.mark.parametrize(
    "values, said",
    [
        ({"sites.desert.lead_months": 7}, "sites.desert.lead_months: 7 months count as 12 months"),
        ({"sites.desert.rack_life_years": 4.4}, "sites.desert.rack_life_years: 4.4 years count as 4 years"),
        ({"buses.ai.service_lives_years": [2, 4.6]},
         "buses.ai.service_lives_years: 4.6 years count as 5 years"),
        ({"buses.ai.service_lives_years": [0.5, 4]},
         "buses.ai.service_lives_years: 0.5 years are half a period or less: not"),
        ({"buses.ai.prepay_months": 5}, "buses.ai.prepay_months: 5 months count as 12 months"),
        ({"shells.dawn.raising_days": 20},
         "shells.dawn.raising_days: 20 days count as 12 months, in whole periods, rounded up"),
        (
            {"vehicles.medium.available_from": date(2029, 3, 1)},
            "vehicles.medium.available_from: 2029-03-01 counts from 2030-01-01: from the first period",
        ),
        (
            {"sites.desert.interconnection_months": 7},
            "sites.desert.interconnection_months: the grid delivers from 2029-01-01, "
            "the first period that starts on 2028-08-01 or later",
        ),
        (
            {"capital": {"debts": {
                "bank": {"musd": 1, "date": date(2028, 1, 1), "rate_per_year": 0.1, "years": 1.7},
            }}},
            "capital.debts.bank.years: 1.7 years count as 2 years, in whole periods, the nearest",
        ),
        (
            {"gates": {"first": {"bus": "ai", "satellites_min": 1, "satellites_max": 5, "months": 14}}},
            "gates.first.months: 14 months count as 24 months, in whole periods, rounded up",
        ),
        (
            {"physics.since": date(2026, 3, 1)},
            "physics.since: 2026-03-01 counts from 2026-01-01: "
            "from the last start of a period on it or before",
        ),
        (
            {"existing.flights": [
                {"vehicle": "medium", "date": date(2029, 5, 1), "flights": 1, "paid_share": 0},
            ]},
            "existing.flights.0.date: 2029-05-01 counts as 2029-01-01: "
            "at the start of the period in which it falls",
        ),
        (
            {"existing.racks": [
                {"site": "desert", "accelerator": "gb", "blocks": 1, "bought": date(2027, 5, 1)},
            ]},
            "existing.racks.0: they serve until ",
        ),
    ],
)  # fmt: skip
def test_what_rounding_changes_is_said(values, said):
    found = build(FLYING.with_values(values)).notes
    assert [note for note in found if note.startswith(said)], found


def test_like_figures_share_a_note():
    found = build(
        FLYING.with_values({"shells.dawn.raising_days": 20, "shells.tilted.raising_days": 20})
    ).notes
    assert [
        note for note in found if note.startswith("shells.dawn.raising_days, shells.tilted.raising_days: 20")
    ]


def test_the_decay_of_the_dead_is_said_as_it_counts():
    built = build(FLYING)
    (note,) = [note for note in built.notes if note.startswith("shells.tilted: years until a dead satellite")]
    exact, used = re.search(r"ai ([\d.]+) as ([\d.]+)$", note).groups()
    s = built.case.shells.index("tilted")
    assert float(used) == built.case.decay_periods[0, s] and 0 <= float(used) - float(exact) < 1


def test_a_first_day_that_comes_after_the_launches_is_not_said():
    found = build(FLYING.with_value("accelerators.next.available_from", date(2040, 5, 1))).notes
    assert not [note for note in found if "accelerators.next" in note]


def test_the_direction_is_read_from_the_schema():
    assert rounding_of(Site, "rack_life_years") is LIFE and rounding_of(Site, "available_from") is FIRST_DAY
