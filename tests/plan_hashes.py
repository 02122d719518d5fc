"""What every plan says, as hashes: a change of the code that is to change no plan is held against them.

    python tests/plan_hashes.py keep FILE [NAME ...]     solve and write {question: hash}
    python tests/plan_hashes.py check FILE [NAME ...]    solve again, name each question with another hash

A NAME is a shipped instance (all files of its plan but run.json), or `exact`: the questions of the exact
tests, the complete way and the large way (value, bound, status and decisions). Without names all of them are
solved: 704 exact questions in two minutes, the shipped ones in another two, on two cores.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "exact")]

SHIPPED = sorted(path.stem for path in (ROOT / "instances").glob("*.toml"))


def shipped(name: str) -> tuple[str, str]:
    """A shipped instance and the hash of its plan's files."""
    import planner

    plan = planner.solve(ROOT / "instances" / f"{name}.toml")
    with tempfile.TemporaryDirectory() as folder:
        plan.write(Path(folder) / "plan")
        files = sorted(path for path in Path(folder).rglob("*") if path.is_file() and path.name != "run.json")
        said = b"".join(str(path.relative_to(folder)).encode() + path.read_bytes() for path in files)
    return name, digest(said)


def exact(question: tuple[str, int, bool]) -> tuple[str, str]:
    """A question of the exact tests and the hash of its answer."""
    from contextlib import nullcontext

    from comparison import as_if_large
    from generator import instances
    from planner.errors import NoPlan
    from planner.solver import solve

    kind, seed, is_large = question
    with as_if_large() if is_large else nullcontext():
        try:
            found = solve(instances(kind, seed), gap=1e-3 if is_large else 1e-6, time_limit_s=300)
            said = repr((found.status, found.value, found.bound, found.solution))
        except NoPlan as error:
            said = str(error)
    return f"exact {kind}-{seed}{' large' if is_large else ''}", digest(said.encode())


def digest(said: bytes) -> str:
    return hashlib.sha256(said).hexdigest()[:16]


def hashes(names: list[str]) -> dict[str, str]:
    """question -> hash; shipped instances one after the other, so that none is short of time."""
    found = dict(shipped(name) for name in names if name != "exact")
    if "exact" in names:
        from seeds import ALL, FEASIBLE

        questions = [(*pair, False) for pair in ALL] + [(*pair, True) for pair in FEASIBLE[::3]]
        with multiprocessing.Pool() as pool:
            found |= dict(pool.imap_unordered(exact, questions, chunksize=4))
    return dict(sorted(found.items()))


def main() -> int:
    command, file, *names = sys.argv[1:]
    warnings.simplefilter("ignore")
    found = hashes(names or [*SHIPPED, "exact"])
    if command == "keep":
        Path(file).write_text(json.dumps(found, indent=1) + "\n")
        return 0
    before = json.loads(Path(file).read_text())
    others = [name for name, one in found.items() if before.get(name) != one]
    print(f"{len(found)} questions, {len(others)} answered otherwise:", *others, sep="\n  ")
    return 1 if others else 0


if __name__ == "__main__":
    sys.exit(main())
