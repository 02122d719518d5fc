"""The three ways in which the planner stops: the file is wrong, no plan exists, or the fault is ours."""


class InstanceError(Exception):
    """The input cannot be used. `problems` holds (place, message) pairs; the text lists them all. Exit code 2."""

    def __init__(self, source: str, problems: list[tuple[str, str]]):
        self.source = source
        self.problems = problems
        count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
        width = max((len(place) for place, _ in problems), default=0)
        lines = [
            f"  {place:<{width}}   {message}" if place else f"  {message}" for place, message in problems
        ]
        super().__init__("\n".join([f"{source}: {count}", *lines]))


class NoPlan(Exception):
    """No feasible plan exists, confirmed without presolve. The text says which inputs stand in the way. Exit code 3."""


class PlannerBug(Exception):
    """A fault of the planner: a failed audit, a solver status that must not occur. Exit code 1."""
