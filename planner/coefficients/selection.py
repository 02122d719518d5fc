"""Which candidates a plan may choose from: those that close, and of those the ones that are not never better
than another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.case import Bools, Floats, Ints
from planner.coefficients.offers import Offers
from planner.coefficients.sizing import Candidates
from planner.errors import require_none
from planner.instance.schema import Bus

TOO_LATE = "available too late"


@dataclass(frozen=True)
class Lift:
    """What the vehicles of a study can bring up; a vehicle or shell that never opens for launches is left
    out.
    """

    payload_t: Floats  # [v,s]
    fairing_m3: Floats  # [v]

    def reaches(self, mass_t: Floats, volume_m3: Floats) -> Bools:
        """Whether a satellite alone on a flight reaches a shell: [d,s]."""
        fits = volume_m3[:, None] <= self.fairing_m3  # [d,v]
        lifts = mass_t[:, None, None] <= self.payload_t  # [d,v,s]
        return np.any(fits[:, :, None] & lifts, axis=1)


def refusals(
    candidates: Candidates,
    sized: pd.DataFrame,
    buses: Sequence[Bus],
    offered: Offers,
    lift: Lift,
    shortest_years: Floats,
    is_late: Bools,
    hosts: Bools,
    down_years: Floats,
    is_allowed: Bools,
) -> tuple[list[str], list[str]]:
    """Reason and detail for every candidate, two empty strings for those that close: two lists [d].

    offered: without regard to vehicles; shortest_years[h] the shortest service life of a bus; is_late[d] no
    launch period is left when all its parts are there; hosts[d] it holds a replica of some workload;
    down_years[d] until one that died in its home shell is down, is_allowed[d] whether the rule on disposal
    lets it fly there. The first reason that holds is given.
    """
    mass_max_t = np.array([bus.mass_max_t for bus in buses])[candidates.bus]
    load_max_kw = np.array([bus.load_max_kw for bus in buses])[candidates.bus]
    mass_t, volume_m3, load_kw, net_w_m2 = (
        sized[name].to_numpy() for name in ("wet_t", "volume_m3", "load_kw", "radiator_w_per_m2")
    )
    home_life = np.where(
        candidates.counts > 0, offered.dose_life_years[np.arange(len(candidates)), candidates.home], np.inf
    ).min(axis=1, initial=np.inf)
    shortest = shortest_years[candidates.bus]
    flies = np.any(offered.life_offered, axis=2)  # [d,s]
    payload_t = np.where(flies[:, None, :], lift.payload_t, 0.0).max(axis=(1, 2), initial=0.0)
    fairing_m3 = lift.fairing_m3.max(initial=0.0)

    rules: list[tuple[str, Bools, str, tuple[Floats, ...]]] = [
        (
            "load limit", load_kw > load_max_kw * (1 + 1e-9),
            "{:.4g} kW of load, load_max_kw {:g}", (load_kw, load_max_kw),
        ),
        (
            "no heat shed", net_w_m2 <= 0,
            "radiator at {:.4g} W/m2", (net_w_m2,),
        ),
        (
            "mass limit", mass_t > mass_max_t * (1 + 1e-9),
            "{:.2f} t at launch, mass_max_t {:g}", (mass_t, mass_max_t),
        ),
        (
            "dose", home_life < shortest - 1e-9,
            "{:.2f} years to the dose limit, shortest life {:g}", (home_life, shortest),
        ),
        (
            "disposal", ~is_allowed,
            "a dead satellite stays up {:.0f} years in its home shell and disposal.rule is refuse",
            (down_years,),
        ),
        (
            TOO_LATE, is_late,
            "no launch period is left", (),
        ),
        (
            "payload", mass_t > payload_t,
            "{:.2f} t, largest payload to its shells {:.2f} t", (mass_t, payload_t),
        ),
        (
            "fairing", volume_m3 > fairing_m3,
            "{:.1f} m3, largest fairing {:g} m3", (volume_m3, np.full(len(mass_t), fairing_m3)),
        ),
        (
            "payload and fairing", ~np.any(lift.reaches(mass_t, volume_m3) & flies, axis=1),
            "no vehicle holds {:.2f} t and {:.1f} m3", (mass_t, volume_m3),
        ),
        (
            "no workload", ~hosts,
            "fewer accelerators than any replica needs", (),
        ),
    ]  # fmt: skip
    reasons, details = [""] * len(candidates), [""] * len(candidates)
    for reason, holds, text, numbers in reversed(rules):
        for d in np.flatnonzero(holds):
            reasons[d], details[d] = reason, text.format(*(column[d] for column in numbers))
    return reasons, details


NOT_LAUNCHED = (TOO_LATE, "payload", "fairing", "payload and fairing")


def waive(reasons: list[str], details: list[str], flies: Bools) -> None:
    """Satellites that fly already (flies[d]) need no launch: reasons against that are struck, in place."""
    for d in np.flatnonzero(flies):
        if reasons[d] in NOT_LAUNCHED:
            reasons[d] = details[d] = ""


def require_closing(candidates: Candidates, reasons: list[str], details: list[str], source: str) -> None:
    """Raise InstanceError naming every design and design space of which nothing closes, with the reasons by
    count.

    A member that is merely available too late (a study cut short) does not count against its table.
    """
    table = pd.DataFrame(
        {"design": candidates.ids, "origin": candidates.origins, "reason": reasons, "detail": details}
    )
    problems = []
    for origin, rows in table.groupby("origin", sort=False):
        if not rows["reason"].isin(["", TOO_LATE]).any():
            counts = sorted(rows["reason"].value_counts().items(), key=lambda item: (-item[1], item[0]))
            example = rows[rows["reason"] == counts[0][0]].iloc[0]
            if len(rows) == 1:
                say = f"does not close: {example.reason} ({example.detail})"
            else:
                by_count = ", ".join(f"{count} {reason}" for reason, count in counts)
                say = f"none of {len(rows)} candidates closes: {by_count}; {example.design}: {example.detail}"
            problems.append((str(origin), say))
    require_none(source, problems)


def dominators(
    candidates: Candidates,
    mass_t: Floats,
    volume_m3: Floats,
    cost_musd: Floats,
    first: Ints,
    offered: Offers,
    *,
    is_mass_credited: bool,
) -> Ints:
    """For every candidate one that is never worse, or -1: [d]; the one named is itself never beaten.

    j is never worse than i if both have the same bus, eclipse operation and accelerators, and j has at most
    the mass, the volume and the cost in every period (cost_musd[d,b]), is there as early (first[d]), and
    keeps at least the share and every service life in every shell: then j may replace i in any plan; its NRE
    is the same. Of identical twins the first stays. Under `annuity` a launch is credited by the mass on board
    (is_mass_credited), so a lighter satellite may be the worse one and the masses must be equal.
    """
    count = len(candidates)
    if not count:
        return np.zeros(0, dtype=int)
    at_most = np.concatenate(
        [
            mass_t[:, None],
            -mass_t[:, None] if is_mass_credited else np.zeros((count, 0)),
            volume_m3[:, None],
            cost_musd,
            first[:, None],
            -offered.share.reshape(count, -1),
            -offered.life_offered.reshape(count, -1).astype(float),
        ],
        axis=1,
    )
    alike = np.column_stack([candidates.bus, candidates.eclipse_share, candidates.counts])
    _, group = np.unique(alike, axis=0, return_inverse=True)
    result = np.full(count, -1)
    order = np.argsort(group.ravel(), kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group.ravel()[order])) + 1):
        rows = at_most[members]
        never_worse = np.array([(rows <= row).all(axis=1) for row in rows])  # [i,j] j is never worse than i
        first_twin = np.tri(len(members), k=-1, dtype=bool)  # j before i
        beats = never_worse & (~never_worse.T | first_twin)
        stays = ~beats.any(axis=1)
        best = (beats & stays).argmax(axis=1)
        result[members] = np.where(stays, -1, members[best])
    return result
