"""The search for the least ratio, with its proof. `solve` is the one entry point; it is loaded when it is
asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.solver.ratio import solve

__all__ = ["solve"]


def __getattr__(name: str) -> Any:
    if name != "solve":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from planner.solver.ratio import solve

    return solve
