"""The study file: its runs, and everything that is refused before anything is solved."""

import math

import numpy as np
import pytest

import planner
from planner.instance.series import Series
from planner.studies.asked.expanding import runs_of
from planner.studies.asked.figures import NoFigure, matching, times, with_range
from planner.studies.asked.file import read_file

PRICE = "vehicles.falcon-9.price_musd"
HEAD = 'name = "s"\nbase = "starter"\n'


@pytest.fixture
def written(tmp_path):
    def write(text, head=HEAD):
        path = tmp_path / "study.toml"
        path.write_text(head + text)
        return path

    return write


def labels(path):
    return [dict(run.labels) for run in runs_of(read_file(path))]


def values(path, key):
    return [getattr_path(run.question().data, key) for run in runs_of(read_file(path))]


def getattr_path(data, path):
    for part in path.split("."):
        data = data[part] if isinstance(data, dict) else getattr(data, part)
    return data.values[0] if isinstance(data, Series) and len(data.values) == 1 else data


def test_a_full_product_the_last_path_and_the_case_fastest(written):
    path = written(
        f'case = ["both", "ground"]\n[vary]\n"{PRICE}" = [60, 70]\nstudy.discount_rate = [0.05, 0.1]'
    )
    found = labels(path)
    assert [(one[PRICE], one["study.discount_rate"], one["case"]) for one in found] == [
        (p, r, c) for p in (60, 70) for r in (0.05, 0.1) for c in ("both", "ground")
    ]
    assert values(path, PRICE) == [60.0] * 4 + [70.0] * 4
    assert [run.case for run in runs_of(read_file(path))][:2] == ["both", "ground"]


def test_ranges(written):
    text = '[vary]\n"{}" = {{ from = {}, to = {}, steps = {}{} }}'
    path = written(text.format("study.discount_rate", 0.02, 0.1, 5, ""))
    assert values(path, "study.discount_rate") == [0.02, 0.04, 0.06, 0.08, 0.1]
    path = written(text.format(PRICE, 1, 100, 3, ', scale = "log"'))
    assert values(path, PRICE) == [1, 10, 100]
    path = written(text.format("shells.sso-600.satellites", 100, 300, 3, ""))
    assert values(path, "shells.sso-600.satellites") == [100, 200, 300]


def test_multiples_of_what_the_base_has_wildcards_too(written):
    path = written(f'[vary]\n"{PRICE}" = {{ times = [0.5, 1] }}')
    base = read_file(path).base
    price = base.data.vehicles["falcon-9"].price_musd.values[0]
    assert [one[PRICE] for one in labels(path)] == [price / 2, price]
    path = written('[vary]\n"shells.*.satellites" = { times = [0.5, 2] }')
    found = [run.question().data.shells for run in runs_of(read_file(path))]
    assert [tuple(one[shell].satellites.values[0] for shell in ("sso-600", "i53-550")) for one in found] == [
        (100, 100),
        (400, 400),
    ]
    assert [one["shells.*.satellites times"] for one in labels(path)] == [0.5, 2]
    demand = "workloads.batch.demand.north-america.committed_tt_per_year"
    path = written(f'[vary]\n"{demand}" = {{ times = [0.5] }}')
    (run,) = runs_of(read_file(path))
    was = getattr_path(base.data, demand)
    now = getattr_path(run.question().data, demand)
    assert now.dates == was.dates and now.values == tuple(value / 2 for value in was.values)


def test_lists_that_go_together(written):
    path = written(
        f'[[zip]]\n"{PRICE}" = [60, 70]\n"study.discount_rate" = [0.05, 0.1]\n[vary]\nsolve.seed = [0, 1]'
    )
    assert [(one["solve.seed"], one[PRICE], one["study.discount_rate"]) for one in labels(path)] == [
        (0, 60, 0.05),
        (0, 70, 0.1),
        (1, 60, 0.05),
        (1, 70, 0.1),
    ]


@pytest.mark.parametrize("method", ["latin hypercube", "sobol"])
def test_samples_between_each_figures_own_low_and_high(written, method):
    figures = '["accelerators.*.price_usd", "buses.*.array_w_per_kg"]'
    path = written(f'[sample]\nmethod = "{method}"\nruns = 8\nseed = 3\nfigures = {figures}')
    study = read_file(path)
    found = labels(path)
    names = [name for name in found[0] if name not in ("sample", "case")]
    assert set(names) <= set(study.base.provenance) and len(found) == 8
    for name in names:
        noted = study.base.provenance[name]
        drawn = np.array([one[name] for one in found])
        assert (drawn >= noted.low).all() and (drawn <= noted.high).all()
        eighths = np.floor((drawn - noted.low) / (noted.high - noted.low) * 8)
        assert sorted(eighths) == list(range(8)), "one in each eighth, as both methods have it"
    assert labels(path) == found, "the same seed draws the same"
    run = runs_of(study)[5]
    assert math.isclose(getattr_path(run.question().data, names[0]), run.labels[names[0]], rel_tol=1e-9)
    assert len(with_range(study.base)) > 50


def test_scenarios_with_whole_tables(written):
    path = written(
        '[[scenarios]]\nname = "as it is"\n'
        '[[scenarios]]\nname = "other"\nremove = ["designs.older"]\n'
        'add = { vehicles.mine = { use = "catalog:new-glenn" } }\n'
        'set = { "vehicles.*.price_musd" = { times = 0.5 } }\n'
        '[vary]\n"vehicles.*.price_musd" = { times = [1, 2] }'
    )
    found = runs_of(read_file(path))
    assert [run.labels["scenario"] for run in found] == ["as it is"] * 2 + ["other"] * 2
    first, last = found[0].question().data, found[3].question().data
    assert set(last.vehicles) == {"falcon-9", "mine"} and "older" not in last.designs
    assert last.vehicles["falcon-9"].price_musd.values == first.vehicles["falcon-9"].price_musd.values


def test_levers_stay_moved(written):
    path = written(
        f'[[levers]]\nname = "price"\nset = {{ "{PRICE}" = {{ times = 0.5 }} }}\nsource = "assumed: a half"\n'
        '[[levers]]\nname = "rate"\nset = { study.discount_rate = 0.03 }\nsource = "assumed: low"'
    )
    found = runs_of(read_file(path))
    assert [(run.labels["rung"], run.labels["lever"]) for run in found] == [
        (0, "as it is"),
        (1, "price"),
        (2, "rate"),
    ]
    assert found[1].labels["change"] == f"{PRICE} x 0.5"
    price = found[0].question().data.vehicles["falcon-9"].price_musd.values[0]
    last = found[2].question().data
    assert last.vehicles["falcon-9"].price_musd.values == (price / 2,) and last.study.discount_rate == 0.03


def test_gap_and_limit_go_into_every_run(written):
    path = written(f'gap = 0.2\ntime_limit_s = 7\n[vary]\n"{PRICE}" = [60]')
    (run,) = runs_of(read_file(path))
    assert (run.question().data.solve.gap, run.question().data.solve.time_limit_s) == (0.2, 7)


def test_the_base_beside_the_file(written, tmp_path, request):
    (tmp_path / "mine.toml").write_bytes((request.config.rootpath / "instances/starter.toml").read_bytes())
    path = written(f'[vary]\n"{PRICE}" = [60]', head='base = "mine.toml"\n')
    assert read_file(path).name == "study" and len(labels(path)) == 1


WRONG = [
    ('[vary]\n"vehicles.falcon-9.prize_musd" = [60]', "vary.vehicles.falcon-9.prize_musd", "mean price"),
    ('[vary]\n"vehicles.starship.price_musd" = [60]', "vary.vehicles.starship.price_musd", "unknown key"),
    ('[vary]\n"vehicels.*.price_musd" = [60]', "vary.vehicels.*.price_musd", "did you mean vehicles"),
    ('[vary]\n"vehicles.*.prize_musd" = [60]', "vary.vehicles.*.prize_musd", "did you mean price_musd"),
    ('[vary]\n"relays.*.price_musd" = [60]', "vary.relays.*.price_musd", "matches nothing"),
    ('[vary]\n"vehicles.falcon-9" = [60]', "vary.vehicles.falcon-9", "is a table; name a figure in it"),
    (f'[vary]\n"{PRICE}" = []', f"vary.{PRICE}", "is empty"),
    (f'[vary]\n"{PRICE}" = 60', f"vary.{PRICE}", "must be a list of values, not 60"),
    (f'[vary]\n"{PRICE}" = {{ times = [] }}', f"vary.{PRICE}", "times is empty"),
    (f'[vary]\n"{PRICE}" = {{ times = ["x"] }}', f"vary.{PRICE}", "must hold numbers"),
    ('[vary]\n"workloads.batch.residency" = { times = [2] }', "vary.workloads.batch.residency", "no number"),
    (f'[vary]\n"{PRICE}" = {{ from = 3, to = 1, steps = 3 }}', f"vary.{PRICE}", "is an empty range"),
    (f'[vary]\n"{PRICE}" = {{ from = 1, to = 3, steps = 0 }}', f"vary.{PRICE}.steps", "outside 2..10000"),
    (f'[vary]\n"{PRICE}" = {{ from = 1, to = 3 }}', f"vary.{PRICE}.steps", "is missing"),
    (f'[vary]\n"{PRICE}" = {{ from = 1, to = 3, step = 3 }}', f"vary.{PRICE}.step", "did you mean steps"),
    (
        f'[vary]\n"{PRICE}" = {{ from = 0, to = 3, steps = 3, scale = "log" }}',
        f"vary.{PRICE}.from",
        "must be above 0",
    ),
    (f'[[zip]]\n"{PRICE}" = [1, 2]\n"study.discount_rate" = [0.1]', "zip.0", "equally long"),
    (f'[vary]\n"{PRICE}" = [60]\n"vehicles.*.price_musd" = [60]', f"vary.{PRICE}", "is varied twice"),
    ("", "", "is a study without runs"),
    ('vari = 1\n[vary]\nsolve.seed = [1]', "vari", "did you mean vary"),
    ('case = "orbits"\n[vary]\nsolve.seed = [1]', "case", "did you mean orbit"),
    ('case = ["orbit", "orbit"]', "case", "twice"),
    ('same_tokens_as = "orbit"\n[vary]\nsolve.seed = [1]', "same_tokens_as", "one of several cases"),
    ('keep = "plans"\n[vary]\nsolve.seed = [1]', "keep", 'must be "plan", "row" or a list of tables'),
    ('keep = ["launch"]\n[vary]\nsolve.seed = [1]', "keep", "did you mean launches"),
    ("gap = 7\n[vary]\nsolve.seed = [1]", "gap", "outside"),
    ('[sample]\nruns = 7\nmethod = "sobol"', "sample.runs", "power of two"),
    ('[sample]\nmethod = "sobel"\nruns = 4', "sample.method", "did you mean sobol"),
    ("[sample]\nruns = 0", "sample.runs", "is not a whole number in 1.."),
    ('[sample]\nruns = 4\nfigures = ["solve.gap"]', "sample.figures.solve.gap", "no figure"),
    ('[[scenarios]]\nname = "a"\n[[scenarios]]\nname = "a"', "scenarios.1.name", "is the name of another"),
    ('[[scenarios]]\nset = { "study.discount_rate" = 0.1 }', "scenarios.0.name", "is missing"),
    (
        '[[scenarios]]\nname = "a"\nremove = ["vehicles.falcon-8"]',
        "scenarios.0: remove vehicles.falcon-8",
        "did you mean falcon-9",
    ),
    (
        '[[scenarios]]\nname = "a"\nadd = { vehicles.x = { use = "catalog:falcon-10" } }',
        "scenarios.0: vehicles.x.use",
        "the catalog has no",
    ),
    ('[[scenarios]]\nname = "a"\nset = { "solve.gab" = 1 }', "scenarios.0.set.solve.gab", "did you mean gap"),
    ('[[levers]]\nname = "a"\nset = { "study.discount_rate" = 0.1 }', "levers.0.source", "is missing"),
    ('[[levers]]\nname = "a"\nsource = "x"', "levers.0.set", "is missing"),
    ('[vary]\nsolve.seed = [1]\n[[pictures]]\nkind = "pie"', "pictures.0.kind", "must be one of"),
    ('[vary]\nsolve.seed = {from = 1, to = 9000, steps = 9000}\n"study.discount_rate" = '
     '{from = 0.01, to = 0.1, steps = 100}', "", "900,000 runs; at most 100,000"),
]  # fmt: skip


@pytest.mark.parametrize("text, place, said", WRONG)
def test_what_is_refused(written, text, place, said):
    with pytest.raises(planner.InstanceError) as told:
        runs_of(read_file(written(text)))
    assert place in [one for one, _ in told.value.problems], told.value
    assert said in dict(told.value.problems)[place]


@pytest.mark.parametrize(
    "head, said",
    [
        ("", "is missing: the instance file"),
        ('base = "startar"\n', "did you mean starter"),
        ('base = "no.toml"\n', "no such file"),
        ("base = 3\n", "must be a text"),
    ],
)
def test_a_base_that_is_none(written, head, said):
    with pytest.raises(planner.InstanceError, match=said):
        read_file(written("[vary]\nsolve.seed = [1]", head=head))


def test_files_that_are_none(tmp_path):
    for content in (b"\xff\xfe", b"x = ", None):
        path = tmp_path / "s.toml"
        path.write_bytes(content) if content is not None else path.unlink()
        with pytest.raises(planner.InstanceError):
            read_file(path)


def test_figures_by_path(request):
    base = planner.read(request.config.rootpath / "instances/starter.toml")
    assert matching(base, "designs.*.accelerators.gb300") == [
        "designs.small.accelerators.gb300",
        "designs.large.accelerators.gb300",
    ]
    assert times(base, "designs.small.accelerators.gb300", 0.5) == 8
    with pytest.raises(NoFigure, match="did you mean"):
        matching(base, "designs.smal.*.gb300")


def test_a_picture_of_a_column_that_the_table_lacks(written):
    picture = f'[[pictures]]\nkind = "heat map"\nx = "{PRICE}"\ny = "flihts"'
    with pytest.raises(planner.InstanceError, match="pictures.0.y .*did you mean flights"):
        runs_of(read_file(written(f'[vary]\n"{PRICE}" = {{ times = [1, 2] }}\n{picture}')))
