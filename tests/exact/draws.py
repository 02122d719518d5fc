"""One tiny Case with every array drawn at random, mild enough that nothing in it binds by design; kinds.py
then tightens it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Arrays = dict[str, Any]
DEFAULTS: dict[str, Any] = {
    "launch_periods": 3,
    "period_years": None,  # one of 0.25, 0.5, 1
    "shells": 1,
    "buses": 1,
    "designs": 1,
    "vehicles": 1,
    "accelerators": 1,
    "operations": 1,
    "workloads": 1,
    "regions": 1,
    "gateways": 1,
    "sites": 0,
    "lives": (2,),
    "lag": 0,
    "lead": 0,
    "rack_life": 2,
    "counts": None,  # [d][k] accelerators per satellite
    "need": None,  # [k][c]
    "annuity": False,
    "attrition": True,
}


def draw(rng: np.random.RandomState, **sizes) -> Arrays:
    """All arrays of a Case but its name; `sizes` override DEFAULTS. Every amount is a short decimal."""
    unknown = set(sizes) - set(DEFAULTS)
    if unknown:
        raise TypeError(f"no such size: {sorted(unknown)}")
    z = DEFAULTS | sizes
    S, H, N, V, K, E = (
        z[n] for n in ("shells", "buses", "designs", "vehicles", "accelerators", "operations")
    )
    C, R, G, J, B, L = (
        *(z[n] for n in ("workloads", "regions", "gateways", "sites", "launch_periods")),
        len(z["lives"]),
    )
    D = float(z["period_years"] or rng.choice([0.25, 0.5, 1.0]))
    longest = max([z["lag"] + max(z["lives"])] * (S > 0) + [z["lead"] + z["rack_life"]] * (J > 0))
    T = B if z["annuity"] else B + longest - 1

    def real(low, high, *shape, digits=2):
        return np.round(rng.uniform(low, high, shape), digits)

    def path(low, high, length, *shape):
        """Along the last axis a value that drifts by up to a tenth per step."""
        steps = rng.uniform(0.9, 1.1, (*shape, length)) if length else np.ones((*shape, length))
        return np.round(rng.uniform(low, high, (*shape, 1)) * np.cumprod(steps, axis=-1), 3)

    interest = float(rng.choice([0.0, 0.03, 0.07, 0.12]))
    years = np.arange(T) * D
    counts = np.array(z["counts"]) if z["counts"] is not None else rng.randint(2, 5, (N, K))
    need = np.array(z["need"]) if z["need"] is not None else np.ones((K, C), int)
    rate = real(0.5, 2.5, K, C)
    mass, volume = real(0.8, 2.2, N), real(3.0, 9.0, N, digits=1)
    usual = 0.8 * D * np.max(counts @ rate, axis=0, initial=0)  # [c] Tt of one satellite in a period
    committed = np.zeros((C, R, T))
    committed[:, :, :B] = np.round(usual[:, None, None] * rng.uniform(0.3, 0.9, (C, R, B)) / (C * R), 3)
    optional = np.round(usual[:, None, None] * rng.uniform(0.3, 1.5, (C, R, 1)) / (C * R), 3) * np.ones(
        (C, R, T)
    )
    optional[:, :, B:] += committed[:, :, B - 1 : B]
    if z["annuity"]:
        later = (1 + interest) ** -((np.arange(B + longest) + 0.5) * D)
        life_share = [
            [[part(later, b + z["lag"], n, B) for n in z["lives"]] for b in range(B)] for _ in range(S)
        ]
        rack_share = [[part(later, b + z["lead"], z["rack_life"], B) for b in range(B)] for _ in range(J)]
    else:
        life_share, rack_share = np.ones((S, B, L)), np.ones((J, B))

    return {
        "objective": "levelized_cost",
        "period_years": D,
        "launch_periods": B,
        "dates": tuple(f"{2030 + int(y):04d}-{1 + round(12 * (y % 1)):02d}-01" for y in years),
        "discount_start": (1 + interest) ** -years,
        "discount_mid": (1 + interest) ** -(years + D / 2),
        "min_tokens_tt": 0.0,
        **{
            name: tuple(f"{word}-{i + 1}" for i in range(n))
            for name, word, n in (
                ("shells", "shell", S), ("drops", "drop", S), ("buses", "bus", H), ("designs", "design", N),
                ("vehicles", "vehicle", V), ("accelerators", "accelerator", K),
                ("operations", "operation", E), ("workloads", "workload", C), ("regions", "region", R),
                ("gateways", "gateway", G), ("sites", "site", J),
            )
        },
        "slots": np.full((S, T), 50.0),
        "shell_from": np.zeros(S, int),
        "shell_lag": np.full(S, z["lag"]),
        "shell_opening_musd": real(0.0, 3.0, S),
        "shell_yearly_musd": real(0.0, 1.0, S),
        "duty": real(0.6, 1.0, E, S, T),
        "drop_shells": tuple((s,) for s in range(S)),
        "bus_loss_per_year": real(0.02, 0.15, H) * z["attrition"],
        "bus_nre_musd": real(0.0, 4.0, H),
        "bus_operations_musd": real(0.0, 0.4, H),
        "bus_rate": np.full((H, B), np.inf),
        "decay_periods": rng.randint(0, 3, (H, S)),
        "lives": tuple(z["lives"]),
        "design_bus": np.arange(N) % max(H, 1),
        "design_operation": np.arange(N) % max(E, 1),
        "design_counts": counts,
        "design_mass_t": mass,
        "design_volume_m3": volume,
        "design_cost_musd": path(3.0, 8.0, B, N),
        "design_nre_musd": real(0.0, 2.0, N),
        "design_from": np.zeros(N, int),
        "share": real(0.8, 1.0, N, S, K),
        "life_offered": np.ones((N, S, L), bool),
        "cohort_share": np.array(life_share, float),
        "payload_t": np.round(mass.max(initial=0) * rng.uniform(2.1, 2.9, (V, S)), 2),
        "fairing_m3": np.round(volume.max(initial=0) * rng.uniform(2.1, 2.9, V), 1),
        "satellites_max": np.full(V, 2),
        "price_musd": path(4.0, 15.0, B, V),
        "cadence": np.ones((V, B), int),
        "success": real(0.9, 1.0, V),
        "insurance_rate": np.zeros(V),
        "accelerator_loss_per_year": real(0.02, 0.3, K) * z["attrition"],
        "supply": np.full((K, B), np.inf),
        "need": need,
        "rate": rate * (need > 0),
        "token_weight": np.concatenate([[1.0], real(0.2, 1.5, C)])[:C, None] * np.ones(T),
        "peak": np.ones(C),
        "can_wait": np.zeros(C, bool),
        "committed": committed,
        "optional": optional,
        "shortfall_musd": np.full((C, R), np.inf),
        "token_price_musd": np.zeros((C, R, T)),
        "reach": real(0.8, 1.0, S, R, C),
        "up_gbps": real(0.05, 0.3, C),
        "down_gbps": real(0.3, 1.0, C),
        "gateway_allowed": np.ones((C, R, G), bool),
        "gateway_gbps": np.full((G, T), 50.0),
        "gateway_musd": path(0.2, 0.8, T, G),
        "site_allowed": np.ones((C, R, J), bool),
        "site_lead": np.full(J, z["lead"]),
        "rack_life": np.full(J, z["rack_life"]),
        "rack_block": rng.randint(2, 5, J),
        "rack_offered": np.ones((J, K, B), bool),
        "rack_cost_musd": path(6.0, 16.0, B, J, K),
        "rack_share": np.array(rack_share, float).reshape(J, B),
        "rack_mw": np.round(np.full((J, K, T), 1.0) * real(0.3, 0.45, J, K, 1), 3),
        "rack_upkeep_musd": real(0.0, 0.4, J, K),
        "availability": real(0.9, 1.0, J),
        "grid_mw": path(0.5, 0.8, T, J),
        "grid_musd": path(0.3, 0.8, T, J),
        "onsite_mw": np.zeros((J, T)),
        "onsite_musd": np.zeros((J, T)),
        "building_musd": real(0.2, 0.6, J),
    }  # fmt: skip


def part(factors: np.ndarray, first: int, life: int, end: int) -> float:
    """Annuity share: discounted periods of the life before `end` over all of them."""
    return float(factors[first : min(end, first + life)].sum() / factors[first : first + life].sum())
