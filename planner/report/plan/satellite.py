"""One satellite to scale: mass by part, power from the array to the payload, heat to the radiator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from planner.errors import InstanceError
from planner.instance.numbers import percent
from planner.plan.plan import Plan
from planner.report.colours import GREEN, ORANGE, REST, SKY
from planner.report.figures.figure import Figure
from planner.report.figures.grammar import INK, LABEL_SIZE, PAPER, mixed, text_width
from planner.report.figures.words import counted, measure, sentence
from planner.report.plan.canvas import GREY, PHONE, WIDE, Canvas
from planner.report.plan.findings import satellite as findings
from planner.report.plan.names import called
from planner.report.plan.source import source_of

PARTS = {
    "accelerators_kg": "accelerators",
    "compute_kg": "boards, racks, cooling",
    "array_kg": "solar array",
    "battery_kg": "battery",
    "radiator_kg": "radiator",
    "electronics_kg": "power electronics",
    "shielding_kg": "shielding",
    "avionics_kg": "avionics",
    "comms_kg": "communication",
    "propulsion_kg": "propulsion",
    "structure_kg": "structure",
    "margin_kg": "margin",
    "propellant_kg": "propellant",
}
FLOWS = {
    "compute": "accelerators, pumps",
    "housekeeping": "avionics, communication",
    "losses": "losses on the way",
    "night": "for the night",
}
FLOW_COLOURS = {"compute": GREEN, "housekeeping": REST, "losses": REST, "night": ORANGE}
ROW, HEAD = 21, 30
FLOW_HEIGHT, NODE, GAP = 210, 12, 22
COLUMNS = ["design", "quantity", "part", "value", "unit"]


def one_satellite(plan: Plan, width: int = WIDE, design: str | None = None) -> Figure | None:
    """The design that flies most, or a named one: mass, power and heat, each drawn to scale. None without
    satellites. Raises InstanceError for a design that the plan does not fly.
    """
    if plan.designs.empty:
        return None
    name = most_flown(plan) if design is None else design
    sized = plan.designs[plan.designs.design == name]
    if sized.empty:
        known = ", ".join(plan.designs.design)
        raise InstanceError(plan.place, [("design", f"{name!r} does not fly; known: {known}")])
    table = parts_of(sized.iloc[0])
    is_phone = width < PHONE
    mass_rows = len(table[table.quantity == "mass"])
    mass_height = HEAD + mass_rows * ROW
    flow_height = HEAD + FLOW_HEIGHT + 58
    if is_phone:
        canvas = Canvas(width, mass_height + 24 + flow_height)
        draw_mass(canvas, table, sized.iloc[0], 0, width)
        draw_flow(canvas, sized.iloc[0], 0, width, mass_height + 24)
    else:
        canvas = Canvas(width, max(mass_height, flow_height))
        draw_mass(canvas, table, sized.iloc[0], 0, width * 0.46)
        draw_flow(canvas, sized.iloc[0], width * 0.52, width, 0)
    share = share_of(plan, name)
    return canvas.figure(
        table,
        title=findings.title(table),
        subtitle=f"{name}: {on_board(plan, name)}; {share}. Mass by part; mean power in sunlight from "
        "the array to the loads and as heat to the radiator; each to scale",
        reading=reading(sized.iloc[0]),
        source=source_of(plan),
    )


def most_flown(plan: Plan) -> str:
    """The design of which most satellites are launched; where none is, of which most flew before."""
    for table in (plan.cohorts, plan.existing):
        counts = table[table.design.isin(plan.designs.design)].groupby("design", sort=False).satellites.sum()
        if len(counts):
            return str(counts.idxmax())
    return str(plan.designs.design.iloc[0])


def share_of(plan: Plan, design: str) -> str:
    """How many satellites of the design there are."""
    counts = pd.concat([plan.cohorts[["design", "satellites"]], plan.existing[["design", "satellites"]]])
    own = int(counts[counts.design == design].satellites.sum())
    every = int(counts.satellites.sum())
    return f"{own:,} of {counted(every, 'satellite')}" if own < every else f"all {counted(own, 'satellite')}"


def on_board(plan: Plan, design: str) -> str:
    """The accelerators of a design."""
    own = plan.mixes[plan.mixes.design == design]
    said = [f"{int(n):,} {called(name)}" for name, n in zip(own.accelerator, own["count"], strict=True)]
    return " and ".join(said) or "no accelerators"


def parts_of(sized: pd.Series) -> pd.DataFrame:
    """The satellite in parts: mass [kg] by part, power [kW] by where it goes, heat [kW] by where it arises.

    Power: of the array at the end of its life, in sunlight. Heat: what the radiator sheds; power less what
    is kept for the night.
    """
    masses = [("mass", PARTS[key], sized[key], "kg") for key in PARTS if key in sized and sized[key] > 0]
    flow = flows(sized)
    powers = [("power", FLOWS[key], flow[key], "kW") for key in FLOWS if flow[key] > 0]
    heats = [("heat", FLOWS[key], flow[key], "kW") for key in FLOWS if flow[key] > 0 and key != "night"]
    rows = [
        {"design": sized.design, "quantity": q, "part": part, "value": float(value), "unit": unit}
        for q, part, value, unit in [*masses, *powers, *heats]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def flows(sized: pd.Series) -> dict[str, float]:
    """Where the array's power goes in sunlight [kW]: to compute and housekeeping, into losses, into the
    battery for the night.
    """
    losses = sized.heat_kw - sized.load_kw
    return {
        "compute": float(sized.compute_kw),
        "housekeeping": float(sized.housekeeping_kw),
        "losses": max(float(losses), 0.0),
        "night": max(float(sized.array_kw - sized.heat_kw), 0.0),
    }


def draw_mass(canvas: Canvas, table: pd.DataFrame, sized: pd.Series, left: float, right: float) -> None:
    """Bars by part, the heaviest first, with the mass beside each."""
    rows = table[table.quantity == "mass"].sort_values("value", ascending=False, kind="stable")
    head(canvas, left, f"Mass: {measure(sized.dry_t, 't')} dry, {measure(sized.wet_t, 't')} at launch", 0)
    names = 8 + max(text_width(part, LABEL_SIZE) for part in rows.part)
    numbers = 6 + max(text_width(mass(value), LABEL_SIZE) for value in rows.value)
    start, length = left + names, right - left - names - numbers
    bars, texts, values = [], [], []
    for number, row in enumerate(rows.itertuples()):
        y = HEAD + number * ROW
        end = start + max(length * row.value / rows.value.max(), 1)
        share = percent(row.value / rows.value.sum())
        says = f"{sentence(row.part)}: {mass(row.value)}, {share} of the mass at launch."
        bars.append({"x": start, "x2": end, "y": y + 3, "y2": y + ROW - 3, "colour": shade(row.part),
                     "says": says})  # fmt: skip
        texts.append({"x": start - 8, "y": y + ROW / 2, "text": row.part})
        values.append({"x": end + 5, "y": y + ROW / 2, "text": mass(row.value)})
    canvas.boxes(bars)
    canvas.texts(texts, INK, align="right")
    canvas.texts(values, GREY)


def shade(part: str) -> str:
    """The colour of a part: of power, of heat, of compute, or of the rest."""
    if part in ("solar array", "battery", "power electronics"):
        return ORANGE
    if part == "radiator":
        return SKY
    return GREEN if part in ("accelerators", "boards, racks, cooling") else REST


def head(canvas: Canvas, x: float, text: str, y: float) -> None:
    """The name of a panel."""
    canvas.texts([{"x": x, "y": y + 8, "text": text}], INK, LABEL_SIZE + 1, fontWeight="bold")


def draw_flow(canvas: Canvas, sized: pd.Series, left: float, right: float, top: float) -> None:
    """Bands as wide as the power in them: from the array to the loads, from there as heat to the radiator."""
    flow = {key: value for key, value in flows(sized).items() if value > 0}
    total = sum(flow.values())
    head(canvas, left, f"Power {power(total)}, heat {power(sized.heat_kw)}", top)
    start = top + HEAD + 16
    per = (FLOW_HEIGHT - GAP * (len(flow) - 1)) / total
    splits, joins, end = left + (right - left) * 0.2, left + (right - left) * 0.82, right - NODE
    array_top = start + GAP * (len(flow) - 1) / 2
    source, at, sink = array_top, start, array_top
    names: list[dict[str, Any]] = []
    nodes: list[dict[str, Any]] = []
    for key, value in flow.items():
        high = per * value
        light = mixed(FLOW_COLOURS[key], PAPER, 0.55)
        canvas.band(ribbon(left + NODE, splits + 0.5, source, at, high), light)
        if key != "night":
            canvas.band(ribbon(joins - 0.5, end, at, sink, high), light)
        says = f"{sentence(FLOWS[key])}: {power(value)}, {percent(value / total)} of the array's power."
        nodes.append(
            {"x": splits, "x2": joins, "y": at, "y2": at + max(high, 1.2), "colour": light, "says": says}
        )
        names.append({"x": splits + 4, "y": at - 8, "text": f"{FLOWS[key]} {power(value)}"})
        source, at, sink = source + high, at + high + GAP, sink + high * (key != "night")
    array, radiator = measure(sized.array_m2, "m²"), measure(sized.radiator_m2, "m²")
    by_array = f"Solar array: {power(total)} in sunlight at the end of its life, from {array}."
    nodes.append({"x": left, "x2": left + NODE, "y": array_top, "y2": source, "colour": ORANGE,
                  "says": by_array})  # fmt: skip
    nodes.append({"x": end, "x2": right, "y": array_top, "y2": sink, "colour": SKY,
                  "says": f"Radiator: sheds {power(sized.heat_kw)} from {radiator}."})  # fmt: skip
    canvas.boxes(nodes)
    canvas.texts(names, INK)
    foot = start + FLOW_HEIGHT + 18
    for x, align, lines in ((left, "left", ("solar array", array)), (right, "right", ("radiator", radiator))):
        canvas.texts(
            [{"x": x, "y": foot + 16 * n, "text": line} for n, line in enumerate(lines)], align=align
        )


def power(kw: float) -> str:
    """A power: "95.4 kW", "10 MW"."""
    return measure(kw / 1000, "MW") if kw >= 999.5 else measure(kw, "kW")


def mass(kg: float) -> str:
    """A mass: "597 kg", "10 t"."""
    return measure(kg / 1000, "t") if kg >= 9_995 else measure(kg, "kg")


def ribbon(x: float, x2: float, y: float, y2: float, high: float) -> list[tuple[float, float, float]]:
    """A band of one width from one height to another, smooth at both ends."""
    points = []
    for n in range(11):
        part = n / 10
        bend = part * part * (3 - 2 * part)
        at = y + (y2 - y) * bend
        points.append((x + (x2 - x) * part, at, at + high))
    return points


def reading(sized: pd.Series) -> str:
    """The sizes, for those who do not see the picture."""
    return (
        f"{sized.design}: {measure(sized.wet_t, 't')} at launch, {power(sized.array_kw)} from "
        f"{measure(sized.array_m2, 'm²')} of solar array, {power(sized.compute_kw)} of it to the "
        f"accelerators, {power(sized.heat_kw)} of heat from {measure(sized.radiator_m2, 'm²')} of "
        "radiator."
    )
