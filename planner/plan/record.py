"""plan.json and run.json as typed values, in the order of the files. A new key is a field here, its meaning
in planner/tables/keys.py, and a check in planner/auditing/.

Units stand in the names; what each key means is in planner/tables/keys.py. What a file may hold follows from
the types (planner/plan/typed.py); whether it is true is the audit's (planner/auditing/statement.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from planner.choices import Objective, Side, Status, Way
from planner.plan.typed import Amount, Scalar


@dataclass(frozen=True, kw_only=True)
class SideTotals:
    """What one side of a plan costs, serves and earns."""

    cost_musd: float
    tokens_tt: Amount
    ratio_usd_per_mtoken: float | None
    accelerator_years: Amount
    usd_per_accelerator_hour: float | None
    revenue_musd: float
    net_present_value_musd: float


@dataclass(frozen=True, kw_only=True)
class NeitherTotals:
    """What belongs to neither side."""

    cost_musd: float
    revenue_musd: float


@dataclass(frozen=True, kw_only=True)
class Sides:
    orbit: SideTotals
    ground: SideTotals
    neither: NeitherTotals


@dataclass(frozen=True, kw_only=True)
class Accelerators:
    """Bought over the plan, by kind."""

    orbit: Mapping[str, int]
    ground: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Move:
    """A price that moves the ratio: by so many percent for one of its own."""

    item: str
    what: str
    percent_per_percent: float


@dataclass(frozen=True, kw_only=True)
class RunOut:
    """Shares of the discounted sums that fall after the last launch period."""

    kind: Literal["run-out"] = "run-out"
    tokens_after_launches: Amount | None
    cost_after_launches: float | None


@dataclass(frozen=True, kw_only=True)
class Annuity:
    """The share of what assets cost that is charged."""

    kind: Literal["annuity"] = "annuity"
    asset_cost_charged: float | None


Horizon = RunOut | Annuity


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A good design that does not fly."""

    design: str
    lacks_musd: Amount


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Designs by what became of them."""

    enumerated: int
    refused: int
    dominated: int
    offered: int
    entered: int
    flown: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, kw_only=True)
class Options:
    """What was asked of the search."""

    case: Side
    boundary: str
    gap: Amount
    time_limit_s: Amount
    start: bool
    changes: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class PlanRecord:
    """plan.json: what was asked, found and proven."""

    format: str
    name: str
    objective: Objective
    unit: str
    status: Status
    path: Way
    value: float | None
    bound: float | None
    gap: float | None
    ratio_usd_per_mtoken: float | None
    cost_musd: float
    tokens_tt: Amount
    revenue_musd: float
    cost_by_item_musd: Mapping[str, float]
    levelized_by_item_usd_per_mtoken: Mapping[str, float]
    net_present_value_musd: float
    debt_left_musd: Amount
    sides: Sides
    accelerators: Accelerators
    audit: Literal["passed", "failed"]
    violations: tuple[str, ...]
    notes: tuple[str, ...]
    moves: tuple[Move, ...]
    horizon: Horizon
    candidates: Candidates
    sizes: Mapping[str, int]
    options: Options
    seed: int
    threads: int
    instance: str
    sha256: str
    files_sha256: Mapping[str, str]
    defaults: Mapping[str, Scalar]


@dataclass(frozen=True, kw_only=True)
class Machine:
    system: str
    processor: str
    cores: int | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a search had found and proven after so many seconds."""

    seconds: Amount
    phase: str
    best: float | None
    bound: float | None


@dataclass(frozen=True, kw_only=True)
class RunRecord:
    """run.json: how the search went."""

    solved: str | None
    versions: Mapping[str, str]
    machine: Machine
    seconds: Mapping[str, Amount]
    history: tuple[Step, ...]


Package = Mapping[str, Any]
"""datapackage.json: others may have added to it."""
