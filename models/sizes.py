"""How large things get in any useful plan: what no useful plan exceeds, in sum, by kind and by place.

Each module with variables that have no bound of their own says their size by these (its SIZES: family of
variables -> (sizes, index) -> size). A bound is proven with them only in so far as they price the rounding
dust of reduced costs (planner/solver/column_generation/master.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.assurance import margins
from models.case import Case, Floats
from models.factory import most_of_buses

MOST_LOST = 5.0
"""Mean times to failure beyond which no useful plan keeps a rack for what it still does."""


@dataclass(frozen=True)
class Sizes:
    """The sizes of a question, each worked out once."""

    case: Case

    @cached_property
    def satellites(self) -> float:
        """Satellites that can be launched in all."""
        case = self.case
        carried = (case.cadence * case.satellites_max[:, None]).sum()
        return float(min(carried, most_of_buses(case).sum() if len(case.buses) else 0.0))

    @cached_property
    def accelerators(self) -> Floats:
        """[k] accelerators that can be in orbit, those of existing satellites too."""
        case = self.case
        none = np.zeros(len(case.accelerators))
        most = case.design_counts.max(axis=0, initial=0) if len(case.designs) else none
        flown = case.flown_working @ case.design_counts[case.flown_design]
        return np.minimum(self.satellites * most, case.supply.sum(axis=1)) + flown + 1.0

    @cached_property
    def wanted(self) -> Floats:
        """[c,r,t] Tt that anybody asks for."""
        return self.case.committed + self.case.optional

    @cached_property
    def busy(self) -> Floats:
        """[k,c,t] accelerator-years that all tokens of a workload take."""
        with np.errstate(divide="ignore"):
            each = np.where(self.case.rate > 0, 1 / self.case.rate, 0.0)
        return each[:, :, None] * self.wanted.sum(axis=1)[None]

    @cached_property
    def reserved(self) -> Floats:
        """[k,c,t] accelerator-years that a reserve for all of them takes."""
        return self.busy * (1 + margins(self.case))[None]

    @cached_property
    def running_blocks(self) -> float:
        """Rack blocks of a kind that may run at a site."""
        case = self.case
        power = float((case.grid_mw + case.onsite_mw).max(initial=0.0))
        return power / max(float(case.rack_mw[case.rack_mw > 0].min(initial=1e9)), 1e-9) + 1.0

    @cached_property
    def standing_blocks(self) -> float:
        """Rack blocks of a kind that may stand at a site in a useful plan.

        Blocks that rest draw idle power. Where that is nothing, each order is used up by what runs in some
        period, when its accelerators have lost the most.
        """
        case, run = self.case, self.running_blocks
        idle = float(case.idle_power_share.min(initial=1.0))
        if idle > 0:
            return run / idle
        years = float(case.rack_life.max(initial=1)) * case.period_years
        lost = float(case.rack_loss_per_year.max(initial=0.0)) * years * max(1, int(case.need.max(initial=1)))
        orders = min(case.launch_periods, int(case.rack_life.max(initial=1)))
        stood = float(case.rack_installed.sum(axis=2).max(initial=0))
        return stood + run * orders * float(np.exp(min(lost, MOST_LOST)))

    @cached_property
    def cash(self) -> float:
        """M$ that no plan ever holds: all capital, debt, revenue and net payouts of insurance, with interest;
        0 where cash has no limit.
        """
        case = self.case
        if not case.cash_limited:
            return 0.0
        income = np.array(case.capital_musd, dtype=float)
        np.add.at(income, case.debt_period, case.debt_most_musd)
        income += (case.token_price_musd * self.wanted).sum(axis=(0, 1))
        cargo = case.satellites_max * float(case.design_cost_musd.max(initial=0.0))
        by_mass = case.payload_t.max(axis=1, initial=0.0)[:, None] * case.price_musd_per_t
        insured = case.price_musd + by_mass + cargo[:, None]  # [v,b]
        paid_out = -np.minimum(case.insured, 0.0)[:, None] * insured * case.cadence
        income[: case.launch_periods] += paid_out.sum(axis=0)
        return float(income.sum() * max(1.0, case.interest_factor) ** case.periods)
