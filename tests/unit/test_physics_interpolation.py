"""What interpolation in the tables costs: every inner node is left out and worked out from its neighbours.

Leaving a node out doubles the spacing: between the real nodes a smooth quantity errs by a quarter of it.
"""

from dataclasses import replace

import numpy as np
import pytest

from planner.physics import drag, radiation

ALTITUDE_MAX, ALTITUDE_MEAN = 0.065, 0.009
SHIELDING_MAX, SHIELDING_MEAN = 0.39, 0.05
INCLINATION_MAX = {1: 19.0, 2: 0.47, 3: 0.31, 4: 0.031}
INCLINATION_MEAN = {1: 0.72, 2: 0.075, 3: 0.08, 4: 0.005}
DENSITY_ALTITUDE_MAX, DENSITY_ALTITUDE_MEAN = 0.07, 0.021
DENSITY_FLUX_MAX, DENSITY_FLUX_MEAN = 0.083, 0.023

INCLINED = slice(1, None)
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


@pytest.mark.parametrize("k", [1, 2, 3, 4], ids=["30 deg", "53 deg", "70 deg", "sun-synchronous"])
def test_dose_without_an_inclination(monkeypatch, k):
    full = radiation.radiation_table()
    keep = np.arange(6) != k
    reduced = replace(
        full,
        inclination_deg=full.inclination_deg[:, keep],
        dose_rad_per_year=full.dose_rad_per_year[:, :, keep],
    )
    use(monkeypatch, reduced)
    estimate = dose_at_nodes(full, slice(None), slice(k, k + 1), full.shielding_mm)
    errors = relative_error(estimate, full.dose_rad_per_year[:, :, k : k + 1])
    assert errors.max() < INCLINATION_MAX[k]
    assert errors.mean() < INCLINATION_MEAN[k]


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
