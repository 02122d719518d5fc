"""What each key of plan.json and run.json means: type, unit, meaning, by its path.

`*` stands for names of the plan's own (items, designs, options), `[]` for the elements of a list. Money is
discounted M$ of the study's price year, tokens are discounted and weighted, unless a key says otherwise. null
stands where there is no figure: no bound proven, a ratio of nothing.
"""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """type: of JSON, with integer apart from number; several are separated by a bar."""

    type: str
    unit: str
    meaning: str


MAYBE = "number|null"
OBJECTIVE_UNIT = "as `unit` says"

SIDE: dict[str, Key] = {
    "cost_musd": Key(
        "number", "M$", "what its assets cost; every cost belongs to the side whose asset it pays for"
    ),
    "tokens_tt": Key("number", "Tt", "output tokens that it serves"),
    "ratio_usd_per_mtoken": Key(MAYBE, "$/Mtoken", "its cost over its tokens"),
    "accelerator_years": Key(
        "number", "accelerator-years", "time of accelerators given to workloads, discounted"
    ),
    "usd_per_accelerator_hour": Key(MAYBE, "$/h", "its cost over those hours"),
    "revenue_musd": Key("number", "M$", "what its tokens are sold for"),
    "net_present_value_musd": Key("number", "M$", "its revenue less its cost"),
}

RECORD: dict[str, Key] = {
    "format": Key("string", "", "version of the columns and keys of plan folders"),
    "name": Key("string", "", "name of the study"),
    "objective": Key("string", "", "levelized_cost, cost or npv"),
    "unit": Key("string", "", "unit of value and bound"),
    "status": Key("string", "", "how the search ended: gap reached, time limit, interrupted, search ended"),
    "path": Key(
        "string", "",
        "way of the search: complete enumeration, column generation, or carried over, where the plan and the "
        "bound of neighbouring questions closed the gap already",
    ),
    "value": Key(MAYBE, OBJECTIVE_UNIT, "the objective of the plan"),
    "bound": Key(
        MAYBE, OBJECTIVE_UNIT,
        "what no plan of the instance can beat; proven by the search, no file proves it again",
    ),
    "gap": Key(MAYBE, "1", "(value - bound) / |value|, or (bound - value) / |value| where more is better"),
    "ratio_usd_per_mtoken": Key(MAYBE, "$/Mtoken", "levelized cost: cost_musd / tokens_tt"),
    "cost_musd": Key("number", "M$", "what the plan costs"),
    "tokens_tt": Key("number", "Tt", "output tokens that it serves"),
    "revenue_musd": Key(
        "number", "M$", "what its tokens are sold for, with what is paid for tokens not served",
    ),
    "cost_by_item_musd.*": Key("number", "M$", "cost by item of cash.csv; credits are negative"),
    "levelized_by_item_usd_per_mtoken.*": Key(
        "number", "$/Mtoken", "the same over tokens_tt; empty where nothing is served",
    ),
    "net_present_value_musd": Key("number", "M$", "revenue less cost"),
    "debt_left_musd": Key(
        "number", "M$", "instalments of debts due after the last period, interest included; not discounted",
    ),
    **{f"sides.{side}.{key}": key_of for side in ("orbit", "ground") for key, key_of in SIDE.items()},
    "sides.neither.cost_musd": Key("number", "M$", "penalties for tokens not served"),
    "sides.neither.revenue_musd": Key("number", "M$", "what is paid for tokens not served"),
    "accelerators.orbit.*": Key("integer", "accelerators", "bought over the plan, by kind, in satellites"),
    "accelerators.ground.*": Key("integer", "accelerators", "bought over the plan, by kind, in racks"),
    "audit": Key("string", "", "passed, or failed: a fault of the planner"),
    "violations[]": Key("string", "", "what the audit found wrong"),
    "notes[]": Key("string", "", "what to know before relying on the plan"),
    "moves[].item": Key("string", "", "item of cash.csv whose price moves the ratio"),
    "moves[].what": Key("string", "", "whose price it is"),
    "moves[].percent_per_percent": Key(
        "number", "1", "percent by which the ratio rises if the price rises by one percent",
    ),
    "horizon.kind": Key("string", "", "run-out or annuity"),
    "horizon.tokens_after_launches": Key(
        MAYBE, "1", "share of the tokens that fall after the last launch period",
    ),
    "horizon.cost_after_launches": Key(MAYBE, "1", "share of the cost that falls after it"),
    "horizon.asset_cost_charged": Key(
        MAYBE, "1", "under annuity: share of what satellites, launches and racks cost that is charged",
    ),
    "candidates.enumerated": Key("integer", "designs", "designs that the instance spans"),
    "candidates.refused": Key("integer", "designs", "of them those that cannot fly"),
    "candidates.dominated": Key("integer", "designs", "those that another is never worse than"),
    "candidates.offered": Key("integer", "designs", "those offered to the search"),
    "candidates.entered": Key("integer", "designs", "those that were columns of it"),
    "candidates.flown": Key("integer", "designs", "those that are launched"),
    "candidates.left_out[].design": Key("string", "", "a good design that does not fly"),
    "candidates.left_out[].lacks_musd": Key(
        "number", "M$", "by which one satellite of it would have to be cheaper",
    ),
    "sizes.*": Key("integer", "", "sizes of the search: rows, columns, nonzeros, ..."),
    "options.*": Key(
        "string|number|integer|boolean|object|array|null", "",
        "what was asked: side, boundary, gap, time limit in s, start",
    ),
    "seed": Key("integer", "", "seed of the search"),
    "threads": Key("integer", "", "threads of the search"),
    "instance": Key("string", "", "file name of the instance"),
    "sha256": Key("string", "", "hash of the instance with its tables"),
    "files_sha256.*": Key("string", "", "hash of each file of the instance as it was read"),
    "defaults.*": Key(
        "string|number|integer|boolean|object|array|null", "",
        "defaults that are used, by key of the instance",
    ),
}  # fmt: skip

RUN: dict[str, Key] = {
    "solved": Key(
        "string|null", "", "day on which it was solved (UTC); null where an older plan does not say"
    ),
    "versions.*": Key("string", "", "versions of the planner, of Python and of packages"),
    "machine.*": Key("string|integer|null", "", "system, processor, cores"),
    "seconds.*": Key("number|integer", "s", "wall-clock time by stage"),
    "history[].seconds": Key("number|integer", "s", "time since the search began"),
    "history[].phase": Key("string", "", "what the search did"),
    "history[].best": Key("number|integer|null", "", "value of the best plan, in the unit of plan.json"),
    "history[].bound": Key("number|integer|null", "", "bound proven by then"),
}
