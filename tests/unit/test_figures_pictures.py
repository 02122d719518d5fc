"""Figures as pictures: what is drawn and written, colours, any number of points, nothing cut at the edges."""

import json
import math
import re
import struct
import zlib

import numpy as np
import pandas as pd
import pytest
import vl_convert

from planner.report.figures import grammar
from planner.report.figures.curve import break_even_curve, small_multiples
from planner.report.figures.grammar import (
    COLOURS,
    PAPER,
    TEXT_COLOURS,
    Scale,
    apart,
    balanced,
    contrast,
    ink_on,
    log_ticks,
    mixed,
    scale_of,
    text_width,
    wrapped,
)
from planner.report.figures.heat_map import PARITY, STRONGEST, heat_map
from planner.report.figures.ladder import ladder
from planner.report.figures.tornado import tornado

NAN = math.nan
SOURCE = "plan of 2026-11-29, version 0.1.0"
LONG = "a name that is a great deal longer than any name should ever have been in a study of this kind"


def runs(points=6, cases=("orbit", "ground"), **columns):
    """Orbit falling with the launch price, a flat ground, proven within 5 %."""
    costs = {"orbit": lambda x: 0.09 + 9e-5 * x, "ground": lambda x: 0.135, "both": lambda x: 0.09}
    rows = [
        {"price": x, "case": case, "ratio_usd_per_mtoken": costs[case](x), "bound": 0.95 * costs[case](x)}
        for x in np.geomspace(50, 3600, points)
        for case in cases
    ]
    return pd.DataFrame(rows).assign(**columns)


def assumptions(count=3):
    """Figures with low and high, the last two guessed."""
    return pd.DataFrame(
        {
            "figure": ["vehicles.*.price_musd", LONG.replace(" ", "_"), "shells.a.altitude_km"][:count],
            "low": [20, 0.1, 450], "high": [90, 0.2, 650], "ratio_low": [0.10, 0.14, NAN],
            "ratio_high": [0.17, 0.15, 0.13], "bound_low": [0.095, NAN, NAN],
            "bound_high": [0.165, NAN, NAN], "is_solved": [True, False, False], "flips": [True, False, None],
        }
    )  # fmt: skip


def rungs(count=4):
    """Levers that halve orbit's cost each."""
    cost = [0.4 / 2**k for k in range(count)]
    return pd.DataFrame(
        {
            "rung": range(count), "lever": ["", LONG, "W/kg", "attrition"][:count], "change": [LONG] * count,
            "ratio_orbit": cost, "bound_orbit": [0.95 * c for c in cost], "ratio_ground": 0.135,
            "bound_ground": 0.13,
        }
    )  # fmt: skip


def cells(columns=3, rows=2):
    """Multiples about parity."""
    return pd.DataFrame(
        [
            {"price": 50 * 2**i, "life": 2 + j, "multiple": m, "low": 0.9 * m, "high": 1.1 * m}
            for i in range(columns)
            for j in range(rows)
            for m in [0.5 * 1.5 ** (i - j)]
        ]
    )


PRICE = {"x_title": "Launch price ($/kg)", "source": SOURCE}
FIGURES = {
    "curve": lambda: break_even_curve(runs(cases=("orbit", "ground", "both")), "price", **PRICE),
    "panels": lambda: small_multiples(
        pd.concat([runs(scenario="slow"), runs(scenario=LONG)]), "price", "scenario", **PRICE
    ),
    "tornado": lambda: tornado(assumptions(), base=0.137, source=SOURCE),
    "ladder": lambda: ladder(rungs(), source=SOURCE),
    "heat map": lambda: heat_map(cells(), "price", "life", y_title="Life (years)", **PRICE),
}


@pytest.fixture(scope="module")
def made():
    """One figure of each kind."""
    return {kind: make() for kind, make in FIGURES.items()}


def marks(figure):
    """All rows that a figure draws."""
    return [row for rows in figure.chart.to_dict()["datasets"].values() for row in rows]


def texts(figure):
    """All texts of its marks."""
    return [str(row["text"]) for row in marks(figure) if "text" in row]


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_saved_as_two_pictures_and_a_table(kind, made, tmp_path):
    figure = made[kind]
    paths = figure.save(tmp_path / "figures", "it")
    assert [path.name for path in paths] == ["it.svg", "it.png", "it.csv"]
    svg = paths[0].read_text(encoding="utf-8")
    assert svg.startswith('<svg role="img" aria-label="') and SOURCE in svg
    assert figure.alt.startswith(figure.title)
    assert all(word in svg for word in figure.title.split())
    assert len(pd.read_csv(paths[2])) == len(figure.data)
    size = [float(value) for value in re.search(r'width="([0-9.]+)" height="([0-9.]+)"', svg).groups()]
    assert struct.unpack(">II", paths[1].read_bytes()[16:24]) == tuple(2 * value for value in size)
    pixels = picture(vl_convert.svg_to_png(svg, scale=0.5))
    edges = (pixels[:3], pixels[-3:], pixels[:, :3], pixels[:, -3:])
    assert all((edge == 255).all() for edge in edges)  # nothing is cut
    assert (pixels.min(axis=2) < 100).sum() > 500  # there is something


def picture(png):
    """The pixels of a PNG: rows, columns, red green blue."""
    at, parts, size = 8, [], (0, 0)
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
            assert body[8:10] == b"\x08\x06"  # eight bits a channel, with alpha
        elif kind == b"IDAT":
            parts.append(body)
        at += 12 + length
    wide, high = size
    raw = np.frombuffer(zlib.decompress(b"".join(parts)), dtype=np.uint8).reshape(high, 4 * wide + 1)
    rows = np.zeros((high, wide, 4), dtype=np.uint8)
    above = np.zeros((wide, 4), dtype=np.uint8)
    for number, line in enumerate(raw):
        above = rows[number] = unfiltered(int(line[0]), line[1:].reshape(wide, 4), above)
    return rows[:, :, :3]


def unfiltered(kind, line, above):
    """A line of a PNG without its filter."""
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    done = np.zeros_like(line)
    left, corner = np.zeros(4, dtype=int), np.zeros(4, dtype=int)
    for k in range(len(line)):
        up = above[k].astype(int)
        if kind == 3:
            guess = (left + up) // 2
        else:
            straight = left + up - corner
            a, b, c = abs(straight - left), abs(straight - up), abs(straight - corner)
            guess = np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))
        left = (line[k] + guess) % 256
        done[k], corner = left, up
    return done


def test_pictures_are_the_same_each_time():
    first, second = (FIGURES["curve"]() for _ in range(2))
    assert first.svg() == second.svg()
    assert json.dumps(first.chart.to_dict()) == json.dumps(second.chart.to_dict())


def test_one_colour_a_technology_on_every_figure(made):
    for kind in ("curve", "panels", "ladder"):
        for row in marks(made[kind]):
            side = row.get("case") or row.get("side")
            if side:
                assert row["colour"] == COLOURS[side], kind
    assert set(COLOURS) == set(TEXT_COLOURS) == {"orbit", "ground", "both", "rest"}
    shades = {row["colour"] for row in marks(made["heat map"]) if "i" in row}
    assert len(shades) > 2 and all(shade.startswith("#") for shade in shades)


def test_text_stands_out_from_what_lies_under_it():
    shaded = mixed(PAPER, grammar.INK, grammar.SHADE)
    for colour in (*TEXT_COLOURS.values(), grammar.INK):
        assert contrast(colour, PAPER) >= 4.5 and contrast(colour, shaded) >= 4.5
    for side in ("orbit", "ground"):
        for part in np.linspace(0, STRONGEST, 20):
            cell = mixed(PARITY, COLOURS[side], float(part))
            assert contrast(ink_on(cell), cell) >= 4.5
        assert contrast(COLOURS[side], PAPER) >= 3  # of marks
    assert contrast(ink_on(grammar.FAINT), grammar.FAINT) >= 4.5


def test_the_data_behind_a_curve_and_what_it_writes(made):
    figure = made["curve"]
    assert list(figure.data.columns) == [
        "price", "orbit_usd_per_mtoken", "orbit_bound_usd_per_mtoken", "ground_usd_per_mtoken",
        "ground_bound_usd_per_mtoken", "both_usd_per_mtoken", "both_bound_usd_per_mtoken", "proven_cheaper",
    ]  # fmt: skip
    assert list(figure.data.proven_cheaper) == ["orbit"] * 3 + ["ground"] * 3
    said = texts(figure)
    assert {"Orbit $0.414", "Ground $0.135", "Together $0.09", "orbit cheaper: proven", "not decided"} <= set(
        said
    )
    assert "$ a million tokens" in figure.subtitle
    bands = [row for row in marks(figure) if row.get("case") == "orbit"]
    assert all(row["proven"] == pytest.approx(0.95 * row["best"]) for row in bands)


def test_runs_without_a_plan_are_a_gap_with_a_cross_and_counted():
    frame = runs()
    frame.loc[4, ["ratio_usd_per_mtoken", "bound"]] = NAN
    figure = break_even_curve(frame, "price", **PRICE)
    assert "Crosses: no plan, 1 of 12 runs." in texts(figure)
    gap = [row for row in marks(figure) if row.get("case") == "orbit" and row["best"] is None]
    assert gap and all("no plan" in row["says"] for row in gap)
    assert list(figure.data.proven_cheaper)[2] == ""


def test_a_bar_of_a_tornado_runs_from_the_base_and_shows_what_is_proven(made):
    bars = {row["text"]: row for row in marks(made["tornado"]) if "side" in row}
    low, high = bars["20 M$"], bars["90 M$"]
    assert (low["least"], low["ratio"], low["solid_high"], low["side"]) == (0.095, 0.10, 0.137, -1)
    assert (high["least"], high["ratio"], high["solid_low"], high["side"]) == (0.165, 0.17, 0.137, 1)
    assert bars["0.1"]["y"] != bars["0.2"]["y"]  # both ends above the base: side by side
    assert not bars["450 km: no plan"]["there"]
    assert {"$0.137 as planned", "flips"} <= set(texts(made["tornado"]))
    assert texts(made["tornado"]).count("flips") == 1
    assert len(tornado(assumptions(), base=0.137, most=2).data) == 3


def test_a_ladder_writes_multiples_with_their_proven_ends_and_marks_parity(made):
    said = texts(made["ladder"])
    assert {"3.0 times", "2.8 to 3.1", "parity", "Orbit $0.40", "Ground $0.135"} <= set(said)
    assert list(made["ladder"].data.verdict) == ["ground", "ground", "orbit", "orbit"]


def test_a_heat_map_hatches_what_is_not_decided_and_draws_parity(made):
    squares = {(row["i"], row["j"]): row for row in marks(made["heat map"]) if "open" in row}
    assert squares[0, 0]["text"] == "0.50" and not squares[0, 0]["open"]
    frame = cells().assign(low=0.9, high=1.1)
    assert all(row["open"] for row in marks(heat_map(frame, "price", "life")) if "open" in row)
    assert "parity" in texts(made["heat map"])


EDGES = {
    "no rows": lambda: break_even_curve(runs().head(0), "price"),
    "no columns": lambda: break_even_curve(pd.DataFrame(), "price"),
    "one point": lambda: break_even_curve(runs(1), "price"),
    "two hundred": lambda: break_even_curve(runs(200), "price"),
    "one case": lambda: break_even_curve(runs(cases=("ground",)), "price", x_title=LONG, source=LONG * 3),
    "no plans": lambda: break_even_curve(runs(ratio_usd_per_mtoken=NAN, bound=NAN), "price"),
    "no bounds": lambda: break_even_curve(runs(bound=None), "price"),
    "zeros": lambda: break_even_curve(runs(ratio_usd_per_mtoken=0.0, bound=0.0), "price"),
    "infinite": lambda: break_even_curve(runs(bound=-math.inf), "price"),
    "texts": lambda: break_even_curve(runs(price="cheap"), "price"),
    "missing group": lambda: small_multiples(runs(scenario=None), "price", "scenario"),
    "no group": lambda: small_multiples(pd.DataFrame(), "price", "scenario"),
    "panels without plans": lambda: small_multiples(runs(ratio_usd_per_mtoken=NAN, s=1), "price", "s"),
    "no assumptions": lambda: tornado(assumptions().head(0), base=NAN),
    "no bars": lambda: tornado(assumptions().assign(ratio_low=NAN, ratio_high=NAN), base=0.137),
    "unknown cells": lambda: tornado(assumptions().assign(flips=pd.NA, low=pd.NA, high=NAN), base=0.137),
    "no base": lambda: tornado(assumptions(), base=NAN),
    "no rungs": lambda: ladder(rungs().head(0)),
    "rungs without words": lambda: ladder(rungs().assign(lever=None, change=pd.NA)),
    "one rung": lambda: ladder(rungs(1)),
    "rungs without plans": lambda: ladder(rungs().assign(ratio_orbit=NAN, ratio_ground=NAN)),
    "no cells": lambda: heat_map(cells().head(0), "price", "life"),
    "one cell": lambda: heat_map(cells(1, 1), "price", "life"),
    "grey cells": lambda: heat_map(cells().assign(multiple=NAN, low=NAN, high=NAN), "price", "life"),
    "text axis": lambda: heat_map(cells().assign(life=[LONG, "b"] * 3), "price", "life"),
}  # fmt: skip


@pytest.mark.parametrize("edge", EDGES)
def test_any_data_make_a_figure(edge):
    figure = EDGES[edge]()
    assert figure.title and "nan" not in figure.title.lower() and figure.alt
    assert "nan" not in " ".join(texts(figure)).lower()
    drawn = json.dumps(figure.chart.to_dict(), allow_nan=False)
    assert '"vconcat"' in drawn


def test_more_rows_than_altair_takes_by_itself():
    assert len(break_even_curve(runs(3000), "price").data) == 3000


def test_scales_and_ticks():
    assert scale_of([50, 3600], 100).is_log and not scale_of([50, 300], 100).is_log
    assert scale_of([50, 3600], 100).ticks() == [50, 100, 200, 500, 1000, 2000]
    assert scale_of([0.1, 0.4], 100, from_zero=True).low == 0
    assert scale_of([5], 100).low < 5 < scale_of([5], 100).high
    assert scale_of([], 100).high > scale_of([], 100).low
    assert len(log_ticks(1e-6, 1e9)) <= 9
    for scale in (Scale(50, 3600, 100, True), Scale(-3, 8, 100)):
        assert scale.value(scale.position(60 if scale.is_log else 4)) == pytest.approx(
            60 if scale.is_log else 4
        )
    assert Scale(0, 0.44, 100).ticks() == [0.0, 0.1, 0.2, 0.3, 0.4]


def test_texts_are_broken_within_their_width_and_labels_moved_apart():
    for width in (60, 120, 300):
        for line in wrapped(f"{LONG} {'x' * 80}", width, 12):
            assert text_width(line, 12) <= width
    assert wrapped("", 100, 12) == [""]
    assert len(balanced(LONG, 400, 12)) == len(wrapped(LONG, 400, 12))
    placed = apart([50, 52, 51, 99], 15, 0, 100)
    assert all(b - a >= 15 - 1e-9 for a, b in zip(sorted(placed), sorted(placed)[1:]))
    assert max(placed) <= 100 and placed[0] < placed[2] < placed[1]
