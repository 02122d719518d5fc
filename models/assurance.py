r"""Commitments met with a stated probability: capacity that is there nearly always, for tokens promised
nearly always.

Launches fail with all that they carry, satellites die, accelerators fail; all else are expected numbers. For
a workload c with P_c = assured[c] > 0 let R[c,t] = sum_r committed[c,r,t]. A reserve a is set aside for it,
which may serve others while nothing is amiss, such that

    Pr( what the reserve gives in the middle of t  <  R[c,t] )  <=  1 - P_c     for every t with R[c,t] > 0

X[i] is what pool i = (k, s) gives in t, a sum over independent flights; the reserve takes the share f[c,i] <=
1 of it. For any theta > 0 and phi[k,t] >= theta[c,t] rate[k,c] of every c that asks, either of two bounds
makes the margin linear in the satellites:

    Chernoff   ln Pr  <=  theta R + ln E exp(- theta sum_i rate f X)
                      <=  theta R - theta sum_i rate f F[i]
               F      =   -ln E exp(-phi X) / phi
               level  =   -ln(1 - P)
    Cantelli   Pr <= 1 / (1 + k^2) at k standard deviations under the mean. With k^2 = P / (1 - P) and,
               for any theta, the tangent  k sigma  <=  theta sigma^2 / 2 + k^2 / (2 theta)
               F      =   E X - phi Cov(X, sum of X) / 2
               level  =   P / (1 - P) / 2

With either of them it is enough that

    sum_i rate f F[i]  >=  R + level / theta

(ln E exp(-y X) is convex in y and 0 at 0; of a variance f^2 Cov <= f Cov.) Chernoff's is the better one far
from certain flights and for high P, Cantelli's for few and safe flights. F adds up over satellites. One of
age n, a = (n + 1/2) D, in service with alive = e^(-L a), its accelerators working with w = e^(-Lk a), gives
Y[k] = phi[k,t] D duty[e,s,t] share[d,s,k] th floor(Binomial(m[d,k], w) / th), th being the largest need[k,c]
of those that ask, and adds e[k] / (phi[k,t] D):

    Chernoff   e[k] = u[k] H_q(U) / U * H_p(Psi) / Psi
               with u[k] = -ln E exp(-Y[k]),  U = sum_k u[k],  H_p(y) = -ln(1 - p + p e^(-y))
    Cantelli   e[k] = p ( alive E Y[k] - alive Var Y[k] / 2 - alive (1 - alive) E Y[k] E Y / 2 )
                      - p (1 - p) alive E Y[k] Psi / 2,    or 0 if that is more
               with Y = sum_k Y[k]

Launch losses hit a flight as a whole. Chernoff's e holds because H is concave and H(0) = 0: H(sum of parts)
>= sum of parts * H(Psi) / Psi for every Psi >= their sum. No flight of v carries more than Psi[v,t] of H_q(U)
(Chernoff) or of alive E Y (Cantelli). Psi is the least of three bounds, by mass, by volume and by count, each
of them the largest, over all (d, s) that v may carry, of limit[v] / load[d] * that amount at age 0.

Satellites that fly already have no launch ahead of them; each of those launched works with the chance
flown_working / flown_satellites.

    effective       F[k,s,t]  =  sum_x e[k] x / (phi D) + what existing satellites add
    reserve         sum_{c,r} a[k,c,r,s,t]  <=  D F[k,s,t]
                    the same with peak[c] over those that cannot wait
                    on the ground a <= its racks, as in models/ground.py
    reserve_reach   a[k,c,r,s,t]  <=  reach[s,r,c] D F[k,s,t]                     where reach < 1
    assured         sum_{k,s} rate a / (1 + mu[c,t]) + sum_{k,j} rate a + short[c,r,t]
                        >=  committed[c,r,t]
                    sum_{k,s} rate a + sum_{k,j} rate a + (1 + mu[c,t]) short[c,r,t]
                        >=  committed[c,r,t] (1 + mu[c,t] inuse[s,t])             where a site may serve too

Where a commitment has a penalty, tokens may be left out of the promise at that price: nothing is proven for a
period in which some are. A pure ground plan needs no margin: racks are counted with their availability, and
with expected survivors where failed accelerators are lost. theta is the Case's assured_exponent: any value is
safe, a good one costs little (planner/coefficients/assurance.py).

F   accelerators for full time, as sure as phi asks
a   accelerator-years set aside
mu  margin, a share of the commitment: level / (theta R)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import betainc

from models import existing
from models.case import Case, Floats, Ints
from models.departing import FLOWN
from models.families import Family, Step, by_cohort, named
from models.ground import ground_capacity
from models.members import Cohort, launchable, offered
from models.rows import Row, Term, add_rows, variables
from models.service import peak_weights


def asked_tt(case: Case) -> Floats:
    """[c,t] R: committed tokens of all regions that are to be assured, 0 where nothing is."""
    return np.where(case.assured[:, None] > 0, case.committed.sum(axis=1), 0.0)


def margins(case: Case) -> Floats:
    """[c,t] mu: margin as a share of the commitment, 0 where nothing is to be assured."""
    asked = asked_tt(case)
    level = case.assured / (1 - case.assured) / 2 if case.by_variance else -np.log1p(-case.assured)
    tokens = level[:, None] / np.where(asked > 0, case.assured_exponent, 1.0)
    return np.where(asked > 0, tokens / np.where(asked > 0, asked, 1.0), 0.0)


def exponents(case: Case) -> Floats:
    """[k,t] phi per accelerator-year; 0 where no workload that asks can use the kind."""
    theta = np.where(asked_tt(case) > 0, case.assured_exponent, 0.0)
    rate = np.where(case.need > 0, case.rate, 0.0)
    return np.max(rate[:, :, None] * theta[None], axis=1, initial=0.0)


def replicas(case: Case) -> Ints:
    """[k] th: the largest replica of those that ask, 0 where none can use the kind."""
    asking = (case.assured > 0) & (case.rate > 0)
    return np.where(asking, case.need, 0).max(axis=1, initial=0)


def surely(chance: Floats | float, y: Floats) -> Floats:
    """H of the module docstring: -ln(1 - p + p e^(-y))."""
    return -np.log1p(chance * np.expm1(-y))


def moments(m: int, th: int, works: Floats, each: Floats) -> tuple[Floats, Floats, Floats]:
    """(u, E Y, Var Y) [n,t] of Y = each th floor(Binomial(m, w) / th), for works[n] and exponents each[t] of
    one accelerator.
    """
    at_least = np.array(
        [betainc(j, m - j + 1, works) for j in range(th, m + 1, th)]
    )  # [g,n] that g + 1 groups work
    chance = at_least - np.vstack([at_least[1:], np.zeros((1, len(works)))])  # that just so many do
    groups = th * np.arange(1, len(chance) + 1)
    mean = groups @ chance
    spread = np.maximum(groups**2 @ chance - mean**2, 0.0)
    return (
        -np.log1p(chance.T @ np.expm1(-groups[:, None] * each)),
        mean[:, None] * each,
        spread[:, None] * each**2,
    )


@dataclass(frozen=True)
class Adds:
    """What one satellite adds to F by kind: `share[v,t] * own[k][n,t] - loss[v,t] * mean[k][n,t]`
    (above: `e / (phi D)`).
    """

    own: dict[int, Floats]
    mean: dict[int, Floats]
    on_board: Floats  # [n,t] what it counts for in Psi


class Effective:
    """What satellites add to F, for every period t; computed once for each (design, shell)."""

    def __init__(self, case: Case):
        self.case = case
        self.phi, self.theta = exponents(case), replicas(case)
        served = [existing.served_periods(case, f) for f in range(len(case.flown))]
        self.ages = max((*case.lives, *served), default=0)
        self.known: dict[tuple[int, int, float, float], Adds] = {}

    @staticmethod
    def of(case: Case) -> Effective:
        """The one of a Case."""
        kept = vars(case)
        if "effective" not in kept:
            kept["effective"] = Effective(case)
        return kept["effective"]

    def kinds(self, d: int, s: int) -> list[int]:
        """The accelerators of a design that workloads which ask can use in shell s."""
        held = self.case.design_counts[d] * self.case.share[d, s]
        able = (held > 0) & (self.theta > 0) & (self.theta <= self.case.design_counts[d])
        return np.flatnonzero(able).tolist()

    def satellite(self, d: int, s: int, older: float = 0.0, works: float = 1.0) -> Adds:
        """What a satellite adds that is in service with the chance `works`; its accelerators are `older`
        years older than its service.
        """
        key = (d, s, older, works)
        if key not in self.known:
            self.known[key] = self.derived(d, s, older, works, self.ages)
        return self.known[key]

    def derived(self, d: int, s: int, older: float, works: float, ages: int) -> Adds:
        """The same for ages 0 to ages - 1."""
        case, D, e = self.case, self.case.period_years, int(self.case.design_operation[d])
        a = (np.arange(ages) + 0.5) * D
        alive = works * np.exp(-case.bus_loss_per_year[case.design_bus[d]] * a)[:, None]
        parts = {}
        for k in self.kinds(d, s):
            w = np.exp(-case.accelerator_loss_per_year[k] * (a + older))
            each = self.phi[k] * D * case.duty[e, s] * case.share[d, s, k]
            parts[k] = moments(int(case.design_counts[d, k]), int(self.theta[k]), w, each)
        nothing = np.zeros((ages, case.periods))
        unit = {k: np.where(self.phi[k] > 0, self.phi[k] * D, 1.0) for k in parts}
        if case.by_variance:
            total = sum((mean for _, mean, _ in parts.values()), nothing)
            own = {
                k: alive * (mean - spread / 2 - (1 - alive) * mean * total / 2) / unit[k]
                for k, (_, mean, spread) in parts.items()
            }
            return Adds(own, {k: alive * mean / unit[k] for k, (_, mean, _) in parts.items()}, alive * total)
        total = sum((u for u, _, _ in parts.values()), nothing)  # U
        sure = surely(alive, total)
        kept = np.divide(sure, total, out=np.zeros_like(total), where=total > 0)
        return Adds(
            {k: u * kept / unit[k] for k, (u, _, _) in parts.items()}, {k: nothing for k in parts}, sure
        )

    @cached_property
    def flights(self) -> tuple[Floats, Floats]:
        """(share, loss) [v,t] of Adds: H_p(Psi) / Psi and 0 for Chernoff, p and p (1 - p) Psi / 2 for
        Cantelli.
        """
        case, p = self.case, self.case.success[:, None]
        psi = self.most_on_board()
        if case.by_variance:
            return np.broadcast_to(p, psi.shape), p * (1 - p) * psi / 2
        some = np.where(psi > 0, psi, 1.0)
        return np.where(psi > 0, surely(p, some) / some, p), np.zeros_like(psi)

    def most_on_board(self) -> Floats:
        """[v,t] Psi: by mass, volume or count, whichever allows least."""
        case = self.case
        most = np.zeros((len(case.vehicles), 3, case.periods))
        for d, s in offered(case) if case.assured.any() else ():
            first = self.derived(d, s, 0.0, 1.0, 1).on_board[0]  # [t], never more at a later age
            loads = (case.design_mass_t[d], case.design_volume_m3[d], 1.0)
            for v in range(len(case.vehicles)):
                if any(launchable(case, d, v, s, b) for b in range(case.launch_periods)):
                    limits = max(case.payload_t[v]), case.fairing_m3[v], case.satellites_max[v]
                    with np.errstate(divide="ignore", invalid="ignore"):
                        room = np.array(limits)[:, None] / np.array(loads)[:, None] * first
                    most[v] = np.maximum(most[v], np.where(np.isnan(room), 0.0, room))
        return most.min(axis=1)

    def launched(self, d: int, s: int, v: int) -> dict[int, Floats]:
        """k -> [n,t] what one satellite launched on v adds to F."""
        adds, (share, loss) = self.satellite(d, s), self.flights
        return {k: np.maximum(share[v] * own - loss[v] * adds.mean[k], 0.0) for k, own in adds.own.items()}


def effective_steps(case: Case, cohort: Cohort) -> Iterator[Step]:
    """What one satellite of a cohort adds to F."""
    d, v, s, b, l = cohort
    if not case.assured.any():
        return
    start = b + int(case.shell_lag[s])
    for k, adds in Effective.of(case).launched(d, s, v).items():
        for t in range(start, min(case.periods, start + case.lives[l])):
            yield (k, s, t), -float(adds[t - start, t])


def already(case: Case, f: int) -> Iterator[tuple[tuple[int, int, int], float]]:
    """((k, s, t), what an existing cohort adds to F)."""
    a, n = FLOWN.arrival(case, f), existing.served_periods(case, f)
    if case.assured.any() and n > 0:
        d, s, launched = int(case.flown_design[f]), int(case.flown_shell[f]), int(case.flown_satellites[f])
        works = min(1.0, float(case.flown_working[f]) / launched)
        for k, adds in Effective.of(case).satellite(d, s, float(case.flown_age_years[f]), works).own.items():
            for t in range(a, min(case.periods, a + n)):
                yield (k, s, t), float(launched * max(0.0, adds[t - a, t]))


def reserves(m) -> None:
    """Variables F, a, and ag for the ground, where something is to be assured."""
    case, asked = m.case, asked_tt(m.case)
    can = (case.need > 0) & (case.rate > 0)
    wanted = [(c, r, t) for c, r, t in np.argwhere(case.committed > 0).tolist() if asked[c, t] > 0]
    phi, theta = exponents(case), replicas(case)
    pools = sorted({(k, s) for k, _, s in m.usable_groups if theta[k] > 0})
    F = [(k, s, t) for k, s in pools for t in range(m.first[s], case.periods) if phi[k, t] > 0]
    variables(m, "F", F)
    reached = defaultdict(list)  # (c, r, t) -> s
    for c, r, s, t in m.f:
        reached[c, r, t].append(s)
    variables(
        m,
        "a",
        [
            (k, c, r, s, t)
            for c, r, t in wanted
            for s in reached[c, r, t]
            for k in np.flatnonzero(can[:, c]).tolist()
            if (k, s, t) in m.F
        ],
    )
    variables(
        m,
        "ag",
        [
            (k, c, r, j, t)
            for k, c, j, t in m.w
            for r in range(len(case.regions))
            if asked[c, t] > 0 and case.committed[c, r, t] > 0 and (c, r, j, t) in m.fg
        ],
    )


def effective(m) -> None:
    """F = sum e x + what existing satellites add."""
    terms = by_cohort(m, effective_steps)
    own = FLOWN.constants(m.case, already)
    for index, leaving in FLOWN.terms(m, already).items():
        terms[index] += [(-amount, leave) for amount, leave in leaving]
    add_rows(m, "effective", ((i, [(1.0, m.F[i]), *terms[i]], own.get(i, 0.0), own.get(i, 0.0)) for i in m.F))


def reserve(m) -> None:
    """sum a <= D F and sum peak a <= D F; on the ground by the chain of replicas."""
    case = m.case
    ground = ground_capacity(m)
    rows: list[Row] = []
    used: dict[tuple, list[tuple[int, object]]] = defaultdict(list)
    for k, c, r, s, t in m.a:
        used["orbit", k, s, t].append((c, m.a[k, c, r, s, t]))
    for k, c, r, j, t in m.ag:
        used["ground", k, j, t].append((c, m.ag[k, c, r, j, t]))
    for (kind, k, place, t), shares in used.items():
        for theta in case.groups(k) if kind == "ground" else (0,):
            capacity = ground(k, theta, place, t) if theta else [(-case.period_years, m.F[k, place, t])]
            for name, weight in (("all", np.ones(len(case.workloads))), ("peaks", peak_weights(case))):
                terms: list[Term] = [
                    (float(weight[c]), a) for c, a in shares if case.need[k, c] >= theta and weight[c] > 0
                ]
                if terms:
                    rows.append(((kind, name, k, theta, place, t), [*terms, *capacity], None, 0.0))
    add_rows(m, "reserve", rows)


def reserve_reach(m) -> None:
    """a <= reach D F."""
    case = m.case
    rows = (
        (
            i,
            [(1.0, m.a[i]), (-case.reach[i[3], i[2], i[1]] * case.period_years, m.F[i[0], i[3], i[4]])],
            None,
            0.0,
        )
        for i in m.a
        if case.reach[i[3], i[2], i[1]] < 1
    )
    add_rows(m, "reserve_reach", rows)


Promise = tuple[tuple[int, int, int], float, float, list[Term], list[Term], list[Term]]


def promises(m) -> Iterator[Promise]:
    """((c, r, t), committed Tt, margin, reserves in orbit, on the ground, what is not promised) of every
    commitment that is to be assured: terms in Tt.
    """
    case, mu, asked = m.case, margins(m.case), asked_tt(m.case)
    orbit: dict[tuple, list[Term]] = defaultdict(list)
    ground: dict[tuple, list[Term]] = defaultdict(list)
    for k, c, r, s, t in m.a:
        orbit[c, r, t].append((float(case.rate[k, c]), m.a[k, c, r, s, t]))
    for k, c, r, j, t in m.ag:
        ground[c, r, t].append((float(case.rate[k, c]), m.ag[k, c, r, j, t]))
    for c, r, t in np.argwhere((case.committed > 0) & (asked > 0)[:, None]).tolist():
        short = [(1.0, m.short[c, r, t])] if (c, r, t) in m.short else []
        least, margin = float(case.committed[c, r, t]), float(mu[c, t])
        yield (c, r, t), least, margin, orbit[c, r, t], ground[c, r, t], short


def assured(m) -> None:
    """The first row of the module docstring for every commitment that is to be assured."""
    rows: list[Row] = []
    for index, least, margin, orbit, ground, short in promises(m):
        kept = [(rate / (1 + margin), a) for rate, a in orbit]
        rows.append((index, [*kept, *ground, *short], least, None))
    add_rows(m, "assured", rows, open_to=m.open_to)


def assured_beside(m) -> None:
    """The second one, where a site may serve too."""
    rows: list[Row] = []
    for (c, r, t), least, margin, orbit, ground, short in promises(m):
        for s in m.shells_used if ground else ():
            if (s, t) in m.inuse:
                whole = [*orbit, *ground, (-least * margin, m.inuse[s, t])]
                whole += [(1 + margin, not_promised) for _, not_promised in short]
                rows.append(((c, r, t, s), whole, least, None))
    add_rows(m, "assured_beside", rows)


FAMILIES = named(
    Family(effective, cohort=effective_steps, is_partial=True),
    Family(reserve),
    Family(reserve_reach),
    Family(assured, limit="probability", role="promise"),
    Family(assured_beside, limit="probability", role="promise"),
)
SIZES = {
    "F": lambda sizes, i: sizes.accelerators[i[0]],
    "a": lambda sizes, i: sizes.reserved[i[0], i[1], i[-1]],
    "ag": lambda sizes, i: sizes.reserved[i[0], i[1], i[-1]],
}
