"""Three plans priced by hand, to the cent: one satellite on one launch, one satellite with broken replicas,
one block of racks.
"""

import numpy as np
import pytest

from brute_force import brute_force
from comparison import GAP, as_outcome, check_plan
from models.case import Case
from planner.solver import solve

CENT = 1e-8  # M$

FREE = dict.fromkeys(
    (
        "bus_nre_musd",
        "design_nre_musd",
        "shell_opening_musd",
        "shell_yearly_musd",
        "bus_operations_musd",
        "gateway_musd",
    )
)  # changes: satellites and flights alone cost something
LASTING = dict.fromkeys(("bus_loss_per_year", "accelerator_loss_per_year"))  # what arrives works
SURE = LASTING | dict.fromkeys(("success", "insurance_rate"))  # and everything arrives
NO_INTEREST = dict.fromkeys(("discount_start", "discount_mid"))


def one_of_each(**changes) -> Case:
    """One launch period, one shell, bus, design, vehicle, accelerator, workload, region and gateway; no site.
    Half-years at 10 %. A change to None takes away what is neutral without it.

    The committed demand (0.3 Tt in period 0) forces the launch; the optional demand takes whatever the
    satellite can serve.
    """
    periods = np.arange(2)
    arrays = {
        "name": "by hand", "objective": "levelized_cost", "period_years": 0.5, "launch_periods": 1,
        "dates": ("2030-01-01", "2030-07-01"), "discount_start": 1.1 ** -(0.5 * periods),
        "discount_mid": 1.1 ** -(0.5 * periods + 0.25), "shells": ("low",), "drops": ("low",),
        "buses": ("bus",), "designs": ("pair",), "vehicles": ("rocket",), "accelerators": ("chip",),
        "operations": ("idle",), "workloads": ("chat",), "regions": ("here",), "gateways": ("dish",),
        "slots": np.full((1, 2), 5.0), "shell_opening_musd": np.array([2.0]),
        "shell_yearly_musd": np.array([1.0]), "duty": np.full((1, 1, 2), 0.8), "drop_shells": ((0,),),
        "bus_loss_per_year": np.array([0.1]), "bus_nre_musd": np.array([3.0]),
        "bus_operations_musd": np.array([0.4]), "decay_periods": np.array([[1]]), "lives": (2,),
        "design_bus": np.array([0]), "design_operation": np.array([0]), "design_counts": np.array([[2]]),
        "design_mass_t": np.array([2.0]), "design_volume_m3": np.array([5.0]),
        "design_cost_musd": np.array([[5.0]]), "design_nre_musd": np.array([1.0]),
        "payload_t": np.array([[3.0]]), "fairing_m3": np.array([8.0]), "satellites_max": np.array([1]),
        "price_musd": np.array([[10.0]]), "cadence": np.array([[1]]), "success": np.array([0.9]),
        "insurance_rate": np.array([0.15]), "accelerator_loss_per_year": np.array([0.2]),
        "rate": np.array([[1.5]]), "committed": np.array([[[0.3, 0.0]]]),
        "optional": np.array([[[5.0, 5.0]]]), "up_gbps": np.array([0.2]), "down_gbps": np.array([0.7]),
        "gateway_gbps": np.full((1, 2), 9.0), "gateway_musd": np.full((1, 2), 0.6),
    }  # fmt: skip
    case = Case(**arrays | changes)
    case.check()
    return case


def check(case: Case, cost_musd: float, tokens_tt: float) -> None:
    """Enumeration and solver both give the cost to the cent, the tokens to the million, and their ratio."""
    best = brute_force(case)
    assert best.cost_musd == pytest.approx(cost_musd, abs=CENT)
    assert best.tokens_tt == pytest.approx(tokens_tt, abs=1e-6)
    assert best.value == pytest.approx(cost_musd / tokens_tt, rel=1e-8)
    check_plan(case, as_outcome(best))
    outcome = solve(case, gap=GAP)
    assert outcome.cost_musd == pytest.approx(cost_musd, abs=CENT)
    assert outcome.tokens_tt == pytest.approx(tokens_tt, abs=1e-6)
    assert outcome.value == pytest.approx(cost_musd / tokens_tt, rel=1e-8)
    check_plan(case, outcome)


def test_one_satellite_on_one_launch():
    """Launched at the start of period 0, life of two half-years: period 0 is the plan, period 1 its tail,
    which counts in full.

    Discount factors    start 1.1^0 = 1
                        middle of period 0: 1.1^-0.25 = 0.9764540897, of period 1: 1.1^-0.75 = 0.9310124446
    Working satellites  success 0.9, hazard L = 0.1 a year, mean over the half-year
                        0.9 (1 - e^-0.05) / 0.05                                             = 0.8778703590
                        and in the tail times e^-0.05                                        = 0.8350561164
    Accelerators        2 per satellite, hazard 0.1 + 0.2: 0.9 * 2 (1 - e^-0.15) / 0.15      = 1.6715042829
                        and times e^-0.15                                                    = 1.4386770689
    Tokens [Tt]         half a year * duty 0.8 * rate 1.5: 1.0029025697 and 0.8632062414
                        discounted: 0.9792883154 + 0.8036557533                              = 1.7829440687
    Dollars             satellite                                                              5 000 000.00
                        launch                                                                10 000 000.00
                        insurance: 15 % premium less 10 % expected payout, on 15 M$              750 000.00
                        engineering of bus and design, 3 M$ + 1 M$                             4 000 000.00
                        opening of the shell                                                   2 000 000.00
                        shell, half of 1 M$, discounted: 488 227.04 + 465 506.22                 953 733.27
                        operations, half of 0.4 M$ a working satellite: 171 440.02 + 155 489.53  326 929.55
                        gateway, half of 0.6 M$ * 0.7 Gbit/s a Tt: 205 650.55 + 168 767.71       374 418.25
                                                                                          -----------------
                                                                                              23 405 081.07
    Levelized cost      23.40508107 M$ / 1.78294407 Tt                               = 13.12720992 $/Mtoken
    """
    check(one_of_each(), cost_musd=23.40508107, tokens_tt=1.7829440687)
    assert brute_force(one_of_each()).value == pytest.approx(13.12720992, abs=5e-9)


def test_three_accelerators_of_which_two_make_a_replica():
    """One year, no interest, nothing but accelerators fails: half of a hazard a year each, X ~ Binomial(3,
    q), q = e^(-a/2).

    Usable in pairs     2 P(X >= 2) = 2 (3 q^2 - 2 q^3)
                        mean of q^2 = (1 - e^-1) / 1                = 0.6321205588
                        mean of q^3 = (1 - e^-1.5) / 1.5            = 0.5179132265
                        2 (3 * 0.6321205588 - 2 * 0.5179132265)     = 1.7210704467    (not 2, and not 3)
    Tokens [Tt]         one year * 2 Tt                             = 3.4421408934
    Dollars             7 M$ satellite + 9 M$ launch                = 16 000 000.00
    Levelized cost      16 M$ / 3.4421408934 Tt                     = 4.64826993 $/Mtoken
    """
    case = one_of_each(
        **FREE | SURE | NO_INTEREST | {"accelerator_loss_per_year": np.array([0.5])}, period_years=1.0,
        dates=("2030-01-01",), lives=(1,), design_counts=np.array([[3]]), need=np.array([[2]]),
        rate=np.array([[2.0]]), duty=None, design_cost_musd=np.array([[7.0]]), price_musd=np.array([[9.0]]),
        slots=np.ones((1, 1)), committed=np.full((1, 1, 1), 0.5), optional=np.full((1, 1, 1), 5.0),
        gateway_gbps=np.full((1, 1), 9.0),
    )  # fmt: skip
    check(case, cost_musd=16.0, tokens_tt=3.4421408934)


def test_one_block_of_racks():
    """Five accelerators ordered in period 0 run in period 1 for one half-year at 10 %; replicas of two leave
    one of them idle.

    Discount factors    start of period 0: 1;   middle of period 1: 1.1^-0.75 = 0.9310124446
    Tokens [Tt]         half a year * 4 usable * availability 0.95 * rate 1.5 = 2.85
                        discounted                                                            = 2.6533854671
    Dollars             block                                                                  6 000 000.00
                        power 0.4 MW, of which 0.1 MW own: half a year of
                        0.3 MW * 0.5 M$ grid + 0.1 MW * 1.2 M$ own + 0.4 MW * 0.3 M$ building  0.195 M$
                        upkeep, half of 0.2 M$                                                 0.100 M$
                        together 0.295 M$, discounted                                            274 648.67
                                                                                              -------------
                                                                                               6 274 648.67
    Levelized cost      6.27464867 M$ / 2.6533854671 Tt                                = 2.36477088 $/Mtoken
    """
    case = one_of_each(
        cadence=np.array([[0]]), sites=("hall",), site_lead=np.array([1]), rack_life=np.array([1]),
        rack_block=np.array([5]),
        rack_cost_musd=np.array([[[6.0]]]),
        rack_mw=np.full((1, 1, 2), 0.4), rack_upkeep_musd=np.array([[0.2]]), availability=np.array([0.95]),
        grid_mw=np.full((1, 2), 0.3), grid_musd=np.full((1, 2), 0.5), onsite_mw=np.full((1, 2), 0.35),
        onsite_musd=np.full((1, 2), 1.2), building_musd=np.array([0.3]), need=np.array([[2]]), committed=None,
        min_tokens_tt=1.0,
    )  # fmt: skip
    check(case, cost_musd=6.27464867, tokens_tt=2.6533854671)


def test_paid_ahead_of_launch():
    """A launch in period 2 of three years at 10 %: chips two years ahead, the flight one, hardware at launch,
    the premium too.

    Chips               2 * 1.5 M$ in period 0                                                 3 000 000.00
    Flight              10 M$ in period 1: 10 / 1.1                                            9 090 909.09
    Hardware            5 M$ - 3 M$ in period 2: 2 / 1.21                                      1 652 892.56
    Insurance           15 % premium less 10 % expected payout, on 15 M$,
                        in period 2: 0.75 / 1.21                                                 619 834.71
                                                                                              -------------
                                                                                              14 363 636.36
    Tokens [Tt]         one year * 2 accelerators * 0.9 * rate 1.5 = 2.7
                        discounted by 1.1^2.5                                                = 2.1275611496
    """
    three = np.arange(3)
    case = one_of_each(
        **FREE, **LASTING, period_years=1.0, launch_periods=3,
        dates=("2030-01-01", "2031-01-01", "2032-01-01"), discount_start=1.1 ** -three,
        discount_mid=1.1 ** -(three + 0.5), lives=(1,), slots=np.full((1, 3), 5.0), duty=None,
        design_cost_musd=np.full((1, 3), 5.0), price_musd=np.full((1, 3), 10.0),
        cadence=np.array([[0, 0, 1]]), committed=np.array([[[0.0, 0.0, 0.5]]]),
        optional=np.full((1, 1, 3), 5.0), gateway_gbps=np.full((1, 3), 9.0),
        accelerator_cost_musd=np.full((1, 3), 1.5), prepay_accelerator=np.array([5]),
        prepay_launch=np.array([1]),
    )  # fmt: skip
    check(case, cost_musd=14.36363636, tokens_tt=2.1275611496)
