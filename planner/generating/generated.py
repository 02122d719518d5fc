"""A made-up question: its text, and what came out of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from planner import coefficients
from planner.generating import asked
from planner.generating.asked import Sizes
from planner.generating.calibrating import calibrated
from planner.generating.scale import Scale
from planner.generating.text import LENGTHS, counted, text
from planner.instance import arguments
from planner.instance.reading import Instance
from planner.instance.writing import write_new

NEAR = 0.02
"""Designs on offer so near to what was asked are not looked for again."""
PASSES = 4


@dataclass(frozen=True)
class Generated:
    """A made-up question.

    toml       the text of its instance file
    designs    designs on offer
    flights    flights in the linear relaxation of a smaller companion: a good plan flies about so many
    sizes      what was asked for
    """

    toml: str = field(repr=False)
    designs: int
    flights: int
    sizes: Sizes

    def __str__(self) -> str:
        wanted = self.sizes
        periods = counted(wanted.periods, LENGTHS[wanted.period_months])
        designs = f"{counted(self.designs, 'design')} on offer (asked for {wanted.designs:,})"
        flights = f"about {counted(self.flights, 'flight')} (asked for {wanted.flights:,})"
        return f"{periods}, {designs}, {flights}"

    @property
    def instance(self) -> Instance:
        """The question, read."""
        return Instance.from_files({"generated.toml": self.toml})

    def write(self, path: str | os.PathLike[str], force: bool = False) -> Path:
        """Write the instance file and return its path. An existing file is replaced only with `force`
        (InstanceError otherwise).
        """
        arguments.a_path("path", path, "an instance file")
        arguments.a_flag("force", force)
        write_new({Path(path): self.toml.encode()}, force)
        return Path(path)


def generate(periods: int, shells: int, vehicles: int, designs: int, flights: int, seed: int) -> Generated:
    """The member of the family with these sizes. TypeError and ValueError for what is no such size."""
    sizes = asked.sizes(periods, shells, vehicles, designs, flights, seed)
    return with_designs(sizes, *calibrated(sizes))


def with_designs(sizes: Sizes, flights: float, scale: Scale) -> Generated:
    """The question whose designs on offer come nearest to those asked for: some of what is spanned is
    dominated, so the share that was left is asked for beyond it.
    """
    found: dict[int, Generated] = {}
    spanned = sizes.designs
    for _ in range(PASSES):
        if spanned in found:
            break
        toml = text(sizes, scale, spanned)
        on_offer = offered(toml)
        found[spanned] = Generated(toml, on_offer, round(flights), sizes)
        if abs(on_offer / sizes.designs - 1) <= NEAR:
            break
        spanned = round(spanned * sizes.designs / max(1, on_offer))
    return min(found.values(), key=lambda one: abs(one.designs - sizes.designs))


def offered(toml: str) -> int:
    """Designs on offer to the search."""
    return len(coefficients.build(Instance.from_files({"generated.toml": toml})).case.designs)
