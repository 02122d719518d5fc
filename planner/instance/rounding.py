"""Times and days of the format that count in whole periods, and which way each is rounded.

Satellites and racks enter and leave service, and money is paid, at the starts of periods. A key that such a
start follows from says so beside its type in the schema, with the direction that is least wrong:

    up        waits (lead, raising, connection, pilots, payment ahead) and first days: nothing is there, or
              due, sooner than it can be
    nearest   lives and terms of debt: what is bought for 2.99 years serves three yearly periods, not two; a
              half is rounded down, and half a period or less is refused, for a whole one would be worth more
              than twice as much
    down      days in whose period something happens, and the day from which on the environment is looked at

The table of the format and the notes of a plan follow from what is declared here; Timeline.count does the
rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["up", "nearest", "down"]


@dataclass(frozen=True)
class InPeriods:
    """Beside a key of the format: how it becomes whole periods, in words and as a direction."""

    direction: Direction
    words: str


WAIT = InPeriods("up", "in whole periods, rounded up")
LIFE = InPeriods("nearest", "in whole periods, the nearest")
FIRST_DAY = InPeriods("up", "from the first period that starts on it or later")
DAY_IN_PERIOD = InPeriods("down", "at the start of the period in which it falls")
SINCE = InPeriods("down", "from the last start of a period on it or before")
