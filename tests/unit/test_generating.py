"""Made-up questions: what is asked is checked, what comes out is near it, the same for the same seed."""

import pytest

import planner
from planner import coefficients
from planner.generating import asked, generated, offers
from planner.generating.calibrating import calibrated
from planner.generating.figures import number
from planner.generating.ranges import RANGES
from planner.generating.scale import Scale
from planner.generating.serving import FIRST, shape
from planner.generating.text import text
from planner.instance.reading import Instance

SMALL = {"periods": 6, "shells": 2, "vehicles": 2, "designs": 4, "flights": 8}


def guessed(**changes):
    sizes = asked.sizes(**SMALL | changes)
    return text(sizes, Scale.guessed(sizes))


@pytest.mark.parametrize("name", RANGES)
def test_sizes_outside_their_ranges_are_refused(name):
    low, high = RANGES[name]
    for value in (low - 1, high + 1):
        with pytest.raises(ValueError, match=f"{name} must be a whole number from {low} to .*, not {value}"):
            planner.generate(**SMALL | {name: value})
    with pytest.raises(TypeError, match=f"{name} must be a whole number, not float 1.5"):
        planner.generate(**SMALL | {name: 1.5})


def test_the_same_seed_gives_the_same_bytes():
    assert planner.generate(**SMALL, seed=3).toml == planner.generate(**SMALL, seed=3).toml


def test_seeds_differ_in_prices_masses_and_demand():
    first, second = (Instance.from_files({"a.toml": guessed(seed=seed)}).data for seed in (1, 2))
    for data in (first, second):
        assert data.vehicles["falcon-9"].price_musd.values[0] == pytest.approx(74, rel=0.151)
    assert first.vehicles["falcon-9"].price_musd != second.vehicles["falcon-9"].price_musd
    assert first.buses["ai1-like"].array_w_per_kg != second.buses["ai1-like"].array_w_per_kg
    assert shape(asked.sizes(**SMALL, seed=1)) != shape(asked.sizes(**SMALL, seed=2))


def test_another_size_moves_no_price_of_another_subject():
    first = Instance.from_files({"a.toml": guessed()}).data
    second = Instance.from_files({"a.toml": guessed(shells=9, vehicles=5)}).data
    assert first.vehicles["falcon-9"].price_musd == second.vehicles["falcon-9"].price_musd
    assert first.accelerators == second.accelerators


@pytest.mark.parametrize("designs", [1, 2, 7, 36, 37, 100, 640, 3000])
@pytest.mark.parametrize("shells", [1, 7])
def test_designs_on_offer_are_near_those_asked_for(designs, shells):
    sizes = asked.sizes(**SMALL | {"designs": designs, "shells": shells})
    found = generated.with_designs(sizes, 8, Scale.guessed(sizes))
    assert found.designs == pytest.approx(designs, rel=0.1)
    if designs <= offers.MOST_SPELLED_OUT:
        assert found.designs == designs
    assert found.designs == len(coefficients.build(found.instance).case.designs)


@pytest.mark.parametrize("flights", [3, 30, 3000])
def test_the_relaxation_flies_about_as_many_flights_as_asked(flights):
    found, scale = calibrated(asked.sizes(**SMALL | {"flights": flights}))
    assert found == pytest.approx(flights, rel=0.25)
    assert scale.work > 0


def test_demand_grows_from_what_the_sites_can_do():
    dates, values = shape(asked.sizes(**SMALL | {"periods": 12}))
    assert values[0] == 0 and values[1] == FIRST and values[-1] == 1
    assert dates == sorted(dates) and values == sorted(values)


def test_long_rollouts_are_months_and_a_companion_is_coarser():
    sizes = asked.sizes(200, 1, 1, 1, 1)
    assert (sizes.period_months, sizes.study_years) == (1, 17)
    assert asked.sizes(80, 1, 1, 1, 1).period_months == 3
    coarse = sizes.coarser(40)
    assert (coarse.periods, coarse.period_months) == (34, 6)
    assert asked.sizes(20, 1, 1, 1, 1).coarser(40).periods == 20


def test_it_says_that_its_numbers_are_assumed_and_what_was_asked():
    written = guessed(seed=5)
    command = "planner generate FILE --periods 6 --shells 2 --vehicles 2 --designs 4 --flights 8 --seed 5"
    assert written.startswith(f"# Made up by: {command}\n")
    instance = Instance.from_files({"a.toml": written})
    own = [key for key, said in instance.provenance.items() if said.source.startswith("assumed: drawn")]
    assert "vehicles.falcon-9.price_musd" in own
    assert instance.provenance["vehicles.falcon-9.price_musd"].quality == "assumed"


def test_numbers_are_written_with_four_digits():
    assert [number(x) for x in (0, 1, 0.12345, 12.3456, 123456.0, 1e-7)] == [
        "0", "1", "0.1235", "12.35", "123_500", "0.0000001",
    ]  # fmt: skip


def test_nothing_is_overwritten_unasked(tmp_path):
    made = planner.generate(**SMALL)
    path = made.write(tmp_path / "mine.toml")
    assert planner.read(path).data == made.instance.data
    with pytest.raises(planner.InstanceError, match="not overwritten without --force"):
        made.write(path)
    made.write(path, force=True)
