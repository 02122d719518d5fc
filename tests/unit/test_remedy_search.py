"""The numbers of amounts, the search for the least of them, series edited in a year, and how remedies are
told.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from planner.explain import limits
from planner.instance.series import Mean
from planner.remedy.amounts import Digits, Steps
from planner.remedy.irreducible import spans
from planner.remedy.levers import arrays
from planner.remedy.levers.editing import Year, edited
from planner.remedy.remedies import without_needless
from planner.remedy.remedy import Change, Remedies, Remedy
from planner.remedy.searching import from_above, least_number
from planner.remedy.telling import as_data, command, lines

YEAR = Year(date(2031, 1, 1), date(2032, 1, 1))


def test_steps():
    months = Steps(last=4, step=3)
    assert [months.amount(n) for n in range(5)] == [0, 3, 6, 9, 12]
    assert [months.number(amount) for amount in (0.1, 3, 3.1, 99)] == [1, 1, 2, 4]


def test_amounts_of_two_digits_rise_by_one_of_the_second():
    amounts = Digits.between(0.02, 50)
    found = [amounts.amount(n) for n in range(amounts.last + 1)]
    assert found[:3] == [0.0, 0.01, 0.011]
    assert found[-1] == 50
    assert 0.58 in found and 0.59 in found and 0.585 not in found
    assert all(a < b for a, b in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("amount", [0.02, 0.0211, 0.099, 0.0991, 0.1, 0.57, 9.99, 10.0, 49.0])
def test_the_number_of_an_amount_is_the_first_that_is_no_less(amount):
    amounts = Digits.between(0.02, 50)
    number = amounts.number(amount)
    assert amounts.amount(number) >= amount * (1 - 1e-9) > amounts.amount(number - 1)


@pytest.mark.parametrize("least", [1, 2, 3, 7, 64, 99, 100])
@pytest.mark.parametrize("first", [0, 1, 3, 7, 63, 100])
def test_the_least_number_is_found_wherever_the_search_begins(least, first):
    """Also below where it was thought to lie."""
    assert least_number(lambda number: number >= least, first, 100) == least


@pytest.mark.parametrize("least", [1, 2, 3, 62, 63, 250, 999, 1000])
def test_from_a_number_that_works_down(least):
    assert from_above(lambda number: number >= least, 1000) == least


@pytest.mark.parametrize("likely", [64, 65, 80, 100])
def test_the_least_number_between_what_is_proven_and_what_likely_works(likely):
    tried = []
    assert least_number(lambda number: tried.append(number) or number >= 64, 60, 100, likely) == 64
    assert tried[0] == likely and min(tried) >= 60


def test_no_number_works():
    tried = []
    assert least_number(lambda number: tried.append(number), 1, 1000) is None  # unknown is no yes
    assert len(tried) < 15 and tried[-1] == 1000


def test_a_series_is_raised_in_one_year():
    series = Mean((date(2030, 1, 1), date(2031, 7, 1)), (8.0, 10.0))
    assert edited(series, lambda value: value + 3, YEAR) == {
        "dates": [date(2030, 1, 1), date(2031, 1, 1), date(2031, 7, 1), date(2032, 1, 1)],
        "value": [8.0, 11.0, 13.0, 10.0],
    }


def test_a_constant_stays_a_number():
    assert edited(Mean((date(2030, 1, 1),), (1.5,)), lambda value: value + 0.6) == 2.1


def test_a_year_that_does_not_begin_in_january_is_named_by_its_day():
    assert YEAR.name == "2031"
    assert Year(date(2031, 7, 1), date(2032, 7, 1)).name == "the year from 2031-07-01"


def test_years_in_a_row_are_a_span():
    assert spans(["2028", "2029", "2030", "2032"]) == "2028 to 2030 and 2032"
    assert spans(["2028"]) == "2028"


def remedy(what: str, when: str, share: float, **more) -> Remedy:
    return Remedy((Change(what, "x", when, 1.0, "", share, f"{what} in {when}"),), **more)


def test_a_change_in_every_year_is_needless_where_one_year_is_enough():
    found = [
        remedy("flights", "every year", 0.5),
        remedy("flights", "2030", 0.5),
        remedy("grid", "always", 0.1),
    ]
    assert [one.says for one in without_needless(found)] == ["grid in always", "flights in 2030"]
    found = [remedy("flights", "every year", 0.4), remedy("flights", "2030", 0.5)]
    assert len(without_needless(found)) == 2


def test_the_command_replaces_what_was_set_before():
    one = remedy("grid", "always", 0.1, changes={"sites.tx.grid_mw": 2.1})
    assert command(one, "a b.toml", ["sites.tx.grid_mw=1.5", "study.name=x"]) == (
        "planner solve 'a b.toml' --set study.name=x --set sites.tx.grid_mw=2.1"
    )


def test_what_is_not_proven_least_says_so():
    told = lines(Remedies(False, "No plan.", (remedy("grid", "always", 0.1),), ("a", "b")), "x.toml", ())
    assert "These cannot be kept together: a; b." in told
    assert any("not proven" in line for line in told)
    told = lines(Remedies(False, "No plan.", (remedy("grid", "always", 0.1, is_least=True),)), "x.toml", ())
    assert not any("not proven" in line for line in told)


def test_nothing_found_and_nothing_needed_are_said():
    assert lines(Remedies(True), "x.toml", ()) == ["x.toml: has a plan; nothing needs to change"]
    assert "was found that makes it possible" in "".join(lines(Remedies(False, "No plan."), "x.toml", ()))


def test_printed_they_say_why_not_and_what_would_do():
    one = remedy("grid", "always", 0.1)
    assert str(Remedies(False, "No plan.", (one,))) == f"No plan.\n- {one.says}"
    assert str(Remedies(True)) == "a plan exists as it is: nothing needs to change"


def test_json_holds_the_settings():
    one = remedy("flights", "2030", 0.5, changes={"a.b": {"dates": [date(2030, 1, 1)], "value": [1.0]}})
    data = as_data(Remedies(False, "No plan.", (one,)))
    assert data["alternatives"][0]["set"] == ['a.b={ "dates" = [2030-01-01], "value" = [1.0] }']


def test_an_ended_search_does_not_claim_that_there_is_nothing():
    told = "".join(lines(Remedies(False, "No plan.", is_interrupted=True), "x.toml", ()))
    assert "there may be one" in told and "few together" not in told
    found = (remedy("grid", "always", 0.1, is_least=True),)
    assert "there may be more" in "".join(lines(Remedies(False, "No plan.", found, (), True), "x.toml", ()))


def test_every_limit_that_is_known_can_be_moved():
    """What planner/explain/limits.py calls a limit has words here, so that a Case of any kind has levers."""
    source = (Path(limits.__file__)).read_text(encoding="utf-8")
    kinds = set(re.findall(r'yield Limit\(\s*"([^"]+)"', source))
    assert kinds == {*arrays.KINDS, "Tt committed"}
