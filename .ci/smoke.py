"""Smoke test: what a user gets who installs today, on every Python from 3.11 that this machine has.

The package is built as a wheel and installed with the newest dependencies that pip finds, without
constraints.txt, into a fresh environment for each Python. There the commands answer a small question: new,
solve --json (parsed), audit, show, and the same from a script. A Python that the machine lacks is skipped
with a word.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRST, LAST = 11, 16  # minor versions of Python 3 that are looked for
SCRIPT = """
import planner
plan = planner.solve("mine.toml", gap=0.05, case="ground", start="plan")
assert planner.audit(plan).ok and planner.audit("plan").ok
print(plan.summary().to_json(orient="records"))
"""


def main() -> int:
    """Try every Python there is, as many at a time as there are cores; 1 where one of them fails, or where
    none could be tried.
    """
    there = {minor: found(minor) for minor in range(FIRST, LAST + 1)}
    pythons = {minor: python for minor, python in there.items() if python}
    lacking = [f"3.{minor}" for minor, python in there.items() if not python]
    if lacking:
        print(f"not on this machine, skipped: Python {', '.join(lacking)}", flush=True)
    with tempfile.TemporaryDirectory(prefix="smoke-") as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        wheel = built(next(iter(pythons.values())), folder) if pythons else folder
        passed = list(
            pool.map(lambda minor: is_good(minor, pythons[minor], wheel, folder / f"3.{minor}"), pythons)
        )
    print(f"{passed.count(True)} passed, {passed.count(False)} failed, {len(lacking)} skipped")
    return int(not passed or not all(passed))


def is_good(minor: int, python: str, wheel: Path, folder: Path) -> bool:
    """Try one Python and say what came of it."""
    began = time.monotonic()
    try:
        versions = tried(python, wheel, folder)
    except (subprocess.CalledProcessError, AssertionError, ValueError, KeyError) as error:
        print(f"Python 3.{minor}: FAILED: {told(error)}", flush=True)
        return False
    print(f"Python 3.{minor}: good in {time.monotonic() - began:.0f} s; {versions}", flush=True)
    return True


def built(python: str, folder: Path) -> Path:
    """The wheel of this tree."""
    run(
        [
            python,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "wheel",
            "--quiet",
            "--no-deps",
            "--wheel-dir",
            folder,
            ROOT,
        ],
        folder,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def found(minor: int) -> str | None:
    """A Python 3.minor that starts: the one that runs this, on the path, or of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    own = [sys.executable] if sys.version_info[:2] == (3, minor) else []
    for python in (*own, f"python3.{minor}", *map(str, sorted(pyenv.glob(f"3.{minor}.*/bin/python")))):
        path = shutil.which(python)
        say = "import sys, venv; print(sys.version_info[1])"
        if path and subprocess.run([path, "-c", say], capture_output=True, text=True).stdout.strip() == str(
            minor
        ):
            return path
    return None


def tried(python: str, wheel: Path, folder: Path) -> str:
    """Install into an environment of this Python, and let the commands answer; the versions that they ran
    with.
    """
    folder.mkdir()
    run([python, "-m", "venv", folder / "env"], folder)
    inside = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    install = [
        inside / "python",
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "install",
        "--no-compile",
    ]
    run([*install, wheel], folder)
    command = inside / "orbital-planner"
    run([inside / "planner", "new", "mine.toml"], folder)
    solved = json.loads(
        run([command, "solve", "mine.toml", "--gap", "0.05", "--out", "plan", "--json"], folder)
    )
    assert solved["audit"] == "passed" and solved["bound"] <= solved["value"] * (1 + 1e-9), (
        "the plan is not proven"
    )
    assert json.loads(run([command, "show", "plan", "--json"], folder)) == solved, (
        "the plan is read back as another"
    )
    assert ": audit: ok" in run([command, "audit", "plan"], folder), "the audit does not say ok"
    (row,) = json.loads(run([inside / "python", "-c", SCRIPT], folder))
    assert row["audit"] == "passed", "the script's plan is rejected"
    return ", ".join(run([command, "--version"], folder).splitlines())


def run(words: list, folder: Path) -> str:
    """Standard output of a command in a clean environment: no other package is on Python's path, and its
    messages are kept.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        list(map(str, words)), cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout


def told(error: Exception) -> str:
    """What failed, with the last lines of what it said."""
    if not isinstance(error, subprocess.CalledProcessError):
        return f"{type(error).__name__}: {error}"
    said = [*(error.stdout or "").splitlines()[-5:], *(error.stderr or "").splitlines()[-15:]]
    return "\n    ".join([f"{' '.join(map(str, error.cmd))} ended with {error.returncode}", *said])


if __name__ == "__main__":
    sys.exit(main())
