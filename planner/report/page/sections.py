"""The sections of the page, in the order in which people ask, and the blocks of each.

A section gets its pictures from planner.report.plan.all, and its blocks from the functions named here: a
function takes the Material and gives Blocks. One that has neither is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pandas as pd

from planner.report.figures.figure import Figure
from planner.report.figures.words import counted
from planner.report.page import assumptions, proof
from planner.report.page.answer import unserved_share
from planner.report.page.block import Block, Section
from planner.report.page.material import Material
from planner.report.page.pictures import NARROW, WIDE, Picture, picture
from planner.report.page.tables import table_of
from planner.report.page.words import percent
from planner.report.plan import names
from planner.report.plan.all import CHANCES, FIGURES
from planner.report.plan.findings.costs import ITEMS
from planner.text import summary

WHY, WHEN, FLIES, COSTS, SERVED, SURE, ASSUMED, PROVEN = (
    "Why", "When", "What flies", "What it costs", "Who is served", "How sure", "What was assumed",
    "How it was proven",
)  # fmt: skip


def why(material: Material) -> Iterator[Block]:
    """What moves the answer, and what was left out."""
    plan = material.plan
    moves = pd.DataFrame(
        [
            {
                "item": ITEMS.get(move.item, move.item),
                "what": move.what,
                "percent_per_percent": move.percent_per_percent,
            }
            for move in plan.record.moves
        ]
    )
    if len(moves) and plan.tokens_tt:
        text = (
            "If a price rises by 1 %, a token gets dearer by so many percent. That holds for small changes: "
            "from a price that rises much, the plan turns away."
        )
        yield Block("Prices that move the answer", (text,), table_of(moves, "moves"))
    left = pd.DataFrame(map(vars, plan.record.candidates.left_out), columns=["design", "lacks_musd"])
    if len(left):
        text = (
            "What one satellite of each would have to cost less, or earn more, before it could better the "
            "plan; 0: it has a place in the relaxation, and whole satellites or its development keep it out."
        )
        yield Block("Good designs that do not fly", (text,), table_of(left, "left-out"), is_folded=True)


def flies(material: Material) -> Iterator[Block]:
    """Flights and satellites in sums."""
    plan = material.plan
    yield from unless_empty("Flights by vehicle", summary.flights(plan), "flights-by-vehicle")
    yield from unless_empty("Satellites launched", summary.satellites(plan), "satellites-launched")
    yield from unless_empty("Accelerators bought", summary.bought(plan), "accelerators-bought")


def costs(material: Material) -> Iterator[Block]:
    """What each side and each item costs."""
    plan = material.plan
    yield from unless_empty("Orbit and ground, discounted", summary.sides(plan), "sides")
    items = summary.costs(plan)
    items["item"] = [ITEMS.get(item.replace(" ", "_"), item) for item in items.item]
    yield from unless_empty("Cost by item, discounted", items, "cost-by-item")


def how_served(material: Material) -> str:
    """Whether the commitments are kept."""
    plan = material.plan
    if not (plan.demand.committed_tt > 0).any():
        return "Nothing is committed: tokens are served where they pay."
    share = unserved_share(plan)
    if share <= 1e-9:
        return "All committed tokens are served."
    return (
        f"{percent(share).capitalize()} of the committed tokens are not served; a penalty is paid for each."
    )


def served(material: Material) -> Iterator[Block]:
    """Asked and served by workload."""
    yield from unless_empty("Demand by workload, all periods", summary.demand(material.plan), "demand")


def sure(material: Material) -> Iterator[Block]:
    """How often the commitments of a workload are all met."""
    found = material.simulation
    if found is None:
        return
    text = (
        f"Each of {counted(found.runs, 'run')} draws which launches fail and which satellites and "
        f"accelerators die (seed {found.seed}); a workload counts where every region gets what it was "
        "promised in every period."
    )
    shares = found.workloads.assign(
        **{name: found.workloads[name].map(names.percent) for name in ("met", "met_low", "met_high")}
    )
    for block in unless_empty("Chance that all commitments are met", shares, "chances-by-workload"):
        yield Block(block.title, (text,), block.table)


def unless_empty(title: str, frame: pd.DataFrame, file: str) -> Iterator[Block]:
    """A block of a table that has rows."""
    if len(frame):
        yield Block(title, table=table_of(frame, file))


def nothing(material: Material) -> str:
    """No lead."""
    return ""


Blocks = Callable[[Material], Iterable[Block]]
SECTIONS: tuple[tuple[str, Callable[[Material], str], tuple[Blocks, ...]], ...] = (
    (WHY, nothing, (why,)),
    (WHEN, nothing, ()),
    (FLIES, nothing, (flies,)),
    (COSTS, nothing, (costs,)),
    (SERVED, how_served, (served,)),
    (SURE, nothing, (sure,)),
    (ASSUMED, assumptions.lead, (assumptions.blocks,)),
    (PROVEN, proof.lead, (proof.blocks,)),
)
"""title, what its first sentences are, functions that give its blocks"""


def sections(material: Material) -> list[Section]:
    """The sections that have something to say."""
    pictures = drawn(material)
    found = []
    for title, lead, blocks in SECTIONS:
        held = tuple(block for function in blocks for block in function(material))
        if held or pictures.get(title):
            found.append(Section(title, slug(title), lead(material), tuple(pictures.get(title, ())), held))
    return found


def drawn(material: Material) -> dict[str, list[Picture]]:
    """Section -> its pictures."""
    from altair.utils.schemapi import debug_mode

    found: dict[str, list[Picture]] = {}
    with debug_mode(False):  # the tests of each picture let Altair check it; here that takes half of the time
        for title, name, draw in drawings(material):
            one = picture(name, draw(width=WIDE), draw(width=NARROW))
            if one is not None:
                found.setdefault(title, []).append(one)
    return found


def drawings(material: Material) -> Iterator[tuple[str, str, Callable[..., Figure | None]]]:
    """Section, name and what draws it at a `width`, of every picture that there may be."""
    for title, name, draw in FIGURES:
        yield title, name, partial(draw, material.plan)
    if material.simulation is not None:
        for title, name, draw_chances in CHANCES:
            yield title, name, partial(draw_chances, material.plan, material.simulation)


def slug(title: str) -> str:
    """A title as an anchor."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
