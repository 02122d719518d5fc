"""The kinds of value that the sections of the format share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from planner.instance.rounding import FIRST_DAY, WAIT
from planner.instance.shape import Derived, Ref, Remedy, Says
from planner.instance.words import shown

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
ID_WORDS = "lower-case words of letters and digits with hyphens, such as falcon-9"


def whole(value: Any) -> Any:
    """An integer; Python takes true for 1 and 3.0 for 3 among choices, a file must not."""
    if type(value) is not int:
        raise ValueError(f"must be a whole number, not {shown(value)}")
    return value


def constant(value: float) -> Any:
    """The default of a series, as a file writes it."""
    return value


def distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list without repetition."""
    if len(set(values)) < len(values):
        raise ValueError("names one value twice")
    return values


def eclipse_operation(value: Any) -> str | float:
    """What compute does in eclipse: idle, full, or the share that keeps running."""
    if value in ("idle", "full"):
        return str(value)
    if type(value) in (int, float) and 0 <= value <= 1:
        return float(value)
    raise ValueError(f'must be "idle", "full" or a share 0..1, not {shown(value)}')


DOSE_TABLES = "the dose tables end there; choose one inside"

Id = Annotated[str, Field(pattern=ID_PATTERN)]
Share = Annotated[float, Field(ge=0, le=1)]
Efficiency = Annotated[float, Field(ge=0.1, le=1)]
BusRef = Annotated[str, Ref("buses")]
ShellRef = Annotated[str, Ref("shells")]
PadRef = Annotated[str, Ref("pads")]
DesignRef = Annotated[str, Ref("designs")]
VehicleRef = Annotated[str, Ref("vehicles")]
SiteRef = Annotated[str, Ref("sites")]
RegionRef = Annotated[str, Ref("regions")]
AcceleratorRef = Annotated[str, Ref("accelerators")]
ServiceRef = Annotated[str, Ref("services")]
Shielding = Annotated[float, Field(ge=0.5, le=20), Remedy(DOSE_TABLES)]
PrepayMonths = Annotated[int, Field(ge=0, le=120), WAIT]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Anytime = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 1, 1))]
FromStart = Annotated[Anytime, Derived("start of the study", lambda around: around.start)]
FirstDay = Annotated[FromStart, FIRST_DAY]
EclipseOperation = Annotated[
    str | float,
    PlainValidator(eclipse_operation),
    Says(
        '"idle", "full" or a share 0..1',
        {"anyOf": [{"enum": ["idle", "full"]}, {"type": "number", "minimum": 0, "maximum": 1}]},
    ),
]


class Section(BaseModel):
    """A table of the file: strict types, no unknown keys, no NaN, frozen."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)
