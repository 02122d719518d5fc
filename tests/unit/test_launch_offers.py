"""What launching costs and where a flight may release: prices by mass."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.coefficients import build
from planner.instance import records
from planner.instance.reading import read
from planner.showing import overview

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")


# ------------------------------------------------------------------------------------------------------------------- prices by mass


def test_a_price_by_mass_in_megadollars_a_tonne():
    """7,000 $/kg are 7 M$/t; a path of prices by year, two years of quarters."""
    assert build(INSTANCE).case.price_musd_per_t.tolist() == [[0.0] * 8]
    built = build(INSTANCE.with_value("vehicles.medium.price_usd_per_kg", [7000, 6500]))
    assert built.case.price_musd_per_t.tolist() == [[7.0] * 4 + [6.5] * 4]
    shown, plain = (overview.vehicles(b).usd_per_kg_first.to_numpy() for b in (built, build(INSTANCE)))
    assert shown == pytest.approx(plain + 7000)


def test_the_rideshare_of_the_catalog_is_paid_by_the_kilogram_alone():
    record = {
        figure.key: figure for figure in records.figures("vehicles") if figure.id == "transporter-rideshare"
    }
    assert record["price_usd_per_kg"].value == 7000 and record["price_usd_per_kg"].price_year == 2026
    assert record["price_musd"].value == 0
    case = build(
        INSTANCE.with_value(
            "vehicles", {"seat": {**_written("transporter-rideshare")}, **INSTANCE.tree["vehicles"]}
        )
    ).case
    assert case.payload_t[case.vehicles.index("seat")].max() <= 1.0
    assert np.all(case.price_musd[case.vehicles.index("seat")] == 0)


def _written(vehicle: str) -> dict:
    return records.load("vehicles")[vehicle]
