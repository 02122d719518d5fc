"""Cohorts fill flights in their order, however many flights a row has."""

import dataclasses
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.errors import InstanceError
from planner.tables.aboard import aboard

few = st.integers(0, 4)


def one_by_one(waiting, wanted, flights):
    """What each of the flights carries, in order, and whether it is full."""
    for _ in range(flights):
        carried, is_full = [], True
        for key, count in wanted:
            taken = Counter()
            for _ in range(count):
                cohort = next((one for one in waiting[key] if one[1]), None)
                if cohort is None:
                    is_full = False
                else:
                    cohort[1] -= 1
                    taken[cohort[0]] += 1
            carried += [(key, cohort, n) for cohort, n in taken.items()]
        yield carried, is_full


@given(st.lists(st.tuples(few, st.lists(few, max_size=3)), max_size=3), st.integers(0, 9))
def test_flights_are_filled_as_one_by_one(items, flights):
    def waiting():
        return {key: [[i, left] for i, left in enumerate(cohorts)] for key, (_, cohorts) in enumerate(items)}

    wanted = [(key, count) for key, (count, _) in enumerate(items)]
    told = [(one, is_full) for n, one, is_full in aboard(waiting(), wanted, flights) for _ in range(n)]
    assert told == list(one_by_one(defaultdict(list, waiting()), wanted, flights))


def test_a_billion_flights_take_no_time():
    told = list(aboard({"a": [["old", 5], ["new", 10**9]]}, [("a", 2)], 10**9))
    assert len(told) <= 6 and sum(n for n, *_ in told) == 10**9


def test_too_many_flights_to_draw_are_refused():
    plan = planner.read_plan(Path(__file__).parents[2] / "solutions" / "starter")
    launches = plan.launches.assign(flights=10**9)
    with pytest.raises(InstanceError, match="flights; each is drawn by itself"):
        planner.simulate(dataclasses.replace(plan, launches=launches), runs=1)
