"""No constraint family can be forgotten, and no wrong bound passes: the exact tests would see it."""

from typing import get_args

import pytest

from comparison import GAP, compare, enumerated, without_family
from generator import instances
from models.rollout import FAMILIES
from planner.errors import NoPlan
from planner.errors.no_plan import LimitKind
from planner.solver import solve
from seeds import ALL, SEEDS

KINDS_FOR = {  # where to look first; every other instance is tried after them
    "cover": ("payload",),
    "cadence": ("manifests",),
    "pads": ("pads",),
    "minimum": ("minimum", "minimum-alone"),
    "laden": ("minimum-alone", "minimum", "bulk"),
    "tiers": ("bulk", "learning"),
    "reached": ("learning", "bulk"),
    "leaving": ("early-retirement-idle",),
    "removing": ("racks-that-leave",),
    "contracts": ("contracted-flights",),
    "working": ("attrition",),
    "accelerators": ("attrition",),
    "usable": ("replicas",),
    "steady": ("decay",),
    "delayed": ("decay",),
    "slots": ("decay",),
    "in_use": ("yearly",),
    "openings": ("opened-early",),
    "factory": ("factory",),
    "supply": ("supply",),
    "pilot": ("gate",),
    "passing": ("gate-of-two",),
    "ramp": ("gate-ramp",),
    "pilots_in_all": ("gate-ramp",),
    "milestones": ("milestone",),
    "shrinking": ("milestone",),
    "bus_nre": ("bus-nre",),
    "design_nre": ("design-nre",),
    "compute": ("nested",),
    "peaks": ("peaks",),
    "tokens": ("peaks",),
    "reach": ("reach",),
    "routes": ("down",),
    "uplink": ("up",),
    "downlink": ("down",),
    "racks": ("rack-life",),
    "ground_usable": ("lost-accelerators",),
    "running": ("idle-racks", "idle-peaks"),
    "ground_compute": ("ground-only",),
    "ground_peaks": ("ground-peaks",),
    "ground_tokens": ("ground-only",),
    "power": ("power",),
    "balance": ("payload",),
    "committed": ("committed",),
    "optional": ("optional",),
    "least": ("min-tokens",),
    "effective": ("assured",),
    "reserve": ("assured-replicas", "assured-peaks", "assured-ground"),
    "reserve_reach": ("assured-reach",),
    "assured": ("assured",),
    "cash": ("cash",),
}


BESIDE = {"assured_beside": [("assured-ground", 32)]}
"""Questions beside the usual seeds: only a site that serves beside a shell lets that family matter."""


@pytest.mark.filterwarnings(
    "ignore::RuntimeWarning"
)  # a formulation with a hole may leave the solver without a finite ratio
@pytest.mark.parametrize("family", [name for name, family in FAMILIES.items() if not family.is_implied])
def test_a_forgotten_family_is_noticed(family):
    first = [(kind, seed) for kind in KINDS_FOR.get(family, ()) for seed in SEEDS[kind]]
    first += BESIDE.get(family, [])
    for kind, seed in [*first, *(pair for pair in ALL if pair not in first)]:
        if fails_without(family, kind, seed):
            return
    pytest.fail(f"no exact test notices that {family} is missing")


def fails_without(family: str, kind: str, seed: int) -> bool:
    """Whether the exact test of an instance fails when the family is missing; a solver that breaks down fails
    it, too.
    """
    case, best = instances(kind, seed), enumerated(kind, seed)
    with without_family(family):
        try:
            outcome = solve(case, gap=GAP, time_limit_s=3)
        except NoPlan:
            return best is not None
        except Exception:
            return True
    return best is None or compare(case.objective, outcome.value, outcome.bound, best.value) != []


def test_limits_are_those_that_errors_name():
    named = {family.limit for family in FAMILIES.values() if family.limit}
    assert named == set(get_args(LimitKind))


def test_nothing_is_noticed_where_nothing_is_forgotten():
    assert not fails_without("no such family", "payload", SEEDS["payload"][0])


@pytest.mark.parametrize(
    "objective, value, bound, optimum, wrong",
    [
        ("levelized_cost", 4.0, 4.0, 4.0, None),
        ("levelized_cost", 4.0, 4.0 - 3e-6, 4.0, None),
        ("levelized_cost", 4.0, 4.00001, 4.0, "cuts off"),  # a bound that is too good to be true
        ("levelized_cost", 3.99999, 3.99999, 4.0, "better than the optimum"),  # a plan that is
        ("levelized_cost", 4.00001, 4.0, 4.0, "value 4.00001 is not the optimum"),
        (
            "levelized_cost",
            4.0,
            3.99999,
            4.0,
            "bound 3.99999 is not the optimum",
        ),  # true, but proves less than was asked
        ("cost", 40.0, 40.1, 40.0, "cuts off"),
        ("npv", 10.0, 10.0, 10.0, None),
        ("npv", 10.0, 9.9, 10.0, "cuts off"),  # npv is bounded from above
        ("npv", 10.1, 10.2, 10.0, "better than the optimum"),
        ("npv", -10.0, -9.9, -9.9, "value -10.0 is not the optimum"),
    ],
)
def test_a_wrong_bound_or_value_is_caught(objective, value, bound, optimum, wrong):
    found = compare(objective, value, bound, optimum)
    assert found == [] if wrong is None else any(wrong in line for line in found)


def test_a_wrong_bound_of_a_real_outcome_is_caught():
    """The bound of a solved instance, moved by ten gaps to the wrong side."""
    kind, seed = "manifests", SEEDS["manifests"][0]
    case, optimum = instances(kind, seed), enumerated(kind, seed).value
    outcome = solve(case, gap=GAP)
    sign = -1 if case.objective == "npv" else 1
    assert compare(case.objective, outcome.value, outcome.bound, optimum) == []
    assert compare(case.objective, outcome.value, optimum + sign * 10 * GAP * abs(optimum), optimum) != []
