"""A question written in other units: all its money, tokens and token weights times a factor."""

from models.case import Case
from models.units import UNIT, Scale, powers


def written(case: Case, musd: float, tt: float = 1.0, weight: float = 1.0) -> Case:
    """The Case with M$ times `musd`, Tt times `tt`, weights times `weight`; nothing is rounded."""
    unit = Scale(musd, tt, weight).unit
    return case.replaced(**{name: getattr(case, name) * unit(name) for name in UNIT if any(powers(name))})
