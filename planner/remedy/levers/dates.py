"""Earlier and later days: when things are there, how long they take, when a licence has to be taken up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from planner.instance.schema import InstanceFile
from planner.instance.series import months_after
from planner.remedy.amounts import Steps
from planner.remedy.lever import Lever, Say
from planner.remedy.levers.editing import Values, puts

SECTIONS = ("vehicles", "buses", "accelerators", "shells", "sites")
WAITS = (
    ("sites", "interconnection_months", "grid connection of {}"),
    ("sites", "lead_months", "lead time of racks at {}"),
    ("gates", "months", "pilot of gate {}"),
)


def dates(data: InstanceFile) -> Iterator[Lever]:
    """Every day and every wait."""
    for section in SECTIONS:
        for name, record in getattr(data, section).items():
            if record.available_from > data.study.start:
                yield earlier(data, f"{section}.{name}.available_from", name, record.available_from)
    for section, key, words in WAITS:
        for name, record in getattr(data, section).items():
            least = 1 if section == "gates" else 0
            if getattr(record, key) > least:
                yield shorter(
                    data, f"{section}.{name}.{key}", words.format(name), getattr(record, key), least
                )
    for name, shell in data.shells.items():
        for i, milestone in enumerate(shell.milestones):
            yield later(data, f"shells.{name}.milestones.{i}.date", name, milestone.date)


def in_months(data: InstanceFile, path: str, where: str, months: int, values: Values, says: Say) -> Lever:
    """A lever of time, in periods, of so many months at most; its share is that of the study."""
    step = data.study.period_months
    study = data.study.launch_periods * step
    last = max(1, -(-months // step))
    return Lever(
        path.rsplit(".", 1)[1], where, "always", "months", study, Steps(last, step), puts(values), says, True,
    )  # fmt: skip


def earlier(data: InstanceFile, path: str, name: str, now: date) -> Lever:
    """A first day that comes earlier, down to the study's start."""
    start = data.study.start

    def day(months: float) -> date:
        return max(start, months_after(now, -round(months)))

    def values(_data: InstanceFile, months: float) -> dict[str, Any]:
        return {path: day(months)}

    months = (now.year - start.year) * 12 + now.month - start.month + 1
    return in_months(
        data, path, name, months, values,
        lambda months: f"{name} available from {day(months)} on instead of {now}",
    )  # fmt: skip


def later(data: InstanceFile, path: str, shell: str, now: date) -> Lever:
    """A milestone that is due later, up to the end of launches."""
    study = data.study

    def day(months: float) -> date:
        return months_after(now, round(months))

    def values(_data: InstanceFile, months: float) -> dict[str, Any]:
        return {path: day(months)}

    return in_months(
        data, path, shell, study.launch_periods * study.period_months, values,
        lambda months: f"milestone of {shell} due on {day(months)} instead of {now}",
    )  # fmt: skip


def shorter(data: InstanceFile, path: str, what: str, now: int, least: int) -> Lever:
    """A wait that takes fewer months."""

    def left(months: float) -> int:
        return max(least, now - round(months))

    def values(_data: InstanceFile, months: float) -> dict[str, Any]:
        return {path: left(months)}

    return in_months(
        data, path, path.split(".")[1], now - least, values,
        lambda months: f"{what}: {left(months)} months instead of {now}",
    )  # fmt: skip
