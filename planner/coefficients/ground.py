"""Sites on the ground as arrays of a Case: racks, power, buildings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.case import Bools, Case, Floats, Ints
from planner.coefficients.demand import fibre_round_trip_ms, residency
from planner.coefficients.paths import from_first, paths
from planner.coefficients.timeline import HOURS_PER_YEAR, Timeline
from planner.errors import require_none
from planner.instance.schema import InstanceFile, Site
from planner.instance.series import months_after

Arrays = dict[str, NDArray[Any]]

MUSD_PER_MW_YEAR = HOURS_PER_YEAR * 1000 / 1e6
"""M$ per MW-year of a dollar per kWh: 8,766 hours of 1,000 kWh each."""


MOST_IN_A_BLOCK = 1000
"""Accelerators of a block up to which the expected number of whole replicas is counted failure by failure."""


def rack_periods(data: InstanceFile, timeline: Timeline) -> tuple[Ints, Ints]:
    """(lead[j], life[j]) in whole periods: lead time and service life."""
    sites = data.sites.values()
    lead = np.array([timeline.count(site, "lead_months") for site in sites], dtype=int)
    life = np.array([timeline.count(site, "rack_life_years") for site in sites], dtype=int)
    return lead, life


def delivers(site: Site, timeline: Timeline) -> date:
    """Day from which the grid delivers to a site that waits for its connection."""
    return months_after(max(site.available_from, timeline.start), site.interconnection_months)


def connected(sites: Sequence[Site], timeline: Timeline) -> Ints:
    """First period in which the grid delivers to a site: [j]."""
    return np.array(
        [
            timeline.first_period(delivers(site, timeline)) if site.interconnection_months else 0
            for site in sites
        ],
        dtype=int,
    )


def no_longer_offered(data: InstanceFile, cost: Floats, offered: Bools) -> Floats:
    """[j,k] mean cost over all launch periods of racks that stand and are not offered any more, 0 elsewhere.
    cost, offered: [j,k,b].
    """
    stands = np.zeros(cost.shape[:2], dtype=bool)
    for entry in data.existing.racks:
        if entry.site in data.sites:
            stands[list(data.sites).index(entry.site), list(data.accelerators).index(entry.accelerator)] = (
                True
            )
    return np.where(stands & ~offered.any(axis=2), cost.mean(axis=2), 0.0)


def require_small_blocks(case: Case, source: str) -> None:
    """InstanceError where accelerators are lost one by one from blocks too large to count whole replicas
    in.
    """
    problems = []
    for j, k in np.argwhere(case.rack_loss_per_year > 0).tolist():
        groups = [theta for theta in case.groups(k) if 1 < theta <= case.rack_block[j]]
        if groups and case.rack_block[j] > MOST_IN_A_BLOCK:
            say = (
                f"must be at most {MOST_IN_A_BLOCK} where failed accelerators are lost and replicas take "
                f"several {case.accelerators[k]} ({groups[0]}); it is {case.rack_block[j]}"
            )
            problems.append((f"sites.{case.sites[j]}.accelerators_per_block", say))
    require_none(source, problems)


def ground_arrays(data: InstanceFile, timeline: Timeline, periods: int) -> Arrays:
    """All arrays over sites j.

    site_allowed[c,r,j]           the site's own region; another one if the workload need not reside and the
                                  fibre round trip is within its limit
    rack_cost_musd[j,k,b]         block * accelerator price (1 + rack_overhead_share)
    rack_mw[j,k,t]                block * power * PUE[j,t] / 1e6
    idle_power_share[j]           as given
    rack_loss_per_year[j,k]       failures_per_year where the site's failed accelerators are lost, else 0
    rack_replacement_musd[j,k,t]  block * failures_per_year * accelerator price where they are replaced, else
                                  0; failures come all along the period, so that it is the price's mean over
                                  its days
    grid_mw[j,t]                  0 until interconnection_months after the site (or the study) starts
    rack_upkeep_musd[j,k]         upkeep share per year of the mean of rack_cost over the periods in which the
                                  rack is offered (over all periods for racks that stand and are not offered
                                  any more)
    rack_share[j,b]               1, or under `annuity` the discounted share of the rack's service that falls
                                  inside the study
    grid_musd[j,t]                $/kWh * 8,766 h * 1,000 / 1e6
    building_musd[j]              per MW-year: building_musd_per_mw * rate
                                  / ((1 + rate)^(1/2) (1 - (1 + rate)^-building_life))
    """
    sites, accelerators, workloads = (
        list(data.sites.values()),
        list(data.accelerators),
        list(data.workloads.values()),
    )
    purchases, edges = timeline.edges(timeline.launch_periods), timeline.edges(periods)
    lead, life = rack_periods(data, timeline)
    block = np.array([site.accelerators_per_block for site in sites], dtype=int)
    overhead = np.array([site.rack_overhead_share for site in sites], dtype=float)
    upkeep = np.array([site.upkeep_share_per_year for site in sites], dtype=float)
    pue = paths([site.pue for site in sites], edges)  # [j,t]

    price_musd = paths([k.price_usd for k in data.accelerators.values()], purchases) / 1e6
    power_w = np.array([k.power_w for k in data.accelerators.values()], dtype=float)
    cost = (block * (1 + overhead))[:, None, None] * price_musd  # [j,k,b]
    first = np.array(
        [
            [
                max(timeline.count(site, "available_from"), timeline.count(k, "available_from"))
                if name in site.accelerators
                else timeline.launch_periods
                for name, k in data.accelerators.items()
            ]
            for site in sites
        ],
        dtype=int,
    ).reshape(len(sites), len(accelerators))
    offered = np.arange(timeline.launch_periods) >= first[:, :, None]
    mean_cost = np.where(offered, cost, 0.0).sum(axis=2) / np.maximum(offered.sum(axis=2), 1)
    mean_cost += no_longer_offered(data, cost, offered)
    running = lead[:, None] + np.arange(timeline.launch_periods)
    failures = np.array([k.failures_per_year for k in data.accelerators.values()], dtype=float)
    replaced = np.array([site.failed_accelerators == "replaced" for site in sites], dtype=bool)
    price_then = [k.price_usd.mean(edges) / 1e6 for k in data.accelerators.values()]
    is_annuity = data.study.horizon == "annuity"
    charged = timeline.share_inside(running, life[:, None]) if is_annuity else np.ones(running.shape)

    at_home = np.array([[site.region == r for site in sites] for r in data.regions], dtype=bool)
    at_home = at_home.reshape(len(data.regions), len(sites))
    limit_ms = np.array([w.latency_ms for w in workloads], dtype=float)[:, None, None]
    roams, _ = residency(workloads)
    near = fibre_round_trip_ms(data.regions, data.sites) <= limit_ms
    return {
        "site_allowed": at_home | (roams & near),
        "site_lead": lead,
        "rack_life": life,
        "rack_block": block,
        "rack_offered": offered,
        "rack_cost_musd": cost,
        "rack_share": charged,
        "rack_mw": block[:, None, None] * pue[:, None, :] * power_w[:, None] / 1e6,
        "idle_power_share": np.array([site.idle_power_share for site in sites], dtype=float),
        "rack_loss_per_year": np.where(replaced[:, None], 0.0, failures),
        "rack_replacement_musd": (block * replaced)[:, None, None] * failures[:, None] * np.array(price_then),
        "rack_upkeep_musd": upkeep[:, None] * mean_cost,
        "availability": np.array([site.availability for site in sites], dtype=float),
        "grid_mw": from_first(paths([site.grid_mw for site in sites], edges), connected(sites, timeline)),
        "grid_musd": paths([site.grid_usd_per_kwh for site in sites], edges) * MUSD_PER_MW_YEAR,
        "onsite_mw": paths([site.onsite_mw for site in sites], edges),
        "onsite_musd": paths([site.onsite_usd_per_kwh for site in sites], edges, absent=0.0)
        * MUSD_PER_MW_YEAR,
        "building_musd": np.array(
            [site.building_musd_per_mw * timeline.annuity(site.building_life_years) for site in sites],
            dtype=float,
        ),
    }
