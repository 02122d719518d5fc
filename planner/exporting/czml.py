"""The fleet as CZML for Cesium and what reads it: one turn of each satellite, repeated.

Positions are inertial, samples of one turn about the Earth, which viewers interpolate and repeat (the clock
loops). Shells have colours of their own; the first satellite of a plane draws its orbit. Of more than
MOST_DRAWN satellites every n-th is drawn, and the file says so.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from planner.exporting.satellites import Fleet, Satellite, position_km
from planner.physics import orbit

MOST_DRAWN = 2000
SAMPLES = 36  # a turn
COLOURS = (
    (31, 119, 180), (230, 126, 34), (44, 160, 90), (148, 103, 189), (200, 60, 60), (120, 90, 80),
    (23, 160, 175), (180, 170, 40),
)  # fmt: skip
"""Of shells, in the order of the plan; they repeat."""


def czml(fleet: Fleet) -> bytes:
    """The document."""
    thinned = fleet.thinned(MOST_DRAWN)
    drawn, said = thinned.satellites, thinned.said
    shells = list(dict.fromkeys(one.shell for one in fleet.satellites))
    longest_s = max(60 * float(orbit.period_min(one.altitude_km)) for one in drawn)
    start = datetime(fleet.day.year, fleet.day.month, fleet.day.day, tzinfo=UTC)
    span = f"{_text(start)}/{_text(start + timedelta(seconds=longest_s))}"
    packets: list[dict[str, Any]] = [
        {
            "id": "document",
            "name": "satellites by shell",
            "version": "1.0",
            "description": said,
            "clock": {
                "interval": span, "currentTime": _text(start), "multiplier": 60,
                "range": "LOOP_STOP", "step": "SYSTEM_CLOCK_MULTIPLIER",
            },
        }
    ]  # fmt: skip
    packets += [_packet(one, shells.index(one.shell), start, span, longest_s) for one in drawn]
    return (
        "[\n" + ",\n".join(json.dumps(packet, ensure_ascii=False) for packet in packets) + "\n]\n"
    ).encode()


def _packet(one: Satellite, shell: int, start: datetime, span: str, longest_s: float) -> dict[str, Any]:
    """One satellite: its place through one turn, a point, and for the first of a plane its orbit."""
    turn_s = 60 * float(orbit.period_min(one.altitude_km))
    seconds = np.append(np.arange(0.0, longest_s, turn_s / SAMPLES), longest_s)
    places = np.round(1000 * position_km(one, seconds)).astype(int)
    samples = [
        value for time, place in zip(seconds.tolist(), places.tolist()) for value in (round(time, 3), *place)
    ]
    colour = [*COLOURS[shell % len(COLOURS)], 255]
    packet: dict[str, Any] = {
        "id": one.name,
        "name": one.name,
        "parent": "document",
        "description": f"Shell {one.shell}, {one.altitude_km:g} km, {one.inclination_deg:.2f} degrees, "
        f"plane {one.plane}, place {one.place}. Planes and places are assumed for display.",
        "availability": span,
        "position": {
            "epoch": _text(start), "referenceFrame": "INERTIAL", "interpolationAlgorithm": "LAGRANGE",
            "interpolationDegree": 7, "cartesian": samples,
        },
        "point": {"pixelSize": 4, "color": {"rgba": colour}},
    }  # fmt: skip
    if one.place == 1:
        packet["path"] = {
            "show": True, "width": 1, "leadTime": turn_s, "trailTime": turn_s, "resolution": turn_s / 72,
            "material": {"solidColor": {"color": {"rgba": [*colour[:3], 110]}}},
        }  # fmt: skip
    return packet


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
