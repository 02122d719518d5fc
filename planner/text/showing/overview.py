"""How much of everything an instance holds, and which defaults it leaves as they are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.coefficients import Built
from planner.instance.emitting import toml_value
from planner.instance.reading import Instance


def overview(built: Built, instance: Instance) -> pd.DataFrame:
    """How many of everything."""
    case = built.case
    counts = {
        "periods": case.periods, "launch periods": case.launch_periods,
        "shells": len(case.shells), "vehicles": len(case.vehicles), "buses": len(case.buses),
        "designs offered": len(case.designs), "designs refused": len(built.dropped),
        "accelerators": len(case.accelerators), "workloads": len(case.workloads),
        "regions": len(case.regions), "gateways": len(case.gateways), "sites": len(case.sites),
    }  # fmt: skip
    return pd.DataFrame({"what": list(counts), "count": list(counts.values())})


def in_words(table: pd.DataFrame) -> str:
    """The overview as the rest of a sentence: "20 periods, 1 shell, 2 designs offered"."""
    one = {"buses": "bus", "designs offered": "design offered", "designs refused": "design refused"}
    return ", ".join(
        f"{count:,} {one.get(what, what.removesuffix('s')) if count == 1 else what}"
        for what, count in zip(table["what"], table["count"], strict=True)
    )


def defaults(built: Built | None, instance: Instance) -> pd.DataFrame:
    """Every default that the instance leaves as it is; needs no physics."""
    return pd.DataFrame(
        {"key": list(instance.defaults), "default": [word(value) for value in instance.defaults.values()]}
    )


def word(value: Any) -> str:
    """A default as an instance would write it; `none` where a key that is left out stands for nothing."""
    if value is None:
        return "none"
    return value if isinstance(value, str) else toml_value(value)
