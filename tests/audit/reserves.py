"""A workload whose commitments are assured, a sound reserve for it, and the ways in which such a reserve can
be wrong.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from audit_case import CHAT, EAST, K0, LOW, PRAIRIE, WEST, B
from audit_plan import Plan, ground_years, orbit_years
from corruptions import changed, decision, rows
from models.case import Case


def assured(case: Case, plan: Plan) -> Case:
    """A twentieth of chat's commitments, assured at 60 % with a margin of twice as much, from a reserve in
    the low orbit.
    """
    committed, optional = case.committed.copy(), case.optional.copy()
    committed[CHAT] *= 0.05
    optional[CHAT] += 0.95 * case.committed[CHAT]
    plan.shortfall[CHAT, WEST, 1] = 0.0
    whole = committed.sum(axis=1)  # [c,t]
    for t in range(B):
        for r in (EAST, WEST):
            plan.kept["orbit", K0, CHAT, r, LOW, t] = 3.0 * committed[CHAT, r, t] / case.rate[K0, CHAT]
    return case.replaced(
        committed=committed,
        optional=optional,
        assured=np.array([0.6, 0.0]),
        assured_exponent=-np.log(0.4) / (2.0 * np.where(whole > 0, whole, 1.0)),
    )


@decision("assured commitment")
def too_small_a_margin(case, plan):
    case = assured(case, plan)
    plan.kept["orbit", K0, CHAT, WEST, LOW, 2] *= 0.9
    return case


@decision("reserve in orbit")
def more_than_is_surely_there(case, plan):
    """Well below what is expected of the shell; but its only flight may fail."""
    case = assured(case, plan)
    plan.kept["orbit", K0, CHAT, WEST, LOW, 0] = 0.35 * orbit_years(case, plan, K0, 1, LOW, 0)
    plan.kept["orbit", K0, CHAT, EAST, LOW, 0] = 0.2 * orbit_years(case, plan, K0, 1, LOW, 0)
    return case


@decision("reserve within reach")
def out_of_reach(case, plan):
    case = assured(case, plan)
    plan.kept["orbit", K0, CHAT, EAST, LOW, 1] = 0.28 * orbit_years(case, plan, K0, 1, LOW, 1)
    return changed(case, "reach", (LOW, EAST, CHAT), 0.3)


@decision("reserve on the ground")
def more_than_the_racks(case, plan):
    case = assured(case, plan)
    plan.kept["ground", K0, CHAT, WEST, PRAIRIE, 3] = 1.01 * ground_years(case, plan, K0, 1, PRAIRIE, 3)
    return case


@rows("reserve table")
def tokens_of_another_rate(tables):
    row = {
        "period": 0,
        "date": "2030-07-01",
        "last_date": "2030-12-31",
        "source_kind": "ground",
        "source": "fjord",
        "accelerator": "k0",
        "workload": "chat",
    }
    tables["reserve"] = pd.DataFrame([{**row, "region": "east", "accelerator_years": 0.0, "tokens_tt": 0.1}])
