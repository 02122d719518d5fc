"""The satellites that an instance asks for: explicit designs, and the members of its design spaces."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from math import prod

import numpy as np

from planner.coefficients.sizing import Candidates
from planner.errors import InstanceError
from planner.instance.schema import CountRange, DesignSpace, InstanceFile

MOST_CANDIDATES = 100_000
"""Of one instance; more would need gigabytes and is most likely a step that was left at 1."""

ECLIPSE_SHARE = {"idle": 0.0, "full": 1.0}
"""The share of compute that runs on in eclipse, for the two operations that have names."""


def eclipse_share(operation: str | float) -> float:
    """phi of an eclipse operation: idle 0, full 1, or the fraction itself."""
    return ECLIPSE_SHARE[operation] if isinstance(operation, str) else float(operation)


def operation_name(share: float) -> str:
    """Id of the eclipse operation with a share phi: idle, full, or eclipse50 for 0.5."""
    names = {value: name for name, value in ECLIPSE_SHARE.items()}
    return names.get(share, f"eclipse{_figure(100 * share)}")


def _figure(number: float) -> str:
    """A number inside an id: 10, 2p5."""
    return f"{number:g}".replace(".", "p")


def _values(choice: CountRange) -> range:
    """The counts that a design space offers for one accelerator, if it is on board: min, min + step, ...
    without 0.
    """
    first = choice.min if choice.min > 0 else choice.step
    return range(first, choice.max + 1, choice.step)


def _mixes(space: DesignSpace) -> Iterator[dict[str, int]]:
    """Accelerator counts of a design space: up to kinds_max kinds, each at one of its counts, within the
    limits on their sum.
    """
    for kinds in range(1, space.kinds_max + 1):
        for chosen in combinations(space.accelerators, kinds):
            for counts in product(*(_values(space.accelerators[k]) for k in chosen)):
                if space.accelerators_min <= sum(counts) <= space.accelerators_max:
                    yield dict(zip(chosen, counts, strict=True))


def _mixes_at_most(space: DesignSpace) -> int:
    """Upper limit of the number of those, without listing them."""
    return sum(
        prod(len(_values(space.accelerators[k])) for k in chosen)
        for kinds in range(1, space.kinds_max + 1)
        for chosen in combinations(space.accelerators, kinds)
    )


def enumerate_candidates(data: InstanceFile, source: str) -> Candidates:
    """All explicit designs, then all members of the design spaces, in the order of the file.

    A member's id tells what it is: bus, accelerators, shielding, eclipse operation and home shell, as in
    `ai1-72xgb300-10mm-full-sso600`. A member of two spaces counts once. Raises InstanceError when there are
    too many, or when an explicit design has the id of a different member.
    """
    asked = sum(
        _mixes_at_most(space)
        * len(data.buses[space.bus].shieldings_mm)
        * len(data.buses[space.bus].eclipse_operations)
        * len(space.home_shells)
        for space in data.design_spaces.values()
    )
    if asked > MOST_CANDIDATES:
        say = (
            f"up to {asked:,} candidates, more than {MOST_CANDIDATES:,}: "
            "take larger steps or fewer home shells"
        )
        raise InstanceError(source, [("design_spaces", say)])

    found: dict[str, tuple[str, tuple]] = {}  # id -> (origin, what it is)
    for design, record in data.designs.items():
        counts = tuple(record.accelerators.get(k, 0) for k in data.accelerators)
        phi = eclipse_share(record.eclipse_operation)
        found[design] = (
            f"designs.{design}",
            (record.bus, record.home_shell, float(record.shielding_mm), phi, counts),
        )
    for name, space in data.design_spaces.items():
        bus = data.buses[space.bus]
        for mix in _mixes(space):
            counts = tuple(mix.get(k, 0) for k in data.accelerators)
            board = "-".join(f"{n}x{k}" for k, n in mix.items())
            for mm, operation, home in product(bus.shieldings_mm, bus.eclipse_operations, space.home_shells):
                phi = eclipse_share(operation)
                design = f"{space.bus}-{board}-{_figure(mm)}mm-{operation_name(phi)}-{home}"
                what = (space.bus, home, float(mm), phi, counts)
                if found.setdefault(design, (f"design_spaces.{name}", what))[1] != what:
                    say = f"is also the id of a different member of design space {name}: rename it"
                    raise InstanceError(source, [(f"designs.{design}", say)])

    what_they_are = [what for _, what in found.values()]
    buses, shells = list(data.buses), list(data.shells)
    return Candidates(
        ids=tuple(found),
        origins=tuple(origin for origin, _ in found.values()),
        bus=np.array([buses.index(what[0]) for what in what_they_are], dtype=int),
        home=np.array([shells.index(what[1]) for what in what_they_are], dtype=int),
        shielding_mm=np.array([what[2] for what in what_they_are], dtype=float),
        eclipse_share=np.array([what[3] for what in what_they_are], dtype=float),
        counts=np.array([what[4] for what in what_they_are], dtype=int).reshape(-1, len(data.accelerators)),
    )
