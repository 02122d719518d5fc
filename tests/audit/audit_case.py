"""A small question with one of everything: two shells, three designs, attrition, decay, replicas that do not
divide, three lives, a mixed launch, a site with own generation, insurance, NRE, a launch credit, soft and
hard commitments.
"""

from __future__ import annotations

import numpy as np

from models.case import Case

B, T, D = 4, 8, 0.5
LOW, HIGH = 0, 1
TO_LOW, TO_HIGH, TO_BOTH = 0, 1, 2
ALPHA, BETA, GAMMA = 0, 1, 2
KESTREL, OSPREY = 0, 1
K0, K1 = 0, 1
CHAT, REASON = 0, 1
EAST, WEST = 0, 1
TELEPORT, POLAR = 0, 1
PRAIRIE, FJORD = 0, 1


def small_case() -> Case:
    """The question without demand: `with_demand` of audit_plan sets it to what the plan can serve."""
    one = np.ones
    years = np.arange(T) * D
    share = np.zeros((3, 2, 2))
    share[ALPHA, LOW, K0] = 0.98
    share[BETA, HIGH] = 0.95, 0.9
    share[GAMMA, LOW, K1] = 0.99
    life_offered = np.zeros((3, 2, 3), dtype=bool)
    life_offered[:, :, :2] = True
    gateway_allowed = one((2, 2, 2), dtype=bool)
    gateway_allowed[REASON, WEST, POLAR] = False
    site_allowed = one((2, 2, 2), dtype=bool)
    site_allowed[REASON, WEST, PRAIRIE] = False
    rack_offered = np.zeros((2, 2, B), dtype=bool)
    rack_offered[PRAIRIE, K0] = True
    rack_offered[FJORD, K1] = True
    reach = one((2, 2, 2))
    reach[:, EAST, CHAT] = 0.5
    case = Case(
        name="small", objective="levelized_cost", period_years=D, launch_periods=B,
        dates=tuple(f"{2030 + (6 + 6 * t) // 12}-{(6 + 6 * t) % 12 + 1:02d}-01" for t in range(T)),
        discount_start=1.05**-years, discount_mid=1.05 ** -(years + D / 2), min_tokens_tt=0.5,
        shells=("low", "high"), drops=("to-low", "to-high", "to-both"), buses=("small", "big"),
        designs=("alpha", "beta", "gamma"), vehicles=("kestrel", "osprey"), accelerators=("k0", "k1"),
        operations=("idle", "full"), workloads=("chat", "reason"), regions=("east", "west"),
        gateways=("teleport", "polar"), sites=("prairie", "fjord"), slots=np.array([[20.0] * T, [9.0] * T]),
        shell_from=np.array([0, 0]), shell_lag=np.array([0, 1]), shell_opening_musd=np.array([3.0, 0.0]),
        shell_yearly_musd=np.array([0.8, 1.1]),
        duty=np.stack([np.array([0.62 + 0.01 * np.arange(T), 0.7 + 0.01 * np.arange(T)]), one((2, T))]),
        drop_shells=((LOW,), (HIGH,), (LOW, HIGH)),
        bus_loss_per_year=np.array([0.07, 0.04]), bus_nre_musd=np.array([11.0, 17.0]),
        bus_operations_musd=np.array([0.05, 0.09]), gates=("first-light", ""), gate_min=np.array([4, 0]),
        gate_max=np.array([8.0, np.inf]), gate_periods=np.array([2, 0]),
        gate_ramp=np.array([4.0, np.inf]),
        bus_rate=np.array([[6.0, 6.0, 6.0, 6.0], [np.inf] * 4]), decay_periods=np.array([[1, T], [0, 2]]),
        lives=(2, 3, 4), design_bus=np.array([0, 1, 0]), design_operation=np.array([0, 1, 0]),
        design_counts=np.array([[3, 0], [5, 4], [0, 6]]), design_mass_t=np.array([2.05, 4.1, 2.3]),
        design_volume_m3=np.array([9.5, 20.0, 11.0]),
        design_cost_musd=np.array([[2.0, 1.9, 1.8, 1.7], [5.0, 4.8, 4.6, 4.4], [2.5, 2.4, 2.3, 2.2]]),
        design_nre_musd=np.array([1.5, 2.5, 0.7]), design_from=np.array([0, 0, 2]), share=share,
        life_offered=life_offered,
        cohort_share=(
            np.array([1.0, 0.9])[:, None, None] * np.linspace(1.0, 0.7, B)[None, :, None]
            * np.array([1.0, 0.95, 0.9])
        ),
        payload_t=np.array([[9.0, 6.0, 0.0], [25.0, 20.0, 18.0]]), fairing_m3=np.array([60.0, 59.0]),
        satellites_max=np.array([6, 4]),
        price_musd=np.array([[20.0, 19.0, 18.0, 17.0], [60.0, 55.0, 50.0, 45.0]]),
        cadence=np.array([[1, 1, 1, 1], [2, 2, 2, 2]]),
        price_musd_per_t=np.array([[0.3, 0.28, 0.26, 0.24], [0.0, 0.0, 0.1, 0.1]]),
        success=np.array([0.97, 0.94]), insurance_rate=np.array([0.05, 0.0]),
        accelerator_loss_per_year=np.array([0.15, 0.4]), supply=np.array([[60.0] * B, [np.inf] * B]),
        need=np.array([[1, 2], [0, 4]]), rate=np.array([[0.5, 0.2], [0.0, 0.6]]),
        token_weight=np.array([[1.0], [2.5]]) * np.ones(T), peak=np.array([1.5, 1.2]),
        can_wait=np.array([False, True]), take_or_pay=np.array([[0.0, 0.3], [0.0, 0.6]]),
        shortfall_musd=np.array([[np.inf, 40.0], [np.inf, 60.0]]),
        token_price_musd=np.array([[3.0, 2.0], [4.0, 5.0]])[:, :, None] * one(T),
        reach=reach, up_gbps=np.array([0.8, 0.4]), down_gbps=np.array([1.6, 2.0]),
        gateway_allowed=gateway_allowed, gateway_availability=np.array([0.95, 0.9]),
        gateway_gbps=np.array([[60.0] * T, [30.0] * T]), gateway_musd=np.array([[0.01] * T, [0.012] * T]),
        site_allowed=site_allowed, site_lead=np.array([1, 0]), rack_life=np.array([3, 4]),
        rack_block=np.array([3, 8]), rack_offered=rack_offered,
        rack_cost_musd=np.full((2, 2, B), 0.4) * np.linspace(1, 0.8, B),
        rack_share=np.array([np.linspace(1, 0.8, B), np.ones(B)]),
        rack_mw=np.full((2, 2, T), 0.25) * np.linspace(1, 1.1, T),
        rack_upkeep_musd=np.array([[0.02, 0.03], [0.025, 0.035]]), availability=np.array([0.95, 0.97]),
        grid_mw=np.array([[0.6] * T, [2.0] * T]), grid_musd=np.array([[0.6] * T, [0.5] * T]),
        onsite_mw=np.array([[0.3] * T, [0.0] * T]), onsite_musd=np.array([[1.3] * T, [0.0] * T]),
        building_musd=np.array([0.9, 0.8]),
        accelerator_cost_musd=np.array([[0.3, 0.29, 0.28, 0.27], [0.25, 0.24, 0.23, 0.22]]),
        prepay_bus=np.array([1, 0]), prepay_accelerator=np.array([0, 2]), prepay_launch=np.array([1, 3]),
        cash_limited=True, interest_factor=1.01, capital_musd=np.array([500.0, 40.0] + [10.0] * (T - 2)),
        debts=("bank", "bond"), debt_most_musd=np.array([30.0, 12.5]), debt_period=np.array([1, 2]),
        debt_instalment=np.array([0.36, 0.15]),
        debt_periods=np.array([3, 9]),
        flown=("older", "coming"), flown_design=np.array([BETA, BETA]), flown_shell=np.array([HIGH, HIGH]),
        flown_satellites=np.array([2, 1]), flown_working=np.array([1.6, 0.94]),
        flown_dead=np.array([0.3, 0.0]), flown_age_years=np.array([1.15, 0.0]),
        flown_history_years=np.array([0.7, 0.0]), flown_arrives=np.array([-2, 1]),
        flown_leaves=np.array([3, 5]), flown_may_retire=np.array([True, False]),
        installed=("stood", "stood-later"), installed_site=np.array([1, 1]),
        installed_accelerator=np.array([K0, K0]), installed_blocks=np.array([1, 2]),
        installed_age_years=np.array([0.6, 0.0]), installed_arrives=np.array([-2, 0]),
        installed_leaves=np.array([3, 4]), installed_may_retire=np.array([False, True]),
        idle_power_share=np.array([0.35, 0.6]), rack_loss_per_year=np.array([[0.0, 0.0], [0.15, 0.4]]),
        rack_replacement_musd=np.array([[0.05, 0.07], [0.0, 0.0]])[:, :, None] * np.linspace(1, 0.7, T),
        contracted=np.array([[0, 1, 0, 0], [0, 0, 0, 3]]),
        contract_owed_musd=np.array([[0.0, 4.0, 0.0, 0.0], [0.0, 0.0, 0.0, 30.0]]),
    )  # fmt: skip
    case.check()
    return case


def with_first_period_frozen(case: Case, **changes) -> Case:
    """The case with the launches and racks of its first period frozen as the small plan has them, but for
    `changes`.
    """
    racks = np.zeros((2, 2, B), dtype=int)
    racks[PRAIRIE, K0, 0] = 2
    arrays = {
        "frozen_cargo": (((ALPHA, LOW, 0, 4),), ((BETA, HIGH, 1, 2),)),
        "frozen_vehicle": np.array([KESTREL, OSPREY]), "frozen_drop": np.array([TO_LOW, TO_HIGH]),
        "frozen_period": np.zeros(2, int), "frozen_flights": np.ones(2, int),
        "frozen_racks": racks,
    }  # fmt: skip
    return case.replaced(frozen_periods=1, **arrays | changes)
