"""One corruption for each limit: how to break a sound plan in just that way.

`DECISIONS` change the plan (or tighten the case) before its tables are written, so that every table stays
consistent with the decision; `ROWS` change the written tables; `CLAIMS` the totals that the plan states.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from audit_case import (
    ALPHA,
    BETA,
    CHAT,
    EAST,
    FJORD,
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
    TO_LOW,
    WEST,
    B,
    with_first_period_frozen,
)  # fmt: skip
from audit_plan import Plan, facility_mw, ground_years, orbit_years, traffic
from models.case import Case
from planner.auditing.tables import ITEM_AXES

TAIL = 4  # the first period without commitments; satellites and racks still run in it
Tables = dict[str, pd.DataFrame]

DECISIONS: dict[str, Callable[[Case, Plan], Case | None]] = {}
ROWS: dict[str, Callable[[Tables], None]] = {}
CLAIMS: dict[str, str] = {
    "total cost": "cost_musd",
    "total tokens": "tokens_tt",
    "ratio": "ratio_usd_per_mtoken",
}


def decision(name: str):
    return lambda function: DECISIONS.setdefault(name, function)


def rows(name: str):
    return lambda function: ROWS.setdefault(name, function)


def changed(case: Case, name: str, index, value) -> Case:
    """The case with one entry of an array exchanged."""
    array = getattr(case, name).copy()
    array[index] = value
    return case.replaced(**{name: array})


def reserve(plan: Plan, kind: str, k: int, c: int, place: int, t: int, years: float, case: Case) -> None:
    """Set the accelerator-years of a workload and scale the tokens of its source along."""
    old = case.rate[k, c] * plan.years[kind, k, c, place, t]
    total = sum(n for key, n in plan.sent.items() if (key[0], key[1], key[3], key[5]) == (kind, c, place, t))
    scale = 1 + (case.rate[k, c] * years - old) / total
    for key in plan.sent:
        if (key[0], key[1], key[3], key[5]) == (kind, c, place, t):
            plan.sent[key] *= scale
    plan.years[kind, k, c, place, t] = years
    for g in (TELEPORT, POLAR):
        plan.bought[g, t] = 1.2 * max(traffic(case, plan, g, t))


# --- flights and satellites ---------------------------------------------------------------------------------


@decision("payload")
def heavier_cargo(case, plan):
    plan.flights[0][3][ALPHA, LOW] = 5  # 10.25 t on 9 t; 5 of 6 satellites, 47.5 of 60 m3


@decision("fairing")
def larger_cargo(case, plan):
    plan.flights[1][3][BETA, HIGH] = 3  # 60 m3 in 59 m3; 12.3 of 20 t


@decision("satellites per flight")
def more_cargo(case, plan):
    plan.flights[2][3][ALPHA, LOW] = 4  # five satellites of four; 12.3 of 18 t, 58 of 59 m3


@decision("drop reached")
def drop_out_of_reach(case, plan):
    plan.flights[0][2] = TO_BOTH


@decision("drop serves shell")
def wrong_drop(case, plan):
    plan.flights[1][2] = TO_LOW


@decision("cadence")
def one_flight_too_many(case, plan):
    plan.flights[0][4] = 2


@decision("pads")
def pad_closed(case, plan):
    return case.replaced(
        pads=("pad",), pad_of=np.array([[True], [False]]), pad_cadence=np.array([[0] + [1] * (B - 1)])
    )


@decision("least order")
def too_few_flights(case, plan):
    return case.replaced(minimum_flights=np.array([3, 0]))


@decision("laden")
def empty_flight(case, plan):
    plan.flights.append([3, KESTREL, TO_LOW, {(ALPHA, LOW): 1}, 1])
    return case.replaced(minimum_flights=np.array([3, 0]))


@decision("cargo")
def stowaway(case, plan):
    plan.satellites[ALPHA, OSPREY, LOW, 1, 1] += 1


@decision("shell available")
def shell_opens_later(case, plan):
    return changed(case, "shell_from", HIGH, 1)


@decision("design available")
def design_comes_later(case, plan):
    return changed(case, "design_from", BETA, 1)


@decision("design offered")
def design_in_wrong_shell(case, plan):
    plan.flights[4][3][ALPHA, HIGH] = 1
    plan.satellites[ALPHA, OSPREY, HIGH, 3, 0] = 2


@decision("life offered")
def longer_life(case, plan):
    plan.satellites[ALPHA, KESTREL, LOW, 2, 2] = plan.satellites.pop((ALPHA, KESTREL, LOW, 2, 1))


@decision("slots")
def slots_of_the_dead(case, plan):
    return changed(
        case, "slots", (LOW, 2), 5.8
    )  # 5.73 held by cohorts in service, 0.13 by the dead of the one that ended


@decision("early retirement")
def retired_without_leave(case, plan):
    return case.replaced(flown_may_retire=np.zeros(2, dtype=bool))


@decision("rack removal")
def racks_that_must_stay(case, plan):
    return case.replaced(installed_may_retire=np.zeros(2, dtype=bool))


@decision("factory")
def slower_factory(case, plan):
    return changed(case, "bus_rate", (0, 0), 3.0)


@decision("frozen flights")
def flight_of_another_drop(case, plan):
    return with_first_period_frozen(case, frozen_drop=np.array([TO_LOW, TO_BOTH]))


@decision("frozen satellites")
def another_life(case, plan):
    return with_first_period_frozen(case, frozen_cargo=(((ALPHA, LOW, 1, 4),), ((BETA, HIGH, 1, 2),)))


@decision("frozen racks")
def no_racks(case, plan):
    return with_first_period_frozen(case, frozen_racks=np.zeros((2, 2, B), dtype=int))


@decision("stage gate")
def smaller_pilot(case, plan):
    """Seven satellites before the passing in period 2, in which the line delivers four."""
    return changed(case, "gate_max", 0, 6.0)


@decision("milestone")
def licence_missed(case, plan):
    """Four alphas of twenty slots at the start, three more later."""
    return case.replaced(
        milestone_shell=np.array([LOW]), milestone_period=np.array([0]), milestone_share=np.array([0.9])
    )


@decision("supply")
def fewer_accelerators(case, plan):
    return changed(
        case, "supply", (K0, 0), 4 * 3 + 2 * 5 + 2 * 3 - 1.0
    )  # alphas, betas and two blocks, less one


@decision("launch horizon")
def rack_in_the_tail(case, plan):
    plan.racks[FJORD, K1, B] = 1


# --- compute and tokens -------------------------------------------------------------------------------------


@decision("compute")
def broken_replicas(case, plan):
    """Two of three accelerators make a replica of reason: more than whole pairs, less than all
    accelerators.
    """
    pairs, all_of_them = (orbit_years(case, plan, K0, theta, LOW, TAIL) for theta in (2, 1))
    reserve(plan, "orbit", K0, CHAT, LOW, TAIL, 0.02 * all_of_them, case)
    reserve(plan, "orbit", K0, REASON, LOW, TAIL, 1.01 * pairs, case)
    assert plan.years["orbit", K0, REASON, LOW, TAIL] < 0.98 * all_of_them


@decision("peak compute")
def busier_peak(case, plan):
    reserve(plan, "orbit", K0, CHAT, LOW, TAIL, 0.68 * orbit_years(case, plan, K0, 1, LOW, TAIL), case)


@decision("ground compute")
def broken_replicas_on_the_ground(case, plan):
    years = ground_years(case, plan, K0, 1, PRAIRIE, 3)
    reserve(plan, "ground", K0, CHAT, PRAIRIE, 3, 0.25 * years, case)
    reserve(plan, "ground", K0, REASON, PRAIRIE, 3, 0.68 * years, case)
    return case.replaced(committed=0 * case.committed, take_or_pay=0 * case.take_or_pay)


@decision("ground peak compute")
def busier_peak_on_the_ground(case, plan):
    reserve(plan, "ground", K0, CHAT, PRAIRIE, 3, 0.68 * ground_years(case, plan, K0, 1, PRAIRIE, 3), case)


@decision("replica fits")
def workload_without_replica(case, plan):
    plan.years["orbit", K1, CHAT, HIGH, TAIL] = 0.1


@decision("tokens of source")
def tokens_from_nowhere(case, plan):
    plan.sent["ground", CHAT, EAST, PRAIRIE, -1, 3] *= 1.01


@decision("reach")
def region_too_far(case, plan):
    moved = plan.sent.pop(("orbit", CHAT, WEST, LOW, POLAR, TAIL))
    plan.sent["orbit", CHAT, EAST, LOW, TELEPORT, TAIL] += moved
    plan.bought[TELEPORT, TAIL] = 1.2 * max(traffic(case, plan, TELEPORT, TAIL))
    plan.bought[POLAR, TAIL] = 1.2 * max(traffic(case, plan, POLAR, TAIL))
    return changed(case, "optional", (CHAT, EAST, TAIL), 100.0)


@decision("uplink")
def prompts_are_longer(case, plan):
    return case.replaced(up_gbps=case.down_gbps * 1.3, down_gbps=case.down_gbps * 0.5)


@decision("downlink")
def answers_are_longer(case, plan):
    return case.replaced(down_gbps=case.down_gbps * 1.3)


@decision("gateway limit")
def gateway_too_large(case, plan):
    plan.bought[POLAR, 0] = 31.0


@decision("gateway allowed")
def wrong_gateway(case, plan):
    plan.sent["orbit", REASON, WEST, HIGH, POLAR, TAIL] = 0.01
    plan.sent["orbit", REASON, EAST, HIGH, TELEPORT, TAIL] -= 0.01
    plan.bought[POLAR, TAIL] += 1.0


@decision("site allowed")
def wrong_site(case, plan):
    plan.sent["ground", REASON, WEST, PRAIRIE, -1, 3] = 0.01
    plan.sent["ground", REASON, EAST, PRAIRIE, -1, 3] -= 0.01
    return case.replaced(optional=case.optional + 1.0)


# --- sites and demand ---------------------------------------------------------------------------------------


@decision("rack offered")
def rack_not_offered(case, plan):
    plan.racks[PRAIRIE, K1, 3] = 1


@decision("site power")
def weaker_grid(case, plan):
    t = 2
    assert plan.onsite[PRAIRIE, t] > 0
    return changed(
        case, "grid_mw", (PRAIRIE, t), facility_mw(case, plan, PRAIRIE, t) - plan.onsite[PRAIRIE, t] - 0.01
    )


@decision("on-site generation")
def larger_own_plant(case, plan):
    plan.onsite[PRAIRIE, 2] = 0.31


@decision("committed demand")
def promise_not_kept(case, plan):
    return changed(case, "committed", (REASON, EAST, 2), 2 * case.committed[REASON, EAST, 2])


@decision("hard commitment")
def shortfall_where_none_may_be(case, plan):
    plan.shortfall[CHAT, EAST, 1] = 0.01


@decision("paid shortfall")
def short_on_paper(case, plan):
    plan.shortfall[CHAT, WEST, 2] = 0.01


@decision("demand limit")
def more_than_wanted(case, plan):
    return changed(case, "optional", (CHAT, WEST, TAIL), 0.0)


@decision("least tokens")
def too_few_tokens(case, plan):
    return case.replaced(min_tokens_tt=1000.0)


# --- rows ---------------------------------------------------------------------------------------------------


def edit(tables: Tables, name: str, column: str, change: Callable, row: int = 0) -> None:
    """Replace one cell."""
    values = tables[name][column].astype(object)
    values.iloc[row] = change(values.iloc[row])
    tables[name] = tables[name].assign(**{column: values})


def cell(name: str, table: str, column: str, change: Callable, row: int = 0) -> None:
    ROWS[name] = lambda tables: edit(tables, table, column, change, row)


cell("number", "tokens", "tokens_tt", lambda _: np.nan)
cell("negative", "tokens", "tokens_tt", lambda n: -n)
cell("whole number", "cohorts", "satellites", lambda n: n + 0.5)
cell("period", "demand", "period", lambda _: 8, row=-1)
cell("date", "demand", "date", lambda _: "2030-08-01")
cell("unknown id", "cohorts", "design", lambda _: "omega")
cell("manifest", "manifests", "drop", lambda _: "to-low", row=3)
cell("rate", "compute", "tokens_tt", lambda n: 1.001 * n)
cell("power balance", "power", "grid_mw", lambda n: n + 0.01)
cell("launches table", "launches", "mass_fill", lambda n: n - 0.01)
cell("cohorts table", "cohorts", "service_end", lambda _: "2040-01-01")
cell("existing table", "existing", "working", lambda n: 1.01 * n)
cell("fleet table", "fleet", "expected_working", lambda n: 1.01 * n)
cell("replacements table", "replacements", "satellites_retired", lambda n: n + 1)
cell("designs table", "designs", "wet_t", lambda n: n + 0.1)
cell("mixes table", "mixes", "count", lambda n: n + 1)
cell("sites table", "sites", "blocks_standing", lambda n: n + 1)
cell("demand table", "demand", "served_tt", lambda n: 1.01 * n)
cell("shells table", "shells", "open", lambda n: 1 - n)
cell("gates table", "gates", "passed", lambda n: 1 - n)
cell("gateways table", "gateways", "gbps_used", lambda n: 0.9 * n)
cell("kind of cash", "cash", "kind", lambda _: "financing")
cell("discounting", "cash", "discounted_musd", lambda n: 1.01 * n)


@rows("table")
def no_table(tables):
    del tables["fleet"]


@rows("columns")
def no_column(tables):
    tables["fleet"] = tables["fleet"].drop(columns="slots_held")


@rows("duplicate key")
def row_twice(tables):
    tables["tokens"] = pd.concat([tables["tokens"], tables["tokens"].iloc[[3]]])


def dearer(item: str) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        row = int(np.flatnonzero(tables["cash"]["item"] == item)[-1])
        for column in ("musd", "discounted_musd"):
            edit(tables, "cash", column, lambda musd: 1.001 * musd, row)

    return change


ROWS.update({f"cash {item}": dearer(item) for item in ITEM_AXES if item != "debt"})


@rows("cash debt")
def debt_in_another_period(tables):
    cash = tables["cash"]
    row = int(np.flatnonzero(cash["item"] == "debt")[0])
    later = int(
        np.flatnonzero((cash["item"] == "capital") & (cash["period"] == cash.at[row, "period"] + 1))[0]
    )
    cash.loc[row, ["period", "date", "last_date"]] = cash.loc[later, ["period", "date", "last_date"]]
    factor = cash.at[later, "discounted_musd"] / cash.at[later, "musd"]
    cash.loc[row, "discounted_musd"] = factor * cash.at[row, "musd"]


@decision("cash")
def money_that_is_not_there(case, plan):
    return changed(case, "capital_musd", 0, 100.0)


@decision("debt limit")
def more_than_the_bank_lends(case, plan):
    plan.drawn[0] = 30.5


cell("balance table", "balance", "revenue_musd", lambda n: 1.01 * n)

# further cells that repeat what follows: each must be noticed under the limit named
CELLS = [
    *(("launches table", "launches", f"{name}{of}")
      for name in ("satellites", "mass_t", "payload_t", "volume_m3", "price_musd")
      for of in ("", "_per_flight")),
    ("launches table", "launches", "volume_fill"), ("date", "launches", "last_date"),
    ("date", "cohorts", "launch_last_date"), ("date", "cash", "last_date"),
    ("existing table", "existing", "service_start"), ("existing table", "existing", "service_end"),
    *(("sites table", "sites", f"{what}_{when}")
      for what in ("blocks", "accelerators") for when in ("standing", "running")),
    ("sites table", "sites", "accelerators_built"),
    ("cohorts table", "cohorts", "unit_cost_musd"), ("cohorts table", "cohorts", "service_start"),
    ("date", "cohorts", "launch_date"), ("existing table", "existing", "satellites"),
    ("existing table", "existing", "leaves_period"), ("existing table", "existing", "age_years"),
    ("fleet table", "fleet", "satellites"), ("fleet table", "fleet", "slots_held"),
    ("replacements table", "replacements", "satellites_entered"),
    ("replacements table", "replacements", "predecessors"),
    ("replacements table", "replacements", "successors"), ("designs table", "designs", "volume_m3"),
    ("designs table", "designs", "bus"), ("sites table", "sites", "power_mw"),
    ("demand table", "demand", "committed_tt"), ("demand table", "demand", "optional_tt"),
    ("gates table", "gates", "launched_total"), ("gates table", "gates", "running"),
    ("shells table", "shells", "slots_held"), ("shells table", "shells", "slots_allowed"),
]  # fmt: skip


def another(value):
    """Some other value of the same kind."""
    if isinstance(value, str):
        return {"small": "big", "big": "small"}.get(value, "2039-01-01")
    return value + 1
