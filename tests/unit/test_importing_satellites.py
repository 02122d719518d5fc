"""A flying constellation from OMM/GP elements: shells, planes, launches, what is kept apart and assumed."""

import csv
import io
import json
import random
import re
import tomllib
from pathlib import Path

import pytest

import planner
from planner.errors import InstanceError
from planner.importing.constellation import fullest, grouped_round, mean_angle_deg
from planner.physics.mean_elements import mean_motion_rev_per_day
from planner.physics.orbit import node_rate_deg_per_day, sun_synchronous_inclination_deg

STARTER = Path("instances/starter.toml").read_text(encoding="utf-8")


def an_object(number, altitude, tilt, node, launch, dot=0.0, day=1):
    """One object, its node given on the last day of the file, 2026-03-03."""
    drift = float(node_rate_deg_per_day(altitude, tilt)) * (day - 3)
    return {
        "OBJECT_NAME": f"SPARK-{number}",
        "OBJECT_ID": f"{launch}{chr(65 + number % 26)}",
        "EPOCH": f"2026-03-0{day}T12:00:00.000000",
        "MEAN_MOTION": float(mean_motion_rev_per_day(altitude, tilt)),
        "ECCENTRICITY": 0.0001,
        "INCLINATION": tilt,
        "RA_OF_ASC_NODE": (node + drift) % 360,
        "ARG_OF_PERICENTER": 90.0,
        "MEAN_ANOMALY": 0.0,
        "NORAD_CAT_ID": 70000 + number,
        "BSTAR": 0.0,
        "MEAN_MOTION_DOT": dot,
    }


def constellation():
    """12 planes of 10 at 550 km, 4 of 5 at 540 km, one sun-synchronous plane of 4; 6 rise, 3 sink."""
    draw = random.Random(1)
    rows = []
    for plane in range(12):
        for place in range(10):
            height, tilt = 550 + draw.gauss(0, 0.5), 53.05 + draw.gauss(0, 0.01)
            node = 30 * plane + draw.gauss(0, 0.1)
            rows.append(an_object(len(rows), height, tilt, node, f"2023-{10 + plane:03d}", day=1 + place % 3))
    for plane in range(4):
        for _ in range(5):
            rows.append(
                an_object(len(rows), 540 + draw.gauss(0, 0.3), 53.2, 90 * plane, f"2024-{100 + plane}")
            )
    for k in range(6):
        rows.append(an_object(len(rows), 360 + 10 * k, 53.05, 10, "2026-020", -0.01))
    for k in range(3):
        rows.append(an_object(len(rows), 480 - 30 * k, 53.05, 10, "2022-001", 0.02))
    tilt = float(sun_synchronous_inclination_deg(600))
    rows += [an_object(len(rows) + k, 600, tilt, 150, "2025-040", day=3) for k in range(4)]
    return rows


@pytest.fixture
def written(tmp_path):
    def write(rows, name="gp.json"):
        path = tmp_path / name
        if name.endswith("json"):
            path.write_text(json.dumps(rows))
        else:
            room = io.StringIO()
            writer = csv.DictWriter(room, rows[0])
            writer.writeheader()
            writer.writerows(rows)
            path.write_text(room.getvalue())
        return path

    return write


@pytest.mark.parametrize("name", ["gp.json", "gp.csv"])
def test_shells_and_planes(written, name):
    part = planner.import_satellites(written(constellation(), name))
    said = "\n".join(part.said)
    assert "shell spark-i53-550: 550." in said and "120 satellites in 12 planes (10 in each)" in said
    assert "20 satellites in 4 planes (5 in each)" in said
    assert "144 satellites in 3 shells, of 17 launches; 9 kept apart" in said
    told = tomllib.loads(part.toml)
    assert len(told["shells"]) == 3
    assert told["shells"]["spark-i53-550"]["altitude_km"]["value"] == pytest.approx(550, abs=0.2)
    assert told["shells"]["spark-i53-550"]["inclination_deg"]["value"] == pytest.approx(53.05, abs=0.02)


def test_a_sun_synchronous_plane_has_its_local_time(written):
    told = tomllib.loads(planner.import_satellites(written(constellation())).toml)
    name, shell = next((k, v) for k, v in told["shells"].items() if "sso-600" in k)
    # The mean Sun stands at 341 degrees on 3 March: 12 h + (150 - 341) / 15.
    assert shell["ltan_h"]["value"] == pytest.approx(12 + (150 - 341.2) / 15 + 24, abs=0.05) or shell[
        "ltan_h"
    ]["value"] == pytest.approx((12 + (150 - 341.2) / 15) % 24, abs=0.05)
    assert "inclination_deg" not in shell
    assert re.fullmatch(r"spark-sso-600-\d\dh\d\d", name)


def test_what_rises_and_sinks_is_kept_apart(written):
    part = planner.import_satellites(written(constellation()))
    told = "\n".join(part.warnings)
    assert "6 satellites rising: on the way up (360 to 410 km): kept apart" in told
    assert "3 satellites sinking: on the way down, or decaying (420 to 480 km): kept apart" in told
    assert part.toml.count("# raising: ") == 6 and part.toml.count("# lowering: ") == 3
    counted = sum(one["count"] for one in tomllib.loads(part.toml)["existing"]["satellites"])
    assert counted == 144


def test_a_satellite_that_passes_a_shell_is_no_part_of_it(written):
    rows = constellation()
    rows.append(an_object(900, 550, 53.05, 0, "2022-002", dot=0.02))
    part = planner.import_satellites(written(rows))
    assert any("4 satellites sinking" in w and "550 km" in w for w in part.warnings)
    assert "120 satellites in 12 planes" in "\n".join(part.said)


def test_many_sun_synchronous_planes_are_one_shell_and_said(written):
    tilt = float(sun_synchronous_inclination_deg(600))
    rows = [an_object(k, 600, tilt, 36 * (k % 10), "2025-040", day=3) for k in range(40)]
    part = planner.import_satellites(written(rows))
    assert any("sun-synchronous with 10 planes: written by its inclination" in w for w in part.warnings)
    assert list(tomllib.loads(part.toml)["shells"]) == ["spark-i98-600"]


def test_launches_by_designator_in_order_and_before_the_elements(written):
    entries = tomllib.loads(planner.import_satellites(written(constellation())).toml)["existing"][
        "satellites"
    ]
    days = [one["launched"] for one in entries if one["shell"] == "spark-i53-550"]
    assert len(days) == 12 and days == sorted(days)
    assert days[0].isoformat() == "2023-01-15"  # 364 * 10 / 250 days into the year
    late = [an_object(k, 550, 53, 0, "2026-240") for k in range(3)]
    entries = tomllib.loads(planner.import_satellites(written(late)).toml)["existing"]["satellites"]
    assert entries[0]["launched"].isoformat() == "2026-03-01"
    dated = [{**row, "LAUNCH_DATE": "2024-05-06"} for row in late]
    part = planner.import_satellites(written(dated))
    assert tomllib.loads(part.toml)["existing"]["satellites"][0]["launched"].isoformat() == "2024-05-06"
    assert "days of launch" not in part.toml


def test_what_is_not_in_the_file_is_marked(written):
    path = written(constellation())
    toml = planner.import_satellites(path).toml
    for word in (
        "CHOICE: the design",
        "ASSUMED: service_life_years",
        "ASSUMED: days of launch",
        "study.start must be after 2",
        "opening_musd",
    ):
        assert word in toml
    assert 'design = "choose-a-design" # CHOICE' in toml
    chosen = planner.import_satellites(path, design="small", life_years=4, name="mine").toml
    assert 'design = "small"' in chosen and "service_life_years = 4\n" in chosen
    assert "[shells.mine-i53-550]" in chosen and "ASSUMED: service_life_years" not in chosen


def test_the_part_pastes_into_an_instance(written, tmp_path):
    part = planner.import_satellites(written(constellation()), design="small")
    mine = tmp_path / "mine.toml"
    mine.write_text(STARTER + part.toml, encoding="utf-8")
    data = planner.read(mine).data
    assert sum(one.count for one in data.existing.satellites) == 144
    assert data.shells["spark-i53-550"].altitude_km == pytest.approx(550, abs=0.2)
    mine.write_text(
        STARTER + planner.import_satellites(written(constellation())).toml,
        encoding="utf-8",
    )
    with pytest.raises(InstanceError, match='"choose-a-design" is not defined in designs'):
        planner.read(mine)


def test_what_we_export_comes_back(tmp_path):
    planner.export("solutions/pilot", omm=tmp_path / "fleet.json")
    part = planner.import_satellites(tmp_path / "fleet.json")
    found = {
        name: shell["altitude_km"]["value"] for name, shell in tomllib.loads(part.toml)["shells"].items()
    }
    assert sorted(found.values()) == [600.0, 800.0]
    assert all("-06h00" in name for name in found)  # the dawn-dusk shells of the instance


def test_decayed_doubled_and_faulty_objects(written):
    rows = constellation()
    rows[0] |= {"DECAY_DATE": "2026-02-01"}
    rows[1] |= {"INCLINATION": "steep"}
    rows.append({**rows[2], "EPOCH": "2026-02-01T00:00:00"})  # an older element set of the same object
    part = planner.import_satellites(written(rows))
    assert any("1 objects have decayed" in w for w in part.warnings)
    assert any("INCLINATION 'steep' is not a number in 0..180: left out" in w for w in part.warnings)
    assert len(part.table) == 151


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"[", "is no JSON"),
        (b"[1, 2]", "not of objects"),
        (b"[]", "holds no object"),
        (b'[{"OBJECT_NAME": "A"}]', "has no EPOCH, MEAN_MOTION"),
        (b"name,height\na,1\n", "has no OBJECT_NAME"),
        (b"SPARK 1\n1 25544U 98067A   20\n", "two-line elements"),
        (b"<ndm></ndm>", "XML"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_refused(tmp_path, content, says):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    with pytest.raises(InstanceError, match=says):
        planner.import_satellites(path)


def test_orbits_that_the_planner_does_not_have(written):
    with pytest.raises(InstanceError, match="no circular shell between 400 and 2000 km"):
        planner.import_satellites(written([an_object(k, 35_786, 0.1, 0, "2020-001") for k in range(4)]))
    mixed = [an_object(k, 550, 53, 0, "2020-001") for k in range(4)]
    mixed += [an_object(9 + k, 8000, 56, 0, "2020-002") for k in range(4)]
    part = planner.import_satellites(written(mixed))
    assert any("4 satellites at 8000 km, outside the planner's 400..2000 km" in w for w in part.warnings)


@pytest.mark.parametrize("asked", [{"design": "Not An Id"}, {"name": "-x"}, {"life_years": 99.0}])
def test_wrong_words(written, asked):
    with pytest.raises(InstanceError, match="is no id|outside 0.25..30"):
        planner.import_satellites(written(constellation()), **asked)


def test_groups_around_the_circle():
    import numpy as np

    angles = np.array([359.8, 0.3, 90.0, 90.2, 180.0])
    groups = sorted(sorted(group.tolist()) for group in grouped_round(angles, 1.0))
    assert groups == [[0, 1], [2, 3], [4]]
    assert mean_angle_deg(angles[:2]) == pytest.approx(0.05)
    assert fullest(np.array([500.0, 549, 550, 551, 558]), np.arange(5)).tolist() == [1, 2, 3]
