r"""Who is served how much in a run of a simulation, when chance leaves more or less than the plan expects.

Let u[k,c,s,t] be the accelerator-years that the plan gives to workload c, and

    there[k,th,s,t] = D * accelerators usable in groups of th in the middle of the period * duty * share

*Assured workloads* (models/assurance.py) come first. A reserve is the share a / (effective capacity) of what
is there of its pool, and gives rate * share * there. With its racks, the regions' reserves of a workload
together serve its commitment (what the plan pays no penalty for), all regions alike where they fall short.
What a reserve does not need stays with the others.

*All others*, and what an assured workload serves beyond its commitment, keep the plan's division of the rest.
With

    use[k,th,s,t] = max( sum_{c: need >= th} u,  sum_{c cannot wait, need >= th} peak[c] u )

where u leaves out what assured commitments take, every workload's use of a pool is scaled by the same factor,
min(1, (there - reserves' use) / use): workload c by the least of these over th <= need[k,c]. Its tokens for
every region shrink alike, and are at most what the shell's reach then lets through. Nothing is moved to other
shells or to the ground, and what is there beyond the plan's use serves nothing. Racks run as planned, their
availability and what failures leave of them being means.
"""

from __future__ import annotations

import numpy as np

from models.case import Case, Floats
from planner.auditing.assurance import asked, reserve, surely_there
from planner.auditing.ledger import Ledger
from planner.simulation.fates import Fates


class Division:
    """What a plan uses of its satellites, as arrays, and what is served where less is there. Letters of
    models/case.py; n counts runs.
    """

    def __init__(self, case: Case, ledger: Ledger):
        self.case = case
        is_asked = (asked(ledger) > 0)[:, None]
        self.promised = np.where(
            is_asked, np.maximum(case.committed - ledger.shortfall, 0.0), 0.0
        )  # [c,r,t] Tt
        self.asked = self.promised.sum(axis=1)  # [c,t] Tt
        every = ledger.served.sum(axis=1)  # [c,t] Tt
        beyond = np.divide(every - self.asked, every, out=np.zeros_like(every), where=every > 0).clip(min=0.0)
        self.years = ledger.compute("orbit", "accelerator_years") * beyond[None, :, None]  # [k,c,s,t]
        self.planned = np.einsum("kc,kcst->cst", case.rate, self.years)  # Tt
        self.flows = ledger.tokens_orbit.sum(axis=3) * beyond[:, None, None]  # [c,r,s,t] Tt
        self.ground = ledger.tokens_ground.sum(axis=2) * beyond[:, None]  # [c,r,t] Tt
        self.peaks = np.where(case.can_wait, 0.0, case.peak)
        set_aside = reserve(ledger, "orbit").sum(axis=2)  # [k,c,s,t] accelerator-years of effective capacity
        pools = surely_there(ledger)[:, None]
        self.shares = np.divide(set_aside, pools, out=np.zeros_like(set_aside), where=pools > 0)
        self.racks = np.einsum("kcrjt,kc->ct", reserve(ledger, "ground"), case.rate)  # [c,t] Tt

    def served(self, fates: Fates) -> Floats:
        """[n,c,r,t] Tt served in each run, by the rule of the module docstring."""
        case = self.case
        runs, S, T = fates.working.shape
        there = {
            (k, theta): case.period_years * fates.usable.get((k, theta), np.zeros((runs, S, T)))
            for k in range(len(case.accelerators))
            for theta in case.groups(k)
        }
        part, taken = self.assured(there, runs)
        made = np.zeros((runs, len(case.workloads), S, T))  # Tt
        could = np.zeros_like(made)  # Tt, were the shell the workload's alone
        for k in range(len(case.accelerators)):
            factor = np.ones((runs, S, T))
            for theta in case.groups(k):
                inside = case.need[k] >= theta
                for weight in (inside * 1.0, inside * self.peaks):
                    left = np.maximum(there[k, theta] - np.einsum("ncst,c->nst", taken[k], weight), 0.0)
                    use = np.tensordot(weight, self.years[k], 1)
                    factor = np.minimum(factor, np.divide(left, use, out=np.ones_like(left), where=use > 0))
                for c in np.flatnonzero(case.need[k] == theta):
                    made[:, c] += case.rate[k, c] * self.years[k, c] * factor
                    could[:, c] += case.rate[k, c] * there[k, theta]
        scale = np.divide(made, self.planned, out=np.zeros_like(made), where=self.planned > 0)
        total = self.ground + self.promised * part[:, :, None]
        for s in range(S):
            reach = case.reach[s].T[:, :, None]  # [c,r,1]
            most = np.where(reach < 1, reach * could[:, :, None, s], np.inf)
            total += np.minimum(self.flows[:, :, s] * scale[:, :, None, s], most)
        return total

    def assured(self, there: dict[tuple[int, int], Floats], runs: int) -> tuple[Floats, list[Floats]]:
        """([n,c,t] share of the assured commitments that reserves serve, [k] -> [n,c,s,t] accelerator-years
        that they take for it).
        """
        case = self.case
        part = np.zeros((runs, *self.asked.shape))
        if not self.asked.any():
            nothing = np.zeros((1, len(case.workloads), 1, 1))
            return part, [nothing] * len(case.accelerators)
        given = []
        for k in range(len(case.accelerators)):
            groups = max((int(n) for n in case.need[k][case.assured > 0]), default=0)
            pool = there[k, groups] if groups else np.zeros((runs, 1, case.periods))
            given.append(self.shares[k] * pool[:, None])  # [n,c,s,t]
        tokens = self.racks + sum(
            np.einsum("ncst,c->nct", years, case.rate[k]) for k, years in enumerate(given)
        )
        wanted = np.where(self.asked > 0, self.asked, 1.0)
        part = np.where(self.asked > 0, np.minimum(tokens / wanted, 1.0), 0.0)
        needed = np.divide(
            wanted, tokens, out=np.ones_like(tokens), where=tokens > wanted
        )  # of what the reserves give
        return part, [years * needed[:, :, None] for years in given]
