"""Names of the columns and rows of a program, made of the instance's ids:
`x[large,falcon-9,sso-600,2028-01-01,5y]`.

The letters are those of models/case.py; `t` and `b` become the first day of their period, `l` the years of a
service life, `#` is a size of groups and `i` a number. Words that tell apart the rows of one family stand
first: `openings[use,sso-600,2028-01-01]`. A name has no blanks, so that free-format MPS can hold it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from models.case import Case
from models.members import Flight, Members

LETTERS = {
    "x": "dvsbl", "usedbus": "hb", "useddesign": "db", "opened": "st", "z": "jkb", "inuse": "st", "S": "hst",
    "E": "hst", "C": "st", "A": "khest", "G": "k#st", "y": "gt", "K": "jkt", "R": "jkt", "H": "jk#t",
    "own": "jt", "short": "crt", "served": "crt", "passed": "hb", "pilots": "hb", "met": "i", "u": "kcst",
    "f": "crst", "p": "crgt", "w": "kcjt", "fg": "crjt", "cash_held": "t", "drawn": "n", "paid": "vib",
    "credited": "vib", "tier": "vit", "ordered": "v", "unflown": "vb", "leave": "ft", "removed": "xt",
    "F": "kst", "a": "kcrst", "ag": "kcrjt",
    "cover": "dvsb", "cadence": "vb", "pads": "ab", "working": "hst", "accelerators": "khest",
    "usable": "k#st", "steady": "st", "delayed": "hst", "slots": "st", "in_use": "st", "openings": "st",
    "visits": "vsb", "factory": "hb", "supply": "kb", "bus_nre": "hb", "design_nre": "db", "pilot": "hb",
    "passing": "hb", "ramp": "hb", "pilots_in_all": "h", "milestones": "i", "shrinking": "it",
    "compute": "k#st", "peaks": "k#st", "tokens": "cst", "reach": "crst", "routes": "crt", "uplink": "gt",
    "downlink": "gt", "racks": "jkt", "ground_usable": "jk#t", "ground_compute": "k#jt",
    "ground_peaks": "k#jt", "running": "kjt", "ground_tokens": "cjt", "power": "jt", "balance": "crt",
    "committed": "crt", "optional": "crt", "cash": "t", "contracts": "vb", "leaving": "f", "removing": "x",
    "effective": "kst", "reserve_reach": "kcrst", "assured": "crt", "assured_beside": "crts", "laden": "vb",
}  # fmt: skip
"""Family -> what its indices are, words before them aside; others keep their numbers."""

LONGEST = 200  # characters; some readers take no more than 255


class Names:
    """The names of one program."""

    def __init__(self, case: Case, members: Members):
        self.flights = members.flights
        years = [f"{life * case.period_years:g}y" for life in case.lives]
        self.ids: dict[str, tuple[str, ...] | list[str]] = {
            "s": case.shells, "o": case.drops, "d": case.designs, "h": case.buses, "v": case.vehicles,
            "k": case.accelerators, "e": [str(operation) for operation in case.operations],
            "c": case.workloads, "r": case.regions, "g": case.gateways, "j": case.sites, "a": case.pads,
            "n": case.debts, "f": case.flown, "x": case.installed, "t": case.dates, "b": case.dates,
            "l": years,
        }  # fmt: skip

    def of(self, keys: Iterable[tuple[str, Any]]) -> list[str]:
        """The names of columns or rows in their order; where two would be one, or one is too long, its
        number follows.
        """
        names: list[str] = []
        seen: set[str] = set()
        for number, (family, index) in enumerate(keys):
            name = self.name(family, index)
            if len(name) > LONGEST or name in seen:
                name = f"{name[:LONGEST]}#{number}"
            seen.add(name)
            names.append(name)
        return names

    def name(self, family: str, index: Any) -> str:
        """One name."""
        if family == "n" and isinstance(index, int) and index < len(self.flights):
            return self.flight(self.flights[index])
        parts = list(index) if isinstance(index, tuple) else [] if index is None else [index]
        words = [part for part in parts if isinstance(part, str)]
        numbers = [part for part in parts if not isinstance(part, str)]
        letters = LETTERS.get(family, "")
        if family == "reserve":
            letters = "k#jt" if "ground" in words else "k#st"
        if len(letters) != len(numbers):
            letters = "i" * len(numbers)
        told = [*words, *(self.part(letter, int(number)) for letter, number in zip(letters, numbers))]
        return "_".join(f"{family}[{','.join(told)}]".split()) if told else family

    def part(self, letter: str, number: int) -> str:
        """One index: the id where the letter has one."""
        known = self.ids.get(letter, ())
        return str(known[number]) if 0 <= number < len(known) else str(number)

    def flight(self, flight: Flight) -> str:
        """A flight by vehicle, drop, period and cargo: n[falcon-9,sso-600,2028-01-01,5*large@sso-600]."""
        v, o, b, cargo = flight
        held = "+".join(f"{n}*{self.part('d', d)}@{self.part('s', s)}" for d, s, n in cargo)
        return f"n[{self.part('v', v)},{self.part('o', o)},{self.part('b', b)},{held}]"
