"""One limit or cost of a Case taken away, by its data alone: shows which instances a limit decides, without
any model.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.case import Case


def ones(array: np.ndarray) -> np.ndarray:
    return np.where(array > 0, 1, array)


def unprepaid(case: Case) -> Case:
    """Everything paid at launch."""
    names = ("prepay_bus", "prepay_accelerator", "prepay_launch")
    return case.replaced(**{name: np.zeros_like(getattr(case, name)) for name in names})


def unfrozen(case: Case) -> Case:
    """Nothing frozen."""
    names = ("vehicle", "drop", "period", "flights")
    none = {f"frozen_{name}": np.zeros(0, int) for name in names}
    return case.replaced(
        **none, frozen_periods=0, frozen_cargo=(), frozen_racks=np.zeros_like(case.frozen_racks)
    )


RELAXED: dict[str, Callable[[Case], Case]] = {
    **dict.fromkeys(
        (
            "assured",
            "assured-replicas",
            "assured-peaks",
            "assured-reach",
            "assured-ground",
            "assured-flown",
            "assured-or-paid",
        ),
        lambda c: c.replaced(assured=np.zeros_like(c.assured)),
    ),
    "cadence": lambda c: c.replaced(cadence=c.cadence + 1),
    "pads": lambda c: c.replaced(pad_cadence=c.pad_cadence + 1),
    "minimum": lambda c: c.replaced(minimum_flights=np.zeros_like(c.minimum_flights)),
    "minimum-alone": lambda c: c.replaced(minimum_flights=np.zeros_like(c.minimum_flights)),
    "bulk": lambda c: c.replaced(tier_factor=np.ones_like(c.tier_factor)),
    "learning": lambda c: c.replaced(tier_factor=np.ones_like(c.tier_factor)),
    "learning-annuity": lambda c: c.replaced(tier_factor=np.ones_like(c.tier_factor)),
    "payload": lambda c: c.replaced(payload_t=2 * c.payload_t),
    "fairing": lambda c: c.replaced(fairing_m3=2 * c.fairing_m3),
    "count": lambda c: c.replaced(satellites_max=c.satellites_max + 1),
    "manifests": lambda c: c.replaced(
        payload_t=1.6 * c.payload_t, fairing_m3=1.6 * c.fairing_m3, satellites_max=c.satellites_max + 1
    ),
    "vehicle-choice": lambda c: c.replaced(success=np.ones_like(c.success)),
    "success": lambda c: c.replaced(success=np.ones_like(c.success)),
    "insurance": lambda c: c.replaced(insurance_rate=np.zeros_like(c.insurance_rate)),
    "slots": lambda c: c.replaced(slots=c.slots + 9),
    "slots-falling": lambda c: c.replaced(slots=np.full_like(c.slots, 4.0)),
    "decay": lambda c: c.replaced(decay_periods=np.zeros_like(c.decay_periods)),
    "opening": lambda c: c.replaced(shell_opening_musd=np.zeros_like(c.shell_opening_musd)),
    "opened-early": lambda c: c.replaced(shell_opening_musd=np.zeros_like(c.shell_opening_musd)),
    "yearly": lambda c: c.replaced(shell_yearly_musd=np.zeros_like(c.shell_yearly_musd)),
    "shell-from": lambda c: c.replaced(shell_from=np.zeros_like(c.shell_from)),
    "lag": lambda c: c.replaced(shell_lag=np.zeros_like(c.shell_lag)),
    "duty": lambda c: c.replaced(duty=np.ones_like(c.duty)),
    "share": lambda c: c.replaced(share=np.ones_like(c.share), life_offered=np.ones_like(c.life_offered)),
    "shared-drop": lambda c: c.replaced(shell_opening_musd=np.zeros_like(c.shell_opening_musd)),
    "life-offered": lambda c: c.replaced(life_offered=np.ones_like(c.life_offered)),
    "lives": lambda c: c.replaced(life_offered=c.life_offered & (np.arange(len(c.lives)) == 0)),
    "factory": lambda c: c.replaced(bus_rate=np.full_like(c.bus_rate, np.inf)),
    **dict.fromkeys(
        (
            "gate",
            "gate-of-two",
            "gate-lag",
            "gate-ramp",
            "gate-never",
            "gate-beside",
            "gate-flown",
            "gate-flown-half",
            "gate-flown-ramp",
            "gate-flown-retiring",
        ),
        lambda c: c.replaced(gate_max=np.full_like(c.gate_max, np.inf)),
    ),
    **dict.fromkeys(
        ("milestone", "milestones", "milestone-beside", "milestone-in-doubt"),
        lambda c: c.replaced(milestone_period=np.full_like(c.milestone_period, c.periods)),
    ),
    "supply": lambda c: c.replaced(supply=np.full_like(c.supply, np.inf)),
    "bus-nre": lambda c: c.replaced(bus_nre_musd=np.zeros_like(c.bus_nre_musd)),
    "design-nre": lambda c: c.replaced(design_nre_musd=np.zeros_like(c.design_nre_musd)),
    "design-from": lambda c: c.replaced(design_from=np.zeros_like(c.design_from)),
    "replicas": lambda c: c.replaced(need=ones(c.need)),
    "nested": lambda c: c.replaced(need=ones(c.need)),
    "attrition": lambda c: c.replaced(accelerator_loss_per_year=np.zeros_like(c.accelerator_loss_per_year)),
    "specialists": lambda c: c.replaced(need=ones(c.need)),
    "peaks": lambda c: c.replaced(peak=np.ones_like(c.peak)),
    "wait": lambda c: c.replaced(can_wait=np.zeros_like(c.can_wait)),
    "ground-peaks": lambda c: c.replaced(peak=np.ones_like(c.peak)),
    "reach": lambda c: c.replaced(reach=np.ones_like(c.reach)),
    "up": lambda c: c.replaced(up_gbps=np.zeros_like(c.up_gbps)),
    "down": lambda c: c.replaced(down_gbps=np.zeros_like(c.down_gbps)),
    "gateways": lambda c: c.replaced(gateway_gbps=9 * c.gateway_gbps),
    "routes": lambda c: c.replaced(
        gateway_allowed=np.ones_like(c.gateway_allowed), gateway_gbps=9 * c.gateway_gbps
    ),
    "residency": lambda c: c.replaced(
        gateway_allowed=np.ones_like(c.gateway_allowed), site_allowed=np.ones_like(c.site_allowed)
    ),
    "orbit-ground": lambda c: c.replaced(rack_offered=np.zeros_like(c.rack_offered)),
    "ground-only": lambda c: c.replaced(need=ones(c.need)),
    "power": lambda c: c.replaced(grid_mw=2 * c.grid_mw),
    "onsite": lambda c: c.replaced(onsite_mw=2 * c.onsite_mw),
    "rack-life": lambda c: c.replaced(rack_life=c.rack_life + 1),
    "rack-lead": lambda c: c.replaced(site_lead=np.zeros_like(c.site_lead)),
    "committed": lambda c: c.replaced(
        committed=np.zeros_like(c.committed), optional=c.optional + c.committed
    ),
    "shortfall": lambda c: c.replaced(shortfall_musd=2.0 * c.shortfall_musd),
    "hesitant": lambda c: c.replaced(shortfall_musd=40 * c.shortfall_musd),
    "optional": lambda c: c.replaced(optional=9 * c.optional),
    "min-tokens": lambda c: c.replaced(min_tokens_tt=0.0),
    "clouds": lambda c: c.replaced(gateway_availability=np.ones_like(c.gateway_availability)),
    "by-the-kilogram": lambda c: c.replaced(price_musd_per_t=np.zeros_like(c.price_musd_per_t)),
    "by-the-kilogram-annuity": lambda c: c.replaced(price_musd_per_t=np.zeros_like(c.price_musd_per_t)),
    "take-or-pay": lambda c: c.replaced(take_or_pay=np.zeros_like(c.take_or_pay)),
    "paid-beyond-the-penalty": lambda c: c.replaced(take_or_pay=np.zeros_like(c.take_or_pay)),
    "several-drops": lambda c: c.replaced(payload_t=np.where(np.arange(3) == 2, 0.0, c.payload_t)),
    "annuity": lambda c: c.replaced(
        cohort_share=np.ones_like(c.cohort_share), rack_share=np.ones_like(c.rack_share)
    ),
    "annuity-insured": lambda c: c.replaced(insurance_rate=np.zeros_like(c.insurance_rate)),
    "cash": lambda c: c.replaced(cash_limited=False),
    "cash-prepaid": lambda c: unprepaid(c),
    "cash-annuity": lambda c: c.replaced(cash_limited=False),
    "debt": lambda c: c.replaced(debt_most_musd=np.zeros_like(c.debt_most_musd)),
    "prepaid": lambda c: unprepaid(c),
    "prepaid-annuity": lambda c: unprepaid(c),
    "learning-prepaid": lambda c: unprepaid(c),
    "by-the-kilogram-prepaid": lambda c: unprepaid(c),
    "bulk-cash": lambda c: c.replaced(cash_limited=False),
    "learning-cash": lambda c: c.replaced(cash_limited=False),
    "contracts-prepaid": lambda c: unprepaid(c),
    "existing-cash": lambda c: c.replaced(cash_limited=False),
    "existing-milestone": lambda c: c.replaced(milestone_period=np.full_like(c.milestone_period, c.periods)),
    "take-or-pay-cash": lambda c: c.replaced(take_or_pay=np.zeros_like(c.take_or_pay)),
    "least-cost": lambda c: c.replaced(objective="levelized_cost"),
    "existing-satellites": lambda c: c.replaced(flown_working=np.zeros_like(c.flown_working)),
    "existing-replicas": lambda c: c.replaced(flown_age_years=c.flown_age_years + 2.0),
    "existing-slots": lambda c: c.replaced(slots=c.slots + 9),
    **dict.fromkeys(
        ("early-retirement", "early-retirement-idle", "early-retirement-replicas"),
        lambda c: c.replaced(flown_may_retire=np.zeros_like(c.flown_may_retire)),
    ),
    **dict.fromkeys(
        ("idle-racks", "idle-power", "idle-peaks", "idle-assured", "idle-cash"),
        lambda c: c.replaced(idle_power_share=np.ones_like(c.idle_power_share)),
    ),
    "lost-accelerators": lambda c: c.replaced(rack_loss_per_year=np.zeros_like(c.rack_loss_per_year)),
    "replaced-accelerators": lambda c: c.replaced(
        rack_replacement_musd=np.zeros_like(c.rack_replacement_musd)
    ),
    "racks-that-leave": lambda c: c.replaced(installed_may_retire=np.zeros_like(c.installed_may_retire)),
    "existing-racks": lambda c: c.replaced(installed_blocks=np.zeros_like(c.installed_blocks)),
    "contracted-flights": lambda c: c.replaced(
        contracted=np.zeros_like(c.contracted), contract_owed_musd=np.zeros_like(c.contract_owed_musd)
    ),
    **dict.fromkeys(
        ("weights", "weights-later", "weights-least", "weights-short"),
        lambda c: c.replaced(token_weight=np.ones_like(c.token_weight) * c.token_weight[:, :1]),
    ),
    **dict.fromkeys(("frozen-flights", "frozen-mixed", "frozen-racks", "frozen-order"), unfrozen),
    "net-value": lambda c: c.replaced(token_price_musd=0.5 * c.token_price_musd),
}
