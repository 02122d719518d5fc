"""What a satellite is worth at the master's duals: the value of every cohort of every candidate, in one sweep
of numpy.

The value of one satellite of cohort (d, v, s, b, l) is the sum over its column of dual times coefficient
(models/fleet.py states the steps); all of it but the launch success p is independent of the vehicle:

    value = p * base[d,s,b,l] + y_factory[h,b] + y_bus[h,b] + y_design[d,b] + sum_k m[d,k] y_supply[k,b]
            + gates (planner/solver/pricing/gates.py)
            + sum_t y_cash[t] (payments for the satellite in t, in full, insurance with them)
    base  = - abar(L) (yS[a] - e^(-L D life) yS[a+life])  - (the slot steps)
            - sum_k share m abar(z) (yA[a] - e^(-z D life) yA[a+life])
            - sum_{k, theta > 1} share sum_n profile[n] duty[a+n] yG[a+n]

where commitments are assured what it adds to effective capacity (planner/solver/pricing/assurance.py), which
goes by the vehicle in another way than p; and, where the plan decides a vehicle's price (models/tiers.py),
what its mass is worth in later periods and the credit of its launch.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import sparse

from models.case import Case, Floats
from models.finance import flight_cost
from models.fleet import profile
from models.members import fits, launchable, lift_t, offered
from models.payments import ahead, known_prices, purchases_worth
from models.survival import mean_factor
from models.tiers import span
from planner.solver.column_generation.master import Master
from planner.solver.pricing.assurance import AssuranceValues
from planner.solver.pricing.gates import GateValues


class ReducedCosts:
    """Prices every offered (design, shell) in every launch period and life. Axes: i offers, b launch periods,
    l lives.
    """

    def __init__(self, case: Case, master: Master):
        self.case, self.master = case, master
        self.offers = offered(case)
        self.d = np.array([d for d, _ in self.offers], dtype=int)
        self.s = np.array([s for _, s in self.offers], dtype=int)
        self.h = case.design_bus[self.d]
        self.e = case.design_operation[self.d]
        self.lag = case.shell_lag[self.s]
        self.life = np.array(case.lives, dtype=int)
        B, self.T = case.launch_periods, case.periods
        self.pad = (
            self.T + int(max(case.lives, default=0)) * 2 + int(case.decay_periods.max(initial=0)) + B + 2
        )
        self.start = np.arange(B)[None, :] + self.lag[:, None]  # [i,b] first period in service
        self.can = np.zeros((len(case.vehicles), len(self.offers), B), dtype=bool)
        for v in range(len(case.vehicles)):
            for n, (d, s) in enumerate(self.offers):
                if fits(case.design_mass_t[d], lift_t(case, v, s)):
                    self.can[v, n] = [launchable(case, d, v, s, b) for b in range(B)]
        self.can &= (self.start < self.T)[None]
        self.can[:, :, : case.frozen_periods] = False
        self.cost = self.satellite_costs()
        self.flight = np.array(
            [[flight_cost(case, v, b) for b in range(B)] for v in range(len(case.vehicles))]
        )
        self.stake = self.flight + master.unpaid
        self.by_flight = self.joining()
        self.visited = np.array(
            [
                [
                    [master.row.get(("visits", (v, s, b)), -1) for b in range(B)]
                    for s in range(len(case.shells))
                ]
                for v in range(len(case.vehicles))
            ]
        ).reshape(len(case.vehicles), len(case.shells), B)
        self.rows = {
            name: self.row_numbers(name)
            for name in ("working", "steady", "delayed", "accelerators", "usable", "effective")
        }
        self.engineered = sorted(
            {index[1] for family, index in master.row if family == "design_nre" and index[0] == "link"}
        )
        self.classes = self.group_classes()
        self.assurance = AssuranceValues(case, self.offers, self.start, self.life)
        self.gates = GateValues(case, master.row, self.h, self.start, self.life)

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
        lift = np.array(
            [
                [lift_t(self.case, v, s) for s in range(len(self.case.shells))]
                for v in range(len(self.case.vehicles))
            ]
        )[:, self.s]
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
            part = self.master.part("flight", v, b) | {row["fleet", v]: 1.0}
            parts += [(v * case.launch_periods + b, at, amount) for at, amount in part.items()]
        flights, rows, amounts = zip(*parts) if parts else ((), (), ())
        shape = (case.cadence.size, len(self.master.model.row_lower))
        return sparse.csr_array((amounts, (flights, rows)), shape=shape)

    def flights(self, duals: Floats) -> Floats:
        """[v,b] value of the rows that a flight joins by itself."""
        return (self.by_flight @ duals).reshape(self.case.cadence.shape)

    def visits(self, duals: Floats, v: int, shells: tuple[int, ...]) -> Floats:
        """[b] value of the rows that a flight of v joins by going to these shells."""
        rows = self.visited[v, list(shells)]
        return np.where(rows >= 0, duals[rows], 0.0).sum(axis=0)

    def row_numbers(self, family: str) -> dict[tuple, np.ndarray]:
        """head -> [t] row numbers, -1 where the row does not exist."""
        heads: dict[tuple, np.ndarray] = defaultdict(lambda: np.full(self.T, -1))
        for (name, index), at in self.master.row.items():
            if name == family:
                heads[index[:-1]][index[-1]] = at
        return dict(heads)

    def group_classes(self) -> list[tuple]:
        """(k, theta, m, h, e, s) -> offers: those that share a profile of accelerators usable in groups of
        theta > 1.
        """
        case, members = self.case, defaultdict(list)
        for n, (d, s) in enumerate(self.offers):
            for k in map(int, np.flatnonzero(case.design_counts[d] * case.share[d, s])):
                for theta in case.groups(k):
                    if theta > 1 and theta <= case.design_counts[d, k]:
                        members[
                            k, theta, int(case.design_counts[d, k]), int(self.h[n]), int(self.e[n]), s
                        ].append(n)
        return [(key, np.array(offers)) for key, offers in sorted(members.items())]

    def duals_of(self, duals: Floats, family: str, head: tuple) -> Floats:
        """[t] duals of a stock's rows, zero beyond the end of the plan."""
        padded = np.zeros(self.pad)
        rows = self.rows[family].get(head)
        if rows is not None:
            padded[: self.T] = np.where(rows >= 0, duals[rows], 0.0)
        return padded

    def base(self, duals: Floats) -> Floats:
        """[i,b,l] value of one delivered satellite: what its presence in the stocks is worth."""
        case, D = self.case, self.case.period_years
        value = np.zeros((len(self.offers), case.launch_periods, len(self.life)))
        enter = self.start[:, :, None]
        leave = enter + self.life[None, None, :]

        def add(chosen, amount, family, head, at):
            """value[chosen] += amount * (minus the sign of the row) * dual at the step; stock rows hold
            -amount * x.
            """
            value[chosen] += (
                -np.asarray(amount) * self.duals_of(duals, family, head)[np.minimum(at[chosen], self.pad - 1)]
            )

        for h, s in sorted(set(zip(self.h.tolist(), self.s.tolist()))):
            chosen = np.flatnonzero((self.h == h) & (self.s == s))
            loss, decay = float(case.bus_loss_per_year[h]), int(case.decay_periods[h, s])
            retired = np.exp(-loss * D * self.life)[None, None, :]
            works = mean_factor(loss, D)
            add(chosen, works, "working", (h, s), enter)
            add(chosen, -works * retired, "working", (h, s), leave)
            add(chosen, 1.0, "delayed", (h, s), enter + decay)
            add(chosen, -retired, "delayed", (h, s), leave + decay)
            if decay:
                add(chosen, 1.0, "steady", (s,), enter)
                add(chosen, -1.0, "steady", (s,), enter + decay)
                add(chosen, -retired, "steady", (s,), leave)
                add(chosen, retired, "steady", (s,), leave + decay)
        for head in self.rows["accelerators"]:
            k, h, e, s = head
            chosen = np.flatnonzero(
                (self.h == h) & (self.s == s) & (self.e == e) & (case.design_counts[self.d, k] > 0)
            )
            if len(chosen):
                z = float(case.bus_loss_per_year[h] + case.accelerator_loss_per_year[k])
                amount = (
                    case.share[self.d[chosen], s, k]
                    * case.design_counts[self.d[chosen], k]
                    * mean_factor(z, D)
                )[:, None, None]
                add(chosen, amount, "accelerators", head, enter)
                add(chosen, -amount * np.exp(-z * D * self.life)[None, None, :], "accelerators", head, leave)
        return value + self.grouped(duals)

    def grouped(self, duals: Floats) -> Floats:
        """[i,b,l] value of the accelerators usable in groups of theta > 1."""
        case, B = self.case, self.case.launch_periods
        value = np.zeros((len(self.offers), B, len(self.life)))
        longest = int(max(case.lives, default=0))
        for (k, theta, m, h, e, s), chosen in self.classes:
            priced = -self.duals_of(duals, "usable", (k, theta, s))
            priced[: self.T] *= case.duty[e, s]
            window = sliding_window_view(priced, longest)[int(case.shell_lag[s]) :][:B]  # [b,n]
            worth = np.cumsum(window * profile(case, m, theta, k, h)[None, :longest], axis=1)[
                :, self.life - 1
            ]  # [b,l]
            value[chosen] += case.share[self.d[chosen], s, k][:, None, None] * worth[None]
        return value

    def satellites(self, duals: Floats, eps: float) -> tuple[Floats, np.ndarray]:
        """[v,i,b] worth of a satellite less its cost times (1 + eps) at its best life, and that life; -inf
        where none may fly.
        """
        case, B = self.case, self.case.launch_periods
        shared = np.zeros((len(self.offers), B))

        def dual(family, index):
            at = self.master.row.get((family, index))
            return 0.0 if at is None else duals[at]

        buses = np.array(
            [
                [dual("factory", (h, b)) + dual("bus_nre", ("link", h, b)) for b in range(B)]
                for h in range(len(case.buses))
            ]
        )
        supply = np.array([[dual("supply", (k, b)) for b in range(B)] for k in range(len(case.accelerators))])
        buses = buses.reshape(-1, B) + self.gates.by_bus(duals)
        if self.engineered:
            variants = np.zeros((len(case.designs), B))
            for d in self.engineered:
                variants[d] = [dual("design_nre", ("link", d, b)) for b in range(B)]
            shared += variants[self.d]
        shared += buses[self.h] + case.design_counts[self.d] @ supply.reshape(-1, B)
        base = self.base(duals)
        worth = case.success[:, None, None, None] * base[None] - (1 + eps) * self.cost
        worth += self.gates.by_life(duals)
        worth += self.assurance.by_life(lambda pool: self.duals_of(duals, "effective", pool)[: self.T])
        if case.tiers:
            worth = worth + self.launched(duals)
        worth = np.where(case.life_offered[self.d, self.s][None, :, None, :], worth, -np.inf)
        life = worth.argmax(axis=3)
        best = np.take_along_axis(worth, life[..., None], axis=3)[..., 0] + shared[None]
        if case.cash_limited:
            best = best + self.spent(self.master.money(duals))
        return np.where(self.can, best, -np.inf), life

    def spent(self, worth: Floats) -> Floats:
        """[v,i,b] what all payments for one satellite are worth in full, at worth[t] for an M$ paid in t."""
        case, B = self.case, self.case.launch_periods
        by_mass = self.by_mass() * worth[ahead(case.prepay_launch, B)][:, None]
        insured = case.insured[:, None, None] * worth[:B] * self.price_up()
        return purchases_worth(case, worth)[self.d][None] + by_mass + insured
