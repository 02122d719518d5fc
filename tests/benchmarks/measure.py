"""What the benchmarks measure in a process of their own, so that its peak memory is theirs alone; prints one
JSON object.

python measure.py solve INSTANCE      reads and solves: seconds by stage, seconds in HiGHS and in pricing,
                                      peak memory
python measure.py physics             the orbits of 50 shells over 60 quarters, with the import of all that
                                      it needs
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any


def peak_mb() -> float:
    """Most memory this process has held [MB]; on Linux from /proc, because ru_maxrss there starts with that
    of the parent.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return (
            next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line)
            * 1024
            / 1e6
        )
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


class Share:
    """Seconds inside one method, without calls from inside another Share, so that shares add up."""

    inside: list[Share] = []

    def __init__(self, owner: type, method: str):
        self.seconds = 0.0
        original: Callable = getattr(owner, method)

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.counted():
                return original(*args, **kwargs)

        setattr(owner, method, timed)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the time inside."""
        self.inside.append(self)
        began = time.perf_counter()
        try:
            yield
        finally:
            elapsed = time.perf_counter() - began
            self.inside.pop()
            self.seconds += 0.0 if self.inside else elapsed


def solve(path: str) -> dict[str, Any]:
    """Read and solve one instance as `planner solve` does."""
    began = time.perf_counter()
    import planner
    from planner import planning
    from planner.solver.highs import Solver
    from planner.solver.pricing.pricer import FlightPricer

    imported = time.perf_counter()
    highs, pricing = Share(Solver, "run"), Share(FlightPricer, "price")
    instance = planner.read(path)
    ready = time.perf_counter()
    plan = planning.solve(instance)
    done = time.perf_counter()
    return {
        "status": plan.status,
        "gap": plan.gap,
        "audit": plan.record.audit,
        "sizes": plan.record.sizes,
        "seconds": {"imports": imported - began, "read": ready - imported, **plan.run.seconds},
        "solve_s": done - ready,
        "highs_s": highs.seconds,
        "pricing_s": pricing.seconds,
        "neither_s": done - ready - highs.seconds - pricing.seconds,
        "peak_mb": peak_mb(),
    }


def physics() -> dict[str, Any]:
    """50 shells, half of them sun-synchronous, 60 quarters, three shieldings."""
    began = time.perf_counter()
    from planner.physics.environment import Orbit, environment

    imported = time.perf_counter()
    altitudes = [400 + 30 * i for i in range(25)]
    orbits = [Orbit(km, None, 6.0) for km in altitudes] + [
        Orbit(km, 30 + 2 * i) for i, km in enumerate(altitudes)
    ]
    edges = [date(2028 + month // 12, month % 12 + 1, 1) for month in range(0, 3 * 61, 3)]
    environment(orbits, edges, None, (2.0, 6.0, 10.0))
    done = time.perf_counter()
    return {"import_s": imported - began, "physics_s": done - imported, "peak_mb": peak_mb()}


if __name__ == "__main__":
    print(json.dumps({"solve": solve, "physics": physics}[sys.argv[1]](*sys.argv[2:])))
