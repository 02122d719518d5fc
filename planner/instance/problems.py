"""Everything found wrong in one reading, so that it is reported at once."""

from __future__ import annotations

from planner.errors import InstanceError
from planner.instance.words import printable

MOST = 100  # problems in one report


class Problems:
    """(key path, message) pairs, at most one a path; none below a path that has one.

    source: the file, for the report. A hundred problems end the reading at once.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self._found: dict[str, str] = {}
        self._incomplete: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: str, message: str) -> None:
        """Report a problem, unless one is known at this path or above it."""
        path = printable(path)
        if not self._found.keys() & set(_above(path)):
            self._found[path] = message
        if len(self._found) == MOST:
            self._found[""] = f"there may be more; only the first {MOST} are listed"
            self.raise_if_any([])

    def add_missing(self, path: str, message: str) -> None:
        """Report a missing key, unless its table is known to be incomplete."""
        if not self.is_excused(path):
            self.add(path, message)

    def excuse(self, path: str) -> None:
        """Report no missing keys in this table: the cause is reported."""
        self._incomplete.add(path)

    def is_excused(self, path: str) -> bool:
        """Whether missing keys of a table, or of one above it, are not reported."""
        return bool(self._incomplete & set(_above(path)))

    def below(self, path: str) -> bool:
        """Whether a problem is known at this path or below it."""
        return any(path in _above(found) for found in self._found)

    def sections(self) -> set[str]:
        """The sections in which something is wrong."""
        return {path.split(".")[0] for path in self._found}

    def raise_if_any(self, order: list[str]) -> None:
        """Raise InstanceError with all problems, in the order of the sections given."""
        if self._found:
            rank = {name: i for i, name in enumerate(order)}
            raise InstanceError(
                self.source,
                sorted(self._found.items(), key=lambda item: rank.get(item[0].split(".")[0], len(rank))),
            )


def _above(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts) + 1)]
