"""Series: forms, dates, values in force."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.instance.files import Files
from planner.instance.forms import Calendar, series_of
from planner.instance.series import Series, months_after

CALENDAR = Calendar(date(2028, 7, 1), years=3)


def series(body, tmp_path) -> Series:
    def refuse(message):
        raise AssertionError(message)

    found = series_of(body, "musd", CALENDAR, Files(tmp_path), refuse)
    assert found is not None
    return found


def test_a_number_holds_for_good(tmp_path):
    assert list(series(5, tmp_path).at([date(2028, 7, 1), date(2099, 1, 1)])) == [5, 5]


def test_a_list_has_a_value_per_study_year_and_holds_the_last(tmp_path):
    found = series([1, 2, 3], tmp_path)
    days = [date(2028, 7, 1), date(2029, 6, 30), date(2029, 7, 1), date(2030, 7, 1), date(2040, 1, 1)]
    assert list(found.at(days)) == [1, 1, 2, 3, 3]


def test_a_longer_list_reaches_into_the_tail(tmp_path):
    assert series([1, 2, 3, 4], tmp_path).at([date(2031, 7, 1)]) == [4]


def test_growth_compounds_by_study_year_and_stops_after_the_last(tmp_path):
    found = series({"start": 100, "growth_per_year": -0.1}, tmp_path)
    days = [date(2028, 7, 1), date(2029, 7, 1), date(2030, 7, 1), date(2033, 7, 1)]
    assert found.at(days) == pytest.approx([100, 90, 81, 81])


def test_growth_that_saturates_by_hand(tmp_path):
    """From 100 to 400 at 0.7 a year: 400 / (1 + 3 e^-0.7) = 400 / 2.48975591 = 160.65832; a year later 400 /
    (1 + 3 e^-1.4) = 229.91269.
    """
    found = series({"start": 100, "saturation": 400, "growth_per_year": 0.7}, tmp_path)
    days = [date(2028, 7, 1), date(2029, 6, 30), date(2029, 7, 1), date(2030, 7, 1), date(2033, 7, 1)]
    assert found.at(days) == pytest.approx([100, 100, 160.65832, 229.91269, 229.91269])


@given(st.floats(0.1, 100), st.floats(0.1, 100), st.floats(0, 10))
def test_a_saturating_path_goes_from_its_start_towards_its_saturation(start, saturation, growth):
    calendar = Calendar(date(2028, 7, 1), years=30)
    body = {"start": start, "saturation": saturation, "growth_per_year": growth}
    path = np.array(series_of(body, "musd", calendar, Files("."), pytest.fail).values)
    distance = np.abs(path - saturation)
    assert path[0] == pytest.approx(start)
    assert (np.diff(distance) <= 1e-9 * saturation).all()
    assert ((path - saturation) * (start - saturation) >= -1e-9 * saturation**2).all()  # never beyond it


def test_a_column_holds_from_its_dates(tmp_path):
    (tmp_path / "prices.csv").write_text(
        "\ufeffdate, price_musd ,note\r\n2027-01-01,80,x\r\n\r\n2029-01-15,60,y\r\n"
    )
    found = series({"csv": "prices.csv", "column": "price_musd"}, tmp_path)
    assert list(found.at([date(2028, 7, 1), date(2029, 1, 14), date(2029, 1, 15)])) == [80, 80, 60]


def test_no_value_before_the_first_date():
    with pytest.raises(ValueError, match="no value before 2028-07-01"):
        Series((date(2028, 7, 1),), (1.0,)).at([date(2028, 6, 30)])


def test_comparisons_hold_for_every_value():
    found = Series((date(2028, 1, 1), date(2029, 1, 1)), (0.0, 5.0))
    assert found >= 0 and found <= 5
    assert not found > 0 and not found <= 4


def test_no_dates_give_no_values():
    assert Series((date(2028, 1, 1),), (1.0,)).at([]).shape == (0,)


def test_months_end_where_shorter_months_end():
    assert months_after(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_after(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert months_after(date(2028, 11, 30), 3) == date(2029, 2, 28)


@given(st.dates(date(2020, 1, 1), date(2053, 10, 8)), st.sampled_from([1, 3, 6, 12]), st.integers(0, 20))
def test_study_years_start_where_periods_start(start, period_months, year):
    periods = [months_after(start, period_months * t) for t in range(12 // period_months * 21)]
    assert Calendar(start, 21).year_start(year) in periods


@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=12), st.lists(st.integers(0, 8000), max_size=20))
def test_the_value_in_force_is_that_of_the_study_year(values, offsets):
    days = [date.fromordinal(CALENDAR.start.toordinal() + offset) for offset in offsets]
    dates = tuple(CALENDAR.year_start(n) for n in range(len(values)))
    by_hand = [values[max(n for n in range(len(values)) if dates[n] <= day)] for day in days]
    np.testing.assert_array_equal(Series(dates, tuple(values)).at(days), by_hand)
