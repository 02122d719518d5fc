"""What figures find: number words, proven verdicts, the sentences that become titles."""

import math

import numpy as np
import pandas as pd
import pytest

from planner.report.figures import findings, heat_map, ladder, tornado
from planner.report.figures.intervals import by_value, contour, covers_between, crossings, stretches, verdict
from planner.report.figures.words import (
    Quantity,
    dollars,
    figures,
    measure,
    name_of_key,
    ordinal,
    quantity,
    sentence,
    span,
    times,
    unit_of_key,
)

NAN = math.nan
PRICE = Quantity("Launch price", "$/kg")


def table_of(*rows, x=(50, 100, 200, 400, 800, 1600)):
    """A table by value from (best, proven, best of the ground, proven of the ground) at each x."""
    runs = [
        {"x": value, "case": case, "ratio_usd_per_mtoken": best, "bound": bound}
        for value, row in zip(x, rows)
        for case, best, bound in (("orbit", row[0], row[1]), ("ground", row[2], row[3]))
    ]
    return by_value(pd.DataFrame(runs), "x")


CHEAP, CLOSE, DEAR, GAP = (1.0, 0.9, 2, 1.9), (2.0, 1.8, 2.1, 1.9), (3, 2.9, 2, 1.9), (NAN, NAN, 2, 1.9)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.137, "$0.137"), (1000, "$1,000"), (0.1, "$0.10"), (412.4, "$412"), (2.4, "$2.40"), (0, "$0"),
        (1234567, "$1,230,000"), (92.1, "$92.1"), (0.00012, "$0.00012"), (-0.5, "-$0.50"), (-0.0, "$0"),
        (999.9, "$1,000"), (9.999, "$10"),
    ],
)  # fmt: skip
def test_dollars_have_three_significant_digits(value, text):
    assert dollars(value) == text


def test_other_numbers_and_units():
    assert figures(1234.5) == "1,230"
    assert measure(60, "M$") == "60 M$"
    assert measure(200, "$/kg") == "$200/kg"
    assert measure(2031.0, "year") == "2031"
    assert measure(-20, "°C") == "-20°C"
    assert measure("slow", "km") == "slow"
    assert [times(v) for v in (0.97, 1.02, 1.999, 2.41, 12.3, 0.034, NAN)] == [
        "0.97", "1.02", "2.0", "2.4", "12", "0.034", "-",
    ]  # fmt: skip
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 21)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "11th",
        "12th",
        "21st",
    ]


def test_a_span_names_its_unit_once_and_keeps_its_ends_apart():
    assert span(50, 3600, "$/kg") == "$50 and $3,600/kg"
    assert span(60, 90, "M$", "to") == "60 to 90 M$"
    assert span(2030, 2031, "year") == "2030 and 2031"
    assert span(412.31, 412.34, "$/kg") == "$412.31 and $412.34/kg"
    assert span(5, 5, "km") == "5 and 5 km"


@pytest.mark.parametrize(
    ("path", "name", "unit"),
    [
        ("vehicles.falcon-9.price_musd", "falcon-9 price", "M$"),
        ("vehicles.*.price_musd", "price of all vehicles", "M$"),
        ("study.discount_rate", "discount rate", ""),
        ("sites.texas.grid_usd_per_kwh", "texas grid", "$/kWh"),
        ("buses.big.radiator_kg_per_m2", "big radiator", "kg/m²"),
        ("accelerators.b200.life_years", "b200 life", "years"),
        ("workloads.chat.demand.na.committed_tt_per_year.yearly_growth",
         "chat demand na committed yearly growth", ""),
        ("sites.texas.upkeep_share_per_year", "texas upkeep share", "/year"),
    ],
)  # fmt: skip
def test_names_and_units_of_keys(path, name, unit):
    assert (name_of_key(path), unit_of_key(path)) == (name, unit)


def test_quantities_by_title_else_by_key():
    assert quantity("x", "Launch price ($/kg)") == PRICE
    assert quantity("x", "Altitude, km") == Quantity("Altitude", "km")
    assert quantity("vehicles.*.price_musd", "") == Quantity("Price of all vehicles", "M$")
    assert quantity("start_year", "First launch in year", [2027, 2030]).unit == "year"
    assert quantity("accelerators.b200.life_years", "", [2, 5]).unit == "years"
    assert Quantity("Altitude", "km").title == "Altitude (km)"
    assert (PRICE.title, PRICE.tick(50)) == ("Launch price", "$50/kg")
    long = Quantity("Price", "$/kg of payload")
    assert (long.title, long.tick(50)) == ("Price ($/kg of payload)", "$50")
    assert [sentence(t) for t in ("launch price", "kg/m2 of it", "b200 life")] == [
        "Launch price", "kg/m2 of it", "b200 life",
    ]  # fmt: skip


def test_a_verdict_needs_intervals_apart():
    assert verdict(1, 0.9, 2, 1.5) == "orbit"
    assert verdict(2, 1.8, 1, 0.9) == "ground"
    assert verdict(1.6, 1.0, 2, 1.5) == "undecided"
    assert verdict(1, NAN, 2, NAN) == "undecided"
    assert verdict(NAN, NAN, 2, 1.5) is None
    assert verdict(2, 2, 2, 2) == "undecided"


def test_runs_of_one_question_join_into_the_tighter_interval():
    rows = [(1, "orbit", 3, 1), (1, "orbit", 2.5, 2), (1, "ground", 1, 5), ("x", "orbit", 1, 1)]
    table = by_value(pd.DataFrame(rows, columns=["p", "case", "ratio_usd_per_mtoken", "bound"]), "p")
    assert len(table) == 1
    assert tuple(table.loc[0, ["orbit", "orbit_proven", "ground", "ground_proven"]]) == (2.5, 2, 1, 1)


def test_a_gap_ends_a_stretch():
    table = table_of(CHEAP, CHEAP, GAP, CHEAP, DEAR)
    assert [(s.verdict, s.low, s.high) for s in stretches(table)] == [
        ("orbit", 50, 100), ("orbit", 400, 400), ("ground", 800, 800),
    ]  # fmt: skip


def test_one_break_even_with_the_interval_that_is_proven():
    table = table_of((1, 0.9, 2, 1.9), (1.5, 1.4, 2, 1.9), (1.95, 1.8, 2, 1.9), (2.3, 2.1, 2, 1.9))
    (change,) = crossings(table, is_log=True)
    assert (change.low, change.high, change.orbit_below) == (100, 400, True)
    assert 200 < change.at < 250
    assert findings.break_even(table, PRICE, is_log=True) == (
        "Orbit beats the ground below some price between $100 and $400/kg: proven"
    )
    narrow = table_of(*[(1, 0.9, 2, 1.9), (1.95, 1.8, 2, 1.9), (2.3, 2.1, 2, 1.9)], x=(380, 400, 440))
    assert findings.break_even(narrow, PRICE) == (
        "Orbit beats the ground below about $410/kg (between $380 and $440/kg: proven)"
    )
    other = table_of((2.3, 2.1, 2, 1.9), (1.95, 1.8, 2, 1.9), (1, 0.9, 2, 1.9), x=(3, 4, 5))
    assert findings.break_even(other, Quantity("Power", "$/MWh")) == (
        "Orbit beats the ground above about $3.90/MWh (between $3 and $5/MWh: proven)"
    )


def test_the_estimate_stays_inside_what_is_proven():
    table = table_of((1, 0.9, 2, 1.9), (3, 2.9, 2, 1.9), x=(411.1, 411.4))
    (change,) = crossings(table)
    assert change.low <= change.estimate <= change.high


def test_years_are_not_interpolated():
    table = table_of(DEAR, DEAR, CLOSE, CHEAP, x=(2029, 2030, 2031, 2032))
    year = Quantity("Year", "year")
    assert findings.break_even(table, year) == (
        "Orbit beats the ground from 2032 on and is dearer until 2030: proven"
    )
    table = table_of(CHEAP, DEAR, x=(2029, 2030))
    assert findings.break_even(table, year) == (
        "Orbit beats the ground until 2029 and is dearer from 2030 on: proven"
    )


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([DEAR] * 6, "Orbit stays dearer at all 6 prices from $50 to $1,600/kg: proven"),
        ([CHEAP] * 2, "Orbit is cheaper at $50 and $100/kg: proven"),
        ([CHEAP], "Orbit is cheaper at $50/kg: proven"),
        ([DEAR, GAP, DEAR, DEAR], "Orbit stays dearer at the 3 prices compared from $50 to $400/kg: proven"),
        ([CLOSE] * 3, "Orbit looks cheaper at all 3 prices from $50 to $200/kg, but it is not proven"),
        ([(2.2, 1.9, 2.1, 1.8)], "Orbit looks dearer at $50/kg, but it is not proven"),
        ([CLOSE, (2.2, 1.9, 2.1, 1.8), CLOSE],
         "Orbit and ground are too close to call at all 3 prices from $50 to $200/kg"),
        ([CHEAP, CHEAP, CLOSE], "Orbit is cheaper up to $100/kg: proven; above that it is not decided"),
        ([CLOSE, DEAR, DEAR], "Orbit is dearer from $100/kg on: proven; below that it is not decided"),
        ([CLOSE, DEAR, CLOSE], "Orbit is dearer at 1 of 3 prices: proven; the others are not decided"),
        ([CHEAP, DEAR, CHEAP], "Orbit and ground change places 2 times between $50 and $200/kg: proven"),
        ([GAP, GAP], "The ground costs $2 a million tokens at $50 to $100/kg"),
        ([(NAN,) * 4] * 2, "None of the 4 runs gave a plan"),
        ([], "There are no runs to show"),
    ],
)  # fmt: skip
def test_findings_of_a_curve(rows, text):
    table = table_of(*rows) if rows else by_value(pd.DataFrame({"x": []}), "x")
    assert findings.break_even(table, PRICE) == text


def test_every_price_is_claimed_only_where_costs_are_monotone_and_intervals_stay_apart():
    steep = table_of((3, 2.9, 2, 1.9), (5, 4.9, 2.5, 2.4))
    assert findings.break_even(steep, PRICE, is_monotone=True) == (
        "Orbit stays dearer at every price between $50 and $100/kg: proven"
    )
    assert "at every" not in findings.break_even(steep, PRICE)
    loose = table_of(
        (3, 2.4, 2, 1.9), (5, 4.9, 2.5, 2.4)
    )  # the ground may reach 2.5 where orbit is still 2.4
    assert not covers_between(loose, "ground")
    assert "at every" not in findings.break_even(loose, PRICE, is_monotone=True)
    assert not covers_between(table_of(DEAR, GAP, DEAR), "ground")


def test_one_case_alone_tells_what_it_costs():
    rows = pd.DataFrame(
        {"x": [1, 2], "case": "orbit", "ratio_usd_per_mtoken": [0.1, 0.17], "bound": [0.1, 0.1]}
    )
    assert findings.break_even(by_value(rows, "x"), PRICE) == (
        "Orbit costs between $0.10 and $0.17 a million tokens"
    )
    apart = pd.DataFrame(
        {"x": [1, 2], "case": ["orbit", "ground"], "ratio_usd_per_mtoken": [0.1, 0.2], "bound": [0.1, 0.1]}
    )
    assert findings.break_even(by_value(apart, "x"), PRICE) == (
        "Orbit and ground have no price at which both have a plan"
    )


def test_findings_of_panels():
    crossing = table_of(CHEAP, CLOSE, DEAR)
    said = findings.panels([("a", crossing), ("b", crossing)], PRICE, noun="scenario")
    assert said == "Orbit breaks even in both scenarios, between $50 and $200/kg: proven"
    dear, cheap = table_of(DEAR, DEAR), table_of(CHEAP, CHEAP)
    said = findings.panels([(k, dear) for k in "abc"], PRICE, noun="scenario")
    assert said == "Orbit stays dearer in all 3 scenarios: proven"
    assert findings.panels([("a", dear), ("b", cheap)], PRICE) == (
        "Orbit is proven cheaper somewhere in 1 of 2 panels"
    )
    assert findings.panels([("a", dear), ("b", table_of(CLOSE))], PRICE) == (
        "Orbit is proven cheaper in none of the 2 panels"
    )
    assert findings.panels([("a", table_of(GAP))] * 2, PRICE) == "What tokens cost in 2 cases side by side"
    assert findings.panels([("a", table_of((NAN,) * 4))] * 2, PRICE) == "None of the 4 runs gave a plan"


def behind_tornado(*rows):
    names = [
        "figure",
        "low",
        "high",
        "ratio_low",
        "ratio_high",
        "bound_low",
        "bound_high",
        "is_solved",
        "flips",
    ]
    return tornado.behind(pd.DataFrame(rows, columns=names), 0.137)


def test_findings_of_a_tornado():
    small = ("study.discount_rate", 0, 1, 0.13, 0.14, NAN, NAN, True, False)
    large = ("vehicles.*.price_musd", 20, 90, 0.1, 0.17, NAN, NAN, True, True)
    both = behind_tornado(small, large)
    assert findings.tornado(both) == (
        "Price of all vehicles moves the ratio most: from $0.10 to $0.17 a million tokens"
    )
    assert list(both.figure) == [large[0], small[0]]
    assert findings.tornado(behind_tornado((*large[:7], False, False))).endswith("(guessed)")
    one_sided = behind_tornado(("buses.big.mass_kg", 1, 2, 0.15, 0.17, NAN, NAN, True, False))
    assert findings.tornado(one_sided).endswith("from $0.137 to $0.17 a million tokens")
    still = behind_tornado(("buses.big.mass_kg", 1, 2, 0.137, 0.137, NAN, NAN, True, False))
    assert findings.tornado(still) == "No assumption moves the ratio of $0.137 a million tokens"
    none = behind_tornado((*small[:3], NAN, NAN, NAN, NAN, True, False))
    assert findings.tornado(none) == "No assumption has a plan at either end"


def ladder_of(orbit, ground=1.0, gap=0.01):
    rows = [
        {"rung": k, "lever": f"lever {k}" if k else "", "change": "", "ratio_orbit": cost,
         "bound_orbit": cost * (1 - gap), "ratio_ground": ground, "bound_ground": ground * (1 - gap)}
        for k, cost in enumerate(orbit)
    ]  # fmt: skip
    return ladder.behind(pd.DataFrame(rows))


def test_findings_of_a_ladder():
    assert (
        findings.ladder(ladder_of([3, 2.4]))
        == "Proven: no lever moves orbit to parity; 2.4 times the ground remains"
    )
    assert (
        findings.ladder(ladder_of([3, NAN, 2.4]))
        == "No lever moves orbit to parity: 2.4 times the ground remains"
    )
    assert findings.ladder(ladder_of([3, 2.4, NAN])) == (
        "No lever with a plan moves orbit to parity: 2.4 times the ground remains"
    )
    assert (
        findings.ladder(ladder_of([3, 2, 0.9, 0.8]))
        == "Lever 2 brings orbit to parity, the 2nd of 3 levers: proven"
    )
    assert findings.ladder(ladder_of([3, 0.995])) == (
        "Lever 1 brings orbit to parity, the 1st of 1 lever, but it is not proven"
    )
    assert (
        findings.ladder(ladder_of([0.5, 0.4]))
        == "Orbit is cheaper than the ground before any lever moves: proven"
    )
    assert findings.ladder(ladder_of([2.5])) == "Orbit costs 2.5 times the ground, proven dearer"
    assert findings.ladder(ladder_of([NAN, NAN])) == "No rung has a plan for both orbit and ground"
    assert ladder.largest_step(ladder_of([3, 2.5, 1.5])).startswith(
        "The largest step is lever 2: it takes 40 %"
    )


def heat_of(multiples, spread=0.05):
    rows = [
        {"x": i, "y": j, "multiple": m, "low": m * (1 - spread), "high": m * (1 + spread)}
        for j, row in enumerate(multiples)
        for i, m in enumerate(row)
    ]
    return heat_map.cells_of(pd.DataFrame(rows), "x", "y")


def test_findings_of_a_heat_map():
    assert findings.heat_map(heat_of([[0.5, 1.01], [2, 3]])) == (
        "Orbit beats the ground in 1 of 4 combinations: proven; 1 not decided"
    )
    assert findings.heat_map(heat_of([[2, 3]])) == (
        "Orbit is proven cheaper in none of the 2 combinations: at best it costs 2.0 times as much"
    )
    assert findings.heat_map(heat_of([[0.5, 0.6]])) == "Orbit beats the ground in all 2 combinations: proven"
    assert (
        findings.heat_map(heat_of([[1.0, 1.01]]))
        == "In none of the 2 combinations is it proven which is cheaper"
    )
    assert findings.heat_map(heat_of([[NAN, NAN]])) == "No combination has a plan for both orbit and ground"


def test_the_contour_lies_where_the_surface_is_at_its_level():
    xs, ys = np.meshgrid(np.arange(6.0), np.arange(5.0))
    surface = xs + 0.5 * ys - 3.2
    segments = contour(surface)
    inner = [s for s in segments if 0 <= min(s[0], s[2]) and max(s[0], s[2]) <= 5 and 0 <= min(s[1], s[3])]
    assert inner
    for x, y, x2, y2 in inner:
        if max(y, y2) <= 4:
            assert x + 0.5 * y == pytest.approx(3.2) and x2 + 0.5 * y2 == pytest.approx(3.2)
    assert {round(s[k], 9) for s in segments for k in (1, 3)} >= {-0.5, 4.5}  # it reaches both edges


def test_the_contour_of_a_single_row_a_saddle_and_of_gaps():
    (first, *rest) = contour(np.array([[-1.0, 1.0]]))
    assert first[0] == first[2] == 0.5 and len(rest) == 1
    assert contour(np.array([[1.0, 2.0], [3.0, 4.0]])) == []
    saddle = contour(np.array([[1.0, -1.0], [-1.0, 1.5]]))
    assert len([s for s in saddle if all(0 <= v <= 1 for v in s)]) == 2
    assert contour(np.array([[NAN, 1.0], [-1.0, NAN]])) == [] or all(
        not any(map(math.isnan, s)) for s in contour(np.array([[NAN, 1.0], [-1.0, NAN]]))
    )
