"""The format as a tree: what the pydantic models of the schema say, in a form that reading, messages and
documentation can walk.

Four kinds of node: a Table has fixed keys, a Map has ids for keys, Rows are a list of tables, a Leaf is a
value.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planner.instance.rounding import InPeriods
from planner.instance.series import AsBought, Mean
from planner.instance.words import short

# --- markers that the schema puts into Annotated


@dataclass(frozen=True)
class Ref:
    """The text is an id of this section (`services`: the service of a workload)."""

    section: str


@dataclass(frozen=True)
class FromCatalog:
    """Records of this section may say `use = "catalog:ID"`."""


@dataclass(frozen=True)
class Unit:
    """The unit of values whose key does not name it."""

    name: str


@dataclass(frozen=True)
class Says:
    """What is allowed, for types that Python's annotations do not describe: in words and as JSON Schema."""

    words: str
    json: dict[str, Any]


@dataclass(frozen=True)
class Remedy:
    """Why a range ends where it does, and what to do about a value outside."""

    words: str


@dataclass(frozen=True)
class Around:
    """What a derived default may look at: the study's start, the record's own id, how many records its
    section has.
    """

    start: date
    own_id: str
    siblings: int


@dataclass(frozen=True)
class Derived:
    """A default that depends on the rest of the file. `of` returns None where there is none (the key is then
    required).
    """

    words: str
    of: Callable[[Around], Any]


# --- nodes


@dataclass(frozen=True)
class Bounds:
    """Least and greatest allowed value; None: no such limit. `open_low`: the least value itself is
    refused.
    """

    low: Any = None
    high: Any = None
    open_low: bool = False

    def hold(self, value: Any) -> bool:
        """Whether the value lies inside."""
        above = self.low is None or (value > self.low if self.open_low else value >= self.low)
        return above and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        if self.low is None:
            return "" if self.high is None else f"at most {short(self.high)}"
        if self.high is None:
            return f"above {short(self.low)}" if self.open_low else f"at least {short(self.low)}"
        return f"{short(self.low)}..{short(self.high)}" + (
            f" ({short(self.low)} excluded)" if self.open_low else ""
        )


@dataclass(frozen=True)
class Leaf:
    """One value. `kind`: number | whole number | true or false | text | date | choice | list | series |
    other.
    """

    name: str
    kind: str
    bounds: Bounds
    unit: str
    choices: tuple[Any, ...] = ()
    item: Leaf | None = None  # of a list
    least_items: int = 0
    ref: str | None = None
    says: Says | None = None
    remedy: str = ""
    by_period: str = ""  # what a period takes of it: of a series
    in_periods: InPeriods | None = None  # how it is rounded, where it counts in whole periods

    @property
    def is_money(self) -> bool:
        """Whether the value is in dollars of some year: its key has usd or musd among its words."""
        return bool({"usd", "musd"} & set(self.name.split("_")))


@dataclass(frozen=True)
class Key:
    """A key of a table: its node, its meaning and its default."""

    node: Node
    description: str
    required: bool
    default: Any = None
    derived: Derived | None = None


@dataclass(frozen=True)
class Table:
    """Fixed keys."""

    keys: dict[str, Key]


@dataclass(frozen=True)
class Map:
    """Ids as keys: own ids, or ids of section `ref`."""

    of: Node
    ref: str | None
    from_catalog: bool


@dataclass(frozen=True)
class Rows:
    """A list of tables."""

    of: Table
    least_items: int = 0


Node = Table | Map | Rows | Leaf

_KINDS = {
    float: "number",
    int: "whole number",
    bool: "true or false",
    str: "text",
    date: "date",
    Mean: "series",
    AsBought: "series",
}
_UNITS = set(
    "usd musd w kw mw wh gb gbps kg t m mm km m2 m3 cm2 c s h ms minutes days months years deg krad tt "
    "bytes per".split()
)


def rounding_of(model: type[BaseModel], key: str) -> InPeriods:
    """How a key of a section becomes whole periods. KeyError where it does not."""
    _, metadata = _peel(model.model_fields[key].annotation, list(model.model_fields[key].metadata))
    found = _in_periods(metadata)
    if found is None:
        raise KeyError(f"{model.__name__}.{key} does not count in periods")
    return found


def _in_periods(metadata: list[Any]) -> InPeriods | None:
    return next((m for m in metadata if isinstance(m, InPeriods)), None)


def unit_of(name: str) -> str:
    """The unit that ends a key's name: `committed_tt_per_year` -> `tt_per_year`; the name itself where it has
    none (a count).
    """
    words = name.split("_")
    for i, word in enumerate(words):
        if word in _UNITS:
            return "_".join(words[i:])
    return name


def shape_of(model: type[BaseModel]) -> Table:
    """The tree of a model's keys."""
    return Table({name: _key(name, field) for name, field in model.model_fields.items()})


def _key(name: str, field: FieldInfo) -> Key:
    derived = next((m for m in field.metadata if isinstance(m, Derived)), None)
    node = _node(name, field.annotation, list(field.metadata))
    required = field.is_required() and derived is None
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return Key(node, field.description or "", required, default, derived)


def _node(name: str, annotation: Any, metadata: list[Any]) -> Node:
    annotation, metadata = _peel(annotation, metadata)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation)
    if get_origin(annotation) is dict:
        key, of = get_args(annotation)
        _, key_metadata = _peel(key, [])
        return Map(_node(name, of, []), _ref(key_metadata), any(isinstance(m, FromCatalog) for m in metadata))
    if get_origin(annotation) is tuple:
        item = _node(name, get_args(annotation)[0], [])
        least = next((m.min_length for m in metadata if isinstance(m, annotated_types.MinLen)), 0)
        if isinstance(item, Table):
            return Rows(item, least)
        assert isinstance(item, Leaf), name
        return Leaf(
            name,
            "list",
            Bounds(),
            item.unit,
            item=item,
            least_items=least,
            ref=item.ref,
            in_periods=_in_periods(metadata),
        )
    says = next((m for m in metadata if isinstance(m, Says)), None)
    choices = get_args(annotation) if get_origin(annotation) is Literal else ()
    kind = "other" if says else "choice" if choices else _KINDS[annotation]
    unit = next((m.name for m in metadata if isinstance(m, Unit)), unit_of(name))
    remedy = next((m.words for m in metadata if isinstance(m, Remedy)), "")
    by_period = annotation.words if kind == "series" else ""
    return Leaf(
        name,
        kind,
        _bounds(metadata),
        unit,
        choices,
        ref=_ref(metadata),
        says=says,
        remedy=remedy,
        by_period=by_period,
        in_periods=_in_periods(metadata),
    )


def _peel(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """The bare type inside Annotated and `| None`, with all metadata found on the way."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *found = get_args(annotation)
            for one in found:
                metadata = metadata + (one.metadata if isinstance(one, FieldInfo) else [one])
        elif get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
            (annotation,) = (a for a in get_args(annotation) if a is not type(None))
        else:
            return annotation, metadata


def _bounds(metadata: list[Any]) -> Bounds:
    low: Any = None
    high: Any = None
    open_low = False
    for one in metadata:
        if isinstance(one, annotated_types.Ge):
            low = one.ge
        elif isinstance(one, annotated_types.Gt):
            low, open_low = one.gt, True
        elif isinstance(one, annotated_types.Le):
            high = one.le
    return Bounds(low, high, open_low)


def _ref(metadata: list[Any]) -> str | None:
    return next((m.section for m in metadata if isinstance(m, Ref)), None)
