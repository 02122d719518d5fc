"""How a plan was proven: bound and gap, what the audit derived again and what it takes at its word, versions,
hashes, notes; and the badge that sums it up on the first screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from planner.auditing import CHECKS, LIMIT_NAMES
from planner.instance.numbers import counted, figures, within
from planner.plan.plan import Plan
from planner.report.page.answer import standing
from planner.report.page.block import Block
from planner.report.page.material import Material
from planner.report.page.tables import table_of
from planner.text.summary import horizon

MOST_VIOLATIONS = 50
AUDIT = "audit"  # the anchor of what was checked
WAYS = {
    "gap reached": "The search ended because the gap that was asked for was reached.",
    "time limit": "The search ended at its time limit, before the gap that was asked for was reached.",
    "interrupted": "The search was interrupted before the gap that was asked for was reached.",
    "search ended": "The search ended because there was nothing left to try; the gap stayed open.",
}


@dataclass(frozen=True)
class Badge:
    """The audit's verdict: one or two words, and a line about them."""

    is_passed: bool
    verdict: str
    detail: str


def badge(material: Material) -> Badge:
    """The verdict of the audit of today."""
    audit = material.audit
    if audit.ok:
        checked = f"{len(LIMIT_NAMES)} limits hold"
        more = f", {audit.stated} statements derived again" if audit.stated else ""
        return Badge(True, "Audit passed", f"{checked}{more}")
    return Badge(
        False, "Audit failed", f"{counted(len(audit.violations), 'contradiction')}: do not rely on this plan"
    )


def lead(material: Material) -> str:
    """Value, bound and gap in words."""
    plan = material.plan
    record, own = plan.record, standing(plan)
    ended = WAYS.get(record.status, "")
    if record.value is None:
        return f"Nothing is served, so the plan has no cost per token to compare. {ended}".strip()
    value, bound = own.told_apart()
    unit = " a million tokens" if own.unit != "M$" else ""
    if not bound:
        return f"The plan reaches {value}{unit}; nothing is proven about better ones. {ended}".strip()
    side = "more" if own.is_more_better else "less"
    gap = "" if record.gap is None else f", so that it is within {within(record.gap)} of the best possible"
    return (
        f"The plan reaches {value}{unit}. The search proved that no plan of this instance reaches {side} "
        f"than {bound}{gap}. {ended}"
    ).strip()


def blocks(material: Material) -> Iterator[Block]:
    """The blocks of this section."""
    plan = material.plan
    yield Block("The search", facts=tuple(search(plan)))
    yield audited(material)
    yield at_its_word(material)
    if plan.record.notes:
        yield Block("Before relying on the plan", lines=plan.record.notes)
    yield Block("What it was made with", facts=tuple(made_with(plan)))
    hashes = pd.DataFrame(sorted(plan.record.files_sha256.items()), columns=["file", "sha256"])
    if len(hashes):
        yield Block("Files of the instance", table=table_of(hashes, "files"), is_folded=True)


def search(plan: Plan) -> Iterator[tuple[str, str]]:
    """How the search went."""
    record, found = plan.record, plan.record.candidates
    yield "way", record.path
    yield "status", record.status
    if record.gap is not None:
        yield "gap", f"{figures(100 * record.gap)} %, {figures(100 * record.options.gap)} % was asked for"
    if "total" in plan.run.seconds:
        yield "took", f"{figures(plan.run.seconds['total'])} s"
    yield "horizon", horizon(record.horizon)
    if found.enumerated:
        yield (
            "designs",
            f"{found.enumerated:,} possible; {found.refused:,} cannot fly, {found.dominated:,} never better "
            f"than another, {found.offered:,} offered to the search, {found.flown:,} fly",
        )


def audited(material: Material) -> Block:
    """What was derived again from the files, and what was found."""
    audit = material.audit
    if audit.ok:
        says = (
            f"When this page was made, {len(LIMIT_NAMES)} limits were checked and every dollar was added up "
            "again from the tables of the plan, by code that shares no formula with the search. "
            f"{audit.stated} statements of plan.json and the other files agree with that."
        )
        return Block("What was checked", (says,), anchor=AUDIT)
    told = tuple(str(violation) for violation in audit.violations[:MOST_VIOLATIONS])
    more = len(audit.violations) - len(told)
    says = (
        "When this page was made, the plan was derived again from its files. They contradict each other, or "
        "the limits of their instance: the folder was edited or damaged, or the planner has a fault."
    )
    return Block(
        "What was checked", (says,), lines=(*told, *((f"and {more:,} more",) if more else ())), anchor=AUDIT
    )


def at_its_word(material: Material) -> Block:
    """What no file can prove."""
    rows = [{"statement": key, "why": CHECKS.why.get(key, "")} for key in material.audit.claims]
    frame = pd.DataFrame(rows, columns=["statement", "why"])
    says = "These statements are held to sense, but no file can prove them again."
    return Block("What is taken at its word", (says,), table_of(frame, "claims"), is_folded=True)


def made_with(plan: Plan) -> Iterator[tuple[str, str]]:
    """Versions, hash and options."""
    record, run = plan.record, plan.run
    if run.solved:
        yield "solved", run.solved
    yield "instance", record.instance
    if record.sha256:
        yield "sha256 of the instance", record.sha256
    options = record.options
    yield "asked", f"case {options.case}, boundary {options.boundary}, seed {record.seed}"
    if run.versions:
        yield "versions", ", ".join(f"{name} {number}" for name, number in run.versions.items())
    yield (
        "machine",
        f"{run.machine.system}, {run.machine.processor}, {run.machine.cores or 'unknown number of'} cores",
    )
