"""Decisions frozen through a date: from dates and counts to arrays; and what cannot be done is refused, with
place and reason.
"""

from datetime import date
from pathlib import Path

import pytest

import planner
from planner import coefficients
from planner.errors import InstanceError, NoPlan

STARTER = planner.read(Path(__file__).parents[1] / "cases" / "short-starter.toml")


def cargo(**changes):
    return {"design": "small", "shell": "sso-600", "satellites": 2, "service_life_years": 5, **changes}


def flight(**changes):
    """Two flights of the first quarter, with two satellites each."""
    return {"vehicle": "falcon-9", "date": date(2027, 2, 1), "flights": 2, "cargo": [cargo()], **changes}


def rack(**changes):
    return {"site": "texas", "accelerator": "gb300", "date": date(2027, 4, 1), "blocks": 3, **changes}


def frozen(*, flights=(), racks=(), until=date(2027, 7, 1), **others):
    """The starter with its first two quarters frozen."""
    section = {"until": until, "flights": list(flights), "racks": list(racks)}
    return STARTER.with_values({"frozen": section, **others})


def test_flights_and_racks_as_arrays():
    case = coefficients.build(frozen(flights=[flight()], racks=[rack()])).case
    small, shell = case.designs.index("small"), case.shells.index("sso-600")
    life = case.lives.index(20)
    assert case.frozen_periods == 2
    assert case.frozen_cargo == (((small, shell, life, 2),),)
    assert (case.frozen_vehicle[0], case.frozen_period[0], case.frozen_flights[0]) == (0, 0, 2)
    assert case.drops[case.frozen_drop[0]] == "sso-600"
    assert case.frozen_racks[0, case.accelerators.index("gb300")].tolist() == [0, 3, 0, 0, 0, 0]


def test_nothing_is_frozen_by_default():
    case = coefficients.build(STARTER).case
    assert case.frozen_periods == 0 and case.frozen_cargo == () and not case.frozen_racks.any()
    assert "frozen" not in STARTER.resolved_toml()


@pytest.mark.parametrize(
    "until, periods",
    [(date(2027, 1, 2), 1), (date(2027, 4, 1), 1), (date(2027, 4, 2), 2), (date(2040, 1, 1), 6)],
)
def test_a_period_is_frozen_if_it_starts_before_the_date(until, periods):
    assert coefficients.build(frozen(until=until)).case.frozen_periods == periods


def test_a_note_says_what_is_frozen():
    notes = coefficients.build(frozen(flights=[flight()], racks=[rack()])).notes
    assert (
        "frozen: 2 flights and 3 rack blocks are all that is launched and bought before 2027-07-01" in notes
    )


def test_what_is_written_out_reads_back(tmp_path):
    instance = frozen(flights=[flight(), flight(date=date(2027, 6, 30))], racks=[rack()])
    (tmp_path / "resolved.toml").write_text(instance.resolved_toml())
    assert planner.read(tmp_path / "resolved.toml").data.frozen == instance.data.frozen


def test_one_side_keeps_its_own():
    both = frozen(flights=[flight()], racks=[rack()])
    orbit, ground = (coefficients.build(both, case=side).case for side in ("orbit", "ground"))
    assert len(orbit.frozen_cargo) == 1 and orbit.frozen_racks.size == 0
    assert ground.frozen_cargo == () and ground.frozen_racks.sum() == 3
    assert orbit.frozen_periods == ground.frozen_periods == 2


@pytest.mark.parametrize(
    "section, says",
    [
        ({"until": date(2027, 1, 1)}, "frozen.until 2027-01-01 is not after study.start"),
        ({"flights": [flight(date=date(2027, 7, 1))]},
         "frozen.flights.0.date 2027-07-01 is in no launch period that is frozen"),
        ({"flights": [flight(date=date(2026, 12, 31))]}, "frozen.flights.0.date"),
        ({"racks": [rack(date=date(2027, 7, 1))]},
         "frozen.racks.0.date 2027-07-01 is in no launch period that is frozen"),
        ({"until": date(2040, 1, 1), "racks": [rack(date=date(2028, 7, 1))]}, "frozen.racks.0.date"),
        ({"flights": [flight(vehicle="falcon")]}, "did you mean falcon-9"),
        ({"flights": [flight(cargo=[cargo(design="smal")])]}, "did you mean small"),
        ({"flights": [flight(cargo=[cargo(), cargo(shell="i53-550")])]},
         "frozen.flights.0.drop is missing: the cargo goes to sso-600 and i53-550"),
        ({"flights": [flight(cargo=[])]}, "frozen.flights.0.cargo"),
        ({"flights": [flight(drop="somewhere")]}, "is not defined in drops"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(section, says):
    with pytest.raises(InstanceError) as error:
        frozen(**section)
    assert says in " ".join(str(error.value).split())


@pytest.mark.parametrize(
    "section, says",
    [
        ({"flights": [flight(cargo=[cargo(service_life_years=4)])]},
         "frozen.flights.0.cargo.0 4 years are not offered for small in sso-600: 5"),
        ({"flights": [flight(cargo=[cargo(design="older")])]},
         "frozen.flights.0.cargo.0 5 years are not offered for older in sso-600: "
         "its propellant does not bring it down again from there"),
        ({"flights": [flight(cargo=[cargo(satellites=99)], flights=1)]},
         "t exceed the payload of falcon-9 to sso-600"),
        ({"flights": [flight(cargo=[cargo(satellites=99)], flights=1)]}, "m3 exceed the fairing of falcon-9"),
        ({"flights": [flight(cargo=[cargo(satellites=99)], flights=1)]},
         "99 satellites exceed satellites_max of falcon-9"),
        ({"flights": [flight(flights=3)]},
         "frozen 3 flights of falcon-9 in the period from 2027-01-01 exceed 2"),
        ({"flights": [flight()], "buses.starlink-v3-like.factory_per_year": 8},
         "frozen 4 satellites of starlink-v3-like in the period from 2027-01-01 exceed 2"),
        ({"flights": [flight()], "supply": {"gb300": 100}},
         "64 accelerators gb300 in the period from 2027-01-01 exceed 25"),
        ({"flights": [flight()], "shells.sso-600.satellites": 3},
         "slots of sso-600 held in the period from 2027-01-01 exceed 3"),
        ({"flights": [flight()], "shells.sso-600.available_from": date(2027, 4, 1)},
         "sso-600 is not open on 2027-01-01"),
        ({"flights": [flight()], "buses.starlink-v3-like.available_from": date(2027, 4, 1)},
         "small is not available on 2027-01-01"),
        ({"flights": [flight()], "pads": {"cape": {"flights_per_year": 4}},
          "vehicles.falcon-9.pads": ["cape"]},
         "2 flights from cape in the period"),
        ({"racks": [rack(blocks=5000)]}, "frozen racks draw"),
        ({"racks": [rack(accelerator="h200")]}, "frozen.racks.0 texas takes no h200 on 2027-04-01"),
        (
            {"flights": [flight()], "gates": {
                "first": {"bus": "starlink-v3-like", "satellites_min": 1, "satellites_max": 3, "months": 3},
            }},
            "frozen more than 3 satellites of starlink-v3-like fly before gates.first is passed",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(section, says):
    with pytest.raises(InstanceError) as error:
        coefficients.build(frozen(**section))
    assert says in " ".join(str(error.value).split())


def test_a_drop_that_does_not_serve_the_shell():
    drops = {"both": {"shells": ["sso-600", "higher"]}}
    higher = {**STARTER.tree["shells"]["sso-600"], "altitude_km": 700}
    shells = {**STARTER.tree["shells"], "higher": higher}
    wrong = flight(drop="both", cargo=[cargo(design="older", shell="i53-550")])
    with pytest.raises(InstanceError, match="carries to i53-550, which both does not serve"):
        coefficients.build(frozen(flights=[wrong], drops=drops, shells=shells))
    right = coefficients.build(frozen(flights=[flight(drop="both")], drops=drops, shells=shells)).case
    assert right.drops[right.frozen_drop[0]] == "both"


def test_a_design_that_is_frozen_is_kept_though_another_is_better():
    """Twice the same satellite, one of them dearer by its shielding: dominated unless it must fly."""
    worse = {**STARTER.tree["designs"]["small"], "shielding_mm": 12}
    designs = {**STARTER.tree["designs"], "worse": worse}
    plain = coefficients.build(STARTER.with_values({"designs": designs}))
    assert "worse" not in plain.case.designs
    case = coefficients.build(frozen(flights=[flight(cargo=[cargo(design="worse")])], designs=designs)).case
    assert "worse" in case.designs


def test_a_plan_keeps_what_is_frozen():
    """Two small satellites a flight, where the free plan flies others."""
    plan = planner.solve(frozen(flights=[flight()], racks=[rack()], **{"solve.gap": 0.05}))
    assert not plan.violations
    first = plan.launches[plan.launches.period < 2]
    assert first[["period", "vehicle", "drop", "flights", "satellites_per_flight"]].values.tolist() == [
        [0, "falcon-9", "sso-600", 2, 2]
    ]
    assert plan.cohorts[plan.cohorts.launch_period < 2][["design", "satellites"]].values.tolist() == [
        ["small", 4]
    ]
    racks = plan.sites[(plan.sites.blocks_built > 0) & (plan.sites.period < 2)]
    assert racks[["period", "accelerator", "blocks_built"]].values.tolist() == [[1, "gb300", 3]]


def test_a_commitment_that_is_due_while_nothing_may_fly():
    """The first quarters' tokens are hard, and nothing flies or stands."""
    demand = {"committed_tt_per_year": [100, 1500]}
    with pytest.raises(NoPlan, match="with every launch and rack allowed from 2027-07-01 on"):
        planner.solve(frozen(**{"workloads.batch.demand": {"north-america": demand}}))
