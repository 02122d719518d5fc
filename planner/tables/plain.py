"""Python values as JSON holds them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from planner.tables.columns import significant


def to_json(content: Mapping[str, Any]) -> str:
    """The text of a JSON file: keys in their order, a line for each element of a list, UTF-8, one newline at
    the end.
    """
    return (
        "{\n" + ",\n".join(f"  {_dumps(key)}: {_indented(value)}" for key, value in content.items()) + "\n}\n"
    )


def _indented(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n    " + ",\n    ".join(map(_dumps, value)) + "\n  ]"
    return _dumps(value, indent=2).replace("\n", "\n  ")


def _dumps(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)


def plain(value: Any) -> Any:
    """`value` as JSON holds it: lists for tuples, ISO text for dates, numbers to DIGITS digits, None for what
    is not finite.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(v) for key, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return significant(value) if math.isfinite(value) else None
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)
