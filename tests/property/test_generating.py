"""Whatever sizes are asked for within the ranges, the file reads strictly and its coefficients build."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner import coefficients
from planner.generating.asked import sizes
from planner.generating.ranges import RANGES
from planner.generating.scale import Scale
from planner.generating.text import text
from planner.instance.reading import Instance
from small_questions import repeatable


@repeatable(20)
@given(
    periods=st.integers(1, 30) | st.sampled_from([80, 81, 200]),
    shells=st.integers(1, 12) | st.just(60),
    vehicles=st.integers(*RANGES["vehicles"]),
    designs=st.integers(1, 300),
    flights=st.integers(1, 500) | st.just(50_000),
    seed=st.integers(*RANGES["seed"]),
    factor=st.floats(0.2, 5),
)
def test_sizes_within_the_ranges_make_a_question(periods, shells, vehicles, designs, flights, seed, factor):
    asked = sizes(periods, shells, vehicles, designs, flights, seed)
    scale = Scale(asked, factor * Scale.guessed(asked).work)
    instance = Instance.from_files({"made.toml": text(asked, scale)})
    built = coefficients.build(instance)
    size = built.case.size
    assert (size["b"], size["t"], size["s"], size["v"]) == (periods, periods, shells, vehicles)
    assert size["d"] + len(built.dropped) >= 0.8 * designs
    assert set(built.dropped.reason) <= {"dominated"}
    assert built.case.cadence.sum() >= 1 and built.case.committed.sum() > 0
    assert (built.case.shortfall_musd[built.case.committed.sum(axis=2) > 0] < float("inf")).all()
