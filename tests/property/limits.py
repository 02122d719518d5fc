"""Ways to make a question easier: one limit loosened, or one thing made to yield more, at no cost.

LIMITS leave every plan as it is; YIELDS make the same satellites or racks serve more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.case import Case

Easier = Callable[[Case], Case]


def anything(array: np.ndarray) -> np.ndarray:
    """All True in the shape of an array."""
    return np.ones_like(array, dtype=bool)


LIMITS: dict[str, tuple[str, Easier]] = {  # name -> (kinds in which it may bind, what is loosened)
    "a slot": (
        "slots decay slots-falling lives manifests infeasible-half-a-slot",
        lambda c: c.replaced(slots=c.slots + 1),
    ),
    "a flight": (
        "cadence shortfall manifests lives infeasible-before-the-first-flight ground-only "
        "infeasible-too-much",
        lambda c: c.replaced(cadence=c.cadence + 1),
    ),
    "more room on a flight": ("fairing manifests", lambda c: c.replaced(fairing_m3=c.fairing_m3 * 1.5)),
    "a seat": ("count manifests", lambda c: c.replaced(satellites_max=c.satellites_max + 1)),
    "more mass on a flight": (  # under annuity a launch is credited by the mass that it might lift
        "payload manifests shared-drop",
        lambda c: c.replaced(payload_t=c.payload_t * 1.5),
    ),
    "an accelerator": ("supply orbit-ground manifests", lambda c: c.replaced(supply=c.supply + 1)),
    "a satellite's accelerators": (
        "supply orbit-ground manifests",
        lambda c: c.replaced(supply=c.supply + 4),
    ),
    "a satellite from the factory": (
        "factory manifests infeasible-factory-of-halves",
        lambda c: c.replaced(bus_rate=c.bus_rate + 1),
    ),
    "no milestones": (
        "milestone milestones milestone-beside infeasible-licence-lapsed",
        lambda c: c.replaced(milestone_period=np.full_like(c.milestone_period, c.periods)),
    ),
    "milder milestones": (
        "milestone milestones milestone-beside",
        lambda c: c.replaced(milestone_share=0.6 * c.milestone_share),
    ),
    "a larger pilot": (
        "gate gate-of-two gate-lag gate-ramp gate-never gate-beside gate-flown gate-flown-ramp "
        "infeasible-before-its-pilot",
        lambda c: c.replaced(gate_max=c.gate_max + 1),
    ),
    "a shorter pilot": (
        "gate gate-of-two gate-lag gate-ramp gate-never gate-flown gate-flown-half "
        "infeasible-before-its-pilot",
        lambda c: c.replaced(gate_periods=np.maximum(1, c.gate_periods - 1) * (c.gate_periods > 0)),
    ),
    "a pilot of one": ("gate-of-two", lambda c: c.replaced(gate_min=np.minimum(1, c.gate_min))),
    "a pilot that flies for longer": (
        "gate-flown gate-flown-half gate-flown-ramp gate-flown-retiring",
        lambda c: c.replaced(flown_arrives=c.flown_arrives - 1),
    ),
    "a steeper ramp": ("gate-ramp gate-flown-ramp", lambda c: c.replaced(gate_ramp=c.gate_ramp + 0.5)),
    "a third of a MW": (
        "power orbit-ground rack-lead ground-alone supply",
        lambda c: c.replaced(grid_mw=c.grid_mw + 0.33),
    ),
    "own generation": ("onsite orbit-ground", lambda c: c.replaced(onsite_mw=c.onsite_mw + 0.5)),
    "capacity of gateways": (
        "gateways routes up down",
        lambda c: c.replaced(gateway_gbps=c.gateway_gbps + 0.2),
    ),
    "clearer skies": (
        "clouds",
        lambda c: c.replaced(gateway_availability=np.minimum(1, c.gateway_availability + 0.2)),
    ),
    "ways down": (
        "routes residency infeasible-no-way-down",
        lambda c: c.replaced(gateway_allowed=anything(c.gateway_allowed)),
    ),
    "sites allowed": ("residency orbit-ground", lambda c: c.replaced(site_allowed=anything(c.site_allowed))),
    "a smaller probability": (
        "assured assured-replicas assured-peaks assured-reach assured-ground assured-flown",
        lambda c: c.replaced(assured=0.9 * c.assured),
    ),
    "optional demand": ("optional reach lives", lambda c: c.replaced(optional=1.3 * c.optional + 0.05)),
    "fewer tokens demanded": (
        "min-tokens infeasible-too-many-tokens",
        lambda c: c.replaced(min_tokens_tt=0.6 * c.min_tokens_tt),
    ),
    "the dead of before are down": (
        "existing-slots existing-satellites",
        lambda c: c.replaced(flown_dead=0 * c.flown_dead),
    ),
    "satellites that may retire": (
        "early-retirement early-retirement-idle existing-satellites existing-slots existing-milestone",
        lambda c: c.replaced(flown_may_retire=anything(c.flown_may_retire)),
    ),
    "shells from the start": ("shell-from", lambda c: c.replaced(shell_from=0 * c.shell_from)),
    "capital": (
        "cash cash-prepaid cash-annuity debt infeasible-no-capital",
        lambda c: c.replaced(capital_musd=c.capital_musd + np.where(np.arange(c.periods) == 0, 6.0, 0.5)),
    ),
    "debt that may be drawn": ("debt", lambda c: c.replaced(debt_most_musd=1.5 * c.debt_most_musd)),
    "designs from the start": ("design-from", lambda c: c.replaced(design_from=0 * c.design_from)),
}  # fmt: skip

YIELDS: dict[str, tuple[str, Easier]] = {
    "nothing assured": (
        "assured assured-peaks assured-ground",
        lambda c: c.replaced(assured=0.0 * c.assured),
    ),
    "demand that need not be served": (
        "committed opening infeasible-too-much manifests",
        lambda c: c.replaced(committed=0.5 * c.committed, optional=c.optional + 0.5 * c.committed),
    ),
    "reach": ("reach opening residency", lambda c: c.replaced(reach=np.minimum(1, c.reach + 0.2))),
    "time in use": ("duty attrition", lambda c: c.replaced(duty=np.minimum(1, 1.2 * c.duty))),
    "throughput kept": ("share lives", lambda c: c.replaced(share=np.minimum(1, 1.1 * c.share))),
    "tokens a second": ("specialists nested ground-only", lambda c: c.replaced(rate=1.1 * c.rate)),
    "racks that work": (
        "ground-peaks orbit-ground",
        lambda c: c.replaced(availability=np.minimum(1, c.availability + 0.05)),
    ),
    "smaller replicas": (
        "replicas nested ground-only specialists",
        lambda c: c.replaced(need=np.minimum(c.need, 1)),
    ),
    "milder peaks": (
        "peaks wait ground-peaks infeasible-peak-beyond",
        lambda c: c.replaced(peak=1 + 0.4 * (c.peak - 1)),
    ),
    "the dead come down": ("decay slots lives", lambda c: c.replaced(decay_periods=0 * c.decay_periods)),
    "younger accelerators in what flies": (
        "existing-satellites existing-replicas",
        lambda c: c.replaced(flown_age_years=0.3 * c.flown_age_years),
    ),
    "contracts that are paid": (
        "contracted-flights",
        lambda c: c.replaced(contract_owed_musd=0.4 * c.contract_owed_musd),
    ),
    "less traffic": ("up down", lambda c: c.replaced(up_gbps=0.8 * c.up_gbps, down_gbps=0.8 * c.down_gbps)),
    "accelerators that last": (
        "attrition replicas",
        lambda c: c.replaced(accelerator_loss_per_year=0.5 * c.accelerator_loss_per_year),
    ),
}  # fmt: skip
