"""Every reference value of the physics, each within the tolerance that its own row states."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from planner.physics import ascent, drag, eclipse, link, orbit, power, radiation, thermal
from planner.physics.sun import sun_by_day

TABLE = Path(__file__).parent / "data" / "reference_physics.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))


def given(row, key):
    """The number after `key=` in the inputs of a row."""
    return float(re.search(rf"(?<!\w){key}=(-?\d+(?:\.\d+)?)", row["inputs"])[1])


def eclipses(row):
    """(first day, eclipse fraction by day, period in minutes) of an ECL or DD row."""
    altitude = given(row, "h")
    local_time = re.search(r"(?:SSO|LTAN)(\d\d)(\d\d)?$", row["case"])
    first = date(2030, 1, 1)
    if row["case"].startswith("DD"):
        first = date(2030, 4, 1) if local_time[1] == "06" else date(2030, 10, 1)
    sun = sun_by_day(first, first + timedelta(days=365))
    if local_time:
        hours = int(local_time[1]) + int(local_time[2] or 0) / 60
        inclination = orbit.sun_synchronous_inclination_deg(altitude)
        beta = eclipse.beta_held_deg(inclination, hours, sun)
    else:
        beta = eclipse.beta_propagated_deg(altitude, given(row, "i"), given(row, "RAAN"), sun)
    return first, eclipse.eclipse_fraction(altitude, beta), orbit.period_min(altitude)


def sunlit_mean(row):
    return 1 - eclipses(row)[1].mean()


def longest_eclipse(row):
    _, fraction, period = eclipses(row)
    return fraction.max() * period


def eclipse_days(row):
    return (eclipses(row)[1] > 0).sum()


def season_start(row):
    first, fraction, _ = eclipses(row)
    return eclipse.eclipse_seasons(first, fraction)[0][0].toordinal()


def season_end(row):
    first, fraction, _ = eclipses(row)
    return eclipse.eclipse_seasons(first, fraction)[-1][1].toordinal()


def eclipse_free_altitudes():
    altitude = np.arange(600.0, 4000.0)
    lowest_beta = 180 - orbit.sun_synchronous_inclination_deg(altitude) - 23.4393
    return altitude[lowest_beta > eclipse.beta_limit_deg(altitude)]


def density(row):
    flux = float(re.search(r"F10\.7a?=(\d+)", row["inputs"])[1])
    return drag.density_kg_m3(given(row, "h"), flux, given(row, "i") > 90)


def density_at_a_point(row):
    import pymsis  # only this row needs it

    instant = np.datetime64("2025-03-21T12:00")
    cell = pymsis.calculate(instant, 0.0, 0.0, 500.0, f107s=140.0, f107as=140.0, aps=[[15.0] * 7])
    return float(np.squeeze(cell)[pymsis.Variable.MASS_DENSITY])


def make_up(row):
    return drag.drag_dv_m_s_per_year(given(row, "h"), density(row), 50.0)


def lifetime(row):
    altitude = float(re.search(r"h0=(\d+)", row["inputs"])[1])
    flux = given(row, "F10.7")
    return drag.decay_years(altitude, 50.0, date(2030, 1, 1), lambda days: np.full(np.shape(days), flux))


def dose(row):
    _, _, _, solar, shield = row["case"].split("-")
    share = {"min": 0.0, "max": 1.0}[solar]
    shielding = float(shield.removesuffix("mm"))
    return radiation.trapped_dose_rad_per_year(given(row, "h"), given(row, "i"), shielding, share).item()


def flux(row):
    return radiation.proton_flux_cm2_s(given(row, "h"), given(row, "i"), 0.0).item()


def net_flux(row):
    face = thermal.vertical_view_factor(given(row, "h"))
    return thermal.radiator_net_w_m2(
        float(re.search(r"T=(\d+) C", row["inputs"])[1]),
        emissivity=given(row, "eps"),
        absorptivity=given(row, "alpha"),
        view_factor=face,
        albedo_geometry=face,  # the sub-solar point below: the Earth is fully lit
    )


def gross_flux(row):
    return thermal.radiator_net_w_m2(20, emissivity=1, absorptivity=0, view_factor=0, albedo_geometry=0)


def elevation(row):
    return float(re.search(r"el=(\d+)", row["inputs"])[1])


def slant_range(row):
    return link.slant_range_km(given(row, "h"), elevation(row))


def access(row):
    latitude = float(re.search(r"lat (\d+)", row["inputs"])[1])
    mask = float(re.search(r"mask (\d+)", row["inputs"])[1])
    return link.access_share(given(row, "h"), given(row, "i"), latitude, mask)


def electron_kg(altitude, inclination):
    extra = ascent.ascent_dv_m_s(altitude, inclination, 39.26) - ascent.ascent_dv_m_s(500, 40, 39.26)
    return 1000 * ascent.scaled_payload_t(0.2638, extra, 0.240, 343)


def array_power(row):
    sunlit = orbit.period_min(550) - 35.61
    return power.array_power_required_w(100e3, 100e3, sunlit, 35.61)


COMPUTE = {
    "sunlit_fraction_year_mean": sunlit_mean,
    "max_eclipse_duration": longest_eclipse,
    "days_with_any_eclipse": eclipse_days,
    "season_start": season_start,
    "season_end": season_end,
    "season_length": eclipse_days,
    "eclipse_free_min_altitude": lambda row: eclipse_free_altitudes()[0],
    "eclipse_free_max_altitude": lambda row: eclipse_free_altitudes()[-1],
    "sso_inclination": lambda row: orbit.sun_synchronous_inclination_deg(given(row, "h")),
    "period_keplerian": lambda row: orbit.period_min(given(row, "h")),
    "nodal_rate": lambda row: orbit.node_rate_deg_per_day(given(row, "h"), given(row, "i")),
    "orbit_season_mean_density": density,
    "density": density_at_a_point,
    "makeup_delta_v": make_up,
    "decay_lifetime": lifetime,
    "dose_rate": dose,
    "flux_p_gt30MeV_orbit_mean": flux,
    "gross_flux_planform": gross_flux,
    "net_flux_planform": net_flux,
    "view_factor_vertical_one_face": lambda row: thermal.vertical_view_factor(given(row, "h")),
    "view_factor_nadir": lambda row: thermal.nadir_view_factor(given(row, "h")),
    "slant_range": slant_range,
    "one_way_latency": lambda row: link.one_way_ms(slant_range(row)),
    "access_fraction_1sat": access,
    "neighbour_distance": lambda row: link.neighbour_distance_km(given(row, "h"), 22),
    "max_isl_range": lambda row: link.line_of_sight_limit_km(given(row, "h")),
    "array_power_eol_in_sun": array_power,
    "battery_capacity": lambda row: power.battery_capacity_wh(100e3, 19.72, 0.3, 0.95),
    "solar_flux_perihelion": lambda row: power.irradiance_w_m2(0.98329),
    "solar_flux_aphelion": lambda row: power.irradiance_w_m2(1.01671),
    "electron_payload_500km_60deg": lambda row: electron_kg(500, 60),
    "electron_payload_800km_100deg": lambda row: electron_kg(800, 100),
    "deorbit_delta_v": lambda row: {
        "DEO-1": orbit.impulsive_disposal_dv_m_s,
        "DEO-2": orbit.low_thrust_disposal_dv_m_s,
    }[row["case"]](650),
}


def expected(row):
    if row["unit"] == "date":
        return date.fromisoformat(row["value"]).toordinal()
    return float(row["value"])


def tolerance(row):
    """Absolute tolerance from `abs 0.01 (...)`, `rel 0.03 (...)` or `2 d`."""
    kind, size = re.search(r"(abs|rel)? ?([\d.e-]+)(?: d)?(?: \(|$| vs)", row["tolerance"]).groups()
    return float(size) * (abs(expected(row)) if kind == "rel" else 1)


def test_there_are_126_rows():
    assert len(ROWS) == 126


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['case']}:{row['quantity']}" for row in ROWS])
def test_reference_value(row):
    assert abs(float(COMPUTE[row["quantity"]](row)) - expected(row)) <= tolerance(row)


@pytest.mark.parametrize("row", [row for row in ROWS if "published curve" in row["tolerance"]])
def test_published_curve(row):
    published = float(re.search(r"published curve ([\d.]+)", row["tolerance"])[1])
    assert abs(float(COMPUTE[row["quantity"]](row)) / published - 1) <= 0.03


@pytest.mark.parametrize(
    ("text", "value", "size"),
    [
        ("abs 1.1 (60 s sampling rounds up)", "23.0", 1.1),
        ("rel 0.05 vs table; physics x/÷2", "100", 5.0),
        ("published curve 243.0; rel 0.03", "200", 6.0),
        ("rel 1e-4", "100", 0.01),
        ("abs 5e-4", "100", 5e-4),
    ],
)
def test_tolerances_are_read_as_written(text, value, size):
    assert tolerance({"tolerance": text, "value": value, "unit": ""}) == pytest.approx(size)
