"""The folder of a break-even: its table, its answer, its figure, the runs.

breakeven.csv   the curve: one row for each value and case
breakeven.json  what was asked and found
figures/        the curve as a picture, with its data, where it is one against the ground
runs/           the runs, found again when the same question is asked once more
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from planner.errors import InstanceError
from planner.instance.reading import Instance
from planner.instance.writing import replace
from planner.studies.break_even.search import GROUND, BreakEven
from planner.tables.columns import DIGITS
from planner.tables.plain import plain, to_json

ANSWER, TABLE, FIGURES, RUNS = "breakeven.json", "breakeven.csv", "figures", "runs"
PICTURE = "break-even-curve"
OURS = {ANSWER, TABLE, FIGURES, RUNS}


def question_in_words(
    instance: Instance, parameter: str, between: tuple[float, float], against: str, case: str
) -> dict[str, Any]:
    """What tells one break-even from another; gap, tolerance and time limit may differ when it goes on."""
    return {
        "instance": instance.path.name,
        "sha256": instance.sha256,
        "parameter": parameter,
        "between": list(between),
        "case": case,
        "against": against,
    }


def require_folder(folder: Path, asked: dict[str, Any], force: bool) -> None:
    """Raise InstanceError for a place that holds anything but this break-even; with `force`, but another
    one.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InstanceError(str(folder), [("", "is a file; give another folder")])
    foreign = sorted(path.name for path in folder.iterdir() if not is_ours(path.name))
    if foreign:
        say = f"holds {', '.join(foreign[:5])}, which no break-even writes; give another folder"
        raise InstanceError(str(folder), [("", say)])
    try:
        before = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    known = before if isinstance(before, dict) else {}
    others = [key for key, value in asked.items() if known.get(key) != value]
    if others and not force:
        say = f"holds another break-even ({', '.join(others)} differ); give another folder, or --force"
        raise InstanceError(str(folder), [("", say)])


def is_ours(name: str) -> bool:
    """Whether a break-even or the runner below it writes a file of this name."""
    return name in OURS or name.startswith(".")


def as_record(asked: dict[str, Any], found: BreakEven) -> dict[str, Any]:
    """The content of breakeven.json."""
    turns = {
        name: [{"low": t.low, "high": t.high, "below": t.below, "above": t.above} for t in ranges]
        for name, ranges in (("turns", found.turns), ("doubts", found.doubts))
    }
    curve = plain(found.curve.astype(object).to_dict(orient="records"))
    return asked | {
        "low": found.low,
        "high": found.high,
        "verdict": found.verdict,
        "is_proven": found.is_proven,
        "is_settled": found.is_settled,
        **turns,
        "curve": curve,
    }


def write(folder: Path, asked: dict[str, Any], found: BreakEven) -> None:
    """Write table, answer and figure; what stood there of the same question is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    table = found.curve.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")
    replace(folder / TABLE, table.encode())
    replace(folder / ANSWER, to_json(as_record(asked, found)).encode())
    if found.against == GROUND and found.curve.ratio_usd_per_mtoken.notna().any():
        from planner.report.figures.curve import break_even_curve

        figure = break_even_curve(
            found.curve, found.parameter, source=str(asked["instance"]), is_monotone=found.is_proven
        )
        figure.save(folder / FIGURES, PICTURE)
