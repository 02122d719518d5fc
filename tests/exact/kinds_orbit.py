"""Kinds about what flies: launches and packing, shells and slots, what can be built."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind

# --- launches and packing -----------------------------------------------------------------------------------


@kind
def cadence(rng) -> Arrays:
    """One flight in the period in which launching is cheapest."""
    case = draw(rng, lives=(3,))
    case["price_musd"] = decimals([[rng.uniform(8, 12), rng.uniform(3, 5), rng.uniform(8, 12)]])
    case["optional"] *= 3
    case["bus_nre_musd"][:] = case["design_nre_musd"][:] = 0.0  # their links would say how many may fly, too
    return case


@kind
def payload(rng) -> Arrays:
    case = draw(rng)
    case["payload_t"] = decimals(
        case["design_mass_t"].max() * rng.uniform(1.3, 1.9, case["payload_t"].shape), 2
    )
    return case


@kind
def fairing(rng) -> Arrays:
    case = draw(rng)
    case["fairing_m3"] = decimals(case["design_volume_m3"].max() * rng.uniform(1.3, 1.9, 1), 1)
    return case


@kind
def count(rng) -> Arrays:
    case = draw(rng)
    case["satellites_max"] = np.array([1])
    return case


@kind
def vehicle_choice(rng) -> Arrays:
    """A cheap unreliable vehicle against a dear reliable one."""
    case = draw(rng, vehicles=2)
    case["success"] = np.array([0.7, 0.98])
    case["price_musd"] = decimals(case["price_musd"] * np.array([[0.6], [1.3]]))
    return case


@kind
def success(rng) -> Arrays:
    case = draw(rng)
    case["success"] = decimals(rng.uniform(0.6, 0.8, 1), 2)
    return case


@kind
def insurance(rng) -> Arrays:
    case = draw(rng, vehicles=2)
    case["insurance_rate"] = decimals([rng.uniform(0.25, 0.4), 0.0], 2)
    return case


# --- shells and slots ---------------------------------------------------------------------------------------


@kind
def slots(rng) -> Arrays:
    """Slots for one and a bit; the dead come down at once."""
    case = draw(rng, lives=(3,))
    case["slots"][:] = decimals(rng.uniform(1.0, 1.9), 1)
    case["decay_periods"][:] = 0
    case["committed"] = decimals(0.5 * case["committed"])
    return case


@kind
def decay(rng) -> Arrays:
    """The dead hold their slots for a while, or for good."""
    case = draw(rng, lives=(1,), launch_periods=3, period_years=1.0)
    case["bus_loss_per_year"] = np.array([0.5])
    case["decay_periods"][:] = rng.choice([2, 9])
    case["slots"][:] = decimals(case["success"][0] * rng.uniform(2.0, 2.3), 1)
    case["committed"] = decimals(0.3 * case["committed"])
    return case


@kind
def slots_falling(rng) -> Arrays:
    """A licence that shrinks: long lives do not fit its end, the short one does."""
    case = draw(rng, lives=(1, 3))
    case["decay_periods"][:] = 0
    case["slots"][:] = np.where(np.arange(case["slots"].shape[1]) < 3, 4.0, 0.4)
    return case


@kind
def opening(rng) -> Arrays:
    """Two shells, the better one dear to open."""
    case = draw(rng, shells=2)
    case["reach"] = decimals(np.ones_like(case["reach"]) * np.array([1.0, 0.8]).reshape(2, 1, 1))
    case["duty"] = decimals(np.ones_like(case["duty"]) * np.array([1.0, 0.75]).reshape(1, 2, 1))
    case["shell_opening_musd"] = decimals([rng.uniform(8, 20), rng.uniform(1, 3)], 2)
    return case


@kind
def opened_early(rng) -> Arrays:
    """A shell that serves at the beginning only: its opening is due all the same."""
    case = draw(rng, lives=(1,), launch_periods=3)
    case["shell_opening_musd"] = decimals(rng.uniform(8, 20, 1), 2)
    case["decay_periods"][:] = 0
    case["committed"][:, :, 1:] = 0.0
    case["price_musd"][:, 1:] *= 4
    return case


@kind
def yearly(rng) -> Arrays:
    """A shell dear to keep: fewer years in use."""
    case = draw(rng, lives=(1, 3), launch_periods=2)
    case["shell_yearly_musd"] = decimals(rng.uniform(5, 15, 1), 2)
    return case


@kind
def shell_from(rng) -> Arrays:
    """The better shell may be used from the second period."""
    case = draw(rng, shells=2)
    case["shell_from"] = np.array([1, 0])
    case["duty"] = decimals(np.ones_like(case["duty"]) * np.array([1.0, 0.6]).reshape(1, 2, 1))
    return case


@kind
def lag(rng) -> Arrays:
    """Raising takes a period."""
    case = draw(rng, lag=1, lives=(2,))
    case["committed"][:, :, 0] = 0.0
    return case


@kind
def duty(rng) -> Arrays:
    """Two eclipse operations with their seasons."""
    case = draw(rng, designs=2, operations=2)
    case["duty"] = decimals(rng.uniform(0.3, 1.0, case["duty"].shape))
    case["committed"] = decimals(0.6 * case["committed"])
    return case


@kind
def share(rng) -> Arrays:
    """Two designs at home in different shells; one is not offered in the other's."""
    case = draw(rng, designs=2, shells=2)
    case["share"][0, 1], case["life_offered"][0, 1] = 0.0, False
    case["share"][1, 0] = 0.5
    return case


@kind
def shared_drop(rng) -> Arrays:
    """One drop serves two shells; each design is at home in one. A flight to one shell alone leaves room for
    the other's satellite.
    """
    case = draw(rng, designs=2, shells=2, launch_periods=2)
    case["drops"], case["drop_shells"] = ("drop-1",), ((0, 1),)
    case["design_mass_t"] = decimals([rng.uniform(1.8, 2.2), rng.uniform(0.6, 1.0)], 2)
    case["payload_t"] = decimals([[case["design_mass_t"].sum() + 0.1]], 2)
    case["share"][0, 1], case["life_offered"][0, 1] = 0.0, False
    case["share"][1, 0], case["life_offered"][1, 0] = 0.0, False
    case["shell_opening_musd"] = decimals([rng.uniform(0, 1), rng.uniform(4, 12)], 2)
    return case


@kind
def life_offered(rng) -> Arrays:
    """The long life is not offered."""
    case = draw(rng, lives=(1, 3))
    case["life_offered"][:, :, 1] = False
    return case


# --- what can be built --------------------------------------------------------------------------------------


@kind
def factory(rng) -> Arrays:
    """The factory delivers one satellite a period and a fraction that is of no use."""
    case = draw(rng, lives=(3,))
    case["bus_rate"][:] = decimals(rng.uniform(1.0, 1.9), 1)
    case["bus_nre_musd"][:] = case["design_nre_musd"][:] = 0.0  # their links would say how many may fly, too
    return case


@kind
def supply(rng) -> Arrays:
    """Orbit and ground want the same few accelerators."""
    case = draw(rng, sites=1, counts=[[3]])
    case["bus_nre_musd"][:] = case["design_nre_musd"][:] = 0.0
    case["supply"][:] = float(rng.randint(3, 5))
    case["rack_block"] = np.array([2])
    case["grid_mw"] = decimals(1.3 * case["rack_mw"].max(axis=1))
    case["committed"] = decimals(0.7 * case["committed"])
    return case


@kind
def bus_nre(rng) -> Arrays:
    """Two designs on two buses: the better bus has the dearer engineering."""
    case = draw(rng, designs=2, buses=2)
    case["bus_nre_musd"] = decimals([rng.uniform(15, 30), rng.uniform(1, 3)], 2)
    case["design_cost_musd"] = decimals(case["design_cost_musd"] * np.array([[0.6], [1.2]]))
    return case


@kind
def design_nre(rng) -> Arrays:
    """Two designs on one bus: the better variant has the dearer engineering."""
    case = draw(rng, designs=2)
    case["design_nre_musd"] = decimals([rng.uniform(10, 20), rng.uniform(1, 3)], 2)
    case["design_cost_musd"] = decimals(case["design_cost_musd"] * np.array([[0.6], [1.2]]))
    return case


@kind
def design_from(rng) -> Arrays:
    """The better design comes a period later."""
    case = draw(rng, designs=2)
    case["design_from"] = np.array([1, 0])
    case["design_cost_musd"] = decimals(case["design_cost_musd"] * np.array([[0.4], [1.2]]))
    return case
