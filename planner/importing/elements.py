"""Mean elements of satellites in files as public catalogs give them: OMM keywords as JSON objects or as CSV
columns (GP data).
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import InstanceError
from planner.instance.files import Unreadable, file_bytes
from planner.physics.mean_elements import altitude_km

MOST_BYTES, MOST_OBJECTS = 200_000_000, 200_000
NEEDED = ("OBJECT_NAME", "EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE")
RANGES = {
    "MEAN_MOTION": (0.01, 18.0), "ECCENTRICITY": (0.0, 0.999), "INCLINATION": (0.0, 180.0),
    "RA_OF_ASC_NODE": (-360.0, 360.0),
}  # fmt: skip
LAUNCH = re.compile(r"(\d{4})-(\d{3})[A-Z]*")


def read_elements(path: Path) -> tuple[pd.DataFrame, list[str]]:
    """A row an object, and what is said of those left out. Raises InstanceError for a file without elements.

    Columns: name, number, launch_year, launch_number (0 where no designator says them), launch_date (where
    the file says one), epoch, altitude_km (mean, planner/physics/mean_elements.py), eccentricity,
    inclination_deg, raan_deg, mean_motion_dot (rev/day^2, NaN without one).
    """
    rows = _rows(path)
    if not rows:
        raise InstanceError(str(path), [("", "holds no object")])
    if len(rows) > MOST_OBJECTS:
        raise InstanceError(
            str(path), [("", f"holds {len(rows):,} objects; at most {MOST_OBJECTS:,} are read")]
        )
    missing = [key for key in NEEDED if not any(key in row for row in rows[:100])]
    if missing:
        say = f"has no {', '.join(missing)}: elements of OMM or GP data are read, by their keywords"
        raise InstanceError(str(path), [("", say)])
    problems: list[tuple[str, str]] = []
    decayed = 0
    seen: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, 1):
        if str(row.get("DECAY_DATE") or "").strip():
            decayed += 1
            continue
        one = _object(row, f"object {number}", problems)
        if one is not None:
            key = one["number"] or one["name"]
            if key not in seen or seen[key]["epoch"] < one["epoch"]:
                seen[key] = one  # the latest of several elements of one object
    found = list(seen.values())
    if problems and len(problems) > len(found):
        raise InstanceError(str(path), [*problems[:5], ("", f"{len(problems):,} objects cannot be read")])
    if not found:
        raise InstanceError(str(path), [("", "holds no object in orbit")])
    said = [f"{place}: {message}: left out" for place, message in problems[:5]]
    if len(problems) > 5:
        said.append(f"{len(problems) - 5:,} more objects with faulty elements are left out")
    if decayed:
        said.append(f"{decayed:,} objects have decayed (DECAY_DATE) and are left out")
    frame = pd.DataFrame(found)
    frame["altitude_km"] = altitude_km(frame.mean_motion, frame.inclination_deg, frame.eccentricity)
    return frame.sort_values(["epoch", "name"], kind="stable").reset_index(drop=True), said


def _rows(path: Path) -> list[Mapping[str, Any]]:
    """The objects of a file as keywords with values."""
    try:
        text = file_bytes(path, MOST_BYTES).decode("utf-8-sig")
    except Unreadable as error:
        raise InstanceError(str(path), [("", str(error))]) from None
    except UnicodeDecodeError:
        raise InstanceError(
            str(path), [("", "is not UTF-8 text; OMM or GP data as JSON or CSV is read")]
        ) from None
    if not text.strip():
        raise InstanceError(str(path), [("", "is empty")])
    if text.lstrip()[0] in "[{":
        try:
            held = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InstanceError(str(path), [("", f"is no JSON: {error}")]) from None
        held = [held] if isinstance(held, dict) else held
        if not all(isinstance(one, dict) for one in held):
            raise InstanceError(str(path), [("", "is a JSON list, but not of objects with OMM keywords")])
        return held
    if text.lstrip().startswith("<") or re.match(r"\s*1 \d{5}|[^\n]*\n1 \d{5}", text):
        say = "is XML or two-line elements; give OMM or GP data as JSON or CSV"
        raise InstanceError(str(path), [("", say)])
    first = text.splitlines()[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise InstanceError(str(path), [("", f"is no CSV: {error}")]) from None


def _object(row: Mapping[str, Any], place: str, problems: list[tuple[str, str]]) -> dict[str, Any] | None:
    """One object, or None with the reason."""
    name = str(row.get("OBJECT_NAME") or "").strip()
    place = f"{place} {name}".strip()[:60]
    values: dict[str, float] = {}
    for key, (low, high) in RANGES.items():
        value = _number(row.get(key))
        if value is None or not low <= value <= high:
            problems.append((place, f"{key} {str(row.get(key))[:20]!r} is not a number in {low:g}..{high:g}"))
            return None
        values[key] = value
    epoch = _moment(row.get("EPOCH"))
    if epoch is None:
        problems.append(
            (place, f"EPOCH {str(row.get('EPOCH'))[:30]!r} is no time such as 2026-03-01T12:00:00")
        )
        return None
    launch = LAUNCH.fullmatch(str(row.get("OBJECT_ID") or "").strip())
    launched = _moment(row.get("LAUNCH_DATE"))
    rate = _number(row.get("MEAN_MOTION_DOT"))
    return {
        "name": name,
        "number": str(row.get("NORAD_CAT_ID") or "").strip(),
        "launch_year": int(launch[1]) if launch else 0,
        "launch_number": int(launch[2]) if launch else 0,
        "launch_date": launched.date() if launched else None,
        "epoch": epoch,
        "mean_motion": values["MEAN_MOTION"],
        "eccentricity": values["ECCENTRICITY"],
        "inclination_deg": values["INCLINATION"],
        "raan_deg": values["RA_OF_ASC_NODE"] % 360,
        "mean_motion_dot": math.nan if rate is None else rate,
    }


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _moment(value: Any) -> datetime | None:
    """A time without its zone: elements are in UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip().removesuffix("Z"))
    except ValueError:
        return None
    return found.replace(tzinfo=None) if 1957 <= found.year <= 2100 else None
