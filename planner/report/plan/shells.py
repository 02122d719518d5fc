"""The shells around the Earth to scale: altitude and inclination, satellites, time in shadow, dose."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from planner.coefficients.shells import past_periods
from planner.coefficients.timeline import Timeline
from planner.instance.numbers import percent
from planner.physics import environment as physics
from planner.physics import radiation
from planner.physics.constants import EARTH_RADIUS_KM
from planner.plan.plan import Plan
from planner.report.colours import REST, of_shells
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import FAINT, INK, SMALL_SIZE, nice_step
from planner.report.figures.words import counted, measure
from planner.report.plan.canvas import GREY, PHONE, WIDE, Canvas, hovers
from planner.report.plan.findings import shells as findings
from planner.report.plan.names import many
from planner.report.plan.source import source_of

TOP, SKY = 8.0, 120.0
"""Pixels above the highest shell, and from there down to the Earth in the middle of the picture."""
MOST_DOTS = 48
ROW, PHONE_ROW, GLYPH = 26.0, 42.0, 8.0
COLUMNS_AT = ((140, "altitude, inclination"), (290, "most satellites"), (410, "time in shadow"),
              (520, "dose"))  # fmt: skip
COLUMNS = ["shell", "altitude_km", "inclination_deg", "satellites_peak", "peak_date", "shadow_fraction",
           "longest_eclipse_min", "shielding_mm", "dose_krad_per_year"]  # fmt: skip


def shells_to_scale(plan: Plan, width: int = WIDE) -> Figure | None:
    """The Earth's limb with the shells above it, and a row for each shell. None where no satellite flies."""
    table = shells_of(plan)
    if table.empty or not table.satellites_peak.sum():
        return None
    colours = of_shells(plan)
    limb = Limb(width, table.altitude_km.max() * 1.05)
    pitch = PHONE_ROW if width < PHONE else ROW
    canvas = Canvas(width, limb.height + 30 + pitch * len(table))
    step = dot_step(int(table.satellites_peak.max()))
    draw_limb(canvas, limb, table, colours)
    draw_dots(canvas, limb, table, colours, step)
    draw_rows(canvas, table, colours, limb.height + 4)
    return canvas.figure(
        table,
        title=findings.title(table),
        subtitle="The Earth's edge and the shells above it, to scale; "
        f"one dot: {'a satellite' if step == 1 else f'{many(step)} satellites'}, at the peak"
        f"{'; dashed: no satellites' if (table.satellites_peak == 0).any() else ''}. "
        f"Sign before each name: its tilt. Dose behind {measure(table.shielding_mm[0], 'mm')} of aluminium",
        reading=reading(table),
        source=source_of(plan),
    )


def shells_of(plan: Plan) -> pd.DataFrame:
    """A row for each shell of the instance: orbit, most satellites in service at once and when, share of the
    first year in the Earth's shadow, longest eclipse, planning dose behind the shielding of the design that
    flies most.
    """
    data = plan.resolved.data
    if not data.shells or plan.designs.empty:
        return pd.DataFrame(columns=COLUMNS)
    study = data.study
    timeline = Timeline(study.start, study.period_months, study.launch_periods, study.discount_rate)
    first = timeline.day(-past_periods(data.physics, timeline))
    looked = replace(timeline, start=first, period_months=12)
    orbits = [
        physics.Orbit(s.altitude_km, s.inclination_deg, s.ltan_h, s.raan_deg, s.epoch)
        for s in data.shells.values()
    ]
    shielding = shielding_of(plan)
    found = physics.environment(orbits, looked.dates(2), shieldings_mm=[shielding])
    dose = radiation.planning_dose_rad_per_year(
        found.altitude_km,
        found.inclination_deg,
        [shielding],
        data.physics.solar_max_share,
        data.physics.dose_factor,
    )
    by_period = plan.fleet.groupby(["shell", "date"]).satellites.sum()
    rows = []
    for s, shell in enumerate(data.shells):
        own = by_period[shell] if shell in by_period.index.get_level_values("shell") else None
        rows.append(
            {
                "shell": shell,
                "altitude_km": float(found.altitude_km[s]),
                "inclination_deg": float(found.inclination_deg[s]),
                "satellites_peak": 0 if own is None else int(own.max()),
                "peak_date": pd.NaT if own is None else own.idxmax(),
                "shadow_fraction": 1 - float(found.sunlit_fraction_mean[s]),
                "longest_eclipse_min": float(found.longest_eclipse_min[s]),
                "shielding_mm": shielding,
                "dose_krad_per_year": float(dose[s, 0]) / 1000,
            }
        )
    found_in = pd.DataFrame(rows, columns=COLUMNS)
    return found_in.sort_values("altitude_km", ascending=False, kind="stable").reset_index(drop=True)


def shielding_of(plan: Plan) -> float:
    """The shielding of most satellites [mm]."""
    flown = pd.concat([plan.cohorts[["design", "satellites"]], plan.existing[["design", "satellites"]]])
    known = flown.merge(plan.designs[["design", "shielding_mm"]], on="design")
    counts = known.groupby("shielding_mm").satellites.sum()
    return float(counts.idxmax() if len(counts) else plan.designs.shielding_mm.iloc[0])


@dataclass(frozen=True)
class Limb:
    """The Earth's edge and arcs above it, kilometres on pixels: `width` across, the highest at the top."""

    width: float
    highest_km: float

    @property
    def per_km(self) -> float:
        """Pixels of a kilometre."""
        return SKY / self.highest_km

    @property
    def height(self) -> float:
        """Pixels from the top to where the Earth's edge leaves the picture, and a little more."""
        return max(self.y(0.0, 0.0) + 14, TOP + SKY + 38)

    def y(self, altitude_km: float, x: float) -> float:
        """Pixels from the top to an arc at x."""
        radius = (EARTH_RADIUS_KM + altitude_km) * self.per_km
        centre = TOP + SKY + EARTH_RADIUS_KM * self.per_km
        return centre - math.sqrt(radius**2 - (x - self.width / 2) ** 2)

    def arc(self, altitude_km: float) -> list[tuple[float, float]]:
        """An arc from the left to the right."""
        xs = [self.width * n / 24 for n in range(25)]
        return [(x, self.y(altitude_km, x)) for x in xs]


def draw_limb(canvas: Canvas, limb: Limb, table: pd.DataFrame, colours: dict[str, str]) -> None:
    """The Earth, an arc for each shell, faint where no satellite flies, and a scale in kilometres."""
    canvas.band([(x, y, limb.height) for x, y in limb.arc(0.0)], FAINT)
    canvas.outline(limb.arc(0.0), REST, strokeWidth=1)
    middle = limb.width / 2
    canvas.texts([{"x": middle, "y": limb.y(0.0, middle) + 12, "text": "Earth"}], GREY, align="center")
    for row in table.sort_values("satellites_peak", kind="stable").itertuples():
        flies = row.satellites_peak > 0
        look: dict[str, Any] = {"strokeWidth": 1.2} if flies else {"strokeWidth": 1, "strokeDash": [3, 3]}
        canvas.outline(limb.arc(row.altitude_km), colours[row.shell] if flies else REST, **look)
    length = nice_step(limb.highest_km) * limb.per_km
    foot = limb.height - 9
    canvas.lines([{"x": middle - length, "x2": middle, "y": foot, "y2": foot}], GREY, strokeWidth=1.5)
    said = f"{measure(nice_step(limb.highest_km), 'km')}, across and up"
    canvas.texts([{"x": middle + 6, "y": foot, "text": said}], GREY, SMALL_SIZE)


def dot_step(most: int) -> int:
    """Satellites that one dot stands for: 1, 2 or 5 times a power of ten."""
    if most <= MOST_DOTS:
        return 1
    power = 10 ** math.floor(math.log10(most / MOST_DOTS))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power * MOST_DOTS >= most))


def draw_dots(canvas: Canvas, limb: Limb, table: pd.DataFrame, colours: dict[str, str], step: int) -> None:
    """Dots along each arc, evenly, for the satellites at the peak."""
    dots = []
    for number, row in enumerate(table.itertuples()):
        count = math.ceil(row.satellites_peak / step)
        for n in range(count):
            share = (n + 0.5 + 0.25 * (number % 2)) / count
            x = 6 + (limb.width - 12) * min(share, 1.0)
            y = limb.y(row.altitude_km, x)
            dots.append({"x": x, "y": y, "colour": colours[row.shell]})
    canvas.dots(dots, shape="circle", size=22, filled=True, opacity=1)


def draw_rows(canvas: Canvas, table: pd.DataFrame, colours: dict[str, str], top: float) -> None:
    """A row for each shell, the highest first: how it is tilted, and its figures; grey without satellites."""
    is_phone = canvas.width < PHONE
    columns = () if is_phone else COLUMNS_AT
    canvas.texts([{"x": x, "y": top + 10, "text": name} for x, name in columns], GREY, SMALL_SIZE)
    canvas.lines([{"x": 0, "x2": canvas.width, "y": top + 22, "y2": top + 22}])
    start = top + 24
    names: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    pitch = PHONE_ROW if is_phone else ROW
    for number, row in enumerate(table.itertuples()):
        y = start + pitch * number
        flies = row.satellites_peak > 0
        glyph(canvas, 14, y + pitch / 2, row, colours[row.shell] if flies else REST)
        ink = INK if flies else GREY
        line = y + (13 if is_phone else pitch / 2)
        names.append({"x": 34, "y": line, "text": row.shell, "colour": ink})
        orbit, peak, shadow, dose = figures_of(row)
        if is_phone:
            said = f"{peak}, {shadow} in shadow, {dose}"
            told.append({"x": 34, "y": line + 16, "text": said, "colour": ink})
            ends.append({"x": canvas.width, "y": line, "text": orbit, "colour": ink})
        for (x, _), text in zip(columns, (orbit, peak, shadow, dose), strict=False):
            told.append({"x": x, "y": line, "text": text, "colour": ink})
    canvas.texts(told)
    canvas.texts(ends, align="right")
    canvas.texts(names, fontWeight="bold")
    hovers(canvas, [{"x": 0, "x2": canvas.width, "y": start + pitch * n, "y2": start + pitch * (n + 1),
                     "says": sentence_of(row)} for n, row in enumerate(table.itertuples())])  # fmt: skip


def figures_of(row: Any) -> list[str]:
    """Orbit, satellites, time in shadow, dose of a shell, as they are written."""
    peak = f"{row.satellites_peak:,} in {row.peak_date.year}" if row.satellites_peak else "no satellites"
    return [
        f"{measure(row.altitude_km, 'km')}, {row.inclination_deg:.1f}°",
        peak,
        percent(row.shadow_fraction) if row.shadow_fraction > 0 else "never",
        f"{measure(row.dose_krad_per_year, 'krad')}/yr",
    ]


def glyph(canvas: Canvas, x: float, y: float, row: Any, colour: str) -> None:
    """The Earth from above the equator, and the orbit as a line through it: tilt and height to scale."""
    canvas.dots([{"x": x, "y": y, "shape": "circle", "size": math.pi * GLYPH**2}], filled=True, color=FAINT,
                opacity=1)  # fmt: skip
    reach = GLYPH * (1 + row.altitude_km / EARTH_RADIUS_KM) + 1
    tilt = math.radians(row.inclination_deg)
    across, up = reach * math.cos(tilt), reach * math.sin(tilt)
    canvas.lines([{"x": x - across, "x2": x + across, "y": y + up, "y2": y - up}], colour, strokeWidth=1.6)


def sentence_of(row: Any) -> str:
    """What a shell is like."""
    fly = (
        f"up to {counted(row.satellites_peak, 'satellite')}, the most in {row.peak_date.year}"
        if row.satellites_peak
        else "no satellites of this plan"
    )
    eclipse = (
        f"{percent(row.shadow_fraction)} of the time in the Earth's shadow, at most "
        f"{measure(row.longest_eclipse_min, 'minutes')} at once"
        if row.shadow_fraction > 0
        else "never in the Earth's shadow"
    )
    return (
        f"{row.shell}, {measure(row.altitude_km, 'km')} high, inclined {row.inclination_deg:.1f}°: {fly}; "
        f"{eclipse}; {measure(row.dose_krad_per_year, 'krad')} a year behind "
        f"{measure(row.shielding_mm, 'mm')} of aluminium."
    )


def reading(table: pd.DataFrame) -> str:
    """Every shell in a sentence, for those who do not see the picture."""
    return " ".join(sentence_of(row) for row in table.itertuples())
