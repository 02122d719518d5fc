"""With one period the model is a static one: every integer plan of it can be priced by a formula."""

from __future__ import annotations

from itertools import product
from math import exp, inf

from hypothesis import given
from hypothesis import strategies as st

from generator import instances
from models.case import Case
from small_questions import EDGE, answer_to, repeatable


@repeatable(8)
@given(st.integers(0, 9999))
def test_one_period_is_the_static_model(seed):
    """One flight at most, two designs on one bus, one site: the least ratio over all counts."""
    case, found = instances("one-period", seed), answer_to("one-period", seed)
    assert case.periods == 1 and case.cadence.max() == 1 and case.lives == (1,)
    plans = product(range(3), range(3), range(40))
    best = min(by_hand(case, first, second, blocks) for first, second, blocks in plans)
    if best == inf:
        assert found.outcome is None
    else:
        assert found.low <= best + EDGE * best and found.high >= best - EDGE * best


def by_hand(case: Case, first: int, second: int, blocks: int) -> float:
    """$/Mtoken of a plan with so many satellites of the two designs and so many blocks of racks; inf where it
    is not possible.

    Flight    both designs fit by mass, volume and count.
    Working   p (1 - e^-(L D)) / (L D) of each satellite, of its accelerators the same with L + Lk.
    Orbit     at most D duty rate sum of x p share m abar(L + Lk) tokens, reach of that to the region;
              each needs a gateway.
    Ground    at most D availability rate block z tokens, as many blocks as the grid feeds.
    """
    D, p, L = case.period_years, case.success[0], case.bus_loss_per_year[0]
    counts = (first, second)
    satellites = sum(counts)
    mass = sum(x * m for x, m in zip(counts, case.design_mass_t))
    volume = sum(x * m for x, m in zip(counts, case.design_volume_m3))
    if mass > case.payload_t[0, 0] or volume > case.fairing_m3[0] or satellites > case.satellites_max[0]:
        return inf
    if blocks * case.rack_mw[0, 0, 0] > case.grid_mw[0, 0] + 1e-9:
        return inf

    def working(hazard: float) -> float:
        return p * (1 - exp(-hazard * D)) / (hazard * D) if hazard else p

    accelerators = sum(
        x * case.share[d, 0, 0] * case.design_counts[d, 0] * working(L + case.accelerator_loss_per_year[0])
        for d, x in enumerate(counts)
    )
    orbit = case.reach[0, 0, 0] * D * case.rate[0, 0] * case.duty[0, 0, 0] * accelerators
    gbps = max(case.up_gbps[0], case.down_gbps[0])
    orbit = min(orbit, case.gateway_gbps[0, 0] / gbps)
    ground = D * case.availability[0] * case.rate[0, 0] * case.rack_block[0] * blocks
    committed, wanted = case.committed[0, 0, 0], case.committed[0, 0, 0] + case.optional[0, 0, 0]
    if orbit + ground < committed:
        return inf

    flown = satellites > 0
    launched = (
        flown * (case.price_musd[0, 0] + case.bus_nre_musd[0] + case.shell_opening_musd[0])
        + sum(x * cost for x, cost in zip(counts, case.design_cost_musd[:, 0]))
        + sum((x > 0) * nre for x, nre in zip(counts, case.design_nre_musd))
        + blocks * case.rack_cost_musd[0, 0, 0]
    )
    power = case.rack_mw[0, 0, 0] * (case.grid_musd[0, 0] + case.building_musd[0])
    running = D * (
        flown * case.shell_yearly_musd[0]
        + satellites * working(L) * case.bus_operations_musd[0]
        + blocks * (power + case.rack_upkeep_musd[0, 0])
    )
    start, middle = case.discount_start[0], case.discount_mid[0]

    def ratio(from_orbit: float) -> float:
        """The ratio is monotone in the tokens that come down, so that one end of their range is best. Tokens
        on the ground are free.
        """
        tokens = from_orbit + min(ground, wanted - from_orbit)
        if tokens <= 0:
            return inf
        cost = start * launched + middle * (running + D * case.gateway_musd[0, 0] * gbps * from_orbit)
        return cost / (middle * case.token_weight[0, 0] * tokens)

    least, most = max(0.0, committed - ground), min(orbit, max(0.0, wanted - ground))
    return min(ratio(least), ratio(max(least, most)))
