r"""How many satellites of some designs, all together, one period can launch: no plan launches more.

Of every resource r let a[d,r] be what a satellite of d takes and R[b] what there is in period b. Of the
satellites x[d] that are launched

    sum_d x[d] * min_d a[d,r]  <=  sum_d a[d,r] x[d]  <=  R[b]      so     sum_d x[d]  <=  R[b] / min_d a[d,r]

where the least is over the designs that may fly in b. The same holds for any weighted sum of resources. Those
that are looked at:

    payload, fairing, the mean of the shares of both    of one flight, to the best drop; times the cadence
    satellites on a flight                              likewise
    factory                                             of all the buses
    accelerators                                        of a kind that every one of the designs has; of all
                                                        kinds together, counted, and in shares of each supply
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models import frozen
from models.case import Case, Floats, Ints


def launch_caps(case: Case, groups: Sequence[Ints]) -> Floats:
    """[g,b] most satellites of the designs of each group in one period; what is frozen is among them."""
    most = np.array([most_launched(case, designs) for designs in groups]).reshape(-1, case.launch_periods)
    flown = np.zeros((len(case.designs), case.launch_periods))
    for (_, _, b, cargo), flights in frozen.composites(case).items():
        for d, _, _, count in cargo:
            flown[d, b] += count * flights
    return np.maximum(most, [flown[designs].sum(axis=0) for designs in groups]) if len(groups) else most


def most_launched(case: Case, designs: Ints) -> Floats:
    """[b] most satellites of some designs in one period."""
    most = np.zeros(case.launch_periods)
    rate = case.bus_rate[np.unique(case.design_bus[designs])].sum(axis=0)
    for begins in np.unique(case.design_from[designs]).tolist():
        flying = designs[case.design_from[designs] <= begins]
        lifted = most_lifted(case, flying)
        for b in range(begins, case.launch_periods):
            most[b] = min(lifted @ case.cadence[:, b], rate[b], most_bought(case, flying, b))
    return most


def most_lifted(case: Case, designs: Ints) -> Floats:
    """[v] most satellites of some designs on one flight, to a drop from where they may serve."""
    serves = (case.share[designs].max(axis=2, initial=0.0) > 0) & case.life_offered[designs].any(
        axis=2
    )  # [d,s]
    most = np.zeros(len(case.vehicles))
    for o, shells in enumerate(case.drop_shells):
        here = designs[serves[:, list(shells)].any(axis=1)]
        for v in range(len(case.vehicles)) if len(here) else ():
            if case.payload_t[v, o] > 0 and case.fairing_m3[v] > 0:
                mass = case.design_mass_t[here] / case.payload_t[v, o]
                volume = case.design_volume_m3[here] / case.fairing_m3[v]
                least = max(mass.min(), volume.min(), ((mass + volume) / 2).min())
                lifted = whole(1 / least) if least > 0 else np.inf
                most[v] = max(most[v], min(lifted, case.satellites_max[v]))
    return most


def most_bought(case: Case, designs: Ints, b: int) -> float:
    """Most satellites of some designs for which a period's supply of accelerators is enough."""
    used = np.flatnonzero(case.design_counts[designs].any(axis=0))
    counts, supply = case.design_counts[np.ix_(designs, used)].astype(float), case.supply[used, b]
    least = counts.min(axis=0, initial=np.inf)
    limits = [whole(supply[k] / least[k]) for k in np.flatnonzero(least > 0)]
    if len(used) and np.isfinite(supply).all():
        limits.append(whole(supply.sum() / counts.sum(axis=1).min()))
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(counts > 0, counts / supply, 0.0).sum(axis=1)
        limits.append(whole(len(used) / shares.min()))
    return min(limits, default=np.inf)


def whole(most: float) -> float:
    """So many satellites in whole numbers, with room for rounding."""
    return float(np.floor(most * (1 + 1e-9) + 1e-9))
