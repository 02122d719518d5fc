"""The three parts of the benchmark: each makes records, one a run, and leaves out those that are there
already for the code as it is.

targets    every line: its target asked for (solve); FURTHEST asked for (further), where that is another gap;
           and with one changed price from nothing (changed) and from the plan before (again)
peers      the planner and its peers on the same question, one after the other
growth     generated questions along each size
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from speed import growth as grown
from speed.lines import FURTHEST, LINES, PEER_GAP, PEER_SECONDS, PEERED, PRICE_CHANGE, THREADS, Line
from speed.peers.building import LIMITS
from speed.peers.solvers import PEERS, is_installed
from speed.processes import measured
from speed.questions import file_of, generated
from speed.records import BENCH, Record, code_now, keep, kept, of, stamped

GRACE = 1.5  # times the time limit, and
GRACE_S = 180.0  # so much on top for imports, coefficients, tables and audit, before it is stopped

MEMORY_GB = 12.0
"""Of a process that is to keep less: beyond that it is stopped, for the machine's sake."""


class Measuring:
    """Makes and keeps records.

    repeats   of every run
    only      names of lines, or of growth axes and points; all where empty
    is_fresh  measures again what is there
    limit_s   a time limit below those of the lines: for trying out
    """

    def __init__(self, repeats: int, only: Collection[str], is_fresh: bool, limit_s: float | None) -> None:
        self.repeats, self.only, self.is_fresh, self.limit_s = repeats, only, is_fresh, limit_s

    def limit(self, seconds: float) -> float:
        """A time limit [s], not above the one for trying out."""
        return seconds if self.limit_s is None else min(seconds, self.limit_s)

    def wants(self, *names: str) -> bool:
        """Whether one of the names is to be measured."""
        return not self.only or bool(set(names) & set(self.only))

    def record(
        self,
        part: str,
        line: str,
        kind: str,
        repeat: int,
        run: Callable[[], dict[str, Any]],
        leaves: Path | None = None,
    ) -> Record:
        """The record of a run: the one that is there, with what it leaves, or a new one."""
        there = [r for r in of(kept(), part, line, kind) if r.repeat == repeat and r.code == code_now()]
        if there and not self.is_fresh and ("failed" in there[0].result or leaves is None or leaves.exists()):
            return there[0]
        print(f"{part}: {line}, {kind}, run {repeat + 1}", flush=True)
        try:
            result = run()
        except RuntimeError as error:  # the question could not be made
            result = {"failed": str(error), "wall_s": 0.0}
        found = stamped(part, line, kind, repeat, result)
        keep(found)
        return found

    # --- targets
    def targets(self) -> None:
        """Every line, repeat by repeat, so that a noisy hour does not fall on one line."""
        for repeat in range(self.repeats):
            for line in filter(lambda line: self.wants(line.name), LINES):
                self.target(line, repeat)

    def target(self, line: Line, repeat: int) -> None:
        """One line once."""
        question = asking(line)
        seconds = self.limit(line.seconds)
        plan = BENCH / "plans" / f"{line.name.replace(' ', '-')}-{repeat}"

        def solved(gap: float, **more: Any) -> Callable[[], dict[str, Any]]:
            return lambda: solve({**question(), "gap": gap, "seconds": seconds, **more})

        asked = solved(line.gap, keep=str(plan))
        first = self.record("targets", line.name, "solve", repeat, asked, leaves=plan)
        if line.gap != FURTHEST:
            self.record("targets", line.name, "further", repeat, solved(FURTHEST))
        vehicle = first.result.get("flies_most")
        if vehicle is None:
            return
        changed = {"times": {f"vehicles.{vehicle}.price_musd": PRICE_CHANGE}}
        self.record("targets", line.name, "changed", repeat, solved(line.gap, **changed))
        self.record("targets", line.name, "again", repeat, solved(line.gap, start=str(plan), **changed))

    # --- peers
    def peers(self) -> None:
        """Every question once, by the planner and by every peer."""
        for line in filter(lambda line: self.wants(line.name), PEERED):
            self.peered(line)

    def peered(self, line: Line) -> None:
        """The arrays first, of a part of the columns where the whole does not fit; then all of them in one
        go.
        """
        question, ask = asking(line), {"gap": PEER_GAP, "seconds": self.limit(PEER_SECONDS)}
        for kind in LIMITS:
            file = BENCH / "arrays" / f"{line.name.replace(' ', '-')}-{kind}.npz"
            file.parent.mkdir(parents=True, exist_ok=True)

            def build(kind: str = kind, file: Path = file) -> dict[str, Any]:
                asked = {**question(), "file": str(file), "kind": kind}
                return measured("arrays", asked, LIMITS[kind][0], LIMITS[kind][1])

            arrays = self.record("peers", line.name, kind, 0, build, leaves=file).result
            if "failed" not in arrays:
                break
        self.record("peers", line.name, "planner", 0, lambda: solve({**question(), **ask}))
        if "failed" in arrays:
            return
        for peer in filter(is_installed, PEERS):
            given = {**ask, "peer": peer, "file": str(file), "unit": arrays["unit"]}
            self.record("peers", line.name, peer, 0, lambda given=given: beside(given))

    # --- growth
    def growth(self) -> None:
        """Every point once."""
        for point in filter(lambda p: self.wants(p.axis, p.name), grown.points()):
            self.record("growth", point.name, "solve", 0, lambda point=point: self.grown(point))

    def grown(self, point: grown.Point) -> dict[str, Any]:
        """One point."""
        ask = {"instance": str(generated(point.sizes)), "gap": grown.GAP}
        return solve({**ask, "seconds": self.limit(grown.SECONDS)}, grown.MEMORY_GB)


def asking(line: Line) -> Callable[[], dict[str, Any]]:
    """The question of a line as processes take it; one that is generated, is so when first asked for."""
    made: list[Path] = []

    def question() -> dict[str, Any]:
        if not made:
            made.append(file_of(line))
        return {"instance": str(made[0]), "values": line.values}

    return question


def solve(ask: dict[str, Any], memory_gb: float = MEMORY_GB) -> dict[str, Any]:
    """One solve of the planner."""
    return measured("solve", {"threads": THREADS, **ask}, patience(ask["seconds"]), memory_gb)


def beside(ask: dict[str, Any]) -> dict[str, Any]:
    """One solve of a peer."""
    return measured("peer", ask, patience(ask["seconds"]), MEMORY_GB)


def patience(seconds: float) -> float:
    """Seconds after which a process with such a time limit is stopped."""
    return GRACE * seconds + GRACE_S
