"""The shipped density tables are what NRLMSIS 2.1 gives; this is also the recipe that made them."""

import numpy as np
import pytest

from planner.physics import drag, orbit
from planner.physics.constants import EARTH_RADIUS_KM

POLAR_RADIUS_KM = 6356.752314
DENSITY_SAMPLING = 0.005
ORBIT_POSITIONS = 36
HOURS = np.arange(0, 24, 6.0)


def usual_ap(f107):
    """Geomagnetic activity that goes with F10.7 in the tables."""
    return np.interp(f107, [70, 140, 210, 280], [4, 15, 20, 25])


def modelled_density(altitude_km, f107, inclination_deg, node_local_times_h):
    """Mean over the orbit, the 15th of every month of 2025 and the local times of the node [kg/m3]."""
    import pymsis

    u = (np.arange(ORBIT_POSITIONS) + 0.5) * 2 * np.pi / ORBIT_POSITIONS
    i = np.radians(inclination_deg)
    latitude = np.arcsin(np.sin(i) * np.sin(u))
    hours_past_node = np.degrees(np.arctan2(np.cos(i) * np.sin(u), np.cos(u))) / 15
    months = np.array([np.datetime64(f"2025-{month:02d}-15T00:00") for month in range(1, 13)])
    month, hour, node, k = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(12), HOURS, np.asarray(node_local_times_h), np.arange(ORBIT_POSITIONS), indexing="ij"
        )
    )
    instants = months[month] + (hour * 60).astype("timedelta64[m]")
    longitude = (node + hours_past_node[k] - hour) * 15 % 360
    equatorial, polar = EARTH_RADIUS_KM * np.sin(latitude), POLAR_RADIUS_KM * np.cos(latitude)
    ground_km = EARTH_RADIUS_KM * POLAR_RADIUS_KM / np.hypot(equatorial, polar)
    height = (EARTH_RADIUS_KM + altitude_km - ground_km)[k]
    flux = np.full(len(k), float(f107))
    cells = pymsis.calculate(
        instants,
        longitude,
        np.degrees(latitude)[k],
        height,
        f107s=flux,
        f107as=flux,
        aps=np.full((len(k), 7), float(usual_ap(f107))),
    )
    return cells[:, pymsis.Variable.MASS_DENSITY].mean()


@pytest.mark.slow
@pytest.mark.parametrize("altitude", [180, 400, 550, 800, 1200])
@pytest.mark.parametrize("f107", [65, 140, 250])
def test_table_is_the_model(altitude, f107):
    drifting = modelled_density(altitude, f107, 53.0, np.arange(0, 24, 3.0))
    assert drag.density_kg_m3(altitude, f107) == pytest.approx(drifting, rel=DENSITY_SAMPLING)
    inclination = orbit.sun_synchronous_inclination_deg(altitude).item()
    dawn = modelled_density(altitude, f107, inclination, [6.0])
    assert drag.density_kg_m3(altitude, f107, dawn_dusk=True) == pytest.approx(dawn, rel=DENSITY_SAMPLING)
