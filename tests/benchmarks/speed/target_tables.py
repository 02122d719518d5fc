"""The tables of the lines: seconds to gaps, what each line is to keep, solving again, and stages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from speed import markdown as md
from speed.histories import gap_of, middle, seconds_to, seconds_to_plan, sign_of, standstill
from speed.lines import AGAIN_SHARE, FIRST_WITHIN, FURTHEST, GAPS, LINES, PRICE_CHANGE, Line
from speed.records import Record, of


def results(records: Sequence[Record], line: Line, kind: str) -> list[dict[str, Any]]:
    """What the runs of a line said. Where the target's gap is the furthest one, it was asked for once."""
    if kind == "further" and line.gap == FURTHEST:
        kind = "solve"
    return [record.result for record in of(records, "targets", line.name, kind)]


def measured_lines(records: Sequence[Record]) -> list[Line]:
    """Lines with a record."""
    return [line for line in LINES if of(records, "targets", line.name)]


def sign(run: dict[str, Any]) -> float:
    """The sense of a run's objective."""
    return sign_of(run.get("objective", ""))


def last_gap(run: dict[str, Any]) -> float:
    """The gap at the end, infinite without plan or bound."""
    if not run.get("history"):
        return math.inf
    return gap_of(run["history"][-1][2], run["history"][-1][3], sign(run))


def runs_told(runs: Sequence[dict[str, Any]]) -> str:
    """How many runs the medians are of."""
    return str(len(runs))


def to_gaps(records: Sequence[Record]) -> str:
    """Seconds to each gap, when the furthest was asked for."""
    rows = []
    for line in measured_lines(records):
        runs = results(records, line, "further")
        if not runs:
            continue
        good = [run for run in runs if "history" in run]
        medians = [
            middle([seconds_to(run.get("history", ()), gap, sign(run)) for run in runs]) for gap in GAPS
        ]
        rows.append(
            [
                line.name,
                *map(md.seconds, medians),
                md.percent(middle([last_gap(run) for run in runs])),
                md.seconds(middle([run["wall_s"] for run in runs])),
                md.seconds(middle([run["cpu_s"] for run in good])),
                md.seconds(middle([standstill(run["history"], run["wall_s"]) for run in good])),
                runs_told(runs),
            ]
        )
    head = ["", *(f"to {md.gap_asked(gap)}" for gap in GAPS)]
    return md.table([*head, "gap at the end", "s", "CPU s", "bound still for", "runs"], rows)


def kept_targets(records: Sequence[Record]) -> str:
    """What each line is to keep, and whether it does."""
    rows = []
    for line in measured_lines(records):
        runs = results(records, line, "solve")
        if not runs:
            continue
        peak = middle([run.get("peak_gb") for run in runs])
        first = middle([seconds_to_plan(run.get("history", ()), FIRST_WITHIN) for run in runs])
        rows.append(
            [
                f"{line.name}: {line.about}" if line.about else line.name,
                f"{md.gap_asked(line.gap)} in {line.seconds:g} s, {line.memory_gb:g} GB",
                md.seconds(seconds_kept(line, runs)),
                md.seconds(middle([run.get("cpu_s") for run in runs])),
                md.percent(middle([last_gap(run) for run in runs])),
                md.seconds(first),
                md.gigabytes(peak),
                verdict(line, runs),
            ]
        )
    head = ["", "target", "s to the target's gap", "CPU s", "gap at the end"]
    return md.table([*head, "first plan within 2 %, s", "peak GB", "kept"], rows)


def seconds_kept(line: Line, runs: Sequence[dict[str, Any]]) -> float | None:
    """Seconds of the whole process where the gap was reached, the median; None where it was not."""
    return middle([run["wall_s"] if last_gap(run) <= line.gap + 1e-9 else None for run in runs])


def verdict(line: Line, runs: Sequence[dict[str, Any]]) -> str:
    """Whether a line's target is kept, and if not, why."""
    failed = [run["failed"] for run in runs if "failed" in run]
    if failed:
        return f"no: {failed[0]}"
    lacks = []
    taken = seconds_kept(line, runs)
    if taken is None:
        lacks.append(f"{md.percent(middle([last_gap(run) for run in runs])) or 'no gap'} at the end")
    elif taken > line.seconds:
        lacks.append(f"{md.seconds(taken)} s")
    peak = middle([run["peak_gb"] for run in runs])
    if peak is not None and peak > line.memory_gb:
        lacks.append(f"{md.gigabytes(peak)} GB")
    first = middle([seconds_to_plan(run["history"], FIRST_WITHIN) for run in runs])
    if line.first_s is not None and (first is None or first > line.first_s):
        lacks.append(f"first plan after {md.seconds(first)} s, not {line.first_s:g} s")
    if any(run["audit"] != "passed" for run in runs):
        lacks.append("the audit failed")
    if any(run["limit_s"] < line.seconds for run in runs) and taken is None:
        lacks.append(f"stopped after {runs[0]['limit_s']:g} s")
    return "no: " + ", ".join(lacks) if lacks else "yes"


def solved_again(records: Sequence[Record]) -> str:
    """One changed price: from nothing, and from the earlier plan, to the same gap."""
    rows = []
    for line in measured_lines(records):
        cold, warm = results(records, line, "changed"), results(records, line, "again")
        if not cold or not warm:
            continue
        runs = [*cold, *warm]
        reached = max([line.gap, *map(last_gap, runs)])
        cold_s, warm_s = (
            middle([seconds_to(run["history"], reached, sign(run)) for run in kind])
            if math.isfinite(reached)
            else None
            for kind in (cold, warm)
        )
        share = warm_s / cold_s if warm_s is not None and cold_s else None
        rows.append(
            [
                line.name,
                cold[0].get("flies_most") or "",
                md.percent(reached),
                md.seconds(cold_s),
                md.seconds(warm_s),
                md.times(share),
                ("yes" if share <= AGAIN_SHARE else "no") if share is not None else "",
                *(md.percent(middle([last_gap(run) for run in kind])) for kind in (cold, warm)),
                f"{len(cold)}, {len(warm)}",
            ]
        )
    head = ["", f"price x {PRICE_CHANGE:g} of", "to the gap", "from nothing, s", "again, s", "ratio"]
    head += ["a third or less", "gap at the end, from nothing", "again", "runs"]
    return md.table(head, rows)


def stages(records: Sequence[Record]) -> str:
    """Seconds by stage, of the run in the middle."""
    rows = []
    for line in measured_lines(records):
        runs = [run for run in results(records, line, "solve") if "failed" not in run]
        if not runs:
            continue
        run = in_the_middle(runs)
        told = {stage: s for stage, s in run["stages"].items() if stage != "total" and s >= 0.05}
        rows.append(
            [
                line.name,
                md.seconds(run["wall_s"]),
                *(md.seconds(run["spent"][part]) for part in ("highs", "pricing", "neither")),
                ", ".join(f"{stage} {md.seconds(s)}" for stage, s in told.items()),
            ]
        )
    return md.table(["", "s", "HiGHS", "pricing", "neither", "by stage"], rows)


def in_the_middle(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The run of median seconds (of an even number the quicker of the two in the middle)."""
    return sorted(runs, key=lambda run: run["wall_s"])[(len(runs) - 1) // 2]
