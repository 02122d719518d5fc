"""The fleet as orbit mean-elements messages (CCSDS 502.0-B), in the forms that orbit viewers read.

    .json   a list of objects with OMM keywords, as catalogs give them
    .csv    the same keywords as columns
    .xml    NDM/XML with one OMM for each satellite

What is assumed stands in COMMENT of each satellite, in full in the first. MEAN_MOTION is SGP4's
(planner/physics/mean_elements.py); orbits are circular, drag is left out. Satellites of a plan have no
catalog numbers: NORAD_CAT_ID counts from FIRST_NUMBER, OBJECT_ID has the year of the day that is shown and
launch 000, which no flight has. Of more than MOST satellites every n-th is written, and the file says so.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from planner.errors import InstanceError
from planner.exporting.satellites import Fleet, Satellite
from planner.physics.mean_elements import mean_motion_rev_per_day

FIRST_NUMBER, MOST = 290_001, 40_000
"""Numbers far above those of objects in orbit, of the last that five characters hold (339,999, Alpha-5)."""

FORMS = (".json", ".csv", ".xml")
CREATED = "2000-01-01T00:00:00"
"""What every file says of the moment at which it was made: the plan decides the bytes, not the clock."""

HEADER, META, ELEMENTS = (
    ("CREATION_DATE", "ORIGINATOR"),
    ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "MEAN_ELEMENT_THEORY"),
    (
        "EPOCH",
        "MEAN_MOTION",
        "ECCENTRICITY",
        "INCLINATION",
        "RA_OF_ASC_NODE",
        "ARG_OF_PERICENTER",
        "MEAN_ANOMALY",
    ),
)
TLE = (
    "EPHEMERIS_TYPE", "CLASSIFICATION_TYPE", "NORAD_CAT_ID", "ELEMENT_SET_NO", "REV_AT_EPOCH", "BSTAR",
    "MEAN_MOTION_DOT", "MEAN_MOTION_DDOT",
)  # fmt: skip


def require_form(path: Path) -> None:
    """Raise InstanceError for a file whose name ends in none of the forms."""
    if path.suffix.lower() not in FORMS:
        raise InstanceError(str(path), [("--omm", f"the name must end in one of {', '.join(FORMS)}")])


def omm(fleet: Fleet, form: str) -> bytes:
    """The file of a form."""
    fleet = fleet.thinned(MOST)
    rows = [message(one, number, fleet) for number, one in enumerate(fleet.satellites)]
    text = {".json": _json, ".csv": _csv, ".xml": _xml}[form](rows)
    return text.encode()


def message(satellite: Satellite, number: int, fleet: Fleet) -> dict[str, Any]:
    """The keywords of one satellite."""
    motion = mean_motion_rev_per_day(satellite.altitude_km, satellite.inclination_deg)
    said = fleet.said if number == 0 else "ASSUMED for display: plane and place."
    letters = _letters(number % 17_576)  # three letters, as in a designator
    return {
        "COMMENT": f"{said} Shell {satellite.shell}, plane {satellite.plane}, place {satellite.place}.",
        "CREATION_DATE": CREATED,
        "ORIGINATOR": "ORBITAL-PLANNER",
        "OBJECT_NAME": satellite.name.upper(),
        "OBJECT_ID": f"{fleet.day.year}-000{letters}",
        "CENTER_NAME": "EARTH",
        "REF_FRAME": "TEME",
        "TIME_SYSTEM": "UTC",
        "MEAN_ELEMENT_THEORY": "SGP4",
        "EPOCH": f"{fleet.day}T00:00:00.000000",
        "MEAN_MOTION": round(float(motion), 10),
        "ECCENTRICITY": 0.0,
        "INCLINATION": round(satellite.inclination_deg, 6),
        "RA_OF_ASC_NODE": round(satellite.raan_deg, 6),
        "ARG_OF_PERICENTER": 0.0,
        "MEAN_ANOMALY": round(satellite.argument_deg, 6),
        "EPHEMERIS_TYPE": 0,
        "CLASSIFICATION_TYPE": "U",
        "NORAD_CAT_ID": FIRST_NUMBER + number,
        "ELEMENT_SET_NO": 1,
        "REV_AT_EPOCH": 0,
        "BSTAR": 0.0,
        "MEAN_MOTION_DOT": 0.0,
        "MEAN_MOTION_DDOT": 0.0,
    }


def _letters(number: int) -> str:
    """A, B, ..., Z, AA, ..."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _json(rows: list[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def _csv(rows: list[dict[str, Any]]) -> str:
    room = io.StringIO()
    keys = [*META[:2], *ELEMENTS, *TLE, *META[2:], *HEADER, "COMMENT"]
    writer = csv.DictWriter(room, keys, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return room.getvalue()


def _xml(rows: list[dict[str, Any]]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<ndm xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="https://sanaregistry.org/r/ndmxml/ndmxml-1.0-master.xsd">',
    ]
    for row in rows:
        lines += [
            '<omm id="CCSDS_OMM_VERS" version="2.0">',
            f"<header>{_tags(row, ('COMMENT', *HEADER))}</header>",
            f"<body><segment><metadata>{_tags(row, META)}</metadata>",
            f"<data><meanElements>{_tags(row, ELEMENTS)}</meanElements>",
            f"<tleParameters>{_tags(row, TLE)}</tleParameters></data></segment></body>",
            "</omm>",
        ]
    return "\n".join([*lines, "</ndm>", ""])


def _tags(row: dict[str, Any], keys: tuple[str, ...]) -> str:
    return "".join(f"<{key}>{escape(str(row[key]))}</{key}>" for key in keys)
