"""The program as MPS: read back by HiGHS it has the same optimum, and its names are the instance's."""

import re
from dataclasses import replace

import highspy
import numpy as np
import pytest

import planner
from models.members import Members
from models.rollout import build
from models.units import Scale
from planner.exporting import mps as module
from planner.exporting.mps import Program, mps, program_of
from planner.exporting.names import LETTERS, Names
from planner.solver.complete import every_member
from planner.solver.highs import INF, Solver, compile_model
from small_plan import small_case


def small_program(q: float = 61.25) -> Program:
    case = small_case()
    members = every_member(case)
    model = compile_model(build(case, members))
    return Program("small question", case, Scale.of(case), members, model, True, q, "the ratio of the plan")


def read_back(content: bytes, tmp_path, *, relaxed: bool = False):
    path = tmp_path / "program.mps"
    path.write_bytes(content)
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("solve_relaxation", relaxed)
    assert highs.readModel(str(path)) == highspy.HighsStatus.kOk
    return highs


@pytest.mark.parametrize("q", [0.0, 40.0, 61.25])
def test_the_same_optimum(tmp_path, q):
    program = small_program(q)
    highs = read_back(mps(program), tmp_path)
    highs.run()
    solver = Solver()
    solver.load(program.model, program.cost)
    solver.set(mip_rel_gap=0.0)
    assert highs.getInfo().objective_function_value == pytest.approx(
        solver.run().objective, rel=1e-9, abs=1e-9
    )


def test_the_same_program(tmp_path):
    """Column by column and row by row, in the order of the file."""
    program = small_program()
    lp = read_back(mps(program), tmp_path).getLp()
    model = program.model
    assert (lp.num_row_, lp.num_col_) == model.matrix.shape
    assert np.array(lp.col_cost_) == pytest.approx(program.cost)
    assert np.array(lp.col_lower_) == pytest.approx(model.col_lower)
    assert np.array(lp.col_upper_) == pytest.approx(model.col_upper)
    assert np.array(lp.row_lower_) == pytest.approx(model.row_lower)
    assert np.array(lp.row_upper_) == pytest.approx(model.row_upper)
    kinds = [kind == highspy.HighsVarType.kInteger for kind in lp.integrality_]
    assert kinds == model.integer.tolist()
    assert len(lp.a_matrix_.value_) == model.matrix.nnz


def test_all_kinds_of_bounds_and_sides(tmp_path):
    program = small_program()
    model, n = program.model, len(program.model.col_lower)
    low, high = model.col_lower.copy(), model.col_upper.copy()
    low[:6], high[:6] = [-INF, -3, -INF, 2, 5, -2], [INF, -1, 7, INF, 5, INF]
    rows_low, rows_high = model.row_lower.copy(), model.row_upper.copy()
    rows_low[0], rows_high[0] = -4.0, 9.0
    changed = replace(model, col_lower=low, col_upper=high, row_lower=rows_low, row_upper=rows_high)
    lp = read_back(mps(replace(program, model=changed)), tmp_path).getLp()
    assert np.array(lp.col_lower_)[:6].tolist() == low[:6].tolist()
    assert np.array(lp.col_upper_)[:6].tolist() == high[:6].tolist()
    assert (lp.row_lower_[0], lp.row_upper_[0]) == (-4.0, 9.0)
    assert n > 6


def test_a_plan_of_a_small_question_has_all_columns(tmp_path):
    program = program_of(planner.read_plan("solutions/starter"))
    assert program.is_complete
    content = mps(program)
    comments = [line for line in content.decode().splitlines() if line.startswith("*")]
    said = "\n".join(comments)
    assert "0.1367358405 $/Mtoken, the ratio of the plan" in said
    assert "the whole question" in said and "one of money is" in said
    highs = read_back(content, tmp_path, relaxed=True)
    highs.run()
    solver = Solver()
    solver.load(program.model, program.cost, integer=False)
    assert highs.getInfo().objective_function_value == pytest.approx(solver.run().objective, rel=1e-9)


@pytest.fixture(scope="module")
def large():
    plan = planner.read_plan("solutions/ipo")
    return plan, program_of(plan)


def test_a_plan_of_a_large_question_has_columns_of_the_relaxation_and_its_own(large):
    plan, program = large
    assert not program.is_complete
    said = "\n".join(program.comments())
    assert "the linear relaxation" in said and "those of the plan" in said and "no bound" in said
    flown = {(row.vehicle, row.date.strftime("%Y-%m-%d")) for row in plan.launches.itertuples()}
    names = re.findall(r"^ n\[([^,]+),[^,]+,([^,]+),", mps(program).decode(), re.MULTILINE)
    assert flown <= set(names)


def test_an_instance_stands_at_the_ratio_of_its_relaxation(tmp_path):
    program = program_of(planner.read("instances/starter.toml"))
    assert program.q_from == "the least ratio of the linear relaxation"
    highs = read_back(mps(program), tmp_path, relaxed=True)
    highs.run()
    assert highs.getInfo().objective_function_value == pytest.approx(0.0, abs=1e-6)


def test_names_are_unique_without_blanks_and_made_of_ids():
    program = small_program()
    names = Names(program.case, program.members)
    columns = names.of(program.model.column)
    rows = names.of(program.model.row)
    for held in (columns, rows):
        assert len(set(held)) == len(held)
        assert not any(re.search(r"\s", name) for name in held)
    assert "x[big,rocket,low,2030-01-01,2y]" in columns
    assert any(name.startswith("n[rocket,low,2030-01-01,") and "*big@low" in name for name in columns)
    assert "cover[big,rocket,low,2030-01-01]" in rows
    assert "power[hall,2031-01-01]" in rows


def test_a_name_too_long_or_taken_gets_its_number():
    case = small_case()
    long = Names(case, Members.of([], [(0, 0, 0, tuple((0, 0, n) for n in range(100)))]))
    assert long.of([("n", 0)])[0].endswith("#0")
    assert long.of([("cash", 0), ("cash", 0)]) == ["cash[2030-01-01]", "cash[2030-01-01]#1"]


def test_every_index_of_the_formulation_has_its_letters(large):
    """A family that is renamed, or gets another index, shows here."""
    for family, index in (*large[1].model.column, *large[1].model.row):
        parts = index if isinstance(index, tuple) else () if index is None else (index,)
        numbers = [part for part in parts if not isinstance(part, str)]
        if family not in ("n", "reserve", "tiers", "reached", "minimum") and numbers:
            assert len(LETTERS.get(family, "")) == len(numbers), (family, index)


def test_a_plan_that_serves_nothing_has_no_ratio():
    plan = planner.read_plan("solutions/starter")
    empty = replace(plan, record=replace(plan.record, ratio_usd_per_mtoken=None))
    with pytest.raises(planner.InstanceError, match="no ratio"):
        program_of(empty)
    assert module.OBJECTIVES.keys() == {"levelized_cost", "cost", "npv"}
