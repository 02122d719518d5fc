"""Numbers as people write them."""

import pytest

from planner.instance.numbers import a_sum, counted, joined, percent, sums, within


@pytest.mark.parametrize(
    "share, text",
    [(0, "0 %"), (1e-5, "under 0.01 %"), (0.0004, "0.04 %"), (0.004, "0.4 %"), (0.0151, "1.5 %"),
     (0.043, "4.3 %"), (0.0996, "10 %"), (0.62, "62 %"), (0.92, "92 %"), (0.996, "99.6 %"),
     (0.998, "99.8 %"), (0.99999, "over 99.9 %"), (1 - 1e-12, "100 %"), (1, "100 %"), (12.5, "1,250 %"),
     (-0.048, "-4.8 %")],
)  # fmt: skip
def test_shares_are_never_nothing_of_something_or_all_of_less(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    "gap, text", [(0.01497, "1.5 %"), (0.0151, "1.6 %"), (3e-6, "0.001 %"), (0.31, "31 %")]
)
def test_a_gap_is_never_rounded_down(gap, text):
    assert within(gap) == text


@pytest.mark.parametrize(
    "musd, text",
    [(0, "0 M$"), (0.4, "0.4 M$"), (-3.2, "-3.2 M$"), (610, "610 M$"), (9_990, "9,990 M$"),
     (9_996, "$10 bn"), (40_190, "$40.2 bn"), (-40_190, "-$40.2 bn"), (8_143_140, "$8,140 bn"),
     (11_200_000, "$11.2 tn")],
)  # fmt: skip
def test_sums_of_money(musd, text):
    assert a_sum(musd) == text


def test_sums_of_one_sentence_have_one_unit():
    assert sums(1_820, 209_000) == ["$1.82 bn", "$209 bn"]
    assert sums(1_820, 20) == ["1,820 M$", "20 M$"]
    assert sums() == []


def test_counts_and_lists():
    assert [counted(1, "run"), counted(2000, "run")] == ["1 run", "2,000 runs"]
    assert counted(2, "launch", "launches") == "2 launches"
    assert [joined(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
