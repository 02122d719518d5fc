"""How many satellite designs a made-up question offers, and which.

A design space spans, for its bus, every count of every kind of accelerator with every shielding, every
operation in eclipse and every home shell:

    designs  =  counts * shieldings * operations * homes

where counts are those of all buses and kinds together. Under the horizon `annuity` a lighter satellite may be
the worse one, so few designs are dominated, and the ranges of counts are such that all of them close:
what is spanned is on offer. The number of homes is chosen so that some counts are left to choose, and the
counts by division. Designs of the same mass, rounded as sizing does, may dominate one another: generated.py
looks how many are left, and asks for more. A few designs are
spelled out one by one instead, and are exactly as many.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import sqrt

from planner.generating.accelerators import Generation, generations
from planner.generating.asked import Sizes
from planner.generating.drawing import Draw
from planner.generating.figures import number, table, texts
from planner.generating.sky import shells

MOST_SPELLED_OUT = 36
MOST_HOMES = 12
SHIELDINGS_MM = (6, 10, 8, 12, 14)
OPERATIONS: tuple[str | float, ...] = ("idle", "full", 0.5, 0.25, 0.75)


@dataclass(frozen=True)
class Bus:
    """A bus: its record of the catalog, and the compute that its designs carry [kW]."""

    name: str
    record: str
    least_kw: float
    most_kw: float
    begins: float = 0.0
    """share of the rollout at which it is there"""

    def counts(self, kind: Generation) -> range:
        """Counts of one kind that it may carry."""
        return range(max(1, round(self.least_kw / kind.kw)), round(self.most_kw / kind.kw) + 1)


BUSES = (
    Bus("starlink-v3-like", "starlink-v3-like", 20, 60),
    Bus("ai1-like", "ai1-like", 30, 100, begins=0.1),
    Bus("suncatcher-like", "suncatcher-like", 10, 26),
    Bus("ai2-like", "ai1-like", 60, 180, begins=0.35),
)


@dataclass(frozen=True)
class Design:
    """One satellite, spelled out."""

    bus: Bus
    kind: Generation
    count: int
    shielding_mm: int
    operation: str | float
    home: str

    @property
    def name(self) -> str:
        """What it is."""
        return f"{self.bus.name}-{self.count}x{self.kind.name}-{self.shielding_mm}mm-{self.home}"


@dataclass(frozen=True)
class Offer:
    """What is offered: designs spelled out, or for every bus the counts of each kind, and the choices that
    all of them share.
    """

    buses: tuple[Bus, ...]
    designs: tuple[Design, ...] = ()
    shieldings_mm: tuple[int, ...] = SHIELDINGS_MM[:2]
    operations: tuple[str | float, ...] = OPERATIONS[:2]
    homes: int = 1
    counts: tuple[tuple[Bus, Generation, int], ...] = ()
    """how many counts each bus has of each kind"""

    @property
    def spanned(self) -> int:
        """Designs in all."""
        choices = len(self.shieldings_mm) * len(self.operations) * self.homes
        return len(self.designs) or choices * sum(n for *_, n in self.counts)


def offer(sizes: Sizes, spanned: int) -> Offer:
    """The designs of a question, of which about so many are spanned."""
    asked = spanned
    buses = BUSES[
        : 4 if sizes.designs >= 100 else 3 if sizes.designs >= 6 else 2 if sizes.designs >= 3 else 1
    ]
    if sizes.designs <= MOST_SPELLED_OUT:
        return Offer(buses, spelled_out(sizes, buses))
    pairs = [(bus, kind) for bus in buses for kind in generations(sizes)]
    room = {pair: len(pair[0].counts(pair[1])) for pair in pairs}
    shieldings, operations = (3 if asked >= 3000 else 2), (3 if asked >= 400 else 2)
    wanted = 8 + sqrt(asked) / 2  # counts
    homes = max(1, min(sizes.shells, MOST_HOMES, round(asked / (shieldings * operations * wanted))))
    while round(asked / (shieldings * operations * homes)) > sum(room.values()):
        if operations < len(OPERATIONS):
            operations += 1
        elif shieldings < len(SHIELDINGS_MM):
            shieldings += 1
        else:
            break
    counts = dealt(min(sum(room.values()), round(asked / (shieldings * operations * homes))), room)
    return Offer(
        buses,
        shieldings_mm=tuple(sorted(SHIELDINGS_MM[:shieldings])),
        operations=OPERATIONS[:operations],
        homes=homes,
        counts=tuple((*pair, n) for pair, n in counts.items() if n),
    )


def dealt(total: int, room: dict[tuple[Bus, Generation], int]) -> dict[tuple[Bus, Generation], int]:
    """So many counts dealt in turn to the pairs that have room."""
    counts: Counter[tuple[Bus, Generation]] = Counter()
    while total:
        for pair in room:
            if total and counts[pair] < room[pair]:
                counts[pair] += 1
                total -= 1
    return dict(counts)


def spelled_out(sizes: Sizes, buses: tuple[Bus, ...]) -> tuple[Design, ...]:
    """As many designs as asked: buses, kinds and homes in turn, counts drawn, none twice."""
    draw, homes, kinds = Draw(sizes.seed, "designs"), shells(sizes), generations(sizes)
    found: dict[str, Design] = {}
    turn = 0
    while len(found) < sizes.designs:
        bus, kind = buses[turn % len(buses)], kinds[(turn // len(buses) + turn) % len(kinds)]
        counts = bus.counts(kind)
        count = counts[int(draw.between(0.35, 1.0) * (len(counts) - 1) + 0.5)]
        design = Design(
            bus, kind, count, SHIELDINGS_MM[int(draw.between(0, 2))],
            OPERATIONS[int(draw.between(0, 2) ** 2 / 2)], homes[(turn * 2 // 3) % len(homes)].name,
        )  # fmt: skip
        found.setdefault(design.name, design)
        turn += 1
    return tuple(found.values())


def design_tables(sizes: Sizes, offered: Offer) -> list[str]:
    """The designs or design spaces as tables."""
    if offered.designs:
        return [
            table(
                f"designs.{design.name}",
                [
                    f'bus = "{design.bus.name}"',
                    f'home_shell = "{design.home}"',
                    f"shielding_mm = {design.shielding_mm}",
                    f"eclipse_operation = {operation(design.operation)}",
                    f"accelerators.{design.kind.name} = {design.count}",
                ],
            )
            for design in offered.designs
        ]
    names = [shell.name for shell in shells(sizes)]
    parts = []
    for b, bus in enumerate(offered.buses):
        own = [(kind, n) for of, kind, n in offered.counts if of == bus]
        if own:
            homes = [names[(b * offered.homes + i) % len(names)] for i in range(offered.homes)]
            ranges = [range_of(bus.counts(kind), n) for kind, n in own]
            parts.append(
                table(
                    f"design_spaces.{bus.name}-space",
                    [
                        f'bus = "{bus.name}"',
                        f"home_shells = {texts(homes)}",
                        f"accelerators_max = {max(most for _, most, _ in ranges)}",
                        *(
                            f"accelerators.{kind.name} = {{ min = {least}, max = {most}, step = {step} }}"
                            for (kind, _), (least, most, step) in zip(own, ranges, strict=True)
                        ),
                    ],
                )
            )
    return parts


def operation(choice: str | float) -> str:
    """An operation in eclipse as the file has it."""
    return f'"{choice}"' if isinstance(choice, str) else number(choice)


def range_of(counts: range, wanted: int) -> tuple[int, int, int]:
    """(min, max, step) of so many counts, spread over those that are possible; a single one is the largest
    but a third.
    """
    if wanted == 1:
        middle = counts[len(counts) * 2 // 3]
        return middle, middle, 1
    step = (len(counts) - 1) // (wanted - 1)
    return counts[0], counts[0] + step * (wanted - 1), step
