"""The words of which a plan says one: how its search ended, which way it went, which side may serve, what is
best. Each list of them is here once; `typing.get_args` gives the words.
"""

from __future__ import annotations

from typing import Literal

Objective = Literal["levelized_cost", "cost", "npv"]
Side = Literal["both", "orbit", "ground"]

Status = Literal["gap reached", "time limit", "interrupted", "search ended"]
"""How a search with a plan ended; "search ended": nothing was left to try, and the gap is open."""

Way = Literal["complete enumeration", "column generation", "carried over"]
"""Every cohort and every maximal manifest is a column; or columns are priced, and what reduced costs leave is
enumerated where that is few."""
