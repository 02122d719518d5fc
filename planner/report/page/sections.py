"""The sections of the page, in the order in which people ask, and the blocks of each.

A section gets its pictures from planner.report.plan.all, and its blocks from the functions named here: a
function takes the Material and gives Blocks. One that has neither is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pandas as pd

from planner.explain import reasons
from planner.explain.answer import unserved_share
from planner.instance.numbers import counted, percent
from planner.report.figures.figure import Figure
from planner.report.page import assumptions, proof
from planner.report.page.block import Block, Section
from planner.report.page.material import Material
from planner.report.page.pictures import NARROW, WIDE, Picture, picture
from planner.report.page.tables import table_of
from planner.report.plan.all import CHANCES, FIGURES
from planner.report.plan.findings.costs import ITEMS
from planner.text import summary

WHY, WHEN, FLIES, COSTS, SERVED, SURE, ASSUMED, PROVEN = (
    "Why", "When", "What flies", "What it costs", "Who is served", "How sure", "What was assumed",
    "How it was proven",
)  # fmt: skip
MOVES = (
    "If a price rises by 1 %, a token gets dearer by so many percent. That holds for small changes: from a "
    "price that rises much, the plan turns away."
)
LACKS = (
    "What one satellite of each would have to cost less, or earn more, before it could better the plan; 0: "
    "in parts of a satellite it would, and whole satellites or its development keep it out."
)


def why(material: Material) -> Iterator[Block]:
    """What limits the plan, which designs it leaves out, which prices move the answer."""
    if material.reasons is not None:
        said, limits, designs = reasons.why(material.reasons)
        yield Block("What limits this plan", lines=tuple(said))
        for block in unless_empty("What more of a limit is worth", limits, "limits"):
            yield Block(block.title, (reasons.HOW,), block.table)
        for block in unless_empty("Good designs that do not fly", designs, "left-out"):
            yield Block(block.title, (LACKS,), block.table, is_folded=True)
    yield from moves(material)


def moves(material: Material) -> Iterator[Block]:
    """The prices that move the answer."""
    found = pd.DataFrame(
        [{**vars(move), "item": ITEMS.get(move.item, move.item)} for move in material.plan.record.moves],
        columns=["item", "what", "percent_per_percent"],
    )
    if len(found) and material.plan.tokens_tt:
        yield Block("Prices that move the answer", (MOVES,), table_of(found, "moves"))


def no_reasons(material: Material) -> str:
    """That what limits the plan is not known, where it is not."""
    if material.reasons is not None:
        return ""
    because = "its tables do not fit its instance" if material.audit.ok else "its audit failed"
    return f"What limits this plan cannot be derived: {because}."


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
        **{name: found.workloads[name].map(percent) for name in ("met", "met_low", "met_high")}
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
    (WHY, no_reasons, (why,)),
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
