"""What a satellite is worth at the master's duals: the value of every cohort of every candidate, in one sweep
of numpy.

The value of one satellite of cohort (d, v, s, b, l) is the sum over its column of dual times coefficient
(models/fleet.py states the steps); all of it but the launch success p is independent of the vehicle:

    value = p * stocks (planner/solver/pricing/stocks.py) + y_factory[h,b] + y_bus[h,b] + y_design[d,b]
            + sum_k m[d,k] y_supply[k,b] + gates (planner/solver/pricing/gates.py)
            + sum_t y_cash[t] (payments for the satellite in t, in full, insurance with them)

where commitments are assured what it adds to effective capacity (planner/solver/pricing/assurance.py), which
goes by the vehicle in another way than p; and, where the plan decides a vehicle's price (models/tiers.py),
what its mass is worth in later periods and the credit of its launch.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from models.case import Bools, Case, Floats, Ints
from models.finance import flight_cost
from models.members import carriage, lifts_t, offered
from models.payments import ahead, known_prices, purchases_worth
from models.tiers import span
from planner.solver.column_generation.master import Master
from planner.solver.pricing.assurance import AssuranceValues
from planner.solver.pricing.gates import GateValues
from planner.solver.pricing.stocks import StockValues, numbers


class ReducedCosts:
    """Prices every offered (design, shell) in every launch period and life. Axes: i offers, b launch periods,
    l lives.
    """

    def __init__(self, case: Case, master: Master):
        self.case, self.master = case, master
        self.offers, self.rows = offered(case), len(master.model.row_lower)
        self.d = np.array([d for d, _ in self.offers], dtype=int)
        self.s = np.array([s for _, s in self.offers], dtype=int)
        self.h = case.design_bus[self.d]
        self.lag = case.shell_lag[self.s]
        self.life = np.array(case.lives, dtype=int)
        V, B = case.cadence.shape
        self.start = np.arange(B)[None, :] + self.lag[:, None]  # [i,b] first period in service
        self.can = self.carried()
        offered_life = case.life_offered[self.d, self.s].T[:, None, :, None]  # [l,v,i,b]
        asked = np.moveaxis(self.satellite_costs(), 3, 0)
        self.asked = np.where(
            offered_life & self.can, asked, np.inf
        )  # [l,v,i,b] its cost, inf where none flies
        self.cost = np.moveaxis(self.asked, 0, 3)  # [v,i,b,l]
        self.flight = np.array([flight_cost(case, *vb) for vb in np.ndindex(V, B)]).reshape(V, B)
        self.stake = self.flight + master.unpaid
        self.by_flight = self.joining()
        self.visited = np.array(
            [
                [
                    [master.row.get(("visits", (v, s, b)), -1) for b in range(B)]
                    for s in range(len(case.shells))
                ]
                for v in range(V)
            ]
        ).reshape(V, len(case.shells), B)
        self.launches, self.launched_by = self.launching_rows()
        self.stocks = StockValues(case, master.row, self.rows, self.offers)
        self.assurance = AssuranceValues(case, self.offers, self.start, self.life)
        self.effective = numbers(master.row, ("effective",), case.periods)["effective"]
        self.gates = GateValues(case, master.row, self.h, self.start, self.life)

    def carried(self) -> Bools:
        """[v,i,b] whether a vehicle may carry one in a period, to be in service within the plan."""
        case = self.case
        can = carriage(case, self.d, self.s)
        can &= (self.start < case.periods)[None]
        can[:, :, : case.frozen_periods] = False
        return can

    def satellite_costs(self) -> Floats:
        """[v,i,b,l] discounted M$ of one satellite (models/finance.py: satellite_cost)."""
        case = self.case
        share = case.cohort_share[self.s]  # [i,b,l]
        start, B = case.discount_start, case.launch_periods
        insured = case.insured[:, None, None] * start[:B] * self.price_up()
        at_payment = start[ahead(case.prepay_launch, B)]  # [v,b]
        bought = purchases_worth(case, start)[self.d] + self.by_mass() * at_payment[:, None]  # [v,i,b]
        flight = known_prices(case) * at_payment  # 0 where the plan decides: `launched`
        credit = flight[:, None] * self.filled()[:, :, None]
        return bought[..., None] * share[None] + insured[..., None] - (1 - share)[None] * credit[..., None]

    def by_mass(self) -> Floats:
        """[v,i,b] M$ that a vehicle asks for the mass of one satellite."""
        case = self.case
        return case.design_mass_t[self.d][None, :, None] * case.price_musd_per_t[:, None, :]

    def price_up(self) -> Floats:
        """[v,i,b] M$ of one satellite with what is asked for its mass: what is insured of it."""
        return self.case.design_cost_musd[self.d][None] + self.by_mass()

    def filled(self) -> Floats:
        """[v,i] share of a flight's payload that one satellite takes."""
        lift = lifts_t(self.case)[:, self.s]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(lift > 0, self.case.design_mass_t[self.d] / lift, 0.0)

    def launched(self, duals: Floats) -> Floats:
        """[v,i,b,l] value of what models/tiers.py counts of a satellite: its mass for later prices, the
        credit of its launch.
        """
        case, row = self.case, self.master.row
        value = np.zeros((len(case.vehicles), len(self.offers), case.launch_periods, len(self.life)))
        for v, b in np.argwhere(np.isnan(case.price_share)).tolist():
            if case.learns[v] and ("reached", (v, b)) in row:
                one_t = duals[row["reached", (v, b)]] * -float(case.success[v]) / span(case, v, b)
                value[v, :, :b] += (one_t * case.design_mass_t[self.d])[:, None, None]
            if ("tiers", ("credit", v, 0, b)) in row:
                part = (1 - case.cohort_share[self.s, b]) * self.filled()[v][:, None]  # [i,l]
                value[v, :, b] -= duals[row["tiers", ("credit", v, 0, b)]] * part
        return value

    def joining(self) -> sparse.csr_array:
        """[v * B + b, row] what one flight adds to the rows that it joins by itself."""
        case, row = self.case, self.master.row
        parts = []
        for v, b in np.argwhere(case.cadence > 0).tolist():
            part = self.master.part("flight", v, b) | {row["flights", (v, b)]: 1.0}
            parts += [(v * case.launch_periods + b, at, amount) for at, amount in part.items()]
        flights, rows, amounts = zip(*parts) if parts else ((), (), ())
        shape = (case.cadence.size, self.rows)
        return sparse.csr_array((amounts, (flights, rows)), shape=shape)

    def flights(self, duals: Floats) -> Floats:
        """[v,b] value of the rows that a flight joins by itself."""
        return (self.by_flight @ duals).reshape(self.case.cadence.shape)

    def visits(self, duals: Floats, v: int, shells: tuple[int, ...]) -> Floats:
        """[b] value of the rows that a flight of v joins by going to these shells."""
        rows = self.visited[v, list(shells)]
        return np.where(rows >= 0, duals[rows], 0.0).sum(axis=0)

    def satellites(self, duals: Floats, eps: float) -> tuple[Floats, Ints]:
        """[v,i,b] worth of a satellite less its cost times (1 + eps) at its best life, and that life; -inf
        where none may fly.
        """
        case, success = self.case, self.case.success[:, None, None]
        best = np.full(self.can.shape, -np.inf)
        life = np.zeros(self.can.shape, dtype=int)
        beside = self.beside(duals)
        for l, present in enumerate(self.stocks.by_life(duals)):
            worth = success * present
            worth -= self.asked[l] if eps == 0 else (1 + eps) * self.asked[l]
            if beside is not None:
                worth += beside[..., l]
            life[worth > best] = l
            np.maximum(best, worth, out=best)
        best += self.launching(duals)
        if case.cash_limited:
            best += self.spent(self.master.money(duals))
        return best, life

    def launching(self, duals: Floats) -> Floats:
        """[i,b] value of the rows that a satellite joins by being launched, whatever carries it and however
        long it serves: those of its bus, its accelerators and its design.
        """
        value = (self.launched_by @ duals).reshape(-1, self.case.launch_periods)
        value[: len(self.case.buses)] += self.gates.by_bus(duals)
        return self.launches @ value

    def launching_rows(self) -> tuple[sparse.csr_array, sparse.csr_array]:
        """([i,g] how much a satellite holds of each bus, accelerator kind and design g, [(g,b), row] the rows
        that one of these joins).
        """
        case, row, B = self.case, self.master.row, self.case.launch_periods
        joins: list[list[tuple]] = [
            *([("factory", h), ("bus_nre", "link", h)] for h in range(len(case.buses))),
            *([("supply", k)] for k in range(len(case.accelerators))),
            *(
                [("design_nre", "link", d), ("group_nre", "link", g)]
                for d, g in enumerate(self.master.group.tolist())
            ),
        ]
        joined = [
            (g * B + b, row[family, (*head, b)])
            for g, rows in enumerate(joins)
            for family, *head in rows
            for b in range(B)
            if (family, (*head, b)) in row
        ]
        at = tuple(np.array(joined, dtype=int).reshape(-1, 2).T)
        bus, design = np.eye(len(case.buses))[self.h], sparse.eye_array(len(case.designs)).tocsr()[self.d]
        own = sparse.hstack([bus, case.design_counts[self.d], design], format="csr")
        return own, sparse.csr_array((np.ones(len(joined)), at), shape=(len(joins) * B, self.rows))

    def beside(self, duals: Floats) -> Floats | None:
        """[v,i,b,l] what gates, assured commitments and tiers of prices add, by life; None where there are
        none of them.
        """
        value = self.gates.by_life(duals)
        value = value + self.assurance.by_life(lambda pool: self.of_pool(duals, pool))
        if self.case.tiers:
            value = value + self.launched(duals)
        return None if isinstance(value, float) else np.broadcast_to(value, self.cost.shape)

    def of_pool(self, duals: Floats, pool: tuple[int, int]) -> Floats:
        """[t] duals of the rows of effective capacity of (k, s)."""
        rows = self.effective[pool][: self.case.periods]
        return np.where(rows >= 0, duals[rows], 0.0)

    def spent(self, worth: Floats) -> Floats:
        """[v,i,b] what all payments for one satellite are worth in full, at worth[t] for an M$ paid in t."""
        case, B = self.case, self.case.launch_periods
        by_mass = self.by_mass() * worth[ahead(case.prepay_launch, B)][:, None]
        insured = case.insured[:, None, None] * worth[:B] * self.price_up()
        return purchases_worth(case, worth)[self.d][None] + by_mass + insured
