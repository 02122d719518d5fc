"""What a rollout must go through and goes on from: stage gates, milestones of licences, money, pads, what
exists already.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.departing import INSTALLED
from models.gates import earliest, has_gate
from models.members import offered
from planner.coefficients import Built
from planner.instance.reading import Instance

STAGES = ["what", "id", "of", "date", "satellites_min", "satellites_max", "months", "ramp_per_year", "share"]
EXISTING = ["what", "id", "place", "count", "working", "from", "until", "owed_musd"]


def stages(built: Built, instance: Instance) -> pd.DataFrame:
    """Gates (date: the earliest at which the pilot can have run) and milestones (satellites_min: slots that
    must be held then).
    """
    case = built.case
    first = earliest(case, offered(case))
    ends = (*case.dates[: case.launch_periods], "")
    rows = [
        (
            "gate", case.gates[h], bus, ends[min(int(first[h]), case.launch_periods)],
            case.gate_min[h], case.gate_max[h], round(case.gate_periods[h] * case.period_years * 12),
            case.gate_ramp[h] / case.period_years**2, np.nan,
        )
        for h, bus in enumerate(case.buses) if has_gate(case, h)
    ]  # fmt: skip
    for s, t, share in zip(case.milestone_shell, case.milestone_period, case.milestone_share, strict=True):
        day, slots = (case.dates[t], case.slots[s, t]) if t < case.periods else ("", np.nan)
        rows.append(("milestone", "", case.shells[s], day, share * slots, slots, 0, np.nan, share))
    frame = pd.DataFrame(rows, columns=STAGES)
    return frame.replace(np.inf, np.nan)


def money(built: Built, instance: Instance) -> pd.DataFrame:
    """Capital raised and debt that may be drawn by period, with the discount at its start; no column of cash
    without [capital].
    """
    case = built.case
    table = {"date": case.dates, "discount_factor": case.discount_start}
    if case.cash_limited:
        table["capital_musd"] = case.capital_musd
        for n, name in enumerate(case.debts):
            at = np.arange(case.periods) == case.debt_period[n]
            since = np.arange(case.periods) - case.debt_period[n]
            due = (since > 0) & (since <= case.debt_periods[n])
            table[f"debt_most_musd.{name}"] = np.where(at, case.debt_most_musd[n], 0.0)
            table[f"instalment_share.{name}"] = np.where(due, case.debt_instalment[n], 0.0)
    return pd.DataFrame(table)


def pads(built: Built, instance: Instance) -> pd.DataFrame:
    """Pad groups and launch corridors: the vehicles that share them, flights in the first and last period and
    in all.
    """
    case = built.case
    return pd.DataFrame(
        {
            "pad": case.pads,
            "vehicles": ["+".join(np.array(case.vehicles)[used]) for used in case.pad_of.T],
            "flights_first_period": case.pad_cadence[:, 0],
            "flights_last_period": case.pad_cadence[:, -1],
            "flights_total": case.pad_cadence.sum(axis=1),
        }
    )


def existing(built: Built, instance: Instance) -> pd.DataFrame:
    """Satellites that fly, racks that run and flights that are bought when the study starts; from and until
    as far as the study sees.
    """
    case = built.case
    ends = (*case.dates, "")
    rows = [
        (
            "satellites", f"{name} ({case.designs[case.flown_design[f]]})", case.shells[case.flown_shell[f]],
            case.flown_satellites[f], case.flown_working[f],
            case.dates[max(0, case.flown_arrives[f])] if case.flown_arrives[f] < case.periods else "",
            ends[min(case.periods, max(0, case.flown_leaves[f]))], np.nan,
        )
        for f, name in enumerate(case.flown)
    ]  # fmt: skip
    rows += [
        (
            "rack blocks", f"{name} ({case.accelerators[case.installed_accelerator[x]]})",
            case.sites[case.installed_site[x]], case.installed_blocks[x], np.nan,
            case.dates[INSTALLED.arrival(case, x)],
            ends[min(case.periods, int(case.installed_leaves[x]))], np.nan,
        )
        for x, name in enumerate(case.installed)
        if INSTALLED.arrival(case, x) < min(case.periods, case.installed_leaves[x])
    ]  # fmt: skip
    for v, b in np.argwhere(case.contracted > 0).tolist():
        owed = case.contract_owed_musd[v, b]
        rows.append(
            ("flights", case.vehicles[v], "", case.contracted[v, b], np.nan, case.dates[b], ends[b + 1], owed)
        )
    return pd.DataFrame(rows, columns=EXISTING)
