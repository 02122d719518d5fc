"""The time limit holds the whole command: reading, physics, search, tables, audit."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parents[2] / "instances" / "reference.toml"
GAP_OPEN = 4


@pytest.mark.slow
@pytest.mark.parametrize("limit_s", [20, 60])
def test_the_reference_keeps_its_time(tmp_path, limit_s):
    command = [sys.executable, "-m", "planner", "solve", str(REFERENCE), "--out", "plan"]
    began = time.perf_counter()
    answer = subprocess.run(
        [*command, "--gap", "1e-6", "--time-limit", str(limit_s)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert time.perf_counter() - began <= 1.1 * limit_s + 3
    assert answer.returncode == GAP_OPEN, answer.stderr
    record = json.loads((tmp_path / "plan" / "plan.json").read_text())
    assert record["status"] == "time limit" and record["audit"] == "passed"
    assert 0 < record["bound"] <= record["value"]
