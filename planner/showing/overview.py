"""How much of everything an instance holds, and which defaults it leaves as they are."""

from __future__ import annotations

import pandas as pd

from planner.coefficients import Built
from planner.instance.reading import Instance


def overview(built: Built, instance: Instance) -> pd.DataFrame:
    """How many of everything."""
    case = built.case
    counts = {
        "periods": case.periods, "launch periods": case.launch_periods, "shells": len(case.shells), "vehicles": len(case.vehicles),
        "buses": len(case.buses), "designs offered": len(case.designs), "designs dropped": len(built.dropped),
        "accelerators": len(case.accelerators), "workloads": len(case.workloads), "regions": len(case.regions),
        "gateways": len(case.gateways), "sites": len(case.sites),
    }  # fmt: skip
    return pd.DataFrame({"what": list(counts), "count": list(counts.values())})


def defaults(built: Built | None, instance: Instance) -> pd.DataFrame:
    """Every default that the instance leaves as it is; needs no physics."""
    return pd.DataFrame(
        {"key": list(instance.defaults), "default": [str(v) for v in instance.defaults.values()]}
    )
