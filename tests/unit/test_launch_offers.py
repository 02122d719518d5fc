"""What launching costs, where a flight may release, and how many fit there: prices by mass, drops, planes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.coefficients import build
from planner.errors import InstanceError
from planner.instance import records
from planner.instance.reading import read
from planner.text.showing.vehicles import vehicles as showing_vehicles

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")


# --------------------------------------------------------------------------------------------- prices by mass


def test_a_price_by_mass_in_megadollars_a_tonne():
    """7,000 $/kg are 7 M$/t; a path of prices by year, two years of quarters."""
    assert build(INSTANCE).case.price_musd_per_t.tolist() == [[0.0] * 8]
    built = build(INSTANCE.with_value("vehicles.medium.price_usd_per_kg", [7000, 6500]))
    assert built.case.price_musd_per_t.tolist() == [[7.0] * 4 + [6.5] * 4]
    shown, plain = (
        showing_vehicles(b, INSTANCE).usd_per_kg_first.to_numpy() for b in (built, build(INSTANCE))
    )
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


# ------------------------------------------------------------------------------------------------------ drops

TILTED = INSTANCE.tree["shells"]["tilted"]


def with_a_second_shell(**changes):
    """A third shell beside tilted, and a drop that serves both."""
    return {
        "shells": INSTANCE.tree["shells"]
        | {"higher": TILTED | {"altitude_km": 900.0, "inclination_deg": 53.05} | changes},
        "drops": {"tilted-ones": {"shells": ["tilted", "higher"]}},
    }


def test_a_drop_at_several_shells_lifts_what_the_dearest_allows():
    """Satellites of both raise themselves from 300 km: the same payload, but for the 0.05 degrees. Delivered
    ones cost the launcher height.
    """
    for delivered in ({}, {"raising_days": 0.0}):
        values = with_a_second_shell(**delivered)
        if delivered:
            values["shells"]["tilted"] = TILTED | delivered
        case = build(INSTANCE.with_values(values)).case
        assert case.drops == ("dawn", "tilted", "higher", "tilted-ones")
        assert case.drop_shells == ((0,), (1,), (2,), (1, 2))
        _, low, high, both = case.payload_t[0]
        assert both == min(low, high) and (high < low) == bool(delivered)
    assert build(INSTANCE.with_values(with_a_second_shell()), "ground").case.drops == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"inclination_deg": 53.2}, "inclination_deg 53 and 53.2, more than 0.1 apart"),
        ({"raising_days": 0.0}, "satellites raise themselves to one"),
        ({"raan_deg": 10.0}, "other nodes"),
    ],
)
def test_shells_that_cannot_share_a_flight(changes, reason):
    with pytest.raises(InstanceError, match=f"tilted and higher cannot share a flight: .*{reason}"):
        INSTANCE.with_values(with_a_second_shell(**changes))


def test_sun_synchronous_shells_share_a_flight_at_one_local_time():
    dawn = INSTANCE.tree["shells"]["dawn"]

    def instance(ltan_h):
        return INSTANCE.with_values(
            {
                "shells": INSTANCE.tree["shells"]
                | {"dawn-low": dawn | {"altitude_km": 500.0, "ltan_h": ltan_h}},
                "drops": {"dawns": {"shells": ["dawn", "dawn-low"]}},
            }
        )

    case = build(instance(6.0)).case
    assert case.payload_t[0, 3] == case.payload_t[0, :3].min() == case.payload_t[0, case.shells.index("dawn")]
    with pytest.raises(InstanceError, match="dawn and dawn-low cannot share a flight: ltan_h 6 and 7"):
        instance(7.0)
    with pytest.raises(InstanceError, match="one is given by inclination_deg, the other by ltan_h"):
        INSTANCE.with_value("drops", {"odd": {"shells": ["dawn", "tilted"]}})


@pytest.mark.parametrize(
    ("shells", "message"),
    [
        (["tilted"], "shells names tilted alone"),
        (["tilted", "tilted"], "names one value twice"),
        (["tilted", "moon"], "not defined in shells"),
    ],
)
def test_a_drop_names_two_shells(shells, message):
    with pytest.raises(InstanceError, match=message):
        INSTANCE.with_value("drops", {"odd": {"shells": shells}})


# ------------------------------------------------------------------------------------------- slots by spacing


def test_slots_by_planes_and_spacing_by_hand():
    """At 550 km the circle is 2 pi * 6,928.1 km = 43,530.8 km long: 43 satellites 1,000 km apart in a plane,
    licensed are 50.
    """

    def slots(planes, spacing_km):
        values = {"shells.tilted.planes": planes, "shells.tilted.spacing_km": spacing_km}
        return build(INSTANCE.with_values(values)).case.slots[1, 0]

    assert slots(1, 1000.0) == 43
    assert slots(2, 1000.0) == 50  # the licence
    assert slots(3, 5000.0) == 24
    with pytest.raises(InstanceError, match="planes and spacing_km go together"):
        INSTANCE.with_value("shells.tilted.planes", 3)
