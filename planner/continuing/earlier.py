"""What a search leaves to those of neighbouring questions: its own question, its decisions, its bound.

As bytes it is text and plain arrays, nothing that could run when it is read. Decisions are in
the index letters of their own Case; `moved` finds them again in another one by id and date.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from models.case import ARRAYS, Case
from models.departing import FLOWN, INSTALLED
from planner.solver.solution import Flights, Solution

FORMAT = 1

AXES = {
    "satellites": ("designs", "vehicles", "shells", "launch", "lives"),
    "racks": ("sites", "accelerators", "launch"),
    "leave": ("flown", "dates"),
    "removed": ("installed", "dates"),
}
"""Decisions by family, and what their indices count."""


@dataclass(frozen=True)
class Earlier:
    """A question with the plan and the bound that were found for it.

    bound: in the unit of the objective, in its own sense; None where nothing was proven. loss: (value - bound
    of the relaxation) / |value|, infinite where it is not known.
    """

    case: Case
    solution: Solution
    bound: float | None = None
    loss: float = math.inf

    def to_bytes(self) -> bytes:
        """It as text and plain arrays, compressed: the length of the text, the text, the arrays in a row."""
        arrays = {name: np.ascontiguousarray(getattr(self.case, name)) for name in ARRAYS}
        told = {
            "format": FORMAT,
            "case": {f.name: getattr(self.case, f.name) for f in fields(Case) if f.name not in ARRAYS},
            "arrays": {name: [array.dtype.str, array.shape] for name, array in arrays.items()},
            "bound": self.bound,
            "loss": None if math.isinf(self.loss) else self.loss,
            **listed(self.solution),
        }
        text = json.dumps(told).encode()
        return zlib.compress(
            b"".join([len(text).to_bytes(8), text, *(array.tobytes() for array in arrays.values())]), 1
        )

    @staticmethod
    def from_bytes(content: bytes) -> Earlier | None:
        """It from such bytes; None for what is damaged or of another version."""
        try:
            whole = zlib.decompress(content)
            at = 8 + int.from_bytes(whole[:8])
            told = json.loads(whole[8:at])
            if told["format"] != FORMAT:
                return None
            arrays: dict[str, Any] = {}
            for name in ARRAYS:
                kind, shape = told["arrays"][name]
                count = math.prod(shape)
                array = np.frombuffer(whole, np.dtype(kind), count, at) if count else np.zeros(0, kind)
                arrays[name] = array.reshape(shape)
                at += array.nbytes
            rest = {name: tupled(value) for name, value in told["case"].items()}
            case = Case(**rest, **arrays)
            case.check()
            loss = math.inf if told["loss"] is None else float(told["loss"])
            return Earlier(case, solution_of(told), told["bound"], loss)
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error):
            return None

    def moved(self, case: Case) -> Solution:
        """The decisions as far as they exist in another question."""
        if all(axis_of(self.case, axis) == axis_of(case, axis) for axis in EVERY_AXIS):
            return self.solution
        places = {axis: moves(axis_of(self.case, axis), axis_of(case, axis)) for axis in EVERY_AXIS}

        def at(axes: Sequence[str], index: Sequence[int]) -> tuple[int, ...] | None:
            found = [places[axis].get(i) for axis, i in zip(axes, index)]
            return None if None in found else tuple(i for i in found if i is not None)

        kept: dict[str, dict] = {
            family: {
                there: count
                for index, count in getattr(self.solution, family).items()
                if (there := at(axes, index)) is not None
            }
            for family, axes in AXES.items()
        }
        flights = []
        for f in self.solution.flights:
            where = at(("vehicles", "drops", "launch"), (f.v, f.o, f.b))
            cargo = [(at(("designs", "shells"), (d, s)), n) for d, s, n in f.cargo]
            load = tuple(sorted((there[0], there[1], n) for there, n in cargo if there is not None))
            if where is not None and load:
                v, o, b = where
                flights.append(Flights(v, o, b, load, f.flights))
        kept["leave"] = FLOWN.with_the_rest(case, kept["leave"])
        kept["removed"] = INSTALLED.with_the_rest(case, kept["removed"])
        return Solution(tuple(flights), **kept)


EVERY_AXIS = (
    "designs", "vehicles", "drops", "shells", "sites", "accelerators", "flown", "installed", "lives", "dates",
    "launch",
)  # fmt: skip


def axis_of(case: Case, axis: str) -> tuple:
    """The members of an axis; the launch periods by their dates."""
    return tuple(case.dates[: case.launch_periods] if axis == "launch" else getattr(case, axis))


def moves(before: tuple, now: tuple) -> dict[int, int]:
    """Index before -> index now of the members of an axis that are still there."""
    there = {member: i for i, member in enumerate(now)}
    return {i: there[member] for i, member in enumerate(before) if member in there}


def listed(solution: Solution) -> dict[str, Any]:
    """The decisions of a plan as JSON holds them."""
    return {
        "flights": [[f.v, f.o, f.b, f.cargo, f.flights] for f in solution.flights],
        **{family: [[*index, n] for index, n in getattr(solution, family).items()] for family in AXES},
    }


def solution_of(told: dict[str, Any]) -> Solution:
    """The decisions of a plan from what JSON held."""
    flights = tuple(
        Flights(int(v), int(o), int(b), tuple((int(d), int(s), int(n)) for d, s, n in cargo), int(count))
        for v, o, b, cargo, count in told["flights"]
    )
    kept: dict[str, dict] = {
        family: {tuple(map(int, index)): int(n) for *index, n in told[family]} for family in AXES
    }
    return Solution(flights, **kept)


def tupled(value: Any) -> Any:
    """Lists of JSON as the tuples that a Case holds."""
    return tuple(map(tupled, value)) if isinstance(value, list) else value
