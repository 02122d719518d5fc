"""JSON as typed values: what a file may hold follows from frozen dataclasses, and so does what is read.

`read_object` reads the bytes of such a file and names everything that does not fit: unknown and missing keys,
a text for a number, true or NaN for a number, a key written twice. Fields may be of these types:

str, bool, float, int    a text, true or false, a number, a whole number from 0 on
Amount, Scalar, Any      a number from 0 on; a single value or a list of them; whatever JSON holds
Literal, X | None        one of a few words; null too
tuple[X, ...]            a list
Mapping[str, X]          a table whose keys are names of its own
a dataclass              a table with just its keys; where there are several, their `kind` tells them apart
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from planner.instance.words import did_you_mean, printable, shown

Amount = Annotated[float, "from 0 on"]
Scalar = Annotated[Any, "a single value"]
Reason = tuple[str, str]  # key path, message
Form = Callable[[Any, str], Iterator[Reason]]  # (value, key path) -> what is wrong
MOST = 20  # problems of one file that are told


def text(value: Any, at: str) -> Iterator[Reason]:
    """A text that can be printed."""
    if not isinstance(value, str):
        yield at, f"must be a text, not {_shown(value)}"
    elif any("\ud800" <= c <= "\udfff" for c in value):
        yield at, "is not text: it holds half of a character"


def number(value: Any, at: str) -> Iterator[Reason]:
    """A finite number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        yield at, f"must be a number, not {_shown(value)}"


def amount(value: Any, at: str) -> Iterator[Reason]:
    """A number from 0 on."""
    yield from number(value, at) if not _is_number(value) else _least(value, 0, "a number", at)


def count(value: Any, at: str) -> Iterator[Reason]:
    """A whole number from 0 on."""
    if not _is_number(value) or value != int(value):
        yield at, f"must be a whole number, not {_shown(value)}"
    else:
        yield from _least(value, 0, "a whole number", at)


def flag(value: Any, at: str) -> Iterator[Reason]:
    """true or false."""
    if not isinstance(value, bool):
        yield at, f"must be true or false, not {_shown(value)}"


def scalar(value: Any, at: str) -> Iterator[Reason]:
    """A text, a number, true, false or null, or a list of them."""
    if isinstance(value, list):
        for i, one in enumerate(value):
            yield from scalar(one, f"{at}.{i}")
    elif isinstance(value, dict):
        yield at, "must be one value, not a table"
    elif value is not None and not isinstance(value, bool):
        yield from (text if isinstance(value, str) else number)(value, at)


def maybe(form: Form) -> Form:
    """What the form says, or null."""
    return lambda value, at: iter(()) if value is None else form(value, at)


def word(*known: str) -> Form:
    """One of a few words."""

    def check(value: Any, at: str) -> Iterator[Reason]:
        if value not in known or not isinstance(value, str):
            yield at, f"must be one of {', '.join(known)}, not {_shown(value)}"

    return check


def each(form: Form) -> Form:
    """A list of such values."""

    def check(value: Any, at: str) -> Iterator[Reason]:
        if not isinstance(value, list):
            yield at, f"must be a list, not {_shown(value)}"
            return
        for i, one in enumerate(value):
            yield from form(one, f"{at}.{i}")

    return check


def by_name(form: Form) -> Form:
    """Such values by a name of their own."""

    def check(value: Any, at: str) -> Iterator[Reason]:
        if not isinstance(value, dict):
            yield at, f"must be a table, not {_shown(value)}"
            return
        for name, one in value.items():
            yield from text(name, at)
            yield from form(one, f"{at}.{name}")

    return check


def anything(_value: Any, _at: str) -> Iterator[Reason]:
    """Whatever JSON holds."""
    return iter(())


def keys(forms: Mapping[str, Form]) -> Form:
    """A table with just these keys."""

    def check(value: Any, at: str) -> Iterator[Reason]:
        if not isinstance(value, dict):
            yield at, f"must be a table, not {_shown(value)}"
            return
        for name in value:
            if name not in forms:
                yield _below(at, name), f"unknown key{did_you_mean(name, forms)}"
        for name, form in forms.items():
            if name in value:
                yield from form(value[name], _below(at, name))
            else:
                yield _below(at, name), "is missing"

    return check


def one_of(tag: str, forms: Mapping[str, Form]) -> Form:
    """A table whose `tag` says which of the forms it has."""

    def check(value: Any, at: str) -> Iterator[Reason]:
        kind = value.get(tag) if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in forms:
            yield _below(at, tag), f"must be one of {', '.join(forms)}, not {_shown(kind)}"
        else:
            yield from forms[kind](value, at)

    return check


PLAIN: dict[Any, Form] = {
    str: text, bool: flag, float: number, int: count, Amount: amount, Scalar: scalar, Any: anything,
}  # fmt: skip


def is_table(kind: Any) -> bool:
    """Whether a type is one of tables with keys of ours."""
    return is_dataclass(kind)


@cache
def fields_of(kind: Any) -> dict[str, Any]:
    """Field -> type of a dataclass."""
    return get_type_hints(kind, include_extras=True)


@cache
def form_of(kind: Any) -> Form:
    """What a value of a type looks like in JSON."""
    if kind in PLAIN:
        return PLAIN[kind]
    origin, args = get_origin(kind), get_args(kind)
    if is_table(kind):
        return keys({name: form_of(one) for name, one in fields_of(kind).items()})
    if origin is Literal:
        return word(*args)
    if origin is tuple:
        return each(form_of(args[0]))
    if origin is Mapping:
        return by_name(form_of(args[1]))
    if NoneType in args:
        return maybe(form_of(args[0]))
    return one_of("kind", {name: form_of(one) for name, one in kinds(kind).items()})


def kinds(union: Any) -> dict[str, Any]:
    """kind -> dataclass of several."""
    return {get_args(fields_of(one)["kind"])[0]: one for one in get_args(union)}


def typed(kind: Any, value: Any) -> Any:
    """A JSON value that has the form of a type, as a value of it."""
    origin, args = get_origin(kind), get_args(kind)
    if is_table(kind):
        return kind(**{name: typed(one, value[name]) for name, one in fields_of(kind).items()})
    if origin is tuple:
        return tuple(typed(args[0], one) for one in value)
    if origin is Mapping:
        return {name: typed(args[1], one) for name, one in value.items()}
    if args and all(map(is_table, args)):
        return typed(kinds(kind)[value["kind"]], value)
    return value


def untyped(value: Any) -> Any:
    """A typed value as JSON holds it, keys in the order of the fields."""
    if is_dataclass(value):
        return {field.name: untyped(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: untyped(one) for name, one in value.items()}
    return [untyped(one) for one in value] if isinstance(value, list | tuple) else value


def read_object(kind: Any, content: bytes, refuse: Callable[[str], None]) -> Any:
    """The JSON object of a file's bytes as a value of a type, or None with every reason told to `refuse`."""
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_pairs)
        reasons = [f"{at}: {message}" if at else message for at, message in form_of(kind)(value, "")]
    except UnicodeDecodeError as error:
        reasons = [f"is not UTF-8 text (byte 0x{content[error.start]:02x})"]
    except RecursionError:
        reasons = ["is not JSON of a plan: it nests too deeply"]
    except json.JSONDecodeError as error:
        reasons = [f"line {error.lineno}: is not JSON: {error.msg}"]
    except ValueError as error:
        reasons = [f"is not JSON of a plan: {str(error).split(';')[0]}"]
    for reason in reasons[:MOST]:
        refuse(printable(reason))  # keys are text of the file
    if len(reasons) > MOST:
        refuse(f"and {len(reasons) - MOST:,} more problems")
    return None if reasons else typed(kind, value)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {shown(key)} is written twice")
        found[key] = value
    return found


def _is_finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and _is_finite(value)


def _least(value: int | float, least: int, what: str, at: str) -> Iterator[Reason]:
    if value < least:
        yield at, f"must be {what} from {least} on, not {_shown(value)}"


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _shown(value: Any) -> str:
    """A value as JSON writes it, cut to one line."""
    if value is None:
        return "null"
    return "a number too large" if isinstance(value, int | float) and not _is_finite(value) else shown(value)
