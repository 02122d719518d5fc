"""Every array of a Case is declared once: what is left out is neutral, and what is given is as declared."""

import numpy as np
import pytest

from models.case import ARRAYS, AXES, IDS, NEUTRAL, Case
from small_plan import small_case


def dated(**given) -> Case:
    """Two launch periods of three."""
    dates = ("2030-01-01", "2031-01-01", "2032-01-01")
    return Case(name="c", objective="cost", period_years=1.0, launch_periods=2, dates=dates, **given)


def test_a_question_of_dates_alone_is_well_formed():
    case = dated()
    case.check()
    assert [name for name, axes in AXES.items() if set(axes) == {"t"}] == [
        name for name in AXES if getattr(case, name).size
    ]


def test_what_is_left_out_is_neutral():
    along = {name: ("one", "two") for axis, name in IDS.items() if axis in "shkcrj"}
    case = dated(
        **along,
        slots=[[1.0] * 3] * 2,
        rate=[[1.0, 1.0]] * 2,
        rack_life=[1, 1],
        rack_block=[1, 1],
        grid_mw=[[1] * 3] * 2,
    )
    case.check()
    for name, value in NEUTRAL.items():
        array, shape = getattr(case, name), tuple(case.size[axis] for axis in AXES[name])
        assert array.shape == shape and array.dtype == ARRAYS[name].dtype and (array == value).all(), name


def test_what_is_needed_is_asked_for():
    with pytest.raises(TypeError, match=r"^a Case needs slots$"):
        dated(shells=("low",))
    with pytest.raises(TypeError, match=r"^a Case needs rack_life, rack_block, grid_mw$"):
        dated(sites=("hall",))


def test_whole_numbers_may_stand_for_fractions_but_not_the_reverse():
    case = small_case().replaced(success=np.ones(1, int))
    case.check()
    assert case.success.dtype == float
    with pytest.raises(ValueError, match=r"^cadence: float64, expected int64$"):
        small_case().replaced(cadence=np.full((1, 2), 1.5)).check()


@pytest.mark.parametrize(
    "name",
    [name for name, said in ARRAYS.items() if said.dtype == float and getattr(small_case(), name).size],
)
def test_infinity_stands_where_it_is_declared(name):
    case = small_case()
    endless = case.replaced(**{name: np.full(getattr(case, name).shape, np.inf)})
    if ARRAYS[name].infinite:
        endless.check()
    else:
        with pytest.raises(ValueError, match=f"^{name}: not a number$"):
            endless.check()
