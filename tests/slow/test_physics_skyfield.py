"""The closed-form shadow against skyfield's own, satellite by satellite, one orbit a week for a year."""

from contextlib import closing
from datetime import date, timedelta

import numpy as np
import pytest

from planner.physics import eclipse, orbit
from planner.physics.sun import ephemeris_path, sun_by_day

SAMPLES_PER_ORBIT = 240
WEEKS = 52
WEEKS_AT_A_TIME = 13
SUNLIT_SHARE = 1.0e-3
ONE_ORBIT_SHARE = 0.025
"""A grazing eclipse grows by minutes within a degree of beta, and SGP4's node is that far off in a year."""

FIRST = date(2030, 1, 1)
SHELLS = [
    (500, None, 6.0),
    (650, None, 6.0),
    (1000, None, 6.0),
    (1200, None, 18.0),
    (650, None, 12.0),
    (800, None, 10.5),
    (550, 30.0, None),
    (550, 53.0, None),
    (1000, 53.0, None),
    (1200, 70.0, None),
    (2000, 30.0, None),
    (1600, None, 6.0),
]


def sampled_sunlit_share(altitude, inclination, first_raan_deg):
    """Share of one orbit in sunlight, at noon of every seventh day, by SGP4 and skyfield."""
    from sgp4.api import WGS72, Satrec
    from skyfield.api import EarthSatellite, load
    from skyfield.jpllib import SpiceKernel

    scale = load.timescale(builtin=True)
    record = Satrec()
    epoch = (FIRST - date(1949, 12, 31)).days
    motion = 2 * np.pi / orbit.period_min(altitude).item()
    angles = np.radians([0.0, inclination, 0.0, first_raan_deg % 360])
    record.sgp4init(WGS72, "i", 1, epoch, 0.0, 0.0, 0.0, 1e-8, *angles[:3], motion, angles[3])
    satellite = EarthSatellite.from_satrec(record, scale)
    phase = (
        (np.arange(SAMPLES_PER_ORBIT) + 0.5) / SAMPLES_PER_ORBIT * orbit.period_min(altitude).item() / 1440
    )
    start = scale.tt(FIRST.year, FIRST.month, FIRST.day, 12).tt
    shares = []
    with closing(SpiceKernel(str(ephemeris_path()))) as kernel:
        for week in range(0, WEEKS, WEEKS_AT_A_TIME):
            noons = start + 7.0 * np.arange(week, week + WEEKS_AT_A_TIME)
            times = scale.tt_jd((noons[:, None] + phase - phase.mean()).ravel())
            sunlit = satellite.at(times).is_sunlit(kernel)
            shares.append(sunlit.reshape(WEEKS_AT_A_TIME, -1).mean(axis=1))
    return np.concatenate(shares)


@pytest.mark.slow
@pytest.mark.parametrize(("altitude", "inclination", "local_time"), SHELLS)
def test_shadow_agrees_with_skyfield(altitude, inclination, local_time):
    sun = sun_by_day(FIRST, FIRST + timedelta(days=7 * WEEKS))
    if local_time is None:
        first_raan = 0.0
        beta = eclipse.beta_propagated_deg(altitude, inclination, first_raan, sun)
    else:
        inclination = orbit.sun_synchronous_inclination_deg(altitude).item()
        first_raan = orbit.raan_from_ltan_deg(sun.mean_right_ascension_deg[0], local_time).item()
        beta = eclipse.beta_held_deg(inclination, local_time, sun)
    ours = 1 - eclipse.eclipse_fraction(altitude, beta)[::7]
    theirs = sampled_sunlit_share(altitude, inclination, first_raan)
    assert ours.mean() == pytest.approx(theirs.mean(), abs=SUNLIT_SHARE)
    assert ours == pytest.approx(theirs, abs=ONE_ORBIT_SHARE)
