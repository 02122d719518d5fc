"""The columns of a study's table, described for other programs: datapackage.json (Frictionless Data)."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from planner.instance.shape import Table
from planner.studies.asked.axes import FACTORS
from planner.studies.asked.figures import node_at

MEANING = {
    "run": "number of the run, from 0",
    "scenario": "name of the scenario",
    "rung": "rung of the ladder, 0 before any lever is moved",
    "lever": "lever that moves on this rung; the earlier ones stay moved",
    "change": "what the lever changes",
    "source": "where the lever's target comes from",
    "sample": "number of the sample's point, from 0",
    "case": "which side may serve: both, orbit, ground",
    "name": "name of the base's study",
    "objective": "what is optimised: levelized_cost, cost, npv",
    "status": "how the run ended: gap reached, time limit, search ended; no plan, refused, failed",
    "audit": "whether the plan passed its audit",
    "value": "objective of the plan, in `unit`",
    "unit": "unit of value and bound",
    "bound": "what no plan can beat, in `unit`",
    "gap": "|value - bound| / |value|",
    "ratio_usd_per_mtoken": "levelized cost: cost_musd / tokens_tt [$/Mtoken]",
    "cost_musd": "discounted cost [M$]",
    "revenue_musd": "discounted revenue [M$]",
    "net_present_value_musd": "revenue less cost, discounted [M$]",
    "debt_left_musd": "instalments after the last period [M$]",
    "tokens_tt": "discounted and weighted output tokens [1e12]",
    "served_tt": "output tokens over all periods, neither discounted nor weighted [1e12]",
    "orbit_share": "share of the served tokens that come from orbit",
    "shortfall_tt": "committed output tokens that are not served [1e12]",
    "flights": "launches of the plan",
    "satellites": "satellites launched",
    "seconds": "wall time of the run [s]",
    "reason": "why there is no plan; empty where there is one",
    "bound_from": "address of the run whose bound holds here too; empty for a bound of its own",
    "address": "folder of the run in runs/",
}
PARTS = (
    ("ratio_usd_per_mtoken_", "levelized cost of what is served from there [$/Mtoken]: "),
    ("usd_per_accelerator_hour_", "cost of an hour of an accelerator there [$/h]: "),
    ("net_present_value_musd_", "discounted value of what is served from there [M$]: "),
    ("accelerators_", "accelerators bought: "),
    ("cost_", "discounted cost of an item [M$]: "),
    ("tokens_", "output tokens of a source, neither discounted nor weighted [1e12]: "),
    ("flights_", "launches of a vehicle: "),
)


def described(frame: pd.DataFrame) -> bytes:
    """datapackage.json of a table."""
    fields = [
        {"name": name, "type": type_of(frame[name]), "description": meaning_of(str(name))}
        for name in frame.columns
    ]
    resource = {"name": "results", "path": "results.csv", "format": "csv", "schema": {"fields": fields}}
    content: dict[str, Any] = {"profile": "tabular-data-package", "name": "study", "resources": [resource]}
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


def type_of(values: pd.Series) -> str:
    """The type of a column in the words of Frictionless Data."""
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_integer_dtype(values):
        return "integer"
    return "number" if pd.api.types.is_float_dtype(values) else "string"


def meaning_of(name: str) -> str:
    """What a column holds."""
    if name in MEANING:
        return MEANING[name]
    for start, words in PARTS:
        if name.startswith(start) and "." not in name:
            return words + name.removeprefix(start).removesuffix("_musd").removesuffix("_tt")
    path = name.removesuffix(FACTORS)
    *above, last = path.split(".")
    table = node_at(".".join(above)) if above else None
    words = (
        table.keys[last].description if isinstance(table, Table) and last in table.keys else "varied figure"
    )
    return f"factor on what the base has: {words}" if name.endswith(FACTORS) else words
