"""Kinds about when money is paid, and whether it is there."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind

# --- paid ahead of launch -----------------------------------------------------------------------------------


def in_parts(rng, case: Arrays) -> Arrays:
    """Accelerators that make up a third to two thirds of the satellites they are in."""
    dearest = (case["design_cost_musd"] / case["design_counts"].sum(axis=1)[:, None]).min(axis=0)
    case["accelerator_cost_musd"] = decimals(
        rng.uniform(0.3, 0.65, (len(case["accelerators"]), 1)) * dearest[None, :]
    )
    return case


@kind
def prepaid(rng) -> Arrays:
    """Two designs on two buses with two accelerators, all of them paid at their own time; money is dear."""
    case = in_parts(
        rng,
        draw(
            rng, designs=2, buses=2, accelerators=2, counts=[[3, 1], [1, 3]], period_years=1.0, lives=(1, 2)
        ),
    )
    B, T = case["launch_periods"], len(case["dates"])
    case["discount_start"] = 1.15 ** -np.arange(T)
    case["discount_mid"] = 1.15 ** -(np.arange(T) + 0.5)
    case["prepay_bus"] = rng.permutation([0, int(rng.randint(1, B + 1))])
    case["prepay_accelerator"] = rng.permutation([0, int(rng.randint(1, B + 1))])
    case["prepay_launch"] = rng.randint(0, 3, 1)
    case["insurance_rate"] = decimals(1 - case["success"] + rng.uniform(0.02, 0.1, 1))
    return case


@kind
def prepaid_annuity(rng) -> Arrays:
    """Shares of purchases that were paid ahead, and the credit for a flight that was."""
    case = in_parts(rng, draw(rng, annuity=True, launch_periods=3, lives=(2, 3), period_years=1.0))
    T = len(case["dates"])
    case["discount_start"], case["discount_mid"] = 1.12 ** -np.arange(T), 1.12 ** -(np.arange(T) + 0.5)
    case["prepay_bus"], case["prepay_accelerator"] = rng.randint(0, 2, 1), rng.randint(1, 3, 1)
    case["prepay_launch"] = rng.randint(1, 3, 1)
    return case


# --- money that is not there --------------------------------------------------------------------------------


def usual_price(case: Arrays) -> float:
    """About what one satellite costs with its flight and the engineering."""
    once = case["bus_nre_musd"].max() + case["design_nre_musd"].max() + case["shell_opening_musd"].max()
    return float(case["design_cost_musd"].mean() + case["price_musd"].mean() + once)


def limited(rng, case: Arrays, first: float, later: float) -> Arrays:
    """Capital of so many usual prices in the first period, and so many in each one after it."""
    T = len(case["dates"])
    price = usual_price(case)
    case["cash_limited"] = True
    case["capital_musd"] = decimals(price * np.array([first, *[later] * (T - 1)]), 1)
    case["interest_factor"] = float(rng.choice([1.0, 1.02]))
    return case


@kind
def cash(rng) -> Arrays:
    """Capital comes slowly, so that satellites and racks have to wait for it; what is earned helps."""
    case = draw(rng, designs=int(rng.randint(1, 3)), lives=(1, 2), sites=int(rng.randint(0, 2)), lead=0)
    case["cadence"][:] = 1
    case["committed"] = decimals(0.25 * case["committed"])
    case["optional"] *= 2
    case["token_price_musd"] = decimals(rng.uniform(0.0, 6.0) * np.ones_like(case["committed"]))
    return limited(rng, case, rng.uniform(1.2, 2.0), rng.uniform(0.2, 0.6))


@kind
def cash_prepaid(rng) -> Arrays:
    """Money that is there at launch is not there when the satellite has to be paid."""
    case = in_parts(rng, draw(rng, lives=(1, 2)))
    case["committed"] = decimals(0.25 * case["committed"])
    case["committed"][:, :, 0] = 0.0
    case["prepay_bus"], case["prepay_accelerator"] = rng.randint(0, 2, 1), rng.randint(1, 3, 1)
    case["prepay_launch"] = rng.randint(0, 2, 1)
    case["insurance_rate"] = decimals(1 - case["success"] + rng.uniform(0.02, 0.1, 1))
    return limited(rng, case, rng.uniform(0.9, 1.5), rng.uniform(0.3, 0.7))


@kind
def debt(rng) -> Arrays:
    """Two debts, one of them dear; revenue pays them back."""
    case = draw(rng, designs=2, lives=(2,), buses=1)
    T, price = len(case["dates"]), usual_price(case)
    case["committed"] = decimals(0.4 * case["committed"])
    case["token_price_musd"] = decimals(rng.uniform(3.0, 9.0) * np.ones_like(case["committed"]))
    case["objective"] = str(rng.choice(["levelized_cost", "npv"]))
    case["debts"] = ("bank", "bond")
    case["debt_most_musd"] = decimals(price * rng.uniform(0.4, 1.0, 2), 1)
    case["debt_period"] = np.array([0, int(rng.randint(0, T))])
    case["debt_periods"] = rng.randint(1, 4, 2)
    case["debt_instalment"] = decimals((1 + rng.uniform(0.0, 0.2, 2)) / case["debt_periods"], 4)
    return limited(rng, case, rng.uniform(0.4, 0.9), rng.uniform(0.0, 0.4))


@kind
def cash_annuity(rng) -> Arrays:
    """Shares are charged, but all of the money is spent; a penalty is paid in cash, too."""
    case = draw(rng, annuity=True, launch_periods=3, lives=(2, 4), sites=1, rack_life=3)
    case["shortfall_musd"] = decimals(rng.uniform(10, 30, case["shortfall_musd"].shape), 1)
    return limited(rng, case, rng.uniform(1.2, 2.0), rng.uniform(0.4, 0.9))
