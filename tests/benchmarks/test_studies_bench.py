"""Studies on two cores: how busy they are, what they take beyond their solves, and what neighbours save (make
bench).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.instance import shipped

ROOT = Path(__file__).parents[2]
MEASURE = Path(__file__).with_name("measure_study.py")
STUDIES = sorted((ROOT / "instances" / "studies").glob("*.toml"))
LONG = {"ladder-reference"}  # ten minutes cold: by itself
STARTER = """
name = "200 runs of the starter"
base = "starter"

[vary]
"vehicles.falcon-9.price_musd" = { from = 30, to = 125, steps = 20 }
"study.discount_rate" = { from = 0.03, to = 0.12, steps = 10 }
"""
PILOT = """
name = "40 runs of the pilot"
base = "pilot"

[vary]
"vehicles.falcon-9.price_musd" = { from = 40, to = 110, steps = 10 }
"study.discount_rate" = { from = 0.06, to = 0.12, steps = 4 }
"""

pytestmark = pytest.mark.bench


def measured(file: Path, how: str) -> dict[str, Any]:
    """What measure_study.py says of a study on two workers."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    answer = subprocess.run(
        [sys.executable, str(MEASURE), str(file), how],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    return json.loads(answer.stdout)


def told(name: str, found: dict[str, Any]) -> str:
    """A line on what a study took."""
    return (
        f"\n{name}: {found['runs']} runs, {found['wall_s']:.0f} s on two workers, {found['user_s']:.0f} s of "
        f"user time, busy {found['busy']:.0%}, solves {found['solves_s']:.0f} s, {found['carried']} bounds "
        f"carried over, {found['peak_mb']:.0f} MB, {found['statuses']}"
    )


@pytest.mark.parametrize(("name", "text"), [("starter", STARTER), ("pilot", PILOT)])
def test_both_cores_are_busy_with_solves(name, text, tmp_path):
    """At least 90 % busy, under 1.5 GB; what it takes beyond the sum of the solves is printed."""
    assert name in shipped.names()
    file = tmp_path / f"{name}.toml"
    file.write_text(text)
    found = measured(file, "started")
    beyond = 2 * found["wall_s"] / found["solves_s"] - 1
    print(told(name, found), f"beyond the solves {beyond:.1%}", sep="; ")
    assert set(found["statuses"]) == {"gap reached"}
    assert found["busy"] >= 0.9
    assert found["peak_mb"] < 1500


@pytest.mark.parametrize("file", [f for f in STUDIES if f.stem not in LONG], ids=lambda f: f.stem)
def test_neighbours_help(file):
    """User time of the shipped studies, started against cold, in one run."""
    started, cold = measured(file, "started"), measured(file, "cold")
    ratio = cold["user_s"] / started["user_s"]
    print(told(f"{file.stem} started", started), told("cold", cold), f"cold / started {ratio:.2f}")
    assert started["user_s"] <= 1.1 * cold["user_s"]
    for warm, alone, gap in zip(started["values"], cold["values"], started["gaps"]):
        assert (warm is None) == (alone is None)
        if warm is not None:
            assert warm <= alone * (1 + max(gap, 1e-6) + 1e-6)
