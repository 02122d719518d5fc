"""From a line to its instance: a shipped file, one that is changed, or one that is generated."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from speed.lines import Line
from speed.records import BENCH, ROOT


def file_of(line: Line) -> Path:
    """The instance's file; of a generated one, it is generated first. Raises RuntimeError if that fails."""
    return generated(line.generated) if line.generated else ROOT / "instances" / f"{line.shipped}.toml"


def generated(sizes: Mapping[str, int]) -> Path:
    """The file that `planner generate` writes for these sizes: always anew, as its code may have changed."""
    file = BENCH / "instances" / ("-".join(f"{key}-{value}" for key, value in sizes.items()) + ".toml")
    file.parent.mkdir(parents=True, exist_ok=True)
    words = [word for key, value in sizes.items() for word in (f"--{key}", str(value))]
    command = [sys.executable, "-m", "planner", "generate", str(file), *words, "--force"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError("planner generate: " + (done.stderr or done.stdout).strip()[-500:])
    return file
