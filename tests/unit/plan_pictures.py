"""What tests of a plan's pictures share: the shipped plans, read once, and what a picture is asked for."""

from functools import cache
from pathlib import Path

import planner
from planner.plan.plan import Plan
from planner.report.figures.figure import Figure

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NAMES = sorted(path.parent.name for path in SOLUTIONS.glob("*/plan.json"))
WITHOUT_SATELLITES = {"ground_only", "orbit_vs_ground"}
MOST_BYTES = 60_000


@cache
def shipped(name: str) -> Plan:
    """A shipped plan."""
    return planner.read_plan(SOLUTIONS / name)


def check(figure: Figure) -> list[str]:
    """A picture has its words, its data, and a chart that Altair accepts; what its marks say on hover."""
    assert len(figure.data)
    assert figure.title and figure.subtitle and figure.alt.startswith(figure.title)
    assert not figure.title.endswith(".")
    drawn = figure.chart.to_dict()
    assert drawn["description"] == figure.alt
    return list(dict.fromkeys(said_in(drawn)))


def said_in(part: object) -> list[str]:
    """Every `says` in the data of a chart, in order."""
    if isinstance(part, list):
        return [said for value in part for said in said_in(value)]
    if not isinstance(part, dict):
        return []
    own = [part["says"]] if isinstance(part.get("says"), str) else []
    return own + [said for value in part.values() for said in said_in(value)]
