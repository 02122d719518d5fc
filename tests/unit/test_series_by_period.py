"""What periods take of series that change inside them: means by days, or the first day's value for what is
bought; key by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Case
from planner.coefficients import build
from planner.instance.files import Files
from planner.instance.forms import Calendar, series_of
from planner.instance.reading import read
from planner.instance.schema import SHAPE
from planner.instance.series import AsBought, Mean, months_after
from planner.instance.shape import Leaf, Node, Table

TESTS = Path(__file__).parents[1]
START = date(2028, 1, 1)
BOUGHT = ["accelerators.*.price_usd", "vehicles.*.price_musd", "vehicles.*.price_usd_per_kg"]


# ---------------------------------------------------------------------------------------------------- by hand


def test_a_mean_is_taken_by_days():
    """2028 has 366 days: 1 for 31 of them, 2 for 29, 5 for the other 306; a quarter of 91 days has 31, 29 and
    31 of them.
    """
    series = Mean((START, date(2028, 2, 1), date(2028, 3, 1)), (1.0, 2.0, 5.0))
    assert series.by_period([START, date(2029, 1, 1)]) == pytest.approx([(31 + 58 + 1530) / 366])
    assert series.by_period([START, date(2028, 4, 1), date(2028, 7, 1)]) == pytest.approx([244 / 91, 5])


def test_what_is_bought_has_the_price_of_the_first_day():
    series = AsBought((START, date(2028, 2, 1)), (1.0, 2.0))
    assert series.by_period([START, date(2028, 4, 1), date(2028, 7, 1)]).tolist() == [1, 2]


def test_without_a_step_inside_a_period_takes_the_value_to_the_last_bit():
    series = Mean((START, date(2029, 1, 1), date(2030, 1, 1)), (0.1, 0.7, 0.3))
    edges = [months_after(START, 3 * t) for t in range(17)]
    assert series.by_period(edges).tolist() == series.at(edges[:-1]).tolist()


def test_monthly_figures_count_in_a_yearly_period_by_their_days():
    """31 * (1 + 3 + 5 + 7 + 8 + 10 + 12) + 28 * 2 + 30 * (4 + 6 + 9 + 11) = 2382 Tt/year-days of 365."""
    case = build(read(TESTS / "cases" / "monthly12.toml")).case
    assert case.committed[0, 0, 0] == pytest.approx(2382 / 365)


# -------------------------------------------------------------------------------------------------- integrals

CALENDAR = Calendar(START, years=4)
values = st.floats(0, 1e4).map(lambda x: round(x, 3))
FORMS = st.one_of(
    values,
    st.lists(values, min_size=4, max_size=6),
    st.builds(lambda start, g: {"start": start, "growth_per_year": g}, values, st.floats(-0.5, 2)),
    st.builds(
        lambda start, top, g: {"start": start + 1, "saturation": top + 1, "growth_per_year": g},
        values, values, st.floats(0, 2),
    ),
)  # fmt: skip
DATED = st.lists(st.tuples(st.integers(1, 4 * 366), values), max_size=30, unique_by=lambda pair: pair[0])


def read_series(body) -> Mean:
    series = series_of(body, "mw", CALENDAR, Files("."), pytest.fail)
    assert series is not None
    return Mean.of(series)


def edges_of(months: int) -> list[date]:
    return [months_after(START, months * t) for t in range(48 // months + 1)]


def days_of(edges: list[date]) -> np.ndarray:
    return np.diff([day.toordinal() for day in edges])


@settings(max_examples=100, deadline=None)
@given(DATED)
def test_the_integral_is_the_same_whatever_the_period(steps):
    """By days: against a sum over all days. Amounts (mean times D) count months alike: a year's differ by 1.2
    % of the range at most.

    Of 365 days a 28-day month has 0.0767 instead of 1/12 and seven of 31 days have 0.0849 each: 0.0112 of a
    year's weight moves.
    """
    dates = [START, *(START + timedelta(offset) for offset, _ in sorted(steps))]
    numbers = [3.0, *(value for _, value in sorted(steps))]
    series = read_series({"dates": dates, "value": numbers})
    every_day = [START + timedelta(i) for i in range((edges_of(12)[-1] - START).days)]
    by_hand = series.at(every_day).sum()
    for months in (1, 3, 6, 12):
        edges = edges_of(months)
        means = series.by_period(edges)
        assert (means * days_of(edges)).sum() == pytest.approx(by_hand, rel=1e-9)
        yearly = means.reshape(4, -1).mean(axis=1)
        spread = max(numbers) - min(numbers)
        assert np.abs(yearly - series.by_period(edges_of(12))).max() <= 0.012 * spread + 1e-9


@settings(max_examples=60, deadline=None)
@given(FORMS)
def test_paths_by_study_year_give_the_same_amounts_whatever_the_period(body):
    """A list, growth, growth that saturates: amounts (mean times D) over the horizon agree exactly."""
    series = read_series(body)
    amounts = [(series.by_period(edges_of(months)) * months / 12).sum() for months in (1, 3, 6, 12)]
    assert amounts == pytest.approx([amounts[-1]] * 4, rel=1e-12, abs=1e-12)


# ------------------------------------------------------------------------------------------------- key by key

EVERYTHING = {  # sections that the instance does without
    "physics.f107_sfu": 120,
    "buses.ai.factory_per_year": 900,
    "relays": {"star": {"regions": ["west"], "gbps": 50, "musd_per_gbps_year": 0.05, "extra_ms": 60}},
    "pads": {"cape": {"flights_per_year": 30}},
    "vehicles.medium.pads": ["cape"],
    "vehicles.medium.learning": {"rate": 0.2, "delivered_t": 400, "exogenous_t_per_year": 100},
    "sites.desert.onsite_mw": 3,
    "sites.desert.onsite_usd_per_kwh": 0.2,
    "capital": {"initial_musd": 900.0, "musd_per_year": 300.0},
}
INSTANCE = read(TESTS / "unit" / "data" / "satellites.toml").with_values(EVERYTHING)


def series_keys(node: Node, path: str = "") -> Iterator[str]:
    """Every key of the format that is a series, `*` for ids."""
    if isinstance(node, Leaf):
        if node.kind == "series":
            yield path
    elif isinstance(node, Table):
        for name, key in node.keys.items():
            yield from series_keys(key.node, f"{path}.{name}".lstrip("."))
    else:
        yield from series_keys(node.of, f"{path}.*")


def paths_of(key: str) -> Iterator[tuple[str, float, float]]:
    """(path, value, its greatest other value near by) of every record that has the key."""

    def walk(value, words: list[str], path: str):
        if not words:
            if value is not None:
                yield path, float(value.values[0])
        elif words[0] == "*":
            for name, one in value.items():
                yield from walk(one, words[1:], f"{path}.{name}")
        else:
            inside = value[words[0]] if isinstance(value, dict) else getattr(value, words[0])
            yield from walk(inside, words[1:], f"{path}.{words[0]}")

    for path, value in walk(INSTANCE.data, key.split("."), ""):
        yield path.lstrip("."), value, value * 1.5 + (value == 0)


def case_with(path: str, dates: list[date], numbers: list[float]) -> Case:
    return build(INSTANCE.with_value(path, {"dates": dates, "value": numbers})).case


def differing(one: Case, other: Case) -> list[str]:
    """Fields in which two Cases differ by more than rounding."""
    found = []
    for field in fields(Case):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray) and a.dtype.kind == "f":
            same = a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12)
        else:
            same = np.array_equal(a, b)
        if not same:
            found.append(field.name)
    return found


ALL_ALONG = {"rack_replacement_musd"}
"""What is bought whenever something fails, all through a period: at the mean of a price, whatever the price
is otherwise.
"""

KEYS = list(series_keys(SHAPE))


@pytest.mark.parametrize("key", KEYS)
def test_the_case_follows_what_the_key_declares(key):
    """A step on the 15th of February 2029, 45 of 90 days before the quarter's end, reads as the mean of two
    values, or not until April.
    """
    step, after = date(2029, 2, 15), date(2029, 4, 1)
    quarter = date(2029, 1, 1)
    for path, low, high in paths_of(key):
        taken = low if key in BOUGHT else (low + high) / 2
        inside = case_with(path, [START, step], [low, high])
        by_hand = case_with(path, [START, quarter, after], [low, taken, high])
        averaged = case_with(path, [START, quarter, after], [low, (low + high) / 2, high])
        assert set(differing(inside, by_hand)) <= ALL_ALONG, path
        assert not ALL_ALONG & set(differing(inside, averaged)), path


def test_prices_of_purchases_are_those_of_the_day_and_all_else_is_averaged():
    leaves = {key: leaf_of(key) for key in KEYS}
    assert [key for key, leaf in leaves.items() if leaf.by_period == AsBought.words] == BOUGHT
    assert all(leaf.by_period in (AsBought.words, Mean.words) for leaf in leaves.values())


def leaf_of(key: str) -> Leaf:
    node: Node = SHAPE
    for word in key.split("."):
        node = node.keys[word].node if isinstance(node, Table) else node.of
    assert isinstance(node, Leaf)
    return node
