"""How cells of the workbook look: number formats by unit, and the few styles there are.

Numbers keep their full value in the cell; the format only says how many digits are shown.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

DATE = "yyyy-mm-dd"
WHOLE = "#,##0"
PLAIN = "0"  # of what is named by a number and not counted: periods
SHARE = "0.0%"
TEXT = "@"

BY_UNIT = {
    "M$": "#,##0.00;[Red]-#,##0.00",
    "$/Mtoken": "#,##0.0000",
    "Tt": "#,##0.000",
    "t": "#,##0.00",
    "m3": "#,##0.0",
    "m2": "#,##0.0",
    "mm": "#,##0.0",
    "MW": "#,##0.000",
    "kW": "#,##0.00",
    "kWh": "#,##0.00",
    "kg": "#,##0.0",
    "m/s": "#,##0.0",
    "W/m2": "#,##0.0",
    "Gbit/s": "#,##0.000",
    "year": "0.00",
    "accelerator-years": "#,##0.00",
    "accelerators": "#,##0.0",
    "satellites": "#,##0.0",
    "slots": "#,##0.0",
    "$/h": "#,##0.000",
    "percent": "0.00",
}
"""Number formats of amounts; counts are whole, `1` is a share."""

OTHER = "#,##0.000"


def number_format(kind: str, unit: str) -> str:
    """The format of a column of a type (planner/tables/schema.py) and unit."""
    if kind == "date":
        return DATE
    if kind == "string":
        return "General"
    if kind == "integer":
        return PLAIN if unit in ("period", "1") else WHOLE
    return SHARE if unit == "1" else BY_UNIT.get(unit, OTHER)


class Styles:
    """The cell formats of one workbook, each made once."""

    LOOKS: dict[str, dict[str, Any]] = {
        "": {},
        "title": {"bold": True, "font_size": 14},
        "note": {"italic": True, "font_color": "#595959"},
        "header": {
            "bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EDF2", "bottom": 1,
        },
        "label": {"bold": True},
        "section": {"bold": True, "bg_color": "#F4F6F8"},
        "total": {"bold": True, "top": 1},
        "wrapped": {"text_wrap": True, "valign": "top"},
    }  # fmt: skip

    def __init__(self, workbook: Any):
        self._workbook = workbook
        self._made: dict[Hashable, Any] = {}

    def of(
        self, look: str = "", number: str = "General", *, quoted: bool = False, right: bool = False
    ) -> Any:
        """The format of a look with a number format; quoted: text that a program could take for a formula."""
        key = (look, number, quoted, right)
        if key not in self._made:
            properties = dict(self.LOOKS[look])
            if number != "General":
                properties["num_format"] = number
            if right:
                properties["align"] = "right"
            made = self._workbook.add_format(properties)
            if quoted:
                made.set_quote_prefix()
            self._made[key] = made
        return self._made[key]
