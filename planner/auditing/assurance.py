"""Limits of reserves: what is set aside so that committed tokens are met with a stated probability, launches
and satellites failing by chance.

Derived from flights as they fly. At the exponent phi[k,t], the largest theta[c,t] rate[k,c] of those that
ask, what a pool surely holds is -ln E exp(-phi X) / phi (Chernoff), or E X - phi Cov(X, all X) / 2 where the
margin goes by variance (Cantelli):

    Pr( what the reserve gives < R )  <=  exp(theta (R - rate . reserve))     Chernoff
                                      <=  1 / (1 + k^2)                       Cantelli, at k deviations under
                                                                              the mean, k^2 = P / (1 - P)

so that rate . reserve >= R + level / theta is enough, level = ln(1 / (1 - P)) or k^2 / 2. Of parts that are
lost together, each has its share of what the whole holds (Chernoff), and its covariance with the whole
(Cantelli).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

import numpy as np

from planner.auditing.ledger import Ledger
from planner.auditing.limits import Finding, Limits, above, unequal

LIMITS = Limits()
Floats = np.ndarray


def asked(p: Ledger) -> Floats:
    """[c,t] Tt to be met with the stated probability: committed[c,.,t] where there is one."""
    return (p.case.assured > 0)[:, None] * p.case.committed.sum(axis=1)


def holders(p: Ledger, k: int) -> np.ndarray:
    """[c] whether a workload asks for a probability and accelerator k can serve it."""
    return (p.case.assured > 0) & (p.case.need[k] > 0) & (p.case.rate[k] > 0)


@lru_cache(maxsize=64)
def exponent(p: Ledger, k: int) -> Floats:
    """[t] phi, per accelerator-year."""
    theta = np.where(asked(p) > 0, p.case.assured_exponent, 0.0)
    return (holders(p, k)[:, None] * p.case.rate[k][:, None] * theta).max(axis=0, initial=0.0)


def losing_all(chance: float, parts: float) -> float:
    """-ln(1 - p + p exp(-parts))"""
    return -log(1 - chance + chance * exp(-parts))


def usable_chances(m: int, theta: int, works: float) -> tuple[Floats, Floats]:
    """Accelerators usable in groups of theta, for each number of m that work, and the chance of that
    number.
    """
    j = np.arange(m + 1)
    ways = np.concatenate([[1.0], np.cumprod((m - j[:-1]) / (j[:-1] + 1.0))])
    return j // theta * theta, ways * works**j * (1 - works) ** (m - j)


@dataclass(frozen=True)
class Held:
    """A satellite in service: by kind the exponent that it surely holds, and its mean; for the whole what a
    lost flight loses with it.
    """

    own: dict[int, float]
    mean: dict[int, float]
    whole: float


def satellite(
    p: Ledger, d: int, s: int, t: int, years: float, older: float = 0.0, began: float = 1.0
) -> Held:
    """A satellite after so many years of service, which it began with a chance; its accelerators are `older`
    ones.
    """
    case = p.case
    q = began * exp(-case.bus_loss_per_year[case.design_bus[d]] * years)
    sure, mean, spread = {}, {}, {}
    for k in np.flatnonzero(case.design_counts[d]).tolist():
        phi = exponent(p, k)[t]
        theta = int(np.where(holders(p, k), case.need[k], 0).max())
        if phi > 0:
            works = np.exp(-case.accelerator_loss_per_year[k] * (years + older))
            usable, chance = usable_chances(int(case.design_counts[d, k]), theta, works)
            full_time = case.duty[case.design_operation[d], s, t] * case.share[d, s, k]
            load = phi * case.period_years * full_time * usable
            sure[k] = -float(np.log(chance @ np.exp(-load)))
            mean[k] = float(chance @ load)
            spread[k] = float(chance @ (load - mean[k]) ** 2)
    if case.by_variance:
        whole = sum(mean.values())
        own = {k: q * mean[k] - (q * spread[k] + q * (1 - q) * mean[k] * whole) / 2 for k in mean}
        return Held(own, {k: q * part for k, part in mean.items()}, q * whole)
    whole = sum(sure.values())
    alive = losing_all(q, whole)
    return Held({k: part * alive / whole for k, part in sure.items() if whole > 0}, {}, alive)


def of_flight(p: Ledger, one: Held, chance: float, aboard: float) -> dict[int, float]:
    """k -> exponent that a satellite surely holds, launched with so much aboard."""
    if p.case.by_variance:
        lost = chance * (1 - chance) * aboard / 2
        return {k: max(0.0, chance * part - lost * one.mean[k]) for k, part in one.own.items()}
    kept = losing_all(chance, aboard) / aboard if aboard > 0 else 0.0
    return {k: part * kept for k, part in one.own.items()}


@lru_cache(maxsize=1)
def surely_there(p: Ledger) -> Floats:
    """[k,s,t] accelerator-years that the pools surely hold."""
    case, D = p.case, p.case.period_years
    there = np.zeros((p.size["k"], p.size["s"], case.periods))
    d, v, s, b, x = p.cohorts
    for t in np.flatnonzero((asked(p) > 0).any(axis=0)).tolist():
        phi = [exponent(p, k)[t] for k in range(p.size["k"])]
        known: dict[tuple, Held] = {}

        def one(design: int, shell: int, age: int, t: int = t, known: dict[tuple, Held] = known) -> Held:
            if (design, shell, age) not in known:
                known[design, shell, age] = satellite(p, design, shell, t, (age + 0.5) * D)
            return known[design, shell, age]

        most = fullest_flights(p, int(t), one)
        for i in np.flatnonzero(p.in_service[:, t]):
            key = int(v[i]), int(b[i]), int(d[i]), int(s[i])
            held = of_flight(
                p, one(key[2], key[3], int(p.age[i, t])), float(case.success[v[i]]), most.get(key, 0.0)
            )
            for k, part in held.items():
                there[k, s[i], t] += x[i] * part / phi[k]
        for n in np.flatnonzero(p.standing.serves[:, t]).tolist():
            f = int(p.standing.parts[0][n])
            design, shell = int(case.flown_design[f]), int(case.flown_shell[f])
            years = float(p.standing.since[n, t] + 0.5) * D
            began = min(1.0, float(case.flown_working[f] / case.flown_satellites[f]))
            older = satellite(p, design, shell, t, years, float(case.flown_age_years[f]), began)
            for k, own in older.own.items():
                there[k, shell, t] += p.standing.parts[2][n] * max(0.0, own) / phi[k]
    return there


def fullest_flights(
    p: Ledger, t: int, one: Callable[[int, int, int], Held]
) -> dict[tuple[int, int, int, int], float]:
    """(v, b, d, s) -> the most that a flight with such satellites has aboard, as it counts in t."""
    cargo, lag = p.frames["manifests"], p.case.shell_lag
    most: dict[tuple[int, int, int, int], float] = {}
    for q in np.flatnonzero(p.column("launches", "flights")):
        v, b = int(p.column("launches", "vehicle")[q]), int(p.column("launches", "period")[q])
        rows = cargo[p.cargo_manifest == p.launch_manifest[q]]
        aboard = list(
            zip(
                rows["design"].tolist(),
                rows["shell"].tolist(),
                rows["satellites_per_flight"].tolist(),
                strict=True,
            )
        )
        whole = sum(count * one(d, s, int(t - b - lag[s])).whole for d, s, count in aboard if t >= b + lag[s])
        for d, s, _ in aboard:
            most[v, b, d, s] = max(most.get((v, b, d, s), 0.0), whole)
    return most


def reserve(p: Ledger, kind: str) -> Floats:
    """[k,c,r,place,t] accelerator-years set aside."""
    letter = "s" if kind == "orbit" else "j"
    axes = [("k", "accelerator"), ("c", "workload"), ("r", "region"), (letter, "source"), ("t", "period")]
    return p.table(
        "reserve", axes, "accelerator_years", np.asarray(p.column("reserve", "source_kind") == kind)
    )


@LIMITS("reserve table")
def reserve_table(p: Ledger) -> Iterator[Finding]:
    """tokens_tt  =  rate[k,c] * accelerator_years                           in every row of reserve.csv"""
    k, c, t = (p.column("reserve", name).astype(int) for name in ("accelerator", "workload", "period"))
    made = p.case.rate[k, c] * p.column("reserve", "accelerator_years")
    where = p.place("{c} on {k}, {t}", "ckt")
    yield from unequal(p.column("reserve", "tokens_tt"), made, lambda i: where(c[i], k[i], t[i]), "tokens_tt")


@LIMITS("reserve in orbit")
def reserve_in_orbit(p: Ledger) -> Iterator[Finding]:
    """sum_{c,r} a[k,c,r,s,t]  <=  surely there[k,s,t], also with peak[c] over those that cannot wait.

    a = 0 where the kind holds no replica.
    """
    used = reserve(p, "orbit")
    if not used.any():
        return
    there = surely_there(p)
    able = np.array([holders(p, k) for k in range(p.size["k"])], dtype=bool).reshape(p.size["k"], -1)
    yield from above(
        np.where(able[:, :, None, None, None], 0.0, used),
        0.0,
        p.place("{c} on {k}, {r}, {s}, {t}", "kcrst"),
        "accelerator-years",
    )
    for weight in (np.ones(p.size["c"]), np.where(p.case.can_wait, 0.0, p.case.peak)):
        load = np.einsum("kcrst,c->kst", used, weight)
        yield from above(load, there, p.place("{k}, {s}, {t}", "kst"), "accelerator-years")


@LIMITS("reserve within reach")
def reserve_within_reach(p: Ledger) -> Iterator[Finding]:
    """a[k,c,r,s,t]  <=  reach[s,r,c] * surely there[k,s,t]

    Only where a gateway brings the region's tokens down.
    """
    used = reserve(p, "orbit")
    if not used.any():
        return
    down = np.einsum("crg,gt->crt", p.case.gateway_allowed, p.case.gateway_gbps) > 0
    most = np.einsum("src,kst->kcrst", p.case.reach, surely_there(p)) * down[None, :, :, None]
    yield from above(used, most, p.place("{c} on {k}, {r}, {s}, {t}", "kcrst"), "accelerator-years")


@LIMITS("reserve on the ground")
def reserve_on_the_ground(p: Ledger) -> Iterator[Finding]:
    """sum_{c,r: need >= theta} a[k,c,r,j,t]  <=  capacity[k,j,t] in groups of theta, also with peak[c].

    Only at sites that may serve the region.
    """
    used = reserve(p, "ground")
    if not used.any():
        return
    barred = np.where(p.case.site_allowed[None, :, :, :, None], 0.0, used)
    yield from above(barred, 0.0, p.place("{c} on {k}, {r}, {j}, {t}", "kcrjt"), "accelerator-years")
    for (k, theta), capacity in p.ground_capacity.items():
        inside = p.case.need[k] >= theta
        for weight in (np.ones(p.size["c"]), np.where(p.case.can_wait, 0.0, p.case.peak)):
            load = np.einsum("crjt,c->jt", used[k], weight * inside)
            where = p.place(f"{p.case.accelerators[k]} in groups of {theta}, {{j}}, {{t}}", "jt")
            yield from above(load, capacity, where, "accelerator-years")


@LIMITS("assured commitment")
def assured_commitment(p: Ledger) -> Iterator[Finding]:
    """(committed - shortfall)[c,r,t] (1 + level[c] / (theta[c,t] R[c,t]))  <=  sum of rate * reserve

    There is no margin where no satellite is in service.
    """
    wanted = asked(p)
    if not wanted.any():
        return
    is_flying = p.used.any(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = p.case.assured
        level = chance / (1 - chance) / 2 if p.case.by_variance else np.log(1 / (1 - chance))
        extra = level[:, None] / (p.case.assured_exponent * wanted)
    share = np.where(wanted > 0, np.where(is_flying, 1 + extra, 1.0), 0.0)  # [c,t]
    held = sum(np.einsum("kcrit,kc->crt", reserve(p, kind), p.case.rate) for kind in ("orbit", "ground"))
    yield from above(
        (p.case.committed - p.shortfall) * share[:, None], held, p.place("{c}, {r}, {t}", "crt"), "Tt"
    )
