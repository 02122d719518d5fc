"""The least changes that make an impossible question possible: what a caller asks for and gets.

    pre-checks   the search says that there is no plan, and what stands in its way (planner/errors/no_plan.py)
    conflict     limits that cannot be kept together (planner/remedy/irreducible.py)
    elastic      of every lever, how little of it the relaxation needs, if it helps at all
                 (planner/remedy/elastic.py); of a large question that is not known, and each lever is tried
    singles      of every lever that may help, the least amount, by trying (planner/remedy/singles.py)
    several      where few levers help alone, two of them; where none does, as few as it takes
                 (planner/remedy/together.py)
    confirmed    an alternative is told once a plan with it was found and audited; it is called least where
                 the next smaller amount is proven to have none (planner/remedy/looking.py)

It ends: levers are finitely many, each search for an amount doubles its steps and then halves them, and every
run has a clock. Ctrl-C and the time limit keep what was found so far.
"""

from __future__ import annotations

from planner.errors import InstanceError, NoPlan
from planner.instance.reading import Instance
from planner.remedy import trying
from planner.remedy.irreducible import conflict
from planner.remedy.lever import Lever, Question
from planner.remedy.levers import levers_of
from planner.remedy.levers.arrays import levers_of_case
from planner.remedy.looking import Looking, Told
from planner.remedy.remedy import Remedies, Remedy
from planner.remedy.singles import singles
from planner.remedy.together import several
from planner.remedy.trying import Case, Program, Watch, case_of

VERDICT_SHARE = 0.4
CONFLICT_SHARE = 0.15
"""Of the time left: so much may go to whether there is a plan at all, and to the conflict."""

FEW = 2
"""Alternatives below which pairs of levers are looked at too."""


def remedies(instance: Instance, *, time_limit_s: float = 60.0, progress: Told | None = None) -> Remedies:
    """The least changes that make an instance possible. `progress` is told how many groups of levers of how
    many have been looked at. Raises InstanceError where the instance contradicts itself and no change was
    found that helps.
    """
    return remedies_of(instance, time_limit_s, progress)


def remedies_of(question: Question, time_limit_s: float, progress: Told | None = None) -> Remedies:
    """The same for an instance or its arrays."""
    clock = Watch(time_limit_s)
    refused: InstanceError | None = None
    no_plan: NoPlan | None = None
    try:
        if trying.confirmed(question, clock.part(VERDICT_SHARE)):
            return Remedies(True)
    except NoPlan as error:
        trying.interrupted(error)
        no_plan = error
    except InstanceError as error:
        refused = error
    case = None if refused else case_of(question)
    program = None if case is None else Program.of(case)
    is_proven = refused is not None or (no_plan is not None and no_plan.proven)
    looking = Looking(question, case, program, levers_in(question, case), clock, is_proven, progress)
    together: tuple[str, ...] = ()
    is_interrupted = False
    try:
        if program is not None and is_proven:
            together = conflict(program, clock.part(CONFLICT_SHARE))
        singles(looking, tuple(limit.kind for limit in no_plan.limits) if no_plan else ())
        if len(looking.found) < FEW:
            several(looking)
    except KeyboardInterrupt:
        is_interrupted = True
    if refused and not looking.found:
        raise refused
    return Remedies(
        False,
        str(no_plan or refused or "No plan was found."),
        without_needless(looking.found),
        together,
        is_interrupted or clock.left() <= 0,
    )


def without_needless(found: list[Remedy]) -> tuple[Remedy, ...]:
    """Alternatives by their share, without those in every year of which one year alone is enough."""
    ordered = sorted(found, key=lambda remedy: (remedy.share, remedy.parts[0].when == "every year"))
    seen: set[tuple[str, str]] = set()
    kept = []
    for remedy in ordered:
        first = remedy.parts[0]
        if len(remedy.parts) > 1 or first.when != "every year" or (first.what, first.where) not in seen:
            kept.append(remedy)
        seen.add((first.what, first.where))
    return tuple(kept)


def levers_in(question: Question, case: Case | None) -> list[Lever]:
    """The levers of a question; of one without arrays those of its file."""
    if isinstance(question, Case):
        return levers_of_case(question)
    return levers_of(question, question.data.study.launch_periods if case is None else case.periods)
