"""Where the satellites of a plan are drawn: the fleet on one day, spread evenly over each shell.

The planner decides how many satellites serve in which shell, not in which plane. For a picture they are
ASSUMED to be spread evenly: over the `planes` that the instance gives a shell; else over one plane where the
shell has a local time or a node of its own; else over round(sqrt(n)) planes evenly around the Earth. Within a
plane they are evenly spaced, and each plane is ahead of the last by one n-th of a turn (a Walker pattern of
phase 1). Altitude, inclination, node and local time are the instance's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from planner.errors import InstanceError
from planner.instance.schema import Shell
from planner.instance.words import printable
from planner.physics import orbit
from planner.physics.sun import sun_by_day
from planner.plan.plan import Plan

ASSUMED = (
    "ASSUMED for display: the planner does not choose planes; satellites are spread evenly over each shell. "
    "Altitude, inclination, node and local time are the instance's."
)


@dataclass(frozen=True)
class Satellite:
    """One satellite on a circular orbit; angles at the epoch [degrees]."""

    name: str
    shell: str
    altitude_km: float
    inclination_deg: float
    raan_deg: float
    argument_deg: float  # from the ascending node
    plane: int
    place: int  # in its plane


@dataclass(frozen=True)
class Fleet:
    """The satellites on the first day of a period."""

    day: date
    last_day: date
    satellites: tuple[Satellite, ...]
    said: str  # what is shown, and what is assumed

    def thinned(self, most: int) -> Fleet:
        """So many satellites at most: every n-th, and said."""
        step = -(-len(self.satellites) // most)
        if step <= 1:
            return self
        kept = self.satellites[::step]
        return replace(
            self, satellites=kept, said=f"{self.said} Here: one of each {step}, {len(kept):,} in all."
        )


def fleet_of(plan: Plan) -> Fleet:
    """The fleet in the first period in which most satellites are in service. Raises InstanceError for a plan
    without satellites, and for a shell that its instance does not have.
    """
    fleet = plan.fleet
    by_period = fleet.groupby("period").satellites.sum()
    if not len(by_period) or by_period.max() <= 0:
        raise InstanceError(
            plan.place, [("fleet.csv", "no satellite is in service: there is no orbit to show")]
        )
    period = int(by_period.idxmax())
    rows = fleet[fleet.period == period]
    day, last = rows["date"].iloc[0].date(), rows["last_date"].iloc[0].date()
    known = plan.resolved.data.shells
    found: list[Satellite] = []
    for shell, count in rows.groupby("shell", sort=False).satellites.sum().items():
        if shell not in known:
            raise InstanceError(plan.place, [("fleet.csv", f"shell {shell} is not in the plan's instance")])
        found += spread(str(shell), known[str(shell)], int(count), day)
    many = f"{len(found):,} satellites in service, as launched, in the period from {day} to {last}"
    return Fleet(
        day,
        last,
        tuple(found),
        f"Plan {printable(plan.name)}: {many}, the first period with the most. {ASSUMED}",
    )


def spread(name: str, shell: Shell, count: int, day: date) -> Iterator[Satellite]:
    """The satellites of one shell."""
    inclination = (
        float(orbit.sun_synchronous_inclination_deg(shell.altitude_km))
        if shell.inclination_deg is None
        else shell.inclination_deg
    )
    first, planes = first_node(shell, inclination, day), min(planes_of(shell, count), count)
    number = 0
    for plane in range(planes):
        held = count // planes + (plane < count % planes)
        for place in range(held):
            number += 1
            yield Satellite(
                name=f"{name} {number}",
                shell=name,
                altitude_km=shell.altitude_km,
                inclination_deg=inclination,
                raan_deg=(first + 360 * plane / planes) % 360,
                argument_deg=(360 * place / held + 360 * plane / count) % 360,
                plane=plane + 1,
                place=place + 1,
            )


def planes_of(shell: Shell, count: int) -> int:
    """Planes in which a shell is drawn."""
    if shell.ltan_h is not None or shell.raan_deg is not None:
        return 1
    return shell.planes or max(1, round(count**0.5))


def first_node(shell: Shell, inclination_deg: float, day: date) -> float:
    """Right ascension of the ascending node of the first plane on a day [deg]; 0 where any would do."""
    if shell.ltan_h is not None:
        sun = sun_by_day(day, day + timedelta(days=1))
        return float(orbit.raan_from_ltan_deg(sun.mean_right_ascension_deg[0], shell.ltan_h)) % 360
    if shell.raan_deg is not None:
        rate = float(orbit.node_rate_deg_per_day(shell.altitude_km, inclination_deg))
        return (shell.raan_deg + rate * (day - shell.epoch).days) % 360
    return 0.0


def position_km(satellite: Satellite, seconds: np.ndarray) -> np.ndarray:
    """Places on the circle at times after the epoch, in the inertial frame of the elements [time, 3]."""
    radius = float(orbit.semi_major_axis_km(satellite.altitude_km))
    turn = (
        np.radians(satellite.argument_deg) + float(orbit.mean_motion_rad_s(satellite.altitude_km)) * seconds
    )
    node, tilt = np.radians(satellite.raan_deg), np.radians(satellite.inclination_deg)
    x, y = radius * np.cos(turn), radius * np.sin(turn)
    return np.stack(
        [
            x * np.cos(node) - y * np.cos(tilt) * np.sin(node),
            x * np.sin(node) + y * np.cos(tilt) * np.cos(node),
            y * np.sin(tilt),
        ],
        axis=1,
    )
