"""One measurement, one process: its peak memory is its own, and what kills it kills no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from speed.records import ROOT

CHILD = Path(__file__).parents[1] / "child.py"
EVERY_S = 0.25  # between looks at the memory of a process
LAST_WORDS = 300  # characters of what a process said that failed


def measured(what: str, ask: dict[str, Any], within_s: float, memory_gb: float) -> dict[str, Any]:
    """What `child.py WHAT` answers. A process that takes longer, holds more memory (looked at on Linux) or
    dies is stopped, and the answer is {"failed": why, "wall_s": seconds}.
    """
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [sys.executable, str(CHILD), what],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        assert process.stdin is not None
        try:
            with process.stdin as given:
                json.dump(ask, given)
            why = _watched(process, began, within_s, memory_gb)
        except BaseException:
            _end(process)
            raise
        wall_s = time.perf_counter() - began
        said.seek(0)
        errors.seek(0)
        if why is None and process.returncode == 0:
            return {**json.loads(said.read().splitlines()[-1]), "process_s": wall_s}
        lines = errors.read().strip().splitlines()
        last = lines[-1][-LAST_WORDS:] if lines else ""
        return {"failed": why or f"ended with {process.returncode}: {last}", "wall_s": wall_s}


def _watched(process: subprocess.Popen, began: float, within_s: float, memory_gb: float) -> str | None:
    """Wait for the end; why it was stopped, if it was."""
    while process.poll() is None:
        held = held_gb(process.pid)
        if held > memory_gb:
            _end(process)
            return f"over {memory_gb:g} GB after {time.perf_counter() - began:.0f} s"
        if time.perf_counter() - began > within_s:
            _end(process)
            return f"not done after {within_s:.0f} s, at {held:.1f} GB"
        time.sleep(EVERY_S)
    return None


def _end(process: subprocess.Popen) -> None:
    """Stop a process with all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def held_gb(process: int) -> float:
    """Memory that a process holds now [GB]; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) * 1024 / 1e9
