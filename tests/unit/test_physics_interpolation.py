"""What interpolation in the tables costs: every inner node is left out and worked out from its neighbours.

Leaving a node out doubles the spacing: between the real nodes a smooth quantity errs by a quarter of it.
"""

from dataclasses import replace

import numpy as np
import pytest

from planner.physics import drag, orbit, radiation

ALTITUDE_MAX, ALTITUDE_MEAN = 0.065, 0.009
SHIELDING_MAX, SHIELDING_MEAN = 0.395, 0.05
INCLINATION_MAX = {
    **{5: 0.38, 6: 0.19, 7: 0.47, 8: 0.11, 9: 0.08, 10: 0.035},  # 35, 40, 45, 50, 53, 57 deg
    **{11: 0.055, 12: 0.085, 13: 0.05, 14: 0.095, 15: 0.035, 16: 0.015},
}
INCLINATION_MEAN = 0.07
BETWEEN_NODES = 0.015
"""Against AE8/AP8 and SHIELDOSE-2 run at the orbit itself."""
DENSITY_ALTITUDE_MAX, DENSITY_ALTITUDE_MEAN = 0.07, 0.021
DENSITY_FLUX_MAX, DENSITY_FLUX_MEAN = 0.083, 0.023

INCLINED = slice(4, None)
"""Nodes from 30 deg on; at the equator dose rises tenfold from one altitude node to the next."""


def dose_at_nodes(table, altitudes, inclination_nodes, shieldings):
    """dose[solar, altitude, inclination, shielding] through the public function, at nodes of `table`."""
    altitude = np.repeat(table.altitude_km[altitudes], len(table.inclination_deg[0][inclination_nodes]))
    inclination = table.inclination_deg[altitudes][:, inclination_nodes].ravel()
    shape = (len(table.altitude_km[altitudes]), -1, len(shieldings))
    return np.array(
        [
            radiation.trapped_dose_rad_per_year(altitude, inclination, shieldings, share).reshape(shape)
            for share in (0, 1)
        ]
    )


def relative_error(estimate, truth):
    positive = truth > 0
    return np.abs(estimate[positive] / truth[positive] - 1)


def use(monkeypatch, table):
    monkeypatch.setattr(radiation, "radiation_table", lambda: table)


def test_dose_at_the_nodes_is_the_table():
    table = radiation.radiation_table()
    everywhere = slice(None)
    dose = dose_at_nodes(table, everywhere, everywhere, table.shielding_mm)
    assert dose == pytest.approx(table.dose_rad_per_year, rel=1e-9, abs=1e-12)


def test_dose_without_an_altitude(monkeypatch):
    full, errors = radiation.radiation_table(), []
    for k in range(1, len(full.altitude_km) - 1):
        keep = np.arange(len(full.altitude_km)) != k
        reduced = replace(
            full,
            altitude_km=full.altitude_km[keep],
            inclination_deg=full.inclination_deg[keep],
            dose_rad_per_year=full.dose_rad_per_year[:, keep],
        )
        use(monkeypatch, reduced)
        estimate = dose_at_nodes(full, slice(k, k + 1), INCLINED, full.shielding_mm)
        errors.append(relative_error(estimate, full.dose_rad_per_year[:, k : k + 1, INCLINED]))
    assert np.max(errors) < ALTITUDE_MAX
    assert np.mean(errors) < ALTITUDE_MEAN


def test_dose_without_a_shielding(monkeypatch):
    full, errors = radiation.radiation_table(), []
    for k in range(1, len(full.shielding_mm) - 1):
        keep = np.arange(len(full.shielding_mm)) != k
        reduced = replace(
            full, shielding_mm=full.shielding_mm[keep], dose_rad_per_year=full.dose_rad_per_year[..., keep]
        )
        use(monkeypatch, reduced)
        estimate = dose_at_nodes(full, slice(None), INCLINED, full.shielding_mm[k : k + 1])
        errors.append(relative_error(estimate, full.dose_rad_per_year[:, :, INCLINED, k : k + 1]))
    assert np.max(errors) < SHIELDING_MAX
    assert np.mean(errors) < SHIELDING_MEAN


@pytest.mark.parametrize("k", INCLINATION_MAX)
def test_dose_without_an_inclination(monkeypatch, k):
    """Node k of 18 by inclination: 5 is 35 deg, 9 is 53 deg, 16 the sun-synchronous one, or 80 deg above
    it.
    """
    full = radiation.radiation_table()
    keep = np.arange(full.inclination_deg.shape[1]) != k
    reduced = replace(
        full,
        inclination_deg=full.inclination_deg[:, keep],
        dose_rad_per_year=full.dose_rad_per_year[:, :, keep],
    )
    use(monkeypatch, reduced)
    estimate = dose_at_nodes(full, slice(None), slice(k, k + 1), full.shielding_mm)
    errors = relative_error(estimate, full.dose_rad_per_year[:, :, k : k + 1])
    assert errors.max() < INCLINATION_MAX[k]
    assert errors.mean() < INCLINATION_MEAN


@pytest.mark.parametrize(
    ("altitude", "inclination", "solar_max_share", "reference"), [(480, 42, 0, 65.3), (625, 45, 1, 113.7)]
)
def test_dose_between_nodes(altitude, inclination, solar_max_share, reference):
    """Behind 10 mm. With nodes at 30 and 53 deg alone the first was a third low."""
    dose = radiation.trapped_dose_rad_per_year(altitude, inclination, 10, solar_max_share)
    assert dose.item() == pytest.approx(reference, rel=BETWEEN_NODES)


def test_dose_table_has_nodes_where_shells_lie():
    table = radiation.radiation_table()
    assert table.inclination_deg.shape == (18, 18)
    assert (np.diff(table.inclination_deg, axis=1) > 0).all()
    assert {30, 35, 40, 45, 50, 53}.issubset(table.inclination_deg[0])
    held = orbit.sun_synchronous_inclination_deg(table.altitude_km)
    nearest = np.abs(table.inclination_deg - (180 - held)[:, None]).min(axis=1)
    assert nearest.max() < 0.02


def density_at_nodes(altitude, flux):
    kind = np.array([False, True])[:, None, None]
    return drag.density_kg_m3(altitude[:, None], flux, kind)


def test_density_at_the_nodes_is_the_table():
    altitude, flux, logs = drag.density_tables()
    assert density_at_nodes(altitude, flux) == pytest.approx(np.exp(logs), rel=1e-9)


def test_density_without_an_altitude(monkeypatch):
    altitude, flux, logs = drag.density_tables()
    errors = []
    for k in range(1, len(altitude) - 1):
        keep = np.arange(len(altitude)) != k
        monkeypatch.setattr(drag, "density_tables", lambda keep=keep: (altitude[keep], flux, logs[:, keep]))
        errors.append(relative_error(density_at_nodes(altitude[k : k + 1], flux), np.exp(logs[:, k : k + 1])))
    assert np.max(errors) < DENSITY_ALTITUDE_MAX
    assert np.mean(errors) < DENSITY_ALTITUDE_MEAN


def test_density_without_a_solar_flux(monkeypatch):
    altitude, flux, logs = drag.density_tables()
    errors = []
    for k in range(1, len(flux) - 1):
        keep = np.arange(len(flux)) != k
        monkeypatch.setattr(drag, "density_tables", lambda keep=keep: (altitude, flux[keep], logs[..., keep]))
        errors.append(
            relative_error(density_at_nodes(altitude, flux[k : k + 1]), np.exp(logs[..., k : k + 1]))
        )
    assert np.max(errors) < DENSITY_FLUX_MAX
    assert np.mean(errors) < DENSITY_FLUX_MEAN
