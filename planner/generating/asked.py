"""What is asked of a made-up question: its sizes and its seed, within their ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from planner.generating.ranges import RANGES, outside
from planner.instance import arguments
from planner.instance.series import months_after

START = date(2028, 1, 1)
MOST_QUARTERS = 80
"""From 2028 so many quarters and five years of service end before the ephemeris does (October 2053); more
periods are months.
"""


@dataclass(frozen=True)
class Sizes:
    """How large the question is: launch periods, shells, vehicles, designs on offer, flights of a good plan;
    and the seed of everything that is drawn.
    """

    periods: int
    shells: int
    vehicles: int
    designs: int
    flights: int
    seed: int = 0
    period_months: int = 3

    @property
    def years(self) -> float:
        """Length of the rollout [years]."""
        return self.periods * self.period_months / 12

    @property
    def study_years(self) -> int:
        """Study years that it touches: values of a list."""
        return -(-self.periods * self.period_months // 12)

    @property
    def lag(self) -> int:
        """Periods before the first demand: what is ordered in the first one can serve by then; 0 where the
        rollout is too short to wait.
        """
        return 0 if self.periods < 8 else -(-6 // self.period_months)

    def day(self, period: int) -> date:
        """First day of a period."""
        return months_after(START, period * self.period_months)

    def day_at(self, share: float) -> date:
        """First day of the period at a share of the rollout."""
        return self.day(int(share * self.periods))

    def coarser(self, most: int) -> Sizes:
        """The same rollout in longer periods, of which there are about so many at most."""
        months = self.periods * self.period_months
        longer = (m for m in (self.period_months, 3, 6, 12) if m >= self.period_months and months <= most * m)
        length = next(longer, 12)
        return replace(self, periods=-(-months // length), period_months=length)

    @property
    def name(self) -> str:
        """Of the study: the sizes in the order of the options."""
        return "generated-" + "-".join(str(getattr(self, name)) for name in RANGES)

    @property
    def command(self) -> str:
        """The options that ask for it."""
        return " ".join(f"--{name} {getattr(self, name)}" for name in RANGES)


def sizes(periods: int, shells: int, vehicles: int, designs: int, flights: int, seed: int = 0) -> Sizes:
    """The sizes as given. TypeError for what is no whole number, ValueError for one outside its range."""
    given = {
        "periods": periods, "shells": shells, "vehicles": vehicles, "designs": designs, "flights": flights,
        "seed": seed,
    }  # fmt: skip
    whole = {name: arguments.a_whole_number(name, value) for name, value in given.items()}
    for name, value in whole.items():
        if say := outside(name, value):
            raise ValueError(f"{name} {say}")
    return Sizes(**whole, period_months=3 if whole["periods"] <= MOST_QUARTERS else 1)
