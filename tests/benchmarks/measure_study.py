"""One study in a process of its own, so that the seconds and the memory of its workers are its alone; prints
one JSON object.

python measure_study.py FILE cold|started [WORKERS]      FILE: a study file
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from planner.studies.asked.expanding import runs_of
from planner.studies.asked.file import read_file
from planner.studies.running.runner import Runner


def main() -> None:
    """Do the study and print what it took."""
    file, how, *rest = sys.argv[1:]
    workers = int(rest[0]) if rest else 2
    runs = runs_of(read_file(Path(file)))
    options = {"solving": "cold_runs:solved"} if how == "cold" else {}
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        Runner(folder=folder, workers=workers, **options) as runner,
    ):
        rows = runner.rows(runs)
        done_s = time.perf_counter() - began
    workers_use = resource.getrusage(resource.RUSAGE_CHILDREN)
    own_use = resource.getrusage(resource.RUSAGE_SELF)
    found = {
        "runs": len(runs),
        "wall_s": done_s,
        "user_s": workers_use.ru_utime,
        "solves_s": sum(row.get("seconds") or 0.0 for row in rows),
        "busy": (workers_use.ru_utime + workers_use.ru_stime) / (workers * done_s),
        "driver_cpu_s": own_use.ru_utime + own_use.ru_stime,
        "peak_mb": (own_use.ru_maxrss + workers * workers_use.ru_maxrss) / 1024,
        "carried": sum(row.get("bound_from") == "neighbours" for row in rows),
        "statuses": {s: sum(row["status"] == s for row in rows) for s in {row["status"] for row in rows}},
        "values": [row.get("ratio_usd_per_mtoken") for row in rows],
        "gaps": [row.get("gap") for row in rows],
        "seconds": [row.get("seconds") for row in rows],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
