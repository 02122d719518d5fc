"""What exists at the start: from dates and counts to arrays, by hand; and what cannot exist is refused."""

from datetime import date, timedelta
from math import exp
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner import coefficients
from planner.coefficients.existing import of_racks, of_satellites
from planner.coefficients.timeline import Timeline
from planner.errors import InstanceError

STARTER = planner.read(Path(__file__).parents[1] / "cases" / "short-starter.toml")
QUARTERS = Timeline(date(2027, 1, 1), 3, 6, 0.08)


def started(**existing):
    """The starter with what exists."""
    return STARTER.with_values({f"existing.{key}": value for key, value in existing.items()})


def satellites(**changes):
    """Ten satellites launched two years before the study, to serve five."""
    return {
        "design": "small", "shell": "sso-600", "launched": date(2025, 1, 1), "service_life_years": 5,
        "count": 10, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    "launched, raising_days, arrives, leaves, age",
    [
        (date(2025, 1, 1), 0, -8, 12, 2.0),  # two of five years served
        (date(2026, 10, 1), 140, 1, 21, 0.0),  # on a start: two whole quarters on its way, as the plan's own
        (date(2026, 11, 15), 30, 0, 20, 17 / 92 / 4),  # ready on 15 December, not in the middle of January
        (date(2026, 12, 1), 45.5, 1, 20, 0.25 * (1 - 14.5 / 90)),  # ready in the middle of January
        (date(2026, 12, 1), 91.3, 1, 21, 0.25 * (1 - 60.3 / 90)),  # nearer to the start of April
        (date(2026, 11, 1), 0, 0, 19, 61 / 92 / 4),  # it leaves in November, a month after the nearest start
        (date(2021, 1, 1), 0, -24, -4, 6.0),  # over since a year
    ],
)  # fmt: skip
def test_satellites_wait_by_days(launched, raising_days, arrives, leaves, age):
    data = started(satellites=[satellites(launched=launched)]).with_value(
        "shells.sso-600.raising_days", raising_days
    )
    found = of_satellites(data.data, QUARTERS, data.data.existing.satellites[0])
    assert found == (arrives, leaves, pytest.approx(age))


@pytest.mark.parametrize(
    "bought, lead_months, arrives, leaves, age",
    [
        (date(2025, 1, 1), 0, -8, 12, 2.0),
        (date(2026, 10, 1), 5, 1, 21, 0.0),  # on a start: two whole quarters, as the plan's own
        (date(2026, 11, 15), 1, 0, 20, 17 / 92 / 4),  # there on 15 December
        (date(2026, 11, 30), 3, 1, 21, 0.25 * (1 - 58 / 90)),  # there on the last day of February
        (date(2026, 12, 16), 0, 0, 20, 16 / 92 / 4),
    ],
)  # fmt: skip
def test_racks_wait_by_months(bought, lead_months, arrives, leaves, age):
    racks = {"site": "texas", "accelerator": "gb300", "blocks": 1, "bought": bought}
    data = started(racks=[racks]).with_values(
        {"sites.texas.lead_months": lead_months, "sites.texas.rack_life_years": 5}
    )
    found = of_racks(data.data, QUARTERS, data.data.existing.racks[0])
    assert found == (arrives, leaves, pytest.approx(age))


@given(st.integers(1, 1500), st.floats(0, 400), st.integers(1, 12))
def test_a_later_launch_never_enters_service_sooner(days, raising_days, months):
    timeline = Timeline(date(2027, 1, 1), months, 6, 0.08)
    data = (
        started(satellites=[satellites(), satellites()])
        .with_value("shells.sso-600.raising_days", raising_days)
        .data
    )
    older, newer = (
        of_satellites(
            data,
            timeline,
            data.existing.satellites[0].model_copy(
                update={"launched": date(2026, 12, 31) - timedelta(days=ago)}
            ),
        )
        for ago in (days, days - 1)
    )
    assert older[0] <= newer[0] and older[0] >= -(days + 2) / 27


def test_survivors_by_the_hazard():
    """Falcon 9 delivers its share of ten; two years at the bus's hazard."""
    case = coefficients.build(started(satellites=[satellites(vehicle="falcon-9")])).case
    loss = STARTER.data.buses["starlink-v3-like"].losses_per_year
    success = STARTER.data.vehicles["falcon-9"].success
    assert case.flown_working == pytest.approx([10 * success * exp(-2 * loss)])
    assert case.flown_history_years.tolist() == case.flown_age_years.tolist() == [2.0]
    assert case.flown_dead.tolist() == [0.0]
    assert (case.flown_arrives[0], case.flown_leaves[0]) == (-8, 12)


def test_survivors_as_counted():
    case = coefficients.build(started(satellites=[satellites(working=7.5)])).case
    assert (case.flown_working[0], case.flown_dead[0], case.flown_history_years[0]) == (7.5, 2.5, 0.0)


def test_what_flies_is_open_and_engineered():
    case = coefficients.build(started(satellites=[satellites()])).case
    before = coefficients.build(STARTER).case
    assert before.shell_opening_musd.tolist() == [5.0, 5.0]
    assert case.shell_opening_musd.tolist() == [0.0, 5.0]
    small = case.designs.index("small")
    assert case.design_nre_musd[small] == 0 < before.design_nre_musd[small]
    assert case.bus_nre_musd[case.design_bus[small]] == 0


def test_satellites_may_retire_early():
    case = coefficients.build(
        started(satellites=[satellites(), satellites(may_retire_early=True, count=3)])
    ).case
    assert case.flown_may_retire.tolist() == [False, True]


def test_satellites_that_may_retire_need_no_slot():
    """Ten on eight slots are refused, unless those may go."""
    few = {"shells.sso-600.satellites": 8}
    with pytest.raises(InstanceError, match="hold 10 slots"):
        coefficients.build(started(satellites=[satellites(working=10)]).with_values(few))
    coefficients.build(started(satellites=[satellites(working=10, may_retire_early=True)]).with_values(few))


def test_nothing_exists_by_default():
    case = coefficients.build(STARTER).case
    assert case.flown == () and not case.rack_installed.any() and not case.contracted.any()
    assert "existing" not in STARTER.resolved_toml()


def test_racks_run_out_their_life():
    """Bought a year before the study; six months of lead, then the site's rack life."""
    racks = [{"site": "texas", "accelerator": "gb300", "blocks": 10, "bought": date(2026, 1, 1)}]
    case = coefficients.build(started(racks=racks)).case
    life = int(case.rack_life[0])
    gb300 = case.accelerators.index("gb300")
    assert case.rack_installed[0, gb300].tolist() == [10] * (life - 2) + [0] * (case.periods - life + 2)


def test_contracts_owe_what_is_not_paid():
    flights = [
        {"vehicle": "falcon-9", "date": date(2027, 5, 1), "flights": 2, "paid_share": 0.25},
        {"vehicle": "falcon-9", "date": date(2027, 4, 1), "flights": 1, "paid_share": 1.0},
    ]
    case = coefficients.build(started(flights=flights)).case
    assert case.contracted[0].tolist() == [0, 3, 0, 0, 0, 0]
    assert case.contract_owed_musd[0] == pytest.approx([0, 2 * 0.75 * case.price_musd[0, 1], 0, 0, 0, 0])


def test_satellites_outlive_their_vehicle():
    """A design that no vehicle lifts any more serves on where it flies."""
    heavy = started(satellites=[satellites()]).with_value("vehicles.falcon-9.payload_max_t", 0.5)
    with pytest.raises(InstanceError, match="designs.large"):  # which does not fly
        coefficients.build(heavy)
    listed = [
        satellites(design=d, shell=s)
        for d, s in (("small", "sso-600"), ("large", "sso-600"), ("older", "i53-550"))
    ]
    case = coefficients.build(
        started(satellites=listed).with_value("vehicles.falcon-9.payload_max_t", 0.5)
    ).case
    assert not case.life_offered.any()
    assert all(case.share[d, s].any() for d, s in zip(case.flown_design, case.flown_shell))


def test_one_side_keeps_what_exists_there():
    racks = [{"site": "texas", "accelerator": "gb300", "blocks": 10, "bought": date(2026, 1, 1)}]
    both = started(satellites=[satellites()], racks=racks)
    orbit, ground = (coefficients.build(both, case=side).case for side in ("orbit", "ground"))
    assert len(orbit.flown) == 1 and orbit.rack_installed.size == 0
    assert ground.flown == () and ground.rack_installed.any()


@pytest.mark.parametrize(
    "key, entry, says",
    [
        ("satellites", satellites(launched=date(2027, 1, 1)), "is not before study.start"),
        ("satellites", satellites(working=11), "working 11 exceeds count 10"),
        ("satellites", satellites(design="smal"), "did you mean small"),
        ("satellites", satellites(shell="sso"), "is not defined in shells"),
        ("satellites", satellites(vehicle="falcon"), "did you mean falcon-9"),
        ("satellites", satellites(count=2.5), "must be a whole number"),
        ("racks", {"site": "texas", "accelerator": "gb300", "blocks": 1, "bought": date(2028, 1, 1)},
         "is not before study.start"),
        ("flights", {"vehicle": "falcon-9", "date": date(2026, 1, 1), "flights": 1, "paid_share": 0},
         "is in no launch period"),
        ("flights", {"vehicle": "falcon-9", "date": date(2028, 7, 1), "flights": 1, "paid_share": 0},
         "is in no launch period"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(key, entry, says):
    with pytest.raises(InstanceError, match=says):
        started(**{key: [entry]})


@pytest.mark.parametrize(
    "existing, says",
    [
        (
            {"satellites": [satellites(count=300)]},
            "hold 300 slots in the period from 2027-01-01, sso-600 has 200",
        ),
        (
            {"satellites": [satellites(design="older")]},
            "none of the compute of older works in sso-600: its propellant",
        ),
        (
            {
                "racks": [
                    {"site": "texas", "accelerator": "gb300", "blocks": 9000, "bought": date(2026, 1, 1)}
                ]
            },
            "MW at rest in the period from 2027-01-01, texas has 1 MW",
        ),
    ],
)
def test_what_has_no_room_is_refused(existing, says):
    with pytest.raises(InstanceError, match=says):
        coefficients.build(started(**existing))


def test_contracts_need_the_run_out_horizon():
    flights = [{"vehicle": "falcon-9", "date": date(2027, 5, 1), "flights": 2, "paid_share": 0.25}]
    with pytest.raises(InstanceError, match="contracted flights need horizon run-out"):
        started(flights=flights).with_value("study.horizon", "annuity")


def test_the_environment_is_looked_at_since_a_day():
    """Two years more at the front: the study's own periods keep their sunlight, designs are sized for the
    worst of all.
    """
    plain = coefficients.build(STARTER)
    earlier = coefficients.build(STARTER.with_value("physics.since", date(2025, 1, 1)))
    assert earlier.flying.shells.past == 8
    assert earlier.case.duty == pytest.approx(plain.case.duty, rel=1e-12)
    assert earlier.case.dates == plain.case.dates
    assert np.all(earlier.designs.drag_dv_m_s >= plain.designs.drag_dv_m_s)
    with pytest.raises(InstanceError, match="is not within 20 years before study.start"):
        STARTER.with_value("physics.since", date(2027, 1, 2))
