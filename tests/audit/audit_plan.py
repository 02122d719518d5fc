"""A feasible plan for the small case as tables, written row by row with loops; shares no arithmetic with the
audit or the planner.
"""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import comb, exp

import numpy as np
import pandas as pd

from audit_case import (
    ALPHA,
    BETA,
    CHAT,
    EAST,
    FJORD,
    GAMMA,
    HIGH,
    K0,
    K1,
    KESTREL,
    LOW,
    OSPREY,
    POLAR,
    PRAIRIE,
    REASON,
    TELEPORT,
    TO_BOTH,
    TO_HIGH,
    TO_LOW,
    WEST,
    B,
    T,
)  # fmt: skip
from models.case import Case


@dataclass
class Plan:
    """Decisions by index tuples, letters as in models/case.py."""

    flights: list = field(default_factory=list)  # [b, v, o, {(d, s): count}, flights]
    satellites: Counter = field(default_factory=Counter)  # d, v, s, b, l
    racks: Counter = field(default_factory=Counter)  # j, k, b
    years: Counter = field(default_factory=Counter)  # kind, k, c, place, t
    sent: Counter = field(default_factory=Counter)  # kind, c, r, place, g, t   (g = -1 on the ground)
    shortfall: Counter = field(default_factory=Counter)  # c, r, t
    bought: Counter = field(default_factory=Counter)  # g, t
    onsite: Counter = field(default_factory=Counter)  # j, t
    drawn: Counter = field(default_factory=Counter)  # n
    kept: Counter = field(default_factory=Counter)  # kind, k, c, r, place, t: accelerator-years of reserve
    retired: Counter = field(default_factory=Counter)  # f, q: existing satellites that leave early
    removed: Counter = field(default_factory=Counter)  # x, q: existing blocks that leave early

    def copy(self) -> Plan:
        return copy.deepcopy(self)

    def serve(
        self,
        case: Case,
        kind: str,
        k: int,
        c: int,
        place: int,
        t: int,
        years: float,
        region: int,
        gateway: int,
    ) -> None:
        """Give a workload some accelerator-years and send the tokens."""
        self.years[kind, k, c, place, t] += years
        self.sent[kind, c, region, place, gateway, t] += years * case.rate[k, c]


def mean_of_exponential(rate: float, start: float, end: float) -> float:
    """Mean of exp(-rate a) over start <= a <= end."""
    return 1.0 if rate == 0 else (exp(-rate * start) - exp(-rate * end)) / (rate * (end - start))


def group_mean(
    m: int, theta: int, bus_loss: float, loss: float, start: float, end: float, older: float = 0.0
) -> float:
    """Mean of exp(-L a) theta E[floor(Bin(m, exp(-Lk (older + a))) / theta)], by expanding (1 - q)^(m - i)
    into exponentials.
    """
    total = 0.0
    for i in range(theta, m + 1):
        for r in range(m - i + 1):
            weight = i // theta * theta * comb(m, i) * comb(m - i, r) * (-1) ** r
            spent = exp(-(i + r) * loss * older)
            total += weight * spent * mean_of_exponential(bus_loss + (i + r) * loss, start, end)
    return total


def orbit_years(case: Case, plan: Plan, k: int, theta: int, s: int, t: int) -> float:
    """Accelerator-years of k that shell s offers in groups of theta in period t."""
    total, D = 0.0, case.period_years
    for (d, v, shell, b, life), x in plan.satellites.items():
        n = t - b - case.shell_lag[shell]
        if shell == s and 0 <= n < case.lives[life]:
            mean = group_mean(
                int(case.design_counts[d, k]), theta, case.bus_loss_per_year[case.design_bus[d]],
                case.accelerator_loss_per_year[k], n * D, (n + 1) * D,
            )  # fmt: skip
            total += (
                D
                * x
                * case.success[v]
                * case.share[d, s, k]
                * case.duty[case.design_operation[d], s, t]
                * mean
            )
    for f, _, end, share in existing_parts(case, plan):
        if case.flown_shell[f] != s or not max(0, case.flown_arrives[f]) <= t < end:
            continue
        d, n = case.flown_design[f], t - max(0, case.flown_arrives[f])
        mean = group_mean(
            int(case.design_counts[d, k]), theta, case.bus_loss_per_year[case.design_bus[d]],
            case.accelerator_loss_per_year[k], n * D, (n + 1) * D, case.flown_age_years[f],
        )  # fmt: skip
        total += (
            D
            * share
            * case.flown_working[f]
            * case.share[d, s, k]
            * case.duty[case.design_operation[d], s, t]
            * mean
        )
    return total


def existing_parts(case: Case, plan: Plan) -> list[tuple[int, int, int, float]]:
    """(f, satellites, first period no longer in service, share of its cohort) of those that retire early and
    of those that stay.
    """
    parts = []
    for f, whole in enumerate(case.flown_satellites.tolist()):
        early = [(q, n) for (g, q), n in plan.retired.items() if g == f and n]
        left = whole - sum(n for _, n in early)
        parts += [(f, n, q, n / whole) for q, n in [*early, (int(case.flown_leaves[f]), left)] if n]
    return parts


def racks_there(case: Case, plan: Plan, j: int, k: int, t: int) -> list[tuple[int, int, float]]:
    """(blocks, whole periods since they came or the study began, age in years then) of all that stand."""
    found = []
    for x, whole in enumerate(case.installed_blocks.tolist()):
        if (case.installed_site[x], case.installed_accelerator[x]) != (j, k):
            continue
        early = [(q, n) for (y, q), n in plan.removed.items() if y == x and n]
        left = whole - sum(n for _, n in early)
        begins = max(0, int(case.installed_arrives[x]))
        for q, n in [*early, (int(case.installed_leaves[x]), left)]:
            if begins <= t < q and n:
                found.append((n, t - begins, float(case.installed_age_years[x])))
    for (site, kind, b), n in plan.racks.items():
        since = t - b - int(case.site_lead[j])
        if (site, kind) == (j, k) and 0 <= since < case.rack_life[j]:
            found.append((n, since, 0.0))
    return found


def standing(case: Case, plan: Plan, j: int, k: int, t: int) -> int:
    return sum(n for n, _, _ in racks_there(case, plan, j, k, t))


def running(case: Case, plan: Plan, j: int, k: int, t: int) -> int:
    """Blocks that run: by the work, its peak, what is kept and its peak."""
    sums = [0.0] * 4
    for i, rows in enumerate((plan.years, plan.kept)):
        for key, years in rows.items():
            kind, kind_k, c, place, when = *key[:3], *key[-2:]
            if (kind, kind_k, place, when) == ("ground", k, j, t):
                sums[2 * i] += years
                sums[2 * i + 1] += 0.0 if case.can_wait[c] else case.peak[c] * years
    each = case.period_years * case.availability[j] * case.rack_block[j]
    whole = int(np.ceil(max(sums) / each - 1e-6)) if case.idle_power_share[j] < 1 else 10**9
    return min(whole, standing(case, plan, j, k, t))


def rack_mw(case: Case, plan: Plan, j: int, k: int, t: int) -> float:
    on = running(case, plan, j, k, t)
    return case.rack_mw[j, k, t] * (on + case.idle_power_share[j] * (standing(case, plan, j, k, t) - on))


def ground_years(case: Case, plan: Plan, k: int, theta: int, j: int, t: int) -> float:
    total, D = 0.0, case.period_years
    for blocks, n, old in racks_there(case, plan, j, k, t):
        loss = case.rack_loss_per_year[j, k]
        mean = group_mean(int(case.rack_block[j]), theta, 0.0, loss, n * D, (n + 1) * D, old)
        total += D * blocks * case.availability[j] * mean
    return total


def small_plan(case: Case) -> tuple[Case, Plan]:
    """A plan that uses everything, and the case with a demand that it meets."""
    plan = Plan()
    plan.flights = [
        [0, KESTREL, TO_LOW, {(ALPHA, LOW): 4}, 1],
        [0, OSPREY, TO_HIGH, {(BETA, HIGH): 2}, 1],
        [1, OSPREY, TO_BOTH, {(ALPHA, LOW): 3, (BETA, HIGH): 1}, 1],
        [2, KESTREL, TO_LOW, {(ALPHA, LOW): 2, (GAMMA, LOW): 1}, 1],
        [3, OSPREY, TO_HIGH, {(BETA, HIGH): 1}, 2],
    ]
    plan.satellites.update({
        (ALPHA, KESTREL, LOW, 0, 0): 4, (BETA, OSPREY, HIGH, 0, 1): 2, (ALPHA, OSPREY, LOW, 1, 1): 3,
        (BETA, OSPREY, HIGH, 1, 0): 1, (ALPHA, KESTREL, LOW, 2, 0): 1, (ALPHA, KESTREL, LOW, 2, 1): 1,
        (GAMMA, KESTREL, LOW, 2, 1): 1, (BETA, OSPREY, HIGH, 3, 0): 2,
    })  # fmt: skip
    plan.drawn.update({0: 20.0, 1: 12.5})
    plan.retired[0, 2] = 1
    plan.removed[1, 2] = 1
    plan.racks.update({(PRAIRIE, K0, 0): 2, (PRAIRIE, K0, 1): 1, (FJORD, K1, 2): 1})
    for t in range(T):
        for kind, places, offer in (("orbit", 2, orbit_years), ("ground", 2, ground_years)):
            for place in range(places):
                gateway = TELEPORT if kind == "orbit" else -1
                years = offer(case, plan, K0, 1, place, t)
                if years > 0:
                    plan.serve(case, kind, K0, CHAT, place, t, 0.2 * years, EAST, gateway)
                    plan.serve(
                        case, kind, K0, CHAT, place, t, 0.4 * years, WEST, POLAR if kind == "orbit" else -1
                    )
                    plan.serve(case, kind, K0, REASON, place, t, 0.3 * years, EAST, gateway)
                if (years := offer(case, plan, K1, 4, place, t)) > 0:
                    plan.serve(case, kind, K1, REASON, place, t, 0.8 * years, EAST, gateway)
        for g in (TELEPORT, POLAR):
            plan.bought[g, t] = 1.2 * max(traffic(case, plan, g, t))
        plan.onsite[PRAIRIE, t] = min(0.3, 0.25 * facility_mw(case, plan, PRAIRIE, t))
    return with_demand(case, plan), plan


def with_demand(case: Case, plan: Plan) -> Case:
    """The case with 60 % of what the plan serves committed while it launches (a tenth short in the west), and
    twice that wanted.
    """
    committed, optional = np.zeros((2, 2, T)), np.zeros((2, 2, T))
    for c in range(2):
        for r in range(2):
            for t in range(T):
                served = served_tt(plan, c, r, t)
                committed[c, r, t] = 0.6 * served if t < B else 0.0
                optional[c, r, t] = 2 * served + 0.01
    plan.shortfall[CHAT, WEST, 1] = 0.1 * served_tt(plan, CHAT, WEST, 1)
    committed[CHAT, WEST, 1] = 1.1 * served_tt(plan, CHAT, WEST, 1)
    return case.replaced(committed=committed, optional=optional)


def served_tt(plan: Plan, c: int, r: int, t: int) -> float:
    return sum(n for (_, c2, r2, _, _, t2), n in plan.sent.items() if (c, r, t) == (c2, r2, t2))


def traffic(case: Case, plan: Plan, g: int, t: int) -> tuple[float, float]:
    """Gbit/s up and down."""
    flows = [(c, n) for (_, c, _, _, gate, t2), n in plan.sent.items() if (gate, t2) == (g, t)]
    return sum(n * case.up_gbps[c] for c, n in flows), sum(n * case.down_gbps[c] for c, n in flows)


def facility_mw(case: Case, plan: Plan, j: int, t: int) -> float:
    return sum(rack_mw(case, plan, j, k, t) for k in range(len(case.accelerators)))


# --- tables -------------------------------------------------------------------------------------------------


def day(case: Case, t: int) -> str:
    if 0 <= t < case.periods:
        return case.dates[t]
    first = date.fromisoformat(case.dates[0])
    months = first.month - 1 + t * round(case.period_years * 12)
    return date(first.year + months // 12, months % 12 + 1, first.day).isoformat()


def days(case: Case, t: int) -> tuple[str, str]:
    """First and last day of a period."""
    return day(case, t), (date.fromisoformat(day(case, t + 1)) - timedelta(days=1)).isoformat()


def frame(columns: str, rows: list) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def stocks(case: Case, plan: Plan) -> dict:
    """(t, s, d) -> [satellites planned in service, working on average, slots held at the start]."""
    out: dict = defaultdict(lambda: [0, 0.0, 0.0])
    for (d, v, s, b, i), x in plan.satellites.items():
        h, life, begin = case.design_bus[d], case.lives[i], b + case.shell_lag[s]
        loss, decay, step = case.bus_loss_per_year[h], case.decay_periods[h, s], case.period_years
        up = case.success[v] * x
        for t in range(begin, case.periods):
            n = t - begin
            cell = out[t, s, d]
            if n < life:
                cell[0] += x
                cell[1] += up * mean_of_exponential(loss, n * step, (n + 1) * step)
                cell[2] += up * exp(-loss * step * max(0, n - decay))
            elif (
                n < life + decay
            ):  # those that died within the last `decay` periods of what was planned service
                cell[2] += up * (exp(-loss * step * max(0, n - decay)) - exp(-loss * step * life))
    for f, count, end, share in existing_parts(case, plan):
        d, s = case.flown_design[f], case.flown_shell[f]
        h, begin = case.design_bus[d], max(0, case.flown_arrives[f])
        loss, decay, step = case.bus_loss_per_year[h], case.decay_periods[h, s], case.period_years
        for t in range(begin, case.periods):
            n, cell, up = t - begin, out[t, s, d], share * case.flown_working[f]
            if n < decay:
                cell[2] += share * case.flown_dead[f]
            if t < end:
                cell[0] += count
                cell[1] += up * mean_of_exponential(loss, n * step, (n + 1) * step)
            if t < end + decay:
                cell[2] += up * exp(-loss * max(-case.flown_history_years[f], (n - decay) * step))
                cell[2] -= up * exp(-loss * (end - begin) * step) if t >= end else 0.0
    return {key: cell for key, cell in out.items() if cell[0] or cell[2]}


def cash_items(case: Case, plan: Plan) -> Counter:
    """(t, item, what) -> M$, one entry of the plan after the other."""
    cash: Counter = Counter()
    step = case.period_years
    started: dict = {}
    for b, v, _, _, flights in plan.flights:
        price = flights * case.price_musd[v, b]
        cash[max(0, b - case.prepay_launch[v]), "launch", case.vehicles[v]] += price
        if case.insurance_rate[v]:
            cash[b, "insurance", case.vehicles[v]] += price * (case.insurance_rate[v] - (1 - case.success[v]))
    for v, vehicle in enumerate(case.vehicles):
        for b in range(case.launch_periods):
            flown = sum(flights for b2, v2, _, _, flights in plan.flights if (b2, v2) == (b, v))
            free = min(flown, case.contracted[v, b])
            cash[max(0, b - case.prepay_launch[v]), "contracts", vehicle] += (
                case.contract_owed_musd[v, b] - free * case.price_musd[v, b]
            )
    for (d, v, s, b, i), x in sorted(plan.satellites.items(), key=lambda entry: entry[0][3]):
        value = x * case.design_cost_musd[d, b]
        kept = case.cohort_share[s, b, i]
        hardware = value
        for k in range(len(case.accelerators)):
            chips = x * case.design_counts[d, k] * case.accelerator_cost_musd[k, b]
            cash[max(0, b - case.prepay_accelerator[k]), "satellites", case.designs[d]] += chips * kept
            hardware -= chips
        early = case.prepay_bus[case.design_bus[d]]
        cash[max(0, b - early), "satellites", case.designs[d]] += hardware * kept
        lift = max(case.payload_t[v, o] for o in range(len(case.drops)) if s in case.drop_shells[o])
        paid = max(0, b - case.prepay_launch[v])
        tickets = x * case.design_mass_t[d] * case.price_musd_per_t[v, b]
        cash[paid, "launch", case.vehicles[v]] += tickets
        cash[paid, "launch_credit", case.vehicles[v]] -= (1 - kept) * (
            x * case.price_musd[v, b] * case.design_mass_t[d] / lift + tickets
        )
        if case.insurance_rate[v]:
            net = case.insurance_rate[v] - (1 - case.success[v])
            cash[b, "insurance", case.vehicles[v]] += (value + tickets) * net
        for kind, what, due in (
            ("bus", case.buses[case.design_bus[d]], case.bus_nre_musd[case.design_bus[d]]),
            ("design", case.designs[d], case.design_nre_musd[d]),
        ):  # fmt: skip
            if (kind, what) not in started:
                started[kind, what] = b
                cash[b, "nre", what] += due
    fleet = stocks(case, plan)
    for s, shell in enumerate(case.shells):
        used = sorted({t for (t, s2, _), cell in fleet.items() if s2 == s and cell[0]})
        for t in used:
            cash[t, "shell_yearly", shell] += case.shell_yearly_musd[s] * step
        if used:
            cash[used[0], "shell_opening", shell] += case.shell_opening_musd[s]
    for (t, s, d), cell in fleet.items():
        cash[t, "operations", case.shells[s]] += cell[1] * case.bus_operations_musd[case.design_bus[d]] * step
    for (g, t), gbps in plan.bought.items():
        cash[t, "gateways", case.gateways[g]] += gbps * case.gateway_musd[g, t] * step
    for (j, k, b), n in plan.racks.items():
        if b < case.launch_periods:
            cash[b, "racks", case.sites[j]] += n * case.rack_cost_musd[j, k, b] * case.rack_share[j, b]
    for t in range(case.periods):
        for j, site in enumerate(case.sites):
            for k in range(len(case.accelerators)):
                n = standing(case, plan, j, k, t)
                cash[t, "rack_upkeep", site] += n * case.rack_upkeep_musd[j, k] * step
                cash[t, "rack_replacement", site] += n * case.rack_replacement_musd[j, k, t] * step
                cash[t, "buildings", site] += n * case.rack_mw[j, k, t] * case.building_musd[j] * step
            mw, own = facility_mw(case, plan, j, t), plan.onsite[j, t]
            cash[t, "energy", site] += (mw - own) * case.grid_musd[j, t] * step
            cash[t, "onsite_energy", site] += own * case.onsite_musd[j, t] * step
    for (c, r, t), short in plan.shortfall.items():
        cash[t, "shortfall", case.workloads[c]] += (
            short * case.shortfall_musd[c, r] if np.isfinite(case.shortfall_musd[c, r]) else 0.0
        )
        cash[t, "revenue", case.workloads[c]] += (
            short * case.take_or_pay[c, r] * case.token_price_musd[c, r, t]
        )
    for (_, c, r, _, _, t), n in plan.sent.items():
        cash[t, "revenue", case.workloads[c]] += n * case.token_price_musd[c, r, t]
    for t, musd in enumerate(case.capital_musd):
        cash[t, "capital", "capital"] += musd
    for n, musd in plan.drawn.items():
        cash[case.debt_period[n], "debt", case.debts[n]] += musd
        for i in range(case.debt_periods[n]):
            if case.debt_period[n] + 1 + i < case.periods:
                cash[case.debt_period[n] + 1 + i, "repayment", case.debts[n]] += (
                    case.debt_instalment[n] * musd
                )
    for t, *_, earned, _ in balance(case, plan, cash):
        cash[t, "interest", "cash"] += earned
    return Counter({key: musd for key, musd in cash.items() if musd})


FUNDING = {"capital", "debt", "repayment", "interest"}
KINDS = {"revenue": "revenue"} | dict.fromkeys(FUNDING, "financing")
EARLY = {
    "satellites",
    "launch",
    "contracts",
    "launch_credit",
    "insurance",
    "nre",
    "shell_opening",
    "racks",
} | FUNDING


def signed(item: str, musd: float) -> float:
    """As cash.csv lists it: money that comes in is positive."""
    return musd if item in {"revenue", "capital", "debt", "interest"} else -musd


def balance(case: Case, plan: Plan, cash: Counter) -> list[tuple]:
    """Rows of balance.csv without their date: shares and credits of the cash items are put back into real
    money.
    """
    rows, held = [], 0.0
    for t in range(case.periods):
        of = Counter()
        for (when, item, _), musd in cash.items():
            if when == t and item != "interest":
                of[
                    item
                    if item in FUNDING | {"revenue"}
                    else "launch_credit"
                    if item == "launch_credit"
                    else "spend"
                ] += musd
        spend = of["spend"]
        for (d, _, s, b, i), x in plan.satellites.items():
            lacking = 1 - case.cohort_share[s, b, i]
            hardware = x * case.design_cost_musd[d, b]
            for k in range(len(case.accelerators)):
                chips = x * case.design_counts[d, k] * case.accelerator_cost_musd[k, b]
                hardware -= chips
                if max(0, b - case.prepay_accelerator[k]) == t:
                    spend += lacking * chips
            if max(0, b - case.prepay_bus[case.design_bus[d]]) == t:
                spend += lacking * hardware
        for (j, k, b), n in plan.racks.items():
            if b == t < case.launch_periods:
                spend += n * case.rack_cost_musd[j, k, b] * (1 - case.rack_share[j, b])
        earned = (case.interest_factor - 1) * held
        held += earned + of["capital"] + of["revenue"] + of["debt"] - of["repayment"] - spend
        rows.append((t, of["capital"], of["revenue"], spend, of["debt"], of["repayment"], earned, held))
    return rows


def claims_of(case: Case, plan: Plan, cash: Counter) -> dict[str, float]:
    cost = sum(
        musd * (case.discount_start if item in EARLY else case.discount_mid)[t]
        for (t, item, _), musd in cash.items()
        if item not in FUNDING | {"revenue"}
    )
    tokens = sum(
        n * case.token_weight[c, t] * case.discount_mid[t] for (_, c, _, _, _, t), n in plan.sent.items()
    )
    return {
        "cost_musd": cost,
        "tokens_tt": tokens,
        "ratio_usd_per_mtoken": cost / tokens if tokens else float("nan"),
    }


def gates_of(case: Case, plan: Plan) -> list[tuple]:
    """Rows of gates.csv: launched so far, in service in each of the periods asked for just before, passed.
    What flew before counts.
    """
    rows = []
    for h, gate in enumerate(case.gates):
        flown = [  # launched, first period in service, first one no longer in it, satellites
            (b, b + case.shell_lag[s], b + case.shell_lag[s] + case.lives[i], x)
            for (d, _, s, b, i), x in plan.satellites.items()
            if case.design_bus[d] == h
        ]
        for f, x, end, _ in existing_parts(case, plan):
            if case.design_bus[case.flown_design[f]] == h:
                flown.append((-1, case.flown_arrives[f], end, x))
        passed = 0
        for q in range(-20, case.launch_periods) if gate else ():
            before = range(q - case.gate_periods[h], q)
            ran = sum(x for _, start, end, x in flown if all(start <= t < end for t in before))
            passed = max(passed, int(ran >= case.gate_min[h]))
            total = sum(x for b, _, _, x in flown if b <= q)
            if q >= 0:
                rows.append((q, *days(case, q), gate, case.buses[h], total, ran, passed))
    return sorted(rows)


def tables_of(case: Case, plan: Plan) -> tuple[dict[str, pd.DataFrame], dict[str, float]]:
    """All tables of the plan, and what it claims."""
    when = [days(case, t) for t in range(case.periods)]
    manifests, launches, cohorts = [], [], []
    for i, (b, v, o, cargo, flights) in enumerate(plan.flights):
        for (d, s), n in cargo.items():
            manifests.append((f"m{i}", case.vehicles[v], case.drops[o], case.shells[s], case.designs[d], n))
        mass = sum(n * case.design_mass_t[d] for (d, _), n in cargo.items())
        volume = sum(n * case.design_volume_m3[d] for (d, _), n in cargo.items())
        lift, room = case.payload_t[v, o], case.fairing_m3[v]
        price, aboard = case.price_musd[v, b] + mass * case.price_musd_per_t[v, b], sum(cargo.values())
        launches.append((
            b, *when[b], case.vehicles[v], case.drops[o], f"m{i}", flights, aboard, flights * aboard,
            mass, flights * mass, lift, flights * lift, mass / lift if lift else 0.0,
            volume, flights * volume, volume / room, price, flights * price,
        ))  # fmt: skip
    coming, going, beginning, ending = Counter(), Counter(), defaultdict(set), defaultdict(set)
    for i, ((d, v, s, b, life), x) in enumerate(plan.satellites.items()):
        begin = b + int(case.shell_lag[s])
        end = begin + case.lives[life]
        cohorts.append((
            f"c{i}", case.designs[d], case.vehicles[v], case.shells[s], b, *when[b], x, day(case, begin),
            day(case, end), case.lives[life] * case.period_years, case.design_cost_musd[d, b],
        ))  # fmt: skip
        coming[begin, s] += x
        beginning[begin, s].add(f"c{i}")
        if end < case.periods:
            going[end, s] += x
            ending[end, s].add(f"c{i}")
    for f, x, end, _ in existing_parts(case, plan):
        s, begin = case.flown_shell[f], case.flown_arrives[f]
        if begin >= 0:
            coming[begin, s] += x
            beginning[begin, s].add(case.flown[f])
        going[end, s] += x
        ending[end, s].add(case.flown[f])
    fleet = stocks(case, plan)
    flown = sorted({*(key[0] for key in plan.satellites), *case.flown_design.tolist()})
    sites, power, shells = [], [], []
    for t in range(case.periods):
        for j, site in enumerate(case.sites):
            for k, accelerator in enumerate(case.accelerators):
                there = standing(case, plan, j, k, t)
                if there or plan.racks[j, k, t]:
                    blocks = plan.racks[j, k, t], there, running(case, plan, j, k, t)
                    each = [n * case.rack_block[j] for n in blocks]
                    sites.append(
                        (t, *when[t], site, accelerator, *blocks, *each, rack_mw(case, plan, j, k, t))
                    )
            if facility_mw(case, plan, j, t):
                power.append(
                    (t, *when[t], site, facility_mw(case, plan, j, t) - plan.onsite[j, t], plan.onsite[j, t])
                )
        for s, shell in enumerate(case.shells):
            cells = [cell for (t2, s2, _), cell in fleet.items() if (t2, s2) == (t, s)]
            shells.append(
                (
                    t,
                    *when[t],
                    shell,
                    int(any(c[0] for c in cells)),
                    sum(c[2] for c in cells),
                    case.slots[s, t],
                )
            )
    gates = gates_of(case, plan)
    names = {"orbit": case.shells, "ground": case.sites}
    cash = cash_items(case, plan)
    tables = {
        "launches": frame("period date last_date vehicle drop manifest flights satellites_per_flight "
            "satellites mass_t_per_flight mass_t payload_t_per_flight payload_t mass_fill "
            "volume_m3_per_flight volume_m3 volume_fill price_musd_per_flight price_musd", launches),
        "manifests": frame("manifest vehicle drop shell design satellites_per_flight", manifests),
        "cohorts": frame("cohort design vehicle shell launch_period launch_date launch_last_date "
            "satellites service_start service_end service_years unit_cost_musd", cohorts),
        "existing": frame("existing design shell satellites working known_dead age_years arrives_period "
            "service_start leaves_period service_end", [
            (name, case.designs[case.flown_design[f]], case.shells[case.flown_shell[f]],
             case.flown_satellites[f], case.flown_working[f], case.flown_dead[f], case.flown_age_years[f],
             case.flown_arrives[f], day(case, case.flown_arrives[f]),
             case.flown_leaves[f], day(case, case.flown_leaves[f]))
            for f, name in enumerate(case.flown)
        ]),
        "retirements": frame("period date last_date existing design shell satellites", [
            (q, *when[q], case.flown[f], case.designs[case.flown_design[f]],
             case.shells[case.flown_shell[f]], n)
            for (f, q), n in plan.retired.items() if f < len(case.flown)
        ]),
        "removals": frame("period date last_date existing site accelerator blocks", [
            (q, *when[q], case.installed[x], case.sites[case.installed_site[x]],
             case.accelerators[case.installed_accelerator[x]], n)
            for (x, q), n in plan.removed.items() if x < len(case.installed)
        ]),
        "fleet": frame("period date last_date shell design satellites expected_working slots_held", [
            (t, *when[t], case.shells[s], case.designs[d], *cell) for (t, s, d), cell in sorted(fleet.items())
        ]),
        "replacements": frame("period date last_date shell satellites_retired satellites_entered "
            "predecessors successors", [
            (t, *when[t], case.shells[s], going[t, s], coming[t, s],
             " ".join(sorted(ending[t, s])), " ".join(sorted(beginning[t, s])))
            for t, s in sorted({*coming, *going})
        ]),
        "designs": frame("design bus home_shell shielding_mm eclipse_operation dry_t wet_t volume_m3 "
            "load_kw array_m2 battery_kwh radiator_m2 unit_cost_musd", [
            (case.designs[d], case.buses[case.design_bus[d]], "low", 3.0, "idle",
             1.0, case.design_mass_t[d] - 0.004, case.design_volume_m3[d],
             40.0, 150.0, 20.0, 60.0, 2.0) for d in flown
        ]),
        "mixes": frame("design accelerator count", [
            (case.designs[d], case.accelerators[k], int(case.design_counts[d, k]))
            for d in flown for k in np.flatnonzero(case.design_counts[d])
        ]),
        "sites": frame("period date last_date site accelerator blocks_built blocks_standing blocks_running "
            "accelerators_built accelerators_standing accelerators_running power_mw", sites),
        "power": frame("period date last_date site grid_mw onsite_mw", power),
        "compute": frame("period date last_date source_kind source accelerator workload accelerator_years "
            "tokens_tt", [
            (t, *when[t], kind, names[kind][i], case.accelerators[k], case.workloads[c],
             u, u * case.rate[k, c])
            for (kind, k, c, i, t), u in plan.years.items()
        ]),
        "reserve": frame("period date last_date source_kind source accelerator workload region "
            "accelerator_years tokens_tt", [
            (t, *when[t], kind, names[kind][i], case.accelerators[k], case.workloads[c], case.regions[r],
             u, u * case.rate[k, c])
            for (kind, k, c, r, i, t), u in plan.kept.items()
        ]),
        "tokens": frame("period date last_date workload region source_kind source gateway tokens_tt", [
            (t, *when[t], case.workloads[c], case.regions[r], kind, names[kind][i],
             case.gateways[g] if g >= 0 else "", n)
            for (kind, c, r, i, g, t), n in plan.sent.items()
        ]),
        "demand": frame("period date last_date workload region committed_tt optional_tt served_tt "
            "shortfall_tt", [
            (t, *when[t], workload, region, case.committed[c, r, t], case.optional[c, r, t],
             served_tt(plan, c, r, t), plan.shortfall[c, r, t])
            for t in range(case.periods)
            for c, workload in enumerate(case.workloads) for r, region in enumerate(case.regions)
        ]),
        "shells": frame("period date last_date shell open slots_held slots_allowed", shells),
        "gates": frame("period date last_date gate bus launched_total running passed", gates),
        "gateways": frame("period date last_date gateway gbps_bought gbps_used", [
            (t, *when[t], case.gateways[g], gbps, max(traffic(case, plan, g, t)))
            for (g, t), gbps in plan.bought.items() if gbps
        ]),
        "cash": frame("period date last_date kind item what musd discounted_musd", [
            (t, *when[t], KINDS.get(item, "cost"), item, what, signed(item, musd),
             signed(item, musd) * (case.discount_start if item in EARLY else case.discount_mid)[t])
            for (t, item, what), musd in sorted(cash.items())
        ]),
        "balance": frame("period date last_date capital_musd revenue_musd spend_musd debt_musd "
            "repayment_musd interest_musd cash_musd", [
            (t, *when[t], *figures) for t, *figures in balance(case, plan, cash)
        ]),
    }  # fmt: skip
    return tables, claims_of(case, plan, cash)
