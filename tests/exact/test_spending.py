"""The list of what is spent and earned gives the same money with the numbers of the linear program and with
those of the plan's tables, item by item.
"""

from __future__ import annotations

from types import SimpleNamespace
from unittest import mock

import pytest

from comparison import GAP, sizing
from generator import instances
from models.members import Members
from models.spending import COSTS, REVENUE
from planner.solver import evaluation, solve
from planner.solver.evaluation import decided_by, evaluate
from planner.tables import build as tables
from planner.tables.money import Ledger, ledger_of
from seeds import FEASIBLE

KINDS = (
    "learning-annuity", "contracts-prepaid", "cash-prepaid", "annuity-insured", "onsite", "idle-power",
    "replaced-accelerators", "take-or-pay-cash",
)  # fmt: skip
FAMILIES = "x n paid credited one unflown usedbus useddesign opened inuse S z K R own y served short".split()


def both(kind: str, seed: int, full: bool) -> tuple[Ledger, Ledger]:
    """Ledgers of the linear program's point, and of the tables of its plan."""
    case = instances(kind, seed)
    with mock.patch.object(evaluation, "solution", wraps=evaluation.solution) as spied:
        found = evaluate(case, decided_by(solve(case, gap=GAP).solution))
    assert found is not None
    settled, model, values, decided = spied.call_args.args
    point = SimpleNamespace(case=settled, members=Members.of(decided.satellites, decided.flights))
    point.__dict__.update({family: {} for family in FAMILIES})
    for (family, index), i in model.column.items():
        if family in FAMILIES:
            getattr(point, family)[index] = values[i]
    with mock.patch.object(tables, "amounts_of", wraps=tables.amounts_of) as spied:
        tables.build(case, found.solution, sizing(case))
    return ledger_of(point, full), ledger_of(tables.amounts_of(*spied.call_args.args), full)


def questions() -> list[tuple[str, int]]:
    """The first feasible seed of each kind."""
    return [next(pair for pair in FEASIBLE if pair[0] == kind) for kind in KINDS]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("question", questions(), ids=lambda pair: pair[0])
def test_the_tables_say_what_the_program_says(question, full):
    program, plan = both(*question, full)
    assert set(plan) | set(program)
    most = max(map(abs, plan.values()))
    for key in set(plan) | set(program):
        assert plan[key] == pytest.approx(program[key], abs=1e-7 * most), key


def test_every_item_is_among_the_questions():
    found = {
        item for question in questions() for (_, item, _), musd in both(*question, False)[1].items() if musd
    }
    assert found == {*COSTS, REVENUE}
