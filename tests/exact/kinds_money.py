"""Kinds about when money is paid, and whether it is there."""

from __future__ import annotations

import numpy as np

from draws import Arrays, draw
from kinds import decimals, kind

# --- paid ahead of launch -------------------------------------------------------------------------------------------


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
