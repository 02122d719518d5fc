"""What is said of demand that nothing can serve: whose, when, how much, and since when anything could."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from planner.coefficients import build
from planner.errors import NoPlan
from planner.errors.no_plan import MissingMinimum, MissingMoney, MissingTokens, Since
from planner.instance.reading import read
from planner.solver.missing import first_from_ground, first_from_orbit, missing, since, unmet

STARTER = read(Path(__file__).parents[1] / "cases" / "short-starter.toml")
CASE = build(STARTER).case
FIRST = ("committed", (0, 0, 0), 12.345)
LATER = ("committed", (0, 0, 4), 1.0)


def said(missed) -> str:
    """What is said of a model without any limits."""
    no_rows = SimpleNamespace(row={})
    return str(unmet(CASE, no_rows, missed, lambda _: False))


def unserved(missed) -> str:
    first = since(CASE, missed[0]) if missed else None
    error = NoPlan("time limit", False, missing=missing(CASE, missed), since=first)
    return str(error).removeprefix("No plan was found before the time limit; there may still be one.")


def test_the_first_place_is_named_and_the_others_are_counted():
    """100 Tt a year are 25 Tt a quarter; racks need six months, two quarters, satellites none."""
    assert said([FIRST, LATER]) == (
        "No plan meets the inputs: of the committed batch for north-america in the period from 2027-01-01, "
        "12.3 of 25 Tt cannot be served even with every launch and rack allowed, and in 1 other place. "
        "No rack that could serve it can be in service before the period from 2027-07-01."
    )
    assert "and in 2 other places." in said([LATER, FIRST, FIRST])
    assert said([LATER]).endswith("every launch and rack allowed.")


def test_the_same_as_data():
    error = unmet(CASE, SimpleNamespace(row={}), [FIRST, LATER], lambda _: False)
    assert error.proven and error.reason == "demand" and error.limits == ()
    assert error.missing == (
        MissingTokens("batch", "north-america", "2027-01-01", 12.345, 25.0),
        MissingTokens("batch", "north-america", "2028-01-01", 1.0, 375.0),
    )
    assert error.since == Since(late=(("rack", "2027-07-01"),))


def test_what_was_not_served_when_the_time_was_over():
    assert unserved([]) == ""
    assert unserved([LATER]) == (
        " When it ended, even flights and racks in parts left unserved, "
        "of the committed batch for north-america in the period from 2028-01-01, 1 of 375 Tt."
    )
    assert unserved([("least", "all", 2.0)]).endswith("left 2 Tt of min_tokens unserved.")


CHAT = MissingTokens("chat", "europe", "2028-01-01", 2.0, 5.0, probability=0.9)
SAID = [
    (NoPlan("money", True, missing=(MissingMoney("2028-01-01", 3.0),)),
     "In the period from 2028-01-01 capital, debt and"),
    (NoPlan("money", False, whole=True), "No plan was found, though there is one with no limit on cash"),
    (NoPlan("nothing serves", True), "No plan serves any token: nothing that could serve"),
    (NoPlan("nothing serves", True, whole=True),
     "No plan serves any token with whole satellites, flights and racks."),
    (NoPlan("limits", True, all_frozen=True),
     "every launch and rack allowed: every launch period is frozen."),
    (NoPlan("demand", True, missing=(CHAT,), free_from="2027-07-01"),
     "the committed chat for europe in the period from 2028-01-01 cannot be met with a probability of 0.9 "
     "even with every launch and rack allowed from 2027-07-01 on, or what is frozen until then breaks "
     "a limit; 2 Tt of reserve are missing."),
    (NoPlan("demand", True, missing=(MissingMinimum(3589.6),)),
     "No plan serves min_tokens: 3,590 Tt are missing even with"),
    (NoPlan("frozen", False), "beside what is frozen no limit can be kept"),
    (NoPlan("Ctrl-C", False), "No plan was found before Ctrl-C; there may still be one."),
    (NoPlan("search ended", False, whole=True), "that there is none has not been proven."),
    (NoPlan("not confirmed", False, whole=True), "the solver could not confirm that there is none."),
]  # fmt: skip


@pytest.mark.parametrize("error, words", SAID)
def test_every_reason_is_said(error, words):
    assert words in str(error)


def test_the_first_period_in_which_anything_serves():
    assert (first_from_orbit(CASE, 0, 0), first_from_ground(CASE, 0, 0)) == (0, 2)
    ground, orbit = build(STARTER, "ground").case, build(STARTER, "orbit").case
    assert first_from_orbit(ground, 0, 0) == ground.periods
    assert first_from_ground(orbit, 0, 0) == orbit.periods
    raised = {f"shells.{shell}.raising_days": 200 for shell in CASE.shells}  # three quarters
    assert first_from_orbit(build(STARTER.with_values(raised)).case, 0, 0) == 3
