"""Every picture of what flies draws every shipped plan, for a wide page and for a phone, and stays small."""

import re

import pytest

from planner.report.plan.cohorts import gantt
from planner.report.plan.fleet import fleet_by_quarter
from planner.report.plan.flights import flights_by_quarter
from planner.report.plan.manifests import fills
from planner.report.plan.satellite import one_satellite
from planner.report.plan.shells import shells_to_scale
from tests.unit.plan_pictures import MOST_BYTES, NAMES, WITHOUT_SATELLITES, check, shipped

PICTURES = [flights_by_quarter, fills, fleet_by_quarter, gantt, one_satellite, shells_to_scale]
WIDE, PHONE = 620, 340
OFTEN = {"starcloud", "ground_only"}
"""One flight, never in shadow; nothing in orbit. The others are drawn by `make slow`."""
DRAWN = [
    name if name in OFTEN else pytest.param(name, marks=pytest.mark.slow)
    for name in NAMES
    if name != "reference"
]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.__name__)
@pytest.mark.parametrize("name", DRAWN)
def test_a_shipped_plan_is_drawn_or_has_nothing_to_show(name, picture):
    found = picture(shipped(name))
    if name in WITHOUT_SATELLITES:
        assert found is None
        return
    said = check(found)
    assert said and all(sentence.endswith(".") for sentence in said)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.__name__)
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_reference_stays_small_and_within_its_width(picture, width):
    svg = picture(shipped("reference"), width=width).svg()
    assert len(svg.encode()) < MOST_BYTES
    paddings, spill = 32, 8
    assert float(re.search(r'width="([\d.]+)"', svg)[1]) <= width + paddings + spill
    assert float(re.search(r'height="([\d.]+)"', svg)[1]) < 900
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)) >= 11
