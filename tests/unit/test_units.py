"""Every array of a Case says its unit, and a question is the same arrays in whatever units of money, tokens
and weights it is written.
"""

from dataclasses import fields
from math import inf

import numpy as np
import pytest

from models.case import AXES, Case
from models.units import UNIT, Scale, powers, rounded
from small_plan import small_case
from written import written

WORDS = {"M$", "Tt", "w", "MW", "Gbit", "s", "t", "m3", "year", "flights", "or", "1"}  # of units


def test_every_array_and_number_has_a_unit():
    numbers = {f.name for f in fields(Case) if f.type in ("int", "float")}
    assert set(UNIT) >= set(AXES) | numbers
    assert {word for unit in UNIT.values() for word in unit.replace("/", " ").split()} == WORDS


def test_money_is_what_its_name_says():
    assert {name for name in AXES if powers(name)[0]} == {n for n in AXES if "musd" in n.split("_")}


@pytest.mark.parametrize(
    "name, wanted",
    [("grid_musd", (1, 0, 0)), ("shortfall_musd", (1, -1, 0)),
     ("rate", (0, 1, 0)), ("min_tokens_tt", (0, 1, 1)), ("slots", (0, 0, 0))],
)  # fmt: skip
def test_powers(name, wanted):
    assert powers(name) == wanted


@pytest.mark.parametrize("musd, tt, weight", [(1e-9, 1e-6, 1.0), (1e9, 1e6, 3.0), (7.3, 0.11, 1 / 7)])
def test_the_scaled_question_is_the_same(musd, tt, weight):
    case = small_case()
    other = written(case, musd, tt, weight)
    one, two = Scale.of(case), Scale.of(other)
    assert (two.musd / one.musd, two.tt / one.tt) == pytest.approx((musd, tt))
    first, second = one.scaled(case), two.scaled(other)
    for name in UNIT:
        assert np.array_equal(getattr(first, name), getattr(second, name)), name


def test_a_figure_out_of_the_ordinary_does_not_move_the_scale():
    case = small_case()
    dear = case.price_musd.copy()
    dear[0, 0] = 1e12
    assert Scale.of(case.replaced(price_musd=dear)).musd <= 10 * Scale.of(case).musd


def test_nothing_has_the_scale_one():
    case = small_case()
    free = case.replaced(**{name: 0 * getattr(case, name) for name in AXES if powers(name) == (1, 0, 0)})
    assert Scale.of(free).musd == 1.0


def test_rounding_keeps_zero_and_infinity():
    assert rounded(np.array([0.0, inf, -1 / 3, 2e300])).tolist() == [0.0, inf, -0.333333333333, 2e300]
    assert rounded(2 / 3) == 0.666666666667
