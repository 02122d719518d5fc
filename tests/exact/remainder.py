"""The continuous remainder of an integer plan as one linear program: compute, tokens, gateways, own
generation, shortfall.

    min  c y    over   A y <= a + S p + F,   E y = 0,   0 <= y <= u

with p the integer plan, as counts by column. Only the right side depends on the integer plan, linearly but
for F (what it has spent, where cash is limited). So the dual solution of one plan's program bounds every
other plan's program from below (weak duality), which is how brute_force.py passes over plans without solving
them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.optimize import linprog

import assurance
import standing
from hazards import usable
from integer_plans import IntegerPlans, running
from models.case import Case
from payments import cash_rows


@dataclass
class Rows:
    """Rows under construction: entries by variable key, constant right side, right side per count of a
    column.
    """

    width: int  # columns of the integer plan
    entries: list[dict[tuple, float]] = field(default_factory=list)
    constant: list[float] = field(default_factory=list)
    per_count: list[np.ndarray] = field(default_factory=list)

    def add(
        self, entries: dict[tuple, float], constant: float = 0.0, per_count: np.ndarray | None = None
    ) -> None:
        if entries or constant < 0 or per_count is not None:
            self.entries.append(entries)
            self.constant.append(constant)
            self.per_count.append(np.zeros(self.width) if per_count is None else per_count)

    def matrix(self, index: dict[tuple, int]) -> np.ndarray:
        matrix = np.zeros((len(self.entries), len(index)))
        for i, entries in enumerate(self.entries):
            for key, value in entries.items():
                matrix[i, index[key]] += value
        return matrix


@dataclass(frozen=True)
class Remainder:
    """The program of a Case; `cost`, `tokens`, `revenue` are discounted per unit of each variable. Keys name
    the variables.
    """

    keys: list[tuple]
    upper: np.ndarray
    cost: np.ndarray  # M$
    tokens: np.ndarray  # weighted Tt
    revenue: np.ndarray  # M$
    A: np.ndarray
    a: np.ndarray
    S: np.ndarray  # [row, column of the plan]
    E: np.ndarray
    F: np.ndarray  # [plan, row]
    hard: np.ndarray  # [row] whether a plan may miss it whatever y is
    miss: np.ndarray  # [row] by how much at most

    def right(self, plans: IntegerPlans, plan: int) -> np.ndarray:
        """[row] the right side of one plan."""
        return self.a + self.S @ plans.counts[plan] + self.F[plan]

    @property
    def whole(self) -> np.ndarray:
        """[variable] 1 where it is a whole number: blocks that run."""
        return np.array([int(key[0] == "running") for key in self.keys])

    def solve(self, objective: np.ndarray, right: np.ndarray, whole: bool = False):
        """scipy's result for the right side of one plan; status 2 means that the plan cannot meet its hard
        limits.

        whole: blocks that run are whole numbers (then without a dual solution).
        """
        return linprog(
            objective,
            A_ub=self.A,
            b_ub=right,
            A_eq=self.E if len(self.E) else None,
            b_eq=np.zeros(len(self.E)) if len(self.E) else None,
            bounds=np.column_stack([np.zeros_like(self.upper), self.upper]),
            integrality=self.whole if whole else None,
            options={"mip_rel_gap": 0.0} if whole else {},
            method="highs",
        )


def remainder(case: Case, plans: IntegerPlans) -> Remainder:
    """Assemble the program from the Case."""
    C, R, S, G, J, K, T = (
        range(n)
        for n in (
            len(case.workloads), len(case.regions), len(case.shells), len(case.gateways), len(case.sites),
            len(case.accelerators), case.periods,
        )
    )  # fmt: skip
    D = case.period_years
    width = plans.counts.shape[1]
    largest = plans.counts.max(axis=0, initial=0)
    ceiling = case.committed + case.optional
    upper: dict[tuple, float] = {}

    for c, r, s, g, t in product(C, R, S, G, T):
        if case.gateway_allowed[c, r, g]:
            upper["orbit", c, r, s, g, t] = ceiling[c, r, t]
    for c, r, j, t in product(C, R, J, T):
        if case.site_allowed[c, r, j]:
            upper["ground", c, r, j, t] = ceiling[c, r, t]
    for c, r, t in product(C, R, T):
        if np.isfinite(case.shortfall_musd[c, r]):
            upper["short", c, r, t] = case.committed[c, r, t]
    for g, t in product(G, T):
        upper["gateway", g, t] = case.gateway_gbps[g, t]
    for j, t in product(J, T):
        upper["onsite", j, t] = case.onsite_mw[j, t]
    for k, j, t in product(K, J, T):
        if case.idle_power_share[j] < 1:
            upper["running", k, j, t] = standing.blocks(case, j, k, t) + float(
                largest[len(plans.cohorts) :].sum()
            )

    rows, balance = Rows(width), Rows(width)
    sources = [(s, None) for s in S] + [(None, j) for j in J]
    for (s, j), t in product(sources, T):
        place = "orbit" if j is None else "ground"
        at = s if j is None else j
        for k in K:
            able = [c for c in C if case.need[k, c] > 0 and case.rate[k, c] > 0]
            for theta in sorted({int(case.need[k, c]) for c in able}):
                accelerators = (
                    in_orbit(case, plans, k, s, t, theta)
                    if j is None
                    else on_ground(case, plans, k, j, t, theta)
                )
                own = before(case, k, s, j, t, theta)
                nested = [c for c in able if case.need[k, c] >= theta]
                for c in nested:
                    most = D * (own + float(accelerators @ largest))
                    upper.setdefault((f"compute {place}", k, c, at, t), most)
                rows.add({(f"compute {place}", k, c, at, t): 1.0 for c in nested}, D * own, D * accelerators)
                if ("running", k, at, t) in upper and j is not None:
                    whole = {("running", k, at, t): -D * case.availability[j] * int(case.rack_block[j])}
                    rows.add(whole | {(f"compute {place}", k, c, at, t): 1.0 for c in nested})
                    rows.add(
                        whole
                        | {(f"compute {place}", k, c, at, t): case.peak[c] for c in steady(case, nested)}
                    )
                rows.add(
                    {(f"compute {place}", k, c, at, t): case.peak[c] for c in steady(case, nested)},
                    D * own,
                    D * accelerators,
                )
        for c in C:
            made = {(f"compute {place}", k, c, at, t): -case.rate[k, c] for k in K}
            sold = {
                key: 1.0 for key in upper if key[0] == place and key[1] == c and key[3] == at and key[-1] == t
            }
            balance.add({key: value for key, value in (made | sold).items() if key in upper})
    for s, r, c, t in product(S, R, C, T):
        served = {("orbit", c, r, s, g, t): 1.0 for g in G if ("orbit", c, r, s, g, t) in upper}
        could, own = np.zeros(width), 0.0
        for k in K:
            if case.need[k, c] > 0:
                own += case.rate[k, c] * D * before(case, k, s, None, t, int(case.need[k, c]))
                could += case.rate[k, c] * D * in_orbit(case, plans, k, s, t, int(case.need[k, c]))
        if served:
            rows.add(served, case.reach[s, r, c] * own, case.reach[s, r, c] * could)
    for g, t in product(G, T):
        for gbps in (case.up_gbps, case.down_gbps):
            down = {key: gbps[key[1]] for key in upper if key[0] == "orbit" and key[4] == g and key[5] == t}
            rows.add(down | {("gateway", g, t): -case.gateway_availability[g]})
    for j, t in product(J, T):
        power = np.zeros(width)  # at rest
        for i, (site, k, b) in enumerate(plans.racks):
            if site == j and t in running(case, j, b):
                power[len(plans.cohorts) + i] = case.idle_power_share[j] * case.rack_mw[j, k, t]
        stood = standing.idle_power(case, j, t)
        more = {
            ("running", k, j, t): (1 - case.idle_power_share[j]) * case.rack_mw[j, k, t]
            for k in K
            if ("running", k, j, t) in upper
        }
        less = {key: -mw for key, mw in more.items()}
        rows.add({("onsite", j, t): -1.0} | more, case.grid_mw[j, t] - stood, -power)
        rows.add({("onsite", j, t): 1.0} | less, stood, power)
    everything: dict[tuple, float] = {}
    for c, r, t in product(C, R, T):
        served = {
            key: 1.0 for key in upper if key[0] in ("orbit", "ground") and key[1:3] == (c, r) and key[-1] == t
        }
        rows.add(served, ceiling[c, r, t])
        missing = {("short", c, r, t): 1.0} if ("short", c, r, t) in upper else {}
        rows.add({key: -1.0 for key in served | missing}, -case.committed[c, r, t])
        earned = case.take_or_pay[c, r] * case.token_price_musd[c, r, t]
        if missing and earned > case.shortfall_musd[c, r] and case.committed[c, r, t] > 0:
            assert case.optional[c, r, t] == 0
            rows.add(
                served | {key: 1.0 for key in missing}, case.committed[c, r, t]
            )  # no more than is missing
        everything |= {key: -case.token_weight[c, t] for key in served}
    if case.min_tokens_tt > 0:
        rows.add(everything, -case.min_tokens_tt)
    whole = reserve_rows(case, plans, rows, upper)

    for n, most in enumerate(case.debt_most_musd if case.cash_limited else ()):
        upper["drawn", n, int(case.debt_period[n])] = most

    keys = list(upper)
    index = {key: i for i, key in enumerate(keys)}
    cost, tokens, revenue = (np.array([worth(case, key)[i] for key in keys]) for i in range(3))
    A, a, S = rows.matrix(index), np.array(rows.constant), np.array(rows.per_count).reshape(-1, width)
    hard, miss, F = a < 0, -a, np.zeros((len(plans.counts), len(a)))
    for i, asked in whole.items():
        F[:, i] = -asked
        hard[i], miss[i] = True, asked.max() - a[i]
    if case.cash_limited:
        more, right = cash_rows(case, plans, keys)
        A, a, S = (
            np.vstack([A, more]),
            np.append(a, np.zeros(len(T))),
            np.vstack([S, np.zeros((len(T), width))]),
        )
        F = np.hstack([F, right])
        most = np.abs(more) @ np.array(list(upper.values())) + np.abs(right).max(axis=0)
        hard, miss = np.append(hard, np.ones(len(T), bool)), np.append(miss, most)
    return Remainder(
        keys,
        np.array(list(upper.values())),
        cost,
        tokens,
        revenue,
        A,
        a,
        S,
        balance.matrix(index),
        F,
        hard,
        miss,
    )


def reserve_rows(
    case: Case, plans: IntegerPlans, rows: Rows, upper: dict[tuple, float]
) -> dict[int, np.ndarray]:
    """Add the rows of reserves and their variables; row -> [plan] what it asks beside its constant, as
    tokens.
    """
    D, T, counts = case.period_years, range(case.periods), plans.counts.shape[1]
    largest, asked = plans.counts.max(axis=0), {}
    for k, t in product(range(len(case.accelerators)), T):
        serving = assurance.asking(case, k, t)
        heads = [(c, r) for c in serving for r in range(len(case.regions)) if case.committed[c, r, t] > 0]
        for s in range(len(case.shells)) if heads else ():
            each, flying = assurance.in_orbit(case, plans, k, s, t)
            down = [
                (c, r)
                for c, r in heads
                if case.gateway_allowed[c, r][case.gateway_gbps[:, t] > 0].any() and case.reach[s, r, c] > 0
            ]
            keys = {("reserve orbit", k, c, r, s, t): c for c, r in down}
            for key, c in keys.items():
                upper[key] = D * (flying + float(each @ largest))
                limit = case.reach[s, key[3], c]
                rows.add({key: 1.0}, limit * D * flying, limit * D * each)
            if keys:
                rows.add(dict.fromkeys(keys, 1.0), D * flying, D * each)
                steady = {key: case.peak[c] for key, c in keys.items() if not case.can_wait[c]}
                rows.add(steady, D * flying, D * each)
        for j in range(len(case.sites)) if heads else ():
            for theta in sorted({int(case.need[k, c]) for c in serving}):
                running_now = on_ground(case, plans, k, j, t, theta)
                stood = D * before(case, k, None, j, t, theta)
                keys = {
                    ("reserve ground", k, c, r, j, t): c
                    for c, r in heads
                    if case.site_allowed[c, r, j] and case.need[k, c] >= theta
                }
                for key in keys:
                    upper.setdefault(key, stood + D * float(running_now @ largest))
                rows.add(dict.fromkeys(keys, 1.0), stood, D * running_now)
                whole = {("running", k, j, t): -D * case.availability[j] * int(case.rack_block[j])}
                if ("running", k, j, t) in upper and keys:
                    rows.add(whole | dict.fromkeys(keys, 1.0))
                    rows.add(whole | {key: case.peak[c] for key, c in keys.items() if not case.can_wait[c]})
                steady = {key: case.peak[c] for key, c in keys.items() if not case.can_wait[c]}
                rows.add(steady, stood, D * running_now)
    for c, r, t in product(range(len(case.workloads)), range(len(case.regions)), T):
        least = case.committed[c, r, t]
        if assurance.wanted(case, c, t) > 0 and least > 0:
            given = {
                key: -case.rate[key[1], c]
                for key in upper
                if key[0].startswith("reserve") and key[2:4] == (c, r) and key[-1] == t
            }
            more = 1 + assurance.margin(case, c, t)
            short = {("short", c, r, t): 1.0} if ("short", c, r, t) in upper else {}
            surely = {key: rate / more if key[0] == "reserve orbit" else rate for key, rate in given.items()}
            rows.add(surely | {key: -1.0 for key in short}, -least, np.zeros(counts))
            rows.add(given | {key: -more for key in short}, -least, np.zeros(counts))
            asked[len(rows.entries) - 1] = least * (more - 1) * assurance.in_service(case, plans, t)
    return asked


def worth(case: Case, key: tuple) -> tuple[float, float, float]:
    """Discounted cost [M$], weighted tokens [Tt] and revenue [M$] of one unit of a variable, all at the
    middle of its period.
    """
    kind, t = key[0], key[-1]
    factor = case.discount_mid[t]
    if kind in ("orbit", "ground"):
        c, r = key[1:3]
        return 0.0, factor * case.token_weight[c, t], factor * case.token_price_musd[c, r, t]
    if kind == "short":
        c, r = key[1:3]
        paid = case.take_or_pay[c, r] * case.token_price_musd[c, r, t]
        return factor * case.shortfall_musd[c, r], 0.0, factor * paid
    if kind == "gateway":
        return factor * case.period_years * case.gateway_musd[key[1], t], 0.0, 0.0
    if kind == "onsite":
        return (
            factor * case.period_years * (case.onsite_musd[key[1], t] - case.grid_musd[key[1], t]),
            0.0,
            0.0,
        )
    if kind == "running":
        k, j = key[1:3]
        more = case.rack_mw[j, k, t] * (1 - case.idle_power_share[j])
        return factor * case.period_years * case.grid_musd[j, t] * more, 0.0, 0.0
    return 0.0, 0.0, 0.0


def steady(case: Case, workloads: list[int]) -> list[int]:
    """Those that cannot wait."""
    return [c for c in workloads if not case.can_wait[c]]


def before(case: Case, k: int, s: int | None, j: int | None, t: int, theta: int) -> float:
    """Accelerators k of existing satellites in shell s, or of racks that stood before at site j, usable in
    groups of theta.
    """
    if j is None:
        return standing.total(case, lambda case, f, t: standing.groups(case, f, k, t, theta), s, t)
    return standing.rack_groups(case, j, k, t, theta)


def in_orbit(case: Case, plans: IntegerPlans, k: int, s: int, t: int, theta: int) -> np.ndarray:
    """[column] accelerators k in shell s usable in groups of theta while compute runs, per satellite of each
    cohort.
    """
    amounts = np.zeros(plans.counts.shape[1])
    for i, (d, v, shell, b, life) in enumerate(plans.cohorts):
        age = t - b - int(case.shell_lag[s])
        if shell == s and 0 <= age < case.lives[life]:
            loss = case.bus_loss_per_year[case.design_bus[d]]
            group = usable(
                float(loss),
                float(case.accelerator_loss_per_year[k]),
                case.period_years,
                age,
                int(case.design_counts[d, k]),
                theta,
            )
            amounts[i] = (
                case.duty[case.design_operation[d], s, t] * case.success[v] * case.share[d, s, k] * group
            )
    return amounts


def on_ground(case: Case, plans: IntegerPlans, k: int, j: int, t: int, theta: int) -> np.ndarray:
    """[column] accelerators k at site j usable in groups of theta, per block of each order."""
    amounts = np.zeros(plans.counts.shape[1])
    for i, (site, kind, b) in enumerate(plans.racks):
        if (site, kind) == (j, k) and t in running(case, j, b):
            age, loss = t - b - int(case.site_lead[j]), float(case.rack_loss_per_year[j, k])
            each = usable(0.0, loss, case.period_years, age, int(case.rack_block[j]), theta)
            amounts[len(plans.cohorts) + i] = each * case.availability[j]
    return amounts
