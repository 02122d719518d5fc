"""The benchmark reads histories, fits exponents, runs peers and writes its page as it says."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import highspy
import numpy as np
import pytest
from scipy import sparse

from measure import Share
from models.rollout import build
from models.units import Scale
from planner.exporting.mps import Program, mps
from planner.solver.complete import every_member
from planner.solver.highs import compile_model
from small_plan import small_case
from speed import page, picture
from speed.exponents import exponent
from speed.growth import AXES, MIDDLE, points
from speed.growth_tables import relaxation_s
from speed.histories import gap_of, middle, seconds_to, seconds_to_plan, standstill
from speed.lines import GAPS, LINES
from speed.measuring import Measuring
from speed.peer_tables import contradictions, side_by_side
from speed.peers import dinkelbach as loop
from speed.peers.arrays import Question
from speed.peers.building import question_of
from speed.peers.dinkelbach import Answer, dinkelbach, transferred
from speed.peers.solvers import PEERS, is_installed
from speed.processes import measured
from speed.records import Record, code_now, keep, kept, of, of_one_code
from speed.target_tables import kept_targets, solved_again, to_gaps, verdict

HISTORY = [
    (1.0, 0.9, None, None),
    (2.0, 1.8, None, 90.0),
    (3.0, 2.7, 120.0, 90.0),
    (4.0, 3.6, 101.0, 95.0),
    (6.0, 5.5, 100.0, 99.0),
]


# --- histories


def test_seconds_to_a_gap():
    assert [seconds_to(HISTORY, gap) for gap in (0.3, 0.25, 0.06, 0.01, 0.001)] == [3.0, 3.0, 4.0, 6.0, None]


def test_seconds_to_a_gap_that_is_just_reached():
    assert seconds_to([(1.0, 1.0, 0.1, 0.0999)], 0.001) == 1.0


def test_gaps_of_what_is_maximised():
    assert gap_of(100.0, 102.0, -1.0) == pytest.approx(0.02)
    assert gap_of(-100.0, -98.0, -1.0) == pytest.approx(0.02)
    assert gap_of(100.0, 98.0, -1.0) < 0  # a bound that passes the plan is seen, not clipped
    assert gap_of(None, 98.0) == gap_of(100.0, None) == gap_of(0.0, -1.0) == math.inf
    assert gap_of(0.0, 0.0) == 0.0


def test_seconds_to_a_good_plan():
    assert seconds_to_plan(HISTORY) == 4.0
    assert seconds_to_plan(HISTORY, within=0.2) == 3.0
    assert seconds_to_plan(HISTORY[:2]) is None


def test_a_bound_that_stands_still():
    assert standstill(HISTORY, 10.0) == 4.0
    assert standstill([(1.0, 1.0, 5.0, None)], 10.0) == 10.0


def test_never_is_later_than_any_time():
    assert middle([3.0, None, 1.0]) == 3.0
    assert middle([3.0, None, None]) is None
    assert middle([1.0, 2.0]) == 1.5
    assert middle([]) is None


# --- exponents and sizes


def test_exponents_of_known_powers():
    for power in (0.5, 1.0, 1.9):
        assert exponent([(x, 3 * x**power) for x in (20, 40, 80, 160)]) == pytest.approx(power)
    assert exponent([(10, 5.0), (20, None), (40, 5.0)]) == pytest.approx(0.0)
    assert exponent([(10, 5.0), (10, 6.0)]) is None


def test_a_relaxation_that_was_stopped_has_no_time():
    assert relaxation_s(run()) == 2.0
    assert relaxation_s(run(stages={"linear relaxation": 41.0})) is None
    assert relaxation_s({"failed": "over 8 GB", "wall_s": 3.0}) is None


def test_every_axis_goes_through_the_middle():
    assert all(MIDDLE[axis] in sizes for axis, sizes in AXES.items())
    assert [p.name for p in points()].count("middle") == len(AXES)


# --- peers


def tiny() -> tuple[Question, float]:
    """Which of four projects, two of which exclude each other, give the least cost a token; that ratio."""
    N, D = np.array([5.0, 3.0, 1.0, 2.0, 4.0]), np.array([0.0, 4.0, 0.5, 2.0, 5.0])
    matrix = sparse.csc_array(np.array([[0.0, 1.0, 0.0, 0.0, 1.0], [0.0, 4.0, 0.5, 2.0, 5.0]]))
    plans = [(1, *x) for x in product((0, 1), repeat=4) if x[0] + x[3] <= 1 and D[1:] @ x >= 0.5]
    least = min(float(N @ x / (D @ x)) for x in plans)
    ones = np.ones(5)
    question = Question(
        matrix=matrix,
        row_lower=np.array([-highspy.kHighsInf, 0.5]),
        row_upper=np.array([1.0, highspy.kHighsInf]),
        col_lower=np.array([1.0, 0, 0, 0, 0]),
        col_upper=ones,
        integer=ones.astype(bool),
        N=N,
        D=D,
        q=0.5 * least,
        tokens=7.0,
        spans=np.array([[math.inf, 0.5, 11.5]]),
    )
    return question, least


def small() -> tuple[Question, Program]:
    case = small_case()
    members = every_member(case)
    model = compile_model(build(case, members))
    program = Program("small", case, Scale.of(case), members, model, True, 0.0, "nothing")
    return question_of(model, case), program


@pytest.mark.parametrize("peer", PEERS)
def test_peers_find_and_prove_the_least_ratio(peer, tmp_path):
    if not is_installed(peer):
        pytest.skip(f"{PEERS[peer][0]} is not installed")
    question, least = tiny()
    question.save(tmp_path / "tiny.npz")
    found = measured(
        "peer",
        {"peer": peer, "file": str(tmp_path / "tiny.npz"), "gap": 1e-6, "seconds": 30, "unit": 10.0},
        60,
        4,
    )
    assert "failed" not in found
    assert found["value"] == pytest.approx(10 * least)
    assert found["bound"] <= 10 * least * (1 + 1e-9)
    assert found["gap"] <= 1e-6 and found["reached_s"] <= found["solver_s"]
    assert found["history"][-1][2:] == [found["value"], found["bound"]]


def test_peers_get_what_export_writes(tmp_path):
    """Rows, columns, N and D are those of the MPS file, and spans hold the relaxation's own tokens."""
    question, program = small()
    file = tmp_path / "small.mps"
    file.write_bytes(mps(program))
    reader = highspy.Highs()
    reader.setOptionValue("output_flag", False)
    assert reader.readModel(str(file)) == highspy.HighsStatus.kOk
    lp = reader.getLp()
    a = lp.a_matrix_
    read = sparse.csc_array((a.value_, a.index_, a.start_), shape=(lp.num_row_, lp.num_col_))
    assert read.toarray() == pytest.approx(question.matrix.toarray())
    assert np.array(lp.col_upper_) == pytest.approx(question.col_upper)
    column = {name: i for i, name in enumerate(lp.col_names_)}
    entries = [line.split() for line in file.read_text().splitlines()]
    for row, held in (("cost", question.N), ("tokens_served", question.D)):
        written = np.zeros(len(column))
        for name, _, value in (entry for entry in entries if len(entry) == 3 and entry[1] == row):
            written[column[name]] = float(value)
        assert written == pytest.approx(held) and held.any()
    low, high = question.span(question.q)
    assert low <= question.tokens <= high
    assert question.span(2 * question.spans[-2, 0]) == tuple(question.spans[-1, 1:])


def test_arrays_survive_a_file(tmp_path):
    question, _ = small()
    question.save(tmp_path / "q.npz")
    again = Question.load(tmp_path / "q.npz")
    assert (again.matrix != question.matrix).nnz == 0
    assert again.q == question.q and (again.spans == question.spans).all() and again.is_ratio


def test_a_bound_moves_from_q_to_the_ratio_by_its_sign():
    assert transferred(1.0, 2.0, 4.0, 8.0) == 1.25
    assert transferred(1.0, -2.0, 4.0, 8.0) == 0.5
    assert transferred(1.0, -2.0, 0.0, 8.0) == -math.inf
    assert transferred(1.0, 2.0, 4.0, math.inf) == 1.0


def test_a_peer_out_of_time_keeps_its_bound():
    """A program that is stopped ends the loop; its plan and its bound count, its seconds too."""
    question, _ = tiny()

    def stopped(asked, cost, offset, gap, seconds, point):
        return Answer(np.ones(5) * [1, 1, 1, 1, 0], offset + 1.15, seconds, False)

    found = dinkelbach(question, stopped, gap=0.01, seconds=7.0)
    assert (found.seconds, found.programs, found.is_reached) == (7.0, 1, False)
    assert found.value == pytest.approx(11 / 6.5)
    assert found.bound == pytest.approx(question.q + 1.15 / 11.5)


def test_a_question_without_a_plan_ends():
    question, _ = tiny()
    found = dinkelbach(question, lambda *_: Answer(None, -math.inf, 0.1, True), gap=0.01, seconds=9.0)
    assert found.programs == 1 and found.gap == math.inf


def test_an_objective_that_is_a_sum_takes_one_program():
    question, _ = tiny()
    question = replace(question, D=np.zeros(5), q=0.0, tokens=0.0)

    def solved(asked, cost, offset, gap, seconds, point):
        assert offset == 0.0 and gap == pytest.approx(loop.SHARE * 0.01)
        return Answer(np.array([1.0, 0, 1, 0, 0]), 5.99, 0.5, True)

    found = dinkelbach(question, solved, gap=0.01, seconds=9.0)
    assert (found.value, found.bound, found.programs, found.is_reached) == (6.0, 5.99, 1, True)


# --- records, processes and the page


def run(**changes):
    """What speed/solving.py says of a run."""
    return {
        "status": "gap reached", "path": "column generation", "objective": "levelized_cost",
        "unit": "$/Mtoken", "value": 100.0, "bound": 99.0, "gap": 0.01, "audit": "passed",
        "flights": 12, "flies_most": "falcon-9",
        "sizes": {}, "asked_gap": 0.005, "limit_s": 60.0, "threads": 1, "history": HISTORY,
        "stages": {"imports": 1.5, "linear relaxation": 2.0, "total": 4.0},
        "spent": {"highs": 2.5, "pricing": 1.0, "neither": 3.5},
        "wall_s": 7.0, "cpu_s": 6.5, "peak_gb": 0.4,
    } | changes  # fmt: skip


def record(part, line, kind, repeat=0, **changes):
    machine = {
        "python": "3.11.7",
        "highspy": "1.15.1",
        "cores": 2,
        "processor": "a processor",
        "system": "Linux",
    }
    code = changes.pop("code", code_now())
    result = changes.pop("result", None) or run(**changes)
    return Record(part, line, kind, repeat, result, "abc1234", code, machine)


def cells(table: str, name: str) -> list[str]:
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {name}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_records_are_kept_and_found(tmp_path):
    for repeat in (1, 0):
        keep(record("targets", "hard small", "solve", repeat), tmp_path)
    keep(record("growth", "periods 20", "solve"), tmp_path)
    found = kept(tmp_path)
    assert len(found) == 3
    assert [r.repeat for r in of(found, "targets", "hard small", "solve")] == [0, 1]
    assert of(found, "targets", "pilot") == []


def test_what_is_measured_is_not_measured_again(tmp_path, monkeypatch):
    monkeypatch.setattr("speed.measuring.kept", lambda: kept(tmp_path))
    monkeypatch.setattr("speed.measuring.keep", lambda found: keep(found, tmp_path))
    asked = []

    def measure():
        asked.append(1)
        return run()

    for is_fresh, times in ((False, 1), (False, 1), (True, 2)):
        Measuring(1, [], is_fresh, None).record("targets", "pilot", "solve", 0, measure)
        assert len(asked) == times
    Measuring(1, [], False, None).record("targets", "pilot", "solve", 0, measure, leaves=tmp_path / "gone")
    assert len(asked) == 3


def test_a_process_that_takes_too_long_is_stopped(tmp_path):
    question, _ = tiny()
    question.save(tmp_path / "tiny.npz")
    ask = {"peer": "HiGHS", "file": str(tmp_path / "tiny.npz"), "gap": 0.01, "seconds": 9, "unit": 1.0}
    assert measured("peer", ask, 0.0, 4)["failed"].startswith("not done after 0 s")
    assert measured("peer", ask, 60, memory_gb=1e-6)["failed"].startswith("over 1e-06 GB")
    assert "KeyError" in measured("peer", {**ask, "peer": "nobody"}, 60, 4)["failed"]


def test_a_question_that_cannot_be_made_is_a_record(tmp_path, monkeypatch):
    monkeypatch.setattr("speed.measuring.kept", lambda: kept(tmp_path))
    monkeypatch.setattr("speed.measuring.keep", lambda found: keep(found, tmp_path))

    def fail():
        raise RuntimeError("planner generate: --shells 99 is outside 1..60")

    made = Measuring(1, [], False, None).record("growth", "shells 99", "solve", 0, fail)
    assert made.result["failed"] == "planner generate: --shells 99 is outside 1..60"


def test_no_median_mixes_two_codes():
    old = [
        replace(record("targets", "pilot", "solve", i, code="older"), when=f"2026-01-0{i + 1}")
        for i in (0, 1)
    ]
    oldest = replace(record("targets", "pilot", "solve", 2, code="oldest"), when="2025-01-01")
    new = record("targets", "pilot", "solve", 0)
    assert of_one_code([*old, oldest]) == old
    assert of_one_code([*old, new, oldest]) == [new]


def test_a_part_proves_nothing_of_the_whole():
    peer = {"value": 102.0, "bound": 101.0, "gap": 0.01, "reached_s": 2.0, "solver_s": 2.0, "programs": 1}
    peer |= {"wall_s": 3.0, "cpu_s": 2.0, "peak_gb": 0.2}
    records = [
        record("peers", "wide", "whole", result={"failed": "more than 200,000 cohorts"}),
        record("peers", "wide", "part", result={"columns": 10, "nonzeros": 20, "build_s": 0.1}),
        record("peers", "wide", "planner"),
        record("peers", "wide", "HiGHS", result=peer),
    ]
    assert contradictions(records) == []
    assert cells(side_by_side(records), "wide, a part")[5] == "**2.0 s**"
    planner = record("peers", "wide", "planner", bound=103.0)
    assert (
        "the bound of planner, 103, passes the plan of HiGHS"
        in contradictions([*records[:2], planner, records[3]])[1]
    )


def test_targets_are_medians_and_say_what_is_missing():
    pilot = LINES[1]
    runs = [run(wall_s=s) for s in (50.0, 70.0, 90.0)]
    for one in runs:
        one["history"] = [*HISTORY, (6.5, 6.0, 100.0, 99.6)]
    assert verdict(pilot, runs) == "no: 70 s"
    assert verdict(pilot, [run(wall_s=61.0)]) == "no: 1.00 % at the end"
    assert verdict(pilot, [run(failed="NoPlan: none")]) == "no: NoPlan: none"
    assert verdict(pilot, [{**runs[0], "peak_gb": 1.2}]) == "no: 1.20 GB"
    assert verdict(pilot, [runs[0]]) == "yes"
    assert verdict(LINES[3], [{**runs[0], "history": [*HISTORY[:3], (40.0, 40.0, 100.0, 99.9)]}]).startswith(
        "no: first plan after 40 s"
    )
    table = kept_targets([record("targets", "pilot", "solve", i, **r) for i, r in enumerate(runs)])
    assert cells(table, "pilot")[2] == "70"


def test_seconds_to_gaps_are_empty_where_never_reached():
    table = to_gaps([record("targets", "pilot", "further", i) for i in range(3)])
    assert cells(table, "pilot")[1 : 1 + len(GAPS)] == ["6.0", "6.0", "6.0", "", ""]
    starter = to_gaps([record("targets", "starter", "solve")])
    assert cells(starter, "starter")[-1] == "1"


def test_solving_again_is_compared_at_a_gap_that_both_reach():
    quick = [(0.5, 0.5, 100.0, None), (1.0, 1.0, 100.0, 99.0), (2.0, 2.0, 100.0, 99.2)]
    records = [record("targets", "pilot", "changed"), record("targets", "pilot", "again", history=quick)]
    line = cells(solved_again(records), "pilot")
    assert line[1:7] == ["falcon-9", "1.00 %", "6.0", "1.0", "0.17", "yes"]


def test_bounds_that_contradict_a_plan_are_named():
    arrays = {"columns": 10, "nonzeros": 20, "build_s": 0.1, "unit": 1.0}
    peer = {
        "value": 101.0, "bound": 100.5, "gap": 0.005, "reached_s": 12.0, "solver_s": 12.0, "programs": 2,
        "wall_s": 13.0, "cpu_s": 12.0, "peak_gb": 0.2,
    }  # fmt: skip
    records = [
        record("peers", "pilot", "whole", result=arrays),
        record("peers", "pilot", "planner"),
        record("peers", "pilot", "HiGHS", result=peer),
        record("peers", "wide", "whole", result={"failed": "more than 200,000 cohorts"}),
        record("peers", "wide", "planner"),
    ]
    (wrong,) = contradictions(records)
    assert "the bound of HiGHS, 100.5, passes the plan of planner, 100" in wrong
    assert cells(side_by_side(records), "pilot")[4:6] == ["**5.0 s**", "**12 s**"]
    assert cells(side_by_side(records), "pilot")[-1] == "2.40"
    assert "- wide: more than 200,000 cohorts" in page.peers(records)


def test_the_page_is_made_of_the_records(tmp_path):
    records = [record("targets", "pilot", kind, i) for kind in ("solve", "further") for i in range(3)] + [
        record("targets", "reference", "solve", code="older"),
        record("growth", "middle", "solve"),
        record("growth", "periods 20", "solve", peak_gb=0.2, stages={"linear relaxation": 1.0}),
        record("growth", "designs 5000", "solve", result={"failed": "over 8 GB after 3 s", "wall_s": 3.0}),
    ]
    (tmp_path / "paid.md").write_text("| what | before | after |\n")
    written = page.write(records, tmp_path)
    assert [file.name for file in written] == ["results.md", "results.svg"]
    text = written[0].read_text()
    assert "## What paid and what did not\n\n| what | before | after |\n" in text
    assert "Measured at another commit, abc1234: reference (targets)." in text
    assert "2 cores, a processor, Linux. Python 3.11.7, highspy 1.15.1." in text
    assert cells(text, "periods, 20 to 40")[1:4] == ["1.00", "0.00", "1.00"]
    assert cells(text, "designs, 500 to 5,000")[-1] == "5,000"
    assert written[1].read_text().count("<svg") == 1
    before = [file.read_bytes() for file in written]
    assert [file.read_bytes() for file in page.write(records, tmp_path)] == before


def test_without_records_there_is_a_page_without_a_picture(tmp_path):
    assert page.write([], tmp_path) == [tmp_path / "results.md"]
    text = (tmp_path / "results.md").read_text()
    assert text.count(page.NOTHING) == 6 and "What paid" not in text


def test_the_picture_is_in_percent_of_the_final_plan():
    drawn = picture.steps(run())
    assert drawn[0] == {"seconds": 1.0, "best": None, "bound": None}
    assert [row["best"] for row in drawn][2:] == pytest.approx([picture.MOST, 1.0, 0.0, 0.0])
    assert [row["bound"] for row in drawn][1:] == pytest.approx([-picture.MOST, -picture.MOST, -5, -1, -1])


def test_shares_add_up():
    class Outer:
        def call(self):
            return Inner().call()

    class Inner:
        def call(self):
            return sum(range(1000))

    outer, inner = Share(Outer, "call"), Share(Inner, "call")
    Outer().call()
    assert inner.seconds == 0.0 < outer.seconds
