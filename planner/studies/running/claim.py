"""The folder of a study: taken for one study at a time, and by one process.

study.json says whose it is, and what decided its runs when it was last done: by that a later command names
what changed, and the runs that it must do again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.instance.files import named
from planner.instance.reading import Instance
from planner.studies.running.address import PACKAGES, digest, planner_sha256
from planner.studies.running.store import MARK, RUNS, unwritable, write_file
from planner.system.versions import version_of

try:
    import fcntl
except ImportError:  # a system without these locks
    fcntl = None  # type: ignore[assignment]

FORMAT = 1
LOCK = "lock"
OURS = r"study\.json|study\.toml|instances\.json|results\.\w+|datapackage\.json"
LEFT_BEHIND = re.compile(rf"\.({OURS})-\d+")
ADDRESS = re.compile(r"[0-9a-f]{1,64}")
SOLVE_TABLE = re.compile(r"\n\[solve\]\n.*?(?=\n\[)", re.DOTALL)


def earlier_study(folder: Path) -> dict[str, Any] | None:
    """What a folder's study.json says; None where the folder is new. Raises InstanceError for a folder that
    is not a study's.
    """
    if not named(folder).exists():
        return None
    if not folder.is_dir():
        raise InstanceError(str(folder), [("", "a file of this name exists; give another folder")])
    try:
        found = json.loads((folder / MARK).read_bytes())
        if isinstance(found, dict):
            return sound(found)
    except FileNotFoundError:
        held = sorted(
            path.name for path in folder.iterdir() if not path.name.startswith(".") and path.name != LOCK
        )
        if not held:
            return None
        say = f"holds {', '.join(held[:5])} and is no study: nothing in it is replaced; give another folder"
        raise InstanceError(str(folder), [("", say)]) from None
    except (OSError, ValueError, RecursionError):
        pass
    return {} if (folder / RUNS).is_dir() else None  # study.json is damaged: its runs say what they are


def sound(state: Mapping[str, Any]) -> dict[str, Any]:
    """What a study.json says, without what is not as a study writes it: edited by hand, or damaged."""
    kept = dict(state)
    for key, kind in (("name", str), ("packages", dict), ("solve", dict), ("runs", list)):
        if not isinstance(kept.get(key), kind):
            kept.pop(key, None)
    if not all(map(is_run, kept.get("runs", []))):
        del kept["runs"]
    return kept


def is_run(run: Any) -> bool:
    """Whether an entry of study.json is a run: its labels, and the folder that holds it."""
    if not isinstance(run, dict) or not isinstance(run.get("labels"), dict):
        return False
    plain = all(
        value is None or isinstance(value, bool | int | float | str) for value in run["labels"].values()
    )
    return plain and isinstance(run.get("address"), str) and bool(ADDRESS.fullmatch(run["address"]))


def require_same_study(folder: Path, name: str, force: bool) -> dict[str, Any] | None:
    """The earlier study.json of a folder. Raises InstanceError where it is another study's, unless forced."""
    found = earlier_study(folder)
    other = None if found is None else found.get("name")
    if other is not None and other != name and not force:
        say = f"holds the study {other!r}, not {name!r}; give another folder, or --force to replace it"
        raise InstanceError(str(folder), [("", say)])
    return found


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder is this process's until the end. Raises InstanceError where another has it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if LEFT_BEHIND.fullmatch(path.name):
                path.unlink(missing_ok=True)
        handle = (folder / LOCK).open("w")
    except OSError as error:
        raise unwritable(folder, error) from None
    with handle:
        if fcntl is not None:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                say = "another process is at work on this study; wait for it, or stop it"
                raise InstanceError(str(folder), [("", say)]) from None
        yield


def state_of(
    name: str, base: Instance, labels: Sequence[Mapping[str, Any]], addresses: Sequence[str]
) -> dict:
    """What study.json says."""
    return {
        "format": FORMAT,
        "name": name,
        "planner": planner_sha256(),
        "packages": {package: version_of(package) for package in PACKAGES},
        "base": digest(SOLVE_TABLE.sub("", base.resolved_toml())),
        "solve": base.data.solve.model_dump(),
        "runs": [{"labels": dict(own), "address": address} for own, address in zip(labels, addresses)],
    }


def write_state(folder: Path, state: Mapping[str, Any]) -> None:
    """Write study.json."""
    write_file(folder / MARK, json.dumps(state, ensure_ascii=False, default=str).encode())


def what_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What decides runs and is not as it was, in words."""
    found = []
    packages, old = now["packages"], before.get("packages", {})
    moved = [
        f"{name} {old.get(name)} -> {packages[name]}" for name in packages if old.get(name) != packages[name]
    ]
    if moved and old:
        found.append(f"versions changed ({', '.join(moved)})")
    elif before.get("planner") != now["planner"]:
        found.append("the planner changed")
    if before.get("base") != now["base"]:
        found.append("the base changed")
    solve = before.get("solve", {})
    found += [
        f"{key} changed ({solve.get(key)} -> {value})"
        for key, value in now["solve"].items()
        if solve.get(key) != value
    ]
    return found or ["what the study changes in the base is another"]


def runs_done_again(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[int]:
    """Numbers of the runs that were there under the same labels and are other ones now."""
    old = {key_of_labels(run["labels"]): run["address"] for run in before.get("runs", [])}
    return [
        number
        for number, run in enumerate(now["runs"])
        if old.get(key_of_labels(run["labels"]), run["address"]) != run["address"]
    ]


def key_of_labels(labels: Mapping[str, Any]) -> str:
    """Labels as one text."""
    return json.dumps(labels, sort_keys=True, default=str)


def ranges(numbers: Sequence[int]) -> str:
    """`0-11, 14`: the first few stretches of rising numbers."""
    stretches: list[list[int]] = []
    for number in numbers:
        if stretches and stretches[-1][-1] == number - 1:
            stretches[-1] = [stretches[-1][0], number]
        else:
            stretches.append([number])
    told = ["-".join(map(str, stretch)) for stretch in stretches[:8]]
    return ", ".join(told) + (", ..." if len(stretches) > 8 else "")
