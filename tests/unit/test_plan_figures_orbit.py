"""Fleet, cohorts, one satellite, shells: the data are the plan's, and the titles follow their rules."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planner.errors import InstanceError
from planner.report.figures.words import figures
from planner.report.plan.calendar import Calendar, noun, period_name
from planner.report.plan.cohorts import bundled, cohorts_of, gantt, links_of, replaced_of
from planner.report.plan.findings import cohorts as cohorts_found
from planner.report.plan.findings import fleet as fleet_found
from planner.report.plan.findings import satellite as satellite_found
from planner.report.plan.findings import shells as shells_found
from planner.report.plan.fleet import fleet_by_quarter, fleet_of, satellites_of, stacked
from planner.report.plan.satellite import flows, most_flown, one_satellite, parts_of
from planner.report.plan.shells import Limb, dot_step, shells_of
from tests.unit.plan_pictures import check, shipped

MORE = {"satellites": 5, "working": 4.0, "known_dead": 0, "age_years": 1.0, "arrives_period": -4}


def with_existing(early=0):
    """The pilot with five satellites that flew before it, some of which retire early."""
    plan = shipped("pilot")
    row = {"existing": "existing-1", "design": plan.cohorts.design[0], "shell": "sso-600", **MORE,
           "service_start": "2026-01-01", "leaves_period": 16, "service_end": "2031-01-01"}  # fmt: skip
    gone = {"period": 8, "date": "2029-01-01", "last_date": "2029-03-31", "existing": "existing-1",
            "design": row["design"], "shell": "sso-600", "satellites": early}  # fmt: skip
    retirements = pd.DataFrame([gone]) if early else plan.retirements
    return replace(plan, existing=pd.DataFrame([row]), retirements=retirements)


# ------------------------------------------------------------------------------------------------------ fleet


def test_accelerators_are_those_of_the_fleet():
    plan = shipped("reference")
    table = fleet_of(plan)
    counts = plan.mixes.groupby("design")["count"].sum()
    working = (plan.fleet.expected_working * plan.fleet.design.map(counts)).sum()
    launched = (plan.fleet.satellites * plan.fleet.design.map(counts)).sum()
    assert table.working.sum() == pytest.approx(working)
    assert table.in_service.sum() == launched
    assert table.lost.sum() == pytest.approx(launched - working)


def test_satellites_count_once_whatever_accelerators_they_carry():
    plan = shipped("pilot")
    second = plan.mixes.assign(accelerator="other")
    doubled = replace(plan, mixes=pd.concat([plan.mixes, second], ignore_index=True))
    table = fleet_of(doubled)
    one, two = satellites_of(plan, fleet_of(plan)), satellites_of(doubled, table)
    assert one.satellites.tolist() == two.satellites.tolist()
    assert table.working.sum() == pytest.approx(2 * fleet_of(plan).working.sum())


def test_a_period_without_satellites_is_zero_and_not_bridged():
    plan = shipped("pilot")
    gap = sorted(plan.fleet.date.unique())[3]
    broken = replace(plan, fleet=plan.fleet[plan.fleet.date != gap])
    table = fleet_of(broken)
    stacks = stacked(table, list(table.accelerator.unique()), satellites_of(broken, table))
    row = stacks[stacks.date == gap].iloc[0]
    assert row.lost == 0 and row[table.accelerator.iloc[0]] == 0


def test_the_tooltip_of_a_period_says_what_works_and_what_is_lost():
    plan = shipped("starter")
    first = fleet_of(plan).iloc[0]
    satellites = round(plan.fleet.expected_working.iloc[0])
    working, lost = figures(first.working), figures(first.lost)
    said = f"2029 Q1: {working} GB300 at work on {satellites} satellites; {lost} lost."
    assert check(fleet_by_quarter(plan))[0] == said


def fleet_table(**columns):
    """A table of the fleet: accelerator -> working by year from 2030 on."""
    rows = [
        {
            "date": pd.Timestamp(2030 + n, 1, 1),
            "last_date": pd.Timestamp(2030 + n, 12, 31),
            "accelerator": name.replace("_", "-"),
            "working": float(value),
        }
        for name, values in columns.items()
        for n, value in enumerate(values)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"gb300": [5, 9, 7]}, "The fleet peaks in 2031 with 9 GB300 at work"),
        ({"gb300": [78.7, 3]}, "The fleet peaks in 2030 with 79 GB300 at work"),
        ({"gb300": [2000, 1999, 1995]}, "2,000 GB300 are at work from 2030 to 2032"),
        ({"gb300": [2000]}, "2,000 GB300 are at work in 2030"),
        ({"gb300": [9, 4, 1], "rubin_ultra": [0, 6, 99]}, "Rubin Ultra is 95 % of the fleet from 2031 on"),
        ({"gb300": [9, 9, 1], "rubin_ultra": [1, 1, 2]}, "GB300 is 83 % of the fleet's time at work"),
        ({"gb300": [1, 1], "rubin_ultra": [9, 9]}, "Rubin Ultra is 90 % of the fleet's time at work"),
    ],
)
def test_which_generation_leads_and_from_when_on(columns, said):
    assert fleet_found.title(fleet_table(**columns)) == said


# ---------------------------------------------------------------------------------------------------- cohorts


def test_bars_hold_every_satellite_and_cohort():
    plan = shipped("reference")
    rows = cohorts_of(plan)
    table, days = bundled(rows)
    assert rows.satellites.sum() == table.satellites.sum() == plan.cohorts.satellites.sum()
    assert sorted(" ".join(table.cohorts).split()) == sorted(plan.cohorts.cohort)
    assert len(table) <= 42 and days == 0


def test_too_many_bars_are_put_together_by_time():
    days = pd.date_range("2030-01-01", periods=100, freq="MS")
    rows = pd.DataFrame(
        {
            "shell": "low",
            "enters_from": days,
            "enters_to": days,
            "leaves_from": days + pd.Timedelta(days=1826),
            "leaves_to": days + pd.Timedelta(days=1826),
            "satellites": 2,
            "cohorts": [f"c{n}" for n in range(100)],
            "designs": "d",
            "vehicles": "v",
            "is_existing": False,
        }
    )
    table, within = bundled(rows)
    assert within == 92 and len(table) <= 42
    assert table.satellites.sum() == 200
    assert table.cohorts[0] == "c0 c1 c2 c3" and table.enters_to[0] == days[3]


def test_links_join_those_who_leave_and_those_who_come_then():
    plan = shipped("reference")
    table = cohorts_of(plan)
    links = links_of(plan, table)
    assert links
    for one, other, day in links:
        assert table.leaves_to[one] == day == table.enters_from[other]
        assert table.shell[one] == table.shell[other]


def test_existing_satellites_have_bars_and_those_that_retire_early_their_own():
    rows = cohorts_of(with_existing(early=2))
    own = rows[rows.is_existing]
    assert own.satellites.tolist() == [2, 3]
    assert own.leaves_to.tolist() == [pd.Timestamp("2029-01-01"), pd.Timestamp("2031-01-01")]
    figure = gantt(with_existing(early=2), width=340)
    assert any("Flew before the study." in said for said in check(figure))
    assert "hollow" in figure.subtitle


def bars(*rows):
    """Bars from (shell, first year, last year, satellites)."""
    return pd.DataFrame(
        [
            {
                "shell": shell,
                "enters_from": pd.Timestamp(first, 1, 1),
                "leaves_to": pd.Timestamp(last, 1, 1),
                "satellites": n,
            }
            for shell, first, last, n in rows
        ]
    )


@pytest.mark.parametrize(
    ("rows", "retired", "replaced", "said"),
    [
        ([("low", 2030, 2035, 9)], 0, 0, "9 satellites serve low together for 5 years"),
        (
            [("low", 2030, 2035, 9), ("high", 2031, 2038, 1)], 9, 0,
            "No satellite is replaced: 10 satellites serve 5 to 7 years each in low and high",
        ),
        (
            [("low", 2030, 2035, 9), ("low", 2035, 2040, 9)], 9, 9,
            "All 9 satellites that retire are replaced at once, in low",
        ),
        (
            [("low", 2030, 2035, 8), ("low", 2035, 2040, 2)], 8, 2,
            "Of 8 satellites that retire 25 % are replaced at once; each serves 5 years",
        ),
    ],
)  # fmt: skip
def test_who_is_replaced(rows, retired, replaced, said):
    assert cohorts_found.title(bars(*rows), retired, replaced) == said


def test_replaced_are_at_most_those_who_come():
    retired, replaced = replaced_of(shipped("reference"))
    assert retired == shipped("reference").replacements.satellites_retired.sum()
    assert 0 < replaced < retired


# -------------------------------------------------------------------------------------------------- satellite


@pytest.mark.parametrize("name", ["reference", "million", "starcloud"])
def test_the_parts_make_the_satellite(name):
    for _, sized in shipped(name).designs.iterrows():
        table = parts_of(sized)
        mass = table[table.quantity == "mass"].value.sum()
        assert mass == pytest.approx(sized.dry_t * 1000 + sized.propellant_kg, rel=1e-6)
        assert table[table.quantity == "power"].value.sum() == pytest.approx(sized.array_kw, rel=1e-6)
        assert table[table.quantity == "heat"].value.sum() == pytest.approx(sized.heat_kw, rel=1e-6)
        assert all(value >= 0 for value in flows(sized).values())


def test_the_design_that_flies_most_is_shown_and_another_by_name():
    plan = shipped("reference")
    counts = plan.cohorts.groupby("design").satellites.sum()
    assert most_flown(plan) == counts.idxmax()
    other = plan.designs.design[0]
    assert one_satellite(plan, design=other).subtitle.startswith(f"{other}: ")


def test_a_design_that_does_not_fly_is_refused_by_name():
    with pytest.raises(InstanceError, match="'paper' does not fly; known: "):
        one_satellite(shipped("pilot"), design="paper")


def test_without_cohorts_the_existing_are_shown():
    plan = with_existing()
    alone = replace(plan, cohorts=plan.cohorts.iloc[:0])
    assert most_flown(alone) == plan.existing.design[0]


def test_the_title_names_the_largest_purpose_first():
    parts = {"radiator": 60.0, "solar array": 20.0, "battery": 5.0, "structure": 14.5, "accelerators": 0.5}
    rows = [("mass", part, value) for part, value in parts.items()] + [("mass", "propellant", 500.0)]
    table = pd.DataFrame(rows, columns=["quantity", "part", "value"])
    said = "The radiator is 60 % of the satellite's dry mass, power supply 25 %"
    assert satellite_found.title(table) == said


# ----------------------------------------------------------------------------------------------------- shells


def test_shells_have_their_orbit_and_the_most_satellites_in_service():
    plan = shipped("pilot")
    table = shells_of(plan).set_index("shell")
    assert list(table.index) == ["sso-800", "sso-600", "i53-550"]
    peak = plan.fleet.groupby(["shell", "date"]).satellites.sum().groupby("shell").max()
    assert table.satellites_peak["sso-600"] == peak["sso-600"]
    assert table.satellites_peak["i53-550"] == 0 and pd.isna(table.peak_date["i53-550"])
    assert table.inclination_deg["sso-600"] == pytest.approx(97.8, abs=0.1)
    assert table.shadow_fraction["sso-600"] == pytest.approx(0.043, abs=0.002)
    assert 0.1 < table.dose_krad_per_year["sso-600"] < 0.4


def test_the_picture_is_to_scale():
    limb = Limb(600, 800.0)
    ground, low, high = (limb.y(km, 300) for km in (0, 400, 800))
    assert ground - low == pytest.approx(low - high)
    assert ground - high == pytest.approx(800 * limb.per_km)
    arc = np.array(limb.arc(0.0))
    x, y = arc[:, 0] - 300, arc[:, 1]
    centre = y.min() + 6378.137 * limb.per_km
    assert np.hypot(x, y - centre) == pytest.approx(6378.137 * limb.per_km)


@pytest.mark.parametrize(("most", "step"), [(1, 1), (48, 1), (49, 2), (200, 5), (480, 10), (204_081, 5_000)])
def test_a_dot_stands_for_a_round_number(most, step):
    assert dot_step(most) == step


@pytest.mark.parametrize(
    ("peaks", "shadow", "said"),
    [
        ([7, 0], 0.043, "All satellites fly in low, at 600 km, in shadow 4.3 % of the time"),
        ([7, 0], 0.0, "All satellites fly in low, at 600 km, never in shadow"),
        ([7, 9], 0.3, "high holds most, up to 9 satellites at 800 km, in shadow 30 % of the time"),
    ],
)
def test_where_most_satellites_fly(peaks, shadow, said):
    table = pd.DataFrame(
        {
            "shell": ["low", "high"],
            "altitude_km": [600.0, 800.0],
            "satellites_peak": peaks,
            "shadow_fraction": shadow,
        }
    )
    assert shells_found.title(table) == said


# --------------------------------------------------------------------------------------------------- calendar


@pytest.mark.parametrize(
    ("day", "months", "said"),
    [
        ("2031-04-01", 3, "2031 Q2"),
        ("2031-02-01", 3, "February 2031"),
        ("2031-07-01", 6, "2031 H2"),
        ("2031-01-01", 12, "2031"),
        ("2031-05-01", 1, "May 2031"),
    ],
)
def test_periods_are_called_as_people_say(day, months, said):
    assert period_name(day, months) == said


def test_days_stand_in_proportion():
    calendar = Calendar.over(["2030-01-01", "2032-01-01"], 100, 173.0)
    assert calendar.at("2031-01-01") == pytest.approx(136.5)
    assert calendar.years() == [2030, 2031]
    assert noun(3) == "quarter" and noun(4) == "period"
