"""Reasons of a plan against hand values: a question of three years whose plan flies all that it may, so that
what one more flight is worth is known by solving with one more.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.units import Scale
from planner import solver
from planner.coefficients import DROPPED_COLUMNS, Built
from planner.explain import binding, left_out, sentences, unmet
from planner.explain.at_plan import members_near, program_at, settled_at
from planner.explain.limits import limits_of
from planner.explain.reasons import reasons, why
from planner.explain.use import full_periods, stretches, use_of
from planner.plan.record import LeftOut
from planner.solver.evaluation import decided_by
from planner.tables.build import build
from small_plan import small_case, small_designs, small_plan

COMMITTED = 60.0


def short_case(**changes):
    """Flights alone can serve, one a year; a missing Tt costs 100 M$, and more is missing than two serve."""
    return small_case().replaced(
        **{
            "objective": "cost",
            "cadence": np.array([[1, 1]]),
            "committed": np.full((1, 1, 3), COMMITTED),
            "rack_offered": np.zeros((1, 1, 2), bool),
            "gateway_gbps": np.full((1, 3), 1000.0),
            "token_price_musd": np.zeros((1, 1, 3)),
            **changes,
        }
    )


def solved(case):
    """The best plan of a question, proven."""
    return solver.solve(case, gap=1e-7, time_limit_s=60)


def plan_of(case, solution, **record):
    """The tables of a solution as a plan."""
    tables = build(case, solution, small_designs())
    plan = small_plan()
    return replace(plan, **tables.tables(), record=replace(plan.record, objective=case.objective, **record))


def built_of(case, dropped=()):
    """Coefficients without physics."""
    frame = pd.DataFrame(list(dropped), columns=DROPPED_COLUMNS)
    return Built(case, small_designs().head(2), frame, None, ())


@pytest.fixture(scope="module")
def short():
    """(question, its best plan, the program at the plan's decisions)."""
    case = short_case()
    outcome = solved(case)
    return case, outcome, program_at(case, outcome.solution, None)


@pytest.fixture(scope="module")
def told(short):
    """(plan, its reasons)."""
    case, outcome, _ = short
    plan = plan_of(case, outcome.solution, cost_musd=outcome.cost_musd, gap=0.0)
    return plan, reasons(plan, built_of(case), outcome.solution)


def limit_of(case, what, when):
    """The one limit of a kind in a period."""
    (limit,) = [one for one in limits_of(case) if (one.what, one.when) == (what, when)]
    return limit


@pytest.mark.parametrize("day", ["2030-01-01", "2031-01-01"])
def test_one_more_flight_is_worth_what_the_plan_with_it_costs_less(short, day):
    case, outcome, program = short
    limit = limit_of(case, "flight", day)
    expected = outcome.cost_musd - solved(limit.moved(case, 1)).cost_musd
    (found,) = [one for one in binding.worths(program) if (one.limit.what, one.limit.when) == ("flight", day)]
    assert expected > 10
    assert found.musd == pytest.approx(expected, rel=1e-4)  # satellites in parts do hardly better


def test_the_program_has_the_plan_and_nothing_dearer(short):
    """Flights and satellites come out whole here: the program's least cost is the plan's."""
    case, outcome, program = short
    assert program.amount("cost") * program.scale.musd == pytest.approx(outcome.cost_musd, rel=1e-6)


def test_a_worth_holds_as_far_as_it_does(short):
    """`holds` more flights are each worth the same, one more than its double is not."""
    case, _, program = short
    (found,) = [
        one for one in binding.worths(program) if (one.limit.what, one.limit.when) == ("flight", "2030-01-01")
    ]
    limit = limit_of(program.case, "flight", "2030-01-01")

    def gain(units):
        return (program.run.objective - program.value(limit, units)) * program.scale.musd / units

    assert gain(found.holds) == pytest.approx(found.musd, rel=0.01)
    assert found.holds == 8 or gain(2 * found.holds) < 0.99 * found.musd


def test_openings_are_held_as_the_plan_has_them(short):
    case, _, program = short
    for family in ("opened", "usedbus", "useddesign", "inuse"):
        for (name, index), i in program.model.column.items():
            if name == family:
                value = program.run.values[i]
                assert value == float(index in program.held[family]), (family, index)


def test_what_is_not_opened_is_no_member(short):
    case, outcome, _ = short
    scaled = Scale.of(case).scaled(case)
    members = members_near(scaled, decided_by(outcome.solution))
    flown = {d for d, *_ in outcome.solution.satellites}
    assert {d for d, *_ in members.cohorts} == flown
    assert {b for _, _, b, _ in members.flights} == {0, 1}


def test_price_tiers_and_orders_are_settled():
    case = small_case().replaced(
        tiers=2,
        learns=np.array([False]),
        tier_from=np.array([[0.0, 2.0]]),
        tier_factor=np.array([[1.0, 0.5]]),
        minimum_flights=np.array([2]),
    )
    from small_plan import small_solution

    settled = settled_at(case, decided_by(small_solution()))
    assert settled.price_musd == pytest.approx(case.price_musd / 2)  # three flights: the second tier
    assert settled.tiers == 0 and not settled.minimum_flights.any()
    grounded = settled_at(case, decided_by(replace(small_solution(), flights=(), satellites={})))
    assert not grounded.cadence.any()  # what is not ordered does not fly


def test_the_table_says_what_is_used(told):
    _, found = told
    rows = found.limits[found.limits.what == "flight"].set_index("when")
    assert list(rows.index) == ["2030", "2031"]  # worth most first
    assert (rows.used == 1).all() and (rows.limit == 1).all() and (rows.share_used == 1).all()
    assert (rows.periods_full == 1).all() and (rows["at"] == ["2030-01-01", "2031-01-01"]).all()
    assert found.limits.worth_usd_per_mtoken.isna().all()  # the objective is no ratio
    assert list(found.limits.columns) == list(binding.COLUMNS)


def test_what_is_missing_says_which_limit_would_help(told, short):
    """The tokens that one more flight serves are those that the program with it misses less."""
    plan, found = told
    _, _, program = short
    assert set(found.unmet.year) == {"2030", "2031", "2032"}
    first = found.unmet[found.unmet.year == "2030"].iloc[0]
    assert first.committed_tt == COMMITTED
    after = program.moved(limit_of(program.case, "flight", "2030-01-01"), 1)
    place = ("chat", "here", "2030")
    less = unmet.missing_at(program, program.run)[place] - unmet.missing_at(program, after)[place]
    assert less > 5
    assert f"one more flight of rocket in 2030 would serve {less:.3g} Tt of it" in first.why
    discount = 0.8 * 100
    assert first.penalty_musd == pytest.approx(discount * first.shortfall_tt)
    assert found.unmet.penalty_musd.is_monotonic_decreasing
    assert found.sentences[0].startswith(f"{found.unmet.shortfall_tt.sum():.3g} Tt of 180 Tt committed")


def test_the_sentences_name_the_flights_that_bind(told):
    _, found = told
    (said,) = [one for one in found.sentences if one.startswith("Flights of rocket")]
    assert "used up in every year from 2030 to 2031" in said
    assert "One more is worth" in said and "in 2030 and" in said and "in 2031" in said


def test_nothing_can_be_in_service_yet():
    """Satellites serve a year after launch, racks are not to be had: nobody can serve 2030."""
    case = short_case(shell_lag=np.array([1]))
    outcome = solved(case)
    found = reasons(plan_of(case, outcome.solution), built_of(case), outcome.solution)
    first = found.unmet[found.unmet.year == "2030"].iloc[0]
    assert first.why == ("nothing can be in service yet: no satellite before 2031-01-01 and no rack at all")
    assert first.shortfall_tt == COMMITTED
    assert "nothing can be" not in found.unmet[found.unmet.year == "2031"].iloc[0].why


def test_a_penalty_that_is_cheaper_than_serving():
    """A missing Tt costs next to nothing, and flights are to be had: no limit is at fault."""
    case = short_case(
        shortfall_musd=np.array([[1e-3]]),
        min_tokens_tt=1.0,
        cadence=np.array([[9, 9]]),
        committed=np.full((1, 1, 3), 3.0),
    )
    outcome = solved(case)
    found = reasons(plan_of(case, outcome.solution), built_of(case), outcome.solution)
    assert "the penalty of 0.001 M$ per Tt is no more than serving them would cost" in found.unmet.why.iloc[0]


def test_a_stage_gate_stands_in_the_way():
    """One satellite may fly until it has run for five years: more flights serve nothing."""
    case = short_case(
        gates=("pilot",),
        gate_min=np.array([1]),
        gate_max=np.array([1.0]),
        gate_periods=np.array([5]),
        gate_ramp=np.array([5.0]),
    )
    outcome = solved(case)
    found = reasons(plan_of(case, outcome.solution), built_of(case), outcome.solution)
    assert found.unmet.why.str.startswith("stage gates stand in the way").any()


def test_whole_numbers_keep_tokens_short():
    """One satellite too few, though flights are to be had: in parts of one they would be served."""
    case = short_case(cadence=np.array([[9, 9]]), committed=np.array([[[8.0, 0.0, 0.0]]]))
    outcome = solved(case)
    plan = plan_of(case, outcome.solution, gap=0.05)
    demand = plan.demand.assign(served_tt=plan.demand.served_tt - 0.1, shortfall_tt=0.1)
    found = reasons(replace(plan, demand=demand), built_of(case), outcome.solution)
    assert found.unmet.why.iloc[0] == (
        "within all limits, in parts of a flight, a satellite or a rack they would be served; their penalty, "
        "8 M$, is less than another whole flight costs (60 M$)"
    )


def test_all_served_and_nothing_binds():
    case = small_case().replaced(objective="cost", cadence=np.array([[9, 9]]), slots=np.full((1, 3), 500.0))
    case = case.replaced(grid_mw=np.full((1, 3), 50.0), gateway_gbps=np.full((1, 3), 500.0))
    outcome = solved(case)
    found = reasons(plan_of(case, outcome.solution), built_of(case), outcome.solution)
    assert found.limits[found.limits.what != "Tt committed"].empty
    assert any(one.startswith("No limit binds") for one in found.sentences)


def test_use_of_the_small_plan():
    """By hand: two flights, then one; 5 and 1 satellites; 16 chips in racks of 8; served 8, 8 and 0 of 8."""
    used = use_of(small_plan(), small_case())
    assert used["flight", "rocket"][0].tolist() == [2, 1] and used["flight", "rocket"][1].tolist() == [3, 3]
    assert used["satellite", "bus"][0].tolist() == [5, 1]
    assert used["accelerator", "chip"][0].tolist() == [3 * 10 + 2 * 2 + 16, 2]
    assert used["Tt committed", "chat, here"][0].tolist() == [8, 8, 0]
    assert used["Gbit/s", "dish"][0].tolist() == [4, 1.6, 0]
    assert used["slot", "low"][1].tolist() == [20, 20, 20]


def test_when_a_limit_is_used_up():
    flights = np.array([2.0, 2.0, 0.0, 2.0, 1.0, 2.0]), np.array([2.0, 2.0, 0.0, 2.0, 2.0, 2.0])
    assert full_periods("flight", flights).tolist() == [True, True, False, True, False, True]
    assert stretches("flight", flights) == [(0, 3), (5, 5)]  # the period without any is passed over
    assert full_periods("slot", (np.array([79.3, 78.9]), np.array([80.0, 80.0]))).tolist() == [True, False]
    assert full_periods("MW", (np.array([1.48, 1.4]), np.array([1.5, 1.5]))).tolist() == [True, False]
    assert not full_periods("accelerator", (np.array([5.0]), np.array([np.inf]))).any()


@pytest.mark.parametrize(
    "runs, said",
    [
        ([(0, 0)], "in the quarter from 2030-01"),
        ([(0, 3)], "in every quarter from 2030-01 to 2030-12"),
        ([(0, 0), (2, 4)], "in the quarter from 2030-01 and every quarter from 2030-07 to 2031-03"),
        ([(0, 0), (2, 3), (5, 5)], "in 4 of the 6 quarters from 2030-01 to 2031-06"),
    ],
)
def test_when_in_words(runs, said):
    days = ("2030-01-01", "2030-04-01", "2030-07-01", "2030-10-01", "2031-01-01", "2031-04-01")
    case = small_case()
    object.__setattr__(case, "dates", days)
    object.__setattr__(case, "period_years", 0.25)
    assert sentences.when_of(case, runs, np.ones(6)) == said


@pytest.mark.parametrize(
    "amount, unit, step", [(1.5, "MW", 0.1), (25, "MW", 1), (0.016, "MW", 0.001), (2, "flights", 1)]
)
def test_the_step_fits_the_limit(amount, unit, step):
    limit = replace(next(limits_of(small_case())), amount=amount, unit=unit)
    assert binding.step_of(limit) == pytest.approx(step)


def test_what_a_design_left_out_lacks():
    """`little` flies; `big` costs 30 M$ and is compared with it per dollar and per tonne: 20 Tt a year for 30
    M$ and 4 t against 4 Tt for 9 M$ and 1 t.
    """
    case = small_case()
    plan = small_plan()
    little = plan.cohorts[plan.cohorts.design == "little"]
    names = (LeftOut(design="big", lacks_musd=6.0), LeftOut(design="gone", lacks_musd=1.0))
    record = replace(plan.record, candidates=replace(plan.record.candidates, left_out=names))
    found = left_out.table(replace(plan, cohorts=little, record=record), built_of(case))
    assert list(found.design) == ["big"] and found.share_of_cost.iloc[0] == pytest.approx(0.2)
    assert found.why.iloc[0] == (
        "a satellite would have to be 6 M$ cheaper, or worth more, 20 % of the 30 M$ that it costs. Beside "
        "little, which flies, it makes 50 % more tokens for a dollar of hardware and 25 % more tokens for a "
        "tonne launched"
    )


def test_a_design_that_lacks_nothing_says_what_keeps_it_out():
    case, plan = small_case(), small_plan()
    little = replace(plan, cohorts=plan.cohorts[plan.cohorts.design == "little"])
    assert "11 M$ of engineering for the design would be due in full" in left_out.kept_out(little, case, 0)
    free = case.replaced(design_nre_musd=np.zeros(2))
    assert "whole satellites on whole flights" in left_out.kept_out(little, free, 0)
    empty = replace(plan, cohorts=plan.cohorts.head(0))
    said = left_out.kept_out(empty, free, 0)
    assert "100 M$ of engineering for its bus and 7 M$ to open low would be due in full" in said


def test_a_design_that_lacks_more_than_it_costs():
    assert left_out.lacking(8.0, 5.0) == (
        "even given for nothing it would not pay for its place on a flight: it lacks 8 M$ a satellite, and "
        "costs 5 M$"
    )


def test_designs_that_fly_in_no_plan_are_counted():
    rows = [("a", "d", "dose", "2 years"), ("b", "d", "payload", "9 t"), ("c", "d", "dose", "1 year")]
    found = left_out.refused(built_of(small_case(), rows))
    assert list(found.reason) == ["dose", "payload"] and list(found.designs) == [2, 1]
    assert found.detail.iloc[0] == "2 years"
    assert set(left_out.MEANING) >= {"dose", "payload", "dominated"}


def test_printed_they_are_their_sentences(told):
    _, found = told
    assert str(found) == "\n".join(found.sentences)


def test_the_section_of_a_report(told):
    _, found = told
    said, limits, out = why(found)
    assert said == list(found.sentences)
    assert limits["what more"].iloc[0] == "one more flight of rocket" and limits.used.iloc[0] == "1 of 1"
    assert list(out.columns) == [
        "design",
        "too dear by (M$ a satellite)",
        "of its cost",
        "why it does not fly",
    ]


def test_every_reason_of_the_sizing_has_words():
    import inspect

    from planner.coefficients import selection

    text = inspect.getsource(selection.refusals)
    for reason in left_out.MEANING:
        assert f'"{reason}"' in text or reason in ("dominated", selection.TOO_LATE)
