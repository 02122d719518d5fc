"""Which pictures a table is drawn as."""

import pandas as pd

from planner.studies.asked.file import Picture
from planner.studies.results.pictures import beside, compares, multiples, suggested

PRICE, RATE = "vehicles.falcon-9.price_musd", "study.discount_rate"


def table(**columns):
    """A table of both cases over the product of columns."""
    rows = pd.DataFrame({"case": ["orbit", "ground"]})
    for name, values in columns.items():
        rows = pd.DataFrame({name: values}).merge(rows, how="cross")
    half = len(rows) // 2
    return rows.assign(unit="$/Mtoken", ratio_usd_per_mtoken=[2.0, 1.0] * half, bound=[1.8, 0.5] * half)


def kinds(frame):
    labels = [name for name in frame if name not in ("unit", "ratio_usd_per_mtoken", "bound")]
    return suggested(frame, labels)


def test_the_axes_choose_the_picture():
    assert kinds(table(**{PRICE: [1, 2, 3]})) == [Picture("break-even curve", PRICE)]
    assert kinds(table(**{PRICE: [1, 2], RATE: [0.1, 0.2]}))[0].kind == "heat map"
    assert kinds(table(**{PRICE: [1, 2], "scenario": ["a", "b"]})) == [Picture("small multiples", PRICE)]
    assert kinds(table(rung=[0, 1], lever=["as it is", "price"])) == [Picture("ladder")]
    assert kinds(table(word=["a", "b"])) == []
    zipped = table(**{PRICE: [1, 2, 3]})
    zipped["other"] = zipped[PRICE] * 7
    assert (
        kinds(zipped) == [Picture("break-even curve", "other")] or kinds(zipped)[0].kind == "break-even curve"
    )


def test_orbit_and_ground_are_needed():
    frame = table(**{PRICE: [1, 2]})
    assert compares(frame)
    assert not compares(frame[frame.case == "orbit"]) and not compares(frame.assign(unit="M$"))


def test_the_multiple_and_its_proven_ends():
    found = multiples(table(**{PRICE: [1, 2], RATE: [0.1, 0.2]}), PRICE, RATE)
    assert (
        len(found) == 4
        and set(found.multiple) == {2.0}
        and set(found.low) == {1.8}
        and set(found.high) == {4.0}
    )
    assert list(beside(table(rung=[0, 1]), ["rung"]).columns)[1:] == [
        "ratio_orbit",
        "bound_orbit",
        "ratio_ground",
        "bound_ground",
    ]
