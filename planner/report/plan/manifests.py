"""How full the flights are: mass against volume, a dot for equal flights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.instance.numbers import percent
from planner.plan.plan import Plan
from planner.report.colours import REST, shapes
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import INK, LABEL_SIZE, apart, text_width
from planner.report.figures.words import counted
from planner.report.plan.calendar import months_of, period_name
from planner.report.plan.canvas import GREY, PHONE, WIDE, Canvas, amounts
from planner.report.plan.findings import fills as findings
from planner.report.plan.names import called
from planner.report.plan.source import source_of

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
LEFT, TOP, FOOT, RIGHT = 54, 24, 44, 12
LEAST_DOT, LARGEST_DOT = 36.0, 520.0  # square pixels
LABELLED = 5  # dots whose flights are written beside them
COLUMNS = [
    "vehicle", "drop", "manifest", "flights", "first_date", "last_date", "satellites_per_flight", "cargo",
    "mass_fill", "volume_fill", "mass_t", "payload_t", "volume_m3", "fairing_m3", "is_full_by_mass",
    "is_full_by_volume",
]  # fmt: skip


def fills(plan: Plan, width: int = WIDE) -> Figure | None:
    """Mass fill across, volume fill up; a dot is all flights with one manifest. None without flights."""
    table = fills_of(plan)
    if table.empty:
        return None
    vehicles = list(dict.fromkeys(table.vehicle))
    key = key_rows(table, vehicles, width)
    head = TOP + 18 * max(row["line"] for row in key) + 10
    field = Field(head, width - LEFT - RIGHT, 220 if width < PHONE else 240)
    canvas = Canvas(width, field.bottom + FOOT)
    field.draw(canvas)
    draw_marks(canvas, table, field, months_of(plan))
    canvas.texts([{**row, "x": row["x"] + 14} for row in key], INK)
    canvas.dots(
        [{"x": r["x"] + 5, "y": r["y"], "shape": shapes(vehicles)[r["vehicle"]]} for r in key],
        color=REST, size=70, filled=True, opacity=1, stroke=INK, strokeWidth=0.8,
    )  # fmt: skip
    subtitle = "Used of payload mass across, of fairing volume up; a mark is all flights of one manifest, "
    return canvas.figure(
        table,
        title=findings.title(table),
        subtitle=subtitle + "its area their number. Black lines: full",
        reading=reading(table),
        source=source_of(plan),
    )


def fills_of(plan: Plan) -> pd.DataFrame:
    """A row for all flights of one manifest: how many, when, with what, how full.

    is_full_by_mass, is_full_by_volume: whether the lightest, or the smallest, satellite on board would not
    fit once more.
    """
    if plan.launches.empty:
        return pd.DataFrame(columns=COLUMNS)
    sizes = plan.designs.set_index("design")
    rows = []
    for (vehicle, manifest), flights in plan.launches.groupby(["vehicle", "manifest"], sort=False):
        on_board = plan.manifests[plan.manifests.manifest == manifest]
        known = sizes.loc[[design for design in on_board.design if design in sizes.index]]
        mass_t, payload_t, volume_m3 = flights.mass_t.sum(), flights.payload_t.sum(), flights.volume_m3.sum()
        fairing_m3 = sum(v / f for v, f in zip(flights.volume_m3, flights.volume_fill, strict=True) if f)
        count = int(flights.flights.sum())
        rows.append(
            {
                "vehicle": vehicle,
                "drop": flights["drop"].iloc[0],
                "manifest": manifest,
                "flights": count,
                "first_date": flights.date.min(),
                "last_date": flights.date.max(),
                "satellites_per_flight": int(on_board.satellites_per_flight.sum()),
                "cargo": cargo_of(on_board),
                "mass_fill": mass_t / payload_t,
                "volume_fill": volume_m3 / fairing_m3 if fairing_m3 else 0.0,
                "mass_t": mass_t,
                "payload_t": payload_t,
                "volume_m3": volume_m3,
                "fairing_m3": fairing_m3,
                "is_full_by_mass": bool((payload_t - mass_t) / count < known.wet_t.min()),
                "is_full_by_volume": bool((fairing_m3 - volume_m3) / count < known.volume_m3.min()),
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def cargo_of(on_board: pd.DataFrame) -> str:
    """ "35 satellites a and 2 satellites b", those of several shells with their shell."""
    several = on_board.shell.nunique() > 1
    said = [
        f"{counted(int(row.satellites_per_flight), 'satellite')} {row.design}" + f" for {row.shell}" * several
        for row in on_board.itertuples()
    ]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def key_rows(table: pd.DataFrame, vehicles: list[str], width: float) -> list[dict[str, Any]]:
    """Where each vehicle's name stands above the plot, with its flights, in as many lines as it takes."""
    rows, across, line = [], 0.0, 0
    flights = table.groupby("vehicle").flights.sum()
    for vehicle in vehicles:
        text = f"{called(vehicle)}, {counted(int(flights[vehicle]), 'flight')}"
        length = 32 + text_width(text, LABEL_SIZE)
        if across and across + length > width:
            across, line = 0.0, line + 1
        rows.append({"x": across, "y": 8.0 + 18 * line, "text": text, "vehicle": vehicle, "line": line})
        across += length
    return rows


@dataclass(frozen=True)
class Field:
    """Where the marks stand: mass from 0 to 1 across, volume from 0 to 1 up, in pixels of the canvas."""

    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The height of an empty fairing."""
        return self.top + self.height

    def x(self, mass_fill: float) -> float:
        """Where a share of the payload stands."""
        return LEFT + self.width * mass_fill

    def y(self, volume_fill: float) -> float:
        """Where a share of the fairing stands."""
        return self.bottom - self.height * volume_fill

    def draw(self, canvas: Canvas) -> None:
        """The axes, and in ink the limits at which they end."""
        right = LEFT + self.width
        amounts(canvas, [(self.y(t), f"{100 * t:.0f} %") for t in TICKS], LEFT, right=right)
        at = [(self.x(t), f"{100 * t:.0f} %") for t in TICKS]
        canvas.lines([{"x": x, "x2": x, "y": self.top, "y2": self.bottom} for x, _ in at])
        canvas.texts([{"x": x, "y": self.bottom + 15, "text": text} for x, text in at], align="center")
        limits = [
            {"x": right, "x2": right, "y": self.top, "y2": self.bottom},
            {"x": LEFT, "x2": right, "y": self.top, "y2": self.top},
        ]
        canvas.lines(limits, INK, strokeWidth=1.5)
        canvas.texts([{"x": right, "y": self.bottom + 34, "text": "share of payload mass"}], align="right")
        canvas.texts([{"x": LEFT + 6, "y": self.top + 14, "text": "share of fairing volume"}])


def draw_marks(canvas: Canvas, table: pd.DataFrame, field: Field, months: int) -> None:
    """The marks, the largest first so that none hides, and the flights of the largest beside them."""
    ordered = table.sort_values("flights", ascending=False, kind="stable")
    shape = shapes(list(dict.fromkeys(table.vehicle)))
    most = max(ordered.flights.max(), 1)
    rows = [
        {
            "x": field.x(row.mass_fill),
            "y": field.y(row.volume_fill),
            "shape": shape[row.vehicle],
            "size": max(LEAST_DOT, LARGEST_DOT * row.flights / most),
            "says": sentence_of(row, months),
        }
        for row in ordered.itertuples()
    ]
    named = [
        {"x": at["x"], "y": at["y"], "text": label_of(row, canvas.width < PHONE)}
        for at, row in zip(rows[:LABELLED], ordered.itertuples(), strict=False)
    ]
    draw_labels(canvas, sorted(named, key=lambda row: row["y"]), field)
    look = {
        "color": REST,
        "filled": True,
        "fillOpacity": 0.6,
        "stroke": INK,
        "strokeWidth": 0.8,
        "opacity": 1,
    }
    canvas.dots(rows, **look)


def label_of(row: Any, is_phone: bool) -> str:
    """What is written of a mark."""
    flights = counted(int(row.flights), "flight")
    return f"{flights} to {row.drop}" if is_phone else f"{flights} of {called(row.vehicle)} to {row.drop}"


def draw_labels(canvas: Canvas, named: list[dict[str, Any]], field: Field) -> None:
    """Labels in a column where the field is empty, a thin line from each to its mark."""
    middle = LEFT + field.width / 2
    is_left = sum(row["x"] > middle for row in named) >= len(named) / 2
    column = LEFT + field.width * (0.5 if is_left else 0.45)
    low, high = field.top + 30, field.bottom - 10
    heights = apart([min(max(row["y"], low), high) for row in named], 17, low, high)
    side = -1 if is_left else 1
    canvas.lines(
        [
            {"x": column - side * 5, "x2": row["x"], "y": y, "y2": row["y"]}
            for row, y in zip(named, heights, strict=True)
        ],
        REST,
        strokeWidth=0.8,
    )
    texts = [{"x": column, "y": y, "text": row["text"]} for row, y in zip(named, heights, strict=True)]
    canvas.texts(texts, GREY, align="right" if is_left else "left", halo=True)


def sentence_of(row: Any, months: int) -> str:
    """What the flights of one manifest are, carry and leave free."""
    first, last = period_name(row.first_date, months), period_name(row.last_date, months)
    when = f"in {first}" if first == last else f"from {first} to {last}"
    return (
        f"{counted(row.flights, 'flight')} of {called(row.vehicle)} {when} to {row.drop}: {row.cargo}, "
        f"{percent(row.mass_fill)} of the mass, {percent(row.volume_fill)} of the volume."
    )


def reading(table: pd.DataFrame) -> str:
    """The range of the fills, for those who do not see the picture."""
    flights = counted(int(table.flights.sum()), "flight")
    mass, volume = table.mass_fill, table.volume_fill
    return (
        f"{flights} with {counted(len(table), 'manifest')}: {percent(mass.min())} to {percent(mass.max())} "
        f"of the payload and {percent(volume.min())} to {percent(volume.max())} of the fairing are used."
    )
