"""The search for the least ratio, with its proof. `solve` is the one entry point."""

from planner.solver.ratio import solve

__all__ = ["solve"]
