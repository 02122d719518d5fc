"""The fleet for orbit viewers: evenly spread, said to be assumed, and read by SGP4 at the altitude it has."""

import io
import json
from collections import Counter
from datetime import date

import numpy as np
import pytest
from sgp4 import omm as sgp4_omm
from sgp4.api import Satrec
from skyfield.api import EarthSatellite, load

import planner
from planner.errors import InstanceError
from planner.exporting import czml, omm, satellites
from planner.physics import orbit
from planner.physics.mean_elements import altitude_km, mean_motion_rev_per_day

NEAR_KM = 0.1  # SGP4 takes the constants of WGS 72


@pytest.fixture(scope="module")
def fleet():
    return satellites.fleet_of(planner.read_plan("solutions/pilot"))


def test_the_fleet_of_the_fullest_period(fleet):
    plan = planner.read_plan("solutions/pilot")
    most = plan.fleet.groupby("period").satellites.sum().max()
    assert len(fleet.satellites) == most == 94
    assert Counter(one.shell for one in fleet.satellites) == {"sso-600": 80, "sso-800": 14}
    assert "ASSUMED" in fleet.said and "planes" in fleet.said and str(fleet.day) in fleet.said


def test_a_shell_without_a_plane_of_its_own_is_spread_over_many():
    shell = planner.read("instances/starter.toml").data.shells["i53-550"]
    spread = list(satellites.spread("i53-550", shell, 22, date(2030, 1, 1)))
    assert len(spread) == 22
    planes = Counter(one.plane for one in spread)
    assert len(planes) == 5 and max(planes.values()) - min(planes.values()) == 1  # round(sqrt(22))
    nodes = sorted({one.raan_deg for one in spread})
    assert np.diff(nodes) == pytest.approx([72] * 4)


def test_a_sun_synchronous_shell_keeps_its_local_time(fleet):
    one = next(s for s in fleet.satellites if s.shell == "sso-600")
    sun = satellites.sun_by_day(fleet.day, date(fleet.day.year, fleet.day.month, fleet.day.day + 1))
    hours = (one.raan_deg - sun.mean_right_ascension_deg[0]) / 15 + 12
    assert hours % 24 == pytest.approx(6.0)


def test_mean_motion_and_back():
    for height, tilt in ((400, 0), (550, 53), (600, 97.8), (2000, 120)):
        assert float(altitude_km(mean_motion_rev_per_day(height, tilt), tilt)) == pytest.approx(
            height, abs=1e-6
        )


@pytest.mark.parametrize("form", omm.FORMS)
def test_sgp4_gives_the_altitude_back(fleet, form):
    content = omm.omm(fleet, form).decode()
    rows = {
        ".json": lambda: json.loads(content),
        ".csv": lambda: list(sgp4_omm.parse_csv(io.StringIO(content))),
        ".xml": lambda: list(sgp4_omm.parse_xml(io.StringIO(content))),
    }[form]()
    assert len(rows) == 94
    for row, one in list(zip(rows, fleet.satellites))[::31]:
        record = Satrec()
        sgp4_omm.initialize(record, {key: str(value) for key, value in row.items()})
        assert record.a * record.radiusearthkm - 6378.137 == pytest.approx(one.altitude_km, abs=NEAR_KM)
    assert "ASSUMED for display" in content


def test_skyfield_reads_it(fleet):
    row = json.loads(omm.omm(fleet, ".json"))[0]
    times = load.timescale(builtin=True)
    seen = EarthSatellite.from_omm(times, row)
    moments = times.utc(fleet.day.year, fleet.day.month, fleet.day.day, 0, np.arange(0, 97, 4))
    heights = seen.at(moments).distance().km - 6378.137
    assert heights.mean() == pytest.approx(600, abs=10)  # J2 moves a circular orbit by some kilometres
    assert np.ptp(heights) < 40


def test_numbers_and_ids_are_those_of_nobody(fleet):
    rows = json.loads(omm.omm(fleet, ".json"))
    assert len({row["NORAD_CAT_ID"] for row in rows}) == len({row["OBJECT_ID"] for row in rows}) == len(rows)
    assert all(row["OBJECT_ID"].startswith("2029-000") for row in rows)
    assert max(row["NORAD_CAT_ID"] for row in rows) + omm.MOST < 340_000


def test_czml_is_a_document_with_circles(fleet):
    packets = json.loads(czml.czml(fleet))
    assert packets[0]["id"] == "document" and packets[0]["version"] == "1.0"
    assert "ASSUMED" in packets[0]["description"]
    assert packets[0]["clock"]["range"] == "LOOP_STOP"
    assert len(packets) == 95
    samples = np.array(packets[1]["position"]["cartesian"]).reshape(-1, 4)
    radius = np.linalg.norm(samples[:, 1:], axis=1) / 1000
    assert radius == pytest.approx(6378.137 + 600, abs=0.01)
    turn_s = 60 * float(orbit.period_min(600))
    assert samples[36, 0] == pytest.approx(turn_s, abs=0.01)
    assert samples[36, 1:] == pytest.approx(samples[0, 1:], abs=20)  # one turn is closed
    assert (np.diff(samples[:, 0]) > 0).all()


def test_a_large_fleet_is_thinned_and_says_so(fleet):
    thin = fleet.thinned(40)
    assert len(thin.satellites) == 32 and "one of each 3" in thin.said
    assert fleet.thinned(94) is fleet


def test_a_plan_without_satellites_has_no_orbit():
    with pytest.raises(InstanceError, match="no orbit to show"):
        satellites.fleet_of(planner.read_plan("solutions/ground_only"))
