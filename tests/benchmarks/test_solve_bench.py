"""Seconds by stage and peak memory of the pilot and the reference, and what the orbits alone take (make
bench).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
MEASURE = Path(__file__).with_name("measure.py")

pytestmark = pytest.mark.bench


def measured(*command: str) -> dict[str, Any]:
    """What measure.py says, run in a process of its own."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    answer = subprocess.run(
        [sys.executable, str(MEASURE), *command],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    return json.loads(answer.stdout)


def show(name: str, rows: dict[str, str]) -> None:
    """Print a table of two columns."""
    frame = pd.DataFrame({name: rows.keys(), "": rows.values()})
    print("\n" + frame.to_string(index=False, justify="left"))


@pytest.mark.parametrize(("name", "within_s"), [("pilot", 60), ("reference", 120)])
def test_solve(name, within_s):
    """The pilot within a minute; the reference within two, under 2 GB, at most 10 s of it neither HiGHS nor
    pricing.
    """
    found = measured("solve", f"{ROOT}/instances/{name}.toml")
    stages = {f"  {stage}": f"{s:8.2f} s" for stage, s in found["seconds"].items() if stage != "total"}
    sums = {
        "solve": "solve_s",
        "  of it HiGHS": "highs_s",
        "  of it pricing": "pricing_s",
        "  of it neither": "neither_s",
    }
    sizes = {f"  {what}": f"{count:8,d}" for what, count in found["sizes"].items()}
    show(
        name,
        {
            "status": f"{found['status']}, gap {100 * found['gap']:.2f} %, audit {found['audit']}",
            **stages,
            **{what: f"{found[key]:8.2f} s" for what, key in sums.items()},
            "peak memory": f"{found['peak_mb']:8.0f} MB",
            **sizes,
        },
    )
    assert found["status"] == "gap reached"
    assert found["audit"] == "passed"
    assert found["solve_s"] < within_s
    assert found["neither_s"] <= 10
    assert found["peak_mb"] < 2000


def test_physics():
    """50 shells over 60 quarters: under 3 s and 500 MB, with every import that they need."""
    found = measured("physics")
    show(
        "physics of 50 shells, 60 quarters",
        {
            "import": f"{found['import_s']:8.2f} s",
            "physics": f"{found['physics_s']:8.2f} s",
            "peak memory": f"{found['peak_mb']:8.0f} MB",
        },
    )
    assert found["import_s"] + found["physics_s"] < 3
    assert found["peak_mb"] < 500
