"""What a thing has to hold or may do: memory of a replica, blocks of racks, latency, residency, gates, least
orders, milestones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from planner.instance.schema import InstanceFile
from planner.remedy.amounts import Amounts, Digits, Steps, tidy
from planner.remedy.lever import Lever
from planner.remedy.levers.editing import puts

MOST_PERCENT = 99
MOST_TIMES = 64
RESIDENCIES = ("soil", "gateways", "none")


def machines(data: InstanceFile) -> Iterator[Lever]:
    """Every one of them."""
    for name, workload in data.workloads.items():
        path = f"workloads.{name}"
        yield number(
            name, "%", 100.0, Steps(MOST_PERCENT), f"{path}.replica_memory_gb",
            workload.replica_memory_gb, lambda now, percent: now * (1 - percent / 100),
        )  # fmt: skip
        yield number(
            name, "ms", workload.latency_ms,
            Digits.between(1e-2 * workload.latency_ms, MOST_TIMES * workload.latency_ms),
            f"{path}.latency_ms", workload.latency_ms, lambda now, ms: now + ms,
        )  # fmt: skip
        if workload.residency != "none":
            yield residency(name, workload.residency)
    for name, site in data.sites.items():
        now = site.accelerators_per_block
        yield number(
            name, "accelerators", now, Steps(MOST_TIMES * now),
            f"sites.{name}.accelerators_per_block", now, lambda now, more: now + more,
        )  # fmt: skip
    yield from promises(data)


def promises(data: InstanceFile) -> Iterator[Lever]:
    """What a supplier or a licence asks for."""
    for name, gate in data.gates.items():
        if gate.satellites_min > 1:
            yield fewer(name, f"gates.{name}.satellites_min", gate.satellites_min)
        most = max(MOST_TIMES * gate.satellites_max, 100)
        yield number(
            name, "satellites", gate.satellites_max, Steps(most), f"gates.{name}.satellites_max",
            gate.satellites_max, lambda now, more: now + more,
        )  # fmt: skip
        if gate.ramp_per_year is not None:
            now = gate.ramp_per_year
            yield number(
                name, "1/year per year", now, Digits.between(0.01 * now, MOST_TIMES * now),
                f"gates.{name}.ramp_per_year", now, lambda now, more: now + more,
            )  # fmt: skip
    for name, vehicle in data.vehicles.items():
        if vehicle.minimum_flights:
            yield fewer(name, f"vehicles.{name}.minimum_flights", vehicle.minimum_flights, 0)
    for name, shell in data.shells.items():
        for i, milestone in enumerate(shell.milestones):
            yield number(
                name, "%", 100.0, Steps(MOST_PERCENT), f"shells.{name}.milestones.{i}.share",
                milestone.share, lambda now, percent: now * (1 - percent / 100),
            )  # fmt: skip


def number(
    where: str,
    unit: str,
    reference: float,
    amounts: Amounts,
    path: str,
    now: float,
    change: Callable[[float, float], float],
) -> Lever:
    """A figure of the file, made larger or smaller; said by its key, old and new."""

    def changed(amount: float) -> float:
        value = tidy(change(now, amount))
        return int(value) if isinstance(now, int) else value

    def values(_data: InstanceFile, amount: float) -> dict[str, Any]:
        return {path: changed(amount)}

    what = path.rsplit(".", 1)[1]
    return Lever(
        what, where, "always", unit, reference, amounts, puts(values),
        lambda amount: f"{what} of {where}: {changed(amount):g} instead of {now:g}", True,
    )  # fmt: skip


def fewer(where: str, path: str, now: int, least: int = 1) -> Lever:
    """A whole number of the file, made smaller."""
    return number(where, "", now, Steps(now - least), path, now, lambda now, less: now - less)


def residency(name: str, now: str) -> Lever:
    """A residency that allows more: gateways of the region, then anywhere in time."""
    looser = RESIDENCIES[RESIDENCIES.index(now) + 1 :]

    def rule(step: float) -> str:
        return looser[round(step) - 1]

    def values(_data: InstanceFile, step: float) -> dict[str, Any]:
        return {f"workloads.{name}.residency": rule(step)}

    return Lever(
        "residency", name, "always", "", 1.0, Steps(len(looser)), puts(values),
        lambda step: f'residency of {name}: "{rule(step)}" instead of "{now}"', True,
    )  # fmt: skip
