"""Orders of flights priced by hand: years without interest or losses, satellites of 1 t and 1 M$ that serve 1
Tt in one year each.
"""

import numpy as np
import pytest

from brute_force import brute_force
from comparison import GAP, as_if_large, as_outcome, check_plan
from models.case import Case
from planner.solver import solve
from test_by_hand import FREE, NO_INTEREST, SURE, one_of_each


def years(committed: list[float], prices: list[float], **changes) -> Case:
    """One vehicle a price [M$], two flights a year each; a satellite alone on a flight unless said
    otherwise.
    """
    T, V = len(committed), len(prices)
    arrays = {
        "objective": "cost", "period_years": 1.0, "launch_periods": T,
        "dates": tuple(f"{2030 + t}-01-01" for t in range(T)), "slots": np.full((1, T), 9.0), "lives": (1,),
        "decay_periods": None, "design_counts": np.array([[1]]), "design_mass_t": np.ones(1),
        "design_cost_musd": np.ones((1, T)), "vehicles": tuple(f"rocket-{v + 1}" for v in range(V)),
        "payload_t": np.full((V, 1), 3.0), "fairing_m3": np.full(V, 20.0), "satellites_max": np.ones(V, int),
        "price_musd": np.array(prices)[:, None] * np.ones(T), "cadence": np.full((V, T), 2),
        "rate": np.ones((1, 1)), "committed": np.array([[committed]], float), "optional": None,
        "gateway_gbps": np.full((1, T), 9.0), "duty": None,
    }  # fmt: skip
    return one_of_each(**FREE | SURE | NO_INTEREST | arrays | changes)


def costs(case: Case, musd: float) -> None:
    """Enumeration, solver and audit give the cost to the cent; the way of the large questions bounds it and
    keeps its limits.
    """
    best = brute_force(case)
    assert best.value == pytest.approx(musd, abs=1e-8)
    check_plan(case, as_outcome(best))
    outcome = solve(case, gap=GAP)
    assert outcome.value == pytest.approx(musd, abs=1e-5)
    check_plan(case, outcome)
    with as_if_large():
        priced = solve(case, gap=0.01, time_limit_s=20)
    assert priced.bound <= musd * (1 + 1e-7) <= priced.value * (1 + 1e-6)
    check_plan(case, priced)


def test_a_shared_pad():
    """Two years of one satellite each. The pad of the rocket at 10 M$ is closed in the first: 14 + 10 M$, and
    two satellites.
    """
    case = years([1, 1], [10, 14])
    costs(case, 22.0)
    pad = {"pads": ("pad",), "pad_of": np.array([[True], [False]]), "pad_cadence": np.array([[0, 1]])}
    costs(case.replaced(**pad), 26.0)


def test_a_pad_counts_all_its_vehicles():
    """Three satellites in one year: two flights at 10 and one at 14 M$. From one pad of two flights a year
    there is no third.
    """
    case = years([3], [10, 14], shortfall_musd=np.array([[100.0]]))
    costs(case, 37.0)
    both = case.replaced(pads=("pad",), pad_of=np.ones((2, 1), bool), pad_cadence=np.array([[2]]))
    costs(both, 2 * 11 + 100.0)


def test_a_least_order():
    """One satellite. A rocket at 10 M$ flies twice or not at all, each time with a satellite: 22 M$. Another
    at 15 M$: 16 M$.
    """
    least = {"minimum_flights": np.array([2])}
    costs(years([1], [10], **least), 22.0)
    costs(years([1], [10, 15], minimum_flights=np.array([2, 0])), 16.0)


def test_a_discount_for_all_flights():
    """Three flights at 10 M$ over three years; 25 % from the third on: 3 * 7.5 + 3 satellites."""
    discount = {"tiers": 2, "tier_from": np.array([[0.0, 3.0]]), "tier_factor": np.array([[1.0, 0.75]])}
    costs(years([1, 1, 1], [10], **discount), 25.5)
    costs(years([1, 1, 0], [10], **discount), 22.0)  # a third flight would cost 1 M$ more, with its satellite


def test_a_discount_worth_a_flight_more():
    """Two satellites fit on one flight at 10 M$; on two flights at 60 % less each it is 8 M$: 8 + 2. Without
    the discount 12.
    """
    discount = {"tiers": 2, "tier_from": np.array([[0.0, 2.0]]), "tier_factor": np.array([[1.0, 0.4]])}
    case = years([2], [10], satellites_max=np.array([2]))
    costs(case, 12.0)
    costs(case.replaced(**discount), 10.0)


def learning(case: Case, others_t: list[float]) -> Case:
    """20 % at every doubling of 1 t: 0.8 from 2 t, 0.64 from 4 t."""
    return case.replaced(
        tiers=3, learns=np.array([True]), tier_from=np.array([[0.0, 2.0, 4.0]]),
        tier_factor=np.array([[1.0, 0.8, 0.64]]),
        delivered_t=np.array([others_t]),
    )  # fmt: skip


def test_a_price_that_learns_from_the_own_flights():
    """1 t before the study, then 1 t a year: 1, 2, 3, 4 t before the launches of each year: 10 + 8 + 8 + 6.4
    M$, and four satellites.
    """
    costs(learning(years([1, 1, 1, 1], [10]), [1, 1, 1, 1]), 36.4)


def test_a_launch_that_fails_teaches_nothing():
    """Half of the flights fail: 1, 1.5, 2 t expected. Two satellites a year for one that works, so 1, 2, 3 t:
    20 + 16 + 16 + 6 M$.
    """
    case = learning(years([1, 1, 1], [10], success=np.array([0.5])), [1, 1, 1])
    costs(case, 58.0)


def test_a_price_that_others_bring_down():
    """1, 2 and 4 t by others: 10 + 8 + 6.4 M$; own flights of 1 kg reach no further tier, so the plan decides
    nothing.
    """
    one_kg = {"design_mass_t": np.array([0.001]), "payload_t": np.array([[0.001]])}
    case = learning(years([1, 1, 1], [10], **one_kg), [1, 2, 4])
    assert not np.isnan(case.price_share).any()
    costs(case, 27.4)


def test_what_a_launch_is_insured_for_is_what_was_paid():
    """A premium of 20 %, no failures: 1.2 * (10 + 8) M$ for the flights and 1.2 for each of two
    satellites.
    """
    case = learning(years([1, 1], [10], insurance_rate=np.array([0.2])), [1, 1])
    costs(case, 24.0)


def test_a_launch_is_credited_at_what_was_paid():
    """Payload 3 t, satellites of 1 t of which half the life is inside: 10 + 8 M$ less a half of a third of
    them, and half of 2 M$.
    """
    case = learning(years([1, 1], [10], cohort_share=np.full((1, 2, 1), 0.5)), [1, 1])
    costs(case, 18 * (1 - 1 / 6) + 1.0)
