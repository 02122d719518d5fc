"""How large the master's static columns get in any useful plan: an end for those that have no bound of their
own.
"""

from __future__ import annotations

import numpy as np

from models.assurance import margins
from models.case import Case
from models.factory import most_of_buses
from models.milestones import asked
from planner.solver.highs import Array, Compiled

MOST_LOST = 5.0
"""Mean times to failure beyond which no useful plan keeps a rack for what it still does."""


def most_cash(case: Case) -> float:
    """M$ that no plan ever holds: all capital, debt, revenue and net payouts of insurance, with interest; 0
    where cash has no limit.
    """
    if not case.cash_limited:
        return 0.0
    income = np.array(case.capital_musd, dtype=float)
    np.add.at(income, case.debt_period, case.debt_most_musd)
    income += (case.token_price_musd * (case.committed + case.optional)).sum(axis=(0, 1))
    cargo = case.satellites_max * float(case.design_cost_musd.max(initial=0.0))
    by_mass = case.payload_t.max(axis=1, initial=0.0)[:, None] * case.price_musd_per_t
    insured = case.price_musd + by_mass + cargo[:, None]  # [v,b]
    paid_out = -np.minimum(case.insured, 0.0)[:, None] * insured * case.cadence
    income[: case.launch_periods] += paid_out.sum(axis=0)
    return float(income.sum() * max(1.0, case.interest_factor) ** case.periods)


def most_blocks(case: Case) -> tuple[float, float]:
    """Rack blocks of a kind that may run at a site, and that may stand there in a useful plan.

    Blocks that rest draw idle power. Where that is nothing, each order is used up by what runs in some
    period, when its accelerators have lost the most.
    """
    power = float((case.grid_mw + case.onsite_mw).max(initial=0.0))
    run = power / max(float(case.rack_mw[case.rack_mw > 0].min(initial=1e9)), 1e-9) + 1.0
    idle = float(case.idle_power_share.min(initial=1.0))
    if idle > 0:
        return run, run / idle
    years = float(case.rack_life.max(initial=1)) * case.period_years
    lost = float(case.rack_loss_per_year.max(initial=0.0)) * years * max(1, int(case.need.max(initial=1)))
    orders = min(case.launch_periods, int(case.rack_life.max(initial=1)))
    stood = float(case.rack_installed.sum(axis=2).max(initial=0))
    return run, stood + run * orders * float(np.exp(min(lost, MOST_LOST)))


def implied_bounds(case: Case, model: Compiled) -> Array:
    """[column] a size that no useful plan exceeds: used only to price the rounding dust of reduced costs."""
    D, wanted = case.period_years, case.committed + case.optional
    satellites = float(
        min(
            (case.cadence * case.satellites_max[:, None]).sum(),
            most_of_buses(case).sum() if len(case.buses) else 0.0,
        )
    )
    most = (
        case.design_counts.max(axis=0, initial=0) if len(case.designs) else np.zeros(len(case.accelerators))
    )
    flown = case.flown_working @ case.design_counts[case.flown_design]  # [k]
    accelerators = np.minimum(satellites * most, case.supply.sum(axis=1)) + flown + 1.0
    run, stand = most_blocks(case)
    with np.errstate(divide="ignore"):
        busy = (
            np.where(case.rate > 0, 1 / case.rate, 0.0)[:, :, None] * wanted.sum(axis=1)[None]
        )  # [k,c,t] accelerator-years
    purse, margin = most_cash(case), margins(case)
    held = [
        asked(case, i) for i in range(len(case.milestone_shell)) if case.milestone_period[i] < case.periods
    ]
    promised = max(
        [*held, float(case.gate_min.max(initial=0)), float(case.minimum_flights.max(initial=0)), 1.0]
    )
    sizes = {
        "S": lambda i: case.slots[i[1], i[2]],
        "E": lambda i: satellites,
        "C": lambda i: satellites,
        "A": lambda i: accelerators[i[0]],
        "G": lambda i: accelerators[i[0]],
        "F": lambda i: accelerators[i[0]],
        "a": lambda i: busy[i[0], i[1], i[-1]] * (1 + margin[i[1], i[-1]]),
        "ag": lambda i: busy[i[0], i[1], i[-1]] * (1 + margin[i[1], i[-1]]),
        "u": lambda i: busy[i[0], i[1], i[3]],
        "w": lambda i: busy[i[0], i[1], i[3]],
        "f": lambda i: wanted[i[0], i[1], i[3]],
        "p": lambda i: wanted[i[0], i[1], i[3]],
        "fg": lambda i: wanted[i[0], i[1], i[3]],
        "q": lambda i: wanted[i],
        "short": lambda i: wanted[i],
        "K": lambda i: stand,
        "R": lambda i: run,
        "H": lambda i: stand * float(case.rack_block[i[0]]),
        "z": lambda i: stand,
        "artificial": lambda i: max(
            float(wanted.max(initial=0.0)) * (1 + float(margin.max(initial=0.0))),
            case.min_tokens_tt,
            float(accelerators.max(initial=0.0)) * D,
            purse,
            promised,
        ),
        "held": lambda i: purse,
    }
    ends = np.ones(len(model.col_lower))
    for (family, index), i in model.column.items():
        if family in sizes:
            ends[i] = max(float(sizes[family](index)), 1e-6)
    return np.where(np.isfinite(model.col_upper), np.maximum(ends, model.col_upper), ends)
