"""What a vehicle lifts near a published orbit, of an instance as read: no step beside the anchor."""

from pathlib import Path

import numpy as np
import pytest

import planner
from planner.coefficients import build

CLIFF = planner.read(Path(__file__).parents[1] / "cases" / "payload-cliff.toml")


def payload_t(inclination_deg):
    """Falcon 9 to the shell of 550 km, whose satellites raise themselves from 300 km, where the anchor
    lies.
    """
    case = build(CLIFF.with_value("shells.i53-550.inclination_deg", inclination_deg)).case
    return case.payload_t[0, case.shells.index("i53-550")]


def test_an_anchor_flown_at_its_own_orbit_is_exact():
    assert payload_t(53.0) == 17.4


@pytest.mark.parametrize("step", [0.001, 0.01, 0.1])
def test_payload_falls_smoothly_from_the_anchor(step):
    inclination = 53.0 + step * np.arange(3)
    payload = np.array([payload_t(i) for i in inclination])
    falls = -np.diff(payload)
    assert (0 < falls).all() and falls.max() < 0.1 * step
    assert falls[1] == pytest.approx(falls[0], rel=0.05)
