"""Every picture of every shipped plan at both widths: small, readable, without a number that is none."""

import re

import pytest

from planner.report.plan.cash import cash_by_year
from planner.report.plan.costs import cost_per_token
from planner.report.plan.interval import answer_line
from planner.report.plan.power import megawatts
from planner.report.plan.progress import bound_and_plan, progress_table
from planner.report.plan.quality import cost_by_quality
from planner.report.plan.service import tokens_by_year
from shipped_plans import NAMES, NARROW, WIDE, says_all, shipped, sizes_are_read

PICTURES = (tokens_by_year, cost_per_token, megawatts, cash_by_year, bound_and_plan, cost_by_quality)


def alone(plan, width):
    """The answer without another plan."""
    return answer_line(plan, None, width)


@pytest.mark.slow
@pytest.mark.parametrize("picture", [*PICTURES, alone], ids=lambda picture: picture.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_every_picture(name, picture):
    for width in (WIDE, NARROW):
        figure = picture(shipped(name), width)
        if figure is None and picture is bound_and_plan:
            assert progress_table(shipped(name))[["best", "bound"]].nunique().max() < 2
            return
        if figure is None:
            assert picture is megawatts
            assert shipped(name).power.empty
            return
        drawn = figure.svg()
        assert says_all(figure)
        assert sizes_are_read(figure)
        assert len(drawn) < 60_000
        said = " ".join(re.findall(r">([^<>]+)</text>", drawn)) + figure.alt
        assert not re.search(r"\b(nan|None|inf|NaN)\b", said)
        size = float(re.search(r'<svg [^>]*?width="([\d.]+)', drawn)[1])
        assert size <= width + 48
