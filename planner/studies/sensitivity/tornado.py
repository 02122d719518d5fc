"""Which figures move the ratio most: each at its low and its high end, all else as it is.

Every figure is guessed at both ends (guess.py); those with the largest swing are solved again
at both, each with a proven interval. Columns of the frame, one row a figure, the largest swing first:

    figure, low, high, base      its key path, its ends, its value; money in the study's price year
    guess_low, guess_high        the ratio at its low and high end as guessed [$/Mtoken]
    ratio_low, bound_low, ...    the ratio of the plan found there and what no plan beats, where solved
    elasticity                   percent of ratio per percent of figure between the ends, from the guesses:
                                 (change of ratio / ratio at base) / (change of figure / figure at base)
    elasticity_solved, _least, _most   the same from the solves, and the ends that their intervals allow
    is_solved                    whether every end that can be was solved again
    quality, source              of the figure, as it says
    reason                       why an end has no ratio or no guess

An end that changes nothing of the question takes the base's own figures. Against the ground the case is
"orbit", and there are also

    ground_low, ground_bound_low, ...   the ratio of the ground alone, likewise
    flips    proven: the side that is cheaper at the base is proven to be the dearer one at an end
             no: it is proven to be the cheaper one at both ends
             undecided: neither is, the intervals overlap; empty where the figure was not solved
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from planner.choices import Side
from planner.errors import InstanceError, NoPlan
from planner.instance import arguments
from planner.instance.files import named
from planner.instance.reading import Instance
from planner.instance.writing import write_new
from planner.studies.asked.runs import Run
from planner.studies.results.row import Row
from planner.studies.running.index import FILE
from planner.studies.running.runner import Runner
from planner.studies.running.store import RUNS
from planner.studies.sensitivity.ends import at_ends, chosen_figures, figures_of
from planner.studies.sensitivity.guess import Base
from planner.studies.sensitivity.tornado_rows import ENDS, Interval, Turn, row_of
from planner.tables.columns import DIGITS

TOP = 8
"""So many figures are solved again, unless otherwise asked for."""


class NoBasePlan(NoPlan):
    """No plan at the base, with the reason that its run gave."""

    text = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class Tornado:
    """The table of a tornado, and the base that it turns about.

    frame    columns in planner/studies/sensitivity/tornado.py
    base     the ratio of the base's plan and its bound [$/Mtoken]; ground: those of the ground alone
    notes    what a reader should know, a sentence each
    """

    name: str
    case: Side
    frame: pd.DataFrame
    base: Interval
    ground: Interval | None = None
    notes: tuple[str, ...] = ()
    is_interrupted: bool = False

    def drawn(self) -> pd.DataFrame:
        """The frame as a picture takes it: guesses where nothing was solved, `flips` as yes or no."""
        frame = self.frame.copy()
        for end in ENDS:
            frame[f"ratio_{end}"] = frame[f"ratio_{end}"].fillna(frame[f"guess_{end}"])
        return frame.assign(value=frame.base, flips=frame.flips == "proven" if "flips" in frame else False)

    def write(self, folder: str | os.PathLike[str], force: bool = False) -> Path:
        """Write tornado.csv and figures/tornado.svg, .png and .csv into a folder, and return it. An existing
        folder is written to only with `force` (InstanceError otherwise).
        """
        from planner.report.figures.tornado import tornado as picture_of

        room = free(folder, force)
        picture = picture_of(self.drawn(), base=self.base.ratio, source=self.source, case=self.case)
        room.mkdir(parents=True, exist_ok=True)
        text = self.frame.to_csv(index=False, lineterminator="\n", float_format=f"%.{DIGITS}g")
        write_new({room / "tornado.csv": text.encode()}, force)
        picture.save(room / "figures", "tornado")
        return room

    @property
    def source(self) -> str:
        """The source line of the picture."""
        return f"{self.name}, {self.case}; solved intervals, the others guessed from the relaxation"


KEPT = {RUNS, FILE}
"""What a Runner leaves in its folder."""


def free(folder: str | os.PathLike[str], force: bool) -> Path:
    """The path of a folder that may be written to: it does not exist, holds nothing but runs of a tornado
    that was ended, or `force`. Raises InstanceError otherwise.
    """
    room = named(arguments.a_path("folder", folder, "a folder"))
    if room.exists() and not room.is_dir():
        raise InstanceError(str(folder), [("", "a file of this name exists; give another folder")])
    held = {path.name for path in room.iterdir()} if room.is_dir() else set()
    if held - KEPT and not force:
        raise InstanceError(
            str(folder), [("", "this folder exists; give another one, or --force (force=True)")]
        )
    return room


def tornado(
    instance: Instance,
    figures: Iterable[str] | None = None,
    *,
    top: int = TOP,
    against: Literal["ground"] | None = None,
    case: Side | None = None,
    gap: float | None = None,
    time_limit_s: float | None = None,
    workers: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Tornado:
    """The tornado of an instance. figures: as ends.py takes them; none: every figure that
    states low and high. folder: where the runs are kept and found again. progress: called with (what is
    done, done, of how many).

    Raises InstanceError for a figure that is none, an end that the format refuses, an objective that is no
    ratio; NoPlan where the base has no plan.
    """
    side: Side = case or ("orbit" if against else "both")
    require_ratio(instance, side, against)
    for key, value in (("solve.gap", gap), ("solve.time_limit_s", time_limit_s)):
        instance = instance if value is None else instance.with_value(key, value)
    moved = figures_of(instance) if figures is None else chosen_figures(instance, figures)
    if not moved:
        raise InstanceError(str(instance.path), [("", "no figure states low and high: give PATH=LOW..HIGH")])
    turns = [Turn(*one) for one in zip(moved, at_ends(instance, moved))]
    sides: tuple[Side, ...] = (side, "ground") if against else (side,)
    guessed(instance, turns, sides, progress)
    turns.sort(key=lambda turn: -turn.swing(side, bool(against)))
    chosen = turns[:top]
    with Runner(folder=folder, workers=workers, keep="row", progress=solving(progress)) as runner:
        base, stopped = solved(runner, instance, chosen, sides)
    if math.isnan(base[side].ratio):
        raise no_base(side, base[side])
    rows = [row_of(turn, sides, base) for turn in turns]
    frame = pd.DataFrame(rows)
    swing = pd.concat(
        [(frame[f"ratio_{end}"].fillna(frame[f"guess_{end}"]) / base[side].ratio - 1).abs() for end in ENDS],
        axis=1,
    ).max(axis=1)
    order = swing.fillna(-1.0).sort_values(ascending=False, kind="stable").index
    return Tornado(
        instance.data.study.name,
        side,
        frame.loc[order].reset_index(drop=True),
        base[side],
        base.get("ground") if against else None,
        tuple(notes(turns, sides, base)),
        stopped,
    )


def require_ratio(instance: Instance, case: Side, against: str | None) -> None:
    """Raise InstanceError unless there is a ratio to turn, and two sides to compare."""
    if instance.data.objective != "levelized_cost":
        say = f'is "{instance.data.objective}": a tornado is one of the ratio, "levelized_cost"'
        raise InstanceError(str(instance.path), [("objective", say)])
    if against and case != "orbit":
        raise InstanceError("--case", [(case, "against ground it is orbit that is compared: leave it out")])


def no_base(case: Side, base: Interval) -> NoBasePlan:
    """The error of a base without a plan."""
    error = NoBasePlan("search ended", False)
    error.text = f"the base, {case}, has no plan: {base.reason}"
    return error


def solving(progress: Callable[[str, int, int], None] | None) -> Callable[[int, int], None] | None:
    """What a runner tells its progress to."""
    return None if progress is None else lambda done, runs: progress("runs solved", done, runs)


def guessed(
    instance: Instance,
    turns: list[Turn],
    sides: tuple[Side, ...],
    progress: Callable[[str, int, int], None] | None,
) -> None:
    """Guess every figure at both ends, for each side."""
    if progress is not None:
        progress("figures guessed", 0, len(turns))
    bases = {side: Base.of(instance, side) for side in sides}
    for number, turn in enumerate(turns):
        for side, base in bases.items():
            for end, changed in zip(ENDS, turn.instances):
                turn.guesses[side, end] = base.guess(changed, side)
        if progress is not None:
            progress("figures guessed", number + 1, len(turns))


def solved(
    runner: Runner, instance: Instance, chosen: list[Turn], sides: tuple[Side, ...]
) -> tuple[dict[Side, Interval], bool]:
    """Solve the base and the chosen figures at their ends; the intervals of the base, and whether it was
    stopped on the way. What changes nothing, and what is refused, is not solved.
    """
    runs = [Run({"figure": "", "end": "base", "case": side}, instance, side) for side in sides]
    for_ends: list[tuple[Turn, Side, str]] = []
    for turn in chosen:
        for side in sides:
            for end, changed in zip(ENDS, turn.instances):
                guess = turn.guesses[side, end]
                if not (guess.is_same or guess.refused):
                    for_ends.append((turn, side, end))
                    labels = {"figure": turn.figure.path, "end": end, "case": side}
                    runs.append(Run(labels, changed, side))
    rows = runner.rows(runs)
    base = {side: Interval.of(row) for side, row in zip(sides, rows)}
    for (turn, side, end), row in zip(for_ends, rows[len(sides) :]):
        if not is_missing(row):
            turn.found[side, end] = Interval.of(row)
    for turn in chosen:
        for side in sides:
            for end in ENDS:
                if turn.guesses[side, end].is_same and side in base:
                    turn.found[side, end] = base[side]
    if len(rows) < len(sides) or any(map(is_missing, rows[: len(sides)])):
        raise KeyboardInterrupt
    return base, runner.is_interrupted


def is_missing(row: Row) -> bool:
    """Whether Ctrl-C came before anything was found for a run."""
    return row.get("status") == "interrupted" and row.get("ratio_usd_per_mtoken") is None


def notes(turns: list[Turn], sides: tuple[Side, ...], base: Mapping[Side, Interval]) -> Iterable[str]:
    """What a reader of the table should know."""
    side = sides[0]
    refused = sum(any(turn.guesses[side, end].refused for end in ENDS) for turn in turns)
    if refused:
        yield f"{refused} figures have an end that physics or sizing refuses: column reason"
    if "ground" in sides[1:] and math.isnan(base["ground"].ratio):
        yield f"the ground alone has no plan: {base['ground'].reason}"
