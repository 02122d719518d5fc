"""How the units of a Case are read, and the scale of a question: how much money, how many tokens count as one
in it.

Every array and number of a Case declares its unit (models/case.py), text such as `M$/MW year`: what stands
before the first bar multiplies, what stands behind it divides; "" is a count, an index, a share, a factor or
a yes or no. Three units may be chosen freely without changing a question: of money (M$), of tokens (Tt) and
of token weights (w). With all money times m, all tokens times n and all weights times w every plan stays what
it is, and

    N -> m N        D -> n w D        N / D -> m / (n w) N / D        revenue and value -> m times

A Scale says what counts as one of each, chosen so that the question divided by it is the same in whatever
units it was written: by medians, which follow every change of unit and are not moved by single figures out of
the ordinary. `scaled` rounds to DIGITS significant digits, so that two ways to write one question give the
same arrays, but for an entry in thousands. That moves N and D by less than 1e-11 of their terms, a hundredth
of what planner/solver/search.py takes off every bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from models.case import Case, Floats

UNIT: dict[str, str] = {f.name: f.metadata["unit"] for f in fields(Case) if "unit" in f.metadata}
FREE = ("M$", "Tt", "w")  # the units that can be chosen freely

DIGITS = 12
RATE = 0.1
"""Tt per accelerator-year to which rates are scaled: then accelerator-years and tokens, costs and ratios are
all of order one."""


@cache
def powers(name: str) -> tuple[int, int, int]:
    """The powers of M$, Tt and w in the unit of an array of the Case."""
    above, _, below = UNIT[name].partition("/")
    over, under = above.split(), below.replace("/", " ").split()
    musd, tt, weight = (over.count(unit) - under.count(unit) for unit in FREE)
    return musd, tt, weight


@dataclass(frozen=True)
class Scale:
    """What counts as one: so much money [M$], so many tokens [Tt], such a weight."""

    musd: float
    tt: float
    weight: float

    @staticmethod
    def of(case: Case) -> Scale:
        """The scale of a question: its median prices, the tokens of an accelerator of median rate over 1 /
        RATE, its median weight.

        1 for what a question has nothing of.
        """
        arrays = (getattr(case, name) for name in UNIT if powers(name) == (1, 0, 0))
        prices = [median(array) for array in arrays if array.any()]
        rates = case.rate if case.rate.any() else case.committed + case.optional
        return Scale(middle(prices), median(rates) / RATE, median(case.token_weight))

    def unit(self, name: str) -> float:
        """What counts as one of an array of the Case."""
        musd, tt, weight = powers(name)
        return float(self.musd**musd * self.tt**tt * self.weight**weight)

    def value(self, objective: str) -> float:
        """What counts as one of an objective's value [$/Mtoken, or M$ for cost and npv]."""
        return self.musd / self.weighted_tt if objective == "levelized_cost" else self.musd

    @property
    def weighted_tt(self) -> float:
        """What counts as one of D [weighted Tt]."""
        return self.tt * self.weight

    def scaled(self, case: Case) -> Case:
        """The same question with all money, tokens and weights divided by what counts as one."""
        return case.replaced(
            **{name: rounded(getattr(case, name) / self.unit(name)) for name in UNIT if any(powers(name))}
        )


UNSCALED = Scale(1.0, 1.0, 1.0)


def median(values: Floats) -> float:
    """The median size of what is neither zero nor infinite; 1 if there is nothing."""
    sizes = np.abs(values)
    return middle(sizes[np.isfinite(sizes) & (sizes > 0)].tolist())


def middle(values: Iterable[float]) -> float:
    """The lower median, which is one of the values; 1 if there are none."""
    ordered = sorted(values)
    return float(ordered[(len(ordered) - 1) // 2]) if ordered else 1.0


def rounded(values: Floats | float) -> Floats | float:
    """Values to DIGITS significant digits; zero and infinity stay."""
    array = np.asarray(values, dtype=float)
    is_plain = np.isfinite(array) & (array != 0)
    power = 10.0 ** np.floor(np.log10(np.abs(np.where(is_plain, array, 1.0))))
    result = np.where(is_plain, np.round(array / power, DIGITS - 1) * power, array)
    return result if result.ndim else float(result)
