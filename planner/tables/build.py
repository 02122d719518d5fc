"""Case + Solution -> the tables of a plan."""

from __future__ import annotations

import pandas as pd

from models.case import Case
from models.departing import FLOWN, INSTALLED
from planner.solver.solution import Solution
from planner.tables import gates, orbit, service
from planner.tables.balance import balance_of, balance_rows, funding_rows
from planner.tables.columns import Tables, table
from planner.tables.money import amounts_of, ledger_of, rows_of


def build(case: Case, solution: Solution, designs: pd.DataFrame) -> Tables:
    """All tables of one solution. `designs`: the sizing breakdown, one row a design, with at least the
    columns of designs.csv.
    """
    before = case
    case = INSTALLED.settled(FLOWN.settled(case, solution.leave), solution.removed)
    cohorts, loads = orbit.cohorts_of(case, solution), orbit.loads_of(solution)
    names, fleet = orbit.name_manifests(loads), orbit.stocks_of(case, cohorts)
    price_musd = orbit.prices_of(case, cohorts, loads)
    ground = service.ground_of(case, solution)
    amounts = amounts_of(case, solution, fleet, ground)
    balance = balance_of(case, solution, amounts)
    cash = [*rows_of(case, ledger_of(amounts)), *funding_rows(case, solution, balance)]
    return Tables(
        launches=table("launches", orbit.launch_rows(case, loads, names, price_musd)),
        manifests=table("manifests", orbit.manifest_rows(case, names)),
        cohorts=table("cohorts", orbit.cohort_rows(case, cohorts)),
        existing=table("existing", orbit.existing_rows(before)),
        retirements=table("retirements", orbit.retirement_rows(before, solution)),
        removals=table("removals", service.removal_rows(before, solution)),
        fleet=table("fleet", orbit.fleet_rows(case, fleet)),
        replacements=table("replacements", orbit.replacement_rows(case, cohorts)),
        designs=table("designs", orbit.sizing_of(case, cohorts, designs)),
        mixes=table("mixes", orbit.mix_rows(case, cohorts)),
        sites=table("sites", service.site_rows(case, solution, ground)),
        power=table("power", service.power_rows(case, solution, ground)),
        compute=table("compute", service.work_rows(case, solution.compute_orbit, solution.compute_ground)),
        reserve=table("reserve", service.work_rows(case, solution.reserve_orbit, solution.reserve_ground)),
        tokens=table("tokens", service.token_rows(case, solution)),
        demand=table("demand", service.demand_rows(case, solution)),
        shells=table("shells", orbit.shell_rows(case, fleet)),
        gates=table("gates", gates.gate_rows(case, solution)),
        gateways=table("gateways", service.gateway_rows(case, solution)),
        cash=table("cash", sorted(cash, key=lambda row: row[0])),
        balance=table("balance", balance_rows(case, balance)),
    )
