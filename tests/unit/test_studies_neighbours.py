"""Which run starts from which."""

import itertools
import time

import pytest

import planner
import studies_stub
from planner.studies.asked.edits import Put
from planner.studies.asked.runs import Run
from planner.studies.running.driving import drive
from planner.studies.running.neighbours import ROOTS, nearest_to, tree_of
from planner.studies.running.runner import Runner


def depth(parents):
    def of(one):
        return 1 + max(map(of, parents[one])) if parents[one] else 0

    return max(map(of, range(len(parents))))


def test_a_line_is_halved_again_and_again():
    order, parents = tree_of([{"x": x} for x in range(17)])
    assert order[:3] == [0, 16, 8] and sorted(order) == list(range(17))
    assert [i for i, near in enumerate(parents) if not near] == [0, 16]
    assert parents[8] == (0, 16) and parents[4] in ((0, 8), (8, 0)) and set(parents[1]) == {0, 2}
    assert depth(parents) <= 5
    solved = set()
    for one in order:
        assert solved.issuperset(parents[one])
        solved.add(one)


def test_decades_count_as_decades_and_words_as_far_apart():
    assert nearest_to({"x": 90.0}, [{"x": 1.0}, {"x": 10.0}, {"x": 1000.0}]) == (1, 2)
    assert nearest_to({"x": 9.0}, [{"x": 1.0}, {"x": 5.0}, {"x": 8.0}]) == (2,)
    labels = [{"case": case, "x": x} for case in ("orbit", "ground") for x in (1, 2, 3)]
    _, parents = tree_of(labels)
    across = [i for i, near in enumerate(parents) for one in near if labels[one]["case"] != labels[i]["case"]]
    assert not across, "the farthest of all is the root of the other case"
    assert nearest_to({}, []) == () and tree_of([]) == ([], [])
    assert tree_of([{}, {}, {}])[1] == [(), (), (0,)]


def test_a_run_lies_between_two_that_differ_from_it_in_one_number_alone():
    labels = [{"x": x, "y": y, "word": word} for word in "ab" for y in (1, 5) for x in (0, 1, 2, 4)]
    _, parents = tree_of(labels)
    for own, near in zip(labels, parents):
        for low, high in [near[-2:]] if len(near) == 3 else []:
            ends = labels[low], labels[high]
            moved = {name for name in own for end in ends if end[name] != own[name]}
            assert len(moved) == 1 and moved != {"word"}
            (name,) = moved
            assert ends[0][name] < own[name] < ends[1][name]
    assert sum(len(near) >= 2 for near in parents) >= 8


def test_ten_thousand_runs_have_a_tree_in_seconds():
    began = time.process_time()
    labels = [{"x": n % 100, "y": n // 100} for n in range(10_000)]
    order, parents = tree_of(labels)
    assert time.process_time() - began < 5
    assert len(set(order)) == 10_000 and sum(not near for near in parents) == ROOTS
    assert depth(parents) < 40


def test_a_run_waits_for_its_neighbour_and_starts_from_it(request, tmp_path):
    base = planner.read(request.config.rootpath / "instances/starter.toml")

    def runs(prices):
        return [Run({"price": p}, base, recipe=(Put({studies_stub.PRICE: p}),)) for p in prices]

    with Runner(folder=tmp_path / "s", workers=2, solving="studies_stub:remembering") as runner:
        rows = runner.rows(runs([50, 60, 70, 80, 90]))
        assert [row["started_from"] for row in rows] == ["", "50", "50", "90", ""]
        later = runner.rows(runs([62, 88]))
        assert [row["started_from"] for row in later] == ["60", "90"]
    with Runner(folder=tmp_path / "s", workers=2, solving="studies_stub:remembering") as runner:
        assert [row["started_from"] for row in runner.rows(runs([50, 60, 65, 70, 80, 90]))][2] in ("60", "70")


def test_runs_that_serve_the_tokens_of_others_wait_for_them_and_never_the_other_way_round(request):
    base = planner.read(request.config.rootpath / "instances/starter.toml")
    runs = []
    for price, seed, rate in itertools.product((50, 60), (0, 1), (0.05, 0.1)):
        recipe = (Put({studies_stub.PRICE: price, "solve.seed": seed, "study.discount_rate": rate}),)
        labels = {"price": price, "seed": seed, "rate": rate}
        both = Run({**labels, "case": "both"}, base, recipe=recipe)
        runs += [Run({**labels, "case": "ground"}, base, "ground", recipe, both), both]
    with Runner(workers=1, solving="studies_stub:serving") as runner:
        rows = runner.rows(runs)
    assert [row["status"] for row in rows] == ["gap reached"] * 16
    asked = [{row["committed"] for row in own} for own in (rows[::2], rows[1::2])]
    assert asked[0] == {123.0} and 123.0 not in asked[1]


def test_tasks_that_wait_for_each_other_are_a_fault():
    with pytest.raises(planner.PlannerBug, match="wait for each other"):
        drive([0, 1], {0: [1], 1: [0]}, lambda _: None, None, None, lambda _: None)
