"""Committed tokens that are paid for though they are not served: what the format takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.coefficients import build
from planner.errors import InstanceError
from planner.instance.reading import read

INSTANCE = read(Path(__file__).parent / "data" / "satellites.toml")
EAST, WEST = "workloads.chat.demand.east", "workloads.chat.demand.west"


def test_the_share_stands_in_the_case():
    """chat is committed in the east at a penalty of 50 $/Mtoken; its price is 2."""
    assert build(INSTANCE).case.take_or_pay.tolist() == [[0, 0], [0, 0]]
    assert build(INSTANCE.with_value(f"{EAST}.take_or_pay_share", 0.4)).case.take_or_pay.tolist() == [
        [0, 0.4],
        [0, 0],
    ]


def test_a_hard_commitment_is_never_short():
    with pytest.raises(InstanceError, match="take_or_pay_share needs shortfall_usd_per_mtoken"):
        INSTANCE.with_value(f"{WEST}.take_or_pay_share", 0.4)


def test_not_serving_must_not_pay_while_optional_tokens_are_asked():
    """0.4 of a price of 2, later of 5, is 0.8 and 2 $/Mtoken: within a penalty of 2, beyond one of 1 from
    the second year on.
    """
    values = {
        f"{EAST}.take_or_pay_share": 0.4,
        f"{EAST}.optional_tt_per_year": 1,
        "workloads.chat.usd_per_mtoken": [2, 5],
    }
    INSTANCE.with_values(values | {f"{EAST}.shortfall_usd_per_mtoken": 2})
    with pytest.raises(
        InstanceError,
        match=r"pays 2 \$/Mtoken \(in the period from 2029-01-01\) for tokens not served, more than .* 1,",
    ):
        INSTANCE.with_values(values | {f"{EAST}.shortfall_usd_per_mtoken": 1})
    nothing_optional = {f"{EAST}.optional_tt_per_year": 0, f"{EAST}.shortfall_usd_per_mtoken": 1}
    build(INSTANCE.with_values(values | nothing_optional)).case.check()
