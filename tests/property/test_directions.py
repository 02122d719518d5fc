"""Four rules of thumb that a planner must never break, each with a question in which the rule decides: the
harder one is strictly dearer.

A gate that takes longer, less capital, a residency rule, fewer service lives to choose from: none of them
lowers the ratio. All at gap 1e-6.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from generator import instances
from models.case import Case
from small_questions import SEEDS, Answer, answer, answer_to, is_no_better, rearranged, repeatable

STRICT = 1e-4
"""Relative: by so much at least, a hundred gaps, the harder question is dearer where its rule decides."""


def longer_gate(case: Case, periods: int) -> Case:
    """Every pilot runs for so many periods more before its gate is passed."""
    return case.replaced(gate_periods=case.gate_periods + periods * np.isfinite(case.gate_max))


def less_capital(case: Case, share: float) -> Case:
    """A share of all that is raised."""
    return case.replaced(capital_musd=share * case.capital_musd)


def anywhere(case: Case) -> Case:
    """Every way down and every site may serve every region, and what is not served costs 20 $/Mtoken."""
    return case.replaced(
        gateway_allowed=np.ones_like(case.gateway_allowed),
        site_allowed=np.ones_like(case.site_allowed),
        shortfall_musd=np.full_like(case.shortfall_musd, 20.0),
    )


def at_home(case: Case, rule: str) -> Case:
    """Gateway g and site j lie in region g or j modulo the number of regions. `gateways`: both serve their
    own region only; `soil`: sites do.
    """
    region = np.arange(len(case.regions))[:, None]
    down, grown = (region == np.arange(n) % len(case.regions) for n in (len(case.gateways), len(case.sites)))
    return case.replaced(
        gateway_allowed=case.gateway_allowed & down & (rule != "soil"),
        site_allowed=case.site_allowed & grown,
    )


def fewer_lives(case: Case, which: str) -> Case:
    """The list without its first or its last life."""
    every = list(range(len(case.lives)))
    return rearranged(case, l=every[1:] if which == "without the first" else every[:-1])


# name -> (kinds in which it may decide, the harder question, by how much, a question in which it does decide)
RULES = {
    "a longer gate": (
        ["gate", "gate-of-two", "gate-ramp", "gate-beside"], longer_gate, [1, 2], ("gate", 200, 1),
    ),
    "less capital": (
        ["cash", "cash-prepaid", "cash-annuity", "debt", "learning-cash"], less_capital, [0.9, 0.6],
        ("cash", 201, 0.9),
    ),
    "a residency rule": (
        ["routes", "residency", "orbit-ground"], at_home, ["gateways", "soil"], ("routes", 200, "gateways"),
    ),
    "fewer service lives": (
        ["lives", "annuity", "weights", "weights-later", "by-the-kilogram-annuity"],
        fewer_lives, ["without the first", "without the last"], ("lives", 201, "without the last"),
    ),
}  # fmt: skip


def both(name: str, kind: str, seed: int, step) -> tuple[Answer, Answer]:
    """The answers to the harder and to the easier question."""
    harder = RULES[name][1]
    if harder is at_home:
        case = anywhere(instances(kind, seed))
        return answer(at_home(case, step)), answer(case)
    return answer(harder(instances(kind, seed), step)), answer_to(kind, seed)


def is_dearer(harder: Answer, easier: Answer) -> bool:
    """Whether the harder question's proven bound lies clearly above the easier one's plan, or it has no
    plan.
    """
    return harder.low > easier.high + STRICT * abs(easier.high)


@pytest.mark.parametrize("name", RULES)
def test_a_harder_question_is_never_cheaper(name):
    kinds, _, steps, _ = RULES[name]

    @repeatable(1)
    @given(st.sampled_from(kinds), SEEDS, st.sampled_from(steps))
    def holds(kind, seed, step):
        harder, easier = both(name, kind, seed, step)
        event("the rule decides" if is_dearer(harder, easier) else "it does not matter")
        assert is_no_better(harder, easier)

    holds()


@pytest.mark.parametrize("name", RULES)
def test_and_it_is_dearer_where_the_rule_decides(name):
    harder, easier = both(name, *RULES[name][3])
    assert harder.outcome is not None
    assert is_dearer(harder, easier)
