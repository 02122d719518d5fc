"""The tables of a plan as an interface: which files, which columns, which types, how a number is written.

Ids are those of the instance, `period` counts 0..T-1, `date` is the ISO date at which that period starts. Numbers keep `DIGITS`
significant digits in memory and in the files alike, so that a plan read back equals the plan written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

DIGITS = 12
NEGLIGIBLE = 1e-9  # amounts (accelerator-years, Gbit/s, MW; of Tt and M$ what counts as one, models/units.py) up to this are a solver's rounding

_TYPES = {"s": "str", "i": "int64", "f": "float64"}
COLUMNS: dict[str, dict[str, str]] = {
    name: {column: _TYPES[kind] for column, kind in (entry.split(":") for entry in columns.split())}
    for name, columns in {
        "launches": "period:i date:s vehicle:s drop:s manifest:s flights:i satellites:i mass_t:f payload_t:f mass_fill:f "
        "volume_m3:f volume_fill:f price_musd:f",
        "manifests": "manifest:s vehicle:s drop:s shell:s design:s satellites:i",
        "cohorts": "cohort:s design:s vehicle:s shell:s launch_period:i launch_date:s satellites:i service_start:s service_end:s "
        "service_years:f unit_cost_musd:f",
        "existing": "existing:s design:s shell:s satellites:i working:f known_dead:f age_years:f arrives_period:i leaves_period:i service_end:s",
        "retirements": "period:i date:s existing:s design:s shell:s satellites:i",
        "fleet": "period:i date:s shell:s design:s satellites:i expected_working:f slots:f",
        "replacements": "period:i date:s shell:s design:s retired:i launched:i replaces:s",
        "designs": "design:s bus:s home_shell:s shielding_mm:f eclipse_operation:s dry_t:f wet_t:f volume_m3:f load_kw:f array_m2:f "
        "battery_kwh:f radiator_m2:f unit_cost_musd:f",
        "mixes": "design:s accelerator:s count:i",
        "sites": "period:i date:s site:s accelerator:s racks_built:i racks_running:i power_mw:f",
        "power": "period:i date:s site:s grid_mw:f onsite_mw:f",
        "compute": "period:i date:s source_kind:s source:s accelerator:s workload:s accelerator_years:f tokens_tt:f",
        "reserve": "period:i date:s source_kind:s source:s accelerator:s workload:s region:s accelerator_years:f tokens_tt:f",
        "tokens": "period:i date:s workload:s region:s source_kind:s source:s gateway:s tokens_tt:f",
        "demand": "period:i date:s workload:s region:s committed_tt:f optional_tt:f served_tt:f shortfall_tt:f",
        "shells": "period:i date:s shell:s open:i planned_in_service:f slots:f",
        "gates": "period:i date:s gate:s bus:s launched_total:i running:i passed:i",
        "gateways": "period:i date:s gateway:s gbps_bought:f gbps_used:f",
        "cash": "period:i date:s item:s what:s musd:f discounted_musd:f",
        "balance": "period:i date:s capital_musd:f revenue_musd:f spend_musd:f debt_musd:f repayment_musd:f interest_musd:f cash_musd:f",
    }.items()
}

LATER = frozenset(
    {"gates", "existing", "reserve"}
)  # tables that the folders of earlier plans may lack: they have no rows there
IF_ANY = frozenset(
    {"reserve", "balance", "retirements"}
)  # tables that few questions have: without rows they are no file


@dataclass(frozen=True, eq=False, kw_only=True)
class Tables:
    """The tables of a plan; their columns are `COLUMNS`.

    launches      equal flights of one period; satellites, mass, volume and price are those of one flight
    manifests     what one flight carries
    cohorts       satellites of one design, vehicle, shell, launch period and planned life
    existing      satellites that flew before: as launched, working and known dead when the study starts or they arrive, at that age, in service
                  from arrives_period (negative: before the study) up to leaves_period
    retirements   satellites of `existing`, as launched, that leave before the end of their planned life, in the period from which on they are gone
    fleet         per design and shell, existing ones too: launched satellites in service by plan, the mean number expected to work, slots held at the start
    replacements  per design and shell: satellites (as launched) whose planned life ends, satellites entering service, the cohorts that end
    designs       the sizing of every design that flies;  mixes  its accelerators
    sites         racks in blocks, and the facility power of those running;  power  where that power comes from
    reserve       accelerator-years set aside so that committed tokens are met with the probability asked for, and the tokens they stand for:
                  in orbit of what is there as surely as that asks (effective capacity), so that margins are not counted as service
    compute       accelerator-years and tokens by source and workload;  tokens  by region and gateway;  demand  against what was asked
    shells        open: 1 while a cohort is in service; slots held at the start of the period; the most that may be held
    gates         every launch period of a stage gate: satellites of its bus launched so far, before the study too, those that have served all months of the pilot
                  just before it, 1 from the passing on
    gateways      capacity bought, and used in the busier direction
    cash          one row an item, subject and period; revenue, capital, debt, repayment and interest are listed and are no part of the cost
    balance       where cash is limited: what comes in and goes out in each period, and the cash held at its end; otherwise empty
    """

    launches: pd.DataFrame
    manifests: pd.DataFrame
    cohorts: pd.DataFrame
    existing: pd.DataFrame
    retirements: pd.DataFrame
    fleet: pd.DataFrame
    replacements: pd.DataFrame
    designs: pd.DataFrame
    mixes: pd.DataFrame
    sites: pd.DataFrame
    power: pd.DataFrame
    compute: pd.DataFrame
    reserve: pd.DataFrame
    tokens: pd.DataFrame
    demand: pd.DataFrame
    shells: pd.DataFrame
    gates: pd.DataFrame
    gateways: pd.DataFrame
    cash: pd.DataFrame
    balance: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables by name, in the order of their files."""
        return {name: getattr(self, name) for name in COLUMNS}


def significant(value: float) -> float:
    """`value` to DIGITS significant digits: what a CSV cell holds."""
    return float(f"{value:.{DIGITS}g}")


def table(name: str, rows: Iterable[tuple] | pd.DataFrame) -> pd.DataFrame:
    """Rows (or a frame) as table `name`: its columns first and in order, types fixed, floats to DIGITS digits."""
    columns = COLUMNS[name]
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), columns=list(columns))
    frame = frame[[*columns, *(c for c in frame.columns if c not in columns)]].reset_index(drop=True)
    kinds = {
        c: columns.get(c) or ("float64" if pd.api.types.is_numeric_dtype(frame[c]) else "str")
        for c in frame.columns
    }
    frame = frame.astype(kinds)
    for column, kind in kinds.items():
        if kind == "float64":
            frame[column] = frame[column].map(significant).astype("float64")
    return frame
