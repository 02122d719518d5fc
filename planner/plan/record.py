"""The shape of plan.json and run.json: which keys there are and what each may hold. A new key is one line in
KEYS or RUN.

`read_object` reads the bytes of such a file and names everything that does not fit: unknown and missing keys,
a text for a number, true or NaN for a number, a key written twice. What the values mean, and whether they are
true, is the audit's (planner/auditing/statement.py).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from planner.choices import Objective, Side, Status, Way
from planner.instance.words import did_you_mean, shown

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


SIDE = keys(
    {
        **dict.fromkeys(("cost_musd", "revenue_musd", "net_present_value_musd"), number),
        **dict.fromkeys(("tokens_tt", "accelerator_years"), amount),
        **dict.fromkeys(("ratio_usd_per_mtoken", "usd_per_accelerator_hour"), maybe(number)),
    }
)

KEYS: dict[str, Form] = {
    "format": count,
    "name": text,
    "objective": word(*get_args(Objective)),
    "unit": text,
    "status": word(*get_args(Status)),
    "path": word(*get_args(Way)),
    "value": maybe(number),
    "bound": maybe(number),
    "gap": maybe(number),
    "ratio_usd_per_mtoken": maybe(number),
    "cost_musd": number,
    "tokens_tt": amount,
    "revenue_musd": number,
    "net_present_value_musd": number,
    "debt_left_musd": amount,
    "sides": keys(
        {"orbit": SIDE, "ground": SIDE, "neither": keys({"cost_musd": number, "revenue_musd": number})}
    ),
    "cost_by_item_musd": by_name(number),
    "levelized_by_item_usd_per_mtoken": by_name(number),
    "accelerators": keys({"orbit": by_name(count), "ground": by_name(count)}),
    "audit": word("passed", "failed"),
    "violations": each(text),
    "notes": each(text),
    "moves": each(keys({"item": text, "what": text, "percent_per_percent": number})),
    "horizon": one_of(
        "kind",
        {
            "run-out": keys(
                {"kind": text, "tokens_after_launches": maybe(amount), "cost_after_launches": maybe(number)}
            ),
            "annuity": keys({"kind": text, "asset_cost_charged": maybe(number)}),
        },
    ),
    "candidates": keys(
        {
            **dict.fromkeys(("enumerated", "refused", "dominated", "offered", "entered", "flown"), count),
            "left_out": each(keys({"design": text, "lacks_musd": amount})),
        }
    ),
    "sizes": by_name(count),
    "options": keys(
        {
            **{
                "case": word(*get_args(Side)),
                "boundary": text,
                "gap": amount,
                "time_limit_s": amount,
                "start": flag,
            },
            "changes": by_name(text),
        }
    ),
    "seed": count,
    "threads": count,
    "instance": text,
    "sha256": text,
    "files_sha256": by_name(text),
    "defaults": by_name(scalar),
}  # of plan.json
RECORD = keys(KEYS)

RUN = keys(
    {
        "versions": by_name(text),
        "machine": keys({"system": text, "processor": text, "cores": maybe(count)}),
        "seconds": by_name(amount),
        "history": each(
            keys({"seconds": amount, "phase": text, "best": maybe(number), "bound": maybe(number)})
        ),
    }
)  # run.json

PACKAGE = by_name(anything)  # datapackage.json: others may have added to it


def read_object(form: Form, content: bytes, refuse: Callable[[str], None]) -> dict[str, Any] | None:
    """The JSON object of a file's bytes, or None with every reason told to `refuse`."""
    try:
        value = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number, object_pairs_hook=_pairs)
        reasons = [f"{at}: {message}" if at else message for at, message in form(value, "")]
    except UnicodeDecodeError as error:
        reasons = [f"is not UTF-8 text (byte 0x{content[error.start]:02x})"]
    except RecursionError:
        reasons = ["is not JSON of a plan: it nests too deeply"]
    except json.JSONDecodeError as error:
        reasons = [f"line {error.lineno}: is not JSON: {error.msg}"]
    except ValueError as error:
        reasons = [f"is not JSON of a plan: {str(error).split(';')[0]}"]
    for reason in reasons[:MOST]:
        refuse(reason)
    if len(reasons) > MOST:
        refuse(f"and {len(reasons) - MOST:,} more problems")
    return None if reasons else value


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
