"""From the tree of a file to plain values: figures unwrapped, money converted, series built, defaults filled
in, ids looked up.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from planner.instance import forms, money, records
from planner.instance.describe import QUALITIES
from planner.instance.files import Files
from planner.instance.forms import Calendar
from planner.instance.problems import Problems
from planner.instance.schema import SHAPE, Study
from planner.instance.shape import Around, Key, Leaf, Map, Node, Rows, Table
from planner.instance.words import did_you_mean, short, shown


@dataclass(frozen=True)
class Provenance:
    """Where a figure comes from. `low` and `high` are in the study's price year, and those of a series are
    its first value's.

    quality: measured | quoted | estimated | assumed. price_year: the year in whose dollars the figure was
    stated (None: the study's).
    """

    source: str | None = None
    quality: str | None = None
    low: float | None = None
    high: float | None = None
    price_year: int | None = None


class Resolver:
    """Walks the tree beside the shape of the format. What does not fit stays as it is, for the schema to
    refuse.
    """

    def __init__(self, tree: dict[str, Any], files: Files, problems: Problems):
        self.tree, self.files, self.problems = tree, files, problems
        self.provenance: dict[str, Provenance] = {}
        self.defaults: dict[str, Any] = {}
        self.unused: list[
            tuple[str, ...]
        ] = []  # paths of values that nothing here asks for: checked, then left out
        self.price_year: int | None = None
        self.calendar = Calendar(date(2028, 1, 1), years=1, known=False)
        self.ids = {name: set(records) for name, records in tree.items() if isinstance(records, dict)}
        self.ids["services"] = set(_services(tree))

    def resolve(self) -> dict[str, Any]:
        """The whole tree in plain values."""
        scout = Resolver(self.tree, self.files, Problems(self.problems.source))
        try:
            study = Study.model_validate(
                scout.node(SHAPE.keys["study"].node, self.tree.get("study"), "study")
            )
            self.price_year = study.price_year
            self.calendar = Calendar(study.start, -(-study.launch_periods * study.period_months // 12))
        except ValueError:
            pass  # reported when the whole file is validated; until then series cannot be checked for length
        return self.table(SHAPE, self.tree, "")

    def node(self, node: Node, raw: Any, path: str) -> Any:
        """Plain value of any node."""
        if isinstance(node, Leaf):
            return self.leaf(node, raw, path)
        if isinstance(node, Rows):
            self.note(None, raw, None, path)
            raw = self.unwrapped(raw, False, path)
            return (
                tuple(self.node(node.of, row, f"{path}.{i}") for i, row in enumerate(raw))
                if isinstance(raw, list)
                else raw
            )
        if not isinstance(raw, dict):
            return raw
        return self.table(node, raw, path) if isinstance(node, Table) else self.map(node, raw, path)

    def table(self, table: Table, raw: dict[str, Any], path: str) -> dict[str, Any]:
        """Plain values of a table's keys, defaults included; unknown keys are refused here, where the known
        ones are at hand.
        """
        plain: dict[str, Any] = {}
        for name, value in raw.items():
            below = f"{path}.{name}".lstrip(".")
            if name in table.keys:
                plain[name] = self.node(table.keys[name].node, value, below)
            else:
                self.problems.add(below, f"unknown key{did_you_mean(name, table.keys)}")
        for name, key in table.keys.items():
            if name not in raw:
                self.fill(key, plain, name, f"{path}.{name}".lstrip("."))
        return plain

    def fill(self, key: Key, plain: dict[str, Any], name: str, path: str) -> None:
        """Put the default of an absent key, if it has one. A section whose default is none stays away."""
        if key.required or (isinstance(key.node, Table) and key.default is None):
            return
        if isinstance(key.node, Table):
            plain[name] = self.table(key.node, {}, path)
        elif isinstance(key.node, Leaf):
            default = key.derived.of(self.around(path)) if key.derived else key.default
            if default is None and key.derived:
                return
            if default == ():  # nothing is listed: no figure that a reader would ask for
                plain[name] = default
                return
            self.defaults[path] = default
            plain[name] = None if default is None else self.leaf(key.node, default, path)

    def map(self, node: Map, raw: dict[str, Any], path: str) -> dict[str, Any]:
        """Plain values by id. Services that the catalog knows and no workload of this instance asks for are
        noted as unused.
        """
        plain = {}
        for own_id, value in raw.items():
            below = f"{path}.{own_id}"
            is_unused = (
                node.ref == "services"
                and own_id not in self.ids["services"]
                and own_id in _catalog_services()
            )
            if node.ref and not is_unused:
                self.check_id(own_id, node.ref, below)
            plain[own_id] = self.node(node.of, value, below)
            if is_unused:
                self.provenance.pop(below, None)
                self.unused.append((*path.split("."), own_id))
        return plain

    def leaf(self, leaf: Leaf, raw: Any, path: str) -> Any:
        """Plain value: a number in the study's price year, a text, a date, a tuple or a Series."""
        is_series = leaf.kind == "series"
        body = self.unwrapped(raw, is_series, path)
        if is_series:
            series = forms.series_of(
                body, leaf.unit, self.calendar, self.files, partial(self.problems.add, path)
            )
            factor = self.note(leaf, raw, series.values[0] if series else None, path)
            return series.times(factor) if series else None
        value = _plain(body)
        factor = self.note(leaf, raw, value, path)
        if leaf.ref:
            for one in value if isinstance(value, tuple) else (value,):
                if isinstance(one, str):
                    self.check_id(one, leaf.ref, path)
        return value if factor == 1 or not _finite(value) else value * factor

    def unwrapped(self, raw: Any, is_series: bool, path: str) -> Any:
        """The figure without its notes; anything that is not a table as it is."""
        if not isinstance(raw, dict):
            return raw
        body = {name: value for name, value in raw.items() if name not in records.NOTES}
        known = set().union(*forms.FORMS) if is_series else {"value"}
        for name in body:
            if name not in known:
                self.problems.add(
                    f"{path}.{name}", f"unknown key{did_you_mean(name, sorted(known | set(records.NOTES)))}"
                )
        if not is_series and "value" not in body:
            self.problems.add(
                path, "is a table without value; a figure is {value = ..., source = ..., quality = ...}"
            )
        return body if is_series else body.get("value")

    def note(self, leaf: Leaf | None, raw: Any, value: Any, path: str) -> float:
        """Check what a figure says of itself and keep it as provenance; the factor that brings its money to
        the study's year.
        """
        if not isinstance(raw, dict):
            return 1.0
        notes: dict[str, Any] = {name: raw[name] for name in records.NOTES if name in raw}
        if "source" in notes and (not isinstance(notes["source"], str) or not notes["source"].strip()):
            self.problems.add(
                f"{path}.source",
                f"must be a text that says where the figure comes from, not {shown(notes['source'])}",
            )
        if "quality" in notes and notes["quality"] not in QUALITIES:
            self.problems.add(
                f"{path}.quality", f"must be one of {', '.join(QUALITIES)}, not {shown(notes['quality'])}"
            )
        if "price_year" in notes:
            self.check_price_year(leaf, notes["price_year"], path)
        self.check_range(notes, value, path)
        if not notes or self.problems.below(path):
            return 1.0
        factor = 1.0
        if "price_year" in notes and self.price_year is not None:
            factor = money.factor(notes["price_year"], self.price_year)
        for name in {"low", "high"} & notes.keys():
            notes[name] = _plain(notes[name]) * factor
        self.provenance[path] = Provenance(**notes)
        return factor

    def check_price_year(self, leaf: Leaf | None, year: Any, path: str) -> None:
        """A price year belongs to money and lies within the price index."""
        first, last = records.PRICE_YEARS
        if leaf is None or not leaf.is_money:
            self.problems.add(f"{path}.price_year", "belongs to money: keys with usd or musd in their name")
        elif type(year) is not int or not first <= year <= last:
            self.problems.add(f"{path}.price_year", f"must be a year {first}..{last}, not {shown(year)}")

    def check_range(self, notes: dict[str, Any], value: Any, path: str) -> None:
        """low <= value <= high, all finite numbers."""
        for name in ("low", "high"):
            if name not in notes:
                continue
            if not _finite(notes[name]):
                self.problems.add(f"{path}.{name}", f"must be a number, not {shown(notes[name])}")
            elif not _finite(value):
                if value is not None:
                    self.problems.add(f"{path}.{name}", "belongs to a number or a series of numbers")
            elif (notes[name] > value) if name == "low" else (notes[name] < value):
                side = "above" if name == "low" else "below"
                self.problems.add(
                    f"{path}.{name}", f"{short(notes[name])} is {side} the value {short(value)}"
                )

    def check_id(self, word: str, section: str, path: str) -> None:
        """Refuse an id that its section does not define."""
        ids = self.ids.get(section, set())
        nothing_to_ask = section == "services" and not ids
        if word not in ids and not nothing_to_ask:
            known = sorted(ids)
            what = (
                "is the service of no workload" if section == "services" else f"is not defined in {section}"
            )
            self.problems.add(
                path, f"{shown(word).removeprefix('the text ')} {what}{did_you_mean(word, known)}"
            )

    def around(self, path: str) -> Around:
        """What derived defaults may look at."""
        parts = path.split(".")
        return Around(self.calendar.start, parts[1], len(self.tree[parts[0]]))


def _services(tree: dict[str, Any]) -> Iterable[str]:
    workloads = tree.get("workloads")
    for own_id, record in workloads.items() if isinstance(workloads, dict) else ():
        service = record.get("service", own_id) if isinstance(record, dict) else own_id
        yield str(service.get("value") if isinstance(service, dict) else service)


def _catalog_services() -> set[str]:
    return set(_services({"workloads": records.load("workloads")}))


def _plain(value: Any) -> Any:
    """Python's own numbers for numpy's, tuples for lists."""
    if isinstance(value, list | tuple):
        return tuple(_plain(one) for one in value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return value
    return int(value) if isinstance(value, numbers.Integral) else float(value)


def _finite(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and abs(value) < 1e300
