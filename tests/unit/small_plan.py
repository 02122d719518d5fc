"""A Case of three years, two of them with launches, small enough to price by hand, a solution of it, and its
sizing table.
"""

import numpy as np
import pandas as pd

from models.case import Case
from planner.plan.plan import Plan
from planner.plan.record import Machine, PlanRecord, RunRecord
from planner.plan.typed import typed
from planner.solver.solution import Flights, Solution
from planner.tables.build import build
from planner.tables.columns import FORMAT
from planner.tables.plain import plain

LOSS = np.log(2)  # of satellites per year: half of them a year
WORKING = 1 / (2 * np.log(2))  # mean over the first year of 2^-a


def small_case() -> Case:
    """One shell, two designs of one bus, one vehicle that delivers 3 of 4 times, one site, one workload;
    lives of 1 and 2 years.
    """
    T, B = 3, 2
    return Case(
        name="small", objective="levelized_cost", period_years=1.0, launch_periods=B,
        dates=("2030-01-01", "2031-01-01", "2032-01-01"), discount_start=np.array([1.0, 0.5, 0.25]),
        discount_mid=np.array([0.8, 0.4, 0.2]), shells=("low",), drops=("low",), buses=("bus",),
        designs=("big", "little"), vehicles=("rocket",), accelerators=("chip",), operations=("full",),
        workloads=("chat",), regions=("here",), gateways=("dish",), sites=("hall",),
        slots=np.full((1, T), 20.0), shell_opening_musd=np.array([7.0]), shell_yearly_musd=np.array([2.0]),
        drop_shells=((0,),), bus_loss_per_year=np.array([LOSS]), bus_nre_musd=np.array([100.0]),
        bus_operations_musd=np.array([0.5]), decay_periods=np.ones((1, 1), int), lives=(1, 2),
        design_bus=np.zeros(2, int), design_operation=np.zeros(2, int), design_counts=np.array([[10], [2]]),
        design_mass_t=np.array([4.0, 1.0]), design_volume_m3=np.array([20.0, 5.0]),
        design_cost_musd=np.array([[30.0, 20.0], [9.0, 8.0]]), design_nre_musd=np.array([11.0, 0.0]),
        payload_t=np.array([[10.0]]), fairing_m3=np.array([100.0]), satellites_max=np.array([5]),
        price_musd=np.array([[60.0, 50.0]]), cadence=np.array([[3, 3]]), success=np.array([0.75]),
        insurance_rate=np.array([0.30]), rate=np.array([[2.0]]), committed=np.full((1, 1, T), 8.0),
        shortfall_musd=np.array([[100.0]]), token_price_musd=np.full((1, 1, T), 5.0), up_gbps=np.array([0.1]),
        down_gbps=np.array([0.4]), gateway_gbps=np.full((1, T), 10.0), gateway_musd=np.full((1, T), 3.0),
        site_lead=np.ones(1, int), rack_life=np.ones(1, int), rack_block=np.array([8]),
        rack_cost_musd=np.full((1, 1, B), 4.0), rack_mw=np.full((1, 1, T), 0.25),
        rack_upkeep_musd=np.array([[0.4]]), grid_mw=np.full((1, T), 0.4), grid_musd=np.full((1, T), 1.0),
        onsite_mw=np.full((1, T), 1.0), onsite_musd=np.full((1, T), 2.0), building_musd=np.array([8.0]),
    )  # fmt: skip


def small_solution() -> Solution:
    """Two flights that can take 2 big and 1 little each, for 3 big and 2 little in all; a little one is
    replaced; one pair of racks.
    """
    return Solution(
        flights=(
            Flights(v=0, o=0, b=0, cargo=((0, 0, 2), (1, 0, 1)), flights=2),
            Flights(v=0, o=0, b=1, cargo=((1, 0, 1),), flights=1),
        ),
        satellites={(0, 0, 0, 0, 1): 3, (1, 0, 0, 0, 0): 2, (1, 0, 0, 1, 0): 1},
        racks={(0, 0, 0): 2},
        compute_orbit={(0, 0, 0, 0): 4.0, (0, 0, 0, 1): 2.0},
        compute_ground={(0, 0, 0, 1): 2.0},
        tokens_orbit={(0, 0, 0, 0, 0): 8.0, (0, 0, 0, 0, 1): 4.0},
        tokens_ground={(0, 0, 0, 1): 4.0},
        shortfall={(0, 0, 2): 8.0},
        gateway_gbps={(0, 0): 4.0, (0, 1): 1.6},
        onsite_mw={(0, 1): 0.1},
    )


def small_designs() -> pd.DataFrame:
    """Sizing rows of the two designs, and of one that never flies; a column beyond the interface."""
    figures = [
        "shielding_mm",
        "dry_t",
        "wet_t",
        "volume_m3",
        "load_kw",
        "array_m2",
        "battery_kwh",
        "radiator_m2",
        "unit_cost_musd",
        "array_kg",
    ]
    frame = pd.DataFrame(
        [
            [5.0, 3.5, 4.0, 20.0, 40.0, 150.0, 1 / 3, 60, 30.0, 300.0],
            [5.0, 0.8, 1.0, 5.0, 8.0, 30.0, 0.1, 12, 9.0, 60.0],
        ]
        + [[0.0] * 10],
        columns=figures,
    )
    frame.insert(0, "design", ["big", "little", "grounded"])
    return frame.assign(bus="bus", home_shell="low", eclipse_operation=["full", 0.5, "idle"])


SIDE = {
    "cost_musd": 0.0, "tokens_tt": 0.0, "ratio_usd_per_mtoken": None, "accelerator_years": 0.0,
    "usd_per_accelerator_hour": None, "revenue_musd": 0.0, "net_present_value_musd": 0.0,
}  # fmt: skip
SIDES = {"orbit": SIDE, "ground": SIDE, "neither": {"cost_musd": 0.0, "revenue_musd": 0.0}}


def small_plan() -> Plan:
    """The tables of the solution as a Plan with a short record."""
    case = small_case()
    tables = build(case, small_solution(), small_designs())
    record = {
        "format": FORMAT, "name": "small", "objective": "levelized_cost", "unit": "$/Mtoken",
        "status": "gap reached", "path": "complete enumeration", "value": 61.25, "bound": 60.0,
        "gap": 1.25 / 61.25, "ratio_usd_per_mtoken": 61.25, "cost_musd": 588.0, "tokens_tt": 9.6,
        "revenue_musd": 48.0, "net_present_value_musd": -540.0, "debt_left_musd": 0.0, "sides": SIDES,
        "cost_by_item_musd": {"launch": 145.0, "satellites": 112.0}, "levelized_by_item_usd_per_mtoken": {},
        "accelerators": {"orbit": {"chip": 36}, "ground": {"chip": 16}}, "audit": "passed", "violations": [],
        "notes": [], "moves": [],
        "horizon": {"kind": "annuity", "asset_cost_charged": 1.0},
        "candidates": {
            "enumerated": 0, "refused": 0, "dominated": 0, "offered": 0, "entered": 0, "flown": 0,
            "left_out": [],
        },
        "sizes": {},
        "options": {
            "case": "both", "boundary": "full", "gap": 0.03, "time_limit_s": 60.0, "start": False,
            "changes": {},
        },
        "seed": 0, "threads": 1,
        "instance": "small.toml", "sha256": "", "files_sha256": {}, "defaults": {},
    }  # fmt: skip
    return Plan(
        **tables.tables(),
        record=typed(PlanRecord, plain(record)),
        run=RunRecord(
            solved="2026-11-29",
            versions={},
            machine=Machine(system="any", processor="any", cores=None),
            seconds={"total": 1.0},
            history=(),
        ),
        instance={"small.toml": b"# as read\n", "resolved.toml": b"#\n"},
    )
